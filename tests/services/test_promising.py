"""B and C: a promised day, the question when it comes, another day with a reason, and the second answer when solved."""

from datetime import date

import pytest

from domain.calendar import PUBLISHED, Workdays
from domain.promises import offers, usual
from domain.suggestions import Action, State
from services.commands import RefusedError
from services.suggestions import answering, desks, handling, promising
from services.suggestions.saying import Say
from storage import events
from tests.services.test_due import days
from tests.support.hall import Hall, Somebody
from tests.support.scene import Scene


async def watched(scene: Scene, who: Somebody, class_: str = "B") -> None:
    """Answered so, and rated: open until it is solved."""
    await scene.hall.answer(who, await scene.case(), class_)
    await scene.hall.rate(scene.resident, await scene.case(), "satisfied", "basic")
    assert (await scene.case()).state is State.WATCHED


@pytest.fixture
async def scene(hall: Hall) -> Scene:
    return await Scene(hall).begin()


@pytest.mark.parametrize("class_", ["B", "C"])
async def test_the_day_is_asked_about_when_it_comes_and_once(both_halls: Hall, class_: str) -> None:
    """Answered on the 1st of December: 30 days on is Thursday the 31st. A working day later the officer hears."""
    hall = both_halls
    scene = await Scene(hall).begin()
    await watched(scene, scene.mine, class_)
    case = await scene.case()
    assert (case.promised, case.waits_for) == (date(2026, 12, 31), "representative")
    assert "12月31日" in await hall.words_for(scene.resident)
    mine, officer = scene.mine.id, scene.officer.id
    assert [item async for item in days(hall, 31)] == [("12-31 09", [(mine, "due.promise")])]
    asked = [message for message in await hall.heard(scene.mine) if "说好的日子" in message.text]
    assert len(asked) == 1
    assert {"正式答复", "另定日期"} <= {button.label for row in asked[0].buttons for button in row}
    late = [heard async for _, heard in days(hall, 14)]
    assert late == [[(mine, "due.overdue"), (officer, "due.overdue")]]


@pytest.mark.parametrize("class_", ["A", "D"])
async def test_what_is_solved_or_noted_promises_nothing(scene: Scene, class_: str) -> None:
    await scene.hall.answer(scene.mine, await scene.case(), class_)
    assert (await scene.case()).promised is None


