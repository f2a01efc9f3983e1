"""Where somebody lives: by buttons with pages, by a position, and again; and the representative's card."""

import re

from storage import units
from storage.tx import Tx
from tests.support.city import AGREE, City, seats
from tests.support.sandbox import Phone, text_of
from tests.walk.steps import EN, HOME, ZH, count, officer

FUJIA = (36.76553, 118.03241)


async def newcomer(city: City, language: str = "zh") -> Phone:
    """Somebody who agreed and is asked where they live."""
    phone = await city.bench.phone("刘师傅", language)
    await phone.say("/start")
    await phone.hear()
    await phone.press(AGREE[language])
    await phone.hear((EN if language == "en" else ZH)("place.ask"))
    return phone


async def many_communities(city: City) -> list[str]:
    """Twenty more communities below Fujia. All names there, in the order of their codes."""

    def job(tx: Tx) -> list[str]:
        home = units.by_code(tx, HOME)
        assert home is not None
        for number in range(20):
            row = f"'zd-new-{number:02}', '新村{number + 1}', 'community', {home.id}"
            tx.connection.execute(f"INSERT INTO units (code, name, kind, parent_id) VALUES ({row})")  # noqa: S608
        return [unit.name for unit in units.children(tx, home.id, city.clock.now().date())]

    return await city.bot.writer.run(job)


async def test_long_lists_have_pages(city: City) -> None:
    names = await many_communities(city)
    phone = await newcomer(city)
    await phone.press("张店区")
    await phone.press("傅家镇")
    await city.bot.settle()
    messages = await count(phone)
    seen: list[str] = []
    for _ in range(3):
        labels = [label for label in await shown(phone) if label in names]
        assert len(labels) <= 8
        seen += labels
        if ZH("page.on") in await shown(phone):
            await phone.press(ZH("page.on"))
            await city.bot.settle()
    assert seen == names
    await phone.press(ZH("page.back"))
    await city.bot.settle()
    await phone.press(ZH("page.back"))
    await city.bot.settle()
    assert [label for label in await shown(phone) if label in names] == names[:8]
    await phone.press(ZH("place.up"))
    await city.bot.settle()
    assert "和平街道" in await shown(phone)
    assert await count(phone) == messages  # all of it on one card


async def shown(phone: Phone) -> list[str]:
    """The labels under the newest message that has any."""
    messages = [m for m in await phone.messages() if (m.get("reply_markup") or {}).get("inline_keyboard")]
    return [button["text"] for row in messages[-1]["reply_markup"]["inline_keyboard"] for button in row]


async def test_a_level_itself_can_be_the_home(city: City) -> None:
    phone = await newcomer(city)
    await phone.press("张店区")
    await phone.press("和平街道")
    await phone.press(ZH("place.here", unit="和平街道"))
    card = text_of(await phone.hear(ZH("start.what_now")))
    assert ZH("start.home", unit="和平街道").replace("<b>", "").replace("</b>", "") in card
    assert "和平街道民情联络站" in card


async def test_a_position_finds_the_nearest_stations(city: City) -> None:
    phone = await newcomer(city)
    await phone.press(ZH("place.by_position"))
    await phone.hear(ZH("place.ask_position")[:10])
    assert (await phone.state())["reply_keyboard"]["keyboard"][0][0]["request_location"]
    await phone.send_location(*FUJIA)
    await phone.hear(ZH("place.near"))
    assert (await phone.state())["reply_keyboard"] is None
    stations = phone.buttons()[:-1]
    assert stations[0].startswith("傅家镇民情联络站 · 0 米")
    metres = [
        float(m[1]) * (1 if m[2] == "米" else 1000) for s in stations if (m := re.search(r"([\d.]+) (米|公里)", s))
    ]
    assert metres == sorted(metres)
    assert len(metres) == 5
    await phone.press(stations[0])
    assert "傅家镇" in text_of(await phone.hear(ZH("start.what_now")))
    assert "36.76553" not in await city.all_rows()  # the position was used once and not kept


async def test_a_position_in_english_and_back_to_the_list(city: City) -> None:
    phone = await newcomer(city, "en")
    await phone.press(EN("place.by_position"))
    await phone.press(EN("place.share"))
    await phone.hear(EN("place.near"))
    assert " km" in phone.buttons()[1]
    await phone.press(EN("place.by_list"))
    await phone.hear(EN("place.ask"))


async def test_a_position_works_without_asking_for_it_first(city: City) -> None:
    phone = await newcomer(city)
    await phone.send_location(*FUJIA)
    await phone.hear(ZH("place.near"))


async def test_a_position_after_restart_of_the_question(city: City) -> None:
    """The big button is taken away also by whoever chooses from the list after all."""
    phone = await newcomer(city)
    await phone.press(ZH("place.by_position"))
    await phone.hear(ZH("place.ask_position")[:10])
    await phone.say("/place")
    await phone.hear(ZH("place.ask"))
    for name in ("张店区", "傅家镇", "傅家村"):
        await phone.press(name)
    await phone.hear(ZH("start.what_now"))
    assert (await phone.state())["reply_keyboard"] is None


async def test_moving(city: City) -> None:
    phone = await city.resident("刘师傅")
    await phone.say("/representative")
    assert "傅家镇" in text_of(await phone.hear(ZH("start.what_now")))
    await phone.say("/place")
    await phone.hear(ZH("place.ask"))
    for name in ("临淄区", "齐都镇", "西关村"):
        await phone.press(name)
    card = text_of(await phone.hear(ZH("start.what_now")))
    assert "西关村" in card
    assert "齐都镇民情联络站" in card


async def test_the_portrait_is_on_the_card(city: City) -> None:
    representative = await city.staff(seats(HOME)[0])
    await representative.say("/portrait")
    await representative.hear(ZH("portrait.ask"))
    await representative.say("马上")
    await representative.hear(ZH("hint.photo"))
    await representative.send_photo()
    await representative.hear(ZH("portrait.kept"))
    resident = await city.resident("刘师傅")
    await resident.say("/representative")
    card = await resident.hear(ZH("start.what_now"))
    assert representative.name in text_of(card)
    assert card["photo"]
    assert resident.buttons()[0] == ZH("button.suggest")


async def test_portraits_are_for_representatives(city: City) -> None:
    for phone in (await city.resident("刘师傅"), await officer(city)):
        await phone.say("/portrait")
        await phone.hear(ZH("refused.not_representative"))
        await phone.send_photo()
        await phone.hear(ZH("suggest.preview_title").removeprefix("<b>").removesuffix("</b>"))  # a suggestion begins
