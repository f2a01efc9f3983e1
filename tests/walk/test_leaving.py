"""/forget over the messenger: asked twice, in the middle of a draft, with a receipt; then the account is a stranger."""

from tests.support.city import AGREE, City
from tests.support.sandbox import text_of
from tests.walk.steps import LIGHTS, ZH, both, part, quiet

NAME = "令狐雪晴"


async def test_everything_goes_with_a_receipt(city: City) -> None:
    resident, representative = await both(city, NAME)
    await resident.say(LIGHTS)
    await resident.hear(LIGHTS[:10])
    await resident.send_photo()
    await resident.hear(part(ZH, "suggest.preview_hint"))
    await resident.press(ZH("suggest.submit"))
    await resident.hear(part(ZH, "suggest.first_word"))
    await quiet(city, resident, representative)
    assert any("photo" in message for message in await representative.messages())
    await resident.say("草稿里还有一件事")
    await resident.hear("草稿里还有一件事")
    await resident.say("/forget")
    await resident.hear(ZH("forget.ask"))
    await resident.press(ZH("forget.not_now"))
    await resident.hear(ZH("forget.stopped"))
    await resident.say("/forget")
    question = await resident.hear(ZH("forget.ask"))
    await resident.press(ZH("forget.withdraw"))
    await resident.hear(ZH("forget.sure"))
    await resident.press(ZH("forget.yes"))
    receipt = text_of(await resident.hear("已经删除"))
    assert "2026-12-01" in receipt or "12月1日" in receipt
    await representative.hear(part(ZH, "case.left_withdrawn"))
    await city.bot.settle()
    assert not any("photo" in message for message in await representative.messages())
    answered = await resident.press_data(question["message_id"], "1:forget.yes:1:1:withdraw")
    assert ZH("forget.done_already") in str(answered)
    await city.later(days=8)
    rows = await city.all_rows()
    assert [row for row in rows.splitlines() if NAME in row or LIGHTS in row or f"'{resident.id}'" in row] == []
    await resident.say("/start")
    await resident.hear(ZH("start.hello"))
    await resident.press(AGREE["zh"])
    await resident.hear(part(ZH, "place.ask"))


async def test_a_photo_is_taken_back_by_its_author(city: City) -> None:
    resident, representative = await both(city, NAME)
    await resident.say(LIGHTS)
    await resident.hear(LIGHTS[:10])
    await resident.send_photo()
    await resident.hear(part(ZH, "suggest.preview_hint"))
    await resident.press(ZH("suggest.submit"))
    await resident.hear(part(ZH, "suggest.first_word"))
    await resident.press(ZH("button.see_case"))
    await resident.hear(str(ZH("case.share", link="\0")).split("\0")[0].strip()[:10])
    await quiet(city, representative)
    assert any("photo" in message for message in await representative.messages())
    await resident.press(ZH("button.files"))
    await resident.hear(part(ZH, "file.list"))
    await resident.press(ZH("file.one", n=1, kind=ZH("mydata.kind_photo"), day="12月1日"))
    await resident.hear(part(ZH, "file.ask"))
    await resident.press(ZH("file.yes"))
    await resident.hear(part(ZH, "file.withdrawn"))
    await representative.hear(part(ZH, "case.file_withdrawn"))
    await city.bot.settle()
    assert not any("photo" in message for message in await representative.messages())
    assert await city.all_rows_of("case_files") == ""
