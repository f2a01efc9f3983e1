"""The desk: representatives, and the officers and administrators who stand in for them, act on a case."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from domain.departments import PartState
from domain.messages import File
from domain.outcomes import ask_at
from domain.people import Actor, Role
from domain.promises import offers, usual
from domain.routing import Reason
from domain.suggestions import Action, AnswerClass, Suggestion
from domain.telling import END, Outcome, Talk, Told
from domain.templates import Filled
from services import access, templates
from services.commands import Command, RefusedError, today
from services.suggestions import duplicates, hearing, sheets
from services.suggestions.moving import move
from services.suggestions.saying import Say, keep, relay
from storage import departments, outcomes, people, suggestions, talks
from storage.tx import Tx

PAGE = 6
WRITE, ANSWER, CONFIRM, TRANSCRIBE = "case.write", "case.answer", "case.confirm", "case.transcribe"


class Show(Command):
    """A case, by its id."""

    case_id: int


class Desk(Command):
    """A page of the desk; `view` is open, waiting, closed or triage: open, with what nobody sees to on top."""

    view: Literal["open", "waiting", "closed", "triage"] = "open"
    page: int = 0
    fresh: bool = True


class Press(Command):
    """A button on a case's card, with the version that the card showed."""

    case_id: int
    version: int
    value: str = ""


class ChooseClass(Press):
    """The class of an answer."""

    value: AnswerClass


class Pick(Press):
    """A row out of a list: a template, or a representative."""

    value: str = Field(pattern=r"^[0-9]{1,15}$")


class Reply(Say):
    """A reply to a message of a case; `replied_to` is that message in the writer's chat."""

    case_id: int
    replied_to: int = 0


def desk(tx: Tx, actor: Actor, command: Desk, now: datetime) -> Outcome:
    """/inbox: what lies on the desk, overdue first."""
    person_id = actor.person
    if not actor.is_staff:
        raise RefusedError("refused.no_desk")
    day = today(tx.rules, now)
    top = access.top_of(tx, actor)
    found = suggestions.desk(tx, person_id, command.view, day, command.page * PAGE, PAGE + 1, top)
    facts = {"cases": found[:PAGE], "more": len(found) > PAGE, "page": command.page, "view": command.view, "today": day}
    answered = [case.id for case in found[:PAGE] if case.answers and not case.is_open]
    facts["judgements"] = {id_: outcomes.latest(tx, id_) for id_ in answered}
    return Outcome.tell(Told(person_id, "inbox", {**facts, "fresh": command.fresh}))


