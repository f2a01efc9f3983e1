"""To whom a notice goes: one part of the filter after the other, each with its choices, and always the number."""

from dataclasses import dataclass
from datetime import datetime

from domain.notices import BY_CODE, Notice, fits
from domain.notices.audience import Audience, Group
from domain.notices.life import Action
from domain.people import Actor
from domain.roster import Level
from domain.telling import Outcome, Told
from domain.units import Station
from services.commands import today
from services.notices.counting import size
from services.notices.rights import reaches, role_for
from services.notices.showing import where
from services.notices.writing import LANGUAGES, Part, draft
from storage import notices, units
from storage.tx import Tx

PAGE = 8
ANY = "any"
USUAL = "news"  # the kind of a notice as long as nobody chose another one
PARTS = ("group", "level", "unit", "station", "category", "owing", "language")


@dataclass(frozen=True)
class Choice:
    """One choice for a part of the filter: its value in a button, and its name where it is a place."""

    value: str
    name: str = ""


@dataclass(frozen=True)
class Choosing:
    """The part of the filter that is being chosen, and the choices on this page."""

    part: str
    options: tuple[Choice, ...]


def to(tx: Tx, actor: Actor, command: Part, now: datetime) -> Outcome:
    """To whom it goes, or what there is to choose from for one part: "unit", "unit_2" for a page, "" for all."""
    notice, other = draft(tx, actor, command, now)
    if other is not None:
        return other
    what, _, page = command.value.partition("_")
    if what not in PARTS:
        return Outcome.tell(_card(tx, actor, notice, now))
    found, number = choices(tx, notice, what, now), int(page) if page.isdigit() and len(page) < 4 else 0
    shown = found[number * PAGE : (number + 1) * PAGE]
    more = len(found) > (number + 1) * PAGE
    facts = {"notice": notice, "choosing": Choosing(what, tuple(shown)), "page": number, "more": more}
    return Outcome.tell(Told(actor.person, "notice.choices", facts))


def pick(tx: Tx, actor: Actor, command: Part, now: datetime) -> Outcome:
    """Choose one: "group_residents", "unit_12"."""
    notice, other = draft(tx, actor, command, now)
    if other is not None:
        return other
    what, _, value = command.value.partition("_")
    if what not in PARTS or value not in {choice.value for choice in choices(tx, notice, what, now)}:
        return Outcome(toast="button.unknown")
    audience = _changed(tx, notice, what, value)
    role = role_for(tx, actor, notice, Action.EDIT)
    if role is None or not reaches(tx, role, notice, audience):
        return Outcome(toast="button.unknown")
    content = notice.content
    if not fits(BY_CODE[content.kind], audience, role):
        content = content.model_copy(update={"kind": USUAL})
    elif content.kind == USUAL and audience.group.is_office and not notice.audience.group.is_office:
        content = content.model_copy(update={"kind": "work"})
    notices.write(tx, notice, content=content, audience=audience)
    changed = notices.find(tx, notice.id) or notice
    return Outcome.tell(_card(tx, actor, changed, now))


def choices(tx: Tx, notice: Notice, what: str, now: datetime) -> list[Choice]:
    """What there is to choose from for a part of the filter of a notice."""
    audience = notice.audience
    if what == "group":
        return [Choice(group.value) for group in Group if notice.station_id is None or group not in NOT_OF_STATIONS]
    if what in ("level", "owing") and not audience.group.sits:
        return []
    if what in ("unit", "station"):
        return [] if notice.station_id is not None else _places(tx, notice, what, now)
    if what == "category":
        return [Choice(value) for value in (ANY, *(category.code for category in tx.rules.categories.all))]
    return [Choice(value) for value in VALUES[what]]


NOT_OF_STATIONS = frozenset({Group.DEPARTMENTS, Group.ADMINISTRATORS})
VALUES: dict[str, tuple[str, ...]] = {
    "level": (ANY, *(level.value for level in Level)),
    "owing": (ANY, "yes"),
    "language": (ANY, *LANGUAGES),
}


def _places(tx: Tx, notice: Notice, what: str, now: datetime) -> list[Choice]:
    """The unit above (as far as it is the notice's own or below), and what lies below; or the stations."""
    day, audience = today(tx.rules, now), notice.audience
    if what == "station":
        found = [Choice(str(one.id), one.name) for one in _stations(tx, audience.unit, now)]
        return [Choice(ANY), *found]
    below = [Choice(str(one.id), one.name) for one in units.children(tx, audience.unit, day)]
    unit = units.find(tx, audience.unit)
    above = units.find(tx, unit.parent_id) if unit and unit.parent_id and unit.id != notice.unit_id else None
    return [*([Choice(str(above.id), above.name)] if above else []), *below]


def _stations(tx: Tx, unit_id: int, now: datetime) -> list[Station]:
    below = units.below(tx, unit_id)
    return [station for station in units.stations(tx, today(tx.rules, now)) if station.unit_id in below]


def _changed(tx: Tx, notice: Notice, what: str, value: str) -> Audience:
    """The audience with one part changed. Another unit has other stations; residents of a station are its unit's."""
    kept = notice.audience
    if what == "unit":
        return kept.narrowed(unit=int(value), station=None)
    if what == "station":
        station = None if value == ANY else units.station(tx, int(value))
        return kept.narrowed(station=station.id, unit=station.unit_id) if station else kept.narrowed(station=None)
    if what == "owing":
        return kept.narrowed(owing=value == "yes")
    return kept.narrowed(**{what: None if value == ANY else value})


def _card(tx: Tx, actor: Actor, notice: Notice, now: datetime) -> Told:
    parts = [part for part in PARTS if choices(tx, notice, part, now)]
    facts = {"notice": notice, "size": size(tx, notice, now), "where": where(tx, notice), "parts": parts}
    return Told(actor.person, "notice.audience", facts)
