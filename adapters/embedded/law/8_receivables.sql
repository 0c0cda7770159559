-- Receivables: what lowers what is due, what a client has in credit, disputes, and every step.

-- IV11: after approval an invoice is lowered by a credit note, or written off; never with trust.
create table credits (
    id text primary key,
    invoice_id text not null references invoices,
    kind text not null check (kind in ('credit_note', 'write_off')),
    amount integer not null check (amount > 0),
    date text not null check (date is date(date, '+0 days')),
    reason text not null check (trim(reason) <> ''),
    recorded_by_id text references users,
    created_at text not null
) strict, without rowid;
create index credits_of_invoice on credits (invoice_id, date, id);
create index credits_by_date on credits (date, invoice_id);

create trigger credits_lower_what_is_due before insert on credits
when exists (select 1 from credits where id = new.id) or not exists (
    select 1 from invoices where id = new.invoice_id and due >= new.amount
        and status in ('approved', 'sent', 'viewed', 'partially_paid'))
begin select raise(abort, 'a credit lowers what is due on an approved invoice'); end;

create trigger credits_count after insert on credits
begin
    update invoices set credited = credited + iif(new.kind = 'credit_note', new.amount, 0),
        written_off = written_off + iif(new.kind = 'write_off', new.amount, 0),
        due = due - new.amount, updated_at = new.created_at,
        status = iif(due = new.amount, 'paid', status)
    where id = new.invoice_id;
end;

create trigger credited_is_what_was_credited before update of credited, written_off on invoices
when new.written_off is not (select coalesce(sum(amount), 0) from credits
        where invoice_id = new.id and kind = 'write_off')
    or (new.status <> 'void' and new.credited is not (select coalesce(sum(amount), 0) from credits
        where invoice_id = new.id and kind = 'credit_note'))
begin select raise(abort, 'an invoice is lowered by its credits'); end;

create trigger credits_stay before update on credits
begin select raise(abort, 'a credit stays as it was recorded'); end;

create trigger credits_are_kept before delete on credits
begin select raise(abort, 'a credit stays as it was recorded'); end;

-- IV14: what was paid beyond what was due is the client's, until it pays another invoice.
create table client_credits (
    sequence integer primary key,
    client_id text not null references contacts,
    currency text not null,
    payment_id text not null references payments,
    amount integer not null check (amount <> 0),
    running_balance integer not null check (running_balance >= 0),
    created_at text not null
) strict;
create index client_credits_of_client on client_credits (client_id, currency, sequence);
create index client_credits_of_payment on client_credits (payment_id);

create trigger client_credits_are_not_replaced before insert on client_credits
when exists (select 1 from client_credits where sequence = new.sequence)
begin select raise(abort, 'a client''s credit stays as it was recorded'); end;

create trigger client_credits_are_at_the_end after insert on client_credits
when new.sequence <> 1 + coalesce((select max(sequence) from client_credits
    where sequence < new.sequence), 0)
begin select raise(abort, 'a client''s credit is never overdrawn, and runs on'); end;

create trigger client_credits_run_on before insert on client_credits
when new.running_balance < 0
    or new.running_balance <> new.amount + coalesce((select running_balance from client_credits
        where client_id = new.client_id and currency = new.currency
        order by sequence desc limit 1), 0)
begin select raise(abort, 'a client''s credit is never overdrawn, and runs on'); end;

create trigger client_credits_come_from_payments before insert on client_credits
when not exists (select 1 from payments p join invoices i on i.id = p.invoice_id
    where p.id = new.payment_id and i.client_id = new.client_id and i.currency = new.currency
        and new.amount = iif(p.method = 'credit', -p.amount, p.surplus) * iif(p.reversed, -1, 1))
    or exists (select 1 from client_credits where payment_id = new.payment_id
        and sign(amount) = sign(new.amount))
begin select raise(abort, 'a client''s credit comes from a payment'); end;

create trigger client_credits_stay before update on client_credits
begin select raise(abort, 'a client''s credit stays as it was recorded'); end;

create trigger client_credits_are_kept before delete on client_credits
begin select raise(abort, 'a client''s credit stays as it was recorded'); end;

