"""/audit: what was done in office in a unit and below, for those who administer it.

Found by kind of act, by person, by a case's number and by days. Looking leaves no trace; taking a copy does
(`exporting.py`). Residents are never named, and what they do themselves stands in the course of a case alone.
"""

from datetime import UTC, date, datetime, time, timedelta

from pydantic import Field as Limited

from domain.audit import Act, Deed, read
from domain.people import Actor, Role
from domain.telling import Outcome, Talk, Told
from domain.units import Unit
from services.audit.lines import lines
from services.commands import Command, RefusedError, today
from services.suggestions.saying import Say
from storage import suggestions, talks, trail, units
from storage.trail import Search
from storage.tx import Tx

FIND = "audit.find"
PAGE = 8  # deeds on a page
CHOICES = 8  # persons or cases to choose from


class Look(Command):
    """What is looked for. `unit_id` 0 is the own unit; `before` is the number of the last deed that was shown."""

    unit_id: int = Limited(0, ge=0, lt=2**63)
    act: Act | None = None
    person_id: int = Limited(0, ge=0, lt=2**63)
    case_id: int = Limited(0, ge=0, lt=2**63)
    since: date | None = None
    until: date | None = None
    before: int = Limited(0, ge=0, lt=2**63)
    fresh: bool = True

    def with_(self, **changes: object) -> "Look":
        """The same with something else, from the newest on."""
        return Look.model_validate({**self.model_dump(), "before": 0, **changes})


def show(tx: Tx, actor: Actor, command: Look, now: datetime) -> Outcome:
    """A page of what is looked for, the newest first; then words narrow it down."""
    look = allowed(tx, actor, command)
    return Outcome.tell(_page(tx, actor, look, now), talk=Talk(FIND, _kept(look)))


def ask_act(tx: Tx, actor: Actor, command: Look, now: datetime) -> Outcome:
    """Show the kinds of acts to choose from."""
    look = allowed(tx, actor, command)
    return Outcome.tell(Told(actor.person, "audit.acts", {"look": look}), talk=Talk(FIND, _kept(look)))


def ask_unit(tx: Tx, actor: Actor, command: Look, now: datetime) -> Outcome:
    """Show the units below, and the way up as far as the actor administers it."""
    look = allowed(tx, actor, command)
    mine = administered(actor)
    path = units.chain(tx, look.unit_id)
    top = next((n for n in reversed(range(len(path))) if path[n].id in mine), 0)
    facts = {
        "look": look, "unit": path[0], "upward": path[1 : top + 1],
        "below": units.children(tx, look.unit_id, today(tx.rules, now)),
        "others": [unit for id_ in mine if id_ not in {one.id for one in path} and (unit := units.find(tx, id_))],
    }  # fmt: skip
    return Outcome.tell(Told(actor.person, "audit.units", facts), talk=Talk(FIND, _kept(look)))


