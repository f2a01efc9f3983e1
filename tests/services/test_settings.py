"""Settings in chat: who keeps which, what holds from then on, and how it is put back."""

from datetime import date

import pytest

from domain.people import Role
from domain.settings import Room, Scope
from domain.telling import Outcome
from services.commands import RefusedError
from services.settings import changing, showing, standing
from services.settings.standing import One, Stand
from services.suggestions import answering
from services.suggestions.due import due
from services.suggestions.saying import Say
from storage import events, settings, units
from storage.tx import Tx
from tests.support.hall import HOME, RULES, Hall, Somebody, seat
from tests.support.scene import Scene


async def unit(hall: Hall, code: str) -> int:
    def job(tx: Tx) -> int:
        found = units.by_code(tx, code)
        assert found is not None
        return found.id

    id_: int = await hall.job(job)
    return id_


def card(outcome: Outcome) -> Stand:
    stand: Stand = outcome.told[0].facts["stand"]
    return stand


async def shown(hall: Hall, who: Somebody, target: int, code: str) -> Stand:
    return card(await hall.do(who, showing.show, One(target_id=target, code=code)))


async def change(hall: Hall, who: Somebody, target: int, code: str, words: str) -> Outcome:
    stand = await shown(hall, who, target, code)
    await hall.do(who, changing.ask_change, One(target_id=target, code=code, version=stand.version))
    return await hall.do(who, changing.write, Say(message_id=1, words=words))


async def put_back(hall: Hall, who: Somebody, target: int, code: str) -> Outcome:
    stand = await shown(hall, who, target, code)
    return await hall.do(who, changing.undo, One(target_id=target, code=code, version=stand.version))


async def settled(hall: Hall) -> None:
    """What every process does within seconds."""
    hall.writer.rules = await hall.job(lambda tx: standing.rules(tx, RULES))


async def test_a_citys_setting_takes_the_place_of_the_configured_one_and_goes_back(both_halls: Hall) -> None:
    hall, top = both_halls, await unit(both_halls, "zibo")
    boss = await hall.seated(seat(Role.ADMIN, "zibo"))
    assert card(await change(hall, boss, top, "days", "２１ 7 1")).value == [21, 7, 1]
    await settled(hall)
    assert hall.writer.rules.reminders.days == (21, 7, 1)
    assert hall.writer.rules.bot_username == RULES.bot_username
    again = await change(hall, boss, top, "days", "21 7 1")
    assert again.toast == "setting.same"
    await put_back(hall, boss, top, "days")
    assert (await shown(hall, boss, top, "days")).value == list(RULES.reminders.days)
    await settled(hall)
    assert hall.writer.rules.reminders == RULES.reminders


async def test_what_does_not_go_together_is_told_and_the_question_stays(hall: Hall) -> None:
    top, boss = await unit(hall, "zibo"), await hall.seated(seat(Role.ADMIN, "zibo"))
    assert (await change(hall, boss, top, "hour", "23")).told[0].facts["flaw"] == "reminders"
    assert card(await hall.do(boss, changing.write, Say(message_id=2, words="10"))).value == 10


async def test_a_configuration_that_changed_meanwhile_is_not_broken_by_what_was_settled(hall: Hall) -> None:
    top, boss = await unit(hall, "zibo"), await hall.seated(seat(Role.ADMIN, "zibo"))
    await change(hall, boss, top, "hour", "21")
    await change(hall, boss, top, "first_word", "4")
    earlier = RULES.model_copy(update={"reminders": RULES.reminders.model_copy(update={"quiet_from": 20})})
    found = await hall.job(lambda tx: standing.rules(tx, earlier))
    assert (found.reminders.hour, found.deadlines.first_word) == (9, 4)


