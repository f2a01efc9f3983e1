"""Own reminders: a day of one's own, by day and once, for whoever sees the case."""

from datetime import date, timedelta

import pytest

from domain.people import Role
from services.commands import RefusedError
from services.suggestions import following, handling, reminding, supporting
from services.suggestions.handling import Show
from services.suggestions.promising import Day
from services.suggestions.saying import Say
from storage import people, reminders
from tests.support.hall import Hall, Somebody
from tests.support.scene import Scene


@pytest.fixture
async def scene(hall: Hall) -> Scene:
    return await Scene(hall).begin()


def on(scene: Scene, day: date) -> Day:
    return Day(case_id=scene.id, version=0, value=f"{day:%Y%m%d}")


async def set_for(scene: Scene, who: Somebody, *, days: int) -> date:
    day = scene.hall.now.date() + timedelta(days=days)
    await scene.hall.do(who, reminding.choose, on(scene, day))
    return day


async def support(scene: Scene, who: Somebody) -> None:
    join = supporting.Join(case_id=scene.id, code=(await scene.case()).code)
    await scene.hall.do(who, supporting.support, join)


async def hours(hall: Hall, count: int) -> list[tuple[str, object, str]]:
    """What reminders tell in the next hours: (day and hour in Shanghai, whom, what)."""
    found = []
    for _ in range(count):
        hall.later(hours=1)
        when = f"{hall.now + timedelta(hours=8):%m-%d %H}"
        found += [(when, to, kind) for to, kind in await hall.tick(reminding.remind)]
    return found


async def test_it_comes_on_its_day_in_the_morning_and_once(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    for who in (scene.resident, scene.mine, scene.officer):
        await set_for(scene, who, days=7)
        await hall.heard(who)
    hall.later(days=7)
    assert await hall.asleep(reminding.remind) == []
    hall.later(days=-7)
    found = await hours(hall, 24 * 9)
    assert sorted(found, key=str) == sorted(
        (("12-08 09", who.id, "remind.due") for who in (scene.resident, scene.mine, scene.officer)), key=str
    )
    assert len([m for m in await hall.heard(scene.resident) if "提醒您" in m.text]) == 1


async def test_one_that_was_missed_comes_at_the_next_hour_of_day(scene: Scene) -> None:
    hall = scene.hall
    await set_for(scene, scene.resident, days=1)
    hall.later(days=3, hours=13)  # 23:00
    assert await hall.tick(reminding.remind) == []
    assert [when for when, _, _ in await hours(hall, 24)] == ["12-05 09"]


async def test_another_day_takes_its_place_and_none_ends_it(scene: Scene) -> None:
    hall = scene.hall
    await set_for(scene, scene.resident, days=2)
    day = await set_for(scene, scene.resident, days=5)
    shown = (await hall.do(scene.resident, reminding.ask, Show(case_id=scene.id))).told[0]
    assert shown.facts["chosen"] == day
    listed = (await hall.do(scene.resident, reminding.listed, following.List())).told[0].facts["reminders"]
    assert [(one.case.id, one.day) for one in listed] == [(scene.id, day)]
    outcome = await hall.do(scene.resident, reminding.cancel, Show(case_id=scene.id))
    assert outcome.told[0].kind == "remind.cancelled"
    again = await hall.do(scene.resident, reminding.cancel, Show(case_id=scene.id))
    assert again.toast == "button.done_already"
    assert await hours(hall, 24 * 7) == []


async def test_a_day_can_be_written(scene: Scene) -> None:
    hall = scene.hall
    await hall.do(scene.resident, reminding.ask_day, Show(case_id=scene.id))
    kinds = []
    for words in ("改天吧", "2020-01-01", "12月24日"):
        outcome = await hall.do(scene.resident, reminding.write, Say(message_id=3, words=words))
        kinds.append(outcome.told[0].kind)
    assert kinds == ["remind.unread", "remind.not_then", "remind.kept"]
    assert await hall.job(lambda tx: reminders.find(tx, scene.resident.id, scene.id)) == date(2026, 12, 24)
    with pytest.raises(RefusedError):
        await hall.do(scene.resident, reminding.write, Say(message_id=4, words="12月25日"))


@pytest.mark.parametrize("value", ["20261201", "20260101", "20291231", "20261399"])
async def test_a_forged_day_is_none(scene: Scene, value: str) -> None:
    outcome = await scene.hall.do(scene.resident, reminding.choose, Day(case_id=scene.id, version=0, value=value))
    assert outcome.toast == "remind.past"
    assert await scene.hall.job(lambda tx: reminders.find(tx, scene.resident.id, scene.id)) is None


async def test_only_who_sees_a_case_is_reminded_of_it(scene: Scene) -> None:
    hall, neighbour = scene.hall, await scene.hall.resident("邻居")
    for use_case in (reminding.ask, reminding.ask_day):
        for who in (neighbour, scene.lead, scene.other):
            with pytest.raises(RefusedError, match="not_yours"):
                await hall.do(who, use_case, Show(case_id=scene.id))
    await support(scene, neighbour)
    await set_for(scene, neighbour, days=1)
    found = await hours(hall, 24)
    assert [(to, kind) for _, to, kind in found] == [(neighbour.id, "remind.due")]
    assert "support.show" in str((await hall.heard(neighbour))[-1].buttons)


async def test_what_ended_meanwhile_says_so_and_what_is_elsewhere_too(scene: Scene) -> None:
    hall, neighbour = scene.hall, await scene.hall.resident("邻居")
    await support(scene, neighbour)
    for who in (scene.resident, neighbour):
        await set_for(scene, who, days=1)
    await hall.do(neighbour, supporting.stop, Show(case_id=scene.id))
    await hall.do(scene.resident, following.withdraw, await scene.press())
    assert len(await hours(hall, 24)) == 2
    assert "已撤回" in (await hall.heard(scene.resident))[-1].text
    assert "不在您这里" in (await hall.heard(neighbour))[-1].text
    with pytest.raises(RefusedError, match="ended"):
        await hall.do(scene.resident, reminding.ask, Show(case_id=scene.id))


async def test_a_reminder_goes_along_with_who_turns_out_to_be_somebody_else(scene: Scene) -> None:
    hall, other = scene.hall, await scene.hall.resident("同一个人")
    await set_for(scene, scene.resident, days=1)
    await hall.job(lambda tx: people.merge(tx, scene.resident.id, other.id))
    assert await hall.job(lambda tx: reminders.find(tx, other.id, scene.id)) is not None
    assert [to for _, to, _ in await hours(hall, 24)] == [other.id]


async def test_who_left_is_told_nothing(scene: Scene) -> None:
    """Without an account there is nobody to tell, and the others are told all the same."""
    hall = scene.hall
    for who in (scene.officer, scene.resident):
        await set_for(scene, who, days=1)
    await hall.job(lambda tx: tx.connection.execute(f"DELETE FROM accounts WHERE person_id = {scene.officer.id}"))  # noqa: S608
    assert (scene.resident.id, "remind.due") in [(to, kind) for _, to, kind in await hours(hall, 24)]
    assert await hall.job(lambda tx: reminders.due(tx, date(2027, 12, 1), 10)) == []


async def test_staff_open_the_case_from_it(scene: Scene) -> None:
    await set_for(scene, scene.mine, days=1)
    await hours(scene.hall, 24)
    assert "case.show" in str((await scene.hall.heard(scene.mine))[-1].buttons)
    shown = await scene.hall.do(scene.mine, handling.show, Show(case_id=scene.id))
    assert shown.told[0].facts["sheet"].role is Role.REPRESENTATIVE
