"""A sound set-up, and the ways in which it is broken: each for real, as it happens to people."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from aiohttp import web

from bot import status
from bot.clock import SystemClock
from bot.config import load
from bot.doctor import messenger
from bot.process import running
from domain.messages import Message
from domain.people import Address, Role
from storage import events, inbox, outbox, sends
from storage.migrate import migrate
from storage.tx import Tx
from storage.url import DatabaseUrl
from tests.support.city import opened
from tests.support.ports import free_port
from tests.support.sandbox import TOKEN, Bench
from tests.support.tampering import unguarded

NOW = datetime.now(UTC)
HOOK = "http://127.0.0.1:9/telegram/webhook"


@dataclass
class SetUp:
    """A sound set-up, which a test then breaks."""

    folder: Path
    bench: Bench
    patch: pytest.MonkeyPatch
    beside: AsyncExitStack  # what runs while the doctor looks
    sections: dict[str, dict[str, Any]] = field(default_factory=dict)
    text: str | None = None  # what the file says instead

    @property
    def path(self) -> Path:
        return self.folder / "config.toml"

    @property
    def database(self) -> Path:
        return self.folder / "city.db"

    def sound(self) -> None:
        """Everything as it should be."""
        telegram = {"token": TOKEN, "base_url": self.bench.base_url, "base_file_url": self.bench.base_file_url}
        self.sections = {
            "telegram": telegram,
            "database": {"url": "sqlite:///city.db"},
            "metrics": {"listen": ""},
        }
        migrate(DatabaseUrl.parse("sqlite:///city.db", self.folder), NOW)
        self.path.touch(mode=0o600)

    def write(self) -> None:
        """The configuration as it is now."""
        if self.path.exists():
            self.path.write_text(self.text or tomlkit.dumps(self.sections), encoding="utf-8")

    async def put(self, job: Callable[[Tx], Any]) -> None:
        """Change something in the database."""
        async with opened(f"sqlite:///{self.database}") as writer:
            await writer.run(job)

    async def server(self, answer: Callable[[web.Request], Awaitable[web.Response]]) -> str:
        """Another program that listens; its host and port."""
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", answer)
        runner = web.AppRunner(application)
        await runner.setup()
        self.beside.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        return f"{host}:{port}"

    def webhook(self, url: str) -> None:
        """Configure the webhook mode."""
        hook = {"public_url": url, "secret_token": "only_the_two_of_us"}
        self.sections["telegram"] |= {"mode": "webhook", "webhook": hook}


async def no_file(s: SetUp) -> None:
    s.path.unlink()


async def no_toml(s: SetUp) -> None:
    s.text = "[telegram\ntoken ="


async def an_unknown_key(s: SetUp) -> None:
    s.sections["telegram"]["tokn"] = TOKEN


async def a_value_too_large(s: SetUp) -> None:
    s.sections["limits"] = {"files": 99}


async def an_unknown_timezone(s: SetUp) -> None:
    s.sections["locale"] = {"timezone": "Asia/Zibo"}


async def an_address_without_its_end(s: SetUp) -> None:
    s.sections["telegram"]["base_url"] = "https://api.telegram.org"


async def a_webhook_without_its_secret(s: SetUp) -> None:
    s.sections["telegram"]["mode"] = "webhook"


async def no_token(s: SetUp) -> None:
    s.sections["telegram"]["token"] = ""


async def a_token_cut_off(s: SetUp) -> None:
    s.sections["telegram"]["token"] = TOKEN[:20]


async def a_token_file_that_is_none(s: SetUp) -> None:
    s.sections["telegram"] |= {"token": "", "token_file": "token"}
    (s.folder / "token").mkdir(mode=0o700)


async def a_token_that_was_revoked(s: SetUp) -> None:
    await s.bench.fault(method="getMe", status=401)


async def a_bot_api_that_is_away(s: SetUp) -> None:
    s.sections["telegram"]["base_url"] = "http://127.0.0.1:9/bot"


async def an_address_of_something_else(s: SetUp) -> None:
    async def page(request: web.Request) -> web.Response:
        return web.Response(text="<h1>It works!</h1>", content_type="text/html")

    s.sections["telegram"]["base_url"] = f"http://{await s.server(page)}/bot"


async def updates_that_nobody_takes(s: SetUp) -> None:
    s.patch.setattr(messenger, "MANY", 1)
    await s.bench.call("getMe")
    await (await s.bench.phone("陈桂兰")).say("有人吗")


async def a_bot_that_gets_no_updates(s: SetUp) -> None:
    """It runs, and Telegram is silent for longer than it may be: the limit moves, since nobody waits here."""
    s.sections["metrics"]["listen"] = f"127.0.0.1:{free_port()}"
    s.write()
    s.patch.setattr(status, "SILENT_FOR", -1.0)
    await s.beside.enter_async_context(running(load(s.path), SystemClock()))


async def a_clock_that_is_off(s: SetUp) -> None:
    """The Bot API's is an hour behind: what it answers comes with another date."""

    async def relay(request: web.Request) -> web.Response:
        kind = {"content-type": request.headers.get("content-type", "application/json")}
        answer = await s.bench.http.request(request.method, request.path, content=await request.read(), headers=kind)
        date = format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)
        kept = {"content-type": answer.headers.get("content-type", "text/plain"), "date": date}
        return web.Response(body=answer.content, status=answer.status_code, headers=kept)

    s.sections["telegram"]["base_url"] = f"http://{await s.server(relay)}/bot"


