"""The day of a reception: it opens, visitors are counted once, matters are written down, contacts come of it."""

import re
from datetime import timedelta
from typing import Any

import pytest

from domain.contacts import Contact, Evidence, Mode, Standing
from domain.drafts import Draft
from domain.meetings import Answer
from domain.receptions import Seen, State, Visitor
from domain.telling import END
from services import leaving, mydata, welcome
from services.commands import RefusedError
from services.contacts import confirming, ledger
from services.contacts.confirming import Of
from services.people import ChooseUnit
from services.receptions import booking, contacting, due, raising, receiving
from services.receptions.contacting import Mark
from services.receptions.raising import OfVisitor
from services.receptions.receiving import Register
from services.suggestions import placing
from services.welcome import Start, start
from storage import contacts, people, receptions, suggestions, talks, units
from storage.tx import TooLateError, Tx
from tests.services.test_contacts import Pair
from tests.services.test_receptions import SATURDAY, Station, of, say
from tests.support.hall import HOME, Hall, Somebody


class Day(Station):
    """A reception that is open, with a representative on duty who keeps links; two of the linked have an account."""

    async def begin(self, *, opened: bool = True) -> "Day":
        await super().begin()
        pair = Pair(self.hall)
        pair.keeper = self.first
        self.links = await self.hall.job(lambda tx: contacts.links_of(tx, self.first.id, SATURDAY))
        self.wang, self.zhao = [await self.hall.seated(await self.ref(n)) for n in (0, 1)]
        self.one = await self.announce(self.first, self.second)
        self.hall.now += timedelta(days=4)  # a quarter past: 10:00 on the day; it began at 9:00 and ends at 10:00
        self.hall.now -= timedelta(minutes=30)
        if opened:
            await self.hall.tick(due.receptions_due)
            for who in (self.officer, self.first, self.second, self.chen, self.wang, self.zhao):
                await self.hall.heard(who)
        return self

    async def ref(self, place: int) -> str:
        id_ = self.links[place].other_id
        row = await self.hall.job(
            lambda tx: tx.connection.execute(f"SELECT ref FROM persons WHERE id = {id_}").fetchone()  # noqa: S608
        )
        return str(row["ref"])

    async def home(self, *whom: Somebody) -> None:
        """They live in the station's town."""

        def move(tx: Tx) -> None:
            unit = units.by_code(tx, HOME)
            assert unit is not None
            for who in whom:
                people.set_home(tx, who.id, unit.id)

        await self.hall.job(move)

    async def code(self) -> tuple[str, str]:
        shown = await self.hall.do(self.officer, receiving.show_code, of(self.one))
        return shown.told[0].facts["code"], shown.told[0].facts["token"]

    async def signs_in(self, who: Somebody) -> None:
        _, token = await self.code()
        await self.hall.do(who, start, Start(link=f"m_{token}"))

    async def visitors(self) -> list[Visitor]:
        found: list[Visitor] = await self.hall.job(lambda tx: receptions.visitors(tx, self.one.id))
        return found

    async def registers(self, person_id: int) -> Any:
        asked = Register(reception_id=self.one.id, person_id=person_id)
        return await self.hall.do(self.officer, receiving.register, asked)

    async def logs(self, words: str = "问了供暖") -> list[Contact]:
        """Log it with all who are marked. What was stored, in the order of links."""
        await self.hall.do(self.first, contacting.begin, of(self.one))
        outcome = await self.hall.do(self.first, contacting.write, say(words))
        ids = [id_ for id_, _ in outcome.told[0].facts["raised"]]
        found: list[Contact] = await self.hall.job(lambda tx: [contacts.find(tx, id_) for id_ in ids])
        return found

    async def done(self) -> tuple[int, int]:
        """What counts, and what waits, of the half-year's meetings."""
        found = await self.hall.job(lambda tx: ledger.of_person(tx, self.first.id, self.hall.now))
        face = next(line for one, line in found.total.lines if one.quota.face_to_face)
        return face.done, face.pending


@pytest.fixture
async def day(hall: Hall) -> Day:
    return await Day(hall).begin()


