"""A notice to a few hundred who meet everything that can go wrong, and the count of who has it and how often."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass

from bench.broadcast.stage import PER_SECOND, Stage, staged

RECIPIENTS, EACH = 900, 50  # people, and of them so many with each trouble
PATIENCE = 180.0  # seconds until the last of them must have it
STATUSES = (500, 502, 503, 504)
TROUBLES: dict[str, dict[str, object]] = {  # what the sandbox does to their messages; `status` may be drawn
    "429": {"status": 429, "retry_after": 1, "count": 1},
    "403": {"status": 403},
    "5xx": {"count": 2},
    "dropped_before": {"drop": "before", "count": 1},
    "dropped_after": {"drop": "after", "count": 1},
}
CALM = "calm"  # those without any trouble
UNREACHABLE, MAY_COME_TWICE = "403", "dropped_after"


@dataclass(frozen=True)
class Result:
    """By trouble."""

    people: dict[str, int]
    lost: dict[str, int]  # people who can be reached and don't have it
    twice: dict[str, int]  # who have it more than once
    more: dict[str, int]  # messages that they have beyond what the trouble explains
    seconds: float
    left: int  # for whom it waits still

    def faults(self) -> list[str]:
        """What is not as it must be."""
        found = [f"{count} of {name} do not have it" for name, count in self.lost.items() if count]
        found += [f"{count} messages too many of {name}" for name, count in self.more.items() if count]
        return found + [f"it waits for {self.left} still"] * bool(self.left)


async def play(recipients: int = RECIPIENTS, each: int = EACH, kind: str = "window", seed: int = 1) -> Result:
    """Send it, let everything go wrong, wait until it waits for nobody, and count."""
    chance = random.Random(seed)
    async with staged(recipients) as stage:
        await stage.bench.limits(per_second=PER_SECOND, kind=kind)
        met = await troubled(stage, each, chance)
        begun = time.monotonic()
        await stage.send()
        while (left := stage.waiting()) and time.monotonic() < begun + PATIENCE:  # noqa: ASYNC110 a file rings no bell
            await asyncio.sleep(0.5)
        return await counted(stage, met, time.monotonic() - begun, left)


async def troubled(stage: Stage, each: int, chance: random.Random) -> dict[int, str]:
    """Who meets what: drawn by chance, the same with the same seed."""
    chosen = chance.sample(stage.recipients, each * len(TROUBLES))
    met = {chat: name for position, chat in enumerate(chosen) for name in (list(TROUBLES)[position % len(TROUBLES)],)}
    for chat, name in met.items():
        order = {"status": chance.choice(STATUSES)} if name == "5xx" else {}
        await stage.bench.fault(chat=chat, **order, **TROUBLES[name])
    return met


async def counted(stage: Stage, met: dict[int, str], seconds: float, left: int) -> Result:
    """Look into every chat."""
    has = {chat: len(await stage.bench.get(f"chats/{chat}")) for chat in stage.recipients}
    names = {chat: met.get(chat, CALM) for chat in stage.recipients}
    people, lost, twice, more = Counter(names.values()), Counter[str](), Counter[str](), Counter[str]()
    for chat, name in names.items():
        wanted = 0 if name == UNREACHABLE else 1
        lost[name] += has[chat] < wanted
        twice[name] += has[chat] > wanted
        more[name] += max(0, has[chat] - wanted - (name == MAY_COME_TWICE))
    order = (CALM, *TROUBLES)
    return Result(*({name: counts[name] for name in order} for counts in (people, lost, twice, more)), seconds, left)
