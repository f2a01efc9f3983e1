"""What those do who get notices: say that they have read one, and choose which kinds they want."""

from datetime import datetime, timedelta

from domain.notices import MUTABLE, Reached, State
from domain.people import Actor
from domain.telling import Outcome, Told
from services.commands import Command, Nothing
from services.notices.rights import OfNotice
from services.notices.showing import progress
from storage import notice_recipients, notices
from storage.tx import Tx

FEW = 300  # people among whom each “noted” is counted on the card at once
CALM = timedelta(minutes=1)  # between two states of the card among more


class Kind(Command):
    """A kind of notices that is wanted, or is not."""

    kind: str
    wanted: bool


def noted(tx: Tx, actor: Actor, command: OfNotice, now: datetime) -> Outcome:
    """They have read it. The second time nothing happens; a preview is no notice."""
    mine = notice_recipients.find(tx, command.notice_id, actor.person)
    if mine is None or mine.state in (Reached.WAITING, Reached.WITHDRAWN):
        return Outcome(toast="notice.only_preview")
    if not notice_recipients.note(tx, mine, now):
        return Outcome(toast="notice.noted_before")
    return Outcome(_counted(tx, command.notice_id, now), toast="notice.noted")


def _counted(tx: Tx, notice_id: int, now: datetime) -> tuple[Told, ...]:
    """The sender's card, which says how many have: each time among few, now and then among many."""
    notice = notices.find(tx, notice_id)
    if notice is None or notice.state is not State.SENT:
        return ()
    is_time = notice.shown_at is None or abs(now - notice.shown_at) >= CALM
    return (progress(tx, notice.author_id, notice, now),) if is_time or notice.shown_done <= FEW else ()


def kinds(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """/mute: the kinds, and which of them one gets."""
    return Outcome.tell(_kinds(tx, actor, fresh=True))


def choose(tx: Tx, actor: Actor, command: Kind, now: datetime) -> Outcome:
    """One kind more, or one less. What is owed to everybody can't be chosen."""
    if command.kind not in MUTABLE:
        return Outcome(toast="button.unknown")
    notices.mute(tx, actor.person, command.kind, now, wanted=command.wanted)
    return Outcome.tell(_kinds(tx, actor, fresh=False), toast="notice.kept")


def _kinds(tx: Tx, actor: Actor, *, fresh: bool) -> Told:
    return Told(actor.person, "notices.kinds", {"unwanted": notices.mutes(tx, actor.person), "fresh": fresh})
