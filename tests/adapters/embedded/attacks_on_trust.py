"""Attacks on clients' money by raw SQL, and what the law lets happen to it."""

from tests.adapters.embedded.shell import (
    ACME,
    ANOTHERS,
    APPROVE,
    APPROVED,
    CLIENT,
    DRAFT,
    FIRMS,
    JANE,
    LEDGER,
    OTHER_CLIENT,
    PARALEGAL,
    SENT,
    TRANSFERRED,
    UNCLEARED,
    UNDO_TRANSFER,
    Attack,
    Deed,
    clearing,
    decided,
    entry,
    hold,
    invoice,
    ledger,
    line,
    matter,
    request,
    status,
    transfer,
)

OTHER = "(select id from trust_accounts where id <> 'tra_21ff67')"
ENTRY = "(select min(sequence) from trust_entries where kind = '{}' and cleared_on is not null)"
PENDING = "(select min(sequence) from trust_entries where cleared_on is null)"
ANY_SUM = "update trust_accounts set second_approver_above = null"
HELD = "(select min(ledger_id) from trust_holds)"
HELD_ALL = f"(select available + 1 from trust_balances where ledger_id = {HELD})"
BALANCE = f"select posted, cleared, held, requested from trust_balances where ledger_id = {LEDGER}"

WHOSE = "a ledger stays whose it is"
SOMEBODYS = "a ledger is a client's or the firm's, in an account"
CHANGED = "a trust entry is reversed, never changed"
ONCE = "a trust entry is reversed once, never changed"
GROWS = "the journal only grows at its end"
OVERDRAWN = "a trust ledger is never overdrawn"
UNDO = "a reversal undoes one entry, whole, and is not undone"
OWN = "trust money pays its own client's invoice only"
MIXED = "the firm's own money and its clients' are never mixed"
TWO = "a large sum is paid out by two people"
CLEARS = "a deposit that stands clears once"
HOLD = "a hold is for a draft of the same client, at most what is due"
DECIDED = "a request is decided once, as it was asked"
BEGINS = "a request begins undecided"
INSIDE = "a transfer stays with its client, in one account"
PAIR = "a transfer is two entries, of one sum"

LEDGERS: list[Attack] = [
    *(
        (f"ledgers_are_somebodys: {name}", [ledger(**changes)], SOMEBODYS)
        for name, changes in (
            ("no such account", {"account_id": "'tra_none'"}),
            ("no such client", {"client_id": "'cli_none'"}),
            ("a client without an id", {"client_id": "''"}),
        )
    ),
    (
        "ledgers_are_the_clients",
        [ledger(matter_id=ACME, client_id=OTHER_CLIENT)],
        "a ledger's matter is its client's",
    ),
    *(
        (
            f"ledgers_are_in_the_matters_currency: {name}",
            [*prepare, ledger(matter_id=id)],
            "a matter's ledger is in the matter's currency",
        )
        for name, prepare, id in (
            ("another", [matter(currency="'GBP'")], "'mat_x'"),
            ("no such matter", [], "'mat_none'"),
            ("an empty matter's id", [], "''"),
        )
    ),
    *(
        (f"ledgers_are_not_replaced: by {name}", [*prepare, ledger(**changes)], WHOSE)
        for name, prepare, changes in (
            ("id", [], {"id": LEDGER}),
            ("rowid", [], {"rowid": f"(select rowid from trust_ledgers where id = {LEDGER})"}),
            ("a second of the client's", [ledger("'trl_y'")], {}),
            ("a second of the matter's", [], {"matter_id": ACME}),
            (
                "a second of the client's, of an empty matter",
                [ledger("'trl_y'")],
                {"matter_id": "''"},
            ),
            ("a second of the firm's", FIRMS, {"client_id": "null"}),
            ("a second of the firm's, of an empty client", FIRMS, {"client_id": "''"}),
        )
    ),
    *(
        (
            f"ledgers_stay: {change.split()[0]}",
            [f"update trust_ledgers set {change} where id = {LEDGER}"],
            WHOSE,
        )
        for change in (
            f"client_id = {OTHER_CLIENT}",
            "matter_id = null",
            f"account_id = {OTHER}",
            "id = 'trl_x'",
            "rowid = 1",
        )
    ),
    (
        "ledgers_are_kept",
        [ledger(), "delete from trust_ledgers where id = 'trl_x'"],
        "a ledger is kept",
    ),
]

