"""What an administrator asks of the roster in chat, and where it stands.

A file is looked at first (READING), shown with what it would change (SHOWN), and carried out only then (APPLYING).
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from domain.roster import Plan

TRIES = 3  # of a task: one that ends the process every time is given up
AT_ONCE = 3  # tasks of one person that wait
LARGEST = 20 * 1024 * 1024  # bytes of a file: what the messenger hands out to a bot
ENDINGS = (".xlsx", ".csv", ".zip")


class Kind(StrEnum):
    """What is asked for."""

    IMPORT = "import"
    EXPORT = "export"
    TEMPLATE = "template"
    UNDO = "undo"


class State(StrEnum):
    """Where it stands."""

    READING = "reading"
    SHOWN = "shown"
    APPLYING = "applying"
    WORKING = "working"  # an export, a template, an undoing
    DONE = "done"
    LEFT = "left"  # not imported, as its sender chose
    FAILED = "failed"


TODO = frozenset({State.READING, State.APPLYING, State.WORKING})


@dataclass(frozen=True)
class Task:
    """One of them."""

    id: int
    person_id: int
    kind: Kind
    state: State
    file_id: str = ""
    name: str = ""
    digest: str = ""
    change_id: int | None = None
    attempts: int = 0

    @property
    def is_todo(self) -> bool:
        """Whether something is being done about it."""
        return self.state in TODO


def digest(plan: Plan) -> str:
    """By what one knows that a plan is the one that was shown."""
    seen = hashlib.sha256()
    for change in plan.changes:
        seen.update(repr((change.kind, change.sheet, change.row.values(), change.before)).encode())
    return seen.hexdigest()
