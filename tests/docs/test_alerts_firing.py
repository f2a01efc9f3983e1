"""Each alert goes off when it shall and only then: Prometheus's own tool plays the figures through.

Every play has two processes: one that receives and sends, and a worker, which shows the same queues and sends nothing.
"""

import json
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.metrics import FAST, RESULTS
from tests.docs.test_alerts import FILE, RULES

JOB = 'job="shuanglian",instance="intake"'
OF_ITSELF = {  # what a worker shows of itself; "_": nothing
    "up": "1x9", "shuanglian_database_up": "1x9", "shuanglian_sends_total": "0x120",
    "shuanglian_telegram_silent_seconds": "_", "shuanglian_updates_unstored_seconds": "_",
    "shuanglian_job_held_up_seconds": "0x120",
    "shuanglian_schedule_late_seconds": "_",
}  # fmt: skip
DAY = 24 * 60  # minutes
Series = dict[str, str]  # a value a minute, in promtool's words: 0x9 is ten times 0, 0+5x9 begins at 0 and grows by 5


def figure(name: str, values: str, labels: str = "") -> Series:
    return {f"{name}{{{JOB}{labels}}}": values}


def gauge(name: str, values: str) -> Series:
    return figure(f"shuanglian_{name}", values)


def late(**ticks: str) -> Series:
    return {
        key: values
        for tick, given in ticks.items()
        for key, values in figure("shuanglian_schedule_late_seconds", given, f',tick="{tick}"').items()
    }


def oldest(**priorities: str) -> Series:
    """The ages by priority, as the bot shows them; of those that are not named nothing waits."""
    given = {"reply": "0x120", "reminder": "0x120", "notice": "0x120"} | priorities
    return {f'shuanglian_{MESSAGES}{{{JOB},priority="{name}"}}': values for name, values in given.items()}


def broadcast(sent: str, waits: str = "0+60x40") -> Series:
    """A notice to a whole city: the oldest waits ever longer, while so many are sent."""
    return oldest(notice=waits) | sends(sent=sent) | gauge("pace", "29.5x40")


def taken_over() -> Series:
    """Such a notice by two intakes: in the middle of it the first one ends, and the one that stood by goes on."""
    first = broadcast("0+1740x23 stale", waits="0+60x23 stale")
    second = broadcast("_x24 0+1740x16", waits="_x24 1440+60x16")
    return first | {name.replace('"intake"', '"other"'): values for name, values in second.items()}


def sends(**results: str) -> Series:
    """Every result from 0 on, as the bot shows them; those that are not named never happen."""
    return {f'shuanglian_sends_total{{{JOB},result="{one}"}}': results.get(one, "0x120") for one in RESULTS}


def batches(slow: int) -> Series:
    """A hundred transactions a minute, so many of which take between half a second and a whole one."""
    below = {le: 100 - slow if le <= 0.5 else 100 for le in (*FAST, float("inf"))}
    return {
        f'shuanglian_database_batch_seconds_bucket{{{JOB},le="{"+Inf" if le > 9 else le}"}}': f"0+{count}x60"
        for le, count in below.items()
    }


TOGETHER = {"job": "shuanglian"}
OWN = TOGETHER | {"instance": "intake"}  # told of one process


class Play(NamedTuple):
    """Figures at which an alert goes off, and those at which it must not; looked at after so many minutes."""

    alert: str
    after: int
    goes_off: tuple[Series, ...]
    quiet: tuple[Series, ...]
    labels: dict[str, str] = TOGETHER  # what it carries besides its severity


