"""Errors as callers see them: coded always, and silent about what went wrong inside."""

import logging
from typing import Any

from graphql import GraphQLError
from strawberry.extensions import MaskErrors
from typing_extensions import override

from adapters.port import Refused
from graph.limits.scales import unsuggesting
from resolvers.context import Context

__all__ = ["Masking"]

_log = logging.getLogger("panther")


class Masking(MaskErrors):
    """Lets through what carries a code, and refusals; logs all else and shows an id for it."""

    def __init__(self) -> None:
        super().__init__(should_mask_error=lambda _: True)

    @override
    def anonymise_error(self, error: GraphQLError) -> GraphQLError:
        cause = error.original_error
        match cause:
            case None | GraphQLError() if "code" in (error.extensions or {}):
                return self._coded(error)
            case Refused(refusals=[refusal, *_]):
                path = list(refusal.field) if refusal.field else None
                return _said(error, refusal.message, {"code": refusal.code.value, "field": path})
        context: Context = self.execution_context.context
        id = context.ids.new("err")
        _log.error("%s at %s", id, error.path, exc_info=cause or error)
        message = f"Something went wrong here. It is logged as {id}."
        return _said(error, message, {"code": "INTERNAL", "id": id})

    def _coded(self, error: GraphQLError) -> GraphQLError:
        context: Context | None = self.execution_context.context
        if context is None or context.allowance.introspects:
            return error
        return _said(error, unsuggesting(error.message), error.extensions or {})


def _said(error: GraphQLError, message: str, extensions: dict[str, Any]) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )
