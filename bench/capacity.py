"""`python -m bench.capacity`: what a city, a province and all of China would need; writes docs/capacity.md anew.

Costs are what the other benches measured, written down in COSTS with the bench that measures each. What people do is
assumed, and stands on the page with the rest of the arithmetic. Measure on your own machine, change COSTS, print anew.
"""

import math
import textwrap
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parents[1] / "docs" / "capacity.md"


@dataclass(frozen=True)
class Costs:
    """What was measured. Milliseconds of processor time on one core of the machine named on the page."""

    turn: float = 0.68  # of a whole turn on SQLite, its answer sent: bench.turns
    intake: float = 0.95  # of the process that receives and sends, an update: bench.workers
    worker: float = 2.0  # of the workers, an update: bench.workers
    server: float = 1.55  # of PostgreSQL, an update: bench.workers
    send: float = 0.3  # of a message that nobody asked for: the sending part of a turn, by docs/profile.md
    bytes: float = 1160  # of a suggestion with all that belongs to it: the city of bench.large_city, divided
    pace: float = 29.5  # messages a second of one bot: [delivery] per_second


@dataclass(frozen=True)
class Place:
    """A place, and how many live under its congresses."""

    name: str
    bots: int  # one a city
    representatives: int
    people: int


COSTS = Costs()
LINKED = 10  # residents of each representative: the most that Zibo's scheme asks for
CONTACTS = 4  # a year and link, one a quarter
SAID, HEARD = 3, 3  # updates and messages of one contact by chat
CASES_OF_LINKED, CASES_OF_OTHERS = 0.1, 0.001  # suggestions a year and person
UPDATES, MESSAGES = 12, 16  # of one suggestion, from the first word to the rating
REMINDERS = 20  # a year and representative: five stages a quarter
NOTICES = 24  # a year, to everybody linked and every representative
WORST_DAY, PEAK_HOUR = 5.0, 0.1  # of a mean day; of that day
USED = 0.5  # of a core, at most, in the busiest second

# Inhabitants by the census of 2020; representatives of all levels as Zibo's were counted in 2019, and China's in 2022.
PLACES = (
    Place("One city like Zibo", 1, 6_229, 4_700_000),
    Place("A province of 16 such cities", 16, 16 * 6_229, 101_500_000),
    Place("All of China", 333, 2_770_000, 1_410_000_000),
)


@dataclass(frozen=True)
class Need:
    """What a place needs."""

    place: Place

    @property
    def linked(self) -> int:
        """People with a link."""
        return self.place.representatives * LINKED

    @property
    def cases(self) -> float:
        """Suggestions a year."""
        return self.linked * CASES_OF_LINKED + (self.place.people - self.linked) * CASES_OF_OTHERS

    @property
    def updates(self) -> float:
        """Updates a year."""
        return self.linked * CONTACTS * SAID + self.cases * UPDATES

    @property
    def messages(self) -> float:
        """Messages a year, without notices."""
        return (self.linked * CONTACTS * HEARD + self.cases * MESSAGES) + self.place.representatives * REMINDERS

    @property
    def peak(self) -> float:
        """Updates a second in the busiest hour of the busiest day."""
        return self.updates / 365 * WORST_DAY * PEAK_HOUR / 3600

    @property
    def notice_minutes(self) -> float:
        """How long a notice to all takes, each bot sending to its own city."""
        return (self.linked + self.place.representatives) / self.place.bots / COSTS.pace / 60

    @property
    def cores(self) -> float:
        """Cores that are busy in the busiest second while a notice goes out, on SQLite, all bots together."""
        return (self.peak * COSTS.turn + self.place.bots * COSTS.pace * COSTS.send) / 1000

    @property
    def workers(self) -> int:
        """Workers, if all of it were one installation on PostgreSQL."""
        return max(1, math.ceil(self.peak * COSTS.worker / 1000 / USED))

    @property
    def server_cores(self) -> float:
        """Cores of that PostgreSQL server in the busiest second."""
        return self.peak * COSTS.server / 1000

    @property
    def gigabytes(self) -> float:
        """What a year of suggestions adds."""
        return self.cases * COSTS.bytes / 1e9


ROWS = (
    ("Bots, and databases: one a city", lambda n: f"{n.place.bots:,}"),
    ("Representatives", lambda n: f"{n.place.representatives:,}"),
    ("People with a link", lambda n: f"{n.linked:,}"),
    ("Suggestions a year", lambda n: f"{n.cases:,.0f}"),
    ("Updates a year", lambda n: f"{n.updates:,.0f}"),
    ("Updates a second, busiest hour of the busiest day", lambda n: f"{n.peak:,.2f}"),
    ("Messages a year, without notices", lambda n: f"{n.messages:,.0f}"),
    ("Messages a second that all bots may send", lambda n: f"{n.place.bots * COSTS.pace:,.0f}"),
    ("Minutes of a notice to all", lambda n: f"{n.notice_minutes:,.0f}"),
    ("Cores on SQLite, in that hour and during a notice", lambda n: f"{n.cores:,.3f}"),
    ("Gigabytes a year", lambda n: f"{n.gigabytes:,.2f}"),
    ("Workers, were it one installation", lambda n: f"{n.workers:,}"),
    ("Cores of its PostgreSQL server", lambda n: f"{n.server_cores:,.3f}"),
)


