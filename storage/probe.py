"""Whether the database takes writes: reading works also where a server lets nobody write."""

from storage.tx import Sql, Tx

SQL = Sql("probe")


def takes_writes(tx: Tx) -> None:
    """A write that changes nothing. Where even that is refused it is trouble of the storage, and its writer waits."""
    SQL(tx).change_nothing()
