"""The hooks before a commit are the checks of the Makefile: what passes here passes there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_hooks_are_what_make_checks() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    recipe = re.search(r"^check:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert recipe is not None
    commands = [line.strip().lstrip("@").replace("$(BIN)", ".venv/bin") for line in recipe[1].splitlines()]
    assert re.findall(r"entry: (.+?), language", hooks) == commands
