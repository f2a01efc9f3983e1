"""Receptions: set up, answered, changed and called off, slots booked, and what the clock says."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.meetings import Answer
from domain.people import Role
from domain.receptions import Action, Booking, Reception, State
from domain.roster import Level
from services import leaving
from services.commands import Nothing, RefusedError
from services.receptions import announcing, booking, due, planning, receiving
from services.receptions.announcing import Reply
from services.receptions.booking import Book
from services.receptions.planning import ChooseDay, ChooseStation, ChooseTime, Part, Toggle
from services.receptions.rights import OfReception
from services.suggestions.saying import Say
from storage import people, receptions, units
from storage.tx import TooLateError, Tx
from tests.support.city import seats
from tests.support.hall import HOME, Hall, Somebody, seat

SATURDAY = date(2026, 12, 5)  # four days ahead


def say(words: str) -> Say:
    return Say(message_id=1, words=words)


class Station:
    """The station of a town with its officer, two representatives and two residents."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall

    async def begin(self) -> "Station":
        hall = self.hall
        self.officer = await hall.seated(seat(Role.OFFICER, HOME))
        self.first, self.second = [await hall.seated(ref) for ref in seats(HOME)[:2]]
        self.chen, self.liu = await hall.resident("陈桂兰"), await hall.resident("刘师傅")
        return self

    async def plan(self, *duty: Somebody, day: date = SATURDAY, hours: str = "9:00-10:00") -> Any:
        """Everything but the last press."""
        hall, officer = self.hall, self.officer
        await hall.do(officer, planning.begin)
        await hall.do(officer, planning.write_when, say(f"{day.month}月{day.day}日 {hours}"))
        if (day - hall.now.date()).days < 3:
            await hall.do(officer, planning.write_words, say("明天就停暖"))
        for one in duty:
            await hall.do(officer, planning.toggle, Toggle(person_id=one.id))
        await hall.do(officer, planning.next_)
        await hall.do(officer, planning.write_words, say("供暖"))
        return await hall.do(officer, planning.anything)

    async def announce(self, *duty: Somebody, day: date = SATURDAY, hours: str = "9:00-10:00") -> Reception:
        await self.plan(*(duty or (self.first,)), day=day, hours=hours)
        return self.shown(await self.hall.do(self.officer, announcing.announce))

    def shown(self, outcome: Any) -> Reception:
        found: Reception = next(told.facts["board"].reception for told in outcome.told if "board" in told.facts)
        return found

    async def now(self, one: Reception) -> Reception:
        found: Reception = await self.hall.job(lambda tx: receptions.find(tx, one.id))
        return found

    async def book(self, who: Somebody, one: Reception, slot: int) -> Any:
        current = await self.now(one)
        return await self.hall.do(who, booking.book, Book(reception_id=one.id, version=current.version, slot=slot))

    async def bookings(self, one: Reception) -> list[Booking]:
        found: list[Booking] = await self.hall.job(lambda tx: receptions.bookings(tx, one.id))
        return found

    async def reply(self, who: Somebody, one: Reception, value: Answer) -> Any:
        current = await self.now(one)
        asked = Reply(reception_id=one.id, version=current.version, value=value)
        return await self.hall.do(who, announcing.answer, asked)


def of(one: Reception) -> OfReception:
    return OfReception(reception_id=one.id)


@pytest.fixture
async def station(hall: Hall) -> Station:
    return await Station(hall).begin()


async def test_it_is_announced_and_who_is_on_duty_is_asked(both_halls: Hall) -> None:
    station = await Station(both_halls).begin()
    hall, one = station.hall, await station.announce()
    assert (one.state, one.topic, len(one.slots), one.capacity) == (State.ANNOUNCED, "供暖", 4, 1)
    assert "请您到场接待：12月5日(周六)上午9:00" in await hall.words_for(station.first)
    assert await hall.words_for(station.second) == ""
    await hall.heard(station.officer)
    assert (await hall.do(station.officer, announcing.announce)).toast == "reception.gone", "pressed twice"
    await station.reply(station.first, one, Answer.ACCEPTED)
    assert f"{station.first.name} 能来" in await hall.words_for(station.officer)
    assert (await station.reply(station.first, one, Answer.ACCEPTED)).toast == "button.done_already"
    with pytest.raises(RefusedError, match="not_your_reception"):
        await station.reply(station.second, one, Answer.ACCEPTED)
    await hall.do(station.chen, booking.listed)
    assert "12月5日(周六)上午9:00" in await hall.words_for(station.chen)


