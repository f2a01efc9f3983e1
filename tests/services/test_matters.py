"""What comes of contacts: logging straight out of a case, chats that count by themselves, and matters raised."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.contacts import Contact, Evidence, Mode
from services.commands import RefusedError
from services.contacts import chats, confirming, entering, ledger, linking, matters
from services.contacts.confirming import Of
from services.contacts.due import unconfirmed
from services.contacts.entering import ChooseMode, OfCase
from services.contacts.linking import OfLink
from services.contacts.matters import OfMatter
from services.suggestions import following, handling, placing
from services.suggestions.handling import Reply, Show
from services.suggestions.saying import Say
from storage import leaving, talks
from storage.tx import Tx
from tests.services.test_contacts import Pair
from tests.support.hall import Hall, Somebody

LINKED = "记一次联系"  # the button's words


@pytest.fixture
async def pair(hall: Hall) -> Pair:
    return await Pair(hall).begin()


async def quarter(pair: Pair) -> int:
    """Contacts done in this quarter."""
    found = await pair.hall.job(lambda tx: ledger.of_person(tx, pair.keeper.id, pair.hall.now))
    return int(found.total.lines[0][1].done)


async def say(pair: Pair, who: Somebody, case_id: int, words: str = "好的") -> None:
    await pair.hall.do(who, following.reply, Reply(case_id=case_id, message_id=9, words=words))


async def counted(hall: Hall) -> None:
    """A while later the tick looks for conversations, twice."""
    hall.later(minutes=5)
    for _ in range(2):
        assert await hall.tick(chats.chats_due) == [], "nobody is told what both wrote themselves"


async def all_contacts(hall: Hall) -> list[Any]:
    query = "SELECT * FROM contacts ORDER BY id"
    found: list[Any] = await hall.job(lambda tx: list(tx.connection.execute(query).fetchall()))
    return found


async def test_a_conversation_in_a_case_counts_once_a_quarter(both_halls: Hall) -> None:
    pair = await Pair(both_halls).begin()
    hall = pair.hall
    case = await hall.submit(pair.other)
    assert case.representative_id == pair.keeper.id, "by the link"
    await counted(hall)
    assert await quarter(pair) == 0, "one side's words are no conversation"
    await say(pair, pair.keeper, case.id)
    await counted(hall)
    assert await quarter(pair) == 1
    (row,) = await all_contacts(hall)
    assert (row["evidence"], row["day"], row["face"]) == (Evidence.CASE.value, "2026-12-01", 0)
    await say(pair, pair.other, case.id)
    await say(pair, pair.keeper, case.id)
    second = await hall.submit(pair.other, "小区门口的路灯不亮")
    await say(pair, pair.keeper, second.id)
    await counted(hall)
    assert len(await all_contacts(hall)) == 1, "once a quarter and link"
    hall.later(days=40)
    await say(pair, pair.other, case.id)
    await counted(hall)
    assert len(await all_contacts(hall)) == 1, "the new quarter needs words of both"
    await say(pair, pair.keeper, case.id)
    await counted(hall)
    assert len(await all_contacts(hall)) == 2


async def test_an_anonymous_case_counts_for_nobody_and_has_no_button(pair: Pair) -> None:
    hall = pair.hall
    person = await hall.job(lambda tx: _code(tx, pair.keeper.id))
    case = await hall.submit(pair.other, anonymous=True, link=f"r_{person}")
    assert case.representative_id == pair.keeper.id
    await say(pair, pair.keeper, case.id)
    await say(pair, pair.other, case.id)
    await counted(hall)
    assert await all_contacts(hall) == []
    await hall.heard(pair.keeper)
    await hall.do(pair.keeper, handling.show, Show(case_id=case.id))
    assert LINKED not in await hall.words_for(pair.keeper)
    with pytest.raises(RefusedError, match=r"refused\.no_link"):
        await hall.do(pair.keeper, entering.begin_of_case, OfCase(case_id=case.id))


async def test_a_case_of_somebody_else_has_no_button_and_the_same_refusal(pair: Pair) -> None:
    hall = pair.hall
    person = await hall.job(lambda tx: _code(tx, pair.keeper.id))
    case = await hall.submit(await hall.resident(), link=f"r_{person}")
    assert case.representative_id == pair.keeper.id
    await hall.heard(pair.keeper)
    await hall.do(pair.keeper, handling.show, Show(case_id=case.id))
    assert LINKED not in await hall.words_for(pair.keeper)
    with pytest.raises(RefusedError, match=r"refused\.no_link"):
        await hall.do(pair.keeper, entering.begin_of_case, OfCase(case_id=case.id))


async def test_a_contact_is_logged_straight_out_of_a_case(pair: Pair) -> None:
    hall = pair.hall
    case = await hall.submit(pair.other)
    await hall.heard(pair.keeper)
    await hall.do(pair.keeper, handling.show, Show(case_id=case.id))
    assert LINKED in await hall.words_for(pair.keeper)
    await hall.do(pair.keeper, entering.begin_of_case, OfCase(case_id=case.id))
    await hall.do(pair.keeper, entering.choose_mode, ChooseMode(mode=Mode.PHONE))
    await hall.do(pair.keeper, entering.write, Say(message_id=1, words="电话里说了路灯"))
    assert await quarter(pair) == 1


async def test_what_was_said_while_nobody_looked_counts_unless_its_quarter_is_frozen(pair: Pair) -> None:
    hall = pair.hall
    case = await hall.submit(pair.other)
    await say(pair, pair.keeper, case.id)
    hall.later(days=60)
    await counted(hall)
    assert await all_contacts(hall) == []


async def test_nothing_is_logged_into_a_frozen_quarter(pair: Pair) -> None:
    hall = pair.hall
    hall.later(days=41)  # 11 January: the old year's quarter was frozen the evening before
    days = await hall.job(lambda tx: entering.days(tx, hall.now))
    assert (days[0], days[-1]) == (date(2027, 1, 11), date(2027, 1, 1))
    hall.now -= timedelta(days=1)
    days = await hall.job(lambda tx: entering.days(tx, hall.now))
    assert days[-1] == date(2026, 12, 27)


async def raise_matter(pair: Pair, contact: Contact, words: str = "楼道灯坏了一个月") -> int:
    await pair.hall.do(pair.keeper, matters.ask, Of(contact_id=contact.id))
    outcome = await pair.hall.do(pair.keeper, matters.write, Say(message_id=2, words=words))
    return int(outcome.told[0].facts["matter"].id)


async def test_a_matter_becomes_a_suggestion_by_its_person(both_halls: Hall) -> None:
    pair = await Pair(both_halls).begin()
    hall = pair.hall
    (one,) = await pair.log(0)
    matter = OfMatter(matter_id=await raise_matter(pair, one))
    assert "楼道灯坏了一个月" in await hall.words_for(pair.other)
    for who in (pair.second, pair.keeper):
        with pytest.raises(RefusedError):
            await hall.do(who, matters.take, matter)
    await hall.do(pair.other, matters.take, matter)
    draft = await hall.job(lambda tx: talks.draft(tx, pair.other.id))
    assert draft.words == "楼道灯坏了一个月"
    assert (await hall.do(pair.other, matters.take, matter)).toast == "matter.draft_first"
    outcome = await hall.do(pair.other, placing.submit, placing.Submit(revision=draft.revision))
    assert outcome.told[0].kind == "suggest.sent"
    assert await came_of(hall) == [outcome.told[0].case]
    assert (await hall.do(pair.other, matters.leave, matter)).toast == "matter.settled"


async def test_handed_in_without_a_name_nothing_leads_back(pair: Pair) -> None:
    hall = pair.hall
    (one,) = await pair.log(0)
    matter = OfMatter(matter_id=await raise_matter(pair, one))
    await hall.do(pair.other, matters.take, matter)

    def hide(tx: Tx) -> int:
        draft = talks.draft(tx, pair.other.id)
        assert draft is not None
        talks.save_draft(tx, pair.other.id, draft.changed(anonymous=True), hall.now)
        return draft.revision + 1

    await hall.do(pair.other, placing.submit, placing.Submit(revision=await hall.job(hide)))
    assert await came_of(hall) == [None]


async def test_the_officer_registers_it_for_who_has_no_account(pair: Pair) -> None:
    hall = pair.hall
    (one,) = await pair.log(2)
    assert not one.reachable
    await hall.heard(pair.officer)
    matter = OfMatter(matter_id=await raise_matter(pair, one))
    assert "请您代为登记" in await hall.words_for(pair.officer)
    await hall.do(pair.officer, matters.take, matter)
    draft = await hall.job(lambda tx: talks.draft(tx, pair.officer.id))
    assert (draft.is_for_another, draft.caller) == (True, one.other)


async def test_what_is_not_needed_is_left(pair: Pair) -> None:
    hall = pair.hall
    (one,) = await pair.log(0)
    matter = OfMatter(matter_id=await raise_matter(pair, one))
    await hall.do(pair.other, matters.leave, matter)
    assert (await hall.do(pair.other, matters.take, matter)).toast == "matter.settled"
    assert await hall.job(lambda tx: talks.draft(tx, pair.other.id)) is None


async def test_nobody_raises_a_matter_in_the_contact_of_others(pair: Pair) -> None:
    (one,) = await pair.log(0)
    for who in (pair.other, pair.officer, pair.second):
        with pytest.raises(RefusedError):
            await pair.hall.do(who, matters.ask, Of(contact_id=one.id))


async def test_who_leaves_takes_what_they_raised_along(pair: Pair) -> None:
    hall = pair.hall
    (one,) = await pair.log(0)
    await raise_matter(pair, one)
    await hall.job(lambda tx: leaving.erase(tx, pair.other.id, date(2026, 12, 1), hall.now, office=False))
    query = "SELECT words FROM contact_matters"
    assert await hall.job(lambda tx: tx.connection.execute(query).fetchone()["words"]) == ""


async def test_so_many_matters_of_a_contact_wait_and_no_more(pair: Pair) -> None:
    (one,) = await pair.log(0)
    matter, _, _ = [await raise_matter(pair, one) for _ in range(matters.MOST)]
    assert (await pair.hall.do(pair.keeper, matters.ask, Of(contact_id=one.id))).toast == "matter.enough"
    await pair.hall.do(pair.other, matters.leave, OfMatter(matter_id=matter))
    assert (await pair.hall.do(pair.keeper, matters.ask, Of(contact_id=one.id))).toast is None


async def test_who_has_ended_the_link_is_written_to_no_more(pair: Pair) -> None:
    (one,) = await pair.log(0)
    await pair.hall.do(pair.other, linking.end, OfLink(link_id=one.link_id))
    pair.hall.later(days=1)
    with pytest.raises(RefusedError, match=r"refused\.not_your_contact"):
        await pair.hall.do(pair.keeper, matters.ask, Of(contact_id=one.id))


async def test_what_waited_for_somebody_who_left_is_nobody_elses_to_say(both_halls: Hall) -> None:
    pair = await Pair(both_halls).begin()
    hall = pair.hall
    (one,) = await pair.log(0)
    matter = OfMatter(matter_id=await raise_matter(pair, one))
    await hall.job(lambda tx: leaving.erase(tx, pair.other.id, date(2026, 12, 1), hall.now, office=False))
    await hall.heard(pair.officer)
    hall.later(days=8)
    await hall.tick(unconfirmed)
    assert await hall.words_for(pair.officer) == "", "no witness is asked for"
    for use_case, command in ((confirming.confirm, Of(contact_id=one.id)), (matters.take, matter)):
        with pytest.raises(RefusedError):
            await hall.do(pair.officer, use_case, command)
    query = "SELECT standing, state FROM contacts c JOIN contact_matters m ON m.contact_id = c.id"
    left = await hall.job(lambda tx: dict(tx.connection.execute(query).fetchone()))
    assert left == {"standing": "expired", "state": "left"}
    assert await pair.done() == (0, 0)


async def came_of(hall: Hall) -> list[int | None]:
    query = "SELECT suggestion_id FROM contact_matters ORDER BY id"
    found = await hall.job(lambda tx: list(tx.connection.execute(query).fetchall()))
    return [row["suggestion_id"] for row in found]


def _code(tx: Tx, person_id: int) -> str:
    return str(tx.connection.execute(f"SELECT code FROM persons WHERE id = {person_id}").fetchone()["code"])  # noqa: S608
