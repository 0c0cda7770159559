"""Attacks on people, matters, work and invoices by raw SQL, and what the law lets happen to them."""

from tests.adapters.embedded.attacks_on_pricing import TAXED, taxes
from tests.adapters.embedded.shell import (
    ACME,
    APPROVE,
    APPROVED,
    CLIENT,
    COST_ON_DRAFT,
    DRAFT,
    JANE,
    ON_DRAFT,
    OTHER_CLIENT,
    PAID,
    SENT,
    TIME_ON_DRAFT,
    VOIDED,
    Attack,
    Deed,
    cost_line,
    expense,
    invoice,
    line,
    matter,
    payment,
    payment_reversal,
    status,
    time,
    time_line,
)

OPEN = (
    "(select id from matters where status = 'open' and currency = 'USD' "
    f"and id <> {ACME} order by id limit 1)"
)
CLOSED = "(select id from matters where status = 'closed' order by id limit 1)"
ARCHIVED = "(select id from matters where status = 'archived' order by id limit 1)"
SENT_MATTER = f"(select matter_id from invoices where id = {SENT})"
UNBILLED_TIME = "(select id from time_entries where status = 'billable' order by id limit 1)"
BILLED_TIME = "(select id from time_entries where status = 'billed' order by id limit 1)"
UNBILLED_COST = "(select id from expenses where status = 'billable' order by id limit 1)"
BILLED_COST = "(select id from expenses where status = 'billed' order by id limit 1)"

USERS = "a user's id and e-mail are their own, and one owns the firm"
CONTACTS = "a contact's id and external id are its own"
ACCOUNTS = "a trust account keeps its id and currency"
MATTERS = "a matter's id, number and external id are its own"
INVOICES = "an invoice's id and number are its own"
PLACE = "an invoice keeps its matter, client, currency and number"
STATES = "an invoice goes from draft to paid, or is voided unpaid"
_USER = "insert into users (id, name, email, role, owner)"
_CONTACT = (
    "insert into contacts (id, external_id, type, name, search, created_at, updated_at) "
    "select {}, {}, 'person', 'X', '', '', ''"
)

PEOPLE: list[Attack] = [
    ("firm_is_kept", ["delete from firm"], "the firm is kept"),
    *(
        (f"users_are_not_replaced: by {name}", [f"{_USER} select {values}"], USERS)
        for name, values in (
            ("id", f"{JANE}, 'X', 'x@x.example', 'partner', 0"),
            ("e-mail", "'u_x', 'X', 'JANE.attorney@meridianlake.example', 'partner', 0"),
            ("owner", "'u_x', 'X', 'x@x.example', 'partner', 1"),
        )
    ),
    (
        "users_are_not_replaced: by rowid",
        [
            "insert into users (rowid, id, name, role) select min(rowid), 'u_x', 'X', 'admin' from users"
        ],
        USERS,
    ),
    *(
        (
            f"users_are_not_displaced: by {change.split()[0]}",
            [f"update users set {change} where name = 'Paralegal'"],
            USERS,
        )
        for change in (
            "id = 'u_x'",
            f"rowid = (select rowid from users where id = {JANE})",
            f"email = (select email from users where id = {JANE})",
            "owner = 1",
        )
    ),
    (
        "users_are_kept",
        ["delete from users where name = 'Paralegal'"],
        "a user leaves, and is never deleted",
    ),
    *(
        (f"contacts_are_not_replaced: by {name}", [sql], CONTACTS)
        for name, sql in (
            ("id", _CONTACT.format(CLIENT, "null")),
            ("external_id", _CONTACT.format("'con_x'", "'acct_00124'")),
            (
                "rowid",
                (
                    "insert into contacts (rowid, id, type, name, search, created_at, updated_at) "
                    "select min(rowid), 'con_x', 'person', 'X', '', '', '' from contacts"
                ),
            ),
        )
    ),
    *(
        (
            f"contacts_are_not_displaced: by {change.split()[0]}",
            [f"update contacts set {change} where id = {OTHER_CLIENT}"],
            CONTACTS,
        )
        for change in (
            "id = 'con_x'",
            f"rowid = (select rowid from contacts where id = {CLIENT})",
            "external_id = 'acct_00124'",
        )
    ),
    ("clients_are_kept", [f"delete from contacts where id = {CLIENT}"], "a client is kept"),
]

