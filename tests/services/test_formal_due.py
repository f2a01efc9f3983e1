"""The clock of formal suggestions, stepped through day by day; more time with consent; and what residents hear."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.calendar import Workdays
from domain.formal import Action, State
from domain.people import Address, Role
from services.commands import RefusedError
from services.formal import departing, extending, office, writing
from services.formal.citing import AT_ONCE, formal_news
from services.formal.commands import Pick, Show
from services.formal.due import formal_due, formal_mandates
from services.suggestions import following, supporting
from services.suggestions.handling import Show as ShowCase
from tests.support.formal import REASON, REQUEST, Paper
from tests.support.formal import TITLE as HEADLINE
from tests.support.hall import Hall, seat
from tests.support.scene import HELP

Heard = list[tuple[int | Address, str]]
ENDED_ROLES = "UPDATE roles SET ends = '{day}' WHERE role = 'admin'"
ENDED_MANDATE = "UPDATE mandates SET ends = '{day}' WHERE person_id = {id}"


@pytest.fixture
async def paper(hall: Hall) -> Paper:
    return await (await Paper(hall).begin()).write()


async def days(hall: Hall, until: datetime, *, step: int = 12) -> AsyncIterator[tuple[str, Heard]]:
    """Some hours at a time until a day: (the day in Shanghai, what was told then), where something was."""
    while hall.now < until:
        hall.later(hours=step)
        if heard := await hall.tick(formal_due):
            yield f"{hall.now + timedelta(hours=8):%Y-%m-%d}", heard


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 2, tzinfo=UTC)


async def test_the_lead_is_warned_and_the_office_hears_what_is_late(both_halls: Hall) -> None:
    """Assigned on the 1st of December: due on Monday the 1st of March, warned of on the Friday before."""
    hall = both_halls
    paper = await (await Paper(hall).begin()).write()
    await paper.sign()
    await paper.assign()
    await paper.accept()
    found = [item async for item in days(hall, at(2027, 3, 12))]
    assert found == [
        ("2027-02-26", [(paper.lead.id, "formal.due")]),
        ("2027-03-02", [(paper.lead.id, "formal.due"), (paper.office.id, "formal.due")]),
    ]
    told = await hall.words_for(paper.office)
    assert "2026" not in told.split("过期")[0] or "3月1日" in told


async def test_a_supporting_department_owes_its_opinion_within_a_month(paper: Paper) -> None:
    """Assigned on the 1st of December: due on the 1st of January, a holiday; warned of before."""
    await paper.sign()
    await paper.assign(HELP)
    found = [item async for item in days(paper.hall, at(2027, 1, 20))]
    assert found == [
        ("2026-12-31", [(paper.help.id, "formal.due")]),
        ("2027-01-02", [(who.id, "formal.due") for who in (paper.help, paper.lead, paper.office)]),
    ]


async def test_who_has_given_its_opinion_hears_nothing_more(paper: Paper) -> None:
    await paper.sign()
    await paper.assign(HELP)
    await paper.do(paper.help, departing.ask_opinion)
    await paper.say(paper.help, "同意")
    assert [item async for item in days(paper.hall, at(2027, 1, 20))] == []


async def test_the_office_has_a_clock_and_those_above_it_hear(paper: Paper) -> None:
    above = await paper.hall.seated(seat(Role.ADMIN, "zibo"))
    await paper.sign()
    found = [item async for item in days(paper.hall, at(2026, 12, 31))]
    assert found == [
        ("2026-12-14", [(paper.office.id, "formal.due")]),
        ("2026-12-16", [(paper.office.id, "formal.due")]),
    ]
    assert await paper.hall.heard(above) == [], "the town has no office of its own: the district's is nearest"


async def test_a_citys_day_off_moves_the_warning_and_its_quiet_hours_hold(paper: Paper) -> None:
    """Signed on the 1st of December, due on Tuesday the 15th: Monday is off, so it is warned of on Friday."""
    hall, rules = paper.hall, paper.hall.writer.rules
    await paper.sign()
    hall.writer.rules = rules.model_copy(update={"workdays": Workdays(frozenset({date(2026, 12, 14)}))})
    hall.later(days=10)
    assert await hall.asleep(formal_due) == []
    assert await hall.tick(formal_due) == [(paper.office.id, "formal.due")]


async def test_where_nobody_could_hear_it_is_looked_at_again(paper: Paper) -> None:
    hall = paper.hall
    await paper.sign()
    await hall.job(lambda tx: tx.connection.execute(ENDED_ROLES.format(day="2026-12-01")) and None)
    hall.later(days=20)
    assert await hall.tick(formal_due) == []
    await hall.job(lambda tx: tx.connection.execute(ENDED_ROLES.format(day="2027-12-31")) and None)
    assert await hall.tick(formal_due) == []
    await hall.tick(formal_mandates)
    assert await hall.tick(formal_due) == [(paper.office.id, "formal.due")]


async def test_silence_is_reminded_once_and_closes_as_not_rated(paper: Paper) -> None:
    hall = paper.hall
    await paper.sign()
    await paper.assign()
    await paper.answer("A")
    found = [item async for item in days(hall, at(2026, 12, 31))]
    assert found == [
        ("2026-12-09", [(paper.mine.id, "formal.due")]),
        ("2026-12-15", [(who.id, "formal.news") for who in (paper.mine, paper.office, paper.lead)]),
    ]
    assert ((await paper.now()).state, (await paper.now()).rating) == (State.CLOSED, None)
    assert "未评价" in await hall.words_for(paper.mine)


async def test_silence_leaves_what_is_not_solved_open(paper: Paper) -> None:
    await paper.sign()
    await paper.assign()
    await paper.answer("B", "列入计划", day="20270115")
    found = [item async for item in days(paper.hall, at(2027, 1, 25))]
    assert [day for day, _ in found] == ["2026-12-09", "2026-12-15", "2027-01-15", "2027-01-19"]
    assert found[2][1] == [(paper.lead.id, "formal.due")]
    assert (paper.office.id, "formal.due") in found[3][1]
    assert (await paper.now()).state is State.WATCHED


async def test_more_months_need_the_representatives_consent(both_halls: Hall) -> None:
    hall = both_halls
    paper = await (await Paper(hall).begin()).write()
    await paper.sign()
    await paper.assign()
    await paper.accept()
    offered = await paper.do(paper.lead, extending.ask)
    assert [n for n, _ in offered.told[0].facts["spans"]] == [4, 5, 6]
    assert (await paper.do(paper.lead, extending.choose, Pick, value="7")).toast == "button.unknown"
    await paper.do(paper.lead, extending.choose, Pick, value="6")
    await paper.quiet()
    await paper.say(paper.lead, "要等新杆到货")
    assert (await paper.now()).due == date(2027, 3, 1), "until there is a yes the old day holds"
    told = await hall.words_for(paper.mine)
    assert "要等新杆到货" in told
    assert "6 个月" in told
    for who in (paper.office, paper.lead, paper.other):
        with pytest.raises(RefusedError):
            await paper.do(who, extending.grant)
    await paper.do(paper.mine, extending.grant)
    assert (await paper.now()).due == date(2027, 6, 1)
    assert "6月1日" in await hall.words_for(paper.lead)
    await news(hall)
    assert "6月1日" in await hall.words_for(paper.resident), "whoever waits is told until when"
    with pytest.raises(RefusedError):
        await paper.do(paper.lead, extending.ask)
    with pytest.raises(RefusedError):
        await paper.do(paper.mine, extending.grant)


async def test_without_consent_the_day_stays(paper: Paper) -> None:
    await paper.sign()
    await paper.assign()
    await paper.do(paper.lead, extending.choose, Pick, value="4")
    await paper.say(paper.lead, "忙不过来")
    await paper.do(paper.mine, extending.refuse)
    found = await paper.now()
    assert (found.due, found.months) == (date(2027, 3, 1), 3)
    with pytest.raises(RefusedError):
        await paper.do(paper.lead, extending.ask)


async def test_where_the_mandate_has_ended_the_office_knows_and_consents(paper: Paper) -> None:
    hall = paper.hall
    await paper.sign()
    await paper.assign()
    await paper.do(paper.lead, extending.choose, Pick, value="4")
    await paper.say(paper.lead, "要等新杆到货")
    assert await hall.tick(formal_mandates) == []
    await hall.job(lambda tx: tx.connection.execute(ENDED_MANDATE.format(day="2026-12-31", id=paper.mine.id)) and None)
    hall.later(days=31)
    assert await hall.asleep(formal_mandates) == []
    assert await hall.tick(formal_mandates) == [(paper.office.id, "formal.due")]
    assert await hall.tick(formal_mandates) == []
    card = await hall.do(paper.office, writing.show, Show(formal_id=paper.id))
    assert card.told[0].facts["paper"].is_over
    assert Action.GRANT in card.told[0].facts["paper"].actions
    await paper.do(paper.office, extending.grant)
    assert (await paper.now()).due == date(2027, 4, 1)


async def news(hall: Hall) -> Heard:
    """All that waits to be told to residents."""
    found: Heard = []
    for _ in range(20):
        found += await hall.tick(formal_news)
    return found


async def test_residents_hear_how_it_goes_in_words_that_nobody_wrote(both_halls: Hall) -> None:
    hall = both_halls
    paper = await (await Paper(hall).begin()).write()
    follower = await hall.resident("王强")
    await hall.do(follower, supporting.support, await paper.join())
    assert await news(hall) == [], "a draft is the representative's alone"
    await paper.sign()
    assert sorted(await news(hall)) == sorted([(who.id, "formal.resident") for who in (paper.resident, follower)])
    await paper.assign()
    await news(hall)
    await paper.answer("B", "欧阳慧敏家门口的灯明年装", day="20270115")
    await news(hall)
    number = (await hall.case(paper.case)).number
    for who in (paper.resident, follower):
        told = await hall.words_for(who)
        assert told.count("傅家 代表建议 2026-001") >= 3
        assert number in told
        assert "综合行政执法局" in told
        assert "3月1日" in told
        assert "已经列入计划" in told
        for secret in (HEADLINE, REASON, REQUEST, "明年装", "王强" if who is paper.resident else "欧阳"):
            assert secret not in told
    assert (await hall.case(paper.case)).state == "assigned", "being cited ends no case"


async def test_the_case_shows_of_what_it_is_part(paper: Paper) -> None:
    hall = paper.hall
    await paper.quiet()
    await hall.do(paper.resident, following.show, ShowCase(case_id=paper.case))
    assert "代表建议" not in await hall.words_for(paper.resident)
    await paper.sign()
    for who in (paper.resident, paper.mine):
        await hall.do(who, following.show, ShowCase(case_id=paper.case))
        assert "已写入代表建议 傅家 代表建议 2026-001" in await hall.words_for(who)
    await paper.do(paper.mine, writing.withdraw)
    assert (await hall.case(paper.case)).formal == ""
    await news(hall)
    assert "不再列在代表建议 傅家 代表建议 2026-001" in await hall.words_for(paper.resident)


async def test_a_case_that_is_left_out_after_a_return_hears_so_and_others_hear_nothing_twice(paper: Paper) -> None:
    hall = paper.hall
    second = await hall.submit(await hall.resident("王强"), "幼儿园门口缺少人行横道", category="traffic")
    await paper.sign()
    await news(hall)
    await paper.send_back()
    await paper.cite(paper.case)
    if second.representative_id == paper.mine.id:
        await paper.cite(second.id)
    assert (await hall.case(paper.case)).formal == ""
    await hall.heard(paper.resident)
    await paper.sign()
    await news(hall)
    told = await hall.words_for(paper.resident)
    assert "不再列在" in told
    assert "正式提交" not in told


async def test_many_followers_hear_some_at_a_time_and_each_once(paper: Paper) -> None:
    hall = paper.hall
    crowd = [await hall.resident(f"居民{n}") for n in range(AT_ONCE + 3)]
    for who in crowd:
        await hall.do(who, supporting.support, await paper.join())
    await paper.sign()
    first = await hall.tick(formal_news)
    assert len(first) == AT_ONCE
    rest = await news(hall)
    assert sorted([*first, *rest]) == sorted((who.id, "formal.resident") for who in (paper.resident, *crowd))


async def test_what_was_taken_back_before_it_was_told_is_not_told(paper: Paper) -> None:
    await paper.sign()
    await news(paper.hall)
    await paper.assign()
    await paper.do(paper.office, office.recall)
    assert await news(paper.hall) == []


async def test_of_an_anonymous_case_staff_learns_its_number_and_no_more(hall: Hall) -> None:
    paper = await (await Paper(hall).begin(anonymous=True)).write()
    await paper.sign()
    await paper.assign(HELP)
    number = (await hall.case(paper.case)).number
    for who in (paper.mine, paper.office, paper.lead, paper.help):
        outcome = await hall.do(who, writing.show, Show(formal_id=paper.id))
        told = await hall.words_for(who)
        assert number in told
        assert "欧阳" not in told
        assert outcome.told[0].facts["paper"].names is False
