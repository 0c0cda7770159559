"""``panther account``: programs that ask in a firm's name, or for one of its people."""

from typing import Annotated

import typer

from graph.commands.console import done, settings
from graph.compose import accounts
from graph.settings import EMBEDDED

__all__ = ["cli"]

cli = typer.Typer(no_args_is_help=True, help="Service accounts: programs that ask.")

_Name = Annotated[str, typer.Argument(help="The account's name.")]


@cli.command()
def create(
    name: _Name,
    allow: Annotated[
        list[str], typer.Option(help="A role or an entitlement, as billing or time; several.")
    ],
    connection: Annotated[str, typer.Option(help="The connection it is for.")] = EMBEDDED,
) -> None:
    """Make an account and print its token: once, for it is not kept."""
    token = done(accounts.create_account(settings(), name, connection, allow))
    typer.echo(f"Made {name}. Its token, shown now and never again:")
    typer.echo(token)


@cli.command("list")
def list_() -> None:
    """List the accounts, and what they may work with."""
    for line in done(accounts.list_accounts(settings())) or ["None yet: panther account create"]:
        typer.echo(line)


@cli.command()
def revoke(name: _Name) -> None:
    """Let an account in no more, in every process at once."""
    done(accounts.revoke_account(settings(), name))
    typer.echo(f"{name} is let in no more.")
