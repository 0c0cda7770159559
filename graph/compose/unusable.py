"""What can't be used, said so that a person can mend it."""

__all__ = ["Unusable"]


class Unusable(Exception):
    """Something that is needed can't be used; the message says which, why, and what to do."""
