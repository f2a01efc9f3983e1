"""From a file's bytes to typed rows, and every fault on the way: not the first, all of them."""

import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from domain.categories import BUILT_IN, Categories
from domain.roster import ANY, MAX_FAULTS, MODELS, Book, Fault, Progress, RosterRow, unfinished
from services.roster.files import opening
from services.roster.files.raw import FileError, Meter, RawRow, RawSheet, Trouble
from services.roster.merged import merges
from services.roster.sheets import BY_CODE, EXAMPLE_MARKS, EXPLANATION_NAMES, MARKS, SHEETS, Column, Sheet, simplified
from services.roster.titles import HEAD_ROWS, Head, Placed, head, row_of_titles, without_title
from services.roster.values import CellError, parse, plain, shown

log = logging.getLogger(__name__)

REMEMBERED = 20_000  # cells of a column whose meaning is kept, since most columns say the same again and again
ENDS_IT = frozenset({"too_big", "too_many_rows", "too_many_faults"})  # what would be read after these says nothing new
NUMBERS = (int, float)


@dataclass(frozen=True)
class Reading:
    """What a file says.

    `titles` has its own titles by (sheet, "") and (sheet, column); `places` the positions of columns, from 0, by
    (sheet, column as faults call it).
    """

    book: Book = field(default_factory=Book)
    faults: tuple[Fault, ...] = ()
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    examples: int = 0  # rows left out because they are the template's examples
    places: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass
class _Gathered:
    """What has been read so far, and the categories that are known."""

    known: Categories = BUILT_IN
    rows: dict[str, list[RosterRow]] = field(default_factory=lambda: defaultdict(list))
    unread: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    broken: dict[str, list[RosterRow]] = field(default_factory=lambda: defaultdict(list))
    faults: list[Fault] = field(default_factory=list)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    examples: int = 0
    is_marked: bool = False  # by us, before: what was a formula then stands there as words


def read(data: bytes, progress: Progress | None = None, name: str = "", known: Categories = BUILT_IN) -> Reading:
    """Read a workbook (.xlsx), a table (.csv) or an archive of tables (.zip); `name` is what the file is called.

    `known` are the city's categories. It never raises for what the file holds: that is what faults are for.
    """
    return read_files({name or "CSV": data}, progress, known)


def read_files(files: Mapping[str, bytes], progress: Progress | None = None, known: Categories = BUILT_IN) -> Reading:
    """Read several tables as one roster, by the names of their files."""
    gathered = _Gathered(known)
    try:
        _read(files, gathered, progress)
    except Exception as error:  # damaged files make the parser raise whatever comes to hand
        log.info("A roster could not be read: %s", type(error).__name__)
        _spoilt(gathered, Fault("damaged"))
    if not gathered.titles and not gathered.faults:
        gathered.faults.append(Fault("no_sheets", facts={"sheets": " / ".join(s.title for s in SHEETS)}))
    unread = {code: frozenset(keys) for code, keys in gathered.unread.items()}
    broken = {code: tuple(rows) for code, rows in gathered.broken.items()}
    rows_of: dict[str, Any] = {code: tuple(rows) for code, rows in gathered.rows.items()}
    book = Book.model_construct(**rows_of, unread=unread, broken=broken)
    return Reading(book, tuple(gathered.faults), gathered.titles, gathered.examples, gathered.places)


def _read(files: Mapping[str, bytes], gathered: _Gathered, progress: Progress | None) -> None:
    done, total = 0, opening.size(files) if progress else 1

    def tell(size: int) -> None:
        nonlocal done
        done = min(done + size, total)
        if progress:
            progress("read", done, total)

    for found in opening.sheets(files, Meter(), tell):
        if isinstance(found, FileError):
            _spoilt(gathered, found.fault)
        elif sheet := _known(found, gathered):
            gathered.titles[sheet.code, ""] = found.title
            _guarded(sheet, found, gathered)
        if gathered.faults and gathered.faults[-1].kind in ENDS_IT:
            _spoilt(gathered)
            return


def _spoilt(gathered: _Gathered, fault: Fault | None = None) -> None:
    """Something could not be read: whatever names what might have stood there is not blamed."""
    if fault:
        gathered.faults.append(fault)
    for sheet in SHEETS:
        if (sheet.code, "") not in gathered.titles:
            gathered.unread[sheet.code].add(ANY)


def _known(raw: RawSheet, gathered: _Gathered) -> Sheet | None:
    """Which of our sheets it is. Others may stand there if they are empty, or hidden like those that programs make."""
    gathered.is_marked |= raw.title == MARKS
    name = simplified(raw.title)
    sheet = BY_CODE.get(raw.code) or next((sheet for sheet in SHEETS if name in sheet.names), None)
    if sheet is None:
        if not raw.is_hidden and name not in EXPLANATION_NAMES and next(raw.rows, None):
            facts = {"sheets": " / ".join(sheet.title for sheet in SHEETS)}
            gathered.faults.append(Fault("unknown_sheet", raw.title, value=raw.title, facts=facts))
    elif raw.is_hidden:
        gathered.faults.append(Fault("hidden_sheet", raw.title, value=raw.title))
        gathered.unread[sheet.code].add(ANY)
    elif other := gathered.titles.get((sheet.code, "")):
        gathered.faults.append(Fault("sheet_twice", raw.title, value=raw.title, facts={"other": other}))
    else:
        return sheet
    return None


