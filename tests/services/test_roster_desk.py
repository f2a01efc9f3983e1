"""/roster: what is asked for, by whom, twice, late, and what becomes of it where something has changed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.messages import File, Message
from domain.people import Role
from domain.roster import Book, PersonRow, Plan
from domain.roster_tasks import AT_ONCE, LARGEST, State, Task
from domain.telling import Told
from handlers.telling import tell
from services.commands import RefusedError
from services.roster import desk, working
from services.roster.desk import OfChange, OfTask, Sent
from services.roster.importing import apply
from services.roster.undoing import BlockedError
from services.roster.workbook import Reading
from storage import people, roster_changes, roster_tasks
from storage.tx import Tx
from tests.support.city import seats
from tests.support.hall import Hall, Somebody, hall, seat

__all__ = ["hall"]

FILE = File(kind="document", file_id="F", unique_id="U", name="名册.xlsx", size=9)
READING = Reading(Book(persons=(PersonRow(row=2, ref="n1", name="新来的", home="zd-fujia"),)))


async def admin(hall: Hall, unit: str = "zibo") -> Somebody:
    return await hall.seated(seat(Role.ADMIN, unit))


async def sent(hall: Hall, who: Somebody) -> Task:
    await hall.do(who, desk.take, Sent(file=FILE))
    task: Task = await hall.job(roster_tasks.next_one)
    return task


async def looked_at(hall: Hall, task: Task, reading: Reading = READING) -> Plan:
    """As the process beside does it."""

    def job(tx: Tx) -> Plan:
        found = working.examine(tx, task, reading, hall.now)
        tell(tx, working.show(tx, task, found, reading.titles, None), hall.now)
        return found

    found: Plan = await hall.job(job)
    return found


async def carried(hall: Hall, task_id: int, reading: Reading = READING) -> list[str]:
    def job(tx: Tx) -> list[str]:
        task = roster_tasks.find(tx, task_id)
        assert task is not None
        told = working.carry(tx, replace(task, state=State.APPLYING), reading, hall.now)
        tell(tx, told, hall.now)
        return [one.kind for one in told]

    kinds: list[str] = await hall.job(job)
    return kinds


async def state(hall: Hall, task: Task) -> State | None:
    found: Task | None = await hall.job(lambda tx: roster_tasks.find(tx, task.id))
    return found.state if found else None


async def test_from_the_file_to_the_import(hall: Hall) -> None:
    who = await admin(hall)
    outcome = await hall.do(who, desk.show)
    assert outcome.talk is not None
    task = await sent(hall, who)
    assert (task.state, task.file_id, task.name) == (State.READING, "F", "名册.xlsx")
    await looked_at(hall, task)
    assert await state(hall, task) is State.SHOWN
    assert await hall.job(roster_tasks.next_one) is None
    await hall.do(who, desk.begin, OfTask(task_id=task.id))
    again = await hall.do(who, desk.begin, OfTask(task_id=task.id))
    assert again.toast == "roster.going_on"
    assert await carried(hall, task.id) == ["import.done"]
    assert await carried(hall, task.id) == [], "a second process finds it done"
    assert len(await hall.job(lambda tx: roster_changes.newest(tx, 9, who.id))) == 1
    late = await hall.do(who, desk.leave, OfTask(task_id=task.id))
    assert (late.toast, late.told) == ("roster.done_before", ()), "its card keeps what was done, with the way back"


async def test_what_is_left_is_left(hall: Hall) -> None:
    who = await admin(hall)
    task = await sent(hall, who)
    await looked_at(hall, task)
    await hall.do(who, desk.leave, OfTask(task_id=task.id))
    assert (await hall.do(who, desk.begin, OfTask(task_id=task.id))).toast == "button.stale"
    assert await state(hall, task) is State.LEFT


async def test_another_plan_than_the_one_that_was_shown_is_not_carried_out(hall: Hall) -> None:
    who = await admin(hall)
    task = await sent(hall, who)
    await looked_at(hall, task)
    await hall.do(who, desk.begin, OfTask(task_id=task.id))
    other = Book(persons=(PersonRow(ref="n1", name="别人", home="zd-fujia"),))
    await hall.job(lambda tx: apply(tx, None, other, hall.now))
    assert await carried(hall, task.id) == ["import.shown"]
    assert await state(hall, task) is State.SHOWN
    await hall.do(who, desk.begin, OfTask(task_id=task.id))
    assert await carried(hall, task.id) == ["import.done"]


async def test_who_lost_the_office_imports_nothing(hall: Hall) -> None:
    who = await admin(hall)
    task = await sent(hall, who)
    await looked_at(hall, task)
    await hall.do(who, desk.begin, OfTask(task_id=task.id))
    await hall.job(lambda tx: tx.connection.execute("UPDATE roles SET ends = '2026-11-30'").rowcount)
    with pytest.raises(RefusedError):
        await carried(hall, task.id)
    assert await state(hall, task) is State.APPLYING
    told = await hall.job(lambda tx: working.fail(tx, replace(task, state=State.APPLYING), "refused.no_roster", {}))
    assert [one.kind for one in told] == ["import.failed"]


async def test_only_one_s_own_unit(hall: Hall) -> None:
    task = await sent(hall, await admin(hall, "zichuan"))
    found = await looked_at(hall, task)
    assert [fault.kind for fault in found.faults] == ["outside"]
    assert await state(hall, task) is State.DONE


async def test_others_are_refused(hall: Hall) -> None:
    who, other = await admin(hall), await admin(hall, "zhangdian")
    representative = await hall.seated(seats("zd-fujia")[0])
    task = await sent(hall, who)
    await looked_at(hall, task)
    tries: list[tuple[Any, Any]] = [
        (desk.begin, OfTask(task_id=task.id)),
        (desk.leave, OfTask(task_id=task.id)),
        (desk.undo, OfChange(change_id=1)),
        (desk.ask_undo, OfChange(change_id=1)),
    ]
    everything = [(desk.show, None), (desk.take, Sent(file=FILE)), (desk.give_export, None), (desk.give_template, None)]
    for use_case, command in tries:
        with pytest.raises(RefusedError):
            await hall.do(other, use_case, command)
    for use_case, command in [*tries, *everything]:
        with pytest.raises(RefusedError):
            await hall.do(representative, use_case, command)


@pytest.mark.parametrize("changed", [{"kind": "photo"}, {"name": "名册.pdf"}, {"size": LARGEST + 1}])
async def test_what_can_t_be_a_roster_is_said_at_once(hall: Hall, changed: dict[str, Any]) -> None:
    who = await admin(hall)
    outcome = await hall.do(who, desk.take, Sent(file=FILE.model_copy(update=changed)))
    assert outcome.told[0].kind == "import.unfit"
    assert await hall.job(roster_tasks.next_one) is None


async def test_not_too_much_at_a_time(hall: Hall) -> None:
    who = await admin(hall)
    for _ in range(AT_ONCE):
        await sent(hall, who)
    assert (await hall.do(who, desk.give_export)).told[0].kind == "import.too_many"


async def test_a_day_later_it_is_forgotten_which_file_it_was(hall: Hall) -> None:
    who = await admin(hall)
    task = await sent(hall, who)
    await looked_at(hall, task)
    hall.now += timedelta(hours=23)
    await hall.tick(desk.roster_tasks_old)
    assert await state(hall, task) is State.SHOWN
    hall.now += timedelta(hours=2)
    await hall.tick(desk.roster_tasks_old)
    assert (await hall.do(who, desk.begin, OfTask(task_id=task.id))).toast == "roster.forgotten"


async def test_undo_in_chat_names_what_is_in_the_way(hall: Hall) -> None:
    who = await admin(hall)
    task = await sent(hall, who)
    await looked_at(hall, task)
    await hall.do(who, desk.begin, OfTask(task_id=task.id))
    await carried(hall, task.id)
    change = (await hall.job(lambda tx: roster_changes.newest(tx, 1)))[0]
    assert (await hall.do(who, desk.ask_undo, OfChange(change_id=change.id))).told[0].kind == "import.ask_undo"
    assert (await hall.do(who, desk.keep, OfChange(change_id=change.id))).told[0].kind == "import.kept"
    await hall.do(who, desk.undo, OfChange(change_id=change.id))
    undoing: Task = await hall.job(roster_tasks.next_one)
    somebody = hall.stranger()
    await hall.job(lambda tx: people.bind(tx, somebody.at, people.by_ref(tx, "n1") or 0, hall.now))

    def take_back(tx: Tx) -> tuple[Told, ...]:
        return working.take_back(tx, undoing, hall.now)

    with pytest.raises(BlockedError) as error:
        await hall.job(take_back)
    told = await hall.job(lambda tx: working.blocked(tx, undoing, error.value))
    assert [one.name for one in told[0].facts["obstacles"]] == ["新来的"]
    await hall.job(lambda tx: tx.connection.execute("DELETE FROM accounts WHERE person_id IN"
                                                    " (SELECT id FROM persons WHERE ref = 'n1')").rowcount)  # fmt: skip
    await hall.do(who, desk.undo, OfChange(change_id=change.id))
    undoing = await hall.job(roster_tasks.next_one)
    assert [one.kind for one in await hall.job(take_back)] == ["import.undone"]
    assert (await hall.do(who, desk.undo, OfChange(change_id=change.id))).toast == "roster.undone_before"


async def test_a_document_that_is_no_text_is_sent_as_it_is(hall: Hall) -> None:
    from handlers.telling import render

    told = Told(1, "import.file", {"task": Task(1, 1, *_export()), "name": "a.xlsx", "workbook": b"PK\0\xff",
                                   "is_template": False})  # fmt: skip
    messages: list[Message] = await hall.job(lambda tx: render(tx, told, "zh", hall.now))
    paper = messages[-1].document
    assert paper is not None
    assert (paper.binary, paper.content) == (True, "UEsA/w==")


def _export() -> tuple[Any, ...]:
    from domain.roster_tasks import Kind

    return Kind.EXPORT, State.WORKING
