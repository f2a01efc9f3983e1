"""The desk: what lies on it for representatives, and for the officers and administrators who stand in for them."""

from datetime import datetime
from typing import Literal

from domain.people import Actor
from domain.telling import Outcome, Told
from services import access
from services.commands import Command, RefusedError, today
from storage import outcomes, suggestions
from storage.tx import Tx

PAGE = 6  # cases on a page


class Desk(Command):
    """A page of the desk; `view` is open, waiting, closed or triage: open, with what nobody sees to on top."""

    view: Literal["open", "waiting", "closed", "triage"] = "open"
    page: int = 0
    fresh: bool = True


def desk(tx: Tx, actor: Actor, command: Desk, now: datetime) -> Outcome:
    """/inbox: what lies on the desk, overdue first."""
    person_id = actor.person
    if not actor.is_staff:
        raise RefusedError("refused.no_desk")
    day = today(tx.rules, now)
    top = access.top_of(tx, actor)
    found = suggestions.desk(tx, person_id, command.view, day, command.page * PAGE, PAGE + 1, top)
    facts = {"cases": found[:PAGE], "more": len(found) > PAGE, "page": command.page, "view": command.view, "today": day}
    answered = [case.id for case in found[:PAGE] if case.answers and not case.is_open]
    facts["judgements"] = {id_: outcomes.latest(tx, id_) for id_ in answered}
    return Outcome.tell(Told(person_id, "inbox", {**facts, "fresh": command.fresh}))
