"""Before a quarter closes: every representative hears on some days who is still owed a contact, and nobody else does.

Who is owed is reckoned at the moment at which it is told, from all that is stored then: a contact that was logged a
second ago counts. Kept is only how far a stage has come and to whom it was told, in one transaction with what was told.
So a stage that was missed comes at the next tick as long as it lasts, and one that was told does not come again.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from pydantic import Field

from domain.contacts.closing import Stage, closing, later, may_remind, stage_at
from domain.contacts.quotas import Asked, Line
from domain.people import Actor
from domain.telling import Due, Outcome, Priority, Told
from services.commands import Command, RefusedError, today
from services.contacts.entering import own
from services.contacts.viewing import Owing
from storage import closing as stored
from storage import contacts
from storage.tx import Tx

PORTION = 50  # representatives of one look
AUDIENCE = "representatives"
# As of when things are known: all that is stored, whatever clock wrote it.
EVER = datetime(9999, 1, 1, tzinfo=UTC)


class PutOff(Command):
    """Hear the reminder of a stage later; `last` is the quarter's last day, as 20261231."""

    last: str = Field(pattern=r"^20[0-9]{6}$")
    stage: int


@dataclass(frozen=True)
class State:
    """What somebody owes in the periods that close: with whom something is missing, and with whom it only waits."""

    late: tuple[Owing, ...]
    waiting: tuple[Owing, ...]
    needed: int

    @property
    def is_complete(self) -> bool:
        """Whether something was owed, and all of it is done."""
        return self.needed > 0 and not self.late and not self.waiting


def closing_soon(tx: Tx, now: datetime) -> Due:
    """Remind the next representatives of this stage who owe something, and those who wanted to hear it later."""
    rules, zone = tx.rules.reminders, tx.rules.locale.zone
    stage = stage_at(rules, rules.days, now, zone, tx.rules.workdays)
    if stage is None or not may_remind(rules, now, zone, tx.rules.workdays):
        return Due()
    again = stored.due_again(tx, now, PORTION)
    told = [one for item in again for one in _again(tx, item, stage, now)]
    run = stored.run(tx, stage, AUDIENCE)
    found = [] if run.done else stored.keepers(tx, run.upto, today(tx.rules, now), PORTION)
    told += [one for person_id in found for one in _reminder(tx, person_id, stage, now)]
    if not run.done:
        stored.advance(tx, stage, AUDIENCE, run, max(found, default=run.upto), done=len(found) < PORTION)
    return Due(tuple(told), more=PORTION in (len(again), len(found)))


def put_off(tx: Tx, actor: Actor, command: PutOff, now: datetime) -> Outcome:
    """Hear it on the next working day: once a stage, and not where the next stage comes by then anyway."""
    own(tx, actor, now)
    last = _day(command.last)
    if last is None or not stored.was_told(tx, actor.person, last, command.stage):
        raise RefusedError("refused.no_reminder")
    rules, zone = tx.rules.reminders, tx.rules.locale.zone
    stage = stage_at(rules, rules.days, now, zone, tx.rules.workdays)
    if stage is None or (stage.last, stage.days) != (last, command.stage):
        return Outcome(toast="closing.over")
    until = later(rules, stage, now, zone, tx.rules.workdays)
    if until is None:
        return Outcome(toast="closing.too_near", alert=True)
    state = state_of(tx, actor.person, stage.last, today(tx.rules, now))
    if not state.late:
        return Outcome(toast="closing.nothing_left")
    if not stored.put_off(tx, actor.person, last, command.stage, until):
        return Outcome(toast="closing.put_off_already")
    return Outcome.tell(_told(tx, actor.person, stage, state, now, until=until), toast="closing.is_put_off")


def state_of(tx: Tx, person_id: int, last: date, day: date) -> State:
    """What somebody owes of what closes with a quarter (its last day), to those whom they keep a link with on a day."""
    lines: dict[int, list[tuple[Asked, Line]]] = {}
    wanted = closing(tx.rules.scheme, last)
    for one in contacts.ledger(tx, wanted, day, EVER, person_id=person_id, by_link=True):
        lines.setdefault(one.link_id, []).append((one.asked, one.line))
    owing = [
        Owing(link.id, link.name, link.tier.value, tuple(lines.get(link.id, ())))
        for link in contacts.links_of(tx, person_id, day)
    ]
    late = tuple(one for one in owing if any(line.missing for _, line in one.lines))
    waiting = tuple(one for one in owing if one not in late and any(line.pending for _, line in one.lines))
    return State(late, waiting, sum(line.needed for one in owing for _, line in one.lines))


def _reminder(tx: Tx, person_id: int, stage: Stage, now: datetime) -> list[Told]:
    """The reminder of somebody who owes something and was not told yet; else nothing."""
    state = state_of(tx, person_id, stage.last, today(tx.rules, now))
    if not state.late or not stored.claim(tx, person_id, stage.last, stage.days, now):
        return []
    return [_told(tx, person_id, stage, state, now)]


def _again(tx: Tx, item: stored.Again, stage: Stage, now: datetime) -> list[Told]:
    """The same once more, unless its stage is over or nothing is owed any more."""
    if not stored.told_again(tx, item) or (item.last, item.stage) != (stage.last, stage.days):
        return []
    day = today(tx.rules, now)
    state = state_of(tx, item.person_id, stage.last, day)
    return [_told(tx, item.person_id, stage, state, now)] if state.late else []


def _told(tx: Tx, person_id: int, stage: Stage, state: State, now: datetime, until: datetime | None = None) -> Told:
    rules, zone = tx.rules.reminders, tx.rules.locale.zone
    free = not stored.has_put_off(tx, person_id, stage.last, stage.days)
    offer = later(rules, stage, now, zone, tx.rules.workdays) if free else None
    facts = {
        "last": stage.last, "stage": stage.days, "left": (stage.last - today(tx.rules, now)).days,
        "owing": state.late, "waiting": state.waiting, "later": offer.astimezone(zone).date() if offer else None,
        "put_off": until.astimezone(zone).date() if until else None,
    }  # fmt: skip
    return Told(person_id, "closing.remind", facts, priority=Priority.REMINDER, expires=stage.ends)


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
