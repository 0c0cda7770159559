"""Parts: an answer that comes in several, for the clients that can put them together.

The form is that of graphql-core 3.3, of which each item names the part it belongs to; its path and
label stand beside it, as the form before had it (deferSpec=20220824).
"""

from typing import Any

from graphql.execution import (
    InitialIncrementalExecutionResult,
    SubsequentIncrementalExecutionResult,
)
from strawberry.http import process_result

__all__ = ["Parts"]


class Parts:
    """One answer's parts, in their order."""

    def __init__(self) -> None:
        self._pending: dict[str, Any] = {}

    def shown(self, part: Any) -> dict[str, Any]:
        """Return a part as it is sent; an answer that comes whole, as it is."""
        if not isinstance(
            part, InitialIncrementalExecutionResult | SubsequentIncrementalExecutionResult
        ):
            return {**process_result(part)}
        said: dict[str, Any] = {**part.formatted}
        if not said.get("extensions"):
            said.pop("extensions", None)
        for pending in said.get("pending", ()):
            self._pending[pending["id"]] = pending
        for item in said.get("incremental", ()):
            pending = self._pending[item["id"]]
            item["path"] = [*pending["path"], *item.get("subPath", ())]
            if "label" in pending:
                item["label"] = pending["label"]
        return said