ENTRIES: list[Attack] = [
    *(
        (f"entries_are_not_replaced: by {name}", [*prepare, entry("100", **changes)], ONCE)
        for name, prepare, changes in (
            ("id", [], {"id": "(select max(id) from trust_entries)"}),
            ("sequence", [], {"sequence": "1"}),
            ("hash", [], {"hash": "(select min(hash) from trust_entries)"}),
        )
    ),
    (
        "entries_are_not_replaced: an upsert",
        [
            entry("100", id="(select max(id) from trust_entries)")
            + " where true on conflict (id) do update set amount = 1000000"
        ],
        ONCE,
    ),
    (
        "entries_are_not_replaced: a second reversal",
        [
            entry("100"),
            entry("-100", kind="reversal"),
            entry("-100", kind="reversal", id="'trt_z'"),
        ],
        ONCE,
    ),
    (
        "entries_are_in_a_ledger",
        [entry("100", "'trl_none'", payer="(select name from firm)")],
        "a trust entry is in a ledger",
    ),
    *(
        (f"journal_runs_on: {name}", [entry("100", **changes)], GROWS)
        for name, changes in (
            ("before the first", {"sequence": "0"}),
            ("before all", {"sequence": "-5"}),
            ("leaving a gap", {"sequence": "(select max(sequence) + 2 from trust_entries)"}),
            ("at the end of all numbers", {"sequence": "9223372036854775807"}),
            ("after no entry", {"prev_hash": "'the first entry'"}),
            ("after an earlier entry", {"prev_hash": "(select hash from trust_entries limit 1)"}),
        )
    ),
    *(
        (
            f"journal_foots: {name}",
            [entry("100", running_balance=balance)],
            "an entry's running balance is its ledger's",
        )
        for name, balance in (("too much", "250101"), ("too little", "250099"), ("itself", "100"))
    ),
    ("no_overdraft: more than there is", [entry("-250001", kind="disbursement")], OVERDRAWN),
    (
        "no_overdraft: uncleared money",
        [UNCLEARED, entry("-250001", kind="disbursement", id="'trt_y'")],
        OVERDRAWN,
    ),
    (
        "no_overdraft: held money",
        [ANY_SUM, entry(f"-{HELD_ALL}", HELD, "disbursement")],
        OVERDRAWN,
    ),
    (
        "no_overdraft: requested money",
        [request(), entry("-50001", kind="disbursement")],
        OVERDRAWN,
    ),
    ("no_overdraft: by a transfer", [ledger(), transfer("250001")], OVERDRAWN),
    (
        "no_overdraft: by the reversal of a deposit that is spent",
        [
            entry("100"),
            entry("-250001", kind="disbursement", id="'trt_z'"),
            entry("-100", kind="reversal"),
        ],
        OVERDRAWN,
    ),
    (
        "no_overdraft: by an application",
        [
            invoice(subtotal="250001", due="250001"),
            line(amount="250001"),
            APPROVE,
            entry("-250001", kind="application"),
        ],
        OVERDRAWN,
    ),
    (
        "no_overdraft: one client's from another's",
        [
            ledger("'trl_x'", client_id=OTHER_CLIENT, account_id=OTHER),
            entry("-1", "'trl_x'", "disbursement"),
        ],
        OVERDRAWN,
    ),
    *(
        (
            f"reversals_undo_one_entry: {name}",
            [*prepare, entry(amount, kind="reversal", **changes)],
            UNDO,
        )
        for name, prepare, amount, changes in (
            ("of nothing", [], "100", {"reverses_id": "'trt_none'"}),
            ("a part", [entry("100")], "-99", {}),
            ("more", [entry("100")], "-101", {}),
            ("twice over", [entry("100")], "100", {}),
            (
                "in another ledger",
                [entry("100"), ledger(), entry("100", "'trl_x'", id="'trt_z'")],
                "-100",
                {"ledger_id": "'trl_x'", "running_balance": "0"},
            ),
            (
                "before it was",
                [entry("100")],
                "-100",
                {"date": "'2026-02-27'", "cleared_on": "'2026-02-27'"},
            ),
            ("on an invoice", [entry("100")], "-100", {"invoice_id": SENT}),
            ("as uncleared when it has", [entry("100")], "-100", {"cleared_on": "null"}),
            ("as cleared when it has not", [UNCLEARED], "-100", {}),
            (
                "of a reversal",
                [entry("100"), entry("-100", kind="reversal")],
                "100",
                {"reverses_id": "'trt_y'", "id": "'trt_z'"},
            ),
            ("of one half of a transfer", TRANSFERRED, "1000", {"reverses_id": "'trt_out'"}),
        )
    ),
    *(
        (
            f"applications_stay_with_the_client: {name}",
            [*prepare, entry("-1", from_ledger, kind, **more)],
            OWN,
        )
        for kind in ("application", "disbursement")
        for name, prepare, from_ledger, more in (
            (
                "another client's invoice",
                [],
                LEDGER,
                {"invoice_id": f"(select min(id) from invoices where client_id <> {CLIENT})"},
            ),
            ("from another client's money", APPROVED, ANOTHERS, {"invoice_id": "'inv_x'"}),
            (
                "another matter's invoice",
                [matter(), invoice(matter_id="'mat_x'")],
                LEDGER,
                {"invoice_id": "'inv_x'"},
            ),
            (
                "money at large against the policy",
                [*APPROVED, ledger(), entry("100", "'trl_x'", id="'trt_z'")],
                "'trl_x'",
                {"invoice_id": "'inv_x'"},
            ),
            ("no such invoice", [], LEDGER, {"invoice_id": "'inv_none'"}),
        )
    ),
    (
        "bank_charges_are_the_firms",
        [entry("-1", kind="disbursement", purpose="'bank_charge'")],
        "clients' money pays no bank charges",
    ),
    *(
        (
            f"firm_money_pays_bank_charges: not {purpose}",
            [*FIRMS, entry("-1", "'trl_f'", "disbursement", id="'trt_y'", purpose=f"'{purpose}'")],
            "the firm's money in trust pays bank charges only",
        )
        for purpose in ("client_refund", "third_party", "expense_incurred")
    ),
    (
        "firm_money_stays_out: the firm's money in a client's ledger",
        [entry("100", payer="(select ' ' || upper(name) || ' ' from firm)")],
        MIXED,
    ),
    (
        "firm_money_stays_out: a client's money in the firm's ledger",
        [ledger("'trl_f'", client_id="null"), entry("100", "'trl_f'")],
        MIXED,
    ),
    *(
        (
            f"firm_money_is_capped: {name}",
            [*FIRMS, entry(amount, "'trl_f'", payer="(select name from firm)", id="'trt_y'")],
            "the firm keeps no more in trust than bank charges need",
        )
        for name, amount in (("by a cent", "24901"), ("by far", "2500000"))
    ),
    *(
        (
            f"large_sums_need_two: {name}",
            [
                entry("1000000"),
                *prepare,
                entry(
                    "-500001",
                    kind="disbursement",
                    id="'trt_y'",
                    recorded_by_id=PARALEGAL,
                    authorised_by_id=JANE,
                    **more,
                ),
            ],
            TWO,
        )
        for name, prepare, more in (
            ("nobody asked", [], {}),
            ("asked, and not approved", [request("500001")], {}),
            ("approved for another entry", [request("500001"), decided(entry_id="'trt_z'")], {}),
            ("approved for another sum", [request("500000"), decided(entry_id="'trt_y'")], {}),
            (
                "approved for another purpose",
                [request("500001", purpose="'third_party'"), decided(entry_id="'trt_y'")],
                {},
            ),
            (
                "approved for another payee",
                [request("500001", payee="'X'"), decided(entry_id="'trt_y'")],
                {},
            ),
            (
                "approved for an invoice",
                [*APPROVED, request("500001", invoice_id="'inv_x'"), decided(entry_id="'trt_y'")],
                {},
            ),
            (
                "asked by another",
                [request("500001", requested_by_id="'u_pp_977a12'"), decided(entry_id="'trt_y'")],
                {},
            ),
            (
                "authorised by another",
                [request("500001"), decided(by="'u_pp_977a12'", entry_id="'trt_y'")],
                {},
            ),
            (
                "of another ledger",
                [
                    ledger(),
                    entry("500001", "'trl_x'", id="'trt_l'"),
                    request("500001", "'trl_x'"),
                    decided(entry_id="'trt_y'"),
                ],
                {},
            ),
        )
    ),
    *(
        (
            f"journal_stays: {change.split()[0]} of a {kind}",
            [f"update trust_entries set {change} where sequence = {ENTRY.format(kind)}"],
            CHANGED,
        )
        for kind in ("deposit", "disbursement", "transfer", "application", "reversal")
        for change in (
            "amount = amount + 1, running_balance = running_balance + 1",
            "cleared_on = '2026-02-28'",
            "cleared_on = null",
            "created_at = '2024-01-01'",
            "hash = prev_hash",
        )
    ),
    (
        "journal_stays: a deposit clears without a clearing",
        [f"update trust_entries set cleared_on = '2026-02-28' where sequence = {PENDING}"],
        CHANGED,
    ),
    (
        "journal_stays: a deposit that does not clear",
        [f"update trust_entries set reference = 'X-1' where sequence = {PENDING}"],
        CHANGED,
    ),
    (
        "journal_is_kept",
        [f"delete from trust_entries where sequence = {PENDING}"],
        "a trust entry is reversed, never deleted",
    ),
    *(
        (
            f"closed_matters_take_no_money: {it}",
            [
                matter(),
                ledger(matter_id="'mat_x'"),
                f"update matters set status = '{it}', close_date = '2026-02-28' where id = 'mat_x'",
                entry("100", "'trl_x'"),
            ],
            "a closed matter takes no trust money",
        )
        for it in ("closed", "archived")
    ),
    (
        "closed_matters_take_no_money: by a transfer",
        [
            matter(),
            ledger(matter_id="'mat_x'"),
            "update matters set status = 'closed', close_date = '2026-02-28' where id = 'mat_x'",
            transfer(),
        ],
        "a closed matter takes no trust money",
    ),
]

