"""What cannot be undone waits for a second person: ask, approve, refuse, withdraw, lapse. Any column may use it.

A column that has such a deed does four things:

1. it adds a kind to `Kind` and to `KINDS` in `domain/approvals.py` (from how many people on it waits), and a sentence
   `approval.what_<kind>` in both languages (`locales/*/approvals.po`), to be filled from `Deed.facts`;
2. it registers the deed where it is written: `carries_out(Kind.NOTICE, Deed(do=..., facts=...))`;
3. where its use case would do the deed, it asks instead, if need be:

       if needed(tx, Kind.NOTICE, people):
           return ask(tx, actor, Kind.NOTICE, unit_id, notice.id, {"people": people, "version": notice.version}, now)
       return _send(tx, actor, notice, now)

4. it does the deed in `Deed.do(tx, actor, approval, now)`: in the job of whoever approves, as they (`actor`), on behalf
   of `approval.asked_by`, by `approval.payload` alone, which nothing has changed since. `Deed.hinders` is asked just
   before, and names the text of why it is not possible any more: then the request is void, and nothing was done.
   `Deed.over` hears that it came to nothing (refused, withdrawn, lapsed, void). `Deed.shows` is what else whoever
   decides wants to see, told before the card.

Whoever decides administers the unit or one above, and is not who asked. Each deed happens once: a second press finds it
done. The same about the same subject is not asked twice while it waits. Where nobody else could decide, `ask` raises
RefusedError, whose text names the ways out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import Field

from domain.approvals import Approval, Kind, State, Who, is_needed
from domain.people import Actor, Role
from domain.telling import END, Due, Outcome, Priority, Talk, Told
from services import access
from services.commands import Command, RefusedError, is_quiet, today
from services.suggestions.saying import Say
from storage import approvals, events, people, talks, units
from storage.tx import TooLateError, Tx

REFUSE = "approval.refuse"
REASON = 500  # characters
SOON = timedelta(hours=24)
ENOUGH = 50  # of one look
SHOWN = 8  # of a unit


class OfApproval(Command):
    """A request."""

    approval_id: int = Field(ge=0, lt=2**63)


def _no_hindrance(tx: Tx, approval: Approval, now: datetime) -> str | None:
    return None


def _nothing_more(tx: Tx, approval: Approval, now: datetime) -> tuple[Told, ...]:
    return ()


def _nothing_to_show(tx: Tx, person_id: int, approval: Approval, now: datetime) -> tuple[Told, ...]:
    return ()


@dataclass(frozen=True)
class Deed:
    """What a kind does, and how it is described."""

    do: Callable[[Tx, Actor, Approval, datetime], Outcome]
    facts: Callable[[Tx, Approval], Mapping[str, Any]]  # of the text `approval.what_<kind>`
    hinders: Callable[[Tx, Approval, datetime], str | None] = _no_hindrance  # the key of a text, without facts
    over: Callable[[Tx, Approval, datetime], tuple[Told, ...]] = _nothing_more
    shows: Callable[[Tx, int, Approval, datetime], tuple[Told, ...]] = _nothing_to_show


DEEDS: dict[Kind, Deed] = {}


def carries_out(kind: Kind, deed: Deed) -> None:
    """Let requests of a kind be carried out so. Raises ValueError if somebody else does."""
    if kind in DEEDS:
        raise ValueError(f"two columns carry out {kind}")
    DEEDS[kind] = deed


def needed(tx: Tx, kind: Kind, people_concerned: int = 0) -> bool:
    """Whether a deed that concerns so many people waits for a second person here."""
    return is_needed(tx.rules.access, kind, people_concerned)


def ask(
    tx: Tx, actor: Actor, kind: Kind, unit_id: int, subject_id: int, payload: Mapping[str, object], now: datetime
) -> Outcome:
    """Ask for a second person. Those of the unit hear, else those of the nearest one above.

    The same again shows what waits, unless that is void by now. Raises RefusedError for who does not administer the
    unit, and where nobody else could decide.
    """
    _administer(tx, actor, unit_id)
    seconds = _seconds(tx, unit_id, actor.person, now, now)
    if not seconds:
        raise _nobody(tx, actor, unit_id, now)
    gone = _void_before(tx, actor, kind, subject_id, now)
    until = now + timedelta(hours=tx.rules.access.two_person_hours)
    id_ = approvals.ask(tx, kind, unit_id, subject_id, payload, actor.person, now, until)
    approval = approvals.find(tx, id_) if id_ else approvals.waiting_for(tx, kind, subject_id)
    if approval is None:
        raise TooLateError
    own = _card(tx, actor.person, approval, fresh=True)
    if id_ is None:
        return Outcome(told=(own,), talk=END, toast="approval.waits_toast")
    _note(tx, approval, "asked", actor.person, now)
    told = (item for person in seconds for item in _shown(tx, person, approval, now))
    return Outcome.tell(*gone, own, *told, talk=END)


def show(tx: Tx, actor: Actor, command: OfApproval, now: datetime) -> Outcome:
    """A request as it stands, with what it is about."""
    approval = _load(tx, actor, command)
    return Outcome.tell(*_shown(tx, actor.person, approval, now))


def approve(tx: Tx, actor: Actor, command: OfApproval, now: datetime) -> Outcome:
    """The second person says yes, and it is done at once. A second press finds it done."""
    approval = _load(tx, actor, command)
    if (stopped := _stopped(tx, actor, approval, State.DONE, now)) is not None:
        return stopped
    if actor.person in _barred(tx, approval.asked_by, approval.asked_at):
        raise RefusedError("refused.invited_second", asker=approval.asker)
    hindrance = "approval.void_asker" if not _still_stands(tx, approval, now) else None
    hindrance = hindrance or DEEDS[approval.kind].hinders(tx, approval, now)
    if hindrance is not None:
        return Outcome.tell(*_settle(tx, approval, State.VOID, actor.person, hindrance, now), toast="approval.over")
    told = _settle(tx, approval, State.DONE, actor.person, "", now)
    done = DEEDS[approval.kind].do(tx, actor, approval, now)
    return Outcome.tell(*told, *done.told, talk=done.talk, toast="approval.done_toast")


def ask_reason(tx: Tx, actor: Actor, command: OfApproval, now: datetime) -> Outcome:
    """No, and why?"""
    approval = _load(tx, actor, command)
    if (stopped := _stopped(tx, actor, approval, State.REFUSED, now)) is not None:
        return stopped
    told = Told(actor.person, "approval.ask_reason", {"approval": approval})
    return Outcome.tell(told, talk=Talk(REFUSE, {"approval": approval.id}))


def refuse(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """The second person says no, and why. Both hear."""
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != REFUSE:
        raise RefusedError("refused.no_approval")
    approval = _load(tx, actor, OfApproval(approval_id=talk.data["approval"]))
    words = command.words.strip()
    if len(words) > REASON:
        return Outcome.tell(Told(actor.person, "approval.long_reason", {"limit": REASON}))
    if (stopped := _stopped(tx, actor, approval, State.REFUSED, now)) is not None:
        return Outcome(stopped.told, END, stopped.toast, stopped.facts, stopped.alert)
    return Outcome.tell(*_settle(tx, approval, State.REFUSED, actor.person, words, now), talk=END)


def withdraw(tx: Tx, actor: Actor, command: OfApproval, now: datetime) -> Outcome:
    """Who asked does not want it any more."""
    approval = _load(tx, actor, command)
    if not approval.allows(State.WITHDRAWN, Who.ASKER):
        return _as_it_is(tx, actor, approval)
    if actor.person != approval.asked_by:
        raise RefusedError("refused.not_your_request")
    return Outcome.tell(
        *_settle(tx, approval, State.WITHDRAWN, actor.person, "", now), toast="approval.withdrawn_toast"
    )


def approvals_due(tx: Tx, now: datetime) -> Due:
    """Requests that run out: those who can decide are reminded a day before, and both hear once it has lapsed."""
    if is_quiet(tx.rules, now):
        return Due()
    over = approvals.over(tx, now, ENOUGH)
    told = [item for one in over for item in _settle(tx, one, State.EXPIRED, None, "", now)]
    for one in (soon := approvals.soon(tx, now + SOON, ENOUGH)):
        if approvals.note_reminded(tx, one.id) and one.asked_at < now - SOON:
            told += [_card(tx, person, one, fresh=True, soon=True) for person in _all_seconds(tx, one, now)]
    return Due(tuple(told), ENOUGH in (len(over), len(soon)))


def waiting_in(tx: Tx, unit_id: int) -> list[Approval]:
    """What waits in a unit and below it."""
    return approvals.waiting_in(tx, unit_id, SHOWN)


def _load(tx: Tx, actor: Actor, command: OfApproval) -> Approval:
    """A request of a unit that the actor administers, or one of their own. Raises RefusedError."""
    approval = approvals.find(tx, command.approval_id)
    if approval is None or not access.administers(tx, actor, approval.unit_id):
        raise RefusedError("refused.no_approval")
    return approval


def _stopped(tx: Tx, actor: Actor, approval: Approval, to: State, now: datetime) -> Outcome | None:
    """What to say instead, where somebody can't bring it there. Raises RefusedError for who asked."""
    if not approval.allows(to, Who.SECOND):
        return _as_it_is(tx, actor, approval)
    if actor.person == approval.asked_by:
        raise RefusedError("refused.own_approval")
    if approval.expires <= now:  # no tick has come by yet
        return Outcome.tell(*_settle(tx, approval, State.EXPIRED, None, "", now), toast="approval.over")
    return None


