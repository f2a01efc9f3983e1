"""What representatives, and the officers and administrators who stand in for them, see and say of a case."""

from datetime import datetime

from pydantic import Field

from domain.people import Actor
from domain.suggestions import Action, Suggestion
from domain.telling import END, Outcome, Talk, Told
from services import access, templates
from services.commands import Command, RefusedError
from services.contacts.of_cases import with_link
from services.suggestions import sheets
from services.suggestions.moving import move
from services.suggestions.saying import Say, keep
from storage import suggestions, talks
from storage.tx import Tx

WRITE = "case.write"


class Show(Command):
    """A case, by its id."""

    case_id: int


class Press(Command):
    """A button on a case's card, with the version that the card showed."""

    case_id: int
    version: int
    value: str = ""


class Pick(Press):
    """A row out of a list: a template, or a representative."""

    value: str = Field(pattern=r"^[0-9]{1,15}$")


class Reply(Say):
    """A reply to a message of a case; `replied_to` is that message in the writer's chat."""

    case_id: int
    replied_to: int = 0


def show(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """The card of a case, with its files, at the end of the chat."""
    case = load(tx, command.case_id)
    if not access.roles_in(tx, actor, case):
        raise RefusedError("refused.not_yours")
    return Outcome.tell(with_link(tx, sheets.told(tx, actor.person, case, now), now))


def back(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """The card with its own buttons again."""
    case = load(tx, command.case_id)
    if not access.roles_in(tx, actor, case):
        raise RefusedError("refused.not_yours")
    return Outcome.tell(with_link(tx, sheets.told(tx, actor.person, case, now, fresh=False), now))


def ask_words(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Ask for a message to the resident; a card that is not the newest one will do for that."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.SPEAK)
    told = Told(actor.person, "case.ask_words", {"case": case, "templates": templates.for_case(tx, actor, case)})
    return Outcome.tell(told, talk=Talk(WRITE, {"case": case.id}))


def say(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """A message to the resident, out of the conversation."""
    case = load(tx, about(tx, actor))
    return speak(tx, actor, case, command, now)


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


def passed_on(actor: Actor, case: Suggestion, message: int) -> Told:
    """For who wrote to the resident: it is on its way."""
    return Told(actor.person, "case.passed_on", {"case": case, "message": message}, case=case.id, message=message)


def load(tx: Tx, case_id: int) -> Suggestion:
    """A case that must be there. Raises RefusedError."""
    case = suggestions.find(tx, case_id)
    if case is None:
        raise RefusedError("refused.no_case")
    return case


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