CLEARINGS: list[Attack] = [
    *(
        (f"clearings_follow_a_deposit: {name}", [*prepare, clearing(**changes)], CLEARS)
        for name, prepare, changes in (
            ("no entry", [], {"entry_id": "'trt_none'"}),
            ("no deposit", [entry("-100", kind="disbursement")], {}),
            ("cleared at once", [entry("100")], {}),
            ("cleared before", [UNCLEARED, clearing()], {"hash": "printf('%064d', 9)"}),
            ("it bounced", [UNCLEARED, entry("-100", kind="reversal", cleared_on="null")], {}),
            ("before it came", [UNCLEARED], {"cleared_on": "'2026-02-27'"}),
            (
                "not after the one before",
                [UNCLEARED, clearing(), entry("100", cleared_on="null", id="'trt_z'")],
                {"entry_id": "'trt_z'", "prev_hash": "'the first clearing'"},
            ),
            (
                "in the place of another",
                [UNCLEARED, clearing(), entry("100", cleared_on="null", id="'trt_z'")],
                {"entry_id": "'trt_z'", "sequence": "1"},
            ),
            (
                "with the hash of another",
                [UNCLEARED, clearing(), entry("100", cleared_on="null", id="'trt_z'")],
                {"entry_id": "'trt_z'", "hash": "(select hash from trust_clearings)"},
            ),
        )
    ),
    *(
        (
            f"clearings_run_on: {name}",
            [UNCLEARED, clearing(sequence=sequence)],
            "deposits clear one after the other",
        )
        for name, sequence in (("before the first", "0"), ("leaving a gap", "2"))
    ),
    *(
        (
            f"clearings_stay: {change.split()[0]}",
            [UNCLEARED, clearing(), f"update trust_clearings set {change}"],
            "what has cleared stays cleared",
        )
        for change in ("cleared_on = '2026-03-03'", "entry_id = 'trt_none'", "sequence = 9")
    ),
    (
        "clearings_are_kept",
        [UNCLEARED, clearing(), "delete from trust_clearings"],
        "what has cleared stays cleared",
    ),
]

