"""The executor: a request to its answer's bytes, by a plan, or by graphql-core behind it.

A plan answers what has nothing wrong with it. What no plan was made for, and whatever raises, is
answered by graphql-core from the beginning, over the same loaders: what they know or know to have
failed is not asked again, unless it is a record that was not read whole; and the errors, their
paths and the nulls are graphql-core's own. Only
queries are planned; a mutation is graphql-core's from the first, so that it is never made twice.
"""

import logging
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
from graphql import GraphQLError, GraphQLSyntaxError, OperationDefinitionNode, OperationType
from strawberry.http import process_result
from strawberry.schema import Schema
from strawberry.types.graphql import OperationType as Allowed

from adapters.port import Refused
from graph.execution.collecting import Collecting
from graph.execution.documents import Document, Documents
from graph.execution.emitting import Emitted, emit
from graph.execution.given import Given, Givens
from graph.execution.guards import Denied, Guards, denials
from graph.execution.lru import Lru
from graph.execution.parts import Called, Loaded, NotCompiled, Selection
from graph.execution.planning import Planner
from graph.execution.running import Run
from graph.execution.written import Written
from graph.limits.scales import CHARGED, charge, report
from loaders import Reads
from resolvers.context import Context

__all__ = ["Answer", "Executor", "Plan", "Request"]

_log = logging.getLogger("panther")

_MOST_PLANS, _MOST_CHARACTERS = 1000, 4_000_000


def _unknown(value: object) -> None:
    """Write what is no JSON: the mark of a field that was denied, and nothing else."""
    if not isinstance(value, Denied):
        raise TypeError(f"{type(value).__name__} is no part of an answer")


_encode = msgspec.json.Encoder(enc_hook=_unknown).encode


