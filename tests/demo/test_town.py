"""The demo as a visitor meets it: the real command, one town for all tests here, in the order of a visit."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.demo.cast import PINNED, cast
from bot.demo.courses import COURSES, FORMAL
from bot.demo.meeting import PLACE
from bot.demo.notice import READERS
from bot.demo.reception import TOPIC
from bot.demo.town import town
from domain.suggestions import AnswerClass, Ending, State
from domain.walkins import CHANNEL
from locales import Text
from tests.demo.loop import SHOWN, says
from tests.demo.running import COMMAND, PATIENCE, Demo, now_in, rows, started, values

ZH = Text("zh")
NOWHERE = "http://127.0.0.1:9"
OWED = """SELECT state, CASE state WHEN 'second' THEN second_due ELSE first_word_due END FROM suggestions
WHERE state IN ('desk', 'assigned', 'second')"""
BEHIND_A_PROXY = {"HTTP_PROXY": NOWHERE, "http_proxy": NOWHERE, "NO_PROXY": "", "no_proxy": ""}
SOON = timedelta(seconds=30)
NOTICE = "周六上午九点，各联络站同时接待，欢迎来坐坐。"


@dataclass
class Visit:
    """A running demo with its folder, and a line to its sandbox."""

    data: Path
    demo: Demo
    http: httpx.Client

    def users(self) -> list[dict[str, Any]]:
        """Everybody with a telephone."""
        return list(self.http.get("/sandbox/users").json())

    def chat(self, number: int) -> list[str]:
        """The words on one of the three phones that stand on the page."""
        user = [user for user in self.users() if user["pinned"]][number]
        return [self.words(message) for message in self.http.get(f"/sandbox/chats/{user['id']}").json()]

    @staticmethod
    def words(message: dict[str, Any]) -> str:
        """The words of a message, and of its buttons."""
        buttons = [b["text"] for row in message.get("reply_markup", {}).get("inline_keyboard", ()) for b in row]
        return "\n".join([message.get("text") or message.get("caption") or "", *buttons])


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    data = tmp_path_factory.mktemp("demo") / "town"
    with started("--data", str(data), **BEHIND_A_PROXY) as demo, demo.open() as http:
        yield Visit(data, demo, http)


def until(true: Callable[[], bool]) -> None:
    """Wait until something has come about."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_it_says_where_to_look(visit: Visit) -> None:
    assert visit.demo.url.startswith("http://127.0.0.1:")
    assert "moving in" in visit.demo.said
    assert "100 %" in visit.demo.said
    page = visit.http.get("/")
    assert page.headers["content-type"].startswith("text/html")


def test_cases_of_every_kind_are_there(visit: Visit) -> None:
    data = visit.data
    assert len(rows(data, "SELECT id FROM suggestions")) == len(COURSES)
    assert values(data, "SELECT state FROM suggestions") == {state.value for state in State}
    assert values(data, "SELECT answer_class FROM suggestions WHERE state = 'answered'") == set(AnswerClass)
    assert values(data, "SELECT outcome FROM suggestions WHERE outcome IS NOT NULL") == {e.value for e in Ending}
    assert values(data, "SELECT anonymous FROM suggestions") == {0, 1}
    assert values(data, "SELECT channel FROM suggestions") == {"chat", "station", "representative", CHANNEL}
    assert {"link", "chosen", "station", "constituency", "admin"} == values(data, "SELECT reason FROM suggestions")
    assert values(data, "SELECT kind FROM case_files") == {"photo", "voice"}
    assert rows(data, "SELECT id FROM suggestions WHERE latitude IS NOT NULL")
    today = datetime.now(ZH.zone).date()
    late = {state for state, due in rows(data, OWED) if due < today.isoformat()}
    assert late == {"desk", "assigned", "second"}


def test_every_part_of_the_closed_loop_stands_on_some_telephone(visit: Visit) -> None:
    ids = {user["first_name"]: user["id"] for user in visit.users()}
    missing = [
        (what, name) for what, name, key in SHOWN if not says(visit.http.get(f"/sandbox/chats/{ids[name]}").json(), key)
    ]
    assert missing == []


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_front_pages_say_on_whose(page: str) -> None:
    words = (Path(__file__).parents[2] / page).read_text(encoding="utf-8")
    table = "\n".join(line for line in words.splitlines() if line.startswith("|"))
    assert [name for _, name, _ in SHOWN if name not in table] == []


