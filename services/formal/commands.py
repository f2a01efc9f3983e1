"""What is asked of formal suggestions: the commands, and what begins every use case."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from domain.formal import Fault, Formal
from domain.people import Actor
from domain.suggestions import AnswerClass, Rating
from domain.telling import Outcome, Talk
from services.commands import Command, RefusedError
from services.formal import rights, sheets
from storage import talks
from storage.tx import Tx

WORDS, ANSWER, CONFIRM, ASSIGN = "formal.words", "formal.answer", "formal.confirm", "formal.assigning"


class List(Command):
    """A page of those that somebody has to do with."""

    view: Literal["open", "closed"] = "open"
    page: int = Field(0, ge=0)
    fresh: bool = True


class Show(Command):
    """One, by its id; of a long list in it a page."""

    formal_id: int
    page: int = Field(0, ge=0, lt=1000)


class Press(Command):
    """A button on its card, with the version that the card showed."""

    formal_id: int
    version: int
    value: str = ""


class Write(Press):
    """A field that is to be written."""

    value: Literal["title", "reason", "request"]


class Pick(Press):
    """A row out of a list."""

    value: str = Field(pattern=r"^[0-9]{1,15}$")


class Cite(Press):
    """A case out of a page of the list, as 142_0."""

    value: str = Field(pattern=r"^[0-9]{1,15}_[0-9]{1,3}$")


class ChooseFault(Press):
    """Why the office sends it back."""

    value: Fault


class ChooseClass(Press):
    """The class of an answer."""

    value: AnswerClass


class Day(Press):
    """A day, as 20270131."""

    value: str = Field(pattern=r"^20[0-9]{6}$")


class Rate(Press):
    """What the representative says of the answer."""

    value: Rating


def fresh(tx: Tx, actor: Actor, command: Press, now: datetime) -> tuple[Formal, Outcome | None]:
    """It, and for a press on an old card the current one instead of the deed."""
    formal = rights.load(tx, command.formal_id)
    if not rights.roles_in(tx, actor, formal):
        raise RefusedError("refused.not_yours_formal")
    if formal.version == command.version:
        return formal, None
    shown = sheets.told(tx, actor.person, formal, now, fresh=False)
    return formal, Outcome.tell(shown, toast="button.stale")


def talk_about(tx: Tx, actor: Actor, formal_id: int, *steps: str) -> Talk | None:
    """The conversation, if it is about this one and stands at one of the steps."""
    talk = talks.find(tx, actor.at)
    return talk if talk is not None and talk.step in steps and talk.data.get("formal") == formal_id else None
