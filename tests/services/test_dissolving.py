"""Ending a unit: what ends at once, what is passed on by ticks, what stays, and what forbids it."""

import pytest

from domain.people import Actor, Role
from domain.rules import AccessRules, Rules
from domain.suggestions import State
from services import access, approvals, dissolving, people
from services.approvals import OfApproval
from services.commands import RefusedError
from services.dissolving import OfUnit, dissolving_due
from services.rights import room
from services.suggestions import desks, following, handling
from storage import roster, units
from tests.support.city import seats
from tests.support.hall import CONFIGURED, HOME, Hall, Somebody, seat
from tests.support.scene import Scene


async def unit_of(hall: Hall, code: str = HOME) -> int:
    found: int = await hall.job(lambda tx: getattr(units.by_code(tx, code), "id", 0))
    return found


async def actor(hall: Hall, who: Somebody) -> Actor:
    found: Actor = await hall.job(lambda tx: access.actor(tx, who.at, "zh", hall.now))
    return found


async def end(hall: Hall, code: str = HOME) -> tuple[Somebody, Somebody]:
    """The district's administrator asks, the city's agrees, and the ticks do the rest."""
    district, city = await hall.seated(seat(Role.ADMIN, "zhangdian")), await hall.seated(seat(Role.ADMIN, "zibo"))
    await hall.do(district, dissolving.end, OfUnit(unit_id=await unit_of(hall, code)))
    row = await hall.job(lambda tx: tx.connection.execute("SELECT max(id) AS id FROM approvals").fetchone())
    await hall.do(city, approvals.approve, OfApproval(approval_id=row["id"]))
    return district, city


async def settle(hall: Hall) -> list[tuple[object, str]]:
    """Ticks until nothing is left. Returns all that they told."""
    told: list[tuple[object, str]] = []
    for _ in range(50):
        found = await hall.tick(dissolving_due)
        told += found
        if not await count(hall, "ended_units"):
            return told
    raise AssertionError("it never ends")


async def count(hall: Hall, table: str, where: str = "1 = 1") -> int:
    query = f"SELECT count(*) AS n FROM {table} WHERE {where}"  # noqa: S608 - words of ours
    row = await hall.job(lambda tx: tx.connection.execute(query).fetchone())
    return int(row["n"])


async def on_the_desk(hall: Hall, who: Somebody) -> list[int]:
    outcome = await hall.do(who, desks.desk, desks.Desk())
    return [case.id for case in outcome.told[0].facts["cases"]]


async def test_rights_end_in_the_moment_and_cases_arrive_at_the_desk_above(both_halls: Hall) -> None:
    hall = both_halls
    mine, officer = await hall.seated(seats(HOME)[0]), await hall.seated(seat(Role.OFFICER, HOME))
    resident = await hall.resident()
    case = await hall.submit(resident)
    district, _ = await end(hall)
    for who in (mine, officer):
        assert not (await actor(hall, who)).is_staff, "at once"
        assert "傅家镇已经撤销" in await hall.words_for(who)
    with pytest.raises(RefusedError):
        await hall.do(mine, handling.ask_words, handling.Press(case_id=case.id, version=case.version))
    await settle(hall)
    now = await hall.case(case.id)
    assert (now.state, now.representative_id, now.station_id, now.holder_role) == (State.DESK, None, None, Role.ADMIN)
    assert now.number == case.number
    assert await on_the_desk(hall, district) == [case.id]
    assert case.number in await hall.words_for(resident)
    await hall.answer(district, now)
    assert (await hall.case(case.id)).state is State.ANSWERED


async def test_what_is_said_between_the_end_and_the_tick_reaches_those_above(hall: Hall) -> None:
    resident = await hall.resident()
    case = await hall.submit(resident)
    district, _ = await end(hall)
    await hall.heard(district)
    await hall.do(resident, following.reply, handling.Reply(case_id=case.id, message_id=7, words="还是黑的"))
    assert "还是黑的" in await hall.words_for(district)


async def test_the_numbers_are_true(hall: Hall) -> None:
    await hall.submit(await hall.resident())
    district = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    shown = await hall.do(district, dissolving.ask, OfUnit(unit_id=await unit_of(hall)))
    said = shown.told[0].facts["ending"]
    links = await count(hall, "links", "ends IS NULL")
    await end(hall)
    told = await settle(hall)
    below = len(await hall.job(lambda tx: units.below(tx, units.by_code(tx, HOME).id)))  # type: ignore[union-attr]
    assert said.units == below == await count(hall, "units", "valid_to IS NOT NULL")
    assert said.stations == await count(hall, "stations", "valid_to IS NOT NULL") == 1
    assert said.seats == await count(hall, "mandates", "ends IS NOT NULL") == 4
    assert said.offices == await count(hall, "roles", "ends IS NOT NULL") == 1
    assert said.links == links - await count(hall, "links", "ends IS NULL") > 0
    assert said.cases == 1 == [kind for _, kind in told].count("unit.case")


