"""How every command begins and fails: with settings that hold, and in one clear line."""

from ipaddress import ip_address
from typing import NoReturn

import typer
from pydantic import ValidationError

from graph.settings import Settings

__all__ = ["fail", "loopback", "settings"]


def settings() -> Settings:
    """Return the settings in force; end with a line for each that does not hold."""
    try:
        return Settings()
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            name = "_".join(str(part) for part in problem["loc"])
            typer.echo(f"PANTHER_{name.upper()}: {problem['msg']}.", err=True)
        raise SystemExit(2) from None


def fail(message: str) -> NoReturn:
    """End with a message and no traceback."""
    typer.echo(message, err=True)
    raise SystemExit(1)


def loopback(host: str) -> bool:
    """Whether an address is this machine's alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
