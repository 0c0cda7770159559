"""The default upstream: a small practice in one SQLite file, its law in triggers."""
