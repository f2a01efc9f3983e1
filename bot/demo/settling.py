"""The town is settled: its roster imported, its people moved in, and five weeks of its cases played, day after day.

What happens when is drawn by chance from a number: the same one makes the same town of the same day.
"""

import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from starlette.applications import Starlette

from bot.clock import SystemClock
from bot.demo.cast import ADMINISTRATOR, PINNED, REPRESENTATIVE, WITHOUT_ACCOUNT, Member, cast
from bot.demo.clock import TownClock
from bot.demo.courses import COURSES, FIRST_DAY, cast_tales
from bot.demo.deeds import BY_STAFF, DEEDS
from bot.demo.group import gather
from bot.demo.meeting import propose
from bot.demo.moving import Town
from bot.demo.notice import note, send
from bot.demo.playing import Play
from bot.demo.reception import AHEAD, announce
from bot.demo.telephones import Exchange
from bot.demo.town import town
from bot.process import Running
from domain.calendar import PUBLISHED
from domain.roster import Book
from services.roster.importing import apply

DAWN, MOVING_IN, EVENING, PROPOSED, ANNOUNCED = time(8), time(9), time(18, 30), time(16, 40), time(16, 50)
SENT, NOTED = time(16, 55), time(17, 20)
AT_WORK = (9 * 60, 11 * 60 + 30, 14 * 60, 17 * 60)  # minutes of the day, before and after noon
AT_HOME = (7 * 60, 8 * 60 + 20, 17 * 60 + 30, 21 * 60)
PAUSE = timedelta(minutes=7)
Done = Callable[[int, int], None]  # scenes that were played, of how many


@dataclass(frozen=True)
class Scene:
    """Something that happens at a moment."""

    moment: datetime
    play: Callable[[], Awaitable[None]]


def first_moment(now: datetime, zone: ZoneInfo) -> datetime:
    """When the town begins: a morning some weeks before today."""
    return datetime.combine(Calendar(now, zone).day(FIRST_DAY), DAWN, zone)


class Calendar:
    """Working days counted back from today."""

    def __init__(self, now: datetime, zone: ZoneInfo) -> None:
        self.today, self.zone = now.astimezone(zone).date(), zone
        self._days = [self.today]

    def day(self, before: int) -> date:
        """The working day so many working days before today."""
        while len(self._days) <= before:
            self._days.append(PUBLISHED.before(self._days[-1]))
        return self._days[before]

    def moment(self, before: int, clock: time) -> datetime:
        """A time of such a day."""
        return datetime.combine(self.day(before), clock, self.zone)


async def settle(app: Starlette, bot: Running, clock: TownClock, seed: int, done: Done) -> None:
    """Settle the town, from where its clock stands until the machine's present."""
    book, chance = town(), random.Random(seed)
    calendar = Calendar(SystemClock().now(), bot.writer.rules.locale.zone)
    await bot.writer.run(lambda tx: apply(tx, None, book, clock.now()))
    async with Exchange(app) as exchange:
        here = Town(exchange, bot, {member.ref: member for member in cast(book)})
        await here.give_telephones()
        meeting = Scene(calendar.moment(1, PROPOSED), partial(propose, here, calendar.day(1)))
        held = calendar.today + timedelta(days=AHEAD)
        reception = Scene(calendar.moment(1, ANNOUNCED), partial(announce, here, held))
        notice = [Scene(calendar.moment(1, at), partial(deed, here)) for at, deed in ((SENT, send), (NOTED, note))]
        cases = _cases(here, book, calendar, chance)
        scenes = sorted([*_moving_in(here, calendar), *cases, meeting, reception, *notice], key=lambda s: s.moment)
        for number, scene in enumerate(scenes):
            await clock.walk(bot, scene.moment)
            await scene.play()
            done(number + 1, len(scenes))
        await clock.walk(bot, SystemClock().now())
        await gather(here, book)
        for ref in (REPRESENTATIVE, ADMINISTRATOR):
            await here.phones[ref].say("/inbox")
        for phone in here.phones.values():
            await phone.read()


def _moving_in(here: Town, calendar: Calendar) -> list[Scene]:
    """Staff on the first morning, residents on its evening, an area after the other."""
    groups: dict[tuple[bool, str], list[Member]] = {}
    for member in here.members.values():
        if member.begins and member.ref[0] != "n":
            groups.setdefault((member.ref[0] == "g", member.area), []).append(member)
    scenes = []
    for number, ((residents, _), members) in enumerate(sorted(groups.items())):
        moment = calendar.moment(FIRST_DAY, EVENING if residents else MOVING_IN) + number * PAUSE
        scenes.append(Scene(moment, partial(here.begin, members, moment)))
    return scenes


def _cases(here: Town, book: Book, calendar: Calendar, chance: random.Random) -> list[Scene]:
    authors = _authors(here, book, chance)
    scenes = []
    for course, tale in zip(COURSES, cast_tales(chance, calendar.today.month), strict=True):
        play = Play(here, course, tale, course.author or next(authors), chance)
        scenes += _scenes(play, calendar, chance)
    return scenes


def _scenes(play: Play, calendar: Calendar, chance: random.Random) -> list[Scene]:
    """A case's scenes in order: two on one day keep theirs."""
    deeds = sorted(play.course.deeds, key=lambda deed: -deed.day)
    scenes = [Scene(calendar.moment(play.course.day, _minute(AT_HOME, chance)), play.begin)]
    for deed in deeds:
        hours = AT_WORK if deed.what in BY_STAFF else AT_HOME
        moment = max(calendar.moment(deed.day, _minute(hours, chance)), scenes[-1].moment + PAUSE)
        scenes.append(Scene(moment, partial(DEEDS[deed.what], play, deed)))
    return scenes


def _minute(hours: tuple[int, int, int, int], chance: random.Random) -> time:
    begin, end = hours[:2] if chance.random() < 0.5 else hours[2:]
    return time(*divmod(chance.randrange(begin, end), 60))


def _authors(here: Town, book: Book, chance: random.Random) -> Iterator[str]:
    """Residents, each at most once, whose own representative is there to do something."""
    absent = {link.other for link in book.links if link.keeper in WITHOUT_ACCOUNT}
    taken = absent | set(PINNED) | {ref for course in COURSES for ref in course.people}
    residents = [member.ref for member in here.members.values() if member.begins and member.ref[0] == "g"]
    free = [ref for ref in residents if ref not in taken]
    chance.shuffle(free)
    return iter(free)
