"""A person and a bot talk: texts, edits, presses."""

from __future__ import annotations

import asyncio

from tests.support.sandbox import Bench


async def test_a_message_goes_round(sandbox: Bench) -> None:
    wang = await sandbox.phone("王阿姨", language="zh")
    sent = await wang.say("/start s_ZD01")
    (update,) = (await sandbox.call("getUpdates", timeout=5))["result"]
    assert update["update_id"] == sent["update_id"]
    message = update["message"]
    assert message["text"] == "/start s_ZD01"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["from"] == {"id": wang.id, "is_bot": False, "first_name": "王阿姨", "language_code": "zh"}
    answer = await sandbox.call("sendMessage", chat_id=wang.id, text="<b>您好</b> 👋 王阿姨", parse_mode="HTML")
    assert answer["ok"], answer
    heard = await wang.hear("您好")
    assert heard["text"] == "您好 👋 王阿姨"
    assert heard["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert heard["message_id"] == answer["result"]["message_id"]


async def test_a_press_is_answered(sandbox: Bench) -> None:
    wang = await sandbox.phone("王阿姨")
    await wang.say("hi")
    keyboard = {"inline_keyboard": [[{"text": "同意", "callback_data": "yes"}]]}
    await sandbox.call("sendMessage", chat_id=wang.id, text="同意吗?", reply_markup=keyboard)
    await wang.hear("同意吗")
    assert wang.buttons() == ["同意"]
    pressing = asyncio.create_task(wang.press("同意"))
    updates = (await sandbox.call("getUpdates", timeout=5, allowed_updates=["callback_query"]))["result"]
    while not (query := updates[-1].get("callback_query")):
        updates = (await sandbox.call("getUpdates", timeout=5, offset=updates[-1]["update_id"] + 1))["result"]
    assert query["data"] == "yes"
    assert query["message"]["text"] == "同意吗?"
    assert (await sandbox.call("answerCallbackQuery", callback_query_id=query["id"], text="好"))["ok"]
    told = await pressing
    assert (told["answered"], told["text"], told["show_alert"]) == (True, "好", False)
    edited = await sandbox.call("editMessageText", chat_id=wang.id, message_id=told["message_id"], text="已同意")
    assert "reply_markup" not in edited["result"]
    assert (await wang.hear("已同意"))["edit_date"]
