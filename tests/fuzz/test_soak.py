"""The soak's judgement: what rises is a failure, what only trembles is not."""

import asyncio
import random
from typing import Any, cast

import pytest

from bench import soak
from bench.slope import medians, memory
from bench.soak import BOUNDS, GROWN, Samples, Traffic, judge
from bench.talkers import Talker

SECONDS = 120
RISES = {name: bound for name, (_, bound) in BOUNDS.items()} | {n: most / SECONDS for n, (_, most) in GROWN.items()}


def samples(rising: str | None = None) -> Samples:
    """Two minutes in which everything trembles around a value, and one thing rises twice as fast as it may."""
    chance, found = random.Random(4), Samples(updates=20 * SECONDS)
    for name, bound in RISES.items():
        for second in range(SECONDS):
            rise = 2 * bound * second if name == rising else 0.0
            found.add(name, float(second), 50 * bound + rise + chance.uniform(-5, 5) * bound)
    return found


def test_what_trembles_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert judge(samples(), SECONDS)
    assert "soak.slope.memory" in capsys.readouterr().out


@pytest.mark.parametrize("name", RISES)
def test_what_rises_fails(name: str) -> None:
    assert not judge(samples(name), SECONDS)


def test_who_was_not_answered_is_a_failure() -> None:
    found = samples()
    found.unanswered.append("somebody")
    assert not judge(found, SECONDS)


class Quick:
    """Is answered at once, or never."""

    def __init__(self, answered: bool) -> None:
        self.answered, self.said = answered, 0
        self.phone = cast(Any, type("Phone", (), {"name": "somebody"}))

    async def step(self) -> float | None:
        self.said += 1
        await asyncio.sleep(0)
        if not self.answered:
            raise TimeoutError
        return 0.01


async def test_traffic_keeps_its_pace_and_notes_who_waits_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soak, "PER_SECOND", 200.0)
    talkers, found = [Quick(True), Quick(True), Quick(False)], Samples()
    await Traffic(cast(list[Talker], list(talkers)), found, random.Random(1)).flow(0.5)
    assert found.unanswered == ["somebody"]
    assert talkers[2].said == 1, "who waits in vain says nothing more"
    assert found.updates == talkers[0].said + talkers[1].said == 99


def test_medians_leave_outliers_out() -> None:
    assert medians([(n, 1.0 if n % 7 else 99.0) for n in range(40)], 10) == [(5, 1), (15, 1), (25, 1), (35, 1)]
    assert memory() > 10_000_000
