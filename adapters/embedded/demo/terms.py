"""Terms: how each matter is billed, what it is filed under, and how it came to an end."""

from datetime import date, timedelta

from adapters.embedded.demo.chance import Chance, workday
from adapters.embedded.demo.firm import DOMAIN, Firm
from adapters.embedded.demo.matters import ESTATES, LAND, LITIGATION, PROPERTY, Engagement
from adapters.embedded.demo.parties import BETASOFT
from adapters.port import BillingType, MatterStatus

__all__ = ["conclude", "detail"]

_HOURLY, _FLAT = BillingType.HOURLY, BillingType.FLAT_FEE
_RETAINER, _SHARE = BillingType.RETAINER, BillingType.CONTINGENCY

_TERMS = {
    LITIGATION: (_HOURLY,) * 9 + (_SHARE,) * 4 + (_RETAINER,),
    PROPERTY: (_HOURLY,) * 7 + (_FLAT,) * 2 + (_RETAINER,),
    LAND: (_HOURLY,) * 9 + (_FLAT,) * 2 + (_RETAINER,),
    ESTATES: (_HOURLY,) * 6 + (_FLAT,) * 4,
}
_TAGS = {
    "dispute": ("priority", "trial-prep", "discovery", "jury-demand", "settlement", "e-discovery"),
    "trademark": ("trademark", "renewal", "watch-notice", "international"),
    "license": ("licensing", "royalties", "international"),
    "lease": ("leasing", "build-out", "guaranty"),
    "purchase": ("closing", "title-issue", "financing"),
    "refinance": ("lender-counsel", "closing"),
    "zoning": ("zoning", "public-hearing"),
    "planning": ("trust-funding", "gift-tax", "home-visit"),
    "probate": ("probate", "tax-return", "beneficiaries"),
}
_PENDING, _CLOSED, _ARCHIVED = 14, 48, 18


def detail(chance: Chance, firm: Firm, matters: list[Engagement]) -> None:
    """Agree terms for every matter, tag it, and tie it to the firm's other systems."""
    leads = iter(chance.draw.sample(range(910_000, 981_999), len(matters)))
    spaces = iter(sorted(chance.draw.sample(range(5100, 8800), len(matters))))
    for matter in matters:
        terms = chance.draw.choice(_TERMS[matter.area])
        sues = matter.title.startswith(f"{matter.client.short} v.")
        fits = matter.currency == "USD" and (terms is not _SHARE or sues)
        _agree(chance, matter, terms if fits else _HOURLY)
        tags = chance.draw.sample(_TAGS[matter.kind], chance.draw.choice((0, 1, 1, 2, 2)))
        matter.tags = (*tags, "fixed-fee") if matter.billing is _FLAT else tuple(tags)
        lead, space = next(leads), next(spaces)
        if chance.happens(0.5):
            matter.external_id = f"crm_lead_{lead}"
        if chance.happens(0.6):
            matter.workspace = f"iman_ws_{space}"
            matter.workspace_url = f"https://dms.{DOMAIN}/work/link/w/{matter.workspace}"
        if matter.area == LITIGATION and chance.happens(0.45):
            days = timedelta(days=chance.draw.randint(200, 1400))
            matter.limitation = workday(matter.registered + days)


def _agree(chance: Chance, matter: Engagement, terms: BillingType) -> None:
    draw = chance.draw
    matter.billing = terms
    if matter.currency == "JPY":
        matter.default_rate = draw.choice((48_000, 52_000))
    elif matter.currency == "GBP":
        matter.default_rate = draw.choice((29_500, 32_000, 34_500))
    elif terms is _RETAINER or (terms is _HOURLY and chance.happens(0.6)):
        matter.default_rate = draw.choice((29_500, 32_500, 35_000, 37_500, 39_500, 42_500))
    if terms is _FLAT:
        matter.flat_amount = draw.randint(10, 48) * 25_000
    if terms is _SHARE:
        matter.percent = draw.choice(("33.3", "33.3", "40", "25"))


def conclude(chance: Chance, matters: list[Engagement]) -> None:
    """Leave the newest pending, close and archive some of the old."""
    draw = chance.draw
    recent = [
        matter
        for matter in matters
        if matter.registered >= date(2025, 11, 20)
        and matter.billing is not _SHARE
        and matter.currency == "USD"
        and matter.client.id != BETASOFT
    ]
    for matter in draw.sample(recent, _PENDING):
        matter.status = MatterStatus.PENDING
        matter.tags = ("intake", *matter.tags)
    old = [
        matter
        for matter in matters
        if matter.registered <= date(2025, 6, 30)
        and matter.currency == "USD"
        and matter.client.short != "Hargrove"
    ]
    ended = sorted(draw.sample(old, _CLOSED + _ARCHIVED), key=lambda matter: matter.number)
    for place, matter in enumerate(ended):
        matter.status = MatterStatus.ARCHIVED if place < _ARCHIVED else MatterStatus.CLOSED
        last = date(2026, 2, 20)
        lasts = timedelta(days=draw.randint(160, 420))
        matter.closed = min(workday(matter.registered + lasts), last)
    for matter in matters:
        if matter.closed:
            matter.updated_at = chance.moment(matter.closed)
        elif matter.status is MatterStatus.OPEN and chance.happens(0.8):
            later = matter.registered + timedelta(days=1)
            matter.updated_at = chance.moment(chance.between(later, date(2026, 2, 27)))
