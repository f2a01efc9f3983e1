"""What comes while a worker takes chats over: in order within a chat all the same."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.fleet import Role
from bot.turns import Turns
from storage import inbox
from storage.tx import Tx
from storage.url import DatabaseUrl
from storage.writer import Writer
from tests.bot.test_intake import text
from tests.fleet.test_sharing import PATIENCE, member
from tests.support import postgres
from tests.support.city import BEGIN, clock_at, opened
from tests.support.sandbox import TOKEN, Bench

pytestmark = pytest.mark.postgres
BOT = int(TOKEN.split(":")[0])
HELD, TAKEN = 1, 2  # parts of the chats, and a chat in each


@pytest.fixture
def url(postgres_server: str) -> Iterator[DatabaseUrl]:
    """An empty database."""
    with postgres.database(postgres_server) as address:
        yield DatabaseUrl.parse(address)


async def stored(writer: Writer, update: dict[str, Any], chat: int, attempts: int = 0) -> None:
    """Store an update, tried so many times already."""

    def job(tx: Tx) -> None:
        arrived = inbox.store(tx, BOT, update["update_id"], str(chat), json.dumps(update), BEGIN)
        assert arrived is not None
        for _ in range(attempts):
            inbox.attempt(tx, arrived.seq)

    await writer.run(job)


def meanwhile(tx: Tx) -> bool:
    """As soon as the deadly one is tried for the last time, another of each part comes, all in one moment."""
    tried = next(iter(tx.connection.execute("SELECT attempts FROM inbox WHERE update_id = 1").fetchall()))["attempts"]
    if tried < inbox.TRIES:
        return False
    for update, chat in ((text(2, chat=TAKEN), TAKEN), (text(3, chat=HELD), HELD)):
        assert inbox.store(tx, BOT, update["update_id"], str(chat), json.dumps(update), BEGIN) is not None
    return True


def deadly(update_id: int) -> dict[str, Any]:
    """What can't be made an object of."""
    return {"update_id": update_id, "message": {**text(update_id, chat=TAKEN + 60)["message"], "date": "yesterday"}}


async def test_an_update_that_comes_while_its_part_is_taken_over_is_not_overtaken(
    sandbox: Bench, tmp_path: Path, url: DatabaseUrl
) -> None:
    """What another process left is looked at first, which may take a while; meanwhile the bell rings for others."""
    async with opened(url.text) as writer, member(sandbox, tmp_path, url, Role.INTAKE) as intake:
        turns = Turns(intake.application, writer, clock_at(), parts=frozenset({HELD}))
        await stored(writer, deadly(1), TAKEN + 60, attempts=2)
        taking = asyncio.create_task(turns.share(frozenset({HELD, TAKEN})))
        async with asyncio.timeout(PATIENCE):
            while not await writer.run(meanwhile):
                pass
        await turns.fetch()
        assert not taking.done(), "all of this happened meanwhile"
        await taking
        await stored(writer, text(4, chat=TAKEN), TAKEN)
        await turns.fetch()
        await turns.idle()
        await turns._look()
        await turns.idle()
        done = "SELECT update_id FROM inbox WHERE state = 'done' AND address = '2' ORDER BY handled_at"
        rows = await writer.run(lambda tx: tx.connection.execute(done).fetchall())
        assert [row["update_id"] for row in rows] == [2, 4]
