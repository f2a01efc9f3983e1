"""What asks something, and in which order things wait."""

from datetime import date

import pytest

from domain.waiting import Item, Wait, asks, sorted_by_day


@pytest.mark.parametrize("words", ["具体在哪里？", "大概几点开始的?", "有照片吗", "您说的是哪一盏呢～", "Where is it?"])
def test_questions(words: str) -> None:
    assert asks(words)


@pytest.mark.parametrize("words", ["我去看看", "", "灯已经换好", "I will look."])
def test_no_questions(words: str) -> None:
    assert not asks(words)


def test_the_oldest_first_and_of_a_case_what_is_most_urgent() -> None:
    late, soon = Item(1, Wait.QUESTION, date(2026, 12, 1)), Item(1, Wait.SECOND, date(2026, 12, 5))
    other = Item(2, Wait.RATE, date(2026, 12, 3))
    assert sorted_by_day([soon, other, late]) == [late, other]