create trigger payments_leave_their_surplus after insert on payments
when new.surplus > 0 or new.method = 'credit'
begin
    insert into client_credits (client_id, currency, payment_id, amount, running_balance,
        created_at)
    select i.client_id, i.currency, new.id, iif(new.method = 'credit', -new.amount, new.surplus),
        coalesce((select running_balance from client_credits c where c.client_id = i.client_id
            and c.currency = i.currency order by sequence desc limit 1), 0)
        + iif(new.method = 'credit', -new.amount, new.surplus), new.created_at
    from invoices i where i.id = new.invoice_id;
end;

create trigger reversed_payments_take_their_surplus after update of reversed on payments
when new.surplus > 0 or new.method = 'credit'
begin
    insert into client_credits (client_id, currency, payment_id, amount, running_balance,
        created_at)
    select i.client_id, i.currency, new.id, iif(new.method = 'credit', new.amount, -new.surplus),
        coalesce((select running_balance from client_credits c where c.client_id = i.client_id
            and c.currency = i.currency order by sequence desc limit 1), 0)
        + iif(new.method = 'credit', new.amount, -new.surplus),
        (select created_at from payment_reversals where payment_id = new.id)
    from invoices i where i.id = new.invoice_id;
end;

-- TR17: a dispute freezes its part of an invoice until it is settled.
create table disputes (
    id text primary key,
    invoice_id text not null references invoices,
    amount integer not null check (amount > 0),
    reason text not null check (trim(reason) <> ''),
    opened_by_id text references users,
    opened_at text not null,
    settled_by_id text references users,
    settled_at text,
    settlement text,
    check ((settled_at is null) = (settlement is null))
) strict, without rowid;
create index disputes_of_invoice on disputes (invoice_id, opened_at, id);

create trigger disputes_are_of_a_bill before insert on disputes
when new.settled_at is not null or exists (select 1 from disputes where id = new.id)
    or not exists (select 1 from invoices i where i.id = new.invoice_id and i.status
        in ('approved', 'sent', 'viewed', 'partially_paid', 'paid') and new.amount
        + coalesce((select sum(amount) from disputes where invoice_id = i.id
            and settled_at is null), 0) <= i.subtotal - i.discount + i.tax)
begin select raise(abort, 'a dispute is about an approved invoice, at most all of it'); end;

create trigger disputes_are_settled_once before update on disputes
when not (old.settled_at is null and new.settled_at is not null and new.id = old.id
    and new.invoice_id = old.invoice_id and new.amount = old.amount
    and new.reason = old.reason and new.opened_by_id is old.opened_by_id
    and new.opened_at = old.opened_at)
begin select raise(abort, 'a dispute is settled once'); end;

create trigger disputes_are_kept before delete on disputes
begin select raise(abort, 'a dispute is kept'); end;

-- A firm may want two people for an invoice: nobody approves what they drew up.
create table approval_policy (
    only integer primary key check (only = 1),
    second_person integer not null check (second_person in (0, 1))
) strict;

create trigger nobody_approves_their_own before update of status on invoices
when new.status = 'approved' and old.status in ('draft', 'pending_approval')
    and (select second_person from approval_policy)
    and (new.approved_by_id is null or new.approved_by_id is new.created_by_id)
begin select raise(abort, 'an invoice is approved by another than who drew it up'); end;

create trigger invoices_keep_who_drew_them_up before update of created_by_id on invoices
when new.created_by_id is not old.created_by_id
begin select raise(abort, 'an invoice keeps who drew it up'); end;

-- Every step an invoice took, who took it, and why.
create table invoice_steps (
    sequence integer primary key,
    invoice_id text not null references invoices,
    step text not null check (step in ('generated', 'submitted', 'rejected', 'approved', 'sent',
        'viewed', 'voided')),
    by_id text references users,
    reason text,
    at text not null
) strict;
create index invoice_steps_of_invoice on invoice_steps (invoice_id, sequence);

create trigger steps_are_not_replaced before insert on invoice_steps
when exists (select 1 from invoice_steps where sequence = new.sequence)
begin select raise(abort, 'a step that was taken stays'); end;

create trigger steps_run_on after insert on invoice_steps
when new.sequence <> 1 + coalesce((select max(sequence) from invoice_steps
    where sequence < new.sequence), 0)
begin select raise(abort, 'steps are taken one after the other'); end;

create trigger steps_stay before update on invoice_steps
begin select raise(abort, 'a step that was taken stays'); end;

create trigger steps_are_kept before delete on invoice_steps
begin select raise(abort, 'a step that was taken stays'); end;