AS_IT_CLEARS = (
    "sequence = sequence + 100000",
    "id = 'trt_z'",
    f"ledger_id = {ANOTHERS}",
    "kind = 'transfer'",
    "purpose = 'client_refund'",
    "amount = amount + 1",
    "running_balance = running_balance + 1",
    "date = '2024-01-01'",
    "method = 'wire'",
    "reference = 'X-1'",
    "payee = 'X'",
    "payer = 'X'",
    "reason = 'X'",
    "reverses_id = id",
    "transfer_id = 'trx_x'",
    f"invoice_id = {SENT}",
    f"recorded_by_id = {JANE}",
    f"authorised_by_id = {JANE}",
    "created_at = '2024-01-01'",
    "prev_hash = hash",
    "hash = prev_hash",
)

# Between a clearing and its effect there is nothing; so the effect is taken away to try.
CLEARINGS += [
    (
        f"journal_stays: {change.split()[0]} as it clears",
        [
            UNCLEARED,
            "drop trigger clearings_clear",
            clearing(),
            f"update trust_entries set cleared_on = '2026-03-02', {change} where id = 'trt_x'",
        ],
        CHANGED,
    )
    for change in AS_IT_CLEARS
]
CLEARINGS += [
    (
        "journal_stays: cleared on another day than the bank said",
        [
            UNCLEARED,
            "drop trigger clearings_clear",
            clearing(),
            "update trust_entries set cleared_on = '2026-03-01' where id = 'trt_x'",
        ],
        CHANGED,
    )
]

