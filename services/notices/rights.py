"""Whose notices somebody may write, see and stop: of the own unit and those below, or of the own station.

Looked at when a button is pressed, and once more when a notice begins that waited for its time.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.notices import Notice
from domain.notices.audience import Audience
from domain.notices.life import Action, allows
from domain.people import Actor, Role
from services import access
from services.commands import Command, RefusedError
from storage import notices, units
from storage.tx import Tx


class OfNotice(Command):
    """The notice that a button is about, and the version that its card showed."""

    notice_id: int
    version: int = 0


@dataclass(frozen=True)
class Scope:
    """Whose notices somebody writes: a unit's, or a station's."""

    role: Role
    unit_id: int
    station_id: int | None
    name: str

    @property
    def key(self) -> str:
        """What names it in a button."""
        return f"s{self.station_id}" if self.station_id else f"u{self.unit_id}"


def scopes(tx: Tx, actor: Actor) -> list[Scope]:
    """All of somebody's. Raises RefusedError for who has none."""
    found = []
    for held in actor.standings:
        unit = units.find(tx, held.unit_id) if held.role is Role.ADMIN else None
        if unit is not None:
            found.append(Scope(Role.ADMIN, unit.id, None, unit.name))
        station = units.station(tx, held.station_id) if held.role is Role.OFFICER and held.station_id else None
        if station is not None:
            found.append(Scope(Role.OFFICER, station.unit_id, station.id, station.name))
    if not found or actor.is_stranger:
        raise RefusedError("refused.no_notices")
    return list(dict.fromkeys(found))


def scope(tx: Tx, actor: Actor, key: str) -> Scope:
    """One of them. Raises RefusedError for one of others."""
    found = next((one for one in scopes(tx, actor) if one.key == key), None)
    if found is None:
        raise RefusedError("refused.no_notices")
    return found


def over(tx: Tx, actor: Actor, notice: Notice) -> Role | None:
    """The role in which somebody sees to a notice; None for who does not."""
    for held in actor.standings:
        if held.role is Role.ADMIN and notice.unit_id in units.below(tx, held.unit_id):
            return Role.ADMIN
        if held.role is Role.OFFICER and held.station_id is not None and held.station_id == notice.station_id:
            return Role.OFFICER
    return None


def load(tx: Tx, actor: Actor, notice_id: int) -> Notice:
    """A notice for who sees to it. Raises RefusedError for others, and for one that is not there."""
    notice = notices.find(tx, notice_id)
    if notice is None or actor.is_stranger or over(tx, actor, notice) is None:
        raise RefusedError("refused.no_notices")
    return notice


def role_for(tx: Tx, actor: Actor, notice: Notice, action: Action) -> Role | None:
    """The role in which somebody may do this with a notice now; None where its state does not let them.

    Raises RefusedError for who does not see to it.
    """
    role = over(tx, actor, notice)
    if role is None:
        raise RefusedError("refused.no_notices")
    return role if allows(action, notice.state, role) else None


def reaches(tx: Tx, role: Role, notice: Notice, audience: Audience) -> bool:
    """Whether an audience lies within what a notice's unit or station may send to."""
    if notice.station_id is not None:
        return (audience.unit, audience.station) == (notice.unit_id, notice.station_id)
    station = units.station(tx, audience.station) if audience.station else None
    below = units.below(tx, notice.unit_id)
    return role is Role.ADMIN and audience.unit in below and (station is None or station.unit_id in below)


def still(tx: Tx, notice: Notice, now: datetime) -> Role | None:
    """The role in which its author sees to it at this moment; None for who has lost it since."""
    try:
        author = access.person(tx, notice.author_id, now)
    except LookupError:
        return None
    return over(tx, author, notice)
