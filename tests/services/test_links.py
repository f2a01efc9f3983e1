"""Fixed links: proposed from either side or by the officer, accepted, declined, ended; and who has too few."""

from datetime import date
from typing import Any

import pytest

from domain.contacts.links import ASKS, Consent, Lack, LackKind
from domain.people import Role, Standing
from domain.roster import Level, Tier
from domain.routing import Reason
from services.commands import RefusedError
from services.contacts import ledger, linking, links, news
from services.contacts.linking import OfLink, OfProposal, Propose
from services.contacts.links import OfKeeper
from services.suggestions.saying import Say
from storage import contacts, leaving, people, units
from storage import links as stored
from storage.tx import Tx
from tests.support.city import seats
from tests.support.hall import HOME, Hall, Somebody, seat

DAY = date(2026, 12, 1)


class Town:
    """A representative, a resident of the constituency who gave their name in a case, and the station's officer."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall

    async def begin(self) -> "Town":
        hall = self.hall
        self.keeper = await hall.seated(seats(HOME)[0])
        self.resident = await hall.resident()
        self.officer = await hall.seated(seat(Role.OFFICER, HOME))
        return self

    def pair(self, other: Somebody | None = None) -> Propose:
        other = other or self.resident
        return Propose(keeper_id=self.keeper.id, other_id=other.id, tier=Tier.RESIDENTS)

    async def proposal(self) -> int:
        found: list[Any] = await self.hall.job(lambda tx: stored.waiting_of(tx, self.keeper.id))
        return int(found[0].id)

    async def linked(self) -> int | None:
        pair = (Tier.RESIDENTS, self.keeper.id, self.resident.id)
        found: int | None = await self.hall.job(lambda tx: stored.between(tx, *pair, DAY))
        return found

    async def owed(self) -> int:
        """Links in the ledger of the representative's quarter."""
        found = await self.hall.job(lambda tx: ledger.of_person(tx, self.keeper.id, self.hall.now))
        return max(line.links for _, line in found.total.lines)

    async def case_by_name(self) -> None:
        """The resident's case goes to the representative, with the name."""
        code = await self.hall.job(lambda tx: (found := people.find(tx, self.keeper.id)) and found.code)
        await self.hall.submit(self.resident, link=f"r_{code}")


async def drained(hall: Hall) -> None:
    """All that the roster's links brought is told."""
    for _ in range(30):
        await hall.tick(news.links_due)


@pytest.fixture
async def town(hall: Hall) -> Town:
    return await Town(hall).begin()


async def test_a_resident_asks_and_the_representative_agrees(both_halls: Hall) -> None:
    town = await Town(both_halls).begin()
    hall, before = town.hall, await town.owed()
    await hall.do(town.resident, linking.propose, town.pair())
    assert "固定联系" in await hall.words_for(town.keeper)
    assert (await town.linked(), await town.owed()) == (None, before), "a proposal owes nothing"
    asked = OfProposal(proposal_id=await town.proposal())
    with pytest.raises(RefusedError):
        await hall.do(town.resident, linking.accept, asked)
    await hall.do(town.keeper, linking.accept, asked)
    assert await town.linked()
    assert await town.owed() == before + 1
    assert "从今天起固定联系" in await hall.words_for(town.resident)
    again = await hall.do(town.keeper, linking.accept, asked)
    assert (again.toast, await town.owed()) == ("link.is_accepted", before + 1)
    assert (await hall.do(town.resident, linking.propose, town.pair())).toast == "link.already"


async def test_a_representative_asks_only_whom_a_case_made_known(town: Town) -> None:
    hall = town.hall
    with pytest.raises(RefusedError):
        await hall.do(town.keeper, linking.propose, town.pair())
    await town.case_by_name()
    await hall.do(town.keeper, linking.propose, town.pair())
    assert (await hall.do(town.keeper, linking.propose, town.pair())).toast == "link.waits"
    await hall.do(town.resident, linking.accept, OfProposal(proposal_id=await town.proposal()))
    assert await town.linked()


async def test_an_anonymous_case_makes_nobody_known(town: Town) -> None:
    hall = town.hall
    code = await hall.job(lambda tx: (found := people.find(tx, town.keeper.id)) and found.code)
    await hall.submit(town.resident, link=f"r_{code}", anonymous=True)
    with pytest.raises(RefusedError):
        await hall.do(town.keeper, linking.propose, town.pair())
    offered = await hall.do(town.keeper, links.whom)
    assert town.resident.id not in {free.person_id for _, free in offered.told[0].facts["free"]}


