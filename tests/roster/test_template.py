"""The template is a roster itself."""

from datetime import datetime

from openpyxl.utils import get_column_letter

from domain.roster import Book
from locales import Text
from services.roster.checking import check
from services.roster.sheets import EXPLANATIONS, SHEETS
from services.roster.template import LAST_ROW, RULES, note, template
from services.roster.workbook import read
from tests.roster.books import found, opened, saved


def test_untouched_it_holds_nothing_but_examples() -> None:
    reading = read(template())
    assert reading.faults == ()
    assert reading.examples == 2 * len(SHEETS)
    assert not any(reading.book.sheet(sheet.code) for sheet in SHEETS)


def test_its_examples_would_be_a_sound_roster() -> None:
    book = opened(template())
    for page in book.worksheets[1:]:
        for row in page.iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("EXAMPLE-", "x-")
    reading = read(saved(book))
    assert found(reading.faults) == []
    assert all(len(reading.book.sheet(sheet.code)) == 2 for sheet in SHEETS)
    assert found(check(Book(), reading.book)) == []


def test_every_column_is_explained_in_both_languages() -> None:
    for sheet in SHEETS:
        for column in sheet.columns:
            chinese, english = note(sheet, column)
            assert chinese != english


def test_it_helps_while_one_fills_it_in() -> None:
    book = opened(template())
    assert book.sheetnames == [EXPLANATIONS, *(sheet.title for sheet in SHEETS)]
    for sheet, page in zip(SHEETS, book.worksheets[1:], strict=True):
        assert page.freeze_panes == "B2"
        offered = {str(cells) for offer in page.data_validations.dataValidation for cells in offer.sqref.ranges}
        for number, column in enumerate(sheet.columns, start=1):
            cell = page.cell(1, number)
            assert column.title in str(cell.value)
            assert cell.comment is not None
            assert (page.column_dimensions[get_column_letter(number)].width or 0) >= 12
            if column.choices:
                assert f"{get_column_letter(number)}2:{get_column_letter(number)}{LAST_ROW}" in offered
            if column.kind == "date" and column.required:
                assert isinstance(page.cell(2, number).value, datetime)
        for offer in page.data_validations.dataValidation:
            assert len(offer.formula1) <= 255  # the format's limit


def test_the_explanations_say_every_rule() -> None:
    page = opened(template())[EXPLANATIONS]
    said = {str(cell.value) for row in page.iter_rows() for cell in row}
    for language in ("zh", "en"):
        for rule in RULES:
            assert Text(language)(f"roster.help.{rule}") in said


def test_no_title_means_two_things() -> None:
    sheet_names = [name for sheet in SHEETS for name in sheet.names]
    assert len(set(sheet_names)) == len(sheet_names)
    for sheet in SHEETS:
        names = [name for column in sheet.columns for name in column.names]
        assert "" not in names
        assert len(set(names)) == len(names)
