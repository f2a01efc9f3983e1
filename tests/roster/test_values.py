"""Cells as people type them."""

from datetime import date, datetime
from typing import Any

import pytest

from domain.categories import CATEGORIES
from services.roster.sheets import SHEETS, Column
from services.roster.values import CellError, parse


def column(sheet: str, code: str) -> Column:
    return next(s for s in SHEETS if s.code == sheet).column(code)


CODE = column("units", "code")
NAME = column("persons", "name")
DAY = column("mandates", "starts")
YES = column("mandates", "committee")
KIND = column("units", "kind")
CATEGORY = column("departments", "categories")
PHONE = column("persons", "phone")
DEGREES = column("units", "latitude")


@pytest.mark.parametrize(
    ("raw", "where", "value"),
    [
        (101.0, CODE, "101"),
        (370303, CODE, "370303"),
        (" 370303 \u3000", CODE, "370303"),
        ("ZD_1-a", CODE, "ZD_1-a"),
        ("王 伟", NAME, "王伟"),
        (" Anna  Maria ", NAME, "Anna Maria"),
        ("第3街坊(东)", NAME, "第3街坊(东)"),
        ("2026-1-5", DAY, date(2026, 1, 5)),
        ("2026/01/05", DAY, date(2026, 1, 5)),
        ("2026.1.5", DAY, date(2026, 1, 5)),
        ("2026年1月5日", DAY, date(2026, 1, 5)),
        ("2026年01月05", DAY, date(2026, 1, 5)),
        (20260105, DAY, date(2026, 1, 5)),
        (46027, DAY, date(2026, 1, 5)),
        (46027.0, DAY, date(2026, 1, 5)),
        ("46027", DAY, date(2026, 1, 5)),
        ("\uff12\uff10\uff12\uff16年\uff11月\uff10\uff15日\u3000", DAY, date(2026, 1, 5)),
        ("二〇二六年一月五日", DAY, date(2026, 1, 5)),
        ("r\u200b7\ufeff", column("persons", "ref"), "r7"),
        ("李\u200b建国", NAME, "李建国"),
        ("2026-01-05 00:00:00", DAY, date(2026, 1, 5)),
        (datetime(2026, 1, 5), DAY, date(2026, 1, 5)),  # noqa: DTZ001 - a spreadsheet's days have no zone
        (date(2026, 1, 5), DAY, date(2026, 1, 5)),
        ("是", YES, True),
        ("√", YES, True),
        ("×", YES, False),
        ("NO", YES, False),
        (True, YES, True),
        (0, YES, False),
        ("市", KIND, "city"),
        ("区县 district", KIND, "district"),
        ("乡镇", KIND, "town"),
        ("镇", KIND, "town"),
        ("Street", KIND, "street"),
        ("村", KIND, "community"),
        ("路灯照明;heating、Water, power and gas", CATEGORY, ("streetlight", "heating", "utilities")),
        ("供热,供热", CATEGORY, ("heating",)),
        (13800000000.0, PHONE, "13800000000"),
        ("0533-218 0000", PHONE, "05332180000"),
        ("+86 138 0000 0000", PHONE, "+8613800000000"),
        ("36.81°", DEGREES, 36.81),
    ],
)
def test_read(raw: object, where: Column, value: Any) -> None:
    assert parse(raw, where) == value


@pytest.mark.parametrize(
    ("raw", "where", "kind"),
    [
        ("张店1", CODE, "code"),
        ("a b", CODE, "code"),
        ("1.5", CODE, "code"),
        ("x" * 61, CODE, "too_long"),
        ("名" * 61, NAME, "too_long"),
        ("李\x07", NAME, "control"),
        ("明天", DAY, "date"),
        ("2026-1", DAY, "date"),
        (4602, DAY, "date"),
        (99999, DAY, "date"),
        ("1/5/2026", DAY, "date"),
        ("3.70303E+17", CODE, "shortened"),
        ("1.38E+10", PHONE, "shortened"),
        (3.7030319900101e17, column("persons", "ref"), "shortened"),
        ("名" * 100_000, NAME, "too_long"),
        ("2026-02-30", DAY, "no_such_day"),
        ("也许", YES, "choice"),
        ("省", KIND, "choice"),
        ("?", KIND, "choice"),
        ("供热;天气", CATEGORY, "category"),
        (";", CATEGORY, "missing"),
        ("12", PHONE, "phone"),
        ("请打手机", PHONE, "phone"),
        ("北", DEGREES, "degrees"),
        ("nan", DEGREES, "degrees"),
        (118.0, DEGREES, "degrees"),
    ],
)
def test_refused(raw: object, where: Column, kind: str) -> None:
    with pytest.raises(CellError) as refused:
        parse(raw, where)
    assert refused.value.kind == kind


def test_every_unknown_category_of_a_cell_is_named() -> None:
    with pytest.raises(CellError) as refused:
        parse("供热;天气,外星人;噪声扰民", CATEGORY)
    assert refused.value.facts["part"] == "天气 / 外星人"


def test_every_category_is_known_by_each_of_its_names() -> None:
    for category in CATEGORIES:
        for name in (category.code, category.chinese, category.english):
            assert parse(name, CATEGORY) == (category.code,)


def test_every_choice_of_a_drop_down_is_understood() -> None:
    for sheet in SHEETS:
        for where in sheet.columns:
            for value, words in where.choices:
                wanted = value == "yes" if where.kind == "yes" else value
                for word in (*words, f"{words[0]} {words[1]}", value):
                    assert parse(word, where) == wanted
