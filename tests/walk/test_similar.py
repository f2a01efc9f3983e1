"""Two people, one matter: the offer while writing, following it instead, the public card, and the news."""

import re

from tests.support.city import City
from tests.support.sandbox import Phone, text_of
from tests.walk.steps import LIGHTS, NUMBER, ZH, answer, both, codes, count, hand_in, officer, part, quiet, said_to

OFFER = part(ZH, "similar.offer")
SAME = "共青团西路的路灯晚上七点以后全黑，请修一修"


async def offered(city: City) -> tuple[Phone, Phone, Phone]:
    """An author, the representative, and somebody who writes the same and is shown it."""
    author, representative = await both(city, "欧阳雪晴")
    await hand_in(author)
    await quiet(city, representative)
    writer = await city.resident("刘建国")
    await writer.say(SAME)
    await writer.hear(OFFER)
    return author, representative, writer


async def followed(city: City) -> tuple[Phone, Phone, Phone]:
    """The same, after following it instead."""
    author, representative, writer = await offered(city)
    await writer.press(f"张店 {NUMBER} 就是")
    await writer.hear(part(ZH, "similar.ask"))
    await writer.press(ZH("similar.yes"))
    await writer.hear(part(ZH, "support.begun"))
    await quiet(city, author, representative, writer)
    return author, representative, writer


async def test_following_instead_of_filing_the_same(city: City) -> None:
    author, representative, writer = await followed(city)
    assert await city.all_rows_of("drafts") == ""
    assert "2026-0002" not in await city.all_rows()
    assert not any(ZH("suggest.submit") in codes(message) for message in await writer.messages())
    await representative.say(
        "今晚去看。欧阳女士，我到了给您电话。", reply_to=(await card(representative))["message_id"]
    )
    await author.hear("欧阳女士")
    heard = text_of(await writer.hear("今晚去看"))
    assert "欧阳" not in heard
    await representative.say("/inbox")
    await representative.hear(part(ZH, "inbox.title_open"))
    await representative.press(representative.buttons()[0])
    await representative.hear(ZH.count("desk.supporters", 1))
    await answer(representative)
    await writer.hear("灯已经换好")
    await writer.silence()
    assert not [text for text in await said_to(writer) if "欧阳" in text]


async def card(representative: Phone) -> dict[str, object]:
    """The message of the case in the representative's chat."""
    return next(m for m in await representative.messages() if NUMBER in text_of(m))


async def test_it_is_another_matter(city: City) -> None:
    *_, writer = await offered(city)
    await writer.press(ZH("similar.none"))
    await writer.press(ZH("suggest.submit"))
    assert "2026-0002" in text_of(await writer.hear("2026-0002"))
    assert not any(ZH("similar.none") in codes(message) for message in await writer.messages())


async def test_handing_in_without_a_look_at_the_offer_takes_its_buttons_away(city: City) -> None:
    *_, writer = await offered(city)
    await writer.press(ZH("suggest.submit"))
    await writer.hear("2026-0002")
    await city.bot.settle()
    assert not any(ZH("similar.none") in codes(message) for message in await writer.messages())


async def test_two_who_write_at_the_same_time(city: City) -> None:
    one, two = await city.resident("陈桂兰"), await city.resident("刘建国")
    for phone in (one, two):
        await phone.say(LIGHTS)
        await phone.hear(part(ZH, "suggest.preview_title"))
    await one.press(ZH("suggest.submit"))
    await one.hear(NUMBER)
    told = await two.press(ZH("suggest.submit"))
    assert told["text"] == ZH("similar.first")
    await two.hear(OFFER)
    await two.press(f"张店 {NUMBER} 就是")
    await two.press(ZH("similar.yes"))
    await two.hear(part(ZH, "support.begun"))
    assert "2026-0002" not in await city.all_rows()


async def test_by_the_public_card(city: City) -> None:
    author, _ = await both(city, "欧阳雪晴")
    await hand_in(author)
    await author.press(ZH("button.see_case"))
    shown = text_of(await author.hear("c_"))
    link = re.search(r"start=(c_\w+)", shown)
    assert link is not None
    passer_by = await city.bench.phone("过路人")
    await passer_by.say(f"/start {link[1]}")
    await passer_by.hear(ZH("start.hello"))
    await passer_by.press(ZH("start.agree"))
    public = text_of(await passer_by.hear(NUMBER))
    assert "共青团" not in public
    await passer_by.press(ZH("button.support"))
    await passer_by.hear(part(ZH, "support.begun"))
    await passer_by.say("/cases")
    await passer_by.hear(ZH("cases.none"))
    await passer_by.press(ZH("button.supports"))
    await passer_by.hear(ZH("support.title"))
    await passer_by.press(passer_by.buttons()[0])
    await passer_by.hear(NUMBER)
    await passer_by.press(ZH("button.stop_support"))
    await passer_by.hear(part(ZH, "support.stopped"))
    assert await city.all_rows_of("supporters") == ""


async def test_a_reply_to_the_news_is_refused_kindly(city: City) -> None:
    author, representative, writer = await followed(city)
    await representative.say("今晚去看。", reply_to=(await card(representative))["message_id"])
    news = await writer.hear("今晚去看")
    await quiet(city, author)
    before = await count(author)
    await writer.say("我家门口也黑", reply_to=news["message_id"])
    await writer.hear(part(ZH, "refused.supporter"))
    await city.bot.settle()
    assert await count(author) == before
    assert "我家门口也黑" not in await city.all_rows_of("case_messages")


async def test_an_officer_merges_and_the_author_objects(city: City) -> None:
    desk = await officer(city)
    one, two = await city.resident("陈桂兰"), await city.resident("刘建国")
    await hand_in(one)
    await two.say(SAME)
    await two.hear(OFFER)
    await two.press(ZH("suggest.submit"))
    await two.hear("2026-0002")
    await quiet(city, desk, one, two)
    await desk.say("/inbox")
    await desk.hear(part(ZH, "inbox.title_open"))
    await desk.press(next(label for label in desk.buttons() if "2026-0002" in label))
    await desk.hear("2026-0002")
    await desk.press(ZH("button.merge"))
    await desk.hear(part(ZH, "merge.which"))
    await desk.press(next(label for label in desk.buttons() if NUMBER in label))
    await desk.hear(part(ZH, "merge.confirm"))
    await desk.press(ZH("merge.yes"))
    assert "张店 2026-0001" in text_of(await two.hear(part(ZH, "merge.told_own")))
    await one.silence()
    await two.press(ZH("button.object"))
    await two.hear(part(ZH, "merge.undone"))
    assert await city.all_rows_of("merges") == ""
    assert await city.all_rows_of("supporters") == ""
    await two.press(ZH("button.see_case"))
    shown = text_of(await two.hear("2026-0002"))
    assert ZH("step.object") in shown
    assert ZH("state.assigned") in shown
