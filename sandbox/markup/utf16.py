"""Offsets as Telegram counts them: in UTF-16 code units, so that most emoji count twice."""

from __future__ import annotations

from itertools import accumulate


def length(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


class Ruler:
    """Translates between the characters of one text and their UTF-16 offsets."""

    def __init__(self, text: str) -> None:
        self._offsets = [0, *accumulate(1 + (character > "\uffff") for character in text)]
        self._indexes = {offset: index for index, offset in enumerate(self._offsets)}

    def offset(self, index: int) -> int:
        return self._offsets[index]

    def index(self, offset: int) -> int | None:
        """The character at an offset; None inside a pair or outside of the text."""
        return self._indexes.get(offset)

    @property
    def length(self) -> int:
        return self._offsets[-1]
