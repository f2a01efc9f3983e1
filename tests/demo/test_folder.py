"""The demo's folder: marked, ours alone, and only ever cleared of what the demo made."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import Config
from bot.demo.folder import DATABASE, MARK, FolderError, opened, town_clock


def settled(data: Path) -> None:
    """A town in a folder, with a guest's file beside it."""
    with opened(data, fresh=False) as folder:
        (data / DATABASE).write_text("cases")
        folder.sandbox.mkdir()
        (folder.sandbox / "sandbox.sqlite3").touch()
        folder.keep(settled=True, ahead=timedelta(days=3))
    (data / "notes.txt").write_text("mine")


def test_a_settled_town_stays(tmp_path: Path) -> None:
    settled(tmp_path)
    with opened(tmp_path, fresh=False) as folder:
        assert (folder.mark.settled, folder.ahead) == (True, timedelta(days=3))
        assert (tmp_path / DATABASE).read_text() == "cases"


def test_fresh_clears_the_town_and_nothing_else(tmp_path: Path) -> None:
    settled(tmp_path)
    with opened(tmp_path, fresh=True) as folder:
        assert (folder.mark.settled, folder.ahead) == (False, timedelta())
        assert not (tmp_path / DATABASE).exists()
        assert not folder.sandbox.exists()
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_town_that_was_killed_while_moving_in_begins_anew(tmp_path: Path) -> None:
    with opened(tmp_path, fresh=False):
        (tmp_path / DATABASE).write_text("half of the cases")
    with opened(tmp_path, fresh=False):
        assert not (tmp_path / DATABASE).exists()
        assert (tmp_path / MARK).exists()


def test_a_folder_holds_one_demo_at_a_time(tmp_path: Path) -> None:
    with (
        opened(tmp_path, fresh=False),
        pytest.raises(FolderError, match="already"),
        opened(tmp_path, fresh=False),
    ):
        pass


def test_the_environment_of_a_real_bot_is_not_listened_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHUANGLIAN_DATABASE__URL", "postgresql://people@example.org/city")
    monkeypatch.setenv("SHUANGLIAN_TELEGRAM__TOKEN", "1234567:a-real-token-of-a-real-bot")
    with opened(tmp_path, fresh=False) as folder:
        config = folder.configure("http://127.0.0.1:8080")
    assert config.database_url.path == tmp_path / DATABASE
    assert config.telegram.base_url == "http://127.0.0.1:8080/bot"
    assert config.token().endswith("zibo-1")


def test_other_commands_go_by_the_towns_clock_once_it_is_settled(tmp_path: Path) -> None:
    def ahead(config: Config) -> timedelta:
        return town_clock(config).now() - datetime.now(UTC)

    with opened(tmp_path, fresh=False) as folder:
        config = folder.configure("http://127.0.0.1:8080")
        folder.keep(settled=False, ahead=-timedelta(days=40))
        assert abs(ahead(config)) < timedelta(minutes=1)
        folder.keep(settled=True, ahead=timedelta(days=21))
        assert abs(ahead(config) - timedelta(days=21)) < timedelta(minutes=1)
        real = config.model_copy(update={"telegram": config.telegram.model_copy(update={"token": "1234567:real"})})
        assert abs(ahead(real)) < timedelta(minutes=1)


def test_without_a_folder_everything_is_gone(tmp_path: Path) -> None:
    with opened(None, fresh=False) as folder:
        folder.configure("http://127.0.0.1:8080")
        place = folder.path
        assert place.is_dir()
    assert not place.exists()
