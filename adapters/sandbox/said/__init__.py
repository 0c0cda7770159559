"""Bodies as the seed writes them, read into the port's commands."""
