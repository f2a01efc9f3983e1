"""A restore that is killed on its way leaves the city as it was, or as the backup holds it, and nothing between."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from domain.rules import Rules
from storage.backup import backup, restore
from storage.backup import postgresql as of_postgresql
from storage.engines import open_engine
from storage.url import DatabaseUrl
from storage.writer import Writer
from tests.storage.test_backup import POSTGRESQL, SQLITE, ask, change, counts, url
from tests.support.city import BEGIN

__all__ = ["url"]

RESTORE = """
import os, sys
from datetime import datetime
from pathlib import Path
from storage.backup import restore
from storage.url import DatabaseUrl
steps = int(sys.argv[4])
def step(event, _):  # each of those that change a folder
    global steps
    if event in ("os.rename", "os.link", "os.remove"):
        steps -= 1
        if steps == 0:
            os.kill(os.getpid(), 9)
sys.addaudithook(step)
restore(DatabaseUrl.parse(sys.argv[1]), Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))
"""
# Hands out half of what it is to load, or loads nothing, and then hangs.
HANGING = """#!/bin/sh
case "$*" in *--list*|*--data-only*) exec {real} "$@" ;; esac
case "$*" in *--file=-*) {real} "$@" | head -c 20000 ;; esac
touch {reached}
exec sleep 600
"""


@POSTGRESQL
async def test_killed_while_it_loads_it_changes_nothing(url: DatabaseUrl, tmp_path: Path) -> None:
    copy, reached = tmp_path / "copy", tmp_path / "reached"
    await asyncio.to_thread(backup, url, copy)
    writer = Writer(await open_engine(url), Rules())
    await change(writer, 7)
    await writer.close()
    hanging = tmp_path / "pg_restore"
    hanging.write_text(HANGING.format(real=of_postgresql._program("pg_restore"), reached=reached))
    hanging.chmod(0o700)
    process = await asyncio.to_thread(started, url, copy, reached)
    try:
        process.kill()
        await asyncio.to_thread(process.wait)
        await asyncio.to_thread(until_alone, url)
        assert await counts(url) == (4, 4)
        assert await ask(url, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before%'") == []
        await asyncio.to_thread(restore, url, copy, BEGIN)
        assert await counts(url) == (3, 3)
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # what it started as well


def started(url: DatabaseUrl, copy: Path, reached: Path) -> "subprocess.Popen[bytes]":
    """A restore in a process of its own, which has come so far."""
    process = subprocess.Popen(
        [sys.executable, "-c", RESTORE, url.text, str(copy), BEGIN.isoformat(), "0"],
        env={**os.environ, "PATH": f"{reached.parent}:{os.environ['PATH']}"},
        start_new_session=True,
    )
    while not reached.exists():
        assert process.poll() is None
        time.sleep(0.01)
    return process


def until_alone(url: DatabaseUrl) -> None:
    """Return when the server has noticed that nobody else is there any more."""
    with psycopg.connect(url.text, autocommit=True) as connection:
        others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        while connection.execute(others).fetchone():
            time.sleep(0.01)


@SQLITE
async def test_killed_between_any_two_steps_it_leaves_one_of_both(url: DatabaseUrl, tmp_path: Path) -> None:
    """Also what stands in the old one's log alone, since it was not closed in good order, is there."""
    assert url.path is not None
    await asyncio.to_thread(backup, url, tmp_path / "copy")
    writer = Writer(await open_engine(url), Rules())
    await change(writer, 7)
    for end in ("", "-wal", "-shm"):
        shutil.copy(f"{url.path}{end}", tmp_path / f"kept{end}")
    await writer.close()
    found = []
    while not found or found[-1][0]:
        folder = tmp_path / f"killed-{len(found)}"
        folder.mkdir()
        for end in ("", "-wal", "-shm"):
            shutil.copy(tmp_path / f"kept{end}", folder / f"city.db{end}")
        place = DatabaseUrl.parse(f"sqlite:///{folder}/city.db")
        words = [place.text, str(tmp_path / "copy"), BEGIN.isoformat(), str(len(found) + 1)]
        done = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", RESTORE, *words], check=False)
        found.append((done.returncode, await counts(place)))
    codes, held = zip(*found, strict=True)
    assert codes == (*[-signal.SIGKILL] * (len(found) - 1), 0)
    assert held == (*[(4, 4)] * held.count((4, 4)), *[(3, 3)] * held.count((3, 3)))
    assert held.count((4, 4)) > 1
