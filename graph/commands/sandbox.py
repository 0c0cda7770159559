"""``panther sandbox``: a PracticePanther for developers who have none, on this machine."""

import logging
from typing import Annotated

import typer
import uvicorn

from graph.commands.console import fail, settings
from graph.compose.sandbox import SANDBOX_PATH, MadeSandbox, make_sandbox
from graph.compose.unusable import Unusable
from graph.settings import loopback

__all__ = ["serve"]


def serve(
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8800,
    host: Annotated[str, typer.Option(help="The address, of this machine.")] = "127.0.0.1",
    reads: Annotated[
        str, typer.Option(help="extended, the whole dialect; or seed, what its document names.")
    ] = "extended",
    mfa: Annotated[
        str | None, typer.Option(help="Ask for a second factor: totp, sms or email.")
    ] = None,
) -> None:
    """Serve the REST dialect over the embedded practice, with faults on demand."""
    if not loopback(host):
        fail(f"{host} is not this machine alone; a sandbox is for this machine.")
    try:
        made = make_sandbox(settings(), reads, mfa)
    except Unusable as error:
        fail(str(error))
    # Codes sent by text or e-mail are in the log: nobody else would send them.
    logging.basicConfig(level=logging.INFO, format="  %(name)s: %(message)s")
    typer.echo(_welcome(f"http://{host}:{port}{SANDBOX_PATH}", made))
    uvicorn.run(made.app, host=host, port=port, log_level="warning", server_header=False)


def _welcome(url: str, made: MadeSandbox) -> str:
    lines = [
        "",
        f"  A sandbox of the PracticePanther dialect, at {url}",
        "",
        f"  broker's credential   {made.basic_name} / {made.basic_secret}",
        f"  username, password    {made.username} / {made.password}",
    ]
    if made.totp_secret:
        lines.append(f"  TOTP secret           {made.totp_secret}")
    totp = f" --totp-secret {made.totp_secret}" if made.totp_secret else ""
    return "\n".join(
        [
            *lines,
            "",
            "Serve the graph over it, in another shell:",
            "",
            "  export PANTHER_SECRET_KEY=$(panther connections key)",
            f"  panther connections add sandbox {url} \\",
            f"    --basic-name {made.basic_name} --basic-secret {made.basic_secret} \\",
            f"    --username {made.username} --password {made.password}{totp}",
            "  PANTHER_CONNECTION=sandbox panther serve",
            "",
            f"Faults: POST to {url.rpartition('/integrations')[0]}/_sandbox/faults, as",
            '  [{"match": "GET /matters", "fault": "503", "times": 2}]',
            "",
        ]
    )
