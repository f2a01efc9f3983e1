"""Categories settled in chat: they are proposed, routed, named and refused as their city wants it."""

from datetime import UTC, date, datetime

import pytest

from domain.categories import BUILT_IN, CATEGORIES, OWN
from domain.people import Role
from domain.settings import Room
from locales import Text
from services import exports
from services.commands import Nothing, RefusedError
from services.notices import addressing
from services.roster import exporting
from services.roster.sheets import EXPLANATIONS
from services.roster.template import template
from services.roster.workbook import read
from services.settings import changing, showing, standing
from services.settings.standing import One
from services.suggestions import drafting
from storage import exports as stored
from storage.exports import Stretch
from tests.roster.books import opened, workbook
from tests.services.test_notices import press, written
from tests.services.test_settings import card, change, put_back, settled, shown, unit
from tests.support.hall import RULES, Hall, Somebody, seat


async def add_category(hall: Hall, who: Somebody, names: str = "楼道充电 / Stairwell charging") -> int:
    """The first category of the city's own. Returns the unit at the top."""
    top = await unit(hall, "zibo")
    await change(hall, who, top, "n_own1", names)
    return top


async def drafted(hall: Hall, words: str) -> str:
    """The category on the card of a draft with these words."""
    who = await hall.resident(words[:6])
    shown_draft = await hall.do(who, drafting.offer, drafting.Write(message_id=1, words=words))
    found = next(told.facts["draft"] for told in shown_draft.told if told.kind == "suggest.preview")
    return str(found.category)


async def test_a_citys_own_category_is_proposed_and_routed_until_it_is_offered_no_more(both_halls: Hall) -> None:
    hall = both_halls
    boss = await hall.seated(seat(Role.ADMIN, "zibo"))
    top = await add_category(hall, boss)
    await change(hall, boss, top, "w_own1", "飞线充电，充电棚")
    await settled(hall)
    assert await drafted(hall, "楼道里天天飞线充电") == "own1"
    stand = await shown(hall, boss, top, "o_own1")
    off = changing.Choose(target_id=top, code="o_own1", version=stand.version, choice="no")
    assert card(await hall.do(boss, changing.choose, off)).value == "no"
    await settled(hall)
    assert await drafted(hall, "门口也有飞线充电") == "other"
    assert hall.writer.rules.categories.of("own1").chinese == "楼道充电"
    await put_back(hall, boss, top, "o_own1")
    await settled(hall)
    assert await drafted(hall, "车棚里飞线充电") == "own1"


async def test_what_was_added_is_taken_back_by_offering_it_no_more(hall: Hall) -> None:
    """There may be cases that have it, so its name stays."""
    boss = await hall.seated(seat(Role.ADMIN, "zibo"))
    top = await add_category(hall, boss)
    taken_back = card(await put_back(hall, boss, top, "n_own1"))
    assert (taken_back.setting.code, taken_back.value) == ("o_own1", "no")
    await settled(hall)
    known = hall.writer.rules.categories
    assert (known.of("own1") in known.offered, known.of("own1").chinese) == (False, "楼道充电")
    await change(hall, boss, top, "n_own1", "车棚 / Sheds")
    assert card(await put_back(hall, boss, top, "n_own1")).value == ["楼道充电", "Stairwell charging"]


async def test_a_draft_whose_category_is_offered_no_more_follows_its_words(hall: Hall) -> None:
    boss = await hall.seated(seat(Role.ADMIN, "zibo"))
    top = await add_category(hall, boss)
    await settled(hall)
    resident = await hall.resident()
    await hall.do(resident, drafting.offer, drafting.Write(message_id=1, words="路灯不亮"))
    chosen = await hall.do(resident, drafting.choose_category, drafting.Choose(category="own1"))
    assert chosen.told[0].facts["draft"].category == "own1"
    await put_back(hall, boss, top, "n_own1")
    await settled(hall)
    assert (await hall.do(resident, drafting.show, Nothing())).told[0].facts["draft"].category == "streetlight"
    listed = (await hall.do(resident, drafting.ask_category, Nothing())).told[0].facts["offered_categories"]
    assert "own1" not in listed
    assert listed[-1] == "other"


