"""Four weeks after an answer: is it really fixed? Asked once, answered by the author alone; silence says nothing."""

from datetime import date
from typing import Any

import pytest

from domain.messages import File
from domain.outcomes import Fixed, Judgement
from domain.people import Role
from domain.suggestions import AnswerClass, Ending, Rating, State, Suggestion
from domain.telling import Outcome
from services import mydata
from services.commands import RefusedError
from services.suggestions import following, outcomes, supporting
from services.suggestions.due import due
from services.suggestions.handling import Press, Show
from services.suggestions.saying import Say
from storage import events
from storage import outcomes as stored
from storage.tx import micros
from tests.support.hall import HOME, Hall, Somebody, seat
from tests.support.scene import Scene


class Asked:
    """An answered case whose resident has just been asked."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall

    async def begin(self, class_: str = "A", rating: str | None = "satisfied", **given: Any) -> "Asked":
        """Everything up to the question; without a rating the case lapsed."""
        hall = self.hall
        self.officer = await hall.seated(seat(Role.OFFICER, HOME))
        self.resident = await hall.resident()
        self.id = (await hall.submit(self.resident, **given)).id
        await hall.answer(self.officer, await self.case(), class_)
        if rating:
            await hall.rate(self.resident, await self.case(), "satisfied", rating)
        for _ in range(28):
            hall.later(days=1)
            self.told = await hall.tick(due)
        return self

    async def another(self) -> "Asked":
        """A second case of the same two, rated, and not asked about yet."""
        other = Asked(self.hall)
        other.officer, other.resident = self.officer, self.resident
        other.id = (await self.hall.submit(self.resident, "水沟盖板丢了一块")).id
        await self.hall.answer(self.officer, await other.case())
        return other

    async def case(self) -> Suggestion:
        return await self.hall.case(self.id)

    async def judgement(self) -> Judgement | None:
        found: Judgement | None = await self.hall.job(lambda tx: stored.latest(tx, self.id))
        return found

    async def press(self) -> Press:
        return Press(case_id=self.id, version=(await self.case()).version)

    async def say(self, value: str, who: Somebody | None = None, answer: int | None = None) -> Outcome:
        answers = answer or (await self.case()).answers
        said = outcomes.SayFixed(case_id=self.id, version=1, value=Fixed(value), answer=answers)
        return await self.hall.do(who or self.resident, outcomes.say, said)

    async def word(self, words: str = "又不亮了", **more: Any) -> Outcome:
        return await self.hall.do(self.resident, outcomes.word, Say(message_id=8, words=words, **more))


@pytest.fixture
async def asked(hall: Hall) -> Asked:
    return await Asked(hall).begin()


@pytest.mark.parametrize("rating", ["satisfied", "basic", None])
async def test_the_question_comes_four_weeks_after_class_a_rated_or_not(both_halls: Hall, rating: str | None) -> None:
    asked = await Asked(both_halls).begin(rating=rating)
    assert asked.told == [(asked.resident.id, "outcome.question")]
    assert (await asked.case()).state is State.CLOSED
    judgement = await asked.judgement()
    assert judgement is not None
    assert (judgement.rated, judgement.fixed, judgement.waits) == (rating or "not_rated", None, True)
    for _ in range(100):
        both_halls.later(days=1)
        assert await both_halls.tick(due) == [], "asked once"
    again = await asked.judgement()
    assert again == judgement, "and silence is no yes"
    assert (await asked.case()).state is State.CLOSED


@pytest.mark.parametrize(("class_", "comes"), [("A", True), ("B", False), ("C", False), ("D", False)])
async def test_of_first_answers_only_class_a_is_asked_about(hall: Hall, class_: str, comes: bool) -> None:
    asked = await Asked(hall).begin(class_)
    assert ((asked.resident.id, "outcome.question") in asked.told) is comes


@pytest.mark.parametrize("class_", ["A", "B", "C", "D"])
async def test_every_second_answer_is_asked_about(hall: Hall, class_: str) -> None:
    asked = await Asked(hall).begin("B")
    await hall.answer(asked.officer, await asked.case(), class_)
    await hall.rate(asked.resident, await asked.case(), "basic", "basic")
    hall.later(days=27.9)
    assert (asked.resident.id, "outcome.question") not in await hall.tick(due)
    hall.later(days=0.1)
    assert (asked.resident.id, "outcome.question") in await hall.tick(due)


async def test_the_question_goes_with_the_last_answer(hall: Hall) -> None:
    """Not satisfied with the first, so nothing is asked of that one; of the second once, at its own time."""
    officer, resident = await hall.seated(seat(Role.OFFICER, HOME)), await hall.resident()
    case = await hall.submit(resident)
    await hall.answer(officer, case)
    await hall.rate(resident, case, "basic", "unsatisfied")
    hall.later(days=10)
    await hall.answer(officer, case)
    await hall.rate(resident, case, "basic", "basic")
    found = []
    for day in range(11, 80):
        hall.later(days=1)
        found += [(day, kind) for to, kind in await hall.tick(due) if to == resident.id]
    assert found == [(38, "outcome.question")]


async def test_nothing_is_asked_while_it_is_handled_again(hall: Hall) -> None:
    officer, resident = await hall.seated(seat(Role.OFFICER, HOME)), await hall.resident()
    case = await hall.submit(resident)
    await hall.answer(officer, case)
    await hall.rate(resident, case, "basic", "missed")
    hall.later(days=60)
    assert (resident.id, "outcome.question") not in await hall.tick(due)
    judgement = await hall.job(lambda tx: stored.latest(tx, case.id))
    assert (judgement.asked_at, judgement.ask_at) == (None, None)


async def test_a_case_that_was_withdrawn_is_not_asked_about(hall: Hall) -> None:
    officer, resident = await hall.seated(seat(Role.OFFICER, HOME)), await hall.resident()
    case = await hall.answer(officer, await hall.submit(resident))
    await hall.do(resident, following.withdraw, Press(case_id=case.id, version=case.version))
    hall.later(days=60)
    assert await hall.tick(due) == []
    judgement = await hall.job(lambda tx: stored.latest(tx, case.id))
    assert judgement.rated == "not_rated"


async def test_nobody_is_asked_at_night(hall: Hall) -> None:
    officer, resident = await hall.seated(seat(Role.OFFICER, HOME)), await hall.resident()
    hall.later(hours=11.5)  # 21:30
    case = await hall.answer(officer, await hall.submit(resident))
    await hall.rate(resident, case, "satisfied", "satisfied")
    hall.later(days=28, hours=1)
    assert await hall.tick(due) == []
    hall.later(hours=11)
    assert await hall.tick(due) == [(resident.id, "outcome.question")]


async def test_a_yes_is_kept_and_told_and_ends_it(asked: Asked) -> None:
    hall = asked.hall
    before = await asked.case()
    outcome = await asked.say("yes")
    assert [(told.to, told.kind) for told in outcome.told] == [
        (asked.resident.id, "outcome.thanks"), (asked.officer.id, "case.fixed"),
    ]  # fmt: skip
    assert await asked.case() == before, "what the resident says is no state of the staff"
    assert (await asked.say("no")).toast == "button.done_already"
    judgement = await asked.judgement()
    assert judgement is not None
    assert judgement.fixed is Fixed.YES
    assert (await hall.do(asked.resident, outcomes.ask_word, await asked.press())).toast == "button.done_already"
    with pytest.raises(RefusedError):
        await asked.word()


@pytest.mark.parametrize("value", ["no", "partly"])
@pytest.mark.parametrize("rating", ["satisfied", None])
async def test_what_is_not_fixed_is_taken_up_again_with_a_word(
    both_halls: Hall, value: str, rating: str | None
) -> None:
    hall = both_halls
    asked = await Asked(hall).begin(rating=rating)
    await asked.say(value)
    assert (await asked.case()).state is State.CLOSED, "not before the word"
    await hall.heard(asked.officer)
    await asked.word("又不亮了")
    case = await asked.case()
    assert (case.state, case.outcome, case.due) == (State.SECOND, None, date(2027, 1, 13))
    assert case.waits_for.value in ("representative", "officer")
    heard = await hall.words_for(asked.officer)
    assert "又不亮了" in heard
    assert case.number in heard
    kinds = [row["kind"] for row in await hall.job(lambda tx: events.of(tx, "suggestion", case.id))]
    assert kinds[-2:] == ["fixed", "reopen"]


async def test_the_reopened_case_has_a_clock_and_an_answer_of_its_own(asked: Asked) -> None:
    hall = asked.hall
    await asked.say("no")
    await asked.word()
    found = []
    for day in range(1, 20):
        hall.later(days=1)
        found += [(day, to, kind) for to, kind in await hall.tick(due)]
    assert found == [(14, asked.officer.id, "due.soon"), (16, asked.officer.id, "due.overdue")]
    again = await hall.answer(asked.officer, await asked.case())
    assert (again.state, again.answers) == (State.ANSWERED, 2)
    await hall.rate(asked.resident, again, "satisfied", "unsatisfied")
    closed = await asked.case()
    assert (closed.state, closed.outcome) == (State.CLOSED, Ending.UNSATISFIED), "one second handling"
    hall.later(days=28)
    assert (asked.resident.id, "outcome.question") in await hall.tick(due)
    await asked.say("no")
    await asked.word()
    assert (await asked.case()).state is State.SECOND, "but what is not fixed can be said again"


async def test_a_word_can_be_left_and_said_later(asked: Asked) -> None:
    hall = asked.hall
    await asked.say("partly")
    outcome = await hall.do(asked.resident, outcomes.leave, await asked.press())
    assert outcome.toast == "outcome.left"
    with pytest.raises(RefusedError):
        await asked.word()
    hall.later(days=40)
    await hall.do(asked.resident, outcomes.ask_word, await asked.press())
    await asked.word()
    assert (await asked.case()).state is State.SECOND


async def test_the_word_comes_twice_and_reopens_once(asked: Asked) -> None:
    hall = asked.hall
    await asked.say("no")
    await asked.word()
    second = await asked.case()
    with pytest.raises(RefusedError):
        await asked.word("再说一遍")
    assert await asked.case() == second
    with pytest.raises(RefusedError):
        await hall.do(asked.resident, outcomes.ask_word, await asked.press())
    with pytest.raises(RefusedError, match="state"):
        await asked.say("yes")


async def test_what_is_still_open_needs_no_reopening_and_its_word_is_heard(hall: Hall) -> None:
    asked = await Asked(hall).begin("B")
    await hall.answer(asked.officer, await asked.case(), "C")
    await hall.rate(asked.resident, await asked.case(), "basic", "basic")
    hall.later(days=28)
    await hall.tick(due)
    before = await asked.case()
    await asked.say("no")
    await hall.heard(asked.officer)
    await asked.word("还是老样子")
    assert await asked.case() == before
    assert before.state is State.WATCHED
    assert "还是老样子" in await hall.words_for(asked.officer)


async def test_only_the_authors_answer_counts(asked: Asked) -> None:
    hall = asked.hall
    neighbour, stranger = await hall.resident("孙志强"), await hall.resident("周敏")
    fresh = await asked.another()
    code = (await fresh.case()).code
    await hall.do(neighbour, supporting.support, supporting.Join(case_id=fresh.id, code=code))
    for _ in range(28):
        hall.later(days=1)
        told = await hall.tick(due)
        assert (neighbour.id, "outcome.question") not in told
    await hall.heard(neighbour)
    for who in (neighbour, stranger, asked.officer):
        with pytest.raises(RefusedError, match="not_yours"):
            await fresh.say("yes", who)
    await fresh.say("no")
    await fresh.word("又黑了，我是陈桂兰")
    heard = await hall.words_for(neighbour)
    assert "再次办理" in heard, "who supports it hears that it is taken up again"
    assert "陈桂兰" not in heard
    assert "又黑了" not in heard


async def test_documents_of_an_anonymous_resident_stay_behind(hall: Hall) -> None:
    asked = await Asked(hall).begin(anonymous=True)
    await asked.say("no")
    await hall.heard(asked.officer)
    paper = File(kind="document", file_id="D", name="陈桂兰.pdf")
    outcome = await asked.word("还是黑", files=(paper,))
    assert outcome.told[0].facts["withheld"] == 1
    heard = await hall.heard(asked.officer)
    assert "还是黑" in "".join(message.text for message in heard)
    assert not [message for message in heard if message.files]
    assert "陈桂兰" not in "".join(message.model_dump_json() for message in heard)


async def test_departments_hear_what_became_of_their_answer(hall: Hall) -> None:
    scene = await Scene(hall).begin()
    await scene.transfer()
    await hall.answer(scene.lead, await scene.case())
    await hall.rate(scene.resident, await scene.case(), "satisfied", "satisfied")
    hall.later(days=28)
    await hall.tick(due)
    answers = (await scene.case()).answers
    said = outcomes.SayFixed(case_id=scene.id, version=1, value=Fixed.NO, answer=answers)
    outcome = await hall.do(scene.resident, outcomes.say, said)
    assert {told.to for told in outcome.told[1:]} == {scene.mine.id, scene.lead.id}
    outcome = await hall.do(scene.resident, outcomes.word, Say(message_id=8, words="又坏了"))
    assert {told.to for told in outcome.told[1:]} == {scene.mine.id, scene.lead.id}
    case = await scene.case()
    assert (case.state, case.waits_for.value) == (State.SECOND, "representative"), "who supervises it goes on with it"


async def test_an_old_question_does_not_answer_for_a_newer_answer(asked: Asked) -> None:
    hall = asked.hall
    await asked.say("no")
    await asked.word()
    await hall.answer(asked.officer, await asked.case())
    assert (await asked.say("yes", answer=1)).toast == "button.done_already"
    assert (await asked.say("yes", answer=2)).toast == "button.done_already", "nobody has asked yet"
    judgement = await asked.judgement()
    assert judgement is not None
    assert judgement.fixed is None


async def test_the_question_can_be_had_again_out_of_the_card(asked: Asked) -> None:
    hall = asked.hall
    hall.later(days=90)
    shown = await hall.do(asked.resident, following.show, Show(case_id=asked.id))
    assert "fixed" in {action.value for action in shown.told[0].facts["sheet"].actions}
    again = await hall.do(asked.resident, outcomes.begin, await asked.press())
    assert [told.kind for told in again.told] == ["outcome.question"]
    await asked.say("yes")
    again = await hall.do(asked.resident, outcomes.begin, await asked.press())
    assert again.toast == "button.done_already"


async def test_what_was_said_of_an_earlier_answer_stays(asked: Asked) -> None:
    hall = asked.hall
    await asked.say("no")
    await asked.word()
    await hall.answer(asked.officer, await asked.case())
    query = "SELECT answer, class, process, result, fixed, asked_at FROM outcomes ORDER BY answer"
    rows = [dict(row) for row in await hall.job(lambda tx: tx.connection.execute(query).fetchall())]
    assert rows == [
        {"answer": 1, "class": "A", "process": "satisfied", "result": "satisfied", "fixed": "no",
         "asked_at": micros(hall.now)},
        {"answer": 2, "class": "A", "process": None, "result": None, "fixed": None, "asked_at": None},
    ]  # fmt: skip


async def test_mydata_shows_what_one_said_of_answers(asked: Asked) -> None:
    await asked.say("partly")
    found = await asked.hall.do(asked.resident, mydata.send)
    chapters = {chapter.name: chapter.rows for chapter in found.told[0].facts["everything"].chapters}
    said = [(row["answer_class"], row["result_rating"], row["fixed"]) for row in chapters["outcomes"]]
    assert said == [("A", "satisfied", "partly")]


MISSED = [("missed", True), ("unsatisfied", False), ("satisfied", False)]


@pytest.mark.parametrize(("result", "told"), MISSED)
async def test_not_to_my_point_is_told_to_whoever_handles_it_again(hall: Hall, result: str, told: bool) -> None:
    officer, resident = await hall.seated(seat(Role.OFFICER, HOME)), await hall.resident()
    case = await hall.answer(officer, await hall.submit(resident))
    await hall.heard(officer)
    await hall.rate(resident, case, "satisfied", result)
    assert ("居民说答复没说到点子上" in await hall.words_for(officer)) is told
    assert ((await hall.case(case.id)).state is State.SECOND) is (result != "satisfied")


async def test_a_department_that_gets_it_the_second_time_reads_why(hall: Hall) -> None:
    scene = await Scene(hall).begin()
    await hall.answer(scene.mine, await scene.case())
    await hall.rate(scene.resident, await scene.case(), "satisfied", "missed")
    await hall.do(scene.resident, following.comment, Say(message_id=9, words="问的是路灯，答的是树"))
    await hall.heard(scene.lead)
    await scene.transfer()
    heard = await hall.words_for(scene.lead)
    assert "没说到点子上" in heard
    assert "问的是路灯" in heard


async def test_the_process_can_not_miss_the_point() -> None:
    with pytest.raises(ValueError, match="missed"):
        following.RateProcess(case_id=1, version=1, value=Rating.MISSED)


async def test_missed_the_second_time_ends_unsatisfied_and_the_figures_say_so(hall: Hall) -> None:
    officer, resident = await hall.seated(seat(Role.OFFICER, HOME)), await hall.resident()
    case = await hall.submit(resident)
    for _ in range(2):
        await hall.answer(officer, case)
        await hall.rate(resident, case, "basic", "missed")
    ended = await hall.case(case.id)
    assert (ended.state, ended.outcome) == (State.CLOSED, Ending.UNSATISFIED)
    figures = (await hall.do(officer, outcomes.figures, outcomes.Show())).told[0].facts["figures"]
    assert (figures.cases, figures.rated("missed"), figures.of_class(AnswerClass.SOLVED)) == (1, 1, 1)
