-- Invoices: exact figures as text, settled figures as whole minor units.
-- One identity holds in every state: billed - credited - written off - trust - paid = due.

create table invoices (
    id text primary key,
    number text unique check (length(number) between 1 and 20),
    status text not null check (status in ('draft', 'pending_approval', 'approved', 'sent',
        'viewed', 'partially_paid', 'paid', 'void')),
    matter_id text not null references matters,
    client_id text not null references contacts,
    currency text not null,
    issue_date text not null check (issue_date is date(issue_date, '+0 days')),
    due_date text check (due_date is date(due_date, '+0 days')),
    discounts text not null default '[]' check (json_valid(discounts)),
    exact_discount text not null,
    tax_rate text not null,
    taxes text not null default '[]' check (json_valid(taxes)),
    exact_tax text not null,
    subtotal integer not null check (subtotal >= 0),
    discount integer not null check (discount between 0 and subtotal),
    tax integer not null check (tax >= 0),
    credited integer not null default 0 check (credited >= 0),
    written_off integer not null default 0 check (written_off >= 0),
    trust_applied integer not null default 0 check (trust_applied >= 0),
    paid integer not null default 0 check (paid >= 0),
    due integer not null check (due >= 0),
    replenish integer not null default 0 check (replenish >= 0),
    payment_link text,
    notes text,
    standing text not null default 'approved' check (standing in ('approved', 'sent', 'viewed')),
    created_by_id text references users,
    approved_by_id text references users,
    created_at text not null,
    updated_at text not null,
    check (due = subtotal - discount + tax - credited - written_off - trust_applied - paid),
    check (due_date is null or due_date >= issue_date),
    check (status <> 'paid' or due = 0),
    check (status <> 'void' or (due = 0 and trust_applied = 0 and paid = 0)),
    check (status <> 'partially_paid' or due > 0),
    check (status not in ('approved', 'sent', 'viewed', 'partially_paid', 'paid')
        or number is not null)
) strict;
create index invoices_by_issue on invoices (issue_date, id);
create index invoices_by_due on invoices (coalesce(due_date, ''), id);
create index invoices_by_number on invoices (coalesce(number, ''), id);
create index invoices_of_matter on invoices (matter_id, issue_date, id);
create index invoices_of_client on invoices (client_id, issue_date, id);
create index invoices_with_due on invoices (id) where due > 0;
create index invoices_by_status on invoices (status, issue_date, id);

create table invoice_lines (
    invoice_id text not null references invoices,
    position integer not null check (position > 0),
    kind text not null check (kind in ('time', 'expense', 'flat_fee', 'contingency_fee',
        'interest', 'adjustment')),
    description text not null,
    date text check (date is date(date, '+0 days')),
    quantity text not null,
    rate integer not null,
    amount integer not null check (amount >= 0),
    discount integer not null check (discount between 0 and amount),
    own_discount text check (own_discount is null or json_valid(own_discount)),
    tax integer not null check (tax >= 0),
    taxable integer not null check (taxable in (0, 1)),
    taxes text not null default '[]' check (json_valid(taxes)),
    time_entry_id text references time_entries,
    expense_id text references expenses,
    interest_on_id text references invoices,
    live integer not null default 1 check (live in (0, 1)),
    primary key (invoice_id, position),
    check (taxable = 1 or tax = 0),
    check ((kind = 'time') = (time_entry_id is not null)),
    check ((kind = 'expense') = (expense_id is not null)),
    check ((kind = 'interest') = (interest_on_id is not null)),
    -- IV15: interest bears no tax and no discount.
    check (kind <> 'interest' or (taxable = 0 and discount = 0))
) strict, without rowid;
-- IV6: an entry stands on one live invoice at most.
create unique index time_is_billed_once on invoice_lines (time_entry_id) where live = 1;
create unique index expenses_are_billed_once on invoice_lines (expense_id) where live = 1;

create trigger invoices_are_not_replaced before insert on invoices
when exists (select 1 from invoices where id = new.id or number = new.number
    or rowid = new.rowid)
begin select raise(abort, 'an invoice''s id and number are its own'); end;

create trigger invoices_are_not_displaced before update on invoices
when new.id <> old.id or new.rowid <> old.rowid or exists (select 1 from invoices
    where id <> old.id and number = new.number)
begin select raise(abort, 'an invoice''s id and number are its own'); end;

create trigger lines_are_not_replaced before insert on invoice_lines
when exists (select 1 from invoice_lines
    where invoice_id = new.invoice_id and position = new.position)
begin select raise(abort, 'a line stays as it was written'); end;

