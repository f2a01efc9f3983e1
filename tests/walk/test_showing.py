"""Choosing in the draft what the representative sees: by buttons, with the own visiting card, or typed."""

from tests.support.city import City
from tests.walk.steps import EN, LIGHTS, ZH, both, part, quiet

PHONE = "13805331234"


async def test_name_and_phone_by_the_messengers_own_button(city: City) -> None:
    resident, representative = await both(city)
    await resident.say(LIGHTS)
    await resident.hear(ZH("suggest.line_name"))
    await resident.press(ZH("suggest.who"))
    await resident.hear(part(ZH, "suggest.ask_who"))
    await resident.press(ZH("suggest.show_phone"))
    await resident.hear(ZH("suggest.ask_phone"))
    await resident.send_photo()
    await resident.hear(ZH("suggest.no_phone"))
    await resident.send_contact(phone_number=PHONE, first_name="别人", user_id=99)
    await resident.hear(ZH("suggest.not_own_phone"))
    await resident.send_contact()
    own = f"+86{13_000_000_000 + resident.id % 1_000_000_000}"
    await resident.hear(ZH("suggest.line_phone", phone=own))
    await resident.hear(ZH("suggest.remember_phone", phone=own))
    await resident.press(ZH("suggest.phone_yes"))
    await resident.press(ZH("suggest.submit"))
    await resident.hear(part(ZH, "suggest.first_word"))
    await representative.hear(ZH("desk.phone", phone=own))
    await quiet(city, resident, representative)
    await resident.say("/new")
    await resident.hear(ZH("suggest.ask"))
    await resident.say("消防通道被占，救护车进不来")
    await resident.hear(ZH("suggest.line_phone", phone=own))
    await resident.press(ZH("suggest.who"))
    await resident.press(ZH("suggest.hide_name"))
    await resident.hear(ZH("suggest.line_hidden"))


async def test_a_typed_number_for_this_once(city: City) -> None:
    resident = await city.resident("Anna", "en")
    await resident.say(LIGHTS)
    await resident.hear(EN("suggest.line_name"))
    await resident.press(EN("suggest.who"))
    await resident.press(EN("suggest.show_phone"))
    await resident.hear(EN("suggest.ask_phone"))
    await resident.say("call me")
    await resident.hear(EN("suggest.no_phone"))
    await resident.say("138 0533 1234")
    await resident.hear(EN("suggest.line_phone", phone=PHONE))
    await resident.hear(EN("suggest.remember_phone", phone=PHONE))
    await resident.press(EN("suggest.phone_no"))
    await resident.press(EN("suggest.submit"))
    await resident.hear(part(EN, "suggest.first_word"))
    await city.bot.settle()
    assert PHONE not in await city.all_rows_of("persons")
    assert PHONE in await city.all_rows_of("suggestions")
