"""Tables that leave the house: no formula, the right types, one file or none, and little memory."""

import csv
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from services import tables
from services.tables import Column, as_csv, as_xlsx, safe, save

COLUMNS = [Column("编号", 12), Column("日期"), Column("时刻"), Column("数"), Column("话", 40)]
DAY, AT = date(2026, 12, 24), datetime(2026, 12, 24, 14, 3, tzinfo=UTC)
EVIL = (
    "=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u3000=1", "＝1", "＋1", "－1", "＠A",
    "=HYPERLINK(\"http://x\",\"点我\")", "=cmd|'/C calc'!A0",
)  # fmt: skip


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def book(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("words", EVIL)
def test_no_cell_is_a_formula(words: str) -> None:
    assert safe(words) == f"'{words}"
    assert read(as_csv(COLUMNS, [[words]]))[1] == [f"'{words}"]
    cell = book(as_xlsx(COLUMNS, [[words]], "表"))["表"]["A2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert cell.value.strip("\r\n\t ") == words.strip("\r\n\t "), "in XLSX it stands as it was written"


def test_a_title_is_no_formula_either() -> None:
    assert read(as_csv([Column("=A1")], []))[0] == ["'=A1"]
    assert book(as_xlsx([Column("=A1")], [], "表")).active["A1"].data_type == "s"


def test_what_is_harmless_stays_as_it_is() -> None:
    assert [safe("李建国"), safe(-3), safe(""), safe(None)] == ["李建国", -3, "", None]
    assert read(as_csv(COLUMNS, [["a\"b,c\n路", DAY, AT, -3, None]]))[1] == [
        "a\"b,c\n路", "2026-12-24", "2026-12-24 14:03", "-3", "",
    ]  # fmt: skip


def test_csv_begins_with_the_mark_and_ends_its_lines_as_windows_does() -> None:
    assert as_csv([Column("编号")], [["1"]]) == "\ufeff编号\r\n1\r\n"


def test_xlsx_has_types_widths_and_a_heading_that_stays() -> None:
    page = book(as_xlsx(COLUMNS, [["0012", DAY, AT, -3, "#N/A"], ["x", None, None, 2.5, "#路"]], "表"))["表"]
    assert [cell.data_type for cell in page[2]] == ["s", "d", "d", "n", "s"]
    assert page["A2"].value == "0012", "a code is no number"
    assert page["B2"].value == datetime(2026, 12, 24)  # noqa: DTZ001 - XLSX knows no zones
    assert page["C2"].value == datetime(2026, 12, 24, 14, 3)  # noqa: DTZ001
    assert (page["B2"].number_format, page["C2"].number_format) == ("yyyy-mm-dd", "yyyy-mm-dd hh:mm")
    assert page["D3"].value == 2.5
    assert (page.freeze_panes, page["A1"].font.bold) == ("A2", True)
    assert (page.column_dimensions["A"].width, page.column_dimensions["E"].width) == (12, 40)


def test_what_no_spreadsheet_can_hold_is_left_out() -> None:
    words = "路\x00灯\x0b\ud800\ufffe" + "长" * 40_000
    cell = book(as_xlsx(COLUMNS, [[words]], "表")).active["A2"]
    assert cell.value == ("路灯" + "长" * 40_000)[: tables.LONGEST]


def test_half_a_character_stops_no_file(tmp_path: Path) -> None:
    save(tmp_path / "a.csv", COLUMNS, [["路\ud800灯"]], "表")
    assert (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[1] == "路?灯"


def test_what_does_not_fit_on_a_sheet_goes_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "ROWS", 2)
    found = book(as_xlsx([Column("n")], [[n] for n in range(5)], "历史记录"))
    assert [[cell.value for cell in page["A"]] for page in found] == [["n", 0, 1], ["n", 2, 3], ["n", 4]]
    assert found.sheetnames == ["历史记录", "历史记录 2", "历史记录 3"]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.XLSX"])
def test_a_file_is_whole_or_not_there(tmp_path: Path, name: str) -> None:
    out = tmp_path / name

    def broken() -> Iterator[list[int]]:
        yield [1]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        save(out, COLUMNS, broken(), "表")
    assert list(tmp_path.iterdir()) == []
    assert save(out, COLUMNS, iter([[1], [2]]), "表") == 2
    before = out.read_bytes()
    with pytest.raises(FileExistsError):
        save(out, COLUMNS, [[3]], "表")
    with pytest.raises(RuntimeError):
        save(out, COLUMNS, broken(), "表", force=True)
    assert out.read_bytes() == before
    assert save(out, COLUMNS, [[3]], "表", force=True) == 1
    assert out.read_bytes() != before
    assert out.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [out]


def test_other_endings_and_folders_are_refused(tmp_path: Path) -> None:
    for name in ("a.ods", "a", "csv", "a.csv.gz"):
        with pytest.raises(ValueError, match=r"^(\.ods|\.gz|)$"):
            save(tmp_path / name, COLUMNS, [], "表")
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(FileExistsError):
        save(tmp_path / "a.csv", COLUMNS, [], "表", force=True)
    with pytest.raises(OSError, match="No such file"):
        save(tmp_path / "none" / "a.csv", COLUMNS, [], "表")


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_many_rows_need_no_more_memory_than_few(tmp_path: Path, name: str) -> None:
    def peak(number: int) -> int:
        tracemalloc.start()
        save(tmp_path / name, COLUMNS, (["路灯", DAY, AT, n, "=x"] for n in range(number)), "表", force=True)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)  # what is loaded once
    assert peak(6_000) < peak(300) + 200_000


def test_the_workbook_holds_no_table_of_strings(tmp_path: Path) -> None:
    """Strings stand in their cells: a table of all of them would have to be kept in memory."""
    save(tmp_path / "a.xlsx", [Column("n")], ([str(n)] for n in range(1000)), "表")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as packed:
        assert "xl/sharedStrings.xml" not in packed.namelist()
