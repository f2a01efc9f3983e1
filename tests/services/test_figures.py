"""The figures: what staff say and what residents say, counted apart, for those of the unit and above it alone."""

from datetime import UTC, date, datetime

import pytest

from domain.outcomes import Counted, Figures, quarter
from domain.people import Role
from domain.suggestions import AnswerClass
from domain.telling import Told
from services.commands import RefusedError
from services.suggestions import desks, outcomes, triaging
from services.suggestions.due import due
from storage import units
from tests.support.city import seats
from tests.support.hall import CONFIGURED, HOME, Hall, Somebody, seat


async def shown(hall: Hall, who: Somebody, unit: int = 0, back: int = 0) -> dict[str, object]:
    told: Told = (await hall.do(who, outcomes.figures, outcomes.Show(unit_id=unit, back=back))).told[0]
    return told.facts


async def unit_of(hall: Hall, code: str) -> int:
    found = await hall.job(lambda tx: units.by_code(tx, code))
    return int(found.id)


async def town(hall: Hall) -> tuple[Somebody, Somebody]:
    """A resident and the officer, and cases that ended in different ways, of which most are not rated."""
    resident, officer = await hall.resident(), await hall.seated(seat(Role.OFFICER, HOME))
    admin = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    for words, class_, rating in (
        ("路灯全黑了", "A", "satisfied"), ("水沟堵了三天", "A", "missed"), ("垃圾没人清运", "B", "basic"),
        ("公交车改线了", "D", None), ("小区停车太乱", "A", None),
    ):  # fmt: skip
        case = await hall.answer(admin, await hall.submit(resident, words), class_)
        if rating:
            await hall.rate(resident, case, "satisfied", rating)
    await hall.submit(resident, "楼道灯坏了没人修")
    return resident, officer


async def test_staff_and_residents_are_counted_apart(both_halls: Hall) -> None:
    hall = both_halls
    resident, officer = await town(hall)
    figures = (await shown(hall, officer))["figures"]
    assert isinstance(figures, Figures)
    assert (figures.cases, figures.open) == (5, 4)
    assert {c.value: figures.of_class(c) for c in AnswerClass} == {"A": 3, "B": 1, "C": 0, "D": 1}
    rated = {value: figures.rated(value) for value in ("satisfied", "basic", "missed", "not_rated", "awaited")}
    assert rated == {"satisfied": 1, "basic": 1, "missed": 1, "not_rated": 0, "awaited": 2}
    hall.later(days=28)
    await hall.tick(due)
    later = (await shown(hall, officer))["figures"]
    assert isinstance(later, Figures)
    assert (later.cases, later.open) == (5, 2)
    assert (later.rated("satisfied"), later.rated("not_rated"), later.rated("awaited")) == (1, 2, 0)
    assert (later.fixed("not_said"), later.fixed("not_asked"), later.fixed("yes")) == (2, 3, 0)
    said = outcomes.SayFixed.model_validate({"case_id": 1, "version": 1, "value": "no", "answer": 1})
    await hall.do(resident, outcomes.say, said)
    last = (await shown(hall, officer))["figures"]
    assert isinstance(last, Figures)
    assert (last.fixed("no"), last.fixed("not_said"), last.rated("satisfied")) == (1, 1, 1)


async def test_of_each_case_the_last_answer_counts_once(hall: Hall) -> None:
    resident, officer = await hall.resident(), await hall.seated(seat(Role.OFFICER, HOME))
    case = await hall.submit(resident)
    for rating in ("unsatisfied", "satisfied"):
        await hall.answer(officer, case)
        await hall.rate(resident, case, "basic", rating)
    figures = (await shown(hall, officer))["figures"]
    assert figures == Figures((Counted(AnswerClass.SOLVED, False, "satisfied", "not_asked", 1),))


async def test_units_above_see_all_below_and_nobody_sees_the_neighbours(hall: Hall) -> None:
    _, officer = await town(hall)
    whole, home = await unit_of(hall, "zibo"), await unit_of(hall, HOME)
    district, other = await unit_of(hall, "zhangdian"), await unit_of(hall, "zichuan")
    city = await hall.seated(seat(Role.ADMIN, "zibo"))
    for unit, cases in ((0, 5), (whole, 5), (district, 5), (home, 5), (other, 0)):
        figures = (await shown(hall, city, unit))["figures"]
        assert isinstance(figures, Figures)
        assert figures.cases == cases, unit
    assert (await shown(hall, city, home))["above"] == district
    assert (await shown(hall, city))["above"] is None
    neighbour = await hall.seated(seat(Role.ADMIN, "zichuan"))
    assert (await shown(hall, neighbour))["figures"] == Figures(())
    for who, unit in ((officer, district), (officer, other), (neighbour, home), (neighbour, whole), (city, 10**6)):
        with pytest.raises(RefusedError, match="no_figures"):
            await shown(hall, who, unit)
    assert (await shown(hall, officer))["above"] is None
    configured = await hall.resident("配置的人", account=CONFIGURED)
    figures = (await shown(hall, configured))["figures"]
    assert isinstance(figures, Figures)
    assert figures.cases == 5


async def test_residents_and_representatives_have_no_figures(hall: Hall) -> None:
    for who in (await hall.resident(), await hall.seated(seats(HOME)[0])):
        with pytest.raises(RefusedError, match="no_figures"):
            await shown(hall, who)


async def test_a_quarter_begins_and_ends_at_midnight_of_the_city(hall: Hall) -> None:
    resident, officer = await hall.resident(), await hall.seated(seat(Role.OFFICER, HOME))
    for moment in (datetime(2026, 12, 31, 15, 59, tzinfo=UTC), datetime(2026, 12, 31, 16, 0, tzinfo=UTC)):
        hall.now = moment
        case = await hall.submit(resident, f"路灯坏了{moment:%H%M}")
        await hall.answer(officer, case)
    found = [(await shown(hall, officer, back=back))["figures"] for back in (0, 1, 2)]
    assert [figures.cases for figures in found if isinstance(figures, Figures)] == [1, 1, 0]


@pytest.mark.parametrize(
    ("day", "back", "first", "after"),
    [
        (date(2026, 12, 31), 0, date(2026, 10, 1), date(2027, 1, 1)),
        (date(2027, 1, 1), 0, date(2027, 1, 1), date(2027, 4, 1)),
        (date(2027, 1, 1), 1, date(2026, 10, 1), date(2027, 1, 1)),
        (date(2026, 6, 30), 6, date(2024, 10, 1), date(2025, 1, 1)),
    ],
)
def test_quarters(day: date, back: int, first: date, after: date) -> None:
    assert quarter(day, back) == (first, after)


async def test_the_desk_shows_what_residents_say_of_what_is_closed(hall: Hall) -> None:
    _, officer = await town(hall)
    hall.later(days=28)
    await hall.tick(due)
    await hall.heard(officer)
    await hall.do(officer, desks.desk, desks.Desk(view="closed"))
    lines = await hall.words_for(officer)
    assert " · 满意" in lines
    assert lines.count(" · 未评价") == 1, "the other one is at another station"
    await hall.do(officer, triaging.desk)
    assert "答复与评价" in await hall.words_for(officer)
    await hall.do(officer, outcomes.figures, outcomes.Show())
    words = await hall.words_for(officer)
    assert "未评价 2" in words
    assert "满意 1、" in words
    assert "没有回答 2" in words
