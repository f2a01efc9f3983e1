"""The department's clock: a warning, an escalation, and more time, which is asked for once."""

from datetime import date

import pytest

from domain.departments import Extension
from domain.people import Role
from domain.suggestions import Action, State, Suggestion
from domain.telling import Outcome
from services.commands import RefusedError
from services.suggestions import departing, extending, following, handling, transferring
from services.suggestions.saying import Say
from storage import departments
from tests.services.test_due import days
from tests.support.hall import Hall, Somebody, seat
from tests.support.scene import Scene


@pytest.fixture
async def scene(hall: Hall) -> Scene:
    made = await Scene(hall).begin()
    await made.transfer()
    return made


async def ask(scene: Scene, days: int = 10, words: str = "灯杆要定做") -> Outcome:
    """Ask for more time through all steps."""
    await scene.hall.do(scene.lead, extending.ask, await scene.press())
    press = extending.Days(case_id=scene.id, version=(await scene.case()).version, value=str(days))
    await scene.hall.do(scene.lead, extending.ask_why, press)
    return await scene.hall.do(scene.lead, extending.request, Say(message_id=6, words=words))


async def extension(scene: Scene) -> Extension:
    [part] = await scene.hall.job(lambda tx: departments.live(tx, scene.id))
    return part.extension


async def test_the_departments_clock_warns_it_and_then_escalates(both_halls: Hall) -> None:
    """Passed on on Tuesday the 1st, due on Tuesday the 8th; nobody else is warned before it is late."""
    hall = both_halls
    scene = await Scene(hall).begin()
    admin = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    await scene.transfer()
    found = [(when, [(to, kind) for to, kind in heard]) async for when, heard in days(hall, 14)]
    late = [(who.id, "due.overdue") for who in (scene.lead, scene.mine, scene.officer)]
    assert found == [
        ("12-07 09", [(scene.lead.id, "due.soon")]),
        ("12-09 09", late),
        ("12-10 09", [(admin.id, "due.above")]),
    ]
    assert "张店区综合行政执法局说好 12月8日(周二)前答复" in await hall.words_for(scene.mine)
    assert "报给您" in await hall.words_for(admin)
    assert (await scene.case()).state is State.TRANSFERRED, "silence is no answer and no acceptance"


async def test_an_answer_ends_the_departments_clock(scene: Scene) -> None:
    await scene.hall.answer(scene.lead, await scene.case())
    found = [kind async for _, heard in days(scene.hall, 6) for _, kind in heard]
    assert found == []


async def test_the_representatives_clock_runs_again_when_a_case_comes_back(scene: Scene) -> None:
    """Given back on the 1st: the next step is due on Thursday the 3rd."""
    await scene.give_back(scene.lead)
    found = [(when, heard) async for when, heard in days(scene.hall, 4)]
    mine, officer = scene.mine.id, scene.officer.id
    assert found == [
        ("12-02 09", [(mine, "due.soon")]),
        ("12-04 09", [(mine, "due.overdue"), (officer, "due.overdue")]),
    ]


