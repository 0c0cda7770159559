"""An identity provider that does as it is told: its documents, its keys, and its failures."""

from datetime import timedelta
from typing import Any

from joserfc.jwk import ECKey, OKPKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.adapters.identity.forged import signed
from tests.listening import Listening
from tests.world import NOW

DISCOVERY = "/.well-known/openid-configuration"


class Issuer(Listening):
    """Serves discovery and keys; ``heard`` holds the paths that were asked for."""

    def __init__(self) -> None:
        self.keys: dict[str, RSAKey | ECKey | OKPKey] = {"first": RSAKey.generate_key(2048)}
        self.extra: list[dict[str, Any]] = []
        self.heard: list[str] = []
        self.down = False
        self.said: dict[str, Any] = {}
        self.body: bytes | None = None
        self.url = ""
        super().__init__(
            Starlette(
                routes=[
                    Route(DISCOVERY, self.discovery),
                    Route("/jwks", self.jwks),
                    Route("/elsewhere", self.elsewhere),
                ]
            )
        )

    def __enter__(self) -> str:
        self.url = super().__enter__()
        return self.url

    async def discovery(self, request: Request) -> Response:
        self.heard.append(request.url.path)
        if self.down:
            return Response(status_code=503)
        said = {"issuer": self.url, "jwks_uri": f"{self.url}/jwks", **self.said}
        return JSONResponse(said)

    async def jwks(self, request: Request) -> Response:
        self.heard.append(request.url.path)
        if self.down:
            return Response(status_code=503)
        if self.body is not None:
            return Response(self.body, media_type="application/json")
        mine = [{**key.as_dict(private=False), "kid": kid} for kid, key in self.keys.items()]
        return JSONResponse({"keys": [*self.extra, *mine]})

    async def elsewhere(self, request: Request) -> Response:
        self.heard.append(request.url.path)
        return RedirectResponse(f"{self.url}/jwks")

    def claims(self, **instead: Any) -> dict[str, Any]:
        said = {
            "iss": self.url,
            "aud": "panther",
            "sub": "auth0|1",
            "email": "jane.attorney@meridianlake.example",
            "iat": int(NOW.timestamp()),
            "exp": int((NOW + timedelta(minutes=5)).timestamp()),
            **instead,
        }
        return {name: value for name, value in said.items() if value is not None}

    def token(self, kid: str | None = "first", alg: str = "RS256", **instead: Any) -> str:
        head = {"alg": alg, "typ": "JWT", **({"kid": kid} if kid else {})}
        return signed(self.keys[kid or "first"], head, self.claims(**instead))
