"""The table of weathers: what fails, for how long, and what the operator must read of it."""

from dataclasses import dataclass

from bench.weather import skies
from bench.weather.skies import LATE, UNREACHED, Sky, trouble
from bench.weather.stage import ANSWER, POLL, Needs

TALK = 40.0  # requests a second while people talk and nothing fails: Telegram's pace, and presses
WHERE = "Look at the network"
DATABASE = "The database does not take anything"


@dataclass(frozen=True)
class Weather:
    """One thing that fails."""

    name: str
    sky: Sky
    lasts: float  # seconds
    says: tuple[str, ...]  # words that the log must hold, each in few lines
    per_second: float  # requests to the Bot API, on an average while it lasts, at most
    lines: int = 8  # of the log at most, until everything was made up for
    repeats: int = 3  # lines with the same words at most
    doubled: int = 0  # messages that may come twice, at most
    in_full: float | None = None  # seconds of a long run, where that is longer
    ends: bool = False  # the process is told to end in the middle of it, and starts again afterwards
    shortened: str = ""  # what a short run plays smaller


@dataclass(frozen=True)
class Group:
    """Weathers that one process goes through, one after another."""

    name: str
    needs: Needs
    weathers: tuple[Weather, ...]


SHORT = f"an answer is waited for {ANSWER:g} s and a poll takes {POLL} s, in place of the program's own seconds"
REFUSALS = Group("refusals", Needs(), (
    Weather("429", trouble(status=429, retry_after=2), 6, ("Telegram asks for fewer",), 12),
    Weather("403", skies.blocked, 4, (UNREACHED,), TALK),
    Weather("400", skies.refused, 4, ("Telegram refuses", "shuanglian parked retry"), 12),
    Weather("500", trouble(status=500), 6, (WHERE,), 8),
    Weather("502", trouble(status=502), 6, (WHERE,), 8),
    Weather("200 with a refusal inside", trouble(status=502, http=200), 6, (WHERE,), 8),
))  # fmt: skip
SILENCE = Group("silence", Needs(hurried=True), (
    Weather("closed", trouble(drop=True), 6, ("Telegram does not answer",), 8, shortened=SHORT),
    Weather("closed after", trouble(drop="after"), 6, (WHERE,), 8, doubled=40, shortened=SHORT),
    Weather("every other closed", trouble(drop=True, rate=0.5), 8, (), 20, lines=24, shortened=SHORT),
    Weather("late", skies.late, 8, (), TALK, in_full=120,
            shortened=f"answers come after {LATE[0]} s in place of {LATE[1]}; {SHORT}"),
    Weather("never", trouble(delay_ms=skies.NEVER * 1000), 10, (WHERE,), 8, in_full=180, shortened=SHORT),
    Weather("away", skies.away, 10, (WHERE,), 8, doubled=3, in_full=600,
            shortened=f"10 s in place of 10 minutes; {SHORT}"),
    Weather("conflict", skies.rival, 8, ("Another program polls with the same token",), TALK, shortened=SHORT),
    Weather("quiet week", skies.quiet_week, 3, (), TALK, shortened=SHORT),
))  # fmt: skip
CALLS = Group("calls", Needs(way="webhook"), (
    Weather("duplicates, disorder, unknown kinds", skies.bad_calls, 6, (), TALK),
))  # fmt: skip
CLOCK = Group("clock", Needs(clock=True), (
    Weather("clock set back", skies.clock_back, 8, (), TALK),
))  # fmt: skip
DISK = Group("disk", Needs(disk=True), (
    Weather("full disk", skies.full_disk, 6, (DATABASE, "Make room"), 8, doubled=10, ends=True),
))  # fmt: skip
FILE = Group("file", Needs(), (
    Weather("read-only file", skies.read_only, 8, (DATABASE,), 8),
    Weather("locked database", skies.locked, 7, (DATABASE, "Another program"), 8, doubled=10, ends=True),
))  # fmt: skip
SERVER = Group("server", Needs(postgres=True), (
    Weather("PostgreSQL restarted", skies.restarted, 6, (DATABASE, "database server"), 8),
    Weather("PostgreSQL away at the end", skies.restarted, 1, (DATABASE,), 8, lines=12, doubled=10, ends=True),
))  # fmt: skip
GROUPS = (REFUSALS, SILENCE, CALLS, CLOCK, DISK, FILE, SERVER)
