"""The status pages of a real bot: there from its start, and telling why it is not ready."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import telegram

from bot import hook, status
from bot.metrics import Metrics
from bot.process import Running, running
from bot.status import Status
from tests.bot.test_intake import refusing, taking
from tests.bot.test_metrics import Figures, figures
from tests.support.city import clock_at, config_for, opened
from tests.support.ports import free_port
from tests.support.process import Bot, write_config
from tests.support.sandbox import Bench
from tests.walk.test_elsewhere import by_webhook

PATIENCE = 60.0  # seconds: processes begin, which takes many on a loaded machine


class Pages:
    """What a process says of itself at its address."""

    def __init__(self) -> None:
        self.port = free_port()
        self.section = {"listen": f"127.0.0.1:{self.port}"}

    async def ask(self, page: str) -> tuple[int, str]:
        """The status and the words; 0 as long as nobody answers."""
        async with httpx.AsyncClient(trust_env=False) as client:
            with contextlib.suppress(httpx.TransportError):
                answer = await client.get(f"http://127.0.0.1:{self.port}/{page}")
                return answer.status_code, answer.text.strip()
        return 0, ""

    async def until_it_says(self, code: int, words: str) -> None:
        """Wait until /readyz does; meanwhile the process is alive."""
        said = 0, ""
        try:
            async with asyncio.timeout(PATIENCE):
                while said[0] != code or words not in said[1]:
                    await asyncio.sleep(0.02)
                    said = await self.ask("readyz")
        except TimeoutError:
            raise AssertionError(f"it says {said}") from None
        assert await self.ask("healthz") == (200, "ok")

    async def figures(self) -> Figures:
        """What a scraper gets."""
        return figures((await self.ask("metrics"))[1])


@contextlib.asynccontextmanager
async def starting(bot: contextlib.AbstractAsyncContextManager[Running]) -> AsyncIterator[None]:
    """A bot that may still wait for something, begun and in the end ended."""
    end = asyncio.Event()

    async def live() -> None:
        async with bot:
            await end.wait()

    task = asyncio.create_task(live())
    try:
        yield
        end.set()
        await task
    finally:
        task.cancel()


async def test_from_the_start_it_says_for_what_it_waits(
    sandbox: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While Telegram is away at first, and while another program polls; no limit of minutes is waited for here."""
    pages = Pages()
    config = config_for(sandbox, tmp_path, metrics=pages.section)
    async with opened(config.database.url):
        pass
    phone = await sandbox.phone("陈桂兰")
    await sandbox.fault(method="getMe", status=502, count=2)
    await sandbox.fault(method="getUpdates", status=409)
    async with starting(running(config, clock_at())):
        await pages.until_it_says(503, "it waits for the Bot API")
        found = await pages.figures()
        assert found["telegram_silent_seconds",] > 0
        assert not {"database_up", "updates_waiting", "messages_waiting"} & {name for name, *_ in found}
        await pages.until_it_says(200, "ready")
        monkeypatch.setattr(status, "SILENT_FOR", 0.1)
        await pages.until_it_says(503, "no updates come in; Telegram has been silent for")
        silent = (await pages.figures())["telegram_silent_seconds",]
        await sandbox.calm()
        await phone.say("/start")
        await phone.hear()
        found = await pages.figures()
        assert found["telegram_silent_seconds",] < silent
        assert (found["database_up",], found["messages_waiting", "reply"]) == (1, 0)
    assert await pages.ask("healthz") == (0, ""), "and with the bot they end"


async def test_where_updates_come_and_can_not_be_stored_it_is_not_telegram_that_is_blamed(
    sandbox: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database answers, and takes what it is asked for here; only the inbox takes nothing."""
    monkeypatch.setattr(status, "UNSTORED_FOR", 0.1)
    pages = Pages()
    config = config_for(sandbox, tmp_path, metrics=pages.section)
    async with opened(config.database.url):
        pass
    phone = await sandbox.phone("陈桂兰")
    async with running(config, clock_at()) as bot:
        await pages.until_it_says(200, "ready")
        await bot.writer.run(refusing)
        await phone.say("/start")
        await pages.until_it_says(503, "updates come and could not be stored for")
        found = await pages.figures()
        assert found["updates_unstored_seconds",] > 0
        assert found["telegram_silent_seconds",] == 0
        await bot.writer.run(taking)
        await pages.until_it_says(200, "ready")
        assert (await pages.figures())["updates_unstored_seconds",] == 0
        await phone.hear()


async def test_an_error_of_the_database_that_nobody_thought_of_is_told_like_any_other(tmp_path: Path) -> None:
    async with opened(f"sqlite:///{tmp_path}/city.db") as writer:
        told = Status(clock_at(), Metrics())
        told.writer = writer
        told.works(telegram.Bot("1:never-called"))
        assert await told.look()
        await writer.run(lambda tx: tx.connection.execute("ALTER TABLE outbox RENAME TO gone"))
        assert not await told.look()
        assert await told.fault() == "the database fails (OperationalError)"


async def test_told_to_end_while_it_waits_it_leaves_nothing_open(
    sandbox: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = Pages()
    monkeypatch.setenv("SHUANGLIAN_METRICS__LISTEN", pages.section["listen"])
    await sandbox.fault(method="getMe", status=502)
    async with Bot(write_config(tmp_path, sandbox)) as bot:
        await pages.until_it_says(503, "it waits for the Bot API")
        assert await bot.stop() == 0
        assert "Unclosed" not in bot.log.read_text()


async def test_by_webhook_telegram_calls_when_it_likes(
    sandbox: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no silence as long as it is known to call here; else it is."""
    monkeypatch.setattr(status, "SILENT_FOR", 1.5)
    monkeypatch.setattr(hook, "EVERY", 0.1)
    pages = Pages()
    config = config_for(sandbox, tmp_path, metrics=pages.section, telegram=by_webhook(sandbox))
    async with opened(config.database.url):
        pass
    async with running(config, clock_at()):
        await pages.until_it_says(200, "ready")
        await asyncio.sleep(2)
        await pages.until_it_says(200, "ready")
        await sandbox.fault(method="getWebhookInfo", status=502)
        await pages.until_it_says(503, "no updates come in; Telegram has been silent for")
        await sandbox.calm()
        await pages.until_it_says(200, "ready")


async def test_an_address_that_is_taken_is_named(sandbox: Bench, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        listen = f"127.0.0.1:{other.getsockname()[1]}"
        config = config_for(sandbox, tmp_path, metrics={"listen": listen})
        with pytest.raises(OSError, match=f"{listen} can't be listened on.*stop it first"):
            async with running(config, clock_at()):
                pass