HOLDS: list[Attack] = [
    *(
        (
            f"holds_are_covered: {name}",
            [*prepare, invoice(subtotal="300000", due="300000"), hold(amount)],
            "a hold is covered by available trust money",
        )
        for name, prepare, amount in (
            ("more than there is", [], "250001"),
            ("uncleared money", [UNCLEARED], "250001"),
            (
                "held twice",
                [
                    invoice(id="'inv_y'", subtotal="200000", due="200000"),
                    hold("200000", invoice_id="'inv_y'"),
                ],
                "50001",
            ),
            ("requested money", [request()], "50001"),
        )
    ),
    *(
        (f"holds_stay_with_the_client: {name}", [*prepare, hold("100", from_ledger)], HOLD)
        for name, prepare, from_ledger in (
            ("another client", [invoice()], ANOTHERS),
            ("another matter", [matter(), invoice(matter_id="'mat_x'")], LEDGER),
            (
                "money at large against the policy",
                [invoice(), ledger(), entry("100", "'trl_x'")],
                "'trl_x'",
            ),
            ("an approved invoice", APPROVED, LEDGER),
            ("no invoice", [], LEDGER),
            ("no ledger", [invoice()], "'trl_none'"),
        )
    ),
    ("holds_stay_with_the_client: more than is due", [invoice(), hold("20001")], HOLD),
    (
        "holds_are_not_replaced",
        [invoice(), hold("100"), hold("200")],
        "a hold is released, never changed",
    ),
    *(
        (
            f"holds_stay: {change.split()[0]}",
            [f"update trust_holds set {change} where ledger_id = {HELD}"],
            "a hold is released, never changed",
        )
        for change in ("amount = amount - 1", f"ledger_id = {LEDGER}", f"invoice_id = {DRAFT}")
    ),
    *(
        (
            f"invoices_show_their_trust_money: {name}",
            [*prepare, f"update invoices set {change} where id = 'inv_x'"],
            "an invoice shows the trust money it holds or had",
        )
        for name, prepare, change in (
            ("none was held", [invoice()], "trust_applied = 100, due = due - 100"),
            ("less than is held", [invoice(), hold("100")], "trust_applied = 99, due = due + 1"),
            (
                "none, though it is held",
                [invoice(), hold("100")],
                "trust_applied = 0, due = due + 100",
            ),
            (
                "nothing said of it",
                [invoice(), hold("100")],
                "trust_applied = null, due = due + 100",
            ),
            (
                "none, though it was paid",
                [*APPROVED, entry("-100", kind="application")],
                "trust_applied = 0, due = due + 100",
            ),
            (
                "more than was paid",
                [*APPROVED, entry("-100", kind="application")],
                "trust_applied = 200, due = due - 100",
            ),
        )
    ),
    *(
        (
            f"drafts_begin_without_trust_money: {column}",
            [invoice(due="19900", **{column: "100"})],
            "a draft begins unpaid",
        )
        for column in ("trust_applied", "paid", "credited", "written_off")
    ),
    *(
        (
            f"no_hold_outlives_its_draft: {to}",
            [invoice(), line(), hold("100"), status(to, more=more)],
            "a hold is posted or released before its draft is final",
        )
        for to, more in (
            ("approved", ", number = 'X-1'"),
            ("void", ", credited = 19900, due = 0"),
        )
    ),
]

