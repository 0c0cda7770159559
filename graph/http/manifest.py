"""The manifest of trusted documents: a file that a client's build wrote, read before serving."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from graphql import GraphQLError, parse

from graph.compose.unusable import Unusable

__all__ = ["read_manifest"]


def read_manifest(path: Path | None) -> Mapping[str, str]:
    """Return each document by its id; without a file, none.

    Two forms are known: ``{id: document}``, as GraphQL Code Generator and Relay write it, and
    Apollo's ``{"format": "apollo-persisted-query-manifest", "operations": [{"id", "body"}]}``. An
    id that is written as a SHA-256 must be its document's. Raises ``Unusable``.
    """
    if path is None:
        return {}
    try:
        said = msgspec.json.decode(path.read_bytes())
    except OSError as error:
        raise _unusable(f"{path} can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise _unusable(f"{path} is not JSON: {error}.") from error
    documents = _pairs(said)
    if documents is None:
        raise _unusable(f"{path} is neither an object of documents nor Apollo's manifest.")
    for id, document in documents.items():
        _check(id, document)
    return documents


def _pairs(said: Any) -> dict[str, str] | None:
    if isinstance(said, dict) and isinstance(said.get("operations"), list):
        try:
            said = {it["id"]: it["body"] for it in said["operations"]}
        except (KeyError, TypeError):
            return None
    if not isinstance(said, dict):
        return None
    return said if all(isinstance(it, str) for pair in said.items() for it in pair) else None


def _check(id: str, document: str) -> None:
    try:
        parse(document, no_location=True)
    except GraphQLError as error:
        raise _unusable(f"{id} is no GraphQL document: {error.message}") from error
    said = id.removeprefix("sha256:")
    hexadecimal = len(said) == 64 and not set(said) - set("0123456789abcdef")
    if hexadecimal and said != sha256(document.encode()).hexdigest():
        raise _unusable(f"{id} is not the SHA-256 of its document.")


def _unusable(message: str) -> Unusable:
    return Unusable(f"PANTHER_TRUSTED_DOCUMENTS: {message}")
