-- Payments: what comes in for an approved invoice, and what is taken back.

create table payments (
    id text primary key,
    invoice_id text not null references invoices,
    amount integer not null check (amount > 0),
    surplus integer not null default 0 check (surplus >= 0),
    date text not null check (date is date(date, '+0 days')),
    method text not null
        check (method in ('check', 'ach', 'card', 'wire', 'cash', 'trust', 'credit', 'other')),
    reference text,
    trust_entry_id text unique references trust_entries (id),
    reversed integer not null default 0 check (reversed in (0, 1)),
    recorded_by_id text references users,
    created_at text not null,
    check ((method = 'trust') = (trust_entry_id is not null)),
    check (surplus = 0 or method not in ('trust', 'credit'))
) strict, without rowid;
create index payments_of_invoice on payments (invoice_id, date, id);
create index payments_by_date on payments (date, invoice_id);

create trigger payments_need_a_bill before insert on payments
when not exists (select 1 from invoices where id = new.invoice_id
    and status in ('approved', 'sent', 'viewed', 'partially_paid'))
begin select raise(abort, 'a payment needs an approved, unpaid invoice'); end;

create trigger payments_are_not_replaced before insert on payments
when exists (select 1 from payments where id = new.id or trust_entry_id = new.trust_entry_id)
begin select raise(abort, 'a payment stays as it was recorded'); end;

create trigger payments_pay_what_is_due before insert on payments
when new.reversed or new.amount > (select due from invoices where id = new.invoice_id)
    or (new.surplus > 0 and new.amount <> (select due from invoices where id = new.invoice_id))
begin select raise(abort, 'a payment is at most what is due'); end;

create trigger payments_by_trust_are_entries before insert on payments
when new.method = 'trust' and not exists (select 1 from trust_entries e
    where e.id = new.trust_entry_id and e.kind = 'application' and e.invoice_id = new.invoice_id
        and e.amount = -new.amount)
begin select raise(abort, 'trust money pays by an entry of its journal'); end;

create trigger payments_are_kept before delete on payments
begin select raise(abort, 'a payment is reversed, never deleted'); end;

create trigger payments_stay before update on payments
when not (old.reversed = 0 and new.reversed = 1 and new.id = old.id
    and new.invoice_id = old.invoice_id and new.amount = old.amount
    and new.surplus = old.surplus and new.date = old.date and new.method = old.method
    and new.reference is old.reference and new.trust_entry_id is old.trust_entry_id
    and new.recorded_by_id is old.recorded_by_id and new.created_at = old.created_at
    and exists (select 1 from payment_reversals where payment_id = old.id))
begin select raise(abort, 'a payment stays as it was recorded'); end;

create trigger payments_count after insert on payments
begin
    update invoices set paid = paid + iif(new.method = 'trust', 0, new.amount),
        trust_applied = trust_applied + iif(new.method = 'trust', new.amount, 0),
        due = due - new.amount, updated_at = new.created_at,
        status = iif(due = new.amount, 'paid', 'partially_paid')
    where id = new.invoice_id;
end;

create trigger paid_is_what_was_paid before update of paid on invoices
when new.paid is not (select coalesce(sum(amount), 0) from payments
    where invoice_id = new.id and method <> 'trust' and reversed = 0)
begin select raise(abort, 'an invoice is paid by its payments'); end;

-- TR8, TR17: trust money that is posted to an invoice pays what of it is due and not disputed.
create trigger applications_pay_what_is_undisputed before insert on trust_entries
when new.kind = 'application' and -new.amount > (select i.due - coalesce((select sum(amount)
        from disputes where invoice_id = i.id and settled_at is null), 0)
    from invoices i where i.id = new.invoice_id)
begin select raise(abort, 'what a client disputes is not paid from trust'); end;

create trigger applications_pay after insert on trust_entries when new.kind = 'application'
begin
    insert into payments (id, invoice_id, amount, date, method, reference, trust_entry_id,
        recorded_by_id, created_at)
    values ('pay_' || substr(new.id, instr(new.id, '_') + 1), new.invoice_id, -new.amount,
        new.date, 'trust', new.reference, new.id, new.recorded_by_id, new.created_at);
end;

-- IV12: a payment is undone once; trust money goes back to the ledger it came from, in one step.
create table payment_reversals (
    payment_id text primary key references payments,
    date text not null check (date is date(date, '+0 days')),
    reason text not null check (trim(reason) <> ''),
    recorded_by_id text references users,
    created_at text not null
) strict, without rowid;
create index payment_reversals_by_date on payment_reversals (date);

create trigger reversals_undo_a_live_payment before insert on payment_reversals
when not exists (select 1 from payments p where p.id = new.payment_id and p.reversed = 0
    and p.date <= new.date and (p.method <> 'trust' or exists (
        select 1 from trust_entries where reverses_id = p.trust_entry_id)))
begin select raise(abort, 'a payment is reversed once; trust money by its journal'); end;

create trigger reversals_of_applications_undo_their_payment after insert on trust_entries
when new.kind = 'reversal' and exists (
    select 1 from payments where trust_entry_id = new.reverses_id)
begin
    insert into payment_reversals
    select id, new.date, coalesce(nullif(trim(new.reason), ''), 'reversed'),
        new.recorded_by_id, new.created_at
    from payments where trust_entry_id = new.reverses_id;
end;

create trigger payment_reversals_count after insert on payment_reversals
begin
    update payments set reversed = 1 where id = new.payment_id;
    update invoices set paid = paid - iif(p.method = 'trust', 0, p.amount),
        trust_applied = trust_applied - iif(p.method = 'trust', p.amount, 0),
        due = due + p.amount, updated_at = new.created_at,
        status = iif(exists (select 1 from payments o where o.invoice_id = invoices.id
            and o.reversed = 0), 'partially_paid', standing)
    from payments p where p.id = new.payment_id and invoices.id = p.invoice_id;
end;

create trigger payment_reversals_stay before update on payment_reversals
begin select raise(abort, 'a reversal stays as it was recorded'); end;

create trigger payment_reversals_are_kept before delete on payment_reversals
begin select raise(abort, 'a reversal is kept'); end;

-- IV12: an invoice that was paid or lowered is not voided.
create trigger paid_invoices_stay before update of status on invoices
when new.status = 'void' and (exists (select 1 from payments
        where invoice_id = new.id and reversed = 0)
    or exists (select 1 from credits where invoice_id = new.id))
begin select raise(abort, 'an invoice with payments is not voided'); end;
