"""One request, answered twice: by the executor, and by graphql-core alone over fresh loaders."""

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from strawberry.http import process_result

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import Entitlement, Viewer
from graph.execution.executor import Request
from graph.schema import schema
from loaders import Loaders
from resolvers.context import Context
from tests.world import EXECUTOR, LINKS, Asked, CountedIds, StandingClock

__all__ = ["PEOPLE", "Both", "both", "context_of", "executor"]

executor = EXECUTOR

PEOPLE = {
    "owner": Viewer(
        connection="test", user_id="u_pp_7ab202", entitlements=tuple(Entitlement), expires_at=None
    ),
    "paralegal": Viewer(
        connection="test",
        user_id="u_pp_1a92b7",
        entitlements=(Entitlement.MATTERS, Entitlement.CONTACTS, Entitlement.TIME),
    ),
    "service": Viewer(connection="test", user_id=None, entitlements=(Entitlement.MATTERS,)),
}


class Both(NamedTuple):
    """Both answers as they are sent, how often the practice was asked for each, and for which
    keys, and why no plan was taken, if none was.
    """

    planned: bytes
    alone: bytes
    asks: int
    asks_alone: int
    keys: list[Any]
    keys_alone: list[Any]
    fallback: str | None

    @property
    def alike(self) -> bool:
        """Whether they are the same, byte for byte. Where there are several errors, their order
        is that of the event loop, and so are the ids they are logged under: those may differ.
        """
        if self.planned == self.alone:
            return True
        planned, alone = json.loads(self.planned), json.loads(self.alone)
        same = msgspec.json.encode(planned["data"]) == msgspec.json.encode(alone["data"])
        return same and len(_errors(alone)) > 1 and _errors(planned) == _errors(alone)


def context_of(practice: Any, viewer: Viewer) -> Context:
    """Return a request's context, with a clock that stands and ids that count from one."""
    return Context(
        practice=practice,
        loaders=Loaders(practice),
        viewer=viewer,
        clock=StandingClock(),
        ids=CountedIds(),
        links=LINKS,
    )


async def both(
    practice: EmbeddedPractice, viewer: Viewer, document: str, variables: Mapping[str, Any]
) -> Both:
    """Answer a query both ways."""
    asked: list[str] = []
    keys: list[Any] = []
    context = context_of(Asked(practice, asked, keys=keys), viewer)
    answer = await executor.execute(Request(document, variables), context)
    asked_alone: list[str] = []
    keys_alone: list[Any] = []
    result = await schema.execute(
        document,
        variable_values=dict(variables),
        context_value=context_of(Asked(practice, asked_alone, keys=keys_alone), viewer),
    )
    alone = msgspec.json.encode(process_result(result))
    asks, asks_alone = len(asked), len(asked_alone)
    return Both(answer.body, alone, asks, asks_alone, keys, keys_alone, answer.fallback)


def _errors(answer: Any) -> list[str]:
    return sorted(re.sub(r"err_\d+", "err", json.dumps(it)) for it in answer.get("errors", []))
