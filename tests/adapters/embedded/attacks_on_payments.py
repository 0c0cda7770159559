"""Attacks on payments, credits, disputes and the books by raw SQL, and what the law lets happen."""

from tests.adapters.embedded.shell import (
    APPROVE,
    APPROVED,
    COST_ON_DRAFT,
    JOURNAL,
    OTHER_CLIENT,
    PAID,
    POOLED,
    SENT,
    TIME_ON_DRAFT,
    UNCLEARED,
    Attack,
    Deed,
    clearing,
    client_credit,
    credit,
    dispute,
    entry,
    invoice,
    items,
    ledger,
    line,
    matter,
    payment,
    payment_reversal,
    reconciliation,
    status,
    transfer,
)

BILL = "a payment needs an approved, unpaid invoice"
RECORDED = "a payment stays as it was recorded"
DUE = "a payment is at most what is due"
BY_ENTRY = "trust money pays by an entry of its journal"
BY_PAYMENTS = "an invoice is paid by its payments"
UNDONE = "a payment is reversed once; trust money by its journal"
LOWERS = "a credit lowers what is due on an approved invoice"
BY_CREDITS = "an invoice is lowered by its credits"
VOIDED = "an invoice with payments is not voided"
RUNS = "a client's credit is never overdrawn, and runs on"
FROM = "a client's credit comes from a payment"
KEPT = "a client's credit stays as it was recorded"
DISPUTE = "a dispute is about an approved invoice, at most all of it"
SETTLED = "a dispute is settled once"
POSTING = "a posting is one side of its entry"
TRUE = "a reconciliation says what the books say"
CLOSED = "this period is reconciled and closed"

OVERPAID = [*APPROVED, payment(surplus="500")]
"""An invoice of 200.00, paid 205.00."""
APPLIED = [*APPROVED, entry("-100", kind="application")]
SECOND = [
    invoice(id="'inv_y'"),
    line(invoice_id="'inv_y'"),
    status("approved", "'inv_y'", ", number = 'X-2'"),
]
BY_CREDIT = payment("'inv_y'", "500", id="'pay_y'", method="'credit'")
SETTLE = "update disputes set settled_at = '2026-03-01', settlement = 'Agreed'"
VOID_X = status(
    "void",
    more=", credited = subtotal - discount + tax, trust_applied = 0, paid = 0, "
    "written_off = 0, due = 0",
)

