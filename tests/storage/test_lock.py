"""One bot a database, however the first one ends."""

import subprocess
import sys
from pathlib import Path

import pytest

from storage.engines import DatabaseRefusedError
from storage.lock import only_one
from storage.url import DatabaseUrl

HOLDER = """
import sys, time
from storage.lock import only_one
from storage.url import DatabaseUrl
with only_one(DatabaseUrl.parse(sys.argv[1])):
    print("held", flush=True)
    time.sleep(30)
"""


def test_a_second_process_is_refused_until_the_first_one_ends(database_url: str) -> None:
    url = DatabaseUrl.parse(database_url)
    with subprocess.Popen([sys.executable, "-c", HOLDER, database_url], stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"held\n"
        with pytest.raises(DatabaseRefusedError, match="a bot is running on this database already"), only_one(url):
            raise AssertionError("two bots on one database")
        first.kill()
        first.wait()
    taken = False
    for _ in range(100):  # PostgreSQL learns of the killed process a moment later
        try:
            with only_one(url):
                taken = True
                break
        except DatabaseRefusedError:
            subprocess.run(["sleep", "0.02"], check=True)
    assert taken


def test_it_is_free_again_afterwards_and_also_after_an_error(database_url: str) -> None:
    url = DatabaseUrl.parse(database_url)
    with pytest.raises(ZeroDivisionError), only_one(url):
        raise ZeroDivisionError
    with only_one(url), pytest.raises(DatabaseRefusedError), only_one(url):
        raise AssertionError("two bots on one database")
    with only_one(url):
        pass


def test_a_link_to_the_file_leads_to_the_same_place(tmp_path: Path) -> None:
    (tmp_path / "real.db").touch()
    (tmp_path / "link.db").symlink_to("real.db")
    with (
        only_one(DatabaseUrl.parse("sqlite:///real.db", tmp_path)),
        pytest.raises(DatabaseRefusedError),
        only_one(DatabaseUrl.parse("sqlite:///link.db", tmp_path)),
    ):
        raise AssertionError("two bots on one database")


def test_a_server_that_is_away_is_told() -> None:
    with (
        pytest.raises(DatabaseRefusedError, match="does not let us in"),
        only_one(DatabaseUrl.parse("postgresql://127.0.0.1:9/nothing")),
    ):
        raise AssertionError("locked nothing")
