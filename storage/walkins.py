"""Cases that an officer registered for somebody without an account. The person's name and phone are in `persons`."""

from dataclasses import dataclass
from datetime import datetime

from domain.people import random_code
from domain.suggestions import Suggestion
from storage import people
from storage.tx import Row, Sql, TooLateError, Tx, instant, micros

SQL = Sql("walkins")


@dataclass(frozen=True)
class Walkin:
    """Who came or called with a case, who registered it, and by what it can be taken over."""

    case: int
    person: int
    officer: int
    code_hash: str
    expires: datetime
    tries: int
    tried: datetime
    taken: bool
    taken_by: int | None


def add_person(tx: Tx, name: str, phone: str, language: str, unit_id: int, now: datetime) -> int:
    """Note a person who has no account. Returns the id."""
    given = {"name": name, "phone": phone or None, "language": language, "unit_id": unit_id}
    return int(SQL(tx).person(code=random_code(10), **given, now=micros(now)))


def who(tx: Tx, person_id: int) -> tuple[str, str]:
    """The name and the phone that were taken down; empty where none was given."""
    row = SQL(tx).who(id=person_id)
    return (row["name"], row["phone"] or "") if row else ("", "")


def add(tx: Tx, case: int, person: int, officer: int, token_hash: str, code_hash: str, expires: datetime) -> None:
    """Note that an officer registered a case for a person."""
    ids = {"suggestion_id": case, "person_id": person, "officer_id": officer}
    SQL(tx).add(**ids, token_hash=token_hash, code_hash=code_hash, expires_at=micros(expires))


def renew(tx: Tx, case: int, token_hash: str, code_hash: str, expires: datetime) -> None:
    """Another link and another code in place of the old ones."""
    SQL(tx).renew(suggestion_id=case, token_hash=token_hash, code_hash=code_hash, expires_at=micros(expires))


def find(tx: Tx, case: int) -> Walkin | None:
    """By the case (its id), also if it was taken over since."""
    return _walkin(SQL(tx).find(suggestion_id=case))


def by_token(tx: Tx, token_hash: str) -> Walkin | None:
    """By the hash of the link's token, also if it was taken over since."""
    return _walkin(SQL(tx).by_token(token_hash=token_hash))


def of_person(tx: Tx, person_id: int) -> Walkin | None:
    """By the person for whom it was registered, until it is taken over."""
    return _walkin(SQL(tx).of_person(person_id=person_id))


def numbered(tx: Tx, year: int, serial: int) -> list[Walkin]:
    """By year and serial of the case's number: at most one a district."""
    return [found for row in SQL(tx).numbered(year=year, serial=serial) if (found := _walkin(row))]


def open_of(tx: Tx, officer_id: int, skip: int, count: int) -> list[int]:
    """The cases (ids) that an officer registered and nobody has taken over yet, the newest first."""
    return [row["suggestion_id"] for row in SQL(tx).open_of(officer_id=officer_id, skip=skip, count=count)]


def note_try(tx: Tx, case: int, since: datetime, now: datetime) -> None:
    """Note a wrong code for a case; what was tried before `since` counts no more."""
    SQL(tx).note_try(suggestion_id=case, since=micros(since), now=micros(now))


def take(tx: Tx, walkin: Walkin, person_id: int, now: datetime) -> None:
    """Let a person be the author of a case from now on; what was taken down of who came is forgotten.

    Nothing of the account is shown to staff until `show`. Raises TooLateError if somebody else was faster: it works
    once.
    """
    if not SQL(tx).take(suggestion_id=walkin.case, person_id=person_id, now=micros(now)):
        raise TooLateError
    SQL(tx).hand_over(id=walkin.case, to_id=person_id)
    SQL(tx).hand_over_words(suggestion_id=walkin.case, from_id=walkin.person, to_id=person_id)
    people.merge(tx, walkin.person, person_id)
    SQL(tx).forget(id=walkin.person, now=micros(now))


def show(tx: Tx, case: Suggestion, phone: str) -> None:
    """Let staff see the name of who took a case over, and a number unless that is empty.

    Raises TooLateError if the case has a newer version.
    """
    if not SQL(tx).show(id=case.id, version=case.version, phone=phone or None):
        raise TooLateError


def _walkin(row: Row | None) -> Walkin | None:
    if row is None:
        return None
    return Walkin(
        case=row["suggestion_id"],
        person=row["person_id"],
        officer=row["officer_id"],
        code_hash=row["code_hash"],
        expires=instant(row["expires_at"]),
        tries=row["tries"],
        tried=instant(row["tried_at"]),
        taken=row["taken_at"] is not None,
        taken_by=row["taken_by"],
    )
