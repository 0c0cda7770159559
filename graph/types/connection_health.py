"""ConnectionHealth: how the practice's upstream fares."""

from datetime import datetime

import strawberry

from adapters import port
from graph.presents import presents


@presents(port.NeedsPerson, description="A code was sent to somebody, who must enter it.")
class PersonNeeded:
    kind: str = strawberry.field(description="How the code was sent, as sms or email.")
    sent_to: str | None = strawberry.field(description="Where to, as far as it is told.")
    since: datetime = strawberry.field(description="When the practice began to wait.")
    message: str = strawberry.field(description="The same, said to a person.")


@presents(
    port.DriftSeen,
    description="Something in the upstream's answers that was otherwise than expected.",
)
class Drift:
    noun: str = strawberry.field(description="Whose answers.")
    field: str = strawberry.field(description="Which field, by its path.")
    kind: str = strawberry.field(
        description="unknown_field, missing_field, changed_type or unknown_value."
    )
    sample_type: str = strawberry.field(description="The type that was found; never a value.")
    count: int = strawberry.field(description="How often.")
    first_seen: datetime = strawberry.field(description="When first.")
    last_seen: datetime = strawberry.field(description="When last.")


@presents(port.Unreadable, description="A record that could not be read and is not shown.")
class UnreadableRecord:
    noun: str = strawberry.field(description="What it is.")
    id: strawberry.ID = strawberry.field(description="Which one.")


@presents(
    port.PracticeHealth,
    description="What is known of the practice's upstream without asking it.",
)
class ConnectionHealth:
    capabilities: list[port.Capability] = strawberry.field(description="What it can do.")
    needs_person: PersonNeeded | None = strawberry.field(
        description="Whom it waits for; null if for nobody."
    )
    failure: str | None = strawberry.field(
        description="What kept the last answer away, and what to do; null if one came."
    )
    drift: list[Drift] = strawberry.field(
        description="What was otherwise than expected, at most 1,000 kinds."
    )
    unreadable: list[UnreadableRecord] = strawberry.field(
        description="What could not be read, at most 100 records."
    )
