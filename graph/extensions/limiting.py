"""Limits kept: each document is read, validated and weighed, and refused before it is run."""

from collections.abc import Iterator
from typing import Any, cast

from graphql import GraphQLError, GraphQLSyntaxError
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document
from typing_extensions import override

from graph.limits.scales import CHARGED, Read, charge, hidden, report, scales_of
from resolvers.allowance import Allowance

__all__ = ["Limiting"]


class Limiting(SchemaExtension):
    """Parses and validates in Strawberry's stead, each document once, and tells what it costs."""

    _read: Read | None = None
    _cost: int | None = None

    @override
    def on_parse(self) -> Iterator[None]:
        it, limits = self.execution_context, self._allowance.limits
        try:
            self._read = scales_of(it.schema._schema).read(it.query or "", limits)
            it.graphql_document = self._read.document
        except GraphQLSyntaxError:
            # Strawberry is to come upon it as well, and to tell it.
            options = cast(dict[str, Any], it.parse_options)
            options["max_lexical_tokens"] = limits.tokens or None
        yield

    @override
    def on_validate(self) -> Iterator[None]:
        assert self._read
        refused = self._read.refusal or hidden(self._read, self._allowance)
        errors = [refused] if refused else self._errors(self._read)
        if not errors and (refused := self._charge(self._read)):
            errors = [refused]
        self.execution_context.pre_execution_errors = errors
        yield

    @override
    def get_results(self) -> dict[str, Any]:
        return {} if self._cost is None else report(self._cost, self._allowance)

    @property
    def _allowance(self) -> Allowance:
        context = self.execution_context.context
        return context.allowance if context else Allowance()

    def _errors(self, it: Read) -> list[GraphQLError]:
        if not it.errors:
            context = self.execution_context
            schema = context.schema._schema
            it.errors.append(validate_document(schema, it.document, context.validation_rules))
        return it.errors[0]

    def _charge(self, it: Read) -> GraphQLError | None:
        context = self.execution_context
        scales = scales_of(context.schema._schema)
        weight = scales.weigh(it, context.operation_name, context.variables)
        self._cost = weight.cost
        return None if context.root_value is CHARGED else charge(weight, self._allowance)
