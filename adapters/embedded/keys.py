"""Idempotency keys, kept in the same transaction as the work they stand for."""

from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

import msgspec

from adapters.embedded.columns import instant
from adapters.embedded.database import Database
from adapters.port import Clock, IdempotencyMismatch, Refused

__all__ = ["Keys"]

Answer = TypeVar("Answer")


class Keys:
    """Does a piece of work once for each key, and gives the same answer ever after."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    def once(
        self,
        key: str | None,
        operation: str,
        draft: msgspec.Struct,
        answer_type: type[Answer],
        work: Callable[[], Answer],
    ) -> Answer:
        """Do the work, or repeat the answer given to this key before; inside a write only.

        Work that refuses leaves the key unused. Raises ``Refused`` with ``IdempotencyMismatch``
        if the key stands for another operation or another draft.
        """
        if key is None:
            return work()
        fingerprint = sha256(msgspec.json.encode(draft)).digest()
        known = self._db.read(
            "select operation, fingerprint, answer from idempotency_keys where key = ?", [key]
        )
        if known:
            if known[0][:2] != (operation, fingerprint):
                raise Refused(IdempotencyMismatch(field=("idempotencyKey",), key=key))
            return msgspec.json.decode(known[0][2], type=answer_type)
        answer = work()
        self._db.insert(
            "idempotency_keys",
            {
                "key": key,
                "operation": operation,
                "fingerprint": fingerprint,
                "answer": msgspec.json.encode(answer),
                "created_at": instant(self._clock.now()),
            },
        )
        return answer