UP, DATABASE, SILENT, UPDATES = "up", "database_up", "telegram_silent_seconds", "updates_oldest_seconds"
UNSTORED, HELD_UP = "updates_unstored_seconds", "job_held_up_seconds"
MESSAGES, PARKED, UNREACHABLE = "messages_oldest_seconds", "updates_parked", "people_unreachable"
AGAIN = TOGETHER | {"result": "again"}
PLAYS = (
    Play("ShuanglianDown", 5, (figure(UP, "0x9"),), (figure(UP, "1x9"), figure(UP, "1x3 0x5")), OWN),
    Play("ShuanglianDatabaseDown", 5, (gauge(DATABASE, "0x9"),), (gauge(DATABASE, "1x9"), gauge(DATABASE, "1x3 0x5")),
         OWN),
    Play("ShuanglianNoUpdates", 9, (gauge(SILENT, "0+60x9"), gauge(SILENT, "0+60x9") | gauge(DATABASE, "1x9")),
         (gauge(SILENT, "95x9"), gauge(SILENT, "0+60x5 0x9"), gauge(SILENT, "0+60x9") | gauge(DATABASE, "1x2 0x7")),
         OWN),
    Play("ShuanglianJobHeldUp", 5, (gauge(HELD_UP, "0+60x9"),), (gauge(HELD_UP, "0+20x3 0x6"), gauge(HELD_UP, "5x9")),
         OWN),
    Play("ShuanglianUpdatesUnstored", 5,
         (gauge(UNSTORED, "0+60x9"), gauge(UNSTORED, "0+60x9") | gauge(DATABASE, "1x9")),
         (gauge(UNSTORED, "30x9"), gauge(UNSTORED, "0+60x3 0x5"), gauge(UNSTORED, "0+60x9") | gauge(DATABASE, "1 0x8")),
         OWN),
    Play("ShuanglianUpdatesWait", 5, (gauge(UPDATES, "61x9"),), (gauge(UPDATES, "60x9"), gauge(UPDATES, "0x3 61x5"))),
    Play("ShuanglianMessagesWait", 9, (oldest(reply="601x9"),), (oldest(reply="600x9"), broadcast("0+1740x40")),
         TOGETHER | {"priority": "reply"}),
    Play("ShuanglianNoticesStand", 30, (broadcast("0+600x40"), broadcast("0+1740x10 17400x30")),
         (broadcast("0+1740x40"), broadcast("0+1740x40", waits="0x40"), broadcast("0x40", waits="600x40"),
          taken_over()),
         TOGETHER | {"priority": "notice"}),
    Play(
        "ShuanglianTelegramAway", 20,
        (sends(again="0x9 0+4x20"), sends(again="0x9 0+2x20", sent="0+9x9 90x20")),
        (sends(sent="0+9x60"), sends(again="0+30x60", sent="0+9x60"), sends(again="0x9 1x60"), sends()),
        AGAIN,
    ),
    Play("ShuanglianStopped", 40, (sends(stopped="0+12x60", sent="0+99x60"),), (sends(stopped="0+3x60"), sends()),
         TOGETHER | {"result": "stopped"}),
    Play("ShuanglianUpdatesParked", 1, (gauge(PARKED, "1x9"),), (gauge(PARKED, "0x9"), gauge(PARKED, "1 0x8"))),
    Play("ShuanglianDeadLetters", 30, (sends(dead="0x9 1x60"),), (sends(sent="0+9x60"),),
         TOGETHER | {"result": "dead"}),
    Play("ShuanglianDeadLetters", 30, (sends(fault="0x9 1x60"),), (sends(dropped="0+1x60", unreachable="0+1x60"),),
         TOGETHER | {"result": "fault"}),
    Play("ShuanglianScheduleLate", 1, (late(due="0x9", seal="301x9"),), (late(due="300x9", seal="0x9"),),
         {"tick": "seal"}),
    Play("ShuanglianDatabaseSlow", 40, (batches(slow=2),), (batches(slow=0),), {}),
    Play(
        "ShuanglianManyUnreachable", DAY + 90,
        (gauge(UNREACHABLE, f"20x{DAY} 31x120"),),
        (gauge(UNREACHABLE, f"30x{DAY + 120}"), gauge(UNREACHABLE, f"2x{DAY} 20x120"), gauge(UNREACHABLE, "31x2000")),
    ),
)  # fmt: skip


def with_a_worker(series: Series) -> Series:
    """What a worker shows at the same time: the same of the database, and of itself that all is well."""
    shown = {name.replace('"intake"', '"worker"'): values for name, values in series.items() if '"intake"' in name}
    return series | {name: OF_ITSELF.get(name.split("{")[0], values) for name, values in shown.items()}


def played(play: Play, series: Series, *, goes_off: bool) -> dict[str, object]:
    """One test in promtool's words."""
    [rule] = [rule for rule in RULES if rule["alert"] == play.alert]
    alarm = {"exp_labels": rule["labels"] | play.labels, "exp_annotations": rule["annotations"]}
    return {
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in with_a_worker(series).items()],
        "alert_rule_test": [
            {"alertname": play.alert, "eval_time": f"{play.after}m", "exp_alerts": [alarm] if goes_off else []}
        ],
    }


@pytest.mark.promtool
@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.alert)
def test_it_goes_off_when_it_shall_and_only_then(tmp_path: Path, play: Play) -> None:
    tests = [played(play, series, goes_off=True) for series in play.goes_off]
    tests += [played(play, series, goes_off=False) for series in play.quiet]
    file = tmp_path / "test.yml"
    file.write_text(json.dumps({"rule_files": [str(FILE)], "tests": tests}), encoding="utf-8")
    done = subprocess.run(["promtool", "test", "rules", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_is_played_both_ways() -> None:
    assert {play.alert for play in PLAYS} == {rule["alert"] for rule in RULES}
    assert all(play.goes_off and play.quiet for play in PLAYS)
