"""What is shown of a case, and to whom: here it is decided what leaves towards a representative.

Whatever tells who an anonymous resident is stays here: the name, and documents, whose names and hidden data may
give it away. Photos are re-coded by the messenger and carry nothing but what they show. Departments never see a name:
the resident gave it to the representative. What is said among staff never leaves towards the resident.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.departments import Extension, Part, PartState
from domain.groups import discreet
from domain.life import allows
from domain.messages import File
from domain.outcomes import Judgement
from domain.people import Actor, Role
from domain.suggestions import Action, Said, Step, Suggestion
from domain.telling import Told
from domain.walkins import Caller
from services import access, walkins
from services.commands import today
from storage import departments, events, outcomes, people, suggestions, supporters
from storage.tx import Tx

DEPARTMENTS = (Role.DEPARTMENT_OFFICER, Role.SUPPORTING)
OUTSIDE = (Role.RESIDENT, Role.REGISTRAR)  # who hears what is said to the resident, and no words among staff
# The time line is the resident's: no words among staff; and of those who support the case only the number is shown.
UNSHOWN = (
    Action.NOTE, Action.MODERATE, Action.REPORT, "objected", "supported", "unsupported", "author_left",
    "file_withdrawn", "slip", "shown",
)  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A case as one person may see it."""

    case: Suggestion
    said: tuple[Said, ...]
    steps: tuple[Step, ...]
    actions: frozenset[Action]
    role: Role  # what the reader is in this case
    author: str | None  # None: anonymous, or not for the reader
    today: date
    on_behalf: str | None = None  # the representative whom the reader serves
    supporters: int = 0
    phone: str | None = None  # for the representative and the officer of this case alone
    parts: tuple[Part, ...] = ()  # of departments that have to do with it now
    caller: Caller | None = None  # who came or called, until they take it over
    judgement: Judgement | None = None  # what its resident says of the last answer
    linked: bool = False  # whether the reader keeps a fixed link with its author: known only where the card is opened

    @property
    def overdue(self) -> bool:
        """Whether the case waits longer than promised."""
        return self.case.overdue(self.today)

    @property
    def is_resident(self) -> bool:
        """Whether the reader is its author."""
        return self.role is Role.RESIDENT

    @property
    def is_department(self) -> bool:
        """Whether the reader acts for a department."""
        return self.role in DEPARTMENTS

    @property
    def supporting(self) -> tuple[str, ...]:
        """The names of the departments that help."""
        return tuple(part.department for part in self.parts if not part.is_lead)

    @property
    def longer(self) -> tuple[int, ...]:
        """The working days more for which the lead waits, if it does."""
        asked = (part for part in self.parts if part.is_lead and part.extension is Extension.ASKED)
        return tuple(part.extension_days for part in asked)

    @property
    def has_voice(self) -> bool:
        """Whether there is a voice message that nobody wrote down yet."""
        return any(s.voices for s in self.said) and not any(s.kind == "transcript" for s in self.said)


def sheet(tx: Tx, reader: Actor, case: Suggestion, now: datetime) -> Sheet | None:
    """The case for this reader; None for somebody who has no part in it."""
    roles = access.roles_in(tx, reader, case)
    if not roles:
        return None
    role, day, live = roles[0], today(tx.rules, now), tuple(departments.live(tx, case.id))
    caller = walkins.caller(tx, reader, case, role)
    judgement = outcomes.latest(tx, case.id) if case.answers else None
    return Sheet(
        case=case,
        said=tuple(
            _shown(said, role) for said in suggestions.said(tx, case.id) if role not in OUTSIDE or said.kind != "note"
        ),
        steps=_steps(tx, case),
        actions=access.actions_of(tx, reader, case)
        - _past(case, access.parts_of(tx, reader, case), live, day)
        - _unasked(judgement),
        role=role,
        author=None if role in DEPARTMENTS else _author(tx, case, caller),
        today=day,
        on_behalf=case.representative if role in (Role.OFFICER, Role.ADMIN) else None,
        phone=_phone(case, roles, caller),
        supporters=supporters.count(tx, case.id),
        parts=live,
        caller=caller,
        judgement=judgement,
    )


