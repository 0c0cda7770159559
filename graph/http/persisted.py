"""Documents that are known by an id: trusted ones, of a manifest, and those that callers left."""

from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from graph.http.answers import Refusal, Unexecuted, error, errors
from graph.http.asking import Asked

__all__ = ["Found", "Persisted", "not_found"]

_MOST = 1000
_MOST_CHARACTERS = 4_000_000
_LONGEST = 100_000


class Found(NamedTuple):
    """A document's text; ``hash`` if the caller wants it kept under that once it has been run."""

    document: str
    hash: str | None = None


class Persisted:
    """Finds the documents that requests name. With ``trusted_only``, no others are run.

    What callers leave (automatic persisted queries, as Apollo's clients do it) is bounded in number
    and size, goes in the order in which it was last asked for, and is never trusted for it.
    """

    def __init__(self, trusted: Mapping[str, str], *, trusted_only: bool = False) -> None:
        self._trusted = dict(trusted)
        self._texts = frozenset(trusted.values())
        self._only = trusted_only
        self._left: OrderedDict[str, str] = OrderedDict()
        self._characters = 0

    def __len__(self) -> int:
        """Return how many documents callers left."""
        return len(self._left)

    def find(self, asked: Asked) -> Found:
        """Return the document that is asked for, however it is named.

        Raises ``Unexecuted`` for a hash that nobody left a document for, and ``Refusal``.
        """
        id, document = _hash(asked.extensions), asked.document
        if document is None:
            known = self._named(asked.document_id or id or "")
            if known is None:
                raise not_found()
            self._check(known)
            return Found(known)
        if asked.document_id is not None:
            raise Refusal(400, "BAD_REQUEST", "Send query or documentId, and not both.")
        if id is not None and sha256(document.encode()).hexdigest() != id:
            message = "The sha256Hash is not that of the query that came with it."
            raise Refusal(400, "PERSISTED_QUERY_MISMATCH", message)
        self._check(document)
        return Found(document, id)

    def trusts(self, document: str) -> bool:
        """Whether a document may be run here."""
        return not self._only or document in self._texts

    def keep(self, found: Found) -> None:
        """Keep what a caller left, for whoever may be let in and asks for its hash."""
        id, document = found.hash, found.document
        if id is None or id in self._left or len(document) > _LONGEST or document in self._texts:
            return
        self._left[id] = document
        self._characters += len(document)
        while len(self._left) > _MOST or self._characters > _MOST_CHARACTERS:
            self._characters -= len(self._left.popitem(last=False)[1])

    def _named(self, id: str) -> str | None:
        bare = id.removeprefix("sha256:")
        found = (
            self._trusted.get(id) or self._trusted.get(bare) or self._trusted.get(f"sha256:{bare}")
        )
        if found is None and (found := self._left.get(bare)) is not None:
            self._left.move_to_end(bare)
        return found

    def _check(self, document: str) -> None:
        if not self.trusts(document):
            message = "Only documents of a list that is kept here are run; this is none of them."
            raise Refusal(403, "DOCUMENT_NOT_TRUSTED", message)


def not_found() -> Unexecuted:
    """Return what clients wait for in these words, to send the document's text as well."""
    return Unexecuted(errors(error("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")))


def _hash(extensions: Mapping[str, Any] | None) -> str | None:
    """Return the SHA-256 that ``extensions.persistedQuery`` names, in lower case, if there is one."""
    said = (extensions or {}).get("persistedQuery")
    if said is None:
        return None
    if not isinstance(said, dict) or said.get("version") != 1 or said["version"] is True:
        message = "extensions.persistedQuery is an object with version 1 and a sha256Hash."
        raise Refusal(400, "PERSISTED_QUERY_NOT_SUPPORTED", message)
    id = said.get("sha256Hash")
    if not isinstance(id, str) or len(id) != 64 or set(id.lower()) - set("0123456789abcdef"):
        message = "sha256Hash is a SHA-256 in 64 hexadecimal digits."
        raise Refusal(400, "PERSISTED_QUERY_NOT_SUPPORTED", message)
    return id.lower()
