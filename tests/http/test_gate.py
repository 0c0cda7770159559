"""What a request may ask for and see: budgets by the minute, costs told, a schema that is shown or not."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from graph.app import create_app
from graph.compose.gate import limits_of
from graph.settings import Settings, shown
from tests.http.test_sign_in import MUST, app, keyed, post, signed_in, turned_away
from tests.listening import here
from tests.world import StandingClock

__all__ = ["app", "keyed"]

KEY = "a key that only the gateway has"
GATEWAY = {"X-Panther-Gateway-Key": KEY}
HIDDEN = {
    "errors": [
        {
            "message": "The schema is not shown here.",
            "extensions": {"code": "INTROSPECTION_DISABLED"},
        }
    ],
}
SDL = "{ _service { sdl } }"
TYPES = "{ __schema { queryType { name } } }"
RATE = "{ rateLimit { cost limit remaining resetAt } matters(first: 9) { nodes { id } } }"


@pytest.fixture
def gated(keyed: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A service that people sign in to, whose gateway has a key, on a clock that stands."""
    monkeypatch.setenv("PANTHER_GATEWAY_KEY", KEY)
    monkeypatch.setenv("PANTHER_COST_PER_MINUTE", "120")
    with here(create_app()) as client:
        client.app.state.doors.gate._allowances._clock = StandingClock()
        yield client


def ask(app: TestClient, document: str, token: str | None = None, **headers: str) -> Any:
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return app.post("/graphql", json={"query": document}, headers=headers)


@pytest.mark.parametrize(
    ("set_", "by_the_minute"),
    [
        ({}, 0),
        ({"secret_key": "x"}, 1_000_000),
        ({"secret_key": "x", "cost_per_minute": 0}, 0),
        ({"cost_per_minute": 5}, 5),
    ],
)
def test_the_demo_alone_has_no_budget_unless_one_is_set(
    set_: dict[str, Any], by_the_minute: int
) -> None:
    assert limits_of(Settings(_env_file=None, **set_)).cost_per_minute == by_the_minute


def test_every_limit_is_the_setting_of_its_name() -> None:
    names = ["tokens", "depth", "fields", "repeats", "aliases", "directives", "root_fields"]
    names += ["representations", "cost"]
    values = {f"query_{name}": i + 3 for i, name in enumerate(names)}
    limits = limits_of(Settings(_env_file=None, **values))
    assert [getattr(limits, name) for name in names] == [*values.values()]


def test_the_demo_has_no_budget_and_tells_what_a_request_costs(client: TestClient) -> None:
    rate = {"cost": 10, "limit": None, "remaining": None, "resetAt": None}
    assert ask(client, RATE).json()["data"]["rateLimit"] == rate


def test_a_viewers_minute_is_spent_and_grows_back(gated: TestClient) -> None:
    clock = gated.app.state.doors.gate._allowances._clock
    token = signed_in(gated)["authToken"]
    fifty = "{ matters(first: 49) { nodes { id } } }"
    for _ in range(2):
        assert ask(gated, fifty, token).status_code == 200
    rate = ask(gated, RATE, token).json()["data"]["rateLimit"]
    assert rate == {
        "cost": 10,
        "limit": 120,
        "remaining": 10,
        "resetAt": "2026-02-20T09:16:39Z",
    }
    answer = ask(gated, fifty, token)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "20")
    assert answer.json() == {
        "errors": [
            {
                "message": "The request may cost 50, and that is more than is left of 120 a minute. "
                "Ask again in 20 s.",
                "extensions": {
                    "code": "RATE_LIMITED",
                    "limit": 120,
                    "found": 50,
                    "remaining": 10,
                    "resetAt": "2026-02-20T09:16:39Z",
                    "retryAfter": 20,
                },
            }
        ],
    }
    clock.time += timedelta(seconds=20)
    assert "Retry-After" not in ask(gated, fifty, token).headers
    never = ask(gated, "{ matters(first: 100) { nodes { team { id } } } }", token)
    assert never.status_code == 200
    (error,) = never.json()["errors"]
    assert error["extensions"] == {"code": "QUERY_TOO_COSTLY", "limit": 120, "found": 601}


def test_another_viewer_has_a_minute_of_their_own(gated: TestClient) -> None:
    jane = signed_in(gated)["authToken"]
    full = "{ matters(first: 100) { nodes { id } } }"
    assert [ask(gated, full, jane).status_code for _ in range(2)] == [200, 429]
    # She signs in all the same, and it is still she.
    again = signed_in(gated)["authToken"]
    assert ask(gated, full, again).status_code == 429


@pytest.mark.parametrize("always", [False, True])
def test_an_answer_tells_its_cost_if_it_is_asked_to(
    client: TestClient, demo_file: object, monkeypatch: pytest.MonkeyPatch, always: bool
) -> None:
    document = "{ matters(first: 9) { pageInfo { hasNextPage } } }"
    told = {"data": {"matters": {"pageInfo": {"hasNextPage": True}}}}
    told["extensions"] = {"cost": {"requested": 2, "limit": 200_000}}
    if always:
        monkeypatch.setenv("PANTHER_SHOW_COST", "true")
        with here(create_app()) as other:
            assert ask(other, document).json() == told
        return
    assert ask(client, document).json() == {"data": told["data"]}
    assert ask(client, document, **{"GraphQL-Cost": "report"}).json() == told
    wrong = ask(client, document, **{"GraphQL-Cost": "validate"})
    assert (wrong.status_code, wrong.json()["errors"][0]["message"]) == (
        400,
        "GraphQL-Cost is report, or is not sent.",
    )


