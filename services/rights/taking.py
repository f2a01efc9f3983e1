"""Taking a seat or an office away, and handing an office over: at once, also in the middle of a conversation.

Every use case looks at rights anew, so whoever is at a step or has a card with buttons is refused from the next word
on. What lies at the place goes to whoever is next there: colleagues, else those above, by the rules that hold wherever
nobody is there; a seat's links and cases pass to whoever follows (`services/contacts/handover.py`). Nobody can lock a
city out: its last administrator can't be taken away, and those whom the configuration names hold by it alone.
"""

from datetime import datetime, timedelta

from pydantic import Field

from domain.people import Actor, Role
from domain.rights import Holding
from domain.telling import Outcome, Priority, Told
from services import access
from services.commands import RefusedError, today
from services.contacts import handover
from services.people import roles_of
from services.rights.holders import OfHolding, load
from storage import events, people, rights, units
from storage.tx import TooLateError, Tx

HEIRS = 10


class HandOver(OfHolding):
    """To whom."""

    person_id: int = Field(ge=1, lt=2**63)


def ask_take(tx: Tx, actor: Actor, command: OfHolding, now: datetime) -> Outcome:
    """Taking away is asked twice, with what it leaves."""
    holding = load(tx, actor, command.key, now)
    if holding is None:
        return Outcome(toast="rights.gone", alert=True)
    _leave_one(tx, holding, now)
    facts = {"holding": holding, "left": rights.cases(tx, holding), "own": _is_own(actor, holding)}
    return Outcome.tell(Told(actor.person, "rights.ask_take", facts))


def take(tx: Tx, actor: Actor, command: OfHolding, now: datetime) -> Outcome:
    """It is over from this moment. A second press finds it gone."""
    holding = load(tx, actor, command.key, now)
    if holding is None:
        return Outcome(toast="rights.gone", alert=True)
    if holding.role is Role.ADMIN:
        units.lock(tx, holding.unit_id)  # or two would each take the other's away and see that the other is left
    _leave_one(tx, holding, now)
    _end(tx, actor, holding, "taken", None, now)
    told = [*_parted(tx, holding, actor, now), *_others(tx, holding, actor, "", now)]
    if holding.is_seat:
        told += handover.look(tx, holding.id, now)
    done = Told(actor.person, "rights.done", {"holding": holding, "heir_name": "", "own": _is_own(actor, holding)})
    return Outcome.tell(done, *told, toast="rights.taken_toast")


def ask_heir(tx: Tx, actor: Actor, command: OfHolding, now: datetime) -> Outcome:
    """Who could take an office over: those with an account who have something to do there."""
    holding = load(tx, actor, command.key, now)
    if holding is None:
        return Outcome(toast="rights.gone", alert=True)
    if holding.is_seat:
        raise RefusedError("refused.seat")
    found = rights.fellows(tx, holding, today(tx.rules, now), HEIRS)
    facts = {"holding": holding, "fellows": found, "own": _is_own(actor, holding)}
    return Outcome.tell(Told(actor.person, "rights.ask_heir", facts))


def ask_hand(tx: Tx, actor: Actor, command: HandOver, now: datetime) -> Outcome:
    """Who was chosen is said once more before anything is handed over."""
    holding = load(tx, actor, command.key, now)
    if holding is None:
        return Outcome(toast="rights.gone", alert=True)
    facts = {"holding": holding, "heir": _heir(tx, holding, command, now), "own": _is_own(actor, holding)}
    return Outcome.tell(Told(actor.person, "rights.ask_hand", facts))


