"""Rates: read, set, ended, and a matter's unbilled time priced by them anew."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from adapters.embedded.cells import wholly
from adapters.embedded.columns import by_value, day, instant, moment
from adapters.embedded.database import Database, Row
from adapters.embedded.figures import amount_of_time
from adapters.embedded.keys import Keys
from adapters.embedded.lists import Condition, Lists, Table, one_of
from adapters.embedded.scopes import Scope, Scopes
from adapters.embedded.tariff import Tariff
from adapters.embedded.work import Bench
from adapters.port import (
    Clock,
    Ids,
    InvalidInput,
    Listing,
    NewRate,
    NotFound,
    Page,
    Rate,
    RateFilter,
    RateSource,
    Refusal,
    Refused,
    Repriced,
    from_minor,
)

__all__ = ["EmbeddedRates"]

_DAY = timedelta(days=1)


class _Recalculation(Struct, frozen=True, kw_only=True):
    """What a key of a recalculation stands for."""

    matter_id: str


_RATE_SOURCE = by_value(RateSource)


def _rate(row: Row) -> Rate:
    (
        id, source, matter_id, client_id, user_id, role, rate, currency, valid_from, valid_to,
        created_at,
    ) = row  # fmt: skip
    return Rate(
        id=id,
        source=_RATE_SOURCE(source),
        matter_id=matter_id,
        client_id=client_id,
        user_id=user_id,
        role=role,
        rate=from_minor(rate, currency),
        valid_from=date.fromisoformat(valid_from),
        valid_to=day(valid_to),
        created_at=moment(created_at),
    )


def _where(filter: RateFilter) -> Iterable[Condition]:
    yield from one_of("t.source", filter.source)
    if filter.on:
        on = filter.on.isoformat()
        yield "t.valid_from <= ? and coalesce(t.valid_to, ?) >= ?", [on, on, on]


_TABLE = Table(
    source="rates t",
    reader=wholly(
        "t.id, t.source, t.matter_id, t.client_id, t.user_id, t.role, t.rate, t.currency, "
        "t.valid_from, t.valid_to, t.created_at",
        _rate,
    ),
    sorts={"valid_from": "t.valid_from"},
    where=_where,
)


class EmbeddedRates:
    """Keeps :class:`adapters.port.Rates`."""

    def __init__(self, db: Database, keys: Keys, clock: Clock, ids: Ids) -> None:
        self._db = db
        self._keys = keys
        self._clock = clock
        self._ids = ids
        self._bench = Bench(db, clock)
        self._scopes = Scopes(db, self._bench)
        self._tariff = Tariff(db, self._bench)
        self._lists = Lists(db, _TABLE)

    async def page(self, listing: Listing[RateFilter]) -> Page[Rate]:
        return self._lists.page(listing)

    async def count(self, filter: RateFilter) -> int:
        return self._lists.count(filter)

    async def of_matters(
        self, matter_ids: Sequence[str], listing: Listing[RateFilter]
    ) -> Mapping[str, Page[Rate]]:
        return self._lists.pages_of("t.matter_id", matter_ids, listing)

    async def count_of_matters(
        self, matter_ids: Sequence[str], filter: RateFilter
    ) -> Mapping[str, int]:
        return self._lists.counts_of("t.matter_id", matter_ids, filter)

    async def of_clients(
        self, client_ids: Sequence[str], listing: Listing[RateFilter]
    ) -> Mapping[str, Page[Rate]]:
        return self._lists.pages_of("t.client_id", client_ids, listing)

    async def count_of_clients(
        self, client_ids: Sequence[str], filter: RateFilter
    ) -> Mapping[str, int]:
        return self._lists.counts_of("t.client_id", client_ids, filter)

    async def of_users(
        self, user_ids: Sequence[str], listing: Listing[RateFilter]
    ) -> Mapping[str, Page[Rate]]:
        return self._lists.pages_of("t.user_id", user_ids, listing)

    async def count_of_users(
        self, user_ids: Sequence[str], filter: RateFilter
    ) -> Mapping[str, int]:
        return self._lists.counts_of("t.user_id", user_ids, filter)

    async def set(self, draft: NewRate, idempotency_key: str | None) -> Rate:
        with self._db.write():
            return self._keys.once(
                idempotency_key, "set rate", draft, Rate, lambda: self._set(draft)
            )

    async def end(self, id: str, valid_to: date) -> Rate:
        with self._db.write():
            for known in self._lists.by("t.id", [id]):
                return self._end(known, valid_to)
            raise Refused(NotFound(field=("id",), noun="rate", id=id))

    async def recalculate(self, matter_id: str, idempotency_key: str | None) -> Repriced:
        with self._db.write():
            return self._keys.once(
                idempotency_key,
                "recalculate rates",
                _Recalculation(matter_id=matter_id),
                Repriced,
                lambda: self._recalculate(matter_id),
            )

    def _set(self, draft: NewRate) -> Rate:
        problems: list[Refusal] = []
        scope = self._scopes.of(draft, problems)
        rate = scope and self._bench.minor(draft.rate, scope.currency, ("rate",), problems)
        if draft.valid_to and draft.valid_to < draft.valid_from:
            rule = "A rate counts for a day at least."
            problems.append(InvalidInput(field=("validTo",), rule=rule))
        if problems or scope is None or rate is None:
            raise Refused(*problems)
        now = instant(self._clock.now())
        same = None
        for other in self._meeting(scope, draft.valid_from, draft.valid_to):
            if other.valid_from == draft.valid_from:
                same = other.id
            elif other.valid_from < draft.valid_from and not other.valid_to and not draft.valid_to:
                last = draft.valid_from - _DAY
                self._db.update(
                    "rates", other.id, {"valid_to": last.isoformat(), "updated_at": now}
                )
            else:
                raise Refused(_taken(other, ("validFrom",)))
        columns = {
            "rate": rate,
            "valid_to": draft.valid_to and draft.valid_to.isoformat(),
            "updated_at": now,
        }
        if same:
            self._db.update("rates", same, columns)
        else:
            same = self._ids.new("rat")
            begun = {"valid_from": draft.valid_from.isoformat(), "created_at": now}
            self._db.insert("rates", {"id": same, **scope.columns(), **columns, **begun})
        return self._lists.by("t.id", [same])[0]

    def _end(self, known: Rate, valid_to: date) -> Rate:
        if valid_to < known.valid_from:
            rule = f"This rate counts from {known.valid_from} on, for a day at least."
            raise Refused(InvalidInput(field=("validTo",), rule=rule))
        scope = Scope(
            source=known.source,
            matter_id=known.matter_id,
            client_id=known.client_id,
            user_id=known.user_id,
            role=known.role,
            currency=known.rate.currency_code,
        )
        for other in self._meeting(scope, known.valid_from, valid_to):
            if other.id != known.id:
                raise Refused(_taken(other, ("validTo",)))
        now = instant(self._clock.now())
        self._db.update("rates", known.id, {"valid_to": valid_to.isoformat(), "updated_at": now})
        return self._lists.by("t.id", [known.id])[0]

    def _meeting(self, scope: Scope, first: date, last: date | None) -> list[Rate]:
        """Return the scope's rates that count on some day from the first to the last."""
        columns, read = _TABLE.reader(None)
        rows = self._db.read(
            f"select {columns} from {_TABLE.source} where t.source = :source "
            "and t.currency = :currency and t.matter_id is :matter_id "
            "and t.client_id is :client_id and t.user_id is :user_id and t.role is :role "
            "and t.valid_from <= coalesce(:last, '9999-12-31') "
            "and :first <= coalesce(t.valid_to, '9999-12-31') order by t.valid_from",
            {
                **scope.columns(),
                "first": first.isoformat(),
                "last": last and last.isoformat(),
            },
        )
        return read(rows)

    def _recalculate(self, matter_id: str) -> Repriced:
        problems: list[Refusal] = []
        matter = self._bench.matter(matter_id, problems)
        if matter is None:
            raise Refused(*problems)
        count = delta = 0
        now = instant(self._clock.now())
        for id, user_id, worked, hours, rate, source, amount in self._db.read(
            "select id, user_id, date, hours, rate, rate_source, amount from time_entries "
            "where matter_id = ? and invoice_id is null and rate_source <> 'explicit' order by id",
            [matter_id],
        ):
            price = self._tariff.price(matter_id, matter, user_id, date.fromisoformat(worked))
            if price is None or price == (rate, RateSource(source)):
                continue
            priced = amount_of_time(hours, price[0])
            count += price[0] != rate
            delta += priced - amount
            columns = {"rate": price[0], "rate_source": price[1].value, "amount": priced}
            self._db.update("time_entries", id, {**columns, "updated_at": now})
        return Repriced(matter_id=matter_id, count=count, delta=from_minor(delta, matter.currency))


def _taken(other: Rate, field: tuple[str, ...]) -> InvalidInput:
    until = f"to {other.valid_to}" if other.valid_to else "on"
    rule = f"Rate {other.id} counts from {other.valid_from} {until}; end it first."
    return InvalidInput(field=field, rule=rule)
