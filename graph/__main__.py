"""``panther``: serve the graph, print or check its schema, make the demo anew."""

import asyncio
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from starlette.applications import Starlette
from typing_extensions import override

from graph.app import create_app
from graph.commands import accounts, connections, doctor, export, people, sandbox, tokens, trust
from graph.commands.console import fail, settings
from graph.compose.door import Door, Doors, firm_of, must_be_closed, open_doors
from graph.compose.opening import DEMO_PASSWORD
from graph.compose.telemetry import trace_settings
from graph.compose.unusable import Unusable
from graph.http.caller import CONNECTION_HEADER, PERSON_HEADER
from graph.http.protocol import Patience, patient
from graph.http.terms import terms_of
from graph.schema import printed
from graph.settings import Settings, shown
from graph.telemetry.lines import write_to

__all__ = ["main"]

cli = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
schema_cli = typer.Typer(no_args_is_help=True, help="The schema, as callers read it.")
demo_cli = typer.Typer(no_args_is_help=True, help="The demo firm.")
config_cli = typer.Typer(no_args_is_help=True, help="The settings in force.")
cli.add_typer(schema_cli, name="schema")
cli.add_typer(demo_cli, name="demo")
cli.add_typer(config_cli, name="config")
cli.add_typer(connections.cli, name="connections")
cli.add_typer(trust.cli, name="trust")
cli.add_typer(people.cli, name="people")
cli.add_typer(accounts.cli, name="account")
cli.add_typer(tokens.cli, name="token")
cli.command("sandbox")(sandbox.serve)
cli.command("export")(export.export)
cli.command("doctor")(doctor.doctor)

_BACKLOG = 2048
_SAMPLE = "{ matters(first: 3) { nodes { number title client { name } } } }"


@cli.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port; 0 picks a free one.")] = None,
) -> None:
    """Serve the graph until interrupted."""
    known = settings()
    host, port = host or known.host, known.port if port is None else port
    known = known.model_copy(update={"host": host})
    try:
        must_be_closed(known)
        terms = terms_of(known)
    except Unusable as error:
        fail(str(error))

    write_to(sys.stderr, known.log_format, known.log_level)

    async def run(listener: socket.socket) -> None:
        url = f"http://{_shown_host(host)}:{listener.getsockname()[1]}/graphql"
        doors = await _open(known)
        write_to(sys.stderr, known.log_format, known.log_level, lambda: doors.telemetry.seen)
        app = create_app(doors, lambda doors: typer.echo(_welcome(doors, url)), terms)
        await _Server(_config(app, known)).serve(sockets=[listener])

    # Raised again by uvicorn once all is answered and closed: that is a good end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # The port is taken before anything else is done, so that a taken one is said at once.
    with socket.socket(_family(host)) as listener:
        _bind(listener, host, port)
        loop_factory = uvicorn.Config("").get_loop_factory()
        with suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=loop_factory) as runner:
            runner.run(run(listener))


@schema_cli.command("print")
def schema_print(
    scopes: Annotated[bool, typer.Option(help="Say what each field needs, for gateways.")] = False,
) -> None:
    """Print the schema as SDL."""
    typer.echo(printed(scopes=scopes), nl=False)


@schema_cli.command("check")
def schema_check(
    file: Annotated[Path, typer.Argument(help="The committed schema.")] = Path("schema.graphql"),
) -> None:
    """Check that a file holds the schema that the code prints."""
    try:
        same = file.read_text("utf-8") == printed()
    except OSError as error:
        fail(f"{file} can't be read: {error.strerror}.")
    if not same:
        fail(f"{file} is not what the code prints. Run: panther schema print > {file}")
    typer.echo(f"{file} is what the code prints.")


@demo_cli.command("reset")
def demo_reset() -> None:
    """Forget every change: delete the embedded practice's file and make the demo firm anew."""
    known = settings()
    path = known.embedded_path

    if path.exists():
        # Refuses a file that is not a practice before anything is lost.
        _look(known)
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    typer.echo(f"{path} holds {_look(known)} as it began.")


@config_cli.command("show")
def config_show() -> None:
    """Show each setting's variable, value and meaning; secrets are masked."""
    try:
        traces = trace_settings()
    except Unusable as error:
        fail(str(error))
    for variable, value, description in (*shown(settings()), *shown(traces)):
        typer.echo(f"{variable}={value}\n    {description}")


class _Server(uvicorn.Server):
    """Waits for answers that are under way when it is to end, and lets streams go at once."""

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        app = self.config.app
        assert isinstance(app, Starlette)
        app.state.closing.set()
        await super().shutdown(sockets)


def main() -> None:
    """Run the command line."""
    cli()


async def _open(known: Settings) -> Doors:
    try:
        return await open_doors(known)
    except Unusable as error:
        fail(str(error))


def _look(known: Settings) -> str:
    """Open the embedded practice, and close it again; return the firm's name."""
    try:
        return asyncio.run(firm_of(known))
    except Unusable as error:
        fail(str(error))


def _config(app: Starlette, known: Settings) -> uvicorn.Config:
    """Return how the app is served: where a caller is from, only a trusted proxy may say."""
    return uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=known.drain_seconds,
        http=patient(Patience(connections=known.most_connections)),
        ws="websockets-sansio",
        ws_max_size=known.most_body_bytes,
        ws_per_message_deflate=False,
        proxy_headers=known.trusted_proxies is not None,
        forwarded_allow_ips=known.trusted_proxies or "",
    )


def _family(host: str) -> int:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _bind(listener: socket.socket, host: str, port: int) -> None:
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)  # whoever reads the address may call at once
    except (OSError, OverflowError) as error:
        fail(f"Can't listen on {host}:{port} ({error}). Choose another: PORT=8001 make run")


def _welcome(doors: Doors, url: str) -> str:
    default, *others = doors
    lines = [_welcome_to_demo(default, url) if doors.identity.is_demo else _firm(default, url)]
    if others:
        names = ", ".join(door.name for door in others)
        lines.append(
            f"Served there too: {names}. Name one of them in a header, as "
            f"-H '{CONNECTION_HEADER}: {others[0].name}'\n"
        )
    if not doors.identity.is_demo:
        lines.append(
            "Callers sign in: createSession gives a token, which goes in -H 'Authorization: Bearer "
            "…'. Programs have theirs of panther account create.\n"
        )
    return "\n".join(lines)


def _firm(door: Door, url: str) -> str:
    return f"\n  {door.firm}, served at {url}\n"


def _welcome_to_demo(door: Door, url: str) -> str:
    people = door.people
    width = max(len(person.name) for person in people)
    roles = [
        f"  {person.name:<{width}}  {person.role or '':<10}  {person.id}  {person.email or ''}"
        for person in people
    ]
    return "\n".join(
        [
            "",
            f"  {door.firm}: a demo firm, served at {url}",
            "",
            "Open that address in a browser for the explorer, or ask from a shell:",
            "",
            f"  curl -s {url} -H 'content-type: application/json' \\",
            f'    -d \'{{"query": "{_SAMPLE}"}}\'',
            "",
            f"WARNING: whoever uses this machine comes in as {people[0].name}, the owner, and needs",
            "no token. This is a demo: set PANTHER_SECRET_KEY and callers must sign in.",
            "",
            f"To come in as somebody else, send their id or e-mail: -H '{PERSON_HEADER}: …'",
            f"Or sign in with createSession: their e-mail, and the password {DEMO_PASSWORD}",
            "",
            *roles,
            "",
        ]
    )


def _shown_host(host: str) -> str:
    if host in ("0.0.0.0", "::"):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


if __name__ == "__main__":
    main()