async def test_it_opens_from_an_hour_before_and_closes_once(hall: Hall) -> None:
    day = await Day(hall).begin(opened=False)
    hall.now -= timedelta(hours=2)
    assert (await hall.do(day.first, receiving.open_, of(day.one))).toast == "reception.too_early"
    hall.now += timedelta(hours=1)
    await hall.do(day.first, receiving.open_, of(day.one))
    assert "接待开始了" in await hall.words_for(day.second)
    with pytest.raises(RefusedError, match="reception_open"):
        await hall.do(day.officer, receiving.open_, of(day.one))
    await hall.do(day.officer, receiving.ask_close, of(day.one))
    assert (await day.now(day.one)).state is State.OPEN, "it is asked twice"
    await hall.do(day.officer, receiving.close, of(day.one))
    assert "接待结束了" in await hall.words_for(day.first)
    with pytest.raises(RefusedError, match="reception_closed"):
        await hall.do(day.officer, receiving.close, of(day.one))
    hall.later(days=1)
    assert await hall.tick(due.receptions_due) == []


async def test_each_visitor_is_counted_once_however_they_came_in(both_halls: Hall) -> None:
    day = await Day(both_halls).begin()
    hall = day.hall
    await day.home(day.wang)
    await day.registers(day.links[0].other_id)
    assert (await day.registers(day.links[0].other_id)).toast == "reception.counted_already"
    code, token = await day.code()
    await hall.do(day.wang, receiving.ask_code, of(day.one))
    await hall.do(day.wang, receiving.enter_code, say(code.lower()))
    assert [(one.person_id, one.seen) for one in await day.visitors()] == [(day.wang.id, Seen.CODE)]
    await hall.do(day.wang, start, Start(link=f"m_{token}"))
    assert "已经签到过了" in await hall.words_for(day.wang)
    assert len(await day.visitors()) == 1
    for staff in (day.first, day.officer):
        await hall.do(staff, start, Start(link=f"m_{token}"))
        assert "您不用签到" in await hall.words_for(staff)
    far = await hall.resident("远方", home="zd-heping")
    await hall.do(far, start, Start(link=f"m_{token}"))
    assert len(await day.visitors()) == 2, "who lives elsewhere may come as well"
    await hall.do(day.officer, booking.show, booking.Show(reception_id=day.one.id))
    assert "已接待 2 位" in await hall.words_for(day.officer)


async def test_who_is_not_known_is_a_figure_and_the_name_goes_at_the_close(day: Day) -> None:
    hall = day.hall
    await hall.do(day.first, receiving.ask_name, of(day.one))
    await hall.do(day.first, receiving.write_name, say("张大爷"))
    await hall.do(day.officer, receiving.roll, of(day.one))
    assert "张大爷" in await hall.words_for(day.officer)
    await hall.do(day.officer, receiving.close, of(day.one))
    assert [(one.person_id, one.name) for one in await day.visitors()] == [(None, "")]
    with pytest.raises(RefusedError, match="not_your_reception"):
        await hall.do(day.chen, receiving.roll, of(day.one))


