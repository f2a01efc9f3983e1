"""What fails by the hundred is one line a minute for the operator, and each of it for who asks for `debug`."""

import logging

import pytest

from bot.logs import QUIET, Seldom

LOG = logging.getLogger("bot.seldom")


class Failing:
    """Something that fails three times a second for two and a half minutes, and once more an hour later."""

    def __init__(self, caplog: pytest.LogCaptureFixture, level: int) -> None:
        self.now = 0.0
        seldom = Seldom(LOG, logging.WARNING, lambda: self.now)
        with caplog.at_level(level, LOG.name):
            for number in range(int(2.5 * QUIET * 3)):
                self.now = number / 3
                seldom.say("Row %d could not be sent.", number)
            self.now += 3600
            seldom.say("Row %d could not be sent.", 1000)


def test_the_operator_reads_one_line_a_minute_and_how_many_had_none(caplog: pytest.LogCaptureFixture) -> None:
    Failing(caplog, logging.WARNING)
    assert [record.getMessage() for record in caplog.records] == [
        "Row 0 could not be sent.",
        "Row 180 could not be sent. Before it, 179 more like this went without a line.",
        "Row 360 could not be sent. Before it, 179 more like this went without a line.",
        "Row 1000 could not be sent. Before it, 89 more like this went without a line.",
    ]


def test_who_asks_for_all_reads_each(caplog: pytest.LogCaptureFixture) -> None:
    Failing(caplog, logging.DEBUG)
    assert len(caplog.records) == 451


def test_of_an_error_only_the_lines_show_the_course(caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0
    seldom = Seldom(LOG, logging.ERROR, lambda: now)
    with caplog.at_level(logging.DEBUG, LOG.name):
        for _ in range(3):
            seldom.note(stumbled(), "Row %d can't be sent", 7)
        now += QUIET
        seldom.note(stumbled(), "Row %d can't be sent", 8)
    first, *others, last = [record.getMessage() for record in caplog.records]
    assert others == ["Row 7 can't be sent (ValueError)"] * 2
    assert first.startswith("Row 7 can't be sent:\n")
    assert last.startswith("Row 8 can't be sent; before it, 2 more like this went without a line:\n")
    for line in (first, last):
        assert "ValueError at tests/bot/test_seldom.py:" in line
        assert "invalid literal" not in line, "an error quotes what it stumbled over"


def stumbled() -> ValueError:
    """An error that was raised, over something that somebody wrote."""
    try:
        int("路灯不亮"[:2])
    except ValueError as error:
        return error
    raise AssertionError("that is no number")
