"""Why a token lets nobody in: said to callers in one sentence, and to the log with its reason."""

__all__ = ["Denied", "Expired", "Unreachable"]


class Denied(Exception):
    """A token lets nobody in. ``reason`` is for the log, and holds nothing of the token."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Expired(Denied):
    """A token did let somebody in, and does no longer."""


class Unreachable(Exception):
    """Nothing tells whether a token lets anybody in: whoever could say so gives no answer."""