async def test_who_registers_while_it_closes_leaves_no_name_behind(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with two processes: one reads it, the other one closes it and erases the names that are there till then."""
    hall, read = day.hall, await day.now(day.one)
    _, token = await day.code()
    await hall.do(day.first, receiving.ask_name, of(day.one))
    await hall.do(day.officer, receiving.close, of(day.one))
    monkeypatch.setattr(receiving, "load", lambda tx, id_: read)
    monkeypatch.setattr(receptions, "by_token", lambda tx, hash_: day.one.id)
    asked = Register(reception_id=day.one.id, person_id=day.links[0].other_id)
    acts: tuple[Any, ...] = (
        (day.first, receiving.write_name, say("张大爷")), (day.chen, start, Start(link=f"m_{token}")),
        (day.officer, receiving.register, asked),
    )  # fmt: skip
    for act in acts:
        with pytest.raises(TooLateError):
            await hall.do(*act)
    assert await day.visitors() == []


async def test_nobody_signs_in_after_the_end_though_it_is_night_and_nothing_closes(hall: Hall) -> None:
    day = await Day(hall).begin(opened=False)
    one = await day.announce(day.first, hours="20:30-22:00", day=SATURDAY + timedelta(days=4))
    hall.now = one.at
    await hall.do(day.officer, receiving.open_, of(one))
    day.one = one
    code, token = await day.code()
    await hall.do(day.chen, receiving.ask_code, of(one))
    hall.now = one.ends + timedelta(hours=2)  # midnight
    assert await hall.tick(due.receptions_due) == []
    for asked in ((start, Start(link=f"m_{token}")), (receiving.enter_code, say(code))):
        with pytest.raises(RefusedError, match="reception_closed"):
            await hall.do(day.chen, *asked)
    assert await day.visitors() == []


async def test_who_could_not_come_logs_nothing_out_of_it(hall: Hall) -> None:
    """The code that another one showed must not confirm a contact with who was not there."""
    day = await Day(hall).begin(opened=False)
    hall.now = day.one.at - timedelta(hours=2)
    await day.reply(day.first, day.one, Answer.DECLINED)
    hall.now = day.one.at
    await hall.tick(due.receptions_due)
    await day.signs_in(day.wang)
    for asked in (contacting.begin, receiving.roll, receiving.show_code, receiving.close):
        with pytest.raises(RefusedError, match="not_your_reception"):
            await hall.do(day.first, asked, of(day.one))
    board = (await hall.do(day.first, booking.show, booking.Show(reception_id=day.one.id))).told[0].facts["board"]
    assert (board.staff, board.received, board.bookings) == (False, 0, ()), (
        "they live there, and read what residents do"
    )
    assert await day.done() == (0, 0)


async def test_who_turns_out_to_be_somebody_of_the_roster_is_one_visitor(both_halls: Hall) -> None:
    day = await Day(both_halls).begin()
    other = day.links[2].other_id
    await day.registers(other)
    await day.signs_in(day.chen)
    assert len(await day.visitors()) == 2
    await day.hall.job(lambda tx: people.merge(tx, day.chen.id, other))
    assert [(one.person_id, one.seen) for one in await day.visitors()] == [(other, Seen.CODE)]


async def test_who_lives_elsewhere_finds_it_again(day: Day) -> None:
    far = await day.hall.resident("远方", home="zd-heping")
    await day.signs_in(far)
    await day.hall.do(far, booking.show, booking.Show(reception_id=day.one.id))
    assert await day.hall.words_for(far)


async def test_five_wrong_codes_are_enough_for_an_hour(day: Day) -> None:
    hall, (code, _) = day.hall, await day.code()
    await hall.do(day.chen, receiving.ask_code, of(day.one))
    for _ in range(5):
        assert (await hall.do(day.chen, receiving.enter_code, say("AAAA BBBB"))).told[0].kind == "reception.wrong_code"
    ended = await hall.do(day.chen, receiving.enter_code, say(code))
    assert ended.told[0].kind == "reception.code_ended"
    assert await day.visitors() == []
    assert code not in str(await hall.job(lambda tx: tx.connection.execute("SELECT * FROM receptions").fetchall()))


async def test_a_later_code_and_the_close_end_the_earlier_one(day: Day) -> None:
    hall, (_, old) = day.hall, await day.code()
    _, new = await day.code()
    await hall.do(day.chen, start, Start(link=f"m_{old}"))
    assert await day.visitors() == []
    await hall.do(day.officer, receiving.close, of(day.one))
    await hall.do(day.chen, start, Start(link=f"m_{new}"))
    assert await day.visitors() == []


async def test_a_contact_is_logged_with_all_linked_visitors_and_the_code_confirms(both_halls: Hall) -> None:
    day = await Day(both_halls).begin()
    hall = day.hall
    await day.signs_in(day.wang)
    await day.registers(day.links[1].other_id)
    await day.registers(day.links[2].other_id)  # who has no account
    for who in (day.officer, day.wang, day.zhao):
        await hall.heard(who)
    signed, seen, away = await day.logs()
    assert (signed.standing, signed.evidence, signed.mode) == (Standing.COUNTED, Evidence.CODE, Mode.RECEPTION)
    assert [one.standing for one in (seen, away)] == [Standing.WAITING] * 2
    assert (signed.day, signed.place) == (SATURDAY, day.one.where)
    assert await day.done() == (1, 2)
    assert "已经算上" in await hall.words_for(day.wang)
    assert "见过吗" in await hall.words_for(day.zhao)
    assert day.links[2].name in await hall.words_for(day.officer), "the officer is asked as witness"
    await hall.do(day.zhao, confirming.confirm, Of(contact_id=seen.id))
    await hall.do(day.officer, confirming.confirm, Of(contact_id=away.id))
    assert (await hall.job(lambda tx: contacts.find(tx, away.id))).evidence is Evidence.WITNESS
    assert await day.done() == (3, 0)
    again = await hall.do(day.first, contacting.begin, of(day.one))
    assert again.toast == "reception.nobody_linked", "it is logged once"
    with pytest.raises(RefusedError):
        await hall.do(day.first, contacting.write, say("又一次"))


async def test_who_signed_in_can_say_that_it_was_not_so(day: Day) -> None:
    await day.signs_in(day.wang)
    (one,) = await day.logs()
    await day.hall.do(day.wang, confirming.ask_dispute, Of(contact_id=one.id))
    await day.hall.do(day.wang, confirming.dispute, say("我见的是另一位代表"))
    assert await day.done() == (0, 0)


async def test_who_is_left_out_is_not_logged_and_others_links_are_nobodys(day: Day) -> None:
    hall = day.hall
    await day.signs_in(day.wang)
    await day.registers(day.links[1].other_id)
    await hall.do(day.first, contacting.begin, of(day.one))
    await hall.do(day.first, contacting.mark, Mark(link_id=day.links[0].id))
    await hall.do(day.first, contacting.write, say("一起说了停车"))
    logged = await hall.job(lambda tx: receptions.linked(tx, day.one.id, day.first.id, SATURDAY))
    assert [one.logged for one in logged] == [False, True]
    await hall.do(day.first, contacting.begin, of(day.one))
    gone = await hall.do(day.first, contacting.mark, Mark(link_id=day.links[1].id))
    assert gone.toast == "reception.gone", "it was logged already"
    assert (await hall.do(day.second, contacting.begin, of(day.one))).toast == "reception.nobody_linked"
    with pytest.raises(RefusedError, match="not_your_reception"):
        await hall.do(day.officer, contacting.begin, of(day.one))


async def test_after_the_close_who_was_on_duty_hears_once_whom_to_log(day: Day) -> None:
    hall = day.hall
    await day.signs_in(day.wang)
    await hall.heard(day.first)
    hall.later(hours=2)
    heard = [item for _ in range(3) for item in await hall.tick(due.receptions_due)]
    assert sorted(heard) == sorted((who.id, "reception.closed") for who in (day.officer, day.first, day.second))
    words = await hall.words_for(day.first)
    assert f"还没记联系的：{day.links[0].name}" in words
    assert "还没记联系" not in await hall.words_for(day.second)
    assert len(await day.logs()) == 1, "it can be logged after the close"


async def test_it_can_not_be_logged_too_late(day: Day) -> None:
    hall = day.hall
    await day.signs_in(day.wang)
    await hall.do(day.first, contacting.begin, of(day.one))
    hall.later(days=15)
    assert (await hall.do(day.first, contacting.write, say("忘了"))).told[0].kind == "reception.log_late"
    assert (await hall.do(day.first, contacting.begin, of(day.one))).toast == "meeting.too_late"
    assert await day.done() == (0, 0)


async def test_a_matter_becomes_a_case_with_somebody_on_duty(both_halls: Hall) -> None:
    day = await Day(both_halls).begin()
    hall = day.hall
    with pytest.raises(RefusedError, match="not_your_reception"):
        await hall.do(day.liu, raising.raise_, of(day.one))
    await day.signs_in(day.liu)
    await hall.do(day.liu, raising.raise_, of(day.one))
    case = await submitted(day, day.liu)
    assert (case.channel, case.reason) == ("reception", "reception")
    assert case.representative_id in (day.first.id, day.second.id)
    assert await hall.job(lambda tx: receptions.figures(tx, day.one.id)) == (1, 1)


async def test_an_anonymous_case_has_nothing_to_do_with_the_reception(day: Day) -> None:
    hall = day.hall
    await day.signs_in(day.liu)
    await hall.do(day.liu, raising.raise_, of(day.one))
    case = await submitted(day, day.liu, anonymous=True)
    assert (case.channel, case.reason in ("constituency", "place")) == ("chat", True)
    assert await hall.job(lambda tx: receptions.figures(tx, day.one.id)) == (1, 0)
    assert await hall.job(lambda tx: tx.connection.execute("SELECT id FROM contacts").fetchall()) == []


async def test_the_officer_writes_down_for_who_has_no_account(day: Day) -> None:
    hall = day.hall
    await hall.do(day.first, receiving.ask_name, of(day.one))
    await hall.do(day.first, receiving.write_name, say("张大爷"))
    (visitor,) = await day.visitors()
    with pytest.raises(RefusedError, match="not_your_reception"):
        await hall.do(day.first, raising.write_down, OfVisitor(visitor_id=visitor.id))
    await hall.do(day.officer, raising.write_down, OfVisitor(visitor_id=visitor.id))
    case = await submitted(day, day.officer)
    assert (case.channel, case.author_id == day.officer.id) == ("reception_officer", False)
    assert re.search("张大爷", await hall.words_for(day.first) + await hall.words_for(day.second))
    assert await hall.job(lambda tx: receptions.figures(tx, day.one.id)) == (1, 1)
    await day.signs_in(day.wang)
    known = (await day.visitors())[-1]
    refused = await hall.do(day.officer, raising.write_down, OfVisitor(visitor_id=known.id))
    assert refused.toast == "reception.they_write"


async def test_of_who_leaves_only_the_figure_stays(day: Day) -> None:
    hall = day.hall
    await day.signs_in(day.chen)
    shown = await hall.do(day.chen, mydata.send)
    chapter = next(c for c in shown.told[0].facts["everything"].chapters if c.name == "receptions")
    assert [row["part_in"] for row in chapter.rows] == ["came"]
    await hall.do(day.chen, leaving.erase, leaving.Choice(person=day.chen.id, cases=0, keep=True))
    assert [(one.person_id, one.name) for one in await day.visitors()] == [(None, "")]
    rows = await hall.job(lambda tx: tx.connection.execute("SELECT * FROM reception_visitors").fetchall())
    assert day.chen.id not in {row["by_id"] for row in rows}, "nor by whom they were signed in: themselves"


async def submitted(day: Day, who: Somebody, *, anonymous: bool = False) -> Any:
    """Hand in the draft that was begun at the reception."""
    hall = day.hall

    def write(tx: Tx) -> Draft:
        begun = talks.draft(tx, who.id)
        assert begun is not None
        draft = begun.with_words(1, "共青团西路路灯全黑").changed(anonymous=anonymous)
        talks.save_draft(tx, who.id, draft, hall.now)
        return draft

    draft = await hall.job(write)
    outcome = await hall.do(who, placing.submit, placing.Submit(revision=draft.revision))
    return await hall.job(lambda tx: suggestions.find(tx, outcome.told[0].case))


async def test_a_name_of_somebody_expected_makes_nobody_a_second_person(day: Day) -> None:
    hall = day.hall
    await hall.do(day.first, receiving.ask_name, of(day.one))
    await hall.do(day.first, receiving.write_name, say(day.wang.name))
    heard = await hall.words_for(day.first)
    assert f"是，{day.wang.name}到了" in heard
    assert await day.visitors() == [], "it is asked first"
    registered = await hall.do(day.first, receiving.register, Register(reception_id=day.one.id, person_id=day.wang.id))
    assert registered.talk is END
    assert [one.person_id for one in await day.visitors()] == [day.wang.id]
    assert [contact.link_id for contact in await day.logs()] == [day.links[0].id], "it counts for the link"


async def test_who_only_has_the_same_name_is_somebody_else(day: Day) -> None:
    hall = day.hall
    await hall.do(day.first, receiving.ask_name, of(day.one))
    for _ in range(2):
        await hall.do(day.first, receiving.write_name, say(day.wang.name))
    assert [(one.person_id, one.name) for one in await day.visitors()] == [(None, day.wang.name)]


async def test_a_matter_is_gone_on_with_once_the_home_is_known(day: Day) -> None:
    hall, far = day.hall, await day.hall.resident("外来的人", home=None)
    await day.signs_in(far)
    asked = await hall.do(far, raising.raise_, of(day.one))
    assert asked.told[0].kind == "place.ask"
    home = await hall.job(lambda tx: units.by_code(tx, HOME))
    settled = await hall.do(far, welcome.choose_unit, ChooseUnit(unit_id=home.id, whole=True))
    assert [one.kind for one in settled.told] == ["place.chosen", "suggest.ask"]
    draft = await hall.job(lambda tx: talks.draft(tx, far.id))
    assert draft.reception == day.one.id
