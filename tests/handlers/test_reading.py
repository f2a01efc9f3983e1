"""What is read off an account."""

import pytest
from telegram import User

from handlers.reading import name_of


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("陈", None, "陈"),
        ("Mary", "Poppins", "Mary Poppins"),
        ("", None, "…"),
        (" \n ", "", "…"),
        ("x" * 200, None, "x" * 64),
    ],
)
def test_everybody_has_a_name_of_one_line(first: str, last: str | None, name: str) -> None:
    """Also an account without a first name, of which the library says nothing at all."""
    assert name_of(User(1, first, False, last_name=last)) == name
