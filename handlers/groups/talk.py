"""What people and the messenger say in a group, and /group in the private chat.

In privacy mode a bot hears commands, replies to its own messages, presses, and what becomes of the group.
"""

from telegram import ChatMember, Message, Update
from telegram.ext import BaseHandler, CommandHandler, MessageHandler, filters

from handlers.reading import PRIVATE, TURNING, files_of, is_seen, message_of, words_of
from handlers.suggestions.talk import asks
from handlers.turn import CURRENT, Context, nothing
from services.commands import Nothing
from services.groups import acting, connecting, keeping
from services.suggestions.handling import Reply

GROUP = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE
LINK = "g_"
GONE = (ChatMember.LEFT, ChatMember.BANNED)


class _OfCase(filters.UpdateFilter):
    """A reply to what the bot said of a case in this group."""

    def filter(self, update: Update) -> bool:
        turn = CURRENT.get()
        return turn.group is not None and turn.replied_case is not None


TAKEN = GROUP & _OfCase() & ((filters.TEXT & ~filters.COMMAND) | filters.PHOTO | filters.VOICE | filters.Document.ALL)


async def start(update: Update, context: Context) -> object:
    """/start in a group: with a code it connects it."""
    message = message_of(update)
    words = (message.text or "").split(maxsplit=1)
    link = words[1][:64] if len(words) > 1 else ""
    if not link.startswith(LINK):
        return await context.turn.do(connecting.about, Nothing())
    command = connecting.Connect(
        token=link.removeprefix(LINK), title=title_of(message), forum=bool(message.chat.is_forum),
        hidden=message.sender_chat is not None,
    )  # fmt: skip
    return await context.turn.do(connecting.connect, command)


def title_of(message: Message) -> str:
    """A group's title as it may stand among other words: one line, and nothing in it turns the rest round."""
    title = " ".join(TURNING.sub("", message.chat.title or "").split())
    return title if is_seen(title) else "…"


async def reply(update: Update, context: Context) -> object:
    """A reply to a card."""
    turn, message = context.turn, message_of(update)
    if turn.replied_case is None:
        return await turn.do(nothing, Nothing())
    said = Reply(
        case_id=turn.replied_case, replied_to=turn.replied_to or 0, message_id=message.message_id,
        words=words_of(message), files=files_of(message),
    )  # fmt: skip
    return await turn.do(acting.reply, said)


async def grown(update: Update, context: Context) -> object:
    """The group has become a supergroup: told in the old one and in the new one."""
    message = message_of(update)
    here = str(message.chat.id)
    old, new = str(message.migrate_from_chat_id or here), str(message.migrate_to_chat_id or here)
    return await context.turn.do(keeping.grow, keeping.Grown(old=old, new=new))


async def membership(update: Update, context: Context) -> object:
    """What the bot is in a group has changed."""
    change = update.my_chat_member
    if change is None or context.turn.group is None:
        return await context.turn.do(nothing, Nothing())
    now = change.new_chat_member
    gone = now.status in GONE or (now.status == ChatMember.RESTRICTED and not getattr(now, "is_member", True))
    silent = now.status == ChatMember.RESTRICTED and not getattr(now, "can_send_messages", True)
    member = keeping.Member(gone=gone, silent=silent, forum=bool(change.chat.is_forum))
    return await context.turn.do(keeping.change, member)


ENTRIES: list[BaseHandler[Update, Context, object]] = [CommandHandler("group", asks(connecting.ask), filters=PRIVATE)]
# Outside any conversation: in a group nobody has one.
OUTSIDE: list[BaseHandler[Update, Context, object]] = [
    MessageHandler(TAKEN, reply),
    CommandHandler("start", start, filters=GROUP),
    CommandHandler("group", asks(connecting.about), filters=GROUP),
    MessageHandler(GROUP & filters.StatusUpdate.MIGRATE, grown),
]
