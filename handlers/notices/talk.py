"""What people say about notices: the commands, and the steps in which one is written."""

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, MessageHandler

from handlers.notices.wording import wording_of
from handlers.reading import FILES, PRIVATE, WORDS, files_of, message_of, words_of
from handlers.suggestions.talk import Callback, asks, says
from handlers.turn import Context, UseCase
from services.notices import changing, reading, sending, showing, writing
from services.notices.writing import Write


def words_with_marks(use_case: "UseCase[Write]") -> Callback:
    """Words with what is bold or a link in them, and files."""

    async def handle(update: Update, context: Context) -> object:
        message = message_of(update)
        said = Write(
            message_id=message.message_id, words=words_of(message), files=files_of(message),
            wording=wording_of(message),
        )  # fmt: skip
        return await context.turn.do(use_case, said)

    return handle


async def all_of_them(update: Update, context: Context) -> object:
    """/notice: the own unit's notices, and a new one."""
    return await context.turn.do(showing.listed, showing.Page())


ENTRIES: list[BaseHandler[Update, Context, object]] = [
    CommandHandler("notice", all_of_them, filters=PRIVATE),
    CommandHandler("mute", asks(reading.kinds), filters=PRIVATE),
]
STATES: dict[object, list[BaseHandler[Update, Context, object]]] = {
    writing.WRITE: [MessageHandler(WORDS | FILES, words_with_marks(writing.write))],
    writing.ATTACH: [MessageHandler(FILES, words_with_marks(writing.attach))],
    writing.LINK: [MessageHandler(WORDS, says(writing.link))],
    sending.WHEN: [MessageHandler(WORDS, says(sending.write_when))],
    changing.CORRECT: [MessageHandler(WORDS, words_with_marks(changing.correct))],
}
HINTS = {
    writing.ATTACH: "notice.hint_files",
    **dict.fromkeys((writing.LINK, sending.WHEN, changing.CORRECT), "hint.words"),
}
