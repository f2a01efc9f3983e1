"""Changing settings: what somebody writes or chooses is checked, holds at once, is noted, and can be put back.

It can be put back while nobody has changed the same again, in chat or by a roster.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from domain.categories import OWN
from domain.people import Actor, Role
from domain.settings import OFFERED, SETTINGS, Room, Scope, Setting, bounds, check, laid, read
from domain.settings.reading import READERS, Form, UnfitError, Value
from domain.telling import END, Outcome, Talk, Told
from services.commands import RefusedError, today
from services.settings.showing import OfRoom, card, room
from services.settings.standing import One, Stand, allowed, base, ids_in, offered, renew, stand_of
from services.suggestions.saying import Say
from storage import departments, events, settings, talks
from storage.tx import Tx

WRITE = "setting.write"


class Choose(One):
    """The same with what is to stand there, or to be there besides or no more."""

    choice: str


def ask_change(tx: Tx, actor: Actor, command: One, now: datetime) -> Outcome:
    """Ask for what is to stand there."""
    stand = allowed(tx, actor, command)
    if stand.version != command.version or stand.setting.form in (Form.CHOICE, Form.DEPARTMENTS):
        return _stale(tx, actor, stand, now)
    talk = Talk(WRITE, {"target": stand.target_id, "code": stand.setting.code, "version": stand.version})
    facts: dict[str, Any] = {"stand": stand, "between": _bounds(tx, stand.setting), "called": {}}
    return Outcome.tell(Told(actor.person, "setting.ask", facts), talk=talk)


def write(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """What is to stand there. What can't is said, and the question stays."""
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != WRITE:
        raise RefusedError("refused.no_settings")
    one = One(target_id=talk.data["target"], code=talk.data["code"], version=talk.data["version"])
    stand = allowed(tx, actor, one)
    if stand.version != one.version:
        return _stale(tx, actor, stand, now, ends=True)
    try:
        value = read(stand.setting, command.words, today(tx.rules, now))
        _fits(tx, stand.setting, value)
    except UnfitError as error:
        return _unfit(actor, error)
    return _set(tx, actor, stand, value, now, fresh=True)


def choose(tx: Tx, actor: Actor, command: Choose, now: datetime) -> Outcome:
    """One of several, or a department more or less."""
    stand = allowed(tx, actor, command)
    if stand.version != command.version:
        return _stale(tx, actor, stand, now)
    value = CHOICES[stand.setting.form](tx, stand, command.choice, today(tx.rules, now))
    if value is None:
        return Outcome(toast="button.unknown")
    return _set(tx, actor, stand, value, now, fresh=False)


def undo(tx: Tx, actor: Actor, command: One, now: datetime) -> Outcome:
    """Put back what stood there before; that can be put back as well. Twice, the second press shows how it stands."""
    stand = allowed(tx, actor, command)
    if stand.held is None or stand.version != command.version:
        return _stale(tx, actor, stand, now)
    if stand.held.value != stand.value or not _is_there(tx, stand):  # a roster has changed it since
        return Outcome(toast="setting.moved", alert=True)
    if _began_a_category(stand):  # cases may have it by now, so it keeps its name
        off = stand_of(tx, SETTINGS[f"{OFFERED}{stand.setting.category}"], stand.target_id)
        return _set(tx, actor, off, "no", now, fresh=False)
    try:
        _fits(tx, stand.setting, stand.held.was)
    except UnfitError as error:  # another one of its section was changed since
        return _unfit(actor, error)
    settings.end(tx, stand.held, now)
    if stand.held.was is None:
        _note(tx, actor, stand, stand.held.id, "undone", now)
    else:
        _hold(tx, actor, stand, stand.held.was, "undone", now)
    renew(tx)
    changed = stand_of(tx, stand.setting, stand.target_id)
    return Outcome.tell(card(tx, actor, changed, now, fresh=False), toast="setting.undone")


def _began_a_category(stand: Stand) -> bool:
    """Whether this is the first name of a city's own category, so that to undo it would be to take it away."""
    is_first = stand.held is not None and stand.held.was is None
    return is_first and stand.setting.form is Form.NAMES and stand.setting.category in OWN


