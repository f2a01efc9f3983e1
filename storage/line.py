"""A connection to PostgreSQL beside the writer's: locks that end with it, and bells by which processes call each other.

A lock is held by the session of this connection. When the process dies the server sees the connection close and the
lock falls free at once; when the whole machine dies, after KEPT_ALIVE. Nothing has to be renewed, and no clock is read.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any

import psycopg

from storage.engines import DatabaseRefusedError
from storage.lock import ADVISORY, PRESENT
from storage.silence import hang_up
from storage.trouble import discreet, mend
from storage.url import DatabaseUrl

# Groups of locks: a worker holds PRESENT, shared with the others, and one of CHATS for each part that it handles.
CHATS = PRESENT + 1
# About 4 seconds. As long as something sent is not confirmed, TCP does not ask whether the other side is alive, but
# sends it again for a quarter of an hour; so that has a limit of its own.
LOST_AFTER = 4_000  # milliseconds; also for an answer: who stands between may confirm what never comes over
KEPT_ALIVE = (
    f"-c tcp_keepalives_idle=2 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=2 -c tcp_user_timeout={LOST_AFTER}"
)
PAYLOAD = 7_000  # bytes; the server takes 8,000


class Line:
    """One such connection."""

    def __init__(self, connection: "psycopg.AsyncConnection[Any]") -> None:
        self._connection = connection

    @classmethod
    async def open(cls, url: DatabaseUrl, *bells: str) -> "Line":
        """Connect, and hear these bells from now on. Raises DatabaseRefusedError."""
        try:
            connection = await psycopg.AsyncConnection.connect(
                url.text, autocommit=True, connect_timeout=10, options=KEPT_ALIVE,
                keepalives_idle=2, keepalives_interval=1, keepalives_count=2, tcp_user_timeout=LOST_AFTER,
            )  # fmt: skip
            line = cls(connection)
            for bell in bells:
                await line._ask(f'LISTEN "{bell}"')
        except psycopg.OperationalError as error:
            raise DatabaseRefusedError(
                f"{url}: PostgreSQL does not let us in ({discreet(error)}). {mend(error)}"
            ) from error
        return line

    async def close(self) -> None:
        """Hang up; all locks fall free."""
        await self._connection.close()

    @property
    def closed(self) -> bool:
        """Whether the connection is gone."""
        return self._connection.closed

    async def see(self) -> None:
        """See that the server answers: what this connection holds is held. Raises psycopg.OperationalError."""
        await self._ask("SELECT 1")

    async def take_place(self) -> bool:
        """Take the one place of whoever receives and sends, if it is free."""
        return await self._yes("SELECT pg_try_advisory_lock(%s)", ADVISORY)

    async def come(self, *, alone: bool = False) -> bool:
        """Be present as a worker, beside others or `alone`. False where those who are there don't allow it."""
        words = "SELECT pg_try_advisory_lock(%s, 0)" if alone else "SELECT pg_try_advisory_lock_shared(%s, 0)"
        return await self._yes(words, PRESENT)

    async def present(self) -> int:
        """How many workers there are."""
        return len(await self._held(PRESENT))

    async def taken(self) -> set[int]:
        """The parts of the chats that some worker handles."""
        return set(await self._held(CHATS))

    async def take(self, part: int) -> bool:
        """Take a part of the chats, if it is free."""
        return await self._yes("SELECT pg_try_advisory_lock(%s, %s)", CHATS, part)

    async def give_back(self, part: int) -> None:
        """Let somebody else handle a part of the chats."""
        await self._yes("SELECT pg_advisory_unlock(%s, %s)", CHATS, part)

    async def bells(self, seconds: float) -> AsyncIterator[tuple[str, str]]:
        """The bells that ring within so many seconds: (name, payload). Raises psycopg.OperationalError if it is cut."""
        async for bell in self._connection.notifies(timeout=seconds):
            yield bell.channel, bell.payload

    async def _held(self, group: int) -> list[int]:
        cursor = await self._ask(
            "SELECT l.objid::bigint FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE l.locktype = 'advisory' AND l.classid::bigint = %s AND l.objsubid = 2 AND l.granted"
            " AND d.datname = current_database()",
            group,
        )
        return [row[0] for row in await cursor.fetchall()]

    async def _yes(self, words: str, *values: int) -> bool:
        cursor = await self._ask(words, *values)
        row = await cursor.fetchone()
        return bool(row and row[0])

    async def _ask(self, words: str, *values: object) -> "psycopg.AsyncCursor[Any]":
        """Run a statement; a connection that does not answer in time is lost. Raises psycopg.OperationalError."""
        overdue = asyncio.get_running_loop().call_later(LOST_AFTER / 1000, hang_up, self._connection)
        try:
            return await self._connection.execute(words.encode(), values)
        finally:
            overdue.cancel()


def ring(connection: "psycopg.Connection[Any]", bell: str, words: Iterable[str]) -> None:
    """Ring a bell with the commit of the open transaction; the words go along in as few payloads as they fit into."""
    payload = ""
    for word in words:
        if len(payload) + len(word) + 1 > PAYLOAD:
            connection.execute("SELECT pg_notify(%s, %s)", (bell, payload))
            payload = ""
        payload = f"{payload} {word}" if payload else word
    connection.execute("SELECT pg_notify(%s, %s)", (bell, payload))
