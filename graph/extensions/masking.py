"""Errors as callers see them: coded always, and silent about what went wrong inside."""

import logging

from graphql import GraphQLError, GraphQLSyntaxError
from strawberry.extensions import MaskErrors
from typing_extensions import override

from adapters.port import RandomIds, Refused

__all__ = ["Masking"]

_log = logging.getLogger("panther")


class Masking(MaskErrors):
    """Lets the caller's own errors through with a code; logs all others and shows an id."""

    def __init__(self) -> None:
        super().__init__(should_mask_error=lambda _: True)

    @override
    def anonymise_error(self, error: GraphQLError) -> GraphQLError:
        cause = error.original_error
        match cause:
            case None | GraphQLError() if error.path is None or "code" in (error.extensions or {}):
                syntax = isinstance(error, GraphQLSyntaxError)
                code = "GRAPHQL_PARSE_FAILED" if syntax else "GRAPHQL_VALIDATION_FAILED"
                return _said(error, error.message, {"code": code, **(error.extensions or {})})
            case Refused(refusals=[refusal, *_]):
                path = list(refusal.field) if refusal.field else None
                return _said(error, refusal.message, {"code": refusal.code.value, "field": path})
        id = RandomIds().new("err")
        _log.error("%s at %s", id, error.path, exc_info=cause or error)
        message = f"Something went wrong here. It is logged as {id}."
        return _said(error, message, {"code": "INTERNAL", "id": id})


def _said(error: GraphQLError, message: str, extensions: dict[str, object]) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )
