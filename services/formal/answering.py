"""The answer with its class, and what the representative says of it.

Only the representative's rating, or the rule for silence, ends a formal suggestion; B and C stay open until they are
solved, and an unsatisfied rating starts the one second handling: as with residents' cases.
"""

from datetime import date, datetime, timedelta
from typing import Any

from domain.departments import Extension, PartState
from domain.formal import Action, Formal, Phase, State
from domain.messages import File
from domain.people import Actor
from domain.promises import offers, possible
from domain.suggestions import AnswerClass, after_rating
from domain.telling import END, Outcome, Talk, Told
from services.commands import Nothing, RefusedError, today
from services.formal import citing, rights, sheets
from services.formal.commands import ANSWER, CONFIRM, WORDS, ChooseClass, Day, Press, Rate, fresh, talk_about
from services.formal.departing import part_of
from services.formal.moving import move
from services.formal.office import done
from services.suggestions.saying import Say
from storage import formal as papers
from storage import settings, talks
from storage.tx import Tx


def ask_class(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Show the classes of an answer."""
    formal = rights.load(tx, command.formal_id)
    rights.role_for(tx, actor, formal, Action.ANSWER, now)
    return Outcome.tell(sheets.told(tx, actor.person, formal, now, kind="formal.classes", fresh=False))


def choose_class(tx: Tx, actor: Actor, command: ChooseClass, now: datetime) -> Outcome:
    """The class is chosen: of B and C ask by when it shall be solved, then for the words."""
    formal, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    rights.role_for(tx, actor, formal, Action.ANSWER, now)
    talk = Talk(ANSWER, {"formal": formal.id, "class": command.value.value, "promised": None})
    if not command.value.stays_open:
        return _ask_words(tx, actor, talk)
    return Outcome.tell(_days(tx, actor, formal, now, fresh=False), talk=talk)


def choose_day(tx: Tx, actor: Actor, command: Day, now: datetime) -> Outcome:
    """By when it shall be solved."""
    formal, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    rights.role_for(tx, actor, formal, Action.ANSWER, now)
    talk, day = talk_about(tx, actor, formal.id, ANSWER), _day(command.value)
    if talk is None:
        return ask_class(tx, actor, command, now)
    if day is None or not possible(day, today(tx.rules, now)):
        return Outcome(toast="button.unknown")
    return _ask_words(tx, actor, Talk(ANSWER, {**talk.data, "promised": day.isoformat()}))


def propose(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """Show the answer before it goes; what is written after that takes its place, a later part of an album joins."""
    talk = talks.find(tx, actor.at)
    if talk is None or "formal" not in talk.data:
        raise RefusedError("refused.no_formal")
    formal = rights.load(tx, int(talk.data["formal"]))
    rights.role_for(tx, actor, formal, Action.ANSWER, now)
    if AnswerClass(talk.data["class"]).stays_open and not talk.data["promised"]:
        return Outcome.tell(_days(tx, actor, formal, now, fresh=True))
    before = tuple(File(**file) for file in talk.data.get("files", ()))
    joins = command.files and before and command.files[0].album and command.files[0].album == before[-1].album
    words = command.words or (str(talk.data.get("words", "")) if joins else "")
    files = (*before, *command.files) if joins else command.files
    kept = {"words": words, "files": [file.model_dump(exclude_defaults=True) for file in files]}
    changed = Talk(CONFIRM, {**talk.data, **kept})
    facts = {"formal": formal, "words": words, "files": files, **_chosen(changed)}
    return Outcome.tell(Told(actor.person, "formal.confirm", facts), talk=changed)


def send(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Answer as it was shown. Pressed twice, the second press finds nothing to send."""
    talk = talk_about(tx, actor, command.formal_id, CONFIRM)
    if talk is None:
        return Outcome(toast="formal.answer_gone")
    formal = rights.load(tx, command.formal_id)
    role = rights.role_for(tx, actor, formal, Action.ANSWER, now)
    part, words = part_of(tx, actor, formal), str(talk.data["words"])
    files = tuple(File(**file) for file in talk.data["files"])
    papers.say(tx, formal.id, "answer", actor.person, role, words, now, department_id=part.department_id, files=files)
    papers.change_part(tx, part, PartState.ANSWERED, now)
    class_ = AnswerClass(talk.data["class"])
    changed = move(
        tx, actor, formal, Action.ANSWER, role, now, facts={"class": class_.value}, due=None, answered_at=now,
        answer_class=class_, answers=formal.answers + 1, rating=None, promised=_chosen(talk)["promised"],
        extension=Extension.NONE, months=0,
    )  # fmt: skip
    citing.spread(tx, changed, Phase.ANSWERED)
    outcome = done(tx, actor, formal, changed, Action.ANSWER, role, now, name=part.department, words=words)
    closed = Told(actor.person, "formal.answer_sent", {"formal": changed})
    return Outcome.tell(closed, *outcome.told, talk=END)


def rate(tx: Tx, actor: Actor, command: Rate, now: datetime) -> Outcome:
    """Rate the answer. Unsatisfied starts the one second handling; then a word of why is asked for."""
    formal, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    role = rights.role_for(tx, actor, formal, Action.RATE, now)
    if formal.answer_class is None:
        raise LookupError(f"formal suggestion {formal.id} is answered, and nobody knows how")
    state = State(after_rating(formal.answer_class, command.value, formal.second).value)
    changed = move(
        tx, actor, formal, Action.RATE, role, now, to=state, facts={"rating": command.value.value},
        rating=command.value, second=formal.second or state is State.SECOND,
        due=next_day(tx, state, formal.promised, now),
    )  # fmt: skip
    outcome = done(tx, actor, formal, changed, Action.RATE, role, now)
    facts = {"formal": changed, "unhappy": command.value.is_unhappy}
    asked = Told(actor.person, "formal.ask_comment", facts)
    return Outcome.tell(*outcome.told, asked, talk=Talk(WORDS, {"formal": formal.id, "what": "comment"}))


def comment(tx: Tx, actor: Actor, formal: Formal, talk: Talk, said: Say, now: datetime) -> Outcome:
    """What the representative says to the answer, after the rating."""
    role = rights.role_for(tx, actor, formal, Action.COMMENT, now)
    papers.say(tx, formal.id, "comment", actor.person, role, said.words, now)
    changed = move(tx, actor, formal, Action.COMMENT, role, now)
    return done(tx, actor, formal, changed, Action.COMMENT, role, now, words=said.words)


def skip_comment(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """No word; the rating stands. Pressed late it leaves alone what has been begun since."""
    talk = talks.find(tx, actor.at)
    asked = talk is not None and talk.step == WORDS and talk.data.get("what") == "comment"
    return Outcome(talk=END, toast="rate.skipped") if asked else Outcome(toast="rate.skipped")


def next_day(tx: Tx, state: State, promised: date | None, now: datetime) -> date | None:
    """By when the lead owes the next step after a rating, or after silence."""
    if state is State.SECOND:
        return today(tx.rules, now) + timedelta(days=tx.rules.deadlines.second_handling)
    return promised if state is State.WATCHED else None


def _days(tx: Tx, actor: Actor, formal: Formal, now: datetime, *, fresh: bool) -> Told:
    """By when shall it be solved? Working days of the constituency."""
    more: dict[str, object] = {"offers": offers(today(tx.rules, now), settings.workdays(tx, formal.seat_id))}
    return sheets.told(tx, actor.person, formal, now, kind="formal.days", fresh=fresh, more=more)


def _ask_words(tx: Tx, actor: Actor, talk: Talk) -> Outcome:
    facts = {"formal": rights.load(tx, int(talk.data["formal"])), **_chosen(talk)}
    return Outcome.tell(Told(actor.person, "formal.ask_answer", facts), talk=talk)


def _chosen(talk: Talk) -> dict[str, Any]:
    """Class and day as they were chosen."""
    day = talk.data["promised"]
    return {"answer": AnswerClass(talk.data["class"]), "promised": date.fromisoformat(day) if day else None}


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
