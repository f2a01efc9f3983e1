"""The buttons of administrators: which use case each asks for. Part of the table in `handlers/presses.py`."""

from collections.abc import Callable
from typing import Any

from domain.telling import Outcome
from handlers.codes import Code
from services import approvals, dissolving, rights

Press = tuple[Callable[..., Outcome], Callable[[Code], Any]]


def _unit(code: Code) -> dissolving.OfUnit:
    return dissolving.OfUnit.model_validate({"unit_id": code.value})


def _approval(code: Code) -> approvals.OfApproval:
    return approvals.OfApproval(approval_id=code.id)


PRESSES: dict[str, Press] = {
    "rights": (rights.room, lambda c: rights.Room(unit_id=int(c.value or 0), fresh=False)),
    "rights.below": (rights.below, lambda c: rights.Room(unit_id=int(c.value), page=c.version)),
    "unit.end": (dissolving.ask, _unit),
    "unit.end_yes": (dissolving.end, _unit),
    "approval.show": (approvals.show, _approval),
    "approval.yes": (approvals.approve, _approval),
    "approval.no": (approvals.ask_reason, _approval),
    "approval.withdraw": (approvals.withdraw, _approval),
}
