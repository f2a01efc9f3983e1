"""The pace of sending, on a clock that the test turns: even for all, a small allowance a chat, stops on 429."""

import asyncio
import logging

import pytest

from bot.config import DeliverySection
from bot.pace import LATE, QUIET, Outage, Pace


class Monotonic:
    """A clock that stands until it is turned."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def paced(**limits: float) -> tuple[Pace, Monotonic]:
    clock = Monotonic()
    return Pace(DeliverySection.model_validate(limits), clock), clock


def send_all(pace: Pace, clock: Monotonic, addresses: list[str], late: float = 0.0) -> list[float]:
    """Send one after another as soon as each may go, or so much later. When each went, in seconds from the first."""
    begun, times = clock.seconds, []
    for address in addresses:
        while (pause := max(pace.overall(), pace.chat(address))) > 0:
            clock.seconds += pause + late
        pace._window.end(pace.took(address)._place or 0, well=True)
        times.append(round(clock.seconds - begun, 6))
    return times


def test_an_even_clock_for_all() -> None:
    pace, clock = paced()
    clock.seconds += LATE
    times = send_all(pace, clock, [str(n) for n in range(600)])
    assert times[-1] == pytest.approx(599 / 29.5, abs=LATE)
    for n in range(570):
        assert times[n + 30] - times[n] >= 1.0, "never 31 within any second"


def test_timers_that_go_off_late_cost_nothing() -> None:
    pace, clock = paced()
    times = send_all(pace, clock, [str(n) for n in range(600)], late=0.004)
    assert times[-1] == pytest.approx(599 / 29.5, abs=LATE)


def test_a_pause_saves_up_no_more_than_a_moment() -> None:
    pace, clock = paced()
    send_all(pace, clock, ["1", "2"])
    clock.seconds += 60
    times = send_all(pace, clock, [str(n) for n in range(10, 40)])
    assert times[-1] == pytest.approx(1.0, abs=LATE + 0.02)


async def test_each_further_call_of_a_message_waits_for_a_place_of_its_own() -> None:
    pace = Pace(DeliverySection(per_second=50))
    passage, begun = pace.took("1"), pace._now()
    for _ in range(10):
        async with passage:
            pass
    assert pace._now() - begun >= 9 / 50 - LATE
    assert pace._next >= begun + 9 / 50 - LATE


async def test_a_place_that_nobody_used_is_free_again() -> None:
    pace = Pace(DeliverySection(per_second=1))
    pace.took("1").close()
    pace._next = 0.0
    assert pace.overall() == 0
    async with asyncio.timeout(1), pace.took("1"):
        pass
    pace._next = 0.0
    assert pace.overall() > 0, "and one that was used is not"


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
        pace.took(str(n)).close()
        clock.seconds += 0.01
    assert len(pace._chats) < 10_001
    assert pace.chat("stopped") > 0


def test_a_rest_is_for_one_chat() -> None:
    pace, _ = paced()
    pace.rest("1", 3)
    assert (pace.chat("1"), pace.chat("2"), pace.overall()) == (3, 0, 0)


def test_a_flood_of_stops_is_one_line_a_minute_that_says_what_to_do(caplog: pytest.LogCaptureFixture) -> None:
    pace, clock = paced()
    with caplog.at_level(logging.WARNING, "bot.pace"):
        for n in range(int(QUIET) + 1):
            pace.stop(str(n), 3.0)
            clock.seconds += 1
    first, later = (record.getMessage() for record in caplog.records)
    assert "lower per_second" in first
    assert later == f"{first} Before it, {QUIET - 1:.0f} more like this went without a line."


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
