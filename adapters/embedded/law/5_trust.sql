-- Trust: an append-only journal of clients' money; no ledger is ever overdrawn, even by raw SQL.

-- TR1: one ledger for each account, client and matter; without a client, the firm's own money
-- for bank charges.
create table trust_ledgers (
    id text primary key,
    account_id text not null references trust_accounts,
    client_id text references contacts,
    matter_id text references matters,
    check (client_id is not null or matter_id is null)
) strict;
create unique index one_ledger_each
on trust_ledgers (account_id, coalesce(client_id, ''), coalesce(matter_id, ''));
create index trust_ledgers_of_client on trust_ledgers (client_id, id);
create index trust_ledgers_of_matter on trust_ledgers (matter_id, account_id);
create index trust_ledgers_of_account on trust_ledgers (account_id, id);

create trigger ledgers_are_somebodys before insert on trust_ledgers
when not exists (select 1 from trust_accounts where id = new.account_id)
    or (new.client_id is not null and not exists (select 1 from contacts where id = new.client_id))
begin select raise(abort, 'a ledger is a client''s or the firm''s, in an account'); end;

create trigger ledgers_are_the_clients before insert on trust_ledgers
when new.matter_id is not null
    and new.client_id <> (select client_id from matters where id = new.matter_id)
begin select raise(abort, 'a ledger''s matter is its client''s'); end;

create trigger ledgers_are_in_the_matters_currency before insert on trust_ledgers
when new.matter_id is not null and not exists (
    select 1 from matters m join trust_accounts a on a.id = new.account_id
    where m.id = new.matter_id and m.currency = a.currency)
begin select raise(abort, 'a matter''s ledger is in the matter''s currency'); end;

create trigger ledgers_are_not_replaced before insert on trust_ledgers
when exists (select 1 from trust_ledgers where id = new.id or rowid = new.rowid
    or (account_id = new.account_id and coalesce(client_id, '') = coalesce(new.client_id, '')
        and coalesce(matter_id, '') = coalesce(new.matter_id, '')))
begin select raise(abort, 'a ledger stays whose it is'); end;

create trigger ledgers_stay before update on trust_ledgers
begin select raise(abort, 'a ledger stays whose it is'); end;

create trigger ledgers_are_kept before delete on trust_ledgers
begin select raise(abort, 'a ledger is kept'); end;

-- The journal. Each entry carries the hash of the one before it, so that no change goes unseen.
create table trust_entries (
    sequence integer primary key,
    id text not null unique,
    ledger_id text not null references trust_ledgers,
    kind text not null
        check (kind in ('deposit', 'disbursement', 'transfer', 'application', 'reversal')),
    purpose text check (purpose in ('client_refund', 'third_party', 'expense_incurred',
        'earned_fee', 'trust_to_trust', 'bank_charge', 'reversal')),
    amount integer not null check (amount <> 0),
    running_balance integer not null check (running_balance >= 0),
    date text not null check (date is date(date, '+0 days')),
    cleared_on text check (cleared_on is date(cleared_on, '+0 days') and cleared_on >= date),
    method text check (method in ('check', 'ach', 'card', 'wire', 'cash', 'other')),
    reference text,
    payee text,
    payer text check (trim(payer) <> ''),
    reason text,
    reverses_id text unique references trust_entries (id),
    transfer_id text references trust_transfers deferrable initially deferred,
    invoice_id text references invoices,
    recorded_by_id text references users,
    authorised_by_id text references users,
    created_at text not null,
    prev_hash text not null,
    hash text not null unique check (length(hash) = 64 and hash not glob '*[^0-9a-f]*'),
    check (kind in ('transfer', 'reversal') or lower(trim(payee)) not in
        ('', 'cash', 'bearer', 'atm')),
    check (kind <> 'deposit' or (amount > 0 and payer is not null)),
    check (kind not in ('disbursement', 'application') or amount < 0),
    check (kind <> 'disbursement' or (payee is not null and purpose is not null
        and purpose not in ('trust_to_trust', 'reversal', 'earned_fee'))),
    check (kind <> 'application' or (invoice_id is not null and purpose = 'earned_fee')),
    check ((kind = 'reversal') = (reverses_id is not null)),
    check (kind <> 'transfer' or transfer_id is not null),
    check (kind in ('deposit', 'reversal') or cleared_on is not null)
) strict;
create index trust_entries_of_ledger on trust_entries (ledger_id, sequence);
create index trust_entries_uncleared on trust_entries (ledger_id, amount) where cleared_on is null;
create index trust_entries_of_invoice on trust_entries (invoice_id) where invoice_id is not null;

-- A deposit clears once. The row here comes first, and is chained like the journal.
create table trust_clearings (
    sequence integer primary key,
    entry_id text not null unique references trust_entries (id),
    cleared_on text not null check (cleared_on is date(cleared_on, '+0 days')),
    recorded_by_id text references users,
    created_at text not null,
    prev_hash text not null,
    hash text not null unique check (length(hash) = 64 and hash not glob '*[^0-9a-f]*')
) strict;

