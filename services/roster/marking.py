"""The same workbook with its faulty cells marked: a fill, a note that says how to mend it, and a list in front.

A small workbook keeps all its looks. A large one, and one of tables with commas, is written anew, row by row, so that
memory stays bounded. Either way no cell of it is a formula, whatever somebody typed, and it can be mended and imported
as it is: the list in front is left out, and what was marked before is marked no more.
"""

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from domain.roster import Fault
from locales import Text
from services.roster.files import opening
from services.roster.files.raw import FileError, Meter, RawRow, RawSheet, Trouble
from services.roster.looks import in_full
from services.roster.sheets import BY_CODE, MARKS
from services.roster.wording import plainly, say
from services.roster.workbook import Reading
from services.tables import NO_TEXT, begins_formula

AUTHOR = "双联 Shuanglian ✎"
NOTES = 2_000  # notes on cells; beyond, the fill and the list say it, since spreadsheets grow slow
FILL = PatternFill("solid", fgColor="FFC7CE")
BOLD, WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")
WIDTHS = (24, 8, 24, 28, 80)

Places = dict[int, dict[int, list[str]]]  # what is to be said of the cell in a row (from 1) and a column (from 0)


def marked(files: Mapping[str, bytes], reading: Reading, faults: Iterable[Fault], text: Text) -> bytes | None:
    """The files as one marked workbook (.xlsx), in the language of `text`; None if nothing of them can be shown."""
    told = list(faults)
    if not reading.titles:
        return None
    places = _places(reading, told, text)
    book = in_full(files)
    if book is None:
        book = Workbook(write_only=True)
        _list(book.create_sheet(MARKS), reading, told, text)
        _anew(book, files, reading, places)
    else:
        for name in [name for name in book.sheetnames if name == MARKS]:
            del book[name]
        _in_place(book, reading, places)
        _list(book.create_sheet(MARKS, 0), reading, told, text)
        book.active = 0
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _places(reading: Reading, faults: list[Fault], text: Text) -> dict[str, Places]:
    """What stands where, by the code of the sheet. What is said of a column that is missing stands at the first."""
    found: dict[str, Places] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for fault in faults:
        if fault.row is not None:
            at = reading.places.get((fault.sheet, fault.column), 0)
            found[fault.sheet][fault.row][at].append(say(fault, text, reading.titles).message)
    return found


def _list(page: Any, reading: Reading, faults: list[Fault], text: Text) -> None:
    for number, width in enumerate(WIDTHS, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.freeze_panes = "A2"
    page.append([_cell(page, plainly(text, f"roster.cli.{name}"), font=BOLD) for name in HEADS])
    for fault in faults:
        said = say(fault, text, reading.titles)
        line = (said.sheet, said.row, said.column, said.value, said.message)
        page.append([_cell(page, value, alignment=WRAPPED) for value in line])


HEADS = ("sheet", "row", "column", "value", "mend")


def _cell(page: Any, value: Any, **looks: Any) -> Any:
    """A cell that is no formula, whatever it says, and does not become one when somebody edits it."""
    words = NO_TEXT.sub("", value) if isinstance(value, str) else None
    cell = WriteOnlyCell(page, value if words is None else words)
    if words is not None:
        cell.data_type = "s"
        cell.quotePrefix = begins_formula(words)
    for name, look in looks.items():
        setattr(cell, name, look)
    return cell


def _note(messages: list[str]) -> Comment:
    note = Comment(NO_TEXT.sub("", "\n".join(messages))[:2_000], AUTHOR)
    note.width, note.height = 320, 60 + 40 * min(len(messages), 5)
    return note


def _in_place(book: Any, reading: Reading, places: dict[str, Places]) -> None:
    codes = {title: code for (code, column), title in reading.titles.items() if not column}
    notes = 0
    for page in book.worksheets:
        marks = places.get(codes.get(page.title, page.title), {})
        for row in page.iter_rows():
            for cell in row:
                _clear(cell)
        for number, cells in marks.items():
            for at, messages in cells.items():
                cell = page.cell(number, at + 1)
                if type(cell).__name__ == "MergedCell":  # only the first of merged cells can be written to
                    continue
                cell.fill = FILL
                notes += 1
                if notes <= NOTES:
                    cell.comment = _note(messages)


def _clear(cell: Any) -> None:
    """Take away what was marked before, and make words of a formula."""
    if cell.comment is not None and cell.comment.author == AUTHOR:
        cell.comment = None
    if cell.has_style and cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb == FILL.fgColor.rgb:
        cell.fill = PatternFill()
    if cell.data_type == "f":
        value = str(getattr(cell.value, "text", None) or getattr(cell.value, "ref", None) or cell.value)
        cell.value = None  # so that no array is left behind
        cell.value, cell.data_type = value, "s"
    if isinstance(cell.value, str) and begins_formula(cell.value):
        cell.quotePrefix = True


def _anew(book: Any, files: Mapping[str, bytes], reading: Reading, places: dict[str, Places]) -> None:
    codes = {title: code for (code, column), title in reading.titles.items() if not column}
    left = [NOTES]
    for sheet in opening.sheets(files, Meter(), lambda _size: None):
        if isinstance(sheet, FileError) or sheet.title == MARKS:
            continue
        code = codes.get(sheet.title, sheet.title)
        known = BY_CODE.get(code)
        page = book.create_sheet(known.title if known and sheet.code else sheet.title[:31])
        if known:
            page.freeze_panes = "B2"
            for at, column in enumerate(known.columns):
                where = reading.places.get((code, column.code), at)
                page.column_dimensions[get_column_letter(where + 1)].width = column.width
        _rows(page, sheet, places.get(code, {}), left)


def _rows(page: Any, sheet: RawSheet, marks: Places, left: list[int]) -> None:
    try:
        for row in sheet.rows:
            _row(page, row, marks.get(row.number, {}), left)
    except FileError:  # the list says why it ends here
        return


def _row(page: Any, row: RawRow, marks: dict[int, list[str]], left: list[int]) -> None:
    page._max_row = row.number - 1  # rows between are blank, and a million of them would take minutes
    width = max(len(row.cells), *(at + 1 for at in marks), 0)
    cells: list[Any] = []
    for at in range(width):
        raw = row.cells[at] if at < len(row.cells) else None
        value = raw.text if isinstance(raw, Trouble) else raw
        if at not in marks:
            cells.append(_cell(page, value) if isinstance(value, str) and not value.isalnum() else value)
            continue
        looks: dict[str, Any] = {"fill": FILL}
        left[0] -= 1
        if left[0] >= 0:
            looks["comment"] = _note(marks[at])
        cells.append(_cell(page, value, **looks))
    page.append(cells)
