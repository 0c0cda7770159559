"""Sockets that are fed slowly cost little, and nobody else waits for them."""

import asyncio
from pathlib import Path

from tests.http.serving import serving
from tests.http.slow_sockets import hold


def test_slow_sockets_cost_little_and_others_are_answered(demo_file: Path, tmp_path: Path) -> None:
    practice = tmp_path / "practice.sqlite"
    practice.write_bytes(demo_file.read_bytes())
    with serving(practice) as served:
        held = asyncio.run(hold(served, 500, to_the_end=False))
    assert held.status == 200
    assert held.most - held.before < 500 * 100  # KiB; a body's 60 KB are part of it