async def test_a_name_or_a_word_that_another_category_has_is_refused(hall: Hall) -> None:
    boss = await hall.seated(seat(Role.ADMIN, "zibo"))
    top = await unit(hall, "zibo")
    refused = (await change(hall, boss, top, "n_own1", "供热 / Warmth")).told[0].facts
    assert (refused["flaw"], refused["limits"]) == ("clash", {"what": "供热", "category": "heating"})
    await add_category(hall, boss)
    assert (await change(hall, boss, top, "w_own1", "充电桩")).told[0].facts["limits"]["category"] == "parking"
    await change(hall, boss, top, "w_parking", "停车，车位")
    assert card(await change(hall, boss, top, "w_own1", "充电桩")).value == ["充电桩"]
    back = await put_back(hall, boss, top, "w_parking")
    assert back.told[0].facts["limits"] == {"what": "充电桩", "category": "own1"}


async def test_there_are_twelve_and_no_more(hall: Hall) -> None:
    boss = await hall.seated(seat(Role.ADMIN, "zibo"))
    top = await unit(hall, "zibo")
    for n, code in enumerate(OWN):
        await change(hall, boss, top, f"n_{code}", f"第{n}类 / Kind {n}")
    listed = (await hall.do(boss, showing.open_room, showing.OfRoom(unit_id=top, room=Room.CATEGORIES))).told[0].facts
    assert (len(listed["categories"]), listed["next_own"]) == (len(CATEGORIES) + 12, "")


async def test_what_there_is_not_is_settled_by_nobody(hall: Hall) -> None:
    boss = await hall.seated(seat(Role.ADMIN, "zibo"))
    top = await unit(hall, "zibo")
    for code in ("w_own1", "o_own1", "h_own1"):
        with pytest.raises(RefusedError):
            await hall.do(boss, changing.ask_change, One(target_id=top, code=code))
    rooms = await hall.do(boss, showing.open_room, showing.OfRoom(unit_id=top, room=Room.CATEGORIES))
    assert rooms.told[0].facts["next_own"] == "own1"
    district = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    with pytest.raises(RefusedError):
        await hall.do(district, changing.ask_change, One(target_id=top, code="n_lift"))


async def test_a_new_table_takes_no_settled_name_away(hall: Hall) -> None:
    """An upgrade may bring a category of the same name: cases that have the city's own keep theirs."""
    boss = await hall.seated(seat(Role.ADMIN, "zibo"))
    await add_category(hall, boss)
    newer = RULES.model_copy(update={"categories": BUILT_IN.changed({"lift": {"chinese": "楼道充电"}})})
    found = await hall.job(lambda tx: standing.rules(tx, newer))
    assert found.categories.of("own1").chinese == "楼道充电"


async def test_rosters_know_a_citys_own_in_both_languages(hall: Hall) -> None:
    boss = await hall.seated(seat(Role.ADMIN, "zibo"))
    top = await add_category(hall, boss)
    await change(hall, boss, top, "n_lift", "电梯 / Elevators")
    await settled(hall)
    known = hall.writer.rules.categories
    row = {"code": "zd-new", "name": "充电科", "unit": "zhangdian"}
    for said in ("楼道充电;电梯", "stairwell charging, elevators", "own1;加装电梯"):
        reading = read(workbook(departments=[{**row, "categories": said}]), known=known)
        assert (reading.faults, reading.book.departments[0].categories) == ((), ("own1", "lift")), said
    again = read(exporting.workbook(reading.book, known), known=known)
    assert again.book.departments[0].categories == ("own1", "lift")
    assert "楼道充电;电梯" in exporting.as_csv(reading.book, "departments", known)
    page = opened(template(known))[EXPLANATIONS]
    assert ("own1", "楼道充电", "Stairwell charging") in {(line[1], line[3], line[4]) for line in page.values}


async def test_a_case_that_has_it_shows_its_new_name_wherever_it_stands(both_halls: Hall) -> None:
    hall = both_halls
    boss = await hall.seated(seat(Role.ADMIN, "zibo"))
    top = await add_category(hall, boss)
    await change(hall, boss, top, "w_own1", "飞线充电")
    await settled(hall)
    case = await hall.submit(await hall.resident(), "楼道里飞线充电")
    assert case.category == "own1"
    notice = await written(hall, boss)
    await press(hall, boss, addressing.pick, notice, "group_residents")
    asked = await press(hall, boss, addressing.pick, notice, "category_own1")
    assert asked.told[0].facts["size"].people == 1
    await change(hall, boss, top, "n_own1", "电动车充电 / E-bike charging")
    await settled(hall)
    everything = Stretch(top, datetime(2000, 1, 1, tzinfo=UTC), date(2000, 1, 1), 0, 1_000)
    [row] = await hall.job(lambda tx: stored.cases(tx, everything))
    named = hall.writer.rules.categories.named
    assert "E-bike charging" in exports.case_row(Text("en", named=named), row)
    assert "电动车充电" in exports.case_row(Text("zh", named=named), row)
