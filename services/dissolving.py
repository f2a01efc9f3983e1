"""Ending a unit: asked with numbers, agreed to by a second person, done at once; what was in hand follows by ticks.

Rights end in the moment itself: offices, seats, stations and departments have yesterday as their last day, for a day is
the smallest that the roster knows. Links and open cases are passed on some at a time, each with a word to the resident;
until then whoever administers the unit above stands in, as always where nobody is there. Nothing is erased: numbers of
cases and the history name the unit (docs/decisions/0016-ending-a-unit.md).
"""

from dataclasses import asdict
from datetime import date, datetime, timedelta

from pydantic import Field

from domain.approvals import Approval, Kind
from domain.approvals import State as Request
from domain.people import Actor, Role
from domain.roster import Tier
from domain.routing import Reason
from domain.suggestions import Action
from domain.telling import Due, Outcome, Priority, Told
from domain.units import Unit
from services import access, approvals
from services.commands import Command, RefusedError, today
from services.meetings.ending import call_off
from services.people import roles_of
from services.suggestions import transferring
from services.suggestions.handling import load
from services.suggestions.moving import move
from storage import dissolving, events, links, suggestions, units
from storage.dissolving import Ended
from storage.tx import Tx

ENOUGH = 40  # links or cases of one look


class OfUnit(Command):
    """A unit."""

    unit_id: int = Field(ge=0, lt=2**63)


def ask(tx: Tx, actor: Actor, command: OfUnit, now: datetime) -> Outcome:
    """What would end with a unit, in numbers, and whether it shall."""
    unit, above = _endable(tx, actor, command.unit_id, now)
    day = today(tx.rules, now)
    found = dissolving.numbers(tx, unit.id, day)
    other = dissolving.other_station(tx, unit.id, above.id, day) if found.moved else None
    facts = {
        "unit": unit, "where": above.name, "ending": found, "other": other[1] if other else "",
        "second": approvals.needed(tx, Kind.END_UNIT),
    }  # fmt: skip
    return Outcome.tell(Told(actor.person, "unit.ask_end", facts))


def end(tx: Tx, actor: Actor, command: OfUnit, now: datetime) -> Outcome:
    """End it, once a second person has agreed. A second press finds what waits, or that it has ended."""
    unit, _ = _endable(tx, actor, command.unit_id, now)
    if not approvals.needed(tx, Kind.END_UNIT):
        return _end(tx, actor, unit.id, actor.person, now)
    below = {"units": sorted(units.below(tx, unit.id)), "parent": unit.parent_id}
    return approvals.ask(tx, actor, Kind.END_UNIT, unit.id, unit.id, below, now)


def dissolving_due(tx: Tx, now: datetime) -> Due:
    """What was in hand in units that have ended: links end, cases go to the unit above, some of them at a time."""
    ended = dissolving.next_(tx)
    if ended is None:
        return Due()
    day = today(tx.rules, now)
    if found := dissolving.links(tx, ended.unit_id, day, ENOUGH):
        return Due(tuple(told for id_ in found for told in _end_link(tx, id_, ended, now)), more=True)
    for id_ in (found := dissolving.handled(tx, ended.unit_id, ENOUGH)):
        transferring.come_back(tx, None, load(tx, id_), Action.RECALL, Role.SYSTEM, now)
    if found := found or dissolving.cases(tx, ended.unit_id, day, ENOUGH):
        return Due(tuple(told for id_ in found for told in _pass_case(tx, id_, ended, day, now)), more=True)
    if not dissolving.settled(tx, ended):
        return Due(more=True)
    facts = {"where": ended.above}
    return Due((Told(ended.by, "unit.settled", facts, priority=Priority.NOTICE),), more=True)


def _endable(tx: Tx, actor: Actor, unit_id: int, now: datetime) -> tuple[Unit, Unit]:
    """A unit that the actor administers and that can end, and the one above it. Raises RefusedError."""
    unit = units.find(tx, unit_id)
    if unit is None or not access.administers(tx, actor, unit_id):
        raise RefusedError("refused.no_rights")
    above = units.find(tx, unit.parent_id) if unit.parent_id is not None else None
    if above is None:
        raise RefusedError("refused.unit_top")
    if dissolving.is_over(tx, unit_id, today(tx.rules, now)):
        raise RefusedError("refused.unit_over")
    if (why := _hindrance(tx, unit, now)) is not None:
        raise RefusedError(why)
    return unit, above


def _hindrance(tx: Tx, unit: Unit, now: datetime) -> str | None:
    """Why a unit can't end now: whoever stays in office needs a station, and what is left somebody to see to it."""
    day = today(tx.rules, now)
    above = unit.parent_id
    if above is None or dissolving.is_over(tx, unit.id, day):
        return "refused.unit_over"
    if dissolving.numbers(tx, unit.id, day).moved and dissolving.other_station(tx, unit.id, above, day) is None:
        return "refused.unit_stations"
    if not access.administrators(tx, above, day):
        return "refused.unit_nobody"
    return None


