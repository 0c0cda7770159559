"""Pages that stand in for the explorer's own: Strawberry's GraphiQL, and one that waits."""

import json

from strawberry.http.ides import get_graphql_ide_html

from graph.http.examples import EXAMPLES, LIVE

__all__ = ["STRAWBERRYS", "WAIT"]

_WELCOME = "parameters.q || EXAMPLE_QUERY"
_OPTIONS = "fetcher: fetcher,"
_LOADING = "Loading..."
_HEIGHT = "height: 100vh;"
_BODY = "<body>"
_NOTE = """<body>
    <p style="box-sizing: border-box; height: 32px; margin: 0; padding: 7px 16px; overflow: hidden;
      font: 13px/18px system-ui, sans-serif; background: #fdf3dc; color: #4a3a10">This is
      Strawberry's explorer, from a CDN. Ours has the demo's people, costs and live events, and needs
      nothing from outside: install Node.js and npm, and <code>make run</code> builds it, or says why not.</p>"""
_PATIENCE = """<div style="margin: 2rem; font: 15px/1.5 system-ui, sans-serif">
<p>Loading GraphiQL from its CDN …</p>
<p>If this stays, your network keeps it away. The graph itself needs nothing from outside: point
any GraphQL client at this address, or ask from a shell as the README shows.</p></div>"""

WAIT = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="refresh" content="2">
    <meta name="color-scheme" content="light dark">
    <title>Panther graph</title>
  </head>
  <body style="margin: 3rem; font: 15px/1.5 system-ui, sans-serif">
    <p>The explorer's page is being built; that takes half a minute, once. It opens here by itself.</p>
    <p>The graph answers already: point any GraphQL client at this address.</p>
  </body>
</html>
"""


def _strawberrys() -> str:
    """Put our tabs where the page would show its own welcome text, and say how to get our page."""
    page = get_graphql_ide_html(graphql_ide="graphiql")
    tabs = [
        {"query": example.document, "variables": json.dumps(example.variables, indent=2)}
        for example in (*EXAMPLES, LIVE)
    ]
    # Inside a script, a closing tag in a string would end the script.
    said = json.dumps(tabs).replace("</", "<\\/")
    for mark in (_WELCOME, _OPTIONS, _LOADING, _HEIGHT, _BODY):
        if page.count(mark) != 1:
            raise RuntimeError(f"Strawberry's page has changed: it has not one {mark!r}")
    return (
        page.replace(_WELCOME, f"parameters.q || {said}[0].query")
        .replace(_OPTIONS, f"{_OPTIONS} defaultTabs: {said},")
        .replace(_LOADING, _PATIENCE)
        .replace(_HEIGHT, "height: calc(100vh - 32px);")
        .replace(_BODY, _NOTE)
        .replace("<title>Strawberry GraphiQL</title>", "<title>Panther graph</title>")
    )


STRAWBERRYS = _strawberrys()
