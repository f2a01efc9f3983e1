"""Who is what in a reception, and what they may do there. A button is a hint; these checks decide."""

from domain.people import Actor, Role
from domain.reception_life import allows, ever
from domain.receptions import Action, Reception, State
from services.commands import Command, RefusedError
from storage import receptions, units
from storage.tx import Tx


class OfReception(Command):
    """The reception that a button is about, and the version that its card showed."""

    reception_id: int
    version: int = 0


def load(tx: Tx, reception_id: int) -> Reception:
    """A reception by its id. Raises RefusedError for one that there is not."""
    found = receptions.find(tx, reception_id)
    if found is None:
        raise RefusedError("refused.not_your_reception")
    return found


def roles_in(tx: Tx, who: Actor, reception: Reception) -> list[Role]:
    """What somebody is to a reception; who sees to it is no visitor of it."""
    roles = [held.role for held in who.standings if _sees_to(tx, held.role, held.station_id, held.unit_id, reception)]
    if who.holds(Role.REPRESENTATIVE) and _is_on_duty(who.person, reception):
        roles.append(Role.REPRESENTATIVE)
    if not roles and (_lives_in(tx, who.unit_id, reception.unit_id) or _takes_part(tx, who.person, reception)):
        roles.append(Role.RESIDENT)
    return list(dict.fromkeys(roles))


def _is_on_duty(person_id: int, reception: Reception) -> bool:
    """Who can't come is asked until it begins, and has nothing to do with what happens there."""
    if reception.of(person_id) is None:
        return False
    return reception.state is State.ANNOUNCED or not reception.stays_away(person_id)


def _sees_to(tx: Tx, role: Role, station_id: int | None, unit_id: int, reception: Reception) -> bool:
    if role is Role.OFFICER:
        return station_id == reception.station_id
    return role is Role.ADMIN and reception.unit_id in units.below(tx, unit_id)


def _takes_part(tx: Tx, person_id: int, reception: Reception) -> bool:
    """Who booked and has moved since can still give the slot back; who came from elsewhere still finds it."""
    return receptions.has_come(tx, reception.id, person_id) or receptions.has_booked(tx, reception.id, person_id)


def _lives_in(tx: Tx, home: int | None, unit_id: int) -> bool:
    return home is not None and any(unit.id == unit_id for unit in units.chain(tx, home))


def role_for(tx: Tx, who: Actor, reception: Reception, action: Action) -> Role:
    """The role in which somebody may do this. Raises RefusedError for a role or a state in which it may not be."""
    fitting = [role for role in roles_in(tx, who, reception) if role in ever(action)]
    if action is not Action.ANSWER and reception.stays_away(who.person):
        fitting = [role for role in fitting if role is not Role.REPRESENTATIVE]
    if not fitting:
        raise RefusedError("refused.not_your_reception")
    able = next((role for role in fitting if allows(action, reception.state, role)), None)
    if able is None:
        raise RefusedError(f"refused.reception_{reception.state.value}")
    return able
