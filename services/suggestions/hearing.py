"""Who hears of what is done in a case: the table (domain/life.py) names them, here they become persons."""

from collections.abc import Callable
from datetime import datetime

from domain.life import Hearer, row
from domain.people import Role
from domain.suggestions import Action, State, Suggestion
from services import access
from services.commands import today
from storage import departments, people
from storage.tx import Tx


def staff(
    tx: Tx, case: Suggestion, action: Action, state: State, role: Role, now: datetime, *, but: int | None = None
) -> list[int]:
    """Everybody of the staff and of departments who hears of an action done in `state` by `role`, each once.

    The author and former holders have news of their own and are not among them; nor is `but`, who did it.
    """
    found = row(action, state, role)
    named = found.hears if found else ()
    people = [person for hearer in named if hearer in GROUPS for person in GROUPS[hearer](tx, case, now)]
    return [person for person in dict.fromkeys(people) if person not in (but, case.author_id)]


def _holders(tx: Tx, case: Suggestion, now: datetime) -> list[int]:
    return access.holders(tx, case, today(tx.rules, now))


def _lead(tx: Tx, case: Suggestion, now: datetime) -> list[int]:
    return access.of_department(tx, case.lead_id, today(tx.rules, now), case.author_id)


def _supporting(tx: Tx, case: Suggestion, now: datetime) -> list[int]:
    helping = [part.department_id for part in departments.live(tx, case.id) if not part.is_lead]
    day = today(tx.rules, now)
    return [person for id_ in helping for person in access.of_department(tx, id_, day, case.author_id)]


def _on_turn(tx: Tx, case: Suggestion, now: datetime) -> list[int]:
    return access.on_turn(tx, case, today(tx.rules, now))


def _officers(tx: Tx, case: Suggestion, now: datetime) -> list[int]:
    return access.dispatchers(tx, case, today(tx.rules, now))


def _sender(tx: Tx, case: Suggestion, now: datetime) -> list[int]:
    """Who passed the case on last, if they still have to do with it."""
    parts = departments.parts(tx, case.id)
    sender = max(parts, key=lambda part: part.id).sender_id if parts else None
    if sender is None or people.reach(tx, sender) is None:
        return []
    return [sender] if access.roles_in(tx, access.person(tx, sender, now), case) else []


GROUPS: dict[Hearer, Callable[[Tx, Suggestion, datetime], list[int]]] = {
    Hearer.HOLDERS: _holders,
    Hearer.SENDER: _sender,
    Hearer.LEAD: _lead,
    Hearer.SUPPORTING: _supporting,
    Hearer.CLOCK: _on_turn,
    Hearer.OFFICERS: _officers,
}
