"""`shuanglian quota`: the ledger of a unit in all its parts, for a day and as it was known then."""

import asyncio
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.quota import report
from domain.contacts import Mode
from storage import contacts
from storage.tx import Tx
from tests.support.city import BEGIN, opened, settle_town
from tests.support.hall import Hall, hall, settled

__all__ = ["hall", "settled"]
DAY = date(2026, 12, 1)


def quarter_of(quotas: list[dict[str, Any]]) -> dict[str, Any]:
    """The quarterly line of the links with residents."""
    return next(one for one in quotas if (one["tier"], one["period"]) == ("residents", "quarter"))


async def test_the_parts_add_up_and_whoever_misses_most_comes_first(hall: Hall) -> None:
    def work(tx: Tx) -> dict[str, Any]:
        one = tx.connection.execute("SELECT * FROM links WHERE tier = 'residents' ORDER BY id DESC").fetchone()
        entry = contacts.enter(tx, one["representative_id"], Mode.PHONE, DAY, "打了电话", BEGIN)
        contacts.add(tx, entry, one["id"], Mode.PHONE, DAY, BEGIN)
        found = report(tx, "", DAY, BEGIN)
        assert found is not None
        return found

    found = await hall.job(work)
    whole = quarter_of(found["total"])
    assert (found["on"], found["unit"], whole["done"], whole["days_left"]) == ("2026-12-01", "zibo", 1, 30)
    assert whole["needed"] == whole["done"] + whole["pending"] + whole["missing"] == whole["links"]
    for parts in ("levels", "units", "stations", "representatives"):
        lines = [one for part in found[parts] for one in part["quotas"] if one["period"] == "quarter"]
        assert sum(one["needed"] for one in lines if one["tier"] == "residents") == whole["needed"], parts
    missing = [sum(one["missing"] for one in who["quotas"]) for who in found["representatives"]]
    assert missing == sorted(missing, reverse=True)
    json.dumps(found)


async def test_a_unit_has_what_is_below_it_and_a_day_what_was_known_then(hall: Hall) -> None:
    found = await hall.job(lambda tx: [report(tx, code, DAY, BEGIN) for code in ("zhangdian", "nowhere")])
    assert {one["unit"] for one in found[0]["units"]} >= {"zhangdian", "zd-fujia"}
    assert "zichuan" not in {one["unit"] for one in found[0]["units"]}
    assert found[1] is None
    yesterday = await hall.job(lambda tx: report(tx, "", DAY - timedelta(days=1), BEGIN))
    assert yesterday["total"] == [], "the roster came today"


@pytest.fixture
async def config(tmp_path: Path) -> Path:
    """A town whose roster came a month ago, by the machine's clock."""
    url = f"sqlite:///{tmp_path}/town.db"
    async with opened(url) as writer:
        await settle_town(writer)
        await writer.run(lambda tx: tx.connection.execute("UPDATE links SET entered_at = 0"))
    path = tmp_path / "config.toml"
    path.write_text(f'[telegram]\ntoken = "{"1" * 6}:{"A" * 30}"\n[database]\nurl = "{url}"\n')
    return path


async def test_the_command(config: Path) -> None:
    async def quota(*words: str) -> tuple[int, str]:
        result = await asyncio.to_thread(CliRunner().invoke, app, ["quota", *words, "--config", str(config)])
        return result.exit_code, result.output

    code, words = await quota("--unit", "zhangdian")
    assert code == 0
    assert "Missing most" in words
    code, words = await quota("--json")
    assert (code, json.loads(words)["unit"]) == (0, "zibo")
    for wrong in (("--unit", "nowhere"), ("--on", "2999-01-01"), ("--on", "yesterday")):
        assert (await quota(*wrong))[0] == 2, wrong
