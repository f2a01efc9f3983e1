"""The figures of the real process, as a scraper gets them."""

import asyncio
import re
import time
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import RESULTS, Metrics
from bot.schedule import TICKS
from domain.messages import Message
from domain.people import Address
from domain.telling import Priority
from locales import Text
from storage import inbox, outbox, people
from storage.tx import Tx
from storage.writer import Writer
from tests.support.city import BEGIN, opened, settle_town
from tests.support.ports import free_port
from tests.support.process import Bot, write_config
from tests.support.sandbox import PATIENCE, Bench

ZH = Text("zh")
Figures = dict[tuple[str, ...], float]


async def scraped(port: int) -> Figures:
    """Every sample of the project's own: its name and the values of its labels, and its value."""
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"http://127.0.0.1:{port}/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    return figures(answer.text)


def figures(text: str) -> Figures:
    return {
        (sample.name.removeprefix("shuanglian_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name.startswith(("shuanglian_", "process_"))
    }


async def test_the_real_process_tells_its_figures(
    sandbox: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    monkeypatch.setenv("SHUANGLIAN_METRICS__LISTEN", f"127.0.0.1:{port}")
    config = write_config(tmp_path, sandbox)
    async with opened(f"sqlite:///{tmp_path}/city.db") as writer:
        await settle_town(writer)
    async with Bot(config) as bot:
        assert await bot.up()
        phone = await sandbox.phone("陈桂兰")
        await phone.say("/start s_zd-fujia")
        await phone.press(ZH("start.agree"))
        await phone.hear(ZH("suggest.ask")[:6])
        await sandbox.fault(method="sendMessage", status=400, description="Bad Request: nonsense", count=1)
        await phone.say("路灯不亮")
        await until(port, ("sends_total", "dead"), 1)
        await phone.block()
        found = await until(port, ("updates_total", "my_chat_member", "handled"), 1)
    assert found["updates_total", "message", "handled"] == 2
    assert found["updates_total", "callback_query", "handled"] == 1
    assert found["sends_total", "sent"] >= 2
    assert found["sends_total", "dead"] == 1
    assert found["people_unreachable",] == 1
    assert found["updates_parked",] == found["updates_waiting",] == found["updates_oldest_seconds",] == 0
    assert found["database_up",] == 1
    assert found["turn_seconds_count",] == 4
    assert found["database_batch_seconds_count",] > 4
    assert found["database_batch_seconds_bucket", "5.0"] > 4
    ticked = {name[1] for name in found if name[0] == "schedule_late_seconds"}
    assert ticked == {work.__name__.lstrip("_") for work, _ in TICKS} >= {"due", "seal", "forget"}
    assert found["schedule_late_seconds", "due"] == 0
    assert found["process_open_fds",] > 0


async def until(port: int, name: tuple[str, ...], value: float) -> Figures:
    """Scrape until a figure has a value."""
    end = time.monotonic() + PATIENCE
    while (found := await scraped(port)).get(name) != value:
        assert time.monotonic() < end, f"{name} is {found.get(name)}"
        await asyncio.sleep(0.05)
    return found


async def test_ages_count_from_when_something_came_or_was_due(writer: Writer) -> None:
    at = Address("telegram", "5")

    def fill(tx: Tx) -> None:
        inbox.store(tx, 7, 1, "5", "{}", BEGIN)
        inbox.store(tx, 7, 2, "5", "{}", BEGIN + timedelta(seconds=50))
        outbox.add(tx, at, Message(text="later"), BEGIN, delay=timedelta(seconds=40))
        for _ in range(59):
            outbox.add(tx, at, Message(text="notice"), BEGIN, priority=Priority.NOTICE)
        people.bind(tx, at, people.add(tx, "陈桂兰", "zh", BEGIN), BEGIN)
        people.unreachable(tx, at, BEGIN)

    metrics = Metrics(per_second=30.0)
    await writer.run(fill)
    await writer.run(metrics.look(BEGIN + timedelta(seconds=60)))
    read = metrics.registry.get_sample_value
    assert read("shuanglian_updates_oldest_seconds") == 60
    assert read("shuanglian_updates_waiting") == 2
    for priority, waiting, oldest in (("reply", 1, 20), ("reminder", 0, 0), ("notice", 59, 60)):
        assert read("shuanglian_messages_waiting", {"priority": priority}) == waiting
        assert read("shuanglian_messages_oldest_seconds", {"priority": priority}) == oldest
    assert read("shuanglian_messages_left_seconds") == 2
    assert read("shuanglian_pace") == 30
    assert read("shuanglian_people_unreachable") == 1


def test_every_result_is_there_from_the_start() -> None:
    """A counter that begins with 1 has not grown, and no alert would hear of the first dead letter."""
    metrics = Metrics()
    for result in RESULTS:
        assert metrics.registry.get_sample_value("shuanglian_sends_total", {"result": result}) == 0
    folder = Path(__file__).parents[2] / "bot"
    source = "".join((folder / name).read_text(encoding="utf-8") for name in ("delivery.py", "setbacks.py"))
    assert set(re.findall(r'counted\("(\w+)"', source)) == set(RESULTS)


@pytest.mark.parametrize(("passed", "late"), [(0, 0), (29, 0), (90, 60)])
def test_a_tick_is_late_by_what_is_more_than_its_time(
    monkeypatch: pytest.MonkeyPatch, passed: float, late: float
) -> None:
    monkeypatch.setattr("bot.metrics.time.monotonic", lambda: 1000.0)
    metrics = Metrics()
    metrics.expect("due", 30)
    monkeypatch.setattr("bot.metrics.time.monotonic", lambda: 1000.0 + passed)
    assert metrics.registry.get_sample_value("shuanglian_schedule_late_seconds", {"tick": "due"}) == late
    metrics.ticked("due")
    assert metrics.registry.get_sample_value("shuanglian_schedule_late_seconds", {"tick": "due"}) == 0
