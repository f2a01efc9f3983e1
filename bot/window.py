"""How many messages any one second sees where Telegram counts them, whatever the network does to their spacing.

A message counts when it arrives, and nobody tells us when that was: it is between its sending and its answer. All
have the shortest way in common, which changes nothing about their distance. What an answer took longer than the
shortest may have been on the way there, so a message counts for one second more than that. As long as no more
than `most` count so, no second can see more: two messages of which the later one is sent when the earlier one counts no
longer arrive at least a second apart. A clock alone can't promise that: behind one that stood still on its way,
others bunch.
"""

import time
from collections import deque
from collections.abc import Callable
from math import inf

SECOND = 1.0
SPARE = 0.005  # seconds more that each counts: the shortest ways there and back are not always of one message
SURE = 5.0  # seconds after which what has no answer is on the server, or will never be
AGAIN = 0.02  # seconds, at most, until somebody who waits looks again: an answer may have come
LASTS = 30.0  # seconds after which the shortest way is looked for anew: the network may be another one


class Window:
    """Those that count. Times are seconds of a monotonic clock."""

    def __init__(self, most: int, now: Callable[[], float] = time.monotonic) -> None:
        self._most, self._now = most, now
        self._flying: dict[int, float] = {}  # without an answer: number, and when it was sent
        self._past: deque[float] = deque()  # answered: until when each counts
        self._number = 0
        self._shortest, self._before, self._turns = inf, inf, 0.0

    def wait(self) -> float:
        """Seconds until one more may go, or until it is worth looking again; 0 if it may go now."""
        now, past = self._now(), self._past
        while past and past[0] <= now:
            past.popleft()
        if len(past) + len(self._flying) < self._most:
            return 0.0
        oldest, since = next(iter(self._flying.items()), (0, now))
        if now - since >= SURE:
            del self._flying[oldest]
            return 0.0
        return min(AGAIN, past[0] - now) if past else AGAIN

    def begin(self) -> int:
        """One more goes now. Returns its number."""
        self._number += 1
        self._flying[self._number] = self._now()
        return self._number

    def end(self, number: int, *, well: bool) -> None:
        """Its answer came, or (not `well`) never will; then it may have arrived until now."""
        now, since = self._now(), self._flying.pop(number, None)
        if since is None:
            return
        if well:
            self._learn(now - since, now)
        self._past.append(now + SECOND + SPARE - min(now - since, self._shortest, self._before))

    def spare(self, number: int) -> None:
        """It did not go after all."""
        self._flying.pop(number, None)

    def _learn(self, took: float, now: float) -> None:
        if now >= self._turns:
            self._shortest, self._before, self._turns = inf, self._shortest, now + LASTS
        self._shortest = min(self._shortest, took)
