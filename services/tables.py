"""Tables that leave the house: they open right in Excel and in WPS, and no cell of theirs is a formula.

CSV has its mark, by which a spreadsheet knows the encoding; XLSX has real dates and numbers, widths and a heading that
stays in sight. Rows are taken one by one, so that a million of them need no more memory than ten.
"""

import contextlib
import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from openpyxl import Workbook

MARK = "\ufeff"  # by which a spreadsheet knows that CSV is UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BLANK = " \u00a0\u3000\u200b\ufeff"  # what a spreadsheet may pass over before it looks for one
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # what no XLSX can hold
LONGEST = 32_767  # characters in a cell of XLSX
ROWS = 1_048_575  # on a sheet, without the heading; what is more goes on the next one
NAME = 24  # characters of a sheet's title
ENDINGS = (".csv", ".xlsx")

Cell = str | int | float | date | datetime | None
Rows = Iterable[Sequence[Cell]]
T = TypeVar("T")


@dataclass(frozen=True)
class Column:
    """A column: its title, and how wide it is in XLSX (in digits; a Chinese character takes two)."""

    title: str
    width: int = 16


def safe(cell: T) -> T | str:
    """A cell that no spreadsheet takes for a formula when it reads CSV. What is no text can't be one."""
    return f"'{cell}" if isinstance(cell, str) and begins_formula(cell) else cell


def as_csv(columns: Sequence[Column], rows: Rows) -> str:
    """The whole table as CSV, with its mark."""
    paper = io.StringIO(newline="")
    _write_csv(paper, columns, rows)
    return paper.getvalue()


def as_xlsx(columns: Sequence[Column], rows: Rows, title: str) -> bytes:
    """The whole table as XLSX; `title` is the sheet's."""
    paper = io.BytesIO()
    _write_xlsx(paper, columns, rows, title)
    return paper.getvalue()


def as_rows(columns: Sequence[Column], rows: Rows, title: str) -> str:
    """The table, of texts and numbers, as JSON, of which `rows_as_xlsx` makes XLSX later, since that takes long."""
    heads = [[column.title, column.width] for column in columns]
    return json.dumps({"title": title, "heads": heads, "rows": list(map(list, rows))}, ensure_ascii=False)


def rows_as_xlsx(text: str) -> bytes:
    """The same as XLSX."""
    read = json.loads(text)
    return as_xlsx([Column(*head) for head in read["heads"]], read["rows"], read["title"])


def save(out: Path, columns: Sequence[Column], rows: Rows, title: str, *, force: bool = False) -> int:
    """Write a table to a file, CSV or XLSX by its ending. Returns how many rows it has, without the heading.

    The file has its name only once it is whole, and is for its owner alone. Instants are written as the clock of their
    own zone shows them. Raises ValueError for another ending, FileExistsError unless `force`, OSError.
    """
    if (ending := out.suffix.lower()) not in ENDINGS:
        raise ValueError(ending)
    if out.is_dir() or (not force and out.exists()):
        raise FileExistsError(out)
    with unfinished(out) as part:
        if ending == ".csv":
            with part.open("w", encoding="utf-8", errors="replace", newline="") as text:
                return _write_csv(text, columns, rows)
        with part.open("wb") as binary:
            return _write_xlsx(binary, columns, rows, title)


def begins_formula(text: str) -> bool:
    """Whether a spreadsheet might take a text for a formula."""
    return text.startswith(FORMULA) or text.lstrip(BLANK).startswith(FORMULA)


def _write_csv(paper: IO[str], columns: Sequence[Column], rows: Rows) -> int:
    writer, number = csv.writer(paper, lineterminator="\r\n"), 0
    paper.write(MARK)
    writer.writerow([safe(column.title) for column in columns])
    for number, row in enumerate(rows, start=1):  # noqa: B007 - how many there were
        writer.writerow([_said(cell) for cell in row])
    return number


def _said(cell: Cell) -> Cell:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return safe(cell.replace("\x00", "")) if isinstance(cell, str) else cell


def _write_xlsx(paper: IO[bytes], columns: Sequence[Column], rows: Rows, title: str) -> int:
    from openpyxl import Workbook  # which the bot does not need

    book = Workbook(write_only=True)
    try:
        number = _fill(book, columns, iter(rows), title)
    except BaseException:
        for page in book.worksheets:
            page.close()  # openpyxl writes a sheet beside, and would end it when there is nothing to write to
        raise
    book.save(paper)
    return number


def _fill(book: "Workbook", columns: Sequence[Column], rows: Iterator[Sequence[Cell]], title: str) -> int:
    """As many sheets as the rows need, and one where there are none."""
    number = 0
    while True:
        on_page = 0
        page, put = _sheet(book, columns, title if not number else f"{title[:NAME]} {len(book.worksheets) + 1}")
        for row in islice(rows, ROWS):
            page.append([put(cell) for cell in row])
            on_page += 1
        number += on_page
        if on_page < ROWS:
            return number


def _sheet(book: "Workbook", columns: Sequence[Column], title: str) -> tuple[Any, Callable[[Cell], Any]]:
    """A sheet with its heading, and what makes a value ready for a cell of it."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    page = book.create_sheet(title)
    for number, column in enumerate(columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.freeze_panes = "A2"

    def put(cell: Cell) -> Any:
        if isinstance(cell, datetime):
            made = WriteOnlyCell(page, cell.replace(tzinfo=None))  # XLSX knows no zones
            made.number_format = "yyyy-mm-dd hh:mm"
            return made
        if not isinstance(cell, str):
            return cell
        text = NO_TEXT.sub("", cell)[:LONGEST]
        return _text(WriteOnlyCell(page), text) if text.startswith("#") or begins_formula(text) else text

    heading = [_text(WriteOnlyCell(page), column.title) for column in columns]
    for one in heading:
        one.font = Font(bold=True)
    page.append(heading)
    return page, put


def _text(cell: Any, text: str) -> Any:
    """Text that stays text, also where it looks like a formula and somebody types into the cell."""
    cell.value, cell.data_type, cell.quotePrefix = text, "s", begins_formula(text)
    return cell


@contextlib.contextmanager
def unfinished(out: Path) -> Iterator[Path]:
    """A file beside its goal that takes the goal's name when all went well, and is gone otherwise."""
    part = out.with_name(f".{out.name}.{os.getpid()}.unfinished")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600))
        yield part
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