async def test_who_says_no_is_left_in_peace(town: Town) -> None:
    hall = town.hall
    await town.case_by_name()
    await hall.do(town.keeper, linking.propose, town.pair())
    asked = OfProposal(proposal_id=await town.proposal())
    await hall.do(town.resident, linking.decline, asked)
    assert "没有同意" in await hall.words_for(town.keeper)
    assert (await hall.do(town.resident, linking.accept, asked)).toast == "link.is_declined"
    assert await town.linked() is None
    assert (await hall.do(town.keeper, linking.propose, town.pair())).toast == "link.declined_lately"
    hall.later(days=100)
    again = await hall.do(town.keeper, linking.propose, town.pair())
    assert [told.kind for told in again.told] == ["link.asked", "link.proposed"]


async def test_the_officer_sets_a_link_that_the_resident_accepts(town: Town) -> None:
    hall = town.hall
    free = await hall.do(town.officer, links.free, OfKeeper(person_id=town.keeper.id))
    assert town.resident.id in {one.person_id for one in free.told[0].facts["near"]}
    await hall.do(town.officer, linking.propose, town.pair())
    assert (await hall.do(town.officer, linking.propose, town.pair())).toast == "link.waits"
    assert "联络站提议" in await hall.words_for(town.keeper)
    await hall.do(town.resident, linking.accept, OfProposal(proposal_id=await town.proposal()))
    assert await town.linked()
    for hearer in (town.keeper, town.officer):
        assert "从今天起固定联系" in await hall.words_for(hearer)


async def test_those_with_the_fewest_links_come_first(town: Town) -> None:
    hall = town.hall
    linked, free = await hall.resident("有一位代表"), await hall.resident("还没有代表")
    peer = await hall.job(lambda tx: people.by_ref(tx, seats(HOME)[1]))
    await hall.job(lambda tx: stored.begin(tx, Tier.RESIDENTS, peer, linked.id, DAY, hall.now))
    found = (await hall.do(town.officer, links.free, OfKeeper(person_id=town.keeper.id))).told[0].facts["near"]
    places = [one.person_id for one in found]
    assert places.index(free.id) < places.index(linked.id)
    assert [one.links for one in found] == sorted(one.links for one in found)


async def test_officers_of_elsewhere_set_nothing(town: Town) -> None:
    stranger = await town.hall.seated(seat(Role.OFFICER, "zd-heping"))
    away = await town.hall.resident("孙志强", home="zd-heping")
    for who, pair in ((stranger, town.pair()), (town.officer, town.pair(away)), (away, town.pair(away))):
        with pytest.raises(RefusedError):
            await town.hall.do(who, linking.propose, pair)
    for use_case in (links.keeper, links.free):
        with pytest.raises(RefusedError):
            await town.hall.do(stranger, use_case, OfKeeper(person_id=town.keeper.id))


async def test_a_resident_ends_it_and_keeper_and_officer_hear(town: Town) -> None:
    hall = town.hall
    await hall.do(town.resident, linking.propose, town.pair())
    await hall.do(town.keeper, linking.accept, OfProposal(proposal_id=await town.proposal()))
    link = OfLink(link_id=await town.linked() or 0)
    with pytest.raises(RefusedError, match=r"refused\.link_by_officer"):
        await hall.do(town.keeper, linking.ask_end, link)
    assert (await hall.do(town.resident, linking.ask_end, link)).told[0].kind == "link.sure"
    assert await town.linked(), "asked twice"
    await hall.do(town.resident, linking.end, link)
    assert await town.linked() is None
    for hearer in (town.keeper, town.officer):
        assert "不再和" in await hall.words_for(hearer)
    assert (await hall.do(town.resident, linking.end, link)).toast == "link.over"
    await hall.do(town.resident, linking.propose, town.pair())
    await hall.do(town.keeper, linking.accept, OfProposal(proposal_id=await town.proposal()))
    assert await town.linked(), "on the same day it can begin anew"


