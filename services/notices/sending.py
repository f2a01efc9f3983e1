"""A notice is looked at as it will arrive, goes out now or at a time, waits, goes on, and ends. Each of it by a press.

Nothing is sent here: a press changes the notice's state, and the next tick goes by it (`services/notices/running.py`).
"""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.meetings import read_when
from domain.notices import BY_CODE, Notice, State, fits
from domain.notices.life import Action
from domain.notices.times import offers, read_stamp
from domain.people import Actor
from domain.telling import END, Outcome, Talk, Told
from services.commands import RefusedError, is_quiet, today
from services.groups import noticing
from services.notices import seconding
from services.notices.counting import size
from services.notices.moving import move
from services.notices.rights import OfNotice, load, reaches, role_for
from services.notices.showing import card, read, stale
from services.notices.writing import Part, draft, fault
from services.suggestions.saying import Say
from storage import notice_recipients, talks
from storage.tx import Tx

WHEN = "notice.when"
LONGEST = timedelta(days=92)  # how far ahead a notice may be
TWICE = {"cancel": Action.CANCEL, "withdraw": Action.WITHDRAW}  # what is asked a second time
ACTS = {"pause": Action.PAUSE, "go_on": Action.GO_ON, "unschedule": Action.CANCEL, **TWICE}


def preview(tx: Tx, actor: Actor, command: OfNotice, now: datetime) -> Outcome:
    """The notice as it arrives, in each language that it has; then whether it shall go."""
    notice, other = draft(tx, actor, command, now)
    if other is not None:
        return other
    shown = [Told(actor.person, "notice.read", read(notice, language)) for language in notice.content.languages]
    return Outcome.tell(*shown, _ready(tx, actor, notice, now), talk=END)


def send(tx: Tx, actor: Actor, command: OfNotice, now: datetime) -> Outcome:
    """Send it now. Pressed twice, the second press finds it on its way."""
    notice, people, other = _ripe(tx, actor, command, now)
    role = role_for(tx, actor, notice, Action.SEND)
    if other is not None or role is None:
        return other or stale(tx, actor, notice, now)
    if seconding.needed(tx, people):
        return seconding.ask(tx, actor, notice, role, people, None, now)
    sent = move(tx, actor, notice, Action.SEND, role, now)
    return Outcome.tell(card(tx, actor.person, sent, now, fresh=True), talk=END, toast="notice.begins")


def ask_when(tx: Tx, actor: Actor, command: OfNotice, now: datetime) -> Outcome:
    """At which time?"""
    notice, _, other = _ripe(tx, actor, command, now)
    if other is not None:
        return other
    found = offers(now, tx.rules.locale.zone, tx.rules.reminders.is_quiet)
    told = Told(actor.person, "notice.ask_when", {"notice": notice, "moments": found})
    return Outcome.tell(told, talk=Talk(WHEN, {"notice": notice.id}))


def at(tx: Tx, actor: Actor, command: Part, now: datetime) -> Outcome:
    """The time, by a press."""
    notice = load(tx, actor, command.notice_id)
    moment = read_stamp(command.value, tx.rules.locale.zone)
    if moment is None:
        return Outcome(toast="button.unknown")
    if notice.version != command.version or role_for(tx, actor, notice, Action.SCHEDULE) is None:
        return stale(tx, actor, notice, now)
    if not _is_ahead(moment, now):
        return Outcome(toast="notice.past", alert=True)
    return _schedule(tx, actor, notice, moment, now)


def write_when(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """The time, in words."""
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != WHEN:
        raise RefusedError("refused.no_notices")
    notice = load(tx, actor, talk.data["notice"])
    if role_for(tx, actor, notice, Action.SCHEDULE) is None:
        return replace(stale(tx, actor, notice, now), talk=END)
    day, at = read_when(command.words, today(tx.rules, now))
    if day is None or at is None:
        return Outcome.tell(Told(actor.person, "notice.unfit", fault("when")))
    moment = datetime.combine(day, at, tx.rules.locale.zone)
    if not _is_ahead(moment, now):
        return Outcome.tell(Told(actor.person, "notice.unfit", fault("never", limit=LONGEST.days)))
    return _schedule(tx, actor, notice, moment, now)


def _is_ahead(moment: datetime, now: datetime) -> bool:
    return now < moment <= now + LONGEST


def _schedule(tx: Tx, actor: Actor, notice: Notice, moment: datetime, now: datetime) -> Outcome:
    """Let it wait for its time; to very many, for a second administrator first."""
    _, people, other = _ripe(tx, actor, OfNotice(notice_id=notice.id, version=notice.version), now)
    role = role_for(tx, actor, notice, Action.SCHEDULE)
    if other is not None or role is None:
        return other or stale(tx, actor, notice, now)
    if seconding.needed(tx, people):
        return seconding.ask(tx, actor, notice, role, people, moment, now)
    waits = move(tx, actor, notice, Action.SCHEDULE, role, now, send_at=moment)
    return Outcome.tell(card(tx, actor.person, waits, now, fresh=True), talk=END)


def act(tx: Tx, actor: Actor, command: Part, now: datetime) -> Outcome:
    """Pause it, let it go on, stop it: by the table of its life. A press that comes too late finds it as it is."""
    notice = load(tx, actor, command.notice_id)
    what, sure = command.value.removesuffix("_yes"), command.value.endswith("_yes")
    action = ACTS.get(what)
    if action is None:
        return Outcome(toast="button.unknown")
    role = role_for(tx, actor, notice, action)
    if role is None or (what == "unschedule") is not (notice.state is State.SCHEDULED):
        return stale(tx, actor, notice, now)
    if what in TWICE and not sure:
        return Outcome.tell(Told(actor.person, "notice.sure", {"notice": notice, "doing": what}))
    moved = move(tx, actor, notice, action, role, now)
    if moved.state is State.SENDING:
        notice_recipients.let_go(tx, notice.id)
    elif moved.began_at is not None:
        notice_recipients.hold(tx, notice.id)
    return Outcome.tell(card(tx, actor.person, moved, now), *noticing.post(tx, moved, now))


def _ready(tx: Tx, actor: Actor, notice: Notice, now: datetime) -> Told:
    """Whether it shall go: to how many, and how long that takes."""
    night = is_quiet(tx.rules, now)
    return Told(actor.person, "notice.ready", {"notice": notice, "size": size(tx, notice, now), "night": night})


def _ripe(tx: Tx, actor: Actor, command: OfNotice, now: datetime) -> tuple[Notice, int, Outcome | None]:
    """A draft that can be sent, and to how many: they are the sender's, and it is of a kind that fits them."""
    notice, other = draft(tx, actor, command, now)
    if other is not None:
        return notice, 0, other
    role = role_for(tx, actor, notice, Action.SEND)
    if role is None or not reaches(tx, role, notice, notice.audience):
        raise RefusedError("refused.no_notices")
    if not fits(BY_CODE[notice.content.kind], notice.audience, role):
        return notice, 0, Outcome(toast="notice.other_kind", alert=True)
    people = size(tx, notice, now).people
    return notice, people, None if people else Outcome(toast="notice.nobody", alert=True)
