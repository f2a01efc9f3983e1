"""An update that kills the process: put aside after three tries, told, shown, and handled after the mend."""

import asyncio
import json
import sqlite3
import sys
from pathlib import Path

import pytest

from bot.clock import SystemClock
from domain.people import Role
from services import invites
from storage import people
from storage.tx import Tx
from tests.support.city import opened, settle_town
from tests.support.poisoned import POISON
from tests.support.process import Bot, write_config
from tests.support.sandbox import Bench, Phone, text_of
from tests.walk.steps import ZH, office, part

PATIENCE = 60.0  # seconds: processes begin, which takes many on a loaded machine
POISONED = (sys.executable, "-m", "tests.support.poisoned")

pytestmark = pytest.mark.crash


async def administrator(bench: Bench, folder: Path) -> str:
    """The town, and the invitation of its administrator."""
    async with opened(f"sqlite:///{folder}/city.db") as writer:
        await settle_town(writer)

        def job(tx: Tx) -> str:
            id_ = people.by_ref(tx, office(Role.ADMIN, "zibo"))
            return invites.make(tx, Role.ADMIN, "zibo", id_, SystemClock().now()).token

        return await writer.run(job)


async def agreed(phone: Phone, opening: str) -> Phone:
    """Somebody who agreed."""
    await phone.say(opening)
    await phone.press(ZH("start.agree"), timeout=PATIENCE)
    await phone.hear(timeout=PATIENCE)
    return phone


async def dies(bot: Bot) -> None:
    """Wait until the process ends by itself."""
    assert bot.process is not None
    assert await asyncio.wait_for(bot.process.wait(), PATIENCE) == 139


def row(folder: Path, number: int) -> tuple[str, int]:
    """State and tries of an update."""
    with sqlite3.connect(folder / "city.db") as database:
        found = database.execute("SELECT state, attempts FROM inbox WHERE update_id = ?", (number,)).fetchone()
    return str(found[0]), int(found[1])


async def test_what_kills_the_process_is_put_aside_after_three_tries(sandbox: Bench, tmp_path: Path) -> None:
    token = await administrator(sandbox, tmp_path)
    bot = Bot(write_config(tmp_path, sandbox))
    try:
        await bot.start(*POISONED)
        admin = await agreed(await sandbox.phone("管理员"), f"/start i_{token}")
        resident = await agreed(await sandbox.phone("陈桂兰"), "/start s_zd-fujia")
        other = await agreed(await sandbox.phone("孙志强"), "/start s_zd-fujia")
        number = (await resident.say(POISON))["update_id"]
        await dies(bot)
        await resident.say("路灯不亮")
        await other.say("停车难")
        for _ in range(2):
            await bot.start(*POISONED)
            await dies(bot)
            assert row(tmp_path, number)[0] == "waiting"
        await bot.start(*POISONED)
        await resident.hear(part(ZH, "trouble"), timeout=PATIENCE)
        await resident.hear("路灯不亮", timeout=PATIENCE)
        await other.hear("停车难", timeout=PATIENCE)
        await admin.hear(ZH("trouble.parked", update=number), timeout=PATIENCE)
        assert row(tmp_path, number) == ("parked", 3)

        _, words = await bot.command("doctor", "--json")
        [finding] = [one for one in json.loads(words) if one["name"] == "parked"]
        assert (finding["well"], finding["words"][:2]) == (False, "1 ")
        code, words = await bot.command("parked", "list")
        assert (code, f"update {number} " in words, "the process ended" in words) == (0, True, True)

        assert await bot.stop() == 0
        await bot.start()  # the mended program
        code, _ = await bot.command("parked", "retry", str(number))
        assert code == 0
        await resident.hear(POISON, timeout=PATIENCE)
        assert row(tmp_path, number)[0] == "done"
        alerts = [text_of(m) for m in await admin.messages() if text_of(m) == ZH("trouble.parked", update=number)]
        assert len(alerts) == 1
    finally:
        await bot.kill()
