"""The rules that a bot meets in production, each with the exact text of its refusal."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sandbox import params
from tests.support.sandbox import TOKEN, Bench, Phone

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
ENTITIES = "Bad Request: can't parse entities: "
BUTTON = "Bad Request: can't parse inline keyboard button: "


def inline(**action: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Yes", **action}]]}


async def known_phone(sandbox: Bench, name: str = "王阿姨") -> Phone:
    phone = await sandbox.phone(name)
    await phone.say("/start")
    return phone


async def refused(sandbox: Bench, method: str, status: int = 400, /, **params: Any) -> str:
    answer = await sandbox.call(method, **params)
    assert not answer["ok"], answer
    assert answer["error_code"] == status
    return str(answer["description"])


async def sent(sandbox: Bench, method: str = "sendMessage", /, **params: Any) -> dict[str, Any]:
    answer = await sandbox.call(method, **params)
    assert answer["ok"], answer
    return dict(answer["result"])


async def test_an_edit_without_change_is_refused(sandbox: Bench) -> None:
    wang = await known_phone(sandbox)
    message = await sent(sandbox, chat_id=wang.id, text="one", reply_markup=inline(callback_data="y"))
    same = {"chat_id": wang.id, "message_id": message["message_id"], "text": "one"}
    assert await refused(sandbox, "editMessageText", **same, reply_markup=inline(callback_data="y")) == NOT_MODIFIED
    bare = await sent(sandbox, "editMessageText", **same)
    assert "reply_markup" not in bare
    assert await refused(sandbox, "editMessageText", **same) == NOT_MODIFIED
    place = {"chat_id": wang.id, "message_id": message["message_id"]}
    assert await refused(sandbox, "editMessageReplyMarkup", **place) == NOT_MODIFIED


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (inline(callback_data="是" * 21 + "x"), None),
        (inline(callback_data="是" * 22), "Bad Request: BUTTON_DATA_INVALID"),
        (inline(), f"{BUTTON}Text buttons are unallowed in the inline keyboard"),
        (inline(callback_data=""), f"{BUTTON}Text buttons are unallowed in the inline keyboard"),
        (
            inline(callback_data="a", url="https://a.cn"),
            f"{BUTTON}exactly one action is expected, found url, callback_data",
        ),
        (inline(url="nowhere"), "Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"),
        ({"inline_keyboard": "x"}, 'Bad Request: field "inline_keyboard" must be of type Array'),
        ({"inline_keyboard": [{"text": "x"}]}, 'Bad Request: field "inline_keyboard" must be an Array of Arrays'),
        ({"inline_keyboard": [[{"callback_data": "x"}]]}, f'{BUTTON}Can\'t find field "text"'),
        ([1], "Bad Request: object expected as reply markup"),
    ],
)
async def test_keyboards_are_checked(sandbox: Bench, markup: Any, text: str | None) -> None:
    wang = await known_phone(sandbox)
    answer = await sandbox.call("sendMessage", chat_id=wang.id, text="?", reply_markup=markup)
    assert answer.get("description") == text


async def test_callback_queries_are_answered_once_and_in_time(sandbox: Bench) -> None:
    wang = await known_phone(sandbox)
    message = await sent(sandbox, chat_id=wang.id, text="?", reply_markup=inline(callback_data="y"))
    assert await refused(sandbox, "answerCallbackQuery", callback_query_id="17") == TOO_OLD
    press = asyncio.create_task(wang.press_data(message["message_id"], "forged", timeout=0.4))
    updates: list[dict[str, Any]] = []
    while not any("callback_query" in update for update in updates):
        updates = (await sandbox.call("getUpdates", timeout=1))["result"]
    query = updates[-1]["callback_query"]
    assert (query["data"], query["from"]["id"]) == ("forged", wang.id)
    assert (await press)["answered"] is False
    assert await sandbox.call("answerCallbackQuery", callback_query_id=query["id"]) == {"ok": True, "result": True}
    assert await refused(sandbox, "answerCallbackQuery", callback_query_id=query["id"]) == TOO_OLD


async def test_lengths_are_counted_after_parsing(sandbox: Bench) -> None:
    wang = await known_phone(sandbox)
    to = {"chat_id": wang.id}
    assert (await sent(sandbox, **to, text="<b>" + "x" * 4096 + "</b>", parse_mode="HTML"))["text"] == "x" * 4096
    assert await refused(sandbox, "sendMessage", **to, text="x" * 4097) == "Bad Request: message is too long"
    assert await refused(sandbox, "sendMessage", **to, text="") == "Bad Request: message text is empty"
    assert await refused(sandbox, "sendMessage", **to) == "Bad Request: message text is empty"
    assert await refused(sandbox, "sendMessage", **to, text=" \n ") == "Bad Request: text must be non-empty"
    await wang.send_photo()
    photo = (await wang.messages())[-1]["photo"][-1]["file_id"]
    long = await refused(sandbox, "sendPhoto", **to, photo=photo, caption="y" * 1025)
    assert long == "Bad Request: message caption is too long"


@pytest.mark.parametrize(
    ("mode", "text", "reason"),
    [
        ("HTML", "<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("HTML", "您<x>", 'Unsupported start tag "x" at byte offset 3'),
        ("HTML", "<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("HTML", "x</b>", "Unexpected end tag at byte offset 1"),
        ("HTML", "x < y", 'Unsupported start tag "" at byte offset 2'),
        ("HTML", "<b", "Unclosed start tag at byte offset 0"),
        ("HTML", "<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("HTML", '<tg-emoji emoji-id="x">x</tg-emoji>', "Invalid custom emoji identifier specified"),
        ("MarkdownV2", "*x", "Can't find end of Bold entity at byte offset 0"),
        ("MarkdownV2", "*bold _italic\\_*", "Can't find end of Bold entity at byte offset 15"),
        ("MarkdownV2", "a.", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("MarkdownV2", "a|b", "Character '|' is reserved and must be escaped with the preceding '\\'"),
        ("MarkdownV2", "[x](http://a.cn", "Can't find end of a URL at byte offset 4"),
        ("Markdown", "您 *x", "Can't find end of the entity starting at byte offset 4"),
    ],
)
async def test_bad_markup_is_refused(sandbox: Bench, mode: str, text: str, reason: str) -> None:
    wang = await known_phone(sandbox)
    assert await refused(sandbox, "sendMessage", chat_id=wang.id, text=text, parse_mode=mode) == ENTITIES + reason


async def test_whom_a_bot_can_reach(sandbox: Bench) -> None:
    wang, li = await known_phone(sandbox), await sandbox.phone("李建国")
    write = {"text": "您好"}
    unknown = await refused(sandbox, "sendMessage", chat_id=12345, **write)
    assert unknown == "Bad Request: chat not found"
    assert await refused(sandbox, "sendMessage", chat_id="@nobody", **write) == unknown
    assert await refused(sandbox, "sendMessage", **write) == "Bad Request: chat_id is empty"
    cold = await refused(sandbox, "sendMessage", 403, chat_id=li.id, **write)
    assert cold == "Forbidden: bot can't initiate conversation with a user"
    await wang.block()
    blocked = await refused(sandbox, "sendMessage", 403, chat_id=wang.id, **write)
    assert blocked == "Forbidden: bot was blocked by the user"
    await wang.unblock()
    await sent(sandbox, chat_id=wang.id, **write)
    await sandbox.post(f"users/{wang.id}", {"deactivated": True})
    gone = await refused(sandbox, "sendMessage", 403, chat_id=wang.id, **write)
    assert gone == "Forbidden: user is deactivated"


async def test_blocking_is_told(sandbox: Bench) -> None:
    wang = await known_phone(sandbox)
    update = (await wang.block())["update_id"]
    await wang.say("back again")
    blocked, unblocked, back = (await sandbox.call("getUpdates", offset=update))["result"]
    assert blocked["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert unblocked["my_chat_member"]["old_chat_member"]["status"] == "kicked"
    assert unblocked["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert back["message"]["text"] == "back again"


async def test_in_an_album_a_picture_is_no_document(sandbox: Bench) -> None:
    wang = await known_phone(sandbox)
    await wang.send_photo()
    known = (await wang.messages())[-1]["photo"][-1]["file_id"]
    await wang.send_document("a.txt", b"a", "text/plain")
    paper = (await wang.messages())[-1]["document"]["file_id"]
    album = await sandbox.call("sendMediaGroup", chat_id=wang.id, media=[{"type": "photo", "media": known}] * 2)
    place = {"chat_id": wang.id, "message_id": album["result"][0]["message_id"]}
    other = {"type": "document", "media": paper}
    words = "Bad Request: can't change media type in the album"
    assert await refused(sandbox, "editMessageMedia", **place, media=other) == words
    edited = await sent(sandbox, "editMessageMedia", **place, media={"type": "photo", "media": known, "caption": "x"})
    assert edited["caption"] == "x"


async def test_missing_and_foreign_messages(sandbox: Bench) -> None:
    wang = await known_phone(sandbox)
    own = (await wang.messages())[0]["message_id"]
    to: dict[str, Any] = {"chat_id": wang.id}
    missing = {**to, "message_id": 999}
    assert await refused(sandbox, "editMessageText", **missing, text="x") == "Bad Request: message to edit not found"
    assert await refused(sandbox, "deleteMessage", **missing) == "Bad Request: message to delete not found"
    foreign = {**to, "message_id": own, "text": "x"}
    assert await refused(sandbox, "editMessageText", **foreign) == "Bad Request: message can't be edited"
    reply = {**to, "text": "x", "reply_parameters": {"message_id": 999}}
    assert await refused(sandbox, "sendMessage", **reply) == "Bad Request: message to be replied not found"
    reply["reply_parameters"] = {"message_id": 999, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await sent(sandbox, **reply)
    legacy = await sent(sandbox, **to, text="x", reply_to_message_id=own)
    assert legacy["reply_to_message"]["text"] == "/start"
    assert (await sandbox.call("deleteMessage", **to, message_id=own))["result"] is True
    assert (await wang.messages())[0]["message_id"] != own


async def test_a_message_with_a_reply_keyboard_cannot_be_edited(sandbox: Bench) -> None:
    wang = await known_phone(sandbox)
    keyboard = {"keyboard": [[{"text": "在哪儿", "request_location": True}]], "resize_keyboard": True}
    message = await sent(sandbox, chat_id=wang.id, text="?", reply_markup=keyboard)
    assert "reply_markup" not in message
    assert (await wang.state())["reply_keyboard"] == keyboard
    edit = {"chat_id": wang.id, "message_id": message["message_id"], "text": "!"}
    assert await refused(sandbox, "editMessageText", **edit) == "Bad Request: message can't be edited"
    await wang.press("在哪儿")
    assert (await wang.messages())[-1]["location"] == {"latitude": 36.81, "longitude": 118.02}
    await sent(sandbox, chat_id=wang.id, text="ok", reply_markup={"remove_keyboard": True})
    assert (await wang.state())["reply_keyboard"] is None


async def test_places_and_numbers_are_asked_for_in_private_only(sandbox: Bench) -> None:
    wang = await known_phone(sandbox)
    group = await sandbox.group("湖光社区", wang)
    ask = {"keyboard": [[{"text": "x", "request_location": True}]]}
    reason = await refused(sandbox, "sendMessage", chat_id=group["id"], text="?", reply_markup=ask)
    assert reason == "Bad Request: location can be requested in private chats only"
    ask = {"keyboard": [[{"text": "x", "request_contact": True}]]}
    reason = await refused(sandbox, "sendMessage", chat_id=group["id"], text="?", reply_markup=ask)
    assert reason == "Bad Request: phone number can be requested in private chats only"


async def test_tokens_and_methods(sandbox: Bench) -> None:
    assert (await sandbox.call("getMe"))["result"]["username"] == "double_link_110201543_bot"
    assert (await sandbox.call("GETME"))["ok"]
    assert await sandbox.call("getMe", token="x") == {"ok": False, "error_code": 404, "description": "Not Found"}
    other = f"{TOKEN[:-1]}X"
    unauthorized = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert await sandbox.call("getMe", token=other) == unauthorized
    assert await refused(sandbox, "makeCoffee", 404) == "Not Found: method not found"
    assert (await sandbox.http.get("/nowhere")).json()["description"] == "Not Found"


async def test_files_and_their_limits(sandbox: Bench) -> None:
    wang = await known_phone(sandbox)
    assert await refused(sandbox, "getFile", file_id="x") == "Bad Request: invalid file_id"
    await wang.send_document("big.bin", b"\0" * (20 * 1024 * 1024 + 1), "application/octet-stream")
    big = (await wang.messages())[-1]["document"]["file_id"]
    assert await refused(sandbox, "getFile", file_id=big) == "Bad Request: file is too big"
    assert (await sent(sandbox, "sendDocument", chat_id=wang.id, document=big))["document"]["file_id"] == big
    wrong = await refused(sandbox, "sendPhoto", chat_id=wang.id, photo="AgACx")
    assert wrong == "Bad Request: wrong file identifier/HTTP URL specified"
    no_photo = await refused(sandbox, "sendPhoto", chat_id=wang.id)
    assert no_photo == "Bad Request: there is no photo in the request"


async def test_old_messages_stay(sandbox: Bench) -> None:
    wang = await known_phone(sandbox)
    group = await sandbox.group("湖光社区", wang)
    here = wang.in_chat(group["id"])
    foreign = {"chat_id": group["id"], "message_id": (await here.say("x"))["message_id"]}
    assert await refused(sandbox, "deleteMessage", **foreign) == "Bad Request: message can't be deleted"
    own = await sent(sandbox, chat_id=wang.id, text="x")
    several = [own["message_id"], 999]
    assert (await sandbox.call("deleteMessages", chat_id=wang.id, message_ids=several))["result"] is True
    none = await refused(sandbox, "deleteMessages", chat_id=wang.id, message_ids=[])
    assert none == "Bad Request: message identifiers are not specified"


async def test_what_a_message_keeps_of_its_request(sandbox: Bench) -> None:
    wang = await known_phone(sandbox)
    first = (await wang.messages())[0]["message_id"]
    message = await sent(
        sandbox,
        chat_id=wang.id,
        text="a.cn",
        protect_content=True,
        disable_notification=True,
        link_preview_options={"is_disabled": True},
        reply_parameters={"message_id": first, "quote": "start"},
    )
    assert message["has_protected_content"] is True
    assert message["link_preview_options"] == {"is_disabled": True}
    assert message["quote"] == {"text": "start", "position": 1, "is_manual": True}
    copy = {"chat_id": wang.id, "from_chat_id": wang.id, "message_id": message["message_id"]}
    assert await refused(sandbox, "copyMessage", **copy) == "Bad Request: message can't be copied"
    wrong = {"message_id": first, "quote": "stop"}
    reason = await refused(sandbox, "sendMessage", chat_id=wang.id, text="x", reply_parameters=wrong)
    assert reason == "Bad Request: QUOTE_TEXT_INVALID"


async def test_uploads_have_a_limit(sandbox: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    wang = await known_phone(sandbox)
    monkeypatch.setattr(params, "UPLOAD_LIMIT", 1000)
    files = {"document": ("big.bin", b"\0" * 1001)}
    answer = await sandbox.http.post(f"/bot{TOKEN}/sendDocument", data={"chat_id": str(wang.id)}, files=files)
    assert answer.json() == {"ok": False, "error_code": 413, "description": "Request Entity Too Large"}
    empty = {"document": ("empty.bin", b"")}
    answer = await sandbox.http.post(f"/bot{TOKEN}/sendDocument", data={"chat_id": str(wang.id)}, files=empty)
    assert answer.json()["description"] == "Bad Request: file must be non-empty"
