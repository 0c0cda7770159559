"""Answers that are no GraphQL: a refusal, in the shape that GraphQL's errors have."""

from collections.abc import Mapping

from starlette.responses import JSONResponse

__all__ = ["refused"]


def refused(
    status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Return one error and its code."""
    error = {"message": message, "extensions": {"code": code}}
    return JSONResponse({"errors": [error]}, status, headers)