def _end(tx: Tx, actor: Actor, unit_id: int, asked_by: int, now: datetime) -> Outcome:
    """All rights there end in one moment. Everybody who held any is told; so are those who see to what is left."""
    unit = units.find(tx, unit_id)
    if unit is None or unit.parent_id is None:
        raise LookupError(f"unit {unit_id} can't end")
    above, day = units.find(tx, unit.parent_id), today(tx.rules, now)
    found, holders = dissolving.numbers(tx, unit_id, day), dissolving.people(tx, unit_id, day)
    other = dissolving.other_station(tx, unit_id, unit.parent_id, day)
    last = day - timedelta(days=1)
    dissolving.end(tx, unit_id, unit.parent_id, other[0] if other else None, last, day, asked_by)
    dissolving.end_invitations(tx, unit_id, now)
    events.add(tx, "unit", unit_id, "ended", actor_id=actor.person, role=Role.ADMIN, now=now,
               on_behalf_of=asked_by if asked_by != actor.person else None, facts=asdict(found))  # fmt: skip
    facts = {"name": unit.name, "where": above.name if above else ""}
    told = [item for person in holders for item in _parted(tx, person, facts, now)]
    seers = [person for person in access.administrators(tx, unit.parent_id, day) if person not in holders]
    hearers = dict.fromkeys([actor.person, asked_by, *seers])
    told += [Told(person, "unit.ended", {**facts, "ending": found}) for person in hearers]
    return Outcome.tell(*told)


def _parted(tx: Tx, person: int, facts: dict[str, str], now: datetime) -> list[Told]:
    """Their office ended with the unit; the menu shows what is left to them."""
    roles = roles_of(access.person(tx, person, now))
    return [Told(person, "unit.parted", facts), Told(person, "menu", {"roles": roles})]


def _end_link(tx: Tx, link_id: int, ended: Ended, now: datetime) -> list[Told]:
    """A link ends with the seat; whoever is at its other end hears, and what was planned is called off."""
    pair = links.find(tx, link_id)
    if pair is None:
        return []
    told = call_off(tx, [link_id], now)
    links.finish(tx, link_id, max(pair.starts, ended.last), now)
    facts = {"unit": ended.unit_id}
    events.add(tx, "link", link_id, "ended", actor_id=None, role=Role.SYSTEM, now=now, facts=facts)
    hearers = [pair.other_id, *([pair.keeper_id] if pair.tier is Tier.COMMITTEE else [])]
    said = {"name": ended.unit, "keeper_name": pair.keeper, "other_name": pair.other}
    return [*told, *(Told(person, "unit.link_over", said, priority=Priority.NOTICE) for person in hearers)]


def _pass_case(tx: Tx, case_id: int, ended: Ended, day: date, now: datetime) -> list[Told]:
    """A case goes to the unit above; one whose representative sits elsewhere as well stays with them."""
    case = load(tx, case_id)
    seats = links.seats(tx, case.representative_id, day) if case.representative_id else []
    if seats:
        suggestions.change(tx, case, now, station_id=seats[0]["station_id"])
        return []
    move(
        tx, None, case, Action.DISSOLVE, Role.SYSTEM, now, facts={"unit": ended.unit_id}, representative_id=None,
        station_id=None, holder_role=Role.ADMIN, reason=Reason.ADMIN.value,
    )  # fmt: skip
    facts = {"case": load(tx, case_id), "name": ended.unit, "where": ended.above}
    return [Told(case.author_id, "unit.case", facts, case=case_id, priority=Priority.NOTICE)]


def _carry_out(tx: Tx, actor: Actor, approval: Approval, now: datetime) -> Outcome:
    return _end(tx, actor, approval.subject_id, approval.asked_by, now)


def _facts(tx: Tx, approval: Approval) -> dict[str, object]:
    return {"unit": approval.unit, "units": len(approval.payload["units"])}


def _hinders(tx: Tx, approval: Approval, now: datetime) -> str | None:
    """It was asked for with what was below the unit then: if that is another tree now, it must be asked for anew."""
    unit = units.find(tx, approval.subject_id)
    same = {"units": sorted(units.below(tx, approval.subject_id)), "parent": unit.parent_id if unit else None}
    if unit is None or dict(approval.payload) != same:
        return "approval.void_changed"
    return _hindrance(tx, unit, now)


def _shows(tx: Tx, person_id: int, approval: Approval, now: datetime) -> tuple[Told, ...]:
    unit = units.find(tx, approval.subject_id)
    if unit is None or approval.state is not Request.WAITING:
        return ()
    ending = dissolving.numbers(tx, unit.id, today(tx.rules, now))
    return (Told(person_id, "unit.would_end", {"name": unit.name, "ending": ending}),)


approvals.carries_out(Kind.END_UNIT, approvals.Deed(do=_carry_out, facts=_facts, hinders=_hinders, shows=_shows))
