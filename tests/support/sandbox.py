"""A running sandbox for tests, and `Phone`: a person's telephone as a test sees it.

Everything goes over HTTP, so a test sees what a person would. The sandbox runs in the test's own
process unless a test brings an address (`Bench(url)`).
"""
# ruff: noqa: ASYNC109 - `hear("...", timeout=5)` is what a test says; the waiting is done by the sandbox.

from __future__ import annotations

import asyncio
import re
import struct
import time
import zlib
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any, Self

import httpx
import pytest_asyncio

from sandbox import World, create_app, serve

Json = dict[str, Any]
TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
LINK = re.compile(r"(?:https?://)?t\.me/\w+\?start=([A-Za-z0-9_-]{1,64})")
ZHANGDIAN = (36.81, 118.02)
PATIENCE = 20.0  # seconds until what is awaited must be there: on a loaded machine it is late, and never is longer


class Bench:
    """A sandbox, spoken to over HTTP: the people in it and the trouble one can make."""

    def __init__(self, url: str) -> None:
        self.url = url
        # Each of hundreds of people may be waiting to hear something; but httpx looks at every idle connection that it
        # keeps before each request, so few are kept.
        many = httpx.Limits(max_connections=None, max_keepalive_connections=20)
        self.http = httpx.AsyncClient(base_url=url, timeout=70, trust_env=False, limits=many)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.aclose()

    @property
    def base_url(self) -> str:
        """What python-telegram-bot calls `base_url`."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.url}/file/bot"

    async def phone(self, name: str, language: str = "zh", *, bot: int | None = None, **details: Any) -> Phone:
        """A new person with a telephone; `details` are fields of the user such as username."""
        user = await self.post("users", {"first_name": name, "language_code": language, **details})
        return Phone(self, user, bot)

    async def group(self, title: str, *members: Phone, **details: Any) -> Json:
        """A new group of these people and the bot; `details` such as forum=True."""
        return dict(await self.post("groups", {"title": title, "members": [phone.id for phone in members], **details}))

    async def requests(self, method: str | None = None, since: int = 0) -> list[Json]:
        """What bots asked for, of one method if it is named."""
        entries = await self.get("requests", since=since)
        wanted = method.lower() if method else None
        return [entry for entry in entries if wanted in {None, entry["method"].lower()}]

    async def fault(self, **order: Any) -> Json:
        """Order trouble; see the control interface for what it may be."""
        return dict(await self.post("faults", order))

    async def calm(self) -> None:
        """No more faults."""
        (await self.http.delete("/sandbox/faults")).raise_for_status()

    async def limits(self, **order: Any) -> Json:
        return dict(await self.post("limits", order))

    async def call(self, method: str, token: str = TOKEN, **params: Any) -> Json:
        """Call the Bot API as a bot would; the whole answer, refusals too."""
        answer = await self.http.post(f"/bot{token}/{method}", json=params)
        return dict(answer.json())

    async def get(self, path: str, **query: Any) -> Any:
        given = {key: value for key, value in query.items() if value is not None}
        return self._read(await self.http.get(f"/sandbox/{path}", params=given))

    async def post(self, path: str, body: Json) -> Any:
        given = {key: value for key, value in body.items() if value is not None}
        return self._read(await self.http.post(f"/sandbox/{path}", json=given))

    async def upload(self, path: str, body: Json, kind: str, name: str, content: bytes, mime_type: str) -> Any:
        fields = {key: str(value) for key, value in body.items() if value is not None}
        files = {kind: (name, content, mime_type)}
        return self._read(await self.http.post(f"/sandbox/{path}", data=fields, files=files))

    @staticmethod
    def _read(answer: httpx.Response) -> Any:
        assert answer.is_success, f"{answer.request.method} {answer.request.url}: {answer.text}"
        return answer.json()


class Phone:
    """One person's telephone, in the private chat with the bot or (see `in_chat`) in a group."""

    def __init__(self, bench: Bench, user: Json, bot: int | None = None, chat: int | None = None) -> None:
        self.bench = bench
        self.user = user
        self.id: int = user["id"]
        self.name: str = user["first_name"]
        self.chat = chat or self.id
        self.bot = bot
        self.last: Json | None = None
        self._cursor = 0
        self._queue: list[Json] = []

    def in_chat(self, chat: int) -> Phone:
        """The same person in a group."""
        return Phone(self.bench, self.user, self.bot, chat)

    async def say(self, text: str, *, reply_to: int | None = None, thread: int | None = None) -> Json:
        """Write; the answer has message_id and update_id."""
        return await self._do("text", text=text, reply_to=reply_to, thread=thread)

    async def open(self, link: str) -> Json:
        """Open a deep link (https://t.me/BOT?start=PAYLOAD) as a tap on it would."""
        payload = LINK.fullmatch(link)
        assert payload, f"{link!r} is no deep link with at most 64 of A-Z a-z 0-9 _ -"
        return await self.say(f"/start {payload[1]}")

    async def press(self, label: str, *, timeout: float = PATIENCE) -> Json:
        """Press a button by its label as soon as it is there: in the chat, or of the reply keyboard.

        Answers what the bot told: {answered, text, show_alert, url}; a reply keyboard's button just says
        its words, or sends the place or the contact that it asks for.
        """
        end = time.monotonic() + timeout
        while (found := await self._button(label)) is None:
            if time.monotonic() >= end:
                raise AssertionError(f"No button {label!r} here.\n{await self.transcript()}")
            await asyncio.sleep(0.02)
        message, button = found
        if message is None:
            return await self._press_reply(button)
        return await self._press_inline(message, button, timeout)

    async def _button(self, label: str) -> tuple[Json | None, Json] | None:
        """A button and the newest message that has it; no message if it belongs to the reply keyboard."""
        for message in reversed(await self.messages()):
            for button in _buttons_of(message):
                if button["text"] == label:
                    return message, button
        keyboard = (await self.state())["reply_keyboard"] or {}
        buttons = [button for row in keyboard.get("keyboard", []) for button in row]
        return next(((None, button) for button in buttons if button["text"] == label), None)

    async def press_data(self, message_id: int, data: str, *, timeout: float = PATIENCE) -> Json:
        """Press with any data: what a stale or a forged button does."""
        return await self._do("press", message_id=message_id, data=data, timeout=timeout)

    async def send_photo(self, content: bytes | None = None, **details: Any) -> Json:
        """Send a picture; details may be caption, media_group, reply_to."""
        return await self._send_file("photo", "photo.png", content or picture(), "image/png", details)

    async def send_voice(self, content: bytes = b"OggS" + b"\0" * 60, **details: Any) -> Json:
        return await self._send_file("voice", "voice.ogg", content, "audio/ogg", details)

    async def send_document(
        self, name: str = "list.csv", content: bytes = b"a,b\n1,2\n", mime_type: str = "text/csv", **details: Any
    ) -> Json:
        return await self._send_file("document", name, content, mime_type, details)

    async def send_location(self, latitude: float = ZHANGDIAN[0], longitude: float = ZHANGDIAN[1]) -> Json:
        return await self._do("location", latitude=latitude, longitude=longitude)

    async def send_contact(self, **details: Any) -> Json:
        return await self._do("contact", **details)

    async def edit(self, message_id: int, text: str) -> Json:
        return await self._do("edit", message_id=message_id, text=text)

    async def react(self, message_id: int, emoji: str | None) -> Json:
        return await self._do("react", message_id=message_id, emoji=emoji)

    async def block(self) -> Json:
        return await self._do("block")

    async def unblock(self) -> Json:
        return await self._do("unblock")

    async def hear(self, containing: str = "", *, timeout: float = PATIENCE) -> Json:
        """The next new (or edited) message of the bot that contains these words; others are passed over.

        Fails with a transcript of the chat when none comes in time.
        """
        loop_end = time.monotonic() + timeout
        while True:
            while self._queue:
                message = self._queue.pop(0)
                if containing in text_of(message):
                    self.last = message
                    return message
            left = loop_end - time.monotonic()
            if left <= 0:
                raise AssertionError(
                    f"{self.name} heard nothing containing {containing!r} within {timeout:g} s.\n"
                    f"{await self.transcript()}"
                )
            await self._listen(left)

    async def silence(self, seconds: float = 0.3) -> None:
        """Assert that the bot says nothing new for a while."""
        if not self._queue:
            await self._listen(seconds)
        assert not self._queue, f"{self.name} heard something.\n{await self.transcript()}"

    async def pass_over(self) -> None:
        """Pass over all that the bot has said until now."""
        await self._listen(0)
        self._queue.clear()

    async def messages(self) -> list[Json]:
        """The whole chat, the oldest message first."""
        return list(await self.bench.get(f"chats/{self.chat}", bot=self.bot))

    async def state(self) -> Json:
        """The reply keyboard in force, what is pinned, whether the bot is blocked."""
        return dict(await self.bench.get(f"chats/{self.chat}/state", bot=self.bot))

    def buttons(self) -> list[str]:
        """The labels of the inline buttons under the message heard last."""
        return [button["text"] for button in _buttons_of(self.last or {})]

    async def transcript(self) -> str:
        """The chat as one can read it."""
        return "\n".join(_line(message) for message in await self.messages()) or "(nothing was said)"

    async def _do(self, action: str, **body: Any) -> Json:
        given = {**body, "bot": self.bot, "from": self.id}
        return dict(await self.bench.post(f"chats/{self.chat}/{action}", given))

    async def _send_file(self, kind: str, name: str, content: bytes, mime_type: str, details: Json) -> Json:
        given = {**details, "bot": self.bot, "from": self.id}
        return dict(await self.bench.upload(f"chats/{self.chat}/{kind}", given, kind, name, content, mime_type))

    async def _press_inline(self, message: Json, button: Json, timeout: float) -> Json:
        if "callback_data" not in button:
            raise AssertionError(f"The button {button['text']!r} is not a callback button: {button}")
        return await self.press_data(message["message_id"], button["callback_data"], timeout=timeout)

    async def _press_reply(self, button: Json) -> Json:
        if button.get("request_location"):
            return await self.send_location()
        if button.get("request_contact"):
            return await self.send_contact()
        return await self.say(button["text"])

    async def _listen(self, timeout: float) -> None:
        heard = await self.bench.get("heard", chat=self.chat, bot=self.bot, since=self._cursor, timeout=timeout)
        self._cursor = heard["cursor"]
        self._queue += heard["messages"]


def text_of(message: Json) -> str:
    """The words of a message: its text or its caption."""
    return str(message.get("text") or message.get("caption") or "")


def picture(width: int = 8, height: int = 6) -> bytes:
    """A small grey PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x80" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _buttons_of(message: Json) -> list[Json]:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    return [button for row in rows for button in row]


KINDS = ("photo", "voice", "document", "location", "venue", "contact", "video", "audio")


def _line(message: Json) -> str:
    what = [f"[{kind}]" for kind in KINDS if kind in message]
    labels = "".join(f" [{button['text']}]" for button in _buttons_of(message))
    return f"{message['message_id']:>5} {message['from']['first_name']}: {' '.join([*what, text_of(message)])}{labels}"


@pytest_asyncio.fixture
async def sandbox() -> AsyncIterator[Bench]:
    """A fresh sandbox that knows one bot, TOKEN's."""
    world = World()
    async with serve(create_app(world)) as server, Bench(server.url) as bench:
        await bench.post("bots", {"token": TOKEN})
        yield bench
    world.close()
