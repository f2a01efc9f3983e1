"""What must be told before a quarter closes, reckoned slowly from the raw rows, day by day and link by link.

It shares no rule with the code under test: calendar, periods, shares and stages are written here once more, in the
plainest way. It keeps a record of what it said, so that everything comes once.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import chinese_calendar

from tests.support.year import MEETINGS, ZONE, Deed, Held, Seat

DAY = timedelta(days=1)
STAGES = (30, 14, 7, 3, 1)
OFFICER, ADMINISTRATOR = 7, 3
# (months, only meetings) of each tier; one contact each.
QUOTAS = {"residents": ((3, False), (6, True)), "committee": ((3, False), (12, True))}
REMAINING = 30

Missing = tuple[tuple[int, tuple[tuple[int, bool], ...]], ...]  # (link, quotas that miss something)


@cache
def quarter_end(day: date) -> date:
    """The last day of a day's quarter: it is looked for."""
    while (day + DAY).month not in (1, 4, 7, 10) or (day + DAY).day != 1:
        day += DAY
    return day


@cache
def period(last: date, months: int) -> tuple[date, ...] | None:
    """The days of the period of so many months that ends on a day; None where none does."""
    if last.month % months:
        return None
    day, found = last, [last]
    while (found[-1].month - 1) % months or found[-1].day != 1:
        day -= DAY
        found.append(day)
    return tuple(reversed(found))


