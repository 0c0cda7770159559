"""Attacks on interest by raw SQL, and what the law lets happen."""

from tests.adapters.embedded.shell import (
    APPROVED,
    VOIDED,
    Attack,
    Deed,
    entry,
    hold,
    insert,
    invoice,
    line,
    matter,
    status,
)

BY_TERMS = "interest is charged once, by the firm's terms, on what is overdue"
LINE = "interest is a line of its own, for what was charged"
STAYS = "a charge of interest stays as it was made"
TRUST = "interest is not paid from trust"


def terms(**changes: str) -> str:
    values = {
        "only": "1",
        "annual_percent": "'36.5'",
        "method": "'simple'",
        "every_days": "10",
        "since": "'2026-01-01'",
        "updated_at": "''",
    }
    return insert("interest_terms", {**values, **changes})


def charge(**changes: str) -> str:
    """Charge ten days' interest on 200.00: a thousandth a day."""
    values = {
        "invoice_id": "'inv_y'",
        "overdue_id": "'inv_x'",
        "begins": "'2026-02-28'",
        "ends": "'2026-03-10'",
        "annual_percent": "'36.5'",
        "method": "'simple'",
        "every_days": "10",
        "amount": "200",
    }
    return insert("interest_charges", {**values, **changes})


def interest_line(**changes: str) -> str:
    values = {
        "invoice_id": "'inv_y'",
        "kind": "'interest'",
        "interest_on_id": "'inv_x'",
        "amount": "200",
        "rate": "200",
    }
    return line(**{**values, **changes})


_BILL, *_APPROVED = APPROVED
OVERDUE = [invoice(due_date="'2026-02-28'"), *_APPROVED]
"""An invoice of 200.00, due on the last of February."""
LATER = {"id": "'inv_y'", "issue_date": "'2026-03-31'", "subtotal": "200", "due": "200"}
DRAFT = [*OVERDUE, terms(), invoice(**LATER)]
CHARGED = [*DRAFT, charge(), interest_line()]
COMPOUND = [*OVERDUE, terms(method="'compound'"), invoice(**LATER)]
FINAL = status("approved", "'inv_y'", ", number = 'X-2'")
GIVE_UP = status("void", "'inv_y'", ", credited = 200, due = 0")
MIXED = [
    *DRAFT[:-1],
    invoice(**{**LATER, "subtotal": "20200", "due": "20200"}),
    charge(),
    interest_line(),
    line(invoice_id="'inv_y'", position="2"),
]
"""A draft of 200.00 of work and 2.00 of interest."""