def told(
    tx: Tx, person_id: int, case: Suggestion, now: datetime, *, kind: str = "case.card", message: int | None = None,
    fresh: bool = True, more: dict[str, object] | None = None,
) -> Told:  # fmt: skip
    """A card of the case for somebody on its desk, rendered with what that person may see and do."""
    reader = access.person(tx, person_id, now)
    view = sheet(tx, reader, case, now)
    hidden = case.anonymous or (view is not None and view.is_department)
    facts = {"sheet": view, "files": passed_on(hidden, suggestions.files(tx, case.id)), "fresh": fresh, **(more or {})}
    return Told(person_id, kind, facts, case=case.id, message=message)


def posted(tx: Tx, case: Suggestion, role: Role, now: datetime) -> Sheet:
    """The case for a group of the staff, whose members are `role` in it at best: everybody there reads it.

    No name but those of offices, no way to reach anybody, no word among staff, and no transcript of a voice.
    """
    author, live, day = people.find(tx, case.author_id), tuple(departments.live(tx, case.id)), today(tx.rules, now)
    name, phone = author.name if author else "", case.phone or ""
    own = [part for part in live if part.role is role]
    said = (_shown(one, role) for one in suggestions.said(tx, case.id) if one.kind not in ("note", "transcript"))
    able = frozenset(action for action in Action if allows(action, case.state, role))
    return Sheet(
        case=replace(case, place=discreet(case.place, name, phone), phone=None),
        said=tuple(replace(one, words=discreet(one.words, name, phone)) for one in said),
        steps=(),
        actions=able - _past(case, own, live, day),
        role=role,
        author=None,
        today=day,
        supporters=supporters.count(tx, case.id),
        parts=live,
    )


def passed_on(hidden: bool, files: tuple[File, ...]) -> tuple[File, ...]:
    """The files that may go to staff: where the name is hidden no documents, and no names of files."""
    if not hidden:
        return files
    return tuple(file.model_copy(update={"name": ""}) for file in files if file.kind != "document")


def withheld(hidden: bool, files: tuple[File, ...]) -> int:
    """How many files may not go to staff."""
    return len(files) - len(passed_on(hidden, files))


def _shown(said: Said, role: Role) -> Said:
    """What an officer has hidden is shown to its author alone."""
    return replace(said, words="", files=0, voices=0) if said.hidden and role not in OUTSIDE else said


def _past(case: Suggestion, own: list[Part], live: tuple[Part, ...], day: date) -> frozenset[Action]:
    """What can't be done any more, or not yet, though the case's state would let it."""
    past: set[Action] = {Action.MERGE} if case.had_second else set()
    if not any(part.is_lead and part.extension is Extension.ASKED for part in live):
        past |= {Action.GRANT, Action.REFUSE}
    for part in own[:1]:
        if part.extension is not Extension.NONE:
            past |= {Action.EXTEND}
        if part.state is not PartState.OFFERED:
            past |= {Action.ACCEPT, Action.JOIN}
        if not part.may_go_back(day):
            past |= {Action.RETURN, Action.LEAVE}
    return frozenset(past)


def _unasked(judgement: Judgement | None) -> frozenset[Action]:
    """Nobody says whether it is fixed before being asked, and only what is not fixed is taken up again."""
    fixed = {Action.FIXED} if judgement is None or not judgement.waits else set()
    return frozenset(fixed | ({Action.REOPEN} if judgement is None or not judgement.may_reopen else set()))


def _author(tx: Tx, case: Suggestion, caller: Caller | None) -> str | None:
    if caller is not None:
        return caller.name or None
    if case.anonymous:
        return None
    person = people.find(tx, case.author_id)
    return person.name if person else None


def _phone(case: Suggestion, roles: list[Role], caller: Caller | None) -> str | None:
    """The number that the author gave: for whoever holds the case, and never for those who only look on.

    The officer to whom a caller gave it needs it to call back.
    """
    if caller is not None and caller.own:
        return caller.phone or None
    rings = {Role.REPRESENTATIVE, Role.OFFICER, case.holder_role} - {*DEPARTMENTS, Role.RESIDENT}
    number = caller.phone or None if caller else case.phone
    return number if not case.anonymous and roles[0] in rings else None


def _steps(tx: Tx, case: Suggestion) -> tuple[Step, ...]:
    rows = (row for row in events.of(tx, "suggestion", case.id) if row["kind"] not in UNSHOWN)
    return tuple(Step(row["kind"], Role(row["role"]), row["at"], row["facts"]) for row in rows)
