"""Reminders before a quarter closes: whom they reach, what they list, and that each comes once whatever happens."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.contacts import Link, Mode
from domain.people import Role
from domain.telling import Due, Told
from handlers.telling import tell
from services.commands import RefusedError
from services.contacts import closing, confirming, entering
from services.contacts.closing import PutOff, closing_soon
from services.contacts.confirming import Of
from services.contacts.entering import Begin, ChooseMode
from services.contacts.escalating import closing_lists
from services.contacts.thanking import closing_thanks
from services.suggestions.saying import Say
from storage import contacts
from storage.tx import Tx
from tests.support.city import seats
from tests.support.hall import HOME, Hall, Somebody, seat

ZONE = ZoneInfo("Asia/Shanghai")
LAST = date(2026, 12, 31)


def at(text: str) -> datetime:
    """A moment of the city."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


class Story:
    """A representative with fixed links, those on the other side, and the quarter's last month."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall

    async def begin(self, moment: str = "2026-12-01T08:30") -> "Story":
        hall = self.hall
        hall.now = at(moment)
        self.keeper = await hall.seated(seats(HOME)[0])
        self.links: list[Link] = await hall.job(lambda tx: contacts.links_of(tx, self.keeper.id, hall.now.date()))
        self.others = [await self.seated(link.other_id) for link in self.links]
        return self

    async def seated(self, person_id: int) -> Somebody:
        query = f"SELECT ref FROM persons WHERE id = {int(person_id)}"  # noqa: S608
        ref = await self.hall.job(lambda tx: tx.connection.execute(query).fetchone()["ref"])
        return await self.hall.seated(ref)

    async def at(self, text: str, work: Any = closing_soon) -> list[Told]:
        """What a tick tells at a moment, all portions of it."""
        self.hall.now = at(text)
        return await ticked(self.hall, work)

    async def log(self, place: int, mode: Mode = Mode.VISIT, *, confirmed: bool = True) -> None:
        """Log a contact with one of the links, and let the other side confirm it."""
        hall = self.hall
        await hall.do(self.keeper, entering.begin, Begin(link_id=self.links[place].id))
        await hall.do(self.keeper, entering.choose_mode, ChooseMode(mode=mode))
        outcome = await hall.do(self.keeper, entering.write, Say(message_id=1, words="谈了谈"))
        entry = outcome.told[0].facts["entry"]
        (one,) = await hall.job(lambda tx: contacts.of_entry(tx, entry))
        if mode.is_face_to_face and confirmed:
            await hall.do(self.others[place], confirming.confirm, Of(contact_id=one.id))


async def ticked(hall: Hall, work: Any = closing_soon) -> list[Told]:
    """One tick as the schedule does it: portion after portion."""
    found: list[Told] = []

    def job(tx: Tx) -> Due:
        due: Due = work(tx, hall.now)
        tell(tx, due.told, hall.now)
        return due

    while True:
        due: Due = await hall.job(job)
        found += due.told
        if not due.more:
            return found


def names(told: list[Told]) -> list[str]:
    """Who is listed in the only reminder."""
    (one,) = told
    return [owing.name for owing in one.facts["owing"]]


@pytest.fixture
async def story(hall: Hall) -> Story:
    return await Story(hall).begin()


async def test_each_stage_comes_once_and_lists_who_is_still_owed(both_halls: Hall) -> None:
    story = await Story(both_halls).begin()
    everybody = [link.name for link in story.links]
    assert await story.at("2026-12-01T08:59") == []
    assert names(await story.at("2026-12-01T09:00")) == everybody
    text = await story.hall.words_for(story.keeper)
    assert "还有 30 天" in text
    assert all(f"记：{name}" in text for name in everybody)
    assert await story.at("2026-12-01T09:00:30") == []
    assert await story.at("2026-12-16T12:00") == []
    await story.log(0)  # a visit is a contact of the quarter and a meeting of the half-year
    await story.log(1, Mode.PHONE)  # a call leaves the meeting
    await story.log(2, confirmed=False)  # waits for the other side
    (told,) = await story.at("2026-12-17T09:00")
    assert names([told]) == [everybody[1], *everybody[3:]]
    assert [one.name for one in told.facts["waiting"]] == [everybody[2]]
    missing = [[asked.quota.period.value for asked, line in one.lines if line.missing] for one in told.facts["owing"]]
    assert missing == [["half_year"], *[["quarter", "half_year"]] * (len(everybody) - 3)]
    text = await story.hall.words_for(story.keeper)
    assert f"{everybody[1]}：差半年见面" in text
    assert "1 位已经记上" in text


@pytest.mark.parametrize(
    ("missed_until", "comes"),
    [
        ("2026-12-17T12:40", True), ("2026-12-17T22:00", False), ("2026-12-18T07:59", False),
        ("2026-12-18T08:00", True), ("2026-12-19T12:00", False), ("2026-12-21T08:00", True),  # a weekend between
        ("2026-12-24T08:59", True),
    ],
)  # fmt: skip
async def test_what_was_missed_comes_at_the_next_hour_that_may_be(story: Story, missed_until: str, comes: bool) -> None:
    await story.at("2026-12-01T09:00")
    told = await story.at(missed_until)
    assert [one.facts["stage"] for one in told] == [14] * comes
    assert await story.at(missed_until) == []


async def test_where_the_next_stage_is_due_only_that_one_comes(story: Story) -> None:
    await story.at("2026-12-01T09:00")
    told = await story.at("2026-12-24T09:00")
    assert [(one.facts["stage"], one.facts["left"]) for one in told] == [(7, 7)]
    assert await story.at("2026-12-26T10:00") == []


async def test_a_clock_that_was_set_back_brings_nothing_twice(story: Story) -> None:
    await story.at("2026-12-24T09:00")
    for earlier in ("2026-12-24T09:00", "2026-12-24T08:30", "2026-12-17T09:00", "2026-12-01T10:00"):
        assert await story.at(earlier) == [], earlier
    assert len(await story.at("2026-12-28T09:00")) == 1


async def test_a_contact_of_a_second_ago_counts_though_the_tick_began_before(story: Story) -> None:
    """Portions of one tick go by the moment at which it began, and a clock may have been set back."""
    story.hall.now = at("2026-12-17T09:00:05")
    for place in range(len(story.links)):
        await story.log(place)
    assert await story.at("2026-12-17T09:00:00") == []


async def test_a_link_of_yesterday_is_owed_where_enough_is_left_of_the_period(story: Story) -> None:
    """Thirty days before the last one it still owes its share; a day later it owes nothing."""

    def link(tx: Tx, starts: str, place: int) -> None:
        tx.connection.execute(f"UPDATE links SET starts = '{starts}' WHERE id = {story.links[place].id}")  # noqa: S608

    await story.hall.job(lambda tx: link(tx, "2026-12-01", 0))
    await story.hall.job(lambda tx: link(tx, "2026-12-02", 1))
    await story.hall.job(lambda tx: link(tx, "2026-12-18", 2))
    assert names(await story.at("2026-12-17T09:00")) == [story.links[0].name, *(one.name for one in story.links[3:])]


async def test_whose_mandate_has_ended_hears_nothing(story: Story) -> None:
    query = f"UPDATE mandates SET ends = '2026-12-16' WHERE person_id = {story.keeper.id}"  # noqa: S608
    await story.hall.job(lambda tx: tx.connection.execute(query))
    assert await story.at("2026-12-17T09:00") == []


async def test_at_the_end_of_march_the_half_year_is_not_asked_for(hall: Hall) -> None:
    story = await Story(hall).begin("2026-03-01T10:00")
    (told,) = await story.at("2026-03-17T09:00")
    assert {asked.quota.period.value for one in told.facts["owing"] for asked, _ in one.lines} == {"quarter"}
    await story.log(0, Mode.PHONE)
    assert story.links[0].name not in names(await story.at("2026-03-24T09:00"))


async def test_whoever_has_done_all_hears_thanks_once_and_nothing_else(both_halls: Hall) -> None:
    story = await Story(both_halls).begin()
    for place in range(len(story.links)):
        assert await ticked(story.hall, closing_thanks) == []
        await story.log(place)
    assert [(one.to, one.kind) for one in await ticked(story.hall, closing_thanks)] == [
        (story.keeper.id, "closing.thanks")
    ]
    assert "谢谢您" in await story.hall.words_for(story.keeper)
    for moment in ("2026-12-01T09:00", "2026-12-17T09:00", "2026-12-24T09:00", "2026-12-28T09:00", "2026-12-30T09:00"):
        assert await story.at(moment) == []
        assert await story.at(moment, closing_thanks) == []
    await story.log(0, Mode.PHONE)  # more than was owed
    assert await ticked(story.hall, closing_thanks) == []


async def test_thanks_wait_for_the_morning_and_for_the_other_side(story: Story) -> None:
    for place in range(len(story.links)):
        await story.log(place, confirmed=place > 0)
    assert await story.at("2026-12-01T12:00", closing_thanks) == []
    story.hall.now = at("2026-12-01T23:10")
    await story.log(0)
    assert await story.at("2026-12-01T23:11", closing_thanks) == []
    assert await story.at("2026-12-02T07:59", closing_thanks) == []
    assert len(await story.at("2026-12-02T08:00", closing_thanks)) == 1


async def test_a_meeting_that_is_confirmed_in_january_brings_the_thanks_of_the_year_before(story: Story) -> None:
    story.hall.now = at("2026-12-30T15:00")
    for place in range(1, len(story.links)):
        await story.log(place)
    await story.log(0, confirmed=False)
    assert await ticked(story.hall, closing_thanks) == []
    story.hall.now = at("2027-01-04T10:00")
    query = "SELECT id FROM contacts WHERE standing = 'waiting'"
    one = await story.hall.job(lambda tx: tx.connection.execute(query).fetchone()["id"])
    await story.hall.do(story.others[0], confirming.confirm, Of(contact_id=one))
    assert [one.facts["last"] for one in await ticked(story.hall, closing_thanks)] == [LAST]


async def put_off(story: Story, stage: int = 14, who: Somebody | None = None) -> str | None:
    """Press the button that puts the reminder off. Its toast."""
    outcome = await story.hall.do(who or story.keeper, closing.put_off, PutOff(last="20261231", stage=stage))
    return outcome.toast


async def test_it_can_be_put_off_once_a_stage(both_halls: Hall) -> None:
    story = await Story(both_halls).begin()
    await story.at("2026-12-17T09:00")
    assert "12月18日再提醒我" in await story.hall.words_for(story.keeper)
    assert await put_off(story) == "closing.is_put_off"
    text = await story.hall.words_for(story.keeper)
    assert "12月18日(周五)再提醒您一次" in text
    assert "12月18日再提醒我" not in text
    assert await put_off(story) == "closing.put_off_already"
    assert await story.at("2026-12-18T08:59") == []
    await story.log(0)
    assert names(await story.at("2026-12-18T09:00")) == [link.name for link in story.links[1:]]
    assert "再提醒我" not in await story.hall.words_for(story.keeper)
    assert await put_off(story) == "closing.put_off_already"
    assert await story.at("2026-12-18T09:01") == []
    assert [one.facts["stage"] for one in await story.at("2026-12-24T09:00")] == [7]


async def test_what_was_put_off_does_not_come_where_nothing_is_owed_any_more_or_the_next_stage_came(
    story: Story,
) -> None:
    await story.at("2026-12-17T09:00")
    await put_off(story)
    assert [one.facts["stage"] for one in await story.at("2026-12-24T09:00")] == [7]
    assert await put_off(story, 14) == "closing.over"
    await put_off(story, 7)
    for place in range(len(story.links)):
        await story.log(place)
    assert await story.at("2026-12-25T09:00") == []


async def test_where_nothing_is_owed_any_more_there_is_nothing_to_put_off(story: Story) -> None:
    await story.at("2026-12-17T09:00")
    for place in range(len(story.links)):
        await story.log(place)
    assert await put_off(story) == "closing.nothing_left"


async def test_near_the_next_stage_it_is_not_put_off_and_others_can_not_do_it(story: Story) -> None:
    await story.at("2026-12-23T10:00")
    assert await put_off(story) == "closing.too_near"
    with pytest.raises(RefusedError):
        await put_off(story, 7)
    other = await story.hall.seated(seats(HOME)[1])
    for who in (other, story.others[0]):
        with pytest.raises(RefusedError):
            await put_off(story, who=who)


async def test_the_officer_and_later_the_administrator_hear_who_is_late(both_halls: Hall) -> None:
    story = await Story(both_halls).begin()
    hall = story.hall
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    administrator = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    assert await story.at("2026-12-17T09:00", closing_lists) == []
    (told,) = await story.at("2026-12-24T09:00", closing_lists)
    assert (told.to, told.kind) == (officer.id, "closing.laggards")
    text = await hall.words_for(officer)
    assert story.keeper.name in text
    assert "还有 7 天" in text
    assert await story.at("2026-12-24T09:30", closing_lists) == []
    for place in range(len(story.links)):
        await story.log(place)
    (told,) = await story.at("2026-12-28T09:00", closing_lists)
    assert told.to == administrator.id
    assert story.keeper.name not in [name for name, _ in told.facts["laggards"]]
    assert told.facts["number"] == len(told.facts["laggards"]) > 5
    assert await story.at("2026-12-30T09:00", closing_lists) == []


async def test_at_the_top_the_configured_administrators_hear_as_well(story: Story) -> None:
    configured = await story.hall.resident("配置的人", account=5000)
    told = await story.at("2026-12-28T09:00", closing_lists)
    assert [one.to for one in told] == [configured.id]


async def test_where_nobody_is_late_officers_hear_nothing(story: Story) -> None:
    await story.hall.seated(seat(Role.OFFICER, HOME))
    query = "UPDATE links SET ends = '2026-01-01', ended_at = 0"
    await story.hall.job(lambda tx: tx.connection.execute(query))
    assert await story.at("2026-12-24T09:00", closing_lists) == []


async def test_a_tick_between_the_stages_asks_for_no_more_than_one_row(story: Story) -> None:
    """Whatever the size of the city: nothing before the first stage, and then how far the stage has come."""
    asked: list[str] = []

    def job(tx: Tx) -> None:
        tx.connection.set_trace_callback(asked.append)
        try:
            for work in (closing_soon, closing_lists, closing_thanks):
                work(tx, story.hall.now)
        finally:
            tx.connection.set_trace_callback(None)

    story.hall.now = at("2026-11-10T11:00")
    await story.hall.job(job)
    assert [words.split("\n")[-2].strip()[:12] for words in asked if "contacts c" not in words] == []
    await story.at("2026-12-01T09:00")
    asked.clear()
    story.hall.now = at("2026-12-02T11:00")
    await story.hall.job(job)
    assert sum("closing_runs" in words for words in asked) == 1
    assert not [words for words in asked if "FROM links l\nWHERE" in words or "mandates" in words]


async def test_it_is_told_until_the_next_stage_and_not_after(story: Story) -> None:
    (told,) = await story.at("2026-12-17T09:00")
    assert told.expires == at("2026-12-24T09:00")
    (told,) = await story.at("2026-12-30T09:00")
    assert told.expires == at("2026-12-31T00:00") + timedelta(days=1)
