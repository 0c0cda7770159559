"""Intake: who engages the firm for what, from the first matter to the seed's own."""

from datetime import UTC, date, datetime, timedelta

from adapters.embedded.demo.bodies import LANDED
from adapters.embedded.demo.chance import END, START, Chance
from adapters.embedded.demo.disputes import COURTS, ISSUES
from adapters.embedded.demo.firm import JANE, Firm, Worker
from adapters.embedded.demo.matters import ESTATES, LAND, LITIGATION, PROPERTY, Engagement
from adapters.embedded.demo.names import EXPERTS, MARKS, STREETS
from adapters.embedded.demo.parties import ACME, BETASOFT, Party
from adapters.embedded.demo.terms import conclude, detail

__all__ = ["ACME_MATTER", "engage"]

ACME_MATTER = "mat_9c31d2"

_SPANS = (
    (78, START, date(2024, 12, 20)),
    (81, date(2025, 1, 2), date(2025, 12, 19)),
    (40, date(2026, 1, 2), date(2026, 1, 9)),
)
"""How many matters were opened from which day to which; the seed's comes after them."""

_KINDS = {
    LITIGATION: (
        ("dispute", "{client} v. {opponent}"),
        ("dispute", "{client} v. {opponent}"),
        ("dispute", "{opponent} v. {client}"),
        ("dispute", "{client} {dash} Arbitration with {opponent}"),
    ),
    PROPERTY: (
        ("trademark", "{client} {dash} {sign} Trademark"),
        ("trademark", "{sign} Opposition {dash} {client}"),
        ("license", "Brand License {dash} {sign}"),
        ("license", "{client} {dash} {sign} Co-Branding"),
    ),
    LAND: (
        ("lease", "Lease {dash} {place}"),
        ("lease", "Lease Renewal {dash} {place}"),
        ("purchase", "Purchase {dash} {place}"),
        ("purchase", "Sale {dash} {place}"),
        ("refinance", "Refinance {dash} {place}"),
        ("zoning", "Special Use {dash} {place}"),
    ),
    ESTATES: (
        ("planning", "{family} Family Trust"),
        ("planning", "{family} {dash} Wills and Powers of Attorney"),
        ("probate", "Probate Administration {dash} {family}"),
        ("probate", "{family} Estate"),
    ),
}
_NOTES = {
    True: (
        "Send drafts as PDF with a redline.",
        "Invoices need the purchase order number in the notes.",
        "Engagement letter renewed each January.",
        "Copy the controller on every invoice.",
    ),
    False: (
        "Prefers to be called in the morning.",
        "Referred by an existing client.",
        "Send originals by courier, not by mail.",
    ),
}
_ESTATE = 70
"""The Hargrove estate's place among the matters: early, for much was paid in and out of it."""

_JUDGES = ("Halloran", "Prentiss", "Mazur", "Castellanos", "Thorne", "Whitacre")


def engage(chance: Chance, firm: Firm, parties: list[Party]) -> list[Engagement]:
    """Open all two hundred matters in the order of their numbers, and settle how they stand."""
    by_id = {party.id: party for party in parties}
    briefs = _briefs(chance, parties)
    moments = [
        chance.moment(chance.between(first, last), 16)
        for number, first, last in _SPANS
        for _ in range(number)
    ]
    taken: set[str] = set()
    places: dict[int, int] = {}
    matters = []
    for moment, (area, client) in zip(sorted(moments), briefs, strict=True):
        places[moment.year] = places.get(moment.year, 0) + 1
        number = f"{moment.year}-{places[moment.year]:04d}"
        matters.append(_open(chance, firm, parties, area, client, number, moment, taken))
    detail(chance, firm, matters)
    conclude(chance, matters)
    matters.append(_acme(chance, firm, by_id[ACME], parties))
    for party in parties:
        _know(chance, party)
    return matters


def _briefs(chance: Chance, parties: list[Party]) -> list[tuple[str, Party]]:
    """Say who comes with what, in no order; everybody who is a client comes at least once."""
    clients = [party for party in parties if party.role == "client" and party.id != ACME]
    people = [party for party in clients if not party.organization]
    abroad = [party for party in clients if party.currency != "USD"]
    bodies = [party for party in clients if party.organization and party not in abroad]
    beta = [party for party in bodies if party.id == BETASOFT]
    bodies = chance.draw.sample(bodies, len(bodies)) * 3
    makers = [party for party in bodies if party.short not in LANDED]
    chance.draw.shuffle(makers)
    known = {
        LITIGATION: [*abroad[:2], *bodies[:40], *people[30:57]],
        PROPERTY: [*abroad, abroad[2], *beta, *makers[:40]],
        LAND: [*bodies[40:65], *people[42:62]],
        ESTATES: [*people[:34], *people[2:8]],
    }
    briefs = [(area, client) for area, clients in known.items() for client in clients]
    chance.draw.shuffle(briefs)
    estate = next(brief for brief in briefs if brief[1].short == "Hargrove")
    briefs.remove(estate)
    briefs.insert(_ESTATE, estate)
    return briefs


def _open(
    chance: Chance,
    firm: Firm,
    parties: list[Party],
    area: str,
    client: Party,
    number: str,
    moment: datetime,
    taken: set[str],
) -> Engagement:
    while True:
        kind, pattern = chance.draw.choice(_KINDS[area])
        opponent = _opponent(chance, parties, client) if area == LITIGATION else None
        if client.short == "Hargrove":
            kind, pattern = _KINDS[ESTATES][-1]
        own = _words(chance, parties, client, opponent)
        title = chance.fill(pattern, own, {})
        if title not in taken:
            break
    taken.add(title)
    attorney = chance.draw.choice(firm.attorneys)
    day = moment.date()
    client.met(chance.moment(chance.between(max(START, day - timedelta(days=6)), day), 14, 15))
    matter = Engagement(
        id=chance.id("mat"),
        number=number,
        title=title,
        area=area,
        kind=kind,
        client=client,
        opponent=opponent,
        own=own,
        attorney=attorney,
        team=_team(chance, firm, attorney, area, day),
        registered=day,
        created_at=moment,
        updated_at=moment,
    )
    if opponent:
        _name_others(chance, parties, matter)
    return matter


