"""Attacks on rates, taxes, flat and contingent fees by raw SQL, and what the law lets happen."""

from tests.adapters.embedded.shell import (
    ACME,
    CLIENT,
    JANE,
    VOIDED,
    Attack,
    Deed,
    cost_line,
    expense,
    insert,
    invoice,
    line,
    matter,
    status,
)

OTHER_MATTER = f"(select id from matters where id <> {ACME} order by id limit 1)"
IDS = "a rate's id is its own"
OVERLAP = "one scope has one rate on any day"
WHOSE = "a rate stays whose it is"
STATEMENT = "a closing statement stays as it was written"
PENDING = status("pending_approval")


def rate(**changes: str) -> str:
    values = {
        "id": "'rat_x'",
        "source": "'matter'",
        "matter_id": ACME,
        "rate": "100",
        "currency": "'USD'",
        "valid_from": "'2026-01-01'",
        "created_at": "''",
        "updated_at": "''",
    }
    return insert("rates", {**values, **changes})


def statement(**changes: str) -> str:
    values = {
        "invoice_id": "'inv_x'",
        "recovery": "40000",
        "basis": "'gross'",
        "costs": "0",
        "percent": "'50'",
        "fee": "20000",
    }
    return insert("closing_statements", {**values, **changes})


def taxes(*amounts: str, name: str = "VAT", rate: str = "10", key: str = "amount") -> str:
    """Write taxes of these amounts as JSON in SQL: a line's, or with another key an invoice's."""
    each = (
        f"json_object('name', '{name}', 'rate', '{rate}', 'compound', json('false'), "
        f"'{key}', {amount})"
        for amount in amounts
    )
    return f"json_array({', '.join(each)})"


def flat_line(amount: str = "20000", **changes: str) -> str:
    return line(kind="'flat_fee'", amount=amount, **changes)


def fee_line(**changes: str) -> str:
    return line(kind="'contingency_fee'", **changes)


TAXED = {"tax": "1", "taxable": "1", "taxes": taxes("1")}
SHARE_DRAFT = [
    matter(billing_type="'contingency'", contingency_percent="'50'"),
    invoice(matter_id="'mat_x'"),
]
"""A draft of a matter with half of what is recovered."""
FLAT_DRAFT = [
    matter(billing_type="'flat_fee'", flat_amount="30000"),
    invoice(matter_id="'mat_x'"),
]
"""A draft of a matter for 300.00 flat."""
NEXT_DRAFT = invoice(id="'inv_y'", matter_id="'mat_x'")
OF_THE_FIRM = {"source": "'firm'", "matter_id": "null"}

RATES: list[Attack] = [
    *(
        (
            f"rates_are_not_replaced: by {name}",
            [rate(valid_to="'2026-01-31'"), rate(**changes)],
            IDS,
        )
        for name, changes in (
            ("id, for another matter", {"matter_id": OTHER_MATTER}),
            ("id, for other days", {"valid_from": "'2027-01-01'", "valid_to": "'2027-01-02'"}),
            (
                "rowid",
                {
                    "rowid": "(select rowid from rates where id = 'rat_x')",
                    "id": "'rat_y'",
                    **OF_THE_FIRM,
                    "currency": "'XXX'",
                },
            ),
        )
    ),
    *(
        (
            f"rates_do_not_overlap: {name}",
            [
                rate(valid_from="'2026-01-10'", valid_to="'2026-01-20'", **scope),
                rate(id="'rat_y'", valid_from=first, valid_to=last, **scope),
            ],
            OVERLAP,
        )
        for name, first, last, scope in (
            ("the same days", "'2026-01-10'", "'2026-01-20'", {}),
            ("its first day", "'2026-01-01'", "'2026-01-10'", {}),
            ("its last day", "'2026-01-20'", "null", {}),
            ("within", "'2026-01-15'", "'2026-01-15'", {}),
            ("around", "'2026-01-01'", "null", {}),
            ("of a role", "'2026-01-15'", "null", {"source": "'matter_role'", "role": "'partner'"}),
            (
                "of a user on a matter",
                "'2026-01-15'",
                "null",
                {"source": "'matter_user'", "user_id": JANE},
            ),
            (
                "of a client",
                "'2026-01-15'",
                "null",
                {"source": "'client'", "matter_id": "null", "client_id": "'cli_x'"},
            ),
            (
                "of a user",
                "'2026-01-15'",
                "null",
                {"source": "'user'", "matter_id": "null", "user_id": "'u_x'"},
            ),
            ("of the firm", "'2026-01-15'", "null", {**OF_THE_FIRM, "currency": "'XXX'"}),
        )
    ),
    *(
        (
            f"rates_come_to_no_overlap: by {name}",
            [
                rate(valid_to="'2026-01-09'"),
                rate(id="'rat_y'", valid_from="'2026-01-10'"),
                f"update rates set {change} where id = 'rat_x'",
            ],
            OVERLAP,
        )
        for name, change in (("an end", "valid_to = null"), ("a day", "valid_to = '2026-01-10'"))
    ),
    *(
        (
            f"rates_stay_whose_they_are: {change.split()[0]} {change.split()[-1]}",
            [rate(), f"update rates set {change} where id = 'rat_x'"],
            WHOSE,
        )
        for change in (
            "valid_from = '2026-01-02'",
            "currency = 'GBP'",
            f"matter_id = {OTHER_MATTER}",
            "source = 'firm', matter_id = null",
            f"source = 'matter_user', user_id = {JANE}",
            "source = 'matter_role', role = 'partner'",
            f"source = 'client', matter_id = null, client_id = {CLIENT}",
            "id = 'rat_y'",
            "rowid = rowid + 1000",
        )
    ),
    (
        "rates_stay_whose_they_are: takes another's place",
        [
            rate(),
            rate(id="'rat_y'", matter_id=OTHER_MATTER, valid_to="'2026-01-01'"),
            (
                "update rates set rowid = (select rowid from rates where id = 'rat_x') "
                "where id = 'rat_y'"
            ),
        ],
        WHOSE,
    ),
    ("rates_are_kept", [rate(), "delete from rates"], "a rate is ended, never deleted"),
]

