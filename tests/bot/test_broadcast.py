"""A notice in small, by the real process: never faster than Telegram bears, once to everybody whatever goes wrong.

How fast it is and how soon replies come is measured by `python -m bench.broadcast`; here is what holds on any machine.
"""

import pytest

from bench.broadcast import pace, trouble
from bench.broadcast.stage import PER_SECOND


async def test_a_strict_second_is_never_too_full_while_people_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"TALKERS": 8, "CALM": 1.0, "WARM": 0.5}.items():
        monkeypatch.setattr(pace, name, value)
    run = await pace.run("window", 150, 0, seed=1, whole=True)
    assert (run.left, run.twice, run.unanswered) == (0, 0, [])
    assert run.refused <= 1, "the first message of all may have had the longest way"
    assert run.worst_second <= PER_SECOND
    assert len(run.delays) >= 10


async def test_everybody_has_it_once_whatever_goes_wrong() -> None:
    result = await trouble.play(60, each=4)
    assert result.faults() == []
    assert result.people == {"calm": 40, **dict.fromkeys(trouble.TROUBLES, 4)}
    assert {name for name, count in result.twice.items() if count} <= {trouble.MAY_COME_TWICE}


def test_what_is_missing_or_too_much_is_told() -> None:
    counts = dict.fromkeys(("calm", *trouble.TROUBLES), 0)
    result = trouble.Result(counts, counts | {"5xx": 2}, counts, counts | {"calm": 1}, 1.0, 3)
    assert result.faults() == ["2 of 5xx do not have it", "1 messages too many of calm", "it waits for 3 still"]
