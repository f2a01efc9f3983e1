"""What people do in the drill: residents write, add and rate; representatives reply and answer, and log meetings with
those whom they keep a link with, who confirm them.

Nobody says anything twice. A kill makes them wait, and then the conversation must go on where it was.
"""

import asyncio
import random
import re
import time
from dataclasses import dataclass
from typing import Self

from bench.crash.scene import Seat
from tests.support.sandbox import Bench, Json, Phone, text_of
from tests.walk.steps import ZH, codes, part

PATIENCE = 240.0  # seconds that somebody waits for a word after the last that anybody heard
AT_MOST = 10  # times that, in all
NUMBER = re.compile(r"\d{4}-\d{4,}")
TOKEN = re.compile(r"start=(m_\S+)")
ADDED, SEEN, DONE = "昨晚还是没亮", "收到，这两天我去看", "灯已经换好"
TALKED = "上门问了问供暖"
ONE_WAIT = 20.0  # seconds of one request that waits
CAPTION = "照片在这里"


def sends_photo(number: int) -> bool:
    """Whether this resident sends a photo along."""
    return number % 2 == 1


def talks_on(number: int) -> bool:
    """Whether this resident adds something, and the representative replies: a chat bears one message a second."""
    return number % 2 == 0


def is_answered(number: int) -> bool:
    """Whether this case is answered finally, and rated."""
    return number % 8 == 0


def is_visited(number: int) -> bool:
    """Whether the representative, besides this case, logs a meeting with the neighbour whom they keep a link with."""
    return number % 8 in (3, 7)


def evidence(number: int) -> str:
    """How the neighbour confirms that meeting: by a button, or by the code that the representative shows."""
    return "code" if number % 8 == 7 else "confirmed"


def meeting(number: int) -> str:
    """The line about that meeting."""
    return f"〔{number}〕{TALKED}"


def matter(number: int) -> str:
    """What is wrong. No two are alike, or the second would be shown the first one's case and asked."""
    chance = random.Random(number)
    return "".join(chr(0x4E00 + chance.randrange(20_000)) for _ in range(30))


def suggestion(number: int) -> str:
    """What the resident with this number hands in."""
    return f"〔{number}〕{matter(number)}" + (f"\n〔{number}〕{CAPTION}" if sends_photo(number) else "")


def said_in(number: int) -> list[str]:
    """What is said in the case of this resident, by either side."""
    said = [ADDED, SEEN] if talks_on(number) else []
    return [f"〔{number}〕{words}" for words in (*said, *([DONE] if is_answered(number) else []))]


@dataclass
class Patience:
    """How long people wait: while the bot still says something to any of them, and so many seconds more.

    On a slow machine each kill costs many seconds, and two hundred of them more than anybody's patience by the clock.
    """

    seconds: float = PATIENCE
    heard: float = 0.0  # when anybody heard anything last, monotonic seconds

    def left(self, since: float) -> float:
        """Seconds left for who has waited since then."""
        now = time.monotonic()
        return min(max(since, self.heard) + self.seconds, since + AT_MOST * self.seconds) - now


class Person:
    """Somebody with a telephone, who remembers all that came and acts on the newest."""

    def __init__(self, phone: Phone, patience: Patience) -> None:
        self.phone, self._patience = phone, patience
        self._cursor = 0
        self._heard: dict[int, Json] = {}

    @classmethod
    async def come(cls, bench: Bench, name: str, patience: Patience) -> Self:
        """A new person, who shares the patience of the others."""
        return cls(await bench.phone(name), patience)

    @property
    def newest(self) -> int:
        """The id of the newest message that was heard."""
        return max(self._heard, default=0)

    async def hears(self, *parts: str, button: str | None = None, after: int = 0) -> Json:
        """The newest message with these words and this button, now or as soon as it comes; behind one with an id."""
        since = time.monotonic()
        while (found := self._find(parts, button, after)) is None:
            if (left := self._patience.left(since)) <= 0:
                wanted = [*parts, *([f"[{button}]"] if button else [])]
                raise AssertionError(f"{self.phone.name} did not hear {wanted}:\n{await self.phone.transcript()}")
            heard = await self.phone.bench.get(
                "heard", chat=self.phone.chat, since=self._cursor, timeout=min(left, ONE_WAIT)
            )
            self._cursor = heard["cursor"]
            if heard["messages"]:
                self._patience.heard = time.monotonic()
            self._heard.update((message["message_id"], message) for message in heard["messages"])
        return found

    async def presses(self, label: str, *parts: str, after: int = 0) -> None:
        """Press a button of the newest message with these words; what the toast says is not waited for."""
        message = await self.hears(*parts, button=label, after=after)
        await self.phone.press_data(message["message_id"], codes(message)[label], timeout=0.01)

    async def says(self, words: str, to: Json | None = None) -> None:
        """Write, perhaps in reply to a message."""
        await self.phone.say(words, reply_to=to["message_id"] if to else None)

    def _find(self, parts: tuple[str, ...], button: str | None, after: int) -> Json | None:
        for id_, message in sorted(self._heard.items(), reverse=True):
            if id_ <= after:
                return None
            if all(part in text_of(message) for part in parts) and (button is None or button in codes(message)):
                return message
        return None


