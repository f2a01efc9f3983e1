"""People change while cases are open: terms end, links go to the wrong person, residents become representatives."""

from domain.people import Role
from tests.support.city import City, seats
from tests.support.sandbox import text_of
from tests.walk.steps import (
    HOME,
    LIGHTS,
    NUMBER,
    ZH,
    answer,
    both,
    hand_in,
    invitation,
    office,
    officer,
    part,
    quiet,
)


async def end_of_term(city: City) -> None:
    """All mandates end yesterday."""
    await city.bot.writer.run(lambda tx: tx.connection.execute("UPDATE mandates SET ends = '2026-11-30'") and None)


async def test_a_term_ends_and_the_officer_goes_on(city: City) -> None:
    resident, representative = await both(city)
    helper = await officer(city)
    sent = await hand_in(resident)
    card = await representative.hear(LIGHTS)
    await end_of_term(city)
    await quiet(city, representative)
    await resident.say("还是全黑", reply_to=sent["message_id"])
    await resident.hear(part(ZH, "case.added_own"))
    assert NUMBER in text_of(await helper.hear("还是全黑"))
    await representative.silence()
    await representative.say("我去看看", reply_to=card["message_id"])
    await representative.hear(ZH("refused.not_yours"))
    await city.later(days=2)  # the warning, too, goes to who can act on it
    await helper.hear(part(ZH, "desk.due_soon"))
    await answer(helper)
    await resident.hear("灯已经换好")


async def test_the_last_officer_is_gone_too(city: City) -> None:
    resident, _ = await both(city)
    boss = await city.staff(office(Role.ADMIN, "zibo"), Role.ADMIN, "zibo")
    sent = await hand_in(resident)
    await end_of_term(city)
    await resident.say("还是全黑", reply_to=sent["message_id"])
    await boss.hear("还是全黑")
    await answer(boss)
    await resident.hear("灯已经换好")


async def test_somebody_elses_invitation_changes_nobody(city: City) -> None:
    first = await city.staff(seats(HOME)[0])
    await hand_in(await city.resident("陈桂兰"))
    await first.hear(LIGHTS)
    payload = await invitation(city, seats(HOME)[1])
    await first.say(f"/start {payload}")
    await first.hear(ZH("invite.someone_else"))
    await first.say("/inbox")
    await first.hear(part(ZH, "inbox.title_open"))
    assert NUMBER in first.buttons()[0]
    right = await city.bench.phone("胡海涛")
    await right.say(f"/start {payload}")
    await right.press(ZH("start.agree"))
    await right.hear(part(ZH, "invite.welcome"))


async def test_nobody_is_left_with_the_own_case(city: City) -> None:
    """The author turns out to be the very representative who has it: the officer sees to it."""
    helper = await officer(city)
    resident = await city.resident("徐春梅")
    sent = await hand_in(resident)
    await helper.hear(LIGHTS)
    await resident.say(f"/start {await invitation(city, seats(HOME)[0])}")
    await resident.hear(part(ZH, "invite.welcome"))
    await quiet(city, helper, resident)
    await resident.say("还是全黑", reply_to=sent["message_id"])
    await resident.hear(part(ZH, "case.added_own"))
    await helper.hear("还是全黑")
    await answer(helper)
    await resident.hear("灯已经换好")


async def test_an_officers_own_matter_goes_to_the_administrator(city: City) -> None:
    await end_of_term(city)
    helper = await officer(city)
    boss = await city.staff(office(Role.ADMIN, "zhangdian"), Role.ADMIN, "zhangdian")
    await helper.say(f"/start s_{HOME}")
    await helper.hear(ZH("suggest.ask"))
    assert ZH("route.admin", unit="傅家镇") in text_of(await hand_in(helper))
    await boss.hear(LIGHTS)
    await city.later(days=6)
    await boss.hear(part(ZH, "desk.overdue"))
    await answer(boss)
    await helper.hear("灯已经换好")
    assert part(ZH, "desk.overdue") not in await helper.transcript()


async def test_an_administrators_own_matter_goes_to_the_one_above(city: City) -> None:
    await end_of_term(city)
    below = await city.staff(office(Role.ADMIN, "zhangdian"), Role.ADMIN, "zhangdian")
    above = await city.staff(office(Role.ADMIN, "zibo"), Role.ADMIN, "zibo")
    await below.say(f"/start s_{HOME}")
    await below.hear(ZH("suggest.ask"))
    await hand_in(below)
    await above.hear(LIGHTS)
    await answer(above)
    await below.hear("灯已经换好")
