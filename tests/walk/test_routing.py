"""Who gets a suggestion, and why: in the resident's words, the same each time, and never nobody."""

from pathlib import Path

import pytest

from domain.people import Role
from domain.roster import Level
from storage import people
from storage.tx import Tx
from tests.support.city import AGREE, City, living, seats
from tests.support.sandbox import Bench, Phone, text_of
from tests.walk.steps import (
    EN,
    HOME,
    LIGHTS,
    NUMBER,
    STREET,
    TEXTS,
    ZH,
    answer,
    code_of,
    hand_in,
    office,
    officer,
    part,
)

FAR = "lz-qidu"  # a town in another district


async def link(city: City, resident: Phone, ref: str) -> str:
    """Let a representative keep a link with a resident. The representative's name."""

    def job(tx: Tx) -> str:
        keeper = people.find(tx, people.by_ref(tx, ref) or 0)
        assert keeper is not None
        found = "SELECT person_id FROM accounts WHERE address = '{}'"
        other = tx.connection.execute(found.format(resident.id)).fetchone()["person_id"]
        row = f"'residents', {keeper.id}, {other}, '2026-01-01'"
        tx.connection.execute(f"INSERT INTO links (tier, representative_id, other_id, starts) VALUES ({row})")  # noqa: S608
        return keeper.name

    return await city.bot.writer.run(job)


async def no_mandates(city: City) -> None:
    """All terms have ended."""
    await city.bot.writer.run(lambda tx: tx.connection.execute("UPDATE mandates SET ends = '2026-06-30'") and None)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_own_link_comes_first(city: City, language: str) -> None:
    t = TEXTS[language]
    resident = await city.resident("Chen", language)
    name = await link(city, resident, seats(FAR)[0])
    sent = text_of(await hand_in(resident, t=t))
    assert name in sent
    assert t("route.link") in sent


async def test_an_anonymous_case_never_follows_a_link_and_says_no_reason(city: City) -> None:
    linked, local = await city.staff(seats(FAR)[0]), await city.staff(seats(HOME)[0])
    resident = await city.resident("欧阳雪晴")
    await link(city, resident, seats(FAR)[0])
    await resident.say(LIGHTS)
    await resident.press(ZH("suggest.who"))
    await resident.press(ZH("suggest.hide_name"))
    await resident.hear(ZH("suggest.line_hidden"))
    await resident.press(ZH("suggest.submit"))
    sent = text_of(await resident.hear(NUMBER))
    assert local.name in sent
    assert part(ZH, "route.station") in sent
    card = text_of(await local.hear(NUMBER))
    assert "欧阳雪晴" not in card
    assert "为什么" not in card
    assert "固定联系" not in card
    await linked.silence()


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_stations_code(city: City, language: str) -> None:
    t = TEXTS[language]
    resident = await city.resident("Chen", language)
    sent = text_of(await hand_in(resident, t=t))
    assert t("route.station", category=t("category.streetlight")) in sent


async def test_a_code_of_a_station_elsewhere_counts_for_this_one_suggestion(city: City) -> None:
    resident = await city.resident("陈桂兰")
    await resident.say(f"/start s_{FAR}")
    await resident.hear(ZH("suggest.ask"))
    assert "临淄 2026-0001" in text_of(await hand_in(resident))
    await resident.say("/new")
    await resident.hear(ZH("suggest.ask"))
    sent = text_of(await hand_in(resident, "河滨的路灯不亮"))
    assert "张店 2026-0001" in sent
    assert ZH("route.constituency", unit="傅家镇", category=ZH("category.streetlight")) in sent


async def test_a_representatives_code_promises_nothing_that_a_link_breaks(city: City) -> None:
    code, chosen = await code_of(city, seats(HOME)[1])
    resident = await city.resident("陈桂兰")
    linked = await link(city, resident, seats(FAR)[0])
    await resident.say(f"/start r_{code}")
    asked = text_of(await resident.hear(ZH("suggest.ask")))
    sent = text_of(await hand_in(resident))
    assert linked in sent
    assert chosen not in asked


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_constituency(city: City, language: str) -> None:
    t = TEXTS[language]
    phone = await city.bench.phone("Liu", language)
    await phone.say("/start")
    await phone.press(AGREE[language])
    for name in ("张店区", "和平街道", "湖光社区"):
        await phone.press(name)
    await phone.hear(t("start.what_now"))
    sent = text_of(await hand_in(phone, t=t))
    assert t("route.constituency", unit="湖光社区", category=t("category.streetlight")) in sent


async def names(city: City, level: Level) -> list[str]:
    """The representatives of a level at Fujia's station."""
    return [(await code_of(city, ref))[1] for ref in seats(HOME, level)]


