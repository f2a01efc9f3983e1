"""Turns: order within a chat, side by side between chats, and updates that can't be handled are put aside."""

import asyncio
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.intake import Intake
from bot.process import running
from domain.people import Role
from handlers.suggestions import draft_views
from handlers.turn import Incoming, Loaded, load
from services import access
from storage import inbox
from storage.engines import DatabaseRefusedError
from storage.tx import Tx
from tests.support.city import BEGIN, City, clock_at, config_for, opened, settle_town
from tests.support.sandbox import TOKEN, Bench, Phone, text_of
from tests.walk.steps import ZH, office, part

BOT = int(TOKEN.split(":")[0])


async def states(city: City) -> dict[int, tuple[str, int]]:
    """State and attempts of every update, by number."""
    query = "SELECT update_id, state, attempts FROM inbox ORDER BY seq"
    rows = await city.bot.writer.run(lambda tx: tx.connection.execute(query).fetchall())
    return {row["update_id"]: (row["state"], row["attempts"]) for row in rows}


def poison(phone: Phone, update_id: int | None = None) -> dict[str, Any]:
    """A message that the library can't make an object of: its chat has a kind, and no number."""
    who = {"id": phone.id, "is_bot": False, "first_name": "毒", "language_code": "zh"}
    found = {"message": {"message_id": 1, "date": "yesterday", "chat": {"type": "private"}, "from": who, "text": "x"}}
    return found | ({"update_id": update_id} if update_id else {})


async def test_the_order_of_a_chat_holds_however_fast_it_comes(city: City) -> None:
    people = [await city.resident(name) for name in ("陈桂兰", "孙志强", "赵敏")]
    for n in range(12):
        await asyncio.gather(*(person.say(f"第{n}句") for person in people))
    for person in people:
        shown = await person.hear("第11句")
        assert re.findall(r"第\d+句", text_of(shown)) == [f"第{n}句" for n in range(12)]


async def test_poison_is_put_aside_its_sender_told_and_the_administrator_once(city: City) -> None:
    city.trouble_expected = True
    admin = await city.staff(office(Role.ADMIN, "zibo"), Role.ADMIN, "zibo")
    resident = await city.resident("陈桂兰")
    number = (await city.bench.post("updates", poison(resident)))["update_id"]
    await resident.say("路灯不亮")
    await resident.hear(part(ZH, "trouble"))
    await resident.hear("路灯不亮")
    await admin.hear(ZH("trouble.parked", update=number)[:6])
    await admin.silence()
    assert [update for update, (state, _) in (await states(city)).items() if state == "parked"] == [number]
    assert sum("failed, try" in error for error in city.errors) == 3


