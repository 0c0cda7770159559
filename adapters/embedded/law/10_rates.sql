-- Rates: what an hour costs, in minor units; each scope has one rate on any day, in a currency.
-- And roundings: how minutes become hours, for the firm (without a user) or one of its people.

create table rates (
    id text primary key,
    source text not null
        check (source in ('matter_user', 'matter_role', 'matter', 'client', 'user', 'firm')),
    matter_id text references matters,
    client_id text references contacts,
    user_id text references users,
    role text check (role in
        ('partner', 'associate', 'paralegal', 'billing', 'trustee', 'intake', 'auditor', 'admin')),
    rate integer not null check (rate >= 0),
    currency text not null check (currency glob '[A-Z][A-Z][A-Z]'),
    valid_from text not null check (valid_from is date(valid_from, '+0 days')),
    valid_to text check (valid_to is date(valid_to, '+0 days') and valid_to >= valid_from),
    created_at text not null,
    updated_at text not null,
    check ((source in ('matter_user', 'matter_role', 'matter')) = (matter_id is not null)),
    check ((source = 'client') = (client_id is not null)),
    check ((source in ('matter_user', 'user')) = (user_id is not null)),
    check ((source = 'matter_role') = (role is not null))
) strict;
create index rates_by_day on rates (valid_from, id);
create index rates_of_matter on rates (matter_id, valid_from, id) where matter_id is not null;
create index rates_of_client on rates (client_id, valid_from, id) where client_id is not null;
create index rates_of_user on rates (user_id, valid_from, id) where user_id is not null;
create index rates_by_source on rates (source, currency);

create trigger rates_are_not_replaced before insert on rates
when exists (select 1 from rates where id = new.id or rowid = new.rowid)
begin select raise(abort, 'a rate''s id is its own'); end;

create trigger rates_do_not_overlap before insert on rates
when exists (select 1 from rates r where r.source = new.source and r.currency = new.currency
    and r.matter_id is new.matter_id and r.client_id is new.client_id
    and r.user_id is new.user_id and r.role is new.role
    and r.valid_from <= coalesce(new.valid_to, '9999-12-31')
    and new.valid_from <= coalesce(r.valid_to, '9999-12-31'))
begin select raise(abort, 'one scope has one rate on any day'); end;

create trigger rates_come_to_no_overlap before update of valid_to on rates
when exists (select 1 from rates r where r.id <> new.id and r.source = new.source
    and r.currency = new.currency
    and r.matter_id is new.matter_id and r.client_id is new.client_id
    and r.user_id is new.user_id and r.role is new.role
    and r.valid_from <= coalesce(new.valid_to, '9999-12-31')
    and new.valid_from <= coalesce(r.valid_to, '9999-12-31'))
begin select raise(abort, 'one scope has one rate on any day'); end;

create trigger rates_stay_whose_they_are before update on rates
when new.id <> old.id or new.rowid <> old.rowid or new.source <> old.source
    or new.matter_id is not old.matter_id or new.client_id is not old.client_id
    or new.user_id is not old.user_id or new.role is not old.role
    or new.currency <> old.currency or new.valid_from <> old.valid_from
begin select raise(abort, 'a rate stays whose it is'); end;

create trigger rates_are_kept before delete on rates
begin select raise(abort, 'a rate is ended, never deleted'); end;

create table time_roundings (
    user_id text references users,
    increment integer not null check (increment between 1 and 60),
    direction text not null check (direction in ('up', 'nearest', 'down')),
    checks_hours integer not null check (checks_hours in (0, 1)),
    updated_at text not null
) strict;
create unique index one_rounding_each on time_roundings (coalesce(user_id, ''));
