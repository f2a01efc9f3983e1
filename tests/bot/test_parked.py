"""Parked updates: listed without their words, and taken up again by the running bot, in the order of their chat."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from telegram import Update
from typer.testing import CliRunner

from bot.cli import app
from handlers.conversation import ForgetfulApplication
from handlers.suggestions import draft_views
from storage import outbox
from storage.line import Line
from tests.support.city import City, living
from tests.support.sandbox import TOKEN, Bench, text_of
from tests.walk.steps import ZH, part

SOON = 20.0  # seconds in which the running bot takes up what was put back; it looks for that every few


@pytest_asyncio.fixture
async def town(sandbox: Bench, tmp_path: Path, database_url: str) -> AsyncIterator[City]:
    """A running bot on either engine, and a configuration file for commands beside it."""
    (tmp_path / "config.toml").write_text(
        f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{sandbox.base_url}"\n[database]\nurl = "{database_url}"\n'
    )
    async with living(sandbox, tmp_path, database={"url": database_url}) as city:
        city.trouble_expected = True
        yield city


async def command(city: City, *words: str) -> tuple[int, str]:
    """`shuanglian parked ...` beside the running bot."""
    config = str(city.config.folder / "config.toml")
    result = await asyncio.to_thread(CliRunner().invoke, app, ["parked", *words, "--config", config])
    return result.exit_code, result.output


@contextlib.asynccontextmanager
async def ringing(city: City) -> AsyncIterator[Callable[[], Awaitable[bool]]]:
    """Whether an intake in another process hears that something is to be sent; SQLite has one process, which looks."""
    url = city.config.database_url
    if url.engine == "sqlite":
        yield lambda: asyncio.sleep(0, result=True)
        return
    line = await Line.open(url, outbox.OUTBOX)

    async def heard() -> bool:
        return outbox.OUTBOX in [name async for name, _ in line.bells(1)]

    yield heard
    await line.close()


async def parked(city: City) -> list[dict[str, Any]]:
    code, words = await command(city, "list", "--json")
    assert code == 0
    found: list[dict[str, Any]] = json.loads(words)
    return found


async def test_after_the_mend_it_is_handled_within_seconds(town: City, monkeypatch: pytest.MonkeyPatch) -> None:
    resident = await town.resident("陈桂兰")
    broken_by: list[str] = []

    def broken(t: Any, draft: Any) -> str:
        broken_by.append(str(draft))
        raise ValueError(f"can't make anything of {draft}")

    right = draft_views._preview
    monkeypatch.setattr("handlers.suggestions.draft_views._preview", broken)
    number = (await resident.say("路灯不亮"))["update_id"]
    await resident.hear(part(ZH, "trouble"))
    assert any("路灯不亮" in words for words in broken_by), "the error's message quotes what was written"

    [shown] = await parked(town)
    assert (shown["update"], shown["chat"], shown["tries"]) == (number, str(resident.id), 3)
    assert shown["error"].startswith("ValueError at handlers/suggestions/draft_views.py:")
    code, listed = await command(town, "list")
    assert code == 0
    assert f"update {number}" in listed
    assert "路灯" not in listed + str(shown) + "".join(town.errors), "nothing repeats what somebody wrote"

    code, _ = await command(town, "retry", str(number))  # before the mend: parked again, and nobody is told twice
    assert code == 0
    async with asyncio.timeout(SOON):
        while sum("is parked" in error for error in town.errors) < 2:  # noqa: ASYNC110 - nothing else tells of it
            await asyncio.sleep(0.05)
    await resident.silence()
    assert [one["update"] for one in await parked(town)] == [number]

    monkeypatch.setattr("handlers.suggestions.draft_views._preview", right)
    code, said = await command(town, "retry", str(number))
    assert code == 0
    assert f"update {number}: waits again" in said
    await resident.hear("路灯不亮", timeout=SOON)
    await resident.silence()
    assert await parked(town) == []


async def test_what_is_put_back_waits_for_its_chat_and_goes_before_what_came_later(
    town: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident = await town.resident("陈桂兰")
    gate, order, well = asyncio.Event(), list[str](), False
    process = ForgetfulApplication.process_update

    async def gated(application: ForgetfulApplication, update: Update) -> None:
        words = update.message.text if update.message and update.message.text else ""
        if words == "毒" and not well:
            raise RuntimeError("not yet")
        order.append(words)
        if words == "慢":
            await gate.wait()
        await process(application, update)

    monkeypatch.setattr(ForgetfulApplication, "process_update", gated)
    number = (await resident.say("毒"))["update_id"]
    await resident.hear(part(ZH, "trouble"))
    for words in ("慢", "后一", "后二"):
        await resident.say(words)
    well = True
    code, _ = await command(town, "retry", str(number))
    assert code == 0
    async with asyncio.timeout(SOON):
        while [fed.arrived.update_id for lane in town.bot.turns._lanes.values() for fed in lane][1:2] != [number]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    gate.set()
    await town.bot.settle()
    assert order == ["慢", "毒", "后一", "后二"]
    shown = [text_of(message) for message in await resident.messages() if message["from"]["is_bot"]][-1]
    assert "慢\n毒\n后一\n后二" in shown


async def test_a_message_that_was_refused_goes_out_after_the_mend(town: City) -> None:
    resident = await town.resident("陈桂兰")
    await town.bench.fault(method="sendMessage", status=400, description="Bad Request: nonsense", count=1)
    await resident.say("路灯不亮")
    async with asyncio.timeout(SOON):
        while not any("is a dead letter" in error for error in town.errors):  # noqa: ASYNC110 - nothing else tells of it
            await asyncio.sleep(0.05)
    await resident.silence()
    [shown] = await parked(town)
    assert (shown["update"], shown["chat"], shown["tries"]) == (None, str(resident.id), 1)
    number = str(shown["message"])
    assert any(f"shuanglian parked retry --messages {number}" in error for error in town.errors)
    code, listed = await command(town, "list")
    assert (code, f"message {number} " in listed, "Nonsense" in listed, "路灯" in listed) == (0, True, True, False)

    async with ringing(town) as heard:
        code, said = await command(town, "retry", "--messages", number)
        assert (code, f"message {number}: waits again" in said) == (0, True)
        assert await heard()
    await resident.hear("路灯不亮", timeout=SOON)
    assert await parked(town) == []
    assert (await command(town, "retry", "--messages", number))[0] == 2, "once is enough"


async def test_an_old_state_of_a_card_is_not_sent_again(town: City) -> None:
    resident = await town.resident("陈桂兰")
    await town.bench.fault(method="sendMessage", status=400, count=1)
    await resident.say("路灯不亮")
    async with asyncio.timeout(SOON):
        while not any("is a dead letter" in error for error in town.errors):  # noqa: ASYNC110 - nothing else tells of it
            await asyncio.sleep(0.05)
    [old] = await parked(town)
    await resident.say("昨晚也不亮")
    await resident.hear("昨晚也不亮")
    assert await parked(town) == []
    assert (await command(town, "retry", "--messages", str(old["message"])))[0] == 2


async def test_a_number_that_is_not_parked_is_wrong_input(town: City) -> None:
    code, words = await command(town, "retry", "12345")
    assert (code, "12345" in words) == (2, True)
    assert (await command(town, "list"))[1].strip() == "Nothing is put aside."


def test_without_a_database_one_line_says_so(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[database]\nurl = "sqlite:///none.db"\n')
    result = CliRunner().invoke(app, ["parked", "list", "--config", str(tmp_path / "config.toml")])
    assert result.exit_code == 1
    assert "shuanglian migrate" in result.output
