-- Matters, and the numbers they are known by.

-- What the firm has decided about each account; unless it did, as the strictest state would.
create table trust_accounts (
    id text primary key,
    name text not null collate nocase,
    currency text not null check (currency glob '[A-Z][A-Z][A-Z]'),
    second_approver_above integer default 0 check (second_approver_above >= 0),
    firm_money_most integer not null default 0 check (firm_money_most >= 0),
    client_money_pays_matters integer not null default 0
        check (client_money_pays_matters in (0, 1)),
    wires_clear_at_once integer not null default 0 check (wires_clear_at_once in (0, 1)),
    cash_clears_at_once integer not null default 0 check (cash_clears_at_once in (0, 1))
) strict;
create index trust_accounts_by_name on trust_accounts (name, id);

create trigger accounts_are_not_replaced before insert on trust_accounts
when exists (select 1 from trust_accounts where id = new.id or rowid = new.rowid)
begin select raise(abort, 'a trust account keeps its id and currency'); end;

create trigger accounts_stay before update on trust_accounts
when new.id <> old.id or new.currency <> old.currency or new.rowid <> old.rowid
begin select raise(abort, 'a trust account keeps its id and currency'); end;

create trigger accounts_are_kept before delete on trust_accounts
begin select raise(abort, 'a trust account is kept'); end;

-- The last number taken of each sequence, as 'matter:2026'. It only grows, so none comes twice.
create table sequences (
    name text primary key,
    last integer not null
) strict, without rowid;

create trigger sequences_only_grow before update on sequences
when new.last < old.last or new.name <> old.name
begin select raise(abort, 'a sequence only grows'); end;

create trigger sequences_are_kept before delete on sequences
begin select raise(abort, 'a sequence only grows'); end;

create trigger sequences_are_not_replaced before insert on sequences
when exists (select 1 from sequences where name = new.name)
begin select raise(abort, 'a sequence only grows'); end;

create table matters (
    id text primary key,
    number text not null unique check (length(number) between 1 and 20),
    external_id text unique,
    title text not null collate nocase check (length(title) > 0),
    status text not null check (status in ('pending', 'open', 'closed', 'archived')),
    practice_area text,
    tags text not null default '[]' check (json_valid(tags)),
    open_date text check (open_date is date(open_date, '+0 days')),
    close_date text check (close_date is date(close_date, '+0 days')),
    limitation_date text check (limitation_date is date(limitation_date, '+0 days')),
    client_matter_id text check (length(client_matter_id) between 1 and 20),
    billing_type text not null
        check (billing_type in ('hourly', 'flat_fee', 'contingency', 'retainer')),
    default_rate integer check (default_rate >= 0),
    flat_amount integer check (flat_amount > 0),
    contingency_percent text,
    currency text not null check (currency glob '[A-Z][A-Z][A-Z]'),
    client_id text not null references contacts,
    responsible_attorney_id text references users,
    trust_account_id text references trust_accounts,
    workspace_id text,
    workspace_url text,
    search text not null,
    created_at text not null,
    updated_at text not null,
    check (billing_type <> 'flat_fee' or flat_amount is not null),
    check (billing_type <> 'contingency' or contingency_percent is not null),
    check ((status in ('closed', 'archived')) = (close_date is not null)),
    check (close_date is null or open_date is null or close_date >= open_date)
) strict;
create index matters_by_title on matters (title, id);
create index matters_by_open_date on matters (coalesce(open_date, ''), id);
create index matters_by_change on matters (updated_at, id);
create index matters_of_client on matters (client_id, number, id);
create index matters_by_workspace on matters (workspace_id) where workspace_id is not null;
create index matters_of_attorney on matters (responsible_attorney_id, number, id);

create table matter_team (
    matter_id text not null references matters,
    user_id text not null references users,
    primary key (matter_id, user_id)
) strict, without rowid;

create trigger matters_are_not_replaced before insert on matters
when exists (select 1 from matters where id = new.id or number = new.number
    or external_id = new.external_id or rowid = new.rowid)
begin select raise(abort, 'a matter''s id, number and external id are its own'); end;

create trigger matters_are_not_displaced before update on matters
when new.id <> old.id or new.rowid <> old.rowid or exists (select 1 from matters
    where id <> old.id and external_id = new.external_id)
begin select raise(abort, 'a matter''s id, number and external id are its own'); end;

create trigger matters_are_kept before delete on matters
begin select raise(abort, 'a matter is closed or archived, never deleted'); end;

create trigger matter_numbers_stay before update of number on matters
when new.number <> old.number
begin select raise(abort, 'a matter keeps its number'); end;

create trigger matter_currency_stays before update of currency on matters
when new.currency <> old.currency and exists (select 1 from time_entries where matter_id = old.id
    union all select 1 from expenses where matter_id = old.id
    union all select 1 from invoices where matter_id = old.id
    union all select 1 from trust_ledgers where matter_id = old.id)
begin select raise(abort, 'a matter with entries keeps its currency'); end;

create trigger matter_client_stays before update of client_id on matters
when new.client_id <> old.client_id
begin select raise(abort, 'a matter keeps its client'); end;
