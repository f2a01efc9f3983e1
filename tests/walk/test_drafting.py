"""Writing a suggestion: few steps, everything can be changed, nothing is lost, and what is shown is what goes."""

import asyncio

from domain.categories import CATEGORIES
from tests.support.city import AGREE, City
from tests.support.sandbox import Phone, text_of
from tests.walk.steps import HOME, LIGHTS, NUMBER, ZH, both, codes, count, hand_in, part, said_to, sender

TITLE = part(ZH, "suggest.preview_title")


async def drafted(city: City, words: str = LIGHTS) -> Phone:
    """A resident who sees the preview of a suggestion."""
    phone = await city.resident("陈桂兰")
    await phone.say(words)
    await phone.hear(TITLE)
    return phone


async def previewed(city: City, phone: Phone) -> str:
    """The newest preview as it stands now; there is one with buttons, never two."""
    await city.bot.settle()
    found = [m for m in await phone.messages() if ZH("suggest.submit") in codes(m)]
    assert len(found) == 1, await phone.transcript()
    return text_of(found[0])


async def test_from_a_stations_code_to_the_number_in_four_steps_at_most(city: City) -> None:
    phone = await city.bench.phone("陈桂兰")
    steps = (
        lambda: phone.open(f"https://t.me/some_bot?start=s_{HOME}"),
        lambda: phone.press(AGREE["zh"]),
        lambda: phone.say(LIGHTS),
        lambda: phone.press(ZH("suggest.submit")),
    )
    for step in steps:
        await step()
    await phone.hear(NUMBER)


async def test_one_character_is_enough(city: City) -> None:
    phone = await drafted(city, "灯")
    await phone.press(ZH("suggest.submit"))
    await phone.hear(NUMBER)


async def test_four_thousand_characters_and_one_more(city: City) -> None:
    resident, representative = await both(city)
    await resident.say("路" * 3999)
    await resident.hear(TITLE)
    await resident.say("灯灯")  # with the line between them 4,002
    assert "2" in text_of(await resident.hear(part(ZH, "suggest.too_long")))
    await resident.press(ZH("suggest.rewrite"))
    await resident.hear(ZH("suggest.ask_rewrite"))
    await resident.say("路灯" * 2000)
    await resident.hear("路灯" * 100)
    await resident.press(ZH("suggest.submit"))
    await resident.hear(NUMBER)
    await representative.hear(NUMBER)
    whole = [text for text in await said_to(representative) if NUMBER not in text]
    assert sum(text.count("路灯") for text in whole) == 2000


async def test_four_thousand_and_one_in_one_message(city: City) -> None:
    phone = await city.resident("陈桂兰")
    await phone.say("灯" * 4001)
    assert "1" in text_of(await phone.hear(part(ZH, "suggest.too_long")))
    await phone.say("灯" * 4000)
    await phone.hear(TITLE)


async def test_wide_characters_count_as_one_and_still_arrive(city: City) -> None:
    resident, representative = await both(city)
    await resident.say("路灯" + "💡" * 1998)
    await resident.hear(TITLE)
    await resident.say("💡" * 1999)
    await resident.hear(TITLE)
    await resident.press(ZH("suggest.submit"))
    await resident.hear(NUMBER)
    await representative.hear(NUMBER)
    whole = [text for text in await said_to(representative) if NUMBER not in text]
    assert sum(text.count("💡") for text in whole) == 3997


async def test_words_in_several_messages_become_one_suggestion(city: City) -> None:
    resident, representative = await both(city)
    for words in ("桥头的路灯", "三盏都不亮", "已经一个月了"):
        await resident.say(words)
        await resident.hear(words)
    assert "桥头的路灯\n三盏都不亮\n已经一个月了" in await previewed(city, resident)
    await resident.press(ZH("suggest.submit"))
    await representative.hear("桥头的路灯\n三盏都不亮\n已经一个月了")


async def test_an_edited_message_changes_the_draft_where_it_stands(city: City) -> None:
    phone = await city.resident("陈桂兰")
    said = await phone.say("桥头的路等不亮")
    await phone.hear(TITLE)
    before = await count(phone)
    await phone.edit(said["message_id"], "桥头的路灯不亮")
    await phone.hear("桥头的路灯不亮")
    assert await count(phone) == before
    await phone.press(ZH("suggest.set_place"))
    await phone.hear(ZH("suggest.ask_place"))
    await phone.edit(said["message_id"], "桥头的三盏路灯不亮")
    await phone.hear("三盏")
    await phone.say("供销社门口")  # the step that waited still waits
    await phone.hear(ZH("suggest.line_place", place="供销社门口"))
    assert "桥头的三盏路灯不亮" in await previewed(city, phone)


