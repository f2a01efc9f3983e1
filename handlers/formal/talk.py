"""What people say about formal suggestions: the command and the steps."""

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, MessageHandler

from handlers.reading import FILES, PRIVATE, WORDS
from handlers.suggestions.talk import says
from handlers.turn import Context
from services.formal import answering, commands, words, writing


async def formal(update: Update, context: Context) -> object:
    """/formal: those that somebody has to do with."""
    return await context.turn.do(writing.own, commands.List())


ENTRIES: list[BaseHandler[Update, Context, object]] = [CommandHandler("formal", formal, filters=PRIVATE)]
STATES: dict[object, list[BaseHandler[Update, Context, object]]] = {
    commands.WORDS: [MessageHandler(WORDS, says(words.write))],
    commands.ANSWER: [MessageHandler(WORDS | FILES, says(answering.propose))],
    commands.CONFIRM: [MessageHandler(WORDS | FILES, says(answering.propose))],
    commands.ASSIGN: [],  # by buttons alone
}
HINTS = {commands.WORDS: "hint.words", commands.ASSIGN: "hint.tap"}
