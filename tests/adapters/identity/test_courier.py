"""Codes handed over to be sent, or said not to be."""

import json

import httpx
import pytest

from adapters.identity.courier import PostedCodes
from adapters.port import MfaType, Refused, UpstreamUnavailable

WHERE = "https://codes.example/send?key=hunter2"


async def test_a_code_is_handed_over_in_one_post() -> None:
    heard: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        heard.append(request)
        return httpx.Response(202)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        await PostedCodes(WHERE, client).send(MfaType.SMS, "+13125550199", "424242")
    (request,) = heard
    assert (request.method, str(request.url)) == ("POST", WHERE)
    assert json.loads(request.content) == {"type": "sms", "to": "+13125550199", "code": "424242"}


@pytest.mark.parametrize("status", [0, 302, 400, 500])
async def test_a_code_that_is_not_taken_is_said_and_nothing_secret_with_it(status: int) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if not status:
            raise httpx.ConnectError("refused")
        return httpx.Response(status, headers={"location": "https://other.example"})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        with pytest.raises(Refused) as refused:
            await PostedCodes(WHERE, client).send(MfaType.EMAIL, "jane@home.example", "424242")
    (why,) = refused.value.refusals
    assert isinstance(why, UpstreamUnavailable)
    assert "424242" not in str(refused.value)
    assert "hunter2" not in str(refused.value)
