"""Webhooks: order, the secret, another try until it is heard, and the method in the answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from sandbox import World, create_app, serve, webhook
from tests.support.sandbox import PATIENCE, Bench, Json, Phone


@dataclass
class Receiver:
    """A bot's end of a webhook: notes what comes and answers as told, with 200 when nothing is told."""

    url: str = ""
    answers: list[tuple[int, Any]] = field(default_factory=list)
    got: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    bell: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, request: web.Request) -> web.Response:
        self.got.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.bell.set()
        status, body = self.answers.pop(0) if self.answers else (200, None)
        return web.json_response(body, status=status)

    async def until(self, count: int) -> list[str]:
        """The texts received so far, when there are `count`."""
        async with asyncio.timeout(PATIENCE):
            while len(self.got) < count:
                await self.bell.wait()
                self.bell.clear()
        return [update["message"]["text"] for update in self.got]


@pytest.fixture
async def receiver(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Receiver]:
    monkeypatch.setattr(webhook, "FIRST_PAUSE", 0.02)
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def until(sandbox: Bench, true: Callable[[Json], bool]) -> Json:
    """Ask about the webhook until something is so: its answer is on its way when the receiver has the update."""
    async with asyncio.timeout(PATIENCE):
        while not true(info := (await sandbox.call("getWebhookInfo"))["result"]):  # noqa: ASYNC110 it rings no bell
            await asyncio.sleep(0.02)
    return dict(info)


@pytest.fixture
async def wang(sandbox: Bench) -> Phone:
    return await sandbox.phone("王阿姨")


async def test_updates_come_in_order_with_the_secret(sandbox: Bench, receiver: Receiver, wang: Phone) -> None:
    await wang.say("before")
    await sandbox.call("setWebhook", url=receiver.url, secret_token="s3cret")
    for number in range(10):
        await wang.say(str(number))
    assert await receiver.until(11) == ["before", *map(str, range(10))]
    assert set(receiver.secrets) == {"s3cret"}
    info = await until(sandbox, lambda info: info["pending_update_count"] == 0)
    assert info["url"] == receiver.url
    assert "last_error_message" not in info


async def test_it_is_tried_again_until_it_is_heard(sandbox: Bench, receiver: Receiver, wang: Phone) -> None:
    receiver.answers = [(500, None), (503, None)]
    await sandbox.call("setWebhook", url=receiver.url)
    await wang.say("one")
    await wang.say("two")
    assert await receiver.until(4) == ["one", "one", "one", "two"]
    info = (await sandbox.call("getWebhookInfo"))["result"]
    assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"


async def test_a_receiver_that_is_not_there(sandbox: Bench, wang: Phone) -> None:
    await sandbox.call("setWebhook", url="http://127.0.0.1:9/hook")
    await wang.say("one")
    info = await until(sandbox, lambda info: "last_error_message" in info)
    assert (info["last_error_message"], info["pending_update_count"]) == ("Connection refused", 1)
    await sandbox.call("deleteWebhook")
    assert len((await sandbox.call("getUpdates"))["result"]) == 1


async def test_the_answer_may_name_a_method(sandbox: Bench, receiver: Receiver, wang: Phone) -> None:
    receiver.answers = [(200, {"method": "sendMessage", "chat_id": wang.id, "text": "at once"})]
    await sandbox.call("setWebhook", url=receiver.url)
    await wang.say("quick?")
    assert (await wang.hear("at once"))["from"]["is_bot"]


async def test_what_waits_can_be_dropped(sandbox: Bench, receiver: Receiver, wang: Phone) -> None:
    await wang.say("old")
    await sandbox.call("setWebhook", url=receiver.url, drop_pending_updates=True)
    await wang.say("new")
    assert await receiver.until(1) == ["new"]


async def test_bad_addresses_and_secrets(sandbox: Bench) -> None:
    answer = await sandbox.call("setWebhook", url="ftp://x")
    assert answer["description"] == "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    answer = await sandbox.call("setWebhook", url="https://a.cn/x", secret_token="no spaces")
    assert answer["description"] == "Bad Request: secret token contains unallowed characters"


async def test_a_webhook_survives_a_restart(receiver: Receiver, tmp_path: Path) -> None:
    world = World(tmp_path)
    async with serve(create_app(world)) as server, Bench(server.url) as bench:
        await bench.call("setWebhook", url="http://127.0.0.1:9/hook")
        wang = await bench.phone("王阿姨")
        await wang.say("one")
        await bench.call("setWebhook", url=receiver.url)
        assert await receiver.until(1) == ["one"]
    world.close()
    world = World(tmp_path)
    async with serve(create_app(world)) as server, Bench(server.url) as bench:
        await Phone(bench, wang.user).say("two")
        assert await receiver.until(2) == ["one", "two"]
    world.close()
