"""The page that lists the control interface lists all of it, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import sandbox
from sandbox import World
from sandbox.control.routes import routes

README = Path(sandbox.__file__).parent / "README.md"
ADDRESS = re.compile(r"`(?:(GET|POST|DELETE) )?(/[a-z][^`]*)`")


def documented() -> set[tuple[str, str]]:
    """Method and path of every address in the table; a bare `/voice` goes on after the one before it."""
    found = set()
    for line in README.read_text(encoding="utf-8").splitlines():
        method, folder = "", ""
        for named, path in ADDRESS.findall(line.split(" | ")[0]) if line.startswith("| `") else []:
            method, full = (named, path) if named else (method, folder + path)
            folder = full.rpartition("/")[0]
            found.add((method, full))
    return found


def test_the_table_is_complete() -> None:
    world = World()
    served = {
        (method, re.sub(r":[a-z]+}", "}", route.path))
        for route in routes(world)
        for method in (route.methods or set()) - {"HEAD"}
        if not route.path.startswith("/{")
    }
    world.close()
    assert documented() == served