def _as_it_is(tx: Tx, actor: Actor, approval: Approval) -> Outcome:
    return Outcome.tell(_card(tx, actor.person, approval, fresh=False), toast="approval.over")


def _settle(tx: Tx, approval: Approval, state: State, by: int | None, reason: str, now: datetime) -> list[Told]:
    """It is decided: both hear, and the cards of all others change. Raises TooLateError if it was before.

    Whoever pressed has it on the card; who wrote a reason gets an answer to that.
    """
    if not approvals.settle(tx, approval.id, state, by, reason, now):
        raise TooLateError
    settled = approvals.find(tx, approval.id) or approval
    _note(tx, settled, state.value, by, now)
    others = [person for person in _all_seconds(tx, settled, now) if person != by]
    facts = {"approval": settled, "deed": _facts(tx, settled)}
    both = dict.fromkeys([settled.asked_by, *([by] if by else [])])
    told = [_card(tx, person, settled, fresh=False) for person in both]
    told += [
        Told(person, "approval.news", facts, priority=Priority.REPLY if by else Priority.NOTICE)
        for person in both
        if person != by or state is State.REFUSED
    ]
    told += [_card(tx, person, settled, fresh=False) for person in others if person not in both]
    return [*told, *(() if state is State.DONE else DEEDS[settled.kind].over(tx, settled, now))]


