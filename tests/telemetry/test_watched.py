"""A practice that is watched answers as it does, and each ask of it is told."""

from types import SimpleNamespace
from typing import Any

import pytest

from adapters.port import Capability, Listing, Order, Window
from graph.compose.watched import watched
from graph.telemetry.telemetry import Telemetry
from tests.world import MATTER, CountedIds, World

LIST: Any = Listing(filter=None, order=Order("name"), window=Window(limit=5))


@pytest.fixture
def telemetry() -> Telemetry:
    return Telemetry(CountedIds())


def asked(telemetry: Telemetry) -> dict[str, int]:
    return {name: sum(it.counts) for (name,), it in telemetry.meters.ask_seconds._seen.items()}


async def test_what_is_asked_is_answered_and_told(world: World, telemetry: Telemetry) -> None:
    practice = watched(world.practice, telemetry)
    (matter,) = await practice.matters.by_id([MATTER])
    assert matter == (await world.practice.matters.by_id([MATTER]))[0]
    assert len(await practice.matters.by_id([MATTER, "nobody"])) == 1
    assert (await practice.users.page(LIST)).items == (await world.practice.users.page(LIST)).items
    assert (await practice.firm_profile()).name == world.practice.firm
    assert asked(telemetry) == {"matters.by_id": 2, "users.page": 1, "firm_profile": 1}
    keys = telemetry.meters.batch_keys._seen
    assert {name: (sum(it.counts), it.total) for (name,), it in keys.items()} == {
        "matters.by_id": (2, 3)
    }


def test_what_need_not_be_asked_is_not_told(world: World, telemetry: Telemetry) -> None:
    practice = watched(world.practice, telemetry)
    assert Capability.READ_FIRM in practice.capabilities
    assert practice.health == world.practice.health
    assert practice.immediate is True
    assert asked(telemetry) == {}


@pytest.mark.parametrize("immediate", [True, False])
def test_whether_it_answers_at_once_stays_as_it_is(telemetry: Telemetry, immediate: bool) -> None:
    """Who takes a far practice for one at hand asks it for one thing after the other."""
    far: Any = SimpleNamespace(immediate=immediate)
    assert watched(far, telemetry).immediate is immediate


async def test_an_ask_is_the_same_one_each_time(world: World, telemetry: Telemetry) -> None:
    """Loaders know an ask that has no keys by its method."""
    practice = watched(world.practice, telemetry)
    assert practice.matters is practice.matters
    assert practice.matters.page is practice.matters.page


def test_what_there_is_none_of_is_missed(world: World, telemetry: Telemetry) -> None:
    practice: Any = watched(world.practice, telemetry)
    with pytest.raises(AttributeError):
        _ = practice.nothing
    with pytest.raises(AttributeError):
        _ = practice.matters.nothing
