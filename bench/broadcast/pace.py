"""A notice at full pace, while people talk to the bot: first without it, then with it."""

import asyncio
import random
import time
from dataclasses import dataclass
from typing import Self

from bench.broadcast.stage import PER_SECOND, Stage, staged
from bench.broadcast.watching import Seen, watched
from bench.slope import memory
from bench.soak import Samples, Traffic
from bench.talkers import Resident, Talker
from bench.turns import cpu

TALKERS, TALKS = 40, 3.0  # people, and how often one of them says something, a second
CALM = 15.0  # seconds of talk before the notice
WARM = 3.0  # seconds after its first message that are not counted yet
BEGINS_WITHIN = 30.0  # seconds
TAIL = 20.0  # seconds in which the last of a whole notice must have gone out
SEED = 20_261_126


@dataclass(frozen=True)
class Run:
    """A notice, once."""

    seconds: float
    taken: int  # calls that the limits count, by the messenger's own count
    refused: int  # 429
    worst_second: int
    calm: list[float]  # seconds until an answer, without the notice
    delays: list[float]  # and with it
    unanswered: list[str]
    grown: float  # bytes, from before the notice to its end
    busy: float  # seconds of a processor
    left: int  # for whom it waits still
    twice: int  # people who have it more than once
    shown: int  # changes of the card that shows its progress

    @property
    def share(self) -> float:
        """Of the limit."""
        return self.taken / self.seconds / PER_SECOND


class Crowd:
    """People who talk to the bot meanwhile."""

    def __init__(self, talkers: list[Talker], chance: random.Random) -> None:
        self._talkers, self._chance = talkers, chance

    @classmethod
    async def come(cls, stage: Stage, seed: int) -> Self:
        """So many, who say the same with the same seed."""
        chance = random.Random(SEED + seed)
        return cls([await Resident.come(stage.bench, number, chance) for number in range(TALKERS)], chance)

    async def talk(self, seconds: float) -> Samples:
        """Let them talk for so long; each waits for the answer."""
        samples = Samples()
        await Traffic(self._talkers, samples, self._chance, TALKS).flow(seconds)
        return samples


async def run(kind: str, recipients: int, seconds: float, seed: int, *, whole: bool = False) -> Run:
    """Send to so many under a kind of limit, and look for so long, or until the `whole` notice went out."""
    async with staged(recipients) as stage:
        await stage.bench.limits(per_second=PER_SECOND, kind=kind)
        crowd = await Crowd.come(stage, seed)
        calm = await crowd.talk(CALM)
        async with watched(stage) as seen:
            before = memory(stage.pid)
            await stage.send()
            await _begun(stage, seen)
            await asyncio.sleep(WARM)
            begin, used = time.time(), cpu(stage.pid)
            told = await crowd.talk(recipients / PER_SECOND if whole else seconds)
            end, used = time.time(), cpu(stage.pid) - used
            if whole:
                await _over(stage)
        taken, refused = seen.between(begin, end)
        return Run(
            end - begin, taken, refused, seen.worst_second(), _seconds(calm), _seconds(told), told.unanswered,
            max(size for _, size in seen.steady()) - before, used, stage.waiting(),
            sum(seen.reached[chat] > 1 for chat in stage.recipients), seen.edited[stage.sender.id],
        )  # fmt: skip


def _seconds(samples: Samples) -> list[float]:
    return [value for _, value in samples.series.get("latency", [])]


async def _begun(stage: Stage, seen: Seen) -> None:
    """Wait until the first of them have it."""
    async with asyncio.timeout(BEGINS_WITHIN):
        while seen.reached.keys().isdisjoint(stage.recipients):  # noqa: ASYNC110 the sandbox rings no bell for that
            await asyncio.sleep(0.1)


async def _over(stage: Stage) -> None:
    """Wait until it waits for nobody, or not any longer."""
    end = time.monotonic() + TAIL + len(stage.recipients) / PER_SECOND * 0.1
    while stage.waiting() and time.monotonic() < end:  # noqa: ASYNC110 a file rings no bell
        await asyncio.sleep(1)
