"""Root reads, by noun."""