create trigger lines_begin_alive before insert on invoice_lines when new.live = 0
begin select raise(abort, 'a line counts until its invoice is voided'); end;

create trigger invoices_begin_as_drafts before insert on invoices
when new.status <> 'draft' or new.standing <> 'approved'
begin select raise(abort, 'an invoice begins as a draft'); end;

create trigger invoices_are_the_matters before insert on invoices
when not exists (select 1 from matters where id = new.matter_id
    and client_id = new.client_id and currency = new.currency)
begin select raise(abort, 'an invoice is for its matter''s client, in its currency'); end;

create trigger invoices_are_kept before delete on invoices
begin select raise(abort, 'an invoice is voided, never deleted'); end;

create trigger invoices_keep_their_place before update of matter_id, client_id, currency, number
on invoices when new.matter_id <> old.matter_id or new.client_id <> old.client_id
    or new.currency <> old.currency or (old.number is not null and new.number is not old.number)
begin select raise(abort, 'an invoice keeps its matter, client, currency and number'); end;

-- The state machine: from which status an invoice may come to which.
create trigger invoices_move_forward before update of status on invoices
when new.status <> old.status and (old.status, new.status) not in (values
    ('draft', 'pending_approval'), ('draft', 'approved'), ('draft', 'void'),
    ('pending_approval', 'draft'), ('pending_approval', 'approved'), ('pending_approval', 'void'),
    ('approved', 'sent'), ('approved', 'partially_paid'), ('approved', 'paid'),
    ('approved', 'void'),
    ('sent', 'viewed'), ('sent', 'partially_paid'), ('sent', 'paid'), ('sent', 'void'),
    ('viewed', 'partially_paid'), ('viewed', 'paid'), ('viewed', 'void'),
    ('partially_paid', 'paid'))
    -- Only a payment's reversal leads back, to where the invoice stood before it was paid.
    and not (old.status in ('partially_paid', 'paid') and new.due > 0
        and new.status = iif(exists (select 1 from payments where invoice_id = new.id
            and reversed = 0), 'partially_paid', new.standing)
        and exists (select 1 from payment_reversals r join payments p on p.id = r.payment_id
            where p.invoice_id = new.id))
begin select raise(abort, 'an invoice goes from draft to paid, or is voided unpaid'); end;

create trigger paid_in_part_is_paid_something before update of status on invoices
when new.status = 'partially_paid' and old.status <> 'partially_paid'
    and not exists (select 1 from payments where invoice_id = new.id and reversed = 0)
begin select raise(abort, 'an invoice is partly paid by a payment'); end;

create trigger invoices_know_how_far_they_came after update of status on invoices
when new.status in ('approved', 'sent', 'viewed') and new.standing <> new.status
    and old.status not in ('partially_paid', 'paid')
begin update invoices set standing = new.status where id = new.id; end;

create trigger invoices_stand_no_further_back before update of standing on invoices
when (old.status in ('draft', 'pending_approval') and new.standing is not old.standing)
    or instr('approved sent viewed', old.standing)
        > coalesce(instr('approved sent viewed', new.standing), 0)
begin select raise(abort, 'an invoice that was sent or viewed has been'); end;

create trigger approved_once before update of approved_by_id on invoices
when old.approved_by_id is not null and new.approved_by_id is not old.approved_by_id
begin select raise(abort, 'an invoice keeps who approved it'); end;

create trigger figures_stay_once_approved before update of
    subtotal, discounts, exact_discount, discount, tax_rate, taxes, exact_tax, tax, issue_date
on invoices
when old.status not in ('draft', 'pending_approval')
begin select raise(abort, 'an approved invoice keeps its figures'); end;

-- IV7: only what this matter may be billed for.
create trigger lines_bill_their_own_time before insert on invoice_lines
when new.time_entry_id is not null and not exists (
    select 1 from time_entries e join invoices i on i.id = new.invoice_id
    where e.id = new.time_entry_id and e.matter_id = i.matter_id and e.billable = 1
        and e.invoice_id is null and e.date <= i.issue_date and e.amount = new.amount)
begin select raise(abort, 'a line bills unbilled, billable time of its own matter'); end;

create trigger lines_bill_their_own_expenses before insert on invoice_lines
when new.expense_id is not null and not exists (
    select 1 from expenses e join invoices i on i.id = new.invoice_id
    where e.id = new.expense_id and e.matter_id = i.matter_id and e.billable = 1
        and e.invoice_id is null and e.date <= i.issue_date and e.amount = new.amount)
begin select raise(abort, 'a line bills an unbilled, billable expense of its own matter'); end;

