"""What is read off a message or an account."""

import pytest
from telegram import User

from handlers.reading import name_of


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("陈桂兰", None, "陈桂兰"),
        ("Anna", "Li", "Anna Li"),
        ("\u202e兰桂陈", "\u2067x", "兰桂陈 x"),
        ("a\nb", "  c ", "a b c"),
        ("\u200f", None, "…"),
        ("👨\u200d👩\u200d👧", None, "👨\u200d👩\u200d👧"),
        ("长" * 64, "名", "长" * 64),
    ],
)
def test_a_name_turns_nothing_round(first: str, last: str | None, name: str) -> None:
    assert name_of(User(1, first, False, last_name=last)) == name