PAYMENTS: list[Attack] = [
    *(
        (
            f"payments_need_a_bill: {it}",
            [payment(f"(select min(id) from invoices where status = '{it}')", "1")],
            BILL,
        )
        for it in ("draft", "pending_approval")
    ),
    ("payments_need_a_bill: no such invoice", [payment("'inv_none'")], BILL),
    (
        "payments_are_not_replaced: by id",
        [payment(SENT, "1", id="(select min(id) from payments)")],
        RECORDED,
    ),
    (
        "payments_are_not_replaced: a second of an entry",
        [*APPLIED, payment(amount="100", method="'trust'", trust_entry_id="'trt_x'")],
        RECORDED,
    ),
    *(
        (f"payments_pay_what_is_due: {name}", [*APPROVED, payment(**changes)], DUE)
        for name, changes in (
            ("more", {"amount": "20001"}),
            ("a surplus with something left due", {"amount": "19999", "surplus": "1"}),
            ("reversed from the first", {"reversed": "1"}),
        )
    ),
    *(
        (
            f"payments_pay_what_is_due: {it}",
            [payment(f"(select min(id) from invoices where status = '{it}')", "1")],
            DUE,
        )
        for it in ("paid", "void")
    ),
    *(
        (
            f"payments_by_trust_are_entries: {name}",
            [*APPROVED, *prepare, payment(amount="100", method="'trust'", trust_entry_id=id)],
            BY_ENTRY,
        )
        for name, prepare, id in (
            ("made by hand", [], "'trt_none'"),
            ("of a deposit", [entry("100")], "'trt_x'"),
            (
                "of another invoice's",
                [],
                "(select max(id) from trust_entries where kind = 'application')",
            ),
            ("of a refund", [entry("-100", kind="disbursement", invoice_id="'inv_x'")], "'trt_x'"),
        )
    ),
    (
        "payments_are_kept",
        ["delete from payments where id = (select min(id) from payments)"],
        "a payment is reversed, never deleted",
    ),
    *(
        (
            f"payments_stay: {change.split()[0]}",
            [f"update payments set {change} where id = (select min(id) from payments)"],
            RECORDED,
        )
        for change in (
            *("amount = amount + 1", "date = '2024-01-01'", "method = 'cash'", "surplus = 1"),
            *(f"invoice_id = {SENT}", "id = 'pay_y'", "reference = 'X'", "reversed = 1"),
            *("trust_entry_id = 'trt_x'", "recorded_by_id = 'u_x'", "created_at = ''"),
        )
    ),
    *(
        (
            f"payments_stay: {change}, once it is reversed",
            [
                *APPROVED,
                payment(),
                payment_reversal(),
                f"update payments set {change} where id = 'pay_x'",
            ],
            RECORDED,
        )
        for change in ("reversed = 0", "reversed = null", "amount = 1", "reversed = 1")
    ),
    *(
        (
            f"paid_is_what_was_paid: {name}",
            [*prepare, f"update invoices set {change} where {which}"],
            BY_PAYMENTS,
        )
        for name, prepare, change, which in (
            (
                "without a payment",
                [],
                "status = 'paid', paid = paid + due, due = 0",
                f"id = {SENT}",
            ),
            (
                "a payment forgotten",
                [*APPROVED, payment(amount="1")],
                "paid = 0, due = due + 1",
                "id = 'inv_x'",
            ),
            (
                "nothing said of it",
                [*APPROVED, payment(amount="1")],
                "paid = null, due = due + 1",
                "id = 'inv_x'",
            ),
        )
    ),
    (
        "applications_pay_what_is_undisputed: more than is due",
        [*APPROVED, entry("-20001", kind="application")],
        "what a client disputes is not paid from trust",
    ),
    (
        "applications_pay_what_is_undisputed: disputed",
        [*APPROVED, dispute("100"), entry("-19901", kind="application")],
        "what a client disputes is not paid from trust",
    ),
    (
        "payments_need_a_bill: trust money before it is approved",
        [invoice(), entry("-100", kind="application")],
        BILL,
    ),
    (
        "applications_pay_what_is_undisputed: of what is void",
        [invoice(), line(), VOID_X, entry("-100", kind="application")],
        "what a client disputes is not paid from trust",
    ),
    *(
        (f"reversals_undo_a_live_payment: {name}", [*prepare, payment_reversal(**changes)], UNDONE)
        for name, prepare, changes in (
            ("no payment", [], {"payment_id": "'pay_none'"}),
            ("twice", [*APPROVED, payment(), payment_reversal()], {}),
            ("before it was", [*APPROVED, payment()], {"date": "'2026-02-27'"}),
            ("trust money", APPLIED, {}),
        )
    ),
    *(
        (
            f"payment_reversals_stay: {change.split()[0]}",
            [*APPROVED, payment(), payment_reversal(), f"update payment_reversals set {change}"],
            "a reversal stays as it was recorded",
        )
        for change in ("reason = 'X'", "payment_id = 'pay_y'", "date = '2024-01-01'")
    ),
    (
        "payment_reversals_are_kept",
        [*APPROVED, payment(), payment_reversal(), "delete from payment_reversals"],
        "a reversal is kept",
    ),
    *(
        (f"paid_invoices_stay: {name}", [*prepare, attack], VOIDED)
        for name, prepare, attack in (
            (
                "paid",
                [
                    *APPROVED,
                    payment(amount="1"),
                    payment_reversal(),
                    payment(id="'pay_y'"),
                ],
                VOID_X,
            ),
            ("partly paid", [*APPROVED, payment(amount="1")], VOID_X),
            ("from trust", APPLIED, VOID_X),
            ("credited", [*APPROVED, credit("1")], VOID_X),
        )
    ),
]

