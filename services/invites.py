"""Invitations: a one-time link makes an account a representative's, either kind of officer's or an administrator's."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.people import Actor, Role, Standing
from domain.telling import END, Outcome, Told
from services import access
from services.commands import today
from services.notices import joining
from storage import departments, dissolving, events, moderation, people, units
from storage.tx import Tx

IN_ROSTER = "the roster must have it (shuanglian roster import)"


class InviteError(Exception):
    """An invitation can't be made so; the message says why."""


@dataclass(frozen=True)
class Made:
    """A fresh invitation. The token is shown once and stored nowhere."""

    token: str
    expires: datetime


def make(
    tx: Tx, role: Role, unit_code: str, ref: int | None, now: datetime, *, created_by: int | None = None,
    maker: Role = Role.ADMIN,
) -> Made:  # fmt: skip
    """Make an invitation for a role in a unit (or at a station, by its code), for one person or whoever holds it.

    Raises InviteError for an unknown unit or one that has ended, and for a role that lacks what it needs: a mandate, a
    station, or the office of a department, which only the roster gives.
    """
    day = today(tx.rules, now)
    unit, station = units.by_code(tx, unit_code), units.station_by_code(tx, unit_code, day)
    if unit is None and station is None:
        raise InviteError(f"there is no unit or station with the code {unit_code}; {IN_ROSTER}")
    if role is Role.REPRESENTATIVE and ref is None:
        raise InviteError("an invitation for a representative names the person (--person)")
    if role is Role.OFFICER and station is None:
        raise InviteError("a liaison officer belongs to a station: give its code as --unit")
    if ref is not None and people.find(tx, ref) is None:
        raise InviteError("there is no such person")
    if role is Role.REPRESENTATIVE and ref is not None and not people.representative(tx, ref, day):
        raise InviteError("this person has no mandate today")
    # A unit and a station may have one code: an administrator's place is the unit of that name, if there is one.
    if station is not None and not (role is Role.ADMIN and unit is not None):
        unit_id = station.unit_id
    else:
        unit_id = unit.id if unit else 0
    if dissolving.is_over(tx, unit_id, day):
        raise InviteError("this unit has ended")
    standing = Standing(role, unit_id, station.id if station and role is not Role.ADMIN else None)
    if role is Role.DEPARTMENT_OFFICER:
        standing = _of_department(tx, ref, day)
    token, expires = secrets.token_urlsafe(24), now + timedelta(days=tx.rules.access.invite_days)
    people.invite(tx, _hash(token), standing, ref, created_by, now, expires)
    events.add(tx, "invite", ref or 0, "invited", actor_id=created_by, role=maker if created_by else Role.SYSTEM,
               now=now, facts={"role": role.value, "unit": standing.unit_id})  # fmt: skip
    return Made(token, expires)


def _of_department(tx: Tx, ref: int | None, day: date) -> Standing:
    """The office that the roster gives to a department's officer."""
    held = people.standings(tx, ref, day) if ref is not None else ()
    found = next((standing for standing in held if standing.role is Role.DEPARTMENT_OFFICER), None)
    if found is None:
        raise InviteError("a department officer comes from the roster: enter the office there, and name --person")
    return found


