-- Interest: what a client owes for paying late, by the firm's terms, as lines of later invoices.

-- IV15: without terms no interest is charged.
create table interest_terms (
    only integer primary key check (only = 1),
    annual_percent text not null check (annual_percent not glob '*[^0-9.]*'
        and cast(annual_percent as real) > 0 and cast(annual_percent as real) <= 100),
    method text not null check (method in ('simple', 'compound')),
    every_days integer not null check (every_days between 1 and 366),
    since text not null check (since is date(since, '+0 days')),
    updated_at text not null
) strict;

-- What one invoice charges for another's lateness: runs of days from one day to another.
create table interest_charges (
    invoice_id text not null references invoices,
    overdue_id text not null references invoices,
    begins text not null check (begins is date(begins, '+0 days')),
    ends text not null check (ends is date(ends, '+0 days') and ends > begins),
    annual_percent text not null,
    method text not null,
    every_days integer not null check (every_days > 0),
    amount integer not null check (amount > 0),
    primary key (invoice_id, overdue_id)
) strict, without rowid;
create index interest_charges_of_overdue on interest_charges (overdue_id);

-- From where interest runs on each final invoice: it was due, approved, and is charged so far.
create view interest_runs as
select o.id as overdue_id, o.matter_id, o.number, t.annual_percent, t.method, t.every_days,
    max(o.due_date, t.since,
        coalesce((select max(substr(at, 1, 10)) from invoice_steps
            where invoice_id = o.id and step = 'approved'), ''),
        coalesce((select max(c.ends) from interest_charges c join invoices i on i.id = c.invoice_id
            where c.overdue_id = o.id and i.status <> 'void'), '')) as begins,
    -- What interest is on at most: what is paid, pays interest last.
    o.subtotal - o.discount + o.tax - iif(t.method = 'compound', 0,
        coalesce((select sum(amount) from invoice_lines
            where invoice_id = o.id and kind = 'interest'), 0)) as billed
from invoices o join interest_terms t
where o.due_date is not null
    and o.status in ('approved', 'sent', 'viewed', 'partially_paid', 'paid');

-- Interest is exact where it is worked out. Here simple interest is held to less than one off, and
-- compound interest to more than compounding could come to: (1 + x/n)^n - 1 < e^x - 1 <= x + x^2
-- up to an x of 1, and beyond it less than x * 4^x.
create trigger interest_is_charged_by_terms before insert on interest_charges
when not exists (select 1, cast(r.annual_percent as real) / 36500
        * (julianday(new.ends) - julianday(new.begins)) as x
    from invoices i join interest_runs r on r.matter_id = i.matter_id
    where i.id = new.invoice_id and i.status = 'draft' and r.overdue_id = new.overdue_id
        and (r.annual_percent, r.method, r.every_days)
            = (new.annual_percent, new.method, new.every_days)
        and r.begins = new.begins and new.ends <= i.issue_date
        and (julianday(new.ends) - julianday(new.begins)) % r.every_days = 0
        and new.amount < 0.6 + r.billed * iif(r.method = 'simple', x, iif(x <= 1, x + x * x,
            x * (1 << 2 * cast(x + 1 as integer)))))
begin select raise(abort, 'interest is charged once, by the firm''s terms, on what is overdue'); end;

create trigger interest_is_not_replaced before insert on interest_charges
when exists (select 1 from interest_charges
    where invoice_id = new.invoice_id and overdue_id = new.overdue_id)
begin select raise(abort, 'a charge of interest stays as it was made'); end;

create trigger interest_stays before update on interest_charges
begin select raise(abort, 'a charge of interest stays as it was made'); end;

create trigger interest_is_kept before delete on interest_charges
begin select raise(abort, 'a charge of interest stays as it was made'); end;

create trigger lines_charge_their_interest before insert on invoice_lines
when new.kind = 'interest' and (
    not exists (select 1 from interest_charges where invoice_id = new.invoice_id
        and overdue_id = new.interest_on_id and amount = new.amount)
    or exists (select 1 from invoice_lines
        where invoice_id = new.invoice_id and interest_on_id = new.interest_on_id))
begin select raise(abort, 'interest is a line of its own, for what was charged'); end;

create trigger interest_has_its_line before update of status on invoices
when old.status in ('draft', 'pending_approval') and new.status not in ('draft', 'void')
    and exists (select 1 from interest_charges c where c.invoice_id = new.id and not exists (
        select 1 from invoice_lines
        where invoice_id = new.id and interest_on_id = c.overdue_id))
begin select raise(abort, 'interest is a line of its own, for what was charged'); end;

create trigger invoices_with_interest_on_them_stay before update of status on invoices
when new.status = 'void' and exists (select 1 from interest_charges c
    join invoices i on i.id = c.invoice_id where c.overdue_id = new.id and i.status <> 'void')
begin select raise(abort, 'an invoice is not voided while another charges interest on it'); end;

-- Trust money leaves for what was earned or spent: interest is neither.
create trigger holds_leave_interest_out before insert on trust_holds
when exists (select 1 from invoice_lines
        where invoice_id = new.invoice_id and kind = 'interest')
    and new.amount > (select i.due - (select sum(amount) from invoice_lines
        where invoice_id = i.id and kind = 'interest')
    from invoices i where i.id = new.invoice_id)
begin select raise(abort, 'interest is not paid from trust'); end;

create trigger applications_leave_interest_out before insert on trust_entries
when new.kind = 'application' and exists (select 1 from invoice_lines
        where invoice_id = new.invoice_id and kind = 'interest')
    and -new.amount > (select i.due - (select sum(amount) from invoice_lines
        where invoice_id = i.id and kind = 'interest')
    from invoices i where i.id = new.invoice_id)
begin select raise(abort, 'interest is not paid from trust'); end;
