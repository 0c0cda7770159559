"""The explorer: our page for browsers and its files, or another's page while there is none of ours."""

import asyncio
import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from graph.compose.door import Doors
from graph.http.answers import Reply, refused
from graph.http.caching import conditional
from graph.http.examples import EXAMPLES, LIVE
from graph.http.negotiation import HTML, encoding_for
from graph.http.standing_in import STRAWBERRYS, WAIT
from graph.ide import sources

__all__ = ["Explorer", "serve"]

_KNOWN = '<script type="application/json" id="known">{}</script>'
_OWN = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; "
    "style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:"
)
_STILL = "default-src 'none'; style-src 'unsafe-inline'"
_FRAMED = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
}
# Their names tell their contents: what has this name will never be another.
_KEPT = "public, max-age=31536000, immutable"


class _Built(NamedTuple):
    """What was built: the page, and every other file as it is sent."""

    page: str
    files: Mapping[str, bytes]


class Explorer:
    """The page of an app. It is read once, as soon as it is built, and then stays as it is."""

    def __init__(self, doors: Doors) -> None:
        self._known = _known(doors)
        self._clock = doors.default.clock
        self._built: _Built | None = None

    def page(self, headers: Mapping[bytes, bytes]) -> Reply:
        """Return the page; without one, Strawberry's, or a word about the one that is being built."""
        built = self._look()
        if built:
            page, policy = built.page.replace(_KNOWN, self._known), f"{_OWN}; {_FRAMED}"
        elif sources.building(self._clock.now().timestamp()):
            page, policy = WAIT, f"{_STILL}; {_FRAMED}"
        else:
            page, policy = STRAWBERRYS, _FRAMED
        said = (
            (b"content-security-policy", policy.encode()),
            (b"referrer-policy", b"same-origin"),
        )
        reply = Reply(200, page.encode(), f"{HTML}; charset=utf-8", said, b"no-cache")
        return conditional(reply, headers)

    def file(self, name: str) -> bytes | None:
        """Return a file of the page, in gzip; None if there is none of this name."""
        built = self._look()
        return built.files.get(name) if built else None

    def _look(self) -> _Built | None:
        if self._built is None and (folder := sources.built()):
            self._built = _read(folder)
        return self._built


async def serve(request: Request) -> Response:
    """Answer a file of the page. Only what was built has a name here: no path leads elsewhere."""
    name = request.path_params["name"]
    packed = request.app.state.explorer.file(name)
    if packed is None:
        return refused(404, "NOT_FOUND", "The page has no such file; load it anew.")
    tag = f'W/"{name}"'
    headers = {
        "cache-control": _KEPT,
        "content-security-policy": _STILL,
        "cross-origin-resource-policy": "same-origin",
        "etag": tag,
        "vary": "Accept-Encoding",
        "x-content-type-options": "nosniff",
    }
    if tag in {it.strip() for it in request.headers.get("if-none-match", "").split(",")}:
        return Response(status_code=304, headers=headers)
    headers["content-type"] = _TYPES.get(Path(name).suffix, "application/octet-stream")
    if encoding_for(request.headers.get("accept-encoding")) is None:
        return Response(await asyncio.to_thread(gzip.decompress, packed), headers=headers)
    return Response(packed, headers={**headers, "content-encoding": "gzip"})


def _read(folder: Path) -> _Built:
    page = (folder / "index.html").read_text()
    if page.count(_KNOWN) != 1:
        raise RuntimeError(f"{folder}: the page has no place for what it is told")
    found = (folder / "explorer").iterdir()
    return _Built(page, {it.name.removesuffix(".gz"): it.read_bytes() for it in found})


def _known(doors: Doors) -> str:
    """Return what the page is told: examples, and in a demo the firm and whom one may come in as."""
    told: dict[str, Any] = {
        "examples": [
            {
                "name": it.name,
                "says": it.says,
                "query": it.document,
                "variables": json.dumps(it.variables, indent=2) if it.variables else "",
            }
            for it in (*EXAMPLES, LIVE)
        ]
    }
    if doors.identity.is_demo:
        told["firm"] = doors.default.firm
        told["people"] = [
            {
                "id": it.id,
                "name": it.name,
                "role": it.role,
                "entitlements": [word.value for word in it.entitlements],
            }
            for it in doors.default.people
        ]
    # Inside a script, a closing tag in a string would end the script.
    return _KNOWN.replace("{}", json.dumps(told).replace("<", "\\u003c"))
