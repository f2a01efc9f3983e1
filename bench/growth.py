"""`python -m bench.growth [--json] [--full]`: what a turn and routing cost as the city grows.

The turn is that of bench.turns: a resident's reply in a case of theirs, here passed on to a representative as well.
Two bots run side by side, one with 1 thousand suggestions and one with 1 million, both with 68 thousand people. They
get an update in turn, each as soon as the one before was answered, so both see the same machine. Routing is measured
inside the process, without the network.
"""

import argparse
import asyncio
import contextlib
import os
import random
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from bench.beat import Beat, bot
from bench.large_city import FIRST_TOWN, RESIDENTS, TOWNS, copy_of
from bench.report import line
from domain.rules import Rules
from services.suggestions.placing import Scene, route
from storage.engines import open_engine
from storage.tx import Tx
from storage.url import DatabaseUrl

Seconds = dict[int, list[float]]  # by the size of the city
SMALL, LARGE = 1_000, 1_000_000
WARM_UP = 300
TURNS, TURNS_IN_FULL = 3_000, 20_000
ROUTES = 10_000
RATIO, ROUTING_MS = 1.3, 1.0  # wanted, at most


async def turns(folder: Path, count: int) -> Seconds:
    """Seconds of each turn, by the size of the city."""
    beats = {size: Beat() for size in (SMALL, LARGE)}
    async with contextlib.AsyncExitStack() as stack:
        for size, beat in beats.items():
            await stack.enter_async_context(bot(beat, await copy_of(size, folder)))
        found: dict[int, list[float]] = {size: [] for size in beats}
        for number in range(WARM_UP + count):
            for size, beat in beats.items():
                seconds = await beat.turn()
                if number >= WARM_UP:
                    found[size].append(seconds)
    return found


def routing(connection: Any) -> tuple[list[float], list[float]]:
    """Seconds of each routing, by the clock and of the processor: residents by chance, half of them anonymous."""
    chance, tx = random.Random(1), Tx("sqlite", connection, Rules())
    clock, processor = [], []
    for number in range(ROUTES):
        author, town = chance.randint(1, RESIDENTS), FIRST_TOWN + chance.randrange(TOWNS)
        began, before = time.perf_counter(), time.thread_time()
        route(tx, author, number % 2 == 0, "streetlight", Scene(town), date(2026, 11, 24))
        clock.append(time.perf_counter() - began)
        processor.append(time.thread_time() - before)
    return clock, processor


async def routes(folder: Path) -> tuple[Seconds, Seconds]:
    """The same on each city: by the clock, which counts what others do on this machine, and of the processor."""
    found: dict[int, tuple[list[float], list[float]]] = {}
    for size in (SMALL, LARGE):
        engine = await open_engine(DatabaseUrl.parse(f"sqlite:///{await copy_of(size, folder)}"))
        try:
            found[size] = await engine.call(routing)
        finally:
            await engine.close()
    clock, processor = ({size: both[part] for size, both in found.items()} for part in (0, 1))
    return clock, processor


def tell(name: str, found: Seconds, runs: int, **wanted: float) -> None:
    """Print the 99th percentile and the median, each against those of the small city."""
    for part, at in (("p99", 99), ("median", 50)):
        small, large = (1000 * statistics.quantiles(found[size], n=100)[at - 1] for size in (SMALL, LARGE))
        more = {**wanted, "load": round(os.getloadavg()[0], 1), "against_value": round(small, 3)} if at == 99 else {}
        line(f"{name}.{part}", large, "ms", f"the same with {SMALL:,} suggestions", large / small, runs, **more)


async def main() -> None:
    """Routing first, then turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="the rows are JSON in any case")
    parser.add_argument("--full", action="store_true", help=f"{TURNS_IN_FULL:,} turns in place of {TURNS:,}")
    options = parser.parse_args()
    count = TURNS_IN_FULL if options.full else TURNS
    with tempfile.TemporaryDirectory() as name:
        clock, processor = await routes(Path(name))
        tell("growth.routing", clock, ROUTES, wanted_ms=ROUTING_MS)
        tell("growth.routing.cpu", processor, ROUTES, wanted_ms=ROUTING_MS)
        tell("growth.turn", await turns(Path(name), count), count, wanted=RATIO)


if __name__ == "__main__":
    asyncio.run(main())
