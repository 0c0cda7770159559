"""Node's packages, pinned in ``tests/package.json`` and installed once for all tests that ask."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
MODULES = FOLDER / "node_modules"


def installed() -> None:
    """Install what is pinned, unless it is. Where there is no npm, skip and say so; in CI, fail."""
    if shutil.which("npm") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs npm for the tests with GraphQL's own tools.")
        pytest.skip("npm is not installed: GraphQL's own tools are not asked here.")
    wanted = (FOLDER / "package.json").read_bytes()
    stamp = MODULES / ".panther"
    MODULES.mkdir(exist_ok=True)
    with (FOLDER / "node_modules" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_bytes() == wanted:
            return
        options = ["--silent", "--no-audit", "--no-fund", "--no-package-lock"]
        subprocess.run(["npm", "install", *options], cwd=FOLDER, check=True)
        stamp.write_bytes(wanted)


def run(script: str, *args: str) -> str:
    """Run a script of the tests' folder, and return what it printed."""
    installed()
    done = subprocess.run(
        ["node", script, *args], cwd=FOLDER, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
