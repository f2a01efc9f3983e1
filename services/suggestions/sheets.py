"""What is shown of a case, and to whom: here it is decided what leaves towards a representative.

Whatever tells who an anonymous resident is stays here: the name, and documents, whose names and hidden data may
give it away. Photos are re-coded by the messenger and carry nothing but what they show.
"""

from dataclasses import dataclass
from datetime import date, datetime

from domain.messages import File
from domain.people import Actor, Role
from domain.suggestions import Action, Said, Step, Suggestion
from domain.telling import Told
from services import access
from services.commands import today
from storage import events, people, suggestions, supporters
from storage.tx import Tx

SUPPORT = ("supported", "unsupported")  # what others do beside the case: their number is shown, and no step


@dataclass(frozen=True)
class Sheet:
    """A case as one person may see it."""

    case: Suggestion
    said: tuple[Said, ...]
    steps: tuple[Step, ...]
    actions: frozenset[Action]
    role: Role  # what the reader is in this case
    author: str | None  # None: anonymous
    today: date
    on_behalf: str | None = None  # the representative whom the reader serves
    supporters: int = 0

    @property
    def overdue(self) -> bool:
        """Whether the case waits longer than promised."""
        return self.case.overdue(self.today)

    @property
    def has_voice(self) -> bool:
        """Whether there is a voice message that nobody wrote down yet."""
        return any(s.voices for s in self.said) and not any(s.kind == "transcript" for s in self.said)


def sheet(tx: Tx, reader: Actor, case: Suggestion, now: datetime) -> Sheet | None:
    """The case for this reader; None for somebody who has no part in it."""
    roles = access.roles_in(tx, reader, case)
    if not roles:
        return None
    return Sheet(
        case=case,
        said=tuple(suggestions.said(tx, case.id)),
        steps=_steps(tx, case),
        actions=access.actions_of(tx, reader, case),
        role=roles[0],
        author=_author(tx, case),
        today=today(tx.rules, now),
        on_behalf=case.representative if roles[0] in (Role.OFFICER, Role.ADMIN) else None,
        supporters=supporters.count(tx, case.id),
    )


def told(
    tx: Tx, person_id: int, case: Suggestion, now: datetime, *, kind: str = "case.card", message: int | None = None,
    fresh: bool = True, more: dict[str, object] | None = None,
) -> Told:  # fmt: skip
    """A card of the case for somebody on its desk, rendered with what that person may see and do."""
    reader = access.person(tx, person_id, now)
    view = sheet(tx, reader, case, now)
    facts = {"sheet": view, "files": passed_on(case, suggestions.files(tx, case.id)), "fresh": fresh, **(more or {})}
    return Told(person_id, kind, facts, case=case.id, message=message)


def passed_on(case: Suggestion, files: tuple[File, ...]) -> tuple[File, ...]:
    """The files that may go to staff: of an anonymous case no documents, and no names of files."""
    if not case.anonymous:
        return files
    return tuple(file.model_copy(update={"name": ""}) for file in files if file.kind != "document")


def withheld(case: Suggestion, files: tuple[File, ...]) -> int:
    """How many files may not go to staff."""
    return len(files) - len(passed_on(case, files))


def _author(tx: Tx, case: Suggestion) -> str | None:
    if case.anonymous:
        return None
    person = people.find(tx, case.author_id)
    return person.name if person else None


def _steps(tx: Tx, case: Suggestion) -> tuple[Step, ...]:
    rows = (row for row in events.of(tx, "suggestion", case.id) if row["kind"] not in SUPPORT)
    return tuple(Step(row["kind"], Role(row["role"]), row["at"], row["facts"]) for row in rows)
