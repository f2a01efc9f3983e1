"""A notice comes into another state only here: by a row of `domain/notices/life.py`, and with its event."""

from datetime import datetime

from domain.notices import Notice, State
from domain.notices.life import Action, row
from domain.people import Actor, Role
from storage import events, notice_recipients, notices
from storage.tx import TooLateError, Tx

BUSY = frozenset(State) - {State.DRAFT, State.SCHEDULED}  # where ticks have something to do


def move(
    tx: Tx, actor: Actor | None, notice: Notice, action: Action, role: Role, now: datetime, *,
    send_at: datetime | None = None,
) -> Notice:  # fmt: skip
    """The notice as it is then. Raises TooLateError if somebody else was faster."""
    found = row(action, notice.state, role)
    if found is None:
        raise ValueError(f"{role} may not {action} a notice that is {notice.state}")
    to = found.leads_to(notice.state)[0]
    ended = notice.ended_at
    if to not in (State.SENDING, State.PAUSED, State.DRAFT, State.SCHEDULED):
        ended = ended or now
    goes, paced, done = to is State.SENDING, None, 0
    if goes:
        paced, done = now, notice_recipients.progress(tx, notice.id).done
    if not notices.move(tx, notice, to, busy=to in BUSY, send_at=send_at, ended=ended, paced=paced, done=done):
        raise TooLateError
    if goes:
        notices.begin(tx, notice, now)
    note(tx, actor, notice, action, role, now)
    moved = notices.find(tx, notice.id)
    if moved is None:
        raise LookupError(f"notice {notice.id} is gone")
    return moved


def note(tx: Tx, actor: Actor | None, notice: Notice, action: Action, role: Role, now: datetime) -> None:
    """What was done with a notice, for the history."""
    facts = {"unit": notice.unit_id, "station": notice.station_id, "kind": notice.content.kind}
    by = actor.person if actor else None
    events.add(tx, "notice", notice.id, f"notice_{action.value}", actor_id=by, role=role, now=now, facts=facts)
