"""A resident takes a file of the own case back: a photo may show a face or a plate. Asked twice, in any state."""

from datetime import datetime

from domain.messages import File
from domain.people import Actor, Role
from domain.suggestions import Action, Suggestion
from domain.telling import Outcome, Told
from services.commands import RefusedError
from services.suggestions import hearing
from services.suggestions.handling import Pick, Show, load
from services.suggestions.retracting import take_back
from storage import events, retracting
from storage.retracting import Own
from storage.tx import Tx


def choose(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """Show what one has attached in a case."""
    case, files = _own(tx, actor, command.case_id)
    if not files:
        return Outcome(toast="file.gone")
    return Outcome.tell(Told(actor.person, "file.list", {"case": case, "attached": files}, case=case.id))


def ask(tx: Tx, actor: Actor, command: Pick, now: datetime) -> Outcome:
    """Show the file itself, and say what taking it back does."""
    case, files = _own(tx, actor, command.case_id)
    found = next((file for file in files if file.id == int(command.value)), None)
    if found is None:
        return Outcome(toast="file.gone")
    file = File.model_validate({"kind": found.kind, "file_id": found.file_id})
    return Outcome.tell(Told(actor.person, "file.ask", {"case": case, "file": file, "id_": found.id}))


def withdraw(tx: Tx, actor: Actor, command: Pick, now: datetime) -> Outcome:
    """Take it back, and say honestly what could not be. What was sent twice goes twice; pressed twice it is gone."""
    case, files = _own(tx, actor, command.case_id)
    found = next((file for file in files if file.id == int(command.value)), None)
    if found is None:
        return Outcome(toast="file.gone")
    same = [(f.id, f.file_id) for f in files if f.id == found.id or (f.unique_id and f.unique_id == found.unique_id)]
    taken = take_back(tx, case.id, same, now)
    events.add(tx, "suggestion", case.id, "file_withdrawn", actor_id=actor.person, role=Role.RESIDENT, now=now,
               facts={"files": len(same)})  # fmt: skip
    hearers = hearing.staff(tx, case, Action.COMMENT, case.state, Role.RESIDENT, now)
    facts = {"case": case, "gone": taken.gone, "late": taken.late}
    return Outcome.tell(
        Told(actor.person, "file.withdrawn", facts),
        *taken.told,
        *(Told(person, "case.file_withdrawn", {"case": case}, case=case.id) for person in hearers),
    )


def _own(tx: Tx, actor: Actor, case_id: int) -> tuple[Suggestion, list[Own]]:
    """The own case and what one attached in it. Raises RefusedError for somebody else's."""
    case = load(tx, case_id)
    if case.author_id != actor.person:
        raise RefusedError("refused.not_yours")
    return case, retracting.own_files(tx, case.id, actor.person)
