"""``panther trust``: clients' money proved from the shell, for whoever keeps the books."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, TypeVar

import typer

from adapters.port import (
    Listing,
    Money,
    Order,
    Reconciliation,
    ReconciliationItem,
    ReconciliationStatus,
    Refused,
    Statement,
    TrustAccount,
    Window,
)
from graph.commands.console import fail, settings
from graph.compose.door import Door, open_doors
from graph.compose.unusable import Unusable

__all__ = ["cli"]

Done = TypeVar("Done")

cli = typer.Typer(no_args_is_help=True, help="Clients' money, proved.")

_ACCOUNTS = Listing(filter=None, order=Order("name"), window=Window(limit=1000))
_WORDS = {
    ReconciliationStatus.BALANCED: "BALANCED: the three numbers agree to the cent.",
    ReconciliationStatus.UNBALANCED: "UNBALANCED: the three numbers should be one.",
    ReconciliationStatus.INCOMPLETE: "INCOMPLETE: give --statement-balance to prove it.",
}


@cli.command()
def reconcile(
    account: Annotated[str, typer.Option(help="The trust account, by its id or its name.")],
    as_of: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="The day the statement ends with.")
    ],
    statement_balance: Annotated[
        str | None, typer.Option(help="What the bank's statement says, as 1066.50.")
    ] = None,
    outstanding: Annotated[
        list[str] | None, typer.Option(help="A payment the bank has not seen; may be repeated.")
    ] = None,
    in_transit: Annotated[
        list[str] | None, typer.Option(help="A deposit it has not credited; may be repeated.")
    ] = None,
    close: Annotated[
        bool, typer.Option("--close", help="If it balances, let nothing be dated up to that day.")
    ] = False,
) -> None:
    """Hold statement, journal and ledgers against each other, and keep the result.

    Ends with 0 only if they balance.
    """
    balance = None if statement_balance is None else _amount(statement_balance)

    async def work(door: Door) -> tuple[TrustAccount, Reconciliation]:
        found = await _named(door, account)
        viewer = door.viewer(None)
        statement = Statement(
            account_id=found.id,
            as_of=as_of.date(),
            balance=balance,
            outstanding_ids=tuple(outstanding or ()),
            in_transit_ids=tuple(in_transit or ()),
            close_period=close,
            recorded_by_id=viewer.user_id if viewer else None,
        )
        return found, await door.practice.books.reconcile(statement, None)

    found, made = _done(work)
    typer.echo(_report(found, made, asked_to_close=close))
    if made.status is not ReconciliationStatus.BALANCED:
        raise SystemExit(1)


@cli.command()
def verify() -> None:
    """Go through the whole trust journal by its hashes. Ends with 0 only if it is sound."""
    proof = _done(lambda door: door.practice.books.verify())
    gone = f"{proof.entries} entries and {proof.clearings} clearings"
    if not proof.sound:
        for problem in proof.problems:
            typer.echo(problem, err=True)
        fail(f"The trust journal is not as it was written: {gone} were gone through.")
    typer.echo(f"The trust journal is sound: {gone} are as they were written.")
    if proof.last_hash:
        typer.echo(f"Its last hash, to be kept elsewhere: {proof.last_hash}")


def _done(work: Callable[[Door], Awaitable[Done]]) -> Done:
    """Do something with the practice that the settings name, and close it again."""

    async def run() -> Done:
        doors = await open_doors(settings())
        try:
            return await work(doors.default)
        finally:
            await doors.close()

    try:
        return asyncio.run(run())
    except Unusable as error:
        fail(str(error))
    except Refused as refused:
        fail("\n".join(refusal.message for refusal in refused.refusals))


async def _named(door: Door, name: str) -> TrustAccount:
    """Return the account with this id or name."""
    accounts = (await door.practice.trust.accounts(_ACCOUNTS)).items
    found = [it for it in accounts if name.casefold() in (it.id, it.name.casefold())]
    if len(found) != 1:
        known = "; ".join(f"{it.id} {it.name}" for it in accounts) or "none"
        which = "are several trust accounts" if found else "is no trust account"
        fail(f"There {which} {name!r}. Give the id of one of these: {known}.")
    return found[0]


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text.replace(",", ""))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or abs(amount.adjusted()) > 20:
        fail(f"--statement-balance is an amount as 1066.50, not {text!r}.")
    return amount


def _report(account: TrustAccount, made: Reconciliation, *, asked_to_close: bool) -> str:
    """Write the proof as a bookkeeper reads it: the bank's figure down to what must be one."""
    figures: list[tuple[str, Money | None]] = [
        ("The bank's statement says", made.statement_balance),
        (f"+ deposits in transit ({len(made.in_transit)})", made.deposits_in_transit),
        (f"- payments outstanding ({len(made.outstanding)})", made.outstanding_payments),
        ("1. Statement, adjusted", made.adjusted_balance),
        ("2. Journal", made.journal_balance),
        (f"3. All ledgers ({len(made.ledgers)})", made.ledger_total),
        ("Difference, 1 - 2", made.difference),
    ]
    wide = max(len(_said(money)) for _, money in figures)
    lines = [f"  {words:<32}{_said(money):>{wide}}" for words, money in figures]
    lines[3:3] = [_item(it) for it in made.outstanding]
    lines[2:2] = [_item(it) for it in made.in_transit]
    return "\n".join(
        [
            f"{account.name} ({account.id}), as of {made.as_of}, in {account.currency_code}",
            "",
            *lines,
            "",
            _WORDS[made.status],
            *_below(made),
            f"It is kept as {made.id}{_closed(made.as_of, made, asked_to_close)}.",
        ]
    )


def _said(money: Money | None) -> str:
    return "not given" if money is None else f"{money.amount:,}"


def _item(item: ReconciliationItem) -> str:
    reference = f"  {item.reference}" if item.reference else ""
    return f"      {item.transaction_id}  {item.date}  {_said(item.amount)}{reference}"


def _below(made: Reconciliation) -> list[str]:
    """Name ledgers that are below nothing: however the sums come out, that is not balanced."""
    return [
        f"Ledger {it.ledger_id} is below nothing: {_said(it.balance)}."
        for it in made.ledgers
        if it.balance.amount < 0
    ]


def _closed(day: date, made: Reconciliation, asked: bool) -> str:
    if made.closes_period:
        return f", and nothing is dated up to {day} any more"
    return "; the period stays open" if asked else ""
