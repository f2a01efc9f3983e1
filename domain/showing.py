"""What a resident lets the representative see of them: chosen anew for each case."""

import re
import unicodedata
from enum import StrEnum

DIGITS = range(7, 16)  # of a telephone number, with the country's
SIGNS = re.compile(r"[\s()./-]")
NUMBER = re.compile(r"\+?\d+")


class Shown(StrEnum):
    """What is seen of the author by the representative or the officer of a case."""

    PHONE = "phone"  # the name, and a number to ring
    NAME = "name"
    NOTHING = "nothing"


def telephone(words: str) -> str | None:
    """The telephone number that somebody typed, without spaces and signs; None for anything else."""
    plain = SIGNS.sub("", unicodedata.normalize("NFKC", words).strip())
    digits = plain.removeprefix("+")
    return plain if NUMBER.fullmatch(plain) and plain.isascii() and len(digits) in DIGITS else None
