"""``panther token``: the keys that tokens are signed with."""

import typer

from graph.commands.console import done, settings
from graph.compose import accounts

__all__ = ["cli"]

cli = typer.Typer(no_args_is_help=True, help="The tokens that callers have.")


@cli.callback()
def _of() -> None:
    """Tokens by what may be done with all of them."""


@cli.command()
def rotate() -> None:
    """Sign with a new key from now on, and sign everybody out: for when a key was seen."""
    ended = done(accounts.rotate_keys(settings()))
    typer.echo(f"Every key is forgotten; {ended} sessions ended.")