async def test_nobody_ends_what_they_owe_by_an_office_of_their_own(town: Town) -> None:
    hall = town.hall
    await hall.do(town.resident, linking.propose, town.pair())
    await hall.do(town.keeper, linking.accept, OfProposal(proposal_id=await town.proposal()))

    def grant(tx: Tx) -> None:
        station = units.station_by_code(tx, HOME, DAY)
        assert station is not None
        people.grant(tx, town.keeper.id, Standing(Role.OFFICER, station.unit_id, station.id), DAY)

    await hall.job(grant)
    with pytest.raises(RefusedError, match=r"refused\.link_by_officer"):
        await hall.do(town.keeper, linking.ask_end, OfLink(link_id=await town.linked() or 0))


async def test_the_officer_ends_it_with_a_word_that_both_read(town: Town) -> None:
    hall = town.hall
    await hall.do(town.resident, linking.propose, town.pair())
    await hall.do(town.keeper, linking.accept, OfProposal(proposal_id=await town.proposal()))
    await hall.do(town.officer, linking.ask_end, OfLink(link_id=await town.linked() or 0))
    await hall.do(town.officer, linking.end_with_word, Say(message_id=1, words="搬到别的镇了"))
    assert await town.linked() is None
    for hearer in (town.keeper, town.resident):
        assert "搬到别的镇了" in await hall.words_for(hearer)


async def test_nobody_is_linked_without_knowing_it(both_halls: Hall) -> None:
    town = await Town(both_halls).begin()
    hall = town.hall
    await drained(hall)
    link = (await hall.job(lambda tx: contacts.links_of(tx, town.keeper.id, DAY)))[0]
    ref = await hall.job(
        lambda tx: tx.connection.execute(f"SELECT ref FROM persons WHERE id = {link.other_id}").fetchone()["ref"]  # noqa: S608
    )
    other = await hall.seated(ref)
    told = [(who, kind) for _ in range(2) for who, kind in await hall.tick(news.links_due)]
    kept = await hall.job(lambda tx: stored.kept_with(tx, other.id, DAY))
    assert told == [(other.id, "link.news")] * len(kept), "each once, as soon as there is an account"
    assert "按名册" in await hall.words_for(other)
    await hall.do(other, linking.end, OfLink(link_id=link.id))
    assert "不再和" in await hall.words_for(town.officer)
    assert await hall.tick(news.links_due) == []


async def test_a_proposal_that_nobody_answers_is_over(town: Town) -> None:
    hall = town.hall
    await drained(hall)
    await hall.do(town.resident, linking.propose, town.pair())
    asked = OfProposal(proposal_id=await town.proposal())
    heard = []
    for _ in range(16):
        hall.later(days=1)
        assert await hall.asleep(news.links_due) == []
        heard += [kind for _ in range(2) for _, kind in await hall.tick(news.links_due)]
    assert heard == ["link.expired"] * 2
    assert (await hall.do(town.keeper, linking.accept, asked)).toast == "link.is_expired"
    assert await town.linked() is None


async def test_one_resident_asks_only_so_many_at_a_time(town: Town) -> None:
    hall = town.hall
    for ref in seats(HOME)[1:]:
        await hall.seated(ref)
    asked_for = (await hall.do(town.resident, links.whom)).told[0].facts["asked_for"]
    assert town.keeper.id in {free.person_id for _, free in asked_for}
    waiting = [f"INSERT INTO link_proposals (tier, keeper_id, other_id, by_id, asked_id, at) "  # noqa: S608
               f"VALUES ('residents', {n + 1}, {town.resident.id}, {town.resident.id}, {n + 1}, 0)"
               for n in range(ASKS)]  # fmt: skip
    await hall.job(lambda tx: [tx.connection.execute(one) for one in waiting])
    assert (await hall.do(town.resident, linking.propose, town.pair())).toast == "link.too_many_asks"


async def test_who_has_none_is_listed_and_not_hidden(town: Town) -> None:
    hall = town.hall
    await hall.do(town.officer, links.mine)
    shown = await hall.words_for(town.officer)
    kept = await hall.job(lambda tx: stored.keepers(tx, DAY, person_id=town.keeper.id))
    assert kept[0].residents >= 1
    await hall.job(lambda tx: tx.connection.execute("UPDATE links SET ends = '2026-11-30'"))
    told = (await hall.do(town.officer, links.mine)).told[-1]
    assert told.facts["people"] == len(told.facts["wrong"]), "nobody has any"
    shown = await hall.words_for(town.officer)
    assert "一位群众也没有联系" in shown
    assert town.keeper.name in shown


