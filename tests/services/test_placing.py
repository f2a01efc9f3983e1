"""Where a suggestion goes and what its author is told; handing in twice, and with an old preview."""

from datetime import date

import pytest

from bot.demo.town import town
from domain.drafts import Draft
from domain.people import Role
from domain.roster import Level
from domain.suggestions import Suggestion
from services.suggestions import desks, placing
from services.suggestions.placing import Submit
from storage import people, talks
from tests.support.city import seats
from tests.support.hall import CONFIGURED, HOME, Hall, Somebody, seat

TODAY = "2026-12-01"


async def code_of(hall: Hall, ref: str) -> str:
    """The code in a representative's own link."""
    rows = await hall.job(lambda tx: tx.connection.execute("SELECT ref, code FROM persons").fetchall())
    return next(str(row["code"]) for row in rows if row["ref"] == ref)


async def id_of(hall: Hall, ref: str) -> int:
    found: int = await hall.job(lambda tx: people.by_ref(tx, ref))
    return found


async def level_of(hall: Hall, person: int | None) -> str:
    query = "SELECT level FROM mandates WHERE person_id = ?"
    row = await hall.job(lambda tx: tx.connection.execute(query, (person,)).fetchone())
    return str(row["level"])


async def end(hall: Hall, table: str, where: str = "1 = 1") -> None:
    """Let mandates, roles or links have ended before today."""
    statement = f"UPDATE {table} SET ends = '2026-11-30' WHERE {where}"  # noqa: S608 - the test's own words
    await hall.job(lambda tx: tx.connection.execute(statement) and None)


async def linked(hall: Hall) -> tuple[Somebody, int]:
    """A resident with a fixed link, and the representative who keeps it."""
    link = next(link for link in town().links if link.tier == "residents" and link.keeper in seats(HOME))
    return await hall.seated(link.other), await id_of(hall, link.keeper)


def route(case: Suggestion) -> tuple[str, int | None]:
    return case.reason, case.representative_id


async def test_a_fixed_link_goes_before_everything(hall: Hall) -> None:
    resident, keeper = await linked(hall)
    other = await code_of(hall, seats("zc-kunlun")[0])
    assert route(await hall.submit(resident)) == ("link", keeper)
    assert route(await hall.submit(resident, link=f"r_{other}")) == ("link", keeper)
    assert route(await hall.submit(resident, link="s_zd-heping")) == ("link", keeper)


async def test_an_anonymous_case_never_follows_the_link(hall: Hall) -> None:
    """Whoever keeps a link with six people would know which of them wrote: the route must not tell."""
    resident, keeper = await linked(hall)
    reasons = {(await hall.submit(resident, anonymous=True)).reason for _ in range(4)}
    assert reasons == {"constituency"}
    unlinked = await hall.resident()
    where = [(await hall.submit(who, anonymous=True)).representative_id for who in (resident, unlinked) * 2]
    assert len(set(where)) == 2, "it goes around as for anybody else"
    assert keeper in where


async def test_a_link_that_ended_is_none(hall: Hall) -> None:
    resident, _ = await linked(hall)
    await end(hall, "links")
    assert (await hall.submit(resident)).reason == "constituency"


async def test_who_came_by_a_representatives_code_gets_that_one(hall: Hall) -> None:
    chosen = seats("zc-kunlun")[1]
    case = await hall.submit(await hall.resident(), link=f"r_{await code_of(hall, chosen)}")
    assert route(case) == ("chosen", await id_of(hall, chosen))
    assert case.channel == "representative"


async def test_the_code_of_one_whose_mandate_ended_is_as_good_as_none(hall: Hall) -> None:
    chosen = seats("zc-kunlun")[1]
    await end(hall, "mandates", f"person_id = {await id_of(hall, chosen)}")
    case = await hall.submit(await hall.resident(), link=f"r_{await code_of(hall, chosen)}")
    assert case.reason == "constituency"
    assert case.representative_id in [await id_of(hall, ref) for ref in seats(HOME)]


async def test_who_came_by_a_stations_code_gets_one_of_that_station(hall: Hall) -> None:
    case = await hall.submit(await hall.resident(), link="s_zc-kunlun")
    assert case.reason == "station"
    assert case.representative_id in [await id_of(hall, ref) for ref in seats("zc-kunlun")]
    assert case.channel == "station"
    assert case.number == "淄川 2026-0001"


async def test_cases_are_shared_fairly(hall: Hall) -> None:
    resident = await hall.resident()
    got = [(await hall.submit(resident)).representative_id for _ in range(6)]
    assert {got.count(await id_of(hall, ref)) for ref in seats(HOME)} == {3}


async def test_the_category_decides_the_level(hall: Hall) -> None:
    resident = await hall.resident()
    levels = {}
    for category in ("streetlight", "road", "transit"):
        case = await hall.submit(resident, category=category)
        levels[category] = await level_of(hall, case.representative_id)
    assert levels == {"streetlight": "town", "road": "district", "transit": "city"}


async def test_a_station_without_the_fitting_level_still_keeps_the_case(hall: Hall) -> None:
    case = await hall.submit(await hall.resident(), link="s_zd-heping", category="streetlight")
    assert case.reason == "station"
    assert case.representative_id in [await id_of(hall, ref) for ref in seats("zd-heping", Level.DISTRICT)]


async def test_nobody_gets_the_own_case(hall: Hall) -> None:
    for ref in seats(HOME):
        author = await hall.seated(ref)
        own = await code_of(hall, ref)
        for link in ("", f"s_{HOME}", f"r_{own}"):
            case = await hall.submit(author, link=link or f"s_{HOME}")
            assert case.representative_id != author.id


