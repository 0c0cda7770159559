"""Which traces are kept, by each of OpenTelemetry's samplers."""

import pytest

from adapters.telemetry.context import Place
from graph.telemetry.sampling import SAMPLERS, sampler

LOW, HIGH = "f" * 16 + "0" * 15 + "1", "0" * 15 + "1" + "f" * 16
KEPT, NOT_KEPT = Place(HIGH, "1" * 16, True), Place(LOW, "1" * 16, False)


@pytest.mark.parametrize(
    ("name", "new_low", "new_high", "below_kept", "below_not_kept"),
    [
        ("always_on", True, True, True, True),
        ("always_off", False, False, False, False),
        ("traceidratio", True, False, False, True),
        ("parentbased_always_on", True, True, True, False),
        ("parentbased_always_off", False, False, True, False),
        ("parentbased_traceidratio", True, False, True, False),
    ],
)
def test_a_sampler_keeps(
    name: str, new_low: bool, new_high: bool, below_kept: bool, below_not_kept: bool
) -> None:
    keeps = sampler(name, 0.5)
    assert keeps(None, LOW) is new_low
    assert keeps(None, HIGH) is new_high
    assert keeps(KEPT, KEPT.trace_id) is below_kept
    assert keeps(NOT_KEPT, NOT_KEPT.trace_id) is below_not_kept


def test_there_are_no_others() -> None:
    assert len(SAMPLERS) == 6
    assert [sampler("traceidratio", share)(None, HIGH) for share in (0.0, 1.0)] == [False, True]
    assert [sampler("traceidratio", share)(None, LOW) for share in (0.0, 1.0)] == [False, True]
