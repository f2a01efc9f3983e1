"""Walk-ins and callers: people without an account here, for whom an officer registers a case.

The officer takes down what they say, and tells them what comes of it, until they take the case over on an account of
their own. Until then nobody acts as its author: nobody rates, withdraws or objects for them.
"""

import re
import unicodedata
from dataclasses import dataclass

from domain.people import ALPHABET

CHANNEL = "officer"  # of the cases that an officer registered
AT_RECEPTION = "reception_officer"  # the same at a reception
CHANNELS = frozenset({CHANNEL, AT_RECEPTION})
LINK = "w_"  # stands in the draft of such a case, where other drafts have the deep link by which somebody came
CODE_LENGTH = 8  # 40 bits: it counts with the case's number only, and wrong ones are counted
NAME_LENGTH = 40  # characters, at most
PHONE = re.compile(r"\+?\d[\d -]{3,20}\d")
NOBODY = ("无", "没有", "不留", "none", "no")  # said instead of a name
NUMBER = re.compile(r"(20\d\d)\s*-\s*(\d{1,9})")
HALVES = re.compile(rf"(?<![A-Z0-9])([{ALPHABET}]{{4}})[ -]?([{ALPHABET}]{{4}})(?![A-Z0-9])")
BEHIND = re.compile(NUMBER.pattern + r"\s+" + HALVES.pattern)
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


@dataclass(frozen=True)
class Caller:
    """Who came or called, as the reader of a case may know them until they take it over."""

    name: str
    phone: str
    own: bool  # whether it was the reader who registered it


@dataclass(frozen=True)
class Claim:
    """What somebody typed to take a case over: its number, and the code."""

    year: int
    serial: int
    code: str


def who(words: str) -> tuple[str, str]:
    """Name and phone as they were written in one line, in either order; what is lacking is empty."""
    line = "".join(sign for sign in unicodedata.normalize("NFKC", words.replace("\n", " ")) if sign.isprintable())
    line = line.translate(DASHES)
    found = PHONE.search(line)
    phone = "".join(sign for sign in found[0] if sign.isdigit() or sign in "+-") if found else ""
    name = line.replace(found[0], " ") if found else line
    name = " ".join(name.split()).strip(" ,;:、-")
    return "" if name.lower() in NOBODY else name, phone


def claim(words: str) -> Claim | None:
    """The number and the code in what somebody typed, however they spaced it; None where either is lacking.

    Somebody may send the whole slip: what stands right behind a number goes before any other word of eight letters.
    """
    line = unicodedata.normalize("NFKC", words).upper().translate(DASHES)
    if behind := BEHIND.search(line):
        return Claim(int(behind[1]), int(behind[2]), behind[3] + behind[4])
    if number := NUMBER.search(line):
        rest = line[: number.start()] + " " + line[number.end() :]
        halves = HALVES.search(rest)
        code = halves[1] + halves[2] if halves else "".join(sign for sign in rest if sign in ALPHABET)
        if len(code) == CODE_LENGTH:
            return Claim(int(number[1]), int(number[2]), code)
    return None


def spaced(code: str) -> str:
    """A code as it is read out: K7PM X2RD."""
    return f"{code[:4]} {code[4:]}"
