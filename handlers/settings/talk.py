"""What people say about settings: the command, and what is to stand somewhere."""

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, MessageHandler

from handlers.reading import PRIVATE, WORDS
from handlers.suggestions.talk import says
from handlers.turn import Context
from services.settings import changing, showing


async def all_of_them(update: Update, context: Context) -> object:
    """/settings: what is settled in chat."""
    return await context.turn.do(showing.open_, showing.Open())


ENTRIES: list[BaseHandler[Update, Context, object]] = [CommandHandler("settings", all_of_them, filters=PRIVATE)]
STATES: dict[object, list[BaseHandler[Update, Context, object]]] = {
    changing.WRITE: [MessageHandler(WORDS, says(changing.write))],
}
