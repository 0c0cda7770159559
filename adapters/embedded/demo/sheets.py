"""Sheet: one narrative of a time sheet, and the codes it is booked under."""

from msgspec import Struct

__all__ = ["Sheet", "sheets"]


class Sheet(Struct, frozen=True, kw_only=True):
    """The task and the activity of a piece of work, and how it is put into words."""

    task: str
    activity: str
    text: str


def sheets(table: str) -> tuple[Sheet, ...]:
    """Read a table: a line with a task code alone heads the narratives under it."""
    found, task = [], ""
    for line in table.splitlines():
        code, _, text = line.partition(" ")
        if text:
            found.append(Sheet(task=task, activity=code, text=text))
        else:
            task = code
    return tuple(found)