async def test_an_edited_caption_and_one_that_is_taken_away(city: City) -> None:
    phone = await city.resident("陈桂兰")
    sent = await phone.send_photo(caption="这盏灯")
    await phone.hear("这盏灯")
    await phone.edit(sent["message_id"], "那盏灯")
    await phone.hear("那盏灯")
    await phone.edit(sent["message_id"], "")
    await phone.hear(ZH("suggest.line_files", files=ZH.count("files.photo", 1)))
    assert "那盏灯" not in await previewed(city, phone)


async def test_an_edit_after_handing_in_is_a_later_word(city: City) -> None:
    resident, representative = await both(city)
    said = await resident.say(LIGHTS)
    await resident.hear(TITLE)
    await resident.press(ZH("suggest.submit"))
    await resident.hear(NUMBER)
    await representative.hear(LIGHTS)
    await resident.edit(said["message_id"], "是两段路")
    await resident.hear(part(ZH, "relay.edited_original"))
    told = text_of(await representative.hear("是两段路"))
    assert NUMBER in told
    await representative.say("/inbox")
    await representative.hear(ZH("inbox.open"))
    await representative.press(next(label for label in representative.buttons() if NUMBER in label))
    card = text_of(await representative.hear(LIGHTS))
    assert ZH("said.edited", words="是两段路") in card
    await resident.say("更正：是三段路", reply_to=said["message_id"])
    await representative.hear("更正：是三段路")


async def test_the_category_is_proposed_and_can_be_corrected(city: City) -> None:
    phone = await drafted(city)
    assert ZH("suggest.line_category", category=ZH("category.streetlight")) in await previewed(city, phone)
    before = await count(phone)
    await phone.press(ZH("suggest.change_category"))
    await city.bot.settle()
    shown = (await phone.messages())[-1]
    assert len(codes(shown)) == len(CATEGORIES) + 1
    await phone.press(ZH("button.back"))
    await phone.press(ZH("suggest.change_category"))
    await phone.press(ZH("category.safety"))
    assert ZH("suggest.line_category", category=ZH("category.safety")) in await previewed(city, phone)
    assert await count(phone) == before
    await phone.say("井盖也坏了，下水反水")  # what was chosen by hand stays
    await phone.hear("井盖")
    assert ZH("suggest.line_category", category=ZH("category.safety")) in await previewed(city, phone)


async def test_the_place_in_words_on_the_map_and_as_a_venue(city: City) -> None:
    resident, representative = await both(city)
    await resident.say(LIGHTS)
    await resident.hear(ZH("suggest.line_place", place=ZH("suggest.no_place")))
    await resident.press(ZH("suggest.set_place"))
    await resident.hear(ZH("suggest.ask_place"))
    assert (await resident.state())["reply_keyboard"]
    await resident.say("共青团西路桥头")
    await resident.hear(ZH("suggest.line_place", place="共青团西路桥头"))
    assert (await resident.state())["reply_keyboard"] is None
    await resident.press(ZH("suggest.set_place"))
    await resident.press(ZH("place.share"))
    await resident.hear(ZH("suggest.line_place", place=ZH("suggest.place_on_map")))
    await city.bench.post(f"chats/{resident.id}/location",
                          {"latitude": 36.8, "longitude": 118.0, "title": "湖光小学", "address": "西六路"})  # fmt: skip
    await resident.hear(ZH("suggest.line_place", place="湖光小学"))
    await resident.press(ZH("suggest.submit"))
    await representative.hear(ZH("suggest.line_place", place="湖光小学"))
    assert any("location" in message for message in await representative.messages())


async def test_a_position_before_any_words_is_kept(city: City) -> None:
    phone = await city.resident("陈桂兰")
    await phone.send_location()
    await phone.hear(ZH("suggest.say_something"))
    await phone.say(LIGHTS)
    await phone.hear(ZH("suggest.line_place", place=ZH("suggest.place_on_map")))


async def test_anonymity_on_and_off(city: City) -> None:
    phone = await drafted(city)
    assert ZH("suggest.line_name") in await previewed(city, phone)
    await phone.press(ZH("suggest.who"))
    await phone.press(ZH("suggest.hide_name"))
    shown = await previewed(city, phone)
    assert ZH("suggest.line_hidden") in shown
    assert ZH("suggest.voice_warning") not in shown
    await phone.send_voice()
    await phone.hear(ZH("suggest.voice_warning"))
    await phone.send_document()
    await phone.hear(ZH("suggest.document_warning"))
    await phone.press(ZH("suggest.who"))
    await phone.press(ZH("suggest.show_name"))
    shown = await previewed(city, phone)
    assert ZH("suggest.line_name") in shown
    assert ZH("suggest.voice_warning") not in shown
    assert ZH("suggest.document_warning") not in shown


