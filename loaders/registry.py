"""Every loader of one request, by the noun it loads."""

from adapters.port import Matter, Practice
from loaders.batch import Pages, many, one


class Loaders:
    """One set per request; nothing here outlives it. Build it inside the running event loop."""

    def __init__(self, practice: Practice) -> None:
        self._practice = practice
        self.clear()

    def clear(self) -> None:
        """Forget everything loaded, as after a change."""
        practice = self._practice
        matters, contacts, invoices = practice.matters, practice.contacts, practice.invoices
        time_entries, expenses, trust = practice.time_entries, practice.expenses, practice.trust

        self.matter = one(matters.by_id, lambda it: it.id)
        self.matter_by_number = one(matters.by_number, lambda it: it.number)
        self.matter_by_external_id = one(matters.by_external_id, lambda it: it.external_id or "")
        self.matter_of_workspace = one(matters.by_workspace, _workspace_id)
        self.matters_of_client = Pages(matters.of_clients, matters.count_of_clients)

        self.contact = one(contacts.by_id, lambda it: it.id)
        self.contact_by_external_id = one(contacts.by_external_id, lambda it: it.external_id or "")

        self.time_entry = one(time_entries.by_id, lambda it: it.id)
        self.time_entries_of_matter = Pages(time_entries.of_matters, time_entries.count_of_matters)
        self.expense = one(expenses.by_id, lambda it: it.id)
        self.expenses_of_matter = Pages(expenses.of_matters, expenses.count_of_matters)

        rates = practice.rates
        self.rates_of_matter = Pages(rates.of_matters, rates.count_of_matters)
        self.rates_of_client = Pages(rates.of_clients, rates.count_of_clients)
        self.rates_of_user = Pages(rates.of_users, rates.count_of_users)

        self.invoice = one(invoices.by_id, lambda it: it.id)
        self.invoices_of_matter = Pages(invoices.of_matters, invoices.count_of_matters)
        self.invoices_of_client = Pages(invoices.of_clients, invoices.count_of_clients)
        self.line_items_of_invoice = many(invoices.line_items, lambda it: it.invoice_id)
        self.payments_of_invoice = many(invoices.payments, lambda it: it.invoice_id)
        self.payment = one(invoices.payments_by_id, lambda it: it.id)

        self.trust_account = one(trust.accounts_by_id, lambda it: it.id)
        self.trust_ledger = one(trust.ledgers_by_id, lambda it: it.id)
        self.trust_ledger_of_matter = one(trust.ledgers_of_matters, lambda it: it.matter_id or "")
        self.trust_ledgers_of_client = many(trust.ledgers_of_clients, lambda it: it.client_id)
        self.trust_ledgers_of_account = Pages(
            trust.ledgers_of_accounts, trust.count_ledgers_of_accounts
        )
        self.trust_transaction = one(trust.transactions_by_id, lambda it: it.id)
        self.trust_transactions_of_account = Pages(
            trust.transactions_of_accounts, trust.count_transactions_of_accounts
        )
        self.trust_transactions_of_ledger = Pages(
            trust.transactions_of_ledgers, trust.count_transactions_of_ledgers
        )
        self.time_rounding_of_user = one(
            practice.time_roundings.of_users, lambda it: it.user_id or ""
        )
        self.user = one(practice.users.by_id, lambda it: it.id)


def _workspace_id(matter: Matter) -> str:
    return matter.i_manage_workspace.id if matter.i_manage_workspace else ""
