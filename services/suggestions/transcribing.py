"""Writing down what was said in a voice message."""

from datetime import datetime

from domain.people import Actor
from domain.suggestions import Action
from domain.telling import END, Outcome, Talk, Told
from services import access
from services.suggestions import duplicates, hearing, sheets
from services.suggestions.handling import Press, about, load
from services.suggestions.moving import move
from services.suggestions.saying import Say, relay
from storage import suggestions
from storage.tx import Tx

TRANSCRIBE = "case.transcribe"


def ask_transcript(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Ask for what was said in a voice message; the original stays."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.TRANSCRIBE)
    told = Told(actor.person, "case.ask_transcript", {"case": case})
    return Outcome.tell(told, talk=Talk(TRANSCRIBE, {"case": case.id}))


def transcribe(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """Write down what was said."""
    case = load(tx, about(tx, actor))
    role = access.role_for(tx, actor, case, Action.TRANSCRIBE)
    message = suggestions.say(tx, case.id, "transcript", actor.person, role, command.words, (), now)
    relay(tx, actor, command.message_id, case, message)
    changed = move(tx, actor, case, Action.TRANSCRIBE, role, now)
    duplicates.index(tx, changed)
    hearers = {actor.person, *hearing.staff(tx, changed, Action.TRANSCRIBE, case.state, role, now)}
    # Everybody has had the files: the card alone tells the news.
    return Outcome.tell(
        *(sheets.told(tx, person, changed, now, more={"files": ()}) for person in sorted(hearers)), talk=END
    )