@dataclass(frozen=True, slots=True)
class Request:
    """What a caller sent; ``allowed`` are the kinds of operation that its method permits."""

    document: str | None
    variables: Mapping[str, Any] | None = None
    operation: str | None = None
    allowed: Iterable[Allowed] = (Allowed.QUERY, Allowed.MUTATION)
    extensions: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The response's JSON, whether it holds no error, why no plan made it, if none did, and what
    graphql-core found wrong.
    """

    body: bytes
    fallback: str | None = None
    errors: Sequence[GraphQLError] = ()
    clean: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """How to answer an operation, or in one word why it has no plan."""

    reason: str | None
    root: Selection = field(default_factory=lambda: Selection(""))
    waits: tuple[Loaded | Called, ...] = ()
    emitted: Emitted | None = None
    denies: bool = False
    reads: Reads = field(default_factory=dict)


class Executor:
    """Answers requests to one schema. ``fallbacks`` counts by reason what no plan answered."""

    def __init__(self, schema: Schema, guards: Guards) -> None:
        self.fallbacks: Counter[str] = Counter()
        self.planned = 0
        self._schema = schema
        self._documents = Documents(schema._schema)
        self._givens = Givens(schema._schema)
        self._guards = guards
        self._plans: Lru[Hashable, Plan] = Lru(_MOST_PLANS, _MOST_CHARACTERS)
        self._written = Written()

    async def execute(self, request: Request, context: Context) -> Answer:
        """Answer a request. Raises what Strawberry's ``execute`` raises of requests that name no
        operation, or one that is not allowed.
        """
        error: Exception | None = None
        try:
            answer = await self._planned(request, context)
        except NotCompiled as why:
            reason = str(why)
        except Refused:
            reason = "refused"
        except Exception as caught:  # noqa: BLE001 - graphql-core tells what is wrong with it.
            reason, error = "raised", caught
        else:
            self.planned += 1
            return answer
        self.fallbacks[reason] += 1
        result = await self._schema.execute(
            request.document,
            variable_values=dict(request.variables or {}),
            context_value=context,
            root_value=CHARGED if context.allowance.cost else None,
            operation_name=request.operation,
            allowed_operation_types=request.allowed,
            operation_extensions=request.extensions,
        )
        if error and not result.errors:
            _log.warning("A plan failed where graphql-core did not.", exc_info=error)
        wrong = result.errors or ()
        return Answer(_encode(process_result(result)), reason, wrong, clean=not wrong)

    def plan(self, request: Request, context: Context) -> Plan:
        """Return the plan that a request would be answered by. Raises ``NotCompiled``."""
        return self._plan(*self._read(request, context), context)

    async def _planned(self, request: Request, context: Context) -> Answer:
        document, operation, given = self._read(request, context)
        plan = self._plan(document, operation, given, context)
        if plan.emitted is None:
            raise NotCompiled(plan.reason)
        if given.weight is None:
            given.weight = self._documents.weigh(document, request.operation, request.variables)
        if charge(given.weight, context.allowance):
            raise NotCompiled("limited")
        data, denied = await self._data(plan, plan.emitted, context, given)
        said: dict[str, Any] = {"data": msgspec.Raw(data)}
        if denied:
            said["errors"] = [it.formatted for it in denied]
        told = report(context.allowance.cost, context.allowance)
        if told:
            said["extensions"] = told
        return Answer(_encode(said), clean=not denied)

    async def _data(
        self, plan: Plan, emitted: Emitted, context: Context, given: Given
    ) -> tuple[bytes, Sequence[GraphQLError]]:
        """Load what the plan needs, and write the answer's data of it; return that and what was
        denied in it.

        Where nothing is waited for, no more is read of records than the plan reads; what comes over
        a wire comes whole, and is kept in case no plan will do.
        """
        asking, immediate = context, context.loaders.immediate
        if plan.reads and immediate:
            asking = replace(context, loaders=context.loaders.narrowed(plan.reads))
        run = Run(len(plan.waits), asking, given)
        try:
            await run.all(plan.root)
            if immediate or plan.denies:  # never the same again, or marked with what is denied
                data = emitted.answer(*run.values)
                denied = denials(data, self._guards) if plan.denies else ()
                return _encode(data), denied
            written = self._written.find((plan, given), run.values)
            if written is None:
                written = _encode(emitted.answer(*run.values))
                self._written.keep((plan, given), run.values, written)
            return written, ()
        except Exception:
            if asking is not context:
                context.loaders.take(asking.loaders)
            raise

    def _read(
        self, request: Request, context: Context
    ) -> tuple[Document, OperationDefinitionNode, Given]:
        try:
            document = self._documents.get(request.document or "", context.allowance)
        except GraphQLSyntaxError:
            raise NotCompiled("invalid") from None
        if document is None:
            raise NotCompiled("limited")
        operation = document.operation(request.operation)
        if not document.valid or operation is None:
            raise NotCompiled("invalid")
        kind = operation.operation
        if kind is not OperationType.QUERY or Allowed.QUERY not in request.allowed:
            raise NotCompiled(kind.value)
        if operation.directives:
            raise NotCompiled("directive")
        given = self._givens.of(operation, request.variables)
        if given is None:
            raise NotCompiled("variables")
        return document, operation, given

    def _plan(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        given: Given,
        context: Context,
    ) -> Plan:
        held = self._guards.held(context)
        steering = tuple(given.variables.coerced.get(name) for name in document.steering)
        key = (document, operation.name and operation.name.value, steering, held)
        plan = self._plans.get(key)
        if plan is None:
            plan = self._made(document, operation, given, held)
            self._plans.put(key, plan, len(plan.emitted.source) if plan.emitted else 0)
        return plan

    def _made(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        given: Given,
        held: frozenset[Hashable],
    ) -> Plan:
        schema = self._schema._schema
        collecting = Collecting(schema, document.fragments, operation, given)
        planner = Planner(collecting, self._guards, held)
        assert schema.query_type is not None
        try:
            root = planner.plan(schema.query_type)
            emitted = emit(root, planner.waits)
        except NotCompiled as why:
            return Plan(str(why))
        except RecursionError:
            return Plan("deep")
        return Plan(None, root, tuple(planner.waits), emitted, planner.denies, planner.reads)
