"""Who may do what in a case, and who must hear of it. A button is a hint; these checks decide."""

from dataclasses import replace
from datetime import date, datetime

from domain.departments import Part
from domain.life import allows, ever
from domain.people import Actor, Address, Role, Standing
from domain.suggestions import Action, Clock, Suggestion
from domain.units import UnitKind
from domain.walkins import CHANNELS
from services.commands import RefusedError, today
from storage import departments, people, units, walkins
from storage.tx import Tx


def actor(tx: Tx, at: Address, language: str, now: datetime) -> Actor:
    """Who speaks from an account. Those whom the configuration names administer everything."""
    known = people.actor(tx, at, language, today(tx.rules, now))
    if known.is_stranger or not _configured(tx, at):
        return known
    roots = (Standing(Role.ADMIN, root.id) for root in units.roots(tx))
    extra = tuple(standing for standing in roots if standing not in known.standings)
    return replace(known, standings=known.standings + extra)


def person(tx: Tx, person_id: int, now: datetime) -> Actor:
    """A person as an actor. Raises LookupError for somebody without an account: there is nobody to tell."""
    reach = people.reach(tx, person_id)
    if reach is None:
        raise LookupError(f"person {person_id} has no account")
    return actor(tx, reach.at, reach.language, now)


def roles_in(tx: Tx, who: Actor, case: Suggestion) -> list[Role]:
    """What a person is in a case; nobody is staff in a case of the own."""
    if case.author_id == who.person_id:
        return [Role.RESIDENT]
    roles = []
    if case.representative_id == who.person_id and who.holds(Role.REPRESENTATIVE):
        roles.append(Role.REPRESENTATIVE)
    for standing in who.standings:
        if standing.role is Role.OFFICER and standing.station_id == case.station_id:
            roles.append(Role.OFFICER)
        if standing.role is Role.ADMIN and case.unit_id in units.below(tx, standing.unit_id):
            roles.append(Role.ADMIN)
    roles += [part.role for part in parts_of(tx, who, case)]
    if speaks_for_author(tx, who, case):
        roles.append(Role.REGISTRAR)
    return list(dict.fromkeys(roles))


def speaks_for_author(tx: Tx, who: Actor, case: Suggestion) -> bool:
    """Whether somebody holds an office and registered the case for a person who has not taken it over yet."""
    if case.channel not in CHANNELS or not (who.holds(Role.OFFICER) or who.holds(Role.ADMIN)):
        return False
    found = walkins.find(tx, case.id)
    return found is not None and not found.taken and found.officer == who.person_id


def parts_of(tx: Tx, who: Actor, case: Suggestion) -> list[Part]:
    """The live parts in a case of the departments whose officer somebody is; nobody handles the own case."""
    own = {held.department_id for held in who.standings if held.role is Role.DEPARTMENT_OFFICER}
    if not own or case.author_id == who.person_id:
        return []
    return [part for part in departments.live(tx, case.id) if part.department_id in own]


def role_for(tx: Tx, who: Actor, case: Suggestion, action: Action) -> Role:
    """The role in which a person may do this. Raises RefusedError for a role or a state in which it may not be."""
    fitting = [role for role in roles_in(tx, who, case) if role in ever(action)]
    if not fitting:
        raise RefusedError("refused.not_yours")
    able = next((role for role in fitting if allows(action, case.state, role)), None)
    if able is None:
        raise RefusedError("refused.state", number=case.number)
    return able


def actions_of(tx: Tx, who: Actor, case: Suggestion) -> frozenset[Action]:
    """What a person may do in a case now: the buttons on the card."""
    roles = roles_in(tx, who, case)
    return frozenset(action for action in Action for role in roles if allows(action, case.state, role))


def top_of(tx: Tx, who: Actor) -> int | None:
    """The unit at the top (id) for whom the configuration names as an administrator of everything."""
    return next((root.id for root in units.roots(tx)), None) if _configured(tx, who.at) else None


def holders(tx: Tx, case: Suggestion, day: date) -> list[int]:
    """Whoever must act on a case: its representative, or those who serve one without an account or a mandate.

    A resident who turned out to be the representative of the own case can't act on it either.
    """
    mine = case.representative_id
    able = mine is not None and mine != case.author_id and people.representative(tx, mine, day) is not None
    if mine is not None and able and people.reach(tx, mine) is not None:
        return [mine]
    return dispatchers(tx, case, day)


def on_turn(tx: Tx, case: Suggestion, day: date) -> list[int]:
    """Those whose clock runs: the department's officers while it has any, else whoever holds the case."""
    at_department = case.waits_for is Clock.DEPARTMENT
    lead = of_department(tx, case.lead_id, day, case.author_id) if at_department else []
    return lead or holders(tx, case, day)


def dispatchers(tx: Tx, case: Suggestion, day: date) -> list[int]:
    """The station's officers, else the administrators of the unit or the nearest one above, else the configured."""
    found = officers(tx, case.station_id, day, case.author_id) if case.station_id is not None else []
    return found or administrators(tx, case.unit_id, day, case.author_id)


def officers(tx: Tx, station_id: int, day: date, author_id: int) -> list[int]:
    """The officers of a station who can see to somebody's matter: nobody sees to the own one."""
    return [person for person in people.officers(tx, station_id, day) if person != author_id]


def of_department(tx: Tx, department_id: int | None, day: date, author_id: int) -> list[int]:
    """The officers of a department who can see to somebody's matter; nobody without a department."""
    found = departments.officers(tx, department_id, day) if department_id is not None else []
    return [person for person in found if person != author_id]


def administrators(tx: Tx, unit_id: int, day: date, author_id: int | None = None) -> list[int]:
    """The administrators of a unit or the nearest one above it, else the configured ones; never the author."""
    found = people.admins(tx, unit_id, day, author_id)
    return found or [person for person in configured(tx) if person != author_id]


def administers(tx: Tx, who: Actor, unit_id: int) -> bool:
    """Whether somebody administers a unit: by an office there or above it, or by the configuration."""
    held = {standing.unit_id for standing in who.standings if standing.role is Role.ADMIN}
    return bool(held) and any(unit.id in held for unit in units.chain(tx, unit_id))


def administered(who: Actor) -> list[int]:
    """The units (ids) that somebody administers by an office right there, or by the configuration."""
    return list(dict.fromkeys(held.unit_id for held in who.standings if held.role is Role.ADMIN))


def configured(tx: Tx) -> list[int]:
    """The configured administrators who have an account here."""
    addresses = (Address("telegram", str(id_)) for id_ in tx.rules.access.administrators)
    return [person for at in addresses if (person := people.person_at(tx, at)) is not None]


def numbering_unit(tx: Tx, unit_id: int) -> int:
    """The unit whose name stands in a case's number: the district, else the top."""
    chain = units.chain(tx, unit_id)
    return next((unit.id for unit in chain if unit.kind is UnitKind.DISTRICT), chain[-1].id)


def _configured(tx: Tx, at: Address) -> bool:
    return at.channel == "telegram" and at.address in map(str, tx.rules.access.administrators)