ATTACKS: list[Attack] = [
    *(
        (f"interest_is_charged_by_terms: {name}", [*prepare, attack], BY_TERMS)
        for name, prepare, attack in (
            ("none are set", [*OVERDUE, invoice(**LATER)], charge()),
            ("other per cent", DRAFT, charge(annual_percent="'36'", amount="1")),
            ("another method", DRAFT, charge(method="'compound'")),
            ("other runs", DRAFT, charge(every_days="5")),
            ("more than it comes to", DRAFT, charge(amount="201")),
            (
                "more than it could come to, compounded",
                COMPOUND,
                charge(method="'compound'", amount="203"),
            ),
            (
                "more than it could come to, compounded long",
                [*COMPOUND[:-1], invoice(**{**LATER, "issue_date": "'2036-03-31'"})],
                charge(method="'compound'", ends="'2030-12-14'", amount="2300000"),
            ),
            ("from before it was due", DRAFT, charge(begins="'2026-02-18'", amount="1")),
            ("from later than it runs", DRAFT, charge(begins="'2026-03-01'", ends="'2026-03-11'")),
            ("part of a run", DRAFT, charge(ends="'2026-03-09'", amount="180")),
            ("beyond its issue", DRAFT, charge(ends="'2026-04-09'", amount="800")),
            (
                "from before the terms",
                [*OVERDUE, terms(since="'2026-03-01'"), invoice(**LATER)],
                charge(),
            ),
            (
                "before it was approved",
                [
                    *DRAFT,
                    (
                        "insert into invoice_steps (sequence, invoice_id, step, at) select "
                        "max(sequence) + 1, 'inv_x', 'approved', '2026-03-01T00:00:00Z' "
                        "from invoice_steps"
                    ),
                ],
                charge(),
            ),
            (
                "twice",
                [*CHARGED, invoice(**{**LATER, "id": "'inv_z'"})],
                charge(invoice_id="'inv_z'"),
            ),
            ("on itself", DRAFT, charge(overdue_id="'inv_y'")),
            ("on no invoice", DRAFT, charge(overdue_id="'inv_none'")),
            ("by no invoice", DRAFT, charge(invoice_id="'inv_none'")),
            (
                "on a draft",
                [invoice(due_date="'2026-02-28'"), line(), terms(), invoice(**LATER)],
                charge(),
            ),
            ("on what is never due", [*APPROVED, terms(), invoice(**LATER)], charge()),
            (
                "on another matter's",
                [*OVERDUE, terms(), matter(), invoice(**LATER, matter_id="'mat_x'")],
                charge(),
            ),
            (
                "by what waits for approval",
                [
                    *CHARGED[:-2],
                    line(invoice_id="'inv_y'", amount="200", rate="200"),
                    status("pending_approval", "'inv_y'"),
                ],
                charge(),
            ),
            (
                "on interest, though it is simple",
                [
                    *DRAFT[:-1],
                    invoice(**LATER, due_date="'2026-03-31'"),
                    charge(),
                    interest_line(),
                    FINAL,
                    invoice(**{**LATER, "id": "'inv_z'", "issue_date": "'2026-05-31'"}),
                ],
                charge(
                    invoice_id="'inv_z'",
                    overdue_id="'inv_y'",
                    begins="'2026-03-31'",
                    ends="'2026-04-10'",
                    amount="2",
                ),
            ),
        )
    ),
    ("interest_is_not_replaced", [*DRAFT, charge(), charge(amount="1")], STAYS),
    *(
        (
            f"interest_stays: {change.split()[0]}",
            [*CHARGED, f"update interest_charges set {change}"],
            STAYS,
        )
        for change in (
            "amount = 1",
            "ends = '2026-03-09'",
            "overdue_id = 'inv_z'",
            "begins = begins",
        )
    ),
    ("interest_is_kept", [*CHARGED, "delete from interest_charges"], STAYS),
    *(
        (f"lines_charge_their_interest: {name}", [*prepare, attack], LINE)
        for name, prepare, attack in (
            ("none was charged", DRAFT, interest_line()),
            ("another amount", [*DRAFT, charge()], interest_line(amount="199")),
            ("on another", [*DRAFT, charge()], interest_line(interest_on_id="'inv_y'")),
            ("twice", CHARGED, interest_line(position="2")),
        )
    ),
    *(
        (
            f"interest_has_its_line: {to}",
            [*DRAFT, charge(), line(invoice_id="'inv_y'", amount="200", rate="200"), step],
            LINE,
        )
        for to, step in (
            ("waiting", status("pending_approval", "'inv_y'")),
            ("approved", FINAL),
        )
    ),
    *(
        (
            f"invoices_with_interest_on_them_stay: {name}",
            [*prepare, VOIDED],
            "an invoice is not voided while another charges interest on it",
        )
        for name, prepare in (("of a draft", CHARGED), ("of a final one", [*CHARGED, FINAL]))
    ),
    *(
        (f"holds_leave_interest_out: {name}", [*prepare, hold(amount, invoice_id="'inv_y'")], TRUST)
        for name, prepare, amount in (("alone", CHARGED, "1"), ("beside work", MIXED, "20001"))
    ),
    *(
        (
            f"applications_leave_interest_out: {name}",
            [*prepare, FINAL, entry(amount, kind="application", invoice_id="'inv_y'")],
            TRUST,
        )
        for name, prepare, amount in (("alone", CHARGED, "-1"), ("beside work", MIXED, "-20001"))
    ),
]

DEEDS: list[Deed] = [
    (
        "interest is charged, approved, and again once that is void",
        [
            *CHARGED,
            GIVE_UP,
            invoice(**{**LATER, "id": "'inv_z'", "subtotal": "600", "due": "600"}),
            charge(invoice_id="'inv_z'", ends="'2026-03-30'", amount="600"),
            interest_line(invoice_id="'inv_z'", amount="600", rate="600"),
            status("approved", "'inv_z'", ", number = 'X-2'"),
        ],
        "select begins, overdue_id from interest_runs where overdue_id = 'inv_x'",
        [("2026-03-30", "inv_x")],
    ),
    (
        "interest is compounded",
        [*COMPOUND, charge(method="'compound'", ends="'2026-03-30'", amount="606")],
        "select amount from interest_charges",
        [(606,)],
    ),
    (
        "an invoice is voided once what charges interest on it is",
        [*CHARGED, GIVE_UP, VOIDED],
        "select status from invoices where id = 'inv_x'",
        [("void",)],
    ),
    (
        "trust money is held for the work beside interest, and pays it",
        [
            *MIXED,
            hold("20000", invoice_id="'inv_y'"),
            "delete from trust_holds where invoice_id = 'inv_y'",
            FINAL,
            entry("-20000", kind="application", invoice_id="'inv_y'"),
        ],
        "select trust_applied, due, status from invoices where id = 'inv_y'",
        [(20000, 200, "partially_paid")],
    ),
    (
        "terms are the firm's to change",
        [terms(), "update interest_terms set annual_percent = '1'", "delete from interest_terms"],
        "select count(*) from interest_terms",
        [(0,)],
    ),
]
