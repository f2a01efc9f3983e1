"""The private seam of python-telegram-bot on which handlers/conversation.py stands.

A new release of the library is let in when this passes: it must read and write its conversations by way of
`ConversationHandler._conversations` and by nothing else, and note no user and no chat for a persistence.
"""

import asyncio
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from telegram import Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackContext,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)

from domain.telling import Talk
from handlers.conversation import ForgetfulApplication, Stored, StoredConversation
from handlers.turn import CURRENT, Context
from tests.support.sandbox import TOKEN


class Trace(Stored):
    """Our memory, with a note of what the library did with it."""

    used: ClassVar[list[str]] = []

    def __getitem__(self, key: Any) -> object:
        self.used.append("read")
        return super().__getitem__(key)

    def __setitem__(self, key: Any, value: object) -> None:
        self.used.append("write")

    def __delitem__(self, key: Any) -> None:
        self.used.append("delete")


class Traced(StoredConversation):
    @property
    def _conversations(self) -> Trace:
        return Trace(frozenset(map(str, self.states)))

    @_conversations.setter
    def _conversations(self, value: object) -> None:
        """As in the class above."""


def handler(answers: list[str], word: str, leads_to: object) -> Any:
    async def handle(update: Update, context: CallbackContext[Any, Any, Any, Any]) -> object:
        answers.append(word)
        return leads_to

    return handle


async def application(answers: list[str], kind: type[StoredConversation] = StoredConversation) -> ForgetfulApplication:
    built: Any = (
        ApplicationBuilder()
        .application_class(ForgetfulApplication)
        .context_types(ContextTypes(context=Context))
        .token(TOKEN)
        .updater(None)
        .build()
    )
    words = filters.TEXT & ~filters.COMMAND
    built.add_handler(
        kind(
            entry_points=[CommandHandler("begin", handler(answers, "begin", "first"))],
            states={
                "first": [MessageHandler(words, handler(answers, "first", "second"))],
                "second": [MessageHandler(words, handler(answers, "second", ConversationHandler.END))],
            },
            fallbacks=[],
            allow_reentry=True,
        )
    )
    built.add_handler(MessageHandler(words, handler(answers, "outside", None)))
    built._initialized = True  # nothing is asked of the Bot API here
    found: ForgetfulApplication = built
    return found


def update(text: str, chat: int = 7, number: int = 1) -> dict[str, Any]:
    entities = [{"type": "bot_command", "offset": 0, "length": len(text)}] if text.startswith("/") else []
    person = {"id": chat, "is_bot": False, "first_name": "陈"}
    message = {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}, "from": person, "text": text,
               "entities": entities}  # fmt: skip
    return {"update_id": number, "message": message}


async def say(app: ForgetfulApplication, text: str, step: str | None, chat: int = 7) -> None:
    """One message, in a turn whose conversation stands at `step`."""
    CURRENT.set(SimpleNamespace(talk=Talk(step) if step else None))  # type: ignore[arg-type]
    app.bot._bot_user = SimpleNamespace(username="bot", id=1)
    await app.process_update(Update.de_json(update(text, chat), app.bot))


@pytest.mark.parametrize(
    ("text", "step", "answered"),
    [
        ("/begin", None, "begin"),
        ("hello", None, "outside"),
        ("hello", "first", "first"),
        ("hello", "second", "second"),
        ("/begin", "second", "begin"),
        ("hello", "a step of another version", "outside"),
    ],
)
async def test_the_step_of_the_turn_decides(text: str, step: str | None, answered: str) -> None:
    answers: list[str] = []
    await say(await application(answers), text, step)
    assert answers == [answered]


async def test_nothing_is_remembered_from_one_turn_to_the_next() -> None:
    answers: list[str] = []
    app = await application(answers)
    await say(app, "/begin", None)
    await say(app, "hello", None)
    await say(app, "hello", "second")
    assert answers == ["begin", "outside", "second"]


async def test_the_library_reads_and_writes_only_by_this_way() -> None:
    answers: list[str] = []
    app = await application(answers, Traced)
    conversation = app.handlers[0][0]
    assert not isinstance(vars(conversation).get("_conversations"), dict), "no dict of its own stands beside ours"
    Trace.used.clear()
    await say(app, "hello", "first")
    assert Trace.used[0] == "read"
    assert "write" in Trace.used
    Trace.used.clear()
    await say(app, "hello", "second")
    assert Trace.used[-1] == "delete"


async def test_side_by_side_every_chat_has_its_own_step() -> None:
    answers: list[str] = []
    app = await application(answers)

    async def turn(chat: int, step: str | None) -> None:
        CURRENT.set(SimpleNamespace(talk=Talk(step) if step else None))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        await say(app, "hello", step, chat)

    await asyncio.gather(*(turn(chat, ("first", "second", None)[chat % 3]) for chat in range(30)))
    assert sorted(answers) == ["first"] * 10 + ["outside"] * 10 + ["second"] * 10


async def test_no_user_and_no_chat_is_noted() -> None:
    """As shipped, the library notes every id for a persistence, and memory grows with the number of people."""
    app = await application([])
    for chat in range(20):
        await say(app, "hello", None, chat)
    names = [name for name in Application.__slots__ if "ids_to_be" in name]
    assert len(names) == 4, "the library names these otherwise now: look again"
    assert [name for name in names if getattr(app, name)] == []
    assert not app.user_data
    assert not app.chat_data
