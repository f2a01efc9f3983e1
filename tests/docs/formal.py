"""The tables of formal suggestions, printed for people: `python -m tests.docs.formal` writes docs/formal.md anew."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from domain.formal import OPEN, Action, Fault, State
from domain.formal_life import TABLE, Hearer, Transition, allows
from domain.people import Role
from domain.rules import DeadlineRules
from domain.transitions import Ask
from tests.docs.tables import EN, NOBODY, ZH, section, table

FILE = Path(__file__).parents[2] / "docs" / "formal.md"
ROLES: dict[Role, str] = {
    Role.REPRESENTATIVE: "its representative",
    Role.ADMIN: "the congress office",
    Role.DEPARTMENT_OFFICER: "the lead department",
    Role.SUPPORTING: "a supporting department",
    Role.SYSTEM: "the system",
}
HEARERS: dict[Hearer, str] = {
    Hearer.AUTHOR: "its representative",
    Hearer.OFFICE: "the congress office",
    Hearer.LEAD: "the lead department",
    Hearer.SUPPORTING: "the supporting departments",
    Hearer.RESIDENTS: "the residents of its cases, and who follows those",
}
ASKS: dict[Ask, str] = {Ask.DAYS: "months"}
KEYS = ("formal_office", "formal_answer", "formal_longest", "formal_opinion", "department_return", "second_handling",
        "rating_reminder", "rating_close")  # fmt: skip

BEGIN = """# A formal suggestion by its tables

