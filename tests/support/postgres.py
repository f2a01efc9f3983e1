"""A PostgreSQL server of the tests' own: made at the first use, in a folder that goes with it."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.support.ports import free_port
from tests.support.programs import NEEDED


@dataclass(frozen=True)
class Server:
    """A server on a port of loopback, which can be stopped and started again."""

    address: str  # without a database's name
    control: tuple[object, ...]  # the command that controls it, but for its last words

    def start(self) -> None:
        """Start it, and return when it answers."""
        _run([*self.control, "-w", "start"])

    def stop(self, how: str = "fast") -> None:
        """End it with all its connections, as a restart does."""
        _run([*self.control, "-m", how, "-w", "stop"])


@contextlib.contextmanager
def running(*, durable: bool = False) -> Iterator[Server]:
    """A running server on a free port of loopback.

    What survives the machine's end is not asked of it in tests, so it does not wait for the disk unless `durable`;
    and it does not tidy databases that are gone a second later.
    """
    initdb = NEEDED["postgres"].find()
    if initdb is None:
        raise FileNotFoundError("PostgreSQL is not installed here; on Debian: apt-get install postgresql")
    bin_ = Path(initdb).parent
    folder = Path(tempfile.mkdtemp(prefix="shuanglian-pg-"))
    as_other = _other_user(folder)
    data, port = folder / "data", free_port()
    options = " ".join(
        f"-c {setting}" for setting in (f"port={port}", f"unix_socket_directories={folder}", *_settings(durable))
    )
    _run([*as_other, bin_ / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"])
    control = (*as_other, bin_ / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log")
    made = Server(f"postgresql://postgres@127.0.0.1:{port}", control)
    made.start()
    try:
        yield made
    finally:
        made.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


def _settings(durable: bool) -> tuple[str, ...]:
    here = ("listen_addresses=127.0.0.1",)
    return here if durable else (*here, "fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off")


@contextlib.contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """The address of a running server, without a database's name."""
    with running(durable=durable) as made:
        yield made.address


@contextlib.contextmanager
def database(address: str) -> Iterator[str]:
    """A fresh database on that server; gone afterwards."""
    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
    try:
        yield f"{address}/{name}"
    finally:
        with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]


@dataclass(frozen=True)
class Account:
    """An account that may read and write a database, and be barred from it."""

    address: str
    name: str
    _by: "psycopg.Connection[tuple[object, ...]]"

    def bar(self) -> None:
        """Let it log in no more, and end its connections."""
        self._by.execute(f"ALTER ROLE {self.name} NOLOGIN")  # type: ignore[call-overload]
        self._by.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", (self.name,))

    def let_in(self) -> None:
        """Let it log in again."""
        self._by.execute(f"ALTER ROLE {self.name} LOGIN")  # type: ignore[call-overload]


@contextlib.contextmanager
def account(address: str) -> Iterator[Account]:
    """A fresh account of the database at this address; gone afterwards."""
    name = f"a{uuid.uuid4().hex[:12]}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN")  # type: ignore[call-overload]
        connection.execute(f"GRANT pg_read_all_data, pg_write_all_data TO {name}")  # type: ignore[call-overload]
        try:
            yield Account(address.replace("postgres@", f"{name}@"), name, connection)
        finally:
            connection.execute(f"DROP OWNED BY {name}")  # type: ignore[call-overload]
            connection.execute(f"DROP ROLE {name}")  # type: ignore[call-overload]


def _other_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then its own user runs it."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres")
    return ["runuser", "-u", "postgres", "--"]


def _run(command: list[object]) -> None:
    # The server keeps what it inherits open, so its words go nowhere: a pipe would never end.
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