async def test_more_time_is_granted_and_everybody_hears_the_new_day(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    await scene.transfer()
    await ask(scene)
    assert await extension(scene) is Extension.ASKED
    assert (await scene.case()).due == date(2026, 12, 8), "until it is granted the old day holds"
    assert "灯杆要定做" in await hall.words_for(scene.mine)
    for who in (scene.resident, scene.lead):
        await hall.heard(who)
    await hall.do(scene.mine, extending.grant, await scene.press())
    assert (await scene.case()).due == date(2026, 12, 22)
    assert await extension(scene) is Extension.GRANTED
    own = await hall.words_for(scene.resident)
    assert "12月22日" in own
    assert "灯杆要定做" not in own
    assert "12月22日" in await hall.words_for(scene.lead)
    found = [(when, heard) async for when, heard in days(hall, 22)]
    assert found[0] == ("12-21 09", [(scene.lead.id, "due.soon")])


async def test_more_time_is_refused_and_the_old_day_holds(scene: Scene) -> None:
    await ask(scene)
    await scene.hall.heard(scene.resident)
    await scene.hall.do(scene.officer, extending.refuse, await scene.press())
    assert (await scene.case()).due == date(2026, 12, 8)
    assert "没有同意延期" in await scene.hall.words_for(scene.lead)
    assert await scene.hall.heard(scene.resident) == []


@pytest.mark.parametrize("decide", [extending.grant, extending.refuse])
async def test_it_is_asked_for_once(scene: Scene, decide: object) -> None:
    await ask(scene)
    with pytest.raises(RefusedError, match="once"):
        await scene.hall.do(scene.lead, extending.ask, await scene.press())
    await scene.hall.do(scene.mine, decide, await scene.press())  # type: ignore[arg-type]
    with pytest.raises(RefusedError, match="once"):
        await scene.hall.do(scene.lead, extending.ask, await scene.press())
    outcome = await scene.hall.do(scene.lead, handling.show, handling.Show(case_id=scene.id))
    assert Action.EXTEND not in outcome.told[0].facts["sheet"].actions


async def test_it_is_decided_once(scene: Scene) -> None:
    await ask(scene)
    old = await scene.press()
    await scene.hall.do(scene.mine, extending.grant, old)
    assert (await scene.hall.do(scene.officer, extending.refuse, old)).toast == "button.stale"
    again = await scene.hall.do(scene.officer, extending.grant, await scene.press())
    assert again.toast == "button.done_already"
    assert (await scene.case()).due == date(2026, 12, 22)


@pytest.mark.parametrize(
    ("asked", "until"), [(3, date(2026, 12, 11)), (99, date(2026, 12, 22)), (0, date(2026, 12, 9))]
)
async def test_never_more_than_ten_days(scene: Scene, asked: int, until: date) -> None:
    """A forged press asks for ninety-nine, or for none."""
    await ask(scene, asked)
    await scene.hall.do(scene.mine, extending.grant, await scene.press())
    assert (await scene.case()).due == until


async def test_only_the_lead_asks_and_only_who_keeps_watch_decides(hall: Hall) -> None:
    scene = await Scene(hall).begin()
    await scene.transfer(None, "zd-shizheng")
    for who in (scene.help, scene.other, scene.mine, scene.resident):
        with pytest.raises(RefusedError, match="not_yours"):
            await hall.do(who, extending.ask, await scene.press())
    await ask(scene)
    for who in (scene.help, scene.other, scene.lead, scene.resident):
        with pytest.raises(RefusedError, match="not_yours"):
            await hall.do(who, extending.grant, await scene.press())


async def test_more_time_after_the_answer_is_refused(scene: Scene) -> None:
    await scene.hall.do(scene.lead, extending.ask, await scene.press())
    press = extending.Days(case_id=scene.id, version=(await scene.case()).version, value="5")
    await scene.hall.do(scene.lead, extending.ask_why, press)
    await scene.hall.do(scene.mine, following.reply, handling.Reply(case_id=scene.id, message_id=3, words="快了"))
    await answered(scene, scene.lead)
    with pytest.raises(RefusedError):
        await scene.hall.do(scene.lead, extending.request, Say(message_id=6, words="太晚"))
    assert await extension(scene) is Extension.NONE


async def answered(scene: Scene, who: Somebody) -> Suggestion:
    return await scene.hall.answer(who, await scene.case())


async def test_a_department_is_not_warned_of_what_was_taken_back(scene: Scene) -> None:
    await scene.hall.do(scene.lead, departing.accept, await scene.press())
    await scene.hall.do(scene.mine, transferring.recall, await scene.press())
    heard = {to async for _, heard in days(scene.hall, 12) for to, _ in heard}
    assert heard == {scene.mine.id, scene.officer.id}
