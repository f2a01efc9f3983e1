"""/notice over HTTP: an administrator writes one and sends it, and everybody gets it once."""

import io
from typing import Any

from openpyxl import load_workbook
from telegram import Bot

from domain.people import Role
from handlers.codes import code
from tests.support.city import City, seats
from tests.support.hall import HOME, seat
from tests.support.sandbox import TOKEN, Json, Phone, text_of
from tests.walk.steps import ZH, part

WORDS = "周六上午九点,代表在湖光社区接待"


async def admin(city: City) -> Phone:
    return await city.staff(seat(Role.ADMIN, "zhangdian"), Role.ADMIN, "zhangdian")


async def formatted(city: City, phone: Phone, text: str, *entities: Json, **more: Any) -> None:
    """Words with marks, as a telephone sends them."""
    message = {
        "message_id": 900_000 + len(text), "date": 1, "chat": {"id": phone.id, "type": "private"},
        "from": {"id": phone.id, "is_bot": False, "first_name": phone.name}, "text": text,
        "entities": list(entities), **more,
    }  # fmt: skip
    await city.bench.post("updates", {"message": message})


async def to_residents(who: Phone) -> None:
    """Narrow it to residents."""
    await who.press(ZH("notice.whom"))
    await who.press(ZH("notice.by_group"))
    await who.press(ZH("notice.group_residents"))
    await who.press(ZH("notice.done"))
    await who.hear(ZH("notice.group_residents"))


async def test_an_administrator_sends_a_notice_to_all_residents(city: City) -> None:
    boss = await admin(city)
    people = [await city.resident(name) for name in ("陈桂兰", "刘师傅", "赵敏")]
    away = await city.staff(seats(HOME)[0])
    await boss.say("/notice")
    await boss.hear(ZH("notice.list_empty").split("。")[-2])
    await boss.press(ZH("notice.new"))
    await boss.hear(part(ZH, "notice.ask_words"))
    bold = {"type": "bold", "offset": 0, "length": 6}
    link = {"type": "text_link", "offset": 7, "length": 2, "url": "https://example.cn/a?b=1&c=2"}
    await formatted(city, boss, WORDS, bold, link)
    await boss.hear(WORDS)
    await boss.press(ZH("notice.parts"))
    await boss.press(ZH("notice.ask_noted"))
    await boss.press(ZH("button.back"))
    await boss.press(ZH("notice.preview"))
    await boss.hear(WORDS)
    await boss.press(ZH("notice.back_to_draft"))
    await to_residents(boss)
    await boss.press(ZH("notice.preview"))
    shown = await boss.hear("· 通知\n")
    await boss.press(ZH("notice.send"))
    await city.bot.settle()
    await city.later(seconds=10)
    for phone in people:
        got = await phone.hear(WORDS)
        assert text_of(got) == text_of(shown)
        assert [entity["type"] for entity in got["entities"]][-2:] == ["bold", "text_link"]
        assert got["entities"][-1]["url"] == "https://example.cn/a?b=1&c=2"
    await city.later(seconds=10)
    card = await last(boss, ZH("notice.state_sent"))
    assert ZH("notice.n_sent", n=4, total=4) in text_of(card)
    assert len([m for m in await people[0].messages() if WORDS in text_of(m)]) == 1
    told = await people[0].press(ZH("notice.note"))
    assert told["text"] == ZH("notice.noted")
    assert (await people[0].press(ZH("notice.note")))["text"] == ZH("notice.noted_before")
    assert WORDS in "".join(text_of(m) for m in await away.messages())  # a representative lives there as well


async def last(phone: Phone, containing: str) -> Json:
    """The newest message of a chat that contains these words."""
    found = [message for message in await phone.messages() if containing in text_of(message)]
    assert found, await phone.transcript()
    return found[-1]


async def send_album(city: City, boss: Phone) -> None:
    """A notice of two photos to the residents, sent."""
    await boss.say("/notice")
    await boss.press(ZH("notice.new"))
    await boss.hear(part(ZH, "notice.ask_words"))
    await boss.send_photo(caption=WORDS, media_group="a")
    await boss.send_photo(media_group="a")
    await boss.hear(ZH.count("files.photo", 2))
    await to_residents(boss)
    await boss.press(ZH("notice.preview"))
    await boss.press(ZH("notice.send"))
    await city.bot.settle()
    await city.later(seconds=10)


async def test_a_notice_with_an_album_and_one_with_a_photo(city: City) -> None:
    boss, resident = await admin(city), await city.resident("陈桂兰")
    await send_album(city, boss)
    await resident.hear(WORDS)
    album = [message for message in await resident.messages() if "media_group_id" in message]
    assert len(album) == 2
    assert len({message["media_group_id"] for message in album}) == 1


async def test_residents_choose_the_kinds_they_get(city: City) -> None:
    boss, resident, other = await admin(city), await city.resident("陈桂兰"), await city.resident("刘师傅")
    await resident.say("/mute")
    await resident.hear("您收哪些通知")
    await resident.press(ZH("notices.mute", kind=ZH("notice.kind_news")))
    await resident.hear(ZH("notices.off", kind=ZH("notice.kind_news")))
    await boss.say("/notice")
    await boss.press(ZH("notice.new"))
    await boss.hear(part(ZH, "notice.ask_words"))
    await boss.say(WORDS)
    await boss.hear(WORDS)
    await to_residents(boss)
    await boss.press(ZH("notice.preview"))
    await boss.hear(ZH.count("notice.muted", 1))
    await boss.press(ZH("notice.send"))
    await city.bot.settle()
    await city.later(seconds=10)
    await other.hear(WORDS)
    assert WORDS not in "".join(text_of(message) for message in await resident.messages())


