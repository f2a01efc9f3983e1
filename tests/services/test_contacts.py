"""Logging a contact, the other side's word on it, the meeting's code, the witness, and the end of waiting."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from domain.contacts import Contact, Evidence, Mode, Standing
from domain.people import Role
from domain.roster import Level
from services import leaving, mydata
from services.commands import RefusedError
from services.contacts import confirming, due, entering, ledger, viewing
from services.contacts.confirming import Of, OfEntry
from services.contacts.entering import Begin, ChooseDay, ChooseMode, Toggle
from services.suggestions.saying import Say
from services.welcome import Start, start
from storage import contacts, events
from storage.tx import Tx
from tests.support.city import BEGIN, seats
from tests.support.hall import HOME, Hall, Somebody, seat


class Pair:
    """A representative with fixed links, two of the residents, and the station's officer."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall

    async def begin(self) -> "Pair":
        hall = self.hall
        self.keeper = await hall.seated(seats(HOME)[0])
        self.links = await hall.job(lambda tx: contacts.links_of(tx, self.keeper.id, date(2026, 12, 1)))
        refs = await hall.job(lambda tx: [_ref(tx, link.other_id) for link in self.links])
        self.other, self.second = await hall.seated(refs[0]), await hall.seated(refs[1])
        self.officer = await hall.seated(seat(Role.OFFICER, HOME))
        return self

    async def log(self, *links: int, mode: Mode = Mode.VISIT, back: int = 0, words: str = "问了供暖") -> list[Contact]:
        """Log a contact with the links of these places. Returns what was stored."""
        hall = self.hall
        await hall.do(self.keeper, entering.begin, Begin())
        for place in links:
            await hall.do(self.keeper, entering.toggle, Toggle(link_id=self.links[place].id))
        await hall.do(self.keeper, entering.next_)
        await hall.do(self.keeper, entering.choose_mode, ChooseMode(mode=mode))
        if back:
            day = (BEGIN.date() - timedelta(days=back)).strftime("%Y%m%d")
            await hall.do(self.keeper, entering.choose_day, ChooseDay(value=day))
        outcome = await hall.do(self.keeper, entering.write, Say(message_id=1, words=words))
        entry = outcome.told[0].facts["entry"]
        found: list[Contact] = await hall.job(lambda tx: contacts.of_entry(tx, entry))
        return found

    async def contact(self, one: Contact) -> Contact:
        found: Contact = await self.hall.job(lambda tx: contacts.find(tx, one.id))
        return found

    async def done(self) -> tuple[int, int]:
        """What counts, and what waits, of the half-year's meetings."""
        found = await self.hall.job(lambda tx: ledger.of_person(tx, self.keeper.id, self.hall.now))
        face = next(line for one, line in found.total.lines if one.quota.face_to_face)
        return face.done, face.pending


def _ref(tx: Tx, person_id: int) -> str:
    return str(tx.connection.execute(f"SELECT ref FROM persons WHERE id = {person_id}").fetchone()["ref"])  # noqa: S608


@pytest.fixture
async def pair(hall: Hall) -> Pair:
    return await Pair(hall).begin()


async def test_a_meeting_counts_once_the_other_side_says_so(both_halls: Hall) -> None:
    pair = await Pair(both_halls).begin()
    hall = pair.hall
    (one,) = await pair.log(0)
    assert (one.standing, one.evidence, await pair.done()) == (Standing.WAITING, None, (0, 1))
    assert "问了供暖" in await hall.words_for(pair.other)
    await hall.do(pair.other, confirming.confirm, Of(contact_id=one.id))
    assert (await pair.contact(one)).evidence is Evidence.CONFIRMED
    assert await pair.done() == (1, 0)
    assert "本人确认" in await hall.words_for(pair.keeper)
    again = await hall.do(pair.other, confirming.confirm, Of(contact_id=one.id))
    assert again.toast == "contact.is_counted"
    assert await pair.done() == (1, 0)
    kinds = [row["kind"] for row in await hall.job(lambda tx: events.of(tx, "contact", one.id))]
    assert kinds == ["logged", "counted"]


async def test_of_a_symposium_each_confirms_for_themselves(pair: Pair) -> None:
    first, second = await pair.log(0, 1, mode=Mode.SYMPOSIUM)
    await pair.hall.do(pair.second, confirming.confirm, Of(contact_id=second.id))
    assert [(await pair.contact(one)).standing for one in (first, second)] == [Standing.WAITING, Standing.COUNTED]
    with pytest.raises(RefusedError):
        await pair.hall.do(pair.second, confirming.confirm, Of(contact_id=first.id))


