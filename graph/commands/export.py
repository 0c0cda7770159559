"""``panther export``: an invoice written to a file."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from adapters.port import DocumentKind, Refused
from graph.commands.console import fail, settings
from graph.compose.documents import File, made, named
from graph.compose.door import open_doors
from graph.compose.unusable import Unusable
from graph.settings import Settings

__all__ = ["export"]


def export(
    invoice: Annotated[str, typer.Argument(help="The invoice's id or number.")],
    format: Annotated[DocumentKind, typer.Option(help="What to write it as.")] = DocumentKind.PDF,
    out: Annotated[
        Path | None, typer.Option(help="The file to write; unless given, one named for it, here.")
    ] = None,
    force: Annotated[bool, typer.Option(help="Write over a file that is there.")] = False,
) -> None:
    """Write an invoice as a PDF, as LEDES, or as JSON for QuickBooks Online."""
    try:
        file = asyncio.run(_made(settings(), invoice, format))
    except (Unusable, Refused) as error:
        fail(str(error))
    path = out or Path(file.name)
    try:
        with path.open("wb" if force else "xb") as opened:
            opened.write(file.content)
    except FileExistsError:
        fail(f"{path} is there already. Write over it with --force, or to another with --out.")
    except OSError as error:
        fail(f"{path} can't be written: {error.strerror}.")
    typer.echo(f"Wrote {path}, {len(file.content)} bytes.")


async def _made(known: Settings, invoice: str, kind: DocumentKind) -> File:
    """Open the practice, write the invoice as its owner may see it, and close it again."""
    doors = await open_doors(known)
    practice = doors.default.practice
    try:
        return await made(practice, await named(practice, invoice), kind, trust=True)
    finally:
        await doors.close()
