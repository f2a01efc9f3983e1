"""Talking in a case over HTTP: edits are shown as edits, replies to them find their case, and one sees what arrived."""

from pathlib import Path

from tests.support.city import City, living
from tests.support.sandbox import Bench, text_of
from tests.walk.steps import EN, LIGHTS, NUMBER, ZH, both, hand_in, officer, part, quiet, said_to
from tests.walk.test_departments import HELP, department, pass_on


async def test_an_edit_is_shown_as_an_edit_and_can_be_replied_to(sandbox: Bench, tmp_path: Path) -> None:
    async with living(sandbox, tmp_path) as city:
        resident, representative = await both(city)
        await hand_in(resident)
        card = await representative.hear(LIGHTS)
        first = await representative.say("周三去看", reply_to=card["message_id"])
        told = text_of(await resident.hear("周三去看"))
        assert ZH("seen.everybody") in told
        await representative.edit(first["message_id"], "周四去看")
        await representative.hear(part(ZH, "relay.edited"))
        changed = await resident.hear("周四去看")
        assert "改过" in text_of(changed)
        assert any("周三去看" in text for text in await said_to(resident)), "what was told is not rewritten"
        await city.bot.settle()
        before = len(await resident.messages())
        await representative.edit(first["message_id"], "周五去看")
        await resident.hear("周五去看")
        assert len(await resident.messages()) == before, "the second edit changes the message of the first"
    async with living(sandbox, tmp_path):
        own = await resident.say("周五可以", reply_to=changed["message_id"])
        heard = await representative.hear("周五可以")
        assert ZH("seen.case") in text_of(heard)
        await resident.edit(own["message_id"], "周五下午可以")
        anew = await representative.hear("周五下午可以")
        await representative.say("好", reply_to=anew["message_id"])
        await resident.hear("好")


async def test_a_caption_is_edited(city: City) -> None:
    resident, representative = await both(city)
    sent = await hand_in(resident)
    photo = await resident.send_photo(caption="东头", reply_to=sent["message_id"])
    await representative.hear("东头")
    await resident.edit(photo["message_id"], "西头")
    await representative.hear("西头")
    pictures = [m for m in await representative.messages() if "photo" in m]
    assert len(pictures) == 1, "the picture itself did not change"
    await representative.say("看到了", reply_to=pictures[0]["message_id"])
    await resident.hear("看到了")


async def test_every_role_talks_and_replies_through_the_relay(city: City) -> None:
    resident, representative = await both(city)
    lead, helper, keeper = await department(city), await department(city, "zd-shizheng"), await officer(city)
    await hand_in(resident)
    await pass_on(representative, HELP)
    await lead.press(ZH("button.accept"))
    await representative.hear(part(ZH, "desk.accepted"))
    await resident.hear(part(ZH, "case.transferred"))
    await quiet(city, resident, representative, lead, helper, keeper)
    await helper.press(ZH("button.note"))
    await helper.hear(part(ZH, "case.ask_note"))
    for number in range(2):
        await helper.send_photo(media_group="N", caption="内部照片" if number == 0 else "")
    await helper.hear(part(ZH, "case.note_sent"))
    await lead.hear("内部照片")
    await city.bot.settle()
    picture = next(m for m in await lead.messages() if "photo" in m)
    await lead.say("收到照片", reply_to=picture["message_id"])  # to a part of an album among staff
    await helper.hear("收到照片")
    noted = await representative.hear("收到照片")
    await city.bot.settle()
    await representative.say("再查一遍", reply_to=noted["message_id"])
    await lead.hear("再查一遍")
    await resident.silence()
    own = next(m for m in await lead.messages() if m.get("text") == "收到照片")
    await lead.edit(own["message_id"], "收到两张照片")
    changed = await helper.hear("收到两张照片")
    await city.bot.settle()
    assert ZH("seen.staff") in text_of(changed)
    await helper.say("对，两张", reply_to=changed["message_id"])
    await lead.hear("对，两张")
    await resident.silence()
    await lead.say("/inbox")
    await lead.hear(part(ZH, "inbox.title_open"))
    await lead.press(lead.buttons()[0])
    card = await lead.hear(LIGHTS)
    await lead.say("师傅在路上", reply_to=card["message_id"])
    word = await resident.hear("师傅在路上")
    voice = await resident.send_voice(reply_to=word["message_id"])
    assert voice["message_id"]
    for phone in (representative, lead):
        await phone.hear(part(ZH, "desk.added"))
        sound = next(m for m in reversed(await phone.messages()) if "voice" in m)
        await phone.say(f"{phone.name}听到了", reply_to=sound["message_id"])
        await resident.hear("听到了")
    assert "内部照片" not in await resident.transcript()


async def test_one_sees_whether_it_has_arrived(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    card = await representative.hear(LIGHTS)
    await representative.say("周三去看", reply_to=card["message_id"])
    passed = await representative.hear(part(ZH, "case.passed_on"))
    await city.bot.settle()
    before = len(await representative.messages())
    await representative.press(ZH("button.arrived"))
    shown = await representative.hear("已送达")
    assert shown["message_id"] == passed["message_id"]
    assert len(await representative.messages()) == before, "nothing more is sent for it"
    await resident.block()
    await city.bot.settle()
    await representative.say("改周四", reply_to=card["message_id"])
    told = text_of(await representative.hear("现在联系不上"))
    assert NUMBER in told
    await resident.unblock()
    await resident.say("/cases")
    await resident.hear("改周四")
    await city.bot.settle()
    await representative.press(ZH("button.arrived"))
    await representative.hear("已送达")


async def test_who_wrote_hears_of_a_message_that_is_refused(sandbox: Bench, tmp_path: Path) -> None:
    async with living(sandbox, tmp_path) as city:
        resident, representative = await both(city)
        await hand_in(resident)
        card = await representative.hear(LIGHTS)
        await quiet(city, representative, resident)
        city.trouble_expected = True
        await sandbox.fault(method="sendMessage", chat=resident.id, status=400, description="Bad Request: no", count=1)
        await representative.say("周三去看", reply_to=card["message_id"])
        told = text_of(await representative.hear(part(ZH, "arrival.refused")[:8]))
        assert NUMBER in told


async def test_an_edit_after_the_end_is_answered_kindly_in_english(city: City) -> None:
    resident = await city.resident("Mary Chen", "en")
    sent = await hand_in(resident, "All street lights near the bridge are dark", EN)
    more = await resident.say("Since a month", reply_to=sent["message_id"])
    told = text_of(await resident.hear(part(EN, "case.added_own")))
    assert EN("seen.case") in told
    await resident.press(EN("button.see_case"))
    await resident.press(EN("button.withdraw"))
    await resident.press(EN("button.withdraw_yes"))
    await city.bot.settle()
    await resident.edit(more["message_id"], "Since two months")
    await resident.hear(part(EN, "refused.edit_late"))
