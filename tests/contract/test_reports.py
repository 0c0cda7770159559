"""Reports over the wire: the dialect has none, so each is refused before anything is sent."""

from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.port import Capability, Listing, NotSupportedByUpstream, Order, Refused, Window
from adapters.sandbox import Reads
from adapters.supergood.habits import ReadMode
from tests.contract.conftest import Served
from tests.contract.remote import Remote
from tests.queries.test_reports import ASKS


async def test_every_report_is_refused_and_nothing_is_sent(copied: Callable[[str], Path]) -> None:
    with Served(copied("upstream.sqlite"), Reads.EXTENDED) as base_url:
        remote = Remote(base_url, ReadMode.EXTENDED)
        assert Capability.READ_REPORTS not in remote.practice.capabilities
        anything = Listing(filter=None, order=Order("name"), window=Window(limit=1))
        for report in ASKS:
            with pytest.raises(Refused) as refused:
                await getattr(remote.practice.reports, report)(anything)
            assert refused.value.refusals == (
                NotSupportedByUpstream(capability="work out money reports"),
            )
        for ask in ASKS.values():
            result = await remote.ask(f"{{ reports {{ {ask} }} }}", {})
            (error,) = result.errors
            assert error.extensions == {"code": "NOT_SUPPORTED_BY_UPSTREAM", "field": None}
            assert error.message == (
                "This practice's upstream can't do that: work out money reports."
            )
        assert await remote.asked() == {}
        await remote.practice.close()
