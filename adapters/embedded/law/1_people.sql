-- The firm, its people, and the people and bodies it deals with.

create table firm (
    only integer primary key check (only = 1),
    name text not null,
    currency text not null check (currency glob '[A-Z][A-Z][A-Z]'),
    address text not null default '{}' check (json_valid(address)),
    phone text,
    email text,
    website text,
    tax_id text check (length(tax_id) between 1 and 20),
    -- What bills call somebody of a role, as '[{"role":"partner","code":"PARTNR"}]'.
    timekeeper_classes text not null default '[]' check (json_valid(timekeeper_classes))
) strict;

create table users (
    id text primary key,
    name text not null collate nocase check (length(name) > 0),
    email text unique collate nocase,
    role text not null check (role in
        ('partner', 'associate', 'paralegal', 'billing', 'trustee', 'intake', 'auditor', 'admin')),
    owner integer not null default 0 check (owner in (0, 1)),
    active integer not null default 1 check (active in (0, 1)),
    rate integer check (rate >= 0)
) strict;
create unique index one_owner on users (owner) where owner = 1;
create index users_by_name on users (name, id);

-- Here and below: "insert or replace" and "update or replace" would take a row away, by any of its
-- unique values or its rowid, without asking whether it may go; so they are asked first.
create trigger firm_is_kept before delete on firm
begin select raise(abort, 'the firm is kept'); end;

create trigger users_are_not_replaced before insert on users
when exists (select 1 from users where id = new.id or email = new.email
    or (owner = 1 and new.owner = 1) or rowid = new.rowid)
begin select raise(abort, 'a user''s id and e-mail are their own, and one owns the firm'); end;

create trigger users_are_not_displaced before update on users
when new.id <> old.id or new.rowid <> old.rowid or exists (select 1 from users
    where id <> old.id and (email = new.email or (owner = 1 and new.owner = 1)))
begin select raise(abort, 'a user''s id and e-mail are their own, and one owns the firm'); end;

create trigger users_are_kept before delete on users
begin select raise(abort, 'a user leaves, and is never deleted'); end;

create table contacts (
    id text primary key,
    external_id text unique,
    type text not null check (type in ('person', 'organization')),
    name text not null collate nocase check (length(name) > 0),
    primary_contact text check (primary_contact is null or json_valid(primary_contact)),
    emails text not null default '[]' check (json_valid(emails)),
    phones text not null default '[]' check (json_valid(phones)),
    addresses text not null default '[]' check (json_valid(addresses)),
    billing_preferences text check (billing_preferences is null
        or json_valid(billing_preferences)),
    notes text,
    search text not null,
    created_at text not null,
    updated_at text not null
) strict;
create index contacts_by_name on contacts (name, id);
create index contacts_by_change on contacts (updated_at, id);

create trigger contacts_are_not_replaced before insert on contacts
when exists (select 1 from contacts where id = new.id or external_id = new.external_id
    or rowid = new.rowid)
begin select raise(abort, 'a contact''s id and external id are its own'); end;

create trigger contacts_are_not_displaced before update on contacts
when new.id <> old.id or new.rowid <> old.rowid or exists (select 1 from contacts
    where id <> old.id and external_id = new.external_id)
begin select raise(abort, 'a contact''s id and external id are its own'); end;

create trigger clients_are_kept before delete on contacts
when exists (select 1 from matters where client_id = old.id
    union all select 1 from trust_ledgers where client_id = old.id)
begin select raise(abort, 'a client is kept'); end;

-- A key that was used, what for, and the answer that was given; a retry gets the same one.
create table idempotency_keys (
    key text primary key,
    operation text not null,
    fingerprint blob not null,
    answer blob not null,
    created_at text not null
) strict;
