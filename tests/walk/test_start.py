"""First words: greeting, consent, language, and what every kind of link leads to."""

from pathlib import Path

import pytest

from tests.support.city import AGREE, City, living, seats
from tests.support.sandbox import Bench, Phone, text_of
from tests.walk.steps import EN, HOME, NUMBER, STREET, ZH, code_of, count, hand_in, invitation, part, said_to

LIGHTS_ELSEWHERE = "桥头的路灯不亮"
STATION = "傅家镇民情联络站"


async def greeted(city: City, payload: str = "", language: str = "zh", **details: str) -> Phone:
    """A stranger who has just said /start."""
    phone = await city.bench.phone("陈桂兰", language, **details)
    await phone.say(f"/start {payload}".strip())
    await phone.hear()
    return phone


async def agreed(city: City, payload: str) -> Phone:
    """Somebody who came by a link and agreed; what comes next was not heard yet."""
    phone = await greeted(city, payload)
    await phone.press(AGREE["zh"])
    return phone


async def test_the_note_says_what_is_kept_and_how_long(city: City) -> None:
    phone = await greeted(city)
    note = text_of(phone.last or {})
    assert ZH("start.hello") in note
    assert "7 天" in note
    assert phone.buttons() == [ZH("start.agree"), ZH("start.decline"), "English"]


async def test_consent_leads_to_the_place_and_the_representative(city: City) -> None:
    phone = await agreed(city, "")
    await phone.hear(ZH("place.ask"))
    for name in ("张店区", "傅家镇", "傅家村"):
        await phone.press(name)
    card = text_of(await phone.hear(ZH("start.what_now")))
    assert "傅家村" in card
    assert STATION in card
    assert "每月逢五" in card


@pytest.mark.parametrize("payload", ["x_1", "s_", "s_nowhere", "r_NOBODY2222", "c_ABCDEFGH", "_", "s", "..%", "路灯"])
async def test_a_link_that_leads_nowhere_is_said_to(city: City, payload: str) -> None:
    phone = await agreed(city, payload)
    await phone.hear(ZH("start.unknown_link"))
    assert phone.buttons() == [ZH("button.suggest")]
    await phone.press(ZH("button.suggest"))
    await phone.hear(ZH("place.ask"))


async def test_a_stations_code(city: City) -> None:
    phone = await agreed(city, f"s_{HOME}")
    asked = text_of(await phone.hear(ZH("suggest.ask")))
    assert STATION in asked


async def test_a_representatives_code(city: City) -> None:
    code, name = await code_of(city, seats(HOME)[1])
    phone = await agreed(city, f"r_{code}")
    asked = text_of(await phone.hear(ZH("suggest.ask")))
    assert name in asked
    await phone.say(LIGHTS_ELSEWHERE)
    await phone.hear(LIGHTS_ELSEWHERE)
    await phone.press(ZH("suggest.submit"))
    assert name in text_of(await phone.hear(ZH("route.chosen")))


async def test_a_shared_case_shows_no_words_and_no_name(city: City) -> None:
    await city.staff(seats(HOME)[0])
    author = await city.resident("陈桂兰")
    await hand_in(author)
    await author.press(ZH("button.see_case"))
    link = next(word for word in text_of(await author.hear("?start=c_")).split() if "?start=c_" in word)
    neighbour = await agreed(city, link.rpartition("=")[2])
    shown = text_of(await neighbour.hear("2026-0001"))
    assert ZH("category.streetlight") in shown
    assert "陈桂兰" not in shown
    assert "共青团" not in shown


async def test_an_invitation_binds_and_says_what_one_is(city: City) -> None:
    phone = await agreed(city, await invitation(city, seats(HOME)[0]))
    welcome = text_of(await phone.hear(part(ZH, "invite.welcome")))
    assert ZH("role.representative") in welcome
    await phone.press(ZH("button.inbox"))
    await phone.hear(ZH("inbox.none_open"))


async def test_an_invitation_works_once(city: City) -> None:
    payload = await invitation(city, seats(HOME)[0])
    first = await agreed(city, payload)
    await first.hear(part(ZH, "invite.welcome"))
    await first.say(f"/start {payload}")
    await first.hear(ZH("invite.again"))
    second = await agreed(city, payload)
    await second.hear(ZH("invite.used"))
    await second.say("/inbox")
    await second.hear(ZH("refused.no_desk"))


async def test_an_invitation_expires(city: City) -> None:
    payload = await invitation(city, seats(HOME)[0])
    await city.later(days=15)
    await (await agreed(city, payload)).hear(ZH("invite.expired"))


