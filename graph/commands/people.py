"""``panther people``: who of the embedded practice may sign in, and how they prove it."""

from typing import Annotated

import typer

from graph.commands.console import done, settings
from graph.compose import accounts

__all__ = ["cli"]

cli = typer.Typer(no_args_is_help=True, help="Who may sign in to the embedded practice.")

_Email = Annotated[str, typer.Argument(help="Their e-mail at the practice.")]


@cli.command("set")
def set_(
    email: _Email,
    password: Annotated[
        str, typer.Option(help="12 characters or more.", prompt=True, hide_input=True)
    ],
    mfa: Annotated[str | None, typer.Option(help="A second proof: totp, sms or email.")] = None,
    send_to: Annotated[
        str | None, typer.Option(help="Where codes by text or e-mail go, as +13125550199.")
    ] = None,
) -> None:
    """Let somebody sign in, or change how; whoever is signed in as them is signed out."""
    shown = done(accounts.set_person(settings(), email, password, mfa, send_to))
    typer.echo(f"{email} may sign in.")
    if shown:
        typer.echo(f"Their app needs this, shown now and never again: {shown}")


@cli.command("list")
def list_() -> None:
    """List who may sign in."""
    for line in done(accounts.list_people(settings())) or ["Nobody yet: panther people set"]:
        typer.echo(line)


@cli.command()
def remove(email: _Email) -> None:
    """Let somebody sign in no more, and sign them out."""
    done(accounts.remove_person(settings(), email))
    typer.echo(f"{email} may sign in no more.")
