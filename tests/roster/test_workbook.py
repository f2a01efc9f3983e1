"""From bytes to rows, with every fault on the way."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from domain.roster import Book, Level
from services.roster.checking import check
from services.roster.files import opening, raw
from services.roster.workbook import read
from tests.roster.books import found, opened, saved, workbook

UNIT = {"code": "zibo", "name": "淄博市", "kind": "市"}
PERSON = {"ref": "p1", "name": "李建国"}


def test_rows_are_read_whatever_the_order_and_width() -> None:
    reading = read(
        workbook(
            mandates=[
                {"starts": "2026年1月5日", "person": 7.0, "unit": "ZIBO", "level": "市", "station": "s1",
                 "front_line": "否 no"},
            ]
        )
    )  # fmt: skip
    assert reading.faults == ()
    [row] = reading.book.mandates
    assert (row.row, row.person, row.unit, row.level) == (2, "7", "ZIBO", Level.CITY)
    assert (row.starts, row.front_line) == (date(2026, 1, 5), False)
    assert "committee" not in row.model_fields_set


@pytest.mark.parametrize("title", ["单位", "units", "Units 单位", "【单位】", "单位/UNITS"])
@pytest.mark.parametrize(
    "heads", [("编码", "名称", "类别"), ("Code", "NAME *", "kind"), ("编码 code", "name名称", "类 别")]
)
def test_titles_in_either_language(title: str, heads: tuple[str, ...]) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = title.replace("/", "-")
    page.append(heads)
    page.append(["zibo", "淄博市", "市"])
    reading = read(saved(book))
    assert found(reading.faults) == []
    assert [unit.code for unit in reading.book.units] == ["zibo"]


def test_empty_rows_and_columns_don_t_matter() -> None:
    book = opened(workbook(units=[UNIT, {}, {"code": "\u3000", "name": " "}, {**UNIT, "code": "b"}]))
    book["单位 units"]["H1"] = "备注"
    book.create_sheet("Sheet9")
    reading = read(saved(book))
    assert reading.faults == ()
    assert [(unit.row, unit.code) for unit in reading.book.units] == [(2, "zibo"), (5, "b")]


def test_every_fault_is_listed_with_its_place() -> None:
    book = opened(
        workbook(
            units=[UNIT, {"code": "不行", "name": None, "kind": "省", "latitude": "=1+1"}],
            persons=[{**PERSON, "phone": "#REF!"}, {"ref": "p 2", "name": "王"}],
        )
    )
    book["人员 persons"]["E1"] = "生肖"
    book["人员 persons"]["E2"] = "龙"
    book["人员 persons"]["C2"].data_type = "e"
    book["单位 units"]["F3"] = "没有标题"
    book.create_sheet("杂项").append(["x"])
    reading = read(saved(book))
    assert sorted(found(reading.faults), key=str) == sorted(
        [
            ("units", 1, "F", "untitled_column"),
            ("units", 3, "code", "code"),
            ("units", 3, "name", "missing"),
            ("units", 3, "kind", "choice"),
            ("units", 3, "latitude", "formula"),
            ("persons", 1, "生肖", "unknown_column"),
            ("persons", 2, "phone", "error_value"),
            ("persons", 3, "ref", "ref"),
            ("杂项", None, "", "unknown_sheet"),
        ],
        key=str,
    )
    assert [unit.code for unit in reading.book.units] == ["zibo"]
    assert {fault.value for fault in reading.faults} >= {"不行", "省", "=1+1", "p 2", "生肖"}


def test_missing_and_double_columns_and_sheets() -> None:
    book = opened(workbook(units=[UNIT]))
    book["单位 units"]["C1"] = "name"
    book.create_sheet("单位").append(["code"])
    reading = read(saved(book))
    assert found(reading.faults) == [
        ("units", 1, "name", "column_twice"),
        ("units", 1, "kind", "no_column"),
        ("单位", None, "", "sheet_twice"),
    ]


def test_examples_are_left_out() -> None:
    reading = read(workbook(units=[{**UNIT, "code": "EXAMPLE-1"}, {**UNIT, "code": "示例"}, UNIT]))
    assert (reading.examples, len(reading.book.units)) == (2, 1)


def encrypted() -> bytes:
    return opening.OLD_CONTAINER + b"\0" * 512 + opening.ENCRYPTED_STREAM


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return out.getvalue()


def bomb() -> bytes:
    return archive(xl__workbook_xml=b"<x/>", xl__worksheets__sheet1_xml=b" " * (raw.MAX_UNPACKED_BYTES + 1))


def with_macros() -> bytes:
    return archive(xl__workbook_xml=b"<x/>", xl__vbaProject_bin=b"x")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty_file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no_workbook"),
        (archive(a=b"x"), "no_workbook"),
        (encrypted(), "encrypted"),
        (opening.OLD_CONTAINER + b"\0" * 512, "old_format"),
        (archive(xl__workbook_xml=b"<x/>"), "damaged"),
        (workbook(units=[UNIT])[:-900], "cut_off"),
        (with_macros(), "macros"),
        (b"x" * (raw.MAX_FILE_BYTES + 1), "too_big"),
    ],
)
def test_a_file_that_is_no_roster(data: bytes, kind: str) -> None:
    reading = read(data)
    assert [fault[3] for fault in found(reading.faults)] == [kind]
    assert not reading.book.units


def test_a_bomb_is_not_unpacked() -> None:
    assert [fault.kind for fault in read(bomb()).faults] == ["too_big"]


def test_an_empty_workbook_names_the_sheets() -> None:
    [fault] = read(saved(Workbook())).faults
    assert fault.kind == "no_sheets"
    assert "单位 units" in fault.facts["sheets"]


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw, "MAX_ROWS", 2)
    [fault] = read(workbook(units=[UNIT, UNIT])).faults
    assert (fault.kind, fault.sheet) == ("too_many_rows", "单位 units")


def test_what_a_broken_row_names_is_checked_all_the_same() -> None:
    reading = read(
        workbook(
            persons=[{"ref": "p1", "name": "李建国", "phone": "无"}],
            mandates=[{"person": "p1", "level": "区县", "unit": "nowhere", "station": "none", "starts": "2026-02-30"}],
        )
    )
    faults = reading.faults + check(Book(), reading.book)
    assert found(faults) == [
        ("persons", 2, "phone", "phone"),
        ("mandates", 2, "starts", "no_such_day"),
        ("mandates", 2, "unit", "unknown_units"),
        ("mandates", 2, "station", "unknown_stations"),
    ]


def test_one_sees_how_far_the_reading_is() -> None:
    told: list[tuple[str, int, int]] = []
    rows = [{**UNIT, "code": f"u{n}"} for n in range(3_000)]
    reading = read(workbook(units=rows), lambda *where: told.append(where))
    assert len(reading.book.units) == 3_000
    assert {(step, total) for step, _, total in told} == {("read", told[-1][1])}, "in the end all is done"
    assert [done for _, done, _ in told] == sorted({done for _, done, _ in told})
    assert len(told) > 2


@pytest.mark.parametrize("epoch", [1900, 1904])
def test_days_in_workbooks_of_old_macs(epoch: int) -> None:
    """A cell that is formatted as a day is one; a bare number could be two days, so it is asked after."""
    book = opened(workbook(units=[{**UNIT, "valid_from": date(2026, 1, 5), "valid_to": 46027}]))
    book.epoch = CALENDAR_MAC_1904 if epoch == 1904 else CALENDAR_WINDOWS_1900
    reading = read(saved(book))
    rows = reading.book.units or reading.book.broken["units"]
    assert rows[0].valid_from == date(2026, 1, 5)
    kinds = [fault.kind for fault in reading.faults]
    assert kinds == (["date"] if epoch == 1904 else [])


@pytest.mark.parametrize("format_", ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "[$-804]aaaa", "m/d/yy h:mm", "[Red]yyyy/m/d"])
def test_formats_of_days(format_: str) -> None:
    book = opened(workbook(units=[{**UNIT, "valid_from": 46027}]))
    book["单位 units"]["D2"].number_format = format_
    [unit] = read(saved(book)).book.units
    assert unit.valid_from == date(2026, 1, 5)


def test_numbers_that_are_no_days_stay_numbers() -> None:
    book = opened(workbook(persons=[{"ref": 46027, "name": 12}, {"ref": 46028, "name": 13}]))
    book["人员 persons"]["A2"].number_format = '0"号"'
    book["人员 persons"]["A3"].number_format = "[Red]0.00_);General"
    assert [(person.ref, person.name) for person in read(saved(book)).book.persons] == [
        ("46027", "12"),
        ("46028", "13"),
    ]