MATTER: list[Attack] = [
    *(
        (
            f"accounts_are_not_replaced: by {columns}",
            [f"insert into trust_accounts ({columns}, name, currency) {values}"],
            ACCOUNTS,
        )
        for columns, values in (
            ("id", "select 'tra_21ff67', 'X', 'USD'"),
            ("rowid, id", "select min(rowid), 'tra_x', 'X', 'USD' from trust_accounts"),
        )
    ),
    *(
        (
            f"accounts_stay: {change.split()[0]}",
            [f"update trust_accounts set {change} where id = 'tra_21ff67'"],
            ACCOUNTS,
        )
        for change in (
            "id = 'tra_x'",
            "currency = 'GBP'",
            "rowid = (select rowid from trust_accounts where id <> 'tra_21ff67')",
        )
    ),
    (
        "accounts_are_kept",
        ["delete from trust_accounts where id = 'tra_21ff67'"],
        "a trust account is kept",
    ),
    *(
        (
            f"sequences_only_grow: {change.split()[0]}",
            [f"update sequences set {change} where name = 'matter:2026'"],
            "a sequence only grows",
        )
        for change in ("last = last - 1", "name = 'matter:2036'", "name = 'matter:2025'")
    ),
    (
        "sequences_are_kept",
        ["delete from sequences where name = 'matter:2026'"],
        "a sequence only grows",
    ),
    (
        "sequences_are_not_replaced",
        ["insert into sequences values ('matter:2026', 1)"],
        "a sequence only grows",
    ),
    (
        "sequences_are_not_replaced: by an upsert",
        [
            (
                "insert into sequences values ('matter:2026', 1) "
                "on conflict (name) do update set last = 1"
            )
        ],
        "a sequence only grows",
    ),
    *(
        (f"matters_are_not_replaced: by {name}", [matter(**changes)], MATTERS)
        for name, changes in (
            ("id", {"id": ACME}),
            ("number", {"number": "'2026-0041'"}),
            (
                "external_id",
                {"external_id": "(select max(external_id) from matters)"},
            ),
            ("rowid", {"rowid": "(select min(rowid) from matters)"}),
        )
    ),
    *(
        (
            f"matters_are_not_displaced: by {change.split()[0]}",
            [f"update matters set {change} where id = {ACME}"],
            MATTERS,
        )
        for change in (
            "id = 'mat_x'",
            f"rowid = (select rowid from matters where id <> {ACME} limit 1)",
            "external_id = (select max(external_id) from matters)",
        )
    ),
    (
        "matters_are_kept",
        [matter(), "delete from matters where id = 'mat_x'"],
        "a matter is closed or archived, never deleted",
    ),
    (
        "matter_numbers_stay",
        ["update matters set number = 'X-1' where number = '2026-0041'"],
        "a matter keeps its number",
    ),
    *(
        (
            f"matter_currency_stays: with {name}",
            [matter(), sql, "update matters set currency = 'GBP' where id = 'mat_x'"],
            "a matter with entries keeps its currency",
        )
        for name, sql in (
            ("time", time(matter_id="'mat_x'")),
            ("an expense", expense(matter_id="'mat_x'")),
            ("an invoice", invoice(matter_id="'mat_x'")),
            (
                "a ledger",
                f"insert into trust_ledgers values ('trl_x', 'tra_21ff67', {CLIENT}, 'mat_x')",
            ),
        )
    ),
    (
        "matter_client_stays",
        [matter(), f"update matters set client_id = {OTHER_CLIENT} where id = 'mat_x'"],
        "a matter keeps its client",
    ),
]

