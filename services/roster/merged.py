"""Merged cells: a spreadsheet keeps the content in the first only, so the others would be read as blank."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from domain.roster import Fault

SPAN = re.compile(r"^\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)$")
MAX_SPANS = 200  # of a sheet that are told


@dataclass(frozen=True)
class Span:
    """Cells that were merged, from the first to the last of each."""

    text: str
    left: int
    top: int
    right: int
    bottom: int

    def holds(self, row: int | None, at: int | None) -> bool:
        """Whether a cell is one of them."""
        return row is not None and at is not None and self.top <= row <= self.bottom and self.left <= at <= self.right


def merges(sheet: str, head: int, merged: Iterable[str], places: dict[str, int], faults: list[Fault]) -> list[Fault]:
    """The faults of a sheet with its merged cells, told once each instead of as missing content of every row."""
    spans = [span for span in map(_span, merged) if span and span.bottom > head][:MAX_SPANS]
    told = [_fault(sheet, head, span, places) for span in spans]
    kept = [
        fault
        for fault in faults
        if (fault.sheet, fault.kind) != (sheet, "missing")
        or not any(span.holds(fault.row, places.get(fault.column)) for span in spans)
    ]
    return [*kept, *filter(None, told)]


def _fault(sheet: str, head: int, span: Span, places: dict[str, int]) -> Fault | None:
    """A span matters where it holds cells of a column that is read."""
    columns = [code for code, at in sorted(places.items(), key=lambda place: place[1]) if span.left <= at <= span.right]
    return Fault("merged", sheet, max(span.top, head), columns[0], span.text) if columns else None


def area(text: str) -> int:
    """How many cells a span has; 1 for what is none."""
    span = _span(text)
    return (span.right - span.left + 1) * (span.bottom - span.top + 1) if span else 1


def _span(text: str) -> Span | None:
    found = SPAN.match(text)
    return Span(text, _number(found[1]), int(found[2]), _number(found[3]), int(found[4])) if found else None


def _number(letters: str) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at - 1
