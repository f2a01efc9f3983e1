"""`python -m bench.soak [--json] [--full]`: twenty updates a second for minutes, and whether everything stays flat.

The real process, a real SQLite file, the sandbox in a process of its own; residents and representatives of a whole
town talk. Ten minutes by default, an hour with `--full`. Once a second memory, open files and rows that wait are
sampled, and every answer's latency. A straight line is laid through the samples after the warm-up; exit code 1 if one
rises more than its bound:

- memory: 1,000 bytes an update (20 kB a second). The JSON of an update alone is as much and the objects made of it are
  ten times that, so whatever is kept of every update is found; an hour of less fits into 72 MB.
- open files: 48 over the whole run, which is as many connections as are kept for the next message.
- rows that wait: 0.2 a second. If one update in a hundred stayed, there would be as many.
- conversations: three a resident over the whole run, which is what each may have; in an hour that is 0.2 a second too.
- latency (the median of every ten seconds): 0.3 s over the whole run, less than people notice in a chat.

Delivery is set to 100 messages a second: at Telegram's 29 this traffic would wait for the pace, and not for us.
"""

import argparse
import asyncio
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.crash.scene import sandbox
from bench.report import line
from bench.slope import Sample, medians, memory, slope
from bench.talkers import Representative, Resident, Talker, settle
from tests.support.process import Bot, write_config

PER_SECOND = 20.0
SECONDS, FULL = 600, 3600
RESIDENTS = 240
WARM = 0.35  # of the run, in which caches fill and everybody says hello; SQLite's 8 MB of pages take three minutes
SEED = 20_261_124
AT_ONCE = 32  # messages in flight; as many connections are kept, and 16 more
PACE = f"[delivery]\nper_second = 100\nat_once = {AT_ONCE}\n"
WORK = {  # rows of work that must not pile up
    "waiting_updates": "SELECT count(*) FROM inbox WHERE state = 'waiting'",
    "waiting_messages": "SELECT count(*) FROM outbox WHERE state = 'waiting'",
    "conversations": "SELECT (SELECT count(*) FROM talks) + (SELECT count(*) FROM drafts)",
}
BOUNDS = {  # name: unit of the slope, and how much it may be
    "memory": ("bytes/s", 20_000.0),
    **dict.fromkeys(("waiting_updates", "waiting_messages"), ("rows/s", 0.2)),
}
STRETCH = 10.0  # seconds of which the median latency is taken
GROWN = {  # name: unit of the slope, and how much may have been added at the end of a run
    "open_files": ("files/s", AT_ONCE + 16.0),
    "conversations": ("rows/s", 3.0 * RESIDENTS),
    "latency": ("s/s", 0.3),
}

Series = list[Sample]


@dataclass
class Samples:
    """What was seen, by name: seconds since the beginning, and a value."""

    series: dict[str, Series] = field(default_factory=dict)
    updates: int = 0
    unanswered: list[str] = field(default_factory=list)

    def add(self, name: str, at: float, value: float) -> None:
        """One more sample."""
        self.series.setdefault(name, []).append((at, value))

    def after(self, name: str, moment: float) -> Series:
        """The samples of the time after the warm-up."""
        return [sample for sample in self.series[name] if sample[0] >= moment]


class Traffic:
    """People who say something twenty times a second, whoever is free; nobody speaks before they were answered."""

    def __init__(
        self, talkers: list[Talker], samples: Samples, chance: random.Random, per_second: float | None = None
    ) -> None:
        self._free, self._samples, self._chance = talkers, samples, chance
        self._per_second = per_second or PER_SECOND
        self._busy: set[asyncio.Task[None]] = set()
        self._began = time.monotonic()

    async def flow(self, seconds: float) -> None:
        """Let them talk for so long, at an even pace."""
        count = int(seconds * self._per_second)
        for number in range(count):
            await asyncio.sleep(max(0.0, self._began + number / self._per_second - time.monotonic()))
            if self._free:
                talker = self._free.pop(self._chance.randrange(len(self._free)))
                task = asyncio.create_task(self._turn(talker))
                self._busy.add(task)
                task.add_done_callback(self._busy.discard)
        if self._busy:
            await asyncio.wait(self._busy)

    async def _turn(self, talker: Talker) -> None:
        try:
            taken = await talker.step()
        except TimeoutError:
            self._samples.unanswered.append(talker.phone.name)
            return
        if taken is not None:
            self._samples.add("latency", time.monotonic() - self._began, taken)
            self._samples.updates += 1
        self._free.append(talker)


async def watch(bot: Bot, database: Path, samples: Samples) -> None:
    """Look at the process and its database once a second, until cancelled."""
    assert bot.process is not None
    proc, began = Path(f"/proc/{bot.process.pid}"), time.monotonic()
    with sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True) as rows:
        while True:
            at = time.monotonic() - began
            samples.add("memory", at, memory(bot.process.pid))
            samples.add("open_files", at, len(list((proc / "fd").iterdir())))
            for name, query in WORK.items():
                samples.add(name, at, rows.execute(query).fetchone()[0])
            await asyncio.sleep(1)


async def soak(seconds: float, people: int = RESIDENTS) -> Samples:
    """A fresh town, and its traffic."""
    samples, chance = Samples(), random.Random(SEED)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with sandbox() as bench:
            seats = await settle(folder / "city.db")
            bot = Bot(write_config(folder, bench, PACE))
            async with bot:
                await bot.up()
                talkers: list[Talker] = [await Representative.come(bench, seat) for seat in seats]
                talkers += [await Resident.come(bench, number, chance) for number in range(people)]
                watching = asyncio.create_task(watch(bot, folder / "city.db", samples))
                await Traffic(talkers, samples, chance).flow(seconds)
                watching.cancel()
                await bot.stop()
    return samples


def judge(samples: Samples, seconds: float) -> bool:
    """Print the slopes. Returns whether all of them are within their bounds."""
    warm = seconds * WARM
    times = sorted(value for _, value in samples.after("latency", warm))
    line("soak.updates", samples.updates / seconds, "updates/s", "limit", samples.updates / seconds / PER_SECOND, 1)
    line("soak.lost", len(samples.unanswered), "answers", "limit", None, 1, limit=0)
    line("soak.latency", statistics.median(times) * 1000, "ms", "limit", None, 1,
         p99=round(times[int(len(times) * 0.99)] * 1000, 1))  # fmt: skip
    well = not samples.unanswered
    grown = {name: (unit, most / seconds) for name, (unit, most) in GROWN.items()}
    for name, (unit, bound) in {**BOUNDS, **grown}.items():
        found = samples.after(name, warm)
        if name == "latency":
            found = medians(found, STRETCH)
        rises, last = slope(found), [value for _, value in found[-20:]]
        line(f"soak.slope.{name}", round(rises, 6), unit, "limit", rises / bound, 1, limit=bound,
             at_the_end=round(statistics.mean(last), 3))  # fmt: skip
        well = well and rises <= bound
    return well


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="JSON lines; they are printed either way")
    parser.add_argument("--full", action="store_true", help="an hour")
    parser.add_argument("--seconds", type=int, help="another length")
    given = parser.parse_args()
    seconds = given.seconds or (FULL if given.full else SECONDS)
    return 0 if judge(asyncio.run(soak(seconds)), seconds) else 1


if __name__ == "__main__":
    sys.exit(main())
