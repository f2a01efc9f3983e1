"""The quota ledger against a slow reckoning from the raw rows, on both engines, for days in the past as then known."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from domain.contacts import Evidence, Mode, Standing
from domain.contacts.periods import Period
from domain.contacts.quotas import Asked, Line, asked, line, owed, total
from domain.roster import Tier
from domain.rules import Quota, Rules, SchemeRules, TierRules
from services.contacts import ledger
from storage import contacts, people, units
from storage.contacts import Owed
from storage.tx import Tx, instant, micros
from tests.support.city import BEGIN, seats
from tests.support.hall import HOME, Hall

ZONE = Rules().locale.zone
LAST = date(2027, 1, 20)
# Beside Zibo's quotas some of which more is owed than one.
MORE = (Quota(period=Period.QUARTER, count=2, face_to_face=True), Quota(period=Period.YEAR, count=5))
SCHEME = SchemeRules(residents=TierRules(fewest=6, most=10, quotas=(*SchemeRules().residents.quotas, *MORE)))


def at(day: date, hour: int = 10) -> datetime:
    """A moment of a day of the city."""
    return datetime.combine(day, time(hour), ZONE)


@dataclass(frozen=True)
class Deed:
    """A contact as this test knows it."""

    link: int
    mode: Mode
    day: date
    entered: datetime
    counted: datetime | None
    void: datetime | None


def live(tx: Tx, chance: random.Random) -> list[Deed]:
    """A year and a half of contacts, entered up to two weeks late, and confirmed or disputed later still."""
    deeds = []
    for row in tx.connection.execute("SELECT id FROM links ORDER BY id").fetchall():
        for _ in range(chance.choice((0, 2, 4, 9))):
            mode, day = chance.choice(list(Mode)), date(2025, 10, 1) + timedelta(days=chance.randrange(470))
            entered = at(day + timedelta(days=chance.choice((0, 0, 1, 14))), chance.randrange(24))
            id_ = contacts.add(tx, contacts.enter(tx, 1, mode, day, "谈了谈", entered), row["id"], mode, day, entered)
            counted, void = None if mode.is_face_to_face else entered, None
            later = entered + timedelta(days=chance.randrange(14))
            if mode.is_face_to_face and chance.random() < 0.6:
                counted = later
                assert contacts.count(tx, id_, Evidence.CONFIRMED, counted)
            elif chance.random() < 0.4:
                void = later
                assert contacts.void(tx, id_, Standing.DISPUTED, "没有", void)
            deeds.append(Deed(row["id"], mode, day, entered, counted, void))
    return deeds


class Reckoning:
    """The ledger by hand: every link of every seat, every contact, one by one."""

    def __init__(self, tx: Tx, deeds: list[Deed]) -> None:
        self.links = list(map(dict, tx.connection.execute("SELECT * FROM links").fetchall()))
        self.mandates = list(map(dict, tx.connection.execute("SELECT * FROM mandates").fetchall()))
        self.deeds = deeds

    def lines(self, day: date, known: datetime) -> Counter[Any]:
        """(person, level, unit, station, tier, quota, link, line), as often as there is one."""
        found: Counter[Any] = Counter()
        for mandate in self.mandates:
            for one in asked(SCHEME, day):
                for link in self.links:
                    if link["representative_id"] != mandate["person_id"] or link["tier"] != one.tier:
                        continue
                    if one.tier is Tier.COMMITTEE and not mandate["committee"]:
                        continue
                    if (counted := self.line(one, mandate, link, day, known)) is not None:
                        place = (mandate["person_id"], mandate["level"], mandate["unit_id"], mandate["station_id"])
                        found[(*place, one.tier, one.quota, link["id"], counted)] += 1
        return found

    def line(self, one: Asked, mandate: Any, link: Any, day: date, known: datetime) -> Line | None:
        starts = max(date.fromisoformat(mandate["starts"]), date.fromisoformat(link["starts"]))
        end_known = link["ended_at"] is None or instant(link["ended_at"]) <= known
        ends = [date.fromisoformat(end) for end in (mandate["ends"], link["ends"] if end_known else None) if end]
        until = min(ends, default=None)
        if starts > day or instant(link["entered_at"]) > known or one.span.overlap(starts, until) is None:
            return None
        mine = [
            deed for deed in self.deeds
            if deed.link == link["id"] and deed.day in one.span and deed.entered <= known
            and (deed.mode.is_face_to_face or not one.quota.face_to_face) and not (deed.void and deed.void <= known)
        ]  # fmt: skip
        counted = sum(deed.counted is not None and deed.counted <= known for deed in mine)
        return line(owed(one.quota, one.span, starts, until), counted, len(mine) - counted)


def as_counted(found: list[Owed]) -> Counter[Any]:
    return Counter(
        (o.person_id, o.level, o.unit_id, o.station_id, o.asked.tier, o.asked.quota, o.link_id, o.line)
        for o in found
    )  # fmt: skip


CHANGES = (
    # Links and a mandate that begin and end within periods, and ends that were known only later.
    "UPDATE links SET starts = '2026-11-20', entered_at = {a} WHERE id % 11 = 1",
    "UPDATE links SET starts = '2026-12-05', entered_at = {b} WHERE id % 11 = 2",
    "UPDATE links SET ends = '2026-11-10', ended_at = {a} WHERE id % 11 = 3",
    "UPDATE links SET ends = '2026-10-20', ended_at = {b} WHERE id % 11 = 4",
    "UPDATE mandates SET ends = '2026-12-15' WHERE id % 7 = 3",
    "UPDATE mandates SET starts = '2026-08-20' WHERE id % 7 = 4",
)
DAYS = (date(2026, 3, 31), date(2026, 9, 30), date(2026, 10, 1), date(2026, 11, 15), date(2026, 12, 31), LAST)


async def test_the_ledger_is_what_the_raw_contacts_say(both_halls: Hall) -> None:
    def work(tx: Tx) -> None:
        tx.connection.execute("UPDATE links SET entered_at = 0, ended_at = NULL")
        for change in CHANGES:
            tx.connection.execute(change.format(a=micros(at(date(2026, 11, 12))), b=micros(at(date(2026, 12, 6)))))
        reckoning = Reckoning(tx, live(tx, random.Random(7)))
        top = units.roots(tx)[0].id
        seen: set[int] = set()
        for day in DAYS:
            known = ledger.known_by(tx, day, at(LAST))
            wanted = asked(SCHEME, day)
            found = contacts.ledger(tx, wanted, day, known, unit_id=top, by_link=True)
            expected = reckoning.lines(day, known)
            assert as_counted(found) == expected, day
            seen |= {o.line.pending for o in found} | {10 + o.line.missing for o in found}
            together = contacts.ledger(tx, wanted, day, known, unit_id=top)
            for key in (lambda o: (o.person_id, o.asked), lambda o: (o.level, o.asked), lambda o: (o.unit_id, o.asked)):
                sums: dict[Any, Line] = {}
                for o in found:
                    sums[key(o)] = sums.get(key(o), Line()).plus(o.line)
                again: dict[Any, Line] = {}
                for o in together:
                    again[key(o)] = again.get(key(o), Line()).plus(o.line)
                assert sums == again
        assert {0, 1, 10, 11} <= seen, "something was done, pending and missing"

    await both_halls.job(work)


async def test_a_station_and_a_person_have_their_part_of_it(hall: Hall) -> None:
    def work(tx: Tx) -> None:
        live(tx, random.Random(8))
        day, now = date(2026, 12, 31), at(LAST)
        whole = ledger.of_unit(tx, units.roots(tx)[0].id, day, now)
        for station_id, expected in whole.by(lambda o: o.station_id).items():
            assert ledger.of_station(tx, station_id, day, now).total == expected
        one = next(o for o in whole.owed if o.asked.tier is Tier.RESIDENTS)
        known = ledger.known_by(tx, day, now)
        mine = contacts.ledger(tx, [one.asked], day, known, person_id=one.person_id, by_link=True)
        assert total(o.line for o in mine) == one.line
        assert len(mine) == one.line.links > 1

    await hall.job(work)


async def test_what_is_entered_or_confirmed_later_does_not_change_the_past(hall: Hall) -> None:
    """Met on the 30th of September, logged on the 2nd of October, confirmed on the 5th."""

    def work(tx: Tx) -> None:
        link = tx.connection.execute("SELECT * FROM links WHERE tier = 'residents' ORDER BY id").fetchone()
        tx.connection.execute("UPDATE links SET entered_at = 0, ended_at = NULL")
        met = date(2026, 9, 30)
        entry = contacts.enter(tx, link["representative_id"], Mode.VISIT, met, "谈了谈", at(date(2026, 10, 2)))
        id_ = contacts.add(tx, entry, link["id"], Mode.VISIT, met, at(date(2026, 10, 2)))
        contacts.count(tx, id_, Evidence.CODE, at(date(2026, 10, 5)))
        states = []
        for known in (date(2026, 10, 1), date(2026, 10, 3), date(2026, 10, 6)):
            found = contacts.ledger(tx, asked(tx.rules.scheme, met), met, at(known),
                                    person_id=link["representative_id"], by_link=True)  # fmt: skip
            states.append({(o.line.done, o.line.pending) for o in found if o.link_id == link["id"]})
        assert states == [{(0, 0)}, {(0, 1)}, {(1, 0)}]

    await hall.job(work)


@pytest.mark.parametrize("day", [date(2026, 12, 1), date(2026, 11, 30)])
async def test_a_day_is_known_by_its_end_and_today_by_now(hall: Hall, day: date) -> None:
    def work(tx: Tx) -> datetime:
        return ledger.known_by(tx, day, BEGIN)

    known = await hall.job(work)
    assert known == (BEGIN if day == date(2026, 12, 1) else at(date(2026, 12, 1), 0) - timedelta(microseconds=1))


DAY = date(2026, 12, 1)
SECOND = (
    "INSERT INTO mandates (person_id, level, unit_id, station_id, starts)"
    " SELECT {keeper}, 'district', {unit}, station_id, starts FROM mandates"
    " WHERE person_id = {keeper} AND unit_id = {home}"
)


@pytest.mark.parametrize("unknown", ["", "NULL"])
async def test_two_seats_of_one_person_count_each_in_its_own_congress(both_halls: Hall, unknown: str) -> None:
    """A meeting serves both only where both constituencies hold the resident."""

    def work(tx: Tx) -> None:
        keeper = people.by_ref(tx, seats(HOME)[0]) or 0
        town, district = (one.id for code in (HOME, "zhangdian") if (one := units.by_code(tx, code)))
        elsewhere, outside = (one.id for code in ("zd-heping", "zichuan") if (one := units.by_code(tx, code)))
        links = [link for link in contacts.links_of(tx, keeper, DAY) if link.tier is Tier.RESIDENTS][:3]
        for link, home in zip(links, (town, elsewhere, unknown or outside), strict=True):
            settled = f"UPDATE persons SET unit_id = {home} WHERE id = {link.other_id}"  # noqa: S608
            tx.connection.execute(settled)
        tx.connection.execute(SECOND.format(keeper=keeper, unit=district, home=town))
        entry = contacts.enter(tx, keeper, Mode.SYMPOSIUM, DAY, "谈了谈", BEGIN)
        for link in links:
            contacts.count(tx, contacts.add(tx, entry, link.id, Mode.SYMPOSIUM, DAY, BEGIN), Evidence.CONFIRMED, BEGIN)
        wanted = asked(tx.rules.scheme, DAY)
        found = contacts.ledger(tx, wanted, DAY, BEGIN, unit_id=units.roots(tx)[0].id, by_link=True)
        mine = [one for one in found if one.person_id == keeper and one.asked.quota.face_to_face]
        where = {link.id: sorted(one.level for one in mine if one.link_id == link.id) for link in links}
        assert list(where.values()) == [
            ["district", "town"],  # lives in both constituencies
            ["district"],  # only in the district's
            ["district", "town"],  # in neither, or nobody knows where: nobody is left out
        ]
        assert all(one.line.done == one.line.needed == 1 for one in mine if one.link_id in where)
        lines = contacts.ledger(tx, wanted, DAY, BEGIN, unit_id=units.roots(tx)[0].id)
        for level in ("town", "district"):
            (together,) = [o.line for o in lines if o.person_id == keeper and o.level == level and o.asked in
                           {one.asked for one in mine}]  # fmt: skip
            assert together == total(one.line for one in mine if one.level == level)
        own = contacts.ledger(tx, wanted, DAY, BEGIN, person_id=keeper, by_link=True)
        assert len([one for one in own if one.link_id == links[1].id]) == len(
            [one for one in wanted if one.tier is Tier.RESIDENTS]
        ), "the own list names everybody once"

    await both_halls.job(work)
