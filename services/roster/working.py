"""What is done of an administrator's wishes: jobs for a process of their own, since some take many seconds.

Each begins with the task's state, and does nothing where that is another one by now: so what is taken up twice, by two
processes, is done once.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from domain.people import Actor, Role
from domain.roster import MODELS, Book, Plan, Progress
from domain.roster_tasks import Kind, State, Task, digest
from domain.telling import Told
from services import access
from services.roster import exporting, scope, undoing
from services.roster.importing import carry_out, plan
from services.roster.undoing import BlockedError
from services.roster.workbook import Reading
from storage import events, roster_tasks
from storage.tx import Tx

Titles = Mapping[tuple[str, str], str]


def examine(tx: Tx, task: Task, reading: Reading, now: datetime, progress: Progress | None = None) -> Plan:
    """What a file would change, with all its faults. Changes nothing. Raises RefusedError."""
    found = plan(tx, reading.book, progress, access.person(tx, task.person_id, now))
    order = {sheet: rank for rank, sheet in enumerate(MODELS)}
    faults = sorted(reading.faults + found.faults, key=lambda fault: (order.get(fault.sheet, -1), fault.row or 0))
    return replace(found, faults=tuple(faults))


def language_of(tx: Tx, task: Task, now: datetime) -> str:
    """In which language the task's person reads."""
    return access.person(tx, task.person_id, now).language


def show(tx: Tx, task: Task, found: Plan, titles: Titles, marked: bytes | None) -> tuple[Told, ...]:
    """Show what was found: to be imported or left, or with what is to be mended first."""
    if not roster_tasks.move(tx, task, _after(found), digest(found)):
        return ()
    return (_shown(task, found, titles, marked, differs=False),)


def _after(found: Plan) -> State:
    return State.SHOWN if found.changes and not found.faults else State.DONE


def _shown(task: Task, found: Plan, titles: Titles, marked: bytes | None, *, differs: bool) -> Told:
    facts = {"task": task, "compared": found, "titles": titles, "workbook": marked, "differs": differs}
    return Told(task.person_id, "import.shown", facts)


def carry(tx: Tx, task: Task, reading: Reading, now: datetime, progress: Progress | None = None) -> tuple[Told, ...]:
    """Import what was shown, and nothing else: where it would change something else by now, that is shown instead."""
    if not roster_tasks.move(tx, task, State.DONE):
        return ()
    found = examine(tx, task, reading, now, progress)
    if found.faults or digest(found) != task.digest:
        roster_tasks.move(tx, replace(task, state=State.DONE), _after(found), digest(found))
        return (_shown(task, found, reading.titles, None, differs=True),)
    done = carry_out(tx, _actor(tx, task, now), found, now, progress, task.name)
    return (Told(task.person_id, "import.done", {"task": task, "compared": done}),)


def exported(tx: Tx, task: Task, now: datetime) -> Book:
    """What the task's person may see of the roster. Raises RefusedError."""
    return exporting.held(tx, _actor(tx, task, now))


def hand_over(tx: Tx, task: Task, name: str, content: bytes, now: datetime) -> tuple[Told, ...]:
    """Send a workbook that was made."""
    if not roster_tasks.move(tx, task, State.DONE):
        return ()
    facts = {"task": task, "name": name, "workbook": content, "is_template": task.kind is Kind.TEMPLATE}
    if task.kind is not Kind.TEMPLATE:
        places = scope.places(tx, _actor(tx, task, now))
        events.add(tx, "roster", task.id, "exported", actor_id=task.person_id, role=Role.ADMIN, now=now, facts=places)
    return (Told(task.person_id, "import.file", facts),)


def take_back(tx: Tx, task: Task, now: datetime) -> tuple[Told, ...]:
    """Undo an import as a whole. Raises BlockedError where somebody has built on it, and RefusedError."""
    if not roster_tasks.move(tx, task, State.DONE):
        return ()
    change, told = undoing.undo(tx, _actor(tx, task, now), task.change_id, now)
    return (*told, Told(task.person_id, "import.undone", {"task": task, "change": change}))


def blocked(tx: Tx, task: Task, error: BlockedError) -> tuple[Told, ...]:
    """Say what is in the way of undoing it."""
    if not roster_tasks.move(tx, task, State.FAILED):
        return ()
    facts = {"task": task, "change": error.change, "obstacles": error.obstacles}
    return (Told(task.person_id, "import.blocked", facts),)


def fail(tx: Tx, task: Task, key: str, facts: Mapping[str, object]) -> tuple[Told, ...]:
    """It could not be done; the text under the key says why, and what to do."""
    if not roster_tasks.move(tx, task, State.FAILED):
        return ()
    return (Told(task.person_id, "import.failed", {"task": task, "key": key, "reasons": dict(facts)}),)


def step(tx: Tx, task: Task, name: str, done: int, total: int) -> tuple[Told, ...]:
    """How far it is, on its card; nothing once it is done."""
    current = roster_tasks.find(tx, task.id)
    if current is None or current.state is not task.state:
        return ()
    facts = {"task": task, "state": task.state, "part_of": name, "so_far": done, "of_all": total, "fresh": False}
    return (Told(task.person_id, "import.progress", facts),)


def _actor(tx: Tx, task: Task, now: datetime) -> Actor:
    return access.person(tx, task.person_id, now)
