"""What is shown of settings: the rooms of a unit with the places below it, what is in a room, and one of them."""

from datetime import datetime

from pydantic import Field

from domain.categories import OWN, Categories
from domain.people import Actor, Role
from domain.settings import SETTINGS, Room, Scope, Setting
from domain.settings.reading import Form
from domain.telling import Outcome, Told
from domain.units import Unit
from services.commands import Command, RefusedError, today
from services.settings.standing import One, Stand, allowed, check, names_of, offered, stand_of
from storage import units
from storage.tx import Tx

PAGE = 8  # places on a card
TOP, ANYWHERE = (Room.REMINDERS, Room.DEADLINES, Room.CATEGORIES, Room.LANGUAGE), (Room.CALENDAR, Room.HANDLING)


class Open(Command):
    """The settings of a unit (id), or of the own one; with a page of the places below."""

    unit_id: int = Field(0, ge=0, lt=2**63)
    page: int = Field(0, ge=0, lt=2**31)
    fresh: bool = True


class OfRoom(Command):
    """The settings of a unit that belong together; of categories those of one, where it is given."""

    unit_id: int = Field(ge=1, lt=2**63)
    room: Room
    category: str = ""


def open_(tx: Tx, actor: Actor, command: Open, now: datetime) -> Outcome:
    """/settings: the rooms of a unit, and the places below it; for an officer the own station."""
    administered = [held.unit_id for held in actor.standings if held.role is Role.ADMIN]
    if not administered and not command.unit_id:
        return _stations(tx, actor, now, fresh=command.fresh)
    unit_id = command.unit_id or administered[0]
    check(tx, actor, Scope.UNIT, unit_id)
    return Outcome.tell(_home(tx, actor, unit_id, command, now))


def open_room(tx: Tx, actor: Actor, command: OfRoom, now: datetime) -> Outcome:
    """The settings of one room, with how they stand; of categories which there are."""
    check(tx, actor, Scope.CITY if command.room in TOP else Scope.UNIT, command.unit_id)
    known = tx.rules.categories
    if command.room is Room.CATEGORIES and not known.has(command.category):
        free = next((code for code in OWN if not known.has(code)), "")
        facts = {"home": command.unit_id, "categories": known.all, "next_own": free}
        return Outcome.tell(Told(actor.person, "setting.categories", facts))
    return Outcome.tell(room(tx, actor, command))


def room(tx: Tx, actor: Actor, command: OfRoom, *, added: bool = False) -> Told:
    """What is in a room; of a category that was just added, as a new message."""
    known = tx.rules.categories
    stands = [stand_of(tx, one, command.unit_id) for one in SETTINGS.values() if _is_in(one, command, known)]
    facts = {"home": command.unit_id, "room": command.room, "stands": stands, "called": names_of(tx, *stands)}
    return Told(actor.person, "setting.room", {**facts, "added": added})


def _is_in(setting: Setting, command: OfRoom, known: Categories) -> bool:
    """Whether a setting stands in a room; with what is settled of a category stands who handles it."""
    if command.category:
        return setting.category == command.category
    return setting.room is command.room and (not setting.category or known.has(setting.category))


def show(tx: Tx, actor: Actor, command: One, now: datetime) -> Outcome:
    """One of them."""
    stand = allowed(tx, actor, command)
    return Outcome.tell(card(tx, actor, stand, now, fresh=False))


def _home(tx: Tx, actor: Actor, unit_id: int, command: Open, now: datetime) -> Told:
    unit, day = units.find(tx, unit_id), today(tx.rules, now)
    is_top = unit is not None and unit.parent_id is None
    below: list[tuple[Scope, int, str]] = [(Scope.UNIT, one.id, one.name) for one in units.children(tx, unit_id, day)]
    below += [(Scope.STATION, one.id, one.name) for one in units.stations_of(tx, unit_id, day)]
    begin = command.page * PAGE
    facts = {
        "unit": unit, "rooms": [*(TOP if is_top else ()), *ANYWHERE], "places": below[begin : begin + PAGE],
        "page": command.page, "more": len(below) > begin + PAGE, "up": _above(tx, actor, unit), "fresh": command.fresh,
    }  # fmt: skip
    return Told(actor.person, "setting.home", facts)


def _above(tx: Tx, actor: Actor, unit: Unit | None) -> int:
    """The unit above (id), if the actor keeps its settings as well; 0 otherwise."""
    administered = [held.unit_id for held in actor.standings if held.role is Role.ADMIN]
    parent = unit.parent_id if unit else None
    return parent if parent and any(parent in units.below(tx, unit_id) for unit_id in administered) else 0


def _stations(tx: Tx, actor: Actor, now: datetime, *, fresh: bool) -> Outcome:
    """An officer's: the card of the station, or the choice of several."""
    own = dict.fromkeys(
        held.station_id for held in actor.standings if held.role is Role.OFFICER and held.station_id is not None
    )
    stands = [stand_of(tx, SETTINGS["hours"], id_) for id_ in own]
    if not stands:
        raise RefusedError("refused.no_settings")
    if len(stands) == 1:
        return Outcome.tell(card(tx, actor, stands[0], now, fresh=fresh))
    places = [(Scope.STATION, stand.target_id, stand.place) for stand in stands]
    facts = {"unit": None, "rooms": [], "places": places[:PAGE], "page": 0, "more": False, "up": 0, "fresh": fresh}
    return Outcome.tell(Told(actor.person, "setting.home", facts))


def card(tx: Tx, actor: Actor, stand: Stand, now: datetime, *, fresh: bool, saved: bool = False) -> Told:
    home = _home_of(tx, actor, stand)
    choices = offered(tx, stand, today(tx.rules, now)) if stand.setting.form is Form.DEPARTMENTS else []
    facts = {
        "stand": stand, "called": {**dict(choices), **names_of(tx, stand)}, "offered": [id_ for id_, _ in choices],
        "home": home, "fresh": fresh, "saved": saved,
    }  # fmt: skip
    return Told(actor.person, "setting.card", facts)


def _home_of(tx: Tx, actor: Actor, stand: Stand) -> int:
    """The unit (id) to whose settings one goes back; 0 for an officer, who has no more than this card."""
    if stand.setting.scope is not Scope.STATION:
        return stand.target_id
    station = units.station(tx, stand.target_id)
    return station.unit_id if station and actor.holds(Role.ADMIN) else 0
