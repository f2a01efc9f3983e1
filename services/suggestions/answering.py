"""A final answer, and words out of a template: chosen, shown once more, and sent as they were shown."""

from datetime import date, datetime
from typing import Any

from domain.departments import PartState
from domain.messages import File
from domain.outcomes import ask_at
from domain.people import Actor
from domain.promises import offers, usual
from domain.suggestions import Action, AnswerClass, Suggestion
from domain.telling import END, Outcome, Talk, Told
from domain.templates import Filled
from services import access, templates
from services.commands import today
from services.suggestions import hearing, sheets
from services.suggestions.handling import Pick, Press, about, fresh, load, speak
from services.suggestions.moving import move
from services.suggestions.saying import Say, relay
from storage import departments, outcomes, settings, suggestions, talks
from storage.tx import Tx

ANSWER, CONFIRM = "case.answer", "case.confirm"


class ChooseClass(Press):
    """The class of an answer."""

    value: AnswerClass


def ask_class(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Ask for the class of the answer."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.ANSWER)
    return Outcome.tell(sheets.told(tx, actor.person, case, now, kind="case.classes", fresh=False))


def choose_class(tx: Tx, actor: Actor, command: ChooseClass, now: datetime) -> Outcome:
    """The class is chosen; ask for the words of the answer."""
    case, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    access.role_for(tx, actor, case, Action.ANSWER)
    workdays = settings.workdays(tx, case.unit_id) if command.value.stays_open else None
    day = usual(today(tx.rules, now), workdays) if workdays else None
    chosen = {"case": case.id, "class": command.value.value, "promised": day.isoformat() if day else None}
    return ask_answer(tx, actor, case, Talk(ANSWER, chosen), now)


def ask_answer(tx: Tx, actor: Actor, case: Suggestion, talk: Talk, now: datetime, *, fresh: bool = True) -> Outcome:
    """Ask for the words; of B and C also show by when it shall be solved, and other days."""
    promised, day = promised_in(talk), today(tx.rules, now)
    others = offers(day, settings.workdays(tx, case.unit_id)) if promised else []
    facts = {
        "case": case, "answer": AnswerClass(talk.data["class"]), "promised": promised, "offers": others, "fresh": fresh
    }  # fmt: skip
    return Outcome.tell(Told(actor.person, "case.ask_answer", facts), talk=talk)


def promised_in(talk: Talk | None) -> date | None:
    """The day that was chosen so far."""
    day = talk.data.get("promised") if talk else None
    return date.fromisoformat(day) if day else None


def use_template(tx: Tx, actor: Actor, command: Pick, now: datetime) -> Outcome:
    """Show a template's words, filled from the case, before they go. What the case does not tell must be written."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.SPEAK)
    filled = templates.filled(tx, actor, case, int(command.value), now)
    if filled is None:
        return Outcome(toast="button.stale")
    return _confirm(actor, case, Say(message_id=0, words=filled.words), None, filled=filled)


def propose_answer(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """Show the answer before it goes: it is what the resident will rate."""
    talk = talks.find(tx, actor.at)
    case = load(tx, about(tx, actor))
    access.role_for(tx, actor, case, Action.ANSWER)
    answer = AnswerClass(talk.data["class"]) if talk else AnswerClass.NOTED
    return _confirm(actor, case, command, answer, promised_in(talk), (command.message_id,))


def change_proposal(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """New words instead of those that were shown; a later part of the same album joins the earlier ones."""
    talk = talks.find(tx, actor.at)
    case = load(tx, about(tx, actor))
    data = talk.data if talk else {}
    before = tuple(File(**file) for file in data.get("files", ()))
    same = command.files and before and command.files[0].album and command.files[0].album == before[-1].album
    words = command.words or (str(data.get("words", "")) if same else "")
    chosen = AnswerClass(data["class"]) if data.get("class") else None
    access.role_for(tx, actor, case, Action.ANSWER if chosen else Action.SPEAK)
    said = Say(message_id=0, words=words, files=(*before, *command.files) if same else command.files)
    messages = (*(data.get("messages", ()) if same else ()), command.message_id)
    return _confirm(actor, case, said, chosen, promised_in(talk), messages)


def reword_proposal(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """The message in which the words came was edited before they went; files and all else stay."""
    talk = talks.find(tx, actor.at)
    case = load(tx, about(tx, actor))
    data = talk.data if talk else {}
    chosen = AnswerClass(data["class"]) if data.get("class") else None
    access.role_for(tx, actor, case, Action.ANSWER if chosen else Action.SPEAK)
    said = Say(message_id=0, words=command.words, files=tuple(File(**file) for file in data.get("files", ())))
    return _confirm(actor, case, said, chosen, promised_in(talk), tuple(data.get("messages", ())), fresh=False)


def confirm(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Send what was shown. Pressed twice, the second press finds nothing to send."""
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != CONFIRM or talk.data["case"] != command.case_id:
        return Outcome(toast="desk.gone")
    if talk.data.get("gaps"):
        return Outcome(toast="template.fill_first", alert=True)
    case = load(tx, command.case_id)
    files = tuple(File(**file) for file in talk.data["files"])
    said = Say(message_id=0, words=talk.data["words"], files=files)
    if talk.data["class"] is None:
        outcome = speak(tx, actor, case, said, now)
    else:
        outcome = answer(tx, actor, case, AnswerClass(talk.data["class"]), said, now, promised_in(talk))
    for message_id in talk.data.get("messages", ()):  # the writer's own messages belong to the case from now on
        relay(tx, actor, message_id, case, outcome.told[0].message)
    return outcome


def answer(
    tx: Tx, actor: Actor, case: Suggestion, class_: AnswerClass, said: Say, now: datetime, promised: date | None
) -> Outcome:
    """Answer finally. Only the resident's rating, or the rule for silence, ends the case; B and C promise a day."""
    role = access.role_for(tx, actor, case, Action.ANSWER)
    message = suggestions.say(tx, case.id, "answer", actor.person, role, said.words, said.files, now)
    changed = move(
        tx, actor, case, Action.ANSWER, role, now, facts={"class": class_.value},
        first_word_at=case.first_word_at or now, answered_at=now, answer_class=class_, answers=case.answers + 1,
        process_rating=None, result_rating=None, promised=promised if class_.stays_open else None,
    )  # fmt: skip
    asks = ask_at(class_, changed.answers, now, tx.rules.deadlines.fixed_question)
    outcomes.add(tx, changed, class_, changed.answers, now, asks)
    for part in access.parts_of(tx, actor, case):
        if part.role is role:
            departments.change(tx, part, PartState.ANSWERED, now)
    facts: dict[str, Any] = {"case": changed, "role": role, "words": said.words, "files": said.files}
    others = hearing.staff(tx, changed, Action.ANSWER, case.state, role, now, but=actor.person)
    return Outcome.tell(
        Told(case.author_id, "case.answer", facts, case=case.id, message=message),
        sheets.told(tx, actor.person, changed, now, fresh=False),
        Told(actor.person, "case.answered", {"case": changed, "message": message}, case=case.id, message=message),
        *(sheets.told(tx, person, changed, now) for person in others),
        talk=END,
    )


def _confirm(
    actor: Actor, case: Suggestion, said: Say, answer: AnswerClass | None, promised: date | None = None,
    messages: tuple[int, ...] = (), *, fresh: bool = True, filled: Filled | None = None,
) -> Outcome:  # fmt: skip
    """Show what is to go; `messages` are those of the writer's chat in which it came."""
    data = {
        "case": case.id,
        "class": answer.value if answer else None,
        "words": said.words,
        "files": [file.model_dump(exclude_defaults=True) for file in said.files],
        "promised": promised.isoformat() if promised else None,
        "messages": list(messages),
        "gaps": bool(filled and filled.gaps),
    }
    facts = {"case": case, "words": said.words, "files": said.files, "answer": answer, "promised": promised}
    facts |= {"fresh": fresh, "filled": filled}
    return Outcome.tell(Told(actor.person, "case.confirm", facts), talk=Talk(CONFIRM, data))
