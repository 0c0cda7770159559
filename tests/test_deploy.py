"""What is under deploy/: linted as its tools lint it, and true of the code."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import kubernetes_validate
import promql_parser
import pytest
import yaml
from prometheus_client import CollectorRegistry

from graph.http.metrics import registry_over
from graph.settings import Settings, shown
from graph.telemetry.settings import TraceSettings
from graph.telemetry.telemetry import Telemetry
from tests.http.test_metrics import Opened
from tests.world import CountedIds

DEPLOY = Path("deploy")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
COMPOSE: Any = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
KUBERNETES = (DEPLOY / "kubernetes.md").read_text()
OBJECTS: list[Any] = [
    it
    for block in re.findall(r"```yaml\n(.*?)```", KUBERNETES, re.DOTALL)
    for it in yaml.safe_load_all(block)
]
BOARD: Any = json.loads((DEPLOY / "grafana.json").read_text())
PANELS: list[Any] = [it for it in BOARD["panels"] if it["type"] != "row"]
VARIABLES = {
    name for settings in (Settings, TraceSettings) for name, _, _ in shown(settings(_env_file=None))
}
BIN = Path(sys.executable).parent


def container() -> Any:
    return OBJECTS[0]["spec"]["template"]["spec"]["containers"][0]


def test_the_dockerfile_is_clean() -> None:
    words = [str(BIN / "hadolint"), "--failure-threshold", "style", str(DEPLOY / "Dockerfile")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_linter_would_find_something(tmp_path: Path) -> None:
    spoiled = tmp_path / "Dockerfile"
    spoiled.write_text(DOCKERFILE.replace("python:3.11-slim-bookworm", "python:latest"))
    done = subprocess.run(
        [str(BIN / "hadolint"), str(spoiled)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1 and "DL3007" in done.stdout


def test_the_image_is_made_of_what_is_there_and_runs_as_nobody() -> None:
    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        for name in line.split():
            assert Path(name).exists(), name
    kept = re.findall(r"^!(.+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(), re.MULTILINE)
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    assert sorted(kept) == sorted(" ".join(copied).split())
    assert re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE) == ["10001:10001"]
    assert "/health/live" in DOCKERFILE


def compose_check(path: Path) -> subprocess.CompletedProcess[str]:
    words = ["--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(
        [str(BIN / "check-jsonschema"), *words], capture_output=True, text=True, check=False
    )


def test_the_compose_file_is_as_its_schema_has_it(tmp_path: Path) -> None:
    done = compose_check(DEPLOY / "compose.yaml")
    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n")
    spoiled = tmp_path / "compose.yaml"
    spoiled.write_text((DEPLOY / "compose.yaml").read_text().replace("restart:", "restarts:"))
    assert compose_check(spoiled).returncode == 1


def test_the_compose_file_hangs_together() -> None:
    services = COMPOSE["services"]
    panther = services["panther"]
    assert Path(DEPLOY / panther["build"]["context"]).resolve() == Path.cwd()
    assert Path(panther["build"]["dockerfile"]) == DEPLOY / "Dockerfile"
    assert set(panther["depends_on"]) <= set(services)
    assert (
        f"@{next(iter(panther['depends_on']))}:5432/"
        in panther["environment"]["PANTHER_DATABASE_URL"]
    )
    named = {it.split(":")[0] for of in services.values() for it in of["volumes"]}
    assert named == set(COMPOSE["volumes"])
    grace = int(panther["stop_grace_period"].removesuffix("s"))
    assert grace > int(panther["environment"]["PANTHER_DRAIN_SECONDS"]) + 10


@pytest.mark.parametrize("object", OBJECTS, ids=lambda it: it["kind"])
@pytest.mark.parametrize("version", ["1.29", "1.34"])
def test_kubernetes_takes_its_objects(object: Any, version: str) -> None:
    assert kubernetes_validate.validate(object, version, strict=True) == version


def test_the_probes_ask_what_is_answered(client: Any) -> None:
    probes = [it for name, it in container().items() if name.endswith("Probe")]
    assert len(probes) == 3
    for probe in probes:
        assert client.get(probe["httpGet"]["path"]).status_code == 200


def test_a_pod_has_time_to_drain() -> None:
    pod = OBJECTS[0]["spec"]["template"]["spec"]
    (drain,) = [it for it in container()["env"] if it["name"] == "PANTHER_DRAIN_SECONDS"]
    waits = int(container()["lifecycle"]["preStop"]["exec"]["command"][1])
    assert pod["terminationGracePeriodSeconds"] > waits + int(drain["value"]) + 10


def test_every_variable_that_is_set_is_one() -> None:
    files = [DOCKERFILE, (DEPLOY / "compose.yaml").read_text(), KUBERNETES]
    named = {name for text in files for name in re.findall(r"\b(?:PANTHER|OTEL)_[A-Z_]+\b", text)}
    assert len(named) > 8
    assert named - VARIABLES == set()


def registry() -> CollectorRegistry:
    doors: Any = Opened([], Telemetry(CountedIds()))
    return registry_over(doors)


def test_the_board_shows_every_metric_and_no_other() -> None:
    told = {it.name for it in registry().collect()}
    shown = {
        re.sub(r"_(total|bucket|sum|count)$", "", name)
        for panel in PANELS
        for target in panel["targets"]
        for name in re.findall(r"\bpanther_\w+", target["expr"])
    }
    assert shown == told


def test_the_boards_questions_can_be_read() -> None:
    for panel in PANELS:
        for target in panel["targets"]:
            asked = target["expr"].replace("$__rate_interval", "5m")
            promql_parser.parse(asked)
    with pytest.raises(ValueError, match="unclosed"):
        promql_parser.parse("sum by (a (b)")


def test_the_board_is_laid_out() -> None:
    ids = [it["id"] for it in BOARD["panels"]]
    assert len(set(ids)) == len(ids)
    places = set()
    for panel in BOARD["panels"]:
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= 24
        for x in range(at["x"], at["x"] + at["w"]):
            for y in range(at["y"], at["y"] + at["h"]):
                assert (x, y) not in places, panel["title"]
                places.add((x, y))
    names = {it["name"] for it in BOARD["templating"]["list"]}
    used = set(re.findall(r"\$\{?([a-z]\w+)", json.dumps(BOARD["panels"])))
    assert used == names
