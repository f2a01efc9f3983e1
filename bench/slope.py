"""Whether something stays flat: the slope of a straight line through what was sampled."""

from collections.abc import Sequence
from statistics import linear_regression


def slope(samples: Sequence[tuple[float, float]]) -> float:
    """The growth of the second value with the first, by least squares; 0 where that can't be said."""
    if len({first for first, _ in samples}) < 2:
        return 0.0
    return float(linear_regression([first for first, _ in samples], [second for _, second in samples]).slope)
