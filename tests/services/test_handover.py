"""When a mandate ends: links, open cases and meetings that wait pass to whoever follows, once, with a word to all."""

from datetime import date
from typing import Any

import pytest

from domain.contacts import Evidence, Standing
from domain.contacts.handover import Left
from domain.meetings import State as Stands
from domain.people import Role
from domain.roster import Level, Tier
from domain.suggestions import State
from services.commands import RefusedError
from services.contacts import confirming, deciding, handover, in_hand, ledger
from services.contacts import links as linked
from services.contacts.confirming import Of
from services.contacts.deciding import Decide
from services.contacts.handover import LATER, SHOWN, OfMandate, Pass, handovers_due
from services.suggestions.saying import Say
from storage import contacts, handovers, links, people, units
from storage.tx import Tx
from tests.services.test_contacts import Pair
from tests.services.test_meetings import calendars, now, propose
from tests.support.city import seats
from tests.support.hall import HOME, Hall, Somebody, seat

LAST, FIRST = "2026-11-30", "2026-12-01"


class Term(Pair):
    """A representative with links, a case and a meeting that waits, whose mandate ended yesterday."""

    async def over(self, *, follows: bool = True) -> "Term":
        hall = self.hall
        self.case = await hall.submit(self.other)
        (self.meeting,) = await self.log(0)
        self.mandate = await hall.job(lambda tx: self._end(tx))
        if follows:
            self.heir = await hall.resident("周代表")
            await hall.job(lambda tx: self._seat(tx, self.heir))
        return self

    def _end(self, tx: Tx) -> int:
        tx.connection.execute(f"UPDATE mandates SET ends = '{LAST}' WHERE person_id = {self.keeper.id}")  # noqa: S608
        query = f"SELECT id FROM mandates WHERE person_id = {self.keeper.id}"  # noqa: S608
        return int(tx.connection.execute(query).fetchone()["id"])

    def _seat(self, tx: Tx, who: Somebody, mandate: int | None = None) -> None:
        mandate = mandate or self.mandate
        tx.connection.execute(
            "INSERT INTO mandates (person_id, level, unit_id, station_id, starts)"  # noqa: S608
            f" SELECT {who.id}, level, unit_id, station_id, '{FIRST}' FROM mandates WHERE id = {mandate}"
        )

    async def state(self, mandate: int | None = None) -> str:
        query = f"SELECT handover FROM mandates WHERE id = {mandate or self.mandate}"  # noqa: S608
        return str(await self.hall.job(lambda tx: tx.connection.execute(query).fetchone()["handover"]))

    async def kept(self, who: Somebody) -> list[int]:
        found = await self.hall.job(lambda tx: links.kept_by(tx, who.id, self.hall.now.date()))
        return [pair.other_id for pair in found]


async def ended_term(hall: Hall, *, follows: bool = True) -> Term:
    term = Term(hall)
    await term.begin()
    return await term.over(follows=follows)


async def test_all_of_it_passes_to_the_only_one_who_follows_once(both_halls: Hall) -> None:
    term = await ended_term(both_halls)
    hall, before = term.hall, await term.kept(term.keeper)
    for who in (term.other, term.keeper, term.heir, term.officer):
        await hall.heard(who)
    heard = [one for _ in range(3) for one in await hall.tick(handovers_due)]
    assert await term.state() == "done"
    assert (await term.kept(term.keeper), sorted(await term.kept(term.heir))) == ([], sorted(before))
    assert [kind for who, kind in heard if who == term.other.id] == [
        "handover.link", "handover.confirm", "case.assigned"
    ]  # fmt: skip
    assert [kind for who, kind in heard if who == term.second.id] == ["handover.link"]
    assert [kind for who, kind in heard if who in (term.heir.id, term.officer.id)] == ["handover.taken"] * 2
    case = await hall.case(term.case.id)
    assert (case.representative_id, case.state) == (term.heir.id, State.ASSIGNED)
    assert "周代表" in await hall.words_for(term.other)


