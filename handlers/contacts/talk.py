"""What people say about their links: commands and steps."""

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, MessageHandler

from handlers.reading import PRIVATE, WORDS
from handlers.suggestions.talk import asks, says
from handlers.turn import Context
from services.contacts import confirming, entering, linking, links, matters, viewing


async def contact(update: Update, context: Context) -> object:
    """/contact: log a contact."""
    return await context.turn.do(entering.begin, entering.Begin())


ENTRIES: list[BaseHandler[Update, Context, object]] = [
    CommandHandler("quota", asks(viewing.quota), filters=PRIVATE),
    CommandHandler("links", asks(links.mine), filters=PRIVATE),
    CommandHandler("contact", contact, filters=PRIVATE),
]
STATES: dict[object, list[BaseHandler[Update, Context, object]]] = {
    entering.WHOM: [],
    entering.WORDS: [MessageHandler(WORDS, says(entering.write))],
    confirming.DISPUTE: [MessageHandler(WORDS, says(confirming.dispute))],
    linking.WORD: [MessageHandler(WORDS, says(linking.end_with_word))],
    matters.WORDS: [MessageHandler(WORDS, says(matters.write))],
    confirming.CODE: [MessageHandler(WORDS, says(confirming.enter_code))],
}