def accept(tx: Tx, actor: Actor, token: str, now: datetime) -> Outcome:
    """Take up an invitation. Twice by the same person changes nothing; by another one it is refused."""
    since = now - timedelta(hours=1)
    if people.tries(tx, actor.at, since) >= tx.rules.access.invite_tries:
        return Outcome.tell(Told(actor.at, "invite.too_often"), talk=END)
    invitation = people.invitation(tx, _hash(token))
    if invitation is not None and not invitation.used and _is_taken_back(tx, invitation, now):
        return Outcome.tell(Told(actor.at, "invite.revoked"), talk=END)
    if invitation is None or _is_for_nobody(tx, invitation):
        people.note_try(tx, actor.at, now)
        return Outcome.tell(Told(actor.at, "invite.unknown"), talk=END)
    if invitation.used:
        key = "invite.again" if invitation.used_by == actor.person_id else "invite.used"
        return Outcome.tell(Told(actor.at, key), talk=END)
    if invitation.expires < now:
        return Outcome.tell(Told(actor.at, "invite.expired"), talk=END)
    person_id = invitation.person_id or actor.person
    if person_id != actor.person_id and people.standings(tx, actor.person, today(tx.rules, now)):
        return Outcome.tell(Told(actor.at, "invite.someone_else"), talk=END)  # who holds an office stays who they are
    if person_id != actor.person_id:
        chosen_for = joining.before(tx, actor.person)
        people.merge(tx, actor.person, person_id)
        people.bind(tx, actor.at, person_id, now)
        joining.after(tx, person_id, chosen_for, now)
        moderation.mute(tx, person_id)
        people.set_language(tx, person_id, actor.language)
    people.use_invitation(tx, invitation.id, person_id, now)
    day = today(tx.rules, now)
    standing = _standing(invitation)
    if invitation.role is not Role.REPRESENTATIVE and standing not in people.standings(tx, person_id, day):
        people.grant(tx, person_id, standing, day)
    events.add(tx, "person", person_id, "bound", actor_id=person_id, role=invitation.role, now=now,
               facts={"invite": invitation.id})  # fmt: skip
    unit = units.find(tx, invitation.unit_id)
    station = units.station(tx, invitation.station_id) if invitation.station_id else None
    office = departments.name(tx, invitation.department_id) if invitation.department_id else None
    where = station.name if station else office or (unit.name if unit else "")
    roles = tuple(dict.fromkeys(s.role for s in people.standings(tx, person_id, day)))
    return Outcome.tell(
        Told(person_id, "invite.welcome", {"role": invitation.role, "where": where}),
        Told(person_id, "menu", {"roles": roles}),
        talk=END,
    )


def _is_for_nobody(tx: Tx, invitation: people.Invitation) -> bool:
    """Whether the one whom it names was erased meanwhile."""
    return invitation.person_id is not None and people.find(tx, invitation.person_id) is None


def _is_taken_back(tx: Tx, invitation: people.Invitation, now: datetime) -> bool:
    """Whether it was, or whoever made it could not make it any more: what they gave away goes with their rights."""
    maker = invitation.created_by
    if invitation.revoked or maker is None:
        return invitation.revoked
    day = today(tx.rules, now)
    if _is_over(tx, invitation, day):
        return True
    if maker in access.configured(tx):
        return False
    above = {unit.id for unit in units.chain(tx, invitation.unit_id)}
    station = invitation.station_id if invitation.role is Role.REPRESENTATIVE else None
    makers = people.standings(tx, maker, day)
    return not gives(tx, makers, invitation.person_id, day) or not any(
        (held.role is Role.ADMIN and held.unit_id in above)
        or (held.role is Role.OFFICER and station is not None and held.station_id == station)
        for held in makers
    )


def gives(tx: Tx, maker: Iterable[Standing], person_id: int | None, day: date) -> bool:
    """Whether every office of a person is the maker's to give: who opens the link holds all of them, not only one."""
    own = {held.unit_id for held in maker if held.role is Role.ADMIN}
    held = people.standings(tx, person_id, day) if person_id is not None else ()
    offices = [standing for standing in held if standing.role is not Role.REPRESENTATIVE]
    return all(own & {unit.id for unit in units.chain(tx, office.unit_id)} for office in offices)


def _is_over(tx: Tx, invitation: people.Invitation, day: date) -> bool:
    """Whether somebody was named to an office or a seat that is theirs no more: a link does not bring it back."""
    if invitation.person_id is None:
        return False
    if invitation.role is Role.REPRESENTATIVE:
        return people.representative(tx, invitation.person_id, day) is None
    return _standing(invitation) not in people.standings(tx, invitation.person_id, day)


def _standing(invitation: people.Invitation) -> Standing:
    return Standing(invitation.role, invitation.unit_id, invitation.station_id, invitation.department_id)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
