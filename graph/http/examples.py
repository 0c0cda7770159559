"""The operations that teach this graph: the explorer opens on them, and the tests run them."""

from itertools import takewhile
from typing import Any, NamedTuple

__all__ = ["EXAMPLES", "LIVE", "Example"]


class Example(NamedTuple):
    """A document, and the variables it is shown with."""

    name: str
    document: str
    variables: dict[str, Any] = {}

    @property
    def says(self) -> str:
        """What it shows: the comment that its document begins with."""
        lines = takewhile(lambda line: line.startswith("#"), self.document.splitlines())
        return " ".join(line.removeprefix("#").strip() for line in lines)


_MATTERS = """\
# Open matters: for whom, who answers for them, trust
# money, latest time and bills. However many matters,
# the practice is asked seven times.
query Matters {
  matters(
    first: 10
    filter: {status: OPEN}
    orderBy: {field: NUMBER, direction: DESC}
  ) {
    totalCount
    nodes {
      number
      title
      client { name }
      responsibleAttorney { name }
      trustBalance { available { amount currencyCode } }
      timeEntries(first: 5) {
        nodes { date hours amount { amount } }
      }
      invoices(first: 5) {
        nodes { status total { amount } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""

_MATTER = """\
# One matter in depth.
query Matter($id: ID!) {
  matter(id: $id) {
    number
    title
    status
    practiceArea
    tags
    client { name emails phones { type value } }
    team { name role }
    billing { type defaultRate { amount currencyCode } }
    trustBalance {
      posted { amount }
      cleared { amount }
      held { amount }
      available { amount currencyCode }
    }
    timeEntries(first: 5, filter: {billable: true}) {
      totalCount
      nodes {
        date
        description
        hours
        activity { code name set }
        user { name }
        status
      }
    }
    iManageWorkspace { id webUrl }
  }
}
"""

_LOG_TIME = """\
# Record work. Send it twice: the same key gives
# the same entry.
mutation LogTime($input: LogTimeInput!) {
  logTime(input: $input) {
    timeEntry {
      id
      hours
      amount { amount currencyCode }
      activity { name }
      matter { number }
    }
    userErrors { code message field }
  }
}
"""

_INVOICE = """\
# Draft an invoice: time, an expense, a discount,
# and trust money held for it. subtotal, discount, tax and
# total are exact; amountDue is what the client pays.
mutation GenerateInvoice($input: GenerateInvoiceInput!) {
  generateInvoice(input: $input) {
    invoice {
      id
      status
      lineItems {
        kind
        description
        quantity
        amount { amount }
        discount { amount }
      }
      subtotal { amount }
      discount { amount }
      tax { amount }
      trustApplied { amount }
      total { amount }
      amountDue { amount currencyCode }
    }
    trustLimit
    userErrors { code message field }
  }
}
"""

_REFUSED = """\
# A refusal is data: every reason at once, and nothing written.
mutation Refused {
  logTime(input: {
    matterId: "mat_9c31d2", userId: "u_pp_7ab202", date: "2026-02-18",
    description: " ", hours: "25", rate: "-1"
  }) {
    timeEntry { id }
    userErrors { __typename code message field }
  }
}
"""

_ENTITIES = """\
# What a federation gateway asks: entities by the keys it has.
query Entities($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on Matter { title client { name } }
    ... on Contact { name }
  }
}
"""

_CHANGED = """\
# What happens to a matter, told as it happens. Run it, and
# run RenameMatter in another window.
subscription MatterChanged {
  matterChanged(id: "mat_9c31d2") {
    number
    title
    status
    client { name }
  }
}
"""

_RENAME = """\
# Change a matter: only what is named is changed.
mutation RenameMatter($input: UpdateMatterInput!) {
  updateMatter(input: $input) {
    matter { number title }
    userErrors { code message field }
  }
}
"""

EXAMPLES = (
    Example("Matters", _MATTERS),
    Example("Matter", _MATTER, {"id": "mat_9c31d2"}),
    Example(
        "LogTime",
        _LOG_TIME,
        {
            "input": {
                "idempotencyKey": "example-1",
                "matterId": "mat_9c31d2",
                "userId": "u_pp_7ab202",
                "date": "2026-02-18",
                "activityCode": "L110",
                "description": "Draft motion to compel; reviewed exhibits in iManage",
                "hours": "2.7",
                "rate": "395",
                "tags": ["motion", "discovery"],
            }
        },
    ),
    Example(
        "GenerateInvoice",
        _INVOICE,
        {
            "input": {
                "idempotencyKey": "example-2",
                "matterId": "mat_9c31d2",
                "clientId": "cli_445f10",
                "issueDate": "2026-02-20",
                "dueDate": "2026-03-20",
                "timeEntryIds": ["tim_c812e0"],
                "expenses": [{"description": "Filing fee", "amount": "120.00"}],
                "discounts": [{"type": "PERCENT", "value": "5"}],
                "taxRate": "0",
                "applyTrust": {"enabled": True, "maxAmount": "500"},
                "notes": "Billed through 2026-02-18",
            }
        },
    ),
    Example("Refused", _REFUSED),
    Example(
        "Entities",
        _ENTITIES,
        {
            "representations": [
                {"__typename": "Matter", "number": "2026-0041"},
                {"__typename": "Contact", "id": "cli_445f10"},
            ]
        },
    ),
    Example(
        "RenameMatter", _RENAME, {"input": {"id": "mat_9c31d2", "title": "Acme v. Contoso, Inc."}}
    ),
)

LIVE = Example("MatterChanged", _CHANGED)
