"""The products of Apollo's compatibility suite, served by this service with its schema exchanged.

What is tested is what serves every schema here: our Schema, its _entities, the endpoint. Run by
test_compatibility in a process of its own, before anything has read ``graph.schema``.
"""

import asyncio
import os
import socket
import sys
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any

import msgspec
import strawberry
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from strawberry.extensions.tracing import ApolloFederationTracingExtension
from strawberry.federation.schema_directives import Key
from strawberry.http import process_result
from strawberry.schema_directive import Location
from typing_extensions import override

import graph.schema
from graph.execution.executor import Answer, Request
from graph.federation import Schema
from resolvers.context import Context, Info
from resolvers.references import Reference, Representation

_traced: ContextVar[bool] = ContextVar("traced", default=False)


def of(find: Callable[[Representation], object]) -> Reference:
    """Load each by itself: there is no practice behind products."""

    async def load(info: Info, representations: Sequence[Representation]) -> Sequence[object]:
        return [find(it) for it in representations]

    return load


def entity(keys: dict[str, Reference], **options: Any) -> Callable[[type], Any]:
    """Declare an entity with other federation directives than ``presents`` has use for."""

    def declare(cls: type) -> type:
        cls.references = keys
        named: list[Key | str] = [*keys]
        return strawberry.federation.type(cls, keys=named, **options)

    return declare


@strawberry.federation.schema_directive(
    locations=[Location.OBJECT],
    name="custom",
    compose=True,
    import_url="https://myspecs.dev/myCustomDirective/v1.0",
)
class Custom:
    pass


@strawberry.type
class CaseStudy:
    case_number: strawberry.ID
    description: str | None = None


@strawberry.type
class ProductVariation:
    id: strawberry.ID


@strawberry.federation.type(shareable=True)
class ProductDimension:
    size: str | None
    weight: float | None
    unit: str | None = strawberry.federation.field(inaccessible=True)


def user(it: Representation) -> "User":
    """The mail is ours; what is required is of the subgraph that has it, and comes by the gateway."""
    return User(
        email=it["email"],
        name="Jane Smith",
        total_products_created=it.get("totalProductsCreated", 1337),
        years_of_employment=it.get("yearsOfEmployment", 10),
    )


@entity({"email": of(user)}, extend=True)
class User:
    email: strawberry.ID = strawberry.federation.field(external=True)
    name: str | None = strawberry.federation.field(override="users")
    total_products_created: int | None = strawberry.federation.field(external=True)
    years_of_employment: int = strawberry.federation.field(external=True)

    @strawberry.federation.field(requires=["totalProductsCreated", "yearsOfEmployment"])
    def average_products_created_per_year(self) -> int | None:
        return round((self.total_products_created or 0) / self.years_of_employment)


@entity(
    {
        "study { caseNumber }": of(
            lambda it: RESEARCH if it["study"]["caseNumber"] == "1234" else None
        )
    }
)
class ProductResearch:
    study: CaseStudy
    outcome: str | None


@entity({"sku package": of(lambda it: deprecated_product(it["sku"], it["package"]))})
class DeprecatedProduct:
    sku: str
    package: str
    reason: str | None
    created_by: User | None


@entity(
    {
        "id": of(lambda it: product(it["id"])),
        "sku package": of(
            lambda it: found(lambda p: (p.sku, p.package) == (it["sku"], it["package"]))
        ),
        "sku variation { id }": of(
            lambda it: found(
                lambda p: (p.sku, p.variation.id) == (it["sku"], it["variation"]["id"])
            )
        ),
    },
    directives=[Custom()],
)
class Product:
    id: strawberry.ID
    sku: str | None
    package: str | None
    variation: ProductVariation | None
    dimensions: ProductDimension | None
    created_by: User | None = strawberry.federation.field(provides=["totalProductsCreated"])
    notes: str | None = strawberry.federation.field(tags=["internal"])
    research: list[ProductResearch]


@strawberry.federation.interface_object(keys=["id"])
class Inventory:
    id: strawberry.ID
    deprecated_products: list[DeprecatedProduct]


Inventory.references = {"id": of(lambda it: Inventory(id=it["id"], deprecated_products=[OLD]))}

JANE = user({"email": "support@apollographql.com"})
RESEARCH = ProductResearch(
    study=CaseStudy(case_number=strawberry.ID("1234"), description="Federation Study"), outcome=None
)
OLD = DeprecatedProduct(
    sku="apollo-federation-v1",
    package="@apollo/federation-v1",
    reason="Migrate to Federation V2",
    created_by=JANE,
)
PRODUCTS = [
    Product(
        id=strawberry.ID(id),
        sku=sku,
        package=package,
        variation=ProductVariation(id=strawberry.ID(variation)),
        dimensions=ProductDimension(size="small", weight=1, unit="kg"),
        created_by=JANE,
        notes=None,
        research=[RESEARCH],
    )
    for id, sku, package, variation in (
        ("apollo-federation", "federation", "@apollo/federation", "OSS"),
        ("apollo-studio", "studio", "", "platform"),
    )
]


def found(wanted: Callable[[Any], bool]) -> Product | None:
    return next((it for it in PRODUCTS if wanted(it)), None)


def product(id: strawberry.ID) -> Product | None:
    return found(lambda it: it.id == id)


def deprecated_product(sku: str, package: str) -> DeprecatedProduct | None:
    return OLD if (sku, package) == (OLD.sku, OLD.package) else None


@strawberry.type
class Query:
    product: Product | None = strawberry.field(resolver=product)
    deprecated_product: DeprecatedProduct | None = strawberry.field(
        resolver=deprecated_product, deprecation_reason="Use product query instead"
    )


class Tracing(ApolloFederationTracingExtension):
    """Strawberry's, told of the header in another way: our context has no request."""

    @override
    def _check_should_trace(self) -> bool:
        return _traced.get()


# Newer versions say the same, but the suite knows those up to 2.3.
graph.schema.schema = Schema(
    query=Query,
    types=[Inventory, ProductResearch, User],
    extensions=[Tracing],
    federation_version="2.3",
)


def traced(app: ASGIApp) -> ASGIApp:
    """Tell the tracing whether a gateway wants it."""

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        wanted = (b"apollo-federation-include-trace", b"ftv1")
        _traced.set(wanted in scope.get("headers", ()))
        await app(scope, receive, send)

    return call


async def executed(asked: Request, context: Context) -> Answer:
    """Execute with graphql-core, so that Strawberry's own extensions are asked."""
    result = await graph.schema.schema.execute(
        asked.document,
        variable_values=dict(asked.variables or {}),
        context_value=context,
        operation_name=asked.operation,
    )
    wrong = result.errors or ()
    return Answer(msgspec.json.encode(process_result(result)), "traced", wrong, clean=not wrong)


async def serve() -> None:
    from graph.app import create_app  # after the schema was exchanged
    from graph.http import execution

    # A plan tells nothing of its fields, and this suite asks for a trace of each.
    execution.EXECUTOR.execute = executed
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(traced(create_app()), log_level="warning"))
        port = listener.getsockname()[1]
        print(f"ready at http://127.0.0.1:{port}/graphql", flush=True)
        await server.serve(sockets=[listener])


if __name__ == "__main__":
    if sys.argv[1:] == ["sdl"]:
        print(graph.schema.schema.as_str())
    else:
        os.environ["PANTHER_EMBEDDED_PATH"] = ":memory:"
        asyncio.run(serve())