async def test_the_level_follows_the_matter_and_the_load_is_shared(city: City) -> None:
    town, district = [await names(city, level) for level in (Level.TOWN, Level.DISTRICT)]
    got = []
    for number in range(4):
        resident = await city.resident(f"居民{number}")
        sent = text_of(await hand_in(resident, "路灯不亮" if number % 2 else "暖气不热"))
        got.append(next(name for name in (*town, *district) if name in sent))
    assert got == [district[0], town[0], district[1], town[1]]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_nobody_represents_the_place_but_the_station_has_an_officer(city: City, language: str) -> None:
    t = TEXTS[language]
    await no_mandates(city)
    helper = await officer(city)
    resident = await city.resident("Chen", language)
    sent = text_of(await hand_in(resident, t=t))
    assert t("route.officer", unit="傅家镇") in sent
    await helper.hear(LIGHTS)
    assert ZH("button.answer") in helper.buttons()


async def test_no_officer_but_an_administrator(city: City) -> None:
    await no_mandates(city)
    boss = await city.staff(office(Role.ADMIN, "zhangdian"), Role.ADMIN, "zhangdian")
    resident = await city.resident("陈桂兰")
    assert ZH("route.admin", unit="傅家镇") in text_of(await hand_in(resident))
    await boss.hear(LIGHTS)


async def test_no_administrator_below_but_one_above(city: City) -> None:
    await no_mandates(city)
    boss = await city.staff(office(Role.ADMIN, "zibo"), Role.ADMIN, "zibo")
    resident = await city.resident("陈桂兰")
    assert ZH("route.admin", unit="傅家镇") in text_of(await hand_in(resident))
    await boss.hear(LIGHTS)
    await boss.say("/inbox")
    await boss.hear(part(ZH, "inbox.title_open"))
    assert NUMBER in boss.buttons()[0]


@pytest.mark.parametrize("there", [True, False], ids=["before", "after"])
async def test_nobody_but_whom_the_configuration_names(sandbox: Bench, tmp_path: Path, there: bool) -> None:
    boss = await sandbox.phone("总管")

    async def comes() -> None:
        await boss.say("/start")
        await boss.press(AGREE["zh"])
        await boss.hear(ZH("start.staff"))

    async with living(sandbox, tmp_path, access={"administrators": [boss.id]}) as city:
        await no_mandates(city)
        if there:
            await comes()
        resident = await city.resident("陈桂兰")
        assert ZH("route.configured", unit="傅家镇") in text_of(await hand_in(resident))
        if there:
            await boss.hear(LIGHTS)
        else:
            await comes()
        await boss.say("/inbox")
        await boss.hear(part(ZH, "inbox.title_open"))
        await boss.press(boss.buttons()[0])
        await boss.hear(LIGHTS)
        await answer(boss)
        await resident.hear("灯已经换好")


async def test_a_representative_without_an_account_is_served_by_the_officer(city: City) -> None:
    helper = await officer(city)
    _, name = await code_of(city, seats(HOME)[0])
    resident = await city.resident("陈桂兰")
    assert name in text_of(await hand_in(resident))
    card = text_of(await helper.hear(LIGHTS))
    assert ZH("desk.on_behalf", name=name) in card
    await helper.press(ZH("button.write"))
    await helper.hear(part(ZH, "desk.ask_words"))
    await helper.say("代表知道了，今晚去看。")
    assert ZH("who.behalf", name=name) in text_of(await resident.hear("今晚去看"))
    await answer(helper)
    assert ZH("who.behalf", name=name) in text_of(await resident.hear("灯已经换好"))


async def test_neither_representative_nor_officer_has_an_account(city: City) -> None:
    boss = await city.staff(office(Role.ADMIN, "zhangdian"), Role.ADMIN, "zhangdian")
    resident = await city.resident("陈桂兰")
    await hand_in(resident)
    await boss.hear(LIGHTS)


async def test_a_representative_who_comes_later_finds_the_case(city: City) -> None:
    resident = await city.resident("陈桂兰")
    await hand_in(resident)
    representative = await city.staff(seats(HOME)[0])
    await representative.press(ZH("button.inbox"))
    await representative.hear(part(ZH, "inbox.title_open"))
    await representative.press(representative.buttons()[0])
    await representative.hear(LIGHTS)
    await answer(representative)
    await resident.hear("灯已经换好")


async def test_a_representatives_own_suggestion_goes_to_somebody_else(city: City) -> None:
    representative = await city.staff(seats(HOME)[0])
    await representative.say(f"/start s_{HOME}")
    await representative.hear(ZH("suggest.ask"))
    sent = text_of(await hand_in(representative))
    assert representative.name not in sent
    assert (await code_of(city, seats(HOME)[1]))[1] in sent


async def test_deadlines_are_working_days(city: City) -> None:
    resident = await city.resident("陈桂兰", home=f"s_{STREET}")
    assert ZH("suggest.first_word", day="12月4日(周五)") in bold(text_of(await hand_in(resident)))
    english = await city.resident("Chen", "en", home=f"s_{STREET}")
    assert "Fri 4 Dec" in text_of(await hand_in(english, t=EN))


def bold(text: str) -> str:
    """A shown text with the mark-up of the day put back."""
    return text.replace("12月4日(周五)", "<b>12月4日(周五)</b>")