async def test_other_chats_do_not_wait_for_poison(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.handling.PAUSES", (0.0, 1.0, 4.0))
    city.trouble_expected = True
    poisoned, well = await city.resident("陈桂兰"), await city.resident("孙志强")
    await city.bench.post("updates", poison(poisoned))
    await well.say("停车难")
    await well.hear("停车难")
    assert not any("is parked" in error for error in city.errors), "it is tried still"
    await poisoned.hear(part(ZH, "trouble"))


async def test_a_use_case_that_fails_is_undone_and_tried_again(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails twice and then works is done once; nothing of the failed tries stays."""
    city.trouble_expected = True
    resident = await city.resident("陈桂兰")
    tries: list[int] = []
    right = draft_views._preview

    def weak(t: Any, draft: Any) -> Any:
        tries.append(1)
        if len(tries) < 3:
            raise RuntimeError("not today")
        return right(t, draft)

    monkeypatch.setattr("handlers.suggestions.draft_views._preview", weak)
    await resident.say("路灯不亮")
    await resident.hear("路灯不亮")
    await resident.silence()
    assert len(tries) == 3
    assert all(state == "done" for state, _ in (await states(city)).values())


async def test_a_press_that_fails_is_answered_all_the_same(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    city.trouble_expected = True
    resident = await city.resident("陈桂兰")
    await resident.say("路灯不亮")
    await resident.hear("路灯不亮")

    def broken(*_: object) -> object:
        raise RuntimeError("broken")

    monkeypatch.setattr(access, "holders", broken)
    answer = await resident.press(ZH("suggest.submit"))
    assert answer["answered"]
    await resident.hear(part(ZH, "trouble"))
    monkeypatch.undo()
    await resident.press(ZH("suggest.submit"))
    await resident.hear("2026-0001")


async def left_over(folder: Path, bench: Bench, updates: list[tuple[dict[str, Any], int]], address: str) -> None:
    """A database in which an earlier process left these updates, tried so many times already."""
    async with opened(config_for(bench, folder).database.url) as writer:
        await settle_town(writer)

        def fill(tx: Tx) -> None:
            for update, attempts in updates:
                arrived = inbox.store(tx, BOT, update["update_id"], address, json.dumps(update), BEGIN)
                assert arrived is not None
                for _ in range(attempts):
                    inbox.attempt(tx, arrived.seq)

        await writer.run(fill)


def start(phone: Phone, update_id: int) -> dict[str, Any]:
    who = {"id": phone.id, "is_bot": False, "first_name": phone.name, "language_code": "zh"}
    entity = {"type": "bot_command", "offset": 0, "length": 6}
    message = {"message_id": 1, "date": 1, "chat": {"id": phone.id, "type": "private"}, "from": who, "text": "/start",
               "entities": [entity]}  # fmt: skip
    return {"update_id": update_id, "message": message}


async def test_what_an_earlier_process_left_is_handled_and_its_try_counted(sandbox: Bench, tmp_path: Path) -> None:
    phone = await sandbox.phone("陈桂兰")
    await phone.say("/start")
    await left_over(tmp_path, sandbox, [(start(phone, 900), 2)], str(phone.id))
    async with running(config_for(sandbox, tmp_path), clock_at()) as bot:
        await phone.hear(part(ZH, "start.hello"))
        await bot.settle()
        rows = await bot.writer.run(
            lambda tx: tx.connection.execute("SELECT state, attempts FROM inbox WHERE update_id = 900").fetchall()
        )
    assert rows == [{"state": "done", "attempts": 3}]


async def test_what_killed_three_processes_is_not_tried_a_fourth_time(sandbox: Bench, tmp_path: Path) -> None:
    phone = await sandbox.phone("陈桂兰")
    await phone.say("hi")
    await left_over(tmp_path, sandbox, [(start(phone, 900), 3)], str(phone.id))
    async with running(config_for(sandbox, tmp_path), clock_at()) as bot:
        await phone.hear(part(ZH, "trouble"))
        rows = await bot.writer.run(
            lambda tx: tx.connection.execute("SELECT state, error FROM inbox WHERE update_id = 900").fetchall()
        )
    assert rows[0]["state"] == "parked"
    assert "process ended" in rows[0]["error"]


async def test_two_bots_on_one_database_are_refused(city: City) -> None:
    with pytest.raises(DatabaseRefusedError, match="running on this database already"):
        async with running(city.config, city.clock):
            raise AssertionError("two bots on one database")


def words(phone: Phone, update_id: int, text: str, **more: Any) -> dict[str, Any]:
    who = {"id": phone.id, "is_bot": False, "first_name": phone.name, "language_code": "zh"}
    message = {
        "message_id": update_id,
        "date": 1,
        "chat": {"id": phone.id, "type": "private"},
        "from": who,
        "text": text,
    }
    return {"update_id": update_id, "message": {**message, **more}}


async def test_what_comes_next_in_a_chat_is_looked_up_by_the_job_before_it(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident = await city.resident("陈桂兰")
    looked: list[Incoming] = []

    def counted(tx: Tx, incoming: Incoming, now: datetime) -> Loaded:
        looked.append(incoming)
        return load(tx, incoming, now)

    monkeypatch.setattr("bot.handling.load", counted)
    intake = Intake(city.bot.writer, BOT, city.clock, city.bot.turns.feed, is_busy=city.bot.turns.is_busy)
    await intake.keep([words(resident, 900_001 + n, f"第{n}句") for n in range(4)])
    shown = await resident.hear("第3句")
    assert re.findall(r"第\d句", text_of(shown)) == [f"第{n}句" for n in range(4)], "each knew of the draft before it"
    assert looked == [], "no job of its own was needed for that"


async def test_what_comes_next_and_can_not_be_looked_up_harms_only_itself(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.trouble_expected = True
    resident = await city.resident("陈桂兰")

    def weak(tx: Tx, incoming: Incoming, now: datetime) -> Loaded:
        if incoming.replied_to == 666:
            raise RuntimeError("no such thing")
        return load(tx, incoming, now)

    for where in ("handlers.turn.load", "bot.handling.load", "bot.intake.load"):
        monkeypatch.setattr(where, weak)
    intake = Intake(city.bot.writer, BOT, city.clock, city.bot.turns.feed, is_busy=city.bot.turns.is_busy)
    replied = {"message_id": 666, "date": 1, "chat": {"id": resident.id, "type": "private"}, "text": "…"}
    await intake.keep([words(resident, 900_001, "路灯不亮"), words(resident, 900_002, "x", reply_to_message=replied),
                       words(resident, 900_003, "井盖也坏了")])  # fmt: skip
    await resident.hear(part(ZH, "trouble"))
    shown = await resident.hear("井盖也坏了")
    assert text_of(shown).count("路灯不亮") == 1
    stored = await states(city)
    assert [stored[number][0] for number in (900_001, 900_002, 900_003)] == ["done", "parked", "done"]


async def test_what_can_neither_be_handled_nor_put_aside_is_not_overtaken(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.trouble_expected = True
    monkeypatch.setattr("bot.turns.LOOK_AGAIN", 0.3)
    resident = await city.resident("陈桂兰")
    refuse = """CREATE TRIGGER refuse BEFORE UPDATE ON inbox WHEN NEW.update_id = 900001
                BEGIN SELECT RAISE(ABORT, 'not this one'); END"""
    await city.bot.writer.run(lambda tx: tx.connection.execute(refuse))
    intake = Intake(city.bot.writer, BOT, city.clock, city.bot.turns.feed, is_busy=city.bot.turns.is_busy)
    await intake.keep([words(resident, 900_001, "第0句")])
    async with asyncio.timeout(5):
        while not any("neither be handled nor put aside" in error for error in city.errors):  # noqa: ASYNC110 the log tells nobody
            await asyncio.sleep(0.02)
    await intake.keep([words(resident, 900_002, "第1句")])
    await resident.silence()
    assert [(await states(city))[number][0] for number in (900_001, 900_002)] == ["waiting", "waiting"]
    await city.bot.writer.run(lambda tx: tx.connection.execute("DROP TRIGGER refuse"))
    assert re.findall(r"第\d句", text_of(await resident.hear("第1句"))) == ["第0句", "第1句"]


async def test_an_update_whose_try_can_not_be_counted_holds_up_no_start(city: City) -> None:
    """Nor can it be handled or put aside: its chat waits for it, and nobody else."""
    city.trouble_expected = True
    one, other = await city.resident("陈桂兰"), await city.resident("王芳")
    refuse = """CREATE TRIGGER refuse BEFORE UPDATE ON inbox WHEN NEW.update_id = 900001
                BEGIN SELECT RAISE(ABORT, 'not this one'); END"""

    def left(tx: Tx) -> None:
        for number, phone in ((900_001, one), (900_002, other)):
            inbox.store(tx, BOT, number, str(phone.id), json.dumps(words(phone, number, "路灯不亮")), city.clock.now())
        tx.connection.execute(refuse)

    await city.bot.writer.run(left)
    await asyncio.wait_for(city.bot.turns.recover(), 5)
    await other.hear("路灯不亮")
    assert (await states(city))[900_001] == ("waiting", 0)
    await city.bot.writer.run(lambda tx: tx.connection.execute("DROP TRIGGER refuse") and None)
    await one.hear("路灯不亮", timeout=10)