def hand_over(tx: Tx, actor: Actor, command: HandOver, now: datetime) -> Outcome:
    """One has it until this moment, the other from it on. A second press finds it done."""
    holding = load(tx, actor, command.key, now)
    if holding is None:
        return Outcome(toast="rights.gone", alert=True)
    heir = _heir(tx, holding, command, now)
    heir_id, heir_name = heir.person_id, heir.name
    _end(tx, actor, holding, "handed", heir_id, now)
    day = today(tx.rules, now)
    if holding.standing not in people.standings(tx, heir_id, day):
        people.grant(tx, heir_id, holding.standing, day)
    facts = {"holding": holding, "left": rights.cases(tx, holding)}
    told = [*_parted(tx, holding, actor, now), Told(heir_id, "rights.given", facts)]
    told += [_menu(tx, heir_id, now), *_others(tx, holding, actor, heir_name, now, but=heir_id)]
    done = {"holding": holding, "heir_name": heir_name, "own": _is_own(actor, holding)}
    return Outcome.tell(Told(actor.person, "rights.done", done), *told, toast="rights.handed_toast")


def _heir(tx: Tx, holding: Holding, command: HandOver, now: datetime) -> Holding:
    """Who takes it over, by what they hold already. Raises RefusedError for a seat, and for whoever can't take it."""
    if holding.is_seat:
        raise RefusedError("refused.seat")
    fellows = rights.fellows(tx, holding, today(tx.rules, now), HEIRS)
    heir = next((one for one in fellows if one.person_id == command.person_id), None)
    if heir is None:
        raise RefusedError("refused.no_fellow")
    return heir


def _is_own(actor: Actor, holding: Holding) -> bool:
    """Whether somebody gives away by what they administer here."""
    return holding.person_id == actor.person and holding.role is Role.ADMIN


def _leave_one(tx: Tx, holding: Holding, now: datetime) -> None:
    """Raises RefusedError for the last administrator of the top, where nobody stands by the configuration either."""
    if holding.role is not Role.ADMIN or all(root.id != holding.unit_id for root in units.roots(tx)):
        return
    others = (*rights.colleagues(tx, holding, today(tx.rules, now)), *access.configured(tx))
    if not [person for person in others if person != holding.person_id]:
        raise RefusedError("refused.last_admin")


def _end(tx: Tx, actor: Actor, holding: Holding, kind: str, to: int | None, now: datetime) -> None:
    """Raises TooLateError if somebody else ended it meanwhile."""
    if not rights.end(tx, holding, today(tx.rules, now) - timedelta(days=1)):
        raise TooLateError
    rights.revoke_for(tx, holding.person_id, holding.role, now)  # or an unused link would bring it back
    if not people.standings(tx, holding.person_id, today(tx.rules, now)):
        rights.revoke_by(tx, holding.person_id, now)
    place = {"station": holding.station_id, "department": holding.department_id, "to": to}
    facts = {"role": holding.role.value, "unit": holding.unit_id, **{k: v for k, v in place.items() if v is not None}}
    events.add(tx, "person", holding.person_id, kind, actor_id=actor.person, role=Role.ADMIN, now=now, facts=facts)


def _parted(tx: Tx, holding: Holding, actor: Actor, now: datetime) -> list[Told]:
    """Whose it was hears so, and sees what is left in the menu."""
    if not holding.has_account or people.reach(tx, holding.person_id) is None:
        return []
    if holding.person_id == actor.person:  # they did it themselves, and have it on the card
        return [_menu(tx, holding.person_id, now)]
    told = Told(holding.person_id, "rights.parted", {"holding": holding, "who": actor.name})
    return [told, _menu(tx, holding.person_id, now)]


def _menu(tx: Tx, person_id: int, now: datetime) -> Told:
    return Told(person_id, "menu", {"roles": roles_of(access.person(tx, person_id, now))})


def _others(tx: Tx, holding: Holding, actor: Actor, heir: str, now: datetime, *, but: int | None = None) -> list[Told]:
    """Those who see to the place from now on: colleagues, else whoever administers it."""
    day = today(tx.rules, now)
    found = rights.colleagues(tx, holding, day) or access.administrators(tx, holding.unit_id, day, holding.person_id)
    facts = {"holding": holding, "heir_name": heir, "left": rights.cases(tx, holding)}
    hearers = [person for person in found if person not in (actor.person, holding.person_id, but)]
    return [Told(person, "rights.news", facts, priority=Priority.NOTICE) for person in hearers]
