"""Apollo's subgraph compatibility suite, over what serves our schema, behind Apollo's gateway."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import node
from tests.federation.conftest import HERE
from tests.federation.gateways import ROOT
from tests.node import MODULES, NODE, running

SUITE = MODULES / "@apollo/federation-subgraph-compatibility-tests"
OTHERS = ("users", "inventory")
FEATURES = [
    "composeDirective",
    "ftv1",
    "inaccessible",
    "interfaceObject",
    "introspection",
    "key",
    "link",
    "override",
    "provides",
    "requires",
    "shareable",
    "tag",
]
PRODUCTS = [sys.executable, "-m", "tests.federation.products"]


@pytest.fixture(scope="module")
def products(packages: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Our products, the suite's own two subgraphs, and a gateway over the three."""
    folder = tmp_path_factory.mktemp("products")
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with ExitStack() as stack:
        begun = {"products": stack.enter_context(running(PRODUCTS, env=env))}
        for name in OTHERS:
            port = {f"{name.upper()}_PORT": str(node.free_port())}
            script = str(SUITE / f"dist/subgraphs/{name}/index.js")
            begun[name] = stack.enter_context(running([NODE, script], env=port))
        sdl = subprocess.run(
            [*PRODUCTS, "sdl"], env=env, check=True, capture_output=True, text=True
        ).stdout
        texts = {it: (SUITE / f"dist/subgraphs/{it}/{it}.graphql").read_text() for it in OTHERS}
        texts["products"] = sdl
        urls = {name: it.said(r"ready at (\S+)")[1] for name, it in begun.items()}
        case = [{"name": it, "url": urls[it], "sdl": texts[it]} for it in begun]
        made = node.answer(HERE / "compose.mjs", cases={"products": case})["products"]
        assert {name: it["errors"] for name, it in made.items()} == {
            "apollo": [],
            "guild": [],
            "cosmo": [],
        }
        (folder / "supergraph.graphql").write_text(made["apollo"]["supergraph"])
        gateway = [NODE, str(HERE / "apollo.mjs"), "supergraph.graphql"]
        router = stack.enter_context(running(gateway, cwd=folder)).said(r"ready at (\S+)")[1]
        yield {"PRODUCTS_URL": urls["products"], "ROUTER_URL": router}


@pytest.fixture(scope="module")
def told(
    products: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, str]]:
    """What each suite says of each of its tests."""
    folder = tmp_path_factory.mktemp("jest")
    config = {
        "rootDir": str(SUITE),
        "testMatch": ["<rootDir>/dist/tests/*.test.js"],
        "testEnvironment": "node",
        "testPathIgnorePatterns": [],
        "haste": {"retainAllFiles": True},
        "transform": {},
        "setupFilesAfterEnv": [str(HERE / "router.cjs")],
    }
    jest = [NODE, str(MODULES / "jest/bin/jest.js"), "-i", "--config", json.dumps(config)]
    out = folder / "told.json"
    done = subprocess.run(
        [*jest, "--json", f"--outputFile={out}"],
        env={**os.environ, **products},
        capture_output=True,
        text=True,
        check=False,
    )
    assert out.exists(), done.stderr
    found = json.loads(out.read_text())["testResults"]
    return {
        Path(suite["name"]).name.removesuffix(".test.js"): {
            it["title"]: it["status"] + "".join(it["failureMessages"])
            for it in suite["assertionResults"]
        }
        for suite in found
    }


@pytest.mark.parametrize("feature", FEATURES)
def test_the_suite_passes(told: dict[str, dict[str, str]], feature: str) -> None:
    assert told[feature]
    assert {*told[feature].values()} == {"passed"}


def test_no_suite_is_left_out(told: dict[str, dict[str, str]]) -> None:
    assert sorted(told) == FEATURES
    assert sum(map(len, told.values())) == 23
