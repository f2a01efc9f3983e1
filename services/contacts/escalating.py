"""Before a quarter closes: the liaison officer hears who of the station is late, and later the unit's administrator."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from domain.contacts.closing import Stage, closing, may_remind, stage_at
from domain.rules import ReminderRules
from domain.telling import Due, Priority, Told
from services import access
from services.commands import today
from services.contacts.closing import EVER
from services.contacts.ledger import Ledger, Quotas
from services.contacts.viewing import Place
from storage import closing as stored
from storage import contacts, people, units
from storage.tx import Tx

PORTION = 10  # stations or units of one look
LISTED = 20  # representatives by name in one message


@dataclass(frozen=True)
class Audience:
    """Who hears of the laggards of which places, so many days before the close."""

    name: str
    days: Callable[[ReminderRules], int]
    places: Callable[[Tx, int, date, int], list[int]]  # the next ids, behind one
    place: Callable[[Tx, int], Place | None]
    hearers: Callable[[Tx, int, date], list[int]]
    scope: str  # the argument that names such a place


def closing_lists(tx: Tx, now: datetime) -> Due:
    """Tell the next officers or administrators whose representatives owe something; those without any hear nothing."""
    if not may_remind(tx.rules.reminders, now, tx.rules.locale.zone, tx.rules.workdays):
        return Due()
    found = [_next(tx, audience, now) for audience in AUDIENCES]
    return Due(tuple(told for due in found for told in due.told), any(due.more for due in found))


def _next(tx: Tx, audience: Audience, now: datetime) -> Due:
    rules, day = tx.rules.reminders, today(tx.rules, now)
    days = audience.days(rules)
    stage = stage_at(rules, (days,) if days else (), now, tx.rules.locale.zone, tx.rules.workdays)
    run = stored.run(tx, stage, audience.name) if stage else None
    if stage is None or run is None or run.done:
        return Due()
    found = audience.places(tx, run.upto, day, PORTION)
    more = len(found) == PORTION
    if not stored.advance(tx, stage, audience.name, run, max(found, default=run.upto), done=not more):
        return Due(more=True)  # another scheduler tells these
    return Due(tuple(one for id_ in found for one in _of_place(tx, audience, id_, stage, day)), more)


def _of_place(tx: Tx, audience: Audience, id_: int, stage: Stage, day: date) -> list[Told]:
    hearers, place = audience.hearers(tx, id_, day), audience.place(tx, id_)
    late = laggards(tx, stage.last, day, **{audience.scope: id_}) if hearers and place else []
    if not late:
        return []
    names = ((people.find(tx, person_id), quotas) for person_id, quotas in late[:LISTED])
    facts = {
        "place": place, "last": stage.last, "left": (stage.last - day).days, "number": len(late),
        "laggards": [(person.name, quotas) for person, quotas in names if person is not None],
    }  # fmt: skip
    return [
        Told(hearer, "closing.laggards", facts, priority=Priority.REMINDER, expires=stage.ends) for hearer in hearers
    ]


def laggards(
    tx: Tx, last: date, day: date, *, unit_id: int | None = None, station_id: int | None = None
) -> list[tuple[int, Quotas]]:
    """Who (person id) of a unit or station has a mandate and misses what closes, whoever misses most first."""
    wanted = closing(tx.rules.scheme, last)
    owed = contacts.ledger(tx, wanted, day, EVER, unit_id=unit_id, station_id=station_id)
    here = stored.seated(tx, day, unit_id=unit_id, station_id=station_id)
    return [
        (person_id, quotas)
        for person_id, quotas in Ledger(day, tuple(owed)).laggards()
        if quotas.missing and person_id in here
    ]


def _station(tx: Tx, id_: int) -> Place | None:
    found = units.station(tx, id_)
    return Place(found.id, "s", found.name) if found else None


def _unit(tx: Tx, id_: int) -> Place | None:
    found = units.find(tx, id_)
    return Place(found.id, "u", found.name) if found else None


def _administrators(tx: Tx, unit_id: int, day: date) -> list[int]:
    """Those of the unit itself; at the top also those whom the configuration names."""
    top = any(root.id == unit_id for root in units.roots(tx))
    found = stored.administrators(tx, unit_id, day)
    return list(dict.fromkeys([*found, *(access.configured(tx) if top else [])]))


AUDIENCES = (
    Audience("officers", lambda rules: rules.officer, stored.stations, _station, people.officers, "station_id"),
    Audience("administrators", lambda rules: rules.administrator, stored.units, _unit, _administrators, "unit_id"),
)
