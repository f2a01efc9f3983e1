"""Tables with commas: a sheet each, in the encodings and ways in which people's programs write them."""

import csv
import io
import zipfile
from datetime import date

import pytest

from services.roster.files import raw
from services.roster.sheets import SHEETS
from services.roster.workbook import Reading, read, read_files
from services.tables import Column, as_csv
from tests.roster.books import found

PERSONS = "编号,姓名,电话\r\nr001,李建国,13800000000\r\nr002,王秀英,\r\n"


def names(reading: Reading) -> list[str]:
    assert found(reading.faults) == []
    return [person.name for person in reading.book.persons]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(encoding: str) -> None:
    assert names(read(PERSONS.encode(encoding), name="persons.csv")) == ["李建国", "王秀英"]


def test_rare_letters_of_names_survive() -> None:
    """Of these GBK has none and GB18030 all."""
    rare = PERSONS.replace("王秀英", "王𬭼䶮")
    assert names(read(rare.encode("gb18030"), name="persons.csv"))[1] == "王𬭼䶮"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "\uff0c"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_ends_of_lines(delimiter: str, end: str) -> None:
    text = PERSONS.replace(",", delimiter).replace("\r\n", end)
    assert names(read(text.encode(), name="persons.csv")) == ["李建国", "王秀英"]


def test_a_note_to_excel_is_followed() -> None:
    assert names(read(("sep=;\r\n" + PERSONS.replace(",", ";")).encode(), name="persons.csv")) == ["李建国", "王秀英"]


@pytest.mark.parametrize(
    "name", ["persons.csv", "人员.CSV", "人员 persons.csv", "名册-人员(1).csv", "roster-persons.csv", "未命名.csv", ""]
)
def test_the_sheet_is_known_by_the_name_of_the_file_or_by_its_titles(name: str) -> None:
    assert names(read(PERSONS.encode(), name=name)) == ["李建国", "王秀英"]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.code)
def test_the_titles_of_the_template_say_which_sheet_it_is(sheet: object) -> None:
    for one in SHEETS:
        text = ",".join(column.title for column in one.columns)
        assert read(text.encode(), name="book1.csv").titles[one.code, ""] == "book1.csv"


def test_a_table_that_could_be_anything_is_asked_after() -> None:
    reading = read(b"a,b\n1,2\n", name="x.csv")
    assert [(fault.kind, fault.sheet) for fault in reading.faults] == [("which_sheet", "x.csv")]
    assert "persons" in reading.faults[0].facts["sheets"]


def test_without_titles_it_is_told_which_are_needed() -> None:
    [fault] = read("r001,李建国\nr002,王秀英\n".encode(), name="人员.csv").faults
    assert (fault.kind, fault.row, fault.facts) == ("no_titles", 1, {"titles": "编号 ref / 姓名 name"})


def test_the_name_of_the_list_may_stand_above() -> None:
    text = "张店区人员名单,,\n,,\n" + PERSONS
    reading = read(text.encode(), name="persons.csv")
    assert names(reading) == ["李建国", "王秀英"]
    assert reading.book.persons[0].row == 4, "as a spreadsheet counts"


def test_cells_as_spreadsheets_export_them() -> None:
    text = '编号,姓名,电话\n="001","  王 伟 ",\'+8613800000000\n="002",某某,1.38E+10\n003,=A1,\n004,#N/A,\n'
    reading = read(text.encode(), name="persons.csv")
    [person] = reading.book.persons
    assert (person.ref, person.name, person.phone) == ("001", "王伟", "+8613800000000")
    assert found(reading.faults) == [
        ("persons", 3, "phone", "shortened"),
        ("persons", 4, "name", "formula"),
        ("persons", 5, "name", "error_value"),
    ]


