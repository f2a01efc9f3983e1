"""Whose fault an error of the database is: the job's that met it, or the disk's and the server's; and the mend."""

import sqlite3

import psycopg

# Words of SQLite's errors that speak of the disk or the file.
TROUBLE = ("disk is full", "disk i/o error", "readonly database", "database is locked", "unable to open")

# SQLSTATEs of PostgreSQL, or how they begin.
READ_ONLY = "25006"  # a standby, or a server that was told to take nothing
OF_THE_JOB = ("54", "57014")  # too much for any server, or broken off: psycopg counts both as the server's
OF_ALL = (READ_ONLY, "08", "53", "57P", "58")  # nothing but reading, no connection, disk or memory, the server ends
OF_ALL_FOR_SURE = (READ_ONLY, "53100", "53300", "57P")  # of these, no one job can be the reason: 53100 is a full disk

ADDRESS = "[database] url"
# Words of the driver's error, and the mend: the first that fits.
MENDS: tuple[tuple[str, str], ...] = (
    ("disk is full", "Make room on the disk."),
    ("database is locked", "Another program holds the file: end it, or wait for it."),
    ("lock timeout", "Another program holds the tables: end it, or wait for it."),
    ("readonly", "The file may only be read: give this account the right to write it and its folder, and start again."),
    ("read-only transaction", "This server only lets read: see that [database] url leads to the one that is written."),
    ("disk i/o error", "Look whether the disk works, has room, and may be written."),
    ("unable to open", "Look whether the file is there, and whether this account may write it and its folder."),
    ("not permitted to log in", f"Let the account of {ADDRESS} log in (ALTER ROLE ... LOGIN)."),
    ("authentication failed", f"See that the account and its password in {ADDRESS} are those of the server."),
    ("password", f"See that the account and its password in {ADDRESS} are those of the server."),
    ("pg_hba.conf", f"Let the account of {ADDRESS} in from here (pg_hba.conf on the database server)."),
    ("too many", "Too many programs are connected: end some, or raise max_connections and the account's limit."),
    (
        "connection slots",
        "Too many programs are connected: end some, or raise max_connections and the account's limit.",
    ),
    ("does not exist", f"See that {ADDRESS} names an account and a database that are there."),
    ("connection", "Look whether the database server runs, and can be reached from here."),
)
ANY = "Look at the disk's space and rights, or at the database server."


def mend(error: BaseException) -> str:
    """What to do, in one sentence."""
    said = str(error).lower()
    return next((words for sign, words in MENDS if sign in said), ANY)


def discreet(error: BaseException) -> str:
    """What is told of an error: where it does not speak of the storage, its words may quote somebody's."""
    return " ".join(str(error).split()) if is_storage_trouble(error) else type(error).__name__


def is_storage_trouble(error: BaseException) -> bool:
    """Whether an error speaks of the disk or the server, not of the job that met it."""
    if isinstance(error, psycopg.OperationalError):
        return not (error.sqlstate or "").startswith(OF_THE_JOB)
    return is_everybodys(error)


def is_everybodys(error: BaseException) -> bool:
    """Whether any other job would have met the same, so that none can be blamed for it."""
    if isinstance(error, psycopg.Error):
        return is_cut(error) or (error.sqlstate or "").startswith(OF_ALL)
    return isinstance(error, sqlite3.OperationalError) and any(t in str(error).lower() for t in TROUBLE)


def is_nobodys(error: BaseException) -> bool:
    """Whether no job can be its reason however long it lasts: a full disk, a server that ends or only lets read."""
    if isinstance(error, psycopg.Error):
        return (error.sqlstate or "").startswith(OF_ALL_FOR_SURE)
    return is_everybodys(error) and "disk i/o error" not in str(error).lower()


def is_cut(error: BaseException) -> bool:
    """Whether the connection was lost, so that no server said why: a job may have done it to the server."""
    return isinstance(error, psycopg.OperationalError) and (error.sqlstate or "08").startswith("08")


def is_lock(error: BaseException) -> bool:
    """Whether somebody else holds rows that one job wants, which says nothing of other jobs."""
    return isinstance(error, psycopg.errors.LockNotAvailable)


def is_collision(error: BaseException) -> bool:
    """Whether the server broke a transaction off so that another one could go on."""
    return isinstance(error.__cause__ or error, (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure))
