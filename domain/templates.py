"""Reply templates: words that a unit keeps ready, with fields that are filled from a case before they go."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

TITLE, WORDS = 30, 1500  # characters
AT_MOST = 12  # templates of one unit in one language
FIELD = re.compile(r"\{([^{}\n]{1,30})\}")
GAP = "……"


class Field(StrEnum):
    """What a template may leave open. None of them tells who an anonymous author is."""

    NAME = "name"  # the author's, as far as the writer may know it
    NUMBER = "number"
    REPRESENTATIVE = "representative"
    DUE = "due"  # by when the next step is owed
    TODAY = "today"


# Fields may be written in either language.
NAMES: dict[str, Field] = {
    **{field.value: field for field in Field},
    "姓名": Field.NAME, "编号": Field.NUMBER, "代表": Field.REPRESENTATIVE, "期限": Field.DUE, "今天": Field.TODAY,
}  # fmt: skip


@dataclass(frozen=True)
class Template:
    """One template; without a unit it is everybody's."""

    id: int
    unit_id: int | None
    unit: str
    language: str
    title: str
    words: str
    version: int


@dataclass(frozen=True)
class Filled:
    """A template's words for one case."""

    words: str
    gaps: tuple[Field, ...] = ()  # of which the case says nothing: somebody must write them
    neutral: tuple[Field, ...] = ()  # for which general words stand


def unknown(words: str) -> list[str]:
    """What stands in braces and is no field, each once."""
    return [name for name in dict.fromkeys(FIELD.findall(words)) if name.strip().lower() not in NAMES]


def fill(words: str, facts: Mapping[Field, str], instead: Mapping[Field, str]) -> Filled:
    """Fill every field: with a fact, else with general words, else with a gap. What is no field stays as it is.

    What is filled in is not looked through again: a name in braces stays a name.
    """
    gaps: dict[Field, None] = {}
    neutral: dict[Field, None] = {}

    def one(found: re.Match[str]) -> str:
        field = NAMES.get(found[1].strip().lower())
        if field is None:
            return found[0]
        if value := facts.get(field):
            return value
        if general := instead.get(field):
            neutral[field] = None
            return general
        gaps[field] = None
        return GAP

    filled = FIELD.sub(one, words)
    return Filled(filled, tuple(gaps), tuple(neutral))


def parted(text: str) -> tuple[str, str] | None:
    """The title, which is the first line, and the words below it; None if either is missing or too long."""
    title, _, words = text.strip().partition("\n")
    title, words = " ".join(title.split()), words.strip()
    return (title, words) if title and words and len(title) <= TITLE and len(words) <= WORDS else None
