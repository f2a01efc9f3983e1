"""A file that this account may not write: `run` says so and what to do, touches nothing, and starts after the mend."""

import asyncio
import os
import shutil
from pathlib import Path

import pytest

from tests.support.city import opened, settle_town
from tests.support.process import COMMAND, Bot, write_config
from tests.support.sandbox import Bench
from tests.walk.steps import ZH, part

pytestmark = pytest.mark.weather

PATIENCE = 60.0  # seconds: processes begin, which takes many on a loaded machine


def as_any_account() -> list[str | Path]:
    """The superuser may write what nobody may: then the process gives that right away first."""
    if os.geteuid() != 0:
        return [COMMAND]
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("setpriv is not installed here; on Debian: apt-get install util-linux")
    return [setpriv, "--inh-caps=-all", "--bounding-set=-dac_override", "--", COMMAND]


@pytest.mark.parametrize("what", ["file", "folder"])
async def test_a_read_only_place_is_refused_in_one_line_and_nothing_is_touched(
    sandbox: Bench, tmp_path: Path, what: str
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    database = folder / "city.db"
    async with opened(f"sqlite:///{database}") as writer:
        await settle_town(writer)
    config = write_config(tmp_path, sandbox)
    config.write_text(config.read_text().replace(f"{tmp_path}/city.db", str(database)))
    (folder / "city.db.lock").touch()
    kept, place = database.read_bytes(), {"file": database, "folder": folder}[what]
    mode = place.stat().st_mode
    place.chmod(mode & ~0o222)
    bot = Bot(config)
    phone = await sandbox.phone("陈桂兰")
    await phone.say("/start")
    try:
        await bot.start(*as_any_account())
        assert bot.process is not None
        assert await asyncio.wait_for(bot.process.wait(), PATIENCE) == 1
        [line] = bot.log.read_text(encoding="utf-8").splitlines()
        assert "may not write this file or its folder" in line
        assert "start again" in line
        assert database.read_bytes() == kept

        place.chmod(mode)
        await bot.start(*as_any_account())
        await phone.hear(part(ZH, "start.hello"), timeout=PATIENCE)
        assert await bot.stop() == 0
    finally:
        place.chmod(mode)
        await bot.kill()
