"""The doors for reading: each noun as pages, and one by one."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.sandbox.asked import Asked
from adapters.sandbox.house import sandbox_of
from adapters.sandbox.nouns import Noun
from adapters.sandbox.problems import Problem
from adapters.sandbox.values import answer

__all__ = ["collection", "missing", "single"]


def collection(noun: Noun) -> Route:
    """Serve a noun's pages."""

    async def read(request: Request) -> Response:
        sandbox = sandbox_of(request)
        sandbox.signed_in(request, noun.entitlement)
        known = {*noun.params, "page", "pageSize"}
        if sandbox.only_seed and (unnamed := set(request.query_params) - known):
            raise Problem(404, "not_found", f"The seed names no parameter {min(unnamed)} here.")
        asked = Asked(request.query_params, known)
        page, page_size = asked.page, asked.page_size
        records = await noun.find(sandbox.practice, asked)
        return answer(
            {
                "items": await noun.show(sandbox.practice, records.items),
                "page": page,
                "pageSize": page_size,
                "total": records.total,
            }
        )

    return Route(noun.path, read, methods=["GET"])


def single(noun: Noun) -> Route:
    """Serve a noun's records one by one."""

    async def read(request: Request) -> Response:
        sandbox = sandbox_of(request)
        sandbox.signed_in(request, noun.entitlement)
        id = request.path_params["id"]
        assert noun.by_id is not None
        records = await noun.by_id(sandbox.practice, [id])
        if not records:
            raise missing(noun.word, id)
        (item,) = await noun.show(sandbox.practice, records)
        return answer(item)

    return Route(f"{noun.path}/{{id}}", read, methods=["GET"])


def missing(word: str, id: str) -> Problem:
    """Say that there is no such record."""
    return Problem(404, "not_found", f"There is no {word} {id}.")
