"""Cases that have ended, of which words or files are kept still."""

from datetime import datetime

from storage.tx import Sql, Tx, micros

SQL = Sql("expiring")


def worded(tx: Tx, before: datetime, count: int) -> list[int]:
    """Cases (ids) that ended before a moment and have their words."""
    return [row["id"] for row in SQL(tx).worded(before=micros(before), count=count)]


def filed(tx: Tx, before: datetime, count: int) -> list[int]:
    """The same of files."""
    return [row["id"] for row in SQL(tx).filed(before=micros(before), count=count)]


def drop_files(tx: Tx, case_id: int) -> None:
    """Keep the files of a case no longer."""
    SQL(tx).drop_files(suggestion_id=case_id)
    SQL(tx).drop_shown(suggestion_id=case_id)
    SQL(tx).files_gone(id=case_id)
