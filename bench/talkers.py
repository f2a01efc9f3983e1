"""People of a town for the soak: each knows what to say next, says it, and waits for an answer."""

import random
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable
from pathlib import Path
from typing import Self

from bot.clock import SystemClock
from bot.demo.town import town
from domain.people import Role
from locales import Text
from services import invites
from storage import people
from storage.tx import Tx
from tests.support.city import opened, settle_town
from tests.support.sandbox import Bench, Json, Phone
from tests.walk.steps import codes

ZH = Text("zh")
PATIENCE = 30  # seconds; who waits longer was not answered
KEPT = 40  # messages that somebody remembers
STATIONS = tuple(station.code for station in town().stations)
WORDS = ("路灯不亮，晚上看不清路", "井盖松了，车一过就响", "公交站牌看不清", "小区门口停车太乱", "河边垃圾没人清")


async def settle(database: Path) -> list[str]:
    """The town in a new database; invitations of all its representatives."""
    async with opened(f"sqlite:///{database}") as writer:
        now = SystemClock().now()
        await settle_town(writer, now)
        refs = list(dict.fromkeys(seat.person for seat in town().mandates))

        def job(tx: Tx) -> list[str]:
            return [invites.make(tx, Role.REPRESENTATIVE, "zibo", people.by_ref(tx, ref), now).token for ref in refs]

        return await writer.run(job)


class Talker(ABC):
    """Somebody with a telephone."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self._cursor = 0
        self._seen: dict[int, Json] = {}

    @abstractmethod
    async def step(self) -> float | None:
        """Say the next thing. Returns the seconds until the answer, None if there is nothing to say now.

        Raises TimeoutError when no answer comes.
        """

    async def _answered(self, doing: Awaitable[Json]) -> float:
        """The seconds until a message, or until a word on the button itself: what an old one answers."""
        began = time.perf_counter()
        said = await doing
        if not said.get("text") and not await self._listen(PATIENCE):
            raise TimeoutError(self.phone.name)
        return time.perf_counter() - began

    async def _listen(self, seconds: float) -> bool:
        """Take in what is new; wait for it so long. Returns whether there was anything."""
        heard = await self.phone.bench.get("heard", chat=self.phone.id, since=self._cursor, timeout=seconds)
        self._cursor = heard["cursor"]
        for message in heard["messages"]:
            self._seen[message["message_id"]] = message
        for old in sorted(self._seen)[:-KEPT]:
            del self._seen[old]
        return bool(heard["messages"])

    def _with(self, label: str) -> Json | None:
        """The newest message that has a button."""
        return next(
            (message for _, message in sorted(self._seen.items(), reverse=True) if label in codes(message)), None
        )

    def _press(self, message: Json, label: str) -> Awaitable[Json]:
        return self.phone.press_data(message["message_id"], codes(message)[label])


class Resident(Talker):
    """Agrees, and then writes one suggestion after the other, adds to it, and looks at the list."""

    def __init__(self, phone: Phone, station: str, chance: random.Random) -> None:
        super().__init__(phone)
        self._station, self._chance = station, chance
        self._next = 0

    @classmethod
    async def come(cls, bench: Bench, number: int, chance: random.Random) -> Self:
        """A new resident, of one station or another."""
        return cls(await bench.phone(f"居民{number}"), STATIONS[number % len(STATIONS)], chance)

    async def step(self) -> float | None:
        await self._listen(0)
        if not self._seen:
            return await self._answered(self.phone.say(f"/start s_{self._station}"))
        if not self._next and (greeting := self._with(ZH("start.agree"))):
            self._next = 1
            return await self._answered(self._press(greeting, ZH("start.agree")))
        self._next = self._next % 4 + 1
        return await (self._writes, self._submits, self._adds, self._looks)[self._next - 1]()

    async def _writes(self) -> float | None:
        return await self._answered(self.phone.say(self._chance.choice(WORDS)))

    async def _submits(self) -> float | None:
        preview = self._with(ZH("suggest.submit"))
        return await self._answered(self._press(preview, ZH("suggest.submit"))) if preview else await self._looks()

    async def _adds(self) -> float | None:
        case = self._with(ZH("button.see_case"))
        if case is None:
            return await self._looks()
        return await self._answered(self.phone.say("昨晚还是这样", reply_to=case["message_id"]))

    async def _looks(self) -> float | None:
        return await self._answered(self.phone.say("/cases"))


class Representative(Talker):
    """Takes a seat, and then says a word to one case or looks at the desk."""

    def __init__(self, phone: Phone) -> None:
        super().__init__(phone)
        self._spoken: set[int] = set()

    @classmethod
    async def come(cls, bench: Bench, invitation: str) -> Self:
        """A representative with a seat."""
        found = cls(await bench.phone("代表"))
        await found._answered(found.phone.say(f"/start i_{invitation}"))
        greeting = found._with(ZH("start.agree"))
        assert greeting is not None
        await found._answered(found._press(greeting, ZH("start.agree")))
        return found

    async def step(self) -> float | None:
        await self._listen(0)
        self._spoken &= self._seen.keys()
        card = self._with(ZH("button.answer"))
        if card is None or card["message_id"] in self._spoken:
            return await self._answered(self.phone.say("/inbox"))
        self._spoken.add(card["message_id"])
        return await self._answered(self.phone.say("收到，这两天我去看", reply_to=card["message_id"]))
