"""What no database could hold is mended before it is stored; nothing of an update's shape is trusted."""

import json
from typing import Any

import pytest
from telegram.error import BadRequest

from bot.envelope import LARGEST, is_talk, is_update, lane_of, read, storable
from bot.intake import Fed, Intake
from bot.request import LeanRequest, Plain
from storage.writer import Writer
from tests.bot.test_intake import text
from tests.support.city import clock_at

Json = dict[str, Any]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("\ud83d half", "\ufffd half"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("\ud83d\ude00", "\U0001f600"),
        ("nul \x00", "nul \ufffd"),
        ("a backslash and u: \\ud83d", "a backslash and u: \\ud83d"),
        ("路灯\U0001f4a1", "路灯\U0001f4a1"),
    ],
)
def test_half_characters_and_nul_are_replaced(words: str, kept: str) -> None:
    update, payload = storable(text(1, words))
    assert update["message"]["text"] == kept
    assert json.loads(payload) == update
    update, _ = storable({"update_id": 1, words: [{"deep": [words]}]})
    assert update[kept] == [{"deep": [kept]}]


@pytest.mark.parametrize("number", [2**63, 2**70, -(2**63), -(2**70)])
def test_numbers_beyond_64_bits_are_cut(number: int) -> None:
    update, _ = storable({"update_id": 1, "n": number, "list": [number], "yes": True})
    assert update == {"update_id": 1, "n": LARGEST if number > 0 else -LARGEST, "list": update["list"], "yes": True}
    assert abs(update["list"][0]) == LARGEST


@pytest.mark.parametrize("depth", [250, 300, 900])
def test_what_lies_too_deep_is_left_out(depth: int) -> None:
    """Else it could not be stored, and all that came with it would be asked for again for ever."""
    deep: Any = "x"
    for _ in range(depth):
        deep = [{"in": deep}]
    update, payload = storable({"update_id": 1, "deep": deep, "n": 7})
    assert json.loads(payload) == update
    assert (update["update_id"], update["n"], '"in"' in payload) == (1, 7, True)


def test_what_is_well_is_the_same_object() -> None:
    update = text(1, "电话 13800138000", 2**52)
    assert storable(update)[0] is update


@pytest.mark.parametrize("thing", [None, [], {}, {"update_id": "1"}, {"update_id": True}, {"update_id": 2**63}])
def test_what_has_no_number_is_no_update(thing: Any) -> None:
    assert not is_update(thing)


@pytest.mark.parametrize("who", [0, -5, "5", None, 2**63, True, [], {"id": 5}])
def test_an_account_is_a_positive_number(who: Any) -> None:
    update = {"update_id": 1, "message": {"from": {"id": who}, "chat": {"id": who}, "text": "x"}}
    assert read(update) is None
    assert lane_of(update) in ("0", "-5")


async def test_one_that_can_not_be_looked_up_hinders_no_other(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else everything that comes with it would never be stored, and be asked for again for ever."""

    def broken(*_: object) -> None:
        raise ValueError("a row that nobody can read")

    monkeypatch.setattr("bot.intake.load", broken)
    fed: list[Fed] = []
    await Intake(writer, 7, clock_at(), fed.append).keep([text(1), text(2)])
    assert [(one.arrived.update_id, one.loaded) for one in fed] == [(1, None), (2, None)]


async def test_what_can_not_be_sent_is_refused_for_good() -> None:
    """As a network error it would be tried for ever, and hold up its chat."""
    request = LeanRequest(1)
    await request.initialize()
    try:
        with pytest.raises(BadRequest, match="no request can be made"):
            await request.post("http://127.0.0.1:1/x", Plain({"chat_id": 2**70}))  # type: ignore[arg-type]
    finally:
        await request.shutdown()


GROUP = {"id": -5, "type": "supergroup"}
OURS = {"message_id": 1, "from": {"id": 77, "is_bot": True}}
TALK: tuple[tuple[str, Json, bool], ...] = (
    ("words among members", {"message": {"chat": GROUP, "text": "大家好"}}, True),
    ("a picture", {"message": {"chat": GROUP, "photo": []}}, True),
    ("an edit", {"edited_message": {"chat": GROUP, "text": "/start", "reply_to_message": OURS}}, True),
    ("a reply to somebody", {"message": {"chat": GROUP, "text": "好", "reply_to_message": {"from": {"id": 5}}}}, True),
    ("a reply to nonsense", {"message": {"chat": GROUP, "text": "好", "reply_to_message": [1]}}, True),
    ("a reply to us", {"message": {"chat": GROUP, "text": "好", "reply_to_message": OURS}}, False),
    ("a command", {"message": {"chat": GROUP, "text": "/start g_x"}}, False),
    ("growing", {"message": {"chat": GROUP, "migrate_to_chat_id": -9}}, False),
    ("a press", {"callback_query": {"message": {"chat": GROUP}}}, False),
    ("a private word", {"message": {"chat": {"id": 5, "type": "private"}, "text": "大家好"}}, False),
    ("nonsense", {"message": "x"}, False),
)


@pytest.mark.parametrize(("what", "update", "talk"), TALK, ids=[what for what, _, _ in TALK])
def test_talk_of_a_group_is_told_from_what_concerns_us(what: str, update: Json, talk: bool) -> None:
    assert is_talk({"update_id": 1, **update}, 77) is talk


def test_where_something_was_said() -> None:
    private = read({"message": {"chat": {"id": 5}, "from": {"id": 5}}})
    said = read({"message": {"chat": GROUP, "from": {"id": 5}}})
    pressed = read({"callback_query": {"id": "1", "from": {"id": 5}, "message": {"chat": GROUP}}})
    assert [one.group.address if one and one.group else None for one in (private, said, pressed)] == [None, "-5", "-5"]
