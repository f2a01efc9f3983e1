"""The pictures of quotas and the exported table: the same figures as the words, and names of representatives only."""

import csv
import io
from datetime import date

import pytest

from domain.charts import Mark
from domain.contacts.periods import Span
from domain.contacts.quotas import Line, mark
from domain.messages import Message
from domain.people import Role
from services.commands import RefusedError
from services.contacts import confirming, exporting, viewing
from services.contacts.confirming import Of
from services.contacts.exporting import Export
from storage import outbox
from storage.tx import Tx
from tests.services.test_contacts import Pair, _actor
from tests.support.hall import Hall, Somebody, seat

Q4 = Span(date(2026, 10, 1), date(2026, 12, 31))


@pytest.fixture
async def pair(hall: Hall) -> Pair:
    return await Pair(hall).begin()


@pytest.mark.parametrize(
    ("line", "today", "expected"),
    [
        (Line(1, 0, 0, 0), date(2026, 12, 1), Mark.NONE),
        (Line(1, 1, 1, 0), date(2026, 12, 1), Mark.DONE),
        (Line(1, 1, 0, 1), date(2026, 12, 1), Mark.PENDING),
        (Line(1, 1, 0, 1), date(2027, 1, 5), Mark.PENDING),
        (Line(1, 1, 0, 0), date(2026, 12, 31), Mark.OWED),
        (Line(1, 1, 0, 0), date(2027, 1, 1), Mark.LATE),
        (Line(1, 4, 1, 0), date(2026, 12, 1), Mark.LATE),  # behind the calendar already
        (Line(1, 1, 0, 0), date(2026, 9, 30), Mark.LATER),
        (Line(1, 1, 1, 0), date(2026, 9, 30), Mark.DONE),
    ],
)
def test_what_a_line_says_in_one_mark(line: Line, today: date, expected: Mark) -> None:
    assert mark(line, Q4, today) is expected


async def quota(pair: Pair, who: Somebody) -> list[Message]:
    await pair.hall.heard(who)
    await pair.hall.do(who, viewing.quota)
    return await pair.hall.heard(who)


async def test_a_representative_sees_the_year_as_a_picture_and_in_words(pair: Pair) -> None:
    hall = pair.hall
    (one,) = await pair.log(0)
    await hall.do(pair.other, confirming.confirm, Of(contact_id=one.id))
    await pair.log(1)
    picture, words = await quota(pair, pair.keeper)
    assert picture.chart is not None
    assert "已完成 1 次" in words.text
    rows = {row.name: row.marks for row in picture.chart.rows}
    assert list(rows) == [link.name for link in pair.links]
    assert picture.chart.heads == (
        "1季度\n联系",
        "2季度\n联系",
        "3季度\n联系",
        "4季度\n联系",
        "半年之1\n见面",
        "半年之2\n见面",
    )
    assert rows[pair.links[0].name][3:] == (Mark.DONE, Mark.LATE, Mark.DONE)
    assert rows[pair.links[1].name][3:] == (Mark.PENDING, Mark.LATE, Mark.PENDING)
    assert rows[pair.links[2].name][3:] == (Mark.OWED, Mark.LATE, Mark.OWED)
    assert {said for said, _ in picture.chart.legend} == {m for marks in rows.values() for m in marks}


async def test_staff_see_bars_that_add_up_to_the_words_whoever_lacks_most_first(pair: Pair) -> None:
    for who in (pair.officer, await pair.hall.seated(seat(Role.ADMIN, "zhangdian"))):
        picture, words = await quota(pair, who)
        assert picture.chart is not None
        bars = [dict(row.bar) for row in picture.chart.rows]
        lacking = [(bar[Mark.OWED] + bar[Mark.LATE]) / max(1, sum(bar.values())) for bar in bars]
        assert lacking == sorted(lacking, reverse=True)
        assert len(bars) > 1
        assert all(row.says == f"{bar[Mark.DONE]} / {sum(bar.values())}"
                   for row, bar in zip(picture.chart.rows, bars, strict=True))  # fmt: skip
        assert all(link.name not in picture.model_dump_json() for link in pair.links)
        assert "导出表格" in [button.label for row in words.buttons for button in row]


async def table(pair: Pair, who: Somebody) -> str:
    """The table that was exported last."""

    def work(tx: Tx) -> str:
        query = f"SELECT max(id) AS id FROM outbox WHERE address = '{int(who.at.address)}' AND body LIKE '%.csv%'"  # noqa: S608
        return outbox.paper(tx, tx.connection.execute(query).fetchone()["id"]) or ""

    text: str = await pair.hall.job(work)
    return text


async def test_the_table_has_every_line_of_the_place_and_no_resident(pair: Pair) -> None:
    hall = pair.hall
    admin = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    for who in (pair.officer, admin):
        place = await hall.job(lambda tx, who=who: viewing.places(tx, _actor(tx, who, hall))[0])
        await hall.do(who, exporting.export, Export(place=place.key))
        text = await table(pair, who)
        assert text.startswith("\ufeff单位,联络站,级别,代表")
        rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
        found = await hall.job(lambda tx, place=place: viewing.ledger_of(tx, place, hall.now))
        assert len(rows) == len(found.owed)
        assert sum(int(row["还差"]) for row in rows) == found.total.missing
        assert pair.keeper.name in {row["代表"] for row in rows}
        assert all(link.name not in text for link in pair.links)
    heping = await hall.seated(seat(Role.OFFICER, "zd-heping"))
    for stranger in (pair.keeper, pair.other, heping):
        with pytest.raises(RefusedError):
            await hall.do(stranger, exporting.export, Export(place=place.key))


async def test_no_cell_is_a_formula(pair: Pair) -> None:
    rename = f"UPDATE persons SET name = '=HYPERLINK(1)' WHERE id = {pair.keeper.id}"  # noqa: S608
    await pair.hall.job(lambda tx: tx.connection.execute(rename))
    place = await pair.hall.job(lambda tx: viewing.places(tx, _actor(tx, pair.officer, pair.hall))[0])
    await pair.hall.do(pair.officer, exporting.export, Export(place=place.key))
    assert ",'=HYPERLINK(1)," in await table(pair, pair.officer)
