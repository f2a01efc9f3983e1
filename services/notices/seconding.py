"""A notice to very many waits for a second administrator, who sees it as it arrives and says yes or no.

What they decide on is the draft as it was when they were asked: who changes it meanwhile has to ask anew. So has who
waits until it would reach many more. Where what was sent to so many is corrected, those who could decide see the words.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.approvals import Approval, Kind
from domain.notices import Notice, State
from domain.notices.life import Action
from domain.people import Actor, Role
from domain.telling import Outcome, Told
from services import access, approvals
from services.commands import today
from services.notices.counting import size
from services.notices.moving import move
from services.notices.rights import reaches, still
from services.notices.showing import card, read, where
from storage import approvals as requests
from storage import notice_recipients, notices
from storage.tx import Tx, instant, micros


def needed(tx: Tx, people: int) -> bool:
    """Whether a notice to so many waits."""
    return approvals.needed(tx, Kind.NOTICE, people)


def ask(tx: Tx, actor: Actor, notice: Notice, role: Role, people: int, at: datetime | None, now: datetime) -> Outcome:
    """Ask for a second administrator. An officer, who is none, has it sent by an administrator."""
    if role is not Role.ADMIN:
        facts = {"n": people, "limit": tx.rules.access.two_person_notice}
        return Outcome(toast="notice.too_many", facts=facts, alert=True)
    payload = {"people": people, "version": notice.version, "at": micros(at) if at else None}
    return approvals.ask(tx, actor, Kind.NOTICE, notice.unit_id, notice.id, payload, now)


def lacking(tx: Tx, notice: Notice, now: datetime) -> bool:
    """Whether a notice whose time has come reaches so many by now that it waits, and nobody agreed to that."""
    people = size(tx, notice, now).people
    if not needed(tx, people):
        return False
    agreed = requests.done_for(tx, Kind.NOTICE, notice.id)
    same = agreed is not None and agreed.payload["version"] == notice.version - 1  # scheduling it was one more
    return agreed is None or not same or _grew(agreed, people)


def tell_corrected(tx: Tx, actor: Actor, notice: Notice, now: datetime) -> list[Told]:
    """The other words of what goes to so many, for those who could have decided on the first ones; they can stop it."""
    if not needed(tx, notice_recipients.progress(tx, notice.id).total):
        return []
    hearers = access.administrators(tx, notice.unit_id, today(tx.rules, now), actor.person)
    facts = {"notice": notice, "who": actor.name}
    return [
        told for person in hearers for told in (
            Told(person, "notice.corrected", facts),
            *(Told(person, "notice.read", read(notice, language)) for language in notice.content.languages),
            card(tx, person, notice, now, fresh=True),
        )
    ]  # fmt: skip


def _grew(approval: Approval, people: int) -> bool:
    """Whether many more would get it than was said to whoever decides: a tenth is."""
    return people * 10 > int(approval.payload["people"]) * 11


def _send(tx: Tx, actor: Actor, approval: Approval, now: datetime) -> Outcome:
    """They said yes: it goes now, or waits for its time if that is still to come."""
    notice = notices.find(tx, approval.subject_id)
    if notice is None:
        raise LookupError(f"notice {approval.subject_id} is gone")
    at = approval.payload["at"]
    if at is not None and instant(at) > now:
        moved = move(tx, actor, notice, Action.SCHEDULE, Role.ADMIN, now, send_at=instant(at))
    else:
        moved = move(tx, actor, notice, Action.SEND, Role.ADMIN, now)
    return Outcome.tell(card(tx, notice.author_id, moved, now, fresh=True))


def _facts(tx: Tx, approval: Approval) -> Mapping[str, Any]:
    notice = notices.find(tx, approval.subject_id)
    title, who = (notice.content.title, where(tx, notice)) if notice else ("", approval.unit)
    return {"title": title, "people": approval.payload["people"], "who": who}


def _hinders(tx: Tx, approval: Approval, now: datetime) -> str | None:
    notice = notices.find(tx, approval.subject_id)
    if notice is None or notice.state is not State.DRAFT or notice.version != approval.payload["version"]:
        return "approval.void_changed"
    role = still(tx, notice, now)
    if role is None or not reaches(tx, role, notice, notice.audience):
        return "approval.void_changed"
    return "approval.void_changed" if _grew(approval, size(tx, notice, now).people) else None


def _shows(tx: Tx, person_id: int, approval: Approval, now: datetime) -> tuple[Told, ...]:
    """The notice as it arrives, in each language."""
    notice = notices.find(tx, approval.subject_id)
    if notice is None or notice.version != approval.payload["version"]:
        return ()
    return tuple(Told(person_id, "notice.read", read(notice, language)) for language in notice.content.languages)


approvals.carries_out(Kind.NOTICE, approvals.Deed(do=_send, facts=_facts, hinders=_hinders, shows=_shows))
