"""ApprovalPolicy: who may approve an invoice."""

import strawberry

from adapters import port
from graph.presents import presents


@presents(port.ApprovalPolicy, description="Who may approve invoices.")
class ApprovalPolicy:
    second_person: bool = strawberry.field(
        description="Whether it takes another person than the one who drew the invoice up."
    )
