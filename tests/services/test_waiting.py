"""/waiting: everybody sees what waits for the own reply, whatever the role, what waits longest first."""

from datetime import date

import pytest

from domain.people import Role
from domain.waiting import Wait
from services.formal import departing as formal_departing
from services.formal import office
from services.suggestions import departing, extending, following, handling, merging, waiting
from services.suggestions.due import due
from services.suggestions.handling import Pick, Reply, Show
from services.suggestions.saying import Say
from tests.services.test_promising import watched
from tests.support.formal import Paper
from tests.support.hall import CONFIGURED, HOME, Hall, Somebody, seat
from tests.support.scene import HELP, Scene


async def waits(hall: Hall, who: Somebody, page: int = 0) -> list[tuple[int, Wait, date]]:
    """What somebody sees: (case, what, day)."""
    outcome = await hall.do(who, waiting.mine, following.List(page=page))
    await hall.heard(who)
    return [(item.case, item.wait, item.day) for item, _ in outcome.told[0].facts["items"]]


async def says(scene: Scene, who: Somebody, words: str) -> None:
    await scene.hall.do(who, following.reply, Reply(case_id=scene.id, message_id=8, words=words))


@pytest.fixture
async def scene(hall: Hall) -> Scene:
    return await Scene(hall).begin()


async def test_a_case_on_its_way_waits_for_one_after_the_other(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()

    async def whose() -> dict[str, list[Wait]]:
        names = ("resident", "mine", "officer", "lead", "help", "other")
        found = {name: await waits(hall, getattr(scene, name)) for name in names}
        return {name: [wait for _, wait, _ in items] for name, items in found.items() if items}

    assert await whose() == {"mine": [Wait.FIRST_WORD]}
    await says(scene, scene.mine, "具体在哪个路口？")
    assert await whose() == {"resident": [Wait.QUESTION]}
    await says(scene, scene.resident, "西六路路口")
    assert await whose() == {"mine": [Wait.QUESTION]}
    await says(scene, scene.mine, "我去看看")
    assert await whose() == {}
    await scene.transfer(None, HELP)
    assert await whose() == {"lead": [Wait.ACCEPT], "help": [Wait.ACCEPT]}
    await hall.do(scene.help, departing.accept, await scene.press())
    await hall.do(scene.lead, departing.accept, await scene.press())
    assert await whose() == {"lead": [Wait.ANSWER]}
    await hall.do(scene.lead, extending.ask_why, extending.Days(**(await scene.press("5")).model_dump()))
    await hall.do(scene.lead, extending.request, Say(message_id=6, words="等配件"))
    assert await whose() == {"lead": [Wait.ANSWER], "mine": [Wait.EXTENSION]}
    await hall.do(scene.mine, extending.refuse, await scene.press())
    await hall.answer(scene.lead, await scene.case(), "B")
    assert await whose() == {"resident": [Wait.RATE]}
    await hall.rate(scene.resident, await scene.case(), "satisfied", "basic")
    assert await whose() == {}
    hall.later(days=30)
    assert await whose() == {"lead": [Wait.PROMISE]}


async def test_what_is_due_and_since_when(scene: Scene) -> None:
    hall = scene.hall
    assert await waits(hall, scene.mine) == [(scene.id, Wait.FIRST_WORD, date(2026, 12, 4))]
    await hall.answer(scene.mine, await scene.case())
    assert await waits(hall, scene.resident) == [(scene.id, Wait.RATE, date(2026, 12, 15))]
    await hall.rate(scene.resident, await scene.case(), "unsatisfied", "unsatisfied")
    assert await waits(hall, scene.mine) == [(scene.id, Wait.SECOND, date(2026, 12, 16))]


async def test_a_case_that_came_back_waits_for_who_holds_it(scene: Scene) -> None:
    await scene.transfer()
    await scene.give_back(scene.lead)
    assert [wait for _, wait, _ in await waits(scene.hall, scene.mine)] == [Wait.CAME_BACK]
    assert await waits(scene.hall, scene.lead) == []


async def test_an_own_promise_waits_from_its_day_on(scene: Scene) -> None:
    hall = scene.hall
    await watched(scene, scene.mine)
    hall.later(days=29)
    assert await waits(hall, scene.mine) == []
    hall.later(days=1)
    assert await waits(hall, scene.mine) == [(scene.id, Wait.PROMISE, date(2026, 12, 31))]


async def test_thanks_want_no_reply_and_no_question_neither(scene: Scene) -> None:
    hall = scene.hall
    await says(scene, scene.mine, "灯明天换")
    assert await waits(hall, scene.resident) == []
    await says(scene, scene.resident, "谢谢！")
    assert await waits(hall, scene.mine) == []


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMIN])
async def test_who_stands_in_sees_what_no_representative_can_do(hall: Hall, role: Role) -> None:
    place = HOME if role is Role.OFFICER else "zhangdian"
    stands_in = await hall.seated(seat(role, place))
    case = await hall.submit(await hall.resident())
    assert case.representative_id is not None
    assert await waits(hall, stands_in) == [(case.id, Wait.FIRST_WORD, date(2026, 12, 4))]


