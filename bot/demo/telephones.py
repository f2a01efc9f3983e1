"""Telephones of the demo's people: what they write and press goes through the sandbox, as from its page."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from types import TracebackType
from typing import Any, Self

import httpx
from starlette.applications import Starlette

from bot.demo.folder import BOT_ID
from bot.process import Running
from handlers.codes import Code, read
from sandbox import World

Json = dict[str, Any]


class Exchange:
    """All telephones of the town, with the sandbox at the other end of the line."""

    def __init__(self, app: Starlette) -> None:
        self.world: World = app.state.world
        line = httpx.ASGITransport(app)
        self._http = httpx.AsyncClient(transport=line, base_url="http://127.0.0.1/sandbox", trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def post(self, path: str, body: Json) -> Json:
        """Ask the sandbox for something. Raises RuntimeError where it refuses."""
        return self._read(await self._http.post(path, json=body))

    async def upload(self, path: str, body: Json, kind: str, name: str) -> Json:
        """Send one of the demo's own files."""
        content = files("bot.demo").joinpath("media", name).read_bytes()
        sent = {kind: (name, content, "image/png" if kind == "photo" else "audio/ogg")}
        return self._read(await self._http.post(path, data=body, files=sent))

    async def person(self, name: str, language: str, note: str, *, pinned: bool = False) -> int:
        """A new person with a telephone; the id is that of the account."""
        given = {"first_name": name, "language_code": language, "note": note, "pinned": pinned}
        return int((await self.post("/users", given))["id"])

    @staticmethod
    def _read(answer: httpx.Response) -> Json:
        if not answer.is_success:
            raise RuntimeError(f"The sandbox refuses {answer.request.url.path}: {answer.text}")
        return dict(answer.json())


@dataclass(frozen=True)
class Telephone:
    """One person's telephone. Every deed returns when the bot has done and said all that follows from it."""

    exchange: Exchange
    bot: Running
    user: int

    async def say(self, words: str, chat: int | None = None) -> None:
        """Write, in the private chat or in a group."""
        await self.exchange.post(f"/chats/{chat or self.user}/text", {"text": words, "from": self.user})
        await self._quiet()

    async def edit(self, words: str) -> None:
        """Edit the newest own message that has words."""
        newest = next(m for m in reversed(self._messages()) if m["from"]["id"] == self.user and m.get("text"))
        await self._do("edit", {"message_id": newest["message_id"], "text": words})

    async def show(self, picture: str, caption: str = "") -> None:
        """Send a picture."""
        await self.exchange.upload(f"/chats/{self.user}/photo", {"caption": caption}, "photo", f"{picture}.png")
        await self._quiet()

    async def speak(self, sound: str, seconds: int) -> None:
        """Send a voice message."""
        await self.exchange.upload(f"/chats/{self.user}/voice", {"duration": seconds}, "voice", f"{sound}.ogg")
        await self._quiet()

    async def point(self, latitude: float, longitude: float) -> None:
        """Send a position."""
        await self._do("location", {"latitude": latitude, "longitude": longitude})

    async def press(self, verb: str, id_: int | None = None, value: str | None = None) -> None:
        """Press the button of this verb (for this row, with this value) as its newest card shows it."""
        message, code = self._button(verb, id_, value)
        await self._do("press", {"message_id": message, "data": code.pack()})

    def shown(self, verb: str) -> Code:
        """The code of the newest button of a verb."""
        return self._button(verb, None, None)[1]

    def values(self, verb: str, id_: int) -> list[str]:
        """The values of a row's buttons of a verb, in the order in which they stand in the chat."""
        return [code.value for _, code in self._buttons() if (code.verb, code.id) == (verb, id_)]

    def said(self) -> list[str]:
        """The words of all messages of the chat."""
        return [message.get("text") or message.get("caption") or "" for message in self._messages()]

    def link(self, kind: str) -> str:
        """What the newest link button of a kind carries."""
        rows = [row for m in self._messages() for row in m.get("reply_markup", {}).get("inline_keyboard", ())]
        urls = [str(button.get("url", "")) for row in rows for button in row]
        return next(url.partition(f"{kind}=")[2] for url in reversed(urls) if f"?{kind}=" in url)

    def offers(self, verb: str, id_: int, value: str) -> bool:
        """Whether a button for this stands in the chat."""
        return any((code.verb, code.id, code.value) == (verb, id_, value) for _, code in self._buttons())

    async def read(self) -> None:
        """Have everything read."""
        if messages := self._messages():
            await self.exchange.post(f"/chats/{self.user}/read", {"message_id": messages[-1]["message_id"]})

    async def _do(self, deed: str, body: Json) -> None:
        await self.exchange.post(f"/chats/{self.user}/{deed}", body)
        await self._quiet()

    async def _quiet(self) -> None:
        """Wait until the bot has fetched, handled and answered everything."""
        world = self.exchange.world
        bot = world.people.bot(BOT_ID)
        while world.mailbox.pending(bot):  # noqa: ASYNC110 the mailbox rings no bell when something is taken out
            await asyncio.sleep(0.001)
        await self.bot.turns.idle()
        await self.bot.delivery.idle()

    def _button(self, verb: str, id_: int | None, value: str | None) -> tuple[int, Code]:
        """The newest of the buttons whose card shows the newest version. Raises LookupError where there is none."""
        found = [
            (code.version, message, code)
            for message, code in self._buttons()
            if code.verb == verb and id_ in (None, code.id) and value in (None, code.value)
        ]
        if not found:
            raise LookupError(f"nobody offers {self.user} a button for {verb} {id_ or ''} {value or ''}")
        _, message, code = max(found, key=lambda item: item[:2]) if id_ else found[-1]
        return message, code

    def _buttons(self) -> Iterator[tuple[int, Code]]:
        for message in self._messages():
            for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
                for button in row:
                    if (code := read(button.get("callback_data"))) is not None:
                        yield message["message_id"], code

    def _messages(self) -> list[Json]:
        world = self.exchange.world
        return [post.message for post in world.posts.of(world.people.chat(BOT_ID, self.user))]