async def test_it_is_set_up_by_taps_alone(station: Station) -> None:
    hall = station.hall
    admin = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    asked = await hall.do(admin, planning.begin)
    ids = {one.name: one.id for one in asked.told[0].facts["stations"]}
    assert asked.told[0].kind == "reception.ask_station", "an administrator has several"
    await hall.do(admin, planning.choose_station, ChooseStation(station_id=next(iter(ids.values()))))
    await hall.do(admin, planning.choose_day, ChooseDay(value="20261205"))
    await hall.do(admin, planning.choose_time, ChooseTime(value="0900"))
    asked = await hall.do(admin, planning.choose_time, ChooseTime(value="1030"))
    person = asked.told[0].facts["able"][0][0]
    await hall.do(admin, planning.toggle, Toggle(person_id=person))
    await hall.do(admin, planning.next_)
    await hall.do(admin, planning.anything)
    shown = await hall.do(admin, planning.anything)
    assert shown.told[0].kind == "reception.preview"
    one = station.shown(await hall.do(admin, announcing.announce))
    assert ([duty.person_id for duty in one.duties], len(one.slots)) == ([person], 6)


async def test_what_is_short_of_three_days_needs_a_reason(station: Station) -> None:
    hall, officer = station.hall, station.officer
    await hall.do(officer, planning.begin)
    asked = await hall.do(officer, planning.write_when, say("12月3日 9:00-10:00"))
    assert asked.told[0].facts["piece"] == "short"
    assert (await hall.do(officer, planning.anything)).toast == "reception.gone", "it can't be left out"
    one = await station.announce(day=date(2026, 12, 3))
    assert one.short == "明天就停暖"
    await hall.do(station.chen, booking.show, booking.Show(reception_id=one.id))
    assert "明天就停暖" in await hall.words_for(station.chen)


async def test_nobody_on_duty_and_impossible_hours_are_not_announced(station: Station) -> None:
    hall, officer = station.hall, station.officer
    await hall.do(officer, planning.begin)
    refused = await hall.do(officer, planning.write_when, say("12月5日 11:00-9:00"))
    assert refused.told[0].kind == "reception.not_then"
    await hall.do(officer, planning.write_when, say("12月5日 下午2点到4点"))
    assert (await hall.do(officer, planning.next_)).toast == "contact.nobody_chosen"
    other = await hall.seated(seats("zd-heping", Level.DISTRICT)[0])
    assert (await hall.do(officer, planning.toggle, Toggle(person_id=other.id))).toast == "reception.gone"
    await station.plan(station.first)
    hall.later(days=5)  # the plan was left lying about
    late = await hall.do(officer, announcing.announce)
    assert late.told[0].kind == "reception.ask_day"


async def test_a_slot_is_booked_by_one_for_each_on_duty(both_halls: Hall) -> None:
    station = await Station(both_halls).begin()
    hall, one = station.hall, await station.announce()
    assert (await station.book(station.chen, one, 1)).toast == "reception.booked"
    assert (await station.book(station.chen, one, 1)).toast == "button.done_already"
    full = await station.book(station.liu, one, 1)
    assert (full.toast, [n for n, _ in full.told[0].facts["spots"]]) == ("reception.full", [0, 2, 3])
    await station.book(station.chen, one, 2)
    assert [(b.person_id, b.slot) for b in await station.bookings(one)] == [(station.chen.id, 2)], "it moves"
    await station.book(station.liu, one, 1)
    await hall.do(station.chen, booking.unbook, of(one))
    assert [b.person_id for b in await station.bookings(one)] == [station.liu.id]
    stranger = await hall.resident("远方", home="zd-heping")
    for who in (stranger, station.first, station.officer):
        with pytest.raises(RefusedError, match="not_your_reception"):
            await station.book(who, one, 0)


