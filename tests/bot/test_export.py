"""`shuanglian export`: open data that names no resident, in a file that is whole or not there."""

import asyncio
import csv
import io
import tracemalloc
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from bot.cli import app
from domain.contacts import Mode
from domain.people import Role
from storage import contacts, events
from storage.tx import Tx
from tests.support.hall import HOME, Hall, hall, settled
from tests.support.scene import Scene

__all__ = ["hall", "settled"]


@pytest.fixture
async def scene(hall: Hall) -> Scene:
    """Two cases of one resident, one of them anonymous; a contact on a link; and what an officer answered."""
    scene = await Scene(hall).begin(anonymous=True)
    hall.later(hours=1)
    await hall.answer(scene.officer, await scene.case(), words="=cmd|' /C calc'!A0")
    await hall.submit(scene.resident, "门口的井盖坏了,我是三单元的欧阳慧敏")

    def log(tx: Tx) -> None:
        query = f"SELECT id, other_id FROM links WHERE representative_id = {scene.mine.id} AND tier = 'residents'"  # noqa: S608
        link = tx.connection.execute(query).fetchone()
        entry = contacts.enter(tx, scene.mine.id, Mode.PHONE, date(2026, 12, 1), "说了路灯的事", hall.now)
        contacts.add(tx, entry, link["id"], Mode.PHONE, date(2026, 12, 1), hall.now)
        tx.connection.execute(f"UPDATE persons SET name = '对方的名字' WHERE id = {link['other_id']}")  # noqa: S608
        tx.connection.execute(f"UPDATE persons SET name = '=李建国' WHERE id = {scene.mine.id}")  # noqa: S608
        events.seal(tx, hall.now)

    await hall.job(log)
    return scene


async def run(scene: Scene, folder: Path, *words: str, language: str = "zh") -> tuple[int, str]:
    """The command on the hall's database, beside it."""
    url = f"sqlite:///{database(scene)}"
    config = folder / "config.toml"
    config.write_text(
        f'[telegram]\ntoken = "{"1" * 6}:{"A" * 30}"\n[database]\nurl = "{url}"\n[locale]\ndefault = "{language}"\n'
    )
    result = await asyncio.to_thread(CliRunner().invoke, app, ["export", *words, "--config", str(config)])
    return result.exit_code, result.output


def database(scene: Scene) -> str:
    connection: Any = scene.hall.writer.engine.here
    return str(connection.execute("PRAGMA database_list").fetchone()["file"])


def written(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if one.name.endswith((".csv", ".unfinished", ".pdf")))


def rows(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode("utf-8-sig")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(text, newline="")))


async def test_cases_have_days_and_no_resident(scene: Scene, tmp_path: Path) -> None:
    out = tmp_path / "cases.csv"
    assert await run(scene, tmp_path, "cases", str(out)) == (0, f"{out}: 2 rows\n")
    first, second = rows(out)
    assert (first["编号"], first["状态"], first["代表"]) == ("张店 2026-0001", "待评价", "'=李建国")
    assert (first["登记日期"], first["答复日期"], first["答复类别"]) == ("2026-12-01", "2026-12-01", "A 已解决")
    assert (second["编号"], second["答复日期"]) == ("张店 2026-0002", "")
    for secret in (scene.resident.name, "井盖", "cmd", "路灯全黑", "三单元"):
        assert secret not in out.read_text("utf-8-sig"), secret


async def test_a_community_is_told_by_its_town_alone(scene: Scene, tmp_path: Path) -> None:
    add = "INSERT INTO units (code, name, kind, parent_id) SELECT 'tiny', '三户村', 'community', id FROM units"
    add += f" WHERE code = '{HOME}'"
    await scene.hall.job(lambda tx: tx.connection.execute(add))
    move = "UPDATE suggestions SET unit_id = (SELECT id FROM units WHERE code = 'tiny')"
    await scene.hall.job(lambda tx: tx.connection.execute(move))
    assert (await run(scene, tmp_path, "cases", str(tmp_path / "a.csv"), "--unit", HOME))[0] == 0
    assert [(row["区县"], row["镇街"]) for row in rows(tmp_path / "a.csv")] == [("张店区", "傅家镇")] * 2
    assert "三户村" not in (tmp_path / "a.csv").read_text("utf-8-sig")


async def test_contacts_do_not_tell_with_whom(scene: Scene, tmp_path: Path) -> None:
    out = tmp_path / "contacts.csv"
    assert (await run(scene, tmp_path, "contacts", str(out)))[0] == 0
    [row] = rows(out)
    assert (row["代表"], row["日期"], row["是否见面"], row["认定"]) == ("'=李建国", "2026-12-01", "否", "已计入")
    assert "对方的名字" not in out.read_text("utf-8-sig")
    assert "路灯" not in out.read_text("utf-8-sig")


async def test_the_trail_has_deeds_in_office_as_the_page_tells_them(scene: Scene, tmp_path: Path) -> None:
    out = tmp_path / "audit.csv"
    assert (await run(scene, tmp_path, "audit", str(out), "--unit", "zhangdian"))[0] == 0
    [row] = rows(out)
    assert row["做了什么"] == f"{scene.officer.name}答复了张店 2026-0001，代=李建国办理"
    assert row["时间"] == "2026-12-01 11:00"
    assert scene.resident.name not in out.read_text("utf-8-sig")
    [noted] = await scene.hall.job(lambda tx: tx.connection.execute(
        "SELECT kind, role, actor_id, facts FROM events WHERE subject = 'export'").fetchall())  # fmt: skip
    assert (noted["kind"], noted["role"], noted["actor_id"]) == ("audit", Role.SYSTEM, None)
    assert '"rows":1' in noted["facts"]
    assert (await run(scene, tmp_path, "audit", str(tmp_path / "b.csv"), "--unit", "zichuan"))[1].endswith(" 0 rows\n")