def _set(tx: Tx, actor: Actor, stand: Stand, value: Value, now: datetime, *, fresh: bool) -> Outcome:
    if value == stand.value:
        return Outcome.tell(card(tx, actor, stand, now, fresh=fresh), toast="setting.same", talk=END)
    if stand.held is not None:
        settings.end(tx, stand.held, now)
    _hold(tx, actor, stand, value, "set", now)
    renew(tx)
    changed = stand_of(tx, stand.setting, stand.target_id)
    told = card(tx, actor, changed, now, fresh=fresh, saved=True)
    if _began_a_category(changed):
        added = OfRoom(unit_id=stand.target_id, room=Room.CATEGORIES, category=stand.setting.category)
        told = room(tx, actor, added, added=True)
    return Outcome.tell(told, toast="setting.kept", talk=END)


def _hold(tx: Tx, actor: Actor, stand: Stand, value: Value, kind: str, now: datetime) -> None:
    """Let a value hold from now on, where it stands, and note it."""
    setting, is_new = stand.setting, stand.held is None and stand.setting.scope is Scope.CITY
    was = None if is_new else stand.value
    id_ = settings.add(tx, setting.scope, stand.target_id, setting.code, value, was, actor.person, now)
    if setting.form is Form.DEPARTMENTS and isinstance(value, list):
        settings.handle(tx, stand.target_id, setting.category, [int(one) for one in value])
    if setting.scope is Scope.STATION:
        settings.open_at(tx, stand.target_id, str(value))
    _note(tx, actor, stand, id_, kind, now)


def _fits(tx: Tx, setting: Setting, value: Value | None) -> None:
    """Raises UnfitError where a city's value, or the configured one (None), does not go together with the others."""
    if setting.scope is Scope.CITY:
        others = {code: other for code, other in settings.of_city(tx).items() if code != setting.code}
        check(laid(base(tx), others if value is None else {**others, setting.code: value}), setting)


def _unfit(actor: Actor, error: UnfitError) -> Outcome:
    return Outcome.tell(Told(actor.person, "setting.unfit", {"flaw": error.why, "limits": error.limits}))


def _is_there(tx: Tx, stand: Stand) -> bool:
    """Whether the departments that handled something before are all there still."""
    was = stand.held.was if stand.held and stand.setting.form is Form.DEPARTMENTS else None
    return was is None or all(departments.name(tx, id_) for id_ in ids_in(was))


def _note(tx: Tx, actor: Actor, stand: Stand, id_: int, kind: str, now: datetime) -> None:
    role = Role.ADMIN if actor.holds(Role.ADMIN) else Role.OFFICER
    facts = {"scope": stand.setting.scope.value, "target": stand.target_id, "code": stand.setting.code}
    events.add(tx, "setting", id_, kind, actor_id=actor.person, role=role, now=now, facts=facts)


def _bounds(tx: Tx, setting: Setting) -> tuple[int, int] | None:
    return bounds(tx.rules, setting) if setting.form in (Form.NUMBER, Form.NUMBERS) else None


def _one_of(tx: Tx, stand: Stand, choice: str, day: date) -> Value | None:
    return choice if choice in stand.setting.choices else None


def _more_or_less(tx: Tx, stand: Stand, choice: str, day: date) -> Value | None:
    """The same departments with one more, or with one less."""
    if not choice.isdecimal() or int(choice) not in {id_ for id_, _ in offered(tx, stand, day)}:
        return None
    found = set(ids_in(stand.value)) ^ {int(choice)}
    return sorted(found)


CHOICES: dict[Form, Callable[[Tx, Stand, str, date], Value | None]] = {
    Form.CHOICE: _one_of,
    Form.DEPARTMENTS: _more_or_less,
    **dict.fromkeys(READERS, lambda tx, stand, choice, day: None),
}


def _stale(tx: Tx, actor: Actor, stand: Stand, now: datetime, *, ends: bool = False) -> Outcome:
    """It was changed meanwhile: how it stands now."""
    shown = Outcome.tell(card(tx, actor, stand, now, fresh=ends), toast="button.stale")
    return Outcome.tell(*shown.told, talk=END, toast="button.stale") if ends else shown
