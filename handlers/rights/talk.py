"""What administrators say about rights: commands."""

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, MessageHandler

from handlers.reading import PRIVATE, WORDS
from handlers.suggestions.talk import says
from handlers.turn import Context
from services import approvals, rights


async def room(update: Update, context: Context) -> object:
    """/rights: the own unit."""
    return await context.turn.do(rights.room, rights.Room())


ENTRIES: list[BaseHandler[Update, Context, object]] = [CommandHandler("rights", room, filters=PRIVATE)]
STATES: dict[object, list[BaseHandler[Update, Context, object]]] = {
    approvals.REFUSE: [MessageHandler(WORDS, says(approvals.refuse))],
}
HINTS = {approvals.REFUSE: "hint.words"}