async def test_who_sits_for_a_wider_constituency_stays_at_another_station(hall: Hall) -> None:
    moved = "station_id IN (SELECT id FROM stations WHERE code = 'zd-fujia') AND level = 'city'"
    code = HOME
    if not await count(hall, "mandates", moved):  # of the town's stations the first ones have such seats
        row = await hall.job(lambda tx: tx.connection.execute(
            "SELECT s.code FROM mandates m JOIN stations s ON s.id = m.station_id JOIN units u ON u.id = s.unit_id"
            " WHERE m.level = 'city' AND u.code LIKE 'zd-%' ORDER BY s.id").fetchone())  # fmt: skip
        code = row["code"]
    district = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    shown = await hall.do(district, dissolving.ask, OfUnit(unit_id=await unit_of(hall, code)))
    assert shown.told[0].facts["ending"].moved == 1
    before = await count(hall, "mandates", "level = 'city' AND ends IS NULL")
    await end(hall, code)
    await settle(hall)
    assert await count(hall, "mandates", "level = 'city' AND ends IS NULL") == before
    ended = "station_id IN (SELECT id FROM stations WHERE valid_to IS NOT NULL) AND ends IS NULL"
    assert await count(hall, "mandates", ended) == 0, "nobody belongs to a station that is no more"


async def test_a_departments_case_comes_back_when_its_district_ends(hall: Hall) -> None:
    scene = await Scene(hall).begin()
    await scene.transfer()
    city = await hall.seated(seat(Role.ADMIN, "zibo"))
    await hall.resident("配置的人", account=CONFIGURED)
    await hall.do(city, dissolving.end, OfUnit(unit_id=await unit_of(hall, "zhangdian")))
    row = await hall.job(lambda tx: tx.connection.execute("SELECT max(id) AS id FROM approvals").fetchone())
    district = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    await hall.do(district, approvals.approve, OfApproval(approval_id=row["id"]))
    await settle(hall)
    case = await scene.case()
    assert (case.state, case.lead_id, case.representative_id) == (State.RETURNED, None, None)
    assert scene.id in await on_the_desk(hall, city)


async def test_a_kill_between_ticks_loses_nothing(hall: Hall) -> None:
    """Each tick is a job; what one has done, the next one does not find."""
    resident = await hall.resident()
    cases = [await hall.submit(resident, f"第{n}盏路灯不亮") for n in range(3)]
    await end(hall)
    dissolving.ENOUGH, kept = 1, dissolving.ENOUGH
    try:
        told = await settle(hall)
    finally:
        dissolving.ENOUGH = kept
    assert [kind for _, kind in told].count("unit.case") == len(cases)
    assert await hall.tick(dissolving_due) == []


async def test_the_top_never_ends(hall: Hall) -> None:
    city = await hall.seated(seat(Role.ADMIN, "zibo"))
    for use_case in (dissolving.ask, dissolving.end):
        with pytest.raises(RefusedError) as error:
            await hall.do(city, use_case, OfUnit(unit_id=await unit_of(hall, "zibo")))
        assert error.value.key == "refused.unit_top"


async def test_what_has_ended_is_offered_to_nobody_and_can_not_end_again(hall: Hall) -> None:
    district, _ = await end(hall)
    with pytest.raises(RefusedError) as error:
        await hall.do(district, dissolving.ask, OfUnit(unit_id=await unit_of(hall)))
    assert error.value.key == "refused.unit_over"
    resident = await hall.resident(home="zd-heping")
    above = await unit_of(hall, "zhangdian")
    shown = await hall.do(resident, people.choose_unit, people.ChooseUnit(unit_id=above))
    assert "傅家镇" not in [unit.name for unit in shown.told[0].facts["below"]]
    listed = await hall.do(district, room.below, room.Room(unit_id=above))
    assert "傅家镇" not in [unit.name for unit in listed.told[0].facts["below"]]


async def test_others_can_not_end_it(hall: Hall) -> None:
    unit = await unit_of(hall)
    for ref in (seat(Role.ADMIN, "zichuan"), seat(Role.OFFICER, HOME), seats(HOME)[0]):
        who = await hall.seated(ref)
        for use_case in (dissolving.ask, dissolving.end):
            with pytest.raises(RefusedError) as error:
                await hall.do(who, use_case, OfUnit(unit_id=unit))
            assert error.value.key == "refused.no_rights"


async def test_without_the_rule_it_is_done_at_once(hall: Hall) -> None:
    hall.writer.rules = Rules(access=AccessRules(two_person=False), bot_username="double_link_bot")
    district = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    unit = await unit_of(hall)
    shown = await hall.do(district, dissolving.ask, OfUnit(unit_id=unit))
    assert shown.told[0].facts["second"] is False
    await hall.do(district, dissolving.end, OfUnit(unit_id=unit))
    assert await count(hall, "units", "valid_to IS NOT NULL") > 0
    assert await count(hall, "approvals") == 0


async def test_the_roster_still_reads(hall: Hall) -> None:
    """What has ended stands in it with its last day, and can be exported."""
    await end(hall)
    await settle(hall)
    book = await hall.job(roster.load)
    found = next(row for row in book.units if row.code == HOME)
    assert found.valid_to is not None


async def test_the_room_shows_what_waits(hall: Hall) -> None:
    district = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    await hall.seated(seat(Role.ADMIN, "zibo"))
    await hall.do(district, dissolving.end, OfUnit(unit_id=await unit_of(hall)))
    shown = await hall.do(district, room.room, room.Room())
    assert [one.unit for one in shown.told[0].facts["requests"]] == ["傅家镇"]
    with pytest.raises(RefusedError):
        await hall.do(await hall.resident(), room.room, room.Room())
