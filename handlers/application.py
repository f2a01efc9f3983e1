"""The application: all handlers in the order in which they are asked.

First the one conversation (its commands and buttons, then the step that waits), then what stands outside of it, then
a hint for everything else: nobody is met with silence.
"""

import warnings
from datetime import datetime
from typing import Any

from telegram import Update
from telegram.ext import (
    ApplicationBuilder,
    ApplicationHandlerStop,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    MessageHandler,
    TypeHandler,
)
from telegram.request import BaseRequest
from telegram.warnings import PTBUserWarning

from domain.people import Actor
from domain.telling import Outcome, Told
from handlers.audit import talk as audit
from handlers.contacts import talk as contacts
from handlers.conversation import ForgetfulApplication, StoredConversation
from handlers.departments import talk as departments
from handlers.formal import talk as formal
from handlers.groups import talk as groups
from handlers.inviting import talk as inviting
from handlers.meetings import talk as meetings
from handlers.notices import talk as notices
from handlers.people import talk as people
from handlers.presses import pressed
from handlers.privacy import talk as privacy
from handlers.reading import ANY, EDITED, UNKNOWN_COMMAND
from handlers.receptions import talk as receptions
from handlers.rights import talk as rights
from handlers.roster import talk as roster
from handlers.settings import talk as settings
from handlers.suggestions import talk as suggestions
from handlers.suggestions.talk import Callback
from handlers.templates import talk as templates
from handlers.turn import CURRENT, Context, nothing
from handlers.walkins import talk as walkins
from services.commands import Nothing
from services.contacts import confirming, entering
from services.settings.changing import WRITE as SETTING
from services.suggestions import (
    departing,
    extending,
    moderating,
    reminding,
    showing,
    taken,
    transcribing,
    transferring,
    triaging,
)
from services.suggestions import walkins as walkin_steps
from services.templates import WRITE
from storage.tx import Tx

# What the messenger is asked to send; anything else is of no use to us.
UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")


def build(
    token: str, base_url: str, base_file_url: str, request: BaseRequest, polling: BaseRequest
) -> ForgetfulApplication:
    """The application with every handler, without an updater: updates come from our own inbox."""
    application: Any = (
        ApplicationBuilder()
        .application_class(ForgetfulApplication)
        .context_types(ContextTypes(context=Context))
        .token(token)
        .base_url(base_url)
        .base_file_url(base_file_url)
        .request(request)
        .get_updates_request(polling)
        .updater(None)
        .build()
    )
    application.add_handler(_conversation())
    application.add_handlers(suggestions.STRAY)
    application.add_handlers(groups.OUTSIDE)
    application.add_handler(MessageHandler(EDITED, suggestions.edited))
    application.add_handler(MessageHandler(UNKNOWN_COMMAND, _hint("hint.command")))
    application.add_handler(MessageHandler(ANY, _hint("hint.kind")))
    application.add_handler(ChatMemberHandler(people.membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(CallbackQueryHandler(pressed))
    application.add_handler(TypeHandler(Update, ignored))
    application.add_error_handler(failed)
    built: ForgetfulApplication = application
    return built


def _conversation() -> StoredConversation:
    states = {
        **people.STATES, **suggestions.STATES, **departments.STATES, **formal.STATES, **templates.STATES,
        **contacts.STATES, **meetings.STATES, **rights.STATES, **settings.STATES,
        **receptions.STATES, **notices.STATES,
    }  # fmt: skip
    states |= walkins.STATES
    states |= roster.STATES
    states |= audit.STATES
    with warnings.catch_warnings():
        # The library warns that a conversation a chat does not know which message's button was pressed; codes do.
        warnings.simplefilter("ignore", PTBUserWarning)
        return StoredConversation(
            # What comes most often is asked for first: replies and presses are no commands, nor the other way round.
            entry_points=[
                *suggestions.REPLIES,
                CallbackQueryHandler(pressed),
                *people.ENTRIES,
                *audit.ENTRIES,
                *privacy.ENTRIES,
                *walkins.ENTRIES,
                *inviting.ENTRIES,
                *suggestions.ENTRIES,
                *formal.ENTRIES,
                *roster.ENTRIES,
                *templates.ENTRIES,
                *settings.ENTRIES,
                *contacts.ENTRIES,
                *meetings.ENTRIES,
                *rights.ENTRIES,
                *groups.ENTRIES,
                *receptions.ENTRIES,
                *notices.ENTRIES,
            ],
            states=states,
            fallbacks=[MessageHandler(ANY, wrong_kind), MessageHandler(UNKNOWN_COMMAND, _hint("hint.command"))],
            allow_reentry=True,
        )


async def wrong_kind(update: Update, context: Context) -> object:
    """Something that this step can't take: say what it waits for."""
    step = context.turn.talk.step if context.turn.talk else ""
    return await _hint(HINTS.get(step, "hint.kind"))(update, context)


# The steps that take less than words, photos, voice messages and documents.
HINTS = {
    "start.place": "hint.button",
    walkin_steps.TAKE: "hint.words",
    "start.portrait": "hint.photo",
    **audit.HINTS,
    showing.PHONE: "suggest.no_phone",
    taken.PHONE: "suggest.no_phone",
    transcribing.TRANSCRIBE: "hint.words",
    transferring.TRANSFER: "hint.words",
    departing.RETURN: "hint.words",
    extending.EXTEND: "hint.words",
    triaging.REDIRECT: "hint.words",
    reminding.REMIND: "hint.words",
    moderating.MODERATE: "hint.words",
    moderating.REPORT: "hint.words",
    WRITE: "hint.words",
    SETTING: "hint.words",
    **formal.HINTS,
    **roster.HINTS,
    **meetings.HINTS,
    **rights.HINTS,
    **receptions.HINTS,
    **notices.HINTS,
    entering.WHOM: "hint.tap",
    entering.WORDS: "hint.words",
    confirming.DISPUTE: "hint.words",
    confirming.CODE: "hint.words",
}


def _hint(kind: str) -> Callback:
    """Say what is taken here; of an album once, not for each of its parts."""

    async def handle(update: Update, context: Context) -> object:
        album = update.effective_message.media_group_id if update.effective_message else None

        def say(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
            return Outcome.tell(Told(actor.at, kind, dedupe=f"hint:{album}" if album else None))

        return await context.turn.do(say, Nothing())

    return handle


async def ignored(update: Update, context: Context) -> object:
    """An update that asks nothing of us: noted as handled."""
    return await context.turn.do(nothing, Nothing())


async def failed(update: object, context: Context) -> None:
    """The library swallows what handlers raise and goes on with later groups: keep the error and stop it."""
    CURRENT.get().error = context.error
    raise ApplicationHandlerStop
