"""The ledger of a station or unit as a table: a line a seat and quota. Representatives have names, residents do not."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from domain.contacts.quotas import Asked, Line
from domain.people import Actor
from domain.telling import Outcome, Told
from services.commands import Command, RefusedError
from services.contacts.ledger import Ledger
from services.contacts.viewing import Place, ledger_of, places
from storage import contacts, people, units
from storage.tx import Tx


class Export(Command):
    """The station ("s3") or unit ("u3") of which a table is wanted."""

    place: str


@dataclass(frozen=True)
class Exported:
    """A line of the table."""

    unit: str
    station: str
    level: str
    name: str
    asked: Asked
    line: Line


def export(tx: Tx, actor: Actor, command: Export, now: datetime) -> Outcome:
    """Send the table, whoever misses most first."""
    place = next((one for one in places(tx, actor) if one.key == command.place), None)
    if place is None:
        raise RefusedError("refused.no_quota")
    found = ledger_of(tx, place, now)
    facts = {"place": place, "exported": _lines(tx, place, found), "on": found.day}
    return Outcome.tell(Told(actor.person, "quota.export", facts))


def _lines(tx: Tx, place: Place, found: Ledger) -> list[Exported]:
    order = {person_id: n for n, (person_id, _) in enumerate(found.laggards())}
    named = {id_: one.name for id_, one in contacts.names_in(tx, place.id).items()} if place.kind == "u" else {}

    @cache
    def person(id_: int) -> str:
        known = named.get(id_)
        one = people.find(tx, id_) if known is None else None
        return known or (one.name if one else "")

    @cache
    def unit(id_: int) -> str:
        one = units.find(tx, id_)
        return one.name if one else ""

    @cache
    def station(id_: int) -> str:
        one = units.station(tx, id_) if id_ else None
        return one.name if one else ""

    rows = sorted(found.owed, key=lambda one: order[one.person_id])
    return [
        Exported(unit(one.unit_id), station(one.station_id), one.level, person(one.person_id), one.asked, one.line)
        for one in rows
    ]
