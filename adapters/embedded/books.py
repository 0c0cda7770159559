"""Books: policies, requests, evergreens, reconciliations and proofs of the trust accounts."""

from collections.abc import Mapping, Sequence

from msgspec import UNSET

from adapters.embedded.amounts import minor_units
from adapters.embedded.applications import Applications, reach
from adapters.embedded.columns import as_json
from adapters.embedded.database import Database
from adapters.embedded.disbursements import REQUESTS, requested
from adapters.embedded.explanations import explain_invoice, explain_ledger
from adapters.embedded.journal import Journal
from adapters.embedded.keys import Keys
from adapters.embedded.lists import Lists
from adapters.embedded.proof import prove
from adapters.embedded.reconciliations import Reconciliations
from adapters.embedded.trust import ACCOUNTS
from adapters.port import (
    Clock,
    Evergreen,
    EvergreenChange,
    Ids,
    JournalProof,
    NotFound,
    Reconciliation,
    Refusal,
    Refused,
    Statement,
    TrustAccount,
    TrustExplanation,
    TrustPolicy,
    TrustPolicyChange,
    TrustRequested,
    from_minor,
)

__all__ = ["EmbeddedBooks"]

_FEWEST_REQUESTS = 100


class EmbeddedBooks:
    """Keeps :class:`adapters.port.Books`."""

    def __init__(self, db: Database, keys: Keys, clock: Clock, ids: Ids) -> None:
        self._db = db
        self._keys = keys
        self._journal = Journal(db, clock, ids)
        self._applications = Applications(db, self._journal, clock)
        self._reconciliations = Reconciliations(db, clock, ids)
        self._accounts = Lists(db, ACCOUNTS)

    async def reconcile(self, statement: Statement, idempotency_key: str | None) -> Reconciliation:
        with self._db.write():
            return self._keys.once(
                idempotency_key,
                "reconcile trust",
                statement,
                Reconciliation,
                lambda: self._reconciliations.make(statement),
            )

    async def reconciliations(
        self, account_ids: Sequence[str]
    ) -> Mapping[str, Sequence[Reconciliation]]:
        return self._reconciliations.of_accounts(account_ids)

    async def verify(self) -> JournalProof:
        return prove(self._db)

    async def policies(self, account_ids: Sequence[str]) -> Sequence[TrustPolicy]:
        rows = self._db.read(
            "select id, currency, second_approver_above, firm_money_most, "
            "client_money_pays_matters, wires_clear_at_once, cash_clears_at_once "
            "from trust_accounts where id in (select value from json_each(?))",
            [as_json(account_ids)],
        )
        return [
            TrustPolicy(
                account_id=id,
                second_approver_above=None if above is None else from_minor(above, currency),
                firm_money_most=from_minor(most, currency),
                client_money_pays_matters=bool(at_large),
                wires_clear_at_once=bool(wires),
                cash_clears_at_once=bool(cash),
            )
            for id, currency, above, most, at_large, wires, cash in rows
        ]

    async def change_policy(self, change: TrustPolicyChange) -> TrustAccount:
        with self._db.write():
            found = self._accounts.by("t.id", [change.account_id])
            if not found:
                field = ("trustAccountId",)
                raise Refused(NotFound(field=field, noun="trust account", id=change.account_id))
            problems: list[Refusal] = []
            columns: dict[str, object] = {}
            for name, words in (
                ("second_approver_above", "secondApproverAbove"),
                ("firm_money_most", "firmMoneyMost"),
            ):
                given = getattr(change, name)
                if given is None:
                    columns[name] = None
                elif given is not UNSET:
                    currency = found[0].currency_code
                    columns[name] = minor_units(
                        given, currency, None, problems, field=(words,), zero=True
                    )
            for name in (
                "client_money_pays_matters",
                "wires_clear_at_once",
                "cash_clears_at_once",
            ):
                if getattr(change, name) is not UNSET:
                    columns[name] = getattr(change, name)
            if problems:
                raise Refused(*problems)
            if columns:
                self._db.update("trust_accounts", change.account_id, columns)
            return found[0]

    async def requests(self, account_ids: Sequence[str]) -> Mapping[str, Sequence[TrustRequested]]:
        found: dict[str, list[TrustRequested]] = {id: [] for id in account_ids}
        rows = self._db.read(
            REQUESTS + "r.status = 'pending' and l.account_id in (select value from json_each(?)) "
            "order by r.created_at, r.id",
            [as_json(account_ids)],
        )
        for row in rows:
            if len(found[row[-1]]) < _FEWEST_REQUESTS:
                found[row[-1]].append(requested(row))
        return found

    async def requests_by_id(self, ids: Sequence[str]) -> Sequence[TrustRequested]:
        where = "r.id in (select value from json_each(?))"
        return [requested(row) for row in self._db.read(REQUESTS + where, [as_json(ids)])]

    async def explain_invoices(self, invoice_ids: Sequence[str]) -> Sequence[TrustExplanation]:
        explained = []
        for id in dict.fromkeys(invoice_ids):
            if self._db.read("select 1 from invoices where id = ?", [id]):
                bill = self._applications.bill(id)
                ledger = self._applications.own_ledger(bill)
                explained.append(explain_invoice(bill, ledger, reach(bill, ledger)))
        return explained

    async def explain_ledgers(self, ledger_ids: Sequence[str]) -> Sequence[TrustExplanation]:
        found = self._journal.ledgers(
            "l.id in (select value from json_each(?))", [as_json(ledger_ids)]
        )
        return [explain_ledger(ledger) for ledger in found]

    async def evergreens(self, matter_ids: Sequence[str]) -> Sequence[Evergreen]:
        rows = self._db.read(
            "select e.matter_id, m.currency, e.least, e.on_invoices, coalesce((select b.posted "
            "from trust_ledgers l join trust_balances b on b.ledger_id = l.id "
            "where l.matter_id = m.id and l.account_id = m.trust_account_id), 0) "
            "from evergreens e join matters m on m.id = e.matter_id "
            "where e.matter_id in (select value from json_each(?))",
            [as_json(matter_ids)],
        )
        return [
            Evergreen(
                matter_id=id,
                least=from_minor(least, currency),
                on_invoices=bool(on_invoices),
                below=posted < least,
                replenishment=from_minor(max(least - posted, 0), currency),
            )
            for id, currency, least, on_invoices, posted in rows
        ]

    async def change_evergreen(self, change: EvergreenChange) -> None:
        with self._db.write():
            rows = self._db.read("select currency from matters where id = ?", [change.matter_id])
            if not rows:
                missing = NotFound(field=("matterId",), noun="matter", id=change.matter_id)
                raise Refused(missing)
            if change.least is None:
                self._db.run("delete from evergreens where matter_id = ?", [change.matter_id])
                return
            problems: list[Refusal] = []
            least = minor_units(change.least, rows[0][0], None, problems, field=("least",))
            if problems:
                raise Refused(*problems)
            self._db.run(
                "insert into evergreens values (?, ?, ?) on conflict (matter_id) do update "
                "set least = excluded.least, on_invoices = excluded.on_invoices",
                [change.matter_id, least, change.on_invoices],
            )
