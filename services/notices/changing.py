"""What has been sent is corrected, taken back, or asked after again: by a press, and by ticks for each who has it."""

from datetime import datetime, timedelta

from domain.notices import CAPTION, Notice
from domain.notices.life import Action
from domain.people import Actor
from domain.telling import END, Outcome, Priority, Talk, Told
from services.commands import RefusedError
from services.groups import noticing
from services.notices import seconding
from services.notices.moving import note
from services.notices.rights import OfNotice, load, role_for
from services.notices.showing import DELETABLE, card, read, stale
from services.notices.writing import LANGUAGES, Part, Write, fault, unfit
from storage import notice_recipients, notices, talks
from storage.notice_recipients import Delivered
from storage.tx import Tx

CORRECT = "notice.correct"
AGAIN = timedelta(hours=24)  # between two reminders


def ask_correct(tx: Tx, actor: Actor, command: Part, now: datetime) -> Outcome:
    """Ask for other words in a language."""
    notice = load(tx, actor, command.notice_id)
    if role_for(tx, actor, notice, Action.CORRECT) is None or notice.began_at is None:
        return stale(tx, actor, notice, now)
    if command.value not in notice.content.texts:
        return Outcome(toast="button.unknown")
    facts = {"step": CORRECT, "notice": notice, "language": command.value}
    talk = Talk(CORRECT, {"notice": notice.id, "language": command.value})
    return Outcome.tell(Told(actor.person, "notice.ask", facts), talk=talk)


def correct(tx: Tx, actor: Actor, command: Write, now: datetime) -> Outcome:
    """Other words: every message that was delivered is changed, and who is still to get it gets these."""
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != CORRECT or talk.data["language"] not in LANGUAGES:
        raise RefusedError("refused.no_notices")
    notice = load(tx, actor, talk.data["notice"])
    role = role_for(tx, actor, notice, Action.CORRECT)
    if role is None:
        raise RefusedError("refused.notice_over")
    if wrong := unfit(command.wording, ()):
        return Outcome.tell(Told(actor.person, "notice.unfit", wrong))
    texts = {**notice.content.texts, talk.data["language"]: command.wording}
    content = notice.content.model_copy(update={"texts": texts})
    if content.is_caption is not notice.content.is_caption:
        return Outcome.tell(Told(actor.person, "notice.unfit", fault("caption", limit=CAPTION)))
    notices.correct(tx, notice, content)
    note(tx, actor, notice, Action.CORRECT, role, now)
    changed = notices.find(tx, notice.id) or notice
    shown = Told(actor.person, "notice.read", read(changed, talk.data["language"]))
    posted = noticing.post(tx, changed, now)
    seen = seconding.tell_corrected(tx, actor, changed, now)
    return Outcome.tell(shown, card(tx, actor.person, changed, now, fresh=True), *posted, *seen, talk=END)


def remind(tx: Tx, actor: Actor, command: OfNotice, now: datetime) -> Outcome:
    """Remind those who have it and did not say that they read it; once a day at most."""
    notice = load(tx, actor, command.notice_id)
    role = role_for(tx, actor, notice, Action.REMIND)
    if role is None or not notice.content.noted:
        return stale(tx, actor, notice, now)
    if notice.reminded_at is not None and now - notice.reminded_at < AGAIN:
        return Outcome(toast="notice.reminded_today", alert=True)
    if not notices.remind(tx, notice, now):
        return Outcome(toast="button.done_already")
    note(tx, actor, notice, Action.REMIND, role, now)
    return Outcome(toast="notice.reminds")


def change_on(tx: Tx, notice: Notice, room: int) -> list[Told]:
    """The present words for the next who have older ones."""
    told = []
    for one in notice_recipients.older(tx, notice, room):
        got = notice_recipients.messages(tx, one)
        if notice_recipients.renew(tx, one, notice.revision) and got is not None:
            told.append(Told(got.at, "notice.read", {**read(notice), "edits": got.words_id}, priority=Priority.NOTICE))
    return told


def take_back_on(tx: Tx, notice: Notice, room: int, now: datetime) -> list[Told]:
    """It goes from the chats of the next who have it: deleted where that is still possible.

    Else its words give way to others, and every picture and document to an empty one: that is always possible.
    """
    told = []
    for one in notice_recipients.delivered(tx, notice, room):
        got = notice_recipients.messages(tx, one)
        if notice_recipients.withdraw(tx, one) and got is not None:
            told.append(_taken(notice, got, now))
    return told


def _taken(notice: Notice, got: Delivered, now: datetime) -> Told:
    if now - got.since < DELETABLE:
        return Told(got.at, "notice.take_back", {"messages": got.message_ids}, priority=Priority.NOTICE)
    files = notice.content.files
    others = tuple(id_ for id_ in got.message_ids if id_ != got.words_id)
    blanks = (got.words_id,) if notice.content.is_caption else others
    facts = {"edits": got.words_id, "blanks": blanks if files else (), "blank": files[0].kind if files else ""}
    return Told(got.at, "notice.withdrawn", facts, priority=Priority.NOTICE)


def remind_on(tx: Tx, notice: Notice, room: int) -> list[Told]:
    """The next who are to be reminded; who said meanwhile that they read it is not."""
    if notice.remind_upto is None or not room:
        return []
    found = notice_recipients.unread(tx, notice, room)
    notices.reminded(tx, notice, found[-1] if len(found) == room else None)
    facts = {"notice": notice}
    return [Told(person_id, "notice.reminder", facts, priority=Priority.NOTICE) for person_id in found]
