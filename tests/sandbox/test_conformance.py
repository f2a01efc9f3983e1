"""The check of requests catches what it is there to catch."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conformance import check_requests
from tests.support.sandbox import Bench, picture


def request(method: str, **params: Any) -> dict[str, Any]:
    return {"n": 1, "method": method, "params": params, "files": {}}


KEYBOARD = {"inline_keyboard": [[{"text": "x", "callback_data": "y"}]]}


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        (request("sendMesage", chat_id=1), "unknown method"),
        (request("sendMessage", chat_id=1, text="x", color="red"), "unknown parameter color"),
        (request("sendMessage", chat_id={"id": 1}, text="x"), "parameter chat_id"),
        (request("sendMessage", chat_id=1), "parameter text: Field required"),
        (request("sendMessage", chat_id=1, text=5), "parameter text"),
        (
            request("sendMessage", chat_id=1, text="x", reply_markup={"inline_keyboard": [[{"text": 1}]]}),
            "parameter reply_markup.inline_keyboard.0.0.text",
        ),
        (
            request("sendMessage", chat_id=1, text="x", reply_parameters={"message_id": 1, "colour": "red"}),
            "unknown parameter reply_parameters.colour",
        ),
    ],
)
def test_a_wrong_request_is_named(wrong: dict[str, Any], names: str) -> None:
    with pytest.raises(AssertionError, match=names):
        check_requests([request("getMe"), wrong])


async def test_right_requests_pass(sandbox: Bench) -> None:
    wang = await sandbox.phone("王阿姨")
    await wang.say("/start")
    await sandbox.call("getUpdates", timeout=0, allowed_updates=["message"])
    await sandbox.call("sendMessage", chat_id=wang.id, text="x", reply_markup=KEYBOARD, protect_content=True)
    form = {"chat_id": str(wang.id), "caption": "x", "reply_markup": '{"remove_keyboard": true}'}
    await sandbox.http.post(
        "/bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/sendPhoto", data=form, files={"photo": ("a.png", picture())}
    )
    entries = await sandbox.requests()
    assert [(entry["method"], entry["ok"]) for entry in entries] == [
        ("getUpdates", True),
        ("sendMessage", True),
        ("sendPhoto", True),
    ]
    assert entries[2]["files"] == {"photo": "a.png"}
    check_requests(entries)
