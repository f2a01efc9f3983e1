"""A fault in words: what is wrong and how to mend it, for people who are no markup readers."""

from dataclasses import dataclass
from typing import Any

from domain.roster import Fault
from domain.roster_history import Obstacle
from locales import Html, Text
from services.roster.sheets import BY_CODE


@dataclass(frozen=True)
class Said:
    """A fault as it is shown: sheet and column by the titles that its author sees."""

    sheet: str
    row: int | None
    column: str
    value: str
    message: str


def plainly(text: Text, key: str, **facts: Any) -> str:
    """A text for a terminal or a spreadsheet: the facts are set in as they are, without markup's escapes."""
    return str(text(key, **{name: Html(str(value)) for name, value in facts.items()}))


def say(fault: Fault, text: Text, titles: dict[tuple[str, str], str]) -> Said:
    """Say a fault. `titles` are the workbook's own; where it has none, the template's stand in."""
    sheet = titles.get((fault.sheet, "")) or title(fault.sheet)
    column = titles.get((fault.sheet, fault.column)) or title(fault.sheet, fault.column)
    message = plainly(text, f"roster.fault.{fault.kind}", **fault.facts)
    return Said(sheet, fault.row, column, fault.value, message)


def title(sheet: str, column: str | None = None) -> str:
    """The template's title of a sheet or column; what is no sheet or column of ours keeps its own."""
    known = BY_CODE.get(sheet)
    if column is None:
        return known.title if known else sheet
    return next((c.title for c in known.columns if c.code == column), column) if known else column


def built(obstacle: Obstacle, text: Text) -> str:
    """What is in the way of undoing an import."""
    key = f"roster.built.{obstacle.kind}"
    facts = {"n": "", "numbers": "", **obstacle.facts, "name": obstacle.name, "sheet": title(obstacle.sheet)}
    return plainly(text, key if text.has(key) else "roster.built.other", **facts)
