"""/group: which staff groups are connected, and a one-time link that connects one. In the group the link is taken up.

Whoever takes it up must have the right as well: a link that somebody else got hold of opens nothing.
"""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from pydantic import Field

from domain.groups import CODE_LASTS, TITLE, Code, Ended, Group, Kind, Target
from domain.people import Actor, Role, Standing
from domain.telling import Outcome, Told
from services.commands import Command, Nothing, RefusedError, today
from storage import events, groups, outbox, people, units
from storage.tx import Tx

PAGE = 6  # stations and departments on one card
SHOWN = 8  # connected groups on it
KEEPERS = (Role.OFFICER, Role.DEPARTMENT_OFFICER, Role.ADMIN)
ROLES = {Kind.STATION: Role.OFFICER, Kind.DEPARTMENT: Role.DEPARTMENT_OFFICER}


class List(Command):
    """A page of the stations and departments to which one can connect a group."""

    page: int = Field(0, ge=0, lt=10_000)
    fresh: bool = True


class Choose(Command):
    """A station or a department."""

    kind: Kind
    id: int = Field(ge=1, lt=2**63)


class One(Command):
    """A connected group."""

    group_id: int = Field(ge=1, lt=2**63)


class Connect(Command):
    """What comes in a group with a code; `hidden` is who speaks for the group and not for oneself."""

    token: str
    title: str
    forum: bool = False
    hidden: bool = False


def show(tx: Tx, actor: Actor, command: List, now: datetime) -> Outcome:
    """/group: what is connected, and to what a group can be connected."""
    return Outcome.tell(_listed(tx, actor, command.page, now, fresh=command.fresh))