async def test_disputed_with_a_word_it_never_counts(pair: Pair) -> None:
    hall = pair.hall
    (one,) = await pair.log(0)
    await hall.do(pair.other, confirming.ask_dispute, Of(contact_id=one.id))
    await hall.do(pair.other, confirming.dispute, Say(message_id=2, words="那天我不在家"))
    assert (await pair.contact(one)).standing is Standing.DISPUTED
    for hearer in (pair.keeper, pair.officer):
        assert "那天我不在家" in await hall.words_for(hearer)
    late = await hall.do(pair.other, confirming.confirm, Of(contact_id=one.id))
    assert late.toast == "contact.is_disputed"
    assert await pair.done() == (0, 0)


@pytest.mark.parametrize("mode", [Mode.PHONE, Mode.CHAT, Mode.LETTER])
async def test_a_call_counts_at_once_until_the_other_side_objects(pair: Pair, mode: Mode) -> None:
    hall = pair.hall
    (one,) = await pair.log(0, mode=mode)
    assert (one.standing, one.evidence) == (Standing.COUNTED, Evidence.WORD)
    quarter = (await hall.job(lambda tx: ledger.of_person(tx, pair.keeper.id, hall.now))).total.lines[0][1]
    assert (quarter.done, await pair.done()) == (1, (0, 0))
    assert "没有这回事" in await hall.words_for(pair.other)
    await hall.do(pair.other, confirming.ask_dispute, Of(contact_id=one.id))
    await hall.do(pair.other, confirming.dispute, Say(message_id=2, words="没有打过"))
    assert (await pair.contact(one)).standing is Standing.OBJECTED
    quarter = (await hall.job(lambda tx: ledger.of_person(tx, pair.keeper.id, hall.now))).total.lines[0][1]
    assert quarter.done == 0


async def code_of(pair: Pair, one: Contact) -> tuple[str, str]:
    """The code and the link's token that the representative sees."""
    await pair.hall.heard(pair.keeper)
    await pair.hall.do(pair.keeper, confirming.show_code, OfEntry(entry_id=one.entry_id))
    shown = await pair.hall.words_for(pair.keeper)
    code, token = re.search(r"<b>(.+?)</b>", shown), re.search(r"start=(m_[\w-]+)", shown)
    assert code is not None
    assert token is not None
    return code[1], token[1]


async def test_the_code_of_the_meeting_confirms_at_once(pair: Pair) -> None:
    (one,) = await pair.log(0)
    code, _ = await code_of(pair, one)
    assert not set("1I0O") & set(code)
    assert len(code.replace(" ", "")) == 8
    await pair.hall.do(pair.other, confirming.ask_code, Of(contact_id=one.id))
    await pair.hall.do(pair.other, confirming.enter_code, Say(message_id=2, words=f" {code.lower()} "))
    assert ((await pair.contact(one)).evidence, await pair.done()) == (Evidence.CODE, (1, 0))


async def test_five_wrong_codes_end_it_and_the_right_one_comes_too_late(pair: Pair) -> None:
    (one,) = await pair.log(0)
    code, _ = await code_of(pair, one)
    await pair.hall.do(pair.other, confirming.ask_code, Of(contact_id=one.id))
    for _ in range(5):
        await pair.hall.do(pair.other, confirming.enter_code, Say(message_id=2, words="AAAABBBB"))
    ended = await pair.hall.do(pair.other, confirming.ask_code, Of(contact_id=one.id))
    assert ended.toast == "contact.code_ended"
    with pytest.raises(RefusedError):
        await pair.hall.do(pair.other, confirming.enter_code, Say(message_id=2, words=code))
    assert (await pair.contact(one)).standing is Standing.WAITING


async def test_the_link_of_the_meeting_confirms_for_those_who_were_meant(pair: Pair) -> None:
    first, second = await pair.log(0, 1, mode=Mode.SYMPOSIUM)
    _, link = await code_of(pair, first)
    await pair.hall.do(pair.officer, start, Start(link=link))
    await pair.hall.do(pair.other, start, Start(link=link))
    assert (await pair.contact(first)).evidence is Evidence.CODE
    assert (await pair.contact(second)).standing is Standing.WAITING


