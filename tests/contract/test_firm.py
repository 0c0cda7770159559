"""What firm a practice is of, and what a caller is told where its upstream can't say."""

from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.port import Capability, NotSupportedByUpstream, Refused
from adapters.sandbox import Reads
from adapters.supergood.habits import ReadMode
from tests.contract.conftest import Pair, Served
from tests.contract.remote import Remote


async def test_a_practice_knows_its_firm_or_refuses_to_say(pair: Pair) -> None:
    if Capability.READ_FIRM in pair.practice.capabilities:
        assert await pair.practice.firm_profile() == await pair.expected.firm_profile()
        return
    with pytest.raises(Refused) as refused:
        await pair.practice.firm_profile()
    capability = "read the firm's own particulars"
    assert refused.value.refusals == (NotSupportedByUpstream(capability=capability),)


async def test_without_a_firm_there_is_no_link_and_the_reason_is_said(
    copied: Callable[[str], Path],
) -> None:
    with Served(copied("upstream.sqlite"), Reads.EXTENDED) as base_url:
        remote = Remote(base_url, ReadMode.EXTENDED)
        document = """query ($id: ID!) { invoice(id: $id) { number pdfUrl
            ledesUrl(format: LEDES_1998B) quickBooksUrl } }"""
        found = await remote.ask("{ invoices(first: 1) { nodes { id } } }", {})
        id = found.data["invoices"]["nodes"][0]["id"]
        result = await remote.ask(document, {"id": id})
        told = result.data["invoice"]
        assert (told["pdfUrl"], told["ledesUrl"], told["quickBooksUrl"]) == (None, None, None)
        assert result.errors is not None
        assert [(it.path[-1], it.extensions["code"]) for it in result.errors] == [
            ("pdfUrl", "NOT_SUPPORTED_BY_UPSTREAM"),
            ("ledesUrl", "NOT_SUPPORTED_BY_UPSTREAM"),
            ("quickBooksUrl", "NOT_SUPPORTED_BY_UPSTREAM"),
        ]
        await remote.practice.close()