async def resident(person: Person, number: int, code: str) -> None:
    """From the first word to the rating."""
    mark = f"〔{number}〕"
    await person.says(f"/start r_{code}")
    await person.presses(ZH("start.agree"))
    await person.hears(ZH("suggest.ask"))
    words = mark + matter(number)
    await person.says(words)
    await person.hears(words, button=ZH("suggest.submit"))
    if sends_photo(number):
        await person.phone.send_photo(caption=mark + CAPTION)
    await person.presses(ZH("suggest.submit"), mark, CAPTION if sends_photo(number) else words)
    sent = await person.hears(button=ZH("button.see_case"))
    if talks_on(number):
        await person.says(mark + ADDED, sent)
        await person.hears(mark + SEEN)
    if is_answered(number):
        await person.hears(mark + DONE)
        await person.presses(ZH("rating.satisfied"), part(ZH, "rate.process"))
        await person.presses(ZH("rating.basic"), part(ZH, "rate.result"))
        await person.hears(part(ZH, "rate.thanks"))


async def takes_seat(person: Person, seat: Seat) -> None:
    """A representative takes up an invitation."""
    await person.says(f"/start i_{seat.invitation}")
    await person.presses(ZH("start.agree"))
    await person.hears(ZH("role.representative"))


class Desk:
    """A representative, and the neighbour whom they keep a link with."""

    def __init__(self, representative: Person, neighbour: Person) -> None:
        self.representative, self.neighbour = representative, neighbour
        self._busy = asyncio.Lock()

    async def sees_to(self, number: int) -> None:
        """Take note of a case; reply to some, answer some finally, and now and then meet the neighbour.

        One after the other, in the order in which the residents came.
        """
        mark, person = f"〔{number}〕", self.representative
        async with self._busy:
            card = await person.hears(mark, button=ZH("button.answer"))
            if talks_on(number):
                await person.says(mark + SEEN, card)
                await person.hears(mark + ADDED)
            if is_answered(number):
                await self._answers(mark, card)
            if is_visited(number):
                await self._meets(number)

    async def _answers(self, mark: str, card: Json) -> None:
        person, found = self.representative, NUMBER.search(text_of(card))
        assert found is not None
        await person.hears(part(ZH, "case.passed_on"), found[0])
        await person.presses(ZH("button.answer"), mark)
        await person.presses(ZH("class.A"), mark)
        await person.hears(found[0], part(ZH, "desk.ask_answer"))
        await person.says(mark + DONE)
        await person.presses(ZH("desk.send"), mark + DONE)

    async def _meets(self, number: int) -> None:
        """Log a meeting; the other side confirms it, and both hear that it counts."""
        person, neighbour = self.representative, self.neighbour
        asked, told = person.newest, neighbour.newest
        await person.says("/contact")
        await person.presses(ZH("contact.other", name=neighbour.phone.name), after=asked)
        await person.presses(ZH("contact.next"), after=asked)
        await person.presses(ZH("mode.visit"), after=asked)
        await person.hears(part(ZH, "contact.ask_words"), after=asked)
        await person.says(meeting(number))
        await neighbour.hears(meeting(number), button=ZH("contact.yes"))
        if evidence(number) == "code":
            await person.presses(ZH("contact.show_code"), after=asked)
            shown = TOKEN.search(text_of(await person.hears("start=m_", after=asked)))
            assert shown is not None
            await neighbour.says(f"/start {shown[1]}")
        else:
            await neighbour.presses(ZH("contact.yes"), meeting(number))
        await neighbour.hears(part(ZH, "contact.thanks"), after=told)
        await person.hears(part(ZH, "contact.confirmed"), after=asked)
