"""A practice that nobody looks into: what a caller who has not signed in gets."""

from typing import NoReturn

from adapters.port import Refused, SignInNeeded

__all__ = ["Closed"]


class Closed:
    """Refuses whatever is asked of it, and of each of its nouns."""

    def __getattr__(self, name: str) -> "_Shut":
        return _Shut()


class _Shut:
    def __getattr__(self, name: str) -> object:
        return _refuse


def _refuse(*args: object, **kwargs: object) -> NoReturn:
    raise Refused(SignInNeeded())