WORK: list[Attack] = [
    *(
        (f"{trigger}: by {column}", [*there, sql(**{column: id})], f"{noun}'s id is its own")
        for trigger, sql, there, noun, table in (
            ("time_is_not_replaced", time, TIME_ON_DRAFT, "a time entry", "time_entries"),
            ("expenses_are_not_replaced", expense, COST_ON_DRAFT, "an expense", "expenses"),
        )
        for column, id in (
            ("id", f"(select max(id) from {table})"),
            ("rowid", f"(select max(rowid) from {table})"),
        )
    ),
    *(
        (
            f"{trigger}: {column}",
            [f"update {table} set {column} = {to} where id = {id}"],
            f"{noun}'s id is its own",
        )
        for trigger, table, id, noun in (
            ("time_keeps_its_id", "time_entries", BILLED_TIME, "a time entry"),
            ("expenses_keep_their_id", "expenses", BILLED_COST, "an expense"),
        )
        for column, to in (("id", "'x'"), ("rowid", f"(select max(rowid) + 1 from {table})"))
    ),
    *(
        (f"{trigger}: {status}", [sql], f"a closed matter takes no new {noun}")
        for status, it in (("closed", CLOSED), ("archived", ARCHIVED))
        for trigger, sql, noun in (
            ("time_needs_an_open_matter", time(matter_id=it), "time"),
            ("expenses_need_an_open_matter", expense(matter_id=it), "expenses"),
        )
    ),
    *(
        (f"{trigger}: {name}", [sql(**changes)], f"{noun} is in the currency of its matter")
        for trigger, sql, noun in (
            ("time_is_in_the_matters_currency", time, "time"),
            ("expenses_are_in_the_matters_currency", expense, "an expense"),
        )
        for name, changes in (
            ("another", {"currency": "'GBP'"}),
            ("no such matter", {"matter_id": "'mat_none'"}),
        )
    ),
    (
        "entries_start_unbilled",
        [time(status="'billed'", invoice_id=SENT, matter_id=SENT_MATTER)],
        "time is billed by a line of an invoice",
    ),
    (
        "expenses_start_unbilled",
        [expense(status="'billed'", invoice_id=SENT, matter_id=SENT_MATTER)],
        "an expense is billed by a line of an invoice",
    ),
    *(
        (
            f"{trigger}: {change.split()[0]}",
            [f"update {table} set {change} where id = {id}"],
            f"{noun} stays on its matter, in its currency",
        )
        for trigger, table, id, noun in (
            ("time_keeps_its_place", "time_entries", "'tim_c812e0'", "time"),
            ("expenses_keep_their_place", "expenses", UNBILLED_COST, "an expense"),
        )
        for change in (f"matter_id = {OPEN}", "currency = 'GBP'")
    ),
    (
        "billed_time_is_kept",
        [f"delete from time_entries where id = {BILLED_TIME}"],
        "time on an invoice is kept",
    ),
    (
        "billed_time_is_kept: on a draft",
        [*TIME_ON_DRAFT, "delete from time_entries where id = 'tim_x'"],
        "time on an invoice is kept",
    ),
    (
        "billed_expenses_are_kept",
        [f"delete from expenses where id = {BILLED_COST}"],
        "an expense on an invoice is kept",
    ),
    *(
        (
            f"billed_time_stays: {change.split()[0]}",
            [f"update time_entries set {change} where id = {BILLED_TIME}"],
            "time on an invoice stays as it was billed",
        )
        for change in (
            "user_id = 'u_pp_977a12'",
            "date = '2020-01-01'",
            "activity_code = 'A101'",
            "task_code = 'L110'",
            "description = 'Other work'",
            "hours = hours + 10, amount = ((hours + 10) * rate + 50) / 100",
            "rate = 0, amount = 0",
            "rate_source = 'firm'",
            "minutes = 7",
            "amount = amount + 1",
            "billable = 0",
        )
    ),
    *(
        (
            f"billed_expenses_stay: {change.split()[0]}",
            [f"update expenses set {change} where id = {BILLED_COST}"],
            "an expense on an invoice stays as it was billed",
        )
        for change in (
            "date = '2020-01-01'",
            "description = 'Other work'",
            "amount = amount + 1",
            "taxable = 1 - taxable",
            "billable = 0",
            "expense_code = 'E124'",
            "cost_type = 'soft', bank_reference = null",
            "bank_reference = 'ACH 0'",
        )
    ),
    *(
        (
            f"{trigger}: {to} on a {it} invoice",
            [
                (
                    f"update {table} set status = '{to}' where invoice_id = (select e.invoice_id "
                    f"from {table} e join invoices i on i.id = e.invoice_id where i.status = '{it}')"
                )
            ],
            f"{noun} stands as its invoice does",
        )
        for trigger, table, noun in (
            ("time_stands_as_its_invoice", "time_entries", "time"),
            ("expenses_stand_as_their_invoice", "expenses", "an expense"),
        )
        for it, to in (
            ("draft", "billed"),
            ("sent", "paid"),
            ("sent", "reserved"),
            ("paid", "billed"),
        )
    ),
    (
        "time_follows_its_line: billed time is taken off its invoice",
        [
            f"update time_entries set status = 'billable', invoice_id = null where id = {BILLED_TIME}"
        ],
        "time is on the invoice that has a line for it",
    ),
    (
        "time_follows_its_line: put on an invoice without a line",
        [
            (
                f"update time_entries set status = 'billed', invoice_id = {SENT} "
                f"where id = {UNBILLED_TIME}"
            )
        ],
        "time is on the invoice that has a line for it",
    ),
    (
        "expenses_follow_their_line: a billed expense is taken off its invoice",
        [f"update expenses set status = 'billable', invoice_id = null where id = {BILLED_COST}"],
        "an expense is on the invoice that has a line for it",
    ),
    (
        "expenses_follow_their_line: put on an invoice without a line",
        [f"update expenses set status = 'billed', invoice_id = {SENT} where id = {UNBILLED_COST}"],
        "an expense is on the invoice that has a line for it",
    ),
]

