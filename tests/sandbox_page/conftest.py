"""Every test here looks at a sandbox of its own; all look through one browser, so they share an event loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator

from sandbox import World, create_app, serve
from tests.support.browser import Look, Open, chromium, looking
from tests.support.sandbox import PATIENCE, TOKEN, Bench, Phone

IN_BROWSER = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Json = dict[str, Any]


@dataclass
class Scene:
    """A resident's and a representative's phone on the page, and the bot, played by the test."""

    bench: Bench
    resident: Phone
    representative: Phone
    look: Look

    @property
    def left(self) -> Locator:
        """The resident's phone on the page."""
        return self.look.phone(self.resident.id)

    @property
    def right(self) -> Locator:
        return self.look.phone(self.representative.id)

    async def bot_says(self, text: str, to: Phone | None = None, **more: Any) -> Json:
        """The bot writes; what the Bot API answers with."""
        answer = await self.bench.call("sendMessage", chat_id=(to or self.resident).id, text=text, **more)
        assert answer["ok"], answer
        return dict(answer["result"])

    async def call(self, method: str, **params: Any) -> Any:
        answer = await self.bench.call(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def begin(self) -> None:
        """Both have written to the bot, so it may write to them, and the page has shown it."""
        for phone in (self.resident, self.representative):
            said = await phone.say("/start")
            await self._read(phone, said["message_id"])

    async def _read(self, phone: Phone, message_id: int) -> None:
        """Wait until the page has marked this message as read."""
        try:
            async with asyncio.timeout(PATIENCE):
                while (await phone.state())["last_read"] < message_id:  # noqa: ASYNC110 the page rings no bell
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"The page did not show {phone.name} message {message_id}.") from None

    @contextlib.asynccontextmanager
    async def answering(self, **answer: Any) -> AsyncIterator[None]:
        """While it lasts, the bot answers every press so."""

        async def work() -> None:
            offset = 0
            while True:
                for update in await self.call("getUpdates", offset=offset, timeout=10):
                    offset = update["update_id"] + 1
                    if "callback_query" in update:
                        await self.call(
                            "answerCallbackQuery", callback_query_id=update["callback_query"]["id"], **answer
                        )

        task = asyncio.create_task(work())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def two_people(bench: Bench) -> tuple[Phone, Phone]:
    """The people whose phones the page opens at first."""
    return (
        await bench.phone("王桂兰", note="居民 Resident", pinned=True),
        await bench.phone("李建国", note="代表 Representative", pinned=True),
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def look(browser: Browser) -> AsyncIterator[Open]:
    async with looking(browser) as open_page:
        yield open_page


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox() -> AsyncIterator[Bench]:
    """A fresh sandbox that knows one bot."""
    world = World()
    async with serve(create_app(world)) as server, Bench(server.url) as bench:
        await bench.post("bots", {"token": TOKEN})
        yield bench
    world.close()


@pytest_asyncio.fixture(loop_scope="session")
async def scene(sandbox: Bench, look: Open) -> Scene:
    resident, representative = await two_people(sandbox)
    scene = Scene(sandbox, resident, representative, await look(sandbox.url))
    await scene.begin()
    return scene
