"""The drill itself: kill, start again, let people talk, and in the end wait until everything that is owed was sent.

A fleet on PostgreSQL is one intake and three workers. Its processes are taken in turn: told to end, started again as at
an upgrade, killed, and started once more, while the others go on.
"""

import asyncio
import contextlib
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bench.crash import notice
from bench.crash.launcher import POINTS
from bench.crash.scene import Scene, Way, places_of, prepared, query, sandbox
from bench.crash.talking import PATIENCE, Desk, Patience, Person, resident, takes_seat
from bench.crash.verdict import Verdict, judge
from tests.support.process import Bot

KILLS, RESIDENTS, OWED = 25, 40, 300
TALKED_A_KILL = RESIDENTS / KILLS  # a longer drill needs more people: every kill finds some in conversation
DOUBLED_A_KILL = 3  # at Telegram's pace, what is in flight
STOPS_WITHIN = 10.0  # seconds from SIGTERM
AT_RANDOM = "a random moment"
MOMENTS = (AT_RANDOM, *POINTS)
LATEST = {"fetched": 3, "stored": 3, "in the job": 40, "committed": 3, "sent": 12, "marked": 12}  # passage of a point
FLEET = ("intake", "worker", "worker", "worker")
NEVER_AT = {  # the roles that never pass a point
    "fetched": ("worker",), "stored": ("worker",), "sent": ("worker",), "marked": ("worker",), "committed": ("intake",),
}  # fmt: skip
UP_FOR = (0.2, 1.0)  # seconds from the start until a kill at a random moment
REACHED_WITHIN = 5.0  # seconds of running in which a named point should be passed; then it is killed as it is
ENOUGH = 240.0  # seconds in which what waits after the last kill must have become less
LEFT = f"""SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting')
               + (SELECT count(*) FROM outbox WHERE state = 'waiting') + {notice.LEFT}"""  # noqa: S608 our own words


@dataclass(frozen=True)
class Result:
    """What a drill showed."""

    way: Way
    verdict: Verdict
    killed: Counter[str]  # by moment
    stopped_in: float  # seconds from SIGTERM to the end
    code: int  # exit code then

    @property
    def kills(self) -> int:
        """How often the process was killed."""
        return sum(self.killed.values())

    def faults(self) -> list[str]:
        """What is not as it must be."""
        verdict = self.verdict
        found = [f"{count} {what} lost" for what, count in verdict.lost.items() if count]
        found += [f"{count} {what} there twice" for what, count in verdict.twice.items() if count]
        if verdict.doubled > DOUBLED_A_KILL * self.kills:
            found.append(f"{verdict.doubled} messages came twice, with {self.kills} kills")
        if self.code != 0 or self.stopped_in > STOPS_WITHIN:
            found.append(f"SIGTERM: exit code {self.code} after {self.stopped_in:.1f} s")
        return found + verdict.broken


class Talks:
    """The people of the drill. Residents come one after another, so that every kill finds some in conversation."""

    def __init__(self, scene: Scene, residents: int, turns: int, patience: float = PATIENCE) -> None:
        self._scene, self._residents, self._turns = scene, residents, max(1, turns)
        self._patience = Patience(patience)
        self._desks: list[Desk] = []
        self._tasks: list[asyncio.Task[None]] = []
        self.people: list[Person] = []
        self.come = 0  # so many residents

    async def begin(self) -> None:
        """The representatives take their seats."""
        for number, seat in enumerate(self._scene.seats):
            representative = await Person.come(self._scene.bench, f"代表{number}", self._patience)
            self._desks.append(Desk(representative, Person(seat.neighbour, self._patience)))
            self.people += [representative, self._desks[-1].neighbour]
        seated = zip(self._desks, self._scene.seats, strict=True)
        await asyncio.gather(*(takes_seat(desk.representative, seat) for desk, seat in seated))

    async def turn(self, number: int) -> None:
        """Those come whose time it is before this kill; a representative will see to each."""
        until = self._residents * (number + 1) // self._turns
        for newcomer in range(self.come, until):
            person = await Person.come(self._scene.bench, f"居民{newcomer}", self._patience)
            desk = self._desks[newcomer % len(self._desks)]
            code = self._scene.seats[newcomer % len(self._desks)].code
            talks = (resident(person, newcomer, code), desk.sees_to(newcomer))
            self._tasks += [asyncio.create_task(talk) for talk in talks]
            self.people.append(person)
        self.come = max(self.come, until)

    async def rest(self) -> list[str]:
        """Wait until nobody has anything more to say, residents or representatives. Returns why somebody was cut off.

        Whoever still talks while it is counted makes what is on its way look lost.
        """
        ended = await asyncio.gather(*self._tasks, return_exceptions=True)
        return [f"{type(why).__name__}: {why}" for why in ended if isinstance(why, BaseException)]


