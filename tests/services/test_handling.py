"""The desk at work: first words, answers, old cards, giving away, and who stands in for whom."""

import pytest

from domain.messages import File
from domain.people import Role
from domain.suggestions import State, Suggestion
from locales import Text
from services.commands import RefusedError
from services.suggestions import answering, assigning, desks, following, handling, transcribing
from services.suggestions.saying import Say
from storage import events, relays, suggestions
from storage.tx import TooLateError
from tests.support.city import seats
from tests.support.hall import HOME, Hall, Somebody, seat

ZH = Text("zh")


async def assigned(hall: Hall) -> tuple[Somebody, Somebody, Suggestion]:
    """A resident, the representative who got the case, and the case."""
    both = [await hall.seated(ref) for ref in seats(HOME)]
    resident = await hall.resident()
    case = await hall.submit(resident)
    return resident, next(one for one in both if one.id == case.representative_id), case


def press(case: Suggestion) -> handling.Press:
    return handling.Press(case_id=case.id, version=case.version)


def reply(case: Suggestion, words: str, **more: object) -> handling.Reply:
    return handling.Reply.model_validate({"case_id": case.id, "message_id": 40, "words": words, **more})


async def test_the_first_word_stops_the_clock_and_later_ones_change_no_state(both_halls: Hall) -> None:
    hall = both_halls
    resident, mine, case = await assigned(hall)
    await hall.do(mine, following.reply, reply(case, "看到了"))
    first = await hall.case(case.id)
    assert (first.state, first.first_word_at, first.due) == (State.HANDLING, hall.now, None)
    hall.later(hours=3)
    await hall.do(mine, following.reply, reply(case, "还在看"))
    assert (await hall.case(case.id)).first_word_at == first.first_word_at
    words = await hall.words_for(resident)
    assert "看到了" in words
    assert "还在看" in words


async def test_an_officer_answers_for_a_representative_without_an_account(both_halls: Hall) -> None:
    """Recorded as on behalf, and told so to the resident."""
    hall = both_halls
    officer, resident = await hall.seated(seat(Role.OFFICER, HOME)), await hall.resident()
    case = await hall.submit(resident)
    answered = await hall.answer(officer, case)
    assert (answered.state, answered.answers, answered.representative_id) == (
        State.ANSWERED, 1, case.representative_id,
    )  # fmt: skip
    history = await hall.job(lambda tx: events.of(tx, "suggestion", case.id))
    [row] = [row for row in history if row["kind"] == "answer"]
    assert (row["actor_id"], row["role"], row["on_behalf_of"]) == (officer.id, "officer", case.representative_id)
    answer = next(message.text for message in await hall.heard(resident) if "已经修好" in message.text)
    assert str(case.representative) in answer
    assert ZH("who.behalf", name=case.representative) in answer


async def test_an_answer_is_shown_before_it_goes_and_goes_once(hall: Hall) -> None:
    resident, mine, case = await assigned(hall)
    await hall.heard(resident)
    await hall.do(mine, answering.choose_class, answering.ChooseClass(case_id=case.id, version=1, value="B"))
    await hall.do(mine, answering.propose_answer, Say(message_id=3, words="正在办"))
    assert await hall.heard(resident) == [], "nothing goes before it was confirmed"
    await hall.do(mine, answering.change_proposal, Say(message_id=4, words="下周三前修好"))
    await hall.do(mine, answering.confirm, press(case))
    again = await hall.do(mine, answering.confirm, press(case))
    assert again.toast == "desk.gone"
    done = await hall.case(case.id)
    assert (done.answers, done.answer_class) == (1, "B")
    told = await hall.words_for(resident)
    assert "下周三前修好" in told
    assert "正在办" not in told


async def test_a_press_on_an_old_card_does_nothing_and_shows_the_new_one(hall: Hall) -> None:
    _, mine, case = await assigned(hall)
    await hall.do(mine, following.reply, reply(case, "看到了"))
    outcome = await hall.do(mine, answering.choose_class, answering.ChooseClass(case_id=case.id, version=1, value="A"))
    assert outcome.toast == "button.stale"
    assert [told.kind for told in outcome.told] == ["case.card"]
    assert outcome.told[0].facts["sheet"].case.version == 2


async def test_a_press_that_only_asks_on_shows_the_case_as_it_is_now(hall: Hall) -> None:
    _, mine, case = await assigned(hall)
    await hall.do(mine, following.reply, reply(case, "看到了"))
    outcome = await hall.do(mine, answering.ask_class, press(case))
    assert outcome.toast is None
    assert outcome.told[0].facts["sheet"].case.version == 2


