"""Fixed links by talk: proposed by one of the two or by an officer, accepted or declined by the other, and ended.

A proposal owes nothing, and a link begins only once its other side has said yes. The one with whom it is kept can end
it at any time, the liaison officer with a word; whoever keeps it asks the officer.
"""

from datetime import date, datetime, timedelta

from pydantic import Field

from domain.contacts.links import AGAIN, ASKS, Consent, Pair, Proposal
from domain.people import Actor, Role
from domain.roster import Tier
from domain.telling import END, Outcome, Talk, Told
from services.commands import Command, RefusedError, today
from services.contacts import candidates
from services.contacts.entering import officers_over
from services.suggestions.saying import Say
from storage import events, links, talks
from storage.tx import Tx

WORD = "link.word"  # why an officer ends a link


class Propose(Command):
    """A link: who keeps it, with whom, and of which tier."""

    keeper_id: int = Field(ge=0, lt=2**63)
    other_id: int = Field(ge=0, lt=2**63)
    tier: Tier


class OfProposal(Command):
    """The proposal that a button is about."""

    proposal_id: int = Field(ge=0, lt=2**63)


class OfLink(Command):
    """The link that a button is about."""

    link_id: int = Field(ge=0, lt=2**63)


def propose(tx: Tx, actor: Actor, command: Propose, now: datetime) -> Outcome:
    """Propose a link: to the other side, to who would keep it, or as an officer for both. Twice it is the same one."""
    given = (command.tier, command.keeper_id, command.other_id)
    known = actor.person in given[1:] or candidates.office_over(tx, actor, command.keeper_id, now) is not None
    if known and (standing := _standing(tx, command, now)):
        return Outcome(toast=standing, alert=True)
    role = _role(tx, actor, command, now)
    if actor.person == command.other_id and _asks(tx, actor) >= ASKS:
        return Outcome(toast="link.too_many_asks", alert=True)
    asked = command.keeper_id if actor.person == command.other_id else command.other_id
    id_ = links.propose(tx, *given, actor.person, asked, now)
    proposal = links.proposal(tx, id_) if id_ is not None else None
    if proposal is None:
        return Outcome(toast="link.waits", alert=True)
    _note(tx, proposal, "proposed", actor, role, now)
    facts = {"proposal": proposal}
    set_ = (Told(proposal.keeper_id, "link.set", facts),) if proposal.by_officer else ()
    return Outcome.tell(Told(asked, "link.asked", facts), Told(actor.person, "link.proposed", facts), *set_)


def accept(tx: Tx, actor: Actor, command: OfProposal, now: datetime) -> Outcome:
    """Yes: the link begins today. Who has lost the seat meanwhile keeps none."""
    proposal, day = _asked(tx, actor, command), today(tx.rules, now)
    if proposal.answer is not Consent.WAITING:
        return _answered(actor, proposal)
    answer = Consent.ACCEPTED if _may_keep(tx, proposal, day) else Consent.EXPIRED
    if not links.answer(tx, proposal.id, answer, now) or answer is Consent.EXPIRED:
        return _answered(actor, links.proposal(tx, proposal.id) or proposal)
    _note(tx, proposal, "accepted", actor, _side(actor, proposal), now)
    given = (proposal.tier, proposal.keeper_id, proposal.other_id)
    id_ = links.between(tx, *given, day) or links.begin(tx, *given, day, now)
    events.add(tx, "link", id_, "began", actor_id=actor.person, role=_side(actor, proposal), now=now)
    facts = {"proposal": proposal}
    others = dict.fromkeys((proposal.keeper_id, proposal.other_id, proposal.by_id))
    news = (Told(person, "link.begun", facts) for person in others if person != actor.person)
    return Outcome.tell(Told(actor.person, "link.accepted", facts), *news, toast="link.is_accepted")


def decline(tx: Tx, actor: Actor, command: OfProposal, now: datetime) -> Outcome:
    """No: nothing was owed, and nothing will be."""
    proposal = _asked(tx, actor, command)
    if not links.answer(tx, proposal.id, Consent.DECLINED, now):
        return _answered(actor, proposal)
    _note(tx, proposal, "declined", actor, _side(actor, proposal), now)
    facts = {"proposal": proposal}
    hearers = [id_ for id_ in dict.fromkeys((proposal.by_id, proposal.keeper_id)) if id_ != actor.person]
    news = (Told(person, "link.declined", facts) for person in hearers)
    return Outcome.tell(Told(actor.person, "link.refused", facts), *news, toast="link.is_declined")


def ask_end(tx: Tx, actor: Actor, command: OfLink, now: datetime) -> Outcome:
    """End a link: the one with whom it is kept is asked once more, the officer for a word."""
    pair, role = _ending(tx, actor, command.link_id, now)
    if not _lasts(tx, pair, now):
        return Outcome(toast="link.over", alert=True)
    if role is Role.RESIDENT:
        return Outcome.tell(Told(actor.person, "link.sure", {"pair": pair}))
    return Outcome.tell(Told(actor.person, "link.ask_word", {"pair": pair}), talk=Talk(WORD, {"link": pair.id}))


