-- What changed, and in which order. Each record has one row, at the place of its newest change, so
-- a watcher is no more than the last place it saw, and this grows no larger than the practice.

create table changes (
    noun text not null check (noun in ('matter', 'invoice')),
    id text not null,
    sequence integer not null unique,
    primary key (noun, id)
) strict, without rowid;
create index changes_of_noun on changes (noun, sequence);

create trigger new_matters_are_changes after insert on matters
begin
    insert into changes
    values ('matter', new.id, 1 + coalesce((select max(sequence) from changes), 0))
    on conflict (noun, id) do update set sequence = excluded.sequence;
end;

create trigger matters_change after update on matters
begin
    insert into changes
    values ('matter', new.id, 1 + coalesce((select max(sequence) from changes), 0))
    on conflict (noun, id) do update set sequence = excluded.sequence;
end;

create trigger teams_grow after insert on matter_team
begin
    insert into changes
    values ('matter', new.matter_id, 1 + coalesce((select max(sequence) from changes), 0))
    on conflict (noun, id) do update set sequence = excluded.sequence;
end;

create trigger teams_shrink after delete on matter_team
begin
    insert into changes
    values ('matter', old.matter_id, 1 + coalesce((select max(sequence) from changes), 0))
    on conflict (noun, id) do update set sequence = excluded.sequence;
end;

create trigger new_invoices_are_changes after insert on invoices
begin
    insert into changes
    values ('invoice', new.id, 1 + coalesce((select max(sequence) from changes), 0))
    on conflict (noun, id) do update set sequence = excluded.sequence;
end;

create trigger invoices_change after update on invoices
begin
    insert into changes
    values ('invoice', new.id, 1 + coalesce((select max(sequence) from changes), 0))
    on conflict (noun, id) do update set sequence = excluded.sequence;
end;

create trigger disputes_change_invoices after insert on disputes
begin
    insert into changes
    values ('invoice', new.invoice_id, 1 + coalesce((select max(sequence) from changes), 0))
    on conflict (noun, id) do update set sequence = excluded.sequence;
end;

create trigger settlements_change_invoices after update on disputes
begin
    insert into changes
    values ('invoice', new.invoice_id, 1 + coalesce((select max(sequence) from changes), 0))
    on conflict (noun, id) do update set sequence = excluded.sequence;
end;