async def test_a_forged_press_on_somebody_elses_notice_is_refused(city: City) -> None:
    boss, resident = await admin(city), await city.resident("陈桂兰")
    await boss.say("/notice")
    await boss.press(ZH("notice.new"))
    await boss.hear(part(ZH, "notice.ask_words"))
    await boss.say(WORDS)
    await boss.hear(WORDS)
    some = (await resident.messages())[-1]["message_id"]
    await resident.press_data(some, code("notice.send", 1, 1))
    await resident.hear(ZH("refused.no_notices"))
    await city.later(seconds=10)
    assert WORDS not in "".join(text_of(message) for message in await resident.messages())


async def sent(city: City, boss: Phone, words: str = WORDS) -> None:
    """A notice to all residents, which all have."""
    await boss.say("/notice")
    await boss.press(ZH("notice.new"))
    await boss.hear(part(ZH, "notice.ask_words"))
    await boss.say(words)
    await boss.hear(words)
    await to_residents(boss)
    await boss.press(ZH("notice.preview"))
    await boss.press(ZH("notice.send"))
    await city.bot.settle()
    await city.later(seconds=10)


async def said(phone: Phone) -> str:
    """All that stands in a chat now."""
    return "\n".join(text_of(message) for message in await phone.messages())


async def test_what_was_sent_is_corrected_in_place_and_then_withdrawn(city: City) -> None:
    boss, young, old = await admin(city), await city.resident("陈桂兰"), await city.resident("刘师傅")
    gone = await city.resident("赵敏")
    await sent(city, boss)
    got = await young.hear(WORDS)
    thrown = (await gone.hear(WORDS))["message_id"]
    assert (await city.bench.call("deleteMessage", chat_id=gone.id, message_id=thrown))["ok"]
    await boss.press(ZH("notice.correct", language=ZH("language.zh")))
    await boss.hear(part(ZH, "notice.ask_correct"))
    await boss.say("更正：改到周日上午九点")
    await city.bot.settle()
    await city.later(seconds=10)
    for phone in (young, old):
        assert WORDS not in await said(phone)
    assert "改到周日" not in await said(gone), "what its reader threw away stays away"
    changed = await last(young, "改到周日")
    assert changed["message_id"] == got["message_id"]
    await boss.press(ZH("notice.withdraw"))
    await boss.press(ZH("notice.withdraw_yes"))
    await city.bot.settle()
    await city.later(seconds=10)
    for phone in (young, old):
        assert "改到周日" not in await said(phone)
        assert ZH("notice.withdrawn") not in await said(phone)


async def test_after_two_days_a_document_gives_way_to_one_that_only_says_it_was_withdrawn(city: City) -> None:
    boss, resident = await admin(city), await city.resident("陈桂兰")
    await boss.say("/notice")
    await boss.press(ZH("notice.new"))
    await boss.hear(part(ZH, "notice.ask_words"))
    await boss.send_document("时间表.csv", b"a,b\n", "text/csv", caption=WORDS)
    await boss.hear(WORDS)
    await to_residents(boss)
    await boss.press(ZH("notice.preview"))
    await boss.press(ZH("notice.send"))
    await city.bot.settle()
    await city.later(seconds=10)
    got = await resident.hear(WORDS)
    await city.later(days=3)
    await boss.press(ZH("notice.withdraw"))
    await boss.press(ZH("notice.withdraw_yes"))
    await city.bot.settle()
    await city.later(seconds=10)
    assert WORDS not in await said(resident)
    now = await last(resident, ZH("notice.withdrawn"))
    assert now["message_id"] == got["message_id"]
    assert (got["document"]["file_name"], now["document"]["file_name"]) == ("时间表.csv", "withdrawn.txt")


async def test_after_two_days_every_picture_of_an_album_gives_way_to_an_empty_one(city: City) -> None:
    boss, resident = await admin(city), await city.resident("陈桂兰")
    await send_album(city, boss)
    await resident.hear(WORDS)
    before = [message for message in await resident.messages() if "media_group_id" in message]
    ids = [message["message_id"] for message in before]
    await city.later(days=3)
    await boss.press(ZH("notice.withdraw"))
    await boss.hear("Telegram")
    await boss.press(ZH("notice.withdraw_yes"))
    await city.bot.settle()
    await city.later(seconds=10)
    after = [message for message in await resident.messages() if "media_group_id" in message]
    assert [message["message_id"] for message in after] == ids
    assert not {photo(message) for message in after} & {photo(message) for message in before}
    assert WORDS not in await said(resident)
    assert (await said(resident)).count(ZH("notice.withdrawn")) == 3
    await last(boss, ZH("notice.withdrawn_late"))


def photo(message: Json) -> str:
    return str(message["photo"][-1]["file_unique_id"])


async def test_who_blocked_the_bot_stands_in_the_report(city: City) -> None:
    boss, resident, gone = await admin(city), await city.resident("陈桂兰"), await city.resident("刘师傅")
    await gone.block()
    await sent(city, boss)
    await city.later(seconds=10)
    await resident.hear(WORDS)
    await boss.press(ZH("notice.report"))
    report = text_of(await boss.hear(ZH("notice.why_unreachable")))
    assert ZH.count("notice.residents", 1) in report
    assert "刘师傅" not in report
    await boss.press(ZH("notice.as_table"))
    paper = (await boss.hear(part(ZH, "notice.table")))["document"]
    async with Bot(TOKEN, base_url=city.bench.base_url, base_file_url=city.bench.base_file_url) as bot:
        content = bytes(await (await bot.get_file(paper["file_id"])).download_as_bytearray())
    rows = list(load_workbook(io.BytesIO(content)).active.values)
    assert paper["file_name"].endswith(".xlsx")
    assert ZH("notice.why_unreachable") in rows[1]
