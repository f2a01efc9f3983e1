"""The commands on a real file and a real database."""

import asyncio
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot import opening
from bot.config import load
from bot.roster import app
from storage import roster
from storage.migrate import migrate
from storage.url import DatabaseUrl
from tests.roster.books import Rows, opened, saved, workbook

UNITS: Rows = [
    {"code": "zibo", "name": "淄博市", "kind": "市"},
    {"code": "zhangdian", "name": "张店区", "kind": "区县", "parent": "zibo"},
]
Run = Callable[..., Any]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command in a folder with a configuration and an empty town."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    Path("config.toml").write_text('[locale]\ndefault = "en"\n[database]\nurl = "sqlite:///town.db"\n')
    migrate(DatabaseUrl.parse("sqlite:///town.db", tmp_path), datetime.now(UTC))
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def write(**sheets: Rows) -> Path:
    file = Path("roster.xlsx")
    file.write_bytes(workbook(**sheets))
    return file


def data(result: Any) -> dict[str, Any]:
    return dict(json.loads(result.stdout))


def test_the_template_can_be_imported_as_it_is(run: Run) -> None:
    assert run("template", "out.xlsx").exit_code == 0
    result = run("import", "out.xlsx", "--json")
    assert (result.exit_code, data(result)["faults"], data(result)["examples"]) == (0, [], 14)
    assert not any(data(result)["added"].values())


def test_a_template_is_a_workbook_and_is_called_one(run: Run) -> None:
    result = run("template", "out.csv")
    assert (result.exit_code, ".xlsx" in result.stderr, Path("out.csv").exists()) == (2, True, False)


def test_of_a_file_that_holds_no_sheet_nothing_is_counted(run: Run) -> None:
    Path("none.xlsx").write_bytes(b"")
    result = run("import", "none.xlsx", "--dry-run")
    assert (result.exit_code, "empty" in result.stdout, "Added" in result.stdout) == (2, True, False)


def test_a_filled_workbook_is_not_written_over(run: Run) -> None:
    file = write(units=UNITS)
    before = file.read_bytes()
    result = run("template", file)
    assert (result.exit_code, file.read_bytes()) == (2, before)
    assert "--force" in result.stderr
    assert run("template", file, "--force").exit_code == 0
    assert file.read_bytes() != before
    assert run("template", "no/such/folder/out.xlsx").exit_code == 2


def test_import_twice(run: Run) -> None:
    file = write(units=UNITS)
    rehearsal = run("import", file, "--dry-run", "--json")
    assert (rehearsal.exit_code, data(rehearsal)["added"]["units"]) == (0, 2)
    first = run("import", file, "--json")
    assert (first.exit_code, data(first)["added"]["units"]) == (0, 2)
    second = run("import", file, "--json")
    assert data(second)["added"]["units"] == data(second)["changed"]["units"] == 0
    assert data(second)["unchanged"]["units"] == 2
    assert "nothing to change" in run("import", file).stdout


def test_faults_of_cells_and_of_the_whole_are_told_together(run: Run) -> None:
    file = write(
        units=[*UNITS, {"code": "坏", "name": "[red]x", "kind": "区县", "parent": "zibo"}],
        persons=[{"ref": "p1", "name": "李建国", "home": "nowhere"}],
    )
    result = run("import", file, "--json")
    assert result.exit_code == 2
    assert [(f["sheet"], f["row"], f["column"], f["value"]) for f in data(result)["faults"]] == [
        ("单位 units", 4, "编码 code", "坏"),
        ("人员 persons", 2, "居住单位 home unit", "nowhere"),
    ]
    assert "no unit with the code “nowhere”" in data(result)["faults"][1]["message"]
    assert not any(data(result)["added"].values())
    told = run("import", file)
    assert told.exit_code == 2
    assert "nowhere" in told.stdout
    assert "Nothing was imported" in told.stdout
    assert data(run("import", write(units=UNITS), "--json"))["added"]["units"] == 2


