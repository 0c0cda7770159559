"""The explorer's page and its files by HTTP: what they may do, what they are told, how they are kept."""

import gzip
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from graph.app import create_app
from graph.http import standing_in
from graph.http.examples import EXAMPLES, LIVE
from graph.ide import __main__ as command
from graph.ide import build, sources
from graph.ide.build import NotBuilt
from tests.http.test_sign_in import MUST, app, keyed, post, signed_in, turned_away
from tests.listening import here

__all__ = ["app", "keyed"]

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
OURS = {
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "connect-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
}


def policy(answer: Any) -> set[str]:
    return set(answer.headers["content-security-policy"].split("; "))


def told(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="known">(.*?)</script>', page)
    assert found
    return json.loads(found[1])


@pytest.mark.usefixtures("page")
def test_the_page_may_do_nothing_but_with_its_own_origin(client: TestClient) -> None:
    for path in ("/graphql", "/"):
        answer = client.get(path, headers=BROWSER)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert policy(answer) == OURS
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-cache"
        assert "<title>Panther graph</title>" in answer.text
        named = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
        elsewhere = [
            it for it in named if not it.startswith(("./explorer/", "data:image/svg+xml,"))
        ]
        assert (len(named) > 2, elsewhere) == (True, [])
    known = {"if-none-match": answer.headers["etag"]}
    again = client.get("/graphql", headers={**BROWSER, **known})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.usefixtures("page")
def test_the_page_is_told_the_examples_and_the_demos_people(client: TestClient) -> None:
    known = told(client.get("/graphql", headers=BROWSER).text)
    assert [(it["name"], it["query"]) for it in known["examples"]] == [
        (it.name, it.document) for it in (*EXAMPLES, LIVE)
    ]
    assert known["examples"][4]["says"] == (
        "A refusal is data: every reason at once, and nothing written."
    )
    assert known["firm"] == "Meridian Lake Law LLP"
    assert [(it["name"], it["role"]) for it in known["people"]] == [
        ("Jane Attorney", "partner"),
        ("Dmitri Vale", "intake"),
        ("Harriet Osei", "trustee"),
        ("Owen Tremblay", "admin"),
        ("Paralegal", "paralegal"),
        ("Priya Halvorsen", "associate"),
        ("Rosalba Quist", "auditor"),
        ("Simone Brandauer", "billing"),
        ("Tobias Lindqvist", "partner"),
    ]
    assert known["people"][6]["entitlements"] == ["audit"]
    for it in known["people"]:
        body = {"query": "{ viewer { user { name } } }"}
        answer = client.post("/graphql", json=body, headers={"panther-person": it["id"]})
        assert answer.json() == {"data": {"viewer": {"user": {"name": it["name"]}}}}


@pytest.mark.usefixtures("page")
def test_where_one_signs_in_nobody_is_named_and_nobody_comes_in_by_a_name(app: TestClient) -> None:
    page = app.get("/graphql", headers=BROWSER)
    assert (page.status_code, policy(page)) == (200, OURS)
    assert told(page.text).keys() == {"examples"}
    body = {"query": "{ viewer { user { name } } }"}
    for person in ("u_pp_7ab202", "jane.attorney@meridianlake.example", "u_pp_716609"):
        turned_away(app.post("/graphql", json=body, headers={"panther-person": person}), MUST)
    # Nor does whoever has come in become another.
    bearer = {"Authorization": f"Bearer {signed_in(app)['authToken']}"}
    other = {**bearer, "panther-person": "u_pp_716609"}
    assert app.post("/graphql", json=body, headers=other).status_code == 403
    assert post(app, body["query"], bearer["Authorization"].split()[1]).status_code == 200


@pytest.mark.usefixtures("page")
def test_its_files_are_kept_for_good_and_packed_for_who_can_unpack(client: TestClient) -> None:
    folder = sources.built()
    assert folder
    names = [it.name.removesuffix(".gz") for it in (folder / "explorer").iterdir()]
    assert len(names) > 15
    types = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
    for name in names:
        packed = (folder / "explorer" / f"{name}.gz").read_bytes()
        answer = client.get(f"/explorer/{name}", headers={"accept-encoding": "gzip, br"})
        assert answer.status_code == 200
        assert answer.content == gzip.decompress(packed)
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) == len(packed)
        assert answer.headers["content-type"] == types.get(Path(name).suffix, "font/ttf")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert re.fullmatch(r"[\w.-]+-[\w-]{8}\.(js|css|ttf)", name)
    plain = client.get(f"/explorer/{name}", headers={"accept-encoding": "identity"})
    assert (plain.content, plain.headers.get("content-encoding")) == (answer.content, None)
    known = {"if-none-match": answer.headers["etag"]}
    assert client.get(f"/explorer/{name}", headers=known).status_code == 304
    assert client.head(f"/explorer/{name}").status_code == 200
    assert client.post(f"/explorer/{name}").status_code == 405


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize(
    "path",
    [
        "/explorer/",
        "/explorer/index.html",
        "/explorer/nothing.js",
        "/explorer/../index.html",
        "/explorer/..%2findex.html",
        "/explorer/%2e%2e%2f%2e%2e%2f%2e%2e%2fpackage.json",
        "/explorer//etc/passwd",
        "/explorer/..%5c..%5cpackage.json",
        "/explorer/package.json%00.js",
    ],
)
def test_no_path_leads_anywhere_else(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404


@pytest.fixture
def unbuilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that nothing has been built in."""
    folder = tmp_path / "built"
    folder.mkdir()
    monkeypatch.setattr(sources, "_BUILT", folder)
    return folder


@pytest.fixture
def bare(unbuilt: Path, client: TestClient) -> Iterator[TestClient]:
    with here(create_app()) as served:
        yield served


def test_without_a_build_strawberrys_page_says_how_to_get_ours(bare: TestClient) -> None:
    page = bare.get("/graphql", headers=BROWSER)
    assert page.status_code == 200
    assert policy(page) == {"base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"}
    for example in (*EXAMPLES, LIVE):
        assert json.dumps(example.document).replace("</", "<\\/") in page.text
    assert "install Node.js and npm, and <code>make run</code> builds it, or says" in page.text
    assert bare.get("/explorer/index.js").status_code == 404


@pytest.mark.usefixtures("page")
def test_a_page_that_is_being_built_opens_once_it_is_there(unbuilt: Path, bare: TestClient) -> None:
    mark = unbuilt / sources.MARK
    mark.touch()
    waiting = bare.get("/graphql", headers=BROWSER)
    assert '<meta http-equiv="refresh" content="2">' in waiting.text
    assert "script-src" not in str(policy(waiting)) and "default-src 'none'" in policy(waiting)
    mark.unlink()
    real = sources.FOLDER / "built" / sources.digest()
    shutil.copytree(real, unbuilt / sources.digest())
    assert policy(bare.get("/graphql", headers=BROWSER)) == OURS


def test_a_mark_of_a_build_that_died_is_none(unbuilt: Path) -> None:
    assert not sources.building(0.0)
    mark = unbuilt / sources.MARK
    mark.touch()
    began = mark.stat().st_mtime
    assert sources.building(began + sources.LONGEST_SECONDS - 1)
    assert not sources.building(began + sources.LONGEST_SECONDS)


def test_other_sources_are_another_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = sources.digest()
    assert first == sources.digest()
    for name in ("package.json", "vite.config.js", "index.html", "build.py", "src"):
        copy = shutil.copytree if name == "src" else shutil.copy
        copy(sources.FOLDER / name, tmp_path / name)
    monkeypatch.setattr(sources, "FOLDER", tmp_path)
    assert sources.digest() == first
    (tmp_path / "src/page.css").write_text("")
    assert sources.digest() != first


@pytest.mark.parametrize(
    ("version", "taken"),
    [
        ("v18.19.0", False),
        ("v20.18.9", False),
        ("v20.19.0", True),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.1.0", True),
        ("?", False),
    ],
)
def test_a_node_that_is_too_old_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, taken: bool
) -> None:
    monkeypatch.setattr(build.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    for name in ("node", "npm"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho '{version}'\n")
        (tmp_path / name).chmod(0o755)
    if taken:
        node, npm = str(tmp_path / "node"), str(tmp_path / "npm")
        assert build.tools() == build.Tools(node, (npm,))
    else:
        with pytest.raises(NotBuilt, match=r"Node\.js here is .*\. Install Node\.js 20\.19"):
            build.tools()


def test_without_npm_nothing_is_built_and_that_is_said(
    unbuilt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(unbuilt))
    with pytest.raises(NotBuilt, match=r"There is no npm here\. Install Node\.js"):
        build.build()
    assert [it.name for it in unbuilt.iterdir()] == [".lock"]


def test_the_command_says_in_a_line_what_came_of_it(
    unbuilt: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def build() -> Path:
        raise NotBuilt("There is no npm here.")

    monkeypatch.setattr(command, "build", build)
    assert command.main() == 1
    said = "The explorer's own page is not built. There is no npm here.\n"
    assert capsys.readouterr() == ("", said)
    monkeypatch.setattr(command, "build", lambda: (unbuilt / sources.digest()).mkdir())
    assert command.main() == 0
    assert capsys.readouterr().err.startswith("The explorer's own page is built, in ")
    monkeypatch.setattr(command, "build", build)
    assert (command.main(), capsys.readouterr()) == (0, ("", ""))


def test_what_npm_says_is_told(
    unbuilt: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    npm = ("/bin/sh", "-c", "echo no network here >&2; exit 1")
    monkeypatch.setattr(build, "tools", lambda: build.Tools("/bin/sh", npm))
    monkeypatch.setattr(build, "_MODULES", tmp_path / "node_modules")
    with pytest.raises(NotBuilt, match=r"npm failed:\nno network here"):
        build.build()
    assert [it.name for it in unbuilt.iterdir()] == [".lock"]


def test_the_page_says_when_strawberrys_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing_in, "get_graphql_ide_html", lambda graphql_ide: "<html></html>")
    with pytest.raises(RuntimeError, match="Strawberry's page has changed"):
        standing_in._strawberrys()