REQUESTS: list[Attack] = [
    *(
        (
            f"requests_are_covered: {name}",
            [*prepare, request(amount, from_ledger)],
            "a request is covered by available trust money",
        )
        for name, prepare, amount, from_ledger in (
            ("more than there is", [], "250001", LEDGER),
            ("uncleared money", [UNCLEARED], "250001", LEDGER),
            ("requested twice", [request(id="'trq_y'")], "50001", LEDGER),
            ("held money", [invoice(), hold("100")], "249901", LEDGER),
            ("no ledger", [], "1", "'trl_none'"),
        )
    ),
    *(
        (f"requests_begin_pending: {name}", [*prepare, request("100", **changes)], BEGINS)
        for name, prepare, changes in (
            (
                "approved",
                [],
                {
                    "status": "'approved'",
                    "decided_by_id": JANE,
                    "decided_at": "''",
                    "entry_id": "'trt_x'",
                },
            ),
            ("rejected", [], {"status": "'rejected'", "decided_by_id": JANE, "decided_at": "''"}),
            ("asked before", [request("100")], {}),
            ("asked by nobody there is", [], {"requested_by_id": "'u_none'"}),
        )
    ),
    *(
        (f"requests_are_decided_once: {name}", [request(), *prepare, attack], DECIDED)
        for name, prepare, attack in (
            ("approved twice", [decided()], decided(entry_id="'trt_y'")),
            ("rejected, then approved", [decided("rejected", entry_id="null")], decided()),
            ("approved, then rejected", [decided()], decided("rejected", entry_id="null")),
            (
                "undecided again",
                [decided()],
                (
                    "update trust_requests set status = 'pending', decided_by_id = null, "
                    "decided_at = null, entry_id = null"
                ),
            ),
            (
                "for an entry that there is",
                [],
                decided(entry_id="(select max(id) from trust_entries)"),
            ),
            (
                "for an entry that was another's",
                [request("100", id="'trq_y'"), decided().replace("'trq_x'", "'trq_y'")],
                decided(),
            ),
            *(
                (
                    f"with another {change.split()[0]}",
                    [],
                    decided().replace("set ", f"set {change}, "),
                )
                for change in (
                    "id = 'trq_z'",
                    f"ledger_id = {ANOTHERS}",
                    "purpose = 'third_party'",
                    "amount = amount + 1",
                    "date = '2026-02-01'",
                    "payee = 'X'",
                    "reference = 'X'",
                    f"invoice_id = {SENT}",
                    "requested_by_id = 'u_pp_977a12'",
                    "created_at = ''",
                )
            ),
            ("undecided, changed", [], "update trust_requests set payee = 'X' where id = 'trq_x'"),
        )
    ),
    *(
        (
            f"requests_are_approved_by_another: {name}",
            [request(), decided(by=by)],
            "nobody approves what they asked for",
        )
        for name, by in (("who asked", PARALEGAL), ("nobody there is", "'u_none'"))
    ),
    (
        "requests_are_kept",
        [request(), "delete from trust_requests"],
        "a request is decided, never deleted",
    ),
]