CREDITS: list[Attack] = [
    *(
        (f"credits_lower_what_is_due: {name}", [*prepare, credit(**changes)], LOWERS)
        for name, prepare, changes in (
            ("more than is due", APPROVED, {"amount": "20001"}),
            ("on a draft", [invoice()], {}),
            ("on one paid", [], {"invoice_id": PAID, "amount": "1"}),
            ("on none", [], {}),
            ("given before", [*APPROVED, credit("1")], {"amount": "1"}),
        )
    ),
    *(
        (
            f"credited_is_what_was_credited: {column} {to}",
            [
                *APPROVED,
                credit("1"),
                credit("1", id="'crd_y'", kind="'write_off'"),
                f"update invoices set {column} = {to}, due = due {by} where id = 'inv_x'",
            ],
            BY_CREDITS,
        )
        for column in ("credited", "written_off")
        for to, by in (("2", "- 1"), ("0", "+ 1"), ("null", "+ 1"))
    ),
    *(
        (
            f"credits_stay: {change.split()[0]}",
            [*APPROVED, credit("1"), f"update credits set {change}"],
            "a credit stays as it was recorded",
        )
        for change in ("amount = 2", "kind = 'write_off'", f"invoice_id = {SENT}")
    ),
    (
        "credits_are_kept",
        [*APPROVED, credit("1"), "delete from credits"],
        "a credit stays as it was recorded",
    ),
    (
        "client_credits_are_not_replaced",
        [
            *OVERPAID,
            "drop trigger reversed_payments_take_their_surplus",
            payment_reversal(),
            client_credit("-500", sequence="1"),
        ],
        KEPT,
    ),
    *(
        (
            f"client_credits_are_at_the_end: {sequence}",
            [
                *OVERPAID,
                "drop trigger reversed_payments_take_their_surplus",
                payment_reversal(),
                client_credit("-500", sequence=sequence),
            ],
            RUNS,
        )
        for sequence in ("0", "3")
    ),
    *(
        (
            f"client_credits_run_on: {balance}",
            [
                *OVERPAID,
                "drop trigger reversed_payments_take_their_surplus",
                payment_reversal(),
                client_credit("-500", running_balance=balance),
            ],
            RUNS,
        )
        for balance in ("1", "-500", "500")
    ),
    (
        "client_credits_run_on: a payment from credit that is not there",
        [*APPROVED, payment(method="'credit'")],
        RUNS,
    ),
    (
        "client_credits_run_on: a payment from more credit than there is",
        [*OVERPAID, *SECOND, payment("'inv_y'", "501", id="'pay_y'", method="'credit'")],
        RUNS,
    ),
    (
        "client_credits_run_on: a surplus is taken back that was spent",
        [*OVERPAID, *SECOND, BY_CREDIT, payment_reversal()],
        RUNS,
    ),
    *(
        (f"client_credits_come_from_payments: {name}", [*prepare, client_credit(**changes)], FROM)
        for name, prepare, changes in (
            ("from nothing", [], {"amount": "1"}),
            ("from a payment without surplus", [*APPROVED, payment()], {"amount": "500"}),
            ("twice", OVERPAID, {"amount": "500"}),
            ("taken while it stands", OVERPAID, {"amount": "-500"}),
            (
                "another client's",
                OVERPAID,
                {"amount": "500", "client_id": OTHER_CLIENT, "running_balance": "500"},
            ),
            (
                "in another currency",
                OVERPAID,
                {"amount": "500", "currency": "'GBP'", "running_balance": "500"},
            ),
        )
    ),
    *(
        (
            f"client_credits_stay: {change.split()[0]}",
            [*OVERPAID, f"update client_credits set {change}"],
            KEPT,
        )
        for change in ("amount = 1000, running_balance = 1000", f"client_id = {OTHER_CLIENT}")
    ),
    ("client_credits_are_kept", [*OVERPAID, "delete from client_credits"], KEPT),
]