TWO_PEOPLE = "insert into approval_policy values (1, 1)"

BILLS: list[Attack] = [
    *(
        (
            f"nobody_approves_their_own: {name}",
            [TWO_PEOPLE, invoice(created_by_id=drawn_up), line(), *waits, by],
            "an invoice is approved by another than who drew it up",
        )
        for name, drawn_up, waits, by in (
            ("the same", JANE, [], status("approved", more=f", approved_by_id = {JANE}")),
            ("nobody", JANE, [], APPROVE),
            ("nobody, drawn up by nobody", "null", [], APPROVE),
            (
                "the same, once it was submitted",
                JANE,
                [status("pending_approval")],
                status("approved", more=f", approved_by_id = {JANE}"),
            ),
        )
    ),
    *(
        (
            f"invoices_keep_who_drew_them_up: {to}",
            [
                invoice(created_by_id=JANE),
                f"update invoices set created_by_id = {to} where id = 'inv_x'",
            ],
            "an invoice keeps who drew it up",
        )
        for to in ("null", "'u_pp_1a92b7'")
    ),
    *(
        (f"invoices_are_not_replaced: by {name}", [invoice(**changes)], INVOICES)
        for name, changes in (
            ("id", {"id": SENT}),
            ("number", {"number": "(select max(number) from invoices)"}),
            ("rowid", {"rowid": "(select min(rowid) from invoices)"}),
        )
    ),
    *(
        (
            f"invoices_are_not_displaced: by {change.split()[0]}",
            [*ON_DRAFT, f"update invoices set {change} where id = 'inv_x'"],
            INVOICES,
        )
        for change in (
            "id = 'inv_y'",
            f"id = {PAID}",
            f"number = (select number from invoices where id = {PAID})",
            f"rowid = (select rowid from invoices where id = {PAID})",
        )
    ),
    *(
        (f"invoices_begin_as_drafts: {name}", [invoice(**changes)], "an invoice begins as a draft")
        for name, changes in (
            ("approved, without a line", {"status": "'approved'", "number": "'X-1'"}),
            ("standing as viewed", {"standing": "'viewed'"}),
        )
    ),
    *(
        (
            f"invoices_are_the_matters: {name}",
            [invoice(**changes)],
            "an invoice is for its matter's client, in its currency",
        )
        for name, changes in (
            ("client", {"client_id": OTHER_CLIENT}),
            ("currency", {"currency": "'GBP'"}),
            ("matter", {"matter_id": "'mat_none'"}),
        )
    ),
    (
        "invoices_are_kept",
        [*ON_DRAFT, "delete from invoices where id = 'inv_x'"],
        "an invoice is voided, never deleted",
    ),
    *(
        (
            f"invoices_keep_their_place: {change.split()[0]} {change.split()[-1]}",
            [f"update invoices set {change} where id = {SENT}"],
            PLACE,
        )
        for change in (
            f"matter_id = {ACME}",
            f"client_id = {OTHER_CLIENT}",
            "currency = 'GBP'",
            "number = 'X-1'",
            "number = null",
        )
    ),
    *(
        (
            f"invoices_move_forward: {before} to {after}",
            [
                status(
                    after,
                    f"(select id from invoices where status = '{before}' and due > 0 limit 1)"
                    if before not in ("paid", "void")
                    else f"(select min(id) from invoices where status = '{before}')",
                )
            ],
            STATES,
        )
        for before, afters in (
            ("approved", ("draft", "pending_approval", "viewed")),
            ("sent", ("draft", "pending_approval", "approved")),
            ("viewed", ("draft", "pending_approval", "approved", "sent")),
            ("partially_paid", ("draft", "pending_approval", "approved", "sent", "viewed")),
            ("paid", ("draft", "approved", "sent", "viewed")),
            ("void", ("draft", "pending_approval", "approved", "sent", "viewed")),
        )
        for after in afters
    ),
    *(
        (
            f"invoices_move_forward: back to {to} when it is paid, a payment having been reversed",
            [*APPROVED, payment(), payment_reversal(), payment(id="'pay_y'"), status(to)],
            STATES,
        )
        for to in ("approved", "partially_paid", "sent")
    ),
    (
        "invoices_move_forward: back when it is partly paid, a payment having been reversed",
        [
            *APPROVED,
            payment(amount="100"),
            payment(amount="100", id="'pay_y'"),
            payment_reversal(),
            status("approved"),
        ],
        STATES,
    ),
    (
        "paid_in_part_is_paid_something",
        [*APPROVED, status("partially_paid")],
        "an invoice is partly paid by a payment",
    ),
    *(
        (
            f"invoices_stand_no_further_back: {name}",
            [f"update invoices set standing = {to} where id = {id}"],
            "an invoice that was sent or viewed has been",
        )
        for name, to, id in (
            ("unsent", "'approved'", SENT),
            ("unviewed", "'sent'", "(select min(id) from invoices where status = 'viewed')"),
            ("as by default", "null", SENT),
            ("a draft that was viewed", "'viewed'", DRAFT),
        )
    ),
    *(
        (
            f"approved_once: by {by}",
            [f"update invoices set approved_by_id = {by} where id = {SENT}"],
            "an invoice keeps who approved it",
        )
        for by in ("'u_pp_1a92b7'", "null")
    ),
    *(
        (
            f"figures_stay_once_approved: {change.split()[0]} when {it}",
            [
                (
                    f"update invoices set {change} where id = "
                    f"(select id from invoices where status = '{it}' order by id limit 1)"
                )
            ],
            "an approved invoice keeps its figures",
        )
        for it in ("approved", "sent", "viewed", "partially_paid", "paid", "void")
        for change in (
            "subtotal = subtotal + 1, due = due + 1",
            "discounts = '[1]'",
            "exact_discount = '0.001'",
            "discount = discount + 1, due = due - 1",
            "tax_rate = '99'",
            "taxes = '[1]'",
            "exact_tax = '0.001'",
            "tax = tax + 1, due = due + 1",
            "issue_date = '2024-01-01'",
        )
    ),
    *(
        (
            f"invoices_leave_draft_whole: {name}",
            [*prepare, status("pending_approval")],
            "an invoice's lines sum to its figures",
        )
        for name, prepare in (
            ("no lines", [invoice()]),
            ("amounts", [invoice(), line(amount="19999")]),
            ("discounts", [invoice(), line(discount="1")]),
            ("taxes", [invoice(taxes=taxes("1", key="settled")), line(**TAXED)]),
            ("discount", [invoice(discount="1", due="19999"), line()]),
            ("tax", [invoice(tax="1", due="20001"), line()]),
        )
    ),
    (
        "invoices_leave_draft_whole: its lines are left behind while it waits",
        [
            invoice(),
            line(),
            status("pending_approval"),
            "update invoices set subtotal = 1, due = 1 where id = 'inv_x'",
            APPROVE,
        ],
        "an invoice's lines sum to its figures",
    ),
]

