"""What is logged: one line an event, found by its update from arrival to answer, and nothing of what people say.

The real process writes down all that it can (`debug`) while a resident and an officer go through a whole case, with
some trouble on the way.
"""

import json
import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.logs import JsonFormatter, TextFormatter
from domain.people import Role
from locales import Text
from services import invites
from storage import people
from storage.tx import Tx
from tests.support.city import opened, settle_town
from tests.support.hall import seat
from tests.support.process import Bot, write_config
from tests.support.sandbox import TOKEN, Bench, Phone

ZH = Text("zh")
NAME, PHONE = "陈桂兰", "13905331234"
SAID = ["共青团西路路灯不亮", "照片在这里", "昨晚还是没亮", "明天去修", "修好了请看看", "并没有修好"]
FIELD = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*"|[\w.:@/+-]+)(?: |$)')


async def walk(bench: Bench, invitation: str) -> int:
    """A case from its first word to its rating. Returns the number of an update in it."""
    officer, resident = await bench.phone("联络员"), await bench.phone(NAME, username="guilan_chen")
    await agree(officer, f"/start i_{invitation}")
    await agree(resident, "/start s_zd-fujia")
    await resident.say(SAID[0])
    await resident.hear(SAID[0])
    await resident.send_photo(caption=SAID[1])
    await resident.hear(SAID[1])
    await resident.send_contact(phone_number=PHONE)
    await resident.press(ZH("suggest.submit"))
    sent = await resident.hear("-0001")
    card = await officer.hear(SAID[0])
    await bench.fault(method="sendMessage", status=400, description="Bad Request: nonsense", count=1)
    added = await resident.say(SAID[2], reply_to=sent["message_id"])
    await bench.fault(method="sendMessage", status=502, count=1)
    await officer.say(SAID[3], reply_to=card["message_id"])
    await resident.hear(SAID[3])
    await officer.press_data(card["message_id"], "nonsense")
    await resident.block()
    await officer.say(SAID[4], reply_to=card["message_id"])
    await resident.unblock()
    await resident.say(SAID[5], reply_to=sent["message_id"])
    await officer.hear(SAID[5])
    number: int = added["update_id"]
    return number


async def agree(phone: Phone, words: str) -> None:
    await phone.say(words)
    await phone.press(ZH("start.agree"))
    await phone.hear()


@pytest.fixture(params=["text", "json"])
async def written(
    request: pytest.FixtureRequest, sandbox: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, str, int]:
    """The log of a whole walk, the invitation that it began with, and the number of an update in it."""
    monkeypatch.setenv("SHUANGLIAN_LOG__LEVEL", "debug")
    monkeypatch.setenv("SHUANGLIAN_LOG__FORMAT", request.param)
    config = write_config(tmp_path, sandbox)
    async with opened(f"sqlite:///{tmp_path}/city.db") as writer:
        await settle_town(writer)

        def invite(tx: Tx) -> str:
            from bot.clock import SystemClock

            person = people.by_ref(tx, seat(Role.OFFICER, "zd-fujia"))
            return invites.make(tx, Role.OFFICER, "zd-fujia", person, SystemClock().now()).token

        token = await writer.run(invite)
    async with Bot(config) as bot:
        assert await bot.up()
        number = await walk(sandbox, token)
        assert await bot.stop() == 0
    return bot.log.read_text(encoding="utf-8"), token, number


async def test_a_whole_walk_leaves_no_word_name_phone_or_token(written: tuple[str, str, int]) -> None:
    log, invitation, _ = written
    assert len(log.splitlines()) > 40, "it speaks at all"
    for secret in (NAME, "guilan_chen", PHONE, TOKEN, TOKEN.split(":")[1], invitation, *SAID):
        assert secret not in log
        assert json.dumps(secret)[1:-1] not in log, "not in disguise either"


async def test_a_line_an_event_and_the_number_of_the_update_from_arrival_to_answer(
    written: tuple[str, str, int],
) -> None:
    log, _, number = written
    lines = [read(line) for line in log.splitlines()]
    for line in lines:
        assert {"time", "level", "part", "event"} <= set(line)
    course = [line["event"] for line in lines if str(line.get("update")) == str(number)]
    assert [course[0], course[1]] == ["kept", "handled"]
    assert set(course) <= {"kept", "handled", "sent", "dead"} | {event for event in course if "dead letter" in event}
    assert "sent" in course


def test_a_tick_that_waits_for_the_database_is_no_line() -> None:
    """The scheduler warns of each, and a full disk would have a thousand of them."""
    words = "import logging; from bot import logs; from bot.config import LogSection; logs.begin(LogSection());"
    words += "log = logging.getLogger('apscheduler.scheduler'); log.warning('a tick waits'); log.error('a fault')"
    told = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True).stderr
    assert [read(line)["event"] for line in told.splitlines()] == ["a fault"]


@pytest.mark.parametrize("formatter", [TextFormatter, JsonFormatter])
def test_what_is_quoted_ends_no_line_and_moves_no_cursor(formatter: type[logging.Formatter]) -> None:
    odd = "a\x1b\x7f\x85\x9b2J\u2028\u2029\u202e路灯"
    written = formatter().format(logging.LogRecord("x", logging.ERROR, "x.py", 1, odd, None, None))
    assert "路灯" in written
    assert not set(odd[1:-2]) & set(written) - set("2J")
    assert len(written.splitlines()) == 1
    assert read(written)["event"] == odd


def read(line: str) -> dict[str, str]:
    """A line taken apart, of either format. Fails where it is none."""
    if line.startswith("{"):
        return dict(json.loads(line))
    found = FIELD.findall(line)
    assert " ".join(f"{name}={value}" for name, value in found) == line, line
    return {name: json.loads(value) if value.startswith('"') else value for name, value in found}