DISPUTES: list[Attack] = [
    *(
        (f"disputes_are_of_a_bill: {name}", [*prepare, dispute(**changes)], DISPUTE)
        for name, prepare, changes in (
            ("more than was billed", APPROVED, {"amount": "20001"}),
            ("more than is left of it", [*APPROVED, dispute("1", id="'dsp_y'")], {}),
            ("a draft", [invoice()], {}),
            ("none", [], {}),
            ("settled from the first", APPROVED, {"settled_at": "''", "settlement": "''"}),
            ("opened before", [*APPROVED, dispute("1")], {"amount": "1"}),
        )
    ),
    *(
        (f"disputes_are_settled_once: {name}", [*APPROVED, dispute("1"), *prepare, attack], SETTLED)
        for name, prepare, attack in (
            ("twice", [SETTLE], SETTLE),
            ("opened again", [SETTLE], "update disputes set settled_at = null, settlement = null"),
            *(
                (f"with another {change.split()[0]}", [], f"{SETTLE}, {change}")
                for change in (
                    "id = 'dsp_y'",
                    f"invoice_id = {SENT}",
                    "amount = 2",
                    "reason = 'X'",
                    "opened_by_id = 'u_x'",
                    "opened_at = ''",
                )
            ),
            ("not at all", [], "update disputes set amount = 2"),
        )
    ),
    ("disputes_are_kept", [*APPROVED, dispute("1"), "delete from disputes"], "a dispute is kept"),
    (
        "steps_are_not_replaced",
        [
            f"insert into invoice_steps (sequence, invoice_id, step, at) select 1, {SENT}, 'sent', ''"
        ],
        "a step that was taken stays",
    ),
    *(
        (
            f"steps_run_on: {sequence}",
            [
                (
                    f"insert into invoice_steps (sequence, invoice_id, step, at) "
                    f"select {sequence}, {SENT}, 'sent', ''"
                )
            ],
            "steps are taken one after the other",
        )
        for sequence in ("0", "9223372036854775807")
    ),
    *(
        (
            f"steps_stay: {change.split()[0]}",
            [f"update invoice_steps set {change}"],
            "a step that was taken stays",
        )
        for change in ("by_id = null", "step = 'sent'", "at = ''")
    ),
    ("steps_are_kept", ["delete from invoice_steps"], "a step that was taken stays"),
]