TRANSFERS: list[Attack] = [
    *(
        (f"transfers_stay_with_the_client: {name}", [*prepare, transfer(to=to, **more)], INSIDE)
        for name, prepare, to, more in (
            ("another client", [], ANOTHERS, {}),
            ("another account", [ledger(account_id=OTHER)], "'trl_x'", {}),
            ("from the firm", [*FIRMS], LEDGER, {"from_ledger_id": "'trl_f'"}),
            ("to the firm", [*FIRMS], "'trl_f'", {}),
            ("to no ledger", [], "'trl_none'", {}),
        )
    ),
    *(
        (f"reversals_undo_one_entry: a transfer, {name}", [*TRANSFERRED, *prepare, attack], UNDO)
        for name, prepare, attack in (
            ("a part", [], UNDO_TRANSFER.replace("1000", "999")),
            (
                "the same way again",
                [],
                transfer(
                    id="'trx_y'",
                    reverses_id="'trx_x'",
                    out_id="'a'",
                    in_id="'b'",
                    out_hash="printf('%064d', 3)",
                    in_hash="printf('%064d', 4)",
                ),
            ),
            ("of nothing", [], UNDO_TRANSFER.replace("'trx_x'", "'trx_none'")),
            (
                "of a reversal",
                [UNDO_TRANSFER],
                transfer(
                    id="'trx_z'",
                    reverses_id="'trx_y'",
                    out_id="'a'",
                    in_id="'b'",
                    out_hash="printf('%064d', 5)",
                    in_hash="printf('%064d', 6)",
                ),
            ),
        )
    ),
    *(
        (f"transfers_are_not_replaced: {name}", [*TRANSFERRED, *prepare, attack], ONCE)
        for name, prepare, attack in (
            ("by id", [], transfer("1")),
            (
                "a second reversal",
                [UNDO_TRANSFER],
                UNDO_TRANSFER.replace("trx_y", "trx_z")
                .replace("_y'", "_z'")
                .replace("%064d', 3", "%064d', 5")
                .replace("%064d', 4", "%064d', 6"),
            ),
            *(
                (
                    f"by {changes}",
                    [],
                    transfer(
                        "1",
                        id="'trx_z'",
                        **(
                            {
                                "out_id": "'a'",
                                "in_id": "'b'",
                                "out_hash": "printf('%064d', 5)",
                                "in_hash": "printf('%064d', 6)",
                            }
                            | changes
                        ),
                    ),
                )
                for changes in (
                    {"out_id": "'trt_out'"},
                    {"out_id": "'trt_in'"},
                    {"in_id": "'trt_in'"},
                    {"in_id": "'trt_out'"},
                    {"out_hash": "printf('%064d', 1)"},
                    {"in_hash": "printf('%064d', 2)"},
                )
            ),
        )
    ),
    *(
        (f"transfers_come_in_twos: {name}", [*prepare, attack], PAIR)
        for name, prepare, attack in (
            ("out alone", [], entry("-100", kind="transfer", transfer_id="'trx_none'")),
            ("in alone", [], entry("100", kind="transfer", transfer_id="'trx_none'")),
            (
                "in again",
                TRANSFERRED,
                entry("1000", "'trl_x'", "transfer", transfer_id="'trx_x'", id="'trt_z'"),
            ),
            ("a deposit that says so", TRANSFERRED, entry("100", transfer_id="'trx_x'")),
        )
    ),
    *(
        (
            f"transfers_stay: {change.split()[0]}",
            [f"update trust_transfers set {change}"],
            CHANGED,
        )
        for change in ("amount = amount + 1", f"to_ledger_id = {ANOTHERS}", "reason = 'X'")
    ),
    (
        "transfers_are_kept",
        ["delete from trust_transfers"],
        "a trust entry is reversed, never deleted",
    ),
    *(
        (
            f"money_keeps_a_matter_open: {it} with {name}",
            [
                *prepare,
                f"update matters set status = '{it}', close_date = '2026-02-28' where id = {ACME}",
            ],
            "a matter that holds trust money stays open",
        )
        for it in ("closed", "archived")
        for name, prepare in (
            ("money", []),
            (
                "money that has not cleared",
                [entry("-250000", kind="disbursement", id="'trt_y'"), UNCLEARED],
            ),
        )
    ),
]

