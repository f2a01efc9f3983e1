"""Who supports which case: hears its news without being its author."""

from dataclasses import dataclass
from datetime import datetime

from storage.tx import Sql, Tx, micros

SQL = Sql("supporters")


@dataclass(frozen=True)
class News:
    """What those who support a case are told, some at a time; `last` is the person who was told last."""

    id: int
    case: int
    kind: str
    message: int | None
    last: int


def add(tx: Tx, case_id: int, person_id: int, now: datetime, origin: int | None = None) -> bool:
    """Let somebody support a case; `origin` is the merged case that brings them. False if they do already."""
    row = SQL(tx).add(suggestion_id=case_id, person_id=person_id, now=micros(now), origin_id=origin)
    return row is not None


def remove(tx: Tx, case_id: int, person_id: int) -> bool:
    """Let somebody support a case no more. False if they did not."""
    return bool(SQL(tx).remove(suggestion_id=case_id, person_id=person_id))


def of_case(tx: Tx, case_id: int) -> list[int]:
    """The persons who support a case, those first who were first."""
    return [row["person_id"] for row in SQL(tx).of_case(suggestion_id=case_id)]


def count(tx: Tx, case_id: int) -> int:
    """How many support a case."""
    return int(SQL(tx).count(suggestion_id=case_id))


def supports(tx: Tx, case_id: int, person_id: int) -> bool:
    """Whether somebody supports a case."""
    return SQL(tx).supports(suggestion_id=case_id, person_id=person_id) is not None


def supported(tx: Tx, person_id: int, skip: int, count: int) -> list[int]:
    """The cases (ids) that somebody supports, the newest first."""
    return [row["suggestion_id"] for row in SQL(tx).supported(person_id=person_id, skip=skip, count=count)]


def move(tx: Tx, from_id: int, to_id: int) -> None:
    """A resident turns out to be somebody of the roster: what they support goes along, but for cases now their own."""
    SQL(tx).move(from_id=from_id, to_id=to_id)
    SQL(tx).leave_all(person_id=from_id)
    SQL(tx).leave_own(person_id=to_id)


def put_news(tx: Tx, case_id: int, kind: str, message: int | None) -> None:
    """Keep news of a case for a tick to tell."""
    SQL(tx).news(suggestion_id=case_id, kind=kind, message_id=message)


def oldest_news(tx: Tx) -> News | None:
    """The news that has waited longest."""
    row = SQL(tx).oldest_news()
    if row is None:
        return None
    return News(row["id"], row["suggestion_id"], row["kind"], row["message_id"], row["last_person_id"])


def to_tell(tx: Tx, news: News, count: int) -> list[int]:
    """The next who are to be told, which is noted. Fewer than asked for are the last: then the news is gone."""
    rows = SQL(tx).next_of_case(suggestion_id=news.case, after=news.last, count=count)
    found = [row["person_id"] for row in rows]
    if len(found) < count:
        SQL(tx).all_told(id=news.id)
    else:
        SQL(tx).told(id=news.id, last=found[-1])
    return found