async def test_fallbacks_from_the_station_up_to_the_configured_administrator(hall: Hall) -> None:
    """Each step is taken only when nobody is left on the one before."""
    resident = await hall.resident()
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    district, city = [await hall.seated(seat(Role.ADMIN, unit)) for unit in ("zhangdian", "zibo")]
    configured = await hall.resident("配置的人", account=CONFIGURED)
    everybody = (officer, district, city, configured)

    async def who_hears() -> tuple[str, str, list[bool]]:
        for person in everybody:
            await hall.heard(person)
        case = await hall.submit(resident)
        return case.reason, case.state.value, [bool(await hall.heard(person)) for person in everybody]

    await end(hall, "mandates")
    assert await who_hears() == ("officer", "desk", [True, False, False, False])
    await end(hall, "roles", "role = 'officer'")
    assert await who_hears() == ("admin", "desk", [False, True, False, False])
    await end(hall, "roles", f"person_id = {district.id}")
    assert await who_hears() == ("admin", "desk", [False, False, True, False])
    await end(hall, "roles")
    assert await who_hears() == ("configured", "desk", [False, False, False, True])


async def test_without_anybody_it_still_gets_a_number_and_waits(hall: Hall) -> None:
    await end(hall, "mandates")
    await end(hall, "roles")
    case = await hall.submit(await hall.resident())
    assert (case.reason, case.state, case.number) == ("configured", "desk", "张店 2026-0001")
    configured = await hall.resident("配置的人", account=CONFIGURED)
    desk = await hall.do(configured, desks.desk, desks.Desk())
    assert [found.id for found in desk.told[0].facts["cases"]] == [case.id], "found when somebody comes"


async def test_a_representative_without_an_account_is_served_by_the_officer(hall: Hall) -> None:
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    case = await hall.submit(await hall.resident())
    assert case.representative_id is not None
    assert str(case.representative) in await hall.words_for(officer)


async def test_handed_in_twice_it_is_one_case(both_halls: Hall) -> None:
    hall = both_halls
    resident = await hall.resident()
    await hall.submit(resident)
    again = await hall.do(resident, placing.submit, Submit(revision=1))
    assert (again.told, again.toast) == ((), "suggest.gone")
    assert await hall.job(lambda tx: tx.connection.execute("SELECT count(*) AS n FROM suggestions").fetchone()) == {
        "n": 1
    }


async def test_an_old_preview_hands_in_nothing_and_shows_the_new_one(hall: Hall) -> None:
    resident = await hall.resident()
    draft = Draft().with_words(1, "一").with_words(2, "二")
    await hall.job(lambda tx: talks.save_draft(tx, resident.id, draft, hall.now))
    outcome = await hall.do(resident, placing.submit, Submit(revision=1))
    assert (outcome.toast, [told.kind for told in outcome.told]) == ("button.stale", ["suggest.preview"])
    assert await hall.job(lambda tx: talks.draft(tx, resident.id)) == draft
    done = await hall.do(resident, placing.submit, Submit(revision=2))
    assert done.told[0].kind == "suggest.sent"


async def test_numbers_count_by_district_and_year(both_halls: Hall) -> None:
    hall = both_halls
    here, there = await hall.resident(), await hall.resident(home="zc-kunlun-sq")
    numbers = [(await hall.submit(who)).number for who in (here, there, here)]
    hall.now = hall.now.replace(year=2027, month=1, day=4)
    numbers.append((await hall.submit(here)).number)
    assert numbers == ["张店 2026-0001", "淄川 2026-0001", "张店 2026-0002", "张店 2027-0001"]


async def test_the_first_word_is_due_in_three_working_days(hall: Hall) -> None:
    case = await hall.submit(await hall.resident())
    assert case.first_word_due == date(2026, 12, 4)


@pytest.mark.parametrize("anonymous", [False, True])
async def test_the_author_is_told_number_name_reason_and_day(hall: Hall, anonymous: bool) -> None:
    resident = await hall.resident()
    case = await hall.submit(resident, anonymous=anonymous)
    words = await hall.words_for(resident)
    for part in (case.number, str(case.representative), "12月4日"):
        assert part in words


async def test_who_was_erased_gets_nothing_by_link_code_or_office(hall: Hall) -> None:
    resident, _ = await linked(hall)
    code = await code_of(hall, seats(HOME)[0])
    await hall.seated(seat(Role.OFFICER, HOME))
    admin = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    erase = "UPDATE persons SET erased_at = 1 WHERE ref = ? OR id IN (SELECT person_id FROM mandates)"
    await hall.job(lambda tx: tx.connection.execute(erase, (seat(Role.OFFICER, HOME),)))
    case = await hall.submit(resident, link=f"r_{code}")
    assert case.representative_id is None
    assert case.holder_role is Role.ADMIN
    assert case.number in await hall.words_for(admin)


async def test_whose_place_nobody_knows_is_asked_where_they_live_and_keeps_the_draft(hall: Hall) -> None:
    """Old buttons lead past the question: a draft of somebody without a home was handed in to nowhere."""
    nowhere = await hall.resident(home=None)
    for link in ("", f"r_{await code_of(hall, seats(HOME)[0])}"):
        draft = Draft(link=link).with_words(1, "路灯不亮")
        await hall.job(lambda tx, draft=draft: talks.save_draft(tx, nowhere.id, draft, hall.now))
        asked = await hall.do(nowhere, placing.submit, Submit(revision=draft.revision))
        assert [told.kind for told in asked.told] == ["place.ask"]
        assert await hall.job(lambda tx: talks.draft(tx, nowhere.id)) == draft
