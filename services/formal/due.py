"""What the clock brings to formal suggestions: warnings, overdue ones, ratings that nobody gave, ended mandates.

Asked at ticks, as services/suggestions/due.py is of cases. Each row knows what was told of it last (`reminded`), and
every message has a dedupe key, so a missed tick, a double tick or a restart neither lose nor repeat one.
"""

from datetime import date, datetime, timedelta

from domain.formal import Action, Formal, Share, State
from domain.people import Role
from domain.suggestions import after_lapse
from domain.telling import Due, Priority, Told
from domain.units import Unit
from services import access
from services.commands import is_time, today
from services.formal import rights, sheets
from services.formal.answering import next_day
from services.formal.moving import move
from storage import formal as papers
from storage import formal_due as dues
from storage import units
from storage.tx import Tx

ENOUGH = 100  # of one look; more at once would hold up everybody else's turn


def formal_due(tx: Tx, now: datetime) -> Due:
    """What is to be told at this moment."""
    if not is_time(tx.rules, now):
        return Due()
    rules, day, workdays = tx.rules.deadlines, today(tx.rules, now), tx.rules.workdays
    soon, late, close = workdays.add(day, 1), workdays.before(day), now - timedelta(days=rules.rating_close)
    owing = dues.owing(tx, soon, day, late, ENOUGH)
    opinions = dues.opinions(tx, soon, day, ENOUGH)
    unrated = dues.unrated(tx, now - timedelta(days=rules.rating_reminder), close, ENOUGH)
    told = [told for id_ in owing for told in _owing(tx, rights.load(tx, id_), day, now)]
    told += [told for id_, part in opinions for told in _opinion(tx, rights.load(tx, id_), part, day, now)]
    told += [told for id_ in unrated for told in _unrated(tx, rights.load(tx, id_), close, now)]
    return Due(tuple(told), ENOUGH in (len(owing), len(opinions), len(unrated)))


def formal_mandates(tx: Tx, now: datetime) -> Due:
    """The mandate in which something open was signed is over: the office hears it, once.

    And that of which nobody could hear, for nobody who should had an account, is looked at again.
    """
    if not is_time(tx.rules, now):
        return Due()
    dues.ask_again(tx, ENOUGH)
    day = today(tx.rules, now)
    found = dues.parted(tx, day, ENOUGH)
    told = []
    for id_ in found:
        dues.note_parted(tx, id_)
        formal = rights.load(tx, id_)
        told += [_reminder(tx, person, formal, "over", day, now) for person in rights.office(tx, formal, day)]
    return Due(tuple(told), len(found) == ENOUGH)


def _owing(tx: Tx, formal: Formal, day: date, now: datetime) -> list[Told]:
    """One warning a working day before, and the morning after one word also to the office; what was promised is asked
    about on its day."""
    before = dues.last_reminded(tx, formal.id)
    kind = "overdue" if formal.is_overdue(day) else "soon"
    if formal.state is State.WATCHED and before != "promise":
        kind = "promise"
    persons = _whose(tx, formal, day)
    if kind == "overdue":
        persons = list(dict.fromkeys([*persons, *rights.office(tx, formal, day), *_above(tx, formal, day)]))
    dues.reminded(tx, formal.id, kind if persons else "nobody")
    return [_reminder(tx, person, formal, kind, formal.due or day, now) for person in persons]


def _whose(tx: Tx, formal: Formal, day: date) -> list[int]:
    """Those whose clock runs: the lead's officers while it has any, else the office."""
    return rights.lead(tx, formal, day) or rights.office(tx, formal, day)


def _above(tx: Tx, formal: Formal, day: date) -> list[int]:
    """Where the office itself is late, the administrators above it."""
    unit: Unit | None = units.find(tx, formal.unit_id) if formal.unit_id is not None else None
    if formal.lead_id is not None or unit is None or unit.parent_id is None:
        return []
    return access.administrators(tx, unit.parent_id, day, formal.author_id)


def _opinion(tx: Tx, formal: Formal, part_id: int, day: date, now: datetime) -> list[Told]:
    """A supporting department owes its opinion; when it is late the lead and the office hear as well."""
    part = next((part for part in papers.parts(tx, formal.id) if part.id == part_id), None)
    if part is None or part.due is None:
        return []
    late = part.due < day
    kind = "opinion_overdue" if late else "opinion_soon"
    dues.opinion_reminded(tx, part.id, "overdue" if late else "soon")
    persons = _officers(tx, formal, part, day)
    if late:
        persons += [*rights.lead(tx, formal, day), *rights.office(tx, formal, day)]
    shown = part.due
    return [_reminder(tx, p, formal, kind, shown, now, part.department) for p in dict.fromkeys(persons)]


def _officers(tx: Tx, formal: Formal, part: Share, day: date) -> list[int]:
    return access.of_department(tx, part.department_id, day, formal.author_id)


def _unrated(tx: Tx, formal: Formal, close: datetime, now: datetime) -> list[Told]:
    """Silence is reminded once, and in the end taken as no rating: never as satisfied."""
    if formal.answered_at is None or formal.answer_class is None:
        raise LookupError(f"formal suggestion {formal.id} is answered, and nobody knows when or how")
    day = today(tx.rules, now)
    if formal.answered_at > close:
        dues.reminded(tx, formal.id, "rate")
        closes = today(tx.rules, formal.answered_at + timedelta(days=tx.rules.deadlines.rating_close))
        return [_reminder(tx, person, formal, "rate", closes, now) for person in rights.author(tx, formal, day)]
    state = State(after_lapse(formal.answer_class).value)
    due = next_day(tx, state, formal.promised, now)
    changed = move(tx, None, formal, Action.LAPSE, Role.SYSTEM, now, to=state, due=due)
    hearers = rights.hearers(tx, changed, Action.LAPSE, formal.state, Role.SYSTEM, now, 0)
    return sheets.news(tx, changed, Action.LAPSE, hearers, now)


def _reminder(tx: Tx, person: int, formal: Formal, kind: str, day: date, now: datetime, name: str = "") -> Told:
    facts = sheets.told(tx, person, formal, now).facts
    key = f"formal:{kind}:{formal.id}:{day}:{formal.answers}:{name}:{person}"
    more = {**facts, "due": kind, "day": day, "name": name}
    return Told(person, "formal.due", more, priority=Priority.REMINDER, dedupe=key)