def test_wrong_input(run: Run) -> None:
    Path("notes.xlsx").write_text("code,name")
    assert run("import", "notes.xlsx").exit_code == 2
    assert run("import", "missing.xlsx").exit_code == 2
    Path("bad.toml").write_text("[locale]\nlanguage = 1\n")
    result = run("import", write(units=UNITS), "--config", "bad.toml")
    assert (result.exit_code, result.stderr.count("locale.language")) == (2, 1)


def test_without_a_database_it_fails_plainly(run: Run) -> None:
    Path("empty.toml").write_text('[database]\nurl = "sqlite:///other.db"\n')
    result = run("import", write(units=UNITS), "--config", "empty.toml")
    assert result.exit_code == 1
    assert "shuanglian migrate" in result.stderr
    assert not Path("other.db").exists()


async def test_beside_a_running_bot(run: Run) -> None:
    file = write(units=UNITS)
    async with opening.database(load(Path("config.toml"))) as bot:
        before = await bot.run(roster.load)
        result = await asyncio.to_thread(run, "import", file)
        assert (before.units, result.exit_code) == ((), 0)
        assert len((await bot.run(roster.load)).units) == 2


def test_an_import_is_in_the_history_and_can_be_undone(run: Run) -> None:
    assert "Nothing" in run("history").stdout
    file = write(units=UNITS)
    assert data(run("import", file, "--json"))["change"] == 1
    more = write(units=[{"code": "zichuan", "name": "淄川区", "kind": "区县", "parent": "zibo"}])
    assert "undo 2" in run("import", more).stdout
    result = run("undo", "1", "--json")
    assert (result.exit_code, data(result)["undone"]) == (2, False)
    assert data(result)["obstacles"] == ["Units were put below 淄博市: 1."]
    assert "Units were put below" in run("undo", "1").stderr
    assert run("undo").exit_code == 0
    assert run("undo", "1").exit_code == 0
    assert "before" in run("undo", "1").stdout
    assert run("undo").exit_code == run("undo", "9").exit_code == 2
    first, second = (json.loads(line) for line in run("history", "--json").stdout.splitlines())
    assert (first["id"], second["id"], second["file"], second["added"]["units"]) == (2, 1, "roster.xlsx", 2)
    assert first["undone"]
    assert second["by"] is None
    assert "roster.xlsx" in run("history").stdout


def test_what_was_refused_in_the_chat_is_noted(run: Run, tmp_path: Path) -> None:
    person = {"ref": "p1", "name": "一"}, {"ref": "p2", "name": "二"}
    stations = [{"code": "s", "name": "站", "unit": "zhangdian"}]
    seat = {"person": "p1", "level": "区县", "unit": "zhangdian", "station": "s", "starts": "2026-01-01"}
    link = {"keeper": "p1", "other": "p2", "tier": "群众", "starts": "2026-01-01", "ends": None}
    file = write(units=UNITS, stations=stations, persons=list(person), mandates=[seat], links=[link])
    assert run("import", file).exit_code == 0
    with closing(sqlite3.connect(tmp_path / "town.db")) as town:
        town.execute("UPDATE links SET ends = '2026-02-01'")
        town.execute(
            "INSERT INTO events (subject, subject_id, kind, role, at) VALUES ('link', 1, 'ended', 'resident', ?)",
            (1_769_904_000_000_000,),
        )
        town.commit()
    result = run("import", file, "--json")
    assert (result.exit_code, data(result)["change"]) == (0, None)
    assert "2026-02-01" in data(result)["notes"][0]["message"]
    assert "Left as it is: 1" in run("import", file).stdout


@pytest.mark.parametrize("name", ["out.xlsx", "out.zip"])
def test_an_export_is_for_its_owner_and_writes_over_nothing(run: Run, name: str) -> None:
    assert run("import", write(units=UNITS)).exit_code == 0
    result = run("export", name)
    assert (result.exit_code, Path(name).stat().st_mode & 0o777) == (0, 0o600)
    assert "2 rows" in result.stdout
    assert run("export", name).exit_code == 2
    assert run("export", name, "--force", "--unit", "zhangdian").exit_code == 0
    assert run("export", "other.xlsx", "--unit", "nowhere").exit_code == 2
    assert not Path("other.xlsx").exists()


