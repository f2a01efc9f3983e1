"""What people say about receptions: the commands and the steps."""

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, MessageHandler

from handlers.reading import PRIVATE, WORDS
from handlers.suggestions.talk import asks, says
from handlers.turn import Context
from services.receptions import announcing, booking, contacting, planning, plans, receiving

ENTRIES: list[BaseHandler[Update, Context, object]] = [
    CommandHandler("reception", asks(planning.begin), filters=PRIVATE),
    CommandHandler("receptions", asks(booking.listed), filters=PRIVATE),
]
STATES: dict[object, list[BaseHandler[Update, Context, object]]] = {
    plans.STATION: [],
    plans.DUTY: [],
    plans.CONFIRM: [],
    plans.WHEN: [MessageHandler(WORDS, says(planning.write_when))],
    plans.WORDS: [MessageHandler(WORDS, says(planning.write_words))],
    announcing.CANCEL: [MessageHandler(WORDS, says(announcing.cancel))],
    receiving.CODE: [MessageHandler(WORDS, says(receiving.enter_code))],
    receiving.NAME: [MessageHandler(WORDS, says(receiving.write_name))],
    contacting.LOG: [MessageHandler(WORDS, says(contacting.write))],
}
HINTS = {
    **dict.fromkeys((plans.STATION, plans.DUTY, plans.CONFIRM), "hint.tap"),
    **dict.fromkeys(
        (plans.WHEN, plans.WORDS, announcing.CANCEL, receiving.CODE, receiving.NAME, contacting.LOG), "hint.words"
    ),
}
