"""Documents by their ids: what callers leave, what a manifest lists, and nothing but that."""

import json
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from graph.app import create_app
from graph.compose.unusable import Unusable
from graph.http.answers import Refusal, Unexecuted
from graph.http.asking import Asked
from graph.http.manifest import read_manifest
from graph.http.persisted import Found, Persisted
from graph.http.terms import Terms, terms_of
from graph.settings import Settings
from tests.listening import here

NAME = "{ viewer { user { name } } }"
JANE = {"data": {"viewer": {"user": {"name": "Jane Attorney"}}}}
NOT_FOUND = {
    "errors": [
        {"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}
    ]
}
RESPONSE = {"accept": "application/graphql-response+json"}


def hashed(document: str, version: object = 1) -> dict[str, Any]:
    digest = sha256(document.encode()).hexdigest()
    return {"persistedQuery": {"version": version, "sha256Hash": digest}}


def code(answer: Any) -> str:
    return str(answer.json()["errors"][0]["extensions"]["code"])


def test_a_client_leaves_a_document_once_and_asks_by_its_hash(client: TestClient) -> None:
    by_hash = {"extensions": hashed(NAME)}
    unknown = client.post("/graphql", json=by_hash)
    assert (unknown.status_code, unknown.json()) == (200, NOT_FOUND)
    assert unknown.headers["cache-control"] == "no-store"
    assert client.post("/graphql", json=by_hash, headers=RESPONSE).status_code == 400
    assert client.post("/graphql", json={"query": NAME, **by_hash}).json() == JANE
    assert client.post("/graphql", json=by_hash).json() == JANE
    for extensions in (hashed(NAME), {"persistedQuery": hashed(NAME)["persistedQuery"]}):
        params = {"extensions": json.dumps(extensions)}
        assert client.get("/graphql", params=params).json() == JANE
    capitals = hashed(NAME)["persistedQuery"]["sha256Hash"].upper()
    said = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": capitals}}}
    assert client.post("/graphql", json=said).json() == JANE


def test_a_document_is_left_by_get_too(client: TestClient) -> None:
    params = {"extensions": json.dumps(hashed(NAME))}
    assert client.get("/graphql", params=params).json() == NOT_FOUND
    assert client.get("/graphql", params={"query": NAME, **params}).json() == JANE
    assert client.get("/graphql", params=params).json() == JANE


def test_a_change_that_was_left_is_not_made_by_get(client: TestClient) -> None:
    change = 'mutation { deleteTimeEntry(input: {id: "none"}) { userErrors { code } } }'
    left = client.post("/graphql", json={"query": change, "extensions": hashed(change)})
    assert left.json() == {"data": {"deleteTimeEntry": {"userErrors": [{"code": "NOT_FOUND"}]}}}
    answer = client.get("/graphql", params={"extensions": json.dumps(hashed(change))})
    assert (answer.status_code, code(answer)) == (405, "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize(
    ("persisted", "says"),
    [
        (hashed("{ __typename }")["persistedQuery"], "PERSISTED_QUERY_MISMATCH"),
        (hashed(NAME, version=2)["persistedQuery"], "PERSISTED_QUERY_NOT_SUPPORTED"),
        (hashed(NAME, version=True)["persistedQuery"], "PERSISTED_QUERY_NOT_SUPPORTED"),
        ({"version": 1}, "PERSISTED_QUERY_NOT_SUPPORTED"),
        ({"version": 1, "sha256Hash": "abc"}, "PERSISTED_QUERY_NOT_SUPPORTED"),
        ({"version": 1, "sha256Hash": 7}, "PERSISTED_QUERY_NOT_SUPPORTED"),
        ({"version": 1, "sha256Hash": "g" * 64}, "PERSISTED_QUERY_NOT_SUPPORTED"),
        ("x", "PERSISTED_QUERY_NOT_SUPPORTED"),
    ],
)
def test_a_hash_that_is_none_or_anothers_is_refused(
    client: TestClient, persisted: object, says: str
) -> None:
    body = {"query": NAME, "extensions": {"persistedQuery": persisted}}
    answer = client.post("/graphql", json=body)
    assert (answer.status_code, code(answer)) == (400, says)
    assert client.post("/graphql", json={"extensions": hashed(NAME)}).json() == NOT_FOUND


@pytest.mark.parametrize("document", ["{", "{ nothing }", "query A { __typename } query B { id }"])
def test_what_can_not_be_run_is_not_kept(client: TestClient, document: str) -> None:
    body = {"query": document, "extensions": hashed(document)}
    assert "errors" in client.post("/graphql", json=body).json()
    del body["query"]
    assert client.post("/graphql", json=body).json() == NOT_FOUND


def asked(document: str | None, **extensions: Any) -> Asked:
    return Asked(document, None, None, extensions or None, None)


def test_what_callers_leave_is_bounded_and_the_oldest_goes_first() -> None:
    persisted = Persisted({})
    documents = [f"{{ a{it}: __typename }}" for it in range(1001)]
    for it in documents[:1000]:
        persisted.keep(persisted.find(asked(it, **hashed(it))))
    assert len(persisted) == 1000
    assert persisted.find(asked(None, **hashed(documents[0]))) == Found(documents[0])
    persisted.keep(persisted.find(asked(documents[1000], **hashed(documents[1000]))))
    assert len(persisted) == 1000
    assert persisted.find(asked(None, **hashed(documents[0]))) == Found(documents[0])
    with pytest.raises(Unexecuted):
        persisted.find(asked(None, **hashed(documents[1])))
    long = [f"{{ a{it}: __typename }} # {'x' * 99_000}" for it in range(60)]
    for it in long:
        persisted.keep(persisted.find(asked(it, **hashed(it))))
    assert len(persisted) == 40
    too_long = f"{{ __typename }} # {'x' * 100_000}"
    persisted.keep(persisted.find(asked(too_long, **hashed(too_long))))
    with pytest.raises(Unexecuted):
        persisted.find(asked(None, **hashed(too_long)))


def test_a_document_without_a_hash_is_not_kept() -> None:
    persisted = Persisted({})
    persisted.keep(persisted.find(asked(NAME)))
    assert len(persisted) == 0


def test_a_trusted_document_is_asked_for_by_its_id() -> None:
    digest = sha256(NAME.encode()).hexdigest()
    for id in (digest, f"sha256:{digest}"):
        persisted = Persisted({id: NAME})
        for said in (digest, f"sha256:{digest}"):
            assert persisted.find(Asked(None, None, None, None, said)) == Found(NAME)
        assert persisted.find(asked(None, **hashed(NAME))) == Found(NAME)
    named = Persisted({"Name": NAME})
    assert named.find(Asked(None, None, None, None, "Name")) == Found(NAME)
    with pytest.raises(Unexecuted):
        named.find(Asked(None, None, None, None, "Nobody"))
    with pytest.raises(Refusal, match="Send query or documentId, and not both"):
        named.find(Asked(NAME, None, None, None, "Name"))


def test_a_document_is_asked_for_by_its_id_over_http(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({"Name": NAME}))
    monkeypatch.setenv("PANTHER_TRUSTED_DOCUMENTS", str(path))
    with here(create_app()) as served:
        assert served.post("/graphql", json={"documentId": "Name"}).json() == JANE
        assert served.get("/graphql", params={"documentId": "Name"}).json() == JANE
        assert served.post("/graphql", json={"documentId": "None"}).json() == NOT_FOUND


@pytest.fixture
def only(demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A service that runs one document."""
    path = shutil.copy(demo_file, tmp_path / "practice.sqlite")
    monkeypatch.setenv("PANTHER_EMBEDDED_PATH", str(path))
    with here(create_app(terms=Terms(trusted={"Name": NAME}, trusted_only=True))) as served:
        yield served


def test_nothing_is_run_but_what_is_trusted(only: TestClient) -> None:
    assert only.post("/graphql", json={"documentId": "Name"}).json() == JANE
    assert only.post("/graphql", json={"query": NAME}).json() == JANE
    for body in (
        {"query": "{ __typename }"},
        {"query": f"{NAME} "},
        {"query": "{ __schema { queryType { name } } }"},
        {"query": "{ __typename }", "extensions": hashed("{ __typename }")},
    ):
        answer = only.post("/graphql", json=body)
        assert (answer.status_code, code(answer)) == (403, "DOCUMENT_NOT_TRUSTED")
    answer = only.get("/graphql", params={"query": "{ __typename }"})
    assert (answer.status_code, code(answer)) == (403, "DOCUMENT_NOT_TRUSTED")
    assert only.post("/graphql", json={"extensions": hashed("{ __typename }")}).json() == NOT_FOUND


def test_nor_is_it_by_a_websocket(only: TestClient) -> None:
    with only.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json()["type"] == "connection_ack"
        for id, document in enumerate(("{ __typename }", NAME)):
            payload = {"query": document}
            socket.send_json({"type": "subscribe", "id": str(id), "payload": payload})
        refused = socket.receive_json()
        assert (refused["type"], refused["id"]) == ("error", "0")
        assert refused["payload"][0]["extensions"] == {"code": "DOCUMENT_NOT_TRUSTED"}
        assert socket.receive_json() == {"type": "next", "id": "1", "payload": JANE}


def test_apollos_manifest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    operation = {"id": "Name", "name": "Name", "type": "query", "body": NAME}
    said = {"format": "apollo-persisted-query-manifest", "version": 1, "operations": [operation]}
    path.write_text(json.dumps(said))
    assert read_manifest(path) == {"Name": NAME}
    assert read_manifest(None) == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "is not JSON"),
        ("[]", "is neither an object of documents nor Apollo's manifest."),
        ('{"a": 1}', "is neither an object of documents nor Apollo's manifest."),
        ('{"operations": [{"id": "a"}]}', "is neither an object of documents nor Apollo's"),
        ('{"a": "{"}', "a is no GraphQL document: Syntax Error"),
        (json.dumps({"0" * 64: NAME}), "is not the SHA-256 of its document."),
    ],
)
def test_a_manifest_that_is_none_ends_the_start(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(text)
    with pytest.raises(Unusable, match=r"^PANTHER_TRUSTED_DOCUMENTS: ") as raised:
        read_manifest(path)
    assert says in str(raised.value)


def test_a_manifest_that_is_missed_ends_the_start(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="can't be read: No such file or directory"):
        read_manifest(tmp_path / "nowhere.json")
    with pytest.raises(Unusable, match="_ONLY needs PANTHER_TRUSTED_DOCUMENTS"):
        terms_of(Settings(_env_file=None, trusted_documents_only=True))
