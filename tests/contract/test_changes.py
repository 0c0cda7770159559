"""Changes: what is changed through a practice is told at once, whichever practice it is."""

from adapters.port import Change, Changing, InvoiceStepKind, MatterChange, NewStep
from tests.contract.conftest import Pair
from tests.world import MATTER, OWNER


async def test_a_matters_change_is_told(pair: Pair) -> None:
    one, every = (pair.practice.changes.watch(Changing.MATTER, id) for id in (MATTER, None))
    other = pair.practice.changes.watch(Changing.MATTER, "mat_other")
    await pair.practice.matters.update(MatterChange(id=MATTER, title="Acme v. Initech"))
    for watch in (one, every):
        assert await anext(watch) == Change(noun=Changing.MATTER, id=MATTER)
        await watch.aclose()
    await other.aclose()


async def test_an_invoices_step_is_told(pair: Pair) -> None:
    drafts = [
        it[0]
        for it in pair.expected._db.read(
            "select id from invoices where status = 'draft' order by id"
        )
    ]
    watch = pair.practice.changes.watch(Changing.INVOICE)
    step = NewStep(invoice_id=drafts[0], kind=InvoiceStepKind.SUBMITTED, by_id=OWNER)
    await pair.practice.receivables.step(step, None)
    assert await anext(watch) == Change(noun=Changing.INVOICE, id=drafts[0])
    await watch.aclose()
