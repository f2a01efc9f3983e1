"""A walk-in over HTTP: registered by an officer, told through the officer, and taken over on an own account."""

import re

from tests.support.city import City, seats
from tests.support.sandbox import text_of
from tests.walk.steps import HOME, LIGHTS, NUMBER, ZH, answer, officer, part, quiet, rate

NAME, PHONE = "陈桂兰", "13805331234"
LINK = re.compile(r"start=(t_[A-Za-z0-9_-]+)")
CODE = re.compile(r"\b([A-Z2-9]{4} [A-Z2-9]{4})\b")


async def test_a_walkin_is_registered_and_takes_the_case_over(city: City) -> None:
    helper, representative = await officer(city), await city.staff(seats(HOME)[0])
    await helper.say("/desk")
    await helper.hear(ZH("inbox.none_triage"))
    await helper.press(ZH("button.register"))
    await helper.hear(part(ZH, "walkin.ask"))
    await helper.say(LIGHTS)
    await helper.hear(LIGHTS)
    await helper.press(ZH("walkin.set_who"))
    await helper.hear(part(ZH, "walkin.ask_who"))
    await helper.say(f"{NAME} {PHONE}")
    await helper.hear(PHONE)
    await helper.press(ZH("suggest.submit"))
    await helper.hear(part(ZH, "walkin.first_word"))
    slip = await helper.hear(part(ZH, "walkin.slip"))
    assert slip["photo"], "the link as a picture to be scanned"
    caption = slip["caption"]
    assert NUMBER in caption
    link, code = LINK.search(caption), CODE.search(caption)
    assert link
    assert code

    news = text_of(await representative.hear(LIGHTS))
    assert NAME in news
    assert PHONE in news
    await quiet(city, helper)
    await representative.press(ZH("button.write"))
    await representative.say("具体在哪一段？")
    question = await helper.hear("具体在哪一段？")
    assert PHONE in text_of(question)
    await quiet(city, representative)
    await helper.say("她说在供销社门口", reply_to=question["message_id"])
    await representative.hear("她说在供销社门口")

    await quiet(city, helper, representative)
    rose = await city.bench.phone("Rose", "zh")
    await rose.say(f"/start {link[1]}")
    await rose.hear(part(ZH, "start.hello"))
    await rose.press(ZH("start.agree"))
    await rose.hear(part(ZH, "walkin.yours"))
    own = text_of(await rose.hear(LIGHTS))
    assert "她说在供销社门口" in own
    await helper.hear(part(ZH, "walkin.taken"))
    await rose.hear(part(ZH, "walkin.ask_shown"))
    await rose.press(ZH("suggest.show_phone"))
    await rose.hear(part(ZH, "suggest.ask_phone"))
    await rose.say("13900001111")
    await rose.hear(part(ZH, "walkin.shown_phone"))
    await quiet(city, helper, rose)
    await answer(representative)
    await rose.hear("灯已经换好")
    await rate(rose, "satisfied", "satisfied")
    await city.bot.settle()
    assert "灯已经换好" not in str([text_of(message) for message in await helper.messages()])

    other = await city.bench.phone("路人", "zh")
    await other.say(f"/start {link[1]}")
    await other.hear(part(ZH, "start.hello"))
    await other.press(ZH("start.agree"))
    await other.hear(part(ZH, "walkin.used"))
    rows = await city.all_rows_of("outbox") + await city.all_rows_of("walkins") + await city.all_rows_of("drafts")
    assert link[1][2:] not in rows, "the token is kept nowhere once the slip was sent"
    assert code[1] not in rows
    assert PHONE not in await city.all_rows_of("persons")


async def test_number_and_code_are_typed(city: City) -> None:
    helper, rose = await officer(city), await city.resident("Rose")
    await helper.say("/register")
    await helper.hear(part(ZH, "walkin.ask"))
    await helper.say(LIGHTS)
    await helper.hear(LIGHTS)
    await helper.press(ZH("suggest.submit"))
    code = CODE.search((await helper.hear(part(ZH, "walkin.slip")))["caption"])
    assert code
    await rose.say("/take")
    await rose.hear(part(ZH, "walkin.ask_take"))
    await rose.say("是路灯那件")
    await rose.hear(part(ZH, "walkin.unreadable"))
    await rose.say(f"{NUMBER} AAAA BBBB")
    await rose.hear(part(ZH, "walkin.unknown"))
    await rose.say(f"张店 {NUMBER} {code[1]}")
    await rose.hear(part(ZH, "walkin.yours"))
    await rose.say("/cases")
    await rose.hear(part(ZH, "cases.title"))
    assert NUMBER in rose.buttons()[0]
    await rose.say(f"/take {NUMBER} {code[1]}")
    await rose.hear(LIGHTS)
