"""Two schedulers at the same time, each on a connection of its own: whoever comes second finds it done."""

import asyncio
from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from domain.people import Address, Role
from domain.telling import Due
from handlers.telling import tell
from services.contacts import closing, escalating, thanking
from services.contacts.closing import closing_soon
from services.contacts.escalating import closing_lists
from services.contacts.thanking import closing_thanks
from storage import people
from storage.engines import open_engine
from storage.tx import Tx
from storage.url import DatabaseUrl
from storage.writer import Writer
from tests.services.test_closing import at
from tests.support.city import opened, settle_town
from tests.support.hall import RULES, Hall, seat

WORKS: tuple[Any, ...] = (closing_soon, closing_lists, closing_thanks)


async def _portions(writer: Writer, work: Any, now: datetime, found: Counter[Any]) -> None:
    def job(tx: Tx) -> Due:
        due: Due = work(tx, now)
        tell(tx, due.told, now)
        return due

    while True:
        due = await writer.run(job, slow=True)
        found.update((told.to, told.kind) for told in due.told)
        if not due.more:
            return


def _everybody(tx: Tx) -> None:
    """Accounts for all who keep links, for an officer and an administrator."""
    offices = ((Role.OFFICER, "zd-fujia"), (Role.ADMIN, "zibo"))
    for id_ in [*_keepers(tx), *(people.by_ref(tx, seat(role, place)) or 0 for role, place in offices)]:
        people.bind(tx, Address("telegram", str(1000 + id_)), id_, at("2026-12-01T08:00"))


@pytest.mark.parametrize("moment", ["2026-12-17T09:00", "2026-12-24T09:00", "2026-12-28T09:00"])
async def test_two_schedulers_tell_everything_once(
    database_url: str, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, portion in ((closing, 3), (escalating, 2), (thanking, 2)):
        monkeypatch.setattr(module, "PORTION", portion)
    async with opened(database_url, RULES) as first:
        await settle_town(first)
        await first.run(_everybody)
        second = Writer(await open_engine(DatabaseUrl.parse(database_url)), RULES)
        try:
            found: Counter[Any] = Counter()
            await asyncio.gather(
                *(_portions(writer, work, at(moment), found) for writer in (first, second) for work in WORKS)
            )
            hall = Hall(first, at(moment))
            rows = await hall.job(lambda tx: tx.connection.execute("SELECT count(*) AS n FROM outbox").fetchone()["n"])
            assert found
            assert set(found.values()) == {1}
            assert rows == len(found)
            expected = await hall.job(_keepers)
            assert {person for person, kind in found if kind == "closing.remind"} == expected
        finally:
            await second.close()


def _keepers(tx: Tx) -> set[int]:
    """Who keeps links: nobody has done anything yet."""
    return {row["id"] for row in tx.connection.execute("SELECT DISTINCT representative_id AS id FROM links").fetchall()}
