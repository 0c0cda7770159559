"""Other sites' pages: what a browser asks for on their behalf is not answered."""

from collections.abc import Mapping

from graph.http.answers import Refusal

__all__ = ["PREFLIGHTED", "check_origin"]

# Headers that no page can have sent to another site, unless that site had been asked and agreed.
PREFLIGHTED = (b"graphql-require-preflight", b"apollo-require-preflight")
_NAMED = b"x-apollo-operation-name"
_OURS = (b"same-origin", b"none")


def check_origin(headers: Mapping[bytes, bytes]) -> None:
    """Refuse a GET that another site's page had a browser make: it needs no leave of ours, and
    carries along whatever the browser knows of the caller. A POST of JSON does need it.

    Raises ``Refusal``, 403.
    """
    if any(headers.get(name) for name in (*PREFLIGHTED, _NAMED)):
        return
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        foreign = site not in _OURS
    else:
        origin = headers.get(b"origin")
        foreign = origin is not None and origin.partition(b"://")[2] != headers.get(b"host")
    if foreign:
        message = (
            "Another site's page asked for this; a graphql-require-preflight header allows it."
        )
        raise Refusal(403, "CROSS_SITE_REQUEST", message)