@cache
def needed(days: tuple[date, ...], starts: date, ends: date) -> int:
    """Contacts that are owed on a link that lasts from one day to another: its days are counted."""
    there = sum(starts <= day <= ends for day in days)
    if there == len(days):
        return 1
    return 0 if there - 1 < REMAINING else -(-there // len(days))


def working(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


def opening(last: date, stage: int) -> datetime:
    """When a stage is told: at nine on its day, or on the working day before."""
    day = last - timedelta(days=stage)
    while not working(day):
        day -= DAY
    return datetime.combine(day, time(9), ZONE)


def current(now: datetime, stages: Iterable[int]) -> tuple[date, int] | None:
    """The stage of a moment: of those that have opened the last one, of those that opened together the latest."""
    last = quarter_end(now.astimezone(ZONE).date())
    open_ = [stage for stage in stages if opening(last, stage) <= now]
    return (last, min(open_)) if open_ else None


def awake(now: datetime) -> bool:
    return 8 <= now.astimezone(ZONE).hour < 22


def at_work(now: datetime) -> bool:
    return awake(now) and working(now.astimezone(ZONE).date())


class Oracle:
    """The raw rows, and what was said until now."""

    def __init__(self, links: list[Held], seats: list[Seat], below: dict[int, set[int]]) -> None:
        self.links, self.seats, self.below = links, seats, below
        self.deeds: dict[int, list[Deed]] = {link.id: [] for link in links}
        self.kept: dict[int, list[Held]] = {}
        for link in links:
            self.kept.setdefault(link.keeper, []).append(link)
        self.held: dict[int, list[Seat]] = {}
        for seat in seats:
            self.held.setdefault(seat.person, []).append(seat)
        self.accounts: set[int] = set()
        self.officers: dict[int, list[int]] = {}  # by station
        self.administrators: dict[int, list[int]] = {}  # by unit
        self.begun: dict[tuple[str, date], int] = {}  # the latest stage of an audience
        self.put_off: dict[tuple[int, date, int], datetime | None] = {}
        self.thanked: set[tuple[int, date]] = set()
        self.news: list[Deed] = []  # what began to count since thanks were looked for

    def line(self, link: Held, months: int, meetings: bool, last: date, starts: date, ends: date) -> tuple[int, int]:
        """What is missing and what waits on a link in a period."""
        days = period(last, months)
        if days is None or ends < days[0] or starts > days[-1]:
            return 0, 0
        mine = [
            deed for deed in self.deeds[link.id]
            if days[0] <= deed.day <= days[-1] and not deed.void and (deed.mode in MEETINGS or not meetings)
        ]  # fmt: skip
        owed = needed(days, max(starts, link.starts), min(ends, link.ends or days[-1]))
        done = min(owed, sum(deed.counts for deed in mine))
        pending = min(owed - done, sum(not deed.counts for deed in mine))
        return owed - done - pending, pending

    def state(self, person: int, last: date, day: date) -> tuple[Missing, set[int], bool]:
        """With which links what is missing, on which it only waits, and whether something was owed and all is done."""
        seats = [seat for seat in self.held[person] if seat.starts <= day]
        starts = min((seat.starts for seat in seats), default=date.max)
        ends = max((seat.ends or date.max for seat in seats), default=date.min)
        late, waiting, owed = [], set(), False
        for link in self.kept.get(person, []):
            if not link.starts <= day <= (link.ends or date.max) or not seats:
                continue
            if link.tier == "committee" and not any(seat.committee for seat in seats):
                continue
            quotas = QUOTAS[link.tier]
            lines = {quota: self.line(link, *quota, last, starts, ends) for quota in quotas}
            if missing := tuple(quota for quota in quotas if lines[quota][0]):
                late.append((link.id, missing))
            elif any(pending for _, pending in lines.values()):
                waiting.add(link.id)
            owed = owed or any(self._owed(link, months, last, starts, ends) for months, _ in quotas)
        return tuple(sorted(late)), waiting, owed and not late and not waiting

    def _owed(self, link: Held, months: int, last: date, starts: date, ends: date) -> bool:
        days = period(last, months)
        return days is not None and needed(days, max(starts, link.starts), min(ends, link.ends or days[-1])) > 0

    def has_seat(self, person: int, day: date) -> bool:
        return any(seat.starts <= day <= (seat.ends or date.max) for seat in self.held[person])

    def expect(self, now: datetime) -> Counter[Any]:
        """Everything that a tick must tell now."""
        found: Counter[Any] = Counter()
        day = now.astimezone(ZONE).date()
        if at_work(now):
            found.update(self._reminders(now, day))
            found.update(self._lists("officers", OFFICER, now, day))
            found.update(self._lists("administrators", ADMINISTRATOR, now, day))
        if awake(now):
            found.update(self._thanks(day))
        return found

    def _begin(self, audience: str, stage: tuple[date, int] | None) -> bool:
        """Whether a stage begins now: not a second time, and not after a later one."""
        if stage is None or self.begun.get((audience, stage[0]), 99) <= stage[1]:
            return False
        self.begun[audience, stage[0]] = stage[1]
        return True

    def _reminders(self, now: datetime, day: date) -> list[Any]:
        stage = current(now, STAGES)
        if stage is None:
            return []
        found = []
        for key, until in list(self.put_off.items()):
            if until is not None and until <= now:
                self.put_off[key] = None
                if key[1:] == stage and (late := self.state(key[0], stage[0], day)[0]):
                    found.append(("remind", key[0], *stage, late))
        if self._begin("representatives", stage):
            able = (person for person in sorted(self.accounts & set(self.kept)) if self.has_seat(person, day))
            states = ((person, self.state(person, stage[0], day)[0]) for person in able)
            found += [("remind", person, *stage, late) for person, late in states if late]
        return found

    def _thanks(self, day: date) -> list[Any]:
        found = []
        keeper = {link.id: link.keeper for link in self.links}
        for deed in self.news:
            for last in (quarter_end(deed.day), quarter_end(day)):
                key = (keeper[deed.link], last)
                if key[0] in self.accounts and key not in self.thanked and self.state(*key, min(last, day))[2]:
                    self.thanked.add(key)
                    found.append(("thanks", *key))
        self.news.clear()
        return found

    def _lists(self, audience: str, days: int, now: datetime, day: date) -> list[Any]:
        stage = current(now, [days])
        if not self._begin(audience, stage) or stage is None:
            return []
        hearers = self.officers if audience == "officers" else self.administrators
        found = []
        for place, people in hearers.items():
            late = self.laggards(audience, place, stage[0], day)
            found += [("list", person, place, tuple(late[:20]), len(late)) for person in people if late]
        return found

    def laggards(self, audience: str, place: int, last: date, day: date) -> list[tuple[int, int, int]]:
        """(person, missing, waiting) of a place, as its ledger has it; who has no seat any more is left out."""
        seats = [s for s in self.seats if self._is_of(s, audience, place)]
        sums: dict[int, list[int]] = {}
        for seat in seats:
            ends = seat.ends or date.max
            for link in self.kept.get(seat.person, []):
                if link.starts > day or link.starts > ends or (link.ends or date.max) < seat.starts:
                    continue
                if link.tier == "committee" and not seat.committee:
                    continue
                for quota in QUOTAS[link.tier]:
                    if (days := period(last, quota[0])) is None or (link.ends or date.max) < days[0]:
                        continue
                    missing, pending = self.line(link, *quota, last, seat.starts, ends)
                    entry = sums.setdefault(seat.person, [0, 0])
                    entry[0] += missing
                    entry[1] += pending
        here = {seat.person for seat in seats if seat.starts <= day <= (seat.ends or date.max)}
        late = ((person, *counted) for person, counted in sums.items() if counted[0] and person in here)
        return sorted(late, key=lambda one: (-one[1], -one[2], one[0]))

    def _is_of(self, seat: Seat, audience: str, place: int) -> bool:
        return seat.station == place if audience == "officers" else seat.unit in self.below[place]

    def can_put_off(self, person: int, last: date, stage: int, now: datetime) -> datetime | None:
        """To when: the next working day at nine, unless the next stage opens by then or the quarter is over."""
        if (person, last, stage) in self.put_off:
            return None
        day = now.astimezone(ZONE).date() + DAY
        while not working(day):
            day += DAY
        until = datetime.combine(day, time(9), ZONE)
        following = [opening(last, other) for other in STAGES if other < stage and opening(last, other) > now]
        return until if until < min(following, default=datetime.combine(last + DAY, time(), ZONE)) else None
