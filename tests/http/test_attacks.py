"""Whatever a caller sends by mistake or in anger is answered by a status below 500, and does nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.attacks import ATTACKS, STILL_THERE, Attack
from tests.http.serving import Served, ask, send, serving


@pytest.fixture(scope="module")
def served(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The service as it is deployed, over a practice of the module's own."""
    practice = Path(shutil.copy(demo_file, tmp_path_factory.mktemp("attacks") / "practice.sqlite"))
    with serving(practice) as served:
        yield served


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_gets_what_the_table_says_and_changes_nothing(
    served: Served, attack: Attack
) -> None:
    answer = send(served.port, attack.sent())
    assert (answer.status, answer.code) == (attack.status, attack.code)
    assert attack.status < 500
    if answer.code:
        assert answer.headers["content-type"].startswith("application/")
        assert answer.headers["vary"].startswith("Accept, Accept-Encoding, Authorization")
    still = send(served.port, ask(STILL_THERE))
    assert (still.status, still.body) == (200, b'{"data":{"timeEntry":{"id":"tim_c812e0"}}}')


def test_what_may_be_asked_how_is_told_with_a_method_that_may_not(served: Served) -> None:
    told = {"change by PUT": "GET, HEAD, POST", "change by GET": "POST"}
    found = [it for it in ATTACKS if it.name in told]
    assert {it.name: send(served.port, it.sent()).headers["allow"] for it in found} == told