def _opponent(chance: Chance, parties: list[Party], client: Party) -> Party:
    """Choose who is on the other side, a body four times out of five."""
    others = [
        party
        for party in parties
        if party.role == "adversary" and party.short not in ("Contoso", client.short)
    ]
    bodies = chance.happens(0.8)
    return chance.draw.choice([party for party in others if party.organization is bodies])


def _words(
    chance: Chance, parties: list[Party], client: Party, opponent: Party | None
) -> dict[str, str]:
    """Choose the words of one matter, so that its time sheets speak of one set of facts."""
    draw = chance.draw
    names = {
        role: [party.name for party in parties if party.role == role]
        for role in ("counsel", "witness")
    }
    people = [party.name for party in parties if party.role == "counsel" and not party.organization]
    witness, other = draw.sample(names["witness"], 2)
    known = [party.id for party in parties if party.role == "client"]
    sign = MARKS[known.index(client.id) % len(MARKS)]
    return {
        "client": client.short,
        "opponent": opponent.short if opponent else "",
        "family": client.short,
        "counsel": draw.choice(people),
        "witness": witness,
        "other": other,
        "expert": draw.choice(EXPERTS),
        "judge": draw.choice(_JUDGES),
        "court": draw.choice(COURTS),
        "issue": draw.choice(ISSUES),
        "sign": sign,
        "mark": f"the {sign} mark",
        "place": f"{draw.randint(10, 399) * 10 + draw.randint(0, 9)} {draw.choice(STREETS)}",
        "dash": "\N{EN DASH}",
    }


def _team(chance: Chance, firm: Firm, attorney: Worker, area: str, day: date) -> tuple[Worker, ...]:
    """Put one to four people on a matter: first who answers for it, the paralegal last."""
    roles = ("partner", "associate", "trustee") if area == ESTATES else ("partner", "associate")
    lawyers = [
        worker
        for worker in firm.in_role(*roles)
        if worker != attorney and (worker.active or (worker.until - day).days > 60)
    ]
    team = (attorney, *chance.draw.sample(lawyers, chance.draw.choice((0, 1, 1, 2))))
    return (*team, *firm.in_role("paralegal")) if chance.happens(0.7) else team


def _name_others(chance: Chance, parties: list[Party], matter: Engagement) -> None:
    """Note on the contacts of the other side, and on the witnesses, where they come from."""
    assert matter.opponent is not None
    heard = {matter.own["witness"]: "Witness", matter.own["counsel"]: "Opposing counsel"}
    heard[matter.opponent.name] = "Opposing party"
    for party in parties:
        if party.name in heard:
            days = chance.draw.randint(0, 12)
            party.met(chance.moment(min(END, matter.registered + timedelta(days=days)), 17))
            if party.notes is None:
                party.notes = f"{heard[party.name]} in {matter.number}, {matter.title}."


def _know(chance: Chance, party: Party) -> None:
    """See that a contact was met at some time, and now and then brought up to date."""
    if party.created_at is None:
        party.met(chance.moment(chance.between(date(2024, 4, 2), date(2025, 11, 14))))
    assert party.created_at is not None
    if party.notes is None and party.role == "witness":
        party.notes = "Fact witness; contact through the paralegal."
    if party.notes is None and party.role == "adversary":
        party.notes = "Adverse in a matter that was declined; keep for conflict checks."
    if party.notes is None and party.role == "client" and chance.happens(0.2):
        party.notes = chance.draw.choice(_NOTES[party.organization])
    if party.updated_at is None and chance.happens(0.45):
        day = chance.between(party.created_at.date() + timedelta(days=1), date(2026, 2, 25))
        party.updated_at = max(party.created_at, chance.moment(day))


def _acme(chance: Chance, firm: Firm, client: Party, parties: list[Party]) -> Engagement:
    """Open the seed's own matter, the last that was numbered."""
    by_role = {role: firm.in_role(role) for role in ("associate", "paralegal")}
    jane = next(worker for worker in firm.workers if worker.id == JANE)
    opponent = next(party for party in parties if party.short == "Contoso")
    opponent.notes = "Opposing party in 2026-0041, Acme v. Contoso."
    opponent.met(datetime(2026, 1, 12, 16, 2, 37, tzinfo=UTC))
    own = _words(chance, parties, client, opponent) | {"issue": "the supply agreement"}
    return Engagement(
        id=chance.keep(ACME_MATTER),
        number="2026-0041",
        title="Acme v. Contoso",
        area=LITIGATION,
        kind="dispute",
        client=client,
        opponent=opponent,
        own=own,
        attorney=jane,
        team=(jane, by_role["associate"][0], by_role["paralegal"][0]),
        registered=date(2026, 1, 10),
        created_at=datetime(2026, 1, 10, 16, 5, 52, tzinfo=UTC),
        updated_at=datetime(2026, 2, 18, 17, 21, 2, tzinfo=UTC),
        default_rate=39500,
        trust_account_id="tra_21ff67",
        workspace="iman_ws_8831",
        workspace_url="https://dms.meridianlake.example/work/link/w/iman_ws_8831",
        tags=("priority", "trial-prep"),
    )
