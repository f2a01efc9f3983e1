"""Who gets a notice: representatives who owe a contact, and residents who turn out to be somebody of the roster."""

from collections import Counter
from datetime import timedelta

import pytest

from domain.contacts import Evidence, Mode
from domain.notices import Reached
from domain.people import Role
from domain.roster import Level
from services import invites
from services.commands import today
from services.notices import addressing, sending
from storage import contacts, links, notices, people
from storage.tx import Tx
from tests.services.test_notices import (
    admin,
    counts,
    notice,
    press,
    residents,
    through,
    tick,
    written,
)
from tests.support.city import seats
from tests.support.hall import HOME, Hall, Somebody


async def met(hall: Hall, keeper: Somebody, *, but: int = 0) -> list[int]:
    """Let somebody have met all whom they keep a link with, but for so many. Returns the links (ids) with these."""

    def job(tx: Tx) -> list[int]:
        day = today(tx.rules, hall.now)
        kept = [link.id for link in contacts.links_of(tx, keeper.id, day)]
        for link in kept[but:]:
            entry = contacts.enter(tx, keeper.id, Mode.VISIT, day, "谈了谈", hall.now)
            one = contacts.add(tx, entry, link, Mode.VISIT, day, hall.now)
            assert contacts.count(tx, one, Evidence.CONFIRMED, hall.now)
        return kept[:but]

    found: list[int] = await hall.job(job)
    return found


async def test_who_owes_a_contact_gets_it_and_nobody_else(both_halls: Hall) -> None:
    """Of three representatives one owes, one has met all, and one misses somebody only whose link has ended."""
    hall = both_halls
    boss = await admin(hall)
    owes, done, ended = [await hall.seated(ref) for ref in (*seats(HOME), seats(HOME, Level.DISTRICT)[0])]
    await met(hall, owes, but=1)
    await met(hall, done)
    (gone,) = await met(hall, ended, but=1)
    hall.later(days=1)
    await hall.job(lambda tx: links.finish(tx, gone, today(tx.rules, hall.now) - timedelta(days=1), hall.now))
    await residents(hall, 1)
    id_ = await written(hall, boss)
    await press(hall, boss, addressing.pick, id_, "group_representatives")
    outcome = await press(hall, boss, addressing.pick, id_, "owing_yes")
    size = outcome.told[0].facts["size"]
    assert (size.people, [one.name for one in size.examples]) == (1, [owes.name])
    outcome = await press(hall, boss, addressing.pick, id_, f"station_{await station_of(hall, owes)}")
    assert outcome.told[0].facts["size"].people == 1
    await press(hall, boss, addressing.pick, id_, "station_any")
    await press(hall, boss, sending.send, id_)
    assert await through(hall, id_) == Counter([owes.at.address])
    assert await counts(hall, id_) == {Reached.SENT: 1}


async def station_of(hall: Hall, who: Somebody) -> int:
    query = f"SELECT station_id FROM mandates WHERE person_id = {who.id}"  # noqa: S608 - ids of ours
    row = await hall.job(lambda tx: tx.connection.execute(query).fetchone())
    return int(row["station_id"])


async def becomes(hall: Hall, who: Somebody, ref: str, role: Role = Role.REPRESENTATIVE, unit: str = "zibo") -> int:
    """A resident opens the invitation of somebody of the roster. Returns whom they are then."""

    def job(tx: Tx) -> tuple[int, str]:
        person = people.by_ref(tx, ref)
        assert person is not None
        return person, invites.make(tx, role, unit, person, hall.now).token

    person, token = await hall.job(job)
    await hall.do(who, lambda tx, actor, command, now: invites.accept(tx, actor, token, now))
    return int(person)


async def choose_up_to(hall: Hall, id_: int, person_id: int) -> None:
    """Choose as ticks do, but only up to somebody."""

    def job(tx: Tx) -> None:
        found = notices.find(tx, id_)
        assert found is not None
        notices.choose(tx, found, person_id, today(tx.rules, hall.now), found.began_at or hall.now)
        notices.choose_on(tx, found, person_id, chosen=False)

    await hall.job(job)


@pytest.mark.parametrize("group", ["residents", "representatives"])
@pytest.mark.parametrize("when", ["before", "between", "after", "handed"])
async def test_a_resident_who_becomes_somebody_while_it_is_chosen_gets_it_once(
    hall: Hall, group: str, when: str
) -> None:
    """Before either of the two was looked at, after the first, after both, and when it is on its way."""
    boss, (one, other) = await admin(hall), await residents(hall, 2)
    id_ = await written(hall, boss)
    await press(hall, boss, addressing.pick, id_, f"group_{group}")
    if group != "residents":
        await hall.seated(seats(HOME)[1])  # so that it is for somebody
    await press(hall, boss, sending.send, id_)
    hall.later(seconds=1)
    got: Counter[str] = Counter()
    if when in ("between", "after"):
        await choose_up_to(hall, id_, one.id - (when == "between"))
    elif when == "handed":
        await tick(hall, 4)
        assert (await notice(hall, id_)).chosen
    await becomes(hall, one, seats(HOME)[0])
    got += await through(hall, id_)
    expected = 0 if (group, when) == ("representatives", "handed") else 1
    assert got[one.at.address] == expected, "who was no representative when all were chosen gets nothing"
    assert got[other.at.address] == (group != "representatives")
    assert max(got.values()) == 1


async def test_who_comes_while_it_is_chosen_is_not_in_it_whoever_they_turn_out_to_be(hall: Hall) -> None:
    boss, (known,) = await admin(hall), await residents(hall, 1)
    id_ = await written(hall, boss)
    await press(hall, boss, sending.send, id_)
    hall.later(seconds=1)
    late = await hall.resident("刚来的人")
    await becomes(hall, late, seats(HOME)[0])
    got = await through(hall, id_)
    assert (got[known.at.address], got[late.at.address]) == (1, 0)


async def test_who_has_two_accounts_by_then_gets_it_in_one_chat(hall: Hall) -> None:
    """The resident has it already when they turn out to be somebody who waits for it in another chat."""
    boss, member, one = await admin(hall), await hall.seated(seats(HOME)[0]), (await residents(hall, 1))[0]
    id_ = await written(hall, boss)
    await press(hall, boss, sending.send, id_)
    await tick(hall, 1)
    await choose_up_to(hall, id_, one.id)
    await hall.job(
        lambda tx: tx.connection.execute(
            f"UPDATE notice_recipients SET state = 'handed' WHERE person_id = {one.id}"  # noqa: S608 - ids of ours
        )
    )
    await becomes(hall, one, seats(HOME)[0])
    got = await through(hall, id_)
    assert (got[one.at.address], got[member.at.address]) == (0, 0), "it was on its way to the one"
