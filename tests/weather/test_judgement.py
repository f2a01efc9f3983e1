"""The drill's judgement: what must not be is found, each by itself, and what can't be played is no success."""

from dataclasses import replace
from typing import Any

import pytest

from bench.weather.drill import BUSY, PEAK, Result
from bench.weather.report import report
from bench.weather.skies import trouble
from bench.weather.weathers import GROUPS, Weather

WEATHER = Weather("500", trouble(status=500), 6, ("Look at the network",), 8, lines=4, repeats=1, doubled=2)
LINE = "Nothing reaches Telegram. Look at the network."
WELL = Result(WEATHER, lasted=6.0, lost={"words": 0}, twice={"words": 0}, doubled=2, requests=48, peak=PEAK, busy=BUSY,
              said=(LINE, "a", "b", "c"))  # fmt: skip


def test_what_is_within_all_bounds_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert WELL.faults() == []
    report(WELL)
    assert '"weather.500.lost.words"' in capsys.readouterr().out


@pytest.mark.parametrize(
    "ill",
    [
        {"lost": {"words": 1}},
        {"twice": {"words": 1}},
        {"doubled": 3},
        {"requests": 49},
        {"peak": PEAK + 1},
        {"busy": BUSY + 0.1},
        {"said": (LINE, "a", "b", "c", "d")},
        {"said": ("a",)},
        {"said": (LINE, LINE)},
        {"broken": ("somebody was not answered",)},
        {"died": True},
    ],
)
def test_each_thing_that_must_not_be_is_found_alone(ill: dict[str, Any]) -> None:
    assert len(replace(WELL, **ill).faults()) == 1


def test_what_was_not_played_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    skipped = Result(WEATHER, skipped="no such disk here")
    report(skipped)
    assert skipped.faults() == []
    assert "no such disk here" in capsys.readouterr().out


def test_every_weather_has_a_name_of_its_own() -> None:
    names = [weather.name for group in GROUPS for weather in group.weathers]
    assert len(set(names)) == len(names)
