"""Tariff: which rule prices an hour of somebody's work on a matter on a day."""

from datetime import date

from adapters.embedded.database import Database
from adapters.embedded.work import Bench, Work
from adapters.port import InvalidInput, NewTimeEntry, RateSource, Refusal, TimeEntry, to_minor

__all__ = ["Tariff"]

# A rate with dates comes before the one without that a matter or a person has beside it; that of a
# person is in the firm's currency, and so counts on matters in that currency only.
_PRICES = """
select r.rate, r.source, 1 as dated from rates r
where r.currency = :currency and r.valid_from <= :day and coalesce(r.valid_to, :day) >= :day
    and ((r.source = 'matter_user' and r.matter_id = :matter and r.user_id = :user)
        or (r.source = 'matter_role' and r.matter_id = :matter
            and r.role = (select role from users where id = :user))
        or (r.source = 'matter' and r.matter_id = :matter)
        or (r.source = 'client' and r.client_id = :client)
        or (r.source = 'user' and r.user_id = :user)
        or r.source = 'firm')
union all
select default_rate, 'matter', 0 from matters where id = :matter and default_rate is not null
union all
select u.rate, 'user', 0 from users u join firm f
where u.id = :user and u.rate is not null and f.currency = :currency
"""
_RANK = {source.value: rank for rank, source in enumerate(RateSource)}


class Tariff:
    """Looks prices up, each by the first rule that has an answer."""

    def __init__(self, db: Database, bench: Bench) -> None:
        self._db = db
        self._bench = bench

    def of(
        self,
        draft: NewTimeEntry,
        known: TimeEntry | None,
        matter: Work,
        problems: list[Refusal],
    ) -> tuple[int, RateSource] | None:
        """Return what an entry's hour costs, and by which rule; none is noted as a problem.

        What is said counts before all. A change of what is known, that neither says a rate nor
        moves the work to another person or day, leaves the rate as it is (IV9).
        """
        if draft.rate is not None:
            said = self._bench.minor(draft.rate, matter.currency, ("rate",), problems)
            return None if said is None else (said, RateSource.EXPLICIT)
        if known and known.rate and known.rate_source:
            moved = (draft.user_id, draft.date) != (known.user_id, known.date)
            if known.rate_source is RateSource.EXPLICIT or not moved:
                return to_minor(known.rate.amount, matter.currency), known.rate_source
        found = self.price(draft.matter_id, matter, draft.user_id, draft.date)
        # Who or what is not there has no rate either, and that was said before.
        if found is None and not problems:
            rule = (
                "No rate is kept for this person, matter, client or firm, so this time needs one."
            )
            problems.append(InvalidInput(field=("rate",), rule=rule))
        return found

    def price(
        self, matter_id: str, matter: Work, user_id: str, day: date
    ) -> tuple[int, RateSource] | None:
        """Return what an hour costs in the matter's minor units, and by which rule; none if none.

        The order: the matter's rate for this user, for their role, for everyone; the client's; the
        user's own; the firm's.
        """
        found = self._db.read(
            _PRICES,
            {
                "matter": matter_id,
                "client": matter.client_id,
                "user": user_id,
                "day": day.isoformat(),
                "currency": matter.currency,
            },
        )
        if not found:
            return None
        rate, source, _ = min(found, key=lambda row: (_RANK[row[1]], -row[2]))
        return rate, RateSource(source)
