"""What each noun's list may be asked, and how the practice is asked for it."""

from collections.abc import Sequence

from adapters.port import (
    ContactFilter,
    InvoiceFilter,
    InvoiceStatus,
    Listing,
    MatterFilter,
    MatterStatus,
    Order,
    Practice,
    TimeEntryFilter,
    TrustLedger,
    Window,
)
from adapters.sandbox.asked import MOST, Asked
from adapters.sandbox.lists import Found, all_of, by_ids, found, front, front_of

__all__ = [
    "contacts",
    "expenses",
    "invoices",
    "matters",
    "time_entries",
    "trust_accounts",
    "trust_ledgers",
    "trust_transactions",
    "users",
]

_WHOLE = Window(limit=MOST)


async def matters(practice: Practice, asked: Asked, statuses: Sequence[MatterStatus]) -> Found:
    """Find matters, by number."""
    filter = MatterFilter(
        status=asked.values("status", MatterStatus, statuses) if asked.gives("status") else None,
        client_id=asked.text("clientId"),
        responsible_attorney_id=asked.text("responsibleAttorneyId"),
        updated_from=asked.instant("updatedFrom"),
        updated_to=asked.instant("updatedTo"),
        search=asked.text("search"),
    )
    number, external_id = asked.text("number"), asked.text("externalId")
    named = all_of(
        await by_ids(asked, practice.matters.by_id),
        None if number is None else await practice.matters.by_number([number]),
        None if external_id is None else await practice.matters.by_external_id([external_id]),
    )
    return await found(
        asked,
        front(practice.matters.page, practice.matters.count, filter, "number"),
        named,
        narrowed=filter != MatterFilter(),
    )


async def contacts(practice: Practice, asked: Asked) -> Found:
    """Find contacts, by name."""
    filter = ContactFilter(
        search=asked.text("search"),
        updated_from=asked.instant("updatedFrom"),
        updated_to=asked.instant("updatedTo"),
    )
    external_id = asked.text("externalId")
    named = all_of(
        await by_ids(asked, practice.contacts.by_id),
        None if external_id is None else await practice.contacts.by_external_id([external_id]),
    )
    return await found(
        asked,
        front(practice.contacts.page, practice.contacts.count, filter, "name"),
        named,
        narrowed=filter != ContactFilter(),
    )


async def time_entries(practice: Practice, asked: Asked) -> Found:
    """Find time entries, the oldest first."""
    entries = practice.time_entries
    filter = TimeEntryFilter(
        matter_id=asked.text("matterId"),
        user_id=asked.text("userId"),
        date_from=asked.day("dateFrom"),
        date_to=asked.day("dateTo"),
    )
    matter_ids = asked.many("matterIds")
    if matter_ids is None:
        whole = front(entries.page, entries.count, filter, "date")
    else:
        whole = front_of(matter_ids, entries.of_matters, entries.count_of_matters, filter, "date")
    named = await by_ids(asked, entries.by_id)
    narrowed = matter_ids is not None or filter != TimeEntryFilter()
    return await found(asked, whole, named, narrowed=narrowed)


async def expenses(practice: Practice, asked: Asked) -> Found:
    """Find expenses, the oldest first; the practice lists them by matter only."""
    of = practice.expenses
    matter_ids = asked.many("matterIds")
    parents = await _every_matter(practice) if matter_ids is None else matter_ids
    return await found(
        asked,
        front_of(parents, of.of_matters, of.count_of_matters, None, "date"),
        await by_ids(asked, of.by_id),
        narrowed=matter_ids is not None,
    )


async def invoices(practice: Practice, asked: Asked) -> Found:
    """Find invoices, the oldest first."""
    of = practice.invoices
    filter = InvoiceFilter(
        status=asked.values("status", InvoiceStatus, tuple(InvoiceStatus))
        if asked.gives("status")
        else None
    )
    fronts = [
        front_of(ids, pages, counts, filter, "issue_date")
        for ids, pages, counts in (
            (asked.many("matterIds"), of.of_matters, of.count_of_matters),
            (asked.many("clientIds"), of.of_clients, of.count_of_clients),
        )
        if ids is not None
    ]
    named = await by_ids(asked, of.by_id)
    if len(fronts) == 2:
        # Of the matters and of the clients: the fewer are named, the others narrow them.
        named = all_of(named, (await fronts[0](MOST)).items)
    whole = fronts[-1] if fronts else front(of.page, of.count, filter, "issue_date")
    narrowed = bool(fronts) or filter != InvoiceFilter()
    return await found(asked, whole, named, narrowed=narrowed)


async def users(practice: Practice, asked: Asked) -> Found:
    """Find the firm's people, by name."""

    async def whole(limit: int) -> Found:
        listing = Listing(filter=None, order=Order("name"), window=Window(limit=limit))
        return Found((await practice.users.page(listing)).items, await practice.users.count())

    return await found(asked, whole, await by_ids(asked, practice.users.by_id), narrowed=False)


async def trust_accounts(practice: Practice, asked: Asked) -> Found:
    """Find trust accounts, by name; of matters or ledgers, those that keep their money."""
    listing = Listing(filter=None, order=Order("name"), window=_WHOLE)
    accounts = (await practice.trust.accounts(listing)).items
    if asked.gives("matterIds", "ledgerIds"):
        keepers = {ledger.account_id for ledger in await _ledgers(practice, asked)}
        accounts = [account for account in accounts if account.id in keepers]

    async def whole(limit: int) -> Found:
        return Found(accounts[:limit], len(accounts))

    named = await by_ids(asked, practice.trust.accounts_by_id)
    return await found(asked, whole, named, narrowed=asked.gives("matterIds", "ledgerIds"))


async def trust_ledgers(practice: Practice, asked: Asked) -> Found:
    """Find ledgers, by id."""
    ledgers = await _ledgers(practice, asked)

    async def whole(limit: int) -> Found:
        return Found(ledgers[:limit], len(ledgers))

    named = await by_ids(asked, practice.trust.ledgers_by_id)
    return await found(asked, whole, named, narrowed=asked.gives("matterIds", "ledgerIds"))


async def trust_transactions(practice: Practice, asked: Asked) -> Found:
    """Find entries of the journal, in its order."""
    of = practice.trust
    ledger_ids = [ledger.id for ledger in await _ledgers(practice, asked)]
    return await found(
        asked,
        front_of(
            ledger_ids,
            of.transactions_of_ledgers,
            of.count_transactions_of_ledgers,
            None,
            "sequence",
        ),
        await by_ids(asked, of.transactions_by_id),
        narrowed=asked.gives("matterIds", "ledgerIds"),
    )


async def _ledgers(practice: Practice, asked: Asked) -> list[TrustLedger]:
    """Return the ledgers that were named, by id, or of the matters named: else all."""
    accounts = await practice.trust.accounts(
        Listing(filter=None, order=Order("name"), window=_WHOLE)
    )
    pages = await practice.trust.ledgers_of_accounts(
        [account.id for account in accounts.items],
        Listing(filter=None, order=Order("id"), window=_WHOLE),
    )
    ledgers = sorted((it for page in pages.values() for it in page.items), key=lambda it: it.id)
    matter_ids, ledger_ids = asked.many("matterIds"), asked.many("ledgerIds")
    return [
        ledger
        for ledger in ledgers
        if (matter_ids is None or ledger.matter_id in matter_ids)
        and (ledger_ids is None or ledger.id in ledger_ids)
    ]


async def _every_matter(practice: Practice) -> list[str]:
    listing = Listing(filter=MatterFilter(), order=Order("number"), window=_WHOLE)
    return [matter.id for matter in (await practice.matters.page(listing)).items]