def test_with_a_budget_the_cost_tells_what_is_left_of_it(gated: TestClient) -> None:
    token = signed_in(gated)["authToken"]
    answer = ask(gated, "{ viewer { user { id } } }", token, **{"GraphQL-Cost": "report"})
    assert answer.json()["extensions"]["cost"] == {
        "requested": 2,
        "limit": 200_000,
        "perMinute": {
            "limit": 120,
            "remaining": 118,
            "resetAt": "2026-02-20T09:15:45Z",
        },
    }


def test_a_demo_shows_its_schema_unless_it_is_set_not_to(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(client, TYPES).json() == {"data": {"__schema": {"queryType": {"name": "Query"}}}}
    assert "Did you mean 'matter'" in ask(client, "{ mater { id } }").json()["errors"][0]["message"]
    monkeypatch.setenv("PANTHER_INTROSPECTION", "false")
    with here(create_app()) as other:
        assert ask(other, TYPES).json() == HIDDEN


@pytest.mark.parametrize(
    "document",
    [
        SDL,
        TYPES,
        '{ x: __type(name: "Matter") { name } }',
        "{ viewer { user { id } } ...F } fragment F on Query { _service { sdl } }",
    ],
)
def test_where_people_sign_in_nobody_is_shown_the_schema_but_the_gateway(
    gated: TestClient, document: str
) -> None:
    token = signed_in(gated)["authToken"]
    assert ask(gated, document, token).json() == HIDDEN
    for wrong in ("", KEY[:-1], KEY + "x", "ключ"):
        headers = {"X-Panther-Gateway-Key": wrong.encode()}
        answer = gated.post(
            "/graphql",
            json={"query": document},
            headers={"Authorization": f"Bearer {token}".encode(), **headers},
        )
        assert answer.json() == HIDDEN
    assert "errors" not in ask(gated, document, token, **GATEWAY).json()


@pytest.mark.parametrize("document", ["{ mater { id } }", '{ matter(idd: "1") { id } }'])
def test_who_is_not_shown_the_schema_is_suggested_nothing(gated: TestClient, document: str) -> None:
    token = signed_in(gated)["authToken"]
    told = ask(gated, document, token, **GATEWAY).json()["errors"]
    hidden = ask(gated, document, token).json()["errors"]
    assert "Did you mean" in told[0]["message"]
    assert [it["message"].split(" Did you mean")[0] for it in told] == [
        it["message"] for it in hidden
    ]
    assert [it["extensions"] for it in hidden] == [{"code": "GRAPHQL_VALIDATION_FAILED"}] * len(
        hidden
    )
    assert "Did you mean" in ask(gated, document, token, **GATEWAY).text


def test_a_value_that_is_wrong_is_suggested_nothing_either(gated: TestClient) -> None:
    token = signed_in(gated)["authToken"]
    document = "query ($by: MatterOrder) { matters(orderBy: $by) { nodes { id } } }"
    body = {"query": document, "variables": {"by": {"field": "NUMBR", "direction": "ASC"}}}
    headers = {"Authorization": f"Bearer {token}"}
    told = gated.post("/graphql", json=body, headers={**headers, **GATEWAY}).text
    hidden = gated.post("/graphql", json=body, headers=headers).text
    assert "Did you mean the enum value 'NUMBER'?" in told
    assert "Did you mean" not in hidden and "NUMBER" not in hidden


def test_the_key_alone_shows_the_schema_and_nothing_else(gated: TestClient) -> None:
    answer = ask(gated, SDL, **GATEWAY)
    assert answer.json()["data"]["_service"]["sdl"].count("\nschema @link(") == 1
    assert ask(gated, TYPES, **GATEWAY).json()["data"] == {
        "__schema": {"queryType": {"name": "Query"}}
    }
    for more in (
        "{ _service { sdl } viewer { user { id } } }",
        "{ ...F } fragment F on Query { matters { nodes { id } } }",
        'mutation { deleteTimeEntry(input: {id: "tim_c812e0"}) { userErrors { code } } }',
    ):
        turned_away(ask(gated, more, **GATEWAY))
    turned_away(ask(gated, SDL, **{"X-Panther-Gateway-Key": "another key, as long as it"}))
    turned_away(post(gated, SDL), MUST)


def test_a_gateway_may_still_let_somebody_sign_in(gated: TestClient) -> None:
    gated.headers.update(GATEWAY)
    assert signed_in(gated)["user"]["name"] == "Jane Attorney"


def test_the_key_is_never_shown_or_logged(
    gated: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(_env_file=None, gateway_key=KEY)
    assert KEY not in repr(settings) + str(shown(settings))
    with caplog.at_level(logging.DEBUG):
        assert KEY not in ask(gated, "{ nothing }", **GATEWAY).text
    assert KEY not in caplog.text


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16 items"):
        Settings(_env_file=None, gateway_key="too short")