async def test_code_and_link_are_valid_on_the_day_of_the_meeting_alone(pair: Pair) -> None:
    (one,) = await pair.log(0)
    code, link = await code_of(pair, one)
    pair.hall.later(days=1)
    await pair.hall.do(pair.other, start, Start(link=link))
    await pair.hall.do(pair.other, confirming.ask_code, Of(contact_id=one.id))
    await pair.hall.do(pair.other, confirming.enter_code, Say(message_id=2, words=code))
    assert (await pair.contact(one)).standing is Standing.WAITING
    over = await pair.hall.do(pair.keeper, confirming.show_code, OfEntry(entry_id=one.entry_id))
    assert over.toast == "contact.code_over"


async def test_the_officer_is_witness_for_somebody_without_an_account(pair: Pair) -> None:
    (one,) = await pair.log(2)
    assert not one.reachable
    assert one.other in await pair.hall.words_for(pair.officer)
    with pytest.raises(RefusedError):
        await pair.hall.do(pair.second, confirming.confirm, Of(contact_id=one.id))
    await pair.hall.do(pair.officer, confirming.confirm, Of(contact_id=one.id))
    assert ((await pair.contact(one)).evidence, await pair.done()) == (Evidence.WITNESS, (1, 0))


async def test_the_officer_is_no_witness_for_who_can_speak(pair: Pair) -> None:
    (one,) = await pair.log(0)
    with pytest.raises(RefusedError):
        await pair.hall.do(pair.officer, confirming.confirm, Of(contact_id=one.id))


async def test_it_is_asked_about_once_more_and_expires(both_halls: Hall) -> None:
    pair = await Pair(both_halls).begin()
    hall = pair.hall
    (one,) = await pair.log(0)
    heard = []
    for _ in range(16):
        hall.later(days=1)
        assert await hall.asleep(due.unconfirmed) == []
        for _ in range(2):  # a tick that comes twice does nothing the second time
            heard += [(who, kind, (hall.now - BEGIN).days) for who, kind in await hall.tick(due.unconfirmed)]
    assert heard == [(pair.other.id, "contact.confirm", 7), (pair.keeper.id, "contact.expired", 14)]
    assert (await pair.contact(one)).standing is Standing.EXPIRED
    late = await hall.do(pair.other, confirming.confirm, Of(contact_id=one.id))
    assert (late.toast, await pair.done()) == ("contact.is_expired", (0, 0))


async def test_it_is_dated_by_the_contact_at_most_a_fortnight_back(pair: Pair) -> None:
    (one,) = await pair.log(0, back=14)
    assert one.day == date(2026, 11, 17)
    await pair.hall.do(pair.keeper, entering.begin, Begin(link_id=pair.links[0].id))
    await pair.hall.do(pair.keeper, entering.choose_mode, ChooseMode(mode=Mode.VISIT))
    for value in ("20261116", "20261202", "20261399"):
        outcome = await pair.hall.do(pair.keeper, entering.choose_day, ChooseDay(value=value))
        assert outcome.toast == "button.unknown", value


async def test_a_line_that_comes_too_late_for_its_day_is_asked_for_again(pair: Pair) -> None:
    hall = pair.hall
    await hall.do(pair.keeper, entering.begin, Begin(link_id=pair.links[0].id))
    await hall.do(pair.keeper, entering.choose_mode, ChooseMode(mode=Mode.VISIT))
    hall.later(days=15)
    outcome = await hall.do(pair.keeper, entering.write, Say(message_id=1, words="见过"))
    assert [told.kind for told in outcome.told] == ["contact.ask_words"]


async def test_nothing_is_logged_before_it_is_said_how_and_with_whom(pair: Pair) -> None:
    hall = pair.hall
    await hall.do(pair.keeper, entering.begin, Begin())
    assert (await hall.do(pair.keeper, entering.next_)).toast == "contact.nobody_chosen"
    await hall.do(pair.keeper, entering.toggle, Toggle(link_id=pair.links[0].id))
    await hall.do(pair.keeper, entering.next_)
    outcome = await hall.do(pair.keeper, entering.write, Say(message_id=1, words="见过"))
    assert [told.kind for told in outcome.told] == ["contact.mode_first"]
    assert (await hall.do(pair.keeper, entering.toggle, Toggle(link_id=pair.links[0].id))).toast == "contact.gone"


async def test_nobody_logs_on_the_links_of_others(pair: Pair) -> None:
    other = await pair.hall.seated(seats("zd-heping", Level.DISTRICT)[0])
    with pytest.raises(RefusedError):
        await pair.hall.do(other, entering.begin, Begin(link_id=pair.links[0].id))
    with pytest.raises(RefusedError):
        await pair.hall.do(pair.other, entering.begin, Begin(link_id=pair.links[0].id))


