"""Every composer takes the schema, alone and beside a subgraph that extends what is in it."""

from pathlib import Path

import pytest
from graphql import GraphQLObjectType, build_schema

from tests import node
from tests.federation.conftest import HERE, Composed

COMPOSERS = ("apollo", "guild", "cosmo")


@pytest.mark.parametrize("composer", COMPOSERS)
@pytest.mark.parametrize(
    "case",
    [
        "panther",
        "scoped",
        "panther and documents",
        "scoped and documents",
        "nodeless and relay",
    ],
)
def test_it_composes(composed: Composed, case: str, composer: str) -> None:
    assert composed[case][composer]["errors"] == []


@pytest.mark.parametrize("composer", COMPOSERS)
def test_two_nodes_do_not_compose_which_is_what_the_switch_is_for(
    composed: Composed, composer: str
) -> None:
    (error,) = composed["panther and relay"][composer]["errors"] or []
    assert "node" in error
    assert "shareable" in error


@pytest.mark.parametrize("composer", ["apollo", "guild"])
def test_a_supergraph_joins_both_at_every_key(composed: Composed, composer: str) -> None:
    supergraph = composed["panther and documents"][composer]["supergraph"]
    assert isinstance(supergraph, str)
    made = build_schema(supergraph, assume_valid=True)
    for name, fields in {
        "Matter": {"id", "number", "trustBalance", "documents", "folder"},
        "Contact": {"id", "name", "matters", "documents", "label"},
        "Workspace": {"id", "webUrl", "documents"},
    }.items():
        type_ = made.type_map[name]
        assert isinstance(type_, GraphQLObjectType)
        assert fields <= type_.fields.keys()


def test_a_contract_without_a_tag_has_nothing_of_what_it_opens(packages: None) -> None:
    made = node.answer(
        HERE / "contract.mjs", sdl=Path("schema.graphql").read_text(), exclude="trust"
    )
    assert made["errors"] == []
    public = build_schema(made["public"])
    trust = [it for it in public.type_map.values() if it.name.startswith("Trust")]
    objects = [it.name for it in trust if isinstance(it, GraphQLObjectType)]
    assert objects == ["TrustBalanceRemains"]  # why a matter can't be closed, and no amount of it
    assert public.mutation_type is not None
    assert public.query_type is not None
    changes = [it for it in public.mutation_type.fields if "Trust" in it]
    assert changes == ["setTrustPolicy"]  # which is ADMIN's
    assert "trustAccounts" not in public.query_type.fields
    assert {"matter", "contacts", "invoices"} <= public.query_type.fields.keys()
