"""A word among those who see to a case: representative, officer and departments. The resident never sees it."""

from datetime import datetime

from domain.people import Actor, Role
from domain.suggestions import Action, Suggestion
from domain.telling import END, Outcome, Talk, Told
from services import access
from services.suggestions import hearing, sheets
from services.suggestions.handling import Press, about, load
from services.suggestions.moving import note
from services.suggestions.saying import Say, keep
from storage import suggestions
from storage.tx import Tx

NOTE = "case.note"


def is_meant(tx: Tx, actor: Actor, case: Suggestion, replied_to: int) -> bool:
    """Whether a reply is a word among staff: to another one, or of those who never speak to the resident."""
    roles = access.roles_in(tx, actor, case)
    return suggestions.is_note(tx, actor.here, replied_to) or (bool(roles) and set(roles) == {Role.SUPPORTING})


def ask(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Ask for the word."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.NOTE)
    return Outcome.tell(Told(actor.person, "case.ask_note", {"case": case}), talk=Talk(NOTE, {"case": case.id}))


def write(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """The word, out of the conversation."""
    return add(tx, actor, load(tx, about(tx, actor)), command, now)


def add(tx: Tx, actor: Actor, case: Suggestion, said: Say, now: datetime) -> Outcome:
    """Pass a word on to all others who see to the case. Parts of an album join the first and go out together."""
    role = access.role_for(tx, actor, case, Action.NOTE)
    kept = keep(tx, actor, case, "note", role, said, now)
    if not kept.continues:
        note(tx, actor, case, Action.NOTE, role, now)
    hearers = hearing.staff(tx, case, Action.NOTE, case.state, role, now, but=actor.person)
    facts: dict[str, object] = {
        "words": kept.words,
        "new_files": kept.files,
        "role": role,
        "department": department_of(tx, actor, case),
    }
    news = [sheets.told(tx, p, case, now, kind="case.noted", message=kept.message, more=facts) for p in hearers]
    kind = "case.note_sent" if hearers else "case.note_kept"
    done = Told(actor.person, kind, {"case": case, "message": kept.message}, case=case.id, message=kept.message)
    return Outcome.tell(*map(kept.together, (done, *news)), talk=END)


def department_of(tx: Tx, actor: Actor, case: Suggestion) -> str:
    """The name of the department for which somebody acts in a case; empty for staff."""
    return next((part.department for part in access.parts_of(tx, actor, case)), "")