def _guarded(sheet: Sheet, raw: RawSheet, gathered: _Gathered) -> None:
    """Read a sheet; where it breaks off, what might still stand there is nobody's fault."""
    try:
        _sheet(sheet, raw, gathered)
    except FileError as error:
        gathered.faults.append(error.fault)
        gathered.unread[sheet.code].add(ANY)


def _sheet(sheet: Sheet, raw: RawSheet, gathered: _Gathered) -> None:
    first = list(islice(raw.rows, HEAD_ROWS))
    if not first:
        return
    at = row_of_titles(sheet, first)
    if at is None:
        titles = " / ".join(column.title for column in sheet.columns if column.required)
        gathered.faults.append(Fault("no_titles", sheet.code, first[0].number, facts={"titles": titles}))
        gathered.unread[sheet.code].add(ANY)
        return
    found, faults = head(sheet, first[at])
    before = len(gathered.faults)
    for placed in found.columns:
        gathered.titles[sheet.code, placed.column.code] = found.names[placed.at].rstrip(" *")
    if found.missing:
        gathered.unread[sheet.code].add(ANY)
    try:
        for row in chain(first[at + 1 :], raw.rows):
            found.look(row)
            _row(sheet, row, found, raw.is_1904, gathered)
    finally:
        gathered.faults[before:before] = [*without_title(sheet, first[at], found), *faults]
        gathered.places.update(_places(sheet, found))
    if raw.merged:
        codes = {placed.column.code: placed.at for placed in found.columns}
        gathered.faults = merges(sheet.code, found.number, raw.merged, codes, gathered.faults)


def _places(sheet: Sheet, found: Head) -> dict[tuple[str, str], int]:
    """Where a fault's column stands."""
    by_name = {(sheet.code, name): at for at, name in found.names.items()}
    return by_name | {(sheet.code, placed.column.code): placed.at for placed in found.columns}


def _row(sheet: Sheet, raw: RawRow, found: Head, is_1904: bool, gathered: _Gathered) -> None:
    if found.missing:
        return
    if _is_example(raw, found.first):
        gathered.examples += 1
        return
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    width = len(raw.cells)
    for placed in found.columns:
        cell = raw.cells[placed.at] if placed.at < width else None
        if gathered.is_marked and isinstance(cell, str) and cell[:1] == "=":
            cell = Trouble("formula", cell)
        elif type(cell) is str and cell in placed.meant:  # most cells say what others of their column said
            values[placed.column.code] = placed.meant[cell]
            continue
        try:
            values[placed.column.code] = _cell(cell, placed, sheet, is_1904, gathered.known)
        except CellError as error:
            value = cell.text if isinstance(cell, Trouble) else cell
            faults.append(Fault(error.kind, sheet.code, raw.number, placed.column.code, shown(value), error.facts))
    if faults:
        _broken(sheet, raw, values, faults, gathered)
    else:
        gathered.rows[sheet.code].append(MODELS[sheet.code](row=raw.number, **values))


def _broken(sheet: Sheet, raw: RawRow, values: dict[str, Any], faults: list[Fault], gathered: _Gathered) -> None:
    """A row with faults of its own: naming it is no second fault, and what it names is checked all the same."""
    gathered.faults += faults
    gathered.broken[sheet.code].append(unfinished(sheet.code, raw.number, values))
    if isinstance(key := values.get(sheet.columns[0].code), str):
        gathered.unread[sheet.code].add(key)
    if len(gathered.faults) >= MAX_FAULTS:
        raise FileError("too_many_faults", limit=f"{MAX_FAULTS:,}")


def _is_example(raw: RawRow, at: int) -> bool:
    """The template's examples are known by the first column of the table, wherever it stands."""
    first = raw.cells[at] if at < len(raw.cells) else None
    return isinstance(first, str) and plain(first).casefold().startswith(EXAMPLE_MARKS)


def _cell(cell: Any, placed: Placed, sheet: Sheet, is_1904: bool, known: Categories) -> Any:
    """A cell's value; for a blank one the field's own default, which also clears what stood there before."""
    if cell is None:
        return _blank(placed.column, sheet)
    if type(cell) is not str:
        if isinstance(cell, Trouble):
            raise CellError(cell.kind)
        if is_1904 and placed.column.kind == "date" and isinstance(cell, NUMBERS):
            raise CellError("date")  # the number of a day, in a count that is not said here
        return parse(cell, placed.column, known)
    if cell in placed.meant:
        return placed.meant[cell]
    value = parse(cell, placed.column, known)
    if len(placed.meant) < REMEMBERED:
        placed.meant[cell] = value
    return value


def _blank(column: Column, sheet: Sheet) -> Any:
    if column.required:
        raise CellError("missing")
    return MODELS[sheet.code].model_fields[column.code].default
