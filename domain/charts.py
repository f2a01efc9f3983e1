"""Pictures of figures, in words of no particular library. A mark says what it says by its shape, and by its colour."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Mark(StrEnum):
    """What is said of something that is owed."""

    DONE = "done"
    PENDING = "pending"  # it waits for the other side's word
    OWED = "owed"
    LATE = "late"
    LATER = "later"  # its time is still to come
    NONE = "none"  # nothing is owed


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Row(_Part):
    """A name with a mark in each column; or with a bar, of so many of each mark."""

    name: str
    marks: tuple[Mark, ...] = ()
    bar: tuple[tuple[Mark, int], ...] = ()
    says: str = ""  # beside a bar


class Chart(_Part):
    """A picture: a title, what the marks mean, the names of the columns, and the rows."""

    title: str
    legend: tuple[tuple[Mark, str], ...]
    heads: tuple[str, ...] = ()
    rows: tuple[Row, ...]