LINES: list[Attack] = [
    (
        "lines_are_not_replaced",
        [*TIME_ON_DRAFT, line(amount="1")],
        "a line stays as it was written",
    ),
    *(
        (
            f"{trigger}: {name}",
            [*prepare, invoice(), bill(**more)],
            f"a line bills {noun} of its own matter",
        )
        for trigger, work, bill, noun in (
            ("lines_bill_their_own_time", time, time_line, "unbilled, billable time"),
            ("lines_bill_their_own_expenses", expense, cost_line, "an unbilled, billable expense"),
        )
        for name, prepare, more in (
            ("another matter", [work(matter_id=OPEN)], {}),
            ("not billable", [work(billable="0", status="'not_billable'")], {}),
            ("after its issue", [work(date="'2026-03-01'")], {}),
            ("another amount", [work()], {"amount": "19999"}),
            ("nothing there", [], {}),
        )
    ),
    *(
        (
            f"{trigger}: twice",
            [*there, bill(position="2")],
            f"a line bills {noun} of its own matter",
        )
        for trigger, there, bill, noun in (
            ("lines_bill_their_own_time", TIME_ON_DRAFT, time_line, "unbilled, billable time"),
            (
                "lines_bill_their_own_expenses",
                COST_ON_DRAFT,
                cost_line,
                "an unbilled, billable expense",
            ),
        )
    ),
    *(
        (
            f"{trigger}: on two live invoices",
            [*there, invoice(id="'inv_y'"), bill(invoice_id="'inv_y'")],
            f"a line bills {noun} of its own matter",
        )
        for trigger, there, bill, noun in (
            ("lines_bill_their_own_time", TIME_ON_DRAFT, time_line, "unbilled, billable time"),
            (
                "lines_bill_their_own_expenses",
                COST_ON_DRAFT,
                cost_line,
                "an unbilled, billable expense",
            ),
        )
    ),
    *(
        (
            f"lines_need_a_draft: {it}",
            [
                line(
                    position="999",
                    invoice_id=f"(select min(id) from invoices where status = '{it}')",
                )
            ],
            "lines are added to drafts only",
        )
        for it in (
            *("pending_approval", "approved", "sent"),
            *("viewed", "partially_paid", "paid", "void"),
        )
    ),
    (
        "lines_need_a_draft: no invoice",
        [line(invoice_id="'inv_none'")],
        "lines are added to drafts only",
    ),
    *(
        (
            f"lines_stay: {change} of a {name} invoice",
            [f"update invoice_lines set {change} where invoice_id = {id}"],
            "a line stays as it was written",
        )
        for name, id in (("sent", SENT), ("draft", DRAFT))
        for change in (
            *("amount = amount + 1", "description = 'Other work'", "live = 0"),
            *("taxes = '[1]'", "own_discount = '{}'"),
        )
    ),
    *(
        (
            f"lines_stay: {change} of a void invoice",
            [
                *TIME_ON_DRAFT,
                VOIDED,
                f"update invoice_lines set {change} where invoice_id = 'inv_x'",
            ],
            "a line stays as it was written",
        )
        for change in (
            *("live = 1", "live = null", "invoice_id = 'inv_y'", "position = 2"),
            *("kind = 'expense', expense_id = 'exp_x'", "description = 'X'", "date = '2026-01-01'"),
            *("quantity = '2'", "rate = 1", "amount = 1", "discount = 1", "tax = 1", "taxable = 1"),
            *("time_entry_id = 'tim_y'", "taxes = '[1]'", "own_discount = '{}'"),
            *("live = 0, taxes = '[1]'", "live = 0, own_discount = '{}'", "live = 0, amount = 1"),
        )
    ),
    (
        "lines_are_kept",
        [f"delete from invoice_lines where invoice_id = {SENT}"],
        "a line is kept",
    ),
    (
        "lines_are_kept: on a draft",
        [f"delete from invoice_lines where invoice_id = {DRAFT}"],
        "a line is kept",
    ),
]

