"""Connections to PostgreSQL that stay open and silent.

Where a proxy or a tunnel stands between, it confirms what is sent and keeps the connection, whatever becomes of the
server's side: TCP finds no fault, and an answer would be waited for without end. How long a statement may take nobody
can say beforehand. But who waits for whom, the server knows.
"""

import asyncio
import contextlib
import os
import socket
from typing import Any

import psycopg
from psycopg.rows import dict_row

from storage.url import DatabaseUrl

SILENT_FOR = 15.0  # seconds without an answer, until the server is asked about it, and from then on between questions
ANSWERS_WITHIN = 10.0  # seconds for such a question
WAITS_FOR = 10.0  # seconds for which the server waits for us while we wait for it: then something is lost between
# Which session it is: a number alone may be another one's, on the server that has taken this one's place.
SESSION = "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"
WAITS_FOR_US = """
    SELECT wait_event_type = 'Client' AND state_change < now() - make_interval(secs => %(seconds)s) AS waits
    FROM pg_stat_activity WHERE pid = %(pid)s AND backend_start = %(backend_start)s
"""


def hang_up(connection: "psycopg.Connection[Any] | psycopg.AsyncConnection[Any]") -> None:
    """Cut a connection, from whatever thread: who waits there for an answer gets a psycopg.OperationalError."""
    with contextlib.suppress(psycopg.Error, OSError), socket.socket(fileno=os.dup(connection.fileno())) as wire:
        wire.shutdown(socket.SHUT_RDWR)


async def watch(url: DatabaseUrl, connection: "psycopg.Connection[Any]", session: "dict[str, Any] | None") -> None:
    """Look for as long as an answer stays away, and cut the connection once the server does not work on one.

    Work of any length is left alone, and a server that can't be asked. Without a session, which is the first thing
    that a connection gets, there is no work.
    """
    while session is not None and not await _waits_for_us(url, session):  # noqa: ASYNC110 it is asked
        await asyncio.sleep(SILENT_FOR)
    hang_up(connection)


async def _waits_for_us(url: DatabaseUrl, session: dict[str, Any]) -> bool:
    """Whether the server has ended a session, or waits for its next words. False also if it does not answer."""
    with contextlib.suppress(psycopg.Error, TimeoutError):
        async with asyncio.timeout(ANSWERS_WITHIN):
            asking = await psycopg.AsyncConnection.connect(url.text, autocommit=True, row_factory=dict_row)
        overdue = asyncio.get_running_loop().call_later(ANSWERS_WITHIN, hang_up, asking)
        try:
            row = await (await asking.execute(WAITS_FOR_US, {**session, "seconds": WAITS_FOR})).fetchone()
        finally:
            overdue.cancel()
            await asking.close()
        return row is None or bool(row["waits"])
    return False
