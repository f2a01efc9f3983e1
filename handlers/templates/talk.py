"""What people say about reply templates: the command, and the words of one."""

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, MessageHandler

from handlers.reading import PRIVATE, WORDS
from handlers.suggestions.talk import says
from handlers.turn import Context
from services import templates


async def all_of_them(update: Update, context: Context) -> object:
    """/templates: what one's unit keeps ready."""
    return await context.turn.do(templates.show_all, templates.List())


ENTRIES: list[BaseHandler[Update, Context, object]] = [CommandHandler("templates", all_of_them, filters=PRIVATE)]
STATES: dict[object, list[BaseHandler[Update, Context, object]]] = {
    templates.WRITE: [MessageHandler(WORDS, says(templates.write))],
}