async def test_a_workbook_has_real_days_and_numbers(scene: Scene, tmp_path: Path) -> None:
    out = tmp_path / "cases.xlsx"
    assert (await run(scene, tmp_path, "cases", str(out), language="en"))[0] == 0
    page = load_workbook(out)["Cases"]
    titles = [cell.value for cell in page[1]]
    first = dict(zip(titles, page[2], strict=True))
    assert first["Registered"].value == datetime(2026, 12, 1)  # noqa: DTZ001 - a spreadsheet knows no zones
    assert first["Registered"].is_date
    assert first["Followers"].value == 0
    assert (first["Representative"].value, first["Representative"].data_type) == ("=李建国", "s")
    assert page.freeze_panes == "A2"


async def test_since_a_day_and_below_a_unit(scene: Scene, tmp_path: Path) -> None:
    for number, words in {
        0: ("cases", "--since", "2026-12-02"), 2: ("cases", "--since", "2026-12-01"), 1: ("contacts", "--unit", HOME),
    }.items():  # fmt: skip
        found = await run(scene, tmp_path, words[0], str(tmp_path / "x.csv"), *words[1:], "--force")
        assert (found[0], found[1].split()[-2]) == (0, str(number)), found
    assert (await run(scene, tmp_path, "cases", str(tmp_path / "x.csv"), "--unit", "zichuan", "--force"))[1].endswith(
        " 0 rows\n"
    )


async def test_what_is_wrong_is_said_and_changes_nothing(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "there.csv").write_text("mine")
    (tmp_path / "folder.csv").mkdir()
    for words, why in {
        ("cases", str(tmp_path / "there.csv")): "--force",
        ("cases", str(tmp_path / "folder.csv"), "--force"): "already",
        ("cases", str(tmp_path / "a.pdf")): ".xlsx",
        ("cases", str(tmp_path / "none" / "a.csv")): "can't be written",
        ("cases", str(tmp_path / "a.csv"), "--unit", "nowhere"): "no unit nowhere",
        ("cases", str(tmp_path / "a.csv"), "--since", "yesterday"): "is no day",
        ("weather", str(tmp_path / "a.csv")): "weather",
    }.items():
        code, said = await run(scene, tmp_path, *words)
        assert (code, why in said) == (2, True), (words, said)
    assert (tmp_path / "there.csv").read_text() == "mine"
    assert written(tmp_path) == ["folder.csv", "there.csv"]
    assert (await run(scene, tmp_path, "cases", str(tmp_path / "there.csv"), "--force"))[0] == 0
    config = tmp_path / "none.toml"
    config.write_text(f'[telegram]\ntoken = "{"1" * 6}:{"A" * 30}"\n[database]\nurl = "sqlite:///{tmp_path}/no.db"\n')
    words = ["export", "cases", str(tmp_path / "b.csv"), "--config", str(config)]
    assert (await asyncio.to_thread(CliRunner().invoke, app, words)).exit_code == 1


async def test_many_cases_need_no_more_memory_than_few(scene: Scene, tmp_path: Path) -> None:
    columns = await scene.hall.job(lambda tx: [
        row["name"] for row in tx.connection.execute("PRAGMA table_info(suggestions)").fetchall()
    ])  # fmt: skip
    kept = ", ".join({"id": "NULL", "code": "'X' || n", "serial": "100 + n"}.get(name, f"s.{name}") for name in columns)

    async def peak(number: tuple[int, int]) -> int:
        fill = (
            f"WITH RECURSIVE c (n) AS (SELECT {number[0]} UNION ALL SELECT n + 1 FROM c WHERE n + 1 < {number[1]})"  # noqa: S608
            f" INSERT INTO suggestions ({', '.join(columns)}) SELECT {kept} FROM suggestions s, c WHERE s.id = 1"
        )
        await scene.hall.job(lambda tx: tx.connection.execute(fill))
        tracemalloc.start()
        code, said = await run(scene, tmp_path, "cases", str(tmp_path / "many.csv"), "--force")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert (code, said.split()[-2]) == (0, str(number[1] + 1)), said
        return most

    first = await peak((1, 1500))
    assert await peak((1500, 9000)) < first + 3_000_000


async def test_an_export_waits_for_nobody_for_long(scene: Scene, tmp_path: Path) -> None:
    """A bot that writes meanwhile gets its turns, and what it writes later is not missed by the next export."""
    going = asyncio.create_task(run(scene, tmp_path, "audit", str(tmp_path / "a.csv")))
    for n in range(20):
        await scene.hall.job(lambda tx, n=n: events.add(
            tx, "suggestion", scene.id, "speak", actor_id=scene.mine.id, role=Role.REPRESENTATIVE,
            now=scene.hall.now + timedelta(minutes=n),
        ))  # fmt: skip
    assert (await going)[0] == 0
    _, said = await run(scene, tmp_path, "audit", str(tmp_path / "b.csv"), "--unit", "zhangdian")
    assert said.endswith(" 21 rows\n")
