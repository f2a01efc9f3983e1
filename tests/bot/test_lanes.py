"""What waits in memory: one at a time a chat, in order, and the newest state of a card."""

from bot.lanes import Lanes
from domain.people import Address
from storage.outbox import Outgoing
from tests.support.city import BEGIN


def row(id_: int, chat: int = 1, priority: int = 0, card: str | None = None) -> Outgoing:
    return Outgoing(
        id=id_, at=Address("telegram", str(chat)), priority=priority, action="send", card=card, body="{}",
        suggestion_id=None, case_message_id=None, attempts=0, due=BEGIN, expires=None,
    )  # fmt: skip


def filled(*rows: Outgoing) -> Lanes:
    lanes = Lanes()
    for one in rows:
        lanes.add(one)
        lanes.call(one.at)
    return lanes


def test_a_row_that_is_heard_of_twice_is_there_once() -> None:
    lanes = filled(row(1), row(1), row(2))
    assert (lanes.size, drain(lanes)) == (2, [1, 2])


def drain(lanes: Lanes) -> list[int]:
    """Take and land until nothing is left."""
    taken = []
    while (found := lanes.take()) is not None:
        taken.append(found.id)
        lanes.land(found.at)
        lanes.call(found.at)
    return taken


def test_replies_of_all_chats_go_before_reminders_of_any() -> None:
    lanes = filled(row(1, 1, 2), row(2, 2, 1), row(3, 1, 0), row(4, 3, 0), row(5, 1, 0))
    assert drain(lanes) == [3, 4, 5, 2, 1]
    assert lanes.size == 0
    assert lanes.chats() == []


def test_a_chat_is_in_flight_until_it_lands() -> None:
    lanes = filled(row(1), row(2), row(3, chat=9))
    first, other = lanes.take(), lanes.take()
    assert first is not None
    assert other is not None
    assert (first.id, other.id, lanes.take()) == (1, 3, None)
    lanes.land(first.at)
    lanes.call(first.at)
    assert drain(lanes) == [2]


def test_a_card_takes_the_place_of_its_older_state() -> None:
    lanes = filled(row(1, card="c"), row(2), row(3, card="c"), row(4, card="d"))
    assert lanes.size == 3
    assert drain(lanes) == [2, 3, 4]


def test_an_older_state_that_comes_back_after_a_failure_does_not_drive_out_the_newer_one() -> None:
    lanes = filled(row(1, card="c"))
    old = lanes.take()
    assert old is not None
    lanes.add(row(2, card="c"))
    lanes.add(old)  # its send failed
    lanes.land(old.at)
    lanes.call(old.at)
    assert drain(lanes) == [2]
    assert lanes.size == 0


def test_called_twice_it_goes_once() -> None:
    lanes = filled(row(1))
    lanes.call(row(1).at)
    assert drain(lanes) == [1]


def test_what_is_in_flight_stays_so_when_the_rest_is_read_anew() -> None:
    lanes = filled(row(1), row(2))
    lanes.take()
    lanes.clear()
    assert (lanes.size, lanes.flying) == (0, {row(1).at: 1})
    lanes.add(row(2))
    lanes.call(row(2).at)
    assert lanes.take() is None


def test_what_goes_next_is_seen_without_taking_it() -> None:
    lanes = filled(row(1, 1, 2), row(2, 2, 2))
    assert [lanes.first(), lanes.first()] == [row(1, 1, 2)] * 2
    assert lanes.size == 2
    lanes.add(row(3, 3, 0))
    lanes.call(row(3, 3).at)
    assert lanes.first() == row(3, 3, 0), "a reply that came last goes first"
    assert drain(lanes) == [3, 1, 2]
