"""The lanes of delivery: order, one at a time in a chat, cards that replace what waits of them."""

from datetime import UTC, datetime

from bot.lanes import Lanes
from domain.people import Address
from storage.outbox import Outgoing

NOW = datetime(2026, 12, 1, tzinfo=UTC)
HERE, THERE = Address("telegram", "1"), Address("telegram", "2")


def row(id_: int, at: Address = HERE, priority: int = 0, card: str | None = None) -> Outgoing:
    return Outgoing(id_, at, priority, "send", card, "{}", None, None, 0, NOW, None)


def filled(*rows: Outgoing) -> Lanes:
    lanes = Lanes()
    for item in rows:
        lanes.add(item)
        lanes.call(item.at)
    return lanes


def drained(lanes: Lanes) -> list[int]:
    """Take everything, as if each send ended at once."""
    ids = []
    while (item := lanes.take()) is not None:
        ids.append(item.id)
        lanes.land(item.at)
        lanes.call(item.at)
    return ids


def test_replies_go_before_reminders_and_earlier_before_later() -> None:
    assert drained(filled(row(5), row(3, priority=1), row(4), row(1, THERE, 2), row(2, THERE))) == [2, 4, 5, 3, 1]


def test_a_chat_in_flight_waits_for_its_landing() -> None:
    lanes = filled(row(1), row(2), row(3, THERE))
    assert [lanes.take(), lanes.take(), lanes.take()] == [row(1), row(3, THERE), None]
    lanes.land(HERE)
    lanes.call(HERE)
    assert lanes.take() == row(2)


def test_a_newer_card_takes_the_place_of_the_waiting_one() -> None:
    lanes = filled(row(1, card="case:1"), row(2), row(3, card="case:1"), row(4, THERE, card="case:1"))
    assert (lanes.size, drained(lanes)) == (3, [2, 3, 4])


def test_a_row_that_comes_back_goes_first_in_its_chat() -> None:
    lanes = filled(row(1), row(2))
    taken = lanes.take()
    assert taken is not None
    lanes.add(taken)
    lanes.land(HERE)
    lanes.call(HERE)
    assert drained(lanes) == [1, 2]


def test_nothing_is_left_behind_in_memory() -> None:
    lanes = filled(*(row(n, Address("telegram", str(n))) for n in range(1, 100)))
    drained(lanes)
    assert (lanes.size, lanes.chats(), lanes.flying) == (0, [], {})