def test_an_exported_workbook_changes_nothing(run: Run) -> None:
    run("import", write(units=UNITS))
    run("export", "out.xlsx")
    assert "nothing to change" in run("import", "out.xlsx").stdout


def test_one_table_is_named(run: Run) -> None:
    run("import", write(units=UNITS))
    assert run("export", "out.csv").exit_code == run("export", "out.ods").exit_code == 2
    assert run("export", "out.xlsx", "--sheet", "units").exit_code == 2
    assert run("export", "out.csv", "--sheet", "units").exit_code == 0
    assert "张店区" in Path("out.csv").read_text("utf-8-sig")


def test_a_folder_of_tables(run: Run) -> None:
    folder = Path("tables")
    folder.mkdir()
    (folder / "units.csv").write_text("code,name,kind,parent\nzibo,淄博市,市,\nzd,张店区,区县,zibo\n", "gb18030")
    (folder / "人员.csv").write_text("编号,姓名,居住单位\nr1,李建国,zd\nr2,王秀英,nowhere\n", "utf-8-sig")
    [fault] = data(run("import", folder, "--json"))["faults"]
    assert (fault["sheet"], fault["row"], fault["column"], fault["value"]) == ("人员.csv", 3, "居住单位", "nowhere")
    (folder / "人员.csv").write_text("编号,姓名\nr1,李建国\nr2,王秀英\n", "utf-16")
    added = data(run("import", folder, "--json"))["added"]
    assert (added["units"], added["persons"]) == (2, 2)
    assert data(run("import", folder / "units.csv", "--json"))["unchanged"]["units"] == 2


def test_a_folder_without_tables(run: Run) -> None:
    Path("empty").mkdir()
    result = run("import", "empty")
    assert result.exit_code == 2
    assert "no tables (.csv)" in result.stdout


def test_the_faults_are_marked_where_they_stand(run: Run) -> None:
    file = write(units=[*UNITS, {"code": "坏", "name": "某区", "kind": "区县", "parent": "nowhere"}])
    assert "--marked" in run("import", file).stdout, "who does not know of it is told"
    result = run("import", file, "--marked", "marked.xlsx", "--json")
    assert (result.exit_code, data(result)["marked"]) == (2, "marked.xlsx")
    assert Path("marked.xlsx").stat().st_mode & 0o777 == 0o600
    made = opened(Path("marked.xlsx").read_bytes())["单位 units"]
    assert {cell.coordinate for row in made.iter_rows() for cell in row if cell.comment} == {"A4", "D4"}
    assert "--force" in run("import", file, "--marked", "marked.xlsx").stderr, "perhaps it was mended there"
    assert "marked.xlsx" in run("import", file, "--marked", "marked.xlsx", "--force").stdout
    assert run("import", file, "--marked", "no/such/folder.xlsx").exit_code == 2
    made["A4"], made["D4"] = "c", "zibo"
    file.write_bytes(saved(made.parent))
    assert run("import", file, "--marked", "other.xlsx").exit_code == 0
    assert not Path("other.xlsx").exists(), "there was nothing to mark"


def test_the_categories_of_a_city_are_its_own_in_the_terminal_too(run: Run) -> None:
    run("import", write(units=UNITS, persons=[{"ref": "p1", "name": "王芳", "home": "zhangdian"}]))
    columns = "INSERT INTO settings (scope, target_id, code, value, was, set_by, set_at)"
    with closing(sqlite3.connect("town.db")) as town, town:
        given = ("n_own1", '["楼道充电", "Stairwell charging"]')
        town.execute(f"{columns} VALUES ('city', 1, ?, ?, 'null', 1, 0)", given)
    row = {"code": "zd-new", "name": "充电科", "unit": "zhangdian", "categories": "楼道充电;路灯照明"}
    assert data(run("import", write(departments=[row]), "--json"))["added"]["departments"] == 1
    assert run("export", "out.csv", "--sheet", "departments").exit_code == 0
    assert "楼道充电;路灯照明" in Path("out.csv").read_text(encoding="utf-8-sig")
    assert run("template", "new.xlsx").exit_code == 0
    assert "Stairwell charging" in {
        cell for line in opened(Path("new.xlsx").read_bytes()).worksheets[0].values for cell in line
    }
