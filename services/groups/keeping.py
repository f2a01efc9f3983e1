"""What becomes of a connected group: it grows into a supergroup, the bot is put out of it, or may not write in it.

Whoever connected it is told, else those who hold the office now: nobody else would notice that a group is silent.
"""

from datetime import datetime

from domain.groups import Ended, Group, Kind
from domain.people import Actor, Address, Role
from domain.telling import Outcome, Told
from services import access
from services.commands import Command, today
from storage import departments, events, groups, people
from storage.tx import Tx


class Grown(Command):
    """A group has another address from now on."""

    old: str
    new: str


class Member(Command):
    """What the bot is in a group now."""

    gone: bool = False
    silent: bool = False
    forum: bool = False


def grow(tx: Tx, actor: Actor, command: Grown, now: datetime) -> Outcome:
    """A group has become a supergroup. The messenger says so in both, and once more when something is sent."""
    move(tx, Address(actor.at.channel, command.old), Address(actor.at.channel, command.new), now)
    return Outcome()


def move(tx: Tx, old: Address, new: Address, now: datetime) -> bool:
    """Let all that is for a group go to its new address. Returns whether it is one of ours."""
    known = groups.grow(tx, old, new)
    group = groups.at(tx, new)
    if known and group is not None:
        _note(tx, group, "grown", now)
    return group is not None


def change(tx: Tx, actor: Actor, command: Member, now: datetime) -> Outcome:
    """The bot was put out, silenced, or given other rights."""
    if command.gone:
        return Outcome(told=removed(tx, actor.here, now))
    group = groups.at(tx, actor.here)
    if group is None or group.at != actor.here:
        return Outcome()
    if command.silent:
        return Outcome(told=silenced(tx, actor.here, now))
    groups.set_forum(tx, group, forum=command.forum)
    return Outcome()


def removed(tx: Tx, at: Address, now: datetime) -> tuple[Told, ...]:
    """The bot is not in the group any more, or there is no such group: it is connected no longer."""
    group = groups.at(tx, at)
    if group is None or group.at != at or not groups.end(tx, group, Ended.REMOVED, now):
        return ()
    _note(tx, group, "removed", now)
    return told(tx, group, now, kind="group.removed")


def silenced(tx: Tx, at: Address, now: datetime) -> tuple[Told, ...]:
    """The bot may not write in the group: said once a day, as long as there is something to write."""
    group = groups.at(tx, at)
    return told(tx, group, now, kind="group.silenced", once=True) if group else ()


def without_topics(tx: Tx, at: Address, now: datetime) -> tuple[Told, ...]:
    """The bot may open no topics, or the group has none any more: cases stand among each other from now on."""
    group = groups.at(tx, at)
    if group is None or not groups.set_forum(tx, group, forum=False):
        return ()
    return told(tx, group, now, kind="group.no_topics", once=True)


def told(tx: Tx, group: Group, now: datetime, *, kind: str, once: bool = False) -> tuple[Told, ...]:
    """The news for whoever keeps the group; `once` a day."""
    facts = {"target": group.target, "title": group.title}
    day = f"{kind}:{group.id}:{today(tx.rules, now)}" if once else None
    return tuple(
        Told(person, kind, facts, dedupe=f"{day}:{person}" if day else None) for person in _keepers(tx, group, now)
    )


def _keepers(tx: Tx, group: Group, now: datetime) -> list[int]:
    """Who connected it, as long as they can be told and hold an office; else its officers, else the administrators."""
    day, by = today(tx.rules, now), group.connected_by
    if people.reach(tx, by) is not None and access.person(tx, by, now).is_staff:
        return [by]
    target = group.target
    station = target.kind is Kind.STATION
    officers = people.officers(tx, target.id, day) if station else departments.officers(tx, target.id, day)
    return officers or access.administrators(tx, target.unit_id, day)


def _note(tx: Tx, group: Group, kind: str, now: datetime) -> None:
    facts = {group.target.kind.value: group.target.id}
    events.add(tx, "group", group.id, kind, actor_id=None, role=Role.SYSTEM, now=now, facts=facts)
