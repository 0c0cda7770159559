"""Scopes: whom and what a rate is for, checked, and the currency that it is in."""

from typing import Any

from msgspec import Struct

from adapters.embedded.database import Database
from adapters.embedded.work import Bench
from adapters.port import CurrencyMismatch, InvalidInput, NewRate, NotFound, RateSource, Refusal

__all__ = ["Scope", "Scopes"]

_ROLES = ("partner", "associate", "paralegal", "billing", "trustee", "intake", "auditor", "admin")


class Scope(Struct, frozen=True, kw_only=True):
    """One scope has one rate on any day."""

    source: RateSource
    matter_id: str | None
    client_id: str | None
    user_id: str | None
    role: str | None
    currency: str

    def columns(self) -> dict[str, Any]:
        """Return the scope as it lies in a row."""
        return {
            "source": self.source.value,
            "matter_id": self.matter_id,
            "client_id": self.client_id,
            "user_id": self.user_id,
            "role": self.role,
            "currency": self.currency,
        }


class Scopes:
    """Reads the scope off a draft, or notes what keeps it from being one."""

    def __init__(self, db: Database, bench: Bench) -> None:
        self._db = db
        self._bench = bench

    def of(self, draft: NewRate, problems: list[Refusal]) -> Scope | None:
        before = len(problems)
        source = _source(draft, problems)
        currency = self._currency(draft, problems)
        if draft.user_id and not self._db.read("select 1 from users where id = ?", [draft.user_id]):
            problems.append(NotFound(field=("userId",), noun="user", id=draft.user_id))
        if draft.role is not None and draft.role not in _ROLES:
            rule = f"A role is one of {', '.join(_ROLES)}."
            problems.append(InvalidInput(field=("role",), rule=rule))
        if len(problems) > before or currency is None:
            return None
        return Scope(
            source=source,
            matter_id=draft.matter_id,
            client_id=draft.client_id,
            user_id=draft.user_id,
            role=draft.role,
            currency=currency,
        )

    def _currency(self, draft: NewRate, problems: list[Refusal]) -> str | None:
        """Return the matter's currency, or else the one given, the client's or the firm's."""
        given = draft.currency_code
        if draft.matter_id is not None:
            matter = self._bench.matter(draft.matter_id, problems)
            if matter and given not in (None, matter.currency):
                problems.append(
                    CurrencyMismatch(
                        field=("currencyCode",), expected=matter.currency, given=str(given)
                    )
                )
            return matter.currency if matter else None
        ((own,),) = self._db.read("select currency from firm")
        if draft.client_id is not None:
            rows = self._db.read(
                "select billing_preferences ->> 'currency_code' from contacts where id = ?",
                [draft.client_id],
            )
            if not rows:
                problems.append(NotFound(field=("clientId",), noun="contact", id=draft.client_id))
                return None
            own = rows[0][0] or own
        return given or str(own)


def _source(draft: NewRate, problems: list[Refusal]) -> RateSource:
    """Return the rule that a draft is for, and note it where it names too many things at once."""
    if draft.client_id and (draft.matter_id or draft.user_id or draft.role):
        rule = "A client's rate is for everyone and all their matters."
        problems.append(InvalidInput(field=("clientId",), rule=rule))
    if draft.role is not None and (draft.user_id or not draft.matter_id):
        rule = "A role has a rate on one matter, for everyone in that role."
        problems.append(InvalidInput(field=("role",), rule=rule))
    if draft.matter_id:
        if draft.user_id:
            return RateSource.MATTER_USER
        return RateSource.MATTER_ROLE if draft.role else RateSource.MATTER
    if draft.client_id:
        return RateSource.CLIENT
    return RateSource.USER if draft.user_id else RateSource.FIRM