async def test_who_leaves_declines_what_waits(town: Town) -> None:
    hall = town.hall
    await town.case_by_name()
    await hall.do(town.keeper, linking.propose, town.pair())
    await hall.job(lambda tx: leaving.erase(tx, town.resident.id, DAY, hall.now, office=False))
    found = await hall.job(lambda tx: stored.proposal(tx, 1))
    assert found.answer is Consent.DECLINED


async def test_a_link_that_one_asked_for_routes_by_name_and_never_an_anonymous_case(town: Town) -> None:
    hall = town.hall
    await hall.do(town.resident, linking.propose, town.pair())
    await hall.do(town.keeper, linking.accept, OfProposal(proposal_id=await town.proposal()))
    named = await hall.submit(town.resident)
    hidden = await hall.submit(town.resident, "小区门口的路灯不亮", anonymous=True)
    assert (named.representative_id, named.reason) == (town.keeper.id, Reason.LINK)
    assert hidden.reason != Reason.LINK


class Committee:
    """A member of a district's standing committee and a representative of the district, each with an account."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall

    async def begin(self) -> "Committee":
        hall = self.hall
        ref = seats("zd-heping", Level.DISTRICT)[0]
        self.other = await hall.seated(ref)
        self.member = await hall.resident("委员")
        self.officer = await hall.seated(seat(Role.OFFICER, "zd-heping"))

        def sit(tx: Tx) -> None:
            tx.connection.execute("UPDATE links SET ends = '2026-11-29'")
            tx.connection.execute(
                "UPDATE mandates SET committee = 0 WHERE person_id = " + str(self.other.id)  # noqa: S608
            )
            tx.connection.execute(
                "INSERT INTO mandates (person_id, level, unit_id, station_id, starts, committee)"  # noqa: S608
                f" SELECT {self.member.id}, level, unit_id, station_id, '2022-03-01', 1 FROM mandates"
                f" WHERE person_id = {self.other.id} AND level = 'district'"
            )

        await hall.job(sit)
        return self

    @property
    def pair(self) -> Propose:
        return Propose(keeper_id=self.member.id, other_id=self.other.id, tier=Tier.COMMITTEE)

    async def proposal(self) -> OfProposal:
        found: list[Any] = await self.hall.job(lambda tx: stored.waiting_of(tx, self.member.id))
        return OfProposal(proposal_id=found[0].id)

    async def linked(self) -> bool:
        pair = (Tier.COMMITTEE, self.member.id, self.other.id)
        return bool(await self.hall.job(lambda tx: stored.between(tx, *pair, DAY)))


@pytest.mark.parametrize("asks", ["member", "other", "officer"])
async def test_members_and_representatives_of_one_congress_link_likewise(both_halls: Hall, asks: str) -> None:
    it = await Committee(both_halls).begin()
    hall = it.hall
    kept = await hall.job(lambda tx: stored.keepers(tx, DAY, person_id=it.other.id))
    alone = Lack(Tier.COMMITTEE, LackKind.ALONE)
    assert alone in kept[0].lacks(hall.writer.rules.scheme), "a representative without a member"
    asked_by: Somebody = getattr(it, asks)
    await hall.do(asked_by, linking.propose, it.pair)
    answers = it.member if asks == "other" else it.other
    await hall.do(answers, linking.accept, await it.proposal())
    assert await it.linked()
    kept = await hall.job(lambda tx: stored.keepers(tx, DAY, person_id=it.other.id))
    assert alone not in kept[0].lacks(hall.writer.rules.scheme)


async def test_who_has_left_the_committee_meanwhile_keeps_no_link_of_its(hall: Hall) -> None:
    it = await Committee(hall).begin()
    await hall.do(it.member, linking.propose, it.pair)
    asked = await it.proposal()
    query = f"UPDATE mandates SET committee = 0 WHERE person_id = {it.member.id}"  # noqa: S608
    await hall.job(lambda tx: tx.connection.execute(query) and None)
    await hall.do(it.other, linking.accept, asked)
    assert not await it.linked()
    assert (await hall.job(lambda tx: stored.proposal(tx, asked.proposal_id))).answer is Consent.EXPIRED


async def test_no_member_links_with_another_congress(hall: Hall) -> None:
    it = await Committee(hall).begin()
    town = await hall.seated(seats(HOME)[0])
    pair = it.pair.model_copy(update={"other_id": town.id})
    for who in (it.member, it.officer, town):
        with pytest.raises(RefusedError):
            await hall.do(who, linking.propose, pair)
