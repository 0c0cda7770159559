"""Links to an invoice's files: whom they serve, until when, and what they never tell."""

import base64
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from adapters.port import DocumentKind
from graph.app import create_app
from graph.compose.door import open_doors
from graph.settings import Settings
from resolvers.links import Grant, Links, Signer
from tests.adapters.formats.printed import pages
from tests.listening import here
from tests.world import NOW, OWNER, StandingClock, World

ACME = "202600029"
PARALEGAL, ASSOCIATE = "paralegal@meridianlake.example", "priya.halvorsen@meridianlake.example"
URLS = """pdfUrl ledes1998b: ledesUrl(format: LEDES_1998B)
    ledes1998bi: ledesUrl(format: LEDES_1998BI) quickBooksUrl"""
NONE = {"errors": [{"message": "There is no such document.", "extensions": {"code": "NOT_FOUND"}}]}
ALWAYS = {
    "cache-control": "private, no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class Service:
    """The service over a practice and a clock of the test's own."""

    def __init__(self, client: TestClient, clock: StandingClock, path: Path) -> None:
        self.client, self.clock, self.path = client, clock, path

    def sql(self, statement: str, *args: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path)) as db, db:
            return db.execute(statement, args).fetchall()

    def urls(self, id: str, person: str | None = None) -> dict[str, str | None]:
        query = f"query ($id: ID!) {{ invoice(id: $id) {{ {URLS} }} }}"
        headers = {"panther-person": person} if person else {}
        body = {"query": query, "variables": {"id": id}}
        answer = self.client.post("/graphql", json=body, headers=headers).json()
        assert "errors" not in answer, answer
        found: dict[str, str | None] = answer["data"]["invoice"]
        return found

    def pdf(self, id: str, person: str | None = None) -> str:
        url = self.urls(id, person)["pdfUrl"]
        assert url is not None
        return url

    def invoice(self, where: str) -> str:
        return str(self.sql(f"select id from invoices where {where} order by id limit 1")[0][0])

    @property
    def acme(self) -> str:
        return self.invoice(f"number = '{ACME}'")


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def service(
    demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: StandingClock
) -> Iterator[Service]:
    path = tmp_path / "practice.sqlite"
    shutil.copy(demo_file, path)
    monkeypatch.setenv("PANTHER_EMBEDDED_PATH", str(path))

    async def opened(settings: Settings) -> Any:
        return await open_doors(settings, clock=clock)

    monkeypatch.setattr("graph.app.open_doors", opened)
    with here(create_app()) as client:
        yield Service(client, clock, path)


def test_each_kind_is_served_as_what_it_is(service: Service) -> None:
    urls = service.urls(service.acme)
    wanted = {
        "pdfUrl": (b"%PDF-1.", "application/pdf", f'inline; filename="invoice-{ACME}.pdf"'),
        "ledes1998b": (
            b"LEDES1998B[]\r\n",
            "text/plain; charset=us-ascii",
            f'attachment; filename="invoice-{ACME}-1998b.txt"',
        ),
        "ledes1998bi": (
            b"LEDES98BI V2[]\r\n",
            "text/plain; charset=us-ascii",
            f'attachment; filename="invoice-{ACME}-1998bi.txt"',
        ),
        "quickBooksUrl": (
            b'{\n  "DocNumber": "202600029"',
            "application/json",
            f'attachment; filename="invoice-{ACME}-quickbooks.json"',
        ),
    }
    for field, (starts, media_type, disposition) in wanted.items():
        url = urls[field]
        assert url is not None and url.startswith("http://127.0.0.1:8000/documents/")
        answer = service.client.get(url)
        assert answer.status_code == 200
        assert answer.content.startswith(starts)
        assert answer.headers["content-type"] == media_type
        assert answer.headers["content-disposition"] == disposition
        assert {name: answer.headers[name] for name in ALWAYS} == ALWAYS
        head = service.client.head(url)
        assert (head.status_code, head.content) == (200, b"")
        assert service.client.post(url).status_code == 405


def test_drafts_and_void_invoices_are_on_paper_only(service: Service) -> None:
    for status, stamp in (("draft", "DRAFT"), ("pending_approval", "DRAFT"), ("void", "VOID")):
        id = service.invoice(f"status = '{status}'")
        urls = service.urls(id)
        assert [urls[it] for it in ("ledes1998b", "ledes1998bi", "quickBooksUrl")] == [None] * 3
        answer = service.client.get(service.pdf(id))
        assert all(stamp in page for page in pages(answer.content))
        called = service.sql("select coalesce(number, id) from invoices where id = ?", id)[0][0]
        name = f"{'draft' if stamp == 'DRAFT' else 'invoice'}-{called}.pdf"
        assert answer.headers["content-disposition"] == f'inline; filename="{name}"'


