"""Bad files by the dozen: what people and strangers send instead of a roster.

Each is made by a function of its name, so that none of them has to be stored, and the largest cost nothing until they
are wanted. `python -m tests.data.rosters.make FOLDER` writes them all, to be tried by hand.
"""

import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook

from services.roster.files.opening import ENCRYPTED_STREAM, OLD_CONTAINER
from tests.roster.books import opened, saved, workbook

UNITS = [
    {"code": "zibo", "name": "淄博市", "kind": "市"},
    {"code": "zd", "name": "张店区", "kind": "区县", "parent": "zibo"},
]
PERSONS = [{"ref": "p1", "name": "李建国", "home": "zd"}]
SHEET = "xl/worksheets/sheet1.xml"
FILES: dict[str, Callable[[], bytes]] = {}


def bad(name: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Note a file under its name."""

    def note(make: Callable[[], bytes]) -> Callable[[], bytes]:
        FILES[name] = make
        return make

    return note


def sound() -> bytes:
    """A roster in which nothing is wrong."""
    return workbook(units=UNITS, persons=PERSONS)


def packed(parts: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """What is in an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_rows(rows: bytes) -> bytes:
    """The sound roster, with other rows in its first sheet."""
    found = parts(sound())
    head = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    return packed({**found, SHEET: head + rows + b"</sheetData></worksheet>"})


TITLES = b'<row r="1"><c t="str"><v>code</v></c><c t="str"><v>name</v></c><c t="str"><v>kind</v></c></row>'
ROW = b'<row><c t="str"><v>a</v></c><c t="str"><v>b</v></c><c t="str"><v>city</v></c></row>'

FILES["empty.xlsx"] = lambda: b""
FILES["blanks.xlsx"] = lambda: b"\0" * 4_096
FILES["huge.xlsx"] = lambda: b"PK\x03\x04" + b"x" * (20 * 1024 * 1024)
FILES["truncated.xlsx"] = lambda: sound()[:-400]
FILES["first-half.xlsx"] = lambda: sound()[: len(sound()) // 2]
FILES["picture.xlsx"] = lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"
FILES["page.xls"] = lambda: "<html><table><tr><td>编号</td></tr></table></html>".encode()
FILES["paper.pdf"] = lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
FILES["old.xls"] = lambda: OLD_CONTAINER + b"\0" * 4_096
FILES["password.xlsx"] = lambda: OLD_CONTAINER + b"\0" * 4_096 + ENCRYPTED_STREAM
FILES["letter.docx"] = lambda: packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
FILES["open.ods"] = lambda: packed({"mimetype": b"application/vnd.oasis", "content.xml": b"<x/>"})
FILES["binary.xlsb"] = lambda: packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"\0"})
FILES["archive.zip"] = lambda: packed({"看看.txt": b"x"})
FILES["macros.xlsm"] = lambda: packed({**parts(sound()), "xl/vbaProject.bin": b"\0"})
FILES["no-parts.xlsx"] = lambda: packed({"xl/workbook.xml": b"<workbook/>"})
FILES["broken-xml.xlsx"] = lambda: with_rows(b"<row><c></row>")
FILES["wrong-checksum.xlsx"] = lambda: packed(parts(sound()), zipfile.ZIP_STORED).replace(b"zibo", b"zibu")
FILES["many-parts.xlsx"] = lambda: packed({**parts(sound()), **{f"xl/media/{n}.png": b"" for n in range(2_001)}})
FILES["bomb.xlsx"] = lambda: with_rows(b" " * (101 * 1024 * 1024))
FILES["million-rows.xlsx"] = lambda: with_rows(TITLES + ROW * 1_000_000)
FILES["long-tag.xlsx"] = lambda: with_rows(b'<row r="' + b"1" * 50_000_000 + b'"/>')
FILES["long-cell.xlsx"] = lambda: with_rows(TITLES + ROW.replace(b">b<", b">" + b"b" * 60_000_000 + b"<"))
FILES["far-row.xlsx"] = lambda: with_rows(TITLES + ROW.replace(b"<row>", b'<row r="99999999">'))
FILES["million-faults.xlsx"] = lambda: with_rows(TITLES + ROW.replace(b"city", b"x") * 25_000)


@bad("entities.xlsx")
def entities() -> bytes:
    """XML that would grow a billionfold."""
    grown = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">' + grown + b"]>"
    return packed({**parts(sound()), SHEET: head + b"<worksheet><sheetData>&l9;</sheetData></worksheet>"})