async def test_a_department_is_asked_about_its_own_promise_and_answers_once_more(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    await scene.transfer()
    await watched(scene, scene.lead)
    assert (await scene.case()).waits_for == "department"
    found = [item async for item in days(hall, 30)]
    assert found == [("12-31 09", [(scene.lead.id, "due.promise")])]
    await hall.heard(scene.resident)
    done = await hall.answer(scene.lead, await scene.case(), "A", words="路灯装好了")
    assert (done.state, done.answers, done.promised) == (State.ANSWERED, 2, None)
    assert "路灯装好了" in await hall.words_for(scene.resident)
    await hall.rate(scene.resident, done, "satisfied", "satisfied")
    assert (await scene.case()).state is State.CLOSED


async def test_another_day_is_chosen_before_the_answer_goes(scene: Scene) -> None:
    hall, day = scene.hall, offers(scene.hall.now.date(), PUBLISHED)[0]
    press = await scene.press()
    await hall.do(scene.mine, answering.choose_class, answering.ChooseClass(**press.model_dump() | {"value": "B"}))
    choose = promising.Day(case_id=scene.id, version=1, value=f"{day:%Y%m%d}")
    await hall.do(scene.mine, promising.choose, choose)
    await hall.do(scene.mine, answering.propose_answer, Say(message_id=3, words="正在办"))
    await hall.do(scene.mine, answering.confirm, press)
    assert (await scene.case()).promised == day


@pytest.mark.parametrize(
    ("value", "toast"),
    [("20261201", "button.unknown"), ("20991231", "button.unknown"), ("20261331", "button.unknown")],
)
async def test_a_forged_day_is_none(scene: Scene, value: str, toast: str) -> None:
    press = await scene.press()
    await scene.hall.do(
        scene.mine, answering.choose_class, answering.ChooseClass(**press.model_dump() | {"value": "B"})
    )
    choose = promising.Day(case_id=scene.id, version=1, value=value)
    assert (await scene.hall.do(scene.mine, promising.choose, choose)).toast == toast


async def test_a_day_without_a_question_is_none(scene: Scene) -> None:
    choose = promising.Day(case_id=scene.id, version=1, value="20270104")
    assert (await scene.hall.do(scene.mine, promising.choose, choose)).toast == "desk.gone"


async def test_it_can_be_put_off_with_a_reason_and_is_asked_about_again(scene: Scene) -> None:
    hall = scene.hall
    await watched(scene, scene.mine)
    await hall.heard(scene.resident)
    assert [when async for when, _ in days(hall, 30)] == ["12-31 09"]
    await hall.do(scene.mine, promising.ask, await scene.press())
    await hall.do(scene.mine, promising.postpone, Say(message_id=5, words="要等新车到位"))
    case = await scene.case()
    assert (case.state, case.promised) == (State.WATCHED, usual(hall.now.date(), PUBLISHED))
    told = await hall.words_for(scene.resident)
    assert "要等新车到位" in told
    assert "还没解决" in told
    with pytest.raises(RefusedError):
        await hall.do(scene.mine, promising.postpone, Say(message_id=6, words="再说一遍"))
    found = [kind async for _, heard in days(hall, 32) for _, kind in heard]
    assert found[0] == "due.promise"
    history = await hall.job(lambda tx: events.of(tx, "suggestion", scene.id))
    assert [row["kind"] for row in history].count("postpone") == 1


async def test_only_who_sees_to_it_puts_it_off(scene: Scene) -> None:
    await watched(scene, scene.mine)
    for who in (scene.resident, scene.lead, scene.other):
        with pytest.raises(RefusedError, match="not_yours"):
            await scene.hall.do(who, promising.ask, await scene.press())
    stale = handling.Press(case_id=scene.id, version=1)
    assert (await scene.hall.do(scene.mine, promising.ask, stale)).toast == "button.stale"


async def test_the_watch_list_shows_days_and_the_late_ones_first(scene: Scene) -> None:
    hall = scene.hall
    await watched(scene, scene.mine)
    late = scene.id
    hall.later(days=20)
    scene.id = (await hall.submit(scene.resident, link="r_" + await code(hall, scene.mine))).id
    await watched(scene, scene.mine, "C")
    hall.later(days=14)
    desk = await hall.do(scene.mine, desks.desk, desks.Desk(view="waiting"))
    cases = desk.told[0].facts["cases"]
    assert [(case.id, case.overdue(hall.now.date())) for case in cases] == [(late, True), (scene.id, False)]
    assert Action.POSTPONE in (
        (await hall.do(scene.mine, handling.show, handling.Show(case_id=late))).told[0].facts["sheet"].actions
    )


async def code(hall: Hall, who: Somebody) -> str:
    row = await hall.job(
        lambda tx: tx.connection.execute(f"SELECT code FROM persons WHERE id = {who.id}").fetchone()  # noqa: S608
    )
    return str(row["code"])


@pytest.mark.parametrize("workdays", [PUBLISHED, Workdays(frozenset({date(2026, 12, 15), date(2026, 12, 31)}))])
@pytest.mark.parametrize("today", [date(2026, 12, 1), date(2026, 9, 1), date(2027, 1, 29)])
def test_promises_are_for_working_days(today: date, workdays: Workdays) -> None:
    found = offers(today, workdays)
    assert all(workdays.is_workday(day) for day in found)
    assert usual(today, workdays) in found
    assert found == sorted(found)
