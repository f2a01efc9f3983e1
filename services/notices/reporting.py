"""What became of a notice: the numbers, whom it did not reach, and who can tell them instead.

Whoever holds an office is named, and so is their officer. Residents are counted by where they live: to whom a notice
went may tell of what they care for, and nobody needs their names to put a poster up.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.notices import Reached
from domain.people import Actor, Role
from domain.telling import Outcome, Told
from services.commands import today
from services.notices.counting import Somebody, shown
from services.notices.rights import OfNotice, load
from services.notices.showing import stale
from storage import notice_recipients, people, units
from storage.tx import Tx

MOST = 2000  # whom it did not reach, in one report


@dataclass(frozen=True)
class Missed:
    """Somebody, or some residents of a place, whom it did not reach, why, and who can tell them."""

    who: Somebody
    why: Reached
    officers: tuple[str, ...]
    number: int = 1


def report(tx: Tx, actor: Actor, command: OfNotice, now: datetime) -> Outcome:
    """The report of a notice that has begun."""
    notice = load(tx, actor, command.notice_id)
    if notice.began_at is None:
        return stale(tx, actor, notice, now)
    missed = _missed(tx, notice.id, now)
    facts = {"notice": notice, "progress": notice_recipients.progress(tx, notice.id), "missed": missed}
    return Outcome.tell(Told(actor.person, "notice.report", facts))


def table(tx: Tx, actor: Actor, command: OfNotice, now: datetime) -> Outcome:
    """Whom it did not reach, as a workbook."""
    notice = load(tx, actor, command.notice_id)
    if notice.began_at is None:
        return stale(tx, actor, notice, now)
    missed = _missed(tx, notice.id, now)
    if not missed:
        return Outcome(toast="notice.all_reached")
    return Outcome.tell(Told(actor.person, "notice.table", {"notice": notice, "missed": missed}))


def _missed(tx: Tx, notice_id: int, now: datetime) -> list[Missed]:
    """Those in office each, then residents by place."""
    staff: list[Missed] = []
    residents: dict[tuple[str, Reached], Missed] = {}
    for person_id, why in notice_recipients.missed(tx, notice_id, MOST):
        who = shown(tx, person_id, now)
        if who.role is not Role.RESIDENT:
            staff.append(Missed(who, why, _officers(tx, person_id, now)))
        elif (who.place, why) in residents:
            known = residents[who.place, why]
            residents[who.place, why] = replace(known, number=known.number + 1)
        else:
            residents[who.place, why] = Missed(who, why, _officers(tx, person_id, now))
    return [*staff, *residents.values()]


def _officers(tx: Tx, person_id: int, now: datetime) -> tuple[str, ...]:
    """The names of the officers of somebody's station; of a resident those of the nearest one above the home."""
    day, person = today(tx.rules, now), people.find(tx, person_id)
    stations = [held.station_id for held in people.standings(tx, person_id, day) if held.station_id]
    found = _of_stations(tx, stations, person_id, day)
    if stations or person is None or not person.unit_id:
        return found
    for unit in units.chain(tx, person.unit_id):
        if found := _of_stations(tx, [one.id for one in units.stations_of(tx, unit.id, day)], person_id, day):
            break
    return found


def _of_stations(tx: Tx, stations: list[int], but: int, day: date) -> tuple[str, ...]:
    found = dict.fromkeys(one for station in stations for one in people.officers(tx, station, day) if one != but)
    return tuple(officer.name for one in found if (officer := people.find(tx, one)))
