"""A case on its way to departments and back: who holds it, who hears of it, by when, and what nobody else sees."""

from datetime import date

import pytest

from domain.departments import PartState
from domain.life import Hearer, row
from domain.messages import File
from domain.people import Role, Standing
from domain.suggestions import Action, State
from services.commands import RefusedError
from services.suggestions import answering, departing, desks, following, handling, noting, transferring
from services.suggestions.saying import Say
from storage import events, people, relays
from tests.support.hall import HOME, Hall, Somebody
from tests.support.scene import ELSEWHERE, HELP, LEAD, Scene


@pytest.fixture
async def scene(hall: Hall) -> Scene:
    return await Scene(hall).begin()


async def test_the_fitting_departments_come_first(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    outcome = await hall.do(scene.mine, transferring.ask, transferring.Page(case_id=scene.id))
    found = outcome.told[0].facts["departments"]
    assert [(d.name, d.fits, d.is_here) for d in found[:1]] == [("张店区综合行政执法局", True, True)]
    assert not any(d.fits for d in found[1:])
    assert all(d.name.startswith("张店") for d in found), "no department of another district"


async def test_a_case_goes_to_a_department_and_its_answer_is_rated(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    await scene.transfer(words="请尽快")
    case = await scene.case()
    assert (case.state, case.lead, case.department_due) == (
        State.TRANSFERRED,
        "张店区综合行政执法局",
        date(2026, 12, 8),
    )
    assert (case.waits_for, case.first_word_at) == ("department", hall.now)
    told = await hall.words_for(scene.resident)
    assert "综合行政执法局" in told
    assert "请尽快" not in told
    news = await hall.words_for(scene.lead)
    assert "路灯" in news
    assert "请尽快" in news
    await hall.do(scene.lead, departing.accept, await scene.press())
    assert (await scene.case()).state is State.UNDERWAY
    photo = File(kind="photo", file_id="LIT", message_id=9)
    press = await scene.press()
    await hall.do(scene.lead, answering.choose_class, answering.ChooseClass(**press.model_dump() | {"value": "A"}))
    await hall.do(scene.lead, answering.propose_answer, Say(message_id=9, words="灯换好了", files=(photo,)))
    await hall.do(scene.lead, answering.confirm, press)
    case = await scene.case()
    assert (case.state, case.answers, case.number) == (State.ANSWERED, 1, case.number)
    answer = await hall.heard(scene.resident)
    assert any(file.file_id == "LIT" for message in answer for file in message.files)
    assert any("综合行政执法局" in message.text for message in answer)
    assert "灯换好了" in await hall.words_for(scene.mine)
    await hall.rate(scene.resident, case, "satisfied", "satisfied")
    assert (await scene.case()).state is State.CLOSED
    assert "满意" in await hall.words_for(scene.lead)
    history = await hall.job(lambda tx: events.of(tx, "suggestion", scene.id))
    assert [(row["kind"], row["role"]) for row in history][2:] == [
        ("transfer", "representative"), ("accept", "department_officer"), ("answer", "department_officer"),
        ("rate", "resident"),
    ]  # fmt: skip


async def test_a_wrong_address_comes_back_to_who_passed_it_on(scene: Scene) -> None:
    hall = scene.hall
    await scene.transfer(scene.officer, HELP)
    for who in (scene.mine, scene.officer, scene.resident, scene.help):
        await hall.heard(who)
    await scene.give_back(scene.lead, "归市政")
    case = await scene.case()
    assert (case.state, case.lead_id, case.step_due) == (State.RETURNED, None, date(2026, 12, 3))
    assert await scene.states() == [(True, PartState.RETURNED), (False, PartState.ENDED)]
    assert "归市政" in await hall.words_for(scene.officer)
    assert "归市政" in await hall.words_for(scene.mine)
    own = await hall.words_for(scene.resident)
    assert case.number in own
    assert "归市政" not in own
    assert case.number in await hall.words_for(scene.help)
    for who in (scene.lead, scene.help):
        with pytest.raises(RefusedError):
            await hall.do(who, handling.show, handling.Show(case_id=scene.id))
    await scene.transfer(scene.mine)
    assert (await scene.case()).state is State.TRANSFERRED


@pytest.mark.parametrize(("days", "works"), [(0, True), (1, True), (2, True), (3, False)])
async def test_it_can_be_given_back_within_two_working_days(scene: Scene, days: int, works: bool) -> None:
    """Passed on on Tuesday: until Thursday, and not on Friday morning."""
    await scene.transfer()
    scene.hall.later(days=days)
    if works:
        await scene.give_back(scene.lead)
        assert (await scene.case()).state is State.RETURNED
        return
    with pytest.raises(RefusedError, match="too_late"):
        await scene.give_back(scene.lead)
    outcome = await scene.hall.do(scene.lead, handling.show, handling.Show(case_id=scene.id))
    assert Action.RETURN not in outcome.told[0].facts["sheet"].actions


async def test_what_was_accepted_is_not_given_back(scene: Scene) -> None:
    await scene.transfer()
    await scene.hall.do(scene.lead, departing.ask_return, await scene.press())
    await scene.hall.do(scene.lead, departing.accept, await scene.press())
    with pytest.raises(RefusedError):
        await scene.hall.do(scene.lead, departing.give_back, Say(message_id=5, words="晚了"))
    assert (await scene.case()).state is State.UNDERWAY


async def test_a_second_press_changes_nothing(scene: Scene) -> None:
    hall = scene.hall
    await scene.transfer()
    again = await hall.do(scene.mine, transferring.send, handling.Press(case_id=scene.id, version=1))
    assert again.toast == "button.stale"
    old = await scene.press()
    await hall.do(scene.lead, departing.accept, old)
    assert (await hall.do(scene.lead, departing.accept, old)).toast == "button.stale"
    history = await hall.job(lambda tx: events.of(tx, "suggestion", scene.id))
    assert [row["kind"] for row in history].count("transfer") == 1
    assert [row["kind"] for row in history].count("accept") == 1


async def test_a_choice_that_was_lost_is_asked_for_anew(scene: Scene) -> None:
    """Another conversation came between: the press finds no lead and shows the departments."""
    hall = scene.hall
    outcome = await hall.do(scene.mine, transferring.toggle, await scene.pick(HELP))
    assert [told.kind for told in outcome.told] == ["case.departments"]
    outcome = await hall.do(scene.mine, transferring.send, await scene.press())
    assert outcome.toast == "transfer.gone"
    assert (await scene.case()).state is State.ASSIGNED


async def test_only_a_department_of_the_place_that_somebody_sees_to(scene: Scene) -> None:
    hall = scene.hall
    assert (await hall.do(scene.mine, transferring.choose_lead, await scene.pick(ELSEWHERE))).toast == "transfer.gone"
    nobody = await hall.do(scene.mine, transferring.choose_lead, await scene.pick("zd-jiaoyu"))
    assert (nobody.toast, nobody.alert) == ("transfer.nobody_there", True)
    assert (await scene.case()).state is State.ASSIGNED


async def test_supporting_departments_help_and_never_speak_to_the_resident(scene: Scene) -> None:
    hall = scene.hall
    await scene.transfer(None, HELP)
    await hall.do(scene.help, departing.accept, await scene.press())
    assert (await scene.case()).state is State.TRANSFERRED, "the lead has not said a word yet"
    for who in (scene.resident, scene.lead, scene.mine, scene.help):
        await hall.heard(who)
    said = handling.Reply(case_id=scene.id, message_id=8, words="线路我们查过了")
    await hall.do(scene.help, following.reply, said)
    assert await hall.heard(scene.resident) == []
    assert "线路我们查过了" in await hall.words_for(scene.lead)
    assert "线路我们查过了" in await hall.words_for(scene.mine)
    with pytest.raises(RefusedError):
        await hall.do(scene.help, answering.ask_class, await scene.press())
    with pytest.raises(RefusedError):
        await hall.do(scene.help, handling.ask_words, await scene.press())
    own = await hall.do(scene.resident, following.show, handling.Show(case_id=scene.id))
    assert all(said.kind != "note" for said in own.told[0].facts["sheet"].said)
    assert "线路" not in await hall.words_for(scene.resident)


async def test_a_supporting_department_may_leave_and_the_lead_goes_on(scene: Scene) -> None:
    await scene.transfer(None, HELP)
    await scene.give_back(scene.help, "没有管线")
    assert await scene.states() == [(True, PartState.OFFERED), (False, PartState.RETURNED)]
    assert (await scene.case()).state is State.TRANSFERRED
    assert "没有管线" in await scene.hall.words_for(scene.lead)


async def test_a_case_taken_back_waits_for_its_representative_again(scene: Scene) -> None:
    hall = scene.hall
    await scene.transfer(None, HELP)
    await hall.do(scene.lead, departing.accept, await scene.press())
    await hall.do(scene.mine, transferring.recall, await scene.press())
    case = await scene.case()
    assert (case.state, case.waits_for, case.due) == (State.RETURNED, "representative", date(2026, 12, 3))
    for who in (scene.lead, scene.help, scene.resident):
        assert "收回" in await hall.words_for(who)
    with pytest.raises(RefusedError, match="not_yours"):
        await hall.do(scene.lead, answering.ask_class, await scene.press())
    assert (await hall.answer(scene.mine, case)).state is State.ANSWERED


async def test_an_unsatisfied_resident_brings_it_back_to_the_representative(scene: Scene) -> None:
    hall = scene.hall
    await scene.transfer()
    await hall.answer(scene.lead, await scene.case())
    await hall.rate(scene.resident, await scene.case(), "basic", "unsatisfied")
    case = await scene.case()
    assert (case.state, case.waits_for) == (State.SECOND, "representative")
    await scene.transfer()
    assert (await scene.case()).state is State.TRANSFERRED
    assert (await scene.states())[-1] == (True, PartState.OFFERED)
    await hall.answer(scene.lead, await scene.case())
    await hall.rate(scene.resident, await scene.case(), "basic", "unsatisfied")
    assert (await scene.case()).state is State.CLOSED, "there is one second handling"


@pytest.mark.parametrize("anonymous", [True, False])
async def test_a_department_never_learns_who_the_resident_is(hall: Hall, anonymous: bool) -> None:
    """Nor from a document, whose name may tell it; photos arrive."""
    scene = await Scene(hall).begin(anonymous=anonymous)
    await scene.transfer(None, HELP)
    paper = File(kind="document", file_id="DEED", name="欧阳慧敏-房产证.pdf", message_id=7)
    photo = File(kind="photo", file_id="DARK", message_id=8)
    for file in (paper, photo):
        said = handling.Reply(case_id=scene.id, message_id=file.message_id or 0, words="补一句", files=(file,))
        await hall.do(scene.resident, following.reply, said)
    for who in (scene.lead, scene.help):
        await hall.do(who, departing.accept, await scene.press())
        await hall.do(who, handling.show, handling.Show(case_id=scene.id))
        await hall.do(who, desks.desk, desks.Desk())
    await hall.answer(scene.lead, await scene.case())
    await hall.rate(scene.resident, await scene.case(), "basic", "unsatisfied")
    for who in (scene.lead, scene.help):
        query = f"SELECT body FROM outbox WHERE address = '{who.at.address}'"  # noqa: S608
        rows = await hall.job(lambda tx, query=query: tx.connection.execute(query).fetchall())
        told = "\n".join(row["body"] for row in rows)
        assert "DARK" in told
        assert [secret for secret in ("欧阳", "DEED", scene.resident.at.address) if secret in told] == []


async def test_nobody_handles_the_own_case(scene: Scene) -> None:
    hall = scene.hall
    scene.id = (await hall.submit(scene.lead, link=f"s_{HOME}")).id
    alone = await hall.do(scene.officer, transferring.choose_lead, await scene.pick(LEAD))
    assert alone.toast == "transfer.nobody_there"
    colleague = await hall.resident("同事")
    unit, id_ = 1, int((await scene.pick(LEAD)).value)
    office = Standing(Role.DEPARTMENT_OFFICER, unit, department_id=id_)
    await hall.job(lambda tx: people.grant(tx, colleague.id, office, hall.now.date()))
    await scene.transfer(scene.officer)
    with pytest.raises(RefusedError, match="not_yours"):
        await hall.do(scene.lead, departing.accept, await scene.press())
    await hall.do(colleague, departing.accept, await scene.press())


async def test_the_desk_of_a_department(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()

    async def shown(who: Somebody, view: str) -> list[int]:
        command = desks.Desk.model_validate({"view": view})
        outcome = await hall.do(who, desks.desk, command)
        return [case.id for case in outcome.told[0].facts["cases"]]

    assert await shown(scene.lead, "open") == []
    await scene.transfer()
    assert await shown(scene.lead, "open") == [scene.id]
    assert await shown(scene.mine, "open") == []
    assert await shown(scene.mine, "waiting") == [scene.id]
    assert await shown(scene.help, "open") == []
    await hall.answer(scene.lead, await scene.case())
    assert await shown(scene.lead, "open") == []
    assert await shown(scene.lead, "waiting") == [scene.id]
    await hall.rate(scene.resident, await scene.case(), "satisfied", "satisfied")
    assert await shown(scene.lead, "closed") == [scene.id]


async def test_a_reply_to_an_internal_word_stays_internal(scene: Scene) -> None:
    """Also for a representative, whose replies otherwise go to the resident."""
    hall = scene.hall
    await scene.transfer()
    await hall.do(scene.lead, noting.ask, await scene.press())
    await hall.do(scene.lead, noting.write, Say(message_id=31, words="请问是哪根灯杆"))
    await hall.heard(scene.resident)
    sent = await hall.job(
        lambda tx: tx.connection.execute(
            f"SELECT case_message_id FROM outbox WHERE address = '{scene.mine.at.address}' ORDER BY id DESC"  # noqa: S608
        ).fetchone()
    )

    await hall.job(lambda tx: relays.bind(tx, scene.mine.at, 77, scene.id, sent["case_message_id"]))
    reply = handling.Reply(case_id=scene.id, message_id=78, words="东头第三根", replied_to=77)
    await hall.do(scene.mine, following.reply, reply)
    assert await hall.heard(scene.resident) == []
    assert "东头第三根" in await hall.words_for(scene.lead)
    await hall.do(scene.mine, following.reply, reply.model_copy(update={"replied_to": 0, "message_id": 79}))
    assert "东头第三根" in await hall.words_for(scene.resident)


@pytest.mark.parametrize("action", [Action.TRANSFER, Action.ACCEPT, Action.RETURN, Action.RECALL, Action.NOTE])
async def test_who_hears_is_whom_the_table_names(scene: Scene, action: Action) -> None:
    hall = scene.hall
    who = {Hearer.AUTHOR: scene.resident, Hearer.HOLDERS: scene.mine, Hearer.SENDER: scene.officer,
           Hearer.LEAD: scene.lead, Hearer.SUPPORTING: scene.help}  # fmt: skip
    if action is not Action.TRANSFER:
        await scene.transfer(scene.officer, HELP)
    before = await scene.case()
    if action is Action.TRANSFER:
        doer, outcome = scene.officer, await scene.transfer(scene.officer, HELP)
    elif action is Action.ACCEPT:
        doer, outcome = scene.lead, await hall.do(scene.lead, departing.accept, await scene.press())
    elif action is Action.RETURN:
        doer, outcome = scene.lead, await scene.give_back(scene.lead)
    elif action is Action.RECALL:
        doer, outcome = scene.officer, await hall.do(scene.officer, transferring.recall, await scene.press())
    else:
        await hall.do(scene.lead, noting.ask, await scene.press())
        doer, outcome = scene.lead, await hall.do(scene.lead, noting.write, Say(message_id=3, words="问一句"))
    role = Role.OFFICER if doer is scene.officer else Role.DEPARTMENT_OFFICER
    found = row(action, before.state, role)
    assert found is not None
    named = {who[hearer].id for hearer in found.hears}
    assert {told.to for told in outcome.told} - {doer.id} == named - {doer.id}


async def test_holidays_stop_the_departments_clock(hall: Hall) -> None:
    """Thursday the 12th of February: Friday, the Saturday that is worked, and then the 24th, 25th and 26th."""
    hall.now = hall.now.replace(month=2, day=12)
    scene = await Scene(hall).begin()
    await scene.transfer()
    assert (await scene.case()).department_due == date(2026, 2, 26)
