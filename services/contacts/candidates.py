"""With whom a fixed link could be kept, and who may set one."""

from datetime import datetime, timedelta

from domain.contacts.links import AGAIN, COMMITTEES, Free
from domain.people import Actor, Role
from domain.roster import Level, Tier
from domain.routing import LEVELS
from domain.units import UnitKind
from services.commands import today
from storage import links, people, suggestions, units
from storage.tx import Tx

SHOWN = 8  # people out of whom one is chosen
LOOKED_AT = 40  # the newest authors of cases


def near(tx: Tx, keeper_id: int, tier: Tier, now: datetime, only: int | None = None) -> list[Free]:
    """The nearest who are free: residents of the constituency with the fewest links, or representatives without a
    member. Perhaps only one person is looked for."""
    day, since = today(tx.rules, now), now - timedelta(days=AGAIN)
    if tier is Tier.RESIDENTS:
        return links.residents(tx, keeper_id, day, since, SHOWN, only)
    found = [
        free
        for unit_id, level in congresses(tx, keeper_id, now, member=True)
        for free in links.colleagues(tx, keeper_id, unit_id, level, day, since, SHOWN, only)
    ]
    return sorted(found, key=lambda free: (free.links, free.person_id))[:SHOWN]


def known(tx: Tx, keeper_id: int, now: datetime) -> list[Free]:
    """Residents who gave a representative their name in a case, and with whom no link is kept."""
    found = (near(tx, keeper_id, Tier.RESIDENTS, now, id_) for id_ in links.authors(tx, keeper_id, LOOKED_AT))
    return [free for one in found for free in one][:SHOWN]


def whom_to_offer(tx: Tx, actor: Actor, now: datetime) -> list[tuple[Tier, Free]]:
    """Those to whom somebody can propose to keep a link with them."""
    if not actor.holds(Role.REPRESENTATIVE):
        return []
    colleagues = [(Tier.COMMITTEE, free) for free in near(tx, actor.person, Tier.COMMITTEE, now)]
    return [*((Tier.RESIDENTS, free) for free in known(tx, actor.person, now)), *colleagues]


def whom_to_ask(tx: Tx, actor: Actor, now: datetime) -> list[tuple[Tier, Free]]:
    """Those whom somebody can ask to keep a link with them: of a resident the own representatives, of a
    representative the members of the standing committee."""
    if not actor.holds(Role.REPRESENTATIVE):
        return [(Tier.RESIDENTS, free) for free in _representatives(tx, actor, now)]
    day = today(tx.rules, now)
    found = [
        free
        for unit_id, level in congresses(tx, actor.person, now, member=False)
        for free in links.members(tx, unit_id, level, day)
    ]
    taken = {pair.keeper_id for pair in links.kept_with(tx, actor.person, day)}
    return [(Tier.COMMITTEE, free) for free in found if free.person_id not in {actor.person, *taken}][:SHOWN]


def congresses(tx: Tx, person_id: int, now: datetime, *, member: bool) -> list[tuple[int, Level]]:
    """The congresses with a standing committee in which somebody has a seat, as the unit at their top (id) and the
    level: those of whose committee they are a member, or the others."""
    seats = [seat for seat in links.seats(tx, person_id, today(tx.rules, now)) if seat["level"] in COMMITTEES]
    return [
        (_top(tx, seat["unit_id"], Level(seat["level"])), Level(seat["level"]))
        for seat in seats
        if bool(seat["committee"]) is member
    ]


def office_over(tx: Tx, actor: Actor, person_id: int, now: datetime) -> Role | None:
    """The office in which somebody sees to a representative's links: of the station, or of the unit."""
    seats = links.seats(tx, person_id, today(tx.rules, now))
    for standing in actor.standings:
        if standing.role is Role.OFFICER and standing.station_id in {seat["station_id"] for seat in seats}:
            return Role.OFFICER
        if standing.role is Role.ADMIN and not units.below(tx, standing.unit_id).isdisjoint(
            seat["unit_id"] for seat in seats
        ):
            return Role.ADMIN
    return None


def _representatives(tx: Tx, actor: Actor, now: datetime) -> list[Free]:
    if actor.unit_id is None:
        return []
    day = today(tx.rules, now)
    taken = {pair.keeper_id for pair in links.kept_with(tx, actor.person, day)}
    ids = [
        one.person_id
        for level in LEVELS
        for one in suggestions.candidates(tx, actor.unit_id, actor.person, day, level)
        if one.person_id not in taken
    ]
    shown = ((id_, people.representative(tx, id_, day)) for id_ in list(dict.fromkeys(ids))[:SHOWN])
    return [Free(id_, who.name, who.unit, 0) for id_, who in shown if who is not None and who.reachable]


def _top(tx: Tx, unit_id: int, level: Level) -> int:
    """The unit of a congress: the district of a district's constituency, the city of a city's."""
    chain = units.chain(tx, unit_id)
    wanted = UnitKind.DISTRICT if level is Level.DISTRICT else UnitKind.CITY
    return next((unit.id for unit in chain if unit.kind is wanted), chain[-1].id)
