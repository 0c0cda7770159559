-- Books: each entry of the trust journal twice over, and what was proved of them.

-- Double entry: what an entry adds to a ledger, the bank (or another ledger) gives, to the cent.
create table trust_postings (
    sequence integer not null references trust_entries,
    book text not null check (book in ('bank', 'between', 'ledger')),
    account_id text not null references trust_accounts,
    amount integer not null check (amount <> 0),
    primary key (sequence, book)
) strict, without rowid;
create index trust_postings_of_account on trust_postings (account_id, book);

create trigger postings_are_of_an_entry before insert on trust_postings
when exists (select 1 from trust_postings where sequence = new.sequence and book = new.book)
    or not exists (select 1 from trust_entries e join trust_ledgers l on l.id = e.ledger_id
        where e.sequence = new.sequence and l.account_id = new.account_id
            and new.amount = iif(new.book = 'ledger', -e.amount, e.amount)
            and (new.book = 'ledger' or (new.book = 'between') = (e.transfer_id is not null)))
begin select raise(abort, 'a posting is one side of its entry'); end;

create trigger entries_are_posted_twice after insert on trust_entries
begin
    insert into trust_postings
    select new.sequence, 'ledger', account_id, -new.amount from trust_ledgers
    where id = new.ledger_id
    union all
    select new.sequence, iif(new.transfer_id is null, 'bank', 'between'), account_id, new.amount
    from trust_ledgers where id = new.ledger_id;
end;

create trigger postings_stay before update on trust_postings
begin select raise(abort, 'a posting stays as it was made'); end;

create trigger postings_are_kept before delete on trust_postings
begin select raise(abort, 'a posting stays as it was made'); end;

-- TR14: statement, journal and ledgers as of a day; only what agrees to the cent is balanced.
create table trust_reconciliations (
    sequence integer primary key,
    id text not null unique,
    account_id text not null references trust_accounts,
    as_of text not null check (as_of is date(as_of, '+0 days')),
    statement_balance integer,
    in_transit integer not null check (in_transit >= 0),
    outstanding integer not null check (outstanding >= 0),
    adjusted integer,
    journal_balance integer not null,
    ledger_total integer not null,
    negative_ledgers integer not null check (negative_ledgers >= 0),
    status text not null check (status in ('balanced', 'unbalanced', 'incomplete')),
    closes_period integer not null check (closes_period in (0, 1)),
    result text not null check (json_valid(result)),
    recorded_by_id text references users,
    created_at text not null,
    check (adjusted is statement_balance + in_transit - outstanding),
    check ((status = 'incomplete') = (statement_balance is null)),
    check ((status = 'balanced') = (statement_balance is not null and adjusted = journal_balance
        and adjusted = ledger_total and negative_ledgers = 0)),
    check (closes_period = 0 or status = 'balanced')
) strict;
create index trust_reconciliations_of_account
on trust_reconciliations (account_id, as_of, sequence);

create trigger reconciliations_are_true before insert on trust_reconciliations
when new.journal_balance <> (select coalesce(sum(p.amount), 0) from trust_postings p
        join trust_entries e on e.sequence = p.sequence
        where p.account_id = new.account_id and p.book = 'bank' and e.date <= new.as_of)
    or new.ledger_total <> (select coalesce(sum(e.amount), 0) from trust_entries e
        join trust_ledgers l on l.id = e.ledger_id
        where l.account_id = new.account_id and e.date <= new.as_of)
    or new.negative_ledgers <> (select count(*) from (select 1 from trust_entries e
        join trust_ledgers l on l.id = e.ledger_id
        where l.account_id = new.account_id and e.date <= new.as_of
        group by e.ledger_id having sum(e.amount) < 0))
    -- What is in transit or outstanding is what it names: deposits, payments of this account.
    or new.in_transit <> (select coalesce(sum(e.amount), 0) from trust_entries e
        join trust_ledgers l on l.id = e.ledger_id where l.account_id = new.account_id
        and e.date <= new.as_of and e.amount > 0 and e.transfer_id is null
        and e.id in (select value ->> 'transaction_id' from json_each(new.result, '$.in_transit')))
    or new.outstanding <> (select coalesce(-sum(e.amount), 0) from trust_entries e
        join trust_ledgers l on l.id = e.ledger_id where l.account_id = new.account_id
        and e.date <= new.as_of and e.amount < 0 and e.transfer_id is null
        and e.id in (select value ->> 'transaction_id' from json_each(new.result, '$.outstanding')))
    or (new.result ->> 'id', new.result ->> 'account_id', new.result ->> 'as_of',
        new.result ->> 'status', new.result ->> 'closes_period')
        is not (new.id, new.account_id, new.as_of, new.status, new.closes_period)
    or exists (select 1 from trust_reconciliations
        where sequence = new.sequence or id = new.id)
begin select raise(abort, 'a reconciliation says what the books say'); end;

create trigger reconciliations_run_on after insert on trust_reconciliations
when new.sequence <> 1 + coalesce((select max(sequence) from trust_reconciliations
    where sequence < new.sequence), 0)
begin select raise(abort, 'a reconciliation is kept as it was made'); end;

create trigger reconciliations_stay before update on trust_reconciliations
begin select raise(abort, 'a reconciliation is kept as it was made'); end;

create trigger reconciliations_are_kept before delete on trust_reconciliations
begin select raise(abort, 'a reconciliation is kept as it was made'); end;

-- TR14: nothing is dated into a period that was closed.
create trigger closed_periods_stay before insert on trust_entries
when exists (select 1 from trust_reconciliations r join trust_ledgers l on l.id = new.ledger_id
    where r.account_id = l.account_id and r.closes_period = 1 and r.as_of >= new.date)
begin select raise(abort, 'this period is reconciled and closed'); end;

create trigger closed_periods_clear_no_more before insert on trust_clearings
when exists (select 1 from trust_reconciliations r join trust_entries e on e.id = new.entry_id
    join trust_ledgers l on l.id = e.ledger_id
    where r.account_id = l.account_id and r.closes_period = 1 and r.as_of >= new.cleared_on)
begin select raise(abort, 'this period is reconciled and closed'); end;

-- TR18: the least that a matter's ledger should hold.
create table evergreens (
    matter_id text primary key references matters,
    least integer not null check (least > 0),
    on_invoices integer not null default 1 check (on_invoices in (0, 1))
) strict, without rowid;