def test_a_link_holds_ten_minutes_and_not_a_second_more(service: Service) -> None:
    url = service.pdf(service.acme)
    service.clock.time = NOW + timedelta(minutes=9, seconds=59)
    assert service.client.get(url).status_code == 200
    service.clock.time = NOW + timedelta(minutes=10)
    answer = service.client.get(url)
    assert (answer.status_code, answer.json()) == (
        403,
        {
            "errors": [
                {
                    "message": "This link no longer holds; ask for a new one.",
                    "extensions": {"code": "FORBIDDEN"},
                }
            ]
        },
    )
    assert {name: answer.headers[name] for name in ALWAYS} == ALWAYS


def test_no_link_can_be_made_up_or_changed(service: Service) -> None:
    url = service.pdf(service.acme)
    start, _, token = url.rpartition("/")
    said, _, signature = token.partition(".")
    grant, until = json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
    assert grant == ["embedded", OWNER, service.acme, "pdf", True]
    other = service.invoice("status = 'paid'")
    changed = [
        [["embedded", OWNER, other, "pdf", True], until],
        [[*grant[:3], "quickbooks", True], until],
        [[*grant[:4], False], until],
        [grant, until + 3600],
        [["other", *grant[1:]], until],
    ]
    forged = [
        f"{base64.urlsafe_b64encode(json.dumps(it).encode()).decode().rstrip('=')}.{signature}"
        for it in changed
    ]
    elsewhere = Signer([b"another key"], timedelta(minutes=10)).token(
        Grant("embedded", OWNER, service.acme, DocumentKind.PDF, True), NOW
    )
    flipped = token[:-1] + ("A" if token[-1] != "A" else "E")
    for bad in (
        *forged, elsewhere, flipped, said, f"{said}.", f".{signature}", "x", "%C3%A9.%C3%A9",
        "a" * 5000, token + "A",
    ):  # fmt: skip
        answer = service.client.get(f"{start}/{bad}")
        assert (answer.status_code, answer.json()) == (404, NONE), bad
        assert {name: answer.headers[name] for name in ALWAYS} == ALWAYS


def test_one_connections_link_opens_nothing_of_anothers(service: Service) -> None:
    door = service.client.app.state.doors.default
    grant = Grant("another-firm", OWNER, service.acme, DocumentKind.PDF, True)
    answer = service.client.get(Links(door.signer, "http://127.0.0.1:8000").to(grant, NOW))
    assert (answer.status_code, answer.json()) == (404, NONE)


def test_an_invoice_that_is_not_there_is_not_told_from_one_hidden(service: Service) -> None:
    door = service.client.app.state.doors.default
    grant = Grant("embedded", OWNER, "inv_none", DocumentKind.PDF, True)
    answer = service.client.get(Links(door.signer, "http://127.0.0.1:8000").to(grant, NOW))
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}


def test_without_a_key_a_link_dies_with_its_process(client: TestClient) -> None:
    query = {"query": "{ invoices(first: 1) { nodes { pdfUrl } } }"}
    url = client.post("/graphql", json=query).json()["data"]["invoices"]["nodes"][0]["pdfUrl"]
    assert client.get(url).status_code == 200
    with here(create_app()) as another:
        assert another.get(url).status_code == 404


def test_trust_money_is_told_to_those_who_may_see_it(service: Service) -> None:
    for person, sees in ((None, True), (PARALEGAL, True), (ASSOCIATE, False)):
        text = "".join(pages(service.client.get(service.pdf(service.acme, person)).content))
        assert ("Trust account" in text, "Balance on Feb 5, 2026" in text) == (sees, sees)
        assert "Amount due $0.00" in text


def test_what_a_format_has_no_room_for_is_said(service: Service) -> None:
    service.sql("update firm set tax_id = null")
    url = service.urls(service.acme)["ledes1998b"]
    answer = service.client.get(str(url))
    assert (answer.status_code, answer.json()) == (
        409,
        {
            "errors": [
                {
                    "message": "LEDES names the firm by its tax number, and the practice has none "
                    "for it.",
                    "extensions": {"code": "INVALID_INPUT"},
                }
            ]
        },
    )


def test_a_link_to_what_was_voided_since_is_refused(service: Service) -> None:
    id = service.invoice("status = 'sent' and trust_applied = 0")
    url = str(service.urls(id)["quickBooksUrl"])
    service.sql("update invoices set status = 'void', credited = due, due = 0 where id = ?", id)
    answer = service.client.get(url)
    assert answer.status_code == 409
    message = "QuickBooks takes approved invoices; this one is void."
    assert answer.json()["errors"][0]["message"] == message


def test_links_over_a_websocket_are_had_over_http(service: Service) -> None:
    with service.client.websocket_connect("/graphql", ["graphql-transport-ws"]) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json()["type"] == "connection_ack"
        query = "{ invoices(first: 1) { nodes { pdfUrl } } }"
        socket.send_json({"id": "1", "type": "subscribe", "payload": {"query": query}})
        answer = socket.receive_json()
    url = answer["payload"]["data"]["invoices"]["nodes"][0]["pdfUrl"]
    assert url.startswith("http://127.0.0.1:8000/documents/")
    assert service.client.get(url).status_code == 200


async def test_making_links_asks_the_practice_nothing(world: World) -> None:
    await world.ask(f"{{ invoices(first: 50) {{ nodes {{ {URLS} }} }} }}")
    assert world.asked == ["invoices.page"]
