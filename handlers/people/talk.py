"""What people say about themselves: commands and steps."""

from telegram import Chat, ChatMember, Update
from telegram.ext import BaseHandler, CommandHandler, MessageHandler

from handlers.groups import talk as groups
from handlers.reading import ANY, PHOTO, POSITION, PRIVATE, file_of, location_of, message_of
from handlers.turn import Context
from services import people, reaching, welcome
from services.commands import Nothing
from services.people import Position
from services.welcome import Start


async def start(update: Update, context: Context) -> object:
    """/start, with the payload of a deep link."""
    words = (message_of(update).text or "").split(maxsplit=1)
    return await context.turn.do(welcome.start, Start(link=words[1][:64] if len(words) > 1 else ""))


async def position(update: Update, context: Context) -> object:
    """A position where we asked for the home."""
    found = location_of(message_of(update))
    if found is None:
        return await context.turn.do(people.ask_place, Nothing())
    return await context.turn.do(people.near, Position(latitude=found.latitude, longitude=found.longitude))


async def insist(update: Update, context: Context) -> object:
    """Something else while we wait for a yes or no."""
    return await context.turn.do(welcome.insist, Nothing())


async def place(update: Update, context: Context) -> object:
    """/place."""
    return await context.turn.do(people.move, Nothing())


async def portrait(update: Update, context: Context) -> object:
    """/portrait."""
    return await context.turn.do(people.ask_portrait, Nothing())


async def picture(update: Update, context: Context) -> object:
    """The photo that becomes a representative's portrait."""
    file = file_of(message_of(update))
    return await context.turn.do(people.set_portrait, people.Portrait(file_id=file.file_id if file else ""))


async def representative(update: Update, context: Context) -> object:
    """/representative: whom one can turn to."""
    return await context.turn.do(people.welcome, Nothing())


async def language(update: Update, context: Context) -> object:
    """/language."""
    return await context.turn.do(people.ask_language, Nothing())


async def help_(update: Update, context: Context) -> object:
    """/help."""
    return await context.turn.do(people.help_, Nothing())


async def membership(update: Update, context: Context) -> object:
    """The person blocked the bot, or let it in again. Who puts it out of a group can still be reached."""
    change = update.my_chat_member
    if change is None or change.chat.type != Chat.PRIVATE:
        return await groups.membership(update, context)
    gone = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
    use_case = reaching.gone if gone else reaching.back
    return await context.turn.do(use_case, Nothing())


ENTRIES: list[BaseHandler[Update, Context, object]] = [
    CommandHandler("start", start, filters=PRIVATE),
    CommandHandler("help", help_, filters=PRIVATE),
    CommandHandler("language", language, filters=PRIVATE),
    CommandHandler("place", place, filters=PRIVATE),
    CommandHandler("portrait", portrait, filters=PRIVATE),
    CommandHandler("representative", representative, filters=PRIVATE),
]
STATES: dict[object, list[BaseHandler[Update, Context, object]]] = {
    "start.consent": [MessageHandler(ANY, insist)],
    "start.place": [MessageHandler(POSITION, position)],
    "start.portrait": [MessageHandler(PHOTO, picture)],
}
