"""No second sees too much where it is counted: a messenger that counts strictly, behind a network with moods."""

import random
from heapq import heappop, heappush

import pytest

from bot.config import DeliverySection
from bot.pace import Pace
from bot.window import AGAIN, LASTS, SPARE, SURE, Window
from sandbox.limits import Bucket, Meter
from sandbox.limits import Window as Counted
from tests.bot.test_pace import Monotonic

MOST = 30


class Network:
    """How long a message is on its way there, and its answer on the way back. A standstill holds up all behind it."""

    def __init__(self, seed: int, way: float, moods: float, stands: float) -> None:
        self._chance = random.Random(seed)
        self._way, self._moods, self._stands = way, moods, stands
        self._until = 0.0

    def passes(self, at: float) -> float:
        """When something that goes now is through."""
        if self._chance.random() < 0.01:
            self._until = at + self._chance.random() * self._stands
        return max(at + self._way + self._chance.expovariate(1) * self._moods, self._until)


def played(pace: Pace, clock: Monotonic, network: Network, meter: Meter, seconds: float) -> tuple[int, int]:
    """Send for so long. How many messages the messenger took and how many it refused, by its own count."""
    events: list[tuple[float, int, object]] = []  # what happens at the other end and when: arrivals, answers
    end, number, counted = clock.seconds + seconds, 0, [0, 0]
    while clock.seconds < end:
        pause = pace.overall()
        if pause == 0:
            number += 1
            heappush(events, (network.passes(clock.seconds), number, pace.took(str(number))._place))
            continue
        clock.seconds += pause
        while events and events[0][0] <= clock.seconds:
            at, key, place = heappop(events)
            if key < 0:
                now, clock.seconds = clock.seconds, at
                pace._window.end(place, well=True)  # type: ignore[arg-type]
                clock.seconds = now
                continue
            refused = meter.wait(at) > 0
            counted[refused] += 1
            if not refused:
                meter.count(at)
            heappush(events, (network.passes(at), -key, place))
    return counted[0], counted[1]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", [Bucket, Counted])
@pytest.mark.parametrize(
    ("way", "moods", "stands", "share"),
    [(0.002, 0.0, 0.0, 0.97), (0.002, 0.004, 0.0, 0.97), (0.15, 0.01, 0.0, 0.96), (0.03, 0.03, 1.5, 0.7),
     (0.4, 0.02, 3.0, 0.5)],
)  # fmt: skip
def test_no_second_sees_more_than_it_may(
    seed: int, kind: type[Bucket | Counted], way: float, moods: float, stands: float, share: float
) -> None:
    clock = Monotonic()
    pace = Pace(DeliverySection(), clock)
    taken, refused = played(pace, clock, Network(seed, way, moods, stands), kind(MOST, 1.0), 120)
    assert refused <= 1, "the first message of all may have had the longest way"
    assert taken >= share * MOST * 120


def test_a_clock_alone_would_run_into_it() -> None:
    """The network of the test above is bad enough: without the window the same clock is refused again and again."""
    clock = Monotonic()
    pace = Pace(DeliverySection(), clock)
    pace._window = Window(10_000, clock)
    _, refused = played(pace, clock, Network(1, 0.03, 0.03, 1.5), Counted(MOST, 1.0), 120)
    assert refused > 10


def filled(most: int = 2) -> tuple[Window, Monotonic, list[int]]:
    clock = Monotonic()
    window = Window(most, clock)
    return window, clock, [window.begin() for _ in range(most)]


def test_what_is_on_its_way_counts_and_an_answer_makes_it_count_for_a_second() -> None:
    window, clock, [first, _] = filled()
    assert 0 < window.wait() <= AGAIN
    clock.seconds += 0.1
    window.end(first, well=True)
    clock.seconds += 0.9 + SPARE - 0.001
    assert window.wait() == pytest.approx(0.001), "the answer took as long as the shortest: it came at once"
    clock.seconds += 0.001
    assert window.wait() == 0


def test_what_an_answer_took_longer_counts_as_a_longer_way() -> None:
    window, clock, [first, second] = filled()
    clock.seconds += 0.1
    window.end(first, well=True)
    clock.seconds += 0.4
    window.end(second, well=True)
    clock.seconds += 0.9 + SPARE + 0.001
    assert len(window._past) == 2
    assert window.wait() == 0
    assert len(window._past) == 0


def test_an_error_teaches_nothing_of_the_way() -> None:
    window, clock, [first, second] = filled()
    clock.seconds += 0.001
    window.end(first, well=False)
    clock.seconds += 0.2
    window.end(second, well=True)
    assert window._shortest == pytest.approx(0.201)


def test_what_hangs_counts_no_more_after_a_while() -> None:
    window, clock, [first, _] = filled()
    clock.seconds += SURE - 0.001
    assert window.wait() > 0
    clock.seconds += 0.001
    assert window.wait() == 0
    window.end(first, well=False)
    assert len(window._past) == 0, "its late answer changes nothing"


def test_another_network_has_another_shortest_way() -> None:
    window, clock, _ = filled(2000)
    for _ in range(200):
        number = window.begin()
        clock.seconds += 0.01
        window.end(number, well=True)
    for _ in range(2):
        clock.seconds += LASTS
        number = window.begin()
        clock.seconds += 0.3
        window.end(number, well=True)
    assert min(window._shortest, window._before) == pytest.approx(0.3)
