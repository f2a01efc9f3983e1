"""What people say while a case is passed on to departments, and between them."""

from telegram import Update
from telegram.ext import BaseHandler, MessageHandler

from handlers.reading import FILES, WORDS
from handlers.suggestions.talk import says
from handlers.turn import Context
from services.suggestions import departing, extending, noting, transferring

STATES: dict[object, list[BaseHandler[Update, Context, object]]] = {
    transferring.TRANSFER: [MessageHandler(WORDS, says(transferring.write))],
    departing.RETURN: [MessageHandler(WORDS, says(departing.give_back))],
    extending.EXTEND: [MessageHandler(WORDS, says(extending.request))],
    noting.NOTE: [MessageHandler(WORDS | FILES, says(noting.write))],
}
