"""What waits to be sent, in memory: a lane a chat, the first of each in the order in which they should go.

It is only a view of the outbox's waiting rows, given by the commits that made them; the database stays the truth, and
whatever does not fit here is read from it again.
"""

from heapq import heapify, heappop, heappush

from domain.people import Address
from storage.outbox import Outgoing

Ticket = tuple[int, int, Address]  # priority, row id, chat


class Lanes:
    """Rows by chat. A chat from which a row was taken is in flight until it lands."""

    def __init__(self) -> None:
        self._lanes: dict[Address, list[tuple[int, int, Outgoing]]] = {}
        self._ready: list[Ticket] = []
        self.flying: dict[Address, int] = {}  # row id
        self.aloft: set[int] = set()  # the same ids: a row may have moved to another chat meanwhile
        self.size = 0

    def add(self, row: Outgoing) -> None:
        """Put a row into its lane, once. Of a card only the newest waits: one that failed may come back too late."""
        lane = self._lanes.setdefault(row.at, [])
        if any(id_ == row.id for _, id_, _ in lane):
            return
        if row.card is not None:
            same = [entry for entry in lane if entry[2].card == row.card]
            if any(id_ > row.id for _, id_, _ in same):
                return
            lane[:] = [entry for entry in lane if entry not in same]
            self.size -= len(same)
            heapify(lane)
        heappush(lane, (int(row.priority), row.id, row))
        self.size += 1

    def head(self, at: Address) -> Outgoing | None:
        """The row that goes next in a chat, unless something of it is in flight."""
        lane = self._lanes.get(at)
        return lane[0][2] if lane and at not in self.flying else None

    def count(self, at: Address) -> int:
        """How many rows of a chat wait here."""
        return len(self._lanes.get(at, ()))

    def numbers(self) -> set[int]:
        """The ids of all rows that wait here or are in flight."""
        return {id_ for lane in self._lanes.values() for _, id_, _ in lane} | self.aloft

    def last(self, at: Address) -> int:
        """The priority of the row of a chat that goes last."""
        return max(priority for priority, _, _ in self._lanes[at])

    def call(self, at: Address) -> None:
        """A chat may get its next row now."""
        if (row := self.head(at)) is not None:
            heappush(self._ready, (int(row.priority), row.id, at))

    def first(self) -> Outgoing | None:
        """The next row of all chats that were called."""
        while self._ready:
            _, row_id, at = self._ready[0]
            row = self.head(at)
            if row is not None and row.id == row_id:
                return row
            heappop(self._ready)  # called twice, or replaced meanwhile
        return None

    def take(self) -> Outgoing | None:
        """The same, taken; its chat is in flight from now on."""
        row = self.first()
        if row is not None:
            heappop(self._ready)
            heappop(self._lanes[row.at])
            self.size -= 1
            self.flying[row.at] = row.id
            self.aloft.add(row.id)
        return row

    def land(self, at: Address) -> None:
        """What was taken from a chat is done with."""
        self.aloft.discard(self.flying.pop(at, 0))
        if not self._lanes.get(at):
            self._lanes.pop(at, None)

    def drop(self, at: Address) -> None:
        """Forget what waits for one chat."""
        self.size -= len(self._lanes.pop(at, ()))

    def clear(self) -> None:
        """Forget all that waits; what is in flight stays so."""
        self._lanes.clear()
        self._ready.clear()
        self.size = 0

    def chats(self) -> list[Address]:
        """The chats for which something waits."""
        return [at for at, lane in self._lanes.items() if lane]
