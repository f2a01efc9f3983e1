"""What a reader is shown of a reception, and who hears of what is done about it."""

from dataclasses import dataclass
from datetime import datetime

from domain.meetings import Answer
from domain.people import Actor, Role
from domain.reception_life import Hearer, allows, row
from domain.receptions import Action, Booking, Linked, Reception, next_moment
from domain.telling import Told
from services import access
from services.commands import today
from services.receptions.rights import roles_in
from storage import people, receptions
from storage.tx import Tx


@dataclass(frozen=True)
class Board:
    """A reception as one reader may know it: names of residents are for those who see to it."""

    reception: Reception
    actions: frozenset[Action]
    staff: bool
    answer: Answer | None  # of a representative on duty
    booked: datetime | None  # the reader's own slot
    bookings: tuple[Booking, ...]  # for staff
    free: bool  # whether a slot can still be booked
    came: bool  # whether the reader is a visitor
    received: int  # visitors, for staff
    matters: int  # of these became cases, for staff
    unlogged: tuple[str, ...]  # the reader's linked visitors with whom the contact is not logged yet


def board(tx: Tx, person_id: int, roles: list[Role], reception: Reception) -> Board:
    """The board for somebody who is this to the reception."""
    found = receptions.bookings(tx, reception.id)
    own = next((one.slot for one in found if one.person_id == person_id), None)
    staff = any(role in (Role.OFFICER, Role.ADMIN) for role in roles) or (
        Role.REPRESENTATIVE in roles and not reception.stays_away(person_id)
    )
    duty = reception.of(person_id) if Role.REPRESENTATIVE in roles else None
    received, matters = receptions.figures(tx, reception.id) if staff else (0, 0)
    return Board(
        reception,
        frozenset(action for action in Action for role in roles if _may(action, reception, role, person_id)),
        staff,
        duty.answer if duty else None,
        reception.slots[own] if own is not None and own < len(reception.slots) else None,
        tuple(found) if staff else (),
        len(found) < len(reception.slots) * reception.capacity,
        receptions.has_come(tx, reception.id, person_id),
        received,
        matters,
        tuple(one.name for one in unlogged(tx, person_id, reception)) if duty else (),
    )


def _may(action: Action, reception: Reception, role: Role, person_id: int) -> bool:
    """Whether its button is of use: who can't come may only say otherwise."""
    away = role is Role.REPRESENTATIVE and reception.stays_away(person_id)
    return allows(action, reception.state, role) and (action is Action.ANSWER or not away)


def unlogged(tx: Tx, person_id: int, reception: Reception) -> list[Linked]:
    """The visitors on somebody's links with whom no contact was logged out of this reception."""
    day = today(tx.rules, reception.at)
    return [one for one in receptions.linked(tx, reception.id, person_id, day) if not one.logged]


def card(tx: Tx, actor: Actor, reception: Reception, *, kind: str = "reception.card", **facts: object) -> Told:
    """The card of a reception for who is speaking."""
    shown = board(tx, actor.person, roles_in(tx, actor, reception), reception)
    return Told(actor.person, kind, {"board": shown, **facts})


def news(
    tx: Tx, reception: Reception, action: Action, role: Role, now: datetime, but: int | None, *, kind: str,
    **facts: object,
) -> list[Told]:  # fmt: skip
    """What those hear whom the table names; each once, and never who did it. `reception` is as it was before."""
    found = row(action, reception.state, role)
    current = receptions.find(tx, reception.id) or reception
    heard: dict[int, Role] = {}
    for hearer in found.hears if found else ():
        for person_id, as_ in _who(tx, hearer, reception, now):
            heard.setdefault(person_id, as_)
    heard.pop(but or 0, None)
    return [
        Told(person_id, kind, {"board": board(tx, person_id, [as_], current), **facts})
        for person_id, as_ in heard.items()
    ]


def turned(tx: Tx, before: Reception, after: Reception, now: datetime) -> list[Told]:
    """For who booked: nobody on duty can come any more, or somebody can again. Slots are kept meanwhile."""
    if bool(before.on_duty) is bool(after.on_duty):
        return []
    kind = "reception.somebody" if after.on_duty else "reception.nobody_comes"
    return [
        Told(person_id, kind, {"board": board(tx, person_id, [role], after)})
        for person_id, role in _who(tx, Hearer.BOOKED, after, now)
    ]


def without(tx: Tx, reception: Reception, now: datetime) -> list[tuple[int, Role]]:
    """Those who have to find somebody, where nobody on duty can come."""
    return [] if reception.on_duty else _who(tx, Hearer.OFFICERS, reception, now)


def _who(tx: Tx, hearer: Hearer, reception: Reception, now: datetime) -> list[tuple[int, Role]]:
    if hearer is Hearer.DUTY:
        return [(one.person_id, Role.REPRESENTATIVE) for one in reception.on_duty if one.reachable]
    if hearer is Hearer.BOOKED:
        booked = [one.person_id for one in receptions.bookings(tx, reception.id)]
        return [(id_, Role.RESIDENT) for id_ in booked if people.reach(tx, id_) is not None]
    day = today(tx.rules, now)
    if found := people.officers(tx, reception.station_id, day):
        return [(id_, Role.OFFICER) for id_ in found]
    return [(id_, Role.ADMIN) for id_ in access.administrators(tx, reception.unit_id, day)]


def speak(tx: Tx, reception: Reception, now: datetime) -> datetime | None:
    """When the clock does something about it next."""
    return next_moment(reception, now, tx.rules.locale.zone, tx.rules.reminders)
