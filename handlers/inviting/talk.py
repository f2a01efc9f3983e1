"""What people say about invitations: the command."""

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler

from handlers.reading import PRIVATE
from handlers.turn import Context
from services import inviting


async def invite(update: Update, context: Context) -> object:
    """/invite: whom?"""
    return await context.turn.do(inviting.room, inviting.Room())


ENTRIES: list[BaseHandler[Update, Context, object]] = [CommandHandler("invite", invite, filters=PRIVATE)]
