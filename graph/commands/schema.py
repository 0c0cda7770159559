"""``panther schema``: the schema as callers read it, and what a change of it would break."""

import subprocess
from collections import Counter
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from graph.changes import Risk, changes
from graph.commands.console import fail
from graph.schema import printed
from resolvers.context import Told

__all__ = ["Promised", "cli", "promised"]

cli = typer.Typer(no_args_is_help=True, help="The schema, as callers read it.")

_FILE = Path("schema.graphql")


class Promised(NamedTuple):
    """A schema that others may rely on: what it is called, and whether it was released."""

    name: str
    sdl: str
    released: bool


@cli.command("print")
def print_(
    scopes: Annotated[bool, typer.Option(help="Say what each field needs, for gateways.")] = False,
    node: Annotated[bool, typer.Option(help="Have Query.node, or leave it to others.")] = True,
) -> None:
    """Print the schema as SDL."""
    typer.echo(printed(Told(scopes, node)), nl=False)


@cli.command()
def check(
    file: Annotated[Path, typer.Argument(help="The committed schema.")] = _FILE,
    against: Annotated[
        str | None,
        typer.Option(help="A schema's file or a git revision, instead of the last release."),
    ] = None,
    allow_breaking: Annotated[
        bool, typer.Option(help="End with 0 though something breaks.")
    ] = False,
) -> None:
    """Check that a file holds the schema that the code prints, and say what has changed.

    Ends with 1 if a change breaks what was released, or what it is held against.
    """
    try:
        same = file.read_text("utf-8") == printed()
    except OSError as error:
        fail(f"{file} can't be read: {error.strerror}.")
    if not same:
        fail(f"{file} is not what the code prints. Run: panther schema print > {file}")
    typer.echo(f"{file} is what the code prints.")
    if (old := promised(against)) is None:
        typer.echo("There is no release yet that it could be held against.")
        return
    found = changes(old.sdl, printed())
    for change in found:
        typer.echo(f"{change.risk.value:<9}  {change.what} Hurts {change.hurts}.")
    count = Counter(change.risk for change in found)
    counted = ", ".join(f"{count[risk]} {risk.value}" for risk in Risk)
    typer.echo(f"Since {old.name}: {counted}.")
    if count[Risk.BREAKING] and old.released and not allow_breaking:
        raise SystemExit(1)


def promised(against: str | None = None) -> Promised | None:
    """Return the schema of a file or a git revision; of the last release, that is the last tag,
    unless one is named; or, with none, the last commit's, which promises nothing.
    """
    if against is not None:
        file = Path(against)
        text = file.read_text("utf-8") if file.is_file() else _git("show", f"{against}:./{_FILE}")
        if text is None:
            fail(f"{against} is neither a schema's file nor a git revision that has {_FILE}.")
        return Promised(against, text, released=True)
    tag = _git("describe", "--tags", "--abbrev=0")
    revision = tag.strip() if tag else "HEAD"
    text = _git("show", f"{revision}:./{_FILE}")
    return Promised(revision, text, released=tag is not None) if text else None


def _git(*arguments: str) -> str | None:
    """Return what git says; None where it has nothing to say, or is not there."""
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
