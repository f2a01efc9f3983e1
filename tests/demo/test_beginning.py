"""Where the demo can't begin, it says so in one line; where it is told to end early, it leaves nothing behind."""

import signal
import socket
from pathlib import Path

import pytest

from tests.demo.running import Demo, started


def refused(demo: Demo) -> str:
    """The one line with which it refuses."""
    complaint = demo.end()
    assert demo.process.returncode == 1, complaint
    assert complaint.count("\n") == 1, complaint
    return complaint


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with started(port=port) as demo:
            complaint = refused(demo)
    assert str(port) in complaint
    assert "PORT=" in complaint
    assert "--port" in complaint


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "town.db").write_text("precious")
    with started("--data", str(tmp_path), "--fresh") as demo:
        assert str(tmp_path) in refused(demo)
    assert [found.name for found in tmp_path.iterdir()] == ["town.db"]
    assert (tmp_path / "town.db").read_text() == "precious"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with started("--data", str(tmp_path / "file")) as demo:
        assert "file" in refused(demo)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_while_people_move_in_it_leaves_nothing(tmp_path: Path, how: signal.Signals) -> None:
    with started(TMPDIR=str(tmp_path)) as demo:
        demo.hear("moving in")
        code, seconds, complaint = demo.stop(how)
    assert (code, complaint) == (0, "")
    assert seconds < demo.ends_within
    assert list(tmp_path.iterdir()) == []