def end(tx: Tx, actor: Actor, command: OfLink, now: datetime) -> Outcome:
    """The other side wants no link any more. Who kept it and the officer hear so."""
    pair, role = _ending(tx, actor, command.link_id, now)
    if role is not Role.RESIDENT:
        raise RefusedError("refused.link_of_others")
    if not _finish(tx, actor, pair, role, now):
        return Outcome(toast="link.over", alert=True)
    hearers = (pair.keeper_id, *officers_over(tx, pair.keeper_id, pair.other_id, now))
    facts = {"pair": pair, "words": ""}
    return Outcome.tell(
        Told(actor.person, "link.ended_own", facts), *(Told(person, "link.ended", facts) for person in hearers)
    )


def end_with_word(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """The officer's word: the link ends today, and both read why."""
    talk = talks.find(tx, actor.at)
    pair, role = _ending(tx, actor, int(talk.data["link"]) if talk and talk.step == WORD else 0, now)
    if role is Role.RESIDENT:
        raise RefusedError("refused.link_of_others")
    if not _finish(tx, actor, pair, role, now):
        return Outcome.tell(Told(actor.person, "link.over"), talk=END)
    facts = {"pair": pair, "words": command.words.strip()}
    hearers = dict.fromkeys((actor.person, pair.keeper_id, pair.other_id))
    return Outcome.tell(*(Told(person, "link.ended", facts) for person in hearers), talk=END)


def _may_keep(tx: Tx, proposal: Proposal, day: date) -> bool:
    """Whether the keeper still has the seat for it: any for residents, one in the committee for representatives."""
    seats = links.seats(tx, proposal.keeper_id, day)
    return any(seat["committee"] or proposal.tier is Tier.RESIDENTS for seat in seats)


def _standing(tx: Tx, command: Propose, now: datetime) -> str:
    """What is in the way of a proposal, as a text's key: the link, the same proposal, or a no of late."""
    given = (command.tier, command.keeper_id, command.other_id)
    if links.between(tx, *given, today(tx.rules, now)):
        return "link.already"
    waiting = links.waiting_of(tx, command.keeper_id)
    if any((one.tier, one.keeper_id, one.other_id) == given for one in waiting):
        return "link.waits"
    return "link.declined_lately" if links.declined(tx, *given, now - timedelta(days=AGAIN)) else ""


def _role(tx: Tx, actor: Actor, command: Propose, now: datetime) -> Role:
    """In which role somebody may propose this link. Raises RefusedError."""
    if actor.person == command.keeper_id:
        offered = {(tier, free.person_id) for tier, free in candidates.whom_to_offer(tx, actor, now)}
        if (command.tier, command.other_id) in offered:
            return Role.REPRESENTATIVE
    elif actor.person == command.other_id:
        askable = {(tier, free.person_id) for tier, free in candidates.whom_to_ask(tx, actor, now)}
        if (command.tier, command.keeper_id) in askable:
            return Role.RESIDENT
    else:
        office = candidates.office_over(tx, actor, command.keeper_id, now)
        if office and candidates.near(tx, command.keeper_id, command.tier, now, command.other_id):
            return office
    raise RefusedError("refused.no_such_link")


def _asks(tx: Tx, actor: Actor) -> int:
    return sum(proposal.by_id == actor.person for proposal in links.waiting_of(tx, actor.person))


def _asked(tx: Tx, actor: Actor, command: OfProposal) -> Proposal:
    proposal = links.proposal(tx, command.proposal_id)
    if proposal is None or proposal.asked_id != actor.person:
        raise RefusedError("refused.link_of_others")
    return proposal


def _answered(actor: Actor, proposal: Proposal) -> Outcome:
    """It was answered before, or is over: the card says so and has no buttons any more."""
    return Outcome.tell(Told(actor.person, "link.stands", {"proposal": proposal}), toast=_said(proposal))


def _said(proposal: Proposal) -> str:
    """The key of what says how a proposal stands."""
    return f"link.is_{proposal.answer.value}"


def _side(actor: Actor, proposal: Proposal) -> Role:
    return Role.REPRESENTATIVE if actor.person == proposal.keeper_id else Role.RESIDENT


def _ending(tx: Tx, actor: Actor, link_id: int, now: datetime) -> tuple[Pair, Role]:
    """A link and in which role somebody may end it. Raises RefusedError; whoever keeps it is told whom to ask."""
    pair = links.find(tx, link_id)
    if pair is not None and pair.other_id == actor.person:
        return pair, Role.RESIDENT
    kept = pair is not None and pair.keeper_id == actor.person  # by nobody's own office
    office = candidates.office_over(tx, actor, pair.keeper_id, now) if pair is not None and not kept else None
    if pair is None or office is None:
        raise RefusedError("refused.link_by_officer" if kept else "refused.link_of_others")
    return pair, office


def _lasts(tx: Tx, pair: Pair, now: datetime) -> bool:
    return pair.ends is None or pair.ends > today(tx.rules, now)


def _finish(tx: Tx, actor: Actor, pair: Pair, role: Role, now: datetime) -> bool:
    if not links.finish(tx, pair.id, today(tx.rules, now), now):
        return False
    events.add(tx, "link", pair.id, "ended", actor_id=actor.person, role=role, now=now)
    return True


def _note(tx: Tx, proposal: Proposal, kind: str, actor: Actor, role: Role, now: datetime) -> None:
    facts = {"keeper": proposal.keeper_id, "other": proposal.other_id, "tier": proposal.tier.value}
    events.add(tx, "link_proposal", proposal.id, kind, actor_id=actor.person, role=role, now=now, facts=facts)
