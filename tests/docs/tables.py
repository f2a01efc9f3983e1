"""The tables of the code, printed for people: `python -m tests.docs.tables` writes docs/cases.md anew.

What decides about a case is data: states, transitions, ratings, reasons, commands. This prints them with the
names that people see, and a test keeps the file and the code equal.
"""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from domain.categories import CATEGORIES
from domain.people import Role
from domain.routing import ORDER, Reason
from domain.rules import DeadlineRules
from domain.suggestions import (
    OPEN,
    TRANSITIONS,
    Action,
    AnswerClass,
    Rating,
    State,
    after_lapse,
    after_rating,
    after_speaking,
    allows,
)
from handlers.people.views import COMMANDS, menu_of
from locales import Html, Text

FILE = Path(__file__).parents[2] / "docs" / "cases.md"
ZH, EN = Text("zh"), Text("en")
NOBODY = "–"

BEGIN = """# A case by its tables

What may happen to a suggestion is decided by tables in the code, printed here with the words that people read. This
page is written by `python -m tests.docs.tables`; a test keeps it equal to the code, so change the code and print anew.
"""
STATES = """A case is in one of these states. The resident sees one open case, whoever holds it
([domain/suggestions.py](../domain/suggestions.py)).
"""
ACTIONS = """Who may do what, and to which state it leads from the state on top. Roles are those in this very case: the
representative is the one who holds it, the liaison officer that of its station, the administrator that of its unit or
of one above. Its author is never staff in it, and nobody rates for a resident.
"""
RATED = """The resident rates the process and the result apart; the result decides. Silence after {close} days is never
taken as satisfied. B and C stay open until they are solved; an unsatisfied result starts the one second handling.
"""
ROUTES = """Why a case went where it went, asked from the top; the resident is told. An anonymous case skips the link:
among ten linked people it would tell who wrote ([services/suggestions/placing.py](../services/suggestions/placing.py)).
"""
LEVELS = """Among the representatives whose constituency holds the place, the level that can decide is asked first, then
the others in this order; within a level whoever has the fewest open cases.
"""
COMMANDED = """The command menu of each role; `/start` is everybody's and not listed. Department officers have no desk
in the chat yet.
"""

Row = Sequence[object]


def table(head: Row, rows: Iterable[Row]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(str(cell) for cell in line) + " |\n" for line in lines)


def section(title: str, intro: str, *tables: str) -> str:
    """A heading, a word, and its tables."""
    return f"\n## {title}\n{intro}" + "".join("\n" + text for text in tables)


def states() -> str:
    rows = ((f"`{s}`", ZH(f"state.{s}"), EN(f"state.{s}"), "yes" if s in OPEN else "no") for s in State)
    return table(("state", "中文", "English", "open"), rows)


def actions() -> str:
    """Who may do what in which state, and where it leads."""
    rows = ((f"`{a}`", _roles(TRANSITIONS[a].roles), *(_leads(a, s) for s in State)) for a in Action)
    return table(("action", "who", *(f"`{state}`" for state in State)), rows)


def _leads(action: Action, state: State) -> str:
    """The next state, `stays`, or nothing where nobody may do this."""
    if not any(allows(action, state, role) for role in Role):
        return NOBODY
    if action in (Action.RATE, Action.LAPSE):
        return "see Ratings"
    if action is Action.OBJECT:
        return "as before"
    to = after_speaking(state) if action is Action.SPEAK else TRANSITIONS[action].to
    return "stays" if to in (None, state) else f"`{to}`"


def ratings() -> str:
    """After a rating by answer and result, before and after a second handling; and after silence."""
    head = ["answer"]
    for rating in Rating:
        seconds = (False, True) if _differs(rating) else (False,)
        head += [f"{EN(f'rating.{rating}')}{', the second time' if second else ''}" for second in seconds]
    rows = []
    for class_ in AnswerClass:
        row = [f"{ZH(f'class.{class_}')}<br>{EN(f'class.{class_}')}"]
        for rating in Rating:
            seconds = (False, True) if _differs(rating) else (False,)
            row += [f"`{after_rating(class_, rating, second)}`" for second in seconds]
        rows.append([*row, f"`{after_lapse(class_)}`"])
    return table([*head, "silence"], rows)


def _differs(rating: Rating) -> bool:
    """Whether an earlier second handling changes what this rating leads to."""
    return any(after_rating(c, rating, False) is not after_rating(c, rating, True) for c in AnswerClass)


def deadlines() -> str:
    fields = DeadlineRules.model_fields.items()
    return table(("key in `[deadlines]`", "default", "what"), ((f"`{n}`", f.default, f.description) for n, f in fields))


def routes() -> str:
    def said(text: Text, reason: Reason) -> str:
        return text(f"route.{reason}", unit=Html("…"), category=Html("…"))

    return table(("reason", "中文", "English"), ((f"`{r}`", said(ZH, r), said(EN, r)) for r in Reason))


def levels() -> str:
    matters: dict[str, list[str]] = {level: [] for level in ORDER}
    for category in CATEGORIES:
        matters[category.level].append(category.chinese)
    rows = ((" → ".join(order), "、".join(matters[level])) for level, order in ORDER.items())
    return table(("asked in this order", "categories 类别"), rows)


def commands() -> str:
    named = dict(menu_of(EN, tuple(Role)))
    roles = [role for role in Role if role is not Role.SYSTEM]
    rows = (
        (f"`/{n}`", named[n], *(("yes" if not needs or r in needs else NOBODY) for r in roles)) for n, needs in COMMANDS
    )
    return table(("command", "what", *(EN(f"role.{role}") for role in roles)), rows)


def _roles(roles: Collection[Role]) -> str:
    return ", ".join(EN(f"role.{role}") for role in Role if role in roles)


def cases() -> str:
    """The whole page."""
    return BEGIN + "".join((
        section("States", STATES, states()),
        section("Actions", ACTIONS, actions()),
        section("Ratings", RATED.format(close=DeadlineRules().rating_close), ratings()),
        section("Deadlines", "", deadlines()),
        section("Routes", ROUTES, routes(), LEVELS, levels()),
        section("Commands", COMMANDED, commands()),
    ))  # fmt: skip


if __name__ == "__main__":
    FILE.write_text(cases(), encoding="utf-8")
