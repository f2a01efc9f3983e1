"""Who may do what with a formal suggestion, and who must hear of it. A button is a hint; these checks decide."""

from collections.abc import Callable
from datetime import date, datetime

from domain.departments import Extension, PartState
from domain.formal import Action, Formal, Share, State
from domain.formal_life import Hearer, allows, ever, row
from domain.people import Actor, Role
from services import access
from services.commands import RefusedError, today
from storage import formal as papers
from storage import people, units
from storage.tx import Tx


def load(tx: Tx, formal_id: int) -> Formal:
    """A formal suggestion that must be there. Raises RefusedError."""
    found = papers.find(tx, formal_id)
    if found is None:
        raise RefusedError("refused.no_formal")
    return found


def roles_in(tx: Tx, who: Actor, formal: Formal) -> list[Role]:
    """What a person is in it. Its author is nothing else in it; a draft is the author's alone."""
    if formal.author_id == who.person_id:
        return [Role.REPRESENTATIVE]
    roles = []
    for standing in who.standings:
        below = units.below(tx, standing.unit_id) if standing.role is Role.ADMIN else ()
        if formal.unit_id is not None and formal.unit_id in below:
            roles.append(Role.ADMIN)
    roles += [part.role for part in parts_of(tx, who, formal)]
    return list(dict.fromkeys(roles))


def parts_of(tx: Tx, who: Actor, formal: Formal) -> list[Share]:
    """The parts of the departments whose officer somebody is."""
    own = {held.department_id for held in who.standings if held.role is Role.DEPARTMENT_OFFICER}
    if not own or formal.author_id == who.person_id:
        return []
    return [part for part in papers.parts(tx, formal.id) if part.department_id in own]


def role_for(tx: Tx, who: Actor, formal: Formal, action: Action, now: datetime) -> Role:
    """The role in which a person may do this. Raises RefusedError for a role, a state or a day in which it may not."""
    fitting = [role for role in roles_in(tx, who, formal) if role in ever(action)]
    if not fitting:
        raise RefusedError("refused.not_yours_formal")
    able = next((role for role in fitting if allows(action, formal.state, role)), None)
    if able is None or action in _past(tx, who, formal, today(tx.rules, now)):
        raise RefusedError("refused.state_formal", number=formal.number or formal.title)
    return able


def actions_of(tx: Tx, who: Actor, formal: Formal, now: datetime) -> frozenset[Action]:
    """What a person may do with it now: the buttons on the card."""
    roles = roles_in(tx, who, formal)
    able = {action for action in Action for role in roles if allows(action, formal.state, role)}
    return frozenset(able - _past(tx, who, formal, today(tx.rules, now)))


def _past(tx: Tx, who: Actor, formal: Formal, day: date) -> set[Action]:
    """What can't be done any more, or not yet, or is somebody else's, though the state would let it."""
    past: set[Action] = set()
    if formal.extension is not Extension.ASKED or (who.person_id != formal.author_id and author_can(tx, formal, day)):
        past |= {Action.GRANT, Action.REFUSE}
    if formal.extension is not Extension.NONE or formal.months >= tx.rules.deadlines.formal_longest:
        past |= {Action.EXTEND}
    for part in parts_of(tx, who, formal)[:1]:
        if part.state is not PartState.OFFERED:
            past |= {Action.ACCEPT, Action.JOIN}
        if not part.may_go_back(day):
            past |= {Action.DECLINE, Action.LEAVE}
    return past


def author_can(tx: Tx, formal: Formal, day: date) -> bool:
    """Whether the representative can still consent to anything: the mandate runs on, and there is an account."""
    return formal.is_seated(day) and people.reach(tx, formal.author_id) is not None


def office(tx: Tx, formal: Formal, day: date) -> list[int]:
    """The congress office: the administrators of its unit, else of the nearest one above, else the configured."""
    return access.administrators(tx, formal.unit_id, day, formal.author_id) if formal.unit_id is not None else []


def hearers(tx: Tx, formal: Formal, action: Action, state: State, role: Role, now: datetime, but: int) -> list[int]:
    """Everybody of the staff who hears of an action done in `state` by `role`, each once, and not `but`, who did it.

    The residents of the cases hear by a tick (services/formal/citing.py).
    """
    found = row(action, state, role)
    named = found.hears if found else ()
    day = today(tx.rules, now)
    persons = [person for hearer in named if hearer in GROUPS for person in GROUPS[hearer](tx, formal, day)]
    return [person for person in dict.fromkeys(persons) if person != but]


def author(tx: Tx, formal: Formal, day: date) -> list[int]:
    """Its representative, if there is an account."""
    return [formal.author_id] if people.reach(tx, formal.author_id) is not None else []


def lead(tx: Tx, formal: Formal, day: date) -> list[int]:
    """The officers of the department that leads."""
    return access.of_department(tx, formal.lead_id, day, formal.author_id)


def _supporting(tx: Tx, formal: Formal, day: date) -> list[int]:
    helping = [part.department_id for part in papers.parts(tx, formal.id) if not part.is_lead]
    return [person for id_ in helping for person in access.of_department(tx, id_, day, formal.author_id)]


GROUPS: dict[Hearer, Callable[[Tx, Formal, date], list[int]]] = {
    Hearer.AUTHOR: author,
    Hearer.OFFICE: office,
    Hearer.LEAD: lead,
    Hearer.SUPPORTING: _supporting,
}