TAXES: list[Attack] = [
    *(
        (
            f"lines_tax_as_they_say: {name}",
            [invoice(), line(tax=tax, taxable="1", taxes=said)],
            "a line's tax is the sum of its taxes, two at most",
        )
        for name, tax, said in (
            ("without a tax", "1", "'[]'"),
            ("more", "2", taxes("1")),
            ("less", "1", taxes("1", "1")),
            ("three of them", "3", taxes("1", "1", "1")),
            ("one below nothing", "1", taxes("2", "-1")),
            ("a part of a cent", "1", taxes("0.5", "0.5")),
            ("text", "1", taxes("'1'")),
            ("no object", "1", "'[1]'"),
        )
    ),
    *(
        (
            f"taxes_are_the_lines_own: {name}",
            [invoice(tax="1", due="20001", taxes=said), line(**TAXED), PENDING],
            "an invoice's taxes are the sums of its lines' taxes",
        )
        for name, said in (
            ("none", "'[]'"),
            ("more", taxes("2", key="settled")),
            ("another", taxes("1", key="settled", name="GST")),
            ("another rate", taxes("1", key="settled", rate="11")),
            ("compound", f"replace({taxes('1', key='settled')}, 'false', 'true')"),
        )
    ),
    (
        "taxes_are_the_lines_own: left behind while it waits",
        [
            invoice(tax="1", due="20001", taxes=taxes("1", key="settled")),
            line(**TAXED),
            PENDING,
            "update invoices set taxes = '[]' where id = 'inv_x'",
            status("approved", more=", number = 'X-1'"),
        ],
        "an invoice's taxes are the sums of its lines' taxes",
    ),
]

