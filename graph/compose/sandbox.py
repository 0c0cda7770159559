"""A sandbox over the embedded practice, with somebody in it who may sign in."""

import secrets
from dataclasses import dataclass

import pyotp
from starlette.types import ASGIApp

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import RandomIds, SystemClock
from adapters.sandbox import Credential, MfaKind, Person, Reads, SandboxConfig, create_sandbox
from graph.compose.telemetry import open_tracer
from graph.compose.unusable import Unusable
from graph.settings import Settings
from graph.telemetry.served import Served

__all__ = ["SANDBOX_PATH", "MadeSandbox", "make_sandbox"]

SANDBOX_PATH = "/integrations/sandbox"


@dataclass(frozen=True, slots=True)
class MadeSandbox:
    """The app, and what to sign in to it with: made up anew each time."""

    app: ASGIApp
    basic_name: str
    basic_secret: str
    username: str
    password: str
    totp_secret: str | None


def make_sandbox(settings: Settings, reads: str, mfa: str | None) -> MadeSandbox:
    """Make a sandbox that signs in the demo firm's owner. Raises ``Unusable`` for a wrong word."""
    try:
        extent, factor = Reads(reads), None if mfa is None else MfaKind(mfa)
    except ValueError as error:
        raise Unusable(f"{error}.") from error
    totp = pyotp.random_base32() if factor is MfaKind.TOTP else None
    basic_secret, password = secrets.token_hex(8), secrets.token_hex(8)
    owner = Person(password=password, user_id="u_pp_7ab202", mfa=factor, totp_secret=totp)
    clock, path = SystemClock(), str(settings.embedded_path)
    app = create_sandbox(
        lambda: EmbeddedPractice(path, clock=clock, ids=RandomIds()),
        clock=clock,
        config=SandboxConfig(
            credential=Credential(name="sandbox", secret=basic_secret),
            people={"jane": owner},
            reads=extent,
        ),
    )
    served = Served(app, SANDBOX_PATH, lambda stack: open_tracer(stack, "panther-sandbox"))
    return MadeSandbox(served, "sandbox", basic_secret, "jane", password, totp)