async def test_the_words_can_be_written_anew(city: City) -> None:
    phone = await drafted(city)
    await phone.send_photo()
    await phone.hear(TITLE)
    await phone.press(ZH("suggest.rewrite"))
    await phone.hear(ZH("suggest.ask_rewrite"))
    assert LIGHTS in await previewed(city, phone)  # the old ones stay until the new ones come
    await phone.say("桥头的灯坏了")
    await phone.hear("桥头的灯坏了")
    shown = await previewed(city, phone)
    assert LIGHTS not in shown
    assert ZH.count("files.photo", 1) in shown


async def test_throwing_away_is_asked_twice(city: City) -> None:
    phone = await drafted(city)
    before = await count(phone)
    await phone.press(ZH("suggest.discard"))
    await phone.hear(ZH("suggest.ask_discard"))
    await phone.press(ZH("suggest.keep"))
    assert LIGHTS in await previewed(city, phone)
    assert await count(phone) == before
    await phone.press(ZH("suggest.discard"))
    await phone.press(ZH("suggest.discard_yes"))
    await phone.hear(ZH("suggest.discarded"))
    await city.bot.settle()
    assert LIGHTS not in await city.all_rows_of("drafts")
    assert not any(codes(message) for message in (await phone.messages())[-3:])  # no button of it is left
    await phone.say("/new")
    await phone.hear(ZH("suggest.ask"))


async def test_submitting_twice_files_once(city: City) -> None:
    resident, representative = await both(city)
    await resident.say(LIGHTS)
    preview = await resident.hear(TITLE)
    data = codes(preview)[ZH("suggest.submit")]
    first, second = await asyncio.gather(*(resident.press_data(preview["message_id"], data) for _ in range(2)))
    assert {first["text"], second["text"]} == {ZH("suggest.sent_toast"), ZH("suggest.gone")}
    await representative.hear(NUMBER)
    await city.bot.settle()
    assert "2026-0002" not in await city.all_rows()
    assert sum(NUMBER in text for text in await said_to(representative)) == 1


async def test_the_same_press_delivered_twice_counts_once(city: City) -> None:
    phone = await drafted(city)
    preview = phone.last or {}
    query = {"id": "77", "from": sender(phone), "message": preview, "chat_instance": "1",
             "data": codes(preview)[ZH("suggest.submit")]}  # fmt: skip
    for _ in range(2):
        await city.bench.post("updates", {"update_id": 900_000_000, "callback_query": query})
    await phone.hear(NUMBER)
    await city.bot.settle()
    assert "2026-0002" not in " ".join(await said_to(phone))


async def test_a_button_of_an_older_preview_hands_nothing_in(city: City) -> None:
    phone = await drafted(city)
    old = phone.last or {}
    await phone.say("补一句：已经一个月了")
    await phone.hear("补一句")
    told = await phone.press_data(old["message_id"], codes(old)[ZH("suggest.submit")])
    assert told["text"] == ZH("button.stale")
    await phone.press(ZH("suggest.submit"))
    kept = await original(city)
    assert "补一句" in kept
    assert LIGHTS in kept


async def original(city: City) -> str:
    """The stored wording of what was handed in."""
    await city.bot.settle()
    return await city.all_rows_of("case_messages")


async def test_what_was_shown_is_what_goes(city: City) -> None:
    resident, representative = await both(city)
    await resident.say("<b>井盖</b> & 'x' \"y\" 坏了")
    await resident.hear("<b>井盖</b> & 'x' \"y\" 坏了")
    await resident.press(ZH("suggest.submit"))
    await representative.hear("<b>井盖</b> & 'x' \"y\" 坏了")


async def test_old_buttons_after_handing_in_do_no_harm(city: City) -> None:
    phone = await drafted(city)
    preview = phone.last or {}
    await phone.press(ZH("suggest.submit"))
    await phone.hear(NUMBER)
    for label, data in codes(preview).items():
        await phone.press_data(preview["message_id"], data)
        await city.bot.settle()
        assert await city.all_rows_of("suggestions") != "", label
    assert "2026-0002" not in " ".join(await said_to(phone))
    assert TITLE not in (await said_to(phone))[-1]
    await hand_in(phone, "第二件：井盖坏了")
