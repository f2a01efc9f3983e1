"""What those do who get notices: say that they have read one, and choose which kinds they want."""

from datetime import datetime

from domain.notices import MUTABLE, Reached
from domain.people import Actor
from domain.telling import Outcome, Told
from services.commands import Command, Nothing
from services.notices.rights import OfNotice
from storage import notice_recipients, notices
from storage.tx import Tx


class Kind(Command):
    """A kind of notices that is wanted, or is not."""

    kind: str
    wanted: bool


def noted(tx: Tx, actor: Actor, command: OfNotice, now: datetime) -> Outcome:
    """They have read it. The second time nothing happens; a preview is no notice."""
    mine = notice_recipients.find(tx, command.notice_id, actor.person)
    if mine is None or mine.state in (Reached.WAITING, Reached.WITHDRAWN):
        return Outcome(toast="notice.only_preview")
    return Outcome(toast="notice.noted" if notice_recipients.note(tx, mine, now) else "notice.noted_before")


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
