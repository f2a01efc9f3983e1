"""One update's turn: what the handlers hold in their hand, and the one job that they await.

The job does everything at once: the use case, the views, the conversation's next step, the outbox, and the mark in
the inbox. So a turn is either stored whole or was never there.
"""

import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol, TypeVar

from telegram.ext import Application, CallbackContext, ConversationHandler

from domain.people import Actor, Address, StrangerError
from domain.telling import KEEP, Outcome, Talk, Told
from handlers.telling import language_of, tell
from locales import LANGUAGES, Text, known
from services import access, welcome
from services.commands import Command, Nothing, RefusedError
from storage import inbox, relays, sends, suggestions, talks
from storage import people as accounts
from storage.inbox import Arrived
from storage.tx import Tx
from storage.writer import Writer

C = TypeVar("C")
UseCase = Callable[[Tx, Actor, C, datetime], Outcome]


class HandledError(Exception):
    """The update was handled meanwhile, by another process: nothing is done for it a second time."""


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment."""


@dataclass(frozen=True)
class Loaded:
    """What a turn needs to know before its job: the language, and where the conversation stands.

    Who speaks, with which roles, is looked up in the job itself: between the two somebody may lose one.
    """

    at: Address
    language: str
    talk: Talk | None
    replied_case: int | None = None  # the case of the message that was replied to
    album_case: int | None = None  # the case into which an earlier part of this album went
    replied_to: int | None = None  # that message's id
    group: Address | None = None  # where it was said, if not in the private chat


@dataclass(frozen=True)
class Incoming:
    """What can be read off an update before it is parsed in full."""

    at: Address
    language: str
    replied_to: int | None = None  # message id
    replied_text: str = ""
    album: str | None = None
    press: str | None = None  # callback query id
    group: Address | None = None  # where it was said, if not in the private chat


TOAST = 200  # characters, as many as the messenger shows
NUMBER = re.compile(r"(\d{4})-(\d{4,9})")


def load(tx: Tx, incoming: Incoming, now: datetime) -> Loaded:
    """Look up the conversation, and the case that a reply or an album belongs to. In a group nobody has one."""
    language = known(incoming.language, tx.rules.locale.default)
    if incoming.group is not None:
        to = incoming.replied_to
        case = relays.case_of(tx, incoming.group, to) if to is not None else None
        return Loaded(incoming.at, language, None, case, None, to, incoming.group)
    talk = talks.find(tx, incoming.at)
    chosen = str(talk.data.get("language") or language) if talk else language
    return Loaded(incoming.at, chosen, talk, _replied(tx, incoming), _begun(tx, incoming), incoming.replied_to)


def _replied(tx: Tx, incoming: Incoming) -> int | None:
    """The case of a replied-to message: known by that message, else by the number in its text.

    Districts count apart, so the year and the serial are not enough: all of the number must stand there. A word among
    staff is known by its message alone: by its number the reply would go to the resident.
    """
    if incoming.replied_to is None:
        return None
    if (found := relays.case_of(tx, incoming.at, incoming.replied_to)) is not None:
        return found
    number = None if _is_internal(incoming.replied_text) else NUMBER.search(incoming.replied_text)
    person_id = accounts.person_at(tx, incoming.at) if number else None
    if number is None or person_id is None:
        return None
    cases = suggestions.numbered(tx, person_id, int(number[1]), int(number[2]))
    return next((case.id for case in cases if case.number in incoming.replied_text), None)


def _is_internal(text: str) -> bool:
    """Whether a text says of itself that the resident does not see it, in whichever language."""
    heads = (plain(Text(language)("desk.noted", who="", number="\0")) for language in LANGUAGES)
    signs = (plain(Text(language)("seen.staff")) for language in LANGUAGES)
    return any(sign in text for sign in (*(head.rsplit("\0", 1)[1].strip() for head in heads), *signs))


def _begun(tx: Tx, incoming: Incoming) -> int | None:
    """The case into which an earlier part of an album went."""
    person_id = accounts.person_at(tx, incoming.at) if incoming.album is not None else None
    return suggestions.album(tx, person_id, incoming.album) if person_id and incoming.album else None


class Turn:
    """The turn of one update. What comes `after` it in its chat is looked up in the same job."""

    def __init__(
        self, writer: Writer, clock: Clock, arrived: Arrived, loaded: Loaded, after: Incoming | None = None
    ) -> None:
        self.writer = writer
        self.clock = clock
        self.arrived = arrived
        self.at = loaded.at
        self.language = loaded.language
        self.talk = loaded.talk
        self.replied_case = loaded.replied_case
        self.album_case = loaded.album_case
        self.replied_to = loaded.replied_to
        self.group = loaded.group
        self.after = after
        self.next: Loaded | None = None
        self.finished = False  # whether the job was committed
        self.toast: str | None = None
        self.alert = False
        self.error: BaseException | None = None

    async def do(self, use_case: "UseCase[C]", command: C) -> object:
        """Run the use case in one job with all that follows. Returns the conversation's next state.

        A refusal is told and ends the turn. Whoever may not do this without having agreed first is asked to.
        """
        try:
            return await self._run(use_case, command)
        except StrangerError:
            return await self._run(welcome.insist if self.group is None else _meet, Nothing())
        except RefusedError as refusal:
            return await self._run(_refuse if self.group is None else _refuse_here, refusal)

    async def _run(self, use_case: "UseCase[C]", command: C) -> object:
        now = self.clock.now()

        def job(tx: Tx) -> tuple[Outcome, str | None, Loaded | None]:
            done = self._job(tx, use_case, command, now)
            return *done, load(tx, self.after, now) if self.after else None

        outcome, self.toast, self.next = await self.writer.run(job, update_id=self.arrived.update_id)
        self.finished = True
        self.alert = outcome.alert
        if isinstance(outcome.talk, Talk):
            return outcome.talk.step
        return ConversationHandler.END if outcome.talk is None else None

    def _job(self, tx: Tx, use_case: "UseCase[C]", command: C, now: datetime) -> tuple[Outcome, str | None]:
        at = self.at
        if not inbox.done(tx, self.arrived.seq, now):
            raise HandledError
        actor = access.actor(tx, at, self.language, now)
        if self.group is not None:
            actor = replace(actor, group=self.group)
        elif actor.was_away and accounts.reachable(tx, at):
            sends.unpark(tx, at)
        outcome = use_case(tx, actor, command, now)
        # Before the views: the language that a stranger chose just now stands in the conversation.
        if isinstance(outcome.talk, Talk):
            talks.save(tx, at, outcome.talk, now)
        elif outcome.talk is not KEEP and self.talk is not None:
            talks.save(tx, at, None, now)
        tell(tx, outcome.told, now, actor)
        if outcome.toast is None:
            return outcome, None
        text = Text(language_of(tx, at, actor), tx.rules.locale.zone)
        return outcome, plain(text(outcome.toast, **outcome.facts))[:TOAST]


def _refuse(tx: Tx, actor: Actor, refusal: RefusedError, now: datetime) -> Outcome:
    """Say why not, and who can help, in a message that stays: a toast would be gone before it is read."""
    told = Told(actor.at, "refused", {"key": refusal.key, "facts": refusal.facts})
    return Outcome(told=(told,))


def _refuse_here(tx: Tx, actor: Actor, refusal: RefusedError, now: datetime) -> Outcome:
    """The same in a group: only whoever pressed reads it."""
    return Outcome(toast=refusal.key, facts=refusal.facts, alert=True)


def _meet(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """In a group nobody is asked to agree: that is done in the private chat."""
    return Outcome(toast="group.unknown", alert=True)


def nothing(tx: Tx, actor: Actor, command: Command, now: datetime) -> Outcome:
    """The update asks for nothing; it is only marked handled."""
    return Outcome()


def plain(text: str) -> str:
    """A text without markup: toasts have none."""
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


CURRENT: ContextVar[Turn] = ContextVar("turn")


class Context(CallbackContext[Any, Any, Any, Any]):
    """The library's context, with the turn in it."""

    @property
    def turn(self) -> Turn:
        """The turn of the update that is being handled."""
        return CURRENT.get()

    @classmethod
    def from_update(cls, update: object, application: "Application[Any, Any, Any, Any, Any, Any]") -> "Context":
        """As in the library, without its user and chat data: nothing is kept in memory here."""
        return cls(application)
