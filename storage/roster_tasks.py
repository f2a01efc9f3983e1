"""What administrators ask of the roster in chat, until it is done or a day old."""

from datetime import datetime

from domain.roster_tasks import TODO, Kind, State, Task
from storage.tx import Sql, Tx, micros

SQL = Sql("roster_tasks")
ROSTER = "roster"  # who is woken by a commit: there is something to do


def add(
    tx: Tx,
    person_id: int,
    kind: Kind,
    now: datetime,
    *,
    file_id: str = "",
    name: str = "",
    change_id: int | None = None,
) -> Task:
    """Ask for something."""
    state = State.READING if kind is Kind.IMPORT else State.WORKING
    id_: int = SQL(tx).add(
        person_id=person_id, kind=kind.value, state=state.value, todo=1, file_id=file_id, name=name,
        change_id=change_id, now=micros(now),
    )  # fmt: skip
    tx.wakes.append((ROSTER, None))
    return Task(id_, person_id, kind, state, file_id, name, change_id=change_id)


def find(tx: Tx, task_id: int) -> Task | None:
    """A task by its id; None also for one that was forgotten."""
    row = SQL(tx).find(id=task_id)
    return Task(**{**row, "kind": Kind(row["kind"]), "state": State(row["state"])}) if row else None


def next_one(tx: Tx) -> Task | None:
    """The oldest one for which there is something to do."""
    row = SQL(tx).next()
    return find(tx, row["id"]) if row else None


def waiting(tx: Tx, person_id: int) -> int:
    """How many of somebody's wait or are being done."""
    return int(SQL(tx).waiting(person_id=person_id))


def attempt(tx: Tx, task_id: int) -> None:
    """Count a try before it begins: it may end the process."""
    SQL(tx).attempt(id=task_id)


def move(tx: Tx, task: Task, state: State, digest: str = "") -> bool:
    """Bring a task into another state. Whether it stood where it was thought to stand."""
    moved = SQL(tx).move(
        id=task.id, was=task.state.value, state=state.value, todo=int(state in TODO), digest=digest
    )  # fmt: skip
    if state in TODO:
        tx.wakes.append((ROSTER, None))
    return bool(moved)


def forget(tx: Tx, before: datetime, count: int = 100) -> int:
    """Forget tasks from before a moment, so many at most, and with them which file it was. Returns how many."""
    return int(SQL(tx).forget(before=micros(before), count=count))