@bad("liar.xlsx")
def liar() -> bytes:
    """A sheet that says it is small and is not."""
    data = bytearray(with_rows(TITLES + ROW * 500_000))
    entry = data.rfind(SHEET.encode()) - 46  # in the directory at the end
    data[entry + 24 : entry + 28] = (1_000).to_bytes(4, "little")
    return bytes(data)


@bad("strings.xlsx")
def strings() -> bytes:
    """A million and more texts, each of them short."""
    shared = b"<sst>" + b"<si><t>a</t></si>" * 1_000_001 + b"</sst>"
    return packed({**parts(sound()), "xl/sharedStrings.xml": shared})


@bad("styles.xlsx")
def styles() -> bytes:
    """More styles than a program could use."""
    return packed({**parts(sound()), "xl/styles.xml": b"<x><cellXfs>" + b"<xf/>" * 1_000_000 + b"</cellXfs></x>"})


@bad("wrong-sheets.xlsx")
def wrong_sheets() -> bytes:
    book = Workbook()
    for title in ("Sheet1", "代表名单"):
        book.create_sheet(title).append(["姓名", "单位"])
    return saved(book)


@bad("no-titles.xlsx")
def no_titles() -> bytes:
    book = opened(sound())
    book["人员 persons"].delete_rows(1)
    return saved(book)


@bad("no-sheets.xlsx")
def no_sheets() -> bytes:
    return saved(Workbook())


@bad("hidden.xlsx")
def hidden() -> bytes:
    book = opened(sound())
    book["人员 persons"].sheet_state = "hidden"
    return saved(book)


@bad("formulas.xlsx")
def formulas() -> bytes:
    return workbook(units=UNITS, persons=[*PERSONS, {"ref": "=A2", "name": '="王"&"秀英"', "home": "zd"}])


@bad("merged.xlsx")
def merged() -> bytes:
    book = opened(workbook(units=UNITS, persons=[{"ref": f"p{n}", "name": "某", "home": "zd"} for n in range(4)]))
    book["人员 persons"].merge_cells("B2:C4")
    return saved(book)


@bad("twice.xlsx")
def twice() -> bytes:
    return workbook(units=UNITS, persons=[*PERSONS, *PERSONS])


@bad("cycle.xlsx")
def cycle() -> bytes:
    rows = [{"code": c, "name": c, "kind": k, "parent": p} for c, k, p in (("a", "区县", "b"), ("b", "市", "a"))]
    return workbook(units=[*UNITS, *rows])


@bad("two-cities.xlsx")
def wrong_places() -> bytes:
    rows = [{"code": "s", "name": "和平街道", "kind": "街道", "parent": "zibo"}]
    return workbook(units=[*UNITS, *rows], persons=[{"ref": "p2", "name": "某", "home": "nowhere"}])


@bad("dates.xlsx")
def dates() -> bytes:
    days = ("明年", "2026-02-30", "1/5/2026", "2026-13-01")
    common = {"level": "区县", "unit": "zd", "station": "s1"}
    stations = [{"code": "s1", "name": "站", "unit": "zd"}]
    people = [{"ref": f"p{n}", "name": "某"} for n in range(len(days))]
    rows = [{"person": f"p{n}", **common, "starts": day} for n, day in enumerate(days)]
    return workbook(units=UNITS, stations=stations, persons=people, mandates=rows)


FILES["no-quote.csv"] = lambda: '编号,姓名\np1,"李建国\np2,王\n'.encode()
FILES["other-table.csv"] = lambda: "日期,金额\n2026-01-01,3\n".encode()
FILES["half-letters.csv"] = lambda: "编号,姓名\np1,李建国王秀英陈静\n".encode()[:-2] + b"\n"
FILES["shortened.csv"] = lambda: "编号,姓名,电话\n3.70303E+17,李建国,1.38E+10\n".encode("gb18030")
FILES["bomb.zip"] = lambda: packed({"persons.csv": b"a" * (101 * 1024 * 1024)})
FILES["many.zip"] = lambda: packed({f"{n}.csv": b"x" for n in range(51)})
FILES["million.csv"] = lambda: "编号,姓名\n".encode() + b"a,b\n" * 1_000_000


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in FILES.items():
        (folder / name).write_bytes(make())
