"""A workbook: a zip archive of XML that strangers send.

Its declared sizes are looked at before anything is unpacked (Python's zipfile never unpacks more than was declared),
and its rows are read while they are unpacked.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from services.roster.files.raw import FileError, Meter, RawRow, RawSheet, too_big
from services.roster.files.rows import LOCALS, Shared, Strings, Tell, fed, parser, rows

WORKBOOK = "xl/workbook.xml"
# Numbers of formats that are days in every workbook; from 27 on in the languages of East Asia.
BUILT_IN_DAYS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
NO_LETTERS_OF_A_DAY = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.|General|AM/PM|A/P', re.IGNORECASE)
DAY_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)
SHOWN = {"", "visible"}
MATTER = frozenset({"workbookPr", "sheet", "Relationship", "numFmt", "cellXfs", "cellStyles", "xf"})
MAX_ELEMENTS = 200_000  # of one part


class Book:
    """An archive whose sizes were looked at already."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.parts = {part.filename.lower().replace("\\", "/").lstrip("/"): part for part in archive.infolist()}

    def elements(self, name: str) -> list[tuple[str, dict[str, str]]]:
        """The elements of a part that matter here, in their order; none where there is no such part."""
        found: list[tuple[str, dict[str, str]]] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if LOCALS[tag] in MATTER:
                found.append((LOCALS[tag], attributes))
                if len(found) > MAX_ELEMENTS:
                    raise too_big()

        self.parse(name, start, None, None)
        return found

    def parse(self, name: str, start: Any, end: Any, text: Any) -> None:
        """Go through a part with these handlers."""
        part = self.parts.get(name.lower())
        if part is None:
            return
        with self.archive.open(part) as stream:
            for _ in fed(stream, parser(start, end, text)):
                pass


def sheets(archive: zipfile.ZipFile, meter: Meter, tell: Tell) -> Iterator[RawSheet]:
    """The sheets of a workbook in their order; each must be read before the next is asked for."""
    book = Book(archive)
    said = book.elements(WORKBOOK)
    is_1904 = any(tag == "workbookPr" and attributes.get("date1904") in {"1", "true"} for tag, attributes in said)
    shared = Shared(_strings(book), _days(book), is_1904)
    targets = _targets(book)
    if not any(tag == "sheet" for tag, _ in said):
        raise FileError("damaged")
    for tag, attributes in said:
        if tag != "sheet":
            continue
        target = targets.get(next((value for name, value in attributes.items() if LOCALS[name] == "id"), ""), "")
        part = book.parts.get(target.lower())
        if part is None:
            raise FileError("damaged")
        if "worksheets/" in target.lower():  # and no chart
            hidden = attributes.get("state", "") not in SHOWN
            sheet = RawSheet(attributes.get("name", ""), iter(()), is_hidden=hidden, is_1904=is_1904)
            sheet.rows = _rows(book, part, sheet, shared, meter, tell)
            yield sheet


def size(archive: zipfile.ZipFile) -> int:
    """How many bytes of sheets there are to read."""
    return sum(part.file_size for part in archive.infolist() if "worksheets/" in part.filename.lower())


def _rows(
    book: Book, part: zipfile.ZipInfo, sheet: RawSheet, shared: Shared, meter: Meter, tell: Tell
) -> Iterator[RawRow]:
    with book.archive.open(part) as stream:
        yield from rows(stream, sheet, shared, meter, tell)


def _strings(book: Book) -> list[str]:
    strings = Strings()
    book.parse("xl/sharedStrings.xml", strings.start, strings.end, strings.text)
    return strings.found


def _targets(book: Book) -> dict[str, str]:
    """Where the parts lie that the workbook names by numbers."""
    found: dict[str, str] = {}
    for tag, attributes in book.elements("xl/_rels/workbook.xml.rels"):
        if tag == "Relationship":
            target = attributes.get("Target", "").replace("\\", "/")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            found[attributes.get("Id", "")] = path
    return found


def _days(book: Book) -> frozenset[int]:
    """The styles that show a number as a day."""
    own: dict[str, str] = {}
    days: set[int] = set()
    in_cells, number = False, 0
    for tag, attributes in book.elements("xl/styles.xml"):
        if tag == "numFmt":
            own[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            in_cells = True
        elif tag == "cellStyles":
            in_cells = False
        elif tag == "xf" and in_cells:
            if _is_day(attributes.get("numFmtId", "0"), own):
                days.add(number)
            number += 1
    return frozenset(days)


def _is_day(number: str, own: dict[str, str]) -> bool:
    if number in own:
        return bool(DAY_LETTERS.search(NO_LETTERS_OF_A_DAY.sub("", own[number])))
    return int(number) in BUILT_IN_DAYS
