"""Memory: the rows of a whole notice, sent by the real process as fast as it can, to a server that only answers."""

import asyncio
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.beat import Beat, bot
from bench.broadcast.stage import FIRST, accounts, put
from bench.slope import Sample, memory, slope
from bench.talkers import settle
from bench.turns import cpu

PATIENCE = 300.0  # seconds
LOOK = 0.5  # seconds
WARM = 0.5  # of the messages: until then the database's pages and the like fill what they may


@dataclass(frozen=True)
class Flood:
    """What was seen."""

    sent: int
    grown: float  # bytes a message, in the later half
    first: float  # bytes, at the beginning
    last: float
    cpu_ms: float  # of a message


async def flood(recipients: int) -> Flood:
    """Send to all of them."""
    with tempfile.TemporaryDirectory(prefix="shuanglian-flood-") as name:
        database, chats = Path(name) / "city.db", range(FIRST, FIRST + recipients)
        await settle(database)
        accounts(database, chats)
        put(database, chats)
        script, samples = Beat(), list[Sample]()
        async with bot(script, database) as process:
            end = time.monotonic() + PATIENCE
            while script.sends < recipients and time.monotonic() < end:
                await asyncio.sleep(LOOK)
                samples.append((script.sends, memory(process.pid)))
            used = cpu(process.pid)
        later = [sample for sample in samples if sample[0] > recipients * WARM]
        first = next(size for sent, size in samples if sent)
        return Flood(script.sends, slope(later), first, samples[-1][1], 1000 * used / max(1, script.sends))
