"""What people say about meetings: the command and the steps."""

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, MessageHandler

from handlers.reading import PRIVATE, WORDS
from handlers.suggestions.talk import asks, says
from handlers.turn import Context
from services.contacts import completing, deciding
from services.meetings import answering, proposing

ENTRIES: list[BaseHandler[Update, Context, object]] = [
    CommandHandler("meetings", asks(answering.listed), filters=PRIVATE),
]
STATES: dict[object, list[BaseHandler[Update, Context, object]]] = {
    proposing.WHOM: [],
    proposing.WHEN: [MessageHandler(WORDS, says(proposing.write_when))],
    proposing.WHERE: [MessageHandler(WORDS, says(proposing.write_where))],
    completing.LINE: [MessageHandler(WORDS, says(completing.write_line))],
    completing.PLACE: [MessageHandler(WORDS, says(completing.write_place))],
    deciding.DECIDE: [MessageHandler(WORDS, says(deciding.decide))],
}
HINTS = {
    proposing.WHOM: "hint.tap",
    **dict.fromkeys(
        (proposing.WHEN, proposing.WHERE, completing.LINE, completing.PLACE, deciding.DECIDE), "hint.words"
    ),
}
