"""The explorer's page: Strawberry's GraphiQL, opened on tabs that teach this graph."""

import json

from strawberry.http.ides import get_graphql_ide_html

from graph.http.examples import EXAMPLES

__all__ = ["PAGE"]

_WELCOME = "parameters.q || EXAMPLE_QUERY"
_OPTIONS = "fetcher: fetcher,"
_LOADING = "Loading..."
_PATIENCE = """<p>Loading GraphiQL from unpkg.com …</p>
<p>If this stays, your network keeps it away. The graph itself needs nothing from outside: point
any GraphQL client at this address, or ask from a shell as the README shows.</p>"""


def _page() -> str:
    """Put our tabs where the page would show its own welcome text."""
    page = get_graphql_ide_html(graphql_ide="graphiql")
    tabs = [
        {"query": example.document, "variables": json.dumps(example.variables, indent=2)}
        for example in EXAMPLES
    ]
    # Inside a script, a closing tag in a string would end the script.
    said = json.dumps(tabs).replace("</", "<\\/")
    for mark in (_WELCOME, _OPTIONS, _LOADING):
        if page.count(mark) != 1:
            raise RuntimeError(f"Strawberry's page has changed: it has not one {mark!r}")
    return (
        page.replace(_WELCOME, f"parameters.q || {said}[0].query")
        .replace(_OPTIONS, f"{_OPTIONS} defaultTabs: {said},")
        .replace(_LOADING, _PATIENCE)
        .replace("<title>Strawberry GraphiQL</title>", "<title>Panther graph</title>")
    )


PAGE = _page()