async def test_a_day_off_moves_the_deadlines_of_its_unit_and_of_those_below(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    assert (await scene.case()).due == date(2026, 12, 4)
    boss = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    await change(hall, boss, await unit(hall, "zhangdian"), "off", "2026-12-03")
    later = await Scene(hall).begin()
    assert (await later.case()).due == date(2026, 12, 7)
    await change(hall, boss, await unit(hall, "zhangdian"), "on", "2026-12-05")
    saturday = await Scene(hall).begin()
    assert (await saturday.case()).due == date(2026, 12, 5)


async def test_a_citys_day_off_is_one_for_reminders_too(hall: Hall) -> None:
    top, boss = await unit(hall, "zibo"), await hall.seated(seat(Role.ADMIN, "zibo"))
    await change(hall, boss, top, "off", "2026-12-24")
    await settled(hall)
    assert not hall.writer.rules.workdays.is_workday(date(2026, 12, 24))


async def test_of_what_is_due_after_a_citys_day_off_a_warning_comes_before_it(hall: Hall) -> None:
    """Due on Friday the 4th; since Thursday is off, the working day before is Wednesday."""
    top, boss = await unit(hall, "zibo"), await hall.seated(seat(Role.ADMIN, "zibo"))
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    await hall.submit(await hall.resident())
    await change(hall, boss, top, "off", "2026-12-03")
    await settled(hall)
    hall.later(days=1)
    assert await hall.tick(due) == [(officer.id, "due.soon")]


async def test_a_promise_is_for_no_day_off_of_its_unit(both_halls: Hall) -> None:
    """Answered on the 1st of December: 30 days on is Thursday the 31st, and off; Friday is the New Year."""
    scene = await Scene(both_halls).begin()
    boss = await both_halls.seated(seat(Role.ADMIN, "zhangdian"))
    await change(both_halls, boss, await unit(both_halls, "zhangdian"), "off", "2026-12-31")
    chosen = answering.ChooseClass(**(await scene.press()).model_dump() | {"value": "B"})
    asked = await both_halls.do(scene.mine, answering.choose_class, chosen)
    facts = asked.told[0].facts
    assert facts["promised"] == date(2027, 1, 4)
    assert facts["promised"] in facts["offers"]


async def test_who_handles_what_is_chosen_by_a_tap_and_put_back(both_halls: Hall) -> None:
    hall, district = both_halls, await unit(both_halls, "zhangdian")
    boss = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    outcome = await hall.do(boss, showing.show, One(target_id=district, code="h_lift"))
    stand, offered = card(outcome), outcome.told[0].facts["offered"]
    rows = (await hall.heard(boss))[-1].buttons
    assert [len(row) for row in rows[: len(offered)]] == [1] * len(offered), "their names need the whole width"
    other = next(id_ for id_ in offered if id_ not in stand.value)
    given = {"target_id": district, "code": "h_lift", "choice": str(other)}
    chosen = await hall.do(boss, changing.choose, changing.Choose(**given))
    assert other in card(chosen).value
    assert (await hall.do(boss, changing.choose, changing.Choose(**given))).toast == "button.stale"
    assert await hall.job(lambda tx: settings.handling(tx, district, "lift")) == card(chosen).value
    await put_back(hall, boss, district, "h_lift")
    assert await hall.job(lambda tx: settings.handling(tx, district, "lift")) == stand.value
    assert (await hall.do(boss, changing.choose, changing.Choose(**{**given, "choice": "1" * 9}))).toast


async def test_what_would_not_go_together_is_not_put_back(hall: Hall) -> None:
    """Else all that was settled of its section would hold no more, and every card would go on showing it."""
    top, boss = await unit(hall, "zibo"), await hall.seated(seat(Role.ADMIN, "zibo"))
    await change(hall, boss, top, "close", "30")
    await change(hall, boss, top, "ask_rating", "20")
    await change(hall, boss, top, "first_word", "4")
    assert (await put_back(hall, boss, top, "close")).told[0].facts["flaw"] == "deadlines"
    await settled(hall)
    found = hall.writer.rules.deadlines
    assert (found.rating_close, found.rating_reminder, found.first_word) == (30, 20, 4)
    await put_back(hall, boss, top, "ask_rating")
    await put_back(hall, boss, top, "close")
    await settled(hall)
    assert hall.writer.rules.deadlines.rating_close == RULES.deadlines.rating_close


async def test_a_department_that_is_no_more_is_not_put_back(both_halls: Hall) -> None:
    """It came with a roster that was undone since."""
    hall, district = both_halls, await unit(both_halls, "zhangdian")
    boss = await hall.seated(seat(Role.ADMIN, "zhangdian"))

    def add(tx: Tx) -> int:
        columns = "INSERT INTO departments (code, name, unit_id) VALUES ('gone', '临时科', "
        tx.connection.execute(f"{columns}{district})")
        return int(tx.connection.execute("SELECT id FROM departments WHERE code = 'gone'").fetchone()["id"])

    new = await hall.job(add)
    for _ in range(2):
        stand = await shown(hall, boss, district, "h_lift")
        given = {"target_id": district, "code": "h_lift", "choice": str(new), "version": stand.version}
        await hall.do(boss, changing.choose, changing.Choose(**given))
    await hall.job(lambda tx: tx.connection.execute("DELETE FROM departments WHERE code = 'gone'").rowcount)
    assert (await put_back(hall, boss, district, "h_lift")).toast == "setting.moved"


async def test_an_officer_keeps_the_hours_of_the_own_station(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    mine = card(await hall.do(scene.officer, showing.open_, showing.Open()))
    before = mine.value
    await change(hall, scene.officer, mine.target_id, "hours", "周三 9点到11点")
    assert (await shown(hall, scene.officer, mine.target_id, "hours")).value == "周三 9点到11点"
    await put_back(hall, scene.officer, mine.target_id, "hours")
    assert (await shown(hall, scene.officer, mine.target_id, "hours")).value == before
    await put_back(hall, scene.officer, mine.target_id, "hours")
    assert (await shown(hall, scene.officer, mine.target_id, "hours")).value == "周三 9点到11点"
    await hall.job(lambda tx: settings.open_at(tx, mine.target_id, "由名册改"))
    assert (await put_back(hall, scene.officer, mine.target_id, "hours")).toast == "setting.moved"


@pytest.mark.parametrize(("code", "place"), [("days", "zibo"), ("off", "zichuan"), ("off", "zibo"), ("h_lift", "zibo")])
async def test_nobody_settles_for_others(hall: Hall, code: str, place: str) -> None:
    target, boss = await unit(hall, place), await hall.seated(seat(Role.ADMIN, "zhangdian"))
    with pytest.raises(RefusedError):
        await hall.do(boss, changing.ask_change, One(target_id=target, code=code))
    with pytest.raises(RefusedError):
        await hall.do(boss, showing.open_room, showing.OfRoom(unit_id=target, room=Room.CALENDAR))


async def test_who_lost_the_office_meanwhile_changes_nothing(hall: Hall) -> None:
    top, boss = await unit(hall, "zibo"), await hall.seated(seat(Role.ADMIN, "zibo"))
    await hall.do(boss, changing.ask_change, One(target_id=top, code="hour"))
    await hall.job(lambda tx: tx.connection.execute("UPDATE roles SET ends = '2026-11-30'"))
    with pytest.raises(RefusedError):
        await hall.do(boss, changing.write, Say(message_id=2, words="10"))
    assert await hall.job(settings.of_city) == {}


async def test_of_two_who_change_the_same_the_second_sees_it(hall: Hall) -> None:
    district, boss = await unit(hall, "zhangdian"), await hall.seated(seat(Role.ADMIN, "zhangdian"))
    head = await hall.seated(seat(Role.ADMIN, "zibo"))
    for who in (boss, head):
        await hall.do(who, changing.ask_change, One(target_id=district, code="off"))
    await hall.do(boss, changing.write, Say(message_id=1, words="2026-12-24"))
    late = await hall.do(head, changing.write, Say(message_id=1, words="2026-12-25"))
    assert late.toast == "button.stale"
    assert card(late).value == ["2026-12-24"]


async def test_every_change_is_noted(hall: Hall) -> None:
    top, boss = await unit(hall, "zibo"), await hall.seated(seat(Role.ADMIN, "zibo"))
    await change(hall, boss, top, "hour", "10")
    held = (await hall.job(lambda tx: settings.in_force(tx, Scope.CITY, top)))["hour"]
    await put_back(hall, boss, top, "hour")
    noted = await hall.job(lambda tx: events.of(tx, "setting", held.id))
    assert [one["kind"] for one in noted] == ["set", "undone"]
    assert all("hour" in str(one["facts"]) for one in noted)


async def test_rooms_and_places(hall: Hall) -> None:
    head = await hall.seated(seat(Role.ADMIN, "zibo"))
    home = (await hall.do(head, showing.open_, showing.Open())).told[0].facts
    assert Room.REMINDERS in home["rooms"]
    assert [name for _, _, name in home["places"]] == ["高新区", "临淄区", "张店区", "淄川区"]
    boss = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    district = (await hall.do(boss, showing.open_, showing.Open())).told[0].facts
    assert Room.REMINDERS not in district["rooms"]
    resident = await hall.resident()
    with pytest.raises(RefusedError):
        await hall.do(resident, showing.open_, showing.Open())
