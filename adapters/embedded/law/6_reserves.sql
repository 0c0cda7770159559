-- Reserves and transfers: trust money set aside, and moved between one client's ledgers.

-- TR6, TR7, TR8: a hold is covered, for the same client's draft, and is what the draft shows.
create trigger holds_are_covered before insert on trust_holds
when new.amount > (select available from trust_balances where ledger_id = new.ledger_id)
begin select raise(abort, 'a hold is covered by available trust money'); end;

create trigger holds_stay_with_the_client before insert on trust_holds
when not exists (select 1 from trust_ledgers l join invoices i on i.id = new.invoice_id
    join trust_accounts a on a.id = l.account_id
    where l.id = new.ledger_id and l.client_id = i.client_id and a.currency = i.currency
        and (l.matter_id = i.matter_id or (l.matter_id is null and a.client_money_pays_matters))
        and i.status in ('draft', 'pending_approval') and new.amount <= i.due)
begin select raise(abort, 'a hold is for a draft of the same client, at most what is due'); end;

create trigger holds_are_not_replaced before insert on trust_holds
when exists (select 1 from trust_holds where invoice_id = new.invoice_id)
begin select raise(abort, 'a hold is released, never changed'); end;

create trigger holds_stay before update on trust_holds
begin select raise(abort, 'a hold is released, never changed'); end;

create trigger holds_show_on_the_draft after insert on trust_holds
begin
    update invoices set trust_applied = new.amount, due = due - new.amount
    where id = new.invoice_id;
end;

create trigger releases_show_on_the_draft after delete on trust_holds
begin
    update invoices set trust_applied = 0, due = due + old.amount where id = old.invoice_id;
end;

create trigger invoices_show_their_trust_money before update of trust_applied on invoices
when new.trust_applied
    is not coalesce((select amount from trust_holds where invoice_id = new.id), 0)
    - coalesce((select sum(amount) from trust_entries where invoice_id = new.id
        and (kind = 'application' or reverses_id in (select id from trust_entries
            where invoice_id = new.id and kind = 'application'))), 0)
begin select raise(abort, 'an invoice shows the trust money it holds or had'); end;

create trigger drafts_begin_without_trust_money before insert on invoices
when new.trust_applied <> 0 or new.paid <> 0 or new.credited <> 0 or new.written_off <> 0
begin select raise(abort, 'a draft begins unpaid'); end;

-- TR8: what was held is posted or released before an invoice is anything but a draft.
create trigger no_hold_outlives_its_draft before update of status on invoices
when new.status not in ('draft', 'pending_approval')
    and exists (select 1 from trust_holds where invoice_id = new.id)
begin select raise(abort, 'a hold is posted or released before its draft is final'); end;

-- TR3, TR13: what is asked for is covered from then on, and decided once, by somebody else.
create trigger requests_are_covered before insert on trust_requests
when not exists (select 1 from trust_balances where ledger_id = new.ledger_id
    and available >= new.amount)
begin select raise(abort, 'a request is covered by available trust money'); end;

create trigger requests_begin_pending before insert on trust_requests
when new.status <> 'pending' or exists (select 1 from trust_requests where id = new.id)
    or not exists (select 1 from users where id = new.requested_by_id)
begin select raise(abort, 'a request begins undecided'); end;

create trigger requests_are_decided_once before update on trust_requests
when not (old.status = 'pending' and new.status <> 'pending' and new.id = old.id
    and new.ledger_id = old.ledger_id and new.purpose = old.purpose and new.amount = old.amount
    and new.date = old.date and new.payee = old.payee and new.reference is old.reference
    and new.invoice_id is old.invoice_id and new.requested_by_id = old.requested_by_id
    and new.created_at = old.created_at)
    or exists (select 1 from trust_requests where entry_id = new.entry_id)
    or exists (select 1 from trust_entries where id = new.entry_id)
begin select raise(abort, 'a request is decided once, as it was asked'); end;

create trigger requests_are_approved_by_another before update on trust_requests
when new.status = 'approved' and not exists (select 1 from users
    where id = new.decided_by_id and id <> old.requested_by_id)
begin select raise(abort, 'nobody approves what they asked for'); end;

create trigger requests_are_kept before delete on trust_requests
begin select raise(abort, 'a request is decided, never deleted'); end;

-- TR11: a transfer is two entries at once, inside one client and one account, or none. It keeps
-- every check that its entries keep: "insert or ignore" would post the one and ignore the other.
create table trust_transfers (
    id text primary key,
    from_ledger_id text not null references trust_ledgers,
    to_ledger_id text not null references trust_ledgers,
    amount integer not null check (amount > 0),
    date text not null check (date is date(date, '+0 days')),
    reason text not null check (trim(reason) <> ''),
    reverses_id text unique references trust_transfers (id),
    out_id text not null unique,
    out_hash text not null unique check (length(out_hash) = 64
        and out_hash not glob '*[^0-9a-f]*'),
    in_id text not null unique,
    in_hash text not null unique check (length(in_hash) = 64
        and in_hash not glob '*[^0-9a-f]*'),
    recorded_by_id text references users,
    created_at text not null,
    check (from_ledger_id <> to_ledger_id)
) strict, without rowid;

