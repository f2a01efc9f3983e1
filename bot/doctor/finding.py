"""What was looked at, and the mend where it is not well."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    well: bool
    words: str
    mend: str = ""

    def __str__(self) -> str:
        mark = "ok  " if self.well else "FAIL"
        return f"{mark} {self.name}: {self.words}" + (f"\n     {self.mend}" if self.mend else "")

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return asdict(self)


def found(name: str, well: bool, words: str, mend: str) -> Finding:
    """A finding whose mend is only told where it is needed."""
    return Finding(name, well, words, "" if well else mend)


def minutes(age: timedelta) -> str:
    """How long something lasts, as people say it."""
    whole = max(0, int(age.total_seconds() // 60))
    return f"{whole} min" if whole < 120 else f"{whole // 60} h"
