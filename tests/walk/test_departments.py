"""A case goes to a department and comes back answered, over HTTP as people see it; and what can go wrong on the way."""

from domain.people import Role
from locales import Text
from tests.support.city import City, seats
from tests.support.sandbox import Phone, text_of
from tests.walk.steps import (
    EN,
    LIGHTS,
    NUMBER,
    ZH,
    answer,
    both,
    codes,
    hand_in,
    office,
    office_of,
    part,
    quiet,
    rate,
    said_to,
)

LEAD, HELP = "张店区综合行政执法局", "张店区市政园林服务中心"


async def department(city: City, code: str = "zd-zhifa", language: str = "zh") -> Phone:
    """The officer of a department of Zhangdian."""
    return await city.staff(office_of(code), Role.DEPARTMENT_OFFICER, language=language)


async def pass_on(representative: Phone, *helping: str, words: str = "", t: Text = ZH) -> None:
    """Pass the case on through all steps."""
    await representative.press(t("button.transfer"))
    await representative.press(LEAD)
    for name in helping:
        await representative.press(t("transfer.in", name=name))
        await representative.hear(t("transfer.support", names="").strip())
    if words:
        await representative.say(words)
        await representative.hear(words)
    await representative.press(t("transfer.send"))


async def test_an_invitation_names_the_department(city: City) -> None:
    officer = await department(city)
    assert LEAD in await officer.transcript()
    await officer.say("/inbox")
    await officer.hear(ZH("inbox.none_open"))


async def test_a_department_answers_and_the_resident_rates(city: City) -> None:
    resident, representative = await both(city)
    officer = await department(city)
    await hand_in(resident)
    await pass_on(representative, words="请先看东头三盏")
    told = text_of(await resident.hear(LEAD))
    assert NUMBER in told
    assert "12月8日" in told
    assert representative.name in told
    card = text_of(await officer.hear(LIGHTS))
    assert "请先看东头三盏" in card
    assert "陈桂兰" not in card
    await officer.press(ZH("button.accept"))
    await officer.hear(ZH("state.underway"))
    assert ZH("button.accept") not in officer.buttons()
    await representative.hear(part(ZH, "desk.accepted"))
    await officer.press(ZH("button.answer"))
    await officer.press(ZH("class.A"))
    await officer.hear(part(ZH, "desk.ask_answer"))
    await officer.send_photo(caption="三盏灯都换好了")
    await officer.hear("三盏灯都换好了")
    await officer.press(ZH("desk.send"))
    assert LEAD in text_of(await resident.hear(part(ZH, "case.answer")))
    assert any("photo" in message for message in await resident.messages())
    await representative.hear("三盏灯都换好了")
    await rate(resident, "satisfied", "satisfied")
    await officer.hear(part(ZH, "desk.rated"))
    await representative.hear(part(ZH, "desk.rated"))
    assert "请先看东头三盏" not in await resident.transcript()


async def test_a_wrong_address_comes_back_and_goes_on(city: City) -> None:
    resident, representative = await both(city)
    officer = await department(city)
    await hand_in(resident)
    await pass_on(representative)
    await officer.hear(LIGHTS)
    await officer.press(ZH("button.return"))
    await officer.hear(part(ZH, "case.ask_return"))
    await officer.send_photo()
    await officer.hear(ZH("hint.words"))
    await officer.say("这段路灯归市政管")
    await officer.hear(part(ZH, "case.returned_own"))
    await representative.hear("归市政管")
    assert ZH("state.returned") in text_of(await representative.hear(NUMBER))
    told = text_of(await resident.hear(part(ZH, "case.returned_author")))
    assert "12月3日" in told
    assert "归市政管" not in await resident.transcript()
    second = await department(city, "zd-shizheng")
    await representative.press(ZH("button.transfer"))
    await representative.press(HELP)
    await representative.press(ZH("transfer.send"))
    await resident.hear(HELP)
    await second.hear(LIGHTS)
    old = next(message for message in await officer.messages() if ZH("button.accept") in codes(message))
    await officer.press_data(old["message_id"], codes(old)[ZH("button.accept")])
    await officer.hear(ZH("refused.not_yours"))


