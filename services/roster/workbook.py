"""From a workbook's bytes to typed rows, and every fault on the way: not the first, all of them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from domain.roster import ANY, MODELS, Book, Fault, Progress, RosterRow
from services.roster.cells import FileError, RawRow, Trouble, sheets
from services.roster.sheets import EXAMPLE_MARKS, EXPLANATION_NAMES, SHEETS, Column, Sheet, simplified
from services.roster.values import CellError, parse, plain, shown


@dataclass(frozen=True)
class Reading:
    """What a workbook says. `titles` has its own titles by (sheet, "") and (sheet, column)."""

    book: Book = field(default_factory=Book)
    faults: tuple[Fault, ...] = ()
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    examples: int = 0  # rows left out because they are the template's examples


@dataclass
class _Gathered:
    """What has been read so far."""

    rows: dict[str, list[RosterRow]] = field(default_factory=lambda: defaultdict(list))
    unread: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    broken: dict[str, list[RosterRow]] = field(default_factory=lambda: defaultdict(list))
    faults: list[Fault] = field(default_factory=list)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    examples: int = 0


def read(data: bytes, progress: Progress | None = None) -> Reading:
    """Read a workbook. It never raises for what the file holds: that is what faults are for."""
    try:
        raw = sheets(data)
    except FileError as error:
        return Reading(faults=(error.fault,))
    gathered = _Gathered()
    for number, (sheet, title, rows) in enumerate(_known(raw, gathered), start=1):
        gathered.titles[sheet.code, ""] = title
        _sheet(sheet, rows, gathered)
        if progress:
            progress("read", number, max(number, len(raw)))
    if not gathered.titles and not gathered.faults:
        gathered.faults.append(Fault("no_sheets", facts={"sheets": " / ".join(s.title for s in SHEETS)}))
    unread = {code: frozenset(keys) for code, keys in gathered.unread.items()}
    broken = {code: tuple(rows) for code, rows in gathered.broken.items()}
    rows_of: dict[str, Any] = {code: tuple(rows) for code, rows in gathered.rows.items()}
    book = Book.model_construct(**rows_of, unread=unread, broken=broken)
    return Reading(book, tuple(gathered.faults), gathered.titles, gathered.examples)


def _known(raw: dict[str, list[RawRow]], gathered: _Gathered) -> Iterator[tuple[Sheet, str, list[RawRow]]]:
    """The sheets that we know; others may stand there if they are empty."""
    seen: dict[str, str] = {}
    for title, rows in raw.items():
        name = simplified(title)
        sheet = next((sheet for sheet in SHEETS if name in sheet.names), None)
        if sheet is None:
            if rows and name not in EXPLANATION_NAMES:
                facts = {"sheets": " / ".join(sheet.title for sheet in SHEETS)}
                gathered.faults.append(Fault("unknown_sheet", title, value=title, facts=facts))
        elif sheet.code in seen:
            gathered.faults.append(Fault("sheet_twice", title, value=title, facts={"other": seen[sheet.code]}))
        else:
            seen[sheet.code] = title
            yield sheet, title, rows


def _sheet(sheet: Sheet, rows: list[RawRow], gathered: _Gathered) -> None:
    if not rows:
        return
    head, *body = rows
    columns = _columns(sheet, head, body, gathered)
    if columns is None:
        gathered.unread[sheet.code].add(ANY)
        return
    for raw in body:
        if _is_example(raw, columns, sheet):
            gathered.examples += 1
        else:
            _row(sheet, raw, columns, gathered)


def _columns(sheet: Sheet, head: RawRow, body: list[RawRow], gathered: _Gathered) -> dict[int, Column] | None:
    """Which column stands where; None if the sheet can't be read for want of titles."""
    found: dict[int, Column] = {}
    for position, title in enumerate(head.cells):
        fault = _title(sheet, position, title, body, found)
        if fault is not None:
            gathered.faults.append(
                Fault(fault, sheet.code, head.number, shown(title) or _letter(position), shown(title))
            )
    for position, column in found.items():
        gathered.titles[sheet.code, column.code] = shown(head.cells[position]).rstrip(" *")
    missing = [column for column in sheet.columns if column.required and column not in found.values()]
    gathered.faults += [Fault("no_column", sheet.code, head.number, column.code) for column in missing]
    return None if missing else found


def _title(sheet: Sheet, position: int, title: object, body: list[RawRow], found: dict[int, Column]) -> str | None:
    """Note the column under this title, or say what is wrong with it."""
    used = any(position < len(row.cells) and row.cells[position] is not None for row in body)
    if title is None:
        return "untitled_column" if used else None
    text = title.text if isinstance(title, Trouble) else title
    column = next((column for column in sheet.columns if simplified(text) in column.names), None)
    if column is None:
        return "unknown_column" if used else None
    if column in found.values():
        return "column_twice"
    found[position] = column
    return None


def _letter(position: int) -> str:
    """How spreadsheets call a column: A, B, ... Z, AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _is_example(raw: RawRow, columns: dict[int, Column], sheet: Sheet) -> bool:
    """The template's examples are known by the first column of the table, wherever it stands."""
    first = next((raw.cells[at] for at, column in columns.items() if column is sheet.columns[0]), None)
    return first is not None and plain(first).casefold().startswith(EXAMPLE_MARKS)


def _row(sheet: Sheet, raw: RawRow, columns: dict[int, Column], gathered: _Gathered) -> None:
    values: dict[str, Any] = {}
    faulty = False
    for at, column in columns.items():
        cell = raw.cells[at] if at < len(raw.cells) else None
        try:
            values[column.code] = _cell(cell, column, sheet)
        except CellError as error:
            faulty = True
            value = cell.text if isinstance(cell, Trouble) else cell
            gathered.faults.append(Fault(error.kind, sheet.code, raw.number, column.code, shown(value), error.facts))
    model = MODELS[sheet.code]
    if not faulty:
        gathered.rows[sheet.code].append(model(row=raw.number, **values))
        return
    gathered.broken[sheet.code].append(model.model_construct(row=raw.number, **values))
    if isinstance(key := values.get(sheet.columns[0].code), str):
        gathered.unread[sheet.code].add(key)


def _cell(cell: Any, column: Column, sheet: Sheet) -> Any:
    """A cell's value; for a blank one the field's own default, which also clears what stood there before."""
    if isinstance(cell, Trouble):
        raise CellError(cell.kind)
    if cell is not None:
        return parse(cell, column)
    if column.required:
        raise CellError("missing")
    return MODELS[sheet.code].model_fields[column.code].default
