"""Which traces are kept: OpenTelemetry's samplers, by the names its settings have for them.

https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
"""

from collections.abc import Callable

from adapters.telemetry.context import Place

__all__ = ["SAMPLERS", "Sampler", "sampler"]

Sampler = Callable[[Place | None, str], bool]
"""Says of a trace, known by its caller's place or else by its own new id, whether it is kept."""

_PARENT = "parentbased_"
_RATIO = "traceidratio"
_OWN = ("always_on", "always_off", _RATIO)
SAMPLERS = (*_OWN, *(f"{_PARENT}{name}" for name in _OWN))
_RANDOM_BITS = 64


def sampler(name: str, ratio: float) -> Sampler:
    """Return the sampler of this name; ``ratio``, from 0 to 1, is for those that draw lots."""
    share = {"always_on": 1.0, "always_off": 0.0, _RATIO: ratio}[name.removeprefix(_PARENT)]
    bound = round(share * (1 << _RANDOM_BITS))
    asks_parent = name.startswith(_PARENT)

    def keeps(parent: Place | None, trace_id: str) -> bool:
        if asks_parent and parent is not None:
            return parent.sampled
        return int(trace_id[16:], 16) < bound

    return keeps
