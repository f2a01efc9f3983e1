"""What officers and the people whom they serve say about cases that were registered for somebody."""

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, MessageHandler

from handlers.reading import CONTACT, FILES, POSITION, PRIVATE, WORDS, message_of, words_of
from handlers.suggestions.talk import Callback, asks, attaches, gives_phone, place
from handlers.turn import Context, UseCase
from services import welcome
from services.suggestions import drafting, taken, walkins
from services.suggestions.walkins import Typed


def types(use_case: "UseCase[Typed]") -> Callback:
    """A line that somebody typed."""

    async def handle(update: Update, context: Context) -> object:
        return await context.turn.do(use_case, Typed(words=words_of(message_of(update))))

    return handle


async def take(update: Update, context: Context) -> object:
    """/take, perhaps with the number and the code behind it."""
    words = (message_of(update).text or "").split(maxsplit=1)
    return await context.turn.do(welcome.take, Typed(words=words[1] if len(words) > 1 else ""))


ENTRIES: list[BaseHandler[Update, Context, object]] = [
    CommandHandler("register", asks(walkins.begin), filters=PRIVATE),
    CommandHandler("take", take, filters=PRIVATE),
]
STATES: dict[object, list[BaseHandler[Update, Context, object]]] = {
    walkins.WHO: [
        MessageHandler(WORDS, types(walkins.set_who)),
        MessageHandler(FILES, attaches(drafting.attach)),
        MessageHandler(POSITION, place),
    ],
    walkins.TAKE: [MessageHandler(WORDS, types(walkins.take_by_code))],
    taken.PHONE: [MessageHandler(CONTACT | WORDS, gives_phone(taken.give_phone))],
}