async def test_an_invitation_that_was_taken_back_is_none(city: City) -> None:
    payload = await invitation(city, seats(HOME)[0])
    await city.bot.writer.run(lambda tx: tx.connection.execute("UPDATE invites SET revoked_at = created_at") and None)
    await (await agreed(city, payload)).hear(ZH("invite.revoked"))


async def test_guessing_invitations_ends_soon(city: City) -> None:
    phone = await agreed(city, "i_guess0")
    await phone.hear(ZH("invite.unknown"))
    for number in range(1, 5):
        await phone.say(f"/start i_guess{number}")
        await phone.hear(ZH("invite.unknown"))
    payload = await invitation(city, seats(HOME)[0])
    await phone.say(f"/start {payload}")
    await phone.hear(ZH("invite.too_often"))
    await city.later(minutes=61)
    await phone.say(f"/start {payload}")
    await phone.hear(part(ZH, "invite.welcome"))


async def test_a_resident_who_becomes_a_representative_keeps_the_own_cases(city: City) -> None:
    resident = await city.resident("陈桂兰", home=f"s_{STREET}")
    await hand_in(resident)
    await resident.say(f"/start {await invitation(city, seats(HOME)[0])}")
    await resident.hear(part(ZH, "invite.welcome"))
    await resident.say("/cases")
    await resident.hear(ZH("cases.title"))
    assert NUMBER in resident.buttons()[0]


async def test_agreeing_twice_changes_nothing(city: City) -> None:
    phone = await greeted(city, f"s_{HOME}")
    hello = phone.last or {}
    await phone.press(AGREE["zh"])
    await phone.hear(ZH("suggest.ask"))
    before = await count(phone)
    told = await phone.press_data(hello["message_id"], "1:agree:::")
    assert told["text"] == ZH("button.done_already")
    assert await count(phone) == before
    assert (await city.all_rows()).count("consented") == 1
    await phone.say(LIGHTS_ELSEWHERE)  # the step that waited still waits
    await phone.hear(LIGHTS_ELSEWHERE)


async def test_declining_after_consent_is_not_answered_with_a_lie(city: City) -> None:
    phone = await greeted(city, f"s_{HOME}")
    hello = phone.last or {}
    await phone.press(AGREE["zh"])
    await phone.hear(ZH("suggest.ask"))
    await phone.press_data(hello["message_id"], "1:decline:::")
    await phone.hear(ZH("start.agreed_before"))
    assert ZH("start.declined") not in await said_to(phone)


async def test_the_language_is_the_accounts(city: City) -> None:
    for language, t in (("en", EN), ("en-GB", EN), ("zh-hans", ZH), ("zh-TW", ZH), ("kk", ZH)):
        phone = await greeted(city, language=language)
        assert t("start.hello") in text_of(phone.last or {}), language


async def test_the_language_changes_before_consent(city: City) -> None:
    phone = await greeted(city, f"s_{HOME}")
    before = await count(phone)
    await phone.press("English")
    note = text_of(await phone.hear(EN("start.hello")))
    assert EN("start.consent", days=7) in note
    assert await count(phone) == before  # the note itself changed
    await phone.press("I agree")
    await phone.hear(EN("suggest.ask"))
    await phone.say("/help")
    await phone.hear(EN("command.new"))


async def test_the_language_changes_after_consent(city: City) -> None:
    phone = await city.resident("陈桂兰")
    await phone.say("/language")
    await phone.hear(ZH("language.ask"))
    assert phone.buttons() == ["中文", "English"]
    await phone.press("English")
    await phone.hear(EN("language.chosen"))
    await phone.say("/cases")
    await phone.hear(EN("cases.none"))


async def test_templates_come_in_the_language_of_an_account_with_a_region(city: City) -> None:
    representative = await city.staff(seats(HOME)[0], language="zh-hans")
    await hand_in(await city.resident("陈桂兰"))
    await representative.press(ZH("button.write"))
    await representative.hear(part(ZH, "desk.ask_words"))
    assert "收到，去看看" in representative.buttons()


async def test_a_configured_administrator_has_a_desk_from_the_first_word(sandbox: Bench, tmp_path: Path) -> None:
    boss = await sandbox.phone("总管")
    async with living(sandbox, tmp_path, access={"administrators": [boss.id]}):
        await boss.say("/start")
        await boss.hear()
        await boss.press(AGREE["zh"])
        await boss.hear(ZH("start.staff"))
        await boss.say("/inbox")
        await boss.hear(ZH("inbox.none_open"))
        names = [command["command"] for command in await sandbox.get("commands", chat=boss.id)]
        assert names[0] == "inbox"
