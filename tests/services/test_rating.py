"""What a rating leads to, and what silence leads to: never to satisfaction."""

from datetime import date

import pytest

from domain.people import Role
from domain.suggestions import Ending, Rating, State, Suggestion
from services.commands import RefusedError
from services.suggestions import following
from services.suggestions.due import due
from services.suggestions.saying import Say
from storage import suggestions
from tests.support.hall import HOME, Hall, Somebody, seat


async def answered(hall: Hall, class_: str = "A") -> tuple[Somebody, Somebody, Suggestion]:
    """A resident, the officer who stands in for the representative, and an answered case."""
    resident, officer = await hall.resident(), await hall.seated(seat(Role.OFFICER, HOME))
    case = await hall.submit(resident)
    return resident, officer, await hall.answer(officer, case, class_)


@pytest.mark.parametrize(
    ("class_", "result", "state", "ending"),
    [
        ("A", "satisfied", State.CLOSED, Ending.SATISFIED),
        ("A", "basic", State.CLOSED, Ending.BASIC),
        ("A", "unsatisfied", State.SECOND, None),
        ("B", "satisfied", State.WATCHED, None),
        ("C", "basic", State.WATCHED, None),
        ("C", "unsatisfied", State.SECOND, None),
        ("A", "missed", State.SECOND, None),
        ("B", "missed", State.SECOND, None),
        ("D", "satisfied", State.CLOSED, Ending.SATISFIED),
    ],
)
async def test_where_a_first_rating_leads(
    hall: Hall, class_: str, result: str, state: State, ending: Ending | None
) -> None:
    resident, _, case = await answered(hall, class_)
    await hall.rate(resident, case, "satisfied", result)
    rated = await hall.case(case.id)
    assert (rated.state, rated.outcome, rated.result_rating) == (state, ending, result)


async def test_unsatisfied_starts_one_second_handling_and_only_one(both_halls: Hall) -> None:
    hall = both_halls
    resident, officer, case = await answered(hall)
    await hall.rate(resident, case, "basic", "unsatisfied")
    second = await hall.case(case.id)
    assert (second.state, second.due) == (State.SECOND, date(2026, 12, 16))
    again = await hall.answer(officer, second)
    assert (again.state, again.answers, again.result_rating, again.process_rating) == (State.ANSWERED, 2, None, None)
    await hall.rate(resident, case, "unsatisfied", "unsatisfied")
    done = await hall.case(case.id)
    assert (done.state, done.outcome) == (State.CLOSED, Ending.UNSATISFIED)


async def test_b_stays_open_until_it_is_solved_and_is_then_rated_again(hall: Hall) -> None:
    resident, officer, case = await answered(hall, "B")
    await hall.rate(resident, case, "satisfied", "satisfied")
    watched = await hall.case(case.id)
    assert watched.is_open
    hall.later(days=200)
    assert await hall.tick(due) == [(officer.id, "due.promise")], "the promised day has come, and is asked about"
    assert await hall.tick(due) == [(officer.id, "due.overdue")], "and has long been over"
    assert await hall.tick(due) == [], "each once"
    solved = await hall.answer(officer, watched, "A")
    assert solved.state is State.ANSWERED
    await hall.rate(resident, case, "satisfied", "satisfied")
    assert (await hall.case(case.id)).state is State.CLOSED


async def test_both_halves_are_given_the_process_first(hall: Hall) -> None:
    resident, _, case = await answered(hall)
    rate = following.Rate(case_id=case.id, version=case.version, value="satisfied")
    outcome = await hall.do(resident, following.rate_result, rate)
    assert [told.kind for told in outcome.told] == ["rate.process"]
    assert (await hall.case(case.id)).state is State.ANSWERED


async def test_a_rating_is_given_once(hall: Hall) -> None:
    resident, _, case = await answered(hall)
    await hall.rate(resident, case, "satisfied", "satisfied")
    rate = following.Rate(case_id=case.id, version=1, value="unsatisfied")
    with pytest.raises(RefusedError):
        await hall.do(resident, following.rate_result, rate)
    assert (await hall.case(case.id)).result_rating == "satisfied"


async def test_staff_never_rates(hall: Hall) -> None:
    _, officer, case = await answered(hall)
    rate = following.Rate(case_id=case.id, version=case.version, value="satisfied")
    for use_case in (following.rate_process, following.rate_result):
        with pytest.raises(RefusedError):
            await hall.do(officer, use_case, rate)


async def test_why_is_kept_in_the_residents_words_and_reaches_the_holder(hall: Hall) -> None:
    resident, officer, case = await answered(hall)
    await hall.rate(resident, case, "basic", "unsatisfied")
    await hall.heard(officer)
    await hall.do(resident, following.comment, Say(message_id=9, words="灯还是不亮"))
    assert "灯还是不亮" in await hall.words_for(officer)
    said = await hall.job(lambda tx: suggestions.said(tx, case.id))
    assert ("comment", "灯还是不亮") in [(one.kind, one.words) for one in said]


async def test_silence_is_reminded_once_at_day_seven(both_halls: Hall) -> None:
    hall = both_halls
    resident, _, case = await answered(hall)
    for days in (6.9, 0.05):
        hall.later(days=days)
        assert [told for told in await hall.tick(due) if told[0] == resident.id] == []
    hall.later(days=0.06)
    assert (resident.id, "rate.reminder") in await hall.tick(due)
    for days in (0.01, 1, 5):
        hall.later(days=days)
        assert [told for told in await hall.tick(due) if told[0] == resident.id] == []
    assert (await hall.case(case.id)).state is State.ANSWERED


@pytest.mark.parametrize(
    ("class_", "state"), [("A", State.CLOSED), ("D", State.CLOSED), ("B", State.WATCHED), ("C", State.WATCHED)]
)
async def test_silence_for_fourteen_days_ends_as_not_rated(hall: Hall, class_: str, state: State) -> None:
    resident, _, case = await answered(hall, class_)
    hall.later(days=14)
    assert (resident.id, "rate.lapsed") in await hall.tick(due)
    lapsed = await hall.case(case.id)
    assert (lapsed.state, lapsed.result_rating, lapsed.process_rating) == (state, None, None)
    assert lapsed.outcome is (Ending.NOT_RATED if state is State.CLOSED else None)
    hall.later(days=1)
    assert await hall.tick(due) == [], "told once"


async def test_half_a_rating_is_no_rating(hall: Hall) -> None:
    resident, _, case = await answered(hall)
    rate = following.RateProcess(case_id=case.id, version=case.version, value=Rating.SATISFIED)
    await hall.do(resident, following.rate_process, rate)
    hall.later(days=14)
    await hall.tick(due)
    assert (await hall.case(case.id)).outcome is Ending.NOT_RATED


async def test_the_second_answer_has_a_clock_of_its_own(hall: Hall) -> None:
    resident, officer, case = await answered(hall)
    hall.later(days=8)
    await hall.tick(due)
    await hall.rate(resident, case, "basic", "unsatisfied")
    await hall.answer(officer, case)
    hall.later(days=7.01)
    assert (resident.id, "rate.reminder") in await hall.tick(due), "reminded again, for the new answer"
    hall.later(days=7)
    await hall.tick(due)
    assert (await hall.case(case.id)).outcome is Ending.NOT_RATED
