"""What is asked: a request's body or query string, read into operations, or why it can't be."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from graph.http.answers import Refusal

__all__ = ["Asked", "asked_by_body", "asked_by_url", "asked_of"]

_PARAMETERS = ("query", "operationName", "variables", "extensions", "documentId")
_MOST_PARAMETERS = 32

# A JSON number that is money never becomes a float.
_decode = msgspec.json.Decoder(float_hook=Decimal).decode


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation, as a caller wrote it: by its text, by the id of a known one, or both."""

    document: str | None
    operation: str | None
    variables: dict[str, Any] | None
    extensions: dict[str, Any] | None
    document_id: str | None


def asked_by_body(body: bytes, most_batched: int) -> Asked | list[Asked]:
    """Read a POST's JSON: one operation, or a list of at most ``most_batched``.

    Raises ``Refusal``, 400, for all that is neither.
    """
    said = _json(body, "The request's body")
    if not isinstance(said, list):
        return asked_of(said, "The request's body")
    if not most_batched:
        message = "The request's body is not a JSON object: operations come one at a time here."
        raise Refusal(400, "BAD_REQUEST", message)
    if not 1 <= len(said) <= most_batched:
        message = f"A list holds from 1 to {most_batched} operations; this has {len(said)}."
        raise Refusal(400, "BAD_REQUEST", message)
    return [asked_of(it, f"The list's item {place}") for place, it in enumerate(said, 1)]


def asked_by_url(query_string: bytes) -> Asked:
    """Read a GET's parameters. Raises ``Refusal``, 400."""
    try:
        pairs = parse_qsl(
            query_string.decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_PARAMETERS,
        )
    except ValueError:
        message = f"The address's query is UTF-8, with at most {_MOST_PARAMETERS} parameters."
        raise Refusal(400, "BAD_REQUEST", message) from None
    said: dict[str, Any] = {}
    for name, value in pairs:
        if name not in _PARAMETERS:
            continue
        if name in said:
            raise Refusal(400, "BAD_REQUEST", f"{name} was sent twice; send it once.")
        said[name] = value
    for name in ("variables", "extensions"):
        if name in said:
            said[name] = _json(said[name].encode(), name) if said[name] else None
    return asked_of(said, "The address's query")


def _json(text: bytes, what: str) -> Any:
    try:
        return _decode(text)
    except (ValueError, ArithmeticError, RecursionError):
        pass
    try:
        text.decode()
    except UnicodeDecodeError:
        raise Refusal(400, "BAD_REQUEST", f"{what} is not UTF-8.") from None
    raise Refusal(400, "BAD_REQUEST", f"{what} is not JSON.")


def asked_of(said: object, what: str) -> Asked:
    """Read one operation; ``what`` says where it comes from. Raises ``Refusal``, 400."""
    if not isinstance(said, dict):
        raise Refusal(400, "BAD_REQUEST", f"{what} is not a JSON object.")
    asked = Asked(
        document=_text(said, "query"),
        operation=_text(said, "operationName") or None,
        variables=_object(said, "variables"),
        extensions=_object(said, "extensions"),
        document_id=_text(said, "documentId"),
    )
    if asked.document is None and asked.document_id is None and not _persisted(asked.extensions):
        raise Refusal(400, "BAD_REQUEST", f"{what} has no query.")
    return asked


def _persisted(extensions: Mapping[str, Any] | None) -> bool:
    return bool(extensions) and "persistedQuery" in (extensions or {})


def _text(said: Mapping[str, Any], name: str) -> str | None:
    value = said.get(name)
    if value is None or isinstance(value, str):
        return value
    raise Refusal(400, "BAD_REQUEST", f"{name} is a string.")


def _object(said: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    value = said.get(name)
    if value is None or isinstance(value, dict):
        return value
    raise Refusal(400, "BAD_REQUEST", f"{name} is a JSON object.")
