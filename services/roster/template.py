"""The workbook to fill in: explanations, titles with notes, drop-downs, two example rows a sheet."""

import io
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from domain.categories import BUILT_IN, Categories
from locales import Text
from services.roster.checking import REFERENCES
from services.roster.sheets import BY_CODE, EXPLANATIONS, SHEETS, Column, Sheet

CHINESE, ENGLISH = Text("zh"), Text("en")
LAST_ROW = 100_000  # down to which drop-downs reach
RULES = ("fill", "examples", "again", "absent", "blank", "all", "dates", "history", "seats", "tables")
FORMATS = {"date": "yyyy-mm-dd", "code": "@", "codes": "@", "ref": "@", "phone": "@"}
LISTS = {"codes"}  # several names in one cell: no drop-down can offer that

TITLE_FONT = Font(bold=True, color="FFFFFF")
TITLE_FILL = PatternFill("solid", fgColor="2F5D50")
OPTIONAL_FILL = PatternFill("solid", fgColor="7A9A90")
QUIET = Font(color="6B6B6B")
EXAMPLE_FONT = Font(italic=True, color="8A8A8A")
HEADING = Font(bold=True, size=16, color="2F5D50")
WRAPPED = Alignment(wrap_text=True, vertical="top")


def template(known: Categories = BUILT_IN) -> bytes:
    """The template as an .xlsx file. Imported as it is, it changes nothing: its example rows are left out.

    `known` are the city's categories, which it lists.
    """
    book = Workbook()
    _explain(book.active, known)
    for sheet in SHEETS:
        _sheet(book.create_sheet(sheet.title), sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def note(sheet: Sheet, column: Column) -> tuple[str, str]:
    """What to put into a column, in Chinese and in English."""
    own, common = f"roster.note.{sheet.code}.{column.code}", f"roster.note.{column.code}"
    key = own if CHINESE.has(own) else common
    return CHINESE(key), ENGLISH(key)


def _sheet(page: Any, sheet: Sheet) -> None:
    for number, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = column.width
        page.column_dimensions[letter].number_format = FORMATS.get(column.kind, "General")
        _title(page.cell(1, number), sheet, column)
        for row, example in enumerate(column.examples, start=2):
            _example(page.cell(row, number), column, example)
        _drop_down(page, sheet, column, f"{letter}2:{letter}{LAST_ROW}")
    page.row_dimensions[1].height = 22
    page.freeze_panes = "B2"
    page.sheet_properties.tabColor = "2F5D50"


def _title(cell: Any, sheet: Sheet, column: Column) -> None:
    cell.value = column.title + (" *" if column.required else "")
    cell.number_format = "General"
    cell.font = TITLE_FONT
    cell.fill = TITLE_FILL if column.required else OPTIONAL_FILL
    cell.alignment = Alignment(vertical="center")
    comment = Comment("\n".join(note(sheet, column)), "双联 Shuanglian")
    comment.width, comment.height = 320, 120
    cell.comment = comment


def _example(cell: Any, column: Column, example: object) -> None:
    is_date = column.kind == "date" and isinstance(example, str)
    cell.value = date.fromisoformat(str(example)) if is_date else example
    cell.number_format = FORMATS.get(column.kind, "General")
    cell.font = EXAMPLE_FONT


def _drop_down(page: Any, sheet: Sheet, column: Column, cells: str) -> None:
    """Offer what may be chosen; codes are only offered, since they may stand in the database already."""
    target = REFERENCES[sheet.code].get(column.code)
    if column.choices:
        formula = '"' + ",".join(f"{words[0]} {words[1]}" for _, words in column.choices) + '"'
    elif target and column.kind not in LISTS:
        formula = f"'{BY_CODE[target].title}'!$A$2:$A${LAST_ROW}"
    else:
        return
    offer = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=False)
    offer.add(cells)
    page.add_data_validation(offer)


def _explain(page: Any, known: Categories) -> None:
    page.title = EXPLANATIONS
    for letter, width in zip("ABCDE", (20, 30, 14, 60, 72), strict=True):
        page.column_dimensions[letter].width = width
    page.append([_both("roster.help.title")])
    page["A1"].font = HEADING
    for rule in RULES:  # these run over the empty cells to their right
        page.append([CHINESE(f"roster.help.{rule}")])
        page.append([ENGLISH(f"roster.help.{rule}")])
        page.cell(page.max_row, 1).font = QUIET
    page.append([])
    _headline(page, "roster.cli.sheet", "roster.help.column", "roster.help.needed")
    for sheet in SHEETS:
        for column in sheet.columns:
            _line(page, sheet.title, column.title, _needed(column), *note(sheet, column))
    page.append([])
    _line(page, _both("roster.help.categories"))
    page.cell(page.max_row, 1).font = Font(bold=True)
    for category in known.all:
        _line(page, None, category.code, None, category.chinese, category.english)


def _line(page: Any, *cells: str | None) -> None:
    page.append(cells)
    for cell in page[page.max_row][1:]:
        cell.alignment = WRAPPED


def _headline(page: Any, *keys: str) -> None:
    _line(page, *map(_both, keys), CHINESE("roster.help.meaning"), ENGLISH("roster.help.meaning"))
    for cell in page[page.max_row]:
        cell.font, cell.fill = TITLE_FONT, TITLE_FILL


def _needed(column: Column) -> str:
    return _both("roster.help.yes") if column.required else ""


def _both(key: str) -> str:
    return f"{CHINESE(key)} {ENGLISH(key)}"
