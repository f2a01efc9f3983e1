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
        (None, None, "…"),  # a deleted account has no name
        ("👨\u200d👩\u200d👧", None, "👨\u200d👩\u200d👧"),
        ("长" * 64, "名", "长" * 64),
    ],
)
def test_a_name_turns_nothing_round(first: str | None, last: str | None, name: str) -> None:
    user = User.de_json({"id": 1, "is_bot": False, "first_name": first, "last_name": last}, None)
    assert name_of(user) == name
