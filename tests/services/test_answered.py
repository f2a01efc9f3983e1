"""The author always hears of the answer, whoever gives it and whatever became of the case before."""

from collections.abc import Awaitable, Callable

import pytest

from domain.people import Role
from domain.suggestions import State
from services.suggestions import merging, outcomes
from services.suggestions.due import due
from services.suggestions.handling import Pick
from services.suggestions.saying import Say
from storage import people, sends
from tests.support.hall import HOME, Hall, seat
from tests.support.scene import Scene

WORDS = "昨天下午换好了灯泡"
Path = Callable[[Scene], Awaitable[None]]


async def by_representative(scene: Scene) -> None:
    await scene.hall.answer(scene.mine, await scene.case(), words=WORDS)


async def by_officer(scene: Scene) -> None:
    await scene.hall.answer(scene.officer, await scene.case(), words=WORDS)


async def by_administrator(scene: Scene) -> None:
    admin = await scene.hall.seated(seat(Role.ADMIN, "zhangdian"))
    await scene.hall.answer(admin, await scene.case(), words=WORDS)


async def by_department(scene: Scene) -> None:
    await scene.transfer()
    await scene.hall.answer(scene.lead, await scene.case(), words=WORDS)


async def after_a_department_gave_it_back(scene: Scene) -> None:
    await scene.transfer()
    await scene.give_back(scene.lead)
    await scene.hall.answer(scene.mine, await scene.case(), words=WORDS)


async def once_it_is_solved(scene: Scene) -> None:
    await scene.hall.answer(scene.mine, await scene.case(), "B", "排进计划了")
    await scene.hall.rate(scene.resident, await scene.case(), "basic", "basic")
    await scene.hall.answer(scene.officer, await scene.case(), words=WORDS)


async def the_second_time(scene: Scene) -> None:
    await scene.hall.answer(scene.mine, await scene.case(), words="办了")
    await scene.hall.rate(scene.resident, await scene.case(), "basic", "missed")
    await scene.transfer()
    await scene.hall.answer(scene.lead, await scene.case(), words=WORDS)


async def after_it_was_taken_up_again(scene: Scene) -> None:
    hall = scene.hall
    await hall.answer(scene.mine, await scene.case(), words="办了")
    hall.later(days=14)
    await hall.tick(due)
    hall.later(days=14)
    await hall.tick(due)
    said = outcomes.SayFixed.model_validate({"case_id": scene.id, "version": 1, "value": "no", "answer": 1})
    await hall.do(scene.resident, outcomes.say, said)
    await hall.do(scene.resident, outcomes.word, Say(message_id=5, words="又黑了"))
    await hall.answer(scene.mine, await scene.case(), words=WORDS)


PATHS: list[Path] = [
    by_representative, by_officer, by_administrator, by_department, after_a_department_gave_it_back,
    once_it_is_solved, the_second_time, after_it_was_taken_up_again,
]  # fmt: skip


@pytest.mark.parametrize("anonymous", [False, True])
@pytest.mark.parametrize("path", PATHS)
async def test_the_author_hears_of_the_answer(hall: Hall, path: Path, anonymous: bool) -> None:
    scene = await Scene(hall).begin(anonymous=anonymous)
    await path(scene)
    assert (await scene.case()).state is State.ANSWERED
    heard = await hall.heard(scene.resident)
    assert sum(WORDS in message.text for message in heard) == 1


async def test_the_author_of_a_merged_case_hears_of_the_answer_to_the_other(hall: Hall) -> None:
    scene = await Scene(hall).begin()
    neighbour = await hall.resident("孙志强")
    mine = await hall.submit(neighbour, "共青团西路晚上路灯全是黑的")
    pick = Pick(case_id=mine.id, version=mine.version, value=str(scene.id))
    await hall.do(scene.officer, merging.merge, pick)
    assert (await hall.case(mine.id)).state is State.MERGED
    await hall.heard(neighbour)
    await by_representative(scene)
    assert WORDS in await hall.words_for(neighbour)


async def test_who_can_not_be_reached_hears_of_it_on_coming_back(hall: Hall) -> None:
    scene = await Scene(hall).begin()
    await hall.heard(scene.resident)
    await hall.job(lambda tx: people.unreachable(tx, scene.resident.at, hall.now))
    await by_representative(scene)
    query = f"SELECT state FROM outbox WHERE address = '{scene.resident.at.address}' AND body LIKE '%{WORDS}%'"  # noqa: S608
    assert [row["state"] for row in await hall.job(lambda tx: tx.connection.execute(query).fetchall())] == ["parked"]
    await hall.job(lambda tx: sends.unpark(tx, scene.resident.at))
    assert [row["state"] for row in await hall.job(lambda tx: tx.connection.execute(query).fetchall())] == ["waiting"]


async def test_the_question_reaches_who_comes_back_out_of_the_card(hall: Hall) -> None:
    """A reminder that could not be sent is dropped as out of date; the question itself stays on the card."""
    officer, resident = await hall.seated(seat(Role.OFFICER, HOME)), await hall.resident()
    case = await hall.answer(officer, await hall.submit(resident))
    await hall.rate(resident, case, "satisfied", "satisfied")
    await hall.job(lambda tx: people.unreachable(tx, resident.at, hall.now))
    hall.later(days=28)
    await hall.tick(due)
    await hall.job(lambda tx: sends.unpark(tx, resident.at))
    await hall.heard(resident)
    press = outcomes.Press(case_id=case.id, version=(await hall.case(case.id)).version)
    await hall.do(resident, outcomes.begin, press)
    assert "真的解决了吗" in await hall.words_for(resident)
