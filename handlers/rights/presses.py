"""The buttons of administrators: which use case each asks for. Part of the table in `handlers/presses.py`."""

from collections.abc import Callable
from typing import Any

from domain.telling import Outcome
from handlers.codes import Code
from services import approvals, dissolving
from services.rights import holders, room, taking

Press = tuple[Callable[..., Outcome], Callable[[Code], Any]]


def _unit(code: Code) -> dissolving.OfUnit:
    return dissolving.OfUnit.model_validate({"unit_id": code.value})


def _approval(code: Code) -> approvals.OfApproval:
    return approvals.OfApproval(approval_id=code.id)


def _holding(code: Code) -> holders.OfHolding:
    return holders.OfHolding(key=code.value)


def _heir(code: Code) -> taking.HandOver:
    key, _, person = code.value.partition("_")
    return taking.HandOver.model_validate({"key": key, "person_id": person})


PRESSES: dict[str, Press] = {
    "rights": (room.room, lambda c: room.Room(unit_id=int(c.value or 0), fresh=False)),
    "rights.below": (room.below, lambda c: room.Room(unit_id=int(c.value), page=c.version)),
    "rights.people": (holders.listed, lambda c: holders.Listed(unit_id=int(c.value), page=c.version)),
    "rights.one": (holders.show, _holding),
    "rights.take": (taking.ask_take, _holding),
    "rights.take_yes": (taking.take, _holding),
    "rights.hand": (taking.ask_heir, _holding),
    "rights.hand_to": (taking.ask_hand, _heir),
    "rights.hand_yes": (taking.hand_over, _heir),
    "unit.end": (dissolving.ask, _unit),
    "unit.end_yes": (dissolving.end, _unit),
    "approval.show": (approvals.show, _approval),
    "approval.yes": (approvals.approve, _approval),
    "approval.no": (approvals.ask_reason, _approval),
    "approval.withdraw": (approvals.withdraw, _approval),
}
