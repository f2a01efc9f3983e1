"""What the clock brings: warnings, overdue cases, ratings that nobody gave, the four-week question. At every tick.

A case knows what was told of it last (`reminded`), so a tick reads only what is new, however much is overdue. Every
message has a dedupe key besides, so a missed tick, a double tick or two processes neither lose nor repeat one.

A working day before or after is one of the city: a tick looks at the cases of all its units at once.
"""

from datetime import date, datetime, timedelta

from domain.chasing import has_written
from domain.people import Role
from domain.suggestions import Action, AnswerClass, Ending, State, Suggestion, after_lapse
from domain.telling import Due, Priority, Told
from services import access
from services.commands import is_time, today
from services.suggestions import chasing, hearing, outcomes, sheets
from services.suggestions.following import asks
from services.suggestions.handling import load
from services.suggestions.moving import move
from storage import outcomes as stored
from storage import suggestions
from storage.tx import Tx

ENOUGH = 200  # cases of one look; more at once would hold up everybody else's turn


def due(tx: Tx, now: datetime) -> Due:
    """What is to be told at this moment, of ENOUGH cases at a time."""
    if not is_time(tx.rules, now):
        return Due()
    rules, day, workdays = tx.rules.deadlines, today(tx.rules, now), tx.rules.workdays
    owing = suggestions.owing(tx, workdays.add(day, 1), day, workdays.before(day), ENOUGH)
    close = now - timedelta(days=rules.rating_close)
    unrated = suggestions.unrated(tx, now - timedelta(days=rules.rating_reminder), close, ENOUGH)
    asked = stored.to_ask(tx, now, ENOUGH)
    told = [told for id_ in owing for told in _owing(tx, load(tx, id_), day, now)]
    told += [told for id_ in unrated for told in _unrated(tx, load(tx, id_), close, now)]
    told += [told for id_, answer in asked for told in outcomes.question(tx, load(tx, id_), answer, now)]
    return Due(tuple(told), ENOUGH in (len(owing), len(unrated), len(asked)))


def ask_again(tx: Tx, now: datetime) -> Due:
    """Of some cases nobody could hear, for nobody who should had an account: now and then they are looked at again."""
    suggestions.ask_again(tx, ENOUGH)
    return Due()


def _owing(tx: Tx, case: Suggestion, day: date, now: datetime) -> list[Told]:
    """One warning a working day before; when it is overdue one word also to the officer, and then to those above."""
    before = suggestions.last_reminded(tx, case.id)
    kind = "due.above" if before == "overdue" else "due.overdue" if case.overdue(day) else "due.soon"
    if case.state is State.WATCHED and before != "promise":
        kind = "due.promise"
    people = HEARERS[kind](tx, case, day)
    heard = bool(people) or kind == "due.above"  # whoever is above may have heard already, standing in for the officer
    suggestions.reminded(tx, case.id, kind.removeprefix("due.") if heard else "nobody")
    spared = chasing.spared(tx, case, kind, people, now)
    return [_reminder(tx, person, case, kind, now) for person in people if person not in spared]


def _late(tx: Tx, case: Suggestion, day: date) -> list[int]:
    """The same, whoever keeps watch over them, and the officer."""
    people = (*access.on_turn(tx, case, day), *access.holders(tx, case, day), *access.dispatchers(tx, case, day))
    return list(dict.fromkeys(people))


def _above(tx: Tx, case: Suggestion, day: date) -> list[int]:
    """The administrators, unless they have heard already."""
    heard = _late(tx, case, day)
    return [person for person in access.administrators(tx, case.unit_id, day, case.author_id) if person not in heard]


HEARERS = {"due.promise": access.on_turn, "due.soon": access.on_turn, "due.overdue": _late, "due.above": _above}


def _unrated(tx: Tx, case: Suggestion, close: datetime, now: datetime) -> list[Told]:
    """Silence is reminded once, and in the end taken as no rating: never as satisfied."""
    if case.answered_at is None or case.answer_class is None:
        raise LookupError(f"case {case.id} is answered, and nobody knows when or how")
    if case.answered_at <= close or case.author_left:
        return lapse(tx, case, case.answer_class, now)
    suggestions.reminded(tx, case.id, "rate")
    if has_written(chasing.history(tx, case), case.author_id):
        return []  # it was no silence: whoever wrote since the answer is left in peace
    closes = today(tx.rules, case.answered_at + timedelta(days=tx.rules.deadlines.rating_close))
    facts: dict[str, object] = {"case": case, "closes": closes}
    key = f"rate:{case.id}:{case.answers}"
    return [Told(case.author_id, "rate.reminder", facts, case.id, None, Priority.REMINDER, key)]


def lapse(tx: Tx, case: Suggestion, answer: AnswerClass, now: datetime) -> list[Told]:
    """Nobody rated in time, or will: it is taken as no rating."""
    state = after_lapse(answer)
    outcome = Ending.NOT_RATED if state is State.CLOSED else None
    changed = move(tx, None, case, Action.LAPSE, Role.SYSTEM, now, to=state, outcome=outcome)
    hearers = hearing.staff(tx, changed, Action.LAPSE, case.state, Role.SYSTEM, now)
    stored.lapse(tx, case)
    facts: dict[str, object] = {"case": changed}
    return [
        Told(case.author_id, "rate.lapsed", {**facts, "asks": asks(tx, changed)}, case.id, None, Priority.REMINDER),
        *(Told(p, "case.lapsed", facts, case.id, None, Priority.REMINDER) for p in hearers),
    ]


def _reminder(tx: Tx, person: int, case: Suggestion, kind: str, now: datetime) -> Told:
    key = f"{kind}:{case.id}:{case.due}:{person}"
    expires = _evening(case.due or today(tx.rules, now), tx) if kind == "due.soon" else None
    facts = sheets.told(tx, person, case, now).facts
    return Told(person, kind, facts, case.id, None, Priority.REMINDER, key, expires)


def _evening(day: date, tx: Tx) -> datetime:
    """The end of a day: a warning is of no use after it."""
    return datetime(day.year, day.month, day.day, 23, 59, tzinfo=tx.rules.locale.zone)
