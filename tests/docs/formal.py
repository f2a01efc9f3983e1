"""The tables of formal suggestions, printed for people: `python -m tests.docs.formal` writes docs/formal.md anew."""

from pathlib import Path

from domain.formal import OPEN, Fault, State
from domain.formal_life import TABLE, Hearer, Transition
from domain.life import Ask
from domain.people import Role
from domain.rules import DeadlineRules
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
account, it is the office's, which hears when the mandate ends. Ratings lead where those of cases lead
([cases.md](cases.md#ratings)): B and C stay open until they are solved, unsatisfied starts the one second handling, and
silence is never taken as satisfied.
"""
FAULTS = """Why the office sends one back; a word of what is to be changed goes along. Its number stays.
"""
DEADLINES = """Months are calendar months from the day on which it was assigned. A warning comes a working day before;
when it is late the office hears as well, and where the office itself is late, the administrators above it.
"""
RESIDENTS = """
## What residents hear
The authors of the cited cases, and who follows those, are told when it is submitted, assigned and answered, and when
their case is not part of it any more. They hear its number, who has it, by when, and the class of the answer, and
nothing that anybody wrote: its text and the answer may hold what another resident said. Staff and departments see of
the cited cases number and category only. While it is written its representative is warned of a resident's own
sentences, of a known author's name and of telephone numbers in it. An anonymous author's name is never looked for: a
warning would confirm it.
"""


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
        section("Sent back", FAULTS, faults),
        section("Deadlines", DEADLINES, deadlines()),
        RESIDENTS,
    ))  # fmt: skip


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
