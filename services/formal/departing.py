"""What departments do with a formal suggestion: take it up, give it back, and give an opinion to the one that leads."""

from datetime import datetime

from domain.departments import PartState
from domain.formal import Action, Formal, Share
from domain.people import Actor
from domain.telling import END, Outcome, Talk, Told
from services.commands import RefusedError
from services.formal import rights, sheets
from services.formal.commands import WORDS, Press, fresh
from services.formal.moving import move
from services.formal.office import come_back, done
from services.suggestions.saying import Say
from storage import formal as papers
from storage.tx import Tx

TAKE = {True: Action.ACCEPT, False: Action.JOIN}  # by whether the department leads
GIVE_BACK = {True: Action.DECLINE, False: Action.LEAVE}


def accept(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Take it up, as the lead or as one that supports. The second press finds it taken up."""
    formal, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    part = part_of(tx, actor, formal)
    action = TAKE[part.is_lead]
    role = rights.role_for(tx, actor, formal, action, now)
    papers.change_part(tx, part, PartState.ACCEPTED, now)
    changed = move(tx, actor, formal, action, role, now, facts={"department": part.department_id})
    return done(tx, actor, formal, changed, action, role, now, name=part.department, toast="department.accepted")


def ask_decline(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Ask why it is the wrong address, and whose it may be."""
    formal = rights.load(tx, command.formal_id)
    part = part_of(tx, actor, formal)
    rights.role_for(tx, actor, formal, GIVE_BACK[part.is_lead], now)
    return ask_words(actor, formal, "decline")


def decline(tx: Tx, actor: Actor, formal: Formal, talk: Talk, said: Say, now: datetime) -> Outcome:
    """Give it back with the reason. If the lead does, it leaves those that support as well."""
    part = part_of(tx, actor, formal)
    action = GIVE_BACK[part.is_lead]
    role = rights.role_for(tx, actor, formal, action, now)
    hearers = rights.hearers(tx, formal, action, formal.state, role, now, actor.person)
    papers.say(tx, formal.id, action.value, actor.person, role, said.words, now, department_id=part.department_id)
    papers.change_part(tx, part, PartState.RETURNED, now)
    if part.is_lead:
        changed = come_back(tx, actor, formal, action, role, now)
    else:
        changed = move(tx, actor, formal, action, role, now, facts={"department": part.department_id})
    news = sheets.news(tx, changed, action, hearers, now, name=part.department, words=said.words)
    return Outcome.tell(Told(actor.person, "formal.declined", {"formal": changed}), *news, talk=END)


def ask_opinion(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Ask for the opinion of a department that supports."""
    formal = rights.load(tx, command.formal_id)
    rights.role_for(tx, actor, formal, Action.OPINE, now)
    return ask_words(actor, formal, "opine")


def opine(tx: Tx, actor: Actor, formal: Formal, talk: Talk, said: Say, now: datetime) -> Outcome:
    """Give it to the lead; another one later is added to it."""
    part = part_of(tx, actor, formal)
    role = rights.role_for(tx, actor, formal, Action.OPINE, now)
    papers.say(tx, formal.id, "opine", actor.person, role, said.words, now, department_id=part.department_id)
    papers.change_part(tx, part, PartState.ANSWERED, now)
    changed = move(tx, actor, formal, Action.OPINE, role, now, facts={"department": part.department_id})
    return done(tx, actor, formal, changed, Action.OPINE, role, now, name=part.department, words=said.words)


def ask_words(actor: Actor, formal: Formal, what: str) -> Outcome:
    """Ask for a word, out of the conversation."""
    told = Told(actor.person, "formal.ask_words", {"formal": formal, "what": what})
    return Outcome.tell(told, talk=Talk(WORDS, {"formal": formal.id, "what": what}))


def part_of(tx: Tx, actor: Actor, formal: Formal) -> Share:
    """The part that is the actor's to speak for: of several the lead's. Raises RefusedError."""
    parts = rights.parts_of(tx, actor, formal)
    if not parts:
        raise RefusedError("refused.not_yours_formal")
    return parts[0]
