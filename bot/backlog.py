"""What waits to be sent, as far as it is in memory: the rest stays in the database until there is room.

Commits give rows to it; whatever could break the order of a chat is left out and read anew.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from bot.lanes import Lanes
from bot.watch import now_and_then
from domain.people import Address
from domain.telling import Priority
from storage import outbox
from storage.outbox import Outgoing
from storage.tx import Tx
from storage.writer import Writer

log = logging.getLogger(__name__)

KEPT = 1000  # rows in memory; more stay in the database until there is room
EACH = 20  # of them of one chat: a chat that is flooded must not take the room of all others
LONG = 5.0  # seconds; a chat that rests longer takes no room in memory until then
LOOK_AGAIN = 5.0  # seconds between looks for what waits in the database and not here


class Backlog:
    """The first rows of all. When there is something to do `changed` is set, and `consider` called for its chats."""

    def __init__(
        self, writer: Writer, changed: asyncio.Event, consider: Callable[[Address], None],
        resting: Callable[[str], float],
    ) -> None:  # fmt: skip
        self._writer, self._changed, self._consider, self._resting = writer, changed, consider, resting
        self.lanes = Lanes()
        self.stale = True  # whether rows in memory may have changed in the database
        self._more = True  # whether the database may hold rows that are not in memory
        self._whole_below = 0  # of priorities below this, memory holds all that waits, but for what is cut
        self._cut: dict[Address, int] = {}  # chats of which the database holds more, of this priority or a later one
        self._out: set[Address] = set()  # chats that rest, all of whose rows are left in the database
        self._left = 0  # about how many rows these are
        self._back: asyncio.TimerHandle | None = None  # when the first of them may go on
        self._strayed: set[int] = set()  # rows in flight that moved to another chat, which waits for them
        self._late: list[Outgoing] | None = None  # heard while the database is being read

    @property
    def is_short(self) -> bool:
        """Whether the database may hold what should be here."""
        return self.stale or (self._more and self.lanes.size < KEPT // 2)

    def suspect(self) -> None:
        """The database may hold more than was heard of."""
        self._more = True

    def hear(self, row: object) -> None:
        """A commit put a row into the outbox, or changed it in a way that only the database tells (None)."""
        if not isinstance(row, Outgoing):
            self._read_anew()
        elif self._late is not None:
            self._late.append(row)
        elif row.id in self.lanes.aloft:
            return
        elif row.priority >= self._cut.get(row.at, len(Priority)) or self.lanes.count(row.at) >= EACH:
            self._leave(row)
        elif row.priority < self._whole_below and (row.priority == Priority.REPLY or self.lanes.size < KEPT):
            self.lanes.add(row)
            self._consider(row.at)
        else:  # it waits behind others in the database, so that the order of its chat holds
            self._whole_below = min(self._whole_below, row.priority)
            self._more = True

    def take(self) -> None:
        """The first row is in flight from now on."""
        self.lanes.take()
        if self.is_short:
            self._read_anew()

    def land(self, at: Address) -> None:
        """What was taken from a chat is done with."""
        strayed = self.lanes.flying.get(at) in self._strayed
        self.lanes.land(at)
        if strayed or (at in self._cut and at not in self._out and not self.lanes.count(at)):
            self._read_anew()  # now the rest of this chat
        self._consider(at)

    def leave_out(self, at: Address) -> bool:
        """Leave a chat in the database that rests for long, and give its room to others. Returns whether it does."""
        rest = self._resting(at.address)
        if rest <= LONG:
            return False
        self._left += self.lanes.count(at)
        self.lanes.drop(at)
        self._out.add(at)
        self._cut[at] = Priority.REPLY
        loop = asyncio.get_running_loop()
        if self._back is None or loop.time() + rest < self._back.when():
            self._forget_back()
            self._back = loop.call_later(rest, self._read_anew)
        if self.is_short:
            self._changed.set()
        return True

    def _forget_back(self) -> None:
        if self._back is not None:
            self._back.cancel()
        self._back = None

    async def load(self) -> None:
        """Read what waits anew, the first rows of all; what is in flight is left out."""
        self._more = self.stale = False
        late: list[Outgoing] = []
        self._late = late
        most = KEPT + self._left  # so that what rests hides nobody
        try:
            rows = await self._writer.run(lambda tx: outbox.waiting(tx, most, EACH), slow=True)
        except Exception:
            self.stale = True
            raise
        finally:
            self._late = None
        self._take_in(rows, most)
        known = {row.id for row in rows}
        for row in late:
            if row.id not in known:
                self.hear(row)

    def _take_in(self, rows: list[Outgoing], most: int) -> None:
        """Hold the first of what was read, but for chats that rest, and for those that wait for what is in flight."""
        self._forget_back()
        self._out.clear()
        chats = {row.at for row in rows}
        away = {at for at in chats if self._resting(at.address) > LONG}
        moved = {
            row.id: row.at for row in rows if row.id in self.lanes.aloft and self.lanes.flying.get(row.at) != row.id
        }
        self._strayed = set(moved)
        here = [row for row in rows if row.at not in away]
        self._left = len(rows) - len(here)
        self._more = len(rows) == most or len(here) > KEPT
        here = here[:KEPT]
        self._whole_below = (here or rows)[-1].priority if self._more else len(Priority)
        last, counts = {row.at: row.priority for row in here}, Counter(row.at for row in here)
        self._cut = {at: last[at] for at, count in counts.items() if count == EACH}
        held = set(moved.values())
        self._cut.update(dict.fromkeys(held, Priority.REPLY))
        self.lanes.clear()
        for row in here:
            if row.id not in self.lanes.aloft and row.at not in held:
                self.lanes.add(row)
        for at in (*away, *self.lanes.chats()):
            if at not in away or not self.leave_out(at):
                self._consider(at)

    async def watch(self) -> None:
        """Now and then take what waits in the database and was not heard of: what a command put there, or was missed.

        This goes by a clock of its own, however much is heard meanwhile.
        """
        await now_and_then(self._look, LOOK_AGAIN, log, "The outbox could not be looked at; it is tried again")

    async def _look(self) -> None:
        """Ask for numbers only, which is cheap, and only for those that should be here."""
        below = self._whole_below
        numbers = await self._writer.run(lambda tx: outbox.waiting_numbers(tx, below, KEPT))
        if not numbers <= self.lanes.numbers():
            self._read_anew()

    def _leave(self, row: Outgoing) -> None:
        """Leave a row in the database: enough of its chat is here. What is more urgent than that is fetched at once."""
        self._cut[row.at] = min(row.priority, self._cut.get(row.at, len(Priority)))
        if self.lanes.count(row.at) and row.priority < self.lanes.last(row.at):
            self._read_anew()

    def _read_anew(self) -> None:
        self.stale = True
        self._changed.set()


def is_any_due(tx: Tx, now: datetime) -> bool:
    """Whether the database holds something that should go now."""
    return any(row.wait(now) <= 0 for row in outbox.waiting(tx, KEPT, EACH))