def ask(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """/group, as a command."""
    return show(tx, actor, List(), now)


def make(tx: Tx, actor: Actor, command: Choose, now: datetime) -> Outcome:
    """A link that connects one group, once, within a day. Each press makes another one."""
    target = groups.target(tx, command.kind, command.id, today(tx.rules, now))
    if target is None or not may(tx, actor, target):
        raise RefusedError("refused.no_groups")
    token = secrets.token_urlsafe(24)
    groups.put_code(tx, _hash(token), target, actor.person, now, now + CODE_LASTS)
    _note(tx, actor, target, "group_code", now, (target.kind.value, target.id))
    return Outcome.tell(Told(actor.person, "group.link", {"target": target, "token": token}))


def in_private(tx: Tx, actor: Actor, token: str, now: datetime) -> Outcome:
    """The link was opened in the private chat: it is good for a group."""
    return Outcome.tell(Told(actor.person, "group.only_in_group", {"token": token}))


def connect(tx: Tx, actor: Actor, command: Connect, now: datetime) -> Outcome:
    """Take up a code in a group. The same one twice changes nothing; whoever may not is told who may."""
    if actor.is_stranger or command.hidden:
        kind = "group.hidden" if command.hidden else "group.stranger"
        return Outcome.tell(once_a_day(actor, kind, now))
    if people.tries(tx, actor.at, now - timedelta(hours=1)) >= tx.rules.access.invite_tries:
        return Outcome()
    code, here = groups.code(tx, _hash(command.token)), groups.at(tx, actor.here)
    fault = _fault(tx, actor, code, here, now)
    if code is None:
        people.note_try(tx, actor.at, now)
    if code is None or fault is not None:
        return _answer(fault or "group.bad_code", actor, code)
    return _connected(tx, actor, command, code, now)


def about(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """/group or /start in a group: to what it is connected. One that is not connected hears nothing."""
    here = groups.at(tx, actor.here)
    if here is None:
        return Outcome()
    minute = f"{outbox.FLOOD}group.about:{here.id}:{now:%Y%m%d%H%M}"
    return Outcome.tell(Told(here.at, "group.about", {"target": here.target}, dedupe=minute))


def ask_end(tx: Tx, actor: Actor, command: One, now: datetime) -> Outcome:
    """Disconnecting is asked twice."""
    group = _own(tx, actor, command)
    if group is None:
        return _gone(tx, actor, now)
    return Outcome.tell(Told(actor.person, "group.ask_end", {"group": group}))


def end(tx: Tx, actor: Actor, command: One, now: datetime) -> Outcome:
    """Disconnect a group; it is told, and shows no more cases. Pressed twice, the second press finds it gone."""
    group = _own(tx, actor, command)
    if group is None:
        return _gone(tx, actor, now)
    groups.end(tx, group, Ended.DISCONNECTED, now)
    _note(tx, actor, group.target, "ended", now, ("group", group.id))
    return Outcome.tell(
        Told(group.at, "group.ended", {"target": group.target}),
        _listed(tx, actor, 0, now, fresh=False),
        toast="group.ended_toast",
    )


def may(tx: Tx, actor: Actor, target: Target) -> bool:
    """Whether somebody may connect a group to a station or department: its officers, and who administers its unit."""
    return any(
        target.id == _of(standing, target.kind)
        if standing.role is ROLES[target.kind]
        else standing.role is Role.ADMIN and target.unit_id in units.below(tx, standing.unit_id)
        for standing in actor.standings
    )


def once_a_day(actor: Actor, kind: str, now: datetime) -> Told:
    """A hint to a group, once a day: whoever wants to could fill it with them."""
    return Told(actor.here, kind, dedupe=f"{outbox.FLOOD}{kind}:{actor.here.address}:{now:%Y%m%d}")


def _of(standing: Standing, kind: Kind) -> int | None:
    """The station or the department of an office."""
    return standing.station_id if kind is Kind.STATION else standing.department_id


def _fault(tx: Tx, actor: Actor, code: Code | None, here: Group | None, now: datetime) -> str | None:
    """Why a code can't be taken up here: the kind of what is said."""
    kind = None
    if code is None:
        kind = "group.bad_code"
    elif here is not None and here.id == code.used_by:
        kind = "group.already"
    elif code.used_by is not None:
        kind = "group.used"
    elif code.expires < now:
        kind = "group.expired"
    elif not may(tx, actor, code.target):
        kind = "group.not_for_you"
    elif here is not None:
        kind = "group.already" if here.target == code.target else "group.taken"
    return kind


def _answer(kind: str, actor: Actor, code: Code | None) -> Outcome:
    facts = {"target": code.target} if code and kind in ("group.already", "group.not_for_you") else {}
    return Outcome.tell(Told(actor.here, kind, facts))


def _connected(tx: Tx, actor: Actor, command: Connect, code: Code, now: datetime) -> Outcome:
    target, title = code.target, command.title[:TITLE]
    id_ = groups.add(tx, actor.here, title, target, actor.language, actor.person, now, forum=command.forum)
    if not groups.use_code(tx, code, id_):
        raise RefusedError("refused.no_groups")
    _note(tx, actor, target, "connected", now, ("group", id_))
    return Outcome.tell(
        Told(actor.here, "group.welcome", {"target": target, "forum": command.forum}),
        Told(actor.person, "group.connected", {"target": target, "title": title}),
    )


def _own(tx: Tx, actor: Actor, command: One) -> Group | None:
    """A connected group over which somebody may decide. Raises RefusedError for others."""
    if not any(actor.holds(role) for role in KEEPERS):
        raise RefusedError("refused.no_groups")
    group = groups.find(tx, command.group_id)
    if group is not None and not may(tx, actor, group.target):
        raise RefusedError("refused.no_groups")
    return group


def _gone(tx: Tx, actor: Actor, now: datetime) -> Outcome:
    return Outcome.tell(_listed(tx, actor, 0, now, fresh=False), toast="button.done_already")


def _listed(tx: Tx, actor: Actor, page: int, now: datetime, *, fresh: bool) -> Told:
    targets, more, found = _targets(tx, actor, page, now)
    facts = {"targets": targets, "groups": found[:SHOWN], "page": page, "more": more, "fresh": fresh}
    return Told(actor.person, "group.list", facts)


def _targets(tx: Tx, actor: Actor, page: int, now: datetime) -> tuple[list[Target], bool, list[Group]]:
    """A page of what one may connect, whether there is more, and what is connected already. Raises RefusedError."""
    if not any(actor.holds(role) for role in KEEPERS):
        raise RefusedError("refused.no_groups")
    units_of = [standing.unit_id for standing in actor.standings if standing.role is Role.ADMIN]
    if units_of:  # who administers several has the first one's; the others' officers see to theirs
        found = groups.below(tx, units_of[0], today(tx.rules, now), page * PAGE, PAGE + 1)
        connected = [group for unit_id in units_of for group in groups.connected_below(tx, unit_id)]
    else:
        own = _held(tx, actor, today(tx.rules, now))
        found = own[page * PAGE : (page + 1) * PAGE + 1]
        connected = [group for target in own for group in groups.of(tx, target.kind, target.id)]
    return found[:PAGE], len(found) > PAGE, list({group.id: group for group in connected}.values())


def _held(tx: Tx, actor: Actor, day: date) -> list[Target]:
    """The stations and departments whose officer somebody is."""
    held = [
        (kind, _of(standing, kind))
        for kind, role in ROLES.items()
        for standing in actor.standings
        if standing.role is role
    ]
    found = (groups.target(tx, kind, id_, day) for kind, id_ in dict.fromkeys(held) if id_ is not None)
    return [target for target in found if target is not None]


def _note(tx: Tx, actor: Actor, target: Target, kind: str, now: datetime, what: tuple[str, int]) -> None:
    role = next((s.role for s in actor.standings if s.role in KEEPERS), Role.ADMIN)
    events.add(tx, *what, kind, actor_id=actor.person, role=role, now=now, facts={target.kind.value: target.id})


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
