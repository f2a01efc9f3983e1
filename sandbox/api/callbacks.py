"""Answering presses of inline buttons."""

from __future__ import annotations

from sandbox.api.call import Call, method
from sandbox.errors import bad_request

TOAST_LIMIT = 200


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    params = call.params
    if len(params.text("text")) > TOAST_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {
        "text": params.text("text"),
        "show_alert": params.flag("show_alert"),
        "url": params.text("url") or None,
    }
    world = call.world
    press = world.callbacks.answer(call.bot.id, params.text("callback_query_id"), answer)
    chat = world.people.chat(press.bot, press.chat)
    world.publish(chat, {"type": "toast", "callback_query_id": press.id, "user": press.user, **answer})
    return True
