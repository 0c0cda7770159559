"""Model: what the rules of trust and invoices say must be, in dicts and whole numbers."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

__all__ = [
    "CAP",
    "LARGEST",
    "LIMIT",
    "PAYABLE",
    "Account",
    "Bill",
    "Entry",
    "Firm",
    "Ledger",
    "Matter",
    "Paid",
    "Request",
    "broken",
]

LARGEST = 10**12
LIMIT = 100_000
CAP = 25_000
PAYABLE = ("approved", "sent", "viewed", "partially_paid")

Key = tuple[str, str | None, str | None]


def broken(minor: int | Decimal, most: int = LARGEST, zero: bool = False) -> set[str]:
    """Return the codes that an amount alone is refused with (TR2)."""
    if minor < 0 or (minor == 0 and not zero):
        return {"AMOUNT_NOT_POSITIVE"}
    if minor > most:
        return {"AMOUNT_TOO_LARGE"}
    return {"SUBUNIT_AMOUNT"} if minor % 1 else set()


@dataclass(eq=False)
class Account:
    """A trust account and what the firm has decided about it (TR5, TR6, TR10, TR13, TR14)."""

    id: str
    currency: str
    limit: int | None
    cap: int
    at_large: bool
    wires: bool
    cash: bool
    closed: date | None = None


@dataclass(eq=False)
class Matter:
    """A matter: whose it is, and which account its own ledger is in."""

    id: str
    client: str
    account: str
    currency: str
    ended: bool = False
    least: int | None = None
    on_invoices: bool = False


@dataclass(eq=False)
class Ledger:
    """One client's money: posted, less what is pending, held and asked for, may be spent."""

    key: Key
    id: str | None = None
    posted: int = 0
    pending: dict[str, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)

    @property
    def account(self) -> str:
        return self.key[0]

    @property
    def client(self) -> str | None:
        return self.key[1]

    @property
    def matter(self) -> str | None:
        return self.key[2]

    @property
    def cleared(self) -> int:
        return self.posted - sum(self.pending.values())

    @property
    def available(self) -> int:
        return self.cleared - sum(self.held.values()) - sum(self.asked.values())

    def short(self, amount: int | Decimal) -> set[str]:
        """Return the code that says why this can't be spent, if it can't (TR3, TR5)."""
        missing = amount - self.available
        if missing <= 0:
            return set()
        return {
            "FUNDS_NOT_CLEARED"
            if missing <= sum(self.pending.values())
            else "INSUFFICIENT_TRUST_FUNDS"
        }


@dataclass(eq=False)
class Entry:
    """A movement; ``other`` is the second entry of a transfer."""

    id: str
    kind: str
    ledger: Ledger
    amount: int
    date: date
    bill: "Bill | None" = None
    other: "Entry | None" = None
    moved: bool = False
    undone: bool = False


@dataclass(eq=False)
class Paid:
    """A payment that came otherwise than from trust."""

    id: str
    amount: int
    surplus: int
    credit: bool
    undone: bool = False


@dataclass(eq=False)
class Bill:
    """An invoice."""

    id: str
    matter: Matter
    billed: int
    status: str = "draft"
    standing: str = "approved"
    hold: int = 0
    trust: int = 0
    paid: int = 0
    credited: int = 0
    written_off: int = 0
    payments: list[Paid] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    disputes: dict[str, int] = field(default_factory=dict)

    @property
    def due(self) -> int:
        return self.billed - self.hold - self.trust - self.paid - self.credited - self.written_off

    @property
    def purse(self) -> tuple[str, str]:
        """Whose credit pays it, and in which currency."""
        return self.matter.client, self.matter.currency

    @property
    def disputed(self) -> int:
        return sum(self.disputes.values())

    @property
    def undisputed(self) -> int:
        return max(self.due - self.disputed, 0)

    @property
    def live(self) -> bool:
        """Whether some payment stands on it."""
        return any(not it.undone for it in [*self.payments, *self.entries])

    @property
    def lowered(self) -> bool:
        """Whether a payment or a credit stands on it; what is void was lowered by that alone."""
        return self.live or (self.status != "void" and self.credited + self.written_off > 0)

    def settle(self) -> None:
        """Say where it stands after money came, went, or was let go."""
        if self.due == 0:
            self.status = "paid"
        elif self.live:
            self.status = "partially_paid"
        else:
            self.status = self.standing


@dataclass(eq=False)
class Request:
    """A large sum that one person asked to pay out (TR13)."""

    id: str
    ledger: Ledger
    amount: int
    date: date
    bill: Bill | None = None
    status: str = "pending"


@dataclass(eq=False)
class Firm:
    """Everything there is; ``before`` is what the journal said before: ledger, day, amount."""

    today: date
    accounts: dict[str, Account] = field(default_factory=dict)
    matters: dict[str, Matter] = field(default_factory=dict)
    ledgers: dict[Key, Ledger] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    bills: dict[str, Bill] = field(default_factory=dict)
    requests: dict[str, Request] = field(default_factory=dict)
    credit: dict[tuple[str, str], int] = field(default_factory=dict)
    settled: list[str] = field(default_factory=list)
    before: list[tuple[str, str, date, int]] = field(default_factory=list)

    def ledger(self, account: str, client: str | None, matter: str | None) -> Ledger:
        key = (account, client, matter)
        return self.ledgers.setdefault(key, Ledger(key))

    def own(self, matter: Matter) -> Ledger | None:
        """Return the ledger that a matter names as its own, once it is open."""
        found = self.ledgers.get((matter.account, matter.client, matter.id))
        return found if found and found.id else None

    def dated(self, account: str, day: date) -> set[str]:
        """Return the codes of a day still to come, or in a period that was closed (TR14)."""
        closed = self.accounts[account].closed
        codes = {"INVALID_INPUT"} if day > self.today + timedelta(days=1) else set()
        return codes | ({"PERIOD_CLOSED"} if closed and day <= closed else set())

    def serves(self, ledger: Ledger, bill: Bill) -> bool:
        """Tell whether this ledger's money is there for this bill (TR6)."""
        account = self.accounts[ledger.account]
        own = ledger.matter == bill.matter.id or (ledger.matter is None and account.at_large)
        mine = ledger.client == bill.matter.client and account.currency == bill.matter.currency
        return mine and own

    def posted(self, entry: Entry) -> Entry:
        self.entries[entry.id] = entry
        entry.ledger.posted += entry.amount
        return entry

    def as_of(self, account: str, day: date) -> tuple[int, bool]:
        """Return what an account held at a day's end, and whether some ledger was below zero."""
        sums: dict[str | None, int] = {}
        for home, ledger, on, amount in self.before:
            if home == account and on <= day:
                sums[ledger] = sums.get(ledger, 0) + amount
        for entry in self.entries.values():
            if entry.ledger.account == account and entry.date <= day:
                sums[entry.ledger.id] = sums.get(entry.ledger.id, 0) + entry.amount
        return sum(sums.values()), any(it < 0 for it in sums.values())
