"""A collector that takes OpenTelemetry's traces over HTTP, and writes down what comes."""

import json
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.listening import Listening

__all__ = ["Collector"]


class Collector(Listening):
    """Listens while it is entered. ``resources`` and ``spans`` are as the protocol's JSON has them."""

    def __init__(self) -> None:
        self.resources: list[Any] = []
        self.spans: list[Any] = []
        self.keys: list[str | None] = []
        super().__init__(Starlette(routes=[Route("/v1/traces", self._take, methods=["POST"])]))

    async def _take(self, request: Request) -> JSONResponse:
        assert request.headers["content-type"] == "application/json"
        self.keys.append(request.headers.get("x-key"))
        for of in json.loads(await request.body())["resourceSpans"]:
            self.resources.append(_plain(of["resource"]["attributes"]))
            for scope in of["scopeSpans"]:
                self.spans += scope["spans"]
        return JSONResponse({})

    def named(self, name: str) -> list[Any]:
        """Return the spans of this name, in the order they ended."""
        return [span for span in self.spans if span["name"] == name]

    @staticmethod
    def said(span: Any) -> dict[str, str]:
        """Return a span's attributes."""
        return _plain(span["attributes"])


def _plain(attributes: Any) -> dict[str, str]:
    return {it["key"]: next(iter(it["value"].values())) for it in attributes}
