"""A table with commas (CSV) as Excel, WPS and databases write it: in several encodings, with tabs or semicolons too."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice

from services.roster.files.raw import (
    FAILED,
    LAST_ROW,
    MAX_COLUMNS,
    MAX_TEXT,
    FileError,
    Meter,
    RawRow,
    RawSheet,
    Trouble,
    is_blank,
)
from services.roster.files.rows import Tell
from services.roster.sheets import SHEETS, Sheet, simplified
from services.tables import begins_formula

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
DELIMITERS = ",\t;|\uff0c"
HEAD_ROWS = 5  # within which the titles stand
HEAD_BYTES = 64 * 1024
LINE, WRONG = "\n", "\ufffd"


def is_text(data: bytes) -> bool:
    """Whether these bytes can be a table: text in an encoding that we read."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    head = data[:HEAD_BYTES]
    return b"\0" not in head or _wide(head) is not None


def sheet(data: bytes, name: str, meter: Meter, tell: Tell) -> RawSheet:
    """The table of a file called `name`, which says by its name or its titles which sheet it is. Raises FileError."""
    text = decoded(data, name)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # a note to Excel
        text, delimiter = rest, first.strip()[4]
    else:
        delimiter = _delimiter(text)
    heads = list(islice(_records(text[:HEAD_BYTES], delimiter, None), HEAD_ROWS))
    known = _known(name, heads)
    if known is None:
        sheets = " / ".join(sheet.title for sheet in SHEETS)
        raise FileError("which_sheet", name, sheets=sheets)
    return RawSheet(name, _rows(text, delimiter, name, meter, tell, len(data)), code=known.code)


def decoded(data: bytes, name: str) -> str:
    """The text of a file. Raises FileError with the line in which it can't be read."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _decode(data[len(mark) :], encoding, name)
    if wide := _wide(data[:HEAD_BYTES]):
        return _decode(data, wide, name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_nearly_utf8(data):
            raise FileError("encoding", name, data.count(b"\n", 0, error.start) + 1) from None
    return _decode(data, "gb18030", name)


def _decode(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(encoding, "replace").count(LINE) + 1
        raise FileError("encoding", name, line) from None


def _wide(head: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of titles and commas is zero."""
    for encoding, odd in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros = head[odd::2].count(0)
        if zeros and zeros * 20 > len(head) // 2 and not head[1 - odd :: 2].count(0):
            return encoding
    return None


def _is_nearly_utf8(data: bytes) -> bool:
    """Whether few letters only are wrong: text in another encoding goes wrong in nearly every one."""
    text = data.decode("utf-8", "replace")
    foreign = sum(1 for letter in text if ord(letter) > 127)
    return text.count(WRONG) * 4 < foreign


def _delimiter(text: str) -> str:
    """What stands between the cells: that which makes most titles of the first line known."""
    line = text.lstrip(" \r\n\t\ufeff").partition("\n")[0][:MAX_TEXT]
    known = {name for sheet in SHEETS for column in sheet.columns for name in column.names}

    def titles(delimiter: str) -> tuple[int, int]:
        parts = [simplified(part) for part in line.split(delimiter)]
        return sum(part in known for part in parts), len(parts)

    return max(DELIMITERS, key=titles)


def _known(name: str, heads: list[list[str]]) -> Sheet | None:
    """Which sheet it is: by the whole name of the file, by a word in it, or by its titles if one alone fits."""
    stem = simplified(name.rsplit("/", 1)[-1].removesuffix(".csv").removesuffix(".CSV"))
    if exact := [sheet for sheet in SHEETS if stem in sheet.names]:
        return exact[0]
    fits = {sheet.code: max((_fit(sheet, head) for head in heads), default=0) for sheet in SHEETS}
    best = [sheet for sheet in SHEETS if fits[sheet.code] == max(fits.values())]
    named = [sheet for sheet in SHEETS if any(simplified(word) in stem for word in (sheet.chinese, sheet.code))]
    if len(named) == 1 and (fits[named[0].code] or not max(fits.values())):
        return named[0]
    return best[0] if len(best) == 1 and max(fits.values()) else None


def _fit(sheet: Sheet, head: list[str]) -> int:
    """How many of these titles belong to the sheet; nothing if one that it needs is missing."""
    titles = [simplified(title) for title in head]
    found = [column for column in sheet.columns if column.names & set(titles)]
    if any(column.required and column not in found for column in sheet.columns):
        return 0
    return 2 * len(found) - sum(1 for title in titles if title and not any(title in c.names for c in sheet.columns))


def _records(text: str, delimiter: str, name: str | None) -> Iterator[list[str]]:
    """The records of a text; without a name, as far as they can be read."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            if name is None:
                return
            raise FileError("quotes", name, number) from None


def _rows(text: str, delimiter: str, name: str, meter: Meter, tell: Tell, size: int) -> Iterator[RawRow]:
    for number, record in enumerate(_records(text, delimiter, name), start=1):
        if number > LAST_ROW:
            raise FileError("too_many_rows", name, limit=f"{LAST_ROW:,}")
        cells = tuple(_cell(part) for part in record[:MAX_COLUMNS])
        if any(cell is not None for cell in cells):
            meter.row(name)
            yield RawRow(number, cells)
    tell(size)


def _cell(text: str) -> str | Trouble | None:
    """A cell as a spreadsheet would take it; blanks of every kind are None."""
    if is_blank(text):
        return None
    if text[0] == "=":
        inner = text[1:].strip()
        if len(inner) > 1 and inner[0] == inner[-1] == '"' and '"' not in inner[1:-1]:  # ="001" keeps its zeros
            return None if is_blank(inner[1:-1]) else inner[1:-1]
        return Trouble("formula", text[:MAX_TEXT])
    if text in FAILED:
        return Trouble("error_value", text)
    return text[1:] if text[0] == "'" and begins_formula(text[1:]) else text  # as an export guards words
