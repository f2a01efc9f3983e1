"""The webhook is looked after: led elsewhere it is set again, and calls that fail are told and shown."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram.ext import ExtBot

from bot import hook
from bot.config import WebhookSection
from bot.hook import Hook
from bot.intake import Intake
from bot.metrics import Metrics
from bot.request import LeanRequest
from storage.writer import Writer
from tests.bot.test_intake import ON_SQLITE, post, refusing, taking, text
from tests.bot.test_intake import hook as calls
from tests.support.city import clock_at, living
from tests.support.sandbox import TOKEN, Bench
from tests.walk.steps import ZH, part
from tests.walk.test_elsewhere import by_webhook

HERE = "http://127.0.0.1:9/telegram/webhook"  # nobody listens


@contextlib.asynccontextmanager
async def hooked(sandbox: Bench, writer: Writer, metrics: Metrics) -> AsyncIterator[Hook]:
    """A webhook that was set just now."""
    requests = LeanRequest(2)
    await requests.initialize()
    bot: ExtBot[None] = ExtBot(TOKEN, sandbox.base_url, request=requests, get_updates_request=requests)
    section = WebhookSection(public_url=HERE, secret_token="secret")
    one = Hook(bot, section, Intake(writer, 7, clock_at(), None, metrics))
    await one.set()
    metrics.expect_updates()
    yield one
    await requests.shutdown()


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "bot.intake"]


async def test_a_webhook_that_somebody_deletes_is_set_again_and_nothing_is_lost(
    sandbox: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hook, "EVERY", 0.2)
    async with living(sandbox, tmp_path, telegram=by_webhook(sandbox)) as city:
        city.trouble_expected = True
        phone = await sandbox.phone("王芳")
        await phone.say("/start")
        await phone.hear(part(ZH, "start.hello"))
        await sandbox.call("deleteWebhook")
        await phone.say("/start")
        await phone.hear(part(ZH, "start.hello"), timeout=20)
        assert len(await sandbox.requests("setWebhook")) == 2
    assert [words for words in said(caplog) if "lead to nobody" in words] != []


@ON_SQLITE
async def test_what_leads_elsewhere_is_told_once_and_is_a_silence_until_it_stays_here(
    sandbox: Bench, writer: Writer, caplog: pytest.LogCaptureFixture
) -> None:
    """The other program sets it at each look, too; of its address only the host is told."""
    metrics = Metrics()
    async with hooked(sandbox, writer, metrics) as one:
        with caplog.at_level(logging.WARNING, "bot.intake"):
            silent = metrics.silence()
            for _ in range(5):
                await sandbox.call("setWebhook", url=f"https://elsewhere.example/{TOKEN}/path-is-secret")
                await one.look()
                assert metrics.silence() > silent
                silent = metrics.silence()
                assert (await sandbox.call("getWebhookInfo"))["result"]["url"] == HERE
            await one.look()
            assert metrics.silence() < silent
    [led, again] = said(caplog)
    assert "lead to elsewhere.example." in led
    assert "path-is-secret" not in led
    assert again == "Telegram's calls come here again."


@ON_SQLITE
async def test_calls_that_fail_are_a_silence_with_a_line(
    sandbox: Bench, writer: Writer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hook, "EVERY", 0.0)
    metrics = Metrics()
    async with hooked(sandbox, writer, metrics) as one:
        await one.look()
        assert said(caplog) == []
        before = metrics.silence()
        await (await sandbox.phone("王芳")).say("路灯坏了")
        async with asyncio.timeout(10):
            while "last_error_date" not in (await sandbox.call("getWebhookInfo"))["result"]:  # noqa: ASYNC110 no bell
                await asyncio.sleep(0.02)
        await one.look()
        await one.look()
        assert metrics.silence() > before
    [words] = said(caplog)
    assert "calls do not arrive (Connection refused); 1 updates wait" in words


@ON_SQLITE
async def test_a_look_that_fails_is_told_and_ends_nothing(
    sandbox: Bench, writer: Writer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hook, "EVERY", 0.05)
    async with hooked(sandbox, writer, Metrics()) as one:
        await sandbox.fault(method="getWebhookInfo", status=502, count=2)
        keeping = asyncio.create_task(one.keep())
        async with asyncio.timeout(10):
            while "Telegram's calls come here again." not in said(caplog):  # noqa: ASYNC110 it comes by the network
                await asyncio.sleep(0.02)
        keeping.cancel()
    assert len(said(caplog)) == 2
    assert "could not be asked where its calls go" in said(caplog)[0]


@ON_SQLITE
async def test_calls_that_can_not_be_stored_are_counted_until_one_is(writer: Writer) -> None:
    metrics = Metrics()
    metrics.expect_updates()
    async with calls(writer, [], metrics) as client:
        await writer.run(refusing)
        assert await post(client, text(1)) == 503
        assert metrics.unstored() > 0
        assert metrics.silence() == 0, "that is not Telegram's"
        metrics.called(all_came=False)
        assert metrics.unstored() > 0
        await writer.run(taking)
        assert await post(client, text(1)) == 200
        assert metrics.unstored() == 0