async def stopped(way: Way, *, owed: int = 100, residents: int = 10, times: int = 3) -> Result:
    """SIGTERM in place of SIGKILL, while people talk and messages wait: then nothing may come twice either."""
    async with _ready(way, owed) as (scene, bots):
        talks = Talks(scene, residents, times)
        await talks.begin()
        ends = []
        for number in range(times):
            await talks.turn(number)
            await asyncio.sleep(UP_FOR[1])
            ends += [await _stop(bot) for bot in bots]
            await _be_called_at_once(scene)
            for bot in bots:
                await bot.start()
        broken = await talks.rest()
        await until_all_is_sent(scene)
        ends += [await _stop(bot) for bot in bots]
        verdict = await judge(scene, residents, broken, [person.phone.id for person in talks.people])
        return Result(way, verdict, Counter(), max(seconds for _, seconds in ends), max(code for code, _ in ends))


async def drill(way: Way, kills: int = KILLS, *, owed: int = OWED, seed: int = 1) -> Result:
    """SIGKILL, so many times, while people talk and messages wait."""
    residents = max(RESIDENTS, round(kills * TALKED_A_KILL))
    async with _ready(way, owed) as (scene, bots):
        return await _play(way, scene, bots, kills, residents, random.Random(seed))


@contextlib.asynccontextmanager
async def _ready(way: Way, owed: int) -> AsyncIterator[tuple[Scene, list[Bot]]]:
    """The scene with a bot that runs, or a fleet, in a folder that goes with it."""
    with tempfile.TemporaryDirectory(prefix="shuanglian-drill-") as folder, places_of(way) as places:
        async with sandbox() as bench, contextlib.AsyncExitStack() as stack:
            scene = await prepared(bench, Path(folder), way, owed, places)
            roles = FLEET if way == "fleet" else ("all",)
            yield (
                scene,
                [await stack.enter_async_context(Bot(scene.config, role, n)) for n, role in enumerate(roles)],
            )


async def _play(way: Way, scene: Scene, bots: list[Bot], kills: int, residents: int, chance: random.Random) -> Result:
    talks = Talks(scene, residents, kills)
    await talks.begin()
    killed: Counter[str] = Counter()
    ends: list[tuple[int, float]] = []
    for number in range(kills):
        moment = MOMENTS[number % len(MOMENTS)]
        able = [bot for bot in bots if bot.role not in NEVER_AT.get(moment, ())]
        bot = able[number // len(MOMENTS) % len(able)]
        if len(bots) > 1:
            await bot.up()
            ends.append(await _stop(bot))
        else:
            await bot.kill()
        await _be_called_at_once(scene)
        await talks.turn(number)
        killed[await _run_and_kill(bot, moment, chance)] += 1
        if len(bots) > 1:
            await bot.start()
    await _be_called_at_once(scene)
    for bot in bots:
        if bot.ended:
            await bot.start()
    broken = await talks.rest()
    await until_all_is_sent(scene)
    ends += [await _stop(bot) for bot in bots]
    verdict = await judge(scene, residents, broken, [person.phone.id for person in talks.people])
    return Result(way, verdict, killed, max(seconds for _, seconds in ends), max(code for code, _ in ends))


async def _stop(bot: Bot) -> tuple[int, float]:
    begun = time.monotonic()
    return await bot.stop(), time.monotonic() - begun


async def _run_and_kill(bot: Bot, moment: str, chance: random.Random) -> str:
    """Start the bot and let it die. Returns the moment at which it did: a point may not be passed in time."""
    if moment == AT_RANDOM:
        await bot.start()
        await bot.up()
        await asyncio.sleep(chance.uniform(*UP_FOR))
        await bot.kill()
        return moment
    passage = chance.randint(1, LATEST[moment])
    await bot.start(sys.executable, "-m", "bench.crash.launcher", moment, str(passage))
    if await bot.up():
        await _ends(bot, REACHED_WITHIN)
    if bot.ended:
        return moment
    await bot.kill()
    return AT_RANDOM


async def _be_called_at_once(scene: Scene) -> None:
    """Telegram calls a bot that was away ever more rarely, up to a minute apart; a webhook that is new it calls now."""
    await scene.bench.call("deleteWebhook")


async def _ends(bot: Bot, within: float) -> None:
    """Wait for the end of the process, so long at most."""
    if bot.process is not None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(bot.process.wait(), within)


async def until_all_is_sent(scene: Scene) -> None:
    """Wait until nothing waits any more, neither to be handled nor to be sent. TimeoutError where it gets no less."""
    least, since = sys.maxsize, time.monotonic()
    while left := await _left(scene):
        if left < least:
            least, since = left, time.monotonic()
        if time.monotonic() - since > ENOUGH:
            raise TimeoutError(f"{left} updates and messages wait, and do not get less")
        await asyncio.sleep(0.2)


async def _left(scene: Scene) -> int:
    """How much waits still: updates that the bot has not confirmed, too."""
    info = await scene.bench.call("getWebhookInfo")
    return int(info["result"]["pending_update_count"]) + int(query(scene.database, LEFT)[0][0])
