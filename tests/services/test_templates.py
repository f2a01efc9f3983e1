"""Reply templates: who keeps which, what a case fills in, and what never stands in them."""

import pytest

from domain.people import Role
from domain.suggestions import State
from domain.templates import Template
from services import templates
from services.commands import RefusedError
from services.suggestions import answering, departing, handling
from services.suggestions.saying import Say
from storage import events
from storage import templates as kept
from tests.support.hall import Hall, Somebody, seat
from tests.support.scene import Scene


@pytest.fixture
async def scene(hall: Hall) -> Scene:
    return await Scene(hall).begin()


async def add(hall: Hall, who: Somebody, text: str, unit_id: int = 0) -> Template:
    shown = await hall.do(who, templates.show_all, templates.List(unit_id=unit_id))
    await hall.do(who, templates.ask_new, templates.List(unit_id=shown.told[0].facts["unit"].id))
    outcome = await hall.do(who, templates.write, Say(message_id=1, words=text))
    template: Template = outcome.told[0].facts["template"]
    return template


def one(template: Template) -> templates.One:
    return templates.One(template_id=template.id, version=template.version)


async def titles(hall: Hall, who: Somebody, scene: Scene) -> list[str]:
    """What is offered to somebody who writes in the case."""
    outcome = await hall.do(who, handling.ask_words, await scene.press())
    return [template.title for template in outcome.told[0].facts["templates"]]


async def preview(scene: Scene, who: Somebody, template: Template) -> str:
    await scene.hall.heard(who)
    await scene.hall.do(
        who, answering.use_template, handling.Pick(**(await scene.press(str(template.id))).model_dump())
    )
    return await scene.hall.words_for(who)


