"""Asking how a case stands: it reaches whose turn it is, once in some days, and ends the prompts for who asked."""

import pytest

from domain.suggestions import State
from services.commands import RefusedError
from services.suggestions import chasing, departing, following, handling, reminding
from services.suggestions.handling import Reply, Show
from services.suggestions.promising import Day
from storage import events, reminders
from tests.services.test_due import days
from tests.services.test_promising import watched
from tests.support.hall import Hall, Somebody
from tests.support.scene import Scene


@pytest.fixture
async def scene(hall: Hall) -> Scene:
    return await Scene(hall).begin()


async def chase(scene: Scene, who: Somebody) -> list[tuple[object, str]]:
    """Whom it told what."""
    outcome = await scene.hall.do(who, chasing.chase, Show(case_id=scene.id))
    return [(told.to, told.kind) for told in outcome.told]


async def test_it_reaches_whose_turn_it_is(both_halls: Hall) -> None:
    scene = await Scene(both_halls).begin()
    asked = (scene.resident.id, "chase.sent")
    assert await chase(scene, scene.resident) == [asked, (scene.mine.id, "case.chased")]
    assert "居民想知道进展" in await both_halls.words_for(scene.mine)
    await scene.transfer()
    both_halls.later(days=3)
    assert await chase(scene, scene.resident) == [asked, (scene.lead.id, "case.chased")]
    assert "欧阳" not in await both_halls.words_for(scene.lead)
    history = await both_halls.job(lambda tx: events.of(tx, "suggestion", scene.id))
    assert [row["kind"] for row in history].count("chase") == 2


async def test_once_in_some_days(scene: Scene) -> None:
    hall = scene.hall
    await chase(scene, scene.resident)
    assert await chase(scene, scene.resident) == [(scene.resident.id, "chase.too_soon")]
    hall.later(days=2, hours=23)
    assert await chase(scene, scene.resident) == [(scene.resident.id, "chase.too_soon")]
    hall.later(hours=1)
    assert (scene.mine.id, "case.chased") in await chase(scene, scene.resident)


async def test_nobody_asks_oneself_and_nobody_else_asks(scene: Scene) -> None:
    with pytest.raises(RefusedError, match=r"own_turn|state"):
        await chase(scene, scene.mine)
    for who in (scene.lead, scene.other, await scene.hall.resident("邻居")):
        with pytest.raises(RefusedError, match="not_yours"):
            await chase(scene, who)
    assert (scene.mine.id, "case.chased") in await chase(scene, scene.officer)
    await scene.hall.answer(scene.mine, await scene.case())
    with pytest.raises(RefusedError, match="state"):
        await chase(scene, scene.resident)


async def test_who_watches_and_has_asked_is_not_prompted_any_more(scene: Scene) -> None:
    """The representative asked the department. When it is late only those hear who did not ask."""
    hall = scene.hall
    await scene.transfer()
    await chase(scene, scene.mine)
    found = [heard async for _, heard in days(hall, 12)]
    assert found == [
        [(scene.lead.id, "due.soon")],
        [(scene.lead.id, "due.overdue"), (scene.officer.id, "due.overdue")],
    ]


async def test_a_real_step_begins_the_prompts_anew(scene: Scene) -> None:
    hall = scene.hall
    await scene.transfer()
    await chase(scene, scene.mine)
    await hall.do(scene.lead, departing.accept, await scene.press())
    found = [heard async for _, heard in days(hall, 12)]
    assert (scene.mine.id, "due.overdue") in found[-1]


async def test_who_has_just_said_a_word_is_not_told_to_say_one(scene: Scene) -> None:
    """On the promised day the representative has just written; a working day later it is the officer's alone."""
    hall = scene.hall
    await watched(scene, scene.mine)
    hall.later(days=29)
    await hall.do(scene.mine, following.reply, Reply(case_id=scene.id, message_id=8, words="明天装灯"))
    found = [heard async for _, heard in days(hall, 2)]
    assert found == []
    found = [heard async for _, heard in days(hall, 10)]
    assert found == [[(scene.mine.id, "due.overdue"), (scene.officer.id, "due.overdue")]]


async def test_a_word_long_ago_spares_nobody(scene: Scene) -> None:
    hall = scene.hall
    await scene.transfer()
    await hall.do(scene.lead, departing.accept, await scene.press())
    await hall.do(scene.lead, following.reply, Reply(case_id=scene.id, message_id=8, words="在排期"))
    found = [heard async for _, heard in days(hall, 9)]
    assert (scene.lead.id, "due.overdue") in found[-1]


async def test_who_wrote_since_the_answer_is_not_reminded_to_rate(scene: Scene) -> None:
    hall = scene.hall
    await hall.answer(scene.mine, await scene.case())
    await hall.do(scene.resident, following.reply, Reply(case_id=scene.id, message_id=9, words="还是黑的"))
    found = [heard async for _, heard in days(hall, 15)]
    assert [kind for heard in found for _, kind in heard] == ["rate.lapsed", "case.lapsed"]
    assert (await scene.case()).state is State.CLOSED


async def test_asking_ends_an_own_reminder_that_would_come_before_one_may_ask_again(scene: Scene) -> None:
    hall = scene.hall

    async def day(value: str) -> object:
        await hall.do(scene.resident, reminding.choose, Day(case_id=scene.id, version=0, value=value))
        await chase(scene, scene.resident)
        return await hall.job(lambda tx: reminders.find(tx, scene.resident.id, scene.id))

    assert await day("20261203") is None
    assert "不再发了" in await hall.words_for(scene.resident)
    hall.later(days=4)
    assert str(await day("20261224")) == "2026-12-24"


async def test_where_nobody_could_hear_the_one_who_asks_is_told_so(hall: Hall) -> None:
    resident = await hall.resident()
    case = await hall.submit(resident)
    await hall.do(resident, chasing.chase, Show(case_id=case.id))
    assert "还没用双联" in await hall.words_for(resident)


async def test_the_button_is_there_where_it_is_somebody_elses_turn(scene: Scene) -> None:
    hall = scene.hall

    async def shows(who: Somebody) -> bool:
        await hall.heard(who)
        use_case = following.show if who is scene.resident else handling.show
        await hall.do(who, use_case, Show(case_id=scene.id))
        return "case.chase" in str([message.buttons for message in await hall.heard(who)])

    assert [await shows(who) for who in (scene.resident, scene.mine, scene.officer)] == [True, False, True]
    await scene.transfer()
    assert [await shows(who) for who in (scene.mine, scene.lead)] == [True, False]
