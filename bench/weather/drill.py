"""The drill itself: a process goes through the weathers of a group, and after each everything is counted."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bench.crash.drill import until_all_is_sent
from bench.crash.verdict import Verdict, judge
from bench.weather.stage import Stage, UnavailableError, staged
from bench.weather.weathers import Group, Weather

RESIDENTS = 4  # of each weather: half of them come before it, half while it lasts
BEFORE = 0.7  # seconds that the first of them have
PEAK = 60  # requests in the worst second: Telegram's pace, and every press answered
BUSY = 0.6  # of a processor at most: who waits needs none
STOPS_WITHIN = 10.0  # seconds from SIGTERM, whatever fails


@dataclass(frozen=True)
class Result:
    """What a weather showed."""

    weather: Weather
    skipped: str = ""  # why it was not played
    shortened: str = ""  # what was played smaller than it is
    lasted: float = 0.0
    over: float = 0.0  # seconds from its end until everything was made up for
    lost: dict[str, int] = field(default_factory=dict)
    twice: dict[str, int] = field(default_factory=dict)
    doubled: int = 0
    requests: int = 0
    peak: int = 0  # requests in the worst second
    busy: float = 0.0  # of a processor
    said: tuple[str, ...] = ()  # the log's lines
    broken: tuple[str, ...] = ()
    died: bool = False

    @property
    def per_second(self) -> float:
        """Requests, on an average."""
        return self.requests / self.lasted if self.lasted else 0.0

    def faults(self) -> list[str]:
        """What is not as it must be."""
        if self.skipped:
            return []
        weather, name = self.weather, self.weather.name
        found = [f"{count} {what} lost" for what, count in self.lost.items() if count]
        found += [f"{count} {what} there twice" for what, count in self.twice.items() if count]
        bounds = {
            "messages came twice": (self.doubled, weather.doubled),
            "requests a second": (self.per_second, weather.per_second),
            "requests in one second": (self.peak, PEAK),
            "of a processor": (self.busy, BUSY),
            "lines in the log": (len(self.said), weather.lines),
        }
        found += [f"{value:.1f} {what}, at most {most}" for what, (value, most) in bounds.items() if value > most]
        found += [
            f"{count} lines say {words!r}" for words, count in self.told().items() if not 1 <= count <= weather.repeats
        ]
        found += ["the process ended"] * self.died
        return [f"{name}: {what}" for what in (*found, *self.broken)]

    def told(self) -> dict[str, int]:
        """How many lines hold the words that the operator must read."""
        return {words: sum(words in line for line in self.said) for words in self.weather.says}


async def play(group: Group, *, full: bool = False) -> list[Result]:
    """All weathers of a group, in one process."""
    count = len(group.weathers)
    try:
        async with staged(group.needs, RESIDENTS * count, 2 * count, full=full) as stage:
            return await _all(group, stage)
    except UnavailableError as why:
        return [Result(weather, skipped=str(why)) for weather in group.weathers]


async def _all(group: Group, stage: Stage) -> list[Result]:
    await stage.talks.begin()
    await until_all_is_sent(stage.scene)
    results: list[Result] = []
    verdict = await _judged(stage, [])
    for number, weather in enumerate(group.weathers):
        result, verdict = await _endure(stage, weather, number, verdict, last=weather is group.weathers[-1])
        results.append(result)
    return results


async def _endure(
    stage: Stage, weather: Weather, number: int, before: Verdict, *, last: bool
) -> tuple[Result, Verdict]:
    """Let people talk, let it come, let it go, and wait until everything is made up for."""
    log, skipped = stage.bot.log.stat().st_size, ""
    lasts = weather.in_full if stage.full and weather.in_full else weather.lasts
    here = stage.talks.come
    await stage.talks.turn(2 * number)
    stage.fresh = stage.talks.come - here
    await asyncio.sleep(BEFORE)
    begun, ended, used = time.monotonic(), time.monotonic(), _used(stage)
    broken: list[str] = []
    try:
        async with weather.sky(stage):
            begun = time.monotonic()
            await stage.talks.turn(2 * number + 1)
            await asyncio.sleep(max(0.0, begun + lasts - time.monotonic()))
            ended, used = time.monotonic(), _used(stage) - used
            broken += await _stopped(stage) if weather.ends else []
    except UnavailableError as why:
        skipped = str(why)
        await stage.talks.turn(2 * number + 1)
    except AssertionError as why:
        broken.append(str(why))
    if weather.ends and stage.bot.ended:
        await stage.start()
    broken += await stage.talks.rest()
    await until_all_is_sent(stage.scene)
    over, died = time.monotonic() - ended, stage.bot.ended
    if last:
        broken += await _stopped(stage)
    verdict = await _judged(stage, broken)
    asked = _asked(stage.tally, begun, ended)
    return Result(
        weather, skipped, "" if stage.full else weather.shortened, ended - begun, over,
        _more(verdict.lost, before.lost), _more(verdict.twice, before.twice),
        max(0, verdict.doubled - before.doubled), sum(asked.values()), max(asked.values(), default=0),
        used / max(0.1, ended - begun), _lines(stage.bot.log, log), tuple(verdict.broken), died,
    ), verdict  # fmt: skip


async def _judged(stage: Stage, broken: list[str]) -> Verdict:
    people = [person.phone.id for person in stage.talks.people]
    return await judge(stage.scene, stage.talks.come, broken, people)


async def _stopped(stage: Stage) -> list[str]:
    """Why it did not end as it should."""
    begun = time.monotonic()
    code, seconds = await stage.bot.stop(), time.monotonic() - begun
    return [f"SIGTERM: exit code {code} after {seconds:.1f} s"] if code != 0 or seconds > STOPS_WITHIN else []


def _more(now: dict[str, int], before: dict[str, int]) -> dict[str, int]:
    return {what: max(0, count - before[what]) for what, count in now.items()}


def _asked(tally: Path, begun: float, ended: float) -> Counter[int]:
    """How many requests began, by second."""
    moments = [float(line.split()[0]) for line in tally.read_text(encoding="utf-8").splitlines()]
    return Counter(int(moment - begun) for moment in moments if begun <= moment < ended)


def _lines(log: Path, since: int) -> tuple[str, ...]:
    with log.open("rb") as file:
        file.seek(since)
        return tuple(file.read().decode(errors="replace").splitlines())


def _used(stage: Stage) -> float:
    """Seconds of processor time that the process has had."""
    fields = Path(f"/proc/{stage.pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100
