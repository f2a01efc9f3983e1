"""The database: whether it can be opened, whether its history is whole, and whether anything is stuck in it."""

from datetime import datetime, timedelta

from bot.clock import SystemClock
from bot.config import Config
from bot.doctor.finding import Finding, found, minutes
from bot.opening import database as opened
from domain.telling import Priority
from storage import events, inbox, outbox
from storage.engines import DatabaseRefusedError
from storage.probe import takes_writes
from storage.schema import LATEST
from storage.tx import Tx

UNSEALED_FOR = timedelta(minutes=5)
UPDATES_WAIT = timedelta(minutes=5)
MESSAGES_WAIT = timedelta(minutes=10)
DEAD_FOR = timedelta(days=1)  # for so long a message that was given up is told of
START = "Start the bot. If it runs, its log says what holds it up; with roles, see that a worker runs as well."
AWAY = "See that the server runs, look at address, user and password in [database] url, or create the database."


async def database(config: Config) -> list[Finding]:
    """The database, and what is in it if it can be opened."""
    try:
        async with opened(config) as writer:
            await writer.run(takes_writes)
            well = Finding("database", True, f"{config.database_url}, schema {LATEST}")
            return [well, *await writer.run(_history), *await writer.run(_queues)]
    except DatabaseRefusedError as error:
        return [_refused(config, " ".join(str(error).split()))]


def _refused(config: Config, words: str) -> Finding:
    """The reason, and the mend that comes behind it."""
    name = str(config.database_url)
    reason, _, mend = words.removeprefix(f"{name}: ").partition(". ")
    if "let us in" in reason:
        return Finding("database", False, words, AWAY)
    return Finding("database", False, f"{name}: {reason}", mend)


def _history(tx: Tx) -> list[Finding]:
    broken, oldest = events.verify(tx), events.oldest_unsealed(tx)
    age = SystemClock().now() - oldest if oldest else timedelta()
    return [
        found("seals", broken is None, "every seal of the history holds" if broken is None else
              f"the history was changed at position {broken}",
              "Somebody changed the database by hand. Compare with a backup from before, or restore that."),
        found("sealing", age < UNSEALED_FOR, f"the oldest change without a seal is {int(age.total_seconds())} s old",
              "Seals are made while the bot runs: start it. If it runs, its log says what holds it up."),
    ]  # fmt: skip


def _queues(tx: Tx) -> list[Finding]:
    """What waits too long, and what was given up."""
    now = SystemClock().now()
    parked, dead = inbox.count_parked(tx), outbox.count_dead(tx, now - DEAD_FOR)
    return [
        _queue("updates", inbox.queue(tx), now, UPDATES_WAIT),
        found("parked", parked == 0, f"{parked} updates were put aside",
              "`shuanglian parked list` says why; after the mend, `parked retry`."),
        *_messages(tx, now),
        found("dead letters", dead == 0, f"{dead} messages were refused by Telegram for good within a day",
              "A fault of the program: report what `parked list` says; after the mend, `parked retry --messages`."),
    ]  # fmt: skip


def _messages(tx: Tx, now: datetime) -> list[Finding]:
    """Notices to thousands wait for long, and that is well as long as they go out."""
    queues = outbox.queue(tx)
    count, since = queues.pop(Priority.NOTICE, (0, now))
    urgent = sum(n for n, _ in queues.values()), min((oldest for _, oldest in queues.values()), default=None)
    stood = max(timedelta(), now - max(since, outbox.last_sent(tx) or since)) if count else timedelta()
    words = f"{count} wait" + (f", and nothing went out for {minutes(stood)}" if count else "")
    return [
        _queue("messages", urgent, now, MESSAGES_WAIT),
        found("notices", stood < MESSAGES_WAIT, words, START),
    ]


def _queue(name: str, queue: tuple[int, datetime | None], now: datetime, bearable: timedelta) -> Finding:
    waiting, oldest = queue
    age = now - oldest if oldest else timedelta()
    words = f"{waiting} wait" + (f", the oldest for {minutes(age)}" if waiting else "")
    return found(name, age < bearable, words, START)