def show(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """The card of a case, with its files, at the end of the chat."""
    case = load(tx, command.case_id)
    if not access.roles_in(tx, actor, case):
        raise RefusedError("refused.not_yours")
    return Outcome.tell(sheets.told(tx, actor.person, case, now))


def back(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """The card with its own buttons again."""
    case = load(tx, command.case_id)
    if not access.roles_in(tx, actor, case):
        raise RefusedError("refused.not_yours")
    return Outcome.tell(sheets.told(tx, actor.person, case, now, fresh=False))


def ask_words(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Ask for a message to the resident; a card that is not the newest one will do for that."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.SPEAK)
    told = Told(actor.person, "case.ask_words", {"case": case, "templates": templates.for_case(tx, actor, case)})
    return Outcome.tell(told, talk=Talk(WRITE, {"case": case.id}))


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
    day = usual(today(tx.rules, now)) if command.value.stays_open else None
    chosen = {"case": case.id, "class": command.value.value, "promised": day.isoformat() if day else None}
    return ask_answer(tx, actor, case, Talk(ANSWER, chosen), now)


def ask_answer(tx: Tx, actor: Actor, case: Suggestion, talk: Talk, now: datetime, *, fresh: bool = True) -> Outcome:
    """Ask for the words; of B and C also show by when it shall be solved, and other days."""
    facts = {
        "case": case, "answer": AnswerClass(talk.data["class"]), "promised": promised_in(talk),
        "offers": offers(today(tx.rules, now)), "fresh": fresh,
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


def say(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """A message to the resident, out of the conversation."""
    case = load(tx, about(tx, actor))
    return speak(tx, actor, case, command, now)


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


def speak(tx: Tx, actor: Actor, case: Suggestion, said: Say, now: datetime) -> Outcome:
    """Tell the resident something. The first word stops the representative's clock."""
    role = access.role_for(tx, actor, case, Action.SPEAK)
    kept = keep(tx, actor, case, "message", role, said, now)
    changed = case
    if not kept.continues:
        changed = move(tx, actor, case, Action.SPEAK, role, now, first_word_at=case.first_word_at or now)
    facts = {"case": changed, "role": role, "words": kept.words, "files": kept.files}
    return Outcome.tell(
        kept.together(Told(case.author_id, "case.word", facts, case=case.id, message=kept.message)),
        sheets.told(tx, actor.person, changed, now, fresh=False),
        kept.together(passed_on(actor, changed, kept.message)),
        talk=END,
    )


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


def ask_transcript(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Ask for what was said in a voice message; the original stays."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.TRANSCRIBE)
    told = Told(actor.person, "case.ask_transcript", {"case": case})
    return Outcome.tell(told, talk=Talk(TRANSCRIBE, {"case": case.id}))


def transcribe(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """Write down what was said."""
    case = load(tx, about(tx, actor))
    role = access.role_for(tx, actor, case, Action.TRANSCRIBE)
    message = suggestions.say(tx, case.id, "transcript", actor.person, role, command.words, (), now)
    relay(tx, actor, command.message_id, case, message)
    changed = move(tx, actor, case, Action.TRANSCRIBE, role, now)
    duplicates.index(tx, changed)
    hearers = {actor.person, *hearing.staff(tx, changed, Action.TRANSCRIBE, case.state, role, now)}
    # Everybody has had the files: the card alone tells the news.
    return Outcome.tell(
        *(sheets.told(tx, person, changed, now, more={"files": ()}) for person in sorted(hearers)), talk=END
    )


def ask_peer(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Show the representatives to whom the case can be given; where there is none, say so."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.ASSIGN)
    peers = [peer for peer in suggestions.peers(tx, case.unit_id, today(tx.rules, now)) if peer[0] != case.author_id]
    if not peers:
        return Outcome(toast="desk.no_peers", alert=True)
    return Outcome.tell(sheets.told(tx, actor.person, case, now, kind="case.peers", fresh=False, more={"peers": peers}))


def assign(tx: Tx, actor: Actor, command: Pick, now: datetime) -> Outcome:
    """Give the case to a representative. The resident hears who has it now."""
    case, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    role = access.role_for(tx, actor, case, Action.ASSIGN)
    day, person_id = today(tx.rules, now), int(command.value)
    if person_id not in dict(suggestions.peers(tx, case.unit_id, day)) or person_id == case.author_id:
        raise RefusedError("refused.not_a_peer")
    return give(tx, actor, case, Action.ASSIGN, role, person_id, now)


def give(
    tx: Tx, actor: Actor, case: Suggestion, action: Action, role: Role, person_id: int, now: datetime,
    facts: dict[str, Any] | None = None,
) -> Outcome:  # fmt: skip
    """Let a representative hold the case from now on; the resident and who held it before hear so."""
    day = today(tx.rules, now)
    station = next((s.station_id for s in people.standings(tx, person_id, day) if s.role is Role.REPRESENTATIVE), None)
    move(
        tx, actor, case, action, role, now, facts={"to": person_id, **(facts or {})}, representative_id=person_id,
        station_id=station, holder_role=Role.REPRESENTATIVE, reason=Reason.OFFICER.value,
    )  # fmt: skip
    changed = load(tx, case.id)
    holders = access.holders(tx, changed, day)
    news = [sheets.told(tx, person, changed, now, kind="case.new") for person in holders if person != actor.person]
    parted = {case.author_id, case.representative_id} - {None, *holders}  # who hears only that it changed hands
    if access.roles_in(tx, actor, changed):
        news.append(sheets.told(tx, actor.person, changed, now, fresh=False))
    else:  # given to another station, it has left the officer's desk
        parted.add(actor.person)
    told = (Told(person, "case.assigned", {"case": changed}, case=case.id) for person in sorted(filter(None, parted)))
    return Outcome.tell(*told, *news)


def passed_on(actor: Actor, case: Suggestion, message: int) -> Told:
    """For who wrote to the resident: it is on its way."""
    return Told(actor.person, "case.passed_on", {"case": case, "message": message}, case=case.id, message=message)


def load(tx: Tx, case_id: int) -> Suggestion:
    """A case that must be there. Raises RefusedError."""
    case = suggestions.find(tx, case_id)
    if case is None:
        raise RefusedError("refused.no_case")
    return case


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


def about(tx: Tx, actor: Actor) -> int:
    talk = talks.find(tx, actor.at)
    if talk is None or "case" not in talk.data:
        raise RefusedError("refused.no_case")
    return int(talk.data["case"])


def fresh(tx: Tx, actor: Actor, command: Press, now: datetime) -> tuple[Suggestion, Outcome | None]:
    """The case, and for a press on an old card the current one instead of the deed.

    Presses that only ask on need no such care: they show the card as it is now.
    """
    case = load(tx, command.case_id)
    if not access.roles_in(tx, actor, case):
        raise RefusedError("refused.not_yours")
    if case.version == command.version:
        return case, None
    shown = sheets.told(tx, actor.person, case, now, fresh=False)
    return case, Outcome.tell(shown, toast="button.stale")
