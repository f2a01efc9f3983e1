"""Programs of the machine that some tests need. Without one they are skipped, with a line that says how to get it.

Where the environment says CI nothing is skipped: there a missing program is a failure, or nobody would notice that
half of the tests don't run any more. A test says what it needs by a mark of the same name.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

DEBIAN = Path("/usr/lib/postgresql")  # where Debian has PostgreSQL's programs, a folder a version
LIBRARIES = Path("/usr/lib")


def _of_postgresql() -> str | None:
    """PostgreSQL's `initdb`, of the newest version there is."""
    found = sorted(DEBIAN.glob("*/bin/initdb"))
    return str(found[-1]) if found else shutil.which("initdb")


def _of_faketime() -> str | None:
    """The library that tells a process another time."""
    return next((str(path) for path in LIBRARIES.glob("*/faketime/libfaketimeMT.so.1")), None)


class Needed(NamedTuple):
    """How a program is found, and Debian's package that brings it."""

    find: Callable[[], str | None]
    package: str


NEEDED = {
    "browser": Needed(lambda: shutil.which("chromium"), "chromium"),
    "postgres": Needed(_of_postgresql, "postgresql"),
    "promtool": Needed(lambda: shutil.which("promtool"), "prometheus"),
    "faketime": Needed(_of_faketime, "faketime"),
    "fontconfig": Needed(lambda: shutil.which("fc-list"), "fontconfig"),
}


def require(mark: str) -> str:
    """The program's path; skips the test where there is none, or fails it in CI."""
    find, package = NEEDED[mark]
    found = find()
    if found is None and os.environ.get("CI"):
        pytest.fail(f"{package} is not installed, and in CI no test is skipped (Debian: apt-get install {package})")
    if found is None:
        pytest.skip(f"{package} is not installed here: its tests are skipped (Debian: apt-get install {package})")
    return found


def require_for(item: pytest.Item) -> None:
    """Require what a test's marks say. From here, since pytest tells skips of one place in one line."""
    for mark in NEEDED:
        if item.get_closest_marker(mark):
            require(mark)
