"""The quota ledger: of a person, a station, or a unit with all below it, for any day and as it was known then."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from domain.contacts.quotas import Asked, Line, asked, of_year
from services.commands import today
from storage import contacts
from storage.contacts import Owed
from storage.tx import Tx

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Quotas:
    """The lines of one scope on one day, a quota each; those that ask for nothing here are left out."""

    day: date
    lines: tuple[tuple[Asked, Line], ...]

    @property
    def missing(self) -> int:
        """Contacts that are missing, of all quotas."""
        return sum(line.missing for _, line in self.lines)

    @property
    def pending(self) -> int:
        """Meetings that wait for the other side's word."""
        return sum(line.pending for _, line in self.lines)

    @property
    def is_complete(self) -> bool:
        """Whether all of them are met."""
        return all(line.is_complete for _, line in self.lines)


@dataclass(frozen=True)
class Ledger:
    """The whole of one scope: a line for each seat in a congress, or for each link."""

    day: date
    owed: tuple[Owed, ...]

    @property
    def current(self) -> "Ledger":
        """That of the periods in which the day lies."""
        return Ledger(self.day, tuple(one for one in self.owed if self.day in one.asked.span))

    @property
    def total(self) -> Quotas:
        """All of it."""
        return self._quotas(self.owed)

    def by(self, key: Callable[[Owed], K]) -> dict[K, Quotas]:
        """The same for each level, unit, station, person or link."""
        parts: dict[K, list[Owed]] = {}
        for one in self.owed:
            parts.setdefault(key(one), []).append(one)
        return {name: self._quotas(found) for name, found in parts.items()}

    def laggards(self) -> list[tuple[int, Quotas]]:
        """Everybody (person id) with what they owe, whoever misses most first."""
        found = self.by(lambda one: one.person_id)
        return sorted(found.items(), key=lambda item: (-item[1].missing, -item[1].pending, item[0]))

    def _quotas(self, owed: Iterable[Owed]) -> Quotas:
        lines: dict[Asked, Line] = {}
        for one in owed:
            lines[one.asked] = lines.get(one.asked, Line()).plus(one.line)
        return Quotas(self.day, tuple(lines.items()))


def known_by(tx: Tx, day: date, now: datetime) -> datetime:
    """The moment as of which a day is looked at: its end, or now if it is not over."""
    end = datetime.combine(day + timedelta(days=1), time(), tx.rules.locale.zone) - timedelta(microseconds=1)
    return min(end, now)


def of_unit(tx: Tx, unit_id: int, day: date, now: datetime) -> Ledger:
    """Of every seat in a congress of a unit or of one below it."""
    wanted = asked(tx.rules.scheme, day)
    return Ledger(day, tuple(contacts.ledger(tx, wanted, day, known_by(tx, day, now), unit_id=unit_id)))


def of_station(tx: Tx, station_id: int, day: date, now: datetime) -> Ledger:
    """Of every seat that belongs to a station."""
    wanted = asked(tx.rules.scheme, day)
    return Ledger(day, tuple(contacts.ledger(tx, wanted, day, known_by(tx, day, now), station_id=station_id)))


def of_person(tx: Tx, person_id: int, now: datetime) -> Ledger:
    """Of each link of one person, today."""
    day = today(tx.rules, now)
    wanted = asked(tx.rules.scheme, day)
    return Ledger(day, tuple(contacts.ledger(tx, wanted, day, now, person_id=person_id, by_link=True)))


def year_of_person(tx: Tx, person_id: int, now: datetime) -> Ledger:
    """The same for every period of the year."""
    day = today(tx.rules, now)
    wanted = of_year(tx.rules.scheme, day)
    return Ledger(day, tuple(contacts.ledger(tx, wanted, day, now, person_id=person_id, by_link=True)))
