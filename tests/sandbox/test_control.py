"""The sandbox's own interface: people, chats, the feed, the clock, and who may use it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from sandbox import World, create_app, serve
from tests.support.sandbox import TOKEN, Bench, Phone, picture


@pytest.fixture
async def wang(sandbox: Bench) -> Phone:
    return await sandbox.phone("王阿姨", note="居民 Resident", pinned=True)


async def refused(sandbox: Bench, path: str, body: dict[str, Any], status: int = 400) -> str:
    answer = await sandbox.http.post(f"/sandbox/{path}", json=body)
    assert answer.status_code == status
    return str(answer.json()["error"])


async def test_people_and_bots(sandbox: Bench, wang: Phone) -> None:
    shown = {"id": wang.id, "first_name": "王阿姨", "language_code": "zh", "note": "居民 Resident", "pinned": True}
    assert {**(await sandbox.get("users"))[0], **shown} == (await sandbox.get("users"))[0]
    await sandbox.post(f"users/{wang.id}", {"language_code": "en", "pinned": False})
    changed = (await sandbox.get("users"))[0]
    assert (changed["language_code"], changed["pinned"], changed["note"]) == ("en", False, "居民 Resident")
    assert await sandbox.get("bots") == [
        {"id": 110201543, "username": "double_link_110201543_bot", "first_name": "Bot 110201543"}
    ]
    await sandbox.post("bots", {"token": TOKEN, "username": "zibo_bot"})
    assert (await sandbox.call("getMe"))["result"]["username"] == "zibo_bot"


async def test_a_new_token_revokes_the_old_one(sandbox: Bench) -> None:
    await sandbox.post("bots", {"token": TOKEN[:-1] + "X"})
    assert (await sandbox.call("getMe"))["error_code"] == 401
    assert (await sandbox.call("getMe", token=TOKEN[:-1] + "X"))["ok"]


async def test_what_is_wrong_is_said_in_words(sandbox: Bench, wang: Phone) -> None:
    assert await refused(sandbox, "users", {}) == "`first_name`: Field required"
    assert await refused(sandbox, f"chats/{wang.id}/text", {"text": "  "}) == "There is nothing to send."
    answer = await sandbox.http.get("/sandbox/wait?chat=inf")
    assert answer.json() == {"error": "`chat` must be a number."}
    assert await refused(sandbox, "chats/5/text", {"text": "x"}, 404) == "There is no user 5."
    assert await refused(sandbox, f"chats/{wang.id}/press", {"message_id": 9, "data": "x"}, 404) == (
        "There is no message 9 in this chat."
    )
    assert await refused(sandbox, "coffee", {}, 404) == "The sandbox has nothing for POST /sandbox/coffee."
    await sandbox.call("getMe", token="2:" + "x" * 35)
    assert await refused(sandbox, f"chats/{wang.id}/text", {"text": "x"}, 409) == (
        "There are 2 bots; say which one with `bot`."
    )


async def test_two_bots_have_chats_of_their_own(sandbox: Bench, wang: Phone) -> None:
    other = "2:" + "x" * 35
    await sandbox.call("getMe", token=other)
    for bot in (2, 110201543):
        await Phone(sandbox, wang.user, bot).say(f"to {bot}")
    (update,) = (await sandbox.call("getUpdates", token=other))["result"]
    assert update["message"]["text"] == "to 2"
    await Phone(sandbox, wang.user, 2).send_photo()
    file_id = (await sandbox.call("getUpdates", token=other))["result"][1]["message"]["photo"][0]["file_id"]
    assert (await sandbox.call("getFile", token=other, file_id=file_id))["ok"]
    assert (await sandbox.call("getFile", file_id=file_id))["description"] == "Bad Request: invalid file_id"


async def test_waiting_for_the_bot(sandbox: Bench, wang: Phone) -> None:
    said = await wang.say("hi")
    waiting = asyncio.create_task(sandbox.get("wait", chat=wang.id, after=said["message_id"], timeout=5))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await sandbox.call("sendMessage", chat_id=wang.id, text="您好")
    assert [message["text"] for message in await waiting] == ["您好"]
    newest = (await wang.messages())[-1]["message_id"]
    assert await sandbox.get("wait", chat=wang.id, after=newest, timeout=0.05) == []


async def test_hearing_fails_with_a_transcript(sandbox: Bench, wang: Phone) -> None:
    await wang.say("hi")
    await wang.silence(0.05)
    await sandbox.call("sendMessage", chat_id=wang.id, text="您好")
    with pytest.raises(AssertionError, match=r"王阿姨 heard nothing containing 'bye' within 0\.1 s") as failure:
        await wang.hear("bye", timeout=0.1)
    assert "Bot 110201543: 您好" in str(failure.value)
    with pytest.raises(AssertionError, match="No button 'x' here"):
        await wang.press("x", timeout=0.05)


async def test_the_state_of_a_chat(sandbox: Bench, wang: Phone) -> None:
    await wang.say("hi")
    state = await wang.state()
    assert state == {
        "reply_keyboard": None,
        "pinned_message_id": None,
        "blocked": False,
        "started": True,
        "last_read": 0,
    }
    await sandbox.post(f"chats/{wang.id}/read", {"message_id": 1})
    await wang.block()
    state = await wang.state()
    assert (state["last_read"], state["blocked"]) == (1, True)


async def test_commands_by_scope_and_language(sandbox: Bench, wang: Phone) -> None:
    async def offered() -> str:
        listed = await sandbox.get("commands", chat=wang.id)
        return " ".join(command["description"] for command in listed)

    async def publish(description: str, **where: Any) -> None:
        command = {"command": "start", "description": description}
        assert (await sandbox.call("setMyCommands", commands=[command], **where))["ok"]

    assert await offered() == ""
    await publish("default")
    assert await offered() == "default"
    await publish("默认", language_code="zh")
    assert await offered() == "默认"
    await publish("private", scope={"type": "all_private_chats"})
    assert await offered() == "private"
    await publish("own", scope={"type": "chat", "chat_id": wang.id})
    assert await offered() == "own"
    await sandbox.call("deleteMyCommands", scope={"type": "chat", "chat_id": wang.id})
    assert await offered() == "private"
    bad = await sandbox.call("setMyCommands", commands=[{"command": "Start!", "description": "x"}])
    assert bad["description"] == "Bad Request: BOT_COMMAND_INVALID"


async def test_files_are_shown_without_a_token(sandbox: Bench, wang: Phone) -> None:
    await wang.send_photo(picture(20, 10))
    await wang.send_document("page.html", b"<script>alert(1)</script>", "text/html")
    photo, document = await wang.messages()
    shown = await sandbox.http.get(f"/sandbox/files/{photo['photo'][0]['file_id']}")
    assert (shown.headers["content-type"], shown.content) == ("image/png", picture(20, 10))
    held = await sandbox.http.get(f"/sandbox/files/{document['document']['file_id']}")
    assert held.headers["content-disposition"] == "attachment"
    assert held.headers["content-security-policy"] == "sandbox"


async def events_of(sandbox: Bench, last: int | None = None) -> AsyncIterator[dict[str, Any]]:
    headers = {} if last is None else {"Last-Event-ID": str(last)}
    async with sandbox.http.stream("GET", "/sandbox/events", headers=headers) as answer:
        event: dict[str, Any] = {}
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            if not line and "data" in event:
                yield event
                event = {}
            elif name in {"id", "event", "data"}:
                event[name] = json.loads(value) if name == "data" else value


async def test_the_feed_tells_all_and_resumes(sandbox: Bench, wang: Phone) -> None:
    await wang.say("one")
    await sandbox.call("sendMessage", chat_id=wang.id, text="two")
    await sandbox.call("sendChatAction", chat_id=wang.id, action="typing")
    await sandbox.call("editMessageText", chat_id=wang.id, message_id=2, text="zwei")
    await sandbox.call("pinChatMessage", chat_id=wang.id, message_id=2)
    await sandbox.call("deleteMessage", chat_id=wang.id, message_id=1)
    kinds = []
    async for event in events_of(sandbox, 0):
        kinds.append(event["data"]["type"])
        if event["data"]["type"] == "delete":
            assert event["data"] == {"type": "delete", "message_id": 1, "chat": wang.id, "bot": 110201543}
            break
    assert kinds == ["bot", "user", "message", "message", "action", "edit", "pin", "message", "delete"]
    async for event in events_of(sandbox, 99_999):
        assert event["event"] == "reload"
        break


class SetClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = datetime(2026, 12, 1, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    async def advance(self, now: datetime) -> None:
        self.at = now


async def test_a_clock_that_was_given_can_be_set_forward() -> None:
    world = World()
    async with serve(create_app(world, clock=SetClock())) as server, Bench(server.url) as bench:
        await bench.call("getMe")
        wang = await bench.phone("王阿姨")
        assert await bench.get("clock") == {"now": "2026-12-01T09:00:00+00:00", "controllable": True}
        await wang.say("one")
        later = await bench.post("clock", {"now": "2026-12-02T09:00:00+08:00"})
        assert later["now"] == "2026-12-02T09:00:00+08:00"
        await wang.say("two")
        one, two = (await wang.messages())[:2]
        assert two["date"] - one["date"] == timedelta(hours=16).total_seconds()
        old = (await bench.call("sendMessage", chat_id=wang.id, text="old"))["result"]["message_id"]
        await bench.post("clock", {"now": "2026-12-05T09:00:00+08:00"})
        late = await bench.call("deleteMessage", chat_id=wang.id, message_id=old)
        assert late["description"] == "Bad Request: message can't be deleted for everyone"
        assert "forward only" in await refused(bench, "clock", {"now": "2026-12-01T09:00:00+08:00"}, 409)
        assert "with an offset" in await refused(bench, "clock", {"now": "2027-12-01T09:00:00"})
    world.close()


async def test_real_time_cannot_be_set(sandbox: Bench) -> None:
    assert (await sandbox.get("clock"))["controllable"] is False
    assert "real time" in await refused(sandbox, "clock", {"now": "2027-12-01T09:00:00+08:00"}, 404)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example:8081"}, 403),
        ({"Host": "localhost:8081"}, 200),
        ({"Host": "[::1]:8081"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_foreign_pages_are_kept_out(sandbox: Bench, headers: dict[str, str], status: int) -> None:
    answer = await sandbox.http.post("/sandbox/users", json={"first_name": "x"}, headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("site", "path", "status"),
    [
        ("cross-site", f"/bot{TOKEN}/sendMessage", 403),
        ("same-site", f"/bot{TOKEN}/setWebhook", 403),
        ("cross-site", "/sandbox/users", 403),
        ("cross-site", "/", 200),
        ("same-origin", "/sandbox/users", 200),
        ("none", f"/bot{TOKEN}/getMe", 200),
    ],
)
async def test_a_picture_in_a_foreign_page_calls_no_method(sandbox: Bench, site: str, path: str, status: int) -> None:
    answer = await sandbox.http.get(path, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == status


async def test_the_page_stands_in_no_frame(sandbox: Bench) -> None:
    assert (await sandbox.http.get("/")).headers["X-Frame-Options"] == "DENY"


async def test_an_open_sandbox_must_be_asked_for() -> None:
    world = World()
    with pytest.raises(ValueError, match="can be reached from other machines"):
        async with serve(create_app(world), host="0.0.0.0"):  # noqa: S104 - it is refused
            pass
    async with serve(create_app(world, i_know_it_is_open=True)) as server, httpx.AsyncClient() as http:
        answer = await http.get(f"{server.url}/sandbox/users", headers={"Host": "town.example"})
        assert answer.status_code == 200
    world.close()


async def test_parameters_may_come_in_any_form(sandbox: Bench, wang: Phone) -> None:
    await wang.say("hi")
    path = f"/bot{TOKEN}/sendMessage"
    given = {"chat_id": str(wang.id), "text": "x", "reply_markup": '{"inline_keyboard": [[{"text":"a","url":"a.cn"}]]}'}
    answers = [
        await sandbox.http.get(path, params=given),
        await sandbox.http.post(path, params=given),
        await sandbox.http.post(path, data=given),
        await sandbox.http.post(path, data=given, files={"unused": ("a", b"x")}),
        await sandbox.http.post(path, json=given),
    ]
    for answer in answers:
        assert answer.json()["result"]["reply_markup"]["inline_keyboard"][0][0]["url"] == "http://a.cn/"
    bad = await sandbox.http.post(path, content=b"{", headers={"Content-Type": "application/json"})
    assert bad.json()["error_code"] == 400


async def test_requests_are_recorded(sandbox: Bench, wang: Phone) -> None:
    await sandbox.call("sendMessage", chat_id=wang.id, text="x")
    await sandbox.call("getMe")
    first, second = await sandbox.requests()
    assert first["at"].endswith("+00:00")
    del first["at"]
    assert first == {
        "n": 1,
        "bot": 110201543,
        "method": "sendMessage",
        "params": {"chat_id": wang.id, "text": "x"},
        "files": {},
        "status": 403,
        "ok": False,
        "description": "Forbidden: bot can't initiate conversation with a user",
    }
    assert await sandbox.requests(since=1) == [second]


async def test_reactions_are_told_to_those_who_asked(sandbox: Bench, wang: Phone) -> None:
    await wang.say("hi")
    message = (await sandbox.call("sendMessage", chat_id=wang.id, text="办好了"))["result"]["message_id"]
    await wang.hear("办好了")
    assert (await wang.react(message, "👍"))["update_id"] is None
    await wang.silence(0.05)
    await sandbox.call("getUpdates", offset=-1, allowed_updates=["message_reaction"])
    number = (await wang.react(message, "👎"))["update_id"]
    (update,) = (await sandbox.call("getUpdates", offset=number))["result"]
    reaction = update["message_reaction"]
    assert reaction["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert reaction["new_reaction"] == [{"type": "emoji", "emoji": "👎"}]


async def test_deep_links_open(sandbox: Bench, wang: Phone) -> None:
    await wang.open("https://t.me/zibo_bot?start=s_ZD01")
    assert (await wang.messages())[0]["text"] == "/start s_ZD01"
    with pytest.raises(AssertionError, match="is no deep link"):
        await wang.open("https://t.me/zibo_bot?start=" + "x" * 65)
