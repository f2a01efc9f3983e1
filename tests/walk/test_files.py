"""Photos, voice messages and documents of a suggestion: alone, together, and too many."""

import asyncio

from tests.support.city import City
from tests.support.sandbox import Phone, text_of
from tests.walk.steps import NUMBER, ZH, both, count, officer, part, said_to

TITLE = part(ZH, "suggest.preview_title")
PAUSE = 1.5  # seconds that an album is waited for


async def kinds(phone: Phone) -> list[str]:
    """What files the bot sent, in order."""
    found = [m for m in await phone.messages() if m["from"]["is_bot"]]
    return [kind for m in found for kind in ("photo", "voice", "document") if kind in m]


async def test_a_voice_message_alone_and_what_it_said(city: City) -> None:
    resident = await city.resident("陈桂兰")
    helper = await officer(city)
    await resident.send_voice()
    shown = text_of(await resident.hear(TITLE))
    assert ZH.count("files.voice", 1) in shown
    await resident.press(ZH("suggest.submit"))
    await resident.hear(NUMBER)
    await helper.hear(NUMBER)
    assert await kinds(helper) == ["voice"]
    assert ZH("button.transcribe") in helper.buttons()


async def test_a_photo_alone(city: City) -> None:
    resident = await city.resident("陈桂兰")
    helper = await officer(city)
    await resident.send_photo()
    await resident.hear(TITLE)
    await resident.press(ZH("suggest.submit"))
    await helper.hear(part(ZH, "case.no_words"))
    assert await kinds(helper) == ["photo"]


async def test_a_document_alone_is_not_enough(city: City) -> None:
    phone = await city.resident("陈桂兰")
    await phone.send_document()
    await phone.hear(ZH("suggest.say_something"))
    await phone.say("/cancel")
    await phone.hear(ZH("cancel.kept"))
    await phone.say("/new")
    await phone.hear(part(ZH, "suggest.resume"))
    await phone.press(ZH("suggest.go_on"))
    await phone.hear(ZH("suggest.say_something"))
    await phone.say("清单里的路灯都不亮")
    assert ZH.count("files.document", 1) in text_of(await phone.hear(TITLE))


async def test_documents_as_an_album_are_asked_for_words_once(city: City) -> None:
    phone = await city.resident("陈桂兰")
    await asyncio.gather(*(phone.send_document(media_group="D") for _ in range(3)))
    await phone.hear(ZH("suggest.say_something"))
    await city.bot.settle()
    assert (await said_to(phone)).count(ZH("suggest.say_something")) == 1


async def test_an_album_is_answered_once_and_stays_together(city: City) -> None:
    resident, representative = await both(city)
    await resident.say("桥头的路灯不亮")
    await resident.hear(TITLE)
    before = await count(resident)
    for number in range(3):
        await resident.send_photo(media_group="A", caption="从桥上看" if not number else "")
    shown = text_of(await resident.hear("从桥上看"))
    assert ZH.count("files.photo", 3) in shown
    assert await count(resident) == before + 4  # three photos and one answer
    await resident.press(ZH("suggest.submit"))
    await representative.hear(NUMBER)
    album = [m for m in await representative.messages() if "photo" in m]
    assert len(album) == 3
    assert len({m["media_group_id"] for m in album}) == 1


async def test_everything_together(city: City) -> None:
    resident, representative = await both(city)
    await resident.say("桥头的路灯不亮")
    await resident.hear(TITLE)
    await resident.send_photo()
    await resident.send_voice()
    await resident.send_document()
    await resident.send_photo()
    await city.bot.settle()
    await resident.press(ZH("suggest.submit"))
    await representative.hear(NUMBER)
    assert sorted(await kinds(representative)) == ["document", "photo", "photo", "voice"]


async def test_ten_files_and_one_more(city: City) -> None:
    phone = await city.resident("陈桂兰")
    for _ in range(10):
        await phone.send_photo()
    await phone.hear(ZH.count("files.photo", 10))
    await phone.send_photo()
    await phone.hear(ZH("suggest.files_full", n=10))
    await phone.press(ZH("suggest.drop_file"))
    await phone.hear(ZH.count("files.photo", 9))
    await phone.send_document()
    await phone.hear(ZH.count("files.document", 1))
    for _ in range(2):  # each one too many is answered, also at the same state of the draft
        await phone.send_voice()
        await phone.hear(ZH("suggest.files_full", n=10))


async def test_an_album_too_many_is_answered_once(city: City) -> None:
    phone = await city.resident("陈桂兰")
    for _ in range(9):
        await phone.send_photo()
    await phone.hear(ZH.count("files.photo", 9))
    for _ in range(4):
        await phone.send_photo(media_group="B")
    await phone.hear(ZH("suggest.files_full", n=10))
    await asyncio.sleep(PAUSE)
    await city.bot.settle()
    assert (await said_to(phone)).count(ZH("suggest.files_full", n=10)) == 1


async def test_the_limit_is_told_in_the_next_suggestion_too(city: City) -> None:
    phone = await city.resident("陈桂兰")
    for _ in range(2):
        for _ in range(10):
            await phone.send_photo()
        await phone.hear(ZH.count("files.photo", 10))
        await phone.send_photo()
        await phone.hear(ZH("suggest.files_full", n=10))
        await phone.press(ZH("suggest.submit"))
        await phone.hear(" 2026-0")


async def test_dropping_a_file_down_to_nothing_asks_for_words(city: City) -> None:
    phone = await city.resident("陈桂兰")
    await phone.send_photo()
    await phone.hear(TITLE)
    await phone.press(ZH("suggest.drop_file"))
    await phone.hear(ZH("suggest.say_something"))


async def test_the_representative_sees_no_documents_of_somebody_anonymous(city: City) -> None:
    resident, representative = await both(city)
    await resident.say("桥头的路灯不亮")
    await resident.hear(TITLE)
    await resident.send_document("陈桂兰的清单.csv")
    await resident.hear(ZH.count("files.document", 1))
    await resident.send_photo()
    await resident.hear(ZH.count("files.photo", 1))
    await resident.press(ZH("suggest.who"))
    await resident.press(ZH("suggest.hide_name"))
    await resident.hear(ZH("suggest.line_hidden"))
    await resident.press(ZH("suggest.submit"))
    await representative.hear(part(ZH, "desk.from_hidden"))
    assert await kinds(representative) == ["photo"]
    assert "陈桂兰" not in await representative.transcript()
