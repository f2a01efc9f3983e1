"""Telephone numbers as people type them."""

import pytest

from domain.showing import telephone

TYPED = {
    "13805331234": "13805331234",
    " 138 0533-1234 ": "13805331234",
    "+86 138 0533 1234": "+8613805331234",
    "（0533）2181234": "05332181234",
    "１３８０５３３１２３４": "13805331234",
    "12345": None,
    "电话 13805331234": None,
    "<b>13805331234</b>": None,
    "1380533123412345": None,
    "": None,
    "٠١٢٣٤٥٦٧٨٩": None,
}  # fmt: skip


@pytest.mark.parametrize(("words", "number"), TYPED.items())
def test_a_number_is_taken_as_people_type_it(words: str, number: str | None) -> None:
    assert telephone(words) == number
