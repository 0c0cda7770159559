"""Practices to hold to the port: embedded, and over the wire from a sandbox on a real socket."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from adapters.embedded.practice import EmbeddedPractice
from adapters.sandbox import Credential, MfaKind, Person, Reads, SandboxConfig, create_sandbox
from adapters.supergood.credentials import Credentials
from adapters.supergood.habits import ReadMode
from adapters.supergood.opening import open_practice
from tests.listening import Listening
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


class Served(Listening):
    """A sandbox of the demo firm."""

    def __init__(self, path: Path, reads: Reads, mfa: MfaKind | None = None) -> None:
        self.clock = StandingClock()
        config = SandboxConfig(
            credential=Credential(name="broker", secret="b-secret"),
            people={"jane": Person(password="p-secret", user_id=OWNER, mfa=mfa, sent_to="+1…99")},
            reads=reads,
        )
        app = create_sandbox(
            lambda: EmbeddedPractice(str(path), clock=self.clock, ids=CountedIds()),
            clock=self.clock,
            config=config,
        )
        super().__init__(app)

    @override
    def __enter__(self) -> str:
        return f"{super().__enter__()}/integrations/test"


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
