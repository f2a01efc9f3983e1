"""The front pages keep their word: every command in them exists as it is written, and both pages give the same ones."""

import re
import tomllib
from pathlib import Path

import pytest
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from bot.cli import app
from bot.config import Config
from handlers.people.views import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md")}
COMMAND = re.compile(r"\.venv/bin/shuanglian ([^`\n]*)")
MAKE = re.compile(r"\bmake ([a-z]+)(?: PORT=\d+)?(?=[`\n])")
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def blocks(page: str, language: str) -> list[str]:
    """The blocks of one language, without their indentation."""
    found = BLOCK.findall(PAGES[page])
    return [re.sub(r"^ +", "", text, flags=re.MULTILINE) for kind, text in found if kind == language]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_is_one(page: str) -> None:
    commands = [line.split() for line in COMMAND.findall(PAGES[page])]
    assert len(commands) >= 9
    for words in commands:
        found: object = get_command(app)
        while words and isinstance(found, TyperGroup):
            found = found.commands[words.pop(0)]
        assert isinstance(found, TyperCommand)
        options = {name for parameter in found.params for name in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_chat_is_named_and_no_other(page: str) -> None:
    rows = re.findall(r"^\|.*`/.*$", PAGES[page], re.MULTILINE)
    assert set(re.findall(r"`/([a-z]+)`", "\n".join(rows))) == {name for name, _ in COMMANDS}


@pytest.mark.parametrize("page", PAGES)
def test_every_target_is_one(page: str) -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {"demo", "test", "setup", "check"} <= set(MAKE.findall(PAGES[page])) <= set(targets)


@pytest.mark.parametrize("page", PAGES)
def test_every_piece_of_configuration_is_taken(page: str) -> None:
    pieces = [tomllib.loads(block.replace('"..."', '"secret"')) for block in blocks(page, "toml")]
    assert [sorted(piece) for piece in pieces] == [["telegram"], ["database"]]
    for piece in pieces:
        Config.model_validate(piece)


@pytest.mark.parametrize("kind", ["toml", "ini", "nginx", "sh"])
def test_both_pages_say_the_same(kind: str) -> None:
    english, chinese = (blocks(page, kind) for page in PAGES)
    assert len(english) == len(chinese)
    for one, other in zip(english, chinese, strict=True):
        assert bare(one) == bare(other)


def bare(block: str) -> str:
    """A block without what differs by language: the example of an address, and lines that only comment."""
    return re.sub(r"git clone \S+|^#.*\n", "", block, flags=re.MULTILINE)