async def test_a_meeting_that_waits_counts_for_whoever_follows(both_halls: Hall) -> None:
    term = await ended_term(both_halls)
    hall = term.hall
    await hall.tick(handovers_due)
    assert (await term.contact(term.meeting)).standing is Standing.PASSED
    late = await hall.do(term.other, confirming.confirm, Of(contact_id=term.meeting.id))
    assert late.toast == "contact.is_passed"
    new = await hall.job(lambda tx: tx.connection.execute("SELECT max(id) AS id FROM contacts").fetchone()["id"])
    await hall.heard(term.heir)
    await hall.do(term.other, confirming.confirm, Of(contact_id=new))
    assert "已确认" in await hall.words_for(term.heir)
    found = await hall.job(lambda tx: ledger.of_person(tx, term.heir.id, hall.now))
    assert sum(line.done for one, line in found.total.lines if one.quota.face_to_face) == 1
    contact = await hall.job(lambda tx: _contact(tx, new))
    assert (contact.evidence, contact.keeper_id, contact.keeper) == (
        Evidence.CONFIRMED, term.heir.id, term.keeper.name,
    )  # fmt: skip


async def test_where_nobody_clearly_follows_the_officer_is_asked_once(both_halls: Hall) -> None:
    term = await ended_term(both_halls, follows=False)
    hall = term.hall
    await hall.heard(term.officer)
    heard = [one for _ in range(3) for one in await hall.tick(handovers_due)]
    assert heard == [(term.officer.id, "handover.ask")]
    peer = await hall.seated(seats(HOME)[1])
    assert peer.name in await hall.words_for(term.officer)
    asked = Pass(mandate_id=term.mandate, person_id=peer.id)
    for who in (term.other, peer, await hall.seated(seat(Role.OFFICER, "zd-heping"))):
        with pytest.raises(RefusedError):
            await hall.do(who, handover.pass_on, asked)
    with pytest.raises(RefusedError, match=r"refused\.no_heir"):
        await hall.do(term.officer, handover.pass_on, Pass(mandate_id=term.mandate, person_id=term.second.id))
    await hall.do(term.officer, handover.pass_on, asked)
    assert await term.kept(term.keeper) == []
    assert term.other.id in await term.kept(peer)
    assert (await hall.case(term.case.id)).representative_id == peer.id
    again = await hall.do(term.officer, handover.pass_on, asked)
    assert (again.toast, again.told) == ("handover.over", ())
    assert (await hall.do(term.officer, handover.ask, OfMandate(mandate_id=term.mandate))).toast == "handover.over"
    assert await hall.tick(handovers_due) == []


async def test_a_roster_that_names_who_follows_later_settles_it(both_halls: Hall) -> None:
    term = await ended_term(both_halls, follows=False)
    hall = term.hall
    assert await hall.asleep(handovers_due) == []
    assert await term.state() != "asked"
    await hall.tick(handovers_due)
    assert await term.state() == "asked"
    hall.later(days=20)
    assert await hall.tick(handovers_due) == []
    heir = await hall.resident("周代表")
    await hall.job(lambda tx: term._seat(tx, heir))
    heard = [one for _ in range(3) for one in await hall.tick(handovers_due)]
    assert (heir.id, "handover.taken") in heard
    assert len(heard) == len(set(heard)), "once"
    assert term.other.id in await term.kept(heir)
    late = await hall.do(term.officer, handover.pass_on, Pass(mandate_id=term.mandate, person_id=heir.id))
    assert late.toast == "handover.over"


async def test_who_goes_on_hands_nothing_over(hall: Hall) -> None:
    term = await ended_term(hall, follows=False)
    before = await term.kept(term.keeper)
    await hall.job(lambda tx: term._seat(tx, term.keeper))
    assert await hall.tick(handovers_due) == []
    assert (await term.state(), await term.kept(term.keeper)) == ("none", before)


