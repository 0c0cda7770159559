"""The page's sources, and where what is built of them lies: one folder for each state of them."""

import hashlib
from pathlib import Path

__all__ = ["FOLDER", "MARK", "building", "built", "digest", "place"]

FOLDER = Path(__file__).parent
MARK = ".building"
"""A file beside what is built, for as long as somebody builds it."""

LONGEST_SECONDS = 300.0
"""How long a build may take; a mark that is older is of one that died."""

_BUILT = FOLDER / "built"
_SOURCES = ("package.json", "vite.config.js", "index.html", "build.py", "src/*")


def digest() -> str:
    """Return what is another for every other state of the sources."""
    found = hashlib.blake2b(digest_size=8)
    for path in sorted(it for pattern in _SOURCES for it in FOLDER.glob(pattern)):
        said = path.read_bytes()
        found.update(b"%s %d\n" % (path.relative_to(FOLDER).as_posix().encode(), len(said)))
        found.update(said)
    return found.hexdigest()


def place() -> Path:
    """Return the folder that is there once these sources are built, and not before."""
    return _BUILT / digest()


def built() -> Path | None:
    """Return that folder if it is there."""
    folder = place()
    return folder if folder.is_dir() else None


def building(now: float) -> bool:
    """Whether somebody seems to be building; ``now`` is seconds since 1970."""
    try:
        began = (_BUILT / MARK).stat().st_mtime
    except OSError:
        return False
    return now - began < LONGEST_SECONDS
