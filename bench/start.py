"""`python -m bench.start [--json] [--full]`: how long a start takes, and what the process holds at rest.

From the start of the process to the answer to the first update, which waits at the Bot API already: with 1 million
suggestions and 100 thousand open conversations, against an empty database. Both are started in turn. Memory is what
is resident (VmRSS) some seconds later, when the first ticks are done.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.beat import Beat, bot
from bench.large_city import copy_of
from bench.report import line
from storage.migrate import migrate
from storage.url import DatabaseUrl

SUGGESTIONS, TALKS = 1_000_000, 100_000
RUNS, RUNS_IN_FULL = 5, 20
REST = 6.0  # seconds until the process is at rest
STRANGER = 9_000_000
START_RATIO, MEMORY_RATIO = 1.2, 1.3  # wanted, at most


def hello(number: int) -> dict[str, object]:
    """Somebody new opens the chat."""
    who = {"id": STRANGER + number, "is_bot": False, "first_name": "陈桂兰", "language_code": "zh"}
    chat = {"id": STRANGER + number, "type": "private", "first_name": "陈桂兰"}
    entities = [{"type": "bot_command", "offset": 0, "length": 6}]
    message = {"message_id": 1, "date": 1_790_000_000, "chat": chat, "from": who, "text": "/start",
               "entities": entities}  # fmt: skip
    return {"update_id": 20_000_000 + number, "message": message}


async def start(database: Path, number: int) -> tuple[float, float]:
    """Start once. Returns the seconds until the first answer, and the megabytes at rest."""
    beat = Beat()
    waiting = asyncio.create_task(beat.answer(hello(number), STRANGER + number))
    await asyncio.sleep(0)
    began = time.perf_counter()
    async with bot(beat, database) as process:
        await waiting
        seconds = time.perf_counter() - began
        await asyncio.sleep(REST)
        status = Path(f"/proc/{process.pid}/status").read_text()  # noqa: ASYNC240 it is not on a disk
    resident = next(row for row in status.splitlines() if row.startswith("VmRSS:"))
    return seconds, int(resident.split()[1]) / 1024


async def main() -> None:
    """Start both in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="the rows are JSON in any case")
    parser.add_argument("--full", action="store_true", help=f"{RUNS_IN_FULL} starts of each in place of {RUNS}")
    runs = RUNS_IN_FULL if parser.parse_args().full else RUNS
    with tempfile.TemporaryDirectory() as name:
        empty = Path(name) / "empty.db"
        migrate(DatabaseUrl.parse(f"sqlite:///{empty}"), datetime.now(UTC))
        found: dict[Path, list[tuple[float, float]]] = {empty: [], await copy_of(SUGGESTIONS, Path(name), TALKS): []}
        for number in range(runs + 1):
            for database, results in found.items():
                result = await start(database, number)
                if number:  # the first one only fills the caches
                    results.append(result)
    small, large = found.values()
    for part, (what, unit, wanted) in enumerate((("first", "s", START_RATIO), ("memory", "MB", MEMORY_RATIO))):
        ours, theirs = ([run[part] for run in results] for results in (large, small))
        ratio = statistics.median(ours) / statistics.median(theirs)
        spread = {"spread": [round(min(ours), 2), round(max(ours), 2)], "load": round(os.getloadavg()[0], 1)}
        line(f"start.{what}", statistics.median(ours), unit, "an empty database", ratio, runs, wanted=wanted, **spread)


if __name__ == "__main__":
    asyncio.run(main())
