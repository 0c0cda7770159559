-- Fees: flat ones billed once, contingent ones by their closing statement.

-- How a contingent fee came about: percent of a recovery, or of what its costs leave of it. The
-- fee is exact to the minor unit where it is worked out; here it is held to less than one off.
create table closing_statements (
    invoice_id text primary key references invoices,
    recovery integer not null check (recovery > 0),
    basis text not null check (basis in ('gross', 'net')),
    costs integer not null check (costs >= 0),
    percent text not null check (cast(percent as real) between 0 and 100),
    fee integer not null check (fee between 0 and recovery),
    check (abs(fee - max(recovery - iif(basis = 'net', costs, 0), 0) * cast(percent as real) / 100)
        < 0.6)
) strict, without rowid;

create trigger statements_close_contingency_matters before insert on closing_statements
when not exists (select 1 from invoices i join matters m on m.id = i.matter_id
    where i.id = new.invoice_id and i.status = 'draft' and m.billing_type = 'contingency'
        and m.contingency_percent = new.percent)
begin select raise(abort, 'a closing statement is for a draft, at its matter''s percentage'); end;

create trigger statements_are_not_replaced before insert on closing_statements
when exists (select 1 from closing_statements where invoice_id = new.invoice_id)
begin select raise(abort, 'a closing statement stays as it was written'); end;

create trigger statements_stay before update on closing_statements
begin select raise(abort, 'a closing statement stays as it was written'); end;

create trigger statements_are_kept before delete on closing_statements
begin select raise(abort, 'a closing statement is kept'); end;

create trigger contingent_fees_have_a_statement before insert on invoice_lines
when new.kind = 'contingency_fee' and (
    exists (select 1 from invoice_lines
        where invoice_id = new.invoice_id and kind = 'contingency_fee')
    or not exists (select 1 from closing_statements
        where invoice_id = new.invoice_id and fee = new.amount))
begin select raise(abort, 'a contingent fee is the one of its closing statement'); end;

create trigger flat_fees_are_billed_once before insert on invoice_lines
when new.kind = 'flat_fee' and not exists (
    select 1 from invoices i join matters m on m.id = i.matter_id
    where i.id = new.invoice_id and m.billing_type = 'flat_fee' and m.flat_amount >= new.amount
        + (select coalesce(sum(l.amount), 0) from invoices b
            join invoice_lines l on l.invoice_id = b.id
            where b.matter_id = m.id and l.kind = 'flat_fee' and l.live = 1))
begin select raise(abort, 'a matter''s flat fee is billed once, whole or in parts'); end;

create trigger flat_fees_cover_what_is_billed before update of billing_type, flat_amount on matters
when iif(new.billing_type = 'flat_fee', new.flat_amount, 0) < (
    select coalesce(sum(l.amount), 0) from invoices i join invoice_lines l on l.invoice_id = i.id
    where i.matter_id = new.id and l.kind = 'flat_fee' and l.live = 1)
begin select raise(abort, 'a flat fee is no less than what is billed of it'); end;

create trigger statements_are_their_invoices before update of status on invoices
when old.status in ('draft', 'pending_approval') and new.status <> 'draft' and exists (
    select 1 from closing_statements c where c.invoice_id = new.id
        and (c.costs <> (select coalesce(sum(amount), 0) from invoice_lines
                where invoice_id = new.id and kind = 'expense')
            or not exists (select 1 from invoice_lines
                where invoice_id = new.id and kind = 'contingency_fee')))
begin select raise(abort, 'a closing statement''s fee and costs are its invoice''s'); end;
