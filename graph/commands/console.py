"""How every command begins and fails: with settings that hold, and in one clear line."""

import asyncio
from collections.abc import Coroutine
from typing import NoReturn, TypeVar

import typer
from pydantic import ValidationError

from graph.compose.unusable import Unusable
from graph.settings import Settings

__all__ = ["done", "fail", "settings"]

Done = TypeVar("Done")


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


def done(work: Coroutine[None, None, Done]) -> Done:
    """Do it and return what came of it, or end in one line that says why not."""
    try:
        return asyncio.run(work)
    except Unusable as error:
        fail(str(error))
