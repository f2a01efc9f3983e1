"""What is kept of those who have not agreed: where the conversation stands, for a day, and nothing else."""

import re
from pathlib import Path

from tests.support.city import AGREE, City, living
from tests.support.sandbox import Bench, Phone, text_of
from tests.walk.steps import EN, HOME, ZH, part, said_to

NAME, USERNAME = "欧阳雪晴", "snow_is_clear"
WORDS = "纪念塔前面的喷泉三年没有喷过水"


async def stranger(city: City, payload: str = f"s_{HOME}") -> Phone:
    """Somebody whom nobody else in town resembles, after /start."""
    phone = await city.bench.phone(NAME, username=USERNAME, last_name="的姓")
    await phone.say(f"/start {payload}".strip())
    await phone.hear(ZH("start.hello"))
    return phone


async def traces(city: City, phone: Phone) -> list[str]:
    """The rows in which an account's number stands."""
    rows = (await city.all_rows()).splitlines()
    return [row for row in rows if re.search(rf"(?<!\d){phone.id}(?!\d)", row)]


async def test_words_before_consent_are_not_kept(city: City) -> None:
    phone = await stranger(city)
    await phone.say(WORDS)
    await phone.hear(ZH("start.first_agree"))
    await phone.send_photo(caption=WORDS)
    await phone.hear(ZH("start.first_agree"))
    await phone.send_contact()
    await phone.hear(ZH("start.first_agree"))
    await city.bot.settle()
    rows = await city.all_rows()
    for secret in (NAME, USERNAME, "的姓", WORDS, "+86"):
        assert secret not in rows, secret
    await phone.press(AGREE["zh"])
    await phone.hear(ZH("suggest.ask"))
    await phone.say("/new")
    await phone.hear(ZH("suggest.ask"))  # no draft has begun with what was said before
    assert NAME in await city.all_rows()  # so the look above would have found it
    assert WORDS not in await city.all_rows()


async def test_every_command_and_button_asks_for_consent_first(city: City) -> None:
    phone = await stranger(city)
    hello = (phone.last or {})["message_id"]
    for command in ("/new", "/cases", "/inbox", "/place", "/portrait", "/representative"):
        await phone.say(command)
        await phone.hear(ZH("start.first_agree"))
    for data in ("1:new:::", "1:cases:::", "1:inbox:::", "1:unit:2::", "1:station:1::", "1:draft.submit::1:",
                 "1:case.show:1::", "1:rate.process:1:1:satisfied", "1:position:::"):  # fmt: skip
        await phone.press_data(hello, data)
        await phone.hear(ZH("start.first_agree"))
    assert NAME not in await city.all_rows()
    await phone.press(AGREE["zh"])
    await phone.hear(ZH("suggest.ask"))


async def test_who_never_answers_leaves_no_trace_after_a_day(city: City) -> None:
    phone = await stranger(city)
    await phone.say(WORDS)
    await phone.hear(ZH("start.first_agree"))
    await phone.press("English")
    await phone.hear(EN("start.hello"))
    assert await traces(city, phone)
    await city.later(hours=25)
    assert await traces(city, phone) == []


async def test_who_declines_leaves_no_trace_after_a_day(city: City) -> None:
    phone = await stranger(city)
    await phone.press("English")
    await phone.hear(EN("start.hello"))
    await phone.press(EN("start.decline"))
    await phone.hear(EN("start.declined"))
    assert not any(row.startswith("talks:") for row in await traces(city, phone))
    await city.later(hours=25)
    assert await traces(city, phone) == []
    await phone.say("/start")
    await phone.hear(ZH("start.hello"))


async def test_who_blocks_the_bot_leaves_no_trace_after_a_day(city: City) -> None:
    phone = await city.bench.phone(NAME)
    await city.bench.fault(method="sendMessage", chat=phone.id, status=403,
                           description="Forbidden: bot was blocked by the user")  # fmt: skip
    await phone.say("/start")
    await phone.silence()
    await phone.block()
    await phone.silence()
    await city.later(hours=25)
    assert await traces(city, phone) == []


async def test_who_writes_too_much_leaves_no_trace_after_a_day(sandbox: Bench, tmp_path: Path) -> None:
    phone = await sandbox.phone(NAME)
    for number in range(40):  # while nobody fetches them
        await phone.say(f"{WORDS}{number}")
    async with living(sandbox, tmp_path, limits={"waiting": 20}) as city:
        await phone.hear(ZH("hint.flood"))
        assert (await said_to(phone)).count(ZH("hint.flood")) == 1
        assert any(row.startswith("dedupe_keys:") for row in await traces(city, phone))
        await city.later(hours=25)
        assert await traces(city, phone) == []


async def test_an_update_that_broke_goes_as_well(city: City) -> None:
    city.trouble_expected = True
    phone = await stranger(city)
    broken = {"message_id": 77, "date": "noon", "chat": {"id": phone.id, "type": "private"}, "text": WORDS,
              "from": {"id": phone.id, "first_name": NAME, "is_bot": False}}  # fmt: skip
    await city.bench.post("updates", {"message": broken})
    await phone.hear(part(ZH, "trouble"))
    await city.later(hours=25)
    assert await traces(city, phone) == []
    assert WORDS not in await city.all_rows()


async def test_a_day_later_the_language_is_forgotten_too(city: City) -> None:
    phone = await stranger(city)
    await phone.press("English")
    await phone.hear(EN("start.hello"))
    await city.later(hours=25)
    await phone.say("/start")
    assert ZH("start.hello") in text_of(await phone.hear())
