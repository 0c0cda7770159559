"""What every mutation answers: what changed, or every reason why nothing did."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, TypeVar, cast

from msgspec import Struct

from adapters.port import Refusal, Refused
from resolvers.context import Info

__all__ = ["Payload", "answers", "refusal"]

Verb = TypeVar("Verb", bound=Callable[..., Awaitable[Any]])


class Payload(Struct, frozen=True, kw_only=True):
    """The base of all answers: without errors the change was made, with errors none of it was."""

    user_errors: tuple[Refusal, ...] = ()


_PAYLOADS: dict[object, type[Payload]] = {}


def refusal(verb: object, why: Refusal) -> Payload:
    """Return what a mutation answers to whoever may not ask for it."""
    return _PAYLOADS[verb](user_errors=(why,))


def answers(payload: type[Payload]) -> Callable[[Verb], Verb]:
    """Answer a practice's refusals as data, and forget what was loaded before the change."""

    def decorate(verb: Verb) -> Verb:
        @wraps(verb)
        async def answer(info: Info, **inputs: Any) -> Payload:
            try:
                return cast(Payload, await verb(info, **inputs))
            except Refused as refused:
                return payload(user_errors=tuple(refused.refusals))
            finally:
                info.context.loaders.clear()

        _PAYLOADS[answer] = payload
        return cast(Verb, answer)

    return decorate
