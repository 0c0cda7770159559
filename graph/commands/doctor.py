"""``panther doctor``: whether all that the settings name is there and well."""

import typer

from graph.commands.console import done, settings
from graph.compose.doctor import examined
from graph.settings import Settings

__all__ = ["doctor"]


def doctor() -> None:
    """Look at settings, secrets, state, upstreams, clocks and versions, and say what to do."""
    if done(_ailing(settings())):
        raise SystemExit(1)


async def _ailing(known: Settings) -> bool:
    """Say what is found, as it is found; return whether something is to be done."""
    ailing = False
    async for finding in examined(known):
        mark = "ok " if finding.do is None else "BAD"
        typer.echo(f"{mark}  {finding.about:<10}  {finding.said}")
        if finding.do is not None:
            typer.echo(f"{'':<17}-> {finding.do}")
            ailing = True
    return ailing
