"""Meetings: asked, answered, moved, called off, reminded of, held; the officer's word; and what is added later."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from domain.contacts import Contact, Evidence, Mode, Standing
from domain.meetings import Answer, Meeting, State
from services import leaving, mydata
from services.commands import RefusedError
from services.contacts import completing, confirming, deciding
from services.contacts.confirming import Of, OfEntry
from services.contacts.deciding import Decide
from services.meetings import answering, due, proposing
from services.meetings.answering import Reply
from services.meetings.proposing import ChooseDay, ChooseTime, OfMeeting, Toggle
from services.suggestions.saying import Say
from storage import contacts, meetings, outbox
from storage.tx import Tx
from tests.services.test_contacts import Pair, _actor
from tests.support.hall import Hall, Somebody

SATURDAY = "20261205"
YES, NO = Answer.ACCEPTED, Answer.DECLINED


@pytest.fixture
async def pair(hall: Hall) -> Pair:
    return await Pair(hall).begin()


async def propose(pair: Pair, *links: int, day: str = SATURDAY, at: str = "1500") -> Meeting:
    """Propose a meeting at the old platform with the links of these places."""
    hall, keeper = pair.hall, pair.keeper
    await hall.do(keeper, proposing.begin)
    for place in links:
        await hall.do(keeper, proposing.toggle, Toggle(link_id=pair.links[place].id))
    await hall.do(keeper, proposing.next_)
    await hall.do(keeper, proposing.choose_day, ChooseDay(value=day))
    await hall.do(keeper, proposing.choose_time, ChooseTime(value=at))
    outcome = await hall.do(keeper, proposing.write_where, say("老站台 二楼"))
    made: Meeting = next(told.facts["meeting"] for told in outcome.told if "meeting" in told.facts)
    return made


def say(words: str) -> Say:
    return Say(message_id=1, words=words)


async def now(pair: Pair, meeting: Meeting) -> Meeting:
    found: Meeting = await pair.hall.job(lambda tx: meetings.find(tx, meeting.id))
    return found


async def reply(pair: Pair, who: Somebody, meeting: Meeting, value: Answer = YES) -> Any:
    asked = Reply(meeting_id=meeting.id, sequence=(await now(pair, meeting)).sequence, value=value)
    return await pair.hall.do(who, answering.answer, asked)


async def calendars(pair: Pair, who: Somebody) -> list[Any]:
    """The calendar files that somebody was sent, in order."""

    def work(tx: Tx) -> list[str]:
        query = (
            f"SELECT id FROM outbox WHERE address = '{int(who.at.address)}' AND body LIKE '%meeting.ics%' ORDER BY id"  # noqa: S608
        )
        return [outbox.paper(tx, row["id"]) or "" for row in tx.connection.execute(query).fetchall()]

    return [Calendar.from_ical(text) for text in await pair.hall.job(work)]


def event(calendar: Any) -> Any:
    return calendar.walk("VEVENT")[0]


async def ticks(
    pair: Pair, until: timedelta, step: timedelta = timedelta(minutes=30)
) -> list[tuple[Any, str, datetime]]:
    """Tick twice at every step. Returns who heard what, and when."""
    heard, hall, end = [], pair.hall, pair.hall.now + until
    while hall.now < end:
        hall.now += step
        for _ in range(2):
            heard += [(who, kind, hall.now) for who, kind in await hall.tick(due.meetings_due)]
    return heard


def at(day: int, hour: int) -> datetime:
    """A moment of the city in December."""
    return datetime(2026, 12, day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))


async def test_who_is_asked_hears_with_a_file_and_their_answer_is_told(both_halls: Hall) -> None:
    pair = await Pair(both_halls).begin()
    meeting = await propose(pair, 0, 2)
    assert (meeting.place, meeting.at, meeting.mode) == ("老站台 二楼", at(5, 15), Mode.SYMPOSIUM)
    words = await pair.hall.words_for(pair.other)
    assert "12月5日(周六)下午3:00，老站台 二楼" in words
    assert pair.links[2].name not in words, "nobody is told who else was asked"
    (calendar,) = await calendars(pair, pair.other)
    assert (calendar["METHOD"], event(calendar)["SEQUENCE"]) == ("PUBLISH", 0)
    assert event(calendar).decoded("DTSTART") == at(5, 15)
    assert [alarm.decoded("TRIGGER") for alarm in calendar.walk("VALARM")] == [timedelta(days=-1), timedelta(hours=-1)]
    assert "ATTENDEE" not in event(calendar)
    await pair.hall.heard(pair.keeper)
    await reply(pair, pair.other, meeting)
    assert f"{pair.links[0].name} 能来" in await pair.hall.words_for(pair.keeper)
    assert (await reply(pair, pair.other, meeting)).toast == "button.done_already"
    await reply(pair, pair.other, meeting, NO)
    assert f"{pair.links[0].name} 来不了" in await pair.hall.words_for(pair.keeper)
    assert [one.answer for one in (await now(pair, meeting)).invited] == [NO, Answer.WAITING]


async def test_a_change_is_told_with_a_later_file_and_asks_again(pair: Pair) -> None:
    hall, meeting = pair.hall, await propose(pair, 0)
    old = Reply(meeting_id=meeting.id, sequence=0, value=NO)
    await reply(pair, pair.other, meeting)
    await hall.do(pair.keeper, proposing.ask_where, OfMeeting(meeting_id=meeting.id))
    await hall.do(pair.keeper, proposing.write_where, say("社区食堂"))
    assert (await now(pair, meeting)).invited[0].answer is YES, "only another time asks again"
    await hall.do(pair.keeper, proposing.ask_when, OfMeeting(meeting_id=meeting.id))
    await hall.do(pair.keeper, proposing.write_when, say("12月6日上午10点"))
    moved = await now(pair, meeting)
    assert (moved.at, moved.place, moved.sequence) == (at(6, 10), "社区食堂", 2)
    assert moved.invited[0].answer is Answer.WAITING
    files = await calendars(pair, pair.other)
    assert [event(one)["SEQUENCE"] for one in files] == [0, 1, 2]
    assert len({str(event(one)["UID"]) for one in files}) == 1
    stale = await hall.do(pair.other, answering.answer, old)
    assert (stale.toast, (await now(pair, meeting)).invited[0].answer) == ("button.stale", Answer.WAITING)


async def test_called_off_it_leaves_calendars_and_nobody_is_reminded(pair: Pair) -> None:
    hall, meeting = pair.hall, await propose(pair, 0)
    await hall.do(pair.keeper, answering.ask_cancel, OfMeeting(meeting_id=meeting.id))
    await hall.do(pair.keeper, answering.cancel, OfMeeting(meeting_id=meeting.id))
    last = (await calendars(pair, pair.other))[-1]
    assert (last["METHOD"], event(last)["STATUS"], event(last)["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert "您不用去了" in await hall.words_for(pair.other)
    assert await ticks(pair, timedelta(days=6), timedelta(hours=2)) == []
    with pytest.raises(RefusedError, match="meeting_cancelled"):
        await hall.do(pair.keeper, answering.cancel, OfMeeting(meeting_id=meeting.id))
    assert (await reply(pair, pair.other, meeting)).toast == "meeting.is_cancelled"


async def test_both_are_reminded_once_the_day_before_and_an_hour_before(both_halls: Hall) -> None:
    pair = await Pair(both_halls).begin()
    await propose(pair, 0, 1)
    (second,) = await both_halls.job(lambda tx: meetings.planned(tx, pair.second.id, both_halls.now, 9))
    await reply(pair, pair.second, second, NO)
    heard = await ticks(pair, timedelta(days=5))
    assert heard == [
        *(
            (who, kind, at(4, 9))
            for who, kind in ((pair.keeper.id, "meeting.soon_own"), (pair.other.id, "meeting.soon"))
        ),
        *(
            (who, kind, at(5, 14))
            for who, kind in ((pair.keeper.id, "meeting.soon_own"), (pair.other.id, "meeting.soon"))
        ),
        (pair.keeper.id, "meeting.after", at(5, 16)),
    ]
    await pair.hall.heard(pair.second)


async def test_the_reminder_of_a_meeting_that_was_moved_comes_for_the_new_time(pair: Pair) -> None:
    hall, meeting = pair.hall, await propose(pair, 0)
    await ticks(pair, timedelta(days=3, hours=1))  # the day before was told of
    await hall.do(pair.keeper, proposing.ask_when, OfMeeting(meeting_id=meeting.id))
    await hall.do(pair.keeper, proposing.write_when, say("12月7日 9:00"))
    heard = [(who, when) for who, _, when in await ticks(pair, timedelta(days=4)) if who == pair.other.id]
    assert heard == [(pair.other.id, at(6, 9)), (pair.other.id, at(7, 8))]


async def test_what_was_missed_comes_late_while_it_is_of_use(pair: Pair) -> None:
    await propose(pair, 0)
    pair.hall.now = at(4, 23)  # nobody ticked all day, and now it is night
    assert await pair.hall.tick(due.meetings_due) == []
    pair.hall.now = at(5, 8)
    assert len(await pair.hall.tick(due.meetings_due)) == 2
    pair.hall.now = at(5, 15)  # down at the hour before: it has begun, and nothing is said
    assert await pair.hall.tick(due.meetings_due) == []
    pair.hall.now = at(9, 12)
    assert await pair.hall.tick(due.meetings_due) == [(pair.keeper.id, "meeting.after")]


async def held(pair: Pair, meeting: Meeting) -> list[Contact]:
    outcome = await pair.hall.do(pair.keeper, answering.held, OfMeeting(meeting_id=meeting.id))
    entry = outcome.told[0].facts["entry"]
    found: list[Contact] = await pair.hall.job(lambda tx: contacts.of_entry(tx, entry))
    return found


async def test_one_tap_makes_it_a_contact_that_the_other_side_confirms(pair: Pair) -> None:
    hall, meeting = pair.hall, await propose(pair, 0, 1)
    early = await hall.do(pair.keeper, answering.held, OfMeeting(meeting_id=meeting.id))
    assert early.toast == "meeting.not_yet"
    await reply(pair, pair.second, meeting, NO)
    hall.now = at(5, 16)
    await hall.heard(pair.other)
    (one,) = await held(pair, meeting)
    assert (one.mode, one.place, one.day.day, one.standing) == (Mode.VISIT, "老站台 二楼", 5, Standing.WAITING)
    assert "老站台 二楼" in await hall.words_for(pair.other)
    assert "出示见面码" in await hall.words_for(pair.keeper), "the code is for the day itself"
    await hall.do(pair.keeper, completing.write_line, say("谈了供暖"))
    assert "谈了供暖" in await hall.words_for(pair.other)
    await hall.do(pair.other, confirming.confirm, Of(contact_id=one.id))
    assert (await pair.contact(one)).evidence is Evidence.CONFIRMED
    assert await pair.done() == (1, 0)
    with pytest.raises(RefusedError, match="meeting_held"):
        await hall.do(pair.keeper, answering.held, OfMeeting(meeting_id=meeting.id))
    assert await pair.done() == (1, 0)


async def test_what_did_not_take_place_or_is_too_long_ago_is_not_logged(pair: Pair) -> None:
    hall, meeting = pair.hall, await propose(pair, 0)
    hall.now = at(20, 10)
    late = await hall.do(pair.keeper, answering.held, OfMeeting(meeting_id=meeting.id))
    assert (late.toast, await pair.done()) == ("meeting.too_late", (0, 0))
    await hall.do(pair.keeper, answering.missed, OfMeeting(meeting_id=meeting.id))
    assert (await now(pair, meeting)).state is State.MISSED
    assert await pair.done() == (0, 0)


async def test_nobody_has_a_hand_in_the_meetings_of_others(pair: Pair) -> None:
    hall, meeting = pair.hall, await propose(pair, 0)
    of = OfMeeting(meeting_id=meeting.id)
    for use_case in (proposing.ask_when, proposing.ask_where, answering.cancel, answering.held, answering.missed):
        for who in (pair.other, pair.second, pair.officer):
            with pytest.raises(RefusedError):
                await hall.do(who, use_case, of)
    for who in (pair.second, pair.officer, pair.keeper):
        with pytest.raises(RefusedError):
            await reply(pair, who, meeting)
    with pytest.raises(RefusedError):
        await hall.do(pair.second, answering.show, of)


async def test_a_link_that_ends_before_it_takes_its_person_out(pair: Pair) -> None:
    hall, meeting = pair.hall, await propose(pair, 0)
    end = f"UPDATE links SET ends = '2026-12-03' WHERE id = {pair.links[0].id}"  # noqa: S608
    await hall.job(lambda tx: tx.connection.execute(end))
    assert await ticks(pair, timedelta(days=5)) == []
    with pytest.raises(RefusedError):
        await reply(pair, pair.other, meeting)
    with pytest.raises(RefusedError, match="no_link"):
        await hall.do(pair.keeper, answering.held, OfMeeting(meeting_id=meeting.id))


async def test_a_time_that_is_no_time_is_asked_for_again(pair: Pair) -> None:
    hall = pair.hall
    await hall.do(pair.keeper, proposing.begin)
    await hall.do(pair.keeper, proposing.toggle, Toggle(link_id=pair.links[0].id))
    await hall.do(pair.keeper, proposing.next_)
    for words, kind in (("再说吧", "meeting.unread"), ("15:00", "meeting.unread"), ("今天 9:00", "meeting.not_then"),
                        ("2027-12-05 9:00", "meeting.not_then"), ("12月5日", "meeting.ask_time")):  # fmt: skip
        assert (await hall.do(pair.keeper, proposing.write_when, say(words))).told[0].kind == kind, words
    assert (await hall.do(pair.keeper, proposing.write_when, say("15点"))).told[0].kind == "meeting.ask_place"


async def disputed(pair: Pair) -> Contact:
    (one,) = await pair.log(0)
    await pair.hall.do(pair.other, confirming.ask_dispute, Of(contact_id=one.id))
    await pair.hall.do(pair.other, confirming.dispute, say("那天我不在家"))
    return one


@pytest.mark.parametrize(("counts", "done"), [(True, (1, 0)), (False, (0, 0))])
async def test_the_officer_decides_a_dispute_with_a_reason_that_both_see(pair: Pair, counts: bool, done: Any) -> None:
    hall, one = pair.hall, await disputed(pair)
    for who in (pair.keeper, pair.other, pair.second):
        with pytest.raises(RefusedError):
            await hall.do(who, deciding.ask, Decide(contact_id=one.id, counts=counts))
    await hall.do(pair.officer, deciding.ask, Decide(contact_id=one.id, counts=counts))
    before = hall.now
    hall.later(hours=1)
    for who in (pair.keeper, pair.other):
        await hall.heard(who)
    await hall.do(pair.officer, deciding.decide, say("签到表上有两个人的名字"))
    for who in (pair.keeper, pair.other, pair.officer):
        assert "签到表上有两个人的名字" in await hall.words_for(who)
    assert await pair.done() == done
    hall.now = before
    assert await pair.done() == (0, 0), "what was known before stays as it was known"
    again = await hall.do(pair.officer, deciding.ask, Decide(contact_id=one.id, counts=True))
    assert again.toast == "contact.decided_already"
    assert (await pair.contact(one)).standing is Standing.DISPUTED


async def test_two_words_on_one_dispute_are_one(pair: Pair) -> None:
    hall, one = pair.hall, await disputed(pair)
    for _ in range(2):
        await hall.job(lambda tx: contacts.decide(tx, one.id, pair.officer.id, "见证过", hall.now))
    await hall.do(pair.officer, deciding.ask, Decide(contact_id=one.id, counts=True))
    with pytest.raises(RefusedError):
        await hall.do(pair.officer, deciding.decide, say("见证过"))
    assert await pair.done() == (0, 0)


async def test_a_place_is_added_while_nobody_has_confirmed(pair: Pair) -> None:
    hall = pair.hall
    (one,) = await pair.log(0)
    await hall.do(pair.keeper, completing.ask_place, OfEntry(entry_id=one.entry_id))
    await hall.do(pair.keeper, completing.write_place, say("社区食堂"))
    assert "地点：社区食堂" in await hall.words_for(pair.other)
    await hall.do(pair.other, confirming.confirm, Of(contact_id=one.id))
    late = await hall.do(pair.keeper, completing.ask_place, OfEntry(entry_id=one.entry_id))
    assert late.toast == "contact.confirmed_already"
    with pytest.raises(RefusedError):
        await hall.do(pair.other, completing.ask_place, OfEntry(entry_id=one.entry_id))
    assert (await pair.contact(one)).place == "社区食堂"


async def test_it_is_in_the_data_of_both_and_the_place_goes_with_who_leaves(pair: Pair) -> None:
    hall, meeting = pair.hall, await propose(pair, 0)
    await reply(pair, pair.other, meeting)

    def chapter(tx: Tx, who: Somebody) -> dict[str, Any]:
        found = mydata.of(tx, _actor(tx, who, hall), hall.now)
        return next(chapter.rows[0] for chapter in found.chapters if chapter.name == "meetings")

    theirs = await hall.job(lambda tx: chapter(tx, pair.other))
    assert (theirs["place"], theirs["answer"], theirs["representative"]) == (
        "老站台 二楼",
        "accepted",
        pair.keeper.name,
    )
    own = await hall.job(lambda tx: chapter(tx, pair.keeper))
    assert (own["place"], own["answer"], own["representative"]) == ("老站台 二楼", None, None)
    await hall.do(pair.other, leaving.erase, leaving.Choice(person=pair.other.id, cases=0, keep=False))
    left = await now(pair, meeting)
    assert (left.place, left.invited) == ("", ())
