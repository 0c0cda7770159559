"""Documents: parsed and validated once, however often they are sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    parse,
    specified_rules,
)
from graphql.execution.collect_fields import FragmentDetails
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document
from typing_extensions import override

from graph.execution.collecting import steering
from graph.execution.lru import Lru

__all__ = ["Document", "Documented", "Documents"]

_MOST, _MOST_CHARACTERS = 1000, 500_000


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A document, what is wrong with it, and which variables steer its fields."""

    node: DocumentNode
    errors: tuple[GraphQLError, ...]
    fragments: dict[str, FragmentDetails]
    steering: tuple[str, ...]

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """Return the operation to execute; None where it is not told which."""
        found = [
            it
            for it in self.node.definitions
            if isinstance(it, OperationDefinitionNode)
            and (name is None or (it.name is not None and it.name.value == name))
        ]
        return found[0] if len(found) == 1 else None


class Documents:
    """Every document of late, by its text. ``rules`` come on top of the specification's."""

    def __init__(self, rules: Sequence[type[ASTValidationRule]] = ()) -> None:
        self._rules = (*specified_rules, *rules)
        self._kept: Lru[str, Document] = Lru(_MOST, _MOST_CHARACTERS)

    def get(self, schema: GraphQLSchema, text: str) -> Document:
        """Return a document, parsed and validated. Raises ``GraphQLSyntaxError``."""
        document = self._kept.get(text)
        if document is None:
            document = self._read(schema, text)
            self._kept.put(text, document, len(text))
        return document

    def _read(self, schema: GraphQLSchema, text: str) -> Document:
        node = parse(text)
        errors = validate_document(schema, node, self._rules)
        fragments = {
            it.name.value: FragmentDetails(it)
            for it in node.definitions
            if isinstance(it, FragmentDefinitionNode)
        }
        return Document(node, tuple(errors), fragments, () if errors else steering(node))


class Documented(SchemaExtension):
    """Gives Strawberry's own execution the documents that are kept, so that both judge alike."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    @override
    def on_parse(self) -> Iterator[None]:
        it = self.execution_context
        self._document = self._documents.get(it.schema._schema, it.query or "")
        it.graphql_document = self._document.node
        yield

    @override
    def on_validate(self) -> Iterator[None]:
        self.execution_context.pre_execution_errors = list(self._document.errors)
        yield