_STATUS = "select status, invoice_id from {} where id = '{}_x'"
_TIME = _STATUS.format("time_entries", "tim")
_COST = _STATUS.format("expenses", "exp")
_ACCOUNT = (
    "select second_approver_above, firm_money_most, client_money_pays_matters, "
    "wires_clear_at_once, cash_clears_at_once from trust_accounts where id = 'tra_21ff67'"
)

NEWEST = "select noun, id from changes order by sequence desc limit 1"
_TEAM = "insert into matter_team values ('mat_x', 'u_pp_1a92b7')"

DEEDS: list[Deed] = [
    ("new_matters_are_changes", [matter()], NEWEST, [("matter", "mat_x")]),
    (
        "matters_change",
        [f"update matters set title = 'T' where id = {ACME}"],
        NEWEST,
        [("matter", "mat_9c31d2")],
    ),
    (
        "matters_change: whatever the statement does with conflicts",
        [f"update or replace matters set title = 'T' where id = {ACME}"],
        NEWEST,
        [("matter", "mat_9c31d2")],
    ),
    ("teams_grow", [matter(), invoice(), _TEAM], NEWEST, [("matter", "mat_x")]),
    (
        "teams_shrink",
        [matter(), _TEAM, invoice(), "delete from matter_team where matter_id = 'mat_x'"],
        NEWEST,
        [("matter", "mat_x")],
    ),
    ("new_invoices_are_changes", [invoice()], NEWEST, [("invoice", "inv_x")]),
    (
        "invoices_change",
        [invoice(), matter(), "update invoices set notes = 'N' where id = 'inv_x'"],
        NEWEST,
        [("invoice", "inv_x")],
    ),
    (
        "changes: a record has one place",
        [invoice(), "update invoices set notes = 'N' where id = 'inv_x'"],
        "select count(*) from changes where id = 'inv_x'",
        [(1,)],
    ),
    ("lines_reserve_time", TIME_ON_DRAFT, _TIME, [("reserved", "inv_x")]),
    ("lines_reserve_expenses", COST_ON_DRAFT, _COST, [("reserved", "inv_x")]),
    *(
        (
            f"entries_follow_their_invoice: {name} to {path[-1]}",
            [*prepare, *(status(step, more=", number = 'X-1'") for step in path)],
            question,
            [(expected, "inv_x")],
        )
        for name, prepare, question in (
            ("time", TIME_ON_DRAFT, _TIME),
            ("an expense", COST_ON_DRAFT, _COST),
        )
        for path, expected in (
            (["pending_approval"], "reserved"),
            (["approved"], "billed"),
            (["approved", "sent"], "billed"),
            (["approved", "sent", "viewed"], "billed"),
        )
    ),
    (
        "invoices_know_how_far_they_came",
        [*TIME_ON_DRAFT, APPROVE, status("sent"), status("viewed")],
        "select standing from invoices where id = 'inv_x'",
        [("viewed",)],
    ),
    *(
        (f"void_frees_entries: {name}", [*prepare, VOIDED], question, [("billable", None)])
        for name, prepare, question in (
            ("time", TIME_ON_DRAFT, _TIME),
            ("an expense", COST_ON_DRAFT, _COST),
        )
    ),
    (
        "void_frees_entries: they may be billed again",
        [*TIME_ON_DRAFT, VOIDED, invoice(id="'inv_y'"), time_line(invoice_id="'inv_y'")],
        "select invoice_id, live from invoice_lines where time_entry_id = 'tim_x' order by 1",
        [("inv_x", 0), ("inv_y", 1)],
    ),
    (
        "the policy of a trust account is the firm's to change, by whatever means",
        [
            (
                "update trust_accounts set second_approver_above = null, firm_money_most = 1, "
                "client_money_pays_matters = 1, wires_clear_at_once = 0, cash_clears_at_once = 1"
            )
        ],
        _ACCOUNT,
        [(None, 1, 1, 0, 1)],
    ),
    (
        "a matter without entries may change its currency",
        [matter(), "update matters set currency = 'GBP' where id = 'mat_x'"],
        "select currency from matters where id = 'mat_x'",
        [("GBP",)],
    ),
    (
        "a pending matter takes work",
        [matter(status="'pending'"), time(matter_id="'mat_x'"), expense(matter_id="'mat_x'")],
        (
            "select t.status, e.status from time_entries t join expenses e on e.id = 'exp_x' "
            "where t.id = 'tim_x'"
        ),
        [("billable", "billable")],
    ),
    (
        "a contact who is no client may go",
        [_CONTACT.format("'con_x'", "null"), "delete from contacts where id = 'con_x'"],
        "select count(*) from contacts where id = 'con_x'",
        [(0,)],
    ),
    (
        "tags of billed time may change",
        [*TIME_ON_DRAFT, "update time_entries set tags = '[\"a\"]' where id = 'tim_x'"],
        "select tags from time_entries where id = 'tim_x'",
        [('["a"]',)],
    ),
    (
        "unbilled time may go",
        [time(), "delete from time_entries where id = 'tim_x'"],
        "select count(*) from time_entries where id = 'tim_x'",
        [(0,)],
    ),
    (
        "half a cent of time is a cent",
        [time(hours="10", rate="5", amount="1")],
        "select amount from time_entries where id = 'tim_x'",
        [(1,)],
    ),
]

ATTACKS = [*PEOPLE, *MATTER, *WORK, *BILLS, *LINES]
