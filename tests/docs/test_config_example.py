"""The example configuration is complete, explained, and changes nothing for who takes it over as it is."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot.config import Config, load

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "config.example.toml"
NO_KEYS = {"folder"}  # set by the loader
CHINESE = re.compile(r"[\u4e00-\u9fff]")
KEY = re.compile(r"^([a-z_]+) = ")


def values(given: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Every key of nested tables with its value: ("telegram.webhook.port", 8443)."""
    for name, value in given.items():
        if isinstance(value, Mapping):
            yield from values(value, f"{before}{name}.")
        else:
            yield before + name, value


def keys(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """Every key that the configuration knows."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from keys(field.annotation, f"{before}{name}.")
        elif name not in NO_KEYS:
            yield before + name


def explanations() -> dict[str, str]:
    """The comment above every key."""
    found, section, comment = {}, "", ""
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section, comment = line.strip("[]"), ""
        elif line.startswith("#"):
            comment += line.removeprefix("#") + "\n"
        elif match := KEY.match(line):
            found[f"{section}.{match[1]}"], comment = comment, ""
    return found


def given() -> dict[str, Any]:
    return dict(values(tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))))


def test_no_key_is_missing_and_none_too_many() -> None:
    assert set(given()) == set(keys(Config))


def test_every_value_is_the_default() -> None:
    loaded = load(EXAMPLE)
    assert loaded.model_dump() == Config().model_dump()
    assert loaded.folder == ROOT


def test_every_key_is_explained_in_both_languages() -> None:
    told = explanations()
    assert set(told) == set(given())
    for key, words in told.items():
        assert CHINESE.search(words), f"{key} is not explained in Chinese"
        assert len(re.findall(r"[A-Za-z]{2,}", words)) >= 3, f"{key} is not explained in English"


def test_the_environment_goes_before_the_file_as_the_example_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHUANGLIAN_TELEGRAM__TOKEN", "123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    monkeypatch.setenv("SHUANGLIAN_ACCESS__ADMINISTRATORS", "[123456789]")
    loaded = load(EXAMPLE)
    assert loaded.token() == "123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    assert loaded.access.administrators == (123456789,)
    assert loaded.telegram.base_url == "https://api.telegram.org/bot"
