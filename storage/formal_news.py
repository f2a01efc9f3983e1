"""What the residents of cited cases are to hear of formal suggestions, some at a time."""

from dataclasses import dataclass

from domain.formal import Phase
from storage.tx import Sql, Tx

SQL = Sql("formal_news")


@dataclass(frozen=True)
class Waiting:
    """News of one case; `last` is the person who was told last."""

    id: int
    formal: int
    case: int
    phase: Phase
    last: int


def put(tx: Tx, formal_id: int, case_id: int, phase: Phase) -> None:
    """Keep news for a tick to tell."""
    SQL(tx).put(formal_id=formal_id, suggestion_id=case_id, phase=phase.value)


def oldest(tx: Tx) -> Waiting | None:
    """The news that has waited longest."""
    row = SQL(tx).oldest()
    if row is None:
        return None
    return Waiting(row["id"], row["formal_id"], row["suggestion_id"], Phase(row["phase"]), row["last_person_id"])


def next_persons(tx: Tx, news: Waiting, count: int) -> list[int]:
    """The next who are to be told, which is noted. Fewer than asked for are the last: then the news is gone."""
    found = [row["id"] for row in SQL(tx).persons(suggestion_id=news.case, after=news.last, count=count)]
    if len(found) < count:
        drop(tx, news)
    else:
        SQL(tx).told_to(id=news.id, last=found[-1])
    return found


def drop(tx: Tx, news: Waiting) -> None:
    """Tell it no more."""
    SQL(tx).drop(id=news.id)
