"""How far a command is, in a terminal that somebody watches."""

import pytest

from bot.showing import showing
from locales import Text


def test_a_terminal_sees_each_step(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with showing(Text("en")) as progress:
        assert progress is not None
        for step in ("read", "check", "write"):
            progress(step, 1, 2)
            progress(step, 2, 2)
    shown = capsys.readouterr()
    assert all(words in shown.err for words in ("Reading the file", "Checking", "Writing", "100%"))
    assert shown.out == "", "what is printed for other programs stays whole"


def test_nobody_watches_a_file_or_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with showing(Text("en")) as progress:
        assert progress is None
    monkeypatch.setenv("FORCE_COLOR", "1")
    with showing(Text("zh"), wanted=False) as progress:
        assert progress is None
    assert capsys.readouterr() == ("", "")