async def test_of_two_who_want_the_last_place_one_gets_it(station: Station) -> None:
    """What the other one decided by is older: the job is done anew and finds the slot full."""
    one = await station.announce(station.first, station.second)
    await station.book(station.chen, one, 0)
    await station.reply(station.second, one, Answer.DECLINED)
    assert (await station.book(station.liu, one, 0)).toast == "reception.full", "only one is on duty now"

    def twice(tx: Tx) -> None:
        receptions.book(tx, one.id, station.liu.id, 0, 0)

    with pytest.raises(TooLateError):
        await station.hall.job(twice)
    assert [b.person_id for b in await station.bookings(one)] == [station.chen.id]


@pytest.mark.parametrize("act", ["book", "unbook", "answer"])
async def test_what_was_read_before_it_was_called_off_is_decided_anew(
    station: Station, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    """As with two processes: one reads it, the other one calls it off and tells those who booked till then."""
    hall, one = station.hall, await station.announce()
    await station.book(station.chen, one, 0)
    read = await station.now(one)
    await hall.do(station.officer, announcing.ask_cancel, of(one))
    await hall.do(station.officer, announcing.cancel, say("停电"))
    for place in (booking, announcing):
        monkeypatch.setattr(place, "load", lambda tx, id_: read)
    acts: dict[str, tuple[Any, ...]] = {
        "book": (station.liu, booking.book, Book(reception_id=one.id, version=read.version, slot=1)),
        "unbook": (station.chen, booking.unbook, of(one)),
        "answer": (station.first, announcing.answer,
                   Reply(reception_id=one.id, version=read.version, value=Answer.ACCEPTED)),
    }  # fmt: skip
    with pytest.raises(TooLateError):
        await hall.do(*acts[act])
    assert [b.person_id for b in await station.bookings(one)] == [station.chen.id]


async def test_who_moves_away_can_still_give_the_slot_back(station: Station) -> None:
    hall, one = station.hall, await station.announce()
    await station.book(station.chen, one, 0)

    def move(tx: Tx) -> None:
        unit = units.by_code(tx, "zd-heping")
        assert unit is not None
        people.set_home(tx, station.chen.id, unit.id)

    await hall.job(move)
    assert (await hall.do(station.chen, booking.unbook, of(one))).toast == "reception.unbooked"
    with pytest.raises(RefusedError, match="not_your_reception"):
        await hall.do(station.chen, booking.show, booking.Show(reception_id=one.id))


async def test_who_can_not_come_reads_no_names_and_opens_nothing(station: Station) -> None:
    hall, one = station.hall, await station.announce(station.first, station.second)
    await station.book(station.chen, one, 0)
    shown = await station.reply(station.first, one, Answer.DECLINED)
    board = shown.told[0].facts["board"]
    assert (board.bookings, board.actions) == ((), {Action.ANSWER})
    hall.now = one.at - timedelta(minutes=30)
    with pytest.raises(RefusedError, match="not_your_reception"):
        await hall.do(station.first, receiving.open_, of(one))
    await station.reply(station.first, one, Answer.ACCEPTED)
    await hall.do(station.first, receiving.open_, of(one))
    assert (await station.now(one)).state is State.OPEN


async def test_another_time_asks_again_and_takes_slots_along_as_far_as_they_are_there(station: Station) -> None:
    hall, one = station.hall, await station.announce(station.first, station.second)
    await station.reply(station.first, one, Answer.ACCEPTED)
    await station.reply(station.second, one, Answer.DECLINED)
    await station.book(station.chen, one, 0)
    await station.book(station.liu, one, 3)
    for who in (station.first, station.second, station.chen, station.liu):
        await hall.heard(who)
    await hall.do(station.officer, planning.begin_change, of(one))
    await hall.do(station.officer, planning.choose_part, Part(value="when"))
    await hall.do(station.officer, planning.write_when, say("12月6日 14:00-14:30"))
    await hall.do(station.officer, announcing.announce)
    changed = await station.now(one)
    assert [(duty.person_id, duty.answer) for duty in changed.duties] == [(station.first.id, Answer.WAITING)]
    assert "12月6日(周日)下午2:00" in await hall.words_for(station.first)
    assert await hall.words_for(station.second) == "", "who can't come is left in peace"
    assert "您约了 下午2:00" in await hall.words_for(station.chen)
    assert "您约的时段没有了" in await hall.words_for(station.liu)
    assert [b.person_id for b in await station.bookings(one)] == [station.chen.id]
    stale = Book(reception_id=one.id, version=one.version, slot=1)
    assert (await hall.do(station.liu, booking.book, stale)).toast == "button.stale"


async def test_who_is_taken_off_duty_and_who_is_added_hear_it(station: Station) -> None:
    hall, one = station.hall, await station.announce()
    await hall.heard(station.first)
    await hall.do(station.officer, planning.begin_change, of(one))
    await hall.do(station.officer, planning.choose_part, Part(value="duty"))
    for who in (station.first, station.second):
        await hall.do(station.officer, planning.toggle, Toggle(person_id=who.id))
    await hall.do(station.officer, planning.next_)
    await hall.do(station.officer, announcing.announce)
    assert "您不用到场了" in await hall.words_for(station.first)
    assert "请您到场接待" in await hall.words_for(station.second)


async def test_of_two_changes_the_second_is_shown_the_first(station: Station) -> None:
    hall, one = station.hall, await station.announce()
    admin = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    for who, topic in ((station.officer, "停车"), (admin, "绿化")):
        await hall.do(who, planning.begin_change, of(one))
        await hall.do(who, planning.choose_part, Part(value="topic"))
        await hall.do(who, planning.write_words, say(topic))
    await hall.do(station.officer, announcing.announce)
    assert (await hall.do(admin, announcing.announce)).toast == "button.stale"
    assert (await station.now(one)).topic == "停车"


async def test_it_is_called_off_with_a_word_to_all(station: Station) -> None:
    hall, one = station.hall, await station.announce()
    await station.book(station.chen, one, 0)
    await hall.heard(station.first)
    with pytest.raises(RefusedError):
        await hall.do(station.first, announcing.ask_cancel, of(one))
    await hall.do(station.officer, announcing.ask_cancel, of(one))
    await hall.do(station.officer, announcing.cancel, say("站里停电"))
    for who in (station.first, station.chen, station.officer):
        assert "站里停电" in await hall.words_for(who)
    with pytest.raises(RefusedError, match="reception_cancelled"):
        await station.book(station.liu, one, 0)
    listed = await hall.do(station.liu, booking.listed, Nothing())
    assert listed.told[0].facts["coming"] == []


async def test_the_day_before_all_are_reminded_once(both_halls: Hall) -> None:
    station = await Station(both_halls).begin()
    hall, one = station.hall, await station.announce()
    await station.book(station.chen, one, 0)
    heard: list[tuple[Any, str, datetime]] = []
    end = hall.now + timedelta(days=5)
    while hall.now < end:
        hall.now += timedelta(hours=1)
        for _ in range(2):
            heard += [(who, kind, hall.now) for who, kind in await hall.tick(due.receptions_due)]
    soon = [(who, at.day, (at.hour + 8) % 24) for who, kind, at in heard if kind == "reception.soon"]
    assert sorted(soon) == sorted([(station.first.id, 4, 9), (station.chen.id, 4, 9)])
    assert [kind for _, kind, _ in heard if kind != "reception.soon"] == ["reception.opened"] * 2 + [
        "reception.closed"
    ] * 2
    assert (await station.now(one)).state is State.CLOSED


async def test_what_was_missed_while_nobody_ticked_is_not_said_late(station: Station) -> None:
    hall, one = station.hall, await station.announce()
    hall.later(days=6)
    assert {kind for _, kind in await hall.tick(due.receptions_due)} == {"reception.closed"}
    assert (await station.now(one)).state is State.CLOSED
    assert await hall.tick(due.receptions_due) == []


async def test_who_leaves_gives_the_slot_back(station: Station) -> None:
    hall, one = station.hall, await station.announce()
    await station.book(station.chen, one, 0)
    await hall.do(station.chen, leaving.erase, leaving.Choice(person=station.chen.id, cases=0, keep=True))
    assert await station.bookings(one) == []


async def test_when_nobody_on_duty_can_come_who_booked_hears_it_and_hears_when_somebody_can(station: Station) -> None:
    hall, one = station.hall, await station.announce(station.first, station.second)
    await station.book(station.chen, one, 0)
    await station.reply(station.first, one, Answer.DECLINED)
    assert "来不了" not in await hall.words_for(station.chen), "the other one still comes"
    await station.reply(station.second, one, Answer.DECLINED)
    heard = await hall.words_for(station.chen)
    assert "您约的时段先留着" in heard
    assert "到场代表：还没有定" in heard
    assert heard.count("联络站在另找人") == 1
    assert "换个时段" not in heard
    assert station.second.name not in heard
    await hall.do(station.liu, booking.show, booking.Show(reception_id=one.id))
    seen = await hall.words_for(station.liu)
    assert "眼下没有代表能来" in seen
    assert "约满" not in seen
    await hall.do(station.liu, booking.ask_slot, of(one))
    assert "约满" not in await hall.words_for(station.liu)
    assert "约个时段" not in seen
    await station.reply(station.first, one, Answer.ACCEPTED)
    assert "您约的时段还在" in await hall.words_for(station.chen)
    await station.reply(station.second, one, Answer.ACCEPTED)
    assert await hall.words_for(station.chen) == "", "it was settled already"


async def test_the_day_before_the_office_is_reminded_too_where_nobody_can_come(station: Station) -> None:
    hall, one = station.hall, await station.announce()
    await station.reply(station.first, one, Answer.DECLINED)
    hall.now = one.at - timedelta(hours=23)
    assert await hall.tick(due.receptions_due) == [(station.officer.id, "reception.soon")]


async def test_who_can_not_come_reads_that_and_no_resident_s_card(station: Station) -> None:
    hall, one = station.hall, await station.announce(station.first, station.second)
    await station.reply(station.first, one, Answer.DECLINED)
    seen = await hall.words_for(station.first)
    assert "您说了来不了" in seen
    assert "直接来" not in seen


async def test_a_change_says_how_it_was_before(station: Station) -> None:
    hall, one = station.hall, await station.announce(hours="9:00-11:00")
    await station.book(station.chen, one, 0)
    await station.book(station.liu, one, 7)
    for who in (station.chen, station.liu):
        await hall.heard(who)
    await hall.do(station.officer, planning.begin_change, of(one))
    await hall.do(station.officer, planning.choose_part, Part(value="topic"))
    await hall.do(station.officer, planning.write_words, say("停车"))
    await hall.do(station.officer, planning.choose_part, Part(value="when"))
    await hall.do(station.officer, planning.write_when, say("12月5日 9:00-10:00"))
    await hall.do(station.officer, announcing.announce)
    for who in (station.chen, station.liu):
        heard = await hall.words_for(who)
        assert "原来的时间：12月5日(周六) 上午9:00到11:00" in heard
        assert "原来的主题：供暖" in heard
        assert "代表接待：停车" in heard


async def test_the_card_of_what_was_announced_says_its_topic_and_booking_changes_it_in_place(station: Station) -> None:
    hall, one = station.hall, await station.announce()
    assert "代表接待：供暖" in await hall.words_for(station.officer)
    booked = await station.book(station.chen, one, 0)
    assert booked.told[0].facts["fresh"] is False, "the question for the slot becomes the card again"
    back = await hall.do(station.chen, booking.show, booking.Show(reception_id=one.id, here=True))
    assert back.told[0].facts["fresh"] is False
