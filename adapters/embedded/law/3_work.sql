-- Time and expenses. Amounts are whole minor units, hours are hundredths.

create table time_entries (
    id text primary key,
    matter_id text not null references matters,
    user_id text not null references users,
    date text not null check (date is date(date, '+0 days')),
    activity_code text,
    task_code text,
    description text not null,
    hours integer not null check (hours between 1 and 2400),
    minutes integer check (minutes between 1 and 1440),
    rate integer not null check (rate >= 0),
    rate_source text not null default 'explicit' check (rate_source in
        ('explicit', 'matter_user', 'matter_role', 'matter', 'client', 'user', 'firm')),
    amount integer not null,
    currency text not null,
    billable integer not null check (billable in (0, 1)),
    status text not null
        check (status in ('billable', 'reserved', 'billed', 'paid', 'not_billable')),
    invoice_id text references invoices,
    tags text not null default '[]' check (json_valid(tags)),
    created_at text not null,
    updated_at text not null,
    check (amount = (hours * rate + 50) / 100),
    check ((status = 'not_billable') = (billable = 0)),
    check ((status in ('reserved', 'billed', 'paid')) = (invoice_id is not null))
) strict;
create index time_entries_by_date on time_entries (date, id);
create index time_entries_by_creation on time_entries (created_at, id);
create index time_entries_of_matter on time_entries (matter_id, date, id);
create index time_entries_of_user on time_entries (user_id, date, id);
create index time_entries_unbilled on time_entries (date)
    where billable = 1 and invoice_id is null;
create index time_entries_of_invoice on time_entries (invoice_id) where invoice_id is not null;

create table expenses (
    id text primary key,
    matter_id text not null references matters,
    date text not null check (date is date(date, '+0 days')),
    description text not null,
    amount integer not null check (amount > 0),
    currency text not null,
    taxable integer not null check (taxable in (0, 1)),
    billable integer not null check (billable in (0, 1)),
    expense_code text,
    -- IV10: what the bank paid carries its reference.
    cost_type text not null default 'soft' check (cost_type in ('hard', 'soft')),
    bank_reference text check (trim(bank_reference) <> ''),
    status text not null
        check (status in ('billable', 'reserved', 'billed', 'paid', 'not_billable')),
    invoice_id text references invoices,
    created_at text not null,
    updated_at text not null,
    check ((cost_type = 'hard') = (bank_reference is not null)),
    check ((status = 'not_billable') = (billable = 0)),
    check ((status in ('reserved', 'billed', 'paid')) = (invoice_id is not null))
) strict;
create index expenses_of_matter on expenses (matter_id, date, id);
create index expenses_unbilled on expenses (date) where billable = 1 and invoice_id is null;
create index expenses_of_invoice on expenses (invoice_id) where invoice_id is not null;

create trigger time_is_not_replaced before insert on time_entries
when exists (select 1 from time_entries where id = new.id or rowid = new.rowid)
begin select raise(abort, 'a time entry''s id is its own'); end;

create trigger expenses_are_not_replaced before insert on expenses
when exists (select 1 from expenses where id = new.id or rowid = new.rowid)
begin select raise(abort, 'an expense''s id is its own'); end;

create trigger time_needs_an_open_matter before insert on time_entries
when (select status from matters where id = new.matter_id) in ('closed', 'archived')
begin select raise(abort, 'a closed matter takes no new time'); end;

create trigger expenses_need_an_open_matter before insert on expenses
when (select status from matters where id = new.matter_id) in ('closed', 'archived')
begin select raise(abort, 'a closed matter takes no new expenses'); end;

create trigger time_is_in_the_matters_currency before insert on time_entries
when new.currency is not (select currency from matters where id = new.matter_id)
begin select raise(abort, 'time is in the currency of its matter'); end;

create trigger expenses_are_in_the_matters_currency before insert on expenses
when new.currency is not (select currency from matters where id = new.matter_id)
begin select raise(abort, 'an expense is in the currency of its matter'); end;

create trigger entries_start_unbilled before insert on time_entries
when new.invoice_id is not null
begin select raise(abort, 'time is billed by a line of an invoice'); end;

create trigger expenses_start_unbilled before insert on expenses
when new.invoice_id is not null
begin select raise(abort, 'an expense is billed by a line of an invoice'); end;

create trigger time_keeps_its_id before update on time_entries
when new.id <> old.id or new.rowid <> old.rowid
begin select raise(abort, 'a time entry''s id is its own'); end;

create trigger time_keeps_its_place before update of matter_id, currency on time_entries
when new.matter_id <> old.matter_id or new.currency <> old.currency
begin select raise(abort, 'time stays on its matter, in its currency'); end;

create trigger expenses_keep_their_id before update on expenses
when new.id <> old.id or new.rowid <> old.rowid
begin select raise(abort, 'an expense''s id is its own'); end;

create trigger expenses_keep_their_place before update of matter_id, currency on expenses
when new.matter_id <> old.matter_id or new.currency <> old.currency
begin select raise(abort, 'an expense stays on its matter, in its currency'); end;

create trigger billed_time_is_kept before delete on time_entries
when old.invoice_id is not null
begin select raise(abort, 'time on an invoice is kept'); end;

create trigger billed_expenses_are_kept before delete on expenses
when old.invoice_id is not null
begin select raise(abort, 'an expense on an invoice is kept'); end;

create trigger billed_time_stays before update of
    user_id, date, activity_code, task_code, description, hours, minutes, rate, rate_source, amount, billable
on time_entries when old.invoice_id is not null
begin select raise(abort, 'time on an invoice stays as it was billed'); end;

create trigger billed_expenses_stay before update of
    date, description, amount, taxable, billable, expense_code, cost_type, bank_reference
on expenses when old.invoice_id is not null
begin select raise(abort, 'an expense on an invoice stays as it was billed'); end;

-- IV8: what is on an invoice stands as its invoice does.
create trigger time_stands_as_its_invoice before update of status on time_entries
when new.invoice_id is not null and new.status is not (select iif(status = 'paid', 'paid',
    iif(status in ('draft', 'pending_approval'), 'reserved', 'billed'))
    from invoices where id = new.invoice_id)
begin select raise(abort, 'time stands as its invoice does'); end;

create trigger expenses_stand_as_their_invoice before update of status on expenses
when new.invoice_id is not null and new.status is not (select iif(status = 'paid', 'paid',
    iif(status in ('draft', 'pending_approval'), 'reserved', 'billed'))
    from invoices where id = new.invoice_id)
begin select raise(abort, 'an expense stands as its invoice does'); end;
