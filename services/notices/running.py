"""What ticks do for notices: begin them at their time, choose who gets them, hand them out, see what became of it.

All of it in small portions, and all that is known of it stands in the database, in the transaction that did it. So a
tick that is broken off, comes twice, or at the same time in two processes sends to nobody twice and leaves nobody out.

 - Who gets a notice is frozen when it begins (`notice_recipients`), some thousand persons at a time.
 - The outbox gets the next ones as long as fewer than AHEAD notices wait there. So a notice to sixty thousand needs no
   more memory than one to a hundred, a pause takes hold at once, and whoever talks to the bot is answered first.
 - A row of the outbox names the one for whom it is; when nothing of theirs waits any more it is noted how it ended.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from domain.notices import BY_CODE, Notice, Progress, Reached, State, fits
from domain.notices.life import Action
from domain.people import Role
from domain.telling import Due, Priority, Told
from services import access
from services.commands import today
from services.groups import noticing
from services.notices import counting, seconding
from services.notices.changing import change_on, remind_on, take_back_on
from services.notices.moving import move
from services.notices.rights import reaches, still
from services.notices.showing import progress as shown
from services.notices.showing import read
from storage import notice_recipients, notices, outbox
from storage.tx import Tx

AHEAD = 300  # notices that wait in the outbox: ten seconds of sending
AT_ONCE = 60  # handed out in one job
CHOSEN = 2000  # persons who are looked at in one job, for who gets it
CHECKED = 100  # of them, where it must be reckoned what each owes
SETTLED = 300  # whose end is noted in one job
MANY = 10  # notices of one tick
CIVIL = timedelta(seconds=4)  # between two states of a card in a chat
GRACE = timedelta(minutes=2)  # after this nothing of what was stopped can still be in the air


def notices_due(tx: Tx, now: datetime) -> Due:
    """One portion of everything."""
    told = [one for id_ in notices.due(tx, now, MANY) for one in _begin(tx, id_, now)]
    busy = notices.busy(tx, MANY)
    room = max(0, AHEAD - outbox.count_notices(tx, AHEAD)) // max(1, len(busy))
    more = False
    for id_ in busy:
        notice = notices.find(tx, id_)
        if notice is not None:
            found = STEPS[notice.state](tx, notice, min(room, AT_ONCE), now)
            told += found.told
            more = more or found.more
    return Due(tuple(told), more)


def _begin(tx: Tx, notice_id: int, now: datetime) -> list[Told]:
    """Its time has come. Who lost the right to it meanwhile sends nothing: they and those above hear of it.

    So it is with what would reach many more by now than it was agreed to.
    """
    notice = notices.find(tx, notice_id)
    if notice is None or notice.state is not State.SCHEDULED:
        return []
    role = still(tx, notice, now)
    kind = BY_CODE[notice.content.kind]
    may = role is not None and reaches(tx, role, notice, notice.audience) and fits(kind, notice.audience, role)
    lacks = may and seconding.lacking(tx, notice, now)
    if may and not lacks:
        sent = move(tx, None, notice, Action.SEND, Role.SYSTEM, now)
        return [shown(tx, notice.author_id, sent, now, fresh=True)]
    stopped = move(tx, None, notice, Action.CANCEL, Role.SYSTEM, now)
    above = access.administrators(tx, notice.unit_id, today(tx.rules, now))
    hearers = dict.fromkeys((notice.author_id, *above))
    facts = {"notice": stopped}
    if lacks:
        return [Told(person, "notice.grown", facts, priority=Priority.REMINDER) for person in hearers]
    return [Told(person, "notice.stopped", facts, priority=Priority.REMINDER) for person in hearers]


def _send(tx: Tx, notice: Notice, room: int, now: datetime) -> Due:
    """Choose who gets it; then hand it out, until there is nobody left."""
    if not notice.chosen:
        _choose(tx, notice, now)
        return Due(noticing.post(tx, notice, now), more=True)
    notice_recipients.settle(tx, notice, SETTLED)
    handed = _hand_out(tx, notice, room)
    told = handed + change_on(tx, notice, room)
    found = notice_recipients.progress(tx, notice.id) if _is_time(notice, now) or not told else None
    if found is not None and not found.left:
        sent = move(tx, None, notice, Action.FINISH, Role.SYSTEM, now)
        return Due((*told, shown(tx, notice.author_id, sent, now)), more=True)
    return Due((*told, *_show(tx, notice, found, now)), more=len(handed) == AT_ONCE)


def _choose(tx: Tx, notice: Notice, now: datetime) -> None:
    """The next persons of the audience, as it was when the sending began. Those who come later are not in it."""
    began = notice.began_at or now
    day, kind = today(tx.rules, began), notice.content.kind
    if notice.audience.owing:
        found = notices.some(tx, notice.audience, kind, day, began, after=notice.upto, number=CHECKED)
        notices.choose_each(tx, notice, [id_ for id_ in found if counting.owes(tx, id_, now)])
        notices.choose_on(tx, notice, max(found, default=notice.upto), chosen=len(found) < CHECKED)
        return
    upto = notices.persons_on(tx, notice.upto, CHOSEN)
    if upto is not None:
        notices.choose(tx, notice, upto, day, began)
    notices.choose_on(tx, notice, notice.upto if upto is None else upto, chosen=upto is None)


def _hand_out(tx: Tx, notice: Notice, room: int) -> list[Told]:
    """The next ones, as many as there is room for. Each is taken by a change that only one process can make."""
    facts = read(notice)
    return [
        Told(one.person_id, "notice.read", facts, priority=Priority.NOTICE, recipient=one.id)
        for one in notice_recipients.next_ones(tx, notice, room)
        if notice_recipients.take(tx, one, notice.revision) and one.becomes is Reached.HANDED
    ]


def _pause(tx: Tx, notice: Notice, room: int, now: datetime) -> Due:
    """Nothing new goes out; what was in the air is noted, and those who have it get its corrections."""
    notice_recipients.settle(tx, notice, SETTLED)
    told = change_on(tx, notice, room)
    return Due((*told, *_show(tx, notice, None, now)))


def _after(tx: Tx, notice: Notice, room: int, now: datetime) -> Due:
    """All was sent: corrections and reminders."""
    told = change_on(tx, notice, room) + remind_on(tx, notice, room)
    if not told and not notice_recipients.older(tx, notice, 1):
        notices.rest(tx, notice)
    return Due(tuple(told))


def _stop(tx: Tx, notice: Notice, room: int, now: datetime) -> Due:
    """It was stopped: what is held back is dropped once nothing of it can be in the air any more."""
    told = change_on(tx, notice, room) if notice.state is State.CANCELLED else take_back_on(tx, notice, room, now)
    notice_recipients.settle(tx, notice, SETTLED)
    over = notice.ended_at is not None and now - notice.ended_at >= GRACE
    if over:
        notice_recipients.drop_held(tx, notice.id, now)
    found = notice_recipients.progress(tx, notice.id)
    left = Reached.SENT if notice.state is State.WITHDRAWN else Reached.HANDED
    if over and not told and not found.of(left, Reached.HANDED) and not notice_recipients.older(tx, notice, 1):
        notices.rest(tx, notice)
        return Due((shown(tx, notice.author_id, notice, now),))
    return Due((*told, *_show(tx, notice, found, now)))


def _show(tx: Tx, notice: Notice, found: Progress | None, now: datetime) -> list[Told]:
    """The card of its progress, at a civil rate, and only where there is something new."""
    if not _is_time(notice, now):
        return []
    found = found or notice_recipients.progress(tx, notice.id)
    if found.steps == notice.shown_done and notice.shown_at is not None:
        return []
    return [shown(tx, notice.author_id, notice, now)]


def _is_time(notice: Notice, now: datetime) -> bool:
    return notice.shown_at is None or abs(now - notice.shown_at) >= CIVIL


STEPS: dict[State, Callable[[Tx, Notice, int, datetime], Due]] = {
    State.SENDING: _send, State.PAUSED: _pause, State.SENT: _after, State.CANCELLED: _stop, State.WITHDRAWN: _stop,
}  # fmt: skip
