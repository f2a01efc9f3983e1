"""The tables of the code, printed for people: `python -m tests.docs.tables` writes docs/cases.md and permissions.md.

What decides about a case is data: states, transitions, ratings, reasons, commands. This prints them with the
names that people see, and a test keeps the file and the code equal.
"""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from domain.categories import CATEGORIES
from domain.datamap import ALL, MAP, Datum
from domain.life import TABLE, Hearer, Transition, row
from domain.outcomes import ASKABLE, Fixed
from domain.people import Role
from domain.routing import ORDER, Reason
from domain.rules import DeadlineRules
from domain.suggestions import DUE, ENDED, OPEN, Action, AnswerClass, Rating, State, after_lapse, after_rating
from handlers.people.views import COMMANDS, menu_of
from locales import Html, Text

FILE = Path(__file__).parents[2] / "docs" / "cases.md"
DATA_FILE = FILE.with_name("data.md")
ZH, EN = Text("zh"), Text("en")
NOBODY = "–"
HEARERS: dict[Hearer, str] = {
    Hearer.AUTHOR: "the resident",
    Hearer.HOLDERS: "the representative or who stands in",
    Hearer.FORMER: "who held it before",
    Hearer.SENDER: "who passed it on",
    Hearer.LEAD: "the lead department",
    Hearer.SUPPORTING: "the supporting departments",
    Hearer.OFFICERS: "the liaison officer or who stands in",
    Hearer.CLOCK: "whoever must do the next step",
    Hearer.RECEIVED: "who got the first wording",
}

