"""What becomes of the cases of somebody who leaves: the words stay without their author, or go.

Of open cases that hid their author it is done some hours later, each at a moment of its own. Done at once together with
those that showed a name, it would tell everybody whose they were.
"""

import secrets
from datetime import datetime, timedelta

from domain.people import Role
from domain.suggestions import ENDED, Action, Ending, State, Suggestion
from domain.supporters import nameless
from domain.telling import Due, Told
from services.groups import showing
from services.suggestions import duplicates, hearing
from services.suggestions.due import lapse
from services.suggestions.handling import load
from services.suggestions.moving import move
from services.suggestions.retracting import hold_back, rename, take_back
from storage import events, leaving, supporters
from storage.leaving import Own
from storage.tx import Tx

AT_ONCE = 20  # cases in one job
APART = (timedelta(hours=3), timedelta(hours=30))  # later, where the author was hidden


def part(tx: Tx, cases: list[Own], name: str, now: datetime, *, keep: bool) -> list[Told]:
    """Begin with the cases of somebody who leaves: what has ended loses its words now, what is open by choice."""
    told: list[Told] = []
    for own in cases:
        if own.state in ENDED:
            told += _blank(tx, own.id, now)
            leaving.mark(tx, own.id)
            continue
        if keep:
            _unname(tx, load(tx, own.id), name, now)
        leaving.put(tx, own.id, now + _later() if own.anonymous else now, keep=keep)
    return told


def leave_due(tx: Tx, now: datetime) -> Due:
    """Do what is due for the cases of those who left, some at a time."""
    found = leaving.due(tx, now, AT_ONCE)
    told = [told for id_, keep in found for told in _leave(tx, load(tx, id_), now, keep=keep)]
    return Due(tuple(told), more=len(found) == AT_ONCE)


def sweep(tx: Tx, now: datetime) -> Due:
    """Look through what was sent for traces of those who left, some at a time."""
    return Due(more=leaving.sweep(tx))


def _later() -> timedelta:
    first, last = APART
    return first + timedelta(seconds=secrets.randbelow(int((last - first).total_seconds())))


def _leave(tx: Tx, case: Suggestion, now: datetime, *, keep: bool) -> list[Told]:
    """An open case goes on without its author, or is withdrawn. One that has ended meanwhile loses its words."""
    leaving.done(tx, case.id)
    leaving.mark(tx, case.id)
    if case.state in ENDED:
        return _blank(tx, case.id, now)
    return _go_on(tx, case, now) if keep else _withdraw(tx, case, now)


def _go_on(tx: Tx, case: Suggestion, now: datetime) -> list[Told]:
    """Whoever sees to it hears that nobody will reply or rate; nobody waits for a rating."""
    told = list(take_back(tx, case.id, leaving.files_of(tx, case.id), now).told)
    _note(tx, case, now)
    hearers = hearing.staff(tx, case, Action.ADD, case.state, Role.RESIDENT, now)
    if case.state is State.ANSWERED and case.answer_class is not None:
        told += lapse(tx, case, case.answer_class, now)
    return told + [Told(person, "case.left", {"case": load(tx, case.id)}, case=case.id) for person in hearers]


def _withdraw(tx: Tx, case: Suggestion, now: datetime) -> list[Told]:
    hearers = hearing.staff(tx, case, Action.WITHDRAW, case.state, Role.RESIDENT, now)
    changed = move(tx, None, case, Action.WITHDRAW, Role.RESIDENT, now, outcome=Ending.WITHDRAWN)
    _note(tx, case, now)
    supporters.put_news(tx, case.id, "support.state", None)
    told = _blank(tx, case.id, now)
    return told + [Told(person, "case.left_withdrawn", {"case": changed}, case=case.id) for person in hearers]


def _note(tx: Tx, case: Suggestion, now: datetime) -> None:
    events.add(tx, "suggestion", case.id, "author_left", actor_id=None, role=Role.RESIDENT, now=now)


def _blank(tx: Tx, case_id: int, now: datetime) -> list[Told]:
    """No words, no place and no files of a case any more: also none that wait to be sent."""
    hold_back(tx, case_id, now)
    told = take_back(tx, case_id, leaving.files_of(tx, case_id), now).told
    leaving.blank(tx, case_id)
    return [*told, *showing.anew(tx, load(tx, case_id), now)]


def _unname(tx: Tx, case: Suggestion, name: str, now: datetime) -> None:
    """What was said stays, but for the author's name and number wherever somebody wrote them."""
    phone = case.phone or ""
    rename(tx, case.id, name, phone, now)
    for id_, words in leaving.words_of(tx, case.id):
        if (safe := nameless(words, name, phone)) != words:
            leaving.reword(tx, id_, safe)
    leaving.put_place(tx, case.id, nameless(case.place, name, phone))
    duplicates.index(tx, load(tx, case.id))