async def test_a_link_that_ended_meanwhile_takes_no_contact(pair: Pair) -> None:
    hall = pair.hall
    await hall.do(pair.keeper, entering.begin, Begin(link_id=pair.links[0].id))
    await hall.do(pair.keeper, entering.choose_mode, ChooseMode(mode=Mode.VISIT))
    end = f"UPDATE links SET ends = '2026-11-30' WHERE id = {pair.links[0].id}"  # noqa: S608
    await hall.job(lambda tx: tx.connection.execute(end))
    with pytest.raises(RefusedError):
        await hall.do(pair.keeper, entering.write, Say(message_id=1, words="见过"))


async def test_both_sides_find_it_in_their_data_and_the_keeper_no_name(pair: Pair) -> None:
    (one,) = await pair.log(0)
    await pair.hall.do(pair.other, confirming.ask_dispute, Of(contact_id=one.id))
    await pair.hall.do(pair.other, confirming.dispute, Say(message_id=2, words="那天我不在家"))

    def chapter(tx: Tx, who: Somebody) -> dict[str, Any]:
        found = mydata.of(tx, _actor(tx, who, pair.hall), pair.hall.now)
        return next(chapter.rows[0] for chapter in found.chapters if chapter.name == "contacts")

    theirs = await pair.hall.job(lambda tx: chapter(tx, pair.other))
    assert (theirs["summary"], theirs["objection"], theirs["representative"]) == (
        "问了供暖",
        "那天我不在家",
        pair.keeper.name,
    )
    own = await pair.hall.job(lambda tx: chapter(tx, pair.keeper))
    assert (own["summary"], own["objection"], own["representative"]) == ("问了供暖", "", None)


async def test_who_leaves_takes_the_words_along_and_the_ledger_stays(pair: Pair) -> None:
    (one,) = await pair.log(0, mode=Mode.PHONE)
    await pair.hall.do(pair.other, leaving.erase, leaving.Choice(person=pair.other.id, cases=0, keep=False))
    left = await pair.contact(one)
    assert (left.summary, left.other, left.standing) == ("", "", Standing.COUNTED)


async def test_quota_and_links_tell_what_is_owed_with_whom(pair: Pair) -> None:
    hall = pair.hall
    (one,) = await pair.log(0)
    await hall.do(pair.other, confirming.confirm, Of(contact_id=one.id))
    await pair.log(1)
    await hall.heard(pair.keeper)
    number = len(pair.links)
    await hall.do(pair.keeper, viewing.quota)
    words = await hall.words_for(pair.keeper)
    assert f"本季度联系（到12月31日）：{number} 次，已完成 1 次，1 次等对方确认，还差 {number - 2} 次" in words
    assert pair.links[0].name not in words
    assert "本季度联系等对方确认" in words
    assert f"记：{pair.links[2].name}" in words
    assert f"记：{pair.links[1].name}" not in words
    await hall.do(pair.keeper, viewing.links)
    words = await hall.words_for(pair.keeper)
    assert f"{pair.links[0].name}：都做到了" in words
    assert all(link.name in words for link in pair.links)


async def test_staff_see_their_place_laggards_first(pair: Pair) -> None:
    hall = pair.hall
    (one,) = await pair.log(0)
    await hall.do(pair.other, confirming.confirm, Of(contact_id=one.id))
    for who in (pair.officer, await hall.seated(seat(Role.ADMIN, "zhangdian"))):
        await hall.heard(who)
        await hall.do(who, viewing.quota)
        words = await hall.words_for(who)
        missing = [int(found) for found in re.findall(r"：差 (\d+) 次", words)]
        assert missing == sorted(missing, reverse=True)
        assert len(missing) > 1
    with pytest.raises(RefusedError):
        await hall.do(pair.other, viewing.quota)
    station = await hall.job(lambda tx: viewing.places(tx, _actor(tx, pair.officer, hall))[0])
    heping = await hall.seated(seat(Role.OFFICER, "zd-heping"))
    with pytest.raises(RefusedError):
        await hall.do(heping, viewing.page, viewing.Page(place=station.key))


def _actor(tx: Tx, who: Somebody, hall: Hall) -> Any:
    from services import access

    return access.actor(tx, who.at, "zh", hall.now)
