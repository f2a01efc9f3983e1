"""Edits are shown as edits: who edits a message in the messenger changes a draft, or tells what was passed on anew.

What was passed on is never rewritten. A later wording is kept beside the first one, and goes to whoever got that, as a
message that says that it is an edit; a further edit changes that message in place. An edit of a word among staff stays
among staff. One that comes late, twice, or of somebody who has no say any more changes nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from domain.life import Hearer, allows, row
from domain.messages import File
from domain.people import Actor, Role
from domain.relays import OUTSIDE, Circle, Spoken
from domain.suggestions import Suggestion
from domain.telling import KEEP, Outcome, Told
from services import access
from services.commands import RefusedError
from services.moderation import stops_talk
from services.suggestions import answering, drafting, duplicates, hearing, noting, sheets, transferring, triaging
from services.suggestions.handling import load
from services.suggestions.moving import note
from services.suggestions.saying import Say
from storage import people, relays, suggestions, talks
from storage.tx import Tx


class Edit(Say):
    """A message of the own chat as it reads now; `edited` is when, as the messenger says."""

    edited: datetime


# What was shown before it goes, by the step that shows it: an edit of its words changes it there.
PROPOSALS: dict[str, Callable[[Tx, Actor, Say, datetime], Outcome]] = {
    answering.CONFIRM: answering.reword_proposal,
    transferring.TRANSFER: transferring.write,
    triaging.REDIRECT: triaging.write,
}


def edited(tx: Tx, actor: Actor, command: Edit, now: datetime) -> Outcome:
    """A message was edited: what is not sent yet changes, and what was passed on is told anew."""
    for change in (_draft, _proposal, _passed_on):
        if (outcome := change(tx, actor, command, now)) is not None:
            return outcome
    return Outcome()


def _draft(tx: Tx, actor: Actor, command: Edit, now: datetime) -> Outcome | None:
    written = drafting.Write(message_id=command.message_id, words=command.words)
    return drafting.edited(tx, actor, written, now)


def _proposal(tx: Tx, actor: Actor, command: Edit, now: datetime) -> Outcome | None:
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step not in PROPOSALS or command.message_id not in talk.data.get("messages", ()):
        return None
    said = Say(message_id=command.message_id, words=command.words)
    return PROPOSALS[talk.step](tx, actor, said, now)


def _passed_on(tx: Tx, actor: Actor, command: Edit, now: datetime) -> Outcome | None:
    spoken = relays.own(tx, actor.at, command.message_id)
    if spoken is None:
        return None
    case = load(tx, spoken.case)
    known = {file.unique_id for file in suggestions.files(tx, case.id)}
    files = tuple(file for file in command.files if file.unique_id not in known)  # another picture in its place
    if not _is_news(tx, spoken, command, files):
        return Outcome()
    role = _role(tx, actor, case, spoken)
    if role is Role.RESIDENT and (stopped := stops_talk(tx, actor, case, command, now)):
        return replace(stopped, talk=KEEP)
    message = relays.word_anew(
        tx, spoken, actor.person, role, command.words, files, command.message_id, command.edited, now
    )
    note(tx, actor, case, spoken.anew, role, now, {"edits": spoken.id})
    facts: dict[str, object] = {"words": command.words, "role": role, "at": command.edited}
    facts["card"] = f"edit:{spoken.id}:{command.message_id}"
    news = _news(tx, actor, case, spoken, role, files, facts, now)
    told = [Told(to.to, to.kind, to.facts, case=case.id, message=message) for to in news]
    own = {"case": case, "message": message, "original": spoken.kind == "original", **facts}
    own["circle"] = spoken.circle
    own["withheld"] = sheets.withheld(case.anonymous, files) if role in OUTSIDE else 0
    return Outcome.tell(*told, Told(actor.person, "relay.edited", own, case=case.id, message=message))


def _is_news(tx: Tx, spoken: Spoken, command: Edit, files: tuple[File, ...]) -> bool:
    """Whether it reads otherwise than before. The messenger also tells of edits that change nothing, and tells twice.

    A suggestion of several messages and an album have one wording: that one of them has no words is no news.
    """
    last = relays.last_wording(tx, spoken, command.message_id)
    if last is not None and last.edited > command.edited:
        return False  # an older wording that came late
    if files:
        return True
    if not command.words and last is None:
        return spoken.kind != "original" and bool(spoken.words) and len(suggestions.files_of(tx, spoken.id)) == 1
    return command.words != (last.words if last else spoken.words)


def _role(tx: Tx, actor: Actor, case: Suggestion, spoken: Spoken) -> Role:
    """The role in which it is edited. Raises RefusedError for who has no say any more, and where it is too late."""
    roles = access.roles_in(tx, actor, case)
    roles = [role for role in roles if (role == spoken.role if spoken.role in OUTSIDE else role not in OUTSIDE)]
    if not roles:
        raise RefusedError("refused.edit_not_yours")
    able = next((role for role in roles if allows(spoken.anew, case.state, role)), None)
    if able is None or spoken.hidden:
        raise RefusedError("refused.edit_late", number=case.number)
    return able


def _news(
    tx: Tx, actor: Actor, case: Suggestion, spoken: Spoken, role: Role, files: tuple[File, ...],
    facts: dict[str, object], now: datetime,
) -> list[Told]:  # fmt: skip
    """The later wording, for everybody who hears such words."""
    if spoken.circle is Circle.EVERYBODY:
        return [Told(case.author_id, "relay.word", {**facts, "case": case, "files": files})]
    told = []
    for person in _staff(tx, actor, case, spoken, role, now):
        if spoken.kind == "transcript":
            told.append(sheets.told(tx, person, case, now, more={"files": ()}))
        elif spoken.circle is Circle.STAFF:
            more = {**facts, "new_files": files, "department": noting.department_of(tx, actor, case)}
            told.append(sheets.told(tx, person, case, now, kind="relay.noted", more=more))
        else:
            hidden = case.anonymous or bool(access.parts_of(tx, access.person(tx, person, now), case))
            more = {**facts, "new_files": sheets.passed_on(hidden, files), "withheld": sheets.withheld(hidden, files)}
            told.append(sheets.told(tx, person, case, now, kind="relay.added", more=more))
    if spoken.kind == "transcript":
        duplicates.index(tx, case)
    return told


def _staff(tx: Tx, actor: Actor, case: Suggestion, spoken: Spoken, role: Role, now: datetime) -> list[int]:
    """Who hears such words now, and who got the first wording and still has to do with the case."""
    found = hearing.staff(tx, case, spoken.anew, case.state, role, now, but=actor.person)
    allowed = row(spoken.anew, case.state, role)
    if allowed is not None and (Hearer.RECEIVED in allowed.hears or spoken.circle is Circle.STAFF):
        found += _received(tx, case, spoken, now)
    return [person for person in dict.fromkeys(found) if person not in (actor.person, case.author_id)]


def _received(tx: Tx, case: Suggestion, spoken: Spoken, now: datetime) -> list[int]:
    chats = dict.fromkeys(piece.at for piece in relays.pieces(tx, spoken.id))
    people_there = (people.person_at(tx, at) for at in chats)
    return [p for p in people_there if p is not None and access.roles_in(tx, access.person(tx, p, now), case)]