def test_words_that_an_export_guarded_are_read_as_they_were() -> None:
    words = ["=1+1", "+1", "-站", "@SUM", "\uff1d站", " =站", "'t Hooft"]
    columns = [Column("编码"), Column("名称"), Column("单位")]
    text = as_csv(columns, [[f"s{n}", word, "zd"] for n, word in enumerate(words)])
    reading = read(text.encode(), name="stations.csv")
    assert [station.name for station in reading.book.stations] == [word.strip() for word in words]


def test_dates_as_text() -> None:
    days = ["2026年1月10日", "2026/1/10", "2026/01/10", "20260110", "46032", "2026-01-10 00:00:00"]
    head = "人员编号,层级,选区单位,站点编码,开始日期"
    text = "\n".join((head, *(f"r{n},区县,zd,s1,{day}" for n, day in enumerate(days))))
    reading = read(text.encode(), name="mandates.csv")
    assert found(reading.faults) == []
    assert {row.starts for row in reading.book.mandates} == {date(2026, 1, 10)}


def test_words_with_commas_quotes_and_lines() -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["编码", "名称", "单位", "地址"], ["s1", '"和平"站', "zd", "和平路 1 号,\n二楼"]])
    [station] = read(out.getvalue().encode(), name="stations.csv").book.stations
    assert (station.name, station.address) == ('"和平"站', "和平路 1 号, 二楼")


@pytest.mark.parametrize(
    ("data", "kind", "row"),
    [
        (b"", "empty_file", None),
        (b"\r\n \r\n", "empty_file", None),
        ('编号,姓名\nr1,李\nr2,"王\nr3,陈\n'.encode(), "quotes", 3),
        ('编号,姓名\nr1,"李"建国\n'.encode(), "quotes", 2),
        ("编号,姓名\nr1,李建国很长的名字\n".encode()[:-3] + b"\xe5\n", "encoding", 2),
        ("编号,姓名\nr1,李\n".encode("utf-16")[:-1], "encoding", 2),
    ],
)
def test_what_can_t_be_read_is_told_with_its_row(data: bytes, kind: str, row: int | None) -> None:
    reading = read(data, name="persons.csv")
    assert [(fault.kind, fault.row) for fault in reading.faults] == [(kind, row)]
    assert found(reading.faults)


def zipped(**tables: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in tables.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_an_archive_of_tables_is_one_roster() -> None:
    units = "编码,名称,类别\nzibo,淄博市,市\n"
    tables = {"名册/人员.csv": PERSONS.encode("gb18030"), "名册/units.csv": units.encode(), "名册/看看.txt": b"x"}
    tables["__MACOSX/名册/._units.csv"] = b"\0\1"
    reading = read(zipped(**tables), name="roster.zip")
    assert names(reading) == ["李建国", "王秀英"]
    assert [unit.code for unit in reading.book.units] == ["zibo"]
    assert reading.titles["persons", ""] == "人员.csv"


def test_names_in_an_archive_from_chinese_windows() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("XXXX.csv", PERSONS)
    data = out.getvalue().replace(b"XXXX", "人员".encode("gb18030"))
    assert read(data, name="r.zip").titles["persons", ""] == "人员.csv"


def test_one_bad_table_does_not_hide_the_faults_of_the_others() -> None:
    """And nobody is blamed for naming what could not be read."""
    reading = read_files(
        {
            "persons.csv": '编号,姓名\nr1,"李\n'.encode(),
            "units.csv": "编码,名称,类别\nzibo,淄博市,省\n".encode(),
            "links.csv": b"",
        }
    )
    assert {(fault.kind, fault.sheet) for fault in reading.faults} == {
        ("quotes", "persons.csv"),
        ("choice", "units"),
        ("empty_file", "links.csv"),
    }
    assert all(reading.book.unread[code] == {"*"} for code in ("persons", "links", "mandates"))


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw, "MAX_ROWS", 1)
    [fault] = read(PERSONS.encode(), name="persons.csv").faults
    assert (fault.kind, fault.facts) == ("too_many_rows", {"limit": "1"})
