"""A whole year before the quarters' ends, day by day on an injected clock, against a slow oracle.

Three levels, 300 representatives, 2,500 links; contacts are logged, confirmed, disputed, entered late; links begin and
end, mandates end. The schedule ticks at all hours, twice, two at a time, with portions that end in a kill, with the
machine down for days and the clock set back. Everything that was due is told once, to the right person, with the right
list.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from domain.contacts import Evidence, Mode, Standing
from domain.contacts.periods import Period
from domain.people import Address
from domain.rules import Rules
from domain.telling import Due, Told
from handlers.telling import tell
from services import access
from services.contacts.closing import PutOff, closing_soon, put_off
from services.contacts.escalating import closing_lists
from services.contacts.thanking import closing_thanks
from services.contacts.viewing import Owing
from services.roster.importing import apply
from storage import contacts, people, units
from storage.engines import open_engine
from storage.migrate import migrate
from storage.tx import Tx, micros
from storage.url import DatabaseUrl
from storage.writer import Writer
from tests.support import year
from tests.support.oracle import Oracle, quarter_end
from tests.support.year import ZONE, Event, Held, Seat

TICKS = (closing_soon, closing_lists, closing_thanks)
BEGIN = datetime(2025, 12, 20, 10, tzinfo=ZONE)
SEED = 20261231
STORED = "SELECT count(*) AS n FROM outbox WHERE body LIKE '%text%'"
MONTHS = {Period.QUARTER: 3, Period.HALF_YEAR: 6, Period.YEAR: 12}
WITHOUT_ACCOUNT = 12  # every so many representatives


class Simulation:
    """The database under test, and beside it what the oracle knows."""

    def __init__(self, url: str) -> None:
        self.url, self.chance = DatabaseUrl.parse(url), random.Random(SEED)
        self.now = BEGIN
        self.seen: Counter[str] = Counter()  # what happened, to see that something did
        self.told = 0
        self.ids: dict[str, int] = {}  # of persons by their names

    async def open(self) -> None:
        self.writer = Writer(await open_engine(self.url), Rules())

    async def restart(self) -> None:
        await self.writer.close()
        await self.open()
        self.seen["restart"] += 1

    async def settle(self) -> None:
        """Import the roster, bind accounts, and read back what is there for the oracle."""
        migrate(self.url, BEGIN)
        await self.open()
        plan = await self.writer.run(lambda tx: apply(tx, None, year.town(self.chance), BEGIN))
        assert plan.faults == ()

        def read(tx: Tx) -> None:
            rows = tx.connection.execute("SELECT * FROM links ORDER BY id").fetchall()
            self.links = [
                Held(r["id"], r["tier"], r["representative_id"], r["other_id"], date.fromisoformat(r["starts"]))
                for r in rows
            ]
            rows = tx.connection.execute("SELECT * FROM mandates ORDER BY id").fetchall()
            self.seats = [
                Seat(r["person_id"], r["level"], r["unit_id"], r["station_id"],
                     date.fromisoformat(r["starts"]), None, bool(r["committee"]))
                for r in rows
            ]  # fmt: skip
            self.ids = {r["name"]: r["id"] for r in tx.connection.execute("SELECT id, name FROM persons").fetchall()}
            below = {r["id"]: set(units.below(tx, r["id"])) for r in tx.connection.execute("SELECT id FROM units")}
            self.oracle = Oracle(self.links, self.seats, below)
            self._bind(tx)

        await self.writer.run(read)
        assert len({seat.person for seat in self.seats}) == 300
        assert len(self.links) == 2500
        self.events = year.year(self.chance, self.links, self.seats)

    def _bind(self, tx: Tx) -> None:
        for n, person in enumerate(sorted({seat.person for seat in self.seats})):
            if n % WITHOUT_ACCOUNT:
                people.bind(tx, Address("telegram", str(1000 + person)), person, BEGIN)
                self.oracle.accounts.add(person)
        for row in tx.connection.execute("SELECT * FROM roles").fetchall():
            people.bind(tx, Address("telegram", str(1000 + row["person_id"])), row["person_id"], BEGIN)
            kind, place = ("administrators", "unit_id") if row["role"] == "admin" else ("officers", "station_id")
            getattr(self.oracle, kind).setdefault(row[place], []).append(row["person_id"])

    async def happen(self, until: datetime) -> None:
        """All that happens until a moment."""
        due = []
        while self.events and self.events[0].moment <= until:
            due.append(self.events.pop(0))
        if due:
            await self.writer.run(lambda tx: self._do_all(tx, due))

    def _do_all(self, tx: Tx, events: list[Event]) -> None:
        for event in events:
            self._do(tx, event)

    def _do(self, tx: Tx, event: Event) -> None:
        """One thing, in the database and beside it."""
        self.seen[event.what] += 1
        if event.deed is not None:
            self._say(tx, event)
            return
        if event.what == "unlink":
            link = next(link for link in self.links if link.id == event.id)
            link.ends = max(link.starts, event.moment.date())
            query = "UPDATE links SET ends = ?, ended_at = ? WHERE id = ?"
            tx.connection.execute(query, (link.ends.isoformat(), micros(event.moment), link.id))
        else:
            seat = self.seats[event.id]
            seat.ends = event.moment.date()
            query = "UPDATE mandates SET ends = ? WHERE person_id = ? AND level = ? AND unit_id = ?"
            tx.connection.execute(query, (seat.ends.isoformat(), seat.person, seat.level, seat.unit))

    def _say(self, tx: Tx, event: Event) -> None:
        deed, moment = event.deed, event.moment
        assert deed is not None
        if event.what == "log":
            entry = contacts.enter(tx, 1, Mode(deed.mode), deed.day, "", moment)
            deed.id = contacts.add(tx, entry, deed.link, Mode(deed.mode), deed.day, moment)
            self.oracle.deeds[deed.link].append(deed)
            deed.counts = deed.mode not in year.MEETINGS
        elif event.what == "confirm":
            deed.counts = contacts.count(tx, deed.id, Evidence.CONFIRMED, moment)
        else:
            deed.void = contacts.void(tx, deed.id, Standing.DISPUTED, "", moment)
        if deed.counts and not deed.void:
            self.oracle.news.append(deed)

    async def tick(self, now: datetime, how: str) -> list[Told]:
        """One tick of the schedule: alone, twice, two schedulers at a time, or killed on the way and started again."""
        found: list[Told] = []
        if how == "two":
            await asyncio.gather(*(self._portions(work, now, found) for work in TICKS for _ in range(2)))
        elif how == "killed":
            for work in TICKS:
                await self._portions(work, now, found, most=self.chance.randrange(4))
            await self.restart()
        for work in TICKS:
            await self._portions(work, now, found)
        if how == "twice":
            for work in TICKS:
                await self._portions(work, now, found)
        self.seen[how] += bool(found)
        return found

    async def _portions(
        self, work: Callable[[Tx, datetime], Due], now: datetime, found: list[Told], most: int = 1000
    ) -> None:
        def job(tx: Tx) -> Due:
            due = work(tx, now)
            tell(tx, due.told, now)
            return due

        for _ in range(most):
            due: Due = await self.writer.run(job)
            found += due.told
            if not due.more:
                return

    async def live(self) -> None:
        """The whole year: most days at nine, and at some other hours; at times the machine is down for days."""
        chance, down = self.chance, 0
        for day in year.days():
            down = max(0, down - 1) if down or chance.random() > 0.02 else chance.randint(1, 6)
            if down:
                self.seen["down"] += 1
                continue
            if (quarter_end(day) - day).days > 33 and chance.random() < 0.6:
                continue  # weeks in which little can happen
            at = [datetime.combine(day, time(9, 0, chance.randrange(30)), ZONE)] if chance.random() < 0.6 else []
            at += [year.moment(chance, day) for _ in range(chance.randint(1, 2))]
            for moment in sorted(at):
                await self.look(moment)
            if chance.random() < 0.1:
                await self.restart()

    async def look(self, now: datetime) -> None:
        """Let happen what happens until now, and hold a tick against the oracle."""
        self.now = now
        await self.happen(now)
        back = timedelta(minutes=self.chance.randrange(60, 30_000)) if self.chance.random() < 0.05 else timedelta()
        self.seen["set back"] += bool(back)
        expected = self.oracle.expect(now - back)
        how = self.chance.choice(("alone", "alone", "twice", "two", "killed"))
        told = await self.tick(now - back, how)
        assert Counter(map(self._plain, told)) == expected, now - back
        self.told += len(told)
        self.seen.update(f"{what[0]} {what[3] if what[0] == 'remind' else ''}".strip() for what in expected.elements())
        reminders = [one for one in told if one.kind == "closing.remind"]
        for one in self.chance.sample(reminders, len(reminders) // 8):
            await self._put_off(one, now - back + timedelta(minutes=1))

    async def _put_off(self, told: Told, now: datetime) -> None:
        person, last, stage = int(str(told.to)), told.facts["last"], told.facts["stage"]
        until = self.oracle.can_put_off(person, last, stage, now)

        def press(tx: Tx) -> str | None:
            actor = access.person(tx, person, now)
            return put_off(tx, actor, PutOff(last=f"{last:%Y%m%d}", stage=stage), now).toast

        toast = await self.writer.run(press)
        assert (toast == "closing.is_put_off") == (until is not None), (person, last, stage, now, toast)
        if until is not None:
            self.oracle.put_off[person, last, stage] = until
            self.seen["put off"] += 1

    def _plain(self, told: Told) -> Any:
        """What was told, in the oracle's words."""
        facts = told.facts
        if told.kind == "closing.thanks":
            return "thanks", told.to, facts["last"]
        if told.kind == "closing.laggards":
            late = tuple((self.ids[name], q.missing, q.pending) for name, q in facts["laggards"])
            return "list", told.to, facts["place"].id, late, facts["number"]
        return "remind", told.to, facts["last"], facts["stage"], tuple(sorted(map(_missing, facts["owing"])))


def _missing(one: Owing) -> tuple[int, tuple[tuple[int, bool], ...]]:
    quotas = [asked.quota for asked, line in one.lines if line.missing]
    return one.link_id, tuple((MONTHS[quota.period], quota.face_to_face) for quota in quotas)


async def test_every_reminder_of_a_year_came_once_to_the_right_person_with_the_right_list(tmp_path: Path) -> None:
    simulation = Simulation(f"sqlite:///{tmp_path}/year.db")
    try:
        await simulation.settle()
        await simulation.live()
        stored = await simulation.writer.run(lambda tx: tx.connection.execute(STORED).fetchone()["n"])
    finally:
        await simulation.writer.close()
    seen = simulation.seen
    assert stored == simulation.told, "one message for each"
    wanted = ("log", "confirm", "dispute", "expire", "unlink", "leave", "restart", "down", "set back", "put off",
              "thanks", "list", "two", "twice", "killed", *(f"remind {n}" for n in (30, 14, 7, 3, 1)))  # fmt: skip
    assert [what for what in wanted if not seen[what]] == [], seen
    assert sum(seen[f"remind {n}"] for n in (30, 14, 7, 3, 1)) > 2000
