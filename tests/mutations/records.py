"""Records that tests of mutations make through the schema, and what they ask of a refusal."""

from typing import Any

from tests.world import CLIENT, MATTER, OWNER, World

SEED_ENTRY = "tim_c812e0"
PARALEGAL = "u_pp_1a92b7"
ASSOCIATE = "u_pp_dac3da"
GONE = "u_pp_23514f"
WITHOUT_RATE = "u_pp_5e9697"

ACCOUNT, LEDGER = "tra_21ff67", "trl_e33c50"
TRUSTEE = "u_pp_2d7da1"

Refusals = list[tuple[str, list[str]]]


async def new_client(world: World, **said: Any) -> str:
    """Add a contact and return its id."""
    answer = await world.change(
        "createContact", "contact { id }", **{"type": "ORGANIZATION", "name": "Testwell", **said}
    )
    assert answer["userErrors"] == []
    return answer["contact"]["id"]


async def new_matter(world: World, **said: Any) -> str:
    """Open a matter and return its id; the seed's client unless another is given."""
    answer = await world.change(
        "createMatter", "matter { id }", **{"title": "Test", "clientId": CLIENT, **said}
    )
    assert answer["userErrors"] == []
    return answer["matter"]["id"]


async def new_entry(world: World, **said: Any) -> str:
    """Log an hour and return its id; the seed's matter and owner unless others are given."""
    hour = {"matterId": MATTER, "userId": OWNER, "date": "2026-02-18", "hours": "1"}
    answer = await world.change(
        "logTime", "timeEntry { id }", **{**hour, "description": "Work", **said}
    )
    assert answer["userErrors"] == []
    return answer["timeEntry"]["id"]


async def new_expense(world: World, **said: Any) -> str:
    """Log an expense and return its id; on the seed's matter unless another is given."""
    fee = {"matterId": MATTER, "date": "2026-02-18", "description": "Fee", "amount": "120"}
    answer = await world.change("logExpense", "expense { id }", **{**fee, **said})
    assert answer["userErrors"] == []
    return answer["expense"]["id"]


async def new_invoice(world: World, **said: Any) -> str:
    """Draft an invoice and return its id; of the seed's entry unless others are given."""
    draft = {"matterId": MATTER, "issueDate": "2026-02-20", "timeEntryIds": [SEED_ENTRY]}
    answer = await world.change("generateInvoice", "invoice { id }", **{**draft, **said})
    assert answer["userErrors"] == []
    return answer["invoice"]["id"]


async def done(world: World, mutation: str, selection: str, **input: Any) -> dict[str, Any]:
    """Make a change that is not refused, and return its payload without the errors."""
    answer: dict[str, Any] = await world.change(mutation, selection, **input)
    assert answer.pop("userErrors") == []
    return answer


async def approved(world: World, **said: Any) -> str:
    """Draft an invoice, approve it and return its id; of the seed's entry, 1066.50, unless said."""
    id = await new_invoice(world, **said)
    await done(world, "approveInvoice", "invoice { id }", invoiceId=id)
    return id


async def paid(world: World, invoice: str, amount: str, **said: Any) -> str:
    """Pay an invoice by check, and return the payment's id."""
    check = {"date": "2026-02-20", "method": "CHECK", "idempotencyKey": f"pay {amount}"}
    input = {"invoiceId": invoice, "amount": amount, **check, **said}
    return (await done(world, "recordPayment", "payment { id }", **input))["payment"]["id"]


async def deposited(world: World, amount: str = "1000", **said: Any) -> dict[str, Any]:
    """Deposit a client's money; return the entry's id and its ledger's."""
    check = {
        "idempotencyKey": f"deposit {amount}",
        "trustAccountId": ACCOUNT,
        "clientId": CLIENT,
        "matterId": MATTER,
        "date": "2026-02-20",
        "method": "CHECK",
        "payer": "Acme Holdings LLC",
    }
    answer = await done(
        world,
        "depositTrust",
        "transaction { id } ledger { id }",
        **{"amount": amount, **check, **said},
    )
    return {name: record["id"] for name, record in answer.items()}


async def balance(world: World, ledger: str) -> dict[str, str]:
    """Return a ledger's five figures."""
    data = await world.ask(
        """query ($reps: [_Any!]!) { _entities(representations: $reps) { ... on TrustLedger {
            balance { posted { amount } cleared { amount } held { amount } requested { amount }
                available { amount } } } } }""",
        reps=[{"__typename": "TrustLedger", "id": ledger}],
    )
    return {name: money["amount"] for name, money in data["_entities"][0]["balance"].items()}


async def refused(world: World, mutation: str, record: str, **input: Any) -> Refusals:
    """Return each refusal's code and field, once sure that nothing was written or answered."""
    selection = f"{record} {{ id }}" if record else ""
    errors = await refusals(world, mutation, selection, **input)
    return [(error["code"], error["field"]) for error in errors]


async def refusals(
    world: World, mutation: str, selection: str, **input: Any
) -> list[dict[str, Any]]:
    """Return the refusals whole, once sure that nothing was written or answered."""
    before = world.everything()
    answer = await world.change(mutation, selection, **input)
    assert world.everything() == before
    errors = answer.pop("userErrors")
    assert set(answer.values()) <= {None}
    assert errors
    return errors
