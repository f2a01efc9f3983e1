"""What is due of formal suggestions, and of what people were told last."""

from datetime import date, datetime

from storage.tx import Sql, Tx, micros

SQL = Sql("formal_due")


def owing(tx: Tx, day: date, today: date, late: date, count: int) -> list[int]:
    """Those of which there is news: due by `day`, overdue, or promised for today; promised before `late` is overdue."""
    days = {"day": day.isoformat(), "today": today.isoformat(), "late": late.isoformat()}
    return [row["id"] for row in SQL(tx).owing(**days, count=count)]


def opinions(tx: Tx, day: date, today: date, count: int) -> list[tuple[int, int]]:
    """(formal suggestion, part) of supporting departments whose opinion is due by `day`, or overdue."""
    rows = SQL(tx).opinions(day=day.isoformat(), today=today.isoformat(), count=count)
    return [(row["formal_id"], row["id"]) for row in rows]


def unrated(tx: Tx, remind: datetime, close: datetime, count: int) -> list[int]:
    """Answers that nobody rated: given before `remind` and not reminded of yet, or before `close` and reminded of."""
    return [row["id"] for row in SQL(tx).unrated(remind=micros(remind), close=micros(close), count=count)]


def parted(tx: Tx, today: date, count: int) -> list[int]:
    """Open ones whose mandate has ended, of which the office was not told."""
    return [row["id"] for row in SQL(tx).parted(today=today.isoformat(), count=count)]


def last_reminded(tx: Tx, formal_id: int) -> str:
    """Of what people were told last: soon, overdue, promise, rate; or that nobody was there to hear."""
    return str(SQL(tx).last_reminded(id=formal_id))


def reminded(tx: Tx, formal_id: int, what: str) -> None:
    """Note it."""
    SQL(tx).reminded(id=formal_id, what=what)


def ask_again(tx: Tx, count: int) -> None:
    """Let those of which nobody could hear be looked at once more: meanwhile somebody may have come."""
    SQL(tx).ask_again(count=count)


def opinion_reminded(tx: Tx, part_id: int, what: str) -> None:
    """The same of a supporting department's part."""
    SQL(tx).opinion_reminded(id=part_id, what=what)


def note_parted(tx: Tx, formal_id: int) -> None:
    """The office knows that the mandate has ended."""
    SQL(tx).note_parted(id=formal_id)
