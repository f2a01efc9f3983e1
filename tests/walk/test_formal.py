"""A formal suggestion over HTTP as people see it: written, signed, assigned, answered, rated; and residents hear."""

from domain.people import Role
from tests.support.city import City, seats
from tests.support.sandbox import Phone, text_of
from tests.walk.steps import EN, HOME, NUMBER, ZH, both, codes, hand_in, office, office_of, part, quiet, said_to

FORMAL = "傅家 代表建议 2026-001"
LEAD, HELP = "张店区综合行政执法局", "张店区市政园林服务中心"
TITLE, REASON, REQUEST = (
    "补齐共青团西路的路灯",
    "这条路有三段没有照明，夜里走路不安全。",
    "请在年底前补装灯杆，并建立巡查。",
)


async def write(representative: Phone, *, cite: bool = True) -> None:
    """Begin one and say all that it needs."""
    await representative.say("/formal")
    await representative.hear(part(ZH, "formal_none.open"))
    await representative.press(ZH("formal.new"))
    for question, words in (("title", TITLE), ("reason", REASON), ("request", REQUEST)):
        await representative.hear(part(ZH, f"formal_ask.{question}"))
        await representative.say(words)
    await representative.hear(REQUEST)
    if not cite:
        return
    await representative.press(ZH("formal.cases"))
    await representative.hear(part(ZH, "formal.ask_cases"))
    await representative.press(next(label for label in representative.buttons() if NUMBER in label))
    await representative.hear(NUMBER)
    await representative.press(ZH("formal.cases_done"))


async def sign(representative: Phone) -> None:
    await representative.press(ZH("formal.sign"))
    shown = text_of(await representative.hear(part(ZH, "formal.ask_sign")))
    assert representative.name in shown
    assert "12月1日" in shown
    await representative.press(ZH("formal.sign_yes"))
    await representative.hear(FORMAL)


async def people(city: City) -> tuple[Phone, Phone, Phone]:
    """The congress office, a lead and a supporting department."""
    admin = await city.staff(office(Role.ADMIN, "zhangdian"), Role.ADMIN, "zhangdian")
    lead = await city.staff(office_of("zd-zhifa"), Role.DEPARTMENT_OFFICER)
    return admin, lead, await city.staff(office_of("zd-shizheng"), Role.DEPARTMENT_OFFICER)


async def test_from_the_first_word_to_the_last_rating(city: City) -> None:
    resident, representative = await both(city)
    admin, lead, helping = await people(city)
    await hand_in(resident)
    await quiet(city, resident, representative)
    await write(representative)
    await sign(representative)
    told = text_of(await resident.hear(FORMAL))
    assert NUMBER in told
    assert TITLE not in told
    card = text_of(await admin.hear(TITLE))
    assert all(words in card for words in (REASON, REQUEST, NUMBER, representative.name))
    assert "陈桂兰" not in card
    await admin.press(ZH("formal.take"))
    await representative.hear(part(ZH, "formal_news.take"))
    await admin.hear(ZH("formal_state.accepted"))
    await admin.press(ZH("formal.assign"))
    await admin.press(LEAD)
    await admin.press(ZH("transfer.in", name=HELP))
    await admin.hear(ZH("transfer.support", names="").strip())
    await admin.press(ZH("formal.assign_yes"))
    assert "3月1日" in text_of(await lead.hear(REQUEST))
    assert "1月1日" in text_of(await helping.hear(REQUEST))
    assert LEAD in text_of(await resident.hear(LEAD))
    await helping.press(ZH("formal.opine"))
    await helping.say("灯杆由我们出")
    await lead.hear("灯杆由我们出")
    await lead.hear(part(ZH, "formal_said.opine"))
    await lead.press(ZH("button.accept"))
    await lead.hear(ZH("formal_state.underway"))
    await representative.hear(part(ZH, "formal_news.accept"))
    await lead.press(ZH("button.answer"))
    await lead.press(ZH("class.A"))
    await lead.hear(part(ZH, "formal.ask_answer"))
    await lead.send_photo(caption="七盏都装好了")
    await lead.hear("七盏都装好了")
    await lead.press(ZH("formal.send"))
    await representative.hear("七盏都装好了")
    told = text_of(await resident.hear(part(ZH, "formal_answer.A")))
    assert "七盏" not in told
    await representative.press(ZH("rating.satisfied"))
    await representative.hear(part(ZH, "formal.ask_comment"))
    await representative.say("办得很实在")
    await lead.hear("办得很实在")
    await resident.press(ZH("button.see_case"))
    shown = text_of(await resident.hear(ZH("formal.part_of", number=FORMAL)))
    assert ZH("state.assigned") in shown


async def test_it_comes_back_is_changed_and_signed_again(city: City) -> None:
    representative = await city.staff(seats(HOME)[0])
    admin, *_ = await people(city)
    await write(representative, cite=False)
    await sign(representative)
    await admin.hear(TITLE)
    await admin.press(ZH("formal.send_back"))
    await admin.press(ZH("fault.several"))
    await admin.hear(part(ZH, "formal_words.return"))
    await admin.say("绿化请另写一件")
    await representative.hear("绿化请另写一件")
    await representative.press(ZH("formal_field.request"))
    await representative.hear(part(ZH, "formal_ask.request"))
    await representative.say("只请补装灯杆。")
    await representative.hear("只请补装灯杆。")
    await sign(representative)
    assert FORMAL in text_of(await admin.hear("只请补装灯杆。"))


async def test_a_draft_rests_and_is_found_again(city: City) -> None:
    representative = await city.staff(seats(HOME)[0])
    await representative.say("/formal")
    await representative.press(ZH("formal.new"))
    await representative.hear(part(ZH, "formal_ask.title"))
    await representative.send_photo()
    await representative.hear(part(ZH, "hint.words"))
    await representative.say(TITLE)
    await representative.hear(part(ZH, "formal_ask.reason"))
    await representative.say("/cancel")
    await quiet(city, representative)
    await representative.say("/formal")
    shown = await representative.hear(part(ZH, "formal_title.open"))
    await representative.press(next(label for label in codes(shown) if TITLE in label))
    assert ZH("formal.sign") not in codes(await representative.hear(TITLE))
    await representative.press(ZH("formal.discard"))
    await representative.press(ZH("formal.withdraw_yes"))
    await representative.hear(part(ZH, "formal.discarded"))
    assert TITLE not in await city.all_rows_of("formal")


async def test_residents_have_no_formal_desk(city: City) -> None:
    resident = await city.resident("Ann", "en")
    await resident.say("/formal")
    await resident.hear(part(EN, "refused.no_formal_desk"))
    assert all("/formal –" not in text for text in await said_to(resident))