async def test_own_ones_come_first_and_those_above_are_inherited(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    boss = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    away = await hall.seated(seat(Role.ADMIN, "zichuan"))
    await add(hall, boss, "区里的\n区里的话")
    await add(hall, scene.officer, "站里的\n站里的话")
    await add(hall, away, "淄川的\n淄川的话")
    found = await titles(hall, scene.mine, scene)
    assert found[:2] == ["站里的", "区里的"]
    assert "淄川的" not in found
    assert len(found) == 5


async def test_fields_are_filled_and_shown_before_they_go(scene: Scene) -> None:
    hall = scene.hall
    template = await add(hall, scene.officer, "收到\n{姓名}您好，{number}由{代表}跟进，{期限}前答复。今天{今天}。")
    shown = await preview(scene, scene.mine, template)
    case = await scene.case()
    assert f"欧阳慧敏您好，{case.number}由{case.representative}跟进，12月4日(周五)前答复。今天12月1日(周二)。" in shown
    await hall.heard(scene.resident)
    await hall.do(scene.mine, answering.confirm, await scene.press())
    assert "欧阳慧敏您好" in await hall.words_for(scene.resident)


async def test_a_hidden_name_is_filled_in_general_words(hall: Hall) -> None:
    scene = await Scene(hall).begin(anonymous=True)
    template = await add(hall, scene.officer, "收到\n{name}，收到了")
    shown = await preview(scene, scene.mine, template)
    assert "居民朋友，收到了" in shown
    assert "用了统称" in shown
    assert "欧阳" not in shown


async def test_departments_get_no_name_by_a_template(scene: Scene) -> None:
    hall = scene.hall
    template = await add(hall, scene.officer, "收到\n{name}，收到了")
    await scene.transfer()
    await hall.do(scene.lead, departing.accept, await scene.press())
    assert "居民朋友，收到了" in await preview(scene, scene.lead, template)


async def test_what_the_case_does_not_tell_must_be_written(scene: Scene) -> None:
    hall = scene.hall
    template = await add(hall, scene.officer, "期限\n{due}前办好")
    await hall.do(scene.mine, handling.ask_words, await scene.press())
    await hall.do(scene.mine, handling.say, Say(message_id=3, words="收到"))
    assert (await scene.case()).state is State.HANDLING
    shown = await preview(scene, scene.mine, template)
    assert "……前办好" in shown
    assert "{期限}" in shown
    assert "发给居民" not in shown
    await hall.heard(scene.resident)
    outcome = await hall.do(scene.mine, answering.confirm, await scene.press())
    assert outcome.toast == "template.fill_first"
    assert await hall.heard(scene.resident) == []
    await hall.do(scene.mine, answering.change_proposal, Say(message_id=4, words="周五前办好"))
    await hall.do(scene.mine, answering.confirm, await scene.press())
    assert "周五前办好" in await hall.words_for(scene.resident)


async def test_an_unknown_field_is_explained_and_the_question_stays(scene: Scene) -> None:
    hall = scene.hall
    await hall.do(scene.officer, templates.ask_new, templates.List(unit_id=(await own(scene))))
    for words in ("标题\n电话{phone}", "只有一行"):
        outcome = await hall.do(scene.officer, templates.write, Say(message_id=1, words=words))
        assert outcome.told[0].kind == "template.unfit"
    assert "{phone}" in await hall.words_for(scene.officer)
    saved = await hall.do(scene.officer, templates.write, Say(message_id=1, words="标题\n编号{number}"))
    assert saved.told[0].facts["template"].words == "编号{number}"


async def own(scene: Scene) -> int:
    shown = await scene.hall.do(scene.officer, templates.show_all, templates.List())
    id_: int = shown.told[0].facts["unit"].id
    return id_


async def test_they_are_changed_ordered_and_removed_with_events(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    first, second = [await add(hall, scene.officer, f"{name}\n话") for name in ("甲", "乙")]
    await hall.do(scene.officer, templates.move_up, one(second))
    assert (await titles(hall, scene.mine, scene))[:2] == ["乙", "甲"]
    await hall.do(scene.officer, templates.move_up, one(second))  # the first one becomes the last
    assert (await titles(hall, scene.mine, scene))[:2] == ["甲", "乙"]
    await hall.do(scene.officer, templates.ask_change, one(first))
    changed = (await hall.do(scene.officer, templates.write, Say(message_id=1, words="丙\n别的话"))).told[0]
    assert (changed.facts["template"].title, changed.facts["template"].version) == ("丙", 2)
    stale = await hall.do(scene.officer, templates.remove, one(first))
    assert stale.toast == "button.stale"
    current = one(changed.facts["template"])
    await hall.do(scene.officer, templates.ask_remove, current)
    await hall.do(scene.officer, templates.remove, current)
    assert (await hall.do(scene.officer, templates.remove, current)).toast == "button.stale"
    assert (await titles(hall, scene.mine, scene))[:1] == ["乙"]
    history = await hall.job(lambda tx: events.of(tx, "template", first.id))
    assert [(row["kind"], row["role"]) for row in history] == [
        ("add", "officer"), ("change", "officer"), ("remove", "officer"),
    ]  # fmt: skip
    assert all(set(row["facts"]) == {"unit"} for row in history), "ids only, never words"


async def test_only_who_keeps_them_changes_them(scene: Scene) -> None:
    hall = scene.hall
    boss, top = await hall.seated(seat(Role.ADMIN, "zhangdian")), await hall.seated(seat(Role.ADMIN, "zibo"))
    others = [await hall.seated(seat(Role.ADMIN, "zichuan")), await hall.seated(seat(Role.OFFICER, "zd-heping"))]
    ours, district = await add(hall, scene.officer, "站\n话"), await add(hall, boss, "区\n话")
    everybody = (await hall.job(lambda tx: kept.inherited(tx, 0, "zh")))[0]
    allowed = {
        ours.id: [scene.officer, boss, top], district.id: [boss, top], everybody.id: [top],
    }  # fmt: skip
    for template in (ours, district, everybody):
        for who in (scene.officer, boss, top, *others, scene.mine, scene.lead, scene.resident):
            for use_case in (templates.ask_change, templates.ask_remove):
                if who in allowed[template.id]:
                    assert (await hall.do(who, use_case, one(template))).told
                    continue
                with pytest.raises(RefusedError) as refused:
                    await hall.do(who, use_case, one(template))
                assert refused.value.key == "refused.no_templates"
    for who in others:
        with pytest.raises(RefusedError):
            await hall.do(who, templates.show_all, templates.List(unit_id=await own(scene)))


async def test_a_template_of_another_unit_cannot_be_used_in_a_case(scene: Scene) -> None:
    hall = scene.hall
    away = await hall.seated(seat(Role.ADMIN, "zichuan"))
    template = await add(hall, away, "淄川的\n淄川的话")
    pick = handling.Pick(**(await scene.press(str(template.id))).model_dump())
    assert (await hall.do(scene.mine, answering.use_template, pick)).toast == "button.stale"


async def test_there_are_not_more_than_fit(scene: Scene) -> None:
    hall = scene.hall
    for n in range(12):
        await add(hall, scene.officer, f"第{n}条\n话")
    outcome = await hall.do(scene.officer, templates.ask_new, templates.List(unit_id=await own(scene)))
    assert outcome.toast == "template.full"
    assert len(await titles(hall, scene.mine, scene)) == 12
