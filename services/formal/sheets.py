"""What is shown of a formal suggestion, and to whom.

Its words are for everybody who has to do with it, so its author is warned of words that would tell who an author of a
cited case is. Of those cases only number and category are shown: nobody learns more of their authors by it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from domain.formal import WRITABLE, Action, Fault, Formal, Share
from domain.people import Actor, Role
from domain.quotes import passage
from domain.suggestions import Suggestion
from domain.supporters import nameless
from domain.telling import Told
from services import access
from services.commands import today
from services.formal import rights
from storage import formal as papers
from storage import people, suggestions
from storage.formal import Word
from storage.tx import Tx


@dataclass(frozen=True)
class Paper:
    """A formal suggestion as one person may see it."""

    formal: Formal
    role: Role  # what the reader is in it
    actions: frozenset[Action]
    cases: tuple[Suggestion, ...]
    parts: tuple[Share, ...]
    said: tuple[Word, ...]
    today: date
    quotes: str = ""  # what the text has from a resident, word by word
    names: bool = False  # whether it holds the name of a resident, or a telephone number

    @property
    def is_over(self) -> bool:
        """Whether the mandate in which it was signed has ended."""
        return not self.formal.is_seated(self.today)

    @property
    def supporting(self) -> tuple[Share, ...]:
        """The parts of those that support."""
        return tuple(part for part in self.parts if not part.is_lead)


def paper(tx: Tx, reader: Actor, formal: Formal, now: datetime) -> Paper | None:
    """It as this reader may see it; None for somebody who has nothing to do with it."""
    roles = rights.roles_in(tx, reader, formal)
    if not roles:
        return None
    cases = cited(tx, formal)
    written = formal.state in WRITABLE and roles[0] is Role.REPRESENTATIVE
    text = "\n".join((formal.title, formal.reason, formal.request))
    return Paper(
        formal=formal,
        role=roles[0],
        actions=rights.actions_of(tx, reader, formal, now),
        cases=cases,
        parts=tuple(papers.parts(tx, formal.id)),
        said=tuple(papers.said(tx, formal.id)),
        today=today(tx.rules, now),
        quotes=passage(text, _said(tx, cases)) if written else "",
        names=written and _names(tx, text, cases),
    )


def told(
    tx: Tx, person_id: int, formal: Formal, now: datetime, *, kind: str = "formal.card", fresh: bool = True,
    more: dict[str, object] | None = None,
) -> Told:  # fmt: skip
    """Its card for somebody, with what that person may see and do."""
    view = paper(tx, access.person(tx, person_id, now), formal, now)
    return Told(person_id, kind, {"paper": view, "fresh": fresh, **(more or {})})


def news(
    tx: Tx,
    formal: Formal,
    action: Action,
    people: list[int],
    now: datetime,
    *,
    name: str = "",
    words: str = "",
    fault: Fault | None = None,
) -> list[Told]:
    """What was done, with the card, for everybody who hears of it and has to do with it now.

    Who has not any more hears only that. `name` is the department that did it, or that has it now.
    """
    found = []
    for person in people:
        if rights.roles_in(tx, access.person(tx, person, now), formal):
            files = papers.files(tx, formal.id) if action is Action.ANSWER else ()
            more: dict[str, object] = {"action": action, "fault": fault, "name": name, "words": words, "files": files}
            found.append(told(tx, person, formal, now, kind="formal.news", more=more))
        else:
            found.append(Told(person, "formal.gone", {"formal": formal}))
    return found


def cited(tx: Tx, formal: Formal) -> tuple[Suggestion, ...]:
    """The cases that it cites."""
    found = (suggestions.find(tx, cited.case) for cited in papers.cited(tx, formal.id))
    return tuple(case for case in found if case is not None)


def _said(tx: Tx, cases: tuple[Suggestion, ...]) -> list[str]:
    """What residents said in those cases."""
    said = (said for case in cases for said in suggestions.said(tx, case.id))
    return [said.words for said in said if said.role is Role.RESIDENT or said.kind == "transcript"]


def _names(tx: Tx, text: str, cases: tuple[Suggestion, ...]) -> bool:
    """Whether a text names somebody. An anonymous author's name is never looked for: a warning would confirm it."""
    known = [(people.find(tx, case.author_id), case.phone or "") for case in cases if not case.anonymous]
    names = [("", ""), *((person.name, phone) for person, phone in known if person)]
    return any(nameless(text, name, phone) != text for name, phone in names)
