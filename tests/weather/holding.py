"""Holds the drill of a group to what it must show, and leaves its figures among the tests' artefacts."""

import contextlib
import os
from pathlib import Path

import pytest

from bench.weather.drill import play
from bench.weather.report import report
from bench.weather.weathers import Group

ARTEFACTS = Path(__file__).parents[2] / "artifacts"


async def hold(group: Group) -> None:
    """Play a group: nothing lost, nothing twice, no crash, no busy loop, few lines. What can't be played is said."""
    results = await play(group)
    ARTEFACTS.mkdir(exist_ok=True)
    with (ARTEFACTS / f"weather-{group.name}.jsonl").open("w") as file, contextlib.redirect_stdout(file):
        for result in results:
            report(result)
    faults = [(why, *result.said) for result in results for why in result.faults()]
    assert not faults, "\n".join("\n    ".join(fault) for fault in faults)
    skipped = [f"{result.weather.name}: {result.skipped}" for result in results if result.skipped]
    if skipped:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("; ".join(skipped))