async def test_what_another_seat_covers_stays(hall: Hall) -> None:
    """A seat in the town ends, one for the whole district goes on; a resident lives elsewhere in it."""
    term = await ended_term(hall, follows=False)

    def sit(tx: Tx) -> None:
        district, away = units.by_code(tx, "zhangdian"), units.by_code(tx, "zichuan")
        assert district is not None
        assert away is not None
        tx.connection.execute(
            "INSERT INTO mandates (person_id, level, unit_id, station_id, starts)"  # noqa: S608
            f" SELECT person_id, '{Level.DISTRICT.value}', {district.id}, station_id, '2022-03-01' FROM mandates"
            f" WHERE id = {term.mandate}"
        )
        people.set_home(tx, term.second.id, away.id)

    await hall.job(sit)
    ended = await hall.job(lambda tx: handovers.seat(tx, term.mandate))
    assert await hall.job(lambda tx: in_hand.left(tx, ended, hall.now.date())) == Left(1, 0, 0)
    peer = await hall.seated(seats(HOME)[1])
    await hall.tick(handovers_due)
    await hall.do(term.officer, handover.pass_on, Pass(mandate_id=term.mandate, person_id=peer.id))
    assert term.second.id in await term.kept(peer)
    assert term.second.id not in await term.kept(term.keeper)
    assert term.other.id in await term.kept(term.keeper)
    assert (await hall.case(term.case.id)).representative_id == term.keeper.id


async def test_a_member_keeps_the_link_with_whoever_follows(hall: Hall) -> None:
    ref = seats("zd-heping", Level.DISTRICT)[0]
    left = await hall.seated(ref)
    member = await hall.resident("委员")
    heir = await hall.resident("新代表")
    await hall.seated(seat(Role.OFFICER, "zd-heping"))

    def work(tx: Tx) -> None:
        tx.connection.execute("UPDATE links SET ends = '2026-11-29'")
        for who, member_of, starts in ((member, 1, "2022-03-01"), (heir, 0, FIRST)):
            tx.connection.execute(
                "INSERT INTO mandates (person_id, level, unit_id, station_id, starts, committee)"  # noqa: S608
                f" SELECT {who.id}, level, unit_id, station_id, '{starts}', {member_of} FROM mandates"
                f" WHERE person_id = {left.id} LIMIT 1"
            )
        tx.connection.execute(f"UPDATE mandates SET ends = '{LAST}' WHERE person_id = {left.id}")  # noqa: S608
        links.begin(tx, Tier.COMMITTEE, member.id, left.id, date(2026, 11, 1), hall.now)

    await hall.job(work)
    heard: list[Any] = await hall.tick(handovers_due)
    kept = await hall.job(lambda tx: links.kept_by(tx, member.id, date(2026, 12, 1)))
    assert [pair.other_id for pair in kept] == [heir.id]
    assert (member.id, "handover.other") in heard
    assert (heir.id, "handover.taken") in heard


async def test_of_two_ended_mandates_each_passes_on_what_it_covered(both_halls: Hall) -> None:
    """Who follows in one town hears nothing of the other's residents; who lives nowhere goes with the last."""
    term = await ended_term(both_halls)
    hall, astray = term.hall, term.links[2].other_id
    far = await hall.submit(term.second)
    there = await hall.job(lambda tx: _elsewhere(tx, term, far.id, astray))
    await hall.tick(handovers_due)
    assert (await term.state(), await term.state(there)) == ("done", "asked")
    first = await term.kept(term.heir)
    assert term.other.id in first
    assert sorted(await term.kept(term.keeper)) == sorted([term.second.id, astray])
    assert (await hall.case(term.case.id)).representative_id == term.heir.id
    assert (await hall.case(far.id)).representative_id == term.keeper.id
    heir = await hall.resident("吴代表")
    await hall.job(lambda tx: term._seat(tx, heir, there))
    await hall.tick(handovers_due)
    assert (await term.kept(term.keeper), await term.kept(term.heir)) == ([], first)
    assert sorted(await term.kept(heir)) == sorted([term.second.id, astray])
    assert (await hall.case(far.id)).representative_id == heir.id


