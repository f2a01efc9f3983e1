"""Whether something stays flat: what is sampled, and the slope of a straight line through it."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from statistics import linear_regression, median

Sample = tuple[float, float]


def slope(samples: Sequence[Sample]) -> float:
    """The growth of the second value with the first, by least squares; 0 where that can't be said."""
    if len({first for first, _ in samples}) < 2:
        return 0.0
    return float(linear_regression([first for first, _ in samples], [second for _, second in samples]).slope)


def medians(samples: Sequence[Sample], width: float) -> list[Sample]:
    """The median of each stretch of so much of the first value, so that a few outliers bend no line."""
    ordered = [(number, list(group)) for number, group in groupby(sorted(samples), lambda sample: sample[0] // width)]
    return [((number + 0.5) * width, median(value for _, value in group)) for number, group in ordered]


def memory(pid: int | str = "self") -> int:
    """Bytes of memory that are a process's own: what it shares with files, as a database's log, is left out."""
    for text in Path(f"/proc/{pid}/status").read_text().splitlines():
        if text.startswith("RssAnon:"):
            return int(text.split()[1]) * 1024
    raise LookupError("this system does not tell a process's memory")
