"""What waits for somebody's own reply."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

QUESTION = re.compile(r"[?？]|[吗呢么][。~～\s]*$")


class Wait(StrEnum):
    """What is wanted."""

    FIRST_WORD = "first_word"
    CAME_BACK = "came_back"  # it came back from a department
    SECOND = "second"  # the second handling
    PROMISE = "promise"  # the promised day has come
    EXTENSION = "extension"  # a department asks for more time
    QUESTION = "question"  # the other side has written and has no reply
    ACCEPT = "accept"  # a department has not said whether it is the right one
    ANSWER = "answer"  # a department owes the answer
    OBJECTION = "objection"  # a resident objects to what an officer did about words
    RATE = "rate"
    SAME = "same"  # merged with another case: is it the same?
    FIXED = "fixed"  # four weeks later: is it really fixed?
    ASK_FIXED = "ask_fixed"  # the same, to be asked of who has no account
    CHECK = "check"  # a formal suggestion is to be checked by the congress office
    ASSIGN = "assign"  # and to be assigned
    MEND = "mend"  # the office sent it back
    OPINION = "opinion"  # a supporting department owes its opinion


@dataclass(frozen=True)
class Item:
    """A case that waits, and by when; where no day was promised, since when."""

    case: int
    wait: Wait
    day: date
    formal: bool = False  # whether it is a formal suggestion, and `case` its id


def asks(words: str) -> bool:
    """Whether words ask something."""
    return QUESTION.search(words) is not None


def sorted_by_day(items: list[Item]) -> list[Item]:
    """What waits longest first; of a case only what is most urgent."""
    first: dict[tuple[bool, int], Item] = {}
    for item in sorted(items, key=lambda one: (one.day, one.formal, one.case)):
        first.setdefault((item.formal, item.case), item)
    return list(first.values())