def _note(tx: Tx, approval: Approval, kind: str, by: int | None, now: datetime) -> None:
    facts = {"kind": approval.kind.value, "unit": approval.unit_id, "subject": approval.subject_id}
    asker = approval.asked_by if by not in (None, approval.asked_by) else None
    events.add(tx, "approval", approval.id, kind, actor_id=by, role=Role.ADMIN if by else Role.SYSTEM, now=now,
               on_behalf_of=asker, facts=facts)  # fmt: skip


def _void_before(tx: Tx, actor: Actor, kind: Kind, subject_id: int, now: datetime) -> list[Told]:
    """What waits about the same subject and can't be done any more makes room for what is asked anew."""
    before = approvals.waiting_for(tx, kind, subject_id)
    hindrance = DEEDS[kind].hinders(tx, before, now) if before else None
    return _settle(tx, before, State.VOID, actor.person, hindrance, now) if before and hindrance else []


def _administer(tx: Tx, actor: Actor, unit_id: int) -> None:
    if not access.administers(tx, actor, unit_id):
        raise RefusedError("refused.no_rights")


def _still_stands(tx: Tx, approval: Approval, now: datetime) -> bool:
    """Whether who asked administers the unit still."""
    if people.reach(tx, approval.asked_by) is None:
        return False
    return access.administers(tx, access.person(tx, approval.asked_by, now), approval.unit_id)


def _seconds(tx: Tx, unit_id: int, asker: int, asked_at: datetime, now: datetime) -> list[int]:
    """Those of the unit or the nearest one above who are neither who asked nor let in by them just before."""
    return _nearest(tx, unit_id, {asker, *_barred(tx, asker, asked_at)}, now)


def _nearest(tx: Tx, unit_id: int, but: set[int], now: datetime) -> list[int]:
    """The administrators of the unit, or of the nearest one above that has any beside some; else the configured."""
    day = today(tx.rules, now)
    for unit in units.chain(tx, unit_id):
        found = [person for person in people.admins(tx, unit.id, day) if person not in but]
        if found:
            return found
    return [person for person in access.configured(tx) if person not in but]


def _all_seconds(tx: Tx, approval: Approval, now: datetime) -> list[int]:
    """Those who were asked, as it stands now."""
    return _seconds(tx, approval.unit_id, approval.asked_by, approval.asked_at, now)


def _barred(tx: Tx, asker: int, asked_at: datetime) -> dict[int, datetime]:
    """Who can't be the second one, and since when they are here: somebody may invite an own second account."""
    return approvals.invited_by(tx, asker, asked_at - timedelta(days=tx.rules.access.two_person_days))


def _nobody(tx: Tx, actor: Actor, unit_id: int, now: datetime) -> RefusedError:
    """Why there is no second one; and where there soon is, from which day on."""
    unit = units.find(tx, unit_id)
    name = unit.name if unit else ""
    barred = _barred(tx, actor.person, now)
    late = [barred[person] for person in _nearest(tx, unit_id, {actor.person}, now) if person in barred]
    if not late:
        return RefusedError("refused.no_second", unit=name)
    days = tx.rules.access.two_person_days
    left = min(late) + timedelta(days=days) - now
    return RefusedError("refused.no_second_yet", unit=name, days=days, left=-(-left // timedelta(days=1)))


def _facts(tx: Tx, approval: Approval) -> Mapping[str, Any]:
    return DEEDS[approval.kind].facts(tx, approval)


def _shown(tx: Tx, person_id: int, approval: Approval, now: datetime) -> tuple[Told, ...]:
    """What it is about, and the card below it."""
    more = DEEDS[approval.kind].shows(tx, person_id, approval, now)
    return (*more, _card(tx, person_id, approval, fresh=True))


def _card(tx: Tx, person_id: int, approval: Approval, *, fresh: bool, soon: bool = False) -> Told:
    """The request as one of the two sees it."""
    facts = {
        "approval": approval, "deed": _facts(tx, approval), "own": person_id == approval.asked_by, "fresh": fresh,
        "nearly_over": soon,
    }  # fmt: skip
    return Told(person_id, "approval.card", facts)
