"""Everything that is stored on one person, read in one moment."""

from collections.abc import Callable
from datetime import datetime

from storage.tx import Row, Sql, Tx, moment

SQL = Sql("mydata")
DEEDS = 2000  # rows of the history, the newest


def person(tx: Tx, person_id: int) -> Row:
    """The person's own row."""
    return SQL(tx).person(id=person_id) or {}


# What is read as it stands, by name.
READS: dict[str, Callable[[Tx, int], list[Row]]] = {
    "accounts": lambda tx, person: SQL(tx).accounts(person_id=person),
    "mandates": lambda tx, person: SQL(tx).mandates(person_id=person),
    "roles": lambda tx, person: SQL(tx).roles(person_id=person),
    "links": lambda tx, person: SQL(tx).links(person_id=person),
    "proposals": lambda tx, person: SQL(tx).proposals(person_id=person),
    "contacts": lambda tx, person: SQL(tx).contacts(person_id=person),
    "meetings": lambda tx, person: SQL(tx).meetings(person_id=person),
    "matters": lambda tx, person: SQL(tx).matters(person_id=person),
    "receptions": lambda tx, person: SQL(tx).receptions(person_id=person),
    "invites": lambda tx, person: SQL(tx).invites(person_id=person),
    "cases": lambda tx, person: SQL(tx).cases(person_id=person),
    "said": lambda tx, person: SQL(tx).said(person_id=person),
    "files": lambda tx, person: SQL(tx).files(person_id=person),
    "supports": lambda tx, person: SQL(tx).supports(person_id=person),
    "reminders": lambda tx, person: SQL(tx).reminders(person_id=person),
    "outcomes": lambda tx, person: SQL(tx).outcomes(person_id=person),
    "measures": lambda tx, person: SQL(tx).measures(person_id=person),
    "formal": lambda tx, person: SQL(tx).formal(person_id=person),
    "notices": lambda tx, person: SQL(tx).notices(person_id=person),
    "unwanted": lambda tx, person: SQL(tx).unwanted(person_id=person),
    "drafts": lambda tx, person: SQL(tx).drafts(person_id=person),
    "talks": lambda tx, person: SQL(tx).talks(person_id=person),
}


def rows(tx: Tx, what: str, person_id: int) -> list[Row]:
    """The rows of one of READS about a person."""
    return READS[what](tx, person_id)


def counts(tx: Tx, person_id: int) -> Row:
    """How much is kept of the chat itself."""
    return SQL(tx).counts(person_id=person_id) or {}


def deeds(tx: Tx, person_id: int) -> list[Row]:
    """What was noted of what a person did, the newest first, DEEDS at most."""
    return list(SQL(tx).deeds(person_id=person_id, count=DEEDS))


def last_sent(tx: Tx, person_id: int) -> datetime | None:
    """When the person was sent this last."""
    return moment(SQL(tx).last_sent(person_id=person_id))
