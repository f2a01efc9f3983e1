"""The command that runs the sandbox alone."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import typer
from typer.testing import CliRunner

from sandbox.command import sandbox_command

ALONE = "import typer; from sandbox.command import sandbox_command; typer.run(sandbox_command)"
app = typer.Typer()
app.command()(sandbox_command)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str, float]]:
    """The process, its address, and the seconds that it took to begin."""
    command = [sys.executable, "-c", ALONE, "--port", "0", "--data", str(tmp_path)]
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    page = process.stdout.readline()
    yield process, page.partition(": ")[2].strip().rstrip("/"), time.monotonic() - begun
    process.kill()
    process.communicate()


@pytest.mark.crash
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_runs_until_told_to_stop(running: tuple[subprocess.Popen[str], str, float], number: signal.Signals) -> None:
    process, url, began_in = running
    assert httpx.get(f"{url}/sandbox/bots").json() == []
    assert httpx.get(f"{url}/bot1:{'x' * 35}/getMe").json()["ok"]
    begun = time.monotonic()
    process.send_signal(number)
    assert process.wait(60) == 0
    assert time.monotonic() - begun < max(2, 2 * began_in), "on a slow machine it begins slowly, too"
    assert process.stderr is not None
    assert process.stderr.read() == ""


def test_it_is_not_opened_by_mistake() -> None:
    result = CliRunner().invoke(app, ["--host", "0.0.0.0", "--port", "0"])  # noqa: S104 - it is refused
    assert result.exit_code == 1
    assert "can be reached from other machines" in result.output


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = CliRunner().invoke(app, ["--port", str(taken.getsockname()[1])])
    assert result.exit_code == 1
    assert "The sandbox could not start" in result.output
