"""What is exported can be imported again and changes nothing, and no cell of it is a formula."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime

import pytest

from bot.demo.town import town as demo_town
from domain.people import Actor, Address, Role, Standing
from domain.roster import Book, PersonRow, StationRow
from services.commands import RefusedError
from services.roster import exporting
from services.roster.importing import apply, plan
from services.roster.workbook import read
from storage import people, units
from storage.tx import Tx
from storage.writer import Writer
from tests.roster.books import opened, town

NOW = datetime(2026, 1, 5, 1, tzinfo=UTC)
EVIL = ("=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "#路")


def admin(tx: Tx, unit: str) -> Actor:
    found = units.by_code(tx, unit)
    assert found is not None
    return Actor(Address("telegram", "2"), "zh", 1, standings=(Standing(Role.ADMIN, found.id),))


async def settle(writer: Writer, book: Book) -> None:
    await writer.run(lambda tx: apply(tx, None, book, NOW))


def sizes(book: Book) -> dict[str, int]:
    return {sheet: len(book.sheet(sheet)) for sheet in ("units", "stations", "persons", "mandates", "roles", "links")}


@pytest.mark.parametrize("unit", [None, "zhangdian", "zd-fujia"])
async def test_imported_again_it_changes_nothing(writer: Writer, unit: str | None) -> None:
    await settle(writer, demo_town())
    bind = "INSERT INTO accounts (channel, address, person_id, bound_at) SELECT 'telegram', ref, id, 1 FROM persons"
    await writer.run(lambda tx: tx.connection.execute(bind).rowcount)
    await writer.run(lambda tx: tx.connection.execute("UPDATE persons SET language = 'en'").rowcount)
    book = await writer.run(lambda tx: exporting.held(tx, None, unit))
    reading = read(exporting.workbook(book))
    assert (reading.faults, sizes(reading.book)) == ((), sizes(book))
    found = await writer.run(lambda tx: plan(tx, reading.book))
    assert (found.faults, found.changes) == ((), ())
    assert (sizes(book) == sizes(demo_town())) is (unit is None)
    assert all(sizes(book).values())


async def test_what_somebody_chose_in_the_chat_is_not_shown(writer: Writer) -> None:
    await settle(writer, town())
    await writer.run(lambda tx: people.bind(tx, Address("telegram", "3"), people.by_ref(tx, "p3") or 0, NOW))
    book = await writer.run(exporting.held)
    by_ref = {person.ref: person for person in book.persons}
    assert (by_ref["p3"].home, by_ref["p3"].language, by_ref["p1"].home) == (None, None, "s-heping")


async def test_no_cell_is_a_formula(writer: Writer) -> None:
    evil = tuple(PersonRow(ref=f"e{n}", name=words) for n, words in enumerate(EVIL))
    station = StationRow(code="zd-2", name="二站", unit="s-heping", address="=1+1")
    await settle(writer, town())
    await settle(writer, Book(persons=evil, stations=(station,)))
    book = await writer.run(exporting.held)
    made = opened(exporting.workbook(book))
    cells = {cell.value: cell for page in made for row in page.iter_rows() for cell in row}
    assert {cells[words].data_type for words in (*EVIL, "=1+1")} == {"s"}
    assert all(cells[words].quotePrefix for words in EVIL[:4])
    assert (cells["13800000000"].data_type, cells["13800000000"].number_format) == ("s", "@")
    day = made["代表任职 mandates"]["E2"]
    assert (day.value, day.is_date, day.number_format) == (datetime(2026, 1, 1), True, "yyyy-mm-dd")  # noqa: DTZ001
    assert made["人员 persons"].column_dimensions["A"].width == 16
    found = await writer.run(lambda tx: plan(tx, read(exporting.workbook(book)).book))
    assert (found.faults, found.changes) == ((), ())


async def test_tables_open_right_too(writer: Writer) -> None:
    await settle(writer, town())
    await settle(writer, Book(persons=(PersonRow(ref="e", name="=1+1"),)))
    book = await writer.run(exporting.held)
    with zipfile.ZipFile(io.BytesIO(exporting.archive(book))) as packed:
        content = packed.read("persons.csv").decode()
        assert sorted(packed.namelist())[0] == "departments.csv"
    assert content.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff"))))
    assert rows[0][:2] == ["编号 ref *", "姓名 name *"]
    assert ["e", "'=1+1"] in [row[:2] for row in rows]
    assert "2026-01-01" in exporting.as_csv(book, "mandates")


async def test_an_administrator_gets_the_own_unit_and_what_is_below(writer: Writer) -> None:
    await settle(writer, town())
    book = await writer.run(lambda tx: exporting.held(tx, admin(tx, "s-heping")))
    assert {unit.code for unit in book.units} == {"s-heping", "c-huguang"}
    assert {person.ref for person in book.persons} == {"p1", "p2", "p3"}
    assert {role.role for role in book.roles} == {Role.OFFICER}
    assert book.departments == ()
    other = await writer.run(lambda tx: exporting.held(tx, admin(tx, "t-fujia")))
    assert [len(other.sheet(sheet)) for sheet in ("units", "persons", "links")] == [1, 0, 0]
    below = await writer.run(lambda tx: exporting.held(tx, admin(tx, "zhangdian"), "c-huguang"))
    assert [unit.code for unit in below.units] == ["c-huguang"]
    for unit in ("zibo", "t-fujia", "nowhere"):
        with pytest.raises(RefusedError):
            await writer.run(lambda tx, unit=unit: exporting.held(tx, admin(tx, "s-heping"), unit))
    nobody = Actor(Address("telegram", "2"), "zh", 1)
    with pytest.raises(RefusedError):
        await writer.run(lambda tx: exporting.held(tx, nobody))
    assert date(2026, 1, 1) in {seat.starts for seat in book.mandates}
