"""Documents: read, validated and weighed once, however often they are sent.

They are read by the scales that keep the limits, so that a plan is made of nothing that is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    specified_rules,
)
from graphql.execution.collect_fields import FragmentDetails
from strawberry.schema.schema import validate_document

from graph.execution.collecting import steering
from graph.execution.lru import Lru
from graph.limits.scales import Read, Weight, hidden, scales_of
from resolvers.allowance import Allowance

__all__ = ["Document", "Documents"]

_MOST, _MOST_CHARACTERS = 1000, 500_000


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A document that was read, and which variables steer its fields."""

    read: Read
    fragments: dict[str, FragmentDetails]
    steering: tuple[str, ...]

    @property
    def valid(self) -> bool:
        return not self.read.errors[0]

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """Return the operation to execute; None where it is not told which."""
        found = [
            it
            for it in self.read.document.definitions
            if isinstance(it, OperationDefinitionNode)
            and (name is None or (it.name is not None and it.name.value == name))
        ]
        return found[0] if len(found) == 1 else None


class Documents:
    """Every document of late, by its text."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._scales = scales_of(schema)
        self._kept: Lru[str, Document] = Lru(_MOST, _MOST_CHARACTERS)

    def get(self, text: str, allowance: Allowance) -> Document | None:
        """Return a document, or None where it is refused. Raises ``GraphQLSyntaxError``."""
        read = self._scales.read(text, allowance.limits)
        if read.refusal or hidden(read, allowance):
            return None
        document = self._kept.get(text)
        if document is None or document.read is not read:
            document = self._made(read)
            self._kept.put(text, document, len(text))
        return document

    def weigh(
        self, document: Document, operation: str | None, variables: Mapping[str, Any] | None
    ) -> Weight:
        """Return what a request may cost."""
        return self._scales.weigh(document.read, operation, variables)

    def _made(self, read: Read) -> Document:
        if not read.errors:
            read.errors.append(validate_document(self._schema, read.document, specified_rules))
        fragments = {
            it.name.value: FragmentDetails(it)
            for it in read.document.definitions
            if isinstance(it, FragmentDefinitionNode)
        }
        return Document(read, fragments, () if read.errors[0] else steering(read.document))