def _elsewhere(tx: Tx, term: Term, case: int, astray: int) -> int:
    """A second mandate that ended, in another town, where one resident and their case are; one more lives nowhere."""
    away = units.by_code(tx, "zd-heping")
    assert away is not None
    (station, *_) = units.stations_of(tx, away.id, date(2026, 12, 1))
    run = tx.connection.execute
    run(
        "INSERT INTO mandates (person_id, level, unit_id, station_id, starts, ends)"  # noqa: S608
        f" SELECT person_id, level, {away.id}, {station.id}, starts, ends FROM mandates WHERE id = {term.mandate}"
    )
    people.set_home(tx, term.second.id, away.id)
    run(f"UPDATE persons SET unit_id = NULL WHERE id = {astray}")  # noqa: S608
    run(f"UPDATE suggestions SET unit_id = {away.id}, representative_id = {term.keeper.id} WHERE id = {case}")  # noqa: S608
    query = f"SELECT max(id) AS id FROM mandates WHERE person_id = {term.keeper.id}"  # noqa: S608
    return int(run(query).fetchone()["id"])


async def test_a_place_shows_a_few_handovers_and_how_many_more(both_halls: Hall) -> None:
    """More than a hundred buttons make a message that can't be sent."""
    term = await ended_term(both_halls, follows=False)
    hall = term.hall

    def many(tx: Tx) -> None:
        for year in range(1800, 1920):
            tx.connection.execute(
                "INSERT INTO mandates (person_id, level, unit_id, station_id, starts, ends, handover)"  # noqa: S608
                f" SELECT person_id, level, unit_id, station_id, '{year}-01-01', '{year}-12-31', 'asked'"
                f" FROM mandates WHERE id = {term.mandate}"
            )

    await hall.job(many)
    await hall.heard(term.officer)
    await hall.do(term.officer, linked.mine)
    message = (await hall.heard(term.officer))[-1]
    labels = [one.label for row in message.buttons for one in row]
    assert sum(label.startswith("交接") for label in labels) == SHOWN
    assert f"另外还有 {120 - SHOWN} 个" in message.text
    assert len(labels) <= 100


async def test_the_witness_is_asked_where_nobody_has_an_account(hall: Hall) -> None:
    term = Term(hall)
    await term.begin()
    (one,) = await term.log(2)
    assert not one.reachable
    await term.over()
    await hall.heard(term.officer)
    heard = await hall.tick(handovers_due)
    assert (term.officer.id, "contact.witness") in heard
    assert (one.other_id, "handover.confirm") not in heard
    passed = await hall.job(
        lambda tx: tx.connection.execute(
            f"SELECT id FROM contacts WHERE entry_id = {one.entry_id} AND standing = 'waiting'"  # noqa: S608
        ).fetchone()["id"]
    )
    await hall.do(term.officer, confirming.confirm, Of(contact_id=passed))
    contact = await hall.job(lambda tx: _contact(tx, passed))
    assert (contact.standing, contact.keeper_id) == (Standing.COUNTED, term.heir.id)


async def test_meetings_ahead_are_called_off_before_the_links_pass(both_halls: Hall) -> None:
    term = Term(both_halls)
    await term.begin()
    meeting = await propose(term, 0, 1)
    await term.over()
    heard = [one for _ in range(2) for one in await term.hall.tick(handovers_due)]
    assert (await now(term, meeting)).state is Stands.CANCELLED
    for who in (term.other, term.second):
        assert heard.count((who.id, "meeting.cancelled")) == heard.count((who.id, "meeting.calendar")) == 1
        assert (await calendars(term, who))[-1]["METHOD"] == "CANCEL"
    assert heard.count((term.keeper.id, "meeting.cancelled_own")) == 1


async def test_those_that_nobody_clearly_follows_keep_no_other_waiting(both_halls: Hall) -> None:
    term = await ended_term(both_halls, follows=False)
    hall = term.hall
    assert await hall.asleep(handovers_due) == []
    assert await term.state() != "asked"
    await hall.tick(handovers_due)
    assert await term.state() == "asked"
    gone = [await hall.resident(f"前代表{n}") for n in range(LATER)]
    new = [await hall.resident(name) for name in ("新代表甲", "新代表乙")]
    heir = await hall.resident("周代表")
    last = 1_000_000

    def unclear(tx: Tx) -> None:
        away = units.by_code(tx, "zd-heping")
        assert away is not None
        rows = [*((who.id, f"'{LAST}'", "asked") for who in gone), *((who.id, "NULL", "no") for who in new)]
        for who, ends, handed in rows:
            tx.connection.execute(
                "INSERT INTO mandates (person_id, level, unit_id, station_id, starts, ends, handover)"  # noqa: S608
                f" SELECT {who}, level, {away.id}, station_id, '{FIRST if ends == 'NULL' else '2022-03-01'}', {ends},"
                f" '{handed}' FROM mandates WHERE id = {term.mandate}"
            )
        tx.connection.execute(f"UPDATE mandates SET id = {last} WHERE id = {term.mandate}")  # noqa: S608
        term._seat(tx, heir, last)

    await hall.job(unclear)
    assert (heir.id, "handover.taken") in await hall.tick(handovers_due)
    assert await term.state(last) == "done"


