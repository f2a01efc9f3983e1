"""Workbooks for tests: typed in as people would, one dictionary a row."""

import io
from datetime import date
from typing import Any

from openpyxl import Workbook, load_workbook

from domain.people import Role
from domain.roster import (
    Book,
    DepartmentRow,
    Fault,
    Level,
    LinkRow,
    MandateRow,
    PersonRow,
    RoleRow,
    StationRow,
    Tier,
    UnitRow,
)
from domain.units import UnitKind
from locales import Text
from services.roster.sheets import BY_CODE
from services.roster.wording import say

Rows = list[dict[str, Any]]
NEW_YEAR = date(2026, 1, 1)


def workbook(**sheets: Rows) -> bytes:
    """A workbook with these sheets; each has the columns that its rows name, titled as in the template."""
    book = Workbook()
    del book["Sheet"]
    for code, rows in sheets.items():
        sheet = BY_CODE[code]
        columns = list(dict.fromkeys(name for row in rows for name in row))
        page = book.create_sheet(sheet.title)
        page.append([sheet.column(name).title for name in columns])
        for row in rows:
            page.append([row.get(name) for name in columns])
    return saved(book)


def saved(book: Workbook) -> bytes:
    """A workbook's bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(data: bytes) -> Workbook:
    """A workbook from its bytes, to be changed by a test."""
    return load_workbook(io.BytesIO(data))


def town(**changed: Any) -> Book:
    """A small sound roster; `changed` puts other rows into a sheet."""
    sheets: dict[str, Any] = {
        "units": (
            UnitRow(row=2, code="c-huguang", name="湖光社区", kind=UnitKind.COMMUNITY, parent="s-heping"),
            UnitRow(row=3, code="zibo", name="淄博市", kind=UnitKind.CITY),
            UnitRow(row=4, code="zhangdian", name="张店区", kind=UnitKind.DISTRICT, parent="zibo"),
            UnitRow(row=5, code="s-heping", name="和平街道", kind=UnitKind.STREET, parent="zhangdian"),
            UnitRow(row=6, code="t-fujia", name="傅家镇", kind=UnitKind.TOWN, parent="zhangdian"),
        ),
        "stations": (StationRow(row=2, code="zd-1", name="和平站", unit="s-heping", hours="周四 9:00"),),
        "departments": (
            DepartmentRow(row=2, code="zd-law", name="执法局", unit="zhangdian", categories=("noise", "green")),
        ),
        "persons": (
            PersonRow(row=2, ref="p1", name="李建国", phone="13800000000", home="s-heping"),
            PersonRow(row=3, ref="p2", name="王秀英"),
            PersonRow(row=4, ref="p3", name="陈静", language="en", home="c-huguang"),
        ),
        "mandates": (mandate(row=2, person="p1", committee=True), mandate(row=3, person="p2")),
        "roles": (
            RoleRow(row=2, person="p3", role=Role.OFFICER, station="zd-1", starts=NEW_YEAR),
            RoleRow(row=3, person="p2", role=Role.ADMIN, unit="zibo", starts=NEW_YEAR),
            RoleRow(row=4, person="p3", role=Role.DEPARTMENT_OFFICER, department="zd-law", starts=NEW_YEAR),
        ),
        "links": (
            LinkRow(row=2, tier=Tier.RESIDENTS, keeper="p1", other="p3", starts=NEW_YEAR),
            LinkRow(row=3, tier=Tier.COMMITTEE, keeper="p1", other="p2", starts=NEW_YEAR),
        ),
    }
    return Book(**{**sheets, **changed})


def mandate(**fields: Any) -> MandateRow:
    """A district mandate of 和平街道, but for what is said otherwise."""
    sound = {"level": Level.DISTRICT, "unit": "s-heping", "station": "zd-1", "starts": NEW_YEAR}
    return MandateRow(**{**sound, **fields})


def found(faults: tuple[Fault, ...]) -> list[tuple[str, int | None, str, str]]:
    """Where what is wrong: (sheet, row, column, kind). Every fault must have its words in both languages."""
    for fault in faults:
        assert say(fault, Text("zh"), {}).message
        assert say(fault, Text("en"), {}).message
    return [(fault.sheet, fault.row, fault.column, fault.kind) for fault in faults]