create trigger lines_tax_as_they_say before insert on invoice_lines
when not exists (select 1 from (select count(*) as taxes, coalesce(sum(value ->> 'amount'), 0) as
        amount, coalesce(min(value ->> 'amount'), 0) as least,
        coalesce(sum(typeof(value ->> 'amount') <> 'integer'), 0) as odd
        from json_each(new.taxes))
    where taxes <= 2 and amount = new.tax and least >= 0 and odd = 0)
begin select raise(abort, 'a line''s tax is the sum of its taxes, two at most'); end;

create trigger lines_need_a_draft before insert on invoice_lines
when (select status from invoices where id = new.invoice_id) is not 'draft'
begin select raise(abort, 'lines are added to drafts only'); end;

create trigger lines_stay before update on invoice_lines
when not (new.live is 0 and (select status from invoices where id = old.invoice_id) = 'void'
    and new.invoice_id = old.invoice_id and new.position = old.position
    and new.kind = old.kind and new.description = old.description and new.date is old.date
    and new.quantity = old.quantity and new.rate = old.rate and new.amount = old.amount
    and new.discount = old.discount
    and new.own_discount is old.own_discount and new.tax = old.tax and new.taxable = old.taxable
    and new.taxes = old.taxes
    and new.time_entry_id is old.time_entry_id and new.expense_id is old.expense_id
    and new.interest_on_id is old.interest_on_id)
begin select raise(abort, 'a line stays as it was written'); end;

create trigger lines_are_kept before delete on invoice_lines
begin select raise(abort, 'a line is kept'); end;

-- IV8: entries follow their invoice.
create trigger lines_reserve_time after insert on invoice_lines when new.time_entry_id is not null
begin
    update time_entries set status = 'reserved', invoice_id = new.invoice_id
    where id = new.time_entry_id;
end;

create trigger lines_reserve_expenses after insert on invoice_lines when new.expense_id is not null
begin
    update expenses set status = 'reserved', invoice_id = new.invoice_id
    where id = new.expense_id;
end;

create trigger invoices_leave_draft_whole before update of status on invoices
when old.status in ('draft', 'pending_approval') and new.status <> 'draft' and not exists (
    select 1 from (select coalesce(sum(amount), 0) as amounts, coalesce(sum(discount), 0) as
        discounts, coalesce(sum(tax), 0) as taxes from invoice_lines where invoice_id = new.id)
    where amounts = new.subtotal and discounts = new.discount and taxes = new.tax)
begin select raise(abort, 'an invoice''s lines sum to its figures'); end;

create trigger taxes_are_the_lines_own before update of status on invoices
when old.status in ('draft', 'pending_approval') and new.status <> 'draft' and exists (
    select 1 from (
        select value ->> 'name' as name, value ->> 'rate' as rate,
            value ->> 'compound' as compound, value ->> 'settled' as amount
        from json_each(new.taxes)
        union all
        select t.value ->> 'name', t.value ->> 'rate', t.value ->> 'compound',
            -(t.value ->> 'amount')
        from invoice_lines l, json_each(l.taxes) t where l.invoice_id = new.id)
    group by name, rate, compound having sum(amount) <> 0)
begin select raise(abort, 'an invoice''s taxes are the sums of its lines'' taxes'); end;

create trigger entries_follow_their_invoice after update of status on invoices
when new.status <> old.status and new.status <> 'void'
begin
    update time_entries set status = iif(new.status = 'paid', 'paid',
        iif(new.status in ('draft', 'pending_approval'), 'reserved', 'billed'))
    where invoice_id = new.id;
    update expenses set status = iif(new.status = 'paid', 'paid',
        iif(new.status in ('draft', 'pending_approval'), 'reserved', 'billed'))
    where invoice_id = new.id;
end;

create trigger void_frees_entries after update of status on invoices
when new.status = 'void' and old.status <> 'void'
begin
    update invoice_lines set live = 0 where invoice_id = new.id;
    update time_entries set status = 'billable', invoice_id = null where invoice_id = new.id;
    update expenses set status = 'billable', invoice_id = null where invoice_id = new.id;
end;

create trigger time_follows_its_line before update of invoice_id on time_entries
when new.invoice_id is not (select invoice_id from invoice_lines
    where time_entry_id = new.id and live = 1)
begin select raise(abort, 'time is on the invoice that has a line for it'); end;

create trigger expenses_follow_their_line before update of invoice_id on expenses
when new.invoice_id is not (select invoice_id from invoice_lines
    where expense_id = new.id and live = 1)
begin select raise(abort, 'an expense is on the invoice that has a line for it'); end;
