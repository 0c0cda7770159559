"""``python -m graph.ide``: build the explorer's page, unless that was done."""

import sys
import time

from graph.ide.build import NotBuilt, build
from graph.ide.sources import built

__all__ = ["main"]


def main() -> int:
    """Build the page, and say so in a line; return 0 if it is there."""
    if built():
        return 0
    began = time.monotonic()
    try:
        build()
    except NotBuilt as why:
        print(f"The explorer's own page is not built. {why}", file=sys.stderr)
        return 1
    seconds = time.monotonic() - began
    print(f"The explorer's own page is built, in {seconds:.0f} s.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
