"""Whether JSON is as expected, told by one strict decoding; only what is not is looked at closely."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import GenericAlias
from typing import Any, Literal

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from adapters.wire.drift import Expected, Finding, check, kind_of

__all__ = ["Likeness", "exact"]

_MOST_FORMS = 256
_PLAIN: dict[str, Any] = {
    "boolean": bool,
    "integer": int,
    "number": float,
    "null": None,
}
_PAGE = {
    "items": Expected(types=frozenset({"list"})),
    "page": Expected(types=frozenset({"integer"})),
    "pageSize": Expected(types=frozenset({"integer"})),
    "total": Expected(types=frozenset({"integer"})),
}

Form = tuple[Any, ...]


class Likeness:
    """Holds the answers about one noun against what is expected of its items.

    A text that is as expected costs one decoding in C, and nothing is kept of it. Of any other one
    every item is compared; the findings of up to 256 forms (which fields, of which types, with
    which of the known values) are remembered, so that an upstream that has drifted for good is not
    compared field by field for ever.
    """

    def __init__(self, noun: str, expected: Mapping[str, Expected]) -> None:
        self._noun, self._expected = noun, expected
        pages = {**_PAGE, "items": Expected(types=frozenset({"list"}), inside=expected)}
        self._exact_item = msgspec.json.Decoder(exact(expected)).decode
        self._exact_page = msgspec.json.Decoder(exact(pages)).decode
        self._form = _former(expected)
        self._known: dict[Form, tuple[Finding, ...]] = {}

    def of_item(self, text: bytes) -> Iterable[Finding]:
        """Return wherein one object differs; a text that is no JSON differs in nothing we know."""
        if _fits(self._exact_item, text):
            return ()
        return self._differences([_decoded(text)])

    def of_page(self, text: bytes) -> Iterable[Finding]:
        """Return wherein a page differs, and every one of its items."""
        if _fits(self._exact_page, text):
            return ()
        noun, page = f"pages of {self._noun}", _decoded(text)
        if not isinstance(page, dict):
            return () if page is UNSET else (Finding(noun, "", "changed_type", kind_of(page)),)
        items = page.get("items")
        found = self._differences(items if isinstance(items, list) else ())
        return (*check(noun, _PAGE, page), *found)

    def _differences(self, items: Iterable[object]) -> Iterator[Finding]:
        for item in items:
            if isinstance(item, dict):
                yield from self._of(item)
            elif item is not UNSET:
                yield Finding(self._noun, "[]", "changed_type", kind_of(item))

    def _of(self, item: dict[str, Any]) -> tuple[Finding, ...]:
        form = self._form(item)
        found = self._known.get(form)
        if found is None:
            found = check(self._noun, self._expected, item)
            if len(self._known) < _MOST_FORMS:
                self._known[form] = found
        return found


def exact(expected: Mapping[str, Expected]) -> type[Struct]:
    """Make the struct that JSON can be decoded into only if ``check`` finds nothing in it."""
    names = {f"f{number}": name for number, name in enumerate(expected)}
    fields: list[Any] = []
    for field, name in names.items():
        type = _type(expected[name])
        fields.append(
            (field, type) if expected[name].required else (field, type | UnsetType, UNSET)
        )
    return msgspec.defstruct(
        "Exact", fields, rename=names, forbid_unknown_fields=True, kw_only=True, gc=False
    )


def _type(field: Expected) -> Any:
    """Return the type of a field. A number may be written as an integer."""
    told = field.types - {"integer"} if "number" in field.types else field.types
    first, *others = (_of_kind(kind, field) for kind in sorted(told))
    for other in others:
        first = first | other
    return first


def _of_kind(kind: str, field: Expected) -> Any:
    match kind:
        case "string":
            return Literal[tuple(sorted(field.values))] if field.values else str
        case "list":
            return GenericAlias(list, (exact(field.inside) if field.inside else Raw,))
        case "object":
            return exact(field.inside) if field.inside else dict[str, Raw]
        case _:
            return _PLAIN[kind]


def _former(expected: Mapping[str, Expected]) -> Callable[[dict[str, Any]], Form]:
    """Make what tells an item's form: all that ``check`` looks at, and nothing else."""
    valued = [name for name, field in expected.items() if field.values is not None]
    nested = [(name, _former(it.inside)) for name, it in expected.items() if it.inside is not None]

    def form(item: dict[str, Any]) -> Form:
        told: list[Any] = [*item, *map(type, item.values())]
        for name in valued:
            value = item.get(name)
            told.append(value if isinstance(value, str) else None)
        for name, inner in nested:
            value = item.get(name)
            parts = value if isinstance(value, list) else [value]
            told.append(
                tuple(inner(part) if isinstance(part, dict) else type(part) for part in parts)
            )
        return tuple(told)

    return form


def _fits(decode: Callable[[bytes], object], text: bytes) -> bool:
    try:
        decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return False
    return True


def _decoded(text: bytes) -> object:
    """Return what a text says, and UNSET for one that is no JSON."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return UNSET
