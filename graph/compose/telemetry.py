"""How what is told of requests is put together: with a collector behind it, where one is named."""

import random
import time
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

from pydantic import ValidationError

from adapters.port import Ids
from adapters.telemetry.exporter import Exporter
from adapters.wire.breaker import Breaker
from adapters.wire.budget import Budget
from adapters.wire.limiter import Limiter
from adapters.wire.over_pyreqwest import PyreqwestTransport
from adapters.wire.retry import Policy
from adapters.wire.steady import Steady
from graph.compose.unusable import Unusable
from graph.telemetry.sampling import sampler
from graph.telemetry.settings import TraceSettings
from graph.telemetry.telemetry import Telemetry
from graph.telemetry.tracer import Tracer

__all__ = ["open_telemetry", "open_tracer", "trace_settings"]

_LONGEST_SECONDS = 10.0


def trace_settings() -> TraceSettings:
    """Return what the OTEL_* variables say. Raises ``Unusable`` for the first that does not hold."""
    try:
        return TraceSettings()
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        name = "_".join(str(part) for part in problem["loc"]).upper()
        raise Unusable(f"OTEL_{name}: {problem['msg']}.") from None


async def open_telemetry(stack: AsyncExitStack, ids: Ids) -> Telemetry:
    """Open what follows requests. Raises ``Unusable``."""
    return Telemetry(ids, tracer=await open_tracer(stack))


async def open_tracer(stack: AsyncExitStack, service: str | None = None) -> Tracer | None:
    """Open what spans are told to, if anybody; ``service`` is what they are of unless the settings
    say so. Raises ``Unusable``.
    """
    known = trace_settings()
    if known.address is None:
        return None
    parts = urlsplit(known.address)
    base = f"{parts.scheme}://{parts.netloc}"
    try:
        transport = PyreqwestTransport(base)
    except ValueError as error:
        raise Unusable(f"OTEL_EXPORTER_OTLP_ENDPOINT: {error}") from error
    steady = Steady(
        transport,
        retry=Policy(),
        budget=Budget(),
        breaker=Breaker(base),
        limiter=Limiter(),
        longest=_LONGEST_SECONDS,
    )
    resource = known.resource
    if service and "service_name" not in known.model_fields_set:
        resource["service.name"] = service
    exporter = Exporter(steady, parts.path or "/", headers=known.headers, resource=resource)
    stack.push_async_callback(exporter.close)
    drawn = random.Random()
    return Tracer(
        exporter.add,
        keeps=sampler(known.traces_sampler, known.traces_sampler_arg),
        digits=lambda digits: f"{drawn.getrandbits(digits * 4):0{digits}x}",
        now=time.time_ns,
    )