async def test_nobody_follows_who_was_elected_again(both_halls: Hall) -> None:
    """Two seats end, both are asked about; one of the two is elected again, and one person is new."""
    term = await ended_term(both_halls, follows=False)
    hall, peer = term.hall, await term.hall.seated(seats(HOME)[1])
    heir = await hall.resident("周代表")

    def vote(tx: Tx) -> int:
        tx.connection.execute(f"UPDATE mandates SET ends = '{LAST}' WHERE person_id = {peer.id}")  # noqa: S608
        tx.connection.execute(f"UPDATE mandates SET handover = 'asked' WHERE ends = '{LAST}'")  # noqa: S608
        term._seat(tx, term.keeper)
        term._seat(tx, heir)
        query = f"SELECT id FROM mandates WHERE person_id = {peer.id}"  # noqa: S608
        return int(tx.connection.execute(query).fetchone()["id"])

    before, left = await term.kept(term.keeper), await term.kept(peer)
    other = await hall.job(vote)
    assert left
    heard = await hall.tick(handovers_due)
    assert (await term.state(), await term.state(other)) == ("none", "done")
    assert (await term.kept(term.keeper), sorted(await term.kept(heir))) == (before, sorted(left))
    assert heard.count((heir.id, "handover.taken")) == 1


async def test_who_has_left_the_committee_alone_is_asked_about(hall: Hall) -> None:
    """Elected again, but not as a member: links with representatives are left, and who is new has another seat."""
    term = await ended_term(hall)
    peer = await hall.seated(seats(HOME)[1])

    def vote(tx: Tx) -> None:
        tx.connection.execute(f"UPDATE mandates SET committee = 1 WHERE id = {term.mandate}")  # noqa: S608
        tx.connection.execute(f"UPDATE mandates SET ends = '{LAST}' WHERE person_id = {peer.id}")  # noqa: S608
        term._seat(tx, term.keeper)
        links.begin(tx, Tier.COMMITTEE, term.keeper.id, term.second.id, date(2026, 11, 1), hall.now)

    await hall.job(vote)
    before = await term.kept(term.keeper)
    heard = await hall.tick(handovers_due)
    assert (term.officer.id, "handover.ask") in heard
    assert (await term.state(), await term.kept(term.keeper)) == ("asked", before)


async def test_a_dispute_is_decided_after_the_mandate_has_ended(hall: Hall) -> None:
    term = await ended_term(hall, follows=False)
    await hall.tick(handovers_due)
    await hall.heard(term.officer)
    of = Of(contact_id=term.meeting.id)
    await hall.do(term.other, confirming.ask_dispute, of)
    await hall.do(term.other, confirming.dispute, Say(message_id=2, words="那天我不在家"))
    assert "那天我不在家" in await hall.words_for(term.officer)
    stranger = await hall.seated(seat(Role.OFFICER, "zd-heping"))
    with pytest.raises(RefusedError):
        await hall.do(stranger, deciding.ask, Decide(contact_id=term.meeting.id, counts=False))
    await hall.do(term.officer, deciding.ask, Decide(contact_id=term.meeting.id, counts=False))
    await hall.do(term.officer, deciding.decide, Say(message_id=3, words="邻居也说没见着"))
    assert (await term.contact(term.meeting)).decided_at is not None
    assert "邻居也说没见着" in await hall.words_for(term.other)


def _contact(tx: Tx, id_: int) -> Any:
    return contacts.find(tx, id_)