def page() -> str:
    """The page, as `docs/capacity.md` holds it."""
    needs = [Need(place) for place in PLACES]
    lines = ["| | " + " | ".join(need.place.name for need in needs) + " |", "|---|" + "---:|" * len(needs)]
    lines += [f"| {words} | " + " | ".join(shown(need) for need in needs) + " |" for words, shown in ROWS]
    parts = ("# What a city needs, and what a country", wrapped(BEGIN), "\n".join(lines), "## The arithmetic",
             "\n".join(map(wrapped, arithmetic(needs[0]))), "## What follows",
             "\n".join(map(wrapped, follows(needs[0]))))  # fmt: skip
    return "\n\n".join(parts) + "\n"


BEGIN = """Written by `python -m bench.capacity`, which holds the costs and the arithmetic; a test keeps this page equal to
it. The costs were measured on an AMD EPYC with 2 cores and Python 3.11.7, nothing else running; the benches named there
measure them on yours. What a message costs that nobody asked for is no measurement but an upper estimate from the
profile of a turn. What people do is assumed, and generously."""


def wrapped(words: str) -> str:
    """A paragraph or a point of a list, in lines that fit the page."""
    return textwrap.fill(words, 120, subsequent_indent="  " if words.startswith("- ") else "", break_long_words=False)


def arithmetic(city: Need) -> tuple[str, ...]:
    """Each sum of a city, with its numbers."""
    people, seats = city.place.people, city.place.representatives
    return (
        f"- **People.** {LINKED} residents a representative: {seats:,} × {LINKED} = {city.linked:,}.",
        f"- **Suggestions.** A tenth of the people with a link writes one a year, and one in a thousand of all others: "
        f"{city.linked:,} × {CASES_OF_LINKED} + {people - city.linked:,} × {CASES_OF_OTHERS} = {city.cases:,.0f}.",
        f"- **Updates.** {CONTACTS} contacts a year and link, by chat, with {SAID} updates each, and {UPDATES} a "
        f"suggestion: {city.linked:,} × {CONTACTS} × {SAID} + {city.cases:,.0f} × {UPDATES} = {city.updates:,.0f}. The "
        f"busiest day has {WORST_DAY:.0f} times the mean, its busiest hour a tenth of that: {city.updates:,.0f} / 365 × "
        f"{WORST_DAY:.0f} × {PEAK_HOUR} / 3600 = {city.peak:.2f} a second.",
        f"- **Messages.** {HEARD} a contact, {MESSAGES} a suggestion, {REMINDERS} reminders a year and representative. A "
        f"notice goes to everybody: {city.linked + seats:,} at {COSTS.pace:g} a second are {city.notice_minutes:.0f} "
        f"minutes; {NOTICES} a year are {NOTICES * city.notice_minutes / 60:.0f} hours of sending.",
        f"- **Processor.** A turn costs {COSTS.turn} ms, a message that nobody asked for {COSTS.send} ms: {city.peak:.2f} "
        f"× {COSTS.turn} + {COSTS.pace:g} × {COSTS.send} = {city.cores * 1000:.1f} ms of each second, "
        f"{city.cores:.1%} of a core. A core could handle {1000 / COSTS.turn:,.0f} updates a second.",
        f"- **Disk.** {COSTS.bytes:,.0f} bytes a suggestion with its words, history, seals and messages. Photos stay with "
        "Telegram.",
        f"- **One installation.** Were all of it one database on PostgreSQL, an update would cost {COSTS.intake} ms where "
        f"it is received and its answer sent, {COSTS.worker} ms in a worker, and {COSTS.server} ms in the server. Workers "
        f"are counted so that none uses more than {USED:.0%} of its core.",
    )


def follows(city: Need) -> tuple[str, ...]:
    """What the sums mean."""
    room = 1000 / COSTS.turn / city.peak
    total = COSTS.intake + COSTS.worker + COSTS.server
    return (
        f"- **Telegram is the limit, not the machine.** A bot sends about {COSTS.pace:g} messages a second, whatever "
        "stands behind it. So a bot a city, and a database a bot: a notice to all of China takes as long as one to a "
        "large city.",
        f"- **One small machine is enough for a city,** on SQLite: it has room for {room:,.0f} times the busiest hour. "
        "Several cities fit on one machine, each a process with a file of its own.",
        "- **Workers are for staying up,** while a program is changed or a machine is lost, more than for speed: on one "
        "machine with two cores SQLite in one process handles more updates a second than a fleet beside its server.",
        f"- **Where the next limit lies:** of an update's cost on PostgreSQL the server has {COSTS.server / total:.0%}, "
        f"the process that receives and sends {COSTS.intake / total:.0%}. That one bears about "
        f"{1000 / COSTS.intake:,.0f} updates a second on a core of its own, and each core of the server about "
        f"{1000 / COSTS.server:,.0f}. Both lie far beyond what a bot may send.",
    )


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
