"""What our turns are compared with: bots that store nothing and answer every message with its words.

`python -m bench.echoes ptb|aiogram BASE_URL`: python-telegram-bot with its defaults, aiogram with its own.
"""

import asyncio
import sys

TOKEN = "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"


def ptb(base: str) -> None:
    """python-telegram-bot as shipped."""
    from telegram import Update
    from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

    async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is not None:
            await update.message.reply_text(update.message.text or "")

    application = ApplicationBuilder().token(TOKEN).base_url(f"{base}/bot").base_file_url(f"{base}/file/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


def aiogram(base: str) -> None:
    """aiogram as shipped."""
    from aiogram import Bot, Dispatcher, types
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: types.Message) -> None:
        await message.answer(message.text or "")

    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(base)))
    asyncio.run(dispatcher.start_polling(bot))


if __name__ == "__main__":
    {"ptb": ptb, "aiogram": aiogram}[sys.argv[1]](sys.argv[2])