async def a_webhook_that_fails(s: SetUp) -> None:
    s.webhook(HOOK)
    await s.bench.call("setWebhook", url=HOOK)
    await (await s.bench.phone("陈桂兰")).say("有人吗")
    async with asyncio.timeout(10):
        while not (await s.bench.call("getWebhookInfo"))["result"].get("last_error_message"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def a_webhook_of_somebody_else(s: SetUp) -> None:
    s.webhook(HOOK)
    await s.bench.call("setWebhook", url="http://127.0.0.1:9/theirs")


async def a_webhook_nobody_set(s: SetUp) -> None:
    s.webhook(HOOK)


async def no_database(s: SetUp) -> None:
    s.database.unlink()


async def an_empty_database(s: SetUp) -> None:
    s.database.write_bytes(b"")


async def an_older_schema(s: SetUp) -> None:
    await s.put(lambda tx: tx.connection.execute("UPDATE alembic_version SET version_num = '0000'"))


async def a_newer_schema(s: SetUp) -> None:
    await s.put(lambda tx: tx.connection.execute("UPDATE alembic_version SET version_num = '9999'"))


async def a_broken_file(s: SetUp) -> None:
    s.database.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 40)


async def a_server_that_is_away(s: SetUp) -> None:
    s.sections["database"]["url"] = "postgresql://me:hush@127.0.0.1:9/city"


def happened(tx: Tx, age: timedelta) -> None:
    events.add(tx, "person", 1, "home", actor_id=1, role=Role.RESIDENT, now=NOW - age)


async def a_changed_history(s: SetUp) -> None:
    def job(tx: Tx) -> None:
        happened(tx, timedelta())
        events.seal(tx, NOW)
        for statement in (*unguarded(tx.engine), "UPDATE events SET subject_id = 2"):
            tx.connection.execute(statement)

    await s.put(job)


async def changes_without_a_seal(s: SetUp) -> None:
    await s.put(lambda tx: happened(tx, timedelta(hours=1)))


async def updates_that_wait(s: SetUp) -> None:
    await s.put(lambda tx: inbox.store(tx, 7, 1, "5", "{}", datetime.now(UTC) - timedelta(hours=5)))


async def an_update_put_aside(s: SetUp) -> None:
    def job(tx: Tx) -> None:
        arrived = inbox.store(tx, 7, 1, "5", "{}", NOW)
        assert arrived is not None
        inbox.park(tx, arrived.seq, "ValueError", NOW)

    await s.put(job)


async def messages_that_wait(s: SetUp) -> None:
    old = datetime.now(UTC) - timedelta(hours=5)
    await s.put(lambda tx: outbox.add(tx, Address("telegram", "5"), Message(text="灯修好了"), old))


async def a_message_refused_for_good(s: SetUp) -> None:
    def job(tx: Tx) -> None:
        row = outbox.add(tx, Address("telegram", "5"), Message(text="灯修好了"), NOW)
        sends.failed(tx, row, "Bad Request", NOW)

    await s.put(job)


async def a_folder_that_takes_nothing(s: SetUp) -> None:
    s.sections["database"]["url"] = "sqlite:////proc/city.db"


async def a_folder_that_is_not_there(s: SetUp) -> None:
    s.sections["database"]["url"] = "sqlite:///data/city.db"


async def a_configuration_that_everybody_reads(s: SetUp) -> None:
    s.path.chmod(0o644)


async def a_token_file_that_everybody_reads(s: SetUp) -> None:
    s.sections["telegram"] |= {"token": "", "token_file": "token"}
    (s.folder / "token").write_text(TOKEN)
    (s.folder / "token").chmod(0o604)


async def data_that_everybody_reads(s: SetUp) -> None:
    s.database.chmod(0o644)


async def a_port_of_somebody_else(s: SetUp) -> None:
    async def page(request: web.Request) -> web.Response:
        return web.Response(text="another program's page")

    s.sections["metrics"]["listen"] = await s.server(page)


async def an_address_of_another_machine(s: SetUp) -> None:
    s.sections["metrics"]["listen"] = "192.0.2.1:9180"  # of the documentation's network


async def no_chinese_font(s: SetUp) -> None:
    (s.folder / "fonts.conf").write_text("<fontconfig></fontconfig>")
    s.patch.setenv("FONTCONFIG_FILE", str(s.folder / "fonts.conf"))
