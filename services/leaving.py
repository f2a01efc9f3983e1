"""/forget: everything that is stored on a person is erased, asked twice, with a receipt.

Whoever holds an office keeps what the roster says of it, which is public; the account goes on serving the office. The
history keeps its ids, so that its seals hold and figures stay the same
([docs/decisions/0014](../docs/decisions/0014-leaving.md)).
"""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.people import Actor, Address, Role, random_code
from domain.suggestions import ENDED
from domain.telling import END, Outcome, Told
from services.commands import Command, Nothing, today
from services.moderation import is_muted
from services.suggestions import leaving as cases
from storage import events, inbox, leaving, moderation, mutes, retracting
from storage.leaving import Own
from storage.tx import Tx


class Choice(Command):
    """What was chosen on a card that showed so many cases, all of one person."""

    person: int
    cases: int
    keep: bool


@dataclass(frozen=True)
class Receipt:
    """What was erased, in numbers."""

    number: str
    at: datetime
    cases: int
    kept: int  # of them open, whose words stay
    words: int
    files: int
    drafts: int
    supports: int
    messages: int
    office: bool


def ask(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Say what happens, and what can be chosen. The conversation at hand stays as it is."""
    if actor.is_stranger:
        return Outcome.tell(Told(actor.at, "forget.nothing"))
    own = leaving.cases(tx, actor.person)
    facts = {"person": actor.person, "total": len(own), "unfinished": _open(own), "in_office": _office(tx, actor)}
    return Outcome.tell(Told(actor.at, "forget.ask", {**facts, "muted": is_muted(actor, now)}))


def choose(tx: Tx, actor: Actor, command: Choice, now: datetime) -> Outcome:
    """The second question: what was chosen, once more."""
    if actor.is_stranger:
        return Outcome(toast="forget.done_already")
    own = leaving.cases(tx, actor.person)
    if (command.person, command.cases) != (actor.person, len(own)):
        return replace(ask(tx, actor, Nothing(), now), toast="button.stale")
    facts = {"person": actor.person, "total": len(own), "unfinished": _open(own), "keep": command.keep}
    return Outcome.tell(Told(actor.at, "forget.sure", {**facts, "in_office": _office(tx, actor)}))


def stop(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Nothing is erased."""
    if actor.is_stranger:
        return Outcome(toast="forget.done_already")
    return Outcome.tell(Told(actor.at, "forget.stopped"))


def erase(tx: Tx, actor: Actor, command: Choice, now: datetime) -> Outcome:
    """Erase it all. Pressed a second time there is nothing any more; a card of before is no yes for today."""
    if actor.is_stranger:
        return Outcome(toast="forget.done_already")
    own = leaving.cases(tx, actor.person)
    if (command.person, command.cases) != (actor.person, len(own)):
        return replace(ask(tx, actor, Nothing(), now), toast="button.stale")
    office = _office(tx, actor)
    _keep_mutes(tx, actor, now)
    author = actor.person
    if office:  # whoever goes on serving is not the author of these any more
        author = leaving.ghost(tx, now)
        leaving.pass_cases(tx, actor.person, author)
    receipt = _counted(tx, author, own, keep=command.keep, office=office, now=now)
    news = cases.part(tx, own, actor.name, now, keep=command.keep)
    leaving.drop_phones(tx, author)
    messages = _forget_chats(tx, actor, author, own, now)
    drafts, supports = leaving.erase(tx, actor.person, today(tx.rules, now), now, office=office)
    if actor.is_staff:
        moderation.mute(tx, actor.person)
    else:
        leaving.unbind(tx, actor.person)
    receipt = replace(receipt, messages=messages, drafts=drafts, supports=supports)
    _note(tx, actor, receipt, now)
    news += cases.leave_due(tx, now).told
    closed = Told(actor.at, "forget.closed")
    return Outcome.tell(closed, Told(actor.at, "forget.receipt", {"receipt": receipt}), *news, talk=END)


def _open(own: list[Own]) -> int:
    return sum(case.state not in ENDED for case in own)


def _keep_mutes(tx: Tx, actor: Actor, now: datetime) -> None:
    """Leaving and coming back ends no mute: it is kept without the person (docs/decisions/0015)."""
    for taken in moderation.of_person(tx, actor.person) if is_muted(actor, now) else ():
        if taken.until is not None and taken.until > now and taken.undone_at is None:
            mutes.keep(tx, actor.person, taken.id, mutes.Kept(taken.unit_id, taken.offence, taken.until))


def _office(tx: Tx, actor: Actor) -> bool:
    return actor.is_staff or leaving.holds_office(tx, actor.person)


def _counted(tx: Tx, author: int, own: list[Own], *, keep: bool, office: bool, now: datetime) -> Receipt:
    """The receipt, as far as it can be counted before."""
    files = sum(len(leaving.files_of(tx, case.id)) for case in own)
    kept = _open(own) if keep else 0
    return Receipt(random_code(10), now, len(own), kept, leaving.count_words(tx, author), files, 0, 0, 0, office)


def _forget_chats(tx: Tx, actor: Actor, author: int, own: list[Own], now: datetime) -> int:
    """What is known of the person's chats goes, and what waits for them; of an office what is about their cases."""
    messages, ids = 0, [case.id for case in own]
    for at in leaving.accounts(tx, actor.person):
        entirely = not actor.is_staff
        retracting.give_up_for(tx, at, None if entirely else frozenset(ids), now)
        messages += _clear(tx, at, author, ids, entirely=entirely)
        inbox.blank_parked(tx, at.address)
        leaving.sweep_later(tx, at, author, entirely=entirely)
    return messages


def _clear(tx: Tx, at: Address, author: int, ids: list[int], *, entirely: bool) -> int:
    return leaving.clear(tx, at) if entirely else leaving.clear_cases(tx, at, author, ids)


def _note(tx: Tx, actor: Actor, receipt: Receipt, now: datetime) -> None:
    """The history knows the receipt's number, and numbers of what was erased."""
    facts = {"receipt": receipt.number, "cases": receipt.cases, "kept": receipt.kept, "files": receipt.files}
    events.add(tx, "person", actor.person, "erased", actor_id=actor.person, role=Role.RESIDENT, now=now, facts=facts)
