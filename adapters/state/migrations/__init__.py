"""The schema's versions, each a step from the one before, the same on SQLite and PostgreSQL.

A step's ``upgrade`` gets its operations as an argument: Alembic's own ``op`` is one for the whole
process, and two openings in one event loop would take each other's.
"""