-- TR8: what drafts of invoices reserve.
create table trust_holds (
    invoice_id text primary key references invoices,
    ledger_id text not null references trust_ledgers,
    amount integer not null check (amount > 0),
    created_at text not null
) strict, without rowid;
create index trust_holds_of_ledger on trust_holds (ledger_id);

-- TR13: what one person asked to pay out and another has to approve; reserved meanwhile.
create table trust_requests (
    id text primary key,
    ledger_id text not null references trust_ledgers,
    purpose text not null check (purpose in ('client_refund', 'third_party', 'expense_incurred',
        'bank_charge')),
    amount integer not null check (amount > 0),
    date text not null check (date is date(date, '+0 days')),
    payee text not null check (lower(trim(payee)) not in ('', 'cash', 'bearer', 'atm')),
    reference text,
    invoice_id text references invoices,
    requested_by_id text not null references users,
    created_at text not null,
    status text not null default 'pending' check (status in ('pending', 'approved', 'rejected')),
    decided_by_id text references users,
    decided_at text,
    entry_id text unique,
    check ((status = 'pending') = (decided_by_id is null)),
    check ((status = 'pending') = (decided_at is null)),
    check ((status = 'approved') = (entry_id is not null))
) strict, without rowid;
create index trust_requests_pending on trust_requests (ledger_id, amount) where status = 'pending';

-- TR3: posted counts at once, cleared is confirmed by the bank, held and requested are reserved.
create view trust_balances as
select ledger_id, posted, posted - uncleared as cleared, held, requested,
    posted - uncleared - held - requested as available
from (select l.id as ledger_id,
    coalesce((select running_balance from trust_entries where ledger_id = l.id
        order by sequence desc limit 1), 0) as posted,
    coalesce((select sum(amount) from trust_entries
        where ledger_id = l.id and cleared_on is null), 0) as uncleared,
    coalesce((select sum(amount) from trust_holds where ledger_id = l.id), 0) as held,
    coalesce((select sum(amount) from trust_requests
        where ledger_id = l.id and status = 'pending'), 0) as requested
from trust_ledgers l);

create trigger entries_are_not_replaced before insert on trust_entries
when exists (select 1 from trust_entries where id = new.id or sequence = new.sequence
    or reverses_id = new.reverses_id or hash = new.hash)
begin select raise(abort, 'a trust entry is reversed once, never changed'); end;

create trigger entries_are_in_a_ledger before insert on trust_entries
when not exists (select 1 from trust_ledgers where id = new.ledger_id)
begin select raise(abort, 'a trust entry is in a ledger'); end;

create trigger journal_runs_on after insert on trust_entries
when new.sequence <> 1 + coalesce((select max(sequence) from trust_entries
        where sequence < new.sequence), 0)
    or new.prev_hash <> coalesce((select hash from trust_entries where sequence < new.sequence
        order by sequence desc limit 1), 'the first entry')
begin select raise(abort, 'the journal only grows at its end'); end;

create trigger journal_foots before insert on trust_entries
when new.running_balance <> new.amount + coalesce((select running_balance from trust_entries
    where ledger_id = new.ledger_id order by sequence desc limit 1), 0)
begin select raise(abort, 'an entry''s running balance is its ledger''s'); end;

-- TR3, TR4, TR5: a debit is covered by cleared money that nothing has reserved. What never
-- cleared may be taken back (a deposit that bounced), for it was never available.
create trigger no_overdraft before insert on trust_entries
when new.amount < 0 and not (new.kind = 'reversal' and new.cleared_on is null)
    and (select available from trust_balances where ledger_id = new.ledger_id) + new.amount < 0
begin select raise(abort, 'a trust ledger is never overdrawn'); end;

-- TR12: a reversal is the opposite of one entry, in its ledger, no earlier, as cleared as it is.
create trigger reversals_undo_one_entry before insert on trust_entries
when new.kind = 'reversal' and not exists (
    select 1 from trust_entries e where e.id = new.reverses_id and e.kind <> 'reversal'
        and e.ledger_id = new.ledger_id and e.amount = -new.amount and new.date >= e.date
        and e.invoice_id is new.invoice_id and (e.cleared_on is null) = (new.cleared_on is null)
        and (e.transfer_id is null) = (new.transfer_id is null))
begin select raise(abort, 'a reversal undoes one entry, whole, and is not undone'); end;

-- TR6: a client's money pays that client's invoice for that matter only, in its currency; the
-- client's money at large only where the account's policy lets it.
create trigger applications_stay_with_the_client before insert on trust_entries
when new.kind in ('application', 'disbursement') and new.invoice_id is not null and not exists (
    select 1 from trust_ledgers l join invoices i on i.id = new.invoice_id
    join trust_accounts a on a.id = l.account_id
    where l.id = new.ledger_id and l.client_id = i.client_id and a.currency = i.currency
        and (l.matter_id = i.matter_id or (l.matter_id is null and a.client_money_pays_matters)))
