"""Deeds as they may be read: by whom, what, about which case, on whose behalf; and no word that somebody wrote.

Of an anonymous case, and of any other, the resident is "the resident". What residents do is told with its day alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from domain.audit import SAID, Deed
from domain.people import Role
from services.suggestions.sheets import UNSHOWN
from storage import approvals, formal, people, rights, settings, suggestions, trail, units
from storage.tx import Tx


@dataclass(frozen=True)
class Entry:
    """One deed, ready to be worded."""

    at: datetime
    subject: str
    kind: str
    role: Role
    who: str  # empty: a resident, the program, or somebody of whom everything was erased
    what: str  # the number of the case or of the formal suggestion; empty for all else
    behalf: str  # the representative for whom it was done
    timed: bool = True  # whether the time of day is told: not of what residents do, and what follows at once
    about: tuple[tuple[str, str], ...] = ()  # which unit, whose office, which setting: what it is, its name or code


def lines(tx: Tx, deeds: Iterable[Deed]) -> list[Entry]:
    """Each as it may be read. What a resident's own time line leaves out is left out of a case's course too."""

    @cache
    def name(id_: int) -> str:
        one = people.find(tx, id_)
        return one.name if one else ""

    @cache
    def case(id_: int) -> str:
        one = suggestions.find(tx, id_)
        return one.number if one else ""

    @cache
    def paper(id_: int) -> str:
        one = formal.find(tx, id_)
        return one.number if one else ""

    @cache
    def about(subject: str, kind: str, id_: int) -> tuple[tuple[str, str], ...]:
        return ABOUT[subject, kind](tx, id_) if (subject, kind) in ABOUT else ()

    def handed(deed: Deed) -> tuple[tuple[str, str], ...]:
        heir = trail.heir(tx, deed.id)
        return ("giver", name(deed.subject_id)), ("heir", name(heir) if heir else "")

    numbers = {"suggestion": case, "formal": paper}
    return [
        Entry(
            deed.at, deed.subject, deed.kind, deed.role,
            name(deed.doer) if deed.doer else "",
            numbers[deed.subject](deed.subject_id) if deed.subject in numbers else "",
            name(deed.behalf) if deed.behalf else "",
            deed.is_listed,
            handed(deed) if (deed.subject, deed.kind) == HANDED else about(deed.subject, deed.kind, deed.subject_id),
        )
        for deed in deeds
        if deed.role is not Role.RESIDENT or deed.kind not in UNSHOWN
    ]  # fmt: skip


def _unit(tx: Tx, id_: int) -> tuple[tuple[str, str], ...]:
    unit = units.find(tx, id_)
    return (("unit", unit.name),) if unit else ()


def _person(tx: Tx, id_: int) -> tuple[tuple[str, str], ...]:
    """Somebody in office; nobody of whom everything was erased."""
    one = people.find(tx, id_)
    return (("person", one.name),) if one and one.name else ()


def _approval(tx: Tx, id_: int) -> tuple[tuple[str, str], ...]:
    one = approvals.find(tx, id_)
    return (("deed", one.kind.value), ("unit", one.unit)) if one else ()


def _invitation(tx: Tx, id_: int) -> tuple[tuple[str, str], ...]:
    one = rights.invitation(tx, id_)
    return (("person", one.name),) if one and one.name else ()


def _setting(tx: Tx, id_: int) -> tuple[tuple[str, str], ...]:
    code, place = settings.whose(tx, id_)
    return (("setting", code), ("unit", place))


HANDED = ("person", "handed")  # its row says to whom
# What a deed was about, where its sentence would not say it: never anything that somebody wrote.
ABOUT: dict[tuple[str, str], Callable[[Tx, int], tuple[tuple[str, str], ...]]] = {
    ("unit", "ended"): _unit,
    ("person", "taken"): _person,
    ("invite", "invited"): _person,
    ("invite", "revoked"): _invitation,
    ("setting", "set"): _setting,
    ("setting", "undone"): _setting,
    **{("approval", kind): _approval for kind in SAID["approval"]},
}