async def test_who_administers_everything_sees_what_is_on_nobodys_desk(hall: Hall) -> None:
    boss = await hall.resident("配置", account=CONFIGURED)
    await hall.job(lambda tx: tx.connection.execute("UPDATE mandates SET ends = '2020-01-01'"))
    case = await hall.submit(await hall.resident())
    assert case.representative_id is None
    assert await waits(hall, boss) == [(case.id, Wait.FIRST_WORD, date(2026, 12, 4))]
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    assert [id_ for id_, _, _ in await waits(hall, officer)] == [case.id]
    assert await waits(hall, boss) == [], "the officer is nearer"


async def test_the_own_case_is_never_staffs(scene: Scene) -> None:
    own = await scene.hall.submit(scene.mine, "楼道灯坏了", category="road")
    assert own.representative_id != scene.mine.id
    assert own.id not in [id_ for id_, _, _ in await waits(scene.hall, scene.mine)]


async def test_a_merged_case_asks_whether_it_is_the_same(scene: Scene) -> None:
    hall = scene.hall
    second = await hall.submit(await hall.resident("周"), "共青团西路的路灯全黑了")
    pick = Pick(case_id=second.id, version=second.version, value=str(scene.id))
    await hall.do(scene.officer, merging.merge, pick)
    author = await author_of(hall, second.author_id)
    assert [wait for _, wait, _ in await waits(hall, author)] == [Wait.SAME]
    hall.later(days=14)
    assert await waits(hall, author) == []


async def author_of(hall: Hall, person: int) -> Somebody:
    query = f"SELECT address FROM accounts WHERE person_id = {person}"  # noqa: S608
    row = await hall.job(lambda tx: tx.connection.execute(query).fetchone())
    return Somebody(type(hall.stranger().at)("telegram", row["address"]), person, "")


async def test_pages(hall: Hall) -> None:
    officer, resident = await hall.seated(seat(Role.OFFICER, HOME)), await hall.resident()
    words = ("路面有坑", "井盖松了", "水管漏水", "树枝断了", "楼道堆物", "线缆垂落", "围墙开裂", "台阶破损")
    ids = [(await hall.submit(resident, one, category="road")).id for one in words]
    first, second = await waits(hall, officer), await waits(hall, officer, 1)
    assert [id_ for id_, _, _ in (*first, *second)] == ids
    assert (len(first), len(second)) == (following.PAGE, len(ids) - following.PAGE)


async def test_it_opens_what_it_names(scene: Scene) -> None:
    await scene.hall.do(scene.mine, waiting.mine, following.List())
    shown = (await scene.hall.heard(scene.mine))[-1]
    assert f"case.show:{scene.id}" in str(shown.buttons[0][0].code)
    outcome = await scene.hall.do(scene.mine, handling.show, Show(case_id=scene.id))
    assert outcome.told[0].facts["sheet"].case.id == scene.id


async def test_four_weeks_later_the_question_waits_for_four_more(scene: Scene) -> None:
    hall = scene.hall
    await hall.answer(scene.mine, await scene.case())
    await hall.rate(scene.resident, await scene.case(), "satisfied", "satisfied")
    assert await waits(hall, scene.resident) == []
    hall.later(days=28)
    await hall.tick(due)
    assert await waits(hall, scene.resident) == [(scene.id, Wait.FIXED, date(2026, 12, 29))]
    outcome = await hall.do(scene.resident, waiting.mine, following.List())
    assert f"fixed.begin:{scene.id}" in str((await hall.heard(scene.resident))[-1].buttons[0][0].code), outcome
    hall.later(days=28)
    assert await waits(hall, scene.resident) == []


async def test_an_administrator_sees_what_nobody_nearer_can_see_to(both_halls: Hall) -> None:
    """The representative has no account, and the station no officer."""
    hall = both_halls
    admin, case = await hall.seated(seat(Role.ADMIN, "zhangdian")), await hall.submit(await hall.resident())
    assert case.representative_id is not None
    assert await waits(hall, admin) == [(case.id, Wait.FIRST_WORD, date(2026, 12, 4))]
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    assert [id_ for id_, _, _ in await waits(hall, officer)] == [case.id]
    assert await waits(hall, admin) == [], "the officer is nearer"


async def test_a_formal_suggestion_waits_for_one_after_the_other(both_halls: Hall) -> None:
    hall = both_halls
    paper = await Paper(hall).begin()

    async def whose() -> dict[str, list[Wait]]:
        names = ("mine", "office", "lead", "help", "other", "resident")
        found = {name: (await hall.do(getattr(paper, name), waiting.mine, following.List())).told for name in names}
        items = {name: [one for one, _ in told[0].facts["items"] if one.formal] for name, told in found.items()}
        return {name: [one.wait for one in waiting_] for name, waiting_ in items.items() if waiting_}

    await paper.write()
    await paper.sign()
    assert await whose() == {"office": [Wait.CHECK]}
    await paper.send_back()
    assert await whose() == {"mine": [Wait.MEND]}
    await paper.sign()
    await paper.do(paper.office, office.take)
    assert await whose() == {"office": [Wait.ASSIGN]}
    await paper.assign(HELP)
    assert await whose() == {"lead": [Wait.ACCEPT], "help": [Wait.ACCEPT]}
    await paper.do(paper.lead, formal_departing.accept)
    await paper.do(paper.help, formal_departing.accept)
    assert await whose() == {"lead": [Wait.ANSWER], "help": [Wait.OPINION]}
    await paper.answer()
    assert await whose() == {"mine": [Wait.RATE]}
    opened = str([row[0].code for message in await hall.heard(paper.mine) for row in message.buttons])
    assert f"formal.show:{paper.id}" in opened