begin select raise(abort, 'trust money pays its own client''s invoice only'); end;

-- TR10: the firm's own money pays bank charges and nothing else; it comes to no client's ledger.
create trigger bank_charges_are_the_firms before insert on trust_entries
when new.purpose = 'bank_charge'
    and (select client_id from trust_ledgers where id = new.ledger_id) is not null
begin select raise(abort, 'clients'' money pays no bank charges'); end;

create trigger firm_money_pays_bank_charges before insert on trust_entries
when new.kind not in ('deposit', 'reversal') and new.purpose is not 'bank_charge'
    and (select client_id from trust_ledgers where id = new.ledger_id) is null
begin select raise(abort, 'the firm''s money in trust pays bank charges only'); end;

create trigger firm_money_stays_out before insert on trust_entries
when new.kind = 'deposit' and (lower(trim(new.payer)) = (select lower(trim(name)) from firm))
    <> ((select client_id from trust_ledgers where id = new.ledger_id) is null)
begin select raise(abort, 'the firm''s own money and its clients'' are never mixed'); end;

create trigger firm_money_is_capped before insert on trust_entries
when new.amount > 0 and (select client_id from trust_ledgers where id = new.ledger_id) is null
    and new.running_balance > (select a.firm_money_most from trust_ledgers l
        join trust_accounts a on a.id = l.account_id where l.id = new.ledger_id)
    and new.kind <> 'reversal'
begin select raise(abort, 'the firm keeps no more in trust than bank charges need'); end;

-- TR13: above the account's limit, one person asks and another approves.
create trigger large_sums_need_two before insert on trust_entries
when new.kind = 'disbursement' and -new.amount > (select a.second_approver_above
        from trust_ledgers l join trust_accounts a on a.id = l.account_id
        where l.id = new.ledger_id)
    and not exists (select 1 from trust_requests r where r.entry_id = new.id
        and r.status = 'approved' and r.ledger_id = new.ledger_id and r.amount = -new.amount
        and r.purpose = new.purpose and r.payee = new.payee and r.invoice_id is new.invoice_id
        and r.requested_by_id = new.recorded_by_id and r.decided_by_id = new.authorised_by_id)
begin select raise(abort, 'a large sum is paid out by two people'); end;

-- TR12: the past stays; only a deposit's clearing is still to come.
create trigger journal_stays before update on trust_entries
when not (old.kind = 'deposit' and old.cleared_on is null and exists (
        select 1 from trust_clearings where entry_id = old.id and cleared_on = new.cleared_on)
    and new.sequence = old.sequence and new.id = old.id and new.ledger_id = old.ledger_id
    and new.kind = old.kind and new.purpose is old.purpose and new.amount = old.amount
    and new.running_balance = old.running_balance and new.date = old.date
    and new.method is old.method and new.reference is old.reference and new.payee is old.payee
    and new.payer is old.payer and new.reason is old.reason
    and new.reverses_id is old.reverses_id and new.transfer_id is old.transfer_id
    and new.invoice_id is old.invoice_id and new.recorded_by_id is old.recorded_by_id
    and new.authorised_by_id is old.authorised_by_id and new.created_at = old.created_at
    and new.prev_hash = old.prev_hash and new.hash = old.hash)
begin select raise(abort, 'a trust entry is reversed, never changed'); end;

create trigger journal_is_kept before delete on trust_entries
begin select raise(abort, 'a trust entry is reversed, never deleted'); end;

create trigger clearings_follow_a_deposit before insert on trust_clearings
when not exists (select 1 from trust_entries e where e.id = new.entry_id and e.kind = 'deposit'
    and e.cleared_on is null and e.date <= new.cleared_on
    and not exists (select 1 from trust_entries r where r.reverses_id = e.id))
    or exists (select 1 from trust_clearings where sequence = new.sequence
        or entry_id = new.entry_id or hash = new.hash)
    or new.prev_hash <> coalesce((select hash from trust_clearings
        order by sequence desc limit 1), 'the first clearing')
begin select raise(abort, 'a deposit that stands clears once'); end;

create trigger clearings_run_on after insert on trust_clearings
when new.sequence <> 1 + coalesce((select max(sequence) from trust_clearings
    where sequence < new.sequence), 0)
begin select raise(abort, 'deposits clear one after the other'); end;

create trigger clearings_clear after insert on trust_clearings
begin update trust_entries set cleared_on = new.cleared_on where id = new.entry_id; end;

create trigger clearings_stay before update on trust_clearings
begin select raise(abort, 'what has cleared stays cleared'); end;

create trigger clearings_are_kept before delete on trust_clearings
begin select raise(abort, 'what has cleared stays cleared'); end;
