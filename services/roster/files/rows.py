"""The rows of one sheet of a workbook, read while they are unpacked.

The parser is Python's own expat. A document type, by which XML could be made to grow, is refused before it is read.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import IO, Any
from xml.parsers import expat

from services.roster.files.raw import (
    LAST_ROW,
    MAX_COLUMNS,
    MAX_STRINGS,
    MAX_TEXT,
    FileError,
    Meter,
    RawRow,
    RawSheet,
    Trouble,
    is_blank,
    too_big,
)

CHUNK = 1 << 16
LONGEST = 1 << 20  # bytes of one tag
MAX_PARTS_OF_TEXT = 1_000
MAX_NAMES = 1_000
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
DIGITS = "0123456789"
EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a spreadsheet's days have no zone
LAST_DAY = 2_958_465  # 9999-12-31

Tell = Callable[[int], None]


@dataclass(frozen=True)
class Shared:
    """What the sheets of a workbook share: texts by number, and which styles show a number as a day."""

    strings: list[str]
    days: frozenset[int]
    is_1904: bool


def parser(start: Any, end: Any, text: Any) -> Any:
    """A parser with these handlers, which makes nothing of declarations of its own."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.StartElementHandler, made.EndElementHandler, made.CharacterDataHandler = start, end, text
    made.StartDoctypeDeclHandler = _refuse
    return made


def fed(stream: IO[bytes], reader: Any) -> Iterator[int]:
    """Give a stream to a parser piece by piece, and yield the size of each. What is never complete is damaged."""
    total = 0
    while chunk := stream.read(CHUNK):
        reader.Parse(chunk, False)
        total += len(chunk)
        if total - reader.CurrentByteIndex > LONGEST:
            raise FileError("damaged")
        yield len(chunk)
    reader.Parse(b"", True)


def _refuse(*_: object) -> None:
    raise FileError("damaged")


def unescaped(text: str) -> str:
    """A text as it was typed; some letters are written by their number."""
    whole = text[: MAX_TEXT + 1]
    return ESCAPED.sub(_letter, whole) if "_x" in whole else whole


def _letter(found: re.Match[str]) -> str:
    """The letter of a number; half of one stays as it is written."""
    number = int(found[1], 16)
    return found[0] if 0xD800 <= number <= 0xDFFF else chr(number)


class _Locals(dict[str, str]):
    """Names without their prefix, which every program chooses for itself."""

    def __missing__(self, name: str) -> str:
        short = name[name.find(":") + 1 :]
        if len(self) < MAX_NAMES:
            self[name] = short
        return short


LOCALS = _Locals()


class Strings:
    """Collects the texts that the sheets share. What is set above letters as a help to read them is left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._reads = self._in_help = False

    def start(self, name: str, _attributes: object) -> None:
        name = LOCALS[name]
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._in_help = True
        self._reads = name == "t" and not self._in_help

    def end(self, name: str) -> None:
        name = LOCALS[name]
        self._reads = False
        if name == "rPh":
            self._in_help = False
        elif name == "si":
            if len(self.found) >= MAX_STRINGS:
                raise too_big()
            self.found.append(unescaped("".join(self._parts)))

    def text(self, data: str) -> None:
        if self._reads and len(self._parts) < MAX_PARTS_OF_TEXT:
            self._parts.append(data)


class Page:
    """Collects the rows of a sheet; whoever reads takes them out of `ready`."""

    def __init__(self, sheet: RawSheet, shared: Shared, meter: Meter) -> None:
        self.ready: list[RawRow] = []
        self._sheet, self._shared, self._meter = sheet, shared, meter
        self._columns: dict[str, int] = {}
        self._number, self._last = 0, -1
        self._cells: list[Any] = []
        self._cell: dict[str, str] = {}
        self._parts: list[str] = []
        self._value: str | None = None
        self._formula: str | None = None
        self._reads = self._in_help = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = LOCALS[name]
        if name == "c":
            self._cell, self._value, self._formula, self._parts = attributes, None, None, []
        elif name in {"v", "f", "t"}:
            self._reads = not self._in_help
            if name != "t":
                self._parts = []
        elif name == "row":
            self._begin_row(attributes.get("r"))
        elif name == "rPh":
            self._in_help = True
        elif name == "mergeCell" and len(self._sheet.merged) < MAX_STRINGS:
            self._sheet.merged.append(attributes.get("ref", ""))
        elif name == "hyperlink" and len(self._sheet.linked) < MAX_STRINGS:
            self._sheet.linked.append(attributes.get("ref", ""))

    def text(self, data: str) -> None:
        if self._reads and len(self._parts) < MAX_PARTS_OF_TEXT:
            self._parts.append(data)

    def end(self, name: str) -> None:
        name = LOCALS[name]
        self._reads = False
        if name in {"v", "is"}:
            self._value = "".join(self._parts)
        elif name == "f":
            self._formula = "".join(self._parts)
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()
        elif name == "rPh":
            self._in_help = False

    def _begin_row(self, number: str | None) -> None:
        self._number = int(number) if number else self._number + 1
        if not 0 < self._number <= LAST_ROW:
            raise FileError("damaged")
        self._cells, self._last = [], -1

    def _end_cell(self) -> None:
        place = self._cell.get("r")
        at = self._column(place.rstrip(DIGITS)) if place else self._last + 1
        self._last = at
        if at >= MAX_COLUMNS or (self._value is None and self._formula is None):
            return
        value = self._read()
        if value is None:
            return
        cells = self._cells
        if at >= len(cells):
            cells.extend([None] * (at + 1 - len(cells)))
        cells[at] = value

    def _end_row(self) -> None:
        if self._cells:
            self._meter.row(self._sheet.title)
            self.ready.append(RawRow(self._number, tuple(self._cells)))

    def _column(self, letters: str) -> int:
        """A=0, B=1, ... AA=26."""
        at = self._columns.get(letters)
        if at is None:
            at = 0
            for letter in letters.upper()[:4]:
                at = at * 26 + ord(letter) - 64
            at -= 1
            if at < 0 or len(self._columns) > LAST_ROW:
                raise FileError("damaged")
            self._columns[letters] = at
        return at

    def _read(self) -> Any:
        """The value of the cell that ends here; blanks of every kind are None."""
        kind, value = self._cell.get("t", "n"), self._value or ""
        if self._formula is not None:
            return Trouble("formula", f"={self._formula[:MAX_TEXT]}" if self._formula else value[:MAX_TEXT])
        if kind == "s":
            text = self._shared.strings[int(value)]
            return None if is_blank(text) else text
        if kind == "n":
            return self._number_of(value) if value.strip() else None
        if kind == "b":
            return value == "1"
        if kind == "e":
            return Trouble("error_value", value[:MAX_TEXT])
        if kind == "d":
            return datetime.fromisoformat(value)
        return None if is_blank(value) else unescaped(value)

    def _number_of(self, value: str) -> float | int | datetime | date:
        number = float(value)
        style = self._cell.get("s")
        if style is not None and int(style) in self._shared.days and 0 <= number <= LAST_DAY:
            return (EPOCH_1904 if self._shared.is_1904 else EPOCH) + timedelta(days=number)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number


def rows(stream: IO[bytes], sheet: RawSheet, shared: Shared, meter: Meter, tell: Tell) -> Iterator[RawRow]:
    """The rows of a sheet as they come out of the archive. Raises FileError, and whatever a damaged file brings up."""
    page = Page(sheet, shared, meter)
    for size in fed(stream, parser(page.start, page.end, page.text)):
        tell(size)
        yield from page.ready
        page.ready = []
    yield from page.ready
