"""What people say about the audit trail: the command, and what they look for."""

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, MessageHandler

from handlers.reading import PRIVATE, WORDS
from handlers.suggestions.talk import says
from handlers.turn import Context
from services.audit import searching

HINTS = {searching.FIND: "hint.words"}


async def audit(update: Update, context: Context) -> object:
    """/audit: what was done in one's unit, the newest first."""
    return await context.turn.do(searching.show, searching.Look())


ENTRIES: list[BaseHandler[Update, Context, object]] = [CommandHandler("audit", audit, filters=PRIVATE)]
STATES: dict[object, list[BaseHandler[Update, Context, object]]] = {
    searching.FIND: [MessageHandler(WORDS, says(searching.find))],
}
