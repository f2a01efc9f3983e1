"""A case from its registration to the four-week question, day by day: each message on its day, and not one more.

Everybody waits as long as can be: whoever owes something is warned, is late, and those above hear of it. The department
has the case over the National Day. The resident misses the point in the second answer, rates neither the first nor the
third, and says nothing when asked whether it is fixed. No message is left over, and no error is logged.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest_asyncio

from domain.people import Role
from storage.tx import Tx
from tests.sandbox.conformance import check_requests
from tests.support.city import City, living
from tests.support.sandbox import Bench, Phone, text_of
from tests.walk.steps import ZH, answer, both, hand_in, office, office_of, officer, part, quiet, rate
from tests.walk.test_departments import pass_on

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEGIN = date(2026, 9, 22)  # a Tuesday; 25-27 September and 1-7 October are holidays, 10 October is worked
LAST = date(2027, 3, 31)
KINDS = (
    "desk.due_soon", "desk.above", "desk.overdue_department", "desk.overdue", "desk.promise_due", "rate.reminder",
    "rate.lapsed", "case.lapsed", "outcome.question", "calendar.ending",
    "closing.whom", "closing.laggards",
)  # fmt: skip


@pytest_asyncio.fixture
async def city(sandbox: Bench, tmp_path: Path) -> AsyncIterator[City]:
    """The bot with the demo's town, some days before the National Day."""
    async with living(sandbox, tmp_path, at(BEGIN, 8)) as city:
        yield city
    check_requests(await sandbox.requests())


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)


async def test_every_message_on_its_day(city: City) -> None:
    resident, representative = await both(city)
    station, admin = await officer(city), await city.staff(office(Role.ADMIN, "zhangdian"), Role.ADMIN, "zhangdian")
    lead = await city.staff(office_of("zd-zhifa"), Role.DEPARTMENT_OFFICER)
    people = {"resident": resident, "representative": representative, "officer": station, "admin": admin, "lead": lead}
    acts: dict[date, Callable[[], Awaitable[object]]] = {
        date(2026, 9, 22): lambda: hand_in(resident),
        date(2026, 9, 30): lambda: pass_on(representative),
        date(2026, 10, 22): lambda: answer(lead, "B", "等材料到货"),
        date(2026, 11, 30): lambda: answered_beside_the_point(lead, resident),
        date(2026, 12, 18): lambda: answer(representative, words="这回灯换好了"),
    }
    listener = Listener(people)
    await listener.heard(BEGIN)
    found: list[tuple[str, str, str]] = []
    for day in (BEGIN + timedelta(days=n) for n in range((LAST - BEGIN).days + 1)):
        if day in acts:
            await city.at(at(day, 10))
            found += await listener.heard(day)
            await acts[day]()
            await quiet(city, *people.values())
            await listener.heard(day)
        await city.at(at(day, 18))
        found += await listener.heard(day)
    assert found == EXPECTED
    assert await city.bot.writer.run(left_over) == []


async def answered_beside_the_point(lead: Phone, resident: Phone) -> None:
    await answer(lead, words="树枝修了")
    await rate(resident, "satisfied", "missed")


class Listener:
    """Hears what is new in every chat."""

    def __init__(self, people: dict[str, Phone]) -> None:
        self.people, self.seen = people, dict.fromkeys(people, 0)

    async def heard(self, day: date) -> list[tuple[str, str, str]]:
        """What came since the last look, in whose chat, by the key of its text; what has none is shown as it is."""
        found = []
        for name, phone in self.people.items():
            new = [message for message in await phone.messages() if message["message_id"] > self.seen[name]]
            self.seen[name] = max([self.seen[name], *(message["message_id"] for message in new)])
            await phone.pass_over()
            found += [(f"{day:%m-%d}", name, kind_of(text_of(one))) for one in new if one["from"]["is_bot"]]
        return found


def kind_of(text: str) -> str:
    return next((kind for kind in KINDS if part(ZH, kind) in text), text)


def left_over(tx: Tx) -> list[str]:
    """Messages that were neither sent nor replaced by a newer state of their card."""
    rows = tx.connection.execute("SELECT state, body FROM outbox WHERE state NOT IN ('sent', 'replaced')").fetchall()
    return [f"{row['state']}: {row['body']}" for row in rows]


# (day, whose chat, which text). 25-27 September and 1-7 October are days off, 10 October is worked.
EXPECTED: list[tuple[str, str, str]] = [
    # Registered on 22 September: three working days are 23, 24 and 28 September.
    # Before the end of September the representative's links: 7, 3 (on the last working day before) and 1 day ahead.
    ("09-23", "representative", "closing.whom"),
    ("09-23", "officer", "closing.laggards"),
    ("09-24", "representative", "desk.due_soon"),
    ("09-24", "representative", "closing.whom"),
    ("09-24", "admin", "closing.laggards"),
    ("09-29", "representative", "desk.overdue"),
    ("09-29", "representative", "closing.whom"),
    ("09-29", "officer", "desk.overdue"),
    ("09-30", "admin", "desk.above"),
    # Passed on on 30 September: five working days are 8, 9, 10, 12 and 13 October.
    ("10-12", "lead", "desk.due_soon"),
    ("10-14", "representative", "desk.overdue_department"),
    ("10-14", "officer", "desk.overdue_department"),
    ("10-14", "lead", "desk.overdue"),
    ("10-15", "admin", "desk.above"),
    # Answered B on 22 October: seven and fourteen days; the promise, 30 days later, is moved from a Saturday to Monday.
    ("10-29", "resident", "rate.reminder"),
    ("11-05", "resident", "rate.lapsed"),
    ("11-05", "representative", "case.lapsed"),
    ("11-05", "lead", "case.lapsed"),
    ("11-23", "lead", "desk.promise_due"),
    ("11-25", "representative", "desk.overdue_department"),
    ("11-25", "officer", "desk.overdue_department"),
    ("11-25", "lead", "desk.overdue"),
    # Answered A on 30 November, and rated: not to the point. The second handling has 15 days, until 15 December.
    ("12-01", "representative", "closing.whom"),
    ("12-14", "representative", "desk.due_soon"),
    ("12-16", "representative", "desk.overdue"),
    ("12-16", "officer", "desk.overdue"),
    ("12-17", "representative", "closing.whom"),
    ("12-17", "admin", "desk.above"),
    # Answered A on 18 December: a reminder, silence, and 28 days after the answer the question.
    ("12-24", "representative", "closing.whom"),
    ("12-24", "officer", "closing.laggards"),
    ("12-25", "resident", "rate.reminder"),
    ("12-28", "representative", "closing.whom"),
    ("12-28", "admin", "closing.laggards"),
    ("12-30", "representative", "closing.whom"),
    ("01-01", "resident", "rate.lapsed"),
    ("01-01", "representative", "case.lapsed"),
    ("01-01", "lead", "case.lapsed"),
    ("01-15", "resident", "outcome.question"),
    # Before the end of March; 28 March is a Sunday.
    ("03-01", "representative", "closing.whom"),
    ("03-17", "representative", "closing.whom"),
    ("03-24", "representative", "closing.whom"),
    ("03-24", "officer", "closing.laggards"),
    ("03-26", "representative", "closing.whom"),
    ("03-26", "admin", "closing.laggards"),
    ("03-30", "representative", "closing.whom"),
]