DEEDS: list[Deed] = [
    (
        "a pending deposit counts as posted only",
        [UNCLEARED],
        BALANCE,
        [(250100, 250000, 0, 0)],
    ),
    (
        "clearings_clear: a pending deposit",
        [UNCLEARED, clearing()],
        BALANCE + " union all select cleared_on, 0, 0, 0 from trust_entries where id = 'trt_x'",
        [(250100, 250100, 0, 0), ("2026-03-02", 0, 0, 0)],
    ),
    (
        "what has cleared may be spent to the last cent",
        [UNCLEARED, clearing(), entry("-250100", kind="disbursement", id="'trt_y'")],
        BALANCE,
        [(0, 0, 0, 0)],
    ),
    ("a wire is cleared at once", [entry("100")], BALANCE, [(250100, 250100, 0, 0)]),
    (
        "a deposit that never cleared is taken back, all else being spent",
        [
            UNCLEARED,
            entry("-250000", kind="disbursement", id="'trt_z'"),
            entry("-100", kind="reversal", cleared_on="null"),
        ],
        BALANCE,
        [(0, 0, 0, 0)],
    ),
    (
        "an entry without a number takes the next",
        [entry("100", sequence="null")],
        (
            "select sequence = (select count(*) from trust_entries) from trust_entries "
            "where id = 'trt_x'"
        ),
        [(1,)],
    ),
    (
        "money of the client at large pays its matters where the policy lets it",
        [
            "update trust_accounts set client_money_pays_matters = 1",
            *APPROVED,
            ledger(),
            entry("20000", "'trl_x'"),
            entry("-20000", "'trl_x'", "application", id="'trt_y'"),
        ],
        "select status, trust_applied, due from invoices where id = 'inv_x'",
        [("paid", 20000, 0)],
    ),
    (
        "the firm's own money pays bank charges",
        [*FIRMS, entry("-100", "'trl_f'", "disbursement", id="'trt_y'", purpose="'bank_charge'")],
        "select posted from trust_balances where ledger_id = 'trl_f'",
        [(0,)],
    ),
    (
        "a large sum is paid out by two people",
        [
            entry("1000000"),
            request("500001"),
            decided(entry_id="'trt_y'"),
            entry(
                "-500001",
                kind="disbursement",
                id="'trt_y'",
                recorded_by_id=PARALEGAL,
                authorised_by_id=JANE,
            ),
        ],
        BALANCE,
        [(749999, 749999, 0, 0)],
    ),
    ("a request reserves its sum", [request()], BALANCE, [(250000, 250000, 0, 200000)]),
    (
        "a rejected request gives it up",
        [request(), decided("rejected", entry_id="null")],
        BALANCE,
        [(250000, 250000, 0, 0)],
    ),
    (
        "holds_show_on_the_draft: all that is available",
        [invoice(subtotal="250000", due="250000"), hold("250000")],
        BALANCE + " union all select trust_applied, due, 0, 0 from invoices where id = 'inv_x'",
        [(250000, 250000, 250000, 0), (250000, 0, 0, 0)],
    ),
    (
        "releases_show_on_the_draft",
        [invoice(), hold("20000"), "delete from trust_holds where invoice_id = 'inv_x'"],
        BALANCE + " union all select trust_applied, due, 0, 0 from invoices where id = 'inv_x'",
        [(250000, 250000, 0, 0), (0, 20000, 0, 0)],
    ),
    (
        "an approved invoice has no hold to delete",
        [
            invoice(),
            line(),
            hold("100"),
            "delete from trust_holds where invoice_id = 'inv_x'",
            APPROVE,
        ],
        (
            "select count(*) from trust_holds h join invoices i on i.id = h.invoice_id "
            "where i.status not in ('draft', 'pending_approval')"
        ),
        [(0,)],
    ),
    (
        "transfers_post_both_entries",
        TRANSFERRED,
        (
            "select id, kind, purpose, amount, running_balance, transfer_id from trust_entries "
            "where transfer_id = 'trx_x' order by sequence"
        ),
        [
            ("trt_out", "transfer", "trust_to_trust", -1000, 249000, "trx_x"),
            ("trt_in", "transfer", "trust_to_trust", 1000, 1000, "trx_x"),
        ],
    ),
    (
        "transfers_post_both_entries: of a reversal",
        [*TRANSFERRED, UNDO_TRANSFER],
        (
            "select id, kind, purpose, amount, running_balance, reverses_id from trust_entries "
            "where transfer_id = 'trx_y' order by sequence"
        ),
        [
            ("trt_out_y", "reversal", "reversal", -1000, 0, "trt_in"),
            ("trt_in_y", "reversal", "reversal", 1000, 250000, "trt_out"),
        ],
    ),
    (
        "a matter whose trust money is spent may close",
        [
            entry("-250000", kind="disbursement"),
            f"update matters set status = 'closed', close_date = '2026-02-28' where id = {ACME}",
        ],
        f"select status from matters where id = {ACME}",
        [("closed",)],
    ),
]

ATTACKS = [*LEDGERS, *ENTRIES, *CLEARINGS, *HOLDS, *REQUESTS, *TRANSFERS]
