"""/roster: an administrator sends a roster as a file, sees what it would change, and imports it; or gets it as a file.

What takes long is only asked for here (`domain/roster_tasks.py`); it is done beside (`services/roster/working.py`).
"""

from datetime import datetime, timedelta

from pydantic import Field

from domain.messages import File
from domain.people import Actor
from domain.roster_history import Imported
from domain.roster_tasks import AT_ONCE, ENDINGS, LARGEST, Kind, State, Task
from domain.telling import Due, Outcome, Talk, Told
from services.commands import Command, Nothing, RefusedError
from services.roster import scope, undoing
from storage import roster_changes, roster_tasks, units
from storage.tx import Tx

FILE = "roster.file"
KEPT = timedelta(days=1)  # of a task
ENOUGH = 100  # of one look


class Sent(Command):
    """A file, with its size in bytes."""

    file: File


class OfTask(Command):
    """A button on a task's card."""

    task_id: int = Field(ge=0, lt=2**63)


class OfChange(Command):
    """A button on an import that was done."""

    change_id: int = Field(ge=0, lt=2**63)


def show(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """/roster: what can be done, and what was imported last. A file is waited for."""
    names = [unit.name for id_ in scope.administered(actor) if (unit := units.find(tx, id_)) is not None]
    own = None if scope.is_whole(tx, actor) else actor.person
    last = roster_changes.newest(tx, 1, own)
    facts = {"unit_names": names, "latest": last[0] if last else None}
    return Outcome.tell(Told(actor.person, "import.desk", facts), talk=Talk(FILE))


def take(tx: Tx, actor: Actor, command: Sent, now: datetime) -> Outcome:
    """A file came: it is looked at first, and changes nothing. What can't be a roster is said at once."""
    scope.administered(actor)
    file = command.file
    if file.kind != "document" or not file.name.lower().endswith(ENDINGS):
        return Outcome.tell(Told(actor.person, "import.unfit", {"too_big": False}))
    if file.size > LARGEST:
        return Outcome.tell(Told(actor.person, "import.unfit", {"too_big": True}))
    return _ask(tx, actor, Kind.IMPORT, now, file_id=file.file_id, name=file.name)


def give_template(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """The workbook to fill in."""
    return _ask(tx, actor, Kind.TEMPLATE, now)


def give_export(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """The roster of what one administers, as a workbook."""
    return _ask(tx, actor, Kind.EXPORT, now)


def begin(tx: Tx, actor: Actor, command: OfTask, now: datetime) -> Outcome:
    """Import what was shown. A second press finds it begun, one on an old card how it stands."""
    task = _own(tx, actor, command)
    if task is None or task.state is not State.SHOWN:
        return _stale(actor, task)
    roster_tasks.move(tx, task, State.APPLYING, task.digest)
    return Outcome.tell(_busy(actor, task, State.APPLYING))


def leave(tx: Tx, actor: Actor, command: OfTask, now: datetime) -> Outcome:
    """Import nothing."""
    task = _own(tx, actor, command)
    if task is None or task.state is not State.SHOWN:
        return _stale(actor, task)
    roster_tasks.move(tx, task, State.LEFT)
    return Outcome.tell(Told(actor.person, "import.over", {"task": task, "state": State.LEFT}))


def ask_undo(tx: Tx, actor: Actor, command: OfChange, now: datetime) -> Outcome:
    """Undoing is asked twice."""
    change = _standing(tx, actor, command)
    if change is None:
        return Outcome(toast="roster.undone_before", alert=True)
    return Outcome.tell(Told(actor.person, "import.ask_undo", {"change": change}))


def keep(tx: Tx, actor: Actor, command: OfChange, now: datetime) -> Outcome:
    """Who was asked leaves the import as it is; it can still be undone later."""
    change = _standing(tx, actor, command)
    if change is None:
        return Outcome(toast="roster.undone_before", alert=True)
    return Outcome.tell(Told(actor.person, "import.kept", {"change": change}))


def undo(tx: Tx, actor: Actor, command: OfChange, now: datetime) -> Outcome:
    """Undo it as a whole."""
    change = _standing(tx, actor, command)
    if change is None:
        return Outcome(toast="roster.undone_before", alert=True)
    return _ask(tx, actor, Kind.UNDO, now, name=change.file, change_id=change.id)


def roster_tasks_old(tx: Tx, now: datetime) -> Due:
    """Which file somebody sent is forgotten a day later."""
    return Due(more=roster_tasks.forget(tx, now - KEPT, ENOUGH) == ENOUGH)


def _ask(
    tx: Tx, actor: Actor, kind: Kind, now: datetime, *, file_id: str = "", name: str = "", change_id: int | None = None
) -> Outcome:
    """Ask for it; how far it is, one sees on a card of its own."""
    scope.administered(actor)
    if roster_tasks.waiting(tx, actor.person) >= AT_ONCE:
        return Outcome.tell(Told(actor.person, "import.too_many"), toast="roster.too_many")
    task = roster_tasks.add(tx, actor.person, kind, now, file_id=file_id, name=name, change_id=change_id)
    return Outcome.tell(_busy(actor, task, task.state, fresh=True))


def _busy(actor: Actor, task: Task, state: State, *, fresh: bool = False) -> Told:
    facts = {"task": task, "state": state, "part_of": "", "so_far": 0, "of_all": 0, "fresh": fresh}
    return Told(actor.person, "import.progress", facts)


def _own(tx: Tx, actor: Actor, command: OfTask) -> Task | None:
    """The task of a card; None for one that was forgotten. Raises RefusedError for somebody else's."""
    scope.administered(actor)
    task = roster_tasks.find(tx, command.task_id)
    if task is not None and task.person_id != actor.person:
        raise RefusedError("refused.roster_of_others")
    return task


def _stale(actor: Actor, task: Task | None) -> Outcome:
    """The card shows what is no more: how it stands now."""
    if task is None:
        return Outcome(toast="roster.forgotten", alert=True)
    if task.is_todo:
        return Outcome(toast="roster.going_on")
    if task.state is State.DONE:  # its card shows what was done, and how to undo it
        return Outcome(toast="roster.done_before", alert=True)
    return Outcome.tell(Told(actor.person, "import.over", {"task": task, "state": task.state}), toast="button.stale")


def _standing(tx: Tx, actor: Actor, command: OfChange) -> Imported | None:
    change = undoing.find(tx, actor, command.change_id)
    return change if change.undone_at is None else None