AMOUNT = "select amount from trust_entries"
LAST = "(select max(sequence) from trust_entries)"
_POST = "insert into trust_postings select {}, {}, {}, {}"
IN_JANUARY = f"l.account_id = {POOLED} and e.date <= '2026-01-31' and e.transfer_id is null"
DEPOSITS = "(select sum(e.amount) from trust_entries e join trust_ledgers l on l.id = e.ledger_id "
FALSE: dict[str, dict[str, str]] = {
    "another journal": dict.fromkeys(
        ("journal_balance", "ledger_total", "statement_balance", "adjusted"), "1"
    ),
    "another total": {"ledger_total": "1", "status": "'unbalanced'", "closes_period": "0"},
    "a ledger below nothing": {
        "negative_ledgers": "1",
        "status": "'unbalanced'",
        "closes_period": "0",
    },
    "in transit from nowhere": {"statement_balance": "0", "in_transit_sum": JOURNAL},
    "in transit twice": {
        "statement_balance": f"{JOURNAL} - 2 * {DEPOSITS} where {IN_JANUARY} and e.amount > 0)",
        "in_transit_sum": f"2 * {DEPOSITS} where {IN_JANUARY} and e.amount > 0)",
        "in_transit": items(f"{IN_JANUARY} and e.amount > 0 union all select 1"),
    },
    "in transit from another account": {
        "statement_balance": f"{JOURNAL} - {DEPOSITS} where l.account_id <> {POOLED} and e.amount > 0)",
        "in_transit_sum": f"{DEPOSITS} where l.account_id <> {POOLED} and e.amount > 0)",
        "in_transit": items(f"l.account_id <> {POOLED} and e.amount > 0"),
    },
    "in transit after the day": {
        "statement_balance": f"{JOURNAL} - {DEPOSITS} where e.date > '2026-01-31' and e.amount > 0)",
        "in_transit_sum": f"{DEPOSITS} where e.date > '2026-01-31' and e.amount > 0)",
        "in_transit": items("e.date > '2026-01-31' and e.amount > 0"),
    },
    "outstanding to nobody": {
        "statement_balance": f"{JOURNAL} + 100",
        "outstanding_sum": "100",
    },
    "an outstanding deposit": {
        "statement_balance": f"{JOURNAL} + {DEPOSITS} where {IN_JANUARY} and e.amount > 0)",
        "outstanding_sum": f"{DEPOSITS} where {IN_JANUARY} and e.amount > 0)",
        "outstanding": items(f"{IN_JANUARY} and e.amount > 0"),
    },
    "another id inside": {"result": "json_object('id', 'rec_y')"},
    "balanced inside only": {
        "statement_balance": "1",
        "adjusted": "1",
        "status": "'unbalanced'",
        "closes_period": "0",
        "result": f"json_object('id', 'rec_x', 'account_id', {POOLED}, 'as_of', '2026-01-31', "
        "'status', 'balanced', 'closes_period', json('false'))",
    },
    "by an id that is taken": {"id": "'rec_y'"},
    "by a sequence that is taken": {"sequence": "1"},
}

BOOKS: list[Attack] = [
    *(
        (f"postings_are_of_an_entry: {name}", [_POST.format(*row)], POSTING)
        for name, row in (
            ("of no entry", ("99999", "'bank'", POOLED, "100")),
            ("a third side", ("1", "'between'", POOLED, f"({AMOUNT} where sequence = 1)")),
            ("again", ("1", "'bank'", POOLED, f"({AMOUNT} where sequence = 1)")),
        )
    ),
    *(
        (
            f"postings_are_of_an_entry: {name}",
            [
                UNCLEARED,
                "drop trigger postings_are_kept",
                f"delete from trust_postings where sequence = {LAST}",
                _POST.format(LAST, *row),
            ],
            POSTING,
        )
        for name, row in (
            ("another sum", ("'bank'", POOLED, "99")),
            ("the wrong way", ("'ledger'", POOLED, "100")),
            ("another account", ("'bank'", "'tra_none'", "100")),
            ("another book", ("'between'", POOLED, "100")),
        )
    ),
    *(
        (
            f"postings_stay: {change.split()[0]}",
            [f"update trust_postings set {change}"],
            "a posting stays as it was made",
        )
        for change in ("amount = 1", "account_id = 'tra_x'", "sequence = sequence + 1")
    ),
    (
        "postings_are_kept",
        ["delete from trust_postings"],
        "a posting stays as it was made",
    ),
    *(
        (
            f"reconciliations_are_true: {name}",
            [reconciliation(id="'rec_y'"), reconciliation(**changes)],
            TRUE,
        )
        for name, changes in FALSE.items()
    ),
    *(
        (
            f"reconciliations_run_on: {sequence}",
            [reconciliation(sequence=sequence)],
            "a reconciliation is kept as it was made",
        )
        for sequence in ("0", "2")
    ),
    *(
        (
            f"reconciliations_stay: {change.split()[0]}",
            [reconciliation(), f"update trust_reconciliations set {change}"],
            "a reconciliation is kept as it was made",
        )
        for change in ("closes_period = 0", "as_of = '2020-01-01'", "result = '{}'")
    ),
    (
        "reconciliations_are_kept",
        [reconciliation(), "delete from trust_reconciliations"],
        "a reconciliation is kept as it was made",
    ),
    *(
        (f"closed_periods_stay: {name}", [*prepare, reconciliation(), attack], CLOSED)
        for name, prepare, attack in (
            ("a deposit", [], entry("100", date="'2026-01-31'")),
            ("a payment", [], entry("-100", kind="disbursement", date="'2026-01-01'")),
            ("a transfer", [ledger()], transfer(date="'2026-01-31'")),
            ("an application", APPROVED, entry("-100", kind="application", date="'2025-12-31'")),
        )
    ),
    (
        "closed_periods_clear_no_more",
        [
            entry("100", cleared_on="null", date="'2026-01-20'"),
            reconciliation(),
            clearing(cleared_on="'2026-01-31'"),
        ],
        CLOSED,
    ),
]

