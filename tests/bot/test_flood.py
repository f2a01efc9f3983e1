"""How much one chat may write in a minute: told once, an album is one, and what waited at Telegram is no flood."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.flood import Flood
from tests.support.city import City, seats
from tests.support.sandbox import text_of
from tests.walk.steps import HOME, ZH, part, quiet

NOW = datetime(2026, 12, 1, 2, tzinfo=UTC)
NUMBERS = iter(range(1, 10**6))


def words(second: float = 0, chat: int = 5, **more: Any) -> dict[str, Any]:
    sent = int((NOW + timedelta(seconds=second)).timestamp())
    return {"update_id": next(NUMBERS), "message": {"chat": {"id": chat}, "date": sent, "text": "x", **more}}


def refused(flood: Flood, *updates: dict[str, Any]) -> list[bool]:
    return [flood.refuses(update, NOW) for update in updates]


def test_so_many_a_minute_and_no_more() -> None:
    flood = Flood(3)
    assert refused(flood, *(words(n) for n in (0, 1, 2, 3, 59))) == [False] * 3 + [True] * 2
    assert refused(flood, words(60), words(60)) == [False, True]
    assert refused(flood, words(3, chat=6)) == [False], "nobody else waits for it"


def test_its_sender_is_told_once_a_flood() -> None:
    flood = Flood(1)
    many = [words(n) for n in (0, 1, 2, 60, 61)]
    assert [flood.refuses(one, NOW) and flood.is_news(one) for one in many] == [False, True, False, False, True]


def test_an_album_is_one_message_and_comes_whole() -> None:
    flood = Flood(2)
    album = [words(1, media_group_id="a") for _ in range(10)]
    assert refused(flood, words(), *album) == [False] * 11
    late = [words(2, media_group_id="b") for _ in range(10)]
    assert refused(flood, *late) == [True] * 10
    assert [flood.is_news(one) for one in late] == [True] + [False] * 9


def test_a_job_that_is_tried_again_gets_the_same_answer() -> None:
    flood, first, second = Flood(1), words(), words()
    assert refused(flood, first, second, first, second) == [False, True, False, True]
    assert flood.is_news(second)


def test_presses_and_edits_do_not_count() -> None:
    flood = Flood(1)
    press = {"update_id": 7, "callback_query": {"from": {"id": 5}, "message": {"chat": {"id": 5}}}}
    edit = {"update_id": 8, "edited_message": {"chat": {"id": 5}, "date": 1}}
    assert refused(flood, words(), press, edit, press) == [False] * 4


def test_what_waited_while_nobody_listened_is_no_flood() -> None:
    flood = Flood(2)
    assert refused(flood, *(words(90 * n) for n in range(50))) == [False] * 50


def test_a_date_that_is_none_counts_as_now() -> None:
    flood = Flood(1)
    assert refused(flood, words(date="gestern"), words(date=None)) == [False, True]


def test_silent_chats_are_forgotten() -> None:
    flood = Flood(3)
    refused(flood, *(words(n, chat=n) for n in range(5000)))
    assert len(flood._chats) <= 61


async def test_a_flood_is_answered_kindly_once_and_nothing_before_it_is_lost(city: City) -> None:
    most = city.config.limits.messages_a_minute
    resident = await city.resident("陈桂兰")
    await resident.say("路灯全黑")
    await resident.hear("路灯全黑")
    for n in range(most + 5):
        await resident.say(f"第{n}句")
    await city.bot.settle()
    warned = [m for m in await resident.messages() if part(ZH, "limit.messages") in text_of(m)]
    assert len(warned) == 1
    await quiet(city, resident)
    await resident.press(ZH("suggest.submit"))
    sent = text_of(await resident.hear(part(ZH, "suggest.first_word")))
    assert "2026-0001" in sent
    assert "第9句" in await city.all_rows_of("case_messages")


def test_what_is_kept_all_the_same_is_not_the_first_that_is_refused() -> None:
    flood = Flood(1)
    kept, first, second = words(), words(), words()
    assert refused(flood, words(), kept, kept) == [False, True, True]
    flood.spare(kept)
    assert not flood.is_news(kept)
    assert refused(flood, first, second) == [True, True]
    assert flood.is_news(first)
    assert not flood.is_news(second)


async def test_nothing_that_is_said_in_a_case_is_lost(city: City) -> None:
    """Replies in a case beyond what one may write in a minute are kept, and told of once."""
    most = city.config.limits.messages_a_minute
    resident, representative = await city.resident("陈桂兰"), await city.staff(seats(HOME)[0])
    await resident.say("路灯全黑")
    await resident.hear("路灯全黑")
    await resident.press(ZH("suggest.submit"))
    await resident.hear(part(ZH, "suggest.first_word"))
    await representative.hear("路灯全黑")
    await quiet(city, representative)
    await representative.press(ZH("button.write"))
    await representative.say("在哪一段？")
    question = await resident.hear("在哪一段？")
    for n in range(most + 5):
        await resident.say(f"回答第{n}句", reply_to=question["message_id"])
    await city.bot.settle()
    stored = await city.all_rows_of("case_messages")
    assert [n for n in range(most + 5) if f"回答第{n}句" not in stored] == []
    told = [text_of(message) for message in await resident.messages()]
    assert len([words_ for words_ in told if part(ZH, "limit.slow") in words_]) == 1
    assert not any(part(ZH, "limit.messages") in words_ for words_ in told)
    await resident.say("另起一件事")
    await resident.hear(part(ZH, "limit.messages"))
