"""The commands by which people ask for what is stored on them."""

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler

from handlers.reading import PRIVATE
from handlers.turn import Context
from services import leaving, mydata
from services.commands import Nothing


async def data(update: Update, context: Context) -> object:
    """/mydata: everything, as a file."""
    return await context.turn.do(mydata.send, Nothing())


async def forget(update: Update, context: Context) -> object:
    """/forget: everything is to be erased."""
    return await context.turn.do(leaving.ask, Nothing())


ENTRIES: list[BaseHandler[Update, Context, object]] = [
    CommandHandler("mydata", data, filters=PRIVATE),
    CommandHandler("forget", forget, filters=PRIVATE),
]
