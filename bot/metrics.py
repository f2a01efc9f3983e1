"""The figures of the process, as Prometheus reads them: counts and times, and never whose.

What is counted as it happens is counted by those who do it. What can be asked of the database (how long the oldest
waits, who can't be reached) is asked when somebody reads the figures; of several processes on one database each shows
the same then. A figure is shown from when it means something: a process that waits for its place shows no queues.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.metrics import MetricWrapperBase

from domain.telling import Priority
from storage import inbox, outbox, people
from storage.probe import takes_writes
from storage.tx import Tx

FAST = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)  # seconds of a transaction
SILENT_FOR = 180.0  # seconds without a good poll after which no updates come in; one takes 50, one that is lost 95
UNSTORED_FOR = 60.0  # seconds after which it is told that updates come and can't be stored
SLOW = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)  # seconds of a turn

RESULTS = {  # what may come of a try to send
    "sent": "",
    "stopped": "429",
    "again": "time-outs and the like",
    "unread": "another release wrote it; later",
    "unreachable": "",
    "dead": "refused for good",
    "dropped": "too late",
    "fault": "",
}
TOLD = {  # what each figure tells
    "updates": "Updates by kind and by what became of them: handled, failed (a try), parked, refused (too many of one"
    " chat), ignored (nobody behind them), elsewhere (handled by another process)",
    "turn_seconds": "A turn, from taking the update to its commit",
    "sends": "Tries to send by result: "
    + ", ".join(f"{name} ({why})" if why else name for name, why in RESULTS.items()),
    "pace": "Messages a second that may be sent in all",
    "schedule_late_seconds": "By how much the next tick of each kind is late",
    "database_batch_seconds": "A transaction of the writer, with its commit",
    "database_up": "Whether the database took writes when these figures were read",
    "job_held_up_seconds": "For how long the longest has waited of those jobs of this process that the database can't"
    " do while it does others, as somebody holds their rows",
    "telegram_silent_seconds": "For how long Telegram has given no updates, and did not say that there are none either."
    " With a webhook: nor was known to call here without trouble, of which it is asked about every minute",
    "updates_unstored_seconds": "For how long the updates that Telegram gave last could not be stored",
    "updates_waiting": "Updates that wait to be handled",
    "updates_oldest_seconds": "Age of the oldest update that waits",
    "updates_parked": "Updates that were put aside",
    "messages_waiting": "Messages that wait to be sent: replies, then reminders, then notices",
    "messages_oldest_seconds": "Age of the oldest message that waits, from when it was due",
    "messages_left_seconds": "How long all that waits takes at the pace of sending",
    "people_unreachable": "Accounts that can't be reached, as they blocked the bot or are gone",
}
ASKED = ("updates_waiting", "updates_oldest_seconds", "updates_parked", "messages_left_seconds", "people_unreachable")
F = TypeVar("F", bound=MetricWrapperBase)


class Metrics:
    """The figures of one running bot, which may send so many messages a second."""

    def __init__(self, per_second: float = 1.0) -> None:
        self._per_second = per_second
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        _figure(Gauge, "pace", registry).set(per_second)
        self.updates = _figure(Counter, "updates", registry, ["kind", "outcome"])
        self.turns = _figure(Histogram, "turn_seconds", registry, buckets=SLOW)
        self.sends = _figure(Counter, "sends", registry, ["result"])
        for result in RESULTS:
            self.sends.labels(result)  # from 0 on, else nobody sees the first one as growth
        self.batches = _figure(Histogram, "database_batch_seconds", registry, buckets=FAST)
        self.late = _figure(Gauge, "schedule_late_seconds", registry, ["tick"])
        self.database = _figure(Gauge, "database_up")
        self._silent = _figure(Gauge, "telegram_silent_seconds")
        self._silent.set_function(self.silence)
        self._unstored = _figure(Gauge, "updates_unstored_seconds")
        self._unstored.set_function(self.unstored)
        self._held_up = _figure(Gauge, "job_held_up_seconds")
        self._waiting = {name: _figure(Gauge, name) for name in ASKED}
        self._messages, self._oldest = _by_priority("messages_waiting"), _by_priority("messages_oldest_seconds")
        self._asked = [self.database, self._messages, self._oldest, *self._waiting.values()]  # not shown yet
        self._heard: float | None = None  # of monotonic time; None: nobody asks Telegram
        self._given: float | None = None  # of monotonic time: since when they wait to be stored
        self._ticked: dict[str, float] = {}

    def expect(self, tick: str, every: float) -> None:
        """From now on a tick is expected every so many seconds, of monotonic time."""
        self._ticked[tick] = time.monotonic()
        self.late.labels(tick).set_function(lambda: max(0.0, time.monotonic() - self._ticked[tick] - every))

    def ticked(self, tick: str) -> None:
        """A tick went well."""
        self._ticked[tick] = time.monotonic()

    def expect_updates(self) -> None:
        """From now on Telegram is to give updates, or to say that there are none."""
        self._heard = time.monotonic()
        self.registry.register(self._silent)
        self.registry.register(self._unstored)

    def expect_jobs(self, held_up: Callable[[], float]) -> None:
        """From now on the database has jobs to do; `held_up` tells the seconds."""
        self._held_up.set_function(held_up)
        self.registry.register(self._held_up)

    def given(self) -> None:
        """It gave some, which are to be stored now, or were to be before."""
        self._given = self._given or time.monotonic()

    def heard(self) -> None:
        """What it gave is stored, or it had nothing; or it was told where to call."""
        self._heard, self._given = time.monotonic(), None

    def called(self, *, all_came: bool) -> None:
        """It calls here, without trouble. Unless all came, what it gave may still have to be stored."""
        self._heard = time.monotonic()
        self._given = None if all_came else self._given

    def silence(self) -> float:
        """Seconds since then; 0 where nobody asks, or what it gave can't be stored: that is not its silence."""
        return 0.0 if self._heard is None or self._given is not None else time.monotonic() - self._heard

    def unstored(self) -> float:
        """Seconds since it gave what is not stored yet."""
        return 0.0 if self._given is None else time.monotonic() - self._given

    def batch(self, seconds: object) -> None:
        """A transaction was committed."""
        if isinstance(seconds, float):
            self.batches.observe(seconds)

    def look(self, now: datetime) -> Callable[[Tx], None]:
        """A job that asks the database. What it is asked is shown from the first time on."""
        while self._asked:
            self.registry.register(self._asked.pop())

        def job(tx: Tx) -> None:
            takes_writes(tx)
            updates, first_update = inbox.queue(tx)
            waiting = outbox.queue(tx)
            for priority in Priority:
                count, since = waiting.get(priority, (0, None))
                self._messages.labels(priority.name.lower()).set(count)
                self._oldest.labels(priority.name.lower()).set(_age(since, now))
            found = {
                "updates_waiting": updates,
                "updates_oldest_seconds": _age(first_update, now),
                "updates_parked": inbox.count_parked(tx),
                "messages_left_seconds": sum(count for count, _ in waiting.values()) / self._per_second,
                "people_unreachable": people.count_unreachable(tx),
            }
            for name, value in found.items():
                self._waiting[name].set(value)

        return job


def _figure(
    kind: type[F], name: str, registry: CollectorRegistry | None = None, labels: Sequence[str] = (), **more: Any
) -> F:
    """A figure; without a registry it is not shown yet."""
    return kind(f"shuanglian_{name}", TOLD[name], labels, registry=registry, **more)


def _by_priority(name: str) -> Gauge:
    gauge = _figure(Gauge, name, labels=["priority"])
    for priority in Priority:
        gauge.labels(priority.name.lower())
    return gauge


def _age(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else max(0.0, (now - moment) / timedelta(seconds=1))
