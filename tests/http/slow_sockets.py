"""Ten thousand sockets, each fed drop by drop: what they cost the service, and what others notice.

``python -m tests.http.slow_sockets`` opens them and waits until the service has closed them all.
"""

import argparse
import asyncio
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.http.serving import JSON, Served, ask, request, send, serving

HEAD = b"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\n" + b"x-slow: y\r\n" * 20
LONG_HEAD = b"GET /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\nx-long: " + b"y" * 15_000
BODY = request(None, {"content-type": JSON, "content-length": "1000000"}) + b'{"query": "'
LONG_BODY = BODY + b"x" * 60_000
QUERY = ask("{ viewer { user { name } } }")
KINDS = (b"", HEAD, LONG_HEAD, BODY, LONG_BODY)


@dataclass(frozen=True)
class Held:
    """What was seen while the sockets were held: memory in KiB, and the answer to somebody else."""

    before: int
    most: int
    status: int
    seconds: float
    ended: int


def resident(process: int) -> int:
    """Return how much memory a process has, in KiB."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    (line,) = (it for it in status.splitlines() if it.startswith("VmRSS:"))
    return int(line.split()[1])


async def _slow(port: int, first: bytes, until: asyncio.Event) -> bool:
    """Feed one socket until the service ends it, or nobody looks any more; return who ended it."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return True
    ending = asyncio.ensure_future(reader.read())
    over = asyncio.ensure_future(until.wait())
    writer.write(first)
    while not ending.done() and not over.done():
        await asyncio.wait({ending, over}, timeout=2.0, return_when=asyncio.FIRST_COMPLETED)
        if first and not ending.done():
            writer.write(b"z")
    over.cancel()
    writer.transport.abort()
    await asyncio.wait({ending})
    return not until.is_set() or (ending.exception() is None and ending.result() != b"")


async def hold(served: Served, sockets: int, *, to_the_end: bool) -> Held:
    """Hold so many sockets, ask something else meanwhile, and look at the service's memory."""
    send(served.port, QUERY)
    before, until = resident(served.process), asyncio.Event()
    slow = [
        asyncio.create_task(_slow(served.port, KINDS[it % len(KINDS)], until))
        for it in range(sockets)
    ]
    most, began = before, time.monotonic()
    while time.monotonic() < began + 1.0 + sockets / 2000:
        await asyncio.wait(slow, timeout=0.1)
        most = max(most, resident(served.process))
    asked = time.monotonic()
    answer = await asyncio.to_thread(send, served.port, QUERY)
    seconds = time.monotonic() - asked
    while to_the_end and not all(it.done() for it in slow):
        await asyncio.wait(slow, timeout=0.5)
        most = max(most, resident(served.process))
    until.set()
    ended = sum(await asyncio.gather(*slow))
    return Held(before, most, answer.status, seconds, ended)


def main() -> None:
    """Hold them, and print what it cost."""
    parser = argparse.ArgumentParser(prog="slow_sockets", description=__doc__)
    parser.add_argument("--sockets", type=int, default=10_000)
    sockets = parser.parse_args().sockets
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "practice.sqlite", most_connections=str(sockets + 100)) as served,
    ):
        began = time.monotonic()
        held = asyncio.run(hold(served, sockets, to_the_end=True))
        after = resident(served.process)
        again = send(served.port, QUERY)
    print(
        f"{sockets} sockets: memory {held.before / 1024:.0f} MiB before, at most "
        f"{held.most / 1024:.0f} ({(held.most - held.before) / sockets:.1f} KiB each), "
        f"{after / 1024:.0f} after. Somebody else was answered {held.status} in "
        f"{held.seconds:.2f} s. The service ended {held.ended} of them, the last after "
        f"{time.monotonic() - began:.0f} s; then it answered {again.status}."
    )


if __name__ == "__main__":
    main()
