"""The pace of sending, on a clock that the test turns: even for all, a small allowance a chat, stops on 429."""

import logging

import pytest

from bot.config import DeliverySection
from bot.pace import QUIET, Outage, Pace


class Monotonic:
    """A clock that stands until it is turned."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def paced(**limits: float) -> tuple[Pace, Monotonic]:
    clock = Monotonic()
    return Pace(DeliverySection.model_validate(limits), clock), clock


def send_all(pace: Pace, clock: Monotonic, addresses: list[str]) -> list[float]:
    """Send one after another as soon as each may go. When each went, in seconds from the first."""
    begun, times = clock.seconds, []
    for address in addresses:
        clock.seconds += max(pace.overall(), pace.chat(address))
        pace.took(address)
        times.append(round(clock.seconds - begun, 6))
    return times


def test_an_even_clock_for_all() -> None:
    pace, clock = paced()
    times = send_all(pace, clock, [str(n) for n in range(291)])
    assert times[-1] == pytest.approx(10.0, abs=0.01), "29 a second"
    for n in range(262):
        assert times[n + 28] - times[n] < 1.0 <= times[n + 29] - times[n] + 1e-6, "never 30 within any second"


def test_a_pause_saves_nothing_up() -> None:
    pace, clock = paced()
    send_all(pace, clock, ["1", "2"])
    clock.seconds += 60
    times = send_all(pace, clock, [str(n) for n in range(10, 40)])
    assert times[-1] == pytest.approx(1.0, abs=0.01)


def test_a_chat_has_a_small_allowance_and_then_one_a_second() -> None:
    pace, clock = paced()
    times = send_all(pace, clock, ["1"] * 8)
    assert times[4] < 0.2
    assert [round(time) for time in times[5:]] == [1, 2, 3]


def test_the_allowance_comes_back_with_rest() -> None:
    pace, clock = paced()
    send_all(pace, clock, ["1"] * 5)
    clock.seconds += 5
    assert send_all(pace, clock, ["1"] * 5)[-1] < 0.2


def test_a_group_gets_twenty_a_minute_and_no_allowance() -> None:
    pace, clock = paced()
    times = send_all(pace, clock, ["-100"] * 21)
    assert times[1] == pytest.approx(3.0)
    assert times[-1] == pytest.approx(60.0)


def test_chats_do_not_wait_for_each_other() -> None:
    pace, clock = paced()
    send_all(pace, clock, ["1"] * 6)
    assert pace.chat("1") > 0.5
    assert pace.chat("2") == 0


def test_429_stops_that_chat_and_no_other() -> None:
    pace, clock = paced()
    pace.stop("1", 7)
    assert pace.chat("1") == 7
    assert pace.chat("2") == 0
    assert pace.overall() == 0
    clock.seconds += 7
    assert pace.chat("1") == 0


@pytest.mark.parametrize(("between", "all_stop"), [(0.5, True), (1.5, False)])
def test_a_second_chat_within_a_second_stops_all(between: float, all_stop: bool) -> None:
    pace, clock = paced()
    pace.stop("1", 5)
    clock.seconds += between
    pace.stop("2", 6)
    assert pace.overall() == (6 if all_stop else 0)


def test_the_same_chat_again_stops_nobody_else() -> None:
    pace, clock = paced()
    pace.stop("1", 5)
    clock.seconds += 0.5
    pace.stop("1", 5)
    assert pace.overall() == 0


def test_old_chats_are_forgotten_and_stopped_ones_are_not() -> None:
    pace, clock = paced(per_second=1000)
    pace.stop("stopped", 100_000)
    for n in range(10_001):
        pace.took(str(n))
        clock.seconds += 0.01
    assert len(pace._chats) < 10_001
    assert pace.chat("stopped") > 0


def test_a_rest_is_for_one_chat() -> None:
    pace, _ = paced()
    pace.rest("1", 3)
    assert (pace.chat("1"), pace.chat("2"), pace.overall()) == (3, 0, 0)


def test_a_flood_of_stops_is_one_line_that_says_what_to_do(caplog: pytest.LogCaptureFixture) -> None:
    pace, clock = paced()
    with caplog.at_level(logging.WARNING, "bot.pace"):
        for n in range(100):
            pace.stop(str(n), 3.0)
            clock.seconds += 1
        clock.seconds += QUIET + 1
        pace.stop("1", 3.0)
    assert len(caplog.records) == 2
    assert all("lower per_second" in record.getMessage() for record in caplog.records)


def test_an_outage_is_news_once_and_one_that_comes_and_goes_once_a_minute() -> None:
    clock = Monotonic()
    outage = Outage(clock)
    told = []
    for second in range(int(2 * QUIET)):
        clock.seconds += 1
        outage.failed("1")
        assert not outage.is_news(), "one chat is no outage"
        outage.failed("2")
        if outage.is_news():
            told.append(second)
        assert outage.worked() is (second in told), "its end is told if it was"
    assert told == [0, QUIET]


def test_an_outage_soon_after_another_is_told_where_it_stays() -> None:
    clock = Monotonic()
    outage = Outage(clock)
    for _ in range(2):
        for chat in ("1", "2"):
            outage.failed(chat)
        news = outage.is_news()
        outage.worked()
    assert not news
    outage.failed("1")
    told = 0
    for _ in range(int(3 * QUIET)):
        clock.seconds += 1
        outage.failed("2")
        told += outage.is_news()
    assert told == 1
