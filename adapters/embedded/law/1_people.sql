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

-- A key that was used, what for, and the answer that was given; a retry gets the same one.
create table idempotency_keys (
    key text primary key,
    operation text not null,
    fingerprint blob not null,
    answer blob not null,
    created_at text not null
) strict;
