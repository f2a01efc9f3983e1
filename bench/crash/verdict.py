"""What was lost, and what came twice: counted in the database and in the chats, after everything has come to rest."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from bench.crash.notice import REACHED
from bench.crash.scene import Scene, query
from bench.crash.talking import evidence, is_visited, meeting, said_in, sends_photo, suggestion
from bot.clock import SystemClock
from domain.telling import Priority
from storage import events
from tests.support.city import opened

SAID = "SELECT words FROM case_messages WHERE words LIKE '〔%'"  # the cases that were there before have other words
ROWS = "SELECT id, address, priority, action, state, message_id FROM outbox WHERE state <> 'replaced'"
REMINDED = "SELECT count(*) FROM outbox WHERE dedupe LIKE 'rate:%' AND state = 'sent'"
MEETINGS = (
    """SELECT e.summary || c.standing || c.evidence FROM contacts c JOIN contact_entries e ON e.id = c.entry_id"""
)
CONFIRMED = "SELECT count(*) FROM events WHERE subject = 'contact' AND kind = 'counted'"
FILES = "SELECT count(*) FROM case_files"
UNHANDLED = "SELECT update_id, state, attempts, error FROM inbox WHERE state <> 'done'"


class Row(NamedTuple):
    """What the outbox says of a message."""

    id: int
    address: str
    priority: int
    action: str
    state: str
    message_id: int | None

    @property
    def shown(self) -> tuple[int, int | None]:
        """Its message, as (chat, message id)."""
        return int(self.address), self.message_id

    def arrived(self, chats: set[tuple[int, int]]) -> bool:
        """Whether it was sent, and its message, if it makes one, is in the chat."""
        return self.state == "sent" and (self.message_id is None or self.shown in chats)


@dataclass(frozen=True)
class Verdict:
    """The counts; all of `lost` should be 0."""

    lost: dict[str, int]
    twice: dict[str, int]  # things done twice, by what they are; messages apart
    doubled: int  # messages that came twice
    messages: int  # messages that came at all
    broken: list[str] = field(default_factory=list)  # why conversations or updates did not come to their end


async def judge(scene: Scene, residents: int, broken: list[str], talked: list[int]) -> Verdict:
    """Count what became of the residents with the numbers below `residents`, and of all that was owed."""
    said = Counter(row[0] for row in query(scene.database, SAID))
    suggestions = [suggestion(number) for number in range(residents)]
    words = [words for number in range(residents) for words in said_in(number)]
    files = query(scene.database, FILES)[0][0] - sum(map(sends_photo, range(residents)))
    unhandled = query(scene.database, UNHANDLED)
    reminded = query(scene.database, REMINDED)[0][0]
    met = [meeting(number) + "counted" + evidence(number) for number in range(residents) if is_visited(number)]
    meetings = Counter(row[0] for row in query(scene.database, MEETINGS))
    confirmed = query(scene.database, CONFIRMED)[0][0]
    rows = [Row(*row) for row in query(scene.database, ROWS)]
    chats = await _chats(scene, [*talked, *scene.owed_to, *scene.notified])
    notified, notices = query(scene.database, REACHED)[0]
    missing = [row for row in rows if not row.arrived(chats)]
    replies = sum(row.priority == Priority.REPLY for row in missing)
    return Verdict(
        lost={
            "suggestions": sum(said[one] == 0 for one in suggestions),
            "words": sum(said[one] == 0 for one in words),
            "files": max(0, -files),
            "updates": len(unhandled),
            "conversations": len(broken),
            "confirmations": sum(meetings[one] == 0 for one in met),
            "replies": replies,
            "notices": len(missing) - replies + max(0, scene.owed - reminded),
            "notified": len(scene.notified) - notified,
            "seals": await _seals_broken(scene),
        },
        twice={
            "suggestions": sum(max(0, said[one] - 1) for one in suggestions),
            "words": sum(max(0, said[one] - 1) for one in words),
            "files": max(0, files),
            "confirmations": max(0, meetings.total() - len(met), confirmed - len(met)),
            "notices": max(0, reminded - scene.owed),
            "notified": notices - notified,
        },
        doubled=len(chats - {row.shown for row in rows}),
        messages=len(chats),
        broken=[
            *broken,
            *(f"update {number}: {state} after {tries} tries, {why}" for number, state, tries, why in unhandled),
            *(f"row {row.id} ({row.action}, priority {row.priority}): {row.state}, not arrived" for row in missing),
        ],
    )


async def _chats(scene: Scene, chats: list[int]) -> set[tuple[int, int]]:
    """All that the bot said, as (chat, message id)."""
    found = await asyncio.gather(*(scene.bench.get(f"chats/{chat}") for chat in chats))
    return {
        (chat, message["message_id"])
        for chat, messages in zip(chats, found, strict=True)
        for message in messages
        if message["from"]["is_bot"]
    }


async def _seals_broken(scene: Scene) -> int:
    """1 where the chain of history does not hold."""
    async with opened(scene.database) as writer:
        while await writer.run(lambda tx: events.seal(tx, SystemClock().now())):
            continue
        return int(await writer.run(events.verify) is not None)