async def test_supporting_departments_and_internal_words(city: City) -> None:
    resident, representative = await both(city)
    lead, helper = await department(city), await department(city, "zd-shizheng")
    await hand_in(resident)
    await pass_on(representative, HELP)
    assert ZH("case.supporting", names=HELP) in text_of(await helper.hear(LIGHTS))
    await lead.hear(LIGHTS)
    assert ZH("button.answer") not in helper.buttons()
    await helper.press(ZH("button.accept"))
    await lead.hear(part(ZH, "desk.accepted"))
    await quiet(city, resident, representative, lead)
    await helper.press(ZH("button.note"))
    await helper.hear(part(ZH, "case.ask_note"))
    await helper.say("电缆我们查过，没有断")
    await helper.hear(part(ZH, "case.note_sent"))
    noted = await representative.hear("电缆我们查过")
    await lead.hear("电缆我们查过")
    await city.bot.settle()
    await representative.say("那请查灯头", reply_to=noted["message_id"])

    await lead.hear("那请查灯头")
    await helper.hear("那请查灯头")
    await resident.silence()
    await representative.press(ZH("button.write"))
    await representative.hear(part(ZH, "desk.ask_words"))
    await representative.say("部门在查了")
    await resident.hear("部门在查了")
    await resident.say("谢谢，快一点", reply_to=resident.last["message_id"] if resident.last else 0)
    for phone in (representative, lead):
        await phone.hear("快一点")


async def test_a_representative_takes_a_case_back(city: City) -> None:
    resident, representative = await both(city)
    officer = await department(city)
    await hand_in(resident)
    await pass_on(representative)
    await officer.hear(LIGHTS)
    await representative.press(ZH("button.recall"))
    await representative.hear(part(ZH, "transfer.ask_recall"))
    await representative.press(ZH("button.back"))
    await representative.press(ZH("button.recall"))
    told = await representative.press(ZH("transfer.recall_yes"))
    assert told["text"] == ZH("transfer.recalled")
    await officer.hear(part(ZH, "case.recalled"))
    await resident.hear(part(ZH, "case.recalled_own"))
    await officer.say("/inbox")
    await officer.hear(ZH("inbox.none_open"))
    await answer(representative)
    await resident.hear("灯已经换好")


async def test_presses_that_come_late_or_twice(city: City) -> None:
    resident, representative = await both(city)
    officer = await department(city)
    await hand_in(resident)
    await representative.hear(LIGHTS)
    await representative.press(ZH("button.transfer"))
    await representative.hear(part(ZH, "transfer.ask_lead_fitting"))
    await representative.press(LEAD)
    shown = await representative.hear(part(ZH, "transfer.ask_support"))
    send = codes(shown)[ZH("transfer.send")]
    await representative.say("/cancel")
    told = await representative.press_data(shown["message_id"], send)
    assert told["text"] == ZH("transfer.gone")
    await representative.hear(part(ZH, "transfer.ask_lead_fitting"))
    await representative.press(ZH("button.back"))
    await pass_on(representative)
    await officer.hear(LIGHTS)
    told = await representative.press_data(shown["message_id"], send)
    assert told["text"] == ZH("button.stale")
    await quiet(city, resident)
    texts = await said_to(resident)
    assert sum(LEAD in text for text in texts) == 1
    accept = next(m for m in await officer.messages() if ZH("button.accept") in codes(m))
    data = codes(accept)[ZH("button.accept")]
    await officer.press_data(accept["message_id"], data)
    assert (await officer.press_data(accept["message_id"], data))["text"] == ZH("button.stale")
    await quiet(city, officer)
    now = next(m for m in await officer.messages() if ZH("button.note") in codes(m))
    for verb in ("case.support", "case.lead", "case.pass_on", "case.recall_yes"):
        forged = codes(now)[ZH("button.note")].replace("case.note", verb) + "7"
        await officer.press_data(now["message_id"], forged)
        assert text_of(await officer.hear()) == ZH("refused.not_yours"), verb


async def test_others_cannot_press_a_departments_buttons(city: City) -> None:
    resident, representative = await both(city)
    officer = await department(city)
    await hand_in(resident)
    await pass_on(representative)
    card = await officer.hear(LIGHTS)
    others = [
        await city.staff(office_of("zc-zhifa"), Role.DEPARTMENT_OFFICER),
        await city.staff(office_of("zd-shizheng"), Role.DEPARTMENT_OFFICER),
        await city.staff("r003"),
    ]
    for other in others:
        own = (await other.messages())[-1]["message_id"]
        for label, data in codes(card).items():
            await other.press_data(own, data)
            assert text_of(await other.hear()) == ZH("refused.not_yours"), label


