"""Whatever a bot sends, the answer is Telegram's kind of answer."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.api import METHODS
from tests.support.sandbox import Bench

NAMES = (
    "message_id", "text", "reply_markup", "entities", "caption", "media", "photo", "reply_parameters", "commands",
    "scope", "menu_button", "message_ids", "reaction", "link_preview_options", "allowed_updates", "file_id", "user_id",
    "name", "latitude", "longitude", "from_chat_id", "url", "message_thread_id", "callback_query_id", "action",
)  # fmt: skip
JUNK: tuple[Any, ...] = (
    5, -1, "x", "", True, [], {}, [5], [[5]], [{}], [[{}]], {"type": 5}, {"message_id": "x"}, "[", "{}", "null",
    {"inline_keyboard": [[5]]}, {"keyboard": 5}, {"type": "chat", "chat_id": []}, [{"type": "photo", "media": 5}],
)  # fmt: skip
METHODS_TO_TRY = sorted(set(METHODS) - {"setwebhook"})
HELPFUL: tuple[dict[str, Any], ...] = ({}, {"message_id": 2}, {"text": "x"}, {"message_id": 2, "text": "x"})


async def test_junk_is_refused_politely(sandbox: Bench, caplog: pytest.LogCaptureFixture) -> None:
    wang = await sandbox.phone("王阿姨")
    await wang.say("/start")
    for number, method in enumerate(METHODS_TO_TRY):
        message = (await sandbox.call("sendMessage", chat_id=wang.id, text="x"))["result"]["message_id"]
        for turn, junk in enumerate(JUNK):
            helpful = {**HELPFUL[(number + turn) % len(HELPFUL)]}
            if "message_id" in helpful:
                helpful["message_id"] = message
            params = {**dict.fromkeys(NAMES, junk), "chat_id": wang.id, **helpful}
            for given in (params, {**params, "chat_id": junk}):
                answer = await sandbox.call(method, **given)
                assert answer["ok"] or 400 <= answer["error_code"] < 500, (method, junk, answer)
    assert caplog.text == ""
