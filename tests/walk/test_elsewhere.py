"""The main walk by webhook, on PostgreSQL, and from one database to another, with a restart in its middle."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.support import postgres
from tests.support.city import City, living
from tests.support.ports import free_port
from tests.support.sandbox import TOKEN, Bench, Phone, text_of
from tests.walk.steps import LIGHTS, NUMBER, ZH, answer, both, hand_in, part, rate


def by_webhook(bench: Bench) -> dict[str, Any]:
    """The section of a bot that is called instead of asking."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/telegram/webhook"
    return {
        "token": TOKEN, "base_url": bench.base_url, "base_file_url": bench.base_file_url, "mode": "webhook",
        "webhook": {"port": port, "public_url": address, "secret_token": "only_the_two_of_us"},
    }  # fmt: skip


async def first_half(city: City) -> tuple[Phone, Phone]:
    """A suggestion, and the representative's question."""
    resident, representative = await both(city)
    assert NUMBER in text_of(await hand_in(resident))
    card = await representative.hear(LIGHTS)
    await representative.say("在哪一段？", reply_to=card["message_id"])
    await resident.hear("在哪一段")
    for number in range(2):
        await resident.send_photo(media_group="P", reply_to=(resident.last or {})["message_id"],
                                  caption="桥头" if number == 0 else "")  # fmt: skip
    await representative.hear("桥头")
    return resident, representative


async def second_half(resident: Phone, representative: Phone) -> None:
    """The answer, and the rating of what was said before the restart."""
    await answer(representative)
    await resident.hear("灯已经换好")
    await rate(resident, "satisfied", "basic")
    await representative.hear(part(ZH, "desk.rated"))
    await resident.say("/cases")
    await resident.hear(ZH("cases.title"))
    assert ZH("state.closed") in resident.buttons()[0]


async def test_by_webhook(sandbox: Bench, tmp_path: Path) -> None:
    telegram = by_webhook(sandbox)
    async with living(sandbox, tmp_path, telegram=telegram) as city:
        resident, representative = await first_half(city)
        info = (await sandbox.call("getWebhookInfo"))["result"]
        assert info["url"] == telegram["webhook"]["public_url"]
    await representative.say("我晚上到。", reply_to=(representative.last or {})["message_id"])  # nobody is there
    async with living(sandbox, tmp_path, telegram=telegram):
        await resident.hear("我晚上到", timeout=15)  # Telegram tries again
        await second_half(resident, representative)
    assert not await sandbox.requests("getUpdates")


async def test_from_webhook_to_polling(sandbox: Bench, tmp_path: Path) -> None:
    async with living(sandbox, tmp_path, telegram=by_webhook(sandbox)) as city:
        resident, representative = await first_half(city)
    async with living(sandbox, tmp_path):
        await second_half(resident, representative)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database of a PostgreSQL server."""
    with postgres.database(postgres_server) as url:
        yield url


@pytest.mark.postgres
async def test_on_postgresql(sandbox: Bench, tmp_path: Path, postgres_url: str) -> None:
    database = {"url": postgres_url}
    async with living(sandbox, tmp_path, database=database) as city:
        resident, representative = await first_half(city)
    await representative.say("我晚上到。", reply_to=(representative.last or {})["message_id"])
    async with living(sandbox, tmp_path, database=database) as city:
        await resident.hear("我晚上到")
        await second_half(resident, representative)
        await city.later(days=1)
        assert LIGHTS in await city.all_rows_of("case_messages")


async def moved(source: str, target: str) -> tuple[int, str]:
    """The command that moves a city: its exit code, and what it wrote."""
    result = await asyncio.to_thread(CliRunner().invoke, app, ["migrate", "--from", source, "--to", target])
    return result.exit_code, result.output


@pytest.mark.postgres
async def test_a_talk_begun_on_sqlite_goes_on_on_postgresql(sandbox: Bench, tmp_path: Path, postgres_url: str) -> None:
    """What was written, what waits to be sent and what comes meanwhile: nothing of it stays behind."""
    here, again = f"sqlite:///{tmp_path}/city.db", f"sqlite:///{tmp_path}/again.db"
    async with living(sandbox, tmp_path) as city:
        resident, representative = await both(city)
        await resident.say(LIGHTS)
        await resident.hear(LIGHTS)
        code, words = await moved(here, postgres_url)
        assert (code, "a bot is running on this database already. Stop it first." in words) == (1, True), words
        city.trouble_expected = True
        await sandbox.fault(method="sendMessage", status=502)
        await resident.press(ZH("suggest.submit"))  # its answer waits
    code, words = await moved(here, postgres_url)
    assert code == 0, words
    assert re.search(r"Waiting there as before: 0 updates and [1-9] messages", words), words
    await sandbox.calm()
    await resident.say("晚上更黑。")  # nobody is there
    async with living(sandbox, tmp_path, database={"url": postgres_url}) as city:
        await resident.hear(NUMBER)
        await resident.hear("晚上更黑")
        await representative.hear(LIGHTS)
        await second_half(resident, representative)
        rows = await city.all_rows_of("suggestions")
    code, words = await moved(postgres_url, again)
    assert (code, "everything has moved" in words) == (0, True), words
    async with living(sandbox, tmp_path, database={"url": again}) as city:
        assert await city.all_rows_of("suggestions") == rows
        await resident.say("/cases")
        await resident.hear(ZH("cases.title"))
        assert NUMBER in resident.buttons()[0]