A formal suggestion (代表建议) is what a representative writes, signs and submits: one matter each. No resident's case
turns into one by itself; it cites the cases that it grew from, and they follow it under their own numbers. This page is
written by `python -m tests.docs.formal`; a test keeps it equal to the code, so change the code and print anew.
"""
STATES = """It is in one of these states ([domain/formal.py](../domain/formal.py)). A draft is its representative's
alone.
"""
ACTIONS = """The table of [domain/formal_life.py](../domain/formal_life.py). Nothing else changes a state, and every
action leaves a row in the history. The congress office is the administrators of the unit of the mandate's level (of the
town or street, the district, the city), or of the nearest unit above that has any. Its representative is never office
or department in it. Consent to more time is the representative's; only where the mandate has ended, or there is no
account, it is the office's, which hears when the mandate ends. A day that was promised is put off the same way. Ratings
lead where those of cases lead ([cases.md](cases.md#ratings)): B and C stay open until they are solved, unsatisfied
starts the one second handling, and silence is never taken as satisfied.
"""
FAULTS = """Why the office sends one back; a word of what is to be changed goes along. Its number stays.
"""
DEADLINES = """Months are calendar months from the day on which it was assigned. A warning comes a working day before,
by the city's days; when it is late the office hears as well, and where the office itself is late, the administrators
above it.
"""
RESIDENTS = """
## What residents hear
The authors of the cited cases, and who follows those, are told when it is submitted, assigned, put off and answered,
and when their case is not part of it any more. They hear its number, who has it, by when, and the class of the
answer, and nothing that anybody wrote: its text and the answer may hold what another resident said. Staff and
departments see of the cited cases number and category only. While it is written its representative is warned of a
resident's own sentences, of a known author's name and of telephone numbers in it. An anonymous author's name is never
looked for: a warning would confirm it.
"""


class Who(StrEnum):
    """What somebody is to a formal suggestion: the first four have to do with it, the columns of the page."""

    AUTHOR = "its representative"
    OFFICE = "congress office"
    LEAD = "lead department"
    HELPER = "supporting department"
    RESIDENT = "resident of a cited case"
    STRANGER = "stranger"
    REPRESENTATIVE = "another representative"
    OFFICER = "liaison officer"
    OTHER_OFFICE = "another office"
    OTHER_DEPARTMENT = "another department"


W = Who
PART: dict[Who, Role] = {
    W.AUTHOR: Role.REPRESENTATIVE, W.OFFICE: Role.ADMIN, W.LEAD: Role.DEPARTMENT_OFFICER, W.HELPER: Role.SUPPORTING,
}  # fmt: skip
AT_DEPARTMENTS = frozenset(State) - {State.DRAFT, State.SUBMITTED, State.RETURNED, State.ACCEPTED, State.WITHDRAWN}
SEES: dict[Who, frozenset[State]] = {
    W.AUTHOR: frozenset(State), W.OFFICE: frozenset(State) - {State.DRAFT}, W.LEAD: AT_DEPARTMENTS,
    W.HELPER: AT_DEPARTMENTS,
}  # fmt: skip


@dataclass(frozen=True)
class Right:
    """Who may: the roles that may do one of the actions, whoever sees it, or a list of people."""

    acts: tuple[Action, ...] = ()
    who: frozenset[Who] = frozenset()
    sees: bool = False
    note: str = ""

    def allows(self, who: Who, state: State) -> bool:
        """Whether somebody may, of one that stands so."""
        if self.sees:
            return state in SEES.get(who, frozenset())
        if who in self.who:
            return True
        if who not in PART or (self.acts and self.acts[0] in CONSENTS and who is W.OFFICE):
            return False
        return any(allows(action, state, PART[who]) for action in self.acts)


def does(*acts: Action) -> Right:
    """Those who may do an action."""
    return Right(acts)


A = Action
CONSENTS = (A.GRANT, A.REFUSE)  # the office's only where the representative can't consent
AGREED = Right(who=frozenset(Who) - {W.STRANGER}, note="whoever has agreed")
SEEN = Right(sees=True, note="who has to do with it")
DESK = Right(
    who=frozenset({W.AUTHOR, W.OFFICE, W.LEAD, W.HELPER, W.REPRESENTATIVE, W.OTHER_OFFICE, W.OTHER_DEPARTMENT}),
    note="representatives, administrators, departments",
)
SEATED = Right(who=frozenset({W.AUTHOR, W.REPRESENTATIVE}), note="representatives")
BUTTONS: dict[str, Right] = {
    "formal": DESK, "formal.show": SEEN, "formal.back": SEEN, "formal.begin": SEATED,
    "formal.seat": does(A.WRITE), "formal.write": does(A.WRITE), "formal.cases": does(A.CITE),
    "formal.cite": does(A.CITE), "formal.sign": does(A.SIGN), "formal.sign_yes": does(A.SIGN),
    "formal.withdraw": does(A.WITHDRAW), "formal.withdraw_yes": does(A.WITHDRAW),
    "formal.grant": does(A.GRANT), "formal.refuse": does(A.REFUSE), "formal.rate": does(A.RATE), "formal.skip": AGREED,
    "formal.take": does(A.TAKE), "formal.return": does(A.RETURN), "formal.return_as": does(A.RETURN),
    "formal.assign": does(A.ASSIGN), "formal.departments": does(A.ASSIGN), "formal.lead": does(A.ASSIGN),
    "formal.support": does(A.ASSIGN), "formal.assign_yes": does(A.ASSIGN),
    "formal.recall": does(A.RECALL), "formal.recall_yes": does(A.RECALL),
    "formal.accept": does(A.ACCEPT, A.JOIN), "formal.decline": does(A.DECLINE, A.LEAVE), "formal.opine": does(A.OPINE),
    "formal.extend": does(A.EXTEND), "formal.extend_to": does(A.EXTEND), "formal.answer": does(A.ANSWER),
    "formal.class": does(A.ANSWER), "formal.day": does(A.ANSWER), "formal.send": does(A.ANSWER),
}  # fmt: skip
STEPS: dict[str, Right] = {
    "formal.words title": does(A.WRITE), "formal.words reason": does(A.WRITE), "formal.words request": does(A.WRITE),
    "formal.words return": does(A.RETURN), "formal.words decline": does(A.DECLINE, A.LEAVE),
    "formal.words opine": does(A.OPINE), "formal.words extend": does(A.EXTEND), "formal.words comment": does(A.COMMENT),
    "formal.answer": does(A.ANSWER), "formal.confirm": does(A.ANSWER),
}  # fmt: skip
TRIED = """Every button, and every step at which something is written. A test tries each of them as everybody, in every
state. Whoever is not named here is refused with a kind word, which changes nothing and tells nothing of it.
"""


def rights() -> str:
    """A row for every button and step: what it is for, and who may in some state."""
    rows = (
        (f"`{name}`", ", ".join(f"`{action}`" for action in right.acts) or right.note,
         *("yes" if any(right.allows(who, state) for state in State) else NOBODY for who in PART))
        for name, right in {**BUTTONS, **STEPS}.items()
    )  # fmt: skip
    return table(("button or step", "what for", *PART), rows)


def states() -> str:
    rows = (
        (f"`{s}`", ZH(f"formal_state.{s}"), EN(f"formal_state.{s}"), "yes" if s in OPEN else "no") for s in State
    )  # fmt: skip
    return table(("state", "中文", "English", "open"), rows)


def actions() -> str:
    """The table of the code, row by row."""
    head = ("action", "in", "who", "leads to", "asks for", "who hears")
    rows = (
        (f"`{r.action}`", _states(r), ", ".join(ROLES[role] for role in Role if role in r.roles), _leads(r),
         ", ".join(ASKS.get(ask, ask.value) for ask in r.asks) or NOBODY,
         ", ".join(HEARERS[hearer] for hearer in r.hears) or NOBODY)
        for r in TABLE
    )  # fmt: skip
    return table(head, rows)


def _states(row: Transition) -> str:
    return ", ".join(f"`{state}`" for state in State if state in row.states)


def _leads(row: Transition) -> str:
    if len(row.to) > 1:
        return "by the rating"
    return f"`{row.to[0]}`" if row.to else "stays"


def deadlines() -> str:
    fields = DeadlineRules.model_fields
    rows = ((f"`{key}`", fields[key].default, fields[key].description) for key in KEYS)
    return table(("key in `[deadlines]`", "default", "what"), rows)


def page() -> str:
    """The whole page."""
    faults = table(("中文", "English"), ((ZH(f"fault.{f}"), EN(f"fault.{f}")) for f in Fault))
    return BEGIN + "".join((
        section("States", STATES, states()),
        section("Actions", ACTIONS, actions()),
        section("Who may", TRIED, rights()),
        section("Sent back", FAULTS, faults),
        section("Deadlines", DEADLINES, deadlines()),
        RESIDENTS,
    ))  # fmt: skip


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
