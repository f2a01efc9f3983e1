"""Holds a drill to what it must show, and leaves its figures among the tests' artefacts."""

import contextlib
from pathlib import Path

from bench.crash.drill import MOMENTS, Result
from bench.crash.report import report

ARTEFACTS = Path(__file__).parents[2] / "artifacts"


def hold(result: Result, name: str, seed: int = 1) -> None:
    """Nothing lost, nothing done twice, at most what was in flight sent twice."""
    ARTEFACTS.mkdir(exist_ok=True)
    with (ARTEFACTS / f"{name}.jsonl").open("w") as file, contextlib.redirect_stdout(file):
        report(result, seed)
    assert not result.faults(), "\n".join(result.faults())
    if result.kills:
        assert set(result.killed) == set(MOMENTS), "no drill without a kill at every named point"
