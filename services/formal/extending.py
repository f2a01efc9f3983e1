"""More months for the answer: asked for once an assignment, and only with the representative's consent.

Once it is answered B or C, the day that was promised can be put off the same way, as often as it is consented to.

Where the representative can't consent any more (the mandate has ended, or there is no account), the office does.
"""

from datetime import date, datetime

from domain.departments import Extension
from domain.formal import Action, Formal, Phase, State, longer, months_after
from domain.people import Actor
from domain.telling import Outcome, Talk, Told
from services.formal import citing, rights, sheets
from services.formal.commands import WORDS, Pick, Press, fresh
from services.formal.moving import move
from services.formal.office import done
from services.suggestions.saying import Say
from storage import formal as papers
from storage.tx import Tx


def ask(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Show how many months there can be in all."""
    formal = rights.load(tx, command.formal_id)
    rights.role_for(tx, actor, formal, Action.EXTEND, now)
    more: dict[str, object] = {"spans": _days(tx, formal)}
    return Outcome.tell(sheets.told(tx, actor.person, formal, now, kind="formal.months", fresh=False, more=more))


def choose(tx: Tx, actor: Actor, command: Pick, now: datetime) -> Outcome:
    """The months are chosen; ask for the reason."""
    formal, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    rights.role_for(tx, actor, formal, Action.EXTEND, now)
    months = int(command.value)
    if months not in dict(_days(tx, formal)):
        return Outcome(toast="button.unknown")
    talk = Talk(WORDS, {"formal": formal.id, "what": "extend", "months": months})
    return Outcome.tell(Told(actor.person, "formal.ask_words", {"formal": formal, "what": "extend"}), talk=talk)


def request(tx: Tx, actor: Actor, formal: Formal, talk: Talk, said: Say, now: datetime) -> Outcome:
    """Ask for the months, with the reason. Until the representative has said yes or no the old day holds."""
    role = rights.role_for(tx, actor, formal, Action.EXTEND, now)
    months = min(int(talk.data["months"]), tx.rules.deadlines.formal_longest)
    papers.say(tx, formal.id, "extend", actor.person, role, said.words, now, department_id=formal.lead_id)
    changed = move(
        tx, actor, formal, Action.EXTEND, role, now, facts={"months": months}, extension=Extension.ASKED, months=months
    )
    return done(tx, actor, formal, changed, Action.EXTEND, role, now, name=formal.lead or "", words=said.words)


def grant(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Consent: the months count from the day on which it was assigned, or from the one that was promised."""
    formal, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    role = rights.role_for(tx, actor, formal, Action.GRANT, now)
    begins = _begins(formal)
    if begins is None:
        raise LookupError(f"formal suggestion {formal.id} is to be put off, and nobody knows from when")
    due = months_after(begins, formal.months)
    later = formal.state is State.WATCHED
    changed = move(
        tx, actor, formal, Action.GRANT, role, now, facts={"until": due.isoformat()}, due=due,
        extension=Extension.NONE if later else Extension.GRANTED, months=0 if later else formal.months,
        promised=due if later else formal.promised,
    )  # fmt: skip
    citing.spread(tx, changed, Phase.LONGER)
    return done(tx, actor, formal, changed, Action.GRANT, role, now, toast="formal.granted")


def refuse(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Leave it at the day that holds."""
    formal, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    role = rights.role_for(tx, actor, formal, Action.REFUSE, now)
    months = 0 if formal.state is State.WATCHED else tx.rules.deadlines.formal_answer
    changed = move(tx, actor, formal, Action.REFUSE, role, now, extension=Extension.REFUSED, months=months)
    return done(tx, actor, formal, changed, Action.REFUSE, role, now, toast="formal.refused")


def _days(tx: Tx, formal: Formal) -> list[tuple[int, date]]:
    """How many months there can be in all, with the day of each."""
    begins = _begins(formal)
    if begins is None:
        return []
    return [(n, months_after(begins, n)) for n in longer(formal.months, tx.rules.deadlines.formal_longest)]


def _begins(formal: Formal) -> date | None:
    """The day from which the months count."""
    return formal.promised if formal.state is State.WATCHED else formal.assigned_on
