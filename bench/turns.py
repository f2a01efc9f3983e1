"""`python -m bench.turns [--json] [--full]`: updates a second and CPU time of a whole turn, against bare echoes.

A turn here is a resident's reply in a case of theirs: inbox, conversation state, actor and roles, the case, a message
and an event stored, the outbox, one reply sent, everything marked; SQLite with synchronous=FULL. The echoes store
nothing. All run against the same minimal server, in turns; delivery has no rate limit.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.city import seed
from bench.echoes import TOKEN
from bench.report import line

UPDATES = 3000
CHATS = 300
PATIENCE = 240.0  # seconds for all answers of a run


@dataclass
class Run:
    """One subject, once."""

    per_second: float
    cpu_ms: float


def script(path: Path, updates: int) -> None:
    """Updates of many residents in turn, each a reply to the message that belongs to their case."""
    rows: list[dict[str, Any]] = []
    for number in range(updates):
        user = 1000 + number % CHATS
        who = {"id": user, "is_bot": False, "first_name": f"居民{user}", "language_code": "zh"}
        chat = {"id": user, "type": "private", "first_name": who["first_name"]}
        replied = {"message_id": 1, "date": 1, "chat": chat, "text": "…"}
        message = {"message_id": 100 + number, "date": 1_790_000_000, "chat": chat, "from": who,
                   "text": f"第 {number} 句:灯还是不亮", "reply_to_message": replied}  # fmt: skip
        rows.append({"update_id": 10_000 + number, "message": message})
    path.write_text(json.dumps(rows, ensure_ascii=False))


def measure(subject: str, folder: Path, updates: int, delay: float) -> Run:
    """Start the server and one subject, let the script begin, and wait until every update was answered."""
    with serving(folder, delay) as base:
        process = subprocess.Popen(command(subject, base, folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            time.sleep(2.0)  # the bot starts and waits in its first poll
            before = cpu(process.pid)
            seconds = answered(base, updates)
            return Run(updates / seconds, (cpu(process.pid) - before) * 1000 / updates)
        finally:
            process.kill()
            process.wait()


@contextmanager
def serving(folder: Path, delay: float = 0.0) -> Iterator[str]:
    """The minimal server with the script of a folder, while entered. Gives its address."""
    server = subprocess.Popen([sys.executable, "-m", "bench.server", str(folder / "script.json"), str(delay)],
                              stdout=subprocess.PIPE, text=True)  # fmt: skip
    assert server.stdout is not None
    try:
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
    finally:
        server.kill()
        server.wait()


def answered(base: str, updates: int) -> float:
    """Let the script begin. The seconds from the first update to the last answer; raises TimeoutError after a while."""
    ask(f"{base}/begin", b"{}")
    end = time.monotonic() + PATIENCE
    while (report := ask(f"{base}/report"))["sends"] < updates:
        if time.monotonic() > end:
            raise TimeoutError(f"{report['sends']} of {updates} were answered")
        time.sleep(0.1)
    return float(report["seconds"])


def command(subject: str, base: str, folder: Path) -> list[str]:
    """The command line of a subject."""
    if subject != "shuanglian":
        return [sys.executable, "-m", "bench.echoes", subject, base]
    config = folder / "config.toml"
    config.write_text(
        f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{base}/bot"\nbase_file_url = "{base}/file/bot"\n'
        f'[database]\nurl = "sqlite:///{seed(folder, CHATS)}"\n[metrics]\nlisten = ""\n[limits]\nwaiting = 10000\n'
        "messages_a_minute = 100000\n"
        "[delivery]\nper_second = 1000000\nper_chat_per_second = 1000\nper_chat_burst = 1000\nat_once = 64\n"
    )
    return [str(Path(sys.executable).parent / "shuanglian"), "run", "--config", str(config)]


def ask(url: str, body: bytes | None = None) -> Any:
    """A request to the server's own control."""
    with urllib.request.urlopen(urllib.request.Request(url, body), timeout=30) as answer:  # noqa: S310 loopback
        return json.load(answer)["result"]


def cpu(pid: int) -> float:
    """CPU seconds of a process so far, all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


SETTINGS = (  # name, seconds of the round trip, updates of ours, updates of the echoes, wanted ratios
    ("turns", 0.0, {"ptb": 2.0, "aiogram": 1.5}),
    ("turns.50ms", 0.05, {"ptb": 40.0, "aiogram": 0.8}),
)
AGAINST = {"ptb": "python-telegram-bot echo", "aiogram": "aiogram echo"}


def main() -> None:
    """Run all settings, interleaved."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    runs = options.runs * (3 if options.full else 1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for setting, delay, wanted in SETTINGS:
            found: dict[str, list[Run]] = {"shuanglian": [], "ptb": [], "aiogram": []}
            for _ in range(runs):
                for subject, results in found.items():
                    updates = UPDATES if not delay or subject != "ptb" else 100
                    script(folder / "script.json", updates)
                    results.append(measure(subject, folder, updates, delay))
            ours = [run.per_second for run in found["shuanglian"]]
            for other in wanted:
                theirs = [run.per_second for run in found[other]]
                line(
                    f"{setting}.{other}",
                    statistics.median(ours),
                    "updates/s",
                    AGAINST[other],
                    statistics.median(ours) / statistics.median(theirs),
                    runs,
                    spread=[round(min(ours), 1), round(max(ours), 1)],
                    against_spread=[round(min(theirs), 1), round(max(theirs), 1)],
                    wanted=wanted[other],
                )
            cpu_ms = statistics.median(run.cpu_ms for run in found["shuanglian"])
            theirs_ms = statistics.median(run.cpu_ms for run in found["ptb"])
            line(f"{setting}.cpu", cpu_ms, "ms/update", AGAINST["ptb"], cpu_ms / theirs_ms, runs)


if __name__ == "__main__":
    main()
