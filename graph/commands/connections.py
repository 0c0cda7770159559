"""``panther connections``: the firms' doors, added, listed, tried and removed."""

import sys
from typing import Annotated

import typer

from graph.commands.console import done, settings
from graph.compose import connections

__all__ = ["cli"]

cli = typer.Typer(no_args_is_help=True, help="The practices that can be served.")

_Name = Annotated[str, typer.Argument(help="The connection's name.")]


@cli.command()
def key() -> None:
    """Make a key for PANTHER_SECRET_KEY. Keep it: without it no secret can be opened again."""
    typer.echo(connections.new_key())


@cli.command()
def add(
    name: _Name,
    base_url: Annotated[str, typer.Argument(help="The upstream, up to its integration's id.")],
    basic_name: Annotated[str, typer.Option(prompt=True, help="The broker's credential.")],
    basic_secret: Annotated[str, typer.Option(help="Its secret.", prompt=True, hide_input=True)],
    username: Annotated[str, typer.Option(prompt=True, help="The firm's user.")],
    password: Annotated[str, typer.Option(help="Their password.", prompt=True, hide_input=True)],
    totp_secret: Annotated[
        str | None, typer.Option(help="The key behind the QR code, if an app makes codes.")
    ] = None,
    reads: Annotated[
        str, typer.Option(help="What the upstream can read: extended, seed, or auto to find out.")
    ] = "auto",
    at_once: Annotated[
        int, typer.Option(min=1, max=1000, help="How many requests it is sent at a time.")
    ] = connections.Pace().at_once,
    per_second: Annotated[
        float,
        typer.Option(min=1, max=1e6, help="How many a second, and fewer where it says so."),
    ] = connections.Pace().per_second,
) -> None:
    """Add a firm's PracticePanther; its secrets are sealed before they are kept."""
    secrets = {
        "basic_name": basic_name,
        "basic_secret": basic_secret,
        "username": username,
        "password": password,
        "totp_secret": totp_secret,
    }
    pace = connections.Pace(at_once, per_second)
    done(connections.add(settings(), name, base_url, secrets, reads, pace))
    typer.echo(f"Added {name}. Try it: panther connections test {name}")


@cli.command("list")
def list_() -> None:
    """List the connections, and which of them need a person."""
    lines = done(connections.listed(settings()))
    for line in lines or ["There is no connection yet. Add one: panther connections add"]:
        typer.echo(line)


@cli.command()
def test(name: _Name) -> None:
    """Sign in and read a little; say in one line what is wrong, if anything is.

    A code that was sent to somebody is asked for, if there is somebody to ask.
    """
    ask = _asked if sys.stdin.isatty() else None
    matters = done(connections.tried(settings(), name, ask))
    typer.echo(f"{name} answers: {matters} matters.")


@cli.command()
def remove(name: _Name) -> None:
    """Remove a connection and its secrets, and end the session it has, if any."""
    ended = done(connections.remove(settings(), name))
    typer.echo(f"Removed {name} and its secrets.")
    if not ended:
        typer.echo("Its session could not be ended at the upstream; it runs out by itself.")


def _asked(message: str) -> str:
    typer.echo(message)
    return str(typer.prompt("The code"))