_BILL = "select status, trust_applied, paid, credited, written_off, due from invoices where id = "
_X, _Y = _BILL + "'inv_x'", _BILL + "'inv_y'"

DEEDS: list[Deed] = [
    (
        "disputes_change_invoices",
        [*APPROVED, matter(), dispute("1")],
        "select noun, id from changes order by sequence desc limit 1",
        [("invoice", "inv_x")],
    ),
    (
        "settlements_change_invoices",
        [*APPROVED, dispute("1"), matter(), SETTLE],
        "select noun, id from changes order by sequence desc limit 1",
        [("invoice", "inv_x")],
    ),
    (
        "payments_count: a part",
        [*APPROVED, payment(amount="19999")],
        "select status, paid, due, updated_at from invoices where id = 'inv_x'",
        [("partially_paid", 19999, 1, "2026-02-28T00:00:00.000000Z")],
    ),
    (
        "payments_count: the rest, of time",
        [*TIME_ON_DRAFT, APPROVE, payment(amount="19999"), payment(amount="1", id="'pay_y'")],
        (
            "select i.status, paid, due, t.status, t.invoice_id from invoices i "
            "join time_entries t on t.id = 'tim_x' where i.id = 'inv_x'"
        ),
        [("paid", 20000, 0, "paid", "inv_x")],
    ),
    (
        "payments_count: all at once, of an expense",
        [*COST_ON_DRAFT, APPROVE, payment()],
        (
            "select i.status, paid, due, e.status, e.invoice_id from invoices i "
            "join expenses e on e.id = 'exp_x' where i.id = 'inv_x'"
        ),
        [("paid", 20000, 0, "paid", "inv_x")],
    ),
    (
        "applications_pay",
        [*TIME_ON_DRAFT, APPROVE, entry("-20000", kind="application")],
        _X + " union all select status, 0, 0, 0, 0, 0 from time_entries where id = 'tim_x' "
        "union all select method, trust_entry_id, amount, id, reversed, 0 from payments "
        "where invoice_id = 'inv_x'",
        [
            ("paid", 20000, 0, 0, 0, 0),
            ("paid", 0, 0, 0, 0, 0),
            ("trust", "trt_x", 20000, "pay_x", 0, 0),
        ],
    ),
    *(
        (
            f"reversals_of_applications_undo_their_payment: saying {reason or 'nothing'}",
            [
                *APPROVED,
                status("sent"),
                entry("-20000", kind="application"),
                entry(
                    "20000",
                    kind="reversal",
                    reverses_id="'trt_x'",
                    invoice_id="'inv_x'",
                    reason=f"'{reason}'",
                ).replace("insert ", f"insert {clause} "),
            ],
            _X + " union all select reversed, method, 0, 0, 0, 0 from payments where id = 'pay_x' "
            "union all select reason, 0, 0, 0, 0, 0 from payment_reversals where payment_id = "
            "'pay_x'",
            [
                ("sent", 0, 0, 0, 0, 20000),
                (1, "trust", 0, 0, 0, 0),
                (reason.strip() or "reversed", 0, 0, 0, 0, 0),
            ],
        )
        for reason, clause in (("Twice", "or abort"), (" ", "or ignore"), ("", "or fail"))
    ),
    (
        "payment_reversals_count: the only payment",
        [*APPROVED, status("sent"), status("viewed"), payment(), payment_reversal()],
        _X + " union all select reversed, 0, 0, 0, 0, 0 from payments where id = 'pay_x'",
        [("viewed", 0, 0, 0, 0, 20000), (1, 0, 0, 0, 0, 0)],
    ),
    (
        "payment_reversals_count: one of two",
        [*APPROVED, payment(amount="1"), payment(amount="19999", id="'pay_y'"), payment_reversal()],
        _X,
        [("partially_paid", 0, 19999, 0, 0, 1)],
    ),
    (
        "an invoice whose payment was reversed may be voided",
        [*APPROVED, payment(), payment_reversal(), VOID_X],
        _X,
        [("void", 0, 0, 20000, 0, 0)],
    ),
    (
        "credits_count: a credit note, and the rest written off",
        [*APPROVED, credit("1"), credit("19999", id="'crd_y'", kind="'write_off'")],
        _X,
        [("paid", 0, 0, 1, 19999, 0)],
    ),
    (
        "payments_leave_their_surplus",
        OVERPAID,
        "select client_id, currency, payment_id, amount, running_balance from client_credits",
        [("cli_445f10", "USD", "pay_x", 500, 500)],
    ),
    (
        "payments_leave_their_surplus: it pays another invoice",
        [*OVERPAID, *SECOND, BY_CREDIT],
        _Y + " union all select payment_id, amount, running_balance, 0, 0, 0 from client_credits",
        [
            ("partially_paid", 0, 500, 0, 0, 19500),
            ("pay_x", 500, 500, 0, 0, 0),
            ("pay_y", -500, 0, 0, 0, 0),
        ],
    ),
    (
        "reversed_payments_take_their_surplus",
        [*OVERPAID, payment_reversal()],
        "select payment_id, amount, running_balance from client_credits",
        [("pay_x", 500, 500), ("pay_x", -500, 0)],
    ),
    (
        "reversed_payments_take_their_surplus: what was paid from credit comes back",
        [*OVERPAID, *SECOND, BY_CREDIT, payment_reversal("'pay_y'")],
        "select payment_id, amount, running_balance from client_credits",
        [("pay_x", 500, 500), ("pay_y", -500, 0), ("pay_y", 500, 500)],
    ),
    (
        "a dispute is settled",
        [*APPROVED, dispute(), SETTLE, entry("-20000", kind="application")],
        _X,
        [("paid", 20000, 0, 0, 0, 0)],
    ),
    (
        "entries_are_posted_twice",
        [entry("100")],
        f"select book, account_id, amount from trust_postings where sequence = {LAST} order by 1",
        [("bank", "tra_21ff67", 100), ("ledger", "tra_21ff67", -100)],
    ),
    (
        "entries_are_posted_twice: of a transfer, no money comes or goes",
        [ledger(), transfer()],
        (
            "select e.id, book, p.amount from trust_postings p join trust_entries e "
            "on e.sequence = p.sequence where transfer_id = 'trx_x' order by e.sequence, book"
        ),
        [
            ("trt_out", "between", -1000),
            ("trt_out", "ledger", 1000),
            ("trt_in", "between", 1000),
            ("trt_in", "ledger", -1000),
        ],
    ),
    (
        "a day after a closed period takes entries",
        [reconciliation(), entry("100", date="'2026-02-01'", cleared_on="'2026-02-01'")],
        "select closes_period, status from trust_reconciliations",
        [(1, "balanced")],
    ),
    (
        "a reconciliation names what the statement does not show",
        [
            reconciliation(
                statement_balance=f"{JOURNAL} - {DEPOSITS} where {IN_JANUARY} and e.amount > 0)",
                in_transit_sum=f"{DEPOSITS} where {IN_JANUARY} and e.amount > 0)",
                in_transit=items(f"{IN_JANUARY} and e.amount > 0"),
            )
        ],
        "select status from trust_reconciliations",
        [("balanced",)],
    ),
]

ATTACKS = [*PAYMENTS, *CREDITS, *DISPUTES, *BOOKS]
