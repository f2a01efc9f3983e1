"""What administrators say about rights: commands."""

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, MessageHandler

from handlers.reading import PRIVATE, WORDS
from handlers.suggestions.talk import says
from handlers.turn import Context
from services import approvals
from services.rights import room


async def rights(update: Update, context: Context) -> object:
    """/rights: the own unit."""
    return await context.turn.do(room.room, room.Room())


ENTRIES: list[BaseHandler[Update, Context, object]] = [CommandHandler("rights", rights, filters=PRIVATE)]
STATES: dict[object, list[BaseHandler[Update, Context, object]]] = {
    approvals.REFUSE: [MessageHandler(WORDS, says(approvals.refuse))],
}
HINTS = {approvals.REFUSE: "hint.words"}
