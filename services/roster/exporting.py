"""The roster as files: a workbook, or a table with commas for each sheet. Imported again it changes nothing.

Words are words and never formulas, days are days, and codes and numbers of telephones stay as they are written. What
a person chose in the chat (language, and where they live) is not the roster's to show, and importing a blank there
changes nothing either.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from domain.categories import BUILT_IN, Categories
from domain.people import Actor
from domain.roster import MODELS, OWN_CHOICE, Book, RosterRow
from services.commands import RefusedError
from services.roster import scope
from services.roster.sheets import BY_CODE, SHEETS, Column, Sheet
from services.tables import NO_TEXT
from services.tables import Column as Titled
from services.tables import as_csv as table
from storage import roster, units
from storage.tx import Tx

FORMATS = {"date": "yyyy-mm-dd", "code": "@", "codes": "@", "ref": "@", "phone": "@"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def held(tx: Tx, actor: Actor | None = None, unit: str | None = None) -> Book:
    """All that the roster holds of a unit and below: of the one named, else of all that the actor administers.

    Raises RefusedError for a unit that there is not, and for one that the actor does not administer.
    """
    current = roster.load(tx)
    own = frozenset[str]() if actor is None else scope.codes(tx, actor)
    everything = actor is None or scope.is_whole(tx, actor)
    if unit is not None:
        if units.by_code(tx, unit) is None:
            raise RefusedError("roster.no_unit", code=unit)
        if not everything and not scope.Reach(own, current).has(unit):
            raise RefusedError("refused.no_roster")
        own = frozenset({unit})
    reach = None if everything and unit is None else scope.Reach(own, current)
    settled = roster.settled(tx)
    kept: dict[str, Any] = {
        sheet: tuple(_public(sheet, row, settled) for row in current.sheet(sheet) if reach is None or reach.holds(row))
        for sheet in MODELS
    }
    return Book.model_construct(**kept)


def _public(sheet: str, row: RosterRow, settled: frozenset[str]) -> RosterRow:
    own = OWN_CHOICE.get(sheet)
    if own is None or row.identity[0] not in settled:
        return row
    return row.model_copy(update=dict.fromkeys(own))


def workbook(book: Book, known: Categories = BUILT_IN) -> bytes:
    """The roster as an .xlsx file, a sheet each, as the template has them; `known` are the city's categories."""
    from openpyxl import Workbook  # which the bot does not need

    made = Workbook(write_only=True)
    for sheet in SHEETS:
        _page(made.create_sheet(sheet.title), sheet, _rows(sheet, book.sheet(sheet.code), known))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def archive(book: Book, known: Categories = BUILT_IN) -> bytes:
    """The roster as a .zip file with a table for each sheet that has rows."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for sheet in SHEETS:
            if book.sheet(sheet.code):
                packed.writestr(f"{sheet.code}.csv", as_csv(book, sheet.code, known))
    return out.getvalue()


def as_csv(book: Book, sheet: str, known: Categories = BUILT_IN) -> str:
    """One sheet as a table with commas, with the mark by which spreadsheets know its encoding."""
    titled = BY_CODE[sheet]
    return table([Titled(_title(column)) for column in titled.columns], _rows(titled, book.sheet(sheet), known))


def _title(column: Column) -> str:
    return column.title + (" *" if column.required else "")


def _rows(sheet: Sheet, rows: Iterable[RosterRow], known: Categories) -> Iterator[list[Any]]:
    for row in rows:
        yield [_shown(column, getattr(row, column.code), known) for column in sheet.columns]


def _shown(column: Column, value: Any, known: Categories) -> Any:
    """A value as one would type it."""
    if value is None:
        return None
    if column.choices:
        said = {True: "yes", False: "no"}.get(value, value) if column.kind == "yes" else value
        return next((f"{words[0]} {words[1]}" for one, words in column.choices if one == said), str(said))
    if column.kind == "categories":
        return ";".join(known.of(code).chinese if known.has(code) else code for code in value)
    if column.kind == "codes":
        return ";".join(value)
    return value


def _page(page: Any, sheet: Sheet, rows: Iterable[list[Any]]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for number, column in enumerate(sheet.columns, start=1):
        dimension = page.column_dimensions[get_column_letter(number)]
        dimension.width, dimension.number_format = column.width, FORMATS.get(column.kind, "General")
    page.freeze_panes = "B2"
    make = _maker(page)
    titles = [make(_title(column), "General") for column in sheet.columns]
    for title in titles:
        title.font = Font(bold=True)
    page.append(titles)
    formats = [FORMATS.get(column.kind, "") for column in sheet.columns]
    for row in rows:
        page.append([make(value, format_) for value, format_ in zip(row, formats, strict=True)])


def _maker(page: Any) -> Callable[[Any, str], Any]:
    """What makes a cell of a value: words stay words, also where they look like a formula and somebody edits them."""
    from openpyxl.cell import WriteOnlyCell

    def make(value: Any, format_: str) -> Any:
        if value is None or (not format_ and not isinstance(value, str)):
            return value
        if isinstance(value, str):
            value = NO_TEXT.sub("", value)
            if not format_ and not value.startswith((*FORMULA, "#")):
                return value
        cell = WriteOnlyCell(page, value)
        if format_:
            cell.number_format = format_
        if not isinstance(value, date):
            cell.data_type = "s"
            cell.quotePrefix = value.startswith(FORMULA)
        return cell

    return make
