"""Signs that figures may be made rather than earned: one statement each, on the ledger's indexes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.contacts.periods import Span
from storage.tx import Row, Sql, Tx, micros

SQL = Sql("signs")


@dataclass(frozen=True)
class Sign:
    """A representative of whom something is conspicuous: so many of how many."""

    person_id: int
    name: str
    number: int
    of: int


def pairs(tx: Tx, unit_id: int, span: Span, least: int, number: int) -> list[Sign]:
    """Links on which there were so many contacts: how many, of all contacts on them."""
    return _signs(SQL(tx).pairs(**_given(unit_id, span, least, number)))


def bursts(tx: Tx, unit_id: int, span: Span, least: int, within: timedelta, number: int) -> list[Sign]:
    """Keepers of whose meetings so many were confirmed within some minutes, of all that were."""
    microseconds = within // timedelta(microseconds=1)
    return _signs(SQL(tx).bursts(**_given(unit_id, span, least, number), within=microseconds))


def last_day(
    tx: Tx, unit_id: int, span: Span, since: datetime, least: int, share: float, number: int
) -> list[Sign]:  # fmt: skip
    """Keepers who logged that share of their contacts since the last day began, if there are so many."""
    return _signs(SQL(tx).last_day(**_given(unit_id, span, least, number), since=micros(since), share=share))


def witnessed(tx: Tx, unit_id: int, span: Span, least: int, number: int) -> list[Sign]:
    """Keepers all of whose meetings count by witness, if there are so many."""
    return _signs(SQL(tx).witnessed(**_given(unit_id, span, least, number)))


def _given(unit_id: int, span: Span, least: int, number: int) -> Row:
    first, last = span.first.isoformat(), span.last.isoformat()
    return {"unit_id": unit_id, "first": first, "last": last, "least": least, "number": number}


def _signs(rows: list[Row]) -> list[Sign]:
    return [Sign(row["person_id"], row["name"], int(row["number"]), int(row["whole"])) for row in rows]
