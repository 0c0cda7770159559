"""GraphQL over HTTP, as npm's graphql-http audits it: all of its audits, and each of them ok."""

import json
from collections import Counter

import pytest

from graph.app import create_app
from tests import node
from tests.listening import Listening


@pytest.mark.usefixtures("client")  # whose practice it is
def test_every_audit_is_ok() -> None:
    with Listening(create_app()) as url:
        audits = json.loads(node.run("http/audits.mjs", f"{url}/graphql"))
    assert [it for it in audits if it["status"] != "ok"] == []
    kinds = Counter(it["name"].split()[0] for it in audits)
    assert kinds == {"MUST": 13, "SHOULD": 23, "MAY": 25}
