-- Trust: an append-only journal of clients' money; no ledger is ever overdrawn, even by raw SQL.

create table trust_ledgers (
    id text primary key,
    account_id text not null references trust_accounts,
    client_id text not null references contacts,
    matter_id text references matters
) strict;
create unique index one_ledger_each on trust_ledgers (account_id, client_id, coalesce(matter_id, ''));
create index trust_ledgers_of_client on trust_ledgers (client_id, id);
create index trust_ledgers_of_matter on trust_ledgers (matter_id, account_id);
create index trust_ledgers_of_account on trust_ledgers (account_id, id);

-- TR1: a ledger's matter is its client's.
create trigger ledgers_are_the_clients before insert on trust_ledgers
when new.matter_id is not null
    and new.client_id <> (select client_id from matters where id = new.matter_id)
begin select raise(abort, 'a ledger''s matter is its client''s'); end;

create trigger ledgers_are_not_replaced before insert on trust_ledgers
when exists (select 1 from trust_ledgers where id = new.id
    or (account_id = new.account_id and client_id = new.client_id
        and matter_id is new.matter_id))
begin select raise(abort, 'a ledger stays whose it is'); end;

create trigger ledgers_stay before update on trust_ledgers
begin select raise(abort, 'a ledger stays whose it is'); end;

create trigger ledgers_are_kept before delete on trust_ledgers
begin select raise(abort, 'a ledger is kept'); end;

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
    reference text,
    payee text,
    payer text,
    reverses_id text unique references trust_entries (id),
    invoice_id text references invoices,
    recorded_by_id text references users,
    created_at text not null,
    check (kind <> 'deposit' or (amount > 0 and payer is not null)),
    check (kind not in ('disbursement', 'application') or amount < 0),
    check (kind <> 'disbursement' or (payee is not null and purpose is not null)),
    check (kind <> 'application' or (invoice_id is not null and purpose = 'earned_fee')),
    check ((kind = 'reversal') = (reverses_id is not null)),
    check (kind = 'deposit' or cleared_on is not null)
) strict;
create index trust_entries_of_ledger on trust_entries (ledger_id, sequence);

create table trust_holds (
    invoice_id text primary key references invoices,
    ledger_id text not null references trust_ledgers,
    amount integer not null check (amount > 0),
    created_at text not null
) strict;
create index trust_holds_of_ledger on trust_holds (ledger_id);

-- What is posted counts at once, what is cleared may be spent, what is held may not.
create view trust_balances as
select l.id as ledger_id,
    coalesce((select sum(amount) from trust_entries where ledger_id = l.id), 0) as posted,
    coalesce((select sum(amount) from trust_entries
        where ledger_id = l.id and cleared_on is not null), 0) as cleared,
    coalesce((select sum(amount) from trust_holds where ledger_id = l.id), 0) as held
from trust_ledgers l;

create trigger entries_are_not_replaced before insert on trust_entries
when exists (select 1 from trust_entries where id = new.id or sequence = new.sequence
    or reverses_id = new.reverses_id)
begin select raise(abort, 'a trust entry is reversed once, never changed'); end;

create trigger journal_runs_on after insert on trust_entries
when new.sequence <> (select max(sequence) from trust_entries)
begin select raise(abort, 'the journal only grows at its end'); end;

create trigger journal_foots before insert on trust_entries
when new.running_balance <> new.amount
    + coalesce((select sum(amount) from trust_entries where ledger_id = new.ledger_id), 0)
begin select raise(abort, 'an entry''s running balance is its ledger''s'); end;

-- TR3, TR4: a debit is covered by cleared money that nothing holds.
create trigger no_overdraft before insert on trust_entries
when new.amount < 0 and (select cleared - held from trust_balances
    where ledger_id = new.ledger_id) + new.amount < 0
begin select raise(abort, 'a trust ledger is never overdrawn'); end;

-- TR6: a client's money pays that client's invoice for that matter only.
create trigger applications_stay_with_the_client before insert on trust_entries
when new.kind = 'application' and not exists (
    select 1 from trust_ledgers l join invoices i on i.id = new.invoice_id
    where l.id = new.ledger_id and l.client_id = i.client_id
        and (l.matter_id is null or l.matter_id = i.matter_id))
begin select raise(abort, 'trust money pays its own client''s invoice only'); end;

-- TR12: the past stays; only a deposit's clearing is still to come.
create trigger journal_stays before update on trust_entries
when not (old.kind = 'deposit' and old.cleared_on is null and new.cleared_on is not null
    and new.sequence = old.sequence and new.id = old.id and new.ledger_id = old.ledger_id
    and new.kind = old.kind and new.purpose is old.purpose and new.amount = old.amount
    and new.running_balance = old.running_balance and new.date = old.date
    and new.reference is old.reference and new.payee is old.payee and new.payer is old.payer
    and new.reverses_id is old.reverses_id and new.invoice_id is old.invoice_id
    and new.recorded_by_id is old.recorded_by_id and new.created_at = old.created_at)
begin select raise(abort, 'a trust entry is reversed, never changed'); end;

create trigger journal_is_kept before delete on trust_entries
begin select raise(abort, 'a trust entry is reversed, never deleted'); end;

-- TR6, TR7, TR8: a hold is covered, for the same client's draft, and is what the draft shows.
create trigger holds_are_covered before insert on trust_holds
when new.amount > (select cleared - held from trust_balances where ledger_id = new.ledger_id)
begin select raise(abort, 'a hold is covered by available trust money'); end;

create trigger holds_stay_with_the_client before insert on trust_holds
when not exists (select 1 from trust_ledgers l join invoices i on i.id = new.invoice_id
    join trust_accounts a on a.id = l.account_id
    where l.id = new.ledger_id and l.client_id = i.client_id and a.currency = i.currency
        and (l.matter_id is null or l.matter_id = i.matter_id)
        and i.status in ('draft', 'pending_approval') and i.trust_applied = new.amount)
begin select raise(abort, 'a hold is for a draft of the same client, as much as it shows'); end;

create trigger holds_are_not_replaced before insert on trust_holds
when exists (select 1 from trust_holds where invoice_id = new.invoice_id)
begin select raise(abort, 'a hold is released, never changed'); end;

create trigger drafts_show_what_they_hold before update of trust_applied on invoices
when new.status in ('draft', 'pending_approval') and new.trust_applied
    <> coalesce((select amount from trust_holds where invoice_id = new.id), 0)
begin select raise(abort, 'a draft shows the trust money it holds'); end;

create trigger holds_stay before update on trust_holds
begin select raise(abort, 'a hold is released, never changed'); end;

-- TR8: what was held is posted or released before an invoice is anything but a draft.
create trigger no_hold_outlives_its_draft before update of status on invoices
when new.status not in ('draft', 'pending_approval')
    and exists (select 1 from trust_holds where invoice_id = new.id)
begin select raise(abort, 'a hold is posted or released before its draft is final'); end;

-- TR15: a matter that still holds money stays open.
create trigger money_keeps_a_matter_open before update of status on matters
when new.status in ('closed', 'archived') and old.status not in ('closed', 'archived')
    and exists (select 1 from trust_ledgers l join trust_balances b on b.ledger_id = l.id
        where l.matter_id = old.id and (b.posted <> 0 or b.held <> 0))
begin select raise(abort, 'a matter that holds trust money stays open'); end;