def test_what_was_done_there_is_stored(visit: Visit) -> None:
    """Beside the words: a walk-in that is taken over, who came along with a merge, measures, a template in use."""
    data = visit.data
    assert values(data, "SELECT taken_by IS NOT NULL FROM walkins") >= {1}
    assert len(rows(data, "SELECT * FROM supporters WHERE origin_id IS NOT NULL")) == 2
    assert values(data, "SELECT measure FROM measures") == {"hide", "warn", "mute"}
    assert rows(data, "SELECT id FROM measures WHERE objected_at IS NOT NULL AND decided_at IS NULL")
    assert rows(data, "SELECT id FROM persons WHERE muted_until IS NOT NULL")
    assert rows(data, "SELECT id FROM templates WHERE unit_id IS NOT NULL")
    assert rows(data, "SELECT id FROM case_messages WHERE edits_id IS NOT NULL")
    assert rows(data, "SELECT id FROM parts WHERE extension = 'granted'")
    assert rows(data, "SELECT id FROM suggestions WHERE state = 'watched' AND lead_id IS NOT NULL")
    assert values(data, "SELECT fixed FROM outcomes WHERE asked_at IS NOT NULL") >= {None, "no"}
    assert rows(data, "SELECT id FROM suggestions WHERE author_left = 1")


def test_a_station_works_in_a_group(visit: Visit) -> None:
    (group,) = visit.http.get("/sandbox/groups").json()
    assert rows(visit.data, "SELECT address, title FROM staff_groups WHERE ended_at IS NULL") == [
        (str(group["id"]), group["title"])
    ]
    said = [visit.words(message) for message in visit.http.get(f"/sandbox/chats/{group['id']}").json()]
    assert any(str(ZH("group.open")) in words for words in said)  # its first words say what that button is for


def test_a_meeting_is_planned_and_somebody_comes(visit: Visit) -> None:
    assert rows(visit.data, "SELECT state, place FROM meetings") == [("planned", PLACE)]
    assert sorted(row[0] for row in rows(visit.data, "SELECT answer FROM invited")) == ["accepted", "waiting"]


def test_a_notice_went_to_a_street_and_some_have_noted_it(visit: Visit) -> None:
    (first,) = rows(visit.data, "SELECT id, state FROM notices ORDER BY id LIMIT 1")
    assert first == (1, "sent")
    of = "FROM notice_recipients WHERE notice_id = 1"
    assert rows(visit.data, f"SELECT count(*) {of} AND noted_at IS NOT NULL") == [(len(READERS),)]
    assert rows(visit.data, f"SELECT count(*) {of} AND state = 'sent'")[0][0] > len(READERS)


def test_a_reception_is_to_come_and_somebody_is_on_duty(visit: Visit) -> None:
    assert rows(visit.data, "SELECT state, topic FROM receptions") == [("announced", TOPIC)]
    assert values(visit.data, "SELECT answer FROM reception_duties") == {"accepted"}


def test_a_formal_suggestion_is_with_a_department(visit: Visit) -> None:
    assert rows(visit.data, "SELECT state, title FROM formal") == [("assigned", FORMAL[0])]
    [number] = values(visit.data, "SELECT number FROM formal")
    assert rows(visit.data, f"SELECT id FROM suggestions WHERE formal = '{number}'")  # noqa: S608 - our own number
    assert any(number in words for words in visit.chat(0)), "the resident on the page hears of it"


def test_nothing_went_wrong_on_the_way(visit: Visit) -> None:
    assert values(visit.data, "SELECT state FROM outbox") == {"sent"}
    assert values(visit.data, "SELECT state FROM inbox") == {"done"}
    assert rows(visit.data, "SELECT id FROM events WHERE on_behalf_of IS NOT NULL")


def test_the_town_stands_at_this_moment(visit: Visit) -> None:
    clock = visit.http.get("/sandbox/clock").json()
    assert clock["controllable"]
    assert abs(now_in(visit.http) - datetime.now(UTC)) < SOON


def test_everybody_has_a_telephone_and_three_stand_on_the_page(visit: Visit) -> None:
    users, members = visit.users(), cast(town())
    assert [user["first_name"] for user in users] == [member.name for member in members]
    pinned = [(user["first_name"], user["note"]) for user in users if user["pinned"]]
    assert pinned == [("孙静", "居民 Resident"), ("李建国", "代表 Representative"), ("谢淑珍", "管理员 Administrator")]
    assert [member.ref for member in members[:3]] == list(PINNED)


def test_the_phones_show_what_to_do_next(visit: Visit) -> None:
    resident, representative, administrator = (visit.chat(number) for number in range(3))
    assert ZH("rating.satisfied") in resident[-1]
    assert any(ZH("button.see_case") in words for words in resident)
    for chat in (representative, administrator):
        assert ZH("inbox.overdue") in chat[-1]
        assert any(str(ZH("desk.new")).removeprefix("<b>").removesuffix("</b>") in words for words in chat)
    assert representative[-1].count("张店 2") >= 5