create trigger transfers_stay_with_the_client before insert on trust_transfers
when not exists (select 1 from trust_ledgers f join trust_ledgers t on t.id = new.to_ledger_id
    where f.id = new.from_ledger_id and f.client_id = t.client_id and f.account_id = t.account_id)
begin select raise(abort, 'a transfer stays with its client, in one account'); end;

create trigger transfers_are_not_replaced before insert on trust_transfers
when exists (select 1 from trust_transfers where id = new.id or reverses_id = new.reverses_id
    or out_id in (new.out_id, new.in_id) or in_id in (new.out_id, new.in_id)
    or out_hash = new.out_hash or in_hash = new.in_hash)
begin select raise(abort, 'a trust entry is reversed once, never changed'); end;

create trigger transfers_post_both_entries after insert on trust_transfers
begin
    insert into trust_entries (sequence, id, ledger_id, kind, purpose, amount, running_balance,
        date, cleared_on, reason, payee, reverses_id, transfer_id, recorded_by_id,
        authorised_by_id, created_at, prev_hash, hash)
    select 1 + coalesce(max(sequence), 0), new.out_id, new.from_ledger_id,
        iif(new.reverses_id is null, 'transfer', 'reversal'),
        iif(new.reverses_id is null, 'trust_to_trust', 'reversal'), -new.amount,
        coalesce((select running_balance from trust_entries where ledger_id = new.from_ledger_id
            order by sequence desc limit 1), 0) - new.amount,
        new.date, new.date, new.reason, (select name from contacts c join trust_ledgers l
            on l.client_id = c.id where l.id = new.to_ledger_id),
        (select in_id from trust_transfers where id = new.reverses_id), new.id,
        new.recorded_by_id, new.recorded_by_id, new.created_at,
        coalesce((select hash from trust_entries order by sequence desc limit 1),
            'the first entry'), new.out_hash
    from trust_entries;
    insert into trust_entries (sequence, id, ledger_id, kind, purpose, amount, running_balance,
        date, cleared_on, reason, payee, reverses_id, transfer_id, recorded_by_id,
        authorised_by_id, created_at, prev_hash, hash)
    select 1 + max(sequence), new.in_id, new.to_ledger_id,
        iif(new.reverses_id is null, 'transfer', 'reversal'),
        iif(new.reverses_id is null, 'trust_to_trust', 'reversal'), new.amount,
        coalesce((select running_balance from trust_entries where ledger_id = new.to_ledger_id
            order by sequence desc limit 1), 0) + new.amount,
        new.date, new.date, new.reason, (select name from contacts c join trust_ledgers l
            on l.client_id = c.id where l.id = new.to_ledger_id),
        (select out_id from trust_transfers where id = new.reverses_id), new.id,
        new.recorded_by_id, new.recorded_by_id, new.created_at, new.out_hash, new.in_hash
    from trust_entries;
end;

create trigger transfers_come_in_twos before insert on trust_entries
when (new.transfer_id is not null or new.kind = 'transfer') and not exists (
    select 1 from trust_transfers t where t.id = new.transfer_id
        and ((t.out_id = new.id and t.from_ledger_id = new.ledger_id and t.amount = -new.amount)
            or (t.in_id = new.id and t.to_ledger_id = new.ledger_id and t.amount = new.amount))
        and (t.reverses_id is null) = (new.kind = 'transfer'))
begin select raise(abort, 'a transfer is two entries, of one sum'); end;

create trigger transfers_stay before update on trust_transfers
begin select raise(abort, 'a trust entry is reversed, never changed'); end;

create trigger transfers_are_kept before delete on trust_transfers
begin select raise(abort, 'a trust entry is reversed, never deleted'); end;

-- TR15: a matter that still holds money stays open.
create trigger money_keeps_a_matter_open before update of status on matters
when new.status in ('closed', 'archived') and old.status not in ('closed', 'archived')
    and exists (select 1 from trust_ledgers l join trust_balances b on b.ledger_id = l.id
        where l.matter_id = old.id and (b.posted <> 0 or b.held <> 0 or b.requested <> 0))
begin select raise(abort, 'a matter that holds trust money stays open'); end;

create trigger closed_matters_take_no_money before insert on trust_entries
when new.amount > 0 and new.kind <> 'reversal' and (select m.status from trust_ledgers l
    join matters m on m.id = l.matter_id where l.id = new.ledger_id) in ('closed', 'archived')
begin select raise(abort, 'a closed matter takes no trust money'); end;
