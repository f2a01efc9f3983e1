"""What was lost, and what came twice: counted in the database and in the chats, after everything has come to rest."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from bench.crash.notice import REACHED
from bench.crash.scene import Scene, query
from bench.crash.talking import evidence, is_visited, meeting, said_in, sends_photo, suggestion
from bot.clock import SystemClock
from storage import events
from tests.support.city import opened

SAID = "SELECT words FROM case_messages WHERE words LIKE '〔%'"  # the cases that were there before have other words
ROWS = "SELECT address, priority, action, state, message_id FROM outbox WHERE state <> 'replaced'"
REMINDED = "SELECT count(*) FROM outbox WHERE dedupe LIKE 'rate:%' AND state = 'sent'"
MEETINGS = (
    """SELECT e.summary || c.standing || c.evidence FROM contacts c JOIN contact_entries e ON e.id = c.entry_id"""
)
CONFIRMED = "SELECT count(*) FROM events WHERE subject = 'contact' AND kind = 'counted'"
FILES = "SELECT count(*) FROM case_files"
UNHANDLED = "SELECT update_id, state, attempts, error FROM inbox WHERE state <> 'done'"


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
    rows = query(scene.database, ROWS)
    chats = await _chats(scene, [*talked, *scene.owed_to, *scene.notified])
    notified, notices = query(scene.database, REACHED)[0]
    known = {(int(address), message_id) for address, _, _, _, message_id in rows}
    return Verdict(
        lost={
            "suggestions": sum(said[one] == 0 for one in suggestions),
            "words": sum(said[one] == 0 for one in words),
            "files": max(0, -files),
            "updates": len(unhandled),
            "conversations": len(broken),
            "confirmations": sum(meetings[one] == 0 for one in met),
            "replies": _not_arrived(rows, chats, replies=True),
            "notices": _not_arrived(rows, chats, replies=False) + max(0, scene.owed - reminded),
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
        doubled=len(chats - known),
        messages=len(chats),
        broken=[
            *broken,
            *(f"update {number}: {state} after {tries} tries, {why}" for number, state, tries, why in unhandled),
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


def _not_arrived(
    rows: list[tuple[str, int, str, str, int | None]], chats: set[tuple[int, int]], *, replies: bool
) -> int:
    """Rows that were not sent, and those of which no message is in the chat."""
    return sum(
        state != "sent" or (message_id is not None and (int(address), message_id) not in chats)
        for address, priority, _, state, message_id in rows
        if (priority == 0) is replies
    )


async def _seals_broken(scene: Scene) -> int:
    """1 where the chain of history does not hold."""
    async with opened(scene.database) as writer:
        while await writer.run(lambda tx: events.seal(tx, SystemClock().now())):
            continue
        return int(await writer.run(events.verify) is not None)