async def test_two_who_decide_at_once_do_not_overwrite_each_other(hall: Hall) -> None:
    _, _, case = await assigned(hall)
    await hall.job(lambda tx: suggestions.change(tx, case, hall.now, state=State.HANDLING))
    with pytest.raises(TooLateError):
        await hall.job(lambda tx: suggestions.change(tx, case, hall.now, state=State.WITHDRAWN))
    assert (await hall.case(case.id)).state is State.HANDLING


async def test_a_case_given_away_changes_hands_and_the_resident_hears_it(hall: Hall) -> None:
    both = [await hall.seated(ref) for ref in seats(HOME)]
    resident = await hall.resident()
    case = await hall.submit(resident)
    other = next(one for one in both if one.id != case.representative_id)
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    await hall.heard(resident)
    await hall.do(officer, assigning.assign, handling.Pick(case_id=case.id, version=1, value=str(other.id)))
    changed = await hall.case(case.id)
    assert (changed.representative_id, changed.state) == (other.id, State.ASSIGNED)
    assert str(changed.representative) in await hall.words_for(resident)
    assert "路灯" in await hall.words_for(other)


async def test_the_original_wording_is_never_altered(hall: Hall) -> None:
    resident, mine, case = await assigned(hall)
    for words in ("补充一", "补充二"):
        await hall.do(resident, following.reply, reply(case, words))
    await hall.do(mine, transcribing.ask_transcript, press(case))
    await hall.do(mine, transcribing.transcribe, Say(message_id=9, words="写下来的"))
    said = await hall.job(lambda tx: suggestions.said(tx, case.id))
    assert [(one.kind, one.words) for one in said] == [
        ("original", "共青团西路路灯全黑"), ("message", "补充一"), ("message", "补充二"), ("transcript", "写下来的"),
    ]  # fmt: skip


async def test_an_album_in_a_reply_goes_out_whole(hall: Hall) -> None:
    resident, mine, case = await assigned(hall)
    await hall.heard(mine)
    parts = [File(kind="photo", file_id=f"P{n}", album="A1", message_id=50 + n) for n in range(3)]
    await hall.do(resident, following.reply, reply(case, "三张", files=(parts[0],)))
    for n, part in enumerate(parts[1:], start=51):
        await hall.do(resident, following.continue_album, Say(message_id=n, files=(part,)))
    sent = [file.file_id for message in await hall.heard(mine) for file in message.files]
    assert sent == ["P0", "P1", "P2"]


async def test_own_messages_find_their_case_too(hall: Hall) -> None:
    resident, _, case = await assigned(hall)
    await hall.do(resident, following.reply, reply(case, "补充"))
    assert await hall.job(lambda tx: relays.case_of(tx, resident.at, 40)) == case.id


async def test_withdrawing_is_done_once_and_tells_the_holder(hall: Hall) -> None:
    resident, mine, case = await assigned(hall)
    await hall.heard(mine)
    await hall.do(resident, following.withdraw, press(case))
    again = await hall.do(resident, following.withdraw, press(case))
    assert again.toast == "button.done_already"
    assert len(await hall.heard(mine)) == 1
    done = await hall.case(case.id)
    assert (done.state, done.outcome) == (State.WITHDRAWN, "withdrawn")
    with pytest.raises(RefusedError):
        await hall.do(mine, following.reply, reply(case, "晚了"))


async def test_the_desk_shows_overdue_cases_first(both_halls: Hall) -> None:
    hall = both_halls
    resident = await hall.resident()
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    first = await hall.submit(resident)
    hall.later(days=2)
    second = await hall.submit(resident)
    await hall.do(officer, following.reply, reply(first, "在办"))
    hall.later(days=5)
    third = await hall.submit(resident)
    hall.later(days=1)
    desk = await hall.do(officer, desks.desk, desks.Desk())
    assert [case.id for case in desk.told[0].facts["cases"]] == [second.id, third.id, first.id]
    assert [case.overdue(hall.now.date()) for case in desk.told[0].facts["cases"]] == [True, False, False]


async def test_pages_of_the_desk_hold_every_case_once(hall: Hall) -> None:
    resident, officer = await hall.resident(), await hall.seated(seat(Role.OFFICER, HOME))
    made = {(await hall.submit(resident)).id for _ in range(desks.PAGE * 2 + 1)}
    shown: list[int] = []
    for page, more in ((0, True), (1, True), (2, False)):
        facts = (await hall.do(officer, desks.desk, desks.Desk(page=page))).told[0].facts
        assert facts["more"] is more
        shown += [case.id for case in facts["cases"]]
    assert (len(shown), set(shown)) == (len(made), made)
