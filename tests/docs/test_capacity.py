"""docs/capacity.md is what its arithmetic says."""

import pytest

from bench.capacity import COSTS, FILE, PLACES, Need, page


def test_the_page_is_what_the_arithmetic_says() -> None:
    assert FILE.read_text(encoding="utf-8") == page(), "write it anew: python -m bench.capacity"


def test_a_city_by_hand() -> None:
    """The same sums in other words: people, suggestions and updates of a year, updates of the busiest second."""
    need = Need(PLACES[0])
    suggestions = 62_290 / 10 + (4_700_000 - 62_290) / 1000
    updates = 62_290 * 12 + suggestions * 12
    assert need.cases == pytest.approx(suggestions)
    assert need.updates == pytest.approx(updates)
    assert need.peak == pytest.approx(updates / (365 * 24 * 3600) * 24 * 0.5)
    assert need.notice_minutes * 60 * COSTS.pace == pytest.approx(62_290 + 6_229)