def test_a_case_of_the_zone_can_be_given_to_nobody(visit: Visit) -> None:
    administrator = [user for user in visit.users() if user["pinned"]][2]["id"]
    messages = visit.http.get(f"/sandbox/chats/{administrator}").json()
    message, data = next(
        (message["message_id"], button["callback_data"])
        for message in reversed(messages)
        for row in message.get("reply_markup", {}).get("inline_keyboard", ())
        for button in row
        if button["text"] == ZH("button.assign")
    )
    answer = visit.http.post(f"/sandbox/chats/{administrator}/press", json={"message_id": message, "data": data})
    assert answer.json()["text"] == ZH("desk.no_peers")
    assert answer.json()["show_alert"]


def test_the_administrator_sends_a_notice_to_all_and_one_watches_it_arrive(visit: Visit) -> None:
    administrator = [user for user in visit.users() if user["pinned"]][2]["id"]
    chat = f"/sandbox/chats/{administrator}"

    def pressed(label: str) -> bool:
        """Press a button, if it is there."""
        for message in reversed(visit.http.get(chat).json()):
            for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
                for button in row:
                    if button["text"] == label:
                        pressed = {"message_id": message["message_id"], "data": button["callback_data"]}
                        assert visit.http.post(f"{chat}/press", json=pressed).is_success
                        return True
        return False

    def press(label: str) -> None:
        """As soon as a button is there."""
        until(lambda: pressed(label))

    visit.http.post(f"{chat}/text", json={"text": "/notice"})
    press(ZH("notice.new"))
    visit.http.post(f"{chat}/text", json={"text": NOTICE})
    press(ZH("notice.preview"))
    press(ZH("notice.send"))
    until(lambda: rows(visit.data, "SELECT state FROM notices ORDER BY id")[-1] == ("sent",))
    newest = "FROM notice_recipients WHERE notice_id = (SELECT max(id) FROM notices)"
    reached = len(rows(visit.data, f"SELECT id {newest} AND state = 'sent'"))
    assert reached == len(rows(visit.data, f"SELECT id {newest}")) > 50
    assert all(any(NOTICE in words for words in visit.chat(number)) for number in range(3))
    told = str(ZH("notice.n_sent", n=reached, total=reached))
    until(lambda: any(ZH("notice.state_sent") in words and told in words for words in visit.chat(2)))


def test_the_other_commands_work_on_it(visit: Visit) -> None:
    config = str(visit.data / "config.toml")
    asked = subprocess.run([COMMAND, "doctor", "--json", "--config", config], capture_output=True, check=False)
    found = {finding["name"]: finding["well"] for finding in json.loads(asked.stdout)}
    assert all(
        found[name]
        for name in ("configuration", "rights", "database", "seals", "sealing", "parked", "token", "webhook")
    )
    invited = subprocess.run(
        [COMMAND, "invite", "--role", "officer", "--unit", "zd-heping", "--json", "--config", config],
        capture_output=True, check=True,
    )  # fmt: skip
    assert "?start=i_" in json.loads(invited.stdout)["link"]


def test_a_second_demo_in_the_same_folder_is_refused(visit: Visit) -> None:
    with started("--data", str(visit.data)) as second:
        complaint = second.end()
    assert second.process.returncode == 1
    assert complaint.count("\n") == 1
    assert "already" in complaint


def test_time_passes_and_reminders_come_on_their_day(visit: Visit) -> None:
    before = len(visit.chat(0))
    then = now_in(visit.http) + timedelta(days=8)
    assert visit.http.post("/sandbox/clock", json={"now": then.isoformat()}).status_code == 200
    assert abs(now_in(visit.http) - then) < SOON
    new = visit.chat(0)[before:]
    assert any(ZH("button.rate") in words for words in new)
    user = next(user for user in visit.users() if user["pinned"])
    message = visit.http.get(f"/sandbox/chats/{user['id']}").json()[before]
    assert datetime.fromtimestamp(message["date"], UTC) < then - timedelta(hours=1)
    past = then - timedelta(days=1)
    assert visit.http.post("/sandbox/clock", json={"now": past.isoformat()}).status_code == 409


def test_it_ends_cleanly_and_goes_on_where_it_was(visit: Visit) -> None:
    then, cases = now_in(visit.http), len(rows(visit.data, "SELECT id FROM suggestions"))
    talk = visit.chat(0)
    code, seconds, complaint = visit.demo.stop()
    assert (code, complaint) == (0, "")
    assert seconds < visit.demo.ends_within
    with started("--data", str(visit.data)) as again, again.open() as http:
        assert "moving in" not in again.said
        assert timedelta() <= now_in(http) - then < timedelta(minutes=2)
        assert Visit(visit.data, again, http).chat(0) == talk
        assert f'base_url = "{again.url}/bot"' in (visit.data / "config.toml").read_text(encoding="utf-8")
    assert len(rows(visit.data, "SELECT id FROM suggestions")) == cases
