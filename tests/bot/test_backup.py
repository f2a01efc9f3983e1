"""`backup` and `restore` as commands, beside a running bot: what people said until then comes back, and goes on."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.process import running
from tests.support.city import clock_at, config_for, living
from tests.support.sandbox import TOKEN, Bench
from tests.walk.steps import ZH


async def command(folder: Path, *words: str) -> tuple[int, str]:
    """A command on the configuration in this folder: its exit code, and what it wrote."""
    given = [*words, "--config", str(folder / "config.toml")]
    result = await asyncio.to_thread(CliRunner().invoke, app, given)
    return result.exit_code, result.output


async def test_a_city_comes_back_as_it_was(sandbox: Bench, tmp_path: Path, database_url: str) -> None:
    (tmp_path / "config.toml").write_text(f'[telegram]\ntoken = "{TOKEN}"\n[database]\nurl = "{database_url}"\n')
    copy = str(tmp_path / "copy")
    async with living(sandbox, tmp_path, database={"url": database_url}) as city:
        resident = await city.resident("陈桂兰")
        await resident.say("路灯不亮")
        await resident.hear("路灯不亮")
        code, words = await command(tmp_path, "backup", copy)
        assert (code, "checked. Schema" in words) == (0, True), words
        await resident.say("不再需要")
        await resident.hear("不再需要")
        code, words = await command(tmp_path, "restore", copy)
        assert (code, "a bot is running on this database" in words) == (1, True), words
        code, words = await command(tmp_path, "backup", copy)
        assert (code, "overwrites nothing" in words) == (2, True), words
    code, words = await command(tmp_path, "restore", copy)
    assert (code, "What was there before is kept" in words) == (0, True), words
    async with running(config_for(sandbox, tmp_path, database={"url": database_url}), clock_at()):
        await resident.say("还在同一张单子里")
        shown = await resident.hear("还在同一张单子里")
        assert "路灯不亮" in shown["text"]
        assert "不再需要" not in shown["text"]
        await resident.press(ZH("suggest.submit"))
        await resident.hear("2026-0001")


@pytest.mark.parametrize("words", [("restore", "none"), ("restore", "config.toml")])
async def test_wrong_input_is_told_and_changes_nothing(tmp_path: Path, words: tuple[str, str]) -> None:
    (tmp_path / "config.toml").write_text('[database]\nurl = "sqlite:///city.db"\n')
    code, said = await command(tmp_path, words[0], str(tmp_path / words[1]))
    assert (code, said.startswith("Nothing was changed.")) == (2, True)
    assert not (tmp_path / "city.db").exists()
    code, said = await command(tmp_path, "backup", str(tmp_path / "copy"))
    assert (code, "there is no such file" in said) == (1, True)
