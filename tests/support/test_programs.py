"""A program that is missing: elsewhere a skip with a line that says how to get it, in CI a failure."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import programs
from tests.support.programs import NEEDED, require

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without any of them."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(programs, "DEBIAN", tmp_path)
    monkeypatch.setattr(programs, "LIBRARIES", tmp_path)


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("mark", NEEDED)
def test_in_ci_it_fails_and_elsewhere_it_is_skipped(monkeypatch: pytest.MonkeyPatch, mark: str) -> None:
    install = f"apt-get install {NEEDED[mark].package}"
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=install):
        require(mark)
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match=install):
        require(mark)


@pytest.mark.parametrize(("ci", "code", "told"), [("", 0, "1 skipped"), ("true", 1, "in CI no test is skipped")])
def test_a_whole_run_says_so(tmp_path: Path, ci: str, code: int, told: str) -> None:
    """By the marks of tests, in a process of its own."""
    run = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/docs/test_alerts.py", "-k", "takes_them"]
    done = subprocess.run(
        run, capture_output=True, text=True, check=False, cwd=ROOT, env={"PATH": str(tmp_path), "CI": ci}
    )
    assert (done.returncode, told in done.stdout) == (code, True), done.stdout
    assert "apt-get install prometheus" in done.stdout


def test_what_is_needed_is_known_to_pytest_and_installed_in_ci() -> None:
    project, ci = (ROOT / name for name in ("pyproject.toml", ".ci/run"))
    for mark, needed in NEEDED.items():
        assert f'"{mark}: needs ' in project.read_text(encoding="utf-8")
        assert f"missing+=({needed.package}" in ci.read_text(encoding="utf-8")
    assert "export CI=" in ci.read_text(encoding="utf-8")
