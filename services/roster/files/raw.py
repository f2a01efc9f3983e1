"""What every kind of file comes down to: sheets of rows of raw cells, and the limits that keep memory and time bounded.

A sheet's rows are an iterator that can be gone through once, so only what is made of a row is kept, never the file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Self

from domain.roster import Fault

MEGABYTE = 1024 * 1024
MAX_FILE_BYTES = 20 * MEGABYTE
MAX_UNPACKED_BYTES = 100 * MEGABYTE
MAX_PARTS = 2_000  # files in an archive
MAX_TABLES = 50  # tables with commas in an archive or folder
MAX_ROWS = 200_000  # with something in them, of all sheets together
MAX_COLUMNS = 60  # what stands further right is not looked at
MAX_STRINGS = 1_000_000  # different texts of a workbook
MAX_TEXT = 8_000  # characters of one cell that are looked at
LAST_ROW = 1_048_576  # of the format

INVISIBLE = "\u200b\ufeff\xa0 \t\r\n\u3000"
FAILED = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})


class FileError(Exception):
    """The file as a whole, or a sheet of it, can't be read."""

    def __init__(self, kind: str, sheet: str = "", row: int | None = None, **facts: str) -> None:
        super().__init__(kind)
        self.fault = Fault(kind, sheet, row, facts=facts)

    def at(self, name: str) -> Self:
        """The same, said of the file of this name."""
        self.fault = replace(self.fault, sheet=self.fault.sheet or name)
        return self


@dataclass(frozen=True)
class Trouble:
    """A cell that holds no value: a formula, or an error that a formula left."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row with something in it."""

    number: int
    cells: tuple[Any, ...]


@dataclass
class RawSheet:
    """A sheet. `code` is given where a table says by itself which one it is; a workbook's are known by their titles."""

    title: str
    rows: Iterator[RawRow]
    code: str = ""
    is_hidden: bool = False
    is_1904: bool = False  # days are counted from 1904, as old programs on the Mac did
    merged: list[str] = field(default_factory=list)  # such as A2:A5; complete when all rows were read
    linked: list[str] = field(default_factory=list)  # cells that lead elsewhere when clicked


@dataclass
class Meter:
    """Counts what all sheets of a file hold together."""

    rows: int = 0

    def row(self, title: str) -> None:
        """One row more. Raises FileError where it is one too many."""
        self.rows += 1
        if self.rows > MAX_ROWS:
            raise FileError("too_many_rows", title, limit=f"{MAX_ROWS:,}")


def too_big() -> FileError:
    """A file of more bytes than are read."""
    limit, unpacked = str(MAX_FILE_BYTES // MEGABYTE), str(MAX_UNPACKED_BYTES // MEGABYTE)
    return FileError("too_big", limit=limit, unpacked=unpacked)


def is_blank(text: str) -> bool:
    """Whether nothing is to be seen in a text."""
    return not text.strip(INVISIBLE)
