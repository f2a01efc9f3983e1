"""The workbook with its faults marked: what one sees, that it can be mended in place, and that it computes nothing."""

import io
import zipfile
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from domain.roster import Book
from locales import Text
from services.roster import looks
from services.roster.checking import check
from services.roster.marking import AUTHOR, FILL, marked
from services.roster.sheets import MARKS
from services.roster.template import template
from services.roster.workbook import Reading, read_files
from tests.roster.books import opened, saved, workbook

UNITS = [
    {"code": "zibo", "name": "淄博市", "kind": "市"},
    {"code": "坏", "name": "张店区", "kind": "省", "parent": "zibo"},
]
PERSONS = [{"ref": "p1", "name": "李建国", "home": "nowhere"}, {"ref": "p2", "name": "王秀英", "home": "zibo"}]


@pytest.fixture(params=["with its looks", "anew"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Small workbooks keep their looks, large ones are written anew; both must do all of this."""
    if request.param == "anew":
        monkeypatch.setattr(looks, "MAX_BYTES", 0)
    return str(request.param)


def mark(data: bytes, name: str = "roster.xlsx", language: str = "en") -> tuple[Any, Reading]:
    """The marked workbook of a file, opened, with what was read."""
    files = {name: data}
    reading = read_files(files)
    made = marked(files, reading, reading.faults + check(Book(), reading.book), Text(language))
    assert made is not None
    return opened(made), reading


def marks(book: Any) -> dict[str, dict[str, str]]:
    """What is marked, with its note, by sheet and cell."""
    return {
        page.title: {
            cell.coordinate: cell.comment.text
            for row in page.iter_rows()
            for cell in row
            if cell.fill.fgColor.rgb == FILL.fgColor.rgb and cell.fill.fill_type == "solid"
        }
        for page in book.worksheets
    }


@pytest.mark.usefixtures("way")
def test_faulty_cells_are_marked_and_all_faults_listed() -> None:
    book, _ = mark(workbook(units=UNITS, persons=PERSONS))
    found = marks(book)
    assert {page: set(cells) for page, cells in found.items()} == {
        MARKS: set(),
        "单位 units": {"A3", "C3"},
        "人员 persons": {"C2"},
    }
    assert "no unit with the code “nowhere”" in found["人员 persons"]["C2"]
    lines = [[cell.value for cell in row] for row in book[MARKS].iter_rows(min_row=2)]
    assert [line[:4] for line in lines] == [
        ["单位 units", 3, "编码 code", "坏"],
        ["单位 units", 3, "类别 kind", "省"],
        ["人员 persons", 2, "居住单位 home unit", "nowhere"],
    ]
    assert [cell.value for cell in book[MARKS][1]] == ["Sheet", "Row", "Column", "Value", "What to do"]


@pytest.mark.usefixtures("way")
def test_it_can_be_mended_in_place_and_marked_again() -> None:
    book, _ = mark(workbook(units=UNITS, persons=PERSONS))
    book["单位 units"]["A3"] = "zd"
    book["人员 persons"]["C2"] = "zd"
    again, reading = mark(saved(book))
    assert [(fault.row, fault.kind) for fault in reading.faults] == [(3, "choice")]
    assert {page: set(cells) for page, cells in marks(again).items() if cells} == {"单位 units": {"C3"}}
    assert len(list(again[MARKS].iter_rows(min_row=2))) == 1
    again["单位 units"]["C3"] = "区县"
    mended = read_files({"x.xlsx": saved(again)})
    assert (mended.faults, len(mended.book.units), len(mended.book.persons)) == ((), 2, 2)


def test_a_small_workbook_keeps_its_looks() -> None:
    own = opened(template())
    page = own["单位 units"]
    page["A4"], page["B4"], page["C4"] = "zibo", "淄博市", "省"
    page["B4"].fill, page["B4"].comment = PatternFill("solid", fgColor="FFFF00"), Comment("看这里", "小王")
    book, _ = mark(saved(own))
    made = book["单位 units"]
    assert made["B4"].fill.fgColor.rgb.endswith("FFFF00")
    assert made["B4"].comment.text.startswith("看这里")
    assert made["A1"].comment is not None
    assert len(made.data_validations.dataValidation) == len(page.data_validations.dataValidation)
    assert made["C4"].comment.author == AUTHOR
    assert book.active.title == MARKS


def formulas(data: bytes) -> list[str]:
    """The parts of a workbook in which something computes or leads away."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return [name for name, part in parts.items() if ("worksheets/" in name and b"<f" in part) or "externalLink" in name]


@pytest.mark.usefixtures("way")
def test_what_somebody_typed_is_never_a_formula() -> None:
    dangerous = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x","y")']
    own = opened(workbook(units=[{"code": "坏", "name": words, "kind": "省", "parent": words} for words in dangerous]))
    own["单位 units"]["H1"], own["单位 units"]["H2"] = "备注", "=WEBSERVICE(A1)"
    files = {"x.xlsx": saved(own)}
    reading = read_files(files)
    made = marked(files, reading, reading.faults, Text("zh"))
    assert made is not None
    assert formulas(made) == []
    page = load_workbook(io.BytesIO(made))["单位 units"]
    assert [page.cell(row, 2).value for row in range(2, 7)] == dangerous, "shown as it was typed"
    assert all(page.cell(row, 2).quotePrefix for row in range(2, 7)), "and stays words when somebody edits it"


@pytest.mark.usefixtures("way")
def test_a_formula_that_was_not_mended_is_told_again() -> None:
    files = {"x.xlsx": workbook(persons=[{"ref": "p1", "name": "=1+1"}, {"ref": "p 2", "name": "王秀英"}])}
    reading = read_files(files)
    made = marked(files, reading, reading.faults, Text("zh"))
    assert made is not None
    again = read_files({"x-marked.xlsx": made})
    assert [fault.kind for fault in again.faults] == [fault.kind for fault in reading.faults] == ["formula", "ref"]


def test_tables_with_commas_become_a_workbook() -> None:
    tables = {
        "人员.csv": "名单,,\n编号,姓名,备注\nr1,李建国,=1+1\nr 2,王秀英,\n".encode("gb18030"),
        "units.csv": "code,name,kind\nzibo,淄博市,省\n".encode(),
    }
    reading = read_files(tables)
    made = marked(tables, reading, reading.faults, Text("zh"))
    assert made is not None
    found = marks(opened(made))
    assert {page: set(cells) for page, cells in found.items() if cells} == {
        "人员 persons": {"C2", "A4"},
        "单位 units": {"C2"},
    }
    assert [fault.kind for fault in read_files({"x.xlsx": made}).faults] == [fault.kind for fault in reading.faults]
    assert formulas(made) == []


def test_letters_that_no_workbook_can_hold_are_left_out() -> None:
    table = "编号,姓名,电话\nr1,李\x07建国,\x0b\nr\x01 2,王秀英,12\n".encode()
    reading = read_files({"persons.csv": table})
    made = marked({"persons.csv": table}, reading, reading.faults, Text("en"))
    assert made is not None
    page = opened(made)["人员 persons"]
    assert (page["B2"].value, page["A3"].value) == ("李建国", "r 2")


def test_what_can_t_be_opened_can_t_be_marked() -> None:
    for data in (b"", b"PK\x03\x04", b"\x89PNG\0"):
        reading = read_files({"x": data})
        assert marked({"x": data}, reading, reading.faults, Text("en")) is None


def test_a_million_merged_cells_don_t_fill_the_memory() -> None:
    own = opened(workbook(units=UNITS))
    own["单位 units"].merged_cells.add("A5:XFD1000000")
    book, reading = mark(saved(own))
    assert "merged" in {fault.kind for fault in reading.faults}
    assert not book["单位 units"].merged_cells.ranges, "written anew"
    assert set(marks(book)["单位 units"]) >= {"A3", "C3"}
