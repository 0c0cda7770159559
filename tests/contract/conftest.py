"""Practices to hold to the port: embedded, and over the wire from a sandbox on a real socket."""

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from adapters.embedded.practice import EmbeddedPractice
from adapters.sandbox import Credential, MfaKind, Person, Reads, SandboxConfig, create_sandbox
from adapters.supergood.credentials import Credentials
from adapters.supergood.habits import ReadMode
from adapters.supergood.opening import open_practice
from tests.world import OWNER, CountedIds, StandingClock

CREDENTIALS = Credentials(
    basic_name="broker", basic_secret="b-secret", username="jane", password="p-secret"
)


@dataclass
class Pair:
    """The practice under test, and an embedded one that begins as its upstream does."""

    practice: Any
    expected: EmbeddedPractice
    path: Path


class Served:
    """A sandbox on a socket of this machine, in a thread with a loop of its own."""

    def __init__(self, path: Path, reads: Reads, mfa: MfaKind | None = None) -> None:
        self.clock = StandingClock()
        config = SandboxConfig(
            credential=Credential(name="broker", secret="b-secret"),
            people={"jane": Person(password="p-secret", user_id=OWNER, mfa=mfa, sent_to="+1…99")},
            reads=reads,
        )
        self.app = app = create_sandbox(
            lambda: EmbeddedPractice(str(path), clock=self.clock, ids=CountedIds()),
            clock=self.clock,
            config=config,
        )
        self._server = uvicorn.Server(
            uvicorn.Config(app, port=0, log_level="error", ws="none", lifespan="on")
        )
        self._thread = threading.Thread(target=self._run)
        self._ready = threading.Event()

    def _run(self) -> None:
        async def serve() -> None:
            task = asyncio.create_task(self._server.serve())
            while not self._server.started:  # noqa: ASYNC110 - it tells in no other way
                await asyncio.sleep(0.005)
            self._ready.set()
            await task

        asyncio.run(serve())

    def __enter__(self) -> str:
        self._thread.start()
        assert self._ready.wait(60)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}/integrations/test"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(60)


@pytest.fixture
def copied(demo_file: Path, tmp_path: Path) -> Callable[[str], Path]:
    def copy(name: str) -> Path:
        return Path(shutil.copy(demo_file, tmp_path / name))

    return copy


@pytest.fixture
def expected(copied: Callable[[str], Path]) -> Iterator[EmbeddedPractice]:
    practice = EmbeddedPractice(
        str(copied("expected.sqlite")), clock=StandingClock(), ids=CountedIds()
    )
    yield practice
    practice.close()


@pytest.fixture(params=["embedded", "supergood"])
async def pair(
    request: pytest.FixtureRequest, copied: Callable[[str], Path], expected: EmbeddedPractice
) -> AsyncIterator[Pair]:
    path = copied("upstream.sqlite")
    if request.param == "embedded":
        practice = EmbeddedPractice(str(path), clock=StandingClock(), ids=CountedIds())
        yield Pair(practice, expected, path)
        practice.close()
        return
    with Served(path, Reads.EXTENDED) as base_url:
        remote = open_practice(
            base_url,
            CREDENTIALS,
            mode=ReadMode.EXTENDED,
            clock=StandingClock(),
            ids=CountedIds(),
        )
        yield Pair(remote, expected, path)
        await remote.close()