async def test_the_resident_sees_one_case_with_the_same_number(city: City) -> None:
    resident, representative = await both(city)
    await department(city)
    await hand_in(resident)
    await pass_on(representative)
    await resident.hear(LEAD)
    await resident.say("/cases")
    await resident.hear(part(ZH, "cases.title"))
    [label] = [label for label in resident.buttons() if " 2026-" in label]
    assert ZH("state.transferred") in label
    await resident.press(label)
    shown = text_of(await resident.hear(LIGHTS))
    assert NUMBER in shown
    assert ZH("case.lead", name=LEAD) in shown
    assert f"现在等：{LEAD}" in shown


async def test_a_department_in_english(city: City) -> None:
    representative = await city.staff(seats("zd-fujia")[0])
    resident, officer = await city.resident("陈桂兰"), await department(city, language="en")
    await hand_in(resident)
    await pass_on(representative)
    await officer.hear(part(EN, "desk.new_part"))
    await officer.press(EN("button.accept"))
    await representative.hear(part(ZH, "desk.accepted"))
    await answer(officer, words="It is mended.", t=EN)
    await resident.hear("It is mended.")


async def test_more_time_is_asked_for_and_granted(city: City) -> None:
    resident, representative = await both(city)
    officer = await department(city)
    await hand_in(resident)
    await pass_on(representative)
    await officer.press(ZH("button.accept"))
    await officer.press(ZH("button.extend"))
    await officer.press(ZH("extension.days", n=10))
    await officer.hear(part(ZH, "case.ask_why_longer"))
    await officer.say("灯杆要定做")
    assert "12月8日" in text_of(await officer.hear(part(ZH, "case.longer_asked")))
    await representative.hear("灯杆要定做")
    card = await representative.hear(ZH("desk.longer_asked", n=10))
    await quiet(city, resident)
    told = await representative.press(ZH("button.grant"))
    assert told["text"] == ZH("extension.decided")
    assert "12月22日" in text_of(await resident.hear(part(ZH, "case.extended")))
    assert "12月22日" in text_of(await officer.hear(part(ZH, "desk.granted")))
    assert ZH("button.extend") not in officer.buttons()
    refuse = codes(card)[ZH("button.refuse")]
    assert (await representative.press_data(card["message_id"], refuse))["text"] == ZH("button.stale")
    assert "灯杆要定做" not in await resident.transcript()


async def test_more_time_is_refused(city: City) -> None:
    resident, representative = await both(city)
    officer = await department(city)
    await hand_in(resident)
    await pass_on(representative)
    await officer.press(ZH("button.extend"))
    await officer.press(ZH("button.back"))
    await officer.press(ZH("button.extend"))
    await officer.press(ZH("extension.days", n=3))
    await officer.hear(part(ZH, "case.ask_why_longer"))
    await officer.send_photo()
    await officer.hear(ZH("hint.words"))
    await officer.say("人手不够")
    await representative.press(ZH("button.refuse"))
    assert "12月8日" in text_of(await officer.hear(part(ZH, "desk.not_granted")))
    await quiet(city, resident)
    await resident.press(ZH("button.see_case"))
    assert "12月8日" in text_of(await resident.hear(LIGHTS))


async def test_an_overdue_department_is_told_and_so_are_those_above(city: City) -> None:
    resident, representative = await both(city)
    officer = await department(city)
    boss = await city.staff(office(Role.ADMIN, "zhangdian"), Role.ADMIN, "zhangdian")
    await hand_in(resident)
    await pass_on(representative)
    await officer.hear(LIGHTS)
    await quiet(city, representative, boss)
    await city.later(days=6)
    await officer.hear(part(ZH, "desk.due_soon"))
    await representative.silence()
    await city.later(days=2)
    await officer.hear(part(ZH, "desk.overdue"))
    await representative.hear(part(ZH, "desk.overdue_department"))
    await boss.hear(part(ZH, "desk.overdue_department"))
    assert ZH("button.recall") in representative.buttons()


async def test_the_end_of_the_calendar_is_told_to_the_administrator(city: City) -> None:
    boss = await city.staff(office(Role.ADMIN, "zibo"), Role.ADMIN, "zibo")
    for _ in range(3):
        await city.later(days=1)
    told = [text for text in await said_to(boss) if part(ZH, "calendar.ending") in text]
    assert len(told) == 1
    assert "12月31日" in told[0]