FEES: list[Attack] = [
    *(
        (
            f"lines_begin_alive: {name}",
            [*prepare, dead],
            "a line counts until its invoice is voided",
        )
        for name, prepare, dead in (
            ("a flat fee to be billed twice", FLAT_DRAFT, flat_line("30000", live="0")),
            ("an adjustment", [invoice()], line(live="0")),
        )
    ),
    *(
        (
            f"flat_fees_are_billed_once: {name}",
            [*prepare, attack],
            "a matter's flat fee is billed once, whole or in parts",
        )
        for name, prepare, attack in (
            ("on an hourly matter", [invoice()], flat_line()),
            ("more than all of it", FLAT_DRAFT, flat_line("30001")),
            (
                "a second time on one invoice",
                [*FLAT_DRAFT, flat_line("30000")],
                flat_line("1", position="2"),
            ),
            (
                "a second time on another",
                [*FLAT_DRAFT, flat_line(), NEXT_DRAFT],
                flat_line("10001", invoice_id="'inv_y'"),
            ),
        )
    ),
    *(
        (
            f"flat_fees_cover_what_is_billed: {name}",
            [*FLAT_DRAFT, flat_line(), f"update matters set {change} where id = 'mat_x'"],
            "a flat fee is no less than what is billed of it",
        )
        for name, change in (
            ("less", "flat_amount = 19999"),
            ("another way to bill", "billing_type = 'hourly'"),
        )
    ),
    *(
        (
            f"statements_close_contingency_matters: {name}",
            [*prepare, statement(percent=percent, **changes)],
            "a closing statement is for a draft, at its matter's percentage",
        )
        for name, prepare, percent, changes in (
            ("an hourly matter", [invoice()], "'50'", {}),
            ("another percentage", SHARE_DRAFT, "'49'", {"fee": "19600"}),
            ("no draft", [*SHARE_DRAFT, line(), PENDING], "'50'", {}),
            ("no invoice", SHARE_DRAFT, "'50'", {"invoice_id": "'inv_none'"}),
        )
    ),
    (
        "statements_are_not_replaced",
        [*SHARE_DRAFT, statement(), statement(recovery="39999")],
        STATEMENT,
    ),
    *(
        (
            f"statements_stay: {change.split()[0]}",
            [*SHARE_DRAFT, statement(), f"update closing_statements set {change}"],
            STATEMENT,
        )
        for change in (
            *("recovery = recovery", "costs = 1", "fee = fee - 1", "basis = 'net'"),
            *("percent = '50.0'", "invoice_id = 'inv_y'"),
        )
    ),
    (
        "statements_are_kept",
        [*SHARE_DRAFT, statement(), "delete from closing_statements"],
        "a closing statement is kept",
    ),
    *(
        (
            f"contingent_fees_have_a_statement: {name}",
            [*SHARE_DRAFT, *prepare, attack],
            "a contingent fee is the one of its closing statement",
        )
        for name, prepare, attack in (
            ("none", [], fee_line()),
            ("another fee", [statement()], fee_line(amount="19999")),
            ("twice", [statement(), fee_line()], fee_line(position="2")),
        )
    ),
    *(
        (
            f"statements_are_their_invoices: {name}",
            [*SHARE_DRAFT, *prepare, PENDING],
            "a closing statement's fee and costs are its invoice's",
        )
        for name, prepare in (
            ("costs", [statement(costs="1"), fee_line()]),
            ("no fee", [statement(), line()]),
        )
    ),
]

_STATUS = "select status from invoices where id = 'inv_x'"

DEEDS: list[Deed] = [
    (
        "rates of other scopes, days and currencies stand beside one another",
        [
            rate(valid_to="'2026-01-31'"),
            rate(id="'rat_2'", valid_from="'2026-02-01'"),
            rate(id="'rat_3'", source="'matter_role'", role="'partner'"),
            rate(id="'rat_4'", source="'matter_user'", user_id=JANE),
            rate(id="'rat_5'", source="'client'", matter_id="null", client_id="'cli_x'"),
            rate(id="'rat_6'", source="'user'", matter_id="null", user_id="'u_x'"),
            rate(id="'rat_7'", **OF_THE_FIRM, currency="'XXX'"),
            rate(id="'rat_8'", **OF_THE_FIRM, currency="'XXY'"),
            "update rates set valid_to = '2026-12-31', rate = 0 where id = 'rat_8'",
        ],
        "select count(*) from rates where created_at = ''",
        [(8,)],
    ),
    (
        "roundings are the firm's to change",
        [
            "insert into time_roundings values (null, 6, 'up', 0, '')",
            "update time_roundings set increment = 10 where user_id is null",
        ],
        "select increment, direction, checks_hours from time_roundings where user_id is null",
        [(10, "up", 0)],
    ),
    (
        "a contingent fee and its costs go on",
        [
            *SHARE_DRAFT,
            expense(matter_id="'mat_x'"),
            statement(recovery="20001", basis="'net'", costs="20000", fee="1"),
            fee_line(amount="1", rate="1"),
            cost_line(position="2"),
            status("pending_approval", more=", subtotal = 20001, due = 20001"),
        ],
        _STATUS,
        [("pending_approval",)],
    ),
    (
        "a voided invoice gives its part of a flat fee back",
        [
            *FLAT_DRAFT,
            flat_line(),
            VOIDED,
            NEXT_DRAFT,
            flat_line("29999", invoice_id="'inv_y'"),
            flat_line("1", invoice_id="'inv_y'", position="2"),
        ],
        "select sum(amount) from invoice_lines where invoice_id in ('inv_x', 'inv_y') and live",
        [(30000,)],
    ),
    (
        "a taxed invoice whose taxes are its lines' own goes on",
        [
            invoice(tax="2", due="40002", subtotal="40000", taxes=taxes("2", key="settled")),
            line(**TAXED),
            line(**TAXED, position="2"),
            PENDING,
        ],
        _STATUS,
        [("pending_approval",)],
    ),
]

ATTACKS = [*RATES, *TAXES, *FEES]
