"""The buttons of the audit trail: what is looked for stands in the code itself, so an old card goes on working.

The id is that of the last deed that was shown, the version the unit, and the value the rest: a letter for the kind of
act, p or k with a person or case, and two days; numbers in the base of 36.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from domain.audit import Act
from domain.telling import Outcome
from handlers.codes import Code
from services.audit import exporting, searching
from services.audit.searching import Look

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
DAY_ZERO = date(2000, 1, 1)
LAST_DAY = 36**3 - 1  # in the year 2127
LETTERS = {act.value[0]: act.value for act in Act}


def packed(look: Look) -> str:
    """What stands in the value of a button."""
    of = f"p{_short(look.person_id)}" if look.person_id else f"k{_short(look.case_id)}" if look.case_id else ""
    days = (_short((day - DAY_ZERO).days) if day else "" for day in (look.since, look.until))
    return "_".join([look.act.value[0] if look.act else "", of, *days])


def look(code: Code) -> Look:
    """What is looked for, by a code. Raises ValueError for one that was never made."""
    act, of, since, until = code.value.split("_") if code.value else ("", "", "", "")
    return Look(
        unit_id=code.version,
        act=Act(LETTERS.get(act, act)) if act else None,
        person_id=int(of[1:], 36) if of.startswith("p") else 0,
        case_id=int(of[1:], 36) if of.startswith("k") else 0,
        since=_day(since),
        until=_day(until),
        before=code.id,
        fresh=False,
    )


def _short(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return digits or "0"


def _day(text: str) -> date | None:
    days = int(text or "0", 36)
    if days > LAST_DAY:
        raise ValueError(text)
    return DAY_ZERO + timedelta(days=days) if text else None


PRESSES: dict[str, tuple[Callable[..., Outcome], Callable[[Code], Any]]] = {
    "audit": (searching.show, look),
    "audit.act": (searching.ask_act, look),
    "audit.unit": (searching.ask_unit, look),
    "audit.export": (exporting.export, look),
}
