"""What people say in and about suggestions: commands and steps."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, MessageHandler

from handlers.reading import (
    CONTACT,
    FILES,
    OF_CASE,
    POSITION,
    PRIVATE,
    WORDS,
    file_of,
    files_of,
    location_of,
    message_of,
    words_of,
)
from handlers.turn import Context, UseCase
from services.commands import Nothing
from services.suggestions import (
    answering,
    desks,
    drafting,
    editing,
    following,
    handling,
    moderating,
    outcomes,
    promising,
    reminding,
    showing,
    transcribing,
    triaging,
    waiting,
)
from services.suggestions.drafting import Attach, Place, Write
from services.suggestions.handling import Reply
from services.suggestions.saying import Say

Callback = Callable[[Update, Context], Coroutine[Any, Any, object]]


def writes(use_case: "UseCase[Write]") -> Callback:
    """Words of one message, for a draft."""

    async def handle(update: Update, context: Context) -> object:
        message = message_of(update)
        return await context.turn.do(use_case, Write(message_id=message.message_id, words=words_of(message)))

    return handle


def says(use_case: "UseCase[Say]") -> Callback:
    """Words and files of one message, for a case."""

    async def handle(update: Update, context: Context) -> object:
        message = message_of(update)
        said = Say(message_id=message.message_id, words=words_of(message), files=files_of(message))
        return await context.turn.do(use_case, said)

    return handle


def asks(use_case: "UseCase[Nothing]") -> Callback:
    """A command that says no more than its name."""

    async def handle(update: Update, context: Context) -> object:
        return await context.turn.do(use_case, Nothing())

    return handle


def attaches(use_case: "UseCase[Attach]") -> Callback:
    """A file of one message with its caption, for a draft."""

    async def handle(update: Update, context: Context) -> object:
        message = message_of(update)
        file = file_of(message)
        if file is None:  # the filters let nothing else through
            return await context.turn.do(drafting.show, Nothing())
        return await context.turn.do(use_case, Attach(file=file, caption=message.caption or ""))

    return handle


async def place(update: Update, context: Context) -> object:
    """The place of the matter: a position, or words."""
    message = message_of(update)
    command = Place(location=location_of(message), words=message.venue.title if message.venue else message.text or "")
    return await context.turn.do(drafting.set_place, command)


def gives_phone(use_case: "UseCase[showing.Phone]") -> Callback:
    """The number that the representative may ring: typed, or the visiting card of whoever sends it."""

    async def handle(update: Update, context: Context) -> object:
        message = message_of(update)
        card, sender = message.contact, message.from_user
        own = card is None or (sender is not None and card.user_id == sender.id)
        words = card.phone_number if card else message.text or ""
        return await context.turn.do(use_case, showing.Phone(words=words[:64], own=own))

    return handle


async def reply(update: Update, context: Context) -> object:
    """A reply to a message of a case, or a later part of an album."""
    turn, message = context.turn, message_of(update)
    said = {"message_id": message.message_id, "words": words_of(message), "files": files_of(message)}
    if turn.replied_case is None:
        return await turn.do(following.continue_album, Say.model_validate(said))
    return await turn.do(following.reply, Reply(case_id=turn.replied_case, replied_to=turn.replied_to or 0, **said))


async def new(update: Update, context: Context) -> object:
    """/new: begin a suggestion."""
    return await context.turn.do(drafting.begin, drafting.Begin())


async def cases(update: Update, context: Context) -> object:
    """/cases: the own cases."""
    return await context.turn.do(following.cases, following.List())


async def mine(update: Update, context: Context) -> object:
    """/waiting: what waits for one's own reply."""
    return await context.turn.do(waiting.mine, following.List())


async def inbox(update: Update, context: Context) -> object:
    """/inbox: the desk."""
    return await context.turn.do(desks.desk, desks.Desk())


async def desk(update: Update, context: Context) -> object:
    """/desk: the officer's triage."""
    return await context.turn.do(triaging.desk, Nothing())


ENTRIES: list[BaseHandler[Update, Context, object]] = [
    CommandHandler("new", new, filters=PRIVATE),
    CommandHandler("cases", cases, filters=PRIVATE),
    CommandHandler("waiting", mine, filters=PRIVATE),
    CommandHandler("inbox", inbox, filters=PRIVATE),
    CommandHandler("desk", desk, filters=PRIVATE),
    CommandHandler("cancel", asks(drafting.cancel), filters=PRIVATE),
]
REPLIES: list[BaseHandler[Update, Context, object]] = [MessageHandler(OF_CASE & (WORDS | FILES), reply)]
_DRAFTING = [MessageHandler(FILES, attaches(drafting.attach)), MessageHandler(POSITION, place)]
STATES: dict[object, list[BaseHandler[Update, Context, object]]] = {
    drafting.WORDS: [MessageHandler(WORDS, writes(drafting.write)), *_DRAFTING],
    drafting.PREVIEW: [MessageHandler(WORDS, writes(drafting.write)), *_DRAFTING],
    drafting.REWRITE: [MessageHandler(WORDS, writes(drafting.rewrite)), *_DRAFTING],
    drafting.PLACE: [MessageHandler(POSITION | WORDS, place), _DRAFTING[0]],
    showing.PHONE: [MessageHandler(CONTACT | WORDS, gives_phone(showing.give_phone))],
    handling.WRITE: [MessageHandler(WORDS | FILES, says(handling.say))],
    answering.ANSWER: [MessageHandler(WORDS | FILES, says(answering.propose_answer))],
    answering.CONFIRM: [MessageHandler(WORDS | FILES, says(answering.change_proposal))],
    triaging.REDIRECT: [MessageHandler(WORDS, says(triaging.write))],
    promising.POSTPONE: [MessageHandler(WORDS | FILES, says(promising.postpone))],
    moderating.MODERATE: [MessageHandler(WORDS, says(moderating.write))],
    moderating.REPORT: [MessageHandler(WORDS, says(moderating.report))],
    reminding.REMIND: [MessageHandler(WORDS, says(reminding.write))],
    transcribing.TRANSCRIBE: [MessageHandler(WORDS, says(transcribing.transcribe))],
    following.ADD: [MessageHandler(WORDS | FILES, says(following.add))],
    following.COMMENT: [MessageHandler(WORDS | FILES, says(following.comment))],
    outcomes.WORD: [MessageHandler(WORDS | FILES, says(outcomes.word))],
}
# Outside any conversation: words or files alone begin a suggestion.
STRAY: list[BaseHandler[Update, Context, object]] = [
    MessageHandler(WORDS, writes(drafting.offer)),
    MessageHandler(FILES, attaches(drafting.offer)),
]
STATES[drafting.OFFER] = STRAY


async def edited(update: Update, context: Context) -> object:
    """A message was edited in the messenger."""
    message = message_of(update)
    command = editing.Edit(
        message_id=message.message_id, words=words_of(message), files=files_of(message),
        edited=message.edit_date or message.date,
    )  # fmt: skip
    return await context.turn.do(editing.edited, command)
