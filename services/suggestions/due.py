"""What the clock brings: warnings, overdue cases, ratings that nobody gave. Asked at every tick.

Every message has a dedupe key, so a missed tick, a double tick or two processes neither lose nor repeat one.
"""

from datetime import date, datetime, timedelta

from domain.calendar import add_workdays
from domain.people import Role
from domain.suggestions import Action, Ending, State, Suggestion, after_lapse
from domain.telling import Priority, Told
from services import access
from services.commands import today
from services.suggestions import sheets
from storage import events, outbox, suggestions
from storage.tx import Tx

DAYTIME = range(9, 22)  # hours of the city in which people are reminded
ENOUGH = 200  # messages of one look; more at once would hold up everybody else's turn


def due(tx: Tx, now: datetime) -> tuple[Told, ...]:
    """What is to be told at this moment, ENOUGH at a time; asked again, it goes on until there is nothing more."""
    if now.astimezone(tx.rules.locale.zone).hour not in DAYTIME:
        return ()
    return (*_owing(tx, now), *_unrated(tx, now))


def _owing(tx: Tx, now: datetime) -> list[Told]:
    """One warning a working day before, one word to those above when it is overdue."""
    day = today(tx.rules, now)
    found: list[Told] = []
    for case_id in suggestions.owing(tx, add_workdays(day, 1)):
        case = suggestions.find(tx, case_id)
        if case is None or case.due is None:
            continue
        if len(found) >= ENOUGH:
            break
        overdue = case.due < day
        kind = "due.overdue" if overdue else "due.soon"
        people = access.dispatchers(tx, case.station_id, case.unit_id, day) if overdue else []
        for person in dict.fromkeys([*access.holders(tx, case, day), *people]):
            key = f"{kind}:{case.id}:{case.due}:{person}"
            if outbox.is_claimed(tx, key):
                continue
            found.append(_reminder(tx, person, case, kind, key, now))
    return found


def _unrated(tx: Tx, now: datetime) -> list[Told]:
    """Silence is reminded once, and in the end taken as no rating: never as satisfied."""
    rules = tx.rules.deadlines
    found: list[Told] = []
    for case_id in suggestions.unrated(tx, now - timedelta(days=rules.rating_reminder)):
        case = suggestions.find(tx, case_id)
        if case is None or case.answered_at is None or case.answer_class is None:
            continue
        if len(found) >= ENOUGH:
            break
        if case.answered_at <= now - timedelta(days=rules.rating_close):
            found += _lapse(tx, case, now)
        else:
            closes = today(tx.rules, case.answered_at + timedelta(days=rules.rating_close))
            key = f"rate:{case.id}:{case.answers}"
            facts: dict[str, object] = {"case": case, "closes": closes}
            if outbox.is_claimed(tx, key):
                continue
            found.append(Told(case.author_id, "rate.reminder", facts, case.id, None, Priority.REMINDER, key))
    return found


def _lapse(tx: Tx, case: Suggestion, now: datetime) -> list[Told]:
    events.add(tx, "suggestion", case.id, Action.LAPSE, actor_id=None, role=Role.SYSTEM, now=now)
    if case.answer_class is None:
        return []
    state = after_lapse(case.answer_class)
    outcome = Ending.NOT_RATED if state is State.CLOSED else None
    changed = suggestions.change(tx, case, now, state=state, outcome=outcome)
    hearers = access.holders(tx, changed, today(tx.rules, now))
    facts: dict[str, object] = {"case": changed}
    return [
        Told(case.author_id, "rate.lapsed", facts, case.id, None, Priority.REMINDER),
        *(Told(p, "case.lapsed", facts, case.id, None, Priority.REMINDER) for p in hearers),
    ]


def _reminder(tx: Tx, person: int, case: Suggestion, kind: str, key: str, now: datetime) -> Told:
    expires = _evening(case.due or today(tx.rules, now), tx) if kind == "due.soon" else None
    facts = sheets.told(tx, person, case, now).facts
    return Told(person, kind, facts, case.id, None, Priority.REMINDER, key, expires)


def _evening(day: date, tx: Tx) -> datetime:
    """The end of a day: a warning is of no use after it."""
    return datetime(day.year, day.month, day.day, 23, 59, tzinfo=tx.rules.locale.zone)
