"""The officer's triage: what is on top of /desk, what is redirected and how, and a case that changes its level."""

import pytest

from domain.people import Role, StrangerError
from domain.suggestions import Ending, State, Why
from services.commands import RefusedError
from services.suggestions import desks, following, handling, transferring, triaging
from services.suggestions.due import due
from services.suggestions.saying import Say
from storage import events, people
from tests.support.hall import Hall, Somebody, seat
from tests.support.scene import Scene


@pytest.fixture
async def scene(hall: Hall) -> Scene:
    return await Scene(hall).begin()


async def choose(scene: Scene, why: str = "litigation", who: Somebody | None = None) -> None:
    press = await scene.press()
    reason = triaging.ChooseReason(case_id=press.case_id, version=press.version, value=why)
    await scene.hall.do(who or scene.officer, triaging.choose_reason, reason)


async def refer(scene: Scene, level: str, who: Somebody | None = None) -> None:
    press = await scene.press()
    wanted = triaging.ChooseLevel.model_validate({**press.model_dump(), "value": level})
    await scene.hall.do(who or scene.officer, triaging.refer, wanted)


async def test_what_nobody_sees_to_or_what_came_back_is_on_top(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    hall.later(days=9)  # the first one is overdue by now, and still not on top
    first, late = scene, scene.id
    first.id = (await hall.submit(scene.resident)).id
    back = first.id
    await first.transfer(scene.officer)
    await first.give_back(scene.lead)
    desk = await hall.do(scene.officer, triaging.desk)
    assert [case.id for case in desk.told[0].facts["cases"]][:2] == [back, late]
    inbox = await hall.do(scene.officer, desks.desk, desks.Desk())
    assert [case.id for case in inbox.told[0].facts["cases"]][:2] == [late, back]


async def test_triage_is_for_officers_and_administrators(scene: Scene) -> None:
    admin = await scene.hall.seated(seat(Role.ADMIN, "zhangdian"))
    await scene.hall.do(admin, triaging.desk)
    for who in (scene.mine, scene.lead, scene.resident):
        with pytest.raises(RefusedError, match="no_triage"):
            await scene.hall.do(who, triaging.desk)
    with pytest.raises(StrangerError):
        await scene.hall.do(scene.hall.stranger(), triaging.desk)


@pytest.mark.parametrize("why", list(Why))
async def test_what_is_not_in_scope_is_redirected_with_reason_and_help(scene: Scene, why: Why) -> None:
    hall = scene.hall
    await hall.heard(scene.resident)
    await choose(scene, why)
    assert await hall.heard(scene.resident) == [], "nothing goes before it was confirmed"
    await hall.do(scene.officer, triaging.redirect, await scene.press())
    case = await scene.case()
    assert (case.state, case.outcome, case.is_open) == (State.REDIRECTED, Ending.REDIRECTED, False)
    told = await hall.words_for(scene.resident)
    assert case.number in told
    assert "1234" in told
    assert case.number in await hall.words_for(scene.mine)
    row = (await hall.job(lambda tx: events.of(tx, "suggestion", scene.id)))[-1]
    assert (row["kind"], row["role"], row["facts"]) == ("redirect", "officer", {"why": why.value})
    hall.later(days=30)
    assert await hall.tick(due) == []


async def test_own_words_of_help_take_the_place_of_the_usual_ones(scene: Scene) -> None:
    await choose(scene)
    await scene.hall.do(scene.officer, triaging.write, Say(message_id=3, words="请找社区的张律师，周三上午在"))
    await scene.hall.do(scene.officer, triaging.redirect, await scene.press())
    told = await scene.hall.words_for(scene.resident)
    assert "张律师" in told
    assert "12348" not in told


async def test_a_second_press_redirects_nothing(scene: Scene) -> None:
    await choose(scene)
    press = await scene.press()
    await scene.hall.do(scene.officer, triaging.redirect, press)
    assert (await scene.hall.do(scene.officer, triaging.redirect, press)).toast == "desk.gone"
    reply = handling.Reply(case_id=scene.id, message_id=9, words="可是")
    with pytest.raises(RefusedError, match="state"):
        await scene.hall.do(scene.resident, following.reply, reply)


async def test_only_dispatchers_redirect_and_refer(scene: Scene) -> None:
    for who in (scene.mine, scene.resident, scene.lead, scene.other):
        with pytest.raises(RefusedError, match="not_yours"):
            await choose(scene, who=who)
        with pytest.raises(RefusedError, match="not_yours"):
            await refer(scene, "district", who)
    await scene.transfer()
    with pytest.raises(RefusedError, match="state"):
        await scene.hall.do(scene.officer, triaging.ask_reason, await scene.press())


async def test_a_case_goes_up_a_level_and_down_again(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    asked = await hall.do(scene.officer, triaging.ask_level, await scene.press())
    assert asked.told[0].facts["levels"] == ["district", "city"]
    levels = []
    for level in ("district", "city", "town"):
        await refer(scene, level)
        case = await scene.case()
        found = await hall.job(lambda tx, id_=case.representative_id: people.representative(tx, id_, hall.now.date()))
        levels.append((found.level, case.state))
        if level == "city":  # the station of a city's representative is another one
            scene.officer = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    assert levels == [("district", State.ASSIGNED), ("city", State.ASSIGNED), ("town", State.ASSIGNED)]
    assert str((await scene.case()).representative) in await hall.words_for(scene.resident)
    assert "代表跟进" in await hall.words_for(scene.mine)


async def test_the_level_at_which_it_is_is_no_other_level(scene: Scene) -> None:
    before = await scene.case()
    await refer(scene, "town")
    assert await scene.case() == before


async def test_what_came_back_keeps_its_day_at_another_level(scene: Scene) -> None:
    await scene.transfer(scene.officer)
    await scene.give_back(scene.lead)
    due_before = (await scene.case()).due
    await refer(scene, "district")
    case = await scene.case()
    assert (case.state, case.due) == (State.RETURNED, due_before)
    assert case.representative_id != scene.mine.id


async def test_a_stale_press_refers_nothing(scene: Scene) -> None:
    await scene.transfer(scene.officer)
    await scene.hall.do(scene.officer, transferring.recall, await scene.press())
    old = triaging.ChooseLevel(case_id=scene.id, version=1, value="district")
    assert (await scene.hall.do(scene.officer, triaging.refer, old)).toast == "button.stale"
