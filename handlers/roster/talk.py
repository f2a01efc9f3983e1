"""What administrators say of the roster: the command, and the file that they send."""

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, MessageHandler

from handlers.reading import FILES, PRIVATE, TURNING, file_of, message_of
from handlers.suggestions.talk import asks
from handlers.turn import Context
from services.commands import Nothing
from services.roster import desk


async def sent(update: Update, context: Context) -> object:
    """A file while one is waited for."""
    file = file_of(message_of(update))
    if file is None:  # the filters let nothing else through
        return await context.turn.do(desk.show, Nothing())
    name = " ".join(TURNING.sub("", file.name).split())  # it stands among other words later
    return await context.turn.do(desk.take, desk.Sent(file=file.model_copy(update={"name": name})))


ENTRIES: list[BaseHandler[Update, Context, object]] = [CommandHandler("roster", asks(desk.show), filters=PRIVATE)]
STATES: dict[object, list[BaseHandler[Update, Context, object]]] = {desk.FILE: [MessageHandler(FILES, sent)]}
HINTS = {desk.FILE: "hint.roster"}