def find(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """What was written: a case's number, a day or days, or the name of somebody in office, or of a unit below."""
    talk = talks.find(tx, actor.at)
    look = allowed(tx, actor, Look.model_validate(talk.data if talk and talk.step == FIND else {}))
    asked = read(command.words, today(tx.rules, now))
    if asked.number is not None:
        return _numbered(tx, actor, look, asked.number, now)
    if asked.days is not None:
        since, until = asked.days
        return show(tx, actor, look.with_(since=since, until=until, fresh=True), now)
    return _called(tx, actor, look, asked.name, now)


def administered(actor: Actor) -> list[int]:
    """The units (ids) that somebody administers. Raises RefusedError without any."""
    found = [held.unit_id for held in actor.standings if held.role is Role.ADMIN]
    if not found:
        raise RefusedError("refused.no_audit")
    return list(dict.fromkeys(found))


def allowed(tx: Tx, actor: Actor, look: Look) -> Look:
    """The same, with the own unit where none is named. Raises RefusedError for what lies elsewhere.

    A case or a person elsewhere is refused in the words of those that are not there: nobody learns which it is.
    """
    mine = administered(actor)
    unit_id = look.unit_id or mine[0]
    if not any(unit_id in units.below(tx, id_) for id_ in mine):
        raise RefusedError("refused.no_audit")
    if look.case_id and not _is_below(tx, look.case_id, unit_id):
        raise RefusedError("refused.audit_case")
    if look.person_id and trail.name_of(tx, unit_id, look.person_id) is None:
        raise RefusedError("refused.audit_person")
    return look.model_copy(update={"unit_id": unit_id})


def search_of(tx: Tx, look: Look) -> Search:
    """The search for it, in instants of the city's days."""
    at = trail.when(tx, look.before) if look.before else None
    return Search(
        look.unit_id, look.act, look.person_id or None,
        since=_midnight(tx, look.since) if look.since else trail.FIRST,
        until=_midnight(tx, look.until + timedelta(days=1)) if look.until else trail.LAST,
        before=(at, look.before) if at else (trail.LAST, 0),
    )  # fmt: skip


def deeds(tx: Tx, look: Look, count: int) -> list[Deed]:
    """What is found, the newest first."""
    search = search_of(tx, look)
    if not look.case_id:
        return trail.find(tx, search, count)
    return trail.of_case(tx, look.case_id, search, count)


def title(tx: Tx, look: Look) -> dict[str, object]:
    """What the heading says: unit, and by what it is narrowed down."""
    case = suggestions.find(tx, look.case_id) if look.case_id else None
    return {
        "look": look, "unit": units.find(tx, look.unit_id), "case_number": case.number if case else "",
        "whom": (trail.name_of(tx, look.unit_id, look.person_id) or "") if look.person_id else "",
    }  # fmt: skip


def _page(tx: Tx, actor: Actor, look: Look, now: datetime) -> Told:
    found = deeds(tx, look, PAGE + 1)
    facts = {**title(tx, look), "entries": lines(tx, found[:PAGE]), "older": found[PAGE - 1].id if found[PAGE:] else 0}
    return Told(actor.person, "audit.page", facts)


def _numbered(tx: Tx, actor: Actor, look: Look, number: tuple[str, int, int], now: datetime) -> Outcome:
    name, year, serial = number
    found = [one for one in trail.numbered(tx, year, serial) if _in(tx, one.unit_id, look.unit_id)]
    named = [one for one in found if name and one.unit.startswith(name)]
    cases = [case for one in (named or found)[:CHOICES] if (case := suggestions.find(tx, one.id))]
    if len(cases) == 1:
        return show(tx, actor, look.with_(case_id=cases[0].id, person_id=0, act=None, fresh=True), now)
    if not cases:
        return Outcome.tell(Told(actor.person, "audit.no_case"))
    choices = [(case.number, look.with_(case_id=case.id, person_id=0, act=None)) for case in cases]
    return Outcome.tell(Told(actor.person, "audit.choose", {"picks": choices}))


def _called(tx: Tx, actor: Actor, look: Look, name: str, now: datetime) -> Outcome:
    if not name:
        return Outcome.tell(Told(actor.person, "audit.nobody", {"name": name}))
    people = trail.people_named(tx, look.unit_id, name, CHOICES + 1)
    places = [] if people else _places(tx, look.unit_id, name)
    choices = [(one.name, look.with_(person_id=one.id, case_id=0)) for one in people[:CHOICES]]
    choices += [(unit.name, look.with_(unit_id=unit.id, person_id=0, case_id=0)) for unit in places[:CHOICES]]
    if len(choices) == 1:
        return show(tx, actor, choices[0][1].with_(fresh=True), now)
    if not choices:
        return Outcome.tell(Told(actor.person, "audit.nobody", {"name": name}))
    return Outcome.tell(Told(actor.person, "audit.choose", {"picks": choices}))


def _places(tx: Tx, unit_id: int, name: str) -> list[Unit]:
    return trail.units_named(tx, unit_id, name, CHOICES)


def _is_below(tx: Tx, case_id: int, unit_id: int) -> bool:
    case = suggestions.find(tx, case_id)
    return case is not None and _in(tx, case.unit_id, unit_id)


def _in(tx: Tx, unit_id: int, above: int) -> bool:
    return any(unit.id == above for unit in units.chain(tx, unit_id))


def _kept(look: Look) -> dict[str, object]:
    """What the conversation remembers of it."""
    return look.model_dump(mode="json", exclude={"before", "fresh"}, exclude_defaults=True)


def _midnight(tx: Tx, day: date) -> datetime:
    return datetime.combine(day, time(), tx.rules.locale.zone).astimezone(UTC)