BEGIN = """# A case by its tables

What may happen to a suggestion is decided by tables in the code, printed here with the words that people read. This
page is written by `python -m tests.docs.tables`; a test keeps it equal to the code, so change the code and print anew.
"""
STATES = """A case is in one of these states. The resident sees one open case, whoever holds it
([domain/suggestions.py](../domain/suggestions.py)). The clock is that of whoever must do the next step.
"""
ACTIONS = """The table of [domain/life.py](../domain/life.py): in which states who may do what, where it leads, what it
asks for and who hears of it. Nothing else changes a state, and every action leaves a row in the history. Roles are
those in this very case: the representative is the one who holds it, the liaison officer that of its station, the
administrator that of its unit or of one above, the department officers those of a department that it was passed on to.
Its author is never staff in it, and nobody rates for a resident. Where an officer registered it for a walk-in or a
caller who has no account, that officer hears what the resident would and brings back what they say, and no more than
that, until the person takes the case over ([domain/walkins.py](../domain/walkins.py)). A case begins in `assigned`, or
in `desk` where nobody represents the place. Who supports a case hears what the resident hears, and never who that is
([domain/supporters.py](../domain/supporters.py)). A case that is handled a second time is not merged.
"""
RATED = """The resident rates the process and the result apart; the result decides. Silence after {close} days is never
taken as satisfied. B and C stay open until they are solved; an unhappy result starts the one second handling, and who
handles it reads whether the answer did not satisfy or missed the point (which a process can't).
"""
DEADLINES = """Working days of the case's unit: the published ones, with those that the unit and the ones above it keep
under `/settings`. A warning comes a working day before, those above hear a working day after: by the city's days.
"""
FIXED = """{days} days after an answer of class A, and after every later answer, the resident is asked once whether it
is really fixed, also where the case is closed or was never rated, but not while it is handled again. Only the author's
word counts, and silence says nothing. A word of why takes the case up again: it is with whoever held it, by the clock
of the second handling. What residents say is kept apart from the state ([domain/outcomes.py](../domain/outcomes.py)).
"""
ROUTES = """Why a case went where it went, asked from the top; the resident is told. An anonymous case skips the link:
among ten linked people it would tell who wrote ([services/suggestions/placing.py](../services/suggestions/placing.py)).
"""
LEVELS = """Among the representatives whose constituency holds the place, the level that can decide is asked first, then
the others in this order; within a level whoever has the fewest open cases. A city may
change the names and levels of these categories and add its own in chat
([decisions/0019](decisions/0019-a-citys-own-categories.md)).
"""
COMMANDED = """The command menu of each role; `/start` is everybody's and not listed.
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
    rows = (
        (f"`{s}`", ZH(f"state.{s}"), EN(f"state.{s}"), "yes" if s in OPEN else "no",
         f"`{DUE[s]}`" if s in DUE else NOBODY)
        for s in State
    )  # fmt: skip
    return table(("state", "中文", "English", "open", "due by"), rows)


def actions() -> str:
    """The table of the code, row by row."""
    head = ("action", "in", "who", "leads to", "asks for", "who hears")
    return table(head, ((f"`{r.action}`", _states(r), _roles(r.roles), _leads(r), _asks(r), _hears(r)) for r in TABLE))


def _states(row: Transition) -> str:
    """The states of a row; of most of them those that are not meant."""
    missing = [state for state in State if state not in row.states]
    if not missing:
        return "every state"
    if len(missing) <= len(State) // 2 and set(missing) >= ENDED:
        but = [f"`{state}`" for state in missing if state in OPEN]
        return "every open state" + (f" but {', '.join(but)}" if but else "")
    return ", ".join(f"`{state}`" for state in State if state in row.states)


def _leads(row: Transition) -> str:
    """The next state, `stays`, or what decides between several."""
    if len(row.to) > 1:
        return "as before" if row.action is Action.OBJECT else "see Ratings"
    return f"`{row.to[0]}`" if row.to else "stays"


def _asks(row: Transition) -> str:
    return ", ".join(ask.value for ask in row.asks) or NOBODY


def _hears(row: Transition) -> str:
    return ", ".join(HEARERS[hearer] for hearer in row.hears) or NOBODY


def ratings() -> str:
    """After a rating by answer and result, before and after a second handling; and after silence."""
    head = ["answer"]
    for rating in Rating:
        seconds = (False, True) if _differs(rating) else (False,)
        head += [f"{EN(f'rating.{rating}')}{', the second time' if second else ''}" for second in seconds]
    rows = []
    for class_ in AnswerClass:
        cells = [f"{ZH(f'class.{class_}')}<br>{EN(f'class.{class_}')}"]
        for rating in Rating:
            seconds = (False, True) if _differs(rating) else (False,)
            cells += [f"`{after_rating(class_, rating, second)}`" for second in seconds]
        rows.append([*cells, f"`{after_lapse(class_)}`"])
    return table([*head, "silence"], rows)


def fixed() -> str:
    """What follows from each answer to the question, by where the case stands."""
    head = ("answer", *(f"in `{state}`" for state in State if state in ASKABLE))
    rows = (
        (f"{ZH(f'fixed.{said}')}<br>{EN(f'fixed.{said}')}", *(_after(said, s) for s in State if s in ASKABLE))
        for said in Fixed
    )
    return table(head, rows)


def _after(said: Fixed, state: State) -> str:
    """Where a word leads after this was said."""
    reopens = row(Action.REOPEN, state, Role.RESIDENT)
    return f"a word leads to `{reopens.to[0]}`" if said.may_reopen and reopens else "stays"


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
    roles = [role for role in Role if role not in (Role.SYSTEM, Role.SUPPORTING, Role.REGISTRAR)]
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
        section("Really fixed", FIXED.format(days=DeadlineRules().fixed_question), fixed()),
        section("Deadlines", DEADLINES, deadlines()),
        section("Routes", ROUTES, routes(), LEVELS, levels()),
        section("Commands", COMMANDED, commands()),
    ))  # fmt: skip


DATA = """# What is stored on people

Every column of the schema that holds or points to something of a person, what that person is shown by `/mydata`, and
what `/forget` does to it. This page is written by `python -m tests.docs.tables` from
[domain/datamap.py](../domain/datamap.py); a test reads the schema and fails for a column that the map does not know.
Why it is so: [decisions/0014](decisions/0014-leaving.md).

"""


def _columns(datum: Datum) -> str:
    return "all" if datum.columns == ALL else ", ".join(f"`{column}`" for column in datum.columns)


def data() -> str:
    """The page of personal data."""
    rows = ((f"`{d.table}`", _columns(d), d.holds, d.shown, d.forgotten) for d in MAP)
    return DATA + table(("table", "columns", "holds", "`/mydata` shows", "`/forget`"), rows)


if __name__ == "__main__":
    from tests.docs import permissions  # which prints by means of this module

    DATA_FILE.write_text(data(), encoding="utf-8")
    FILE.write_text(cases(), encoding="utf-8")
    permissions.FILE.write_text(permissions.page(), encoding="utf-8")
