"""Invitations: once, for a while, for whom they are meant; and what a resident takes along who becomes somebody."""

from datetime import timedelta

import pytest

from bot.demo.town import town
from domain.drafts import Draft
from domain.people import Actor, Role
from services import access, invites, privacy
from services.invites import InviteError, accept
from services.suggestions import desks, following, handling
from services.welcome import Agree, Start, agree, start
from storage import people, talks, units
from storage.tx import Tx
from tests.support.city import seats
from tests.support.hall import HOME, Hall, Somebody, seat


async def make(hall: Hall, role: Role = Role.REPRESENTATIVE, unit: str = "zibo", ref: str | None = None) -> str:
    """A fresh invitation's token."""

    def job(tx: Tx) -> str:
        person = people.by_ref(tx, ref) if ref else None
        return invites.make(tx, role, unit, person, hall.now).token

    token: str = await hall.job(job)
    return token


async def take(hall: Hall, who: Somebody, token: str) -> list[str]:
    """Open an invitation. Returns the kinds of what is told."""
    outcome = await hall.do(who, lambda tx, actor, command, now: accept(tx, actor, token, now))
    return [told.kind for told in outcome.told]


async def actor(hall: Hall, who: Somebody) -> Actor:
    found: Actor = await hall.job(lambda tx: access.actor(tx, who.at, "zh", hall.now))
    return found


async def test_it_makes_an_account_a_representatives(both_halls: Hall) -> None:
    hall = both_halls
    resident = await hall.resident("李主任")
    token = await make(hall, ref=seats(HOME)[0])
    assert await take(hall, resident, token) == ["invite.welcome", "menu"]
    now = await actor(hall, resident)
    assert now.person_id == await hall.job(lambda tx: people.by_ref(tx, seats(HOME)[0]))
    assert now.holds(Role.REPRESENTATIVE)


async def test_it_works_once(hall: Hall) -> None:
    token = await make(hall, ref=seats(HOME)[0])
    first, second = await hall.resident(), await hall.resident("孙志强")
    await take(hall, first, token)
    assert await take(hall, first, token) == ["invite.again"]
    assert await take(hall, second, token) == ["invite.used"]
    assert not (await actor(hall, second)).is_staff


@pytest.mark.parametrize(("days", "kinds"), [(13.99, ["invite.welcome", "menu"]), (14.01, ["invite.expired"])])
async def test_it_runs_out(hall: Hall, days: float, kinds: list[str]) -> None:
    token = await make(hall, ref=seats(HOME)[0])
    resident = await hall.resident()
    hall.later(days=days)
    assert await take(hall, resident, token) == kinds


async def test_only_its_hash_is_kept(hall: Hall) -> None:
    token = await make(hall, ref=seats(HOME)[0])
    rows = await hall.job(lambda tx: tx.connection.execute("SELECT * FROM invites").fetchall())
    assert len(token) >= 22, "at least 128 bits"
    assert token not in str(rows)


async def test_who_holds_an_office_does_not_become_somebody_else(hall: Hall) -> None:
    """A forwarded link must not turn one representative into another."""
    mine, other = [await hall.seated(ref) for ref in seats(HOME)]
    before = await actor(hall, mine)
    token = await make(hall, ref=seats(HOME)[1])
    assert await take(hall, mine, token) == ["invite.someone_else"]
    assert await actor(hall, mine) == before
    assert await take(hall, other, token) == ["invite.welcome", "menu"], "it still works for whom it is meant"


async def test_too_many_wrong_tries_stop_for_an_hour(hall: Hall) -> None:
    resident, token = await hall.resident(), await make(hall, ref=seats(HOME)[0])
    assert [await take(hall, resident, f"made-up-{n}") for n in range(5)] == [["invite.unknown"]] * 5
    assert await take(hall, resident, token) == ["invite.too_often"], "also a right one"
    assert await take(hall, await hall.resident("孙志强"), "made-up") == ["invite.unknown"], "others are not stopped"
    hall.later(minutes=61)
    assert await take(hall, resident, token) == ["invite.welcome", "menu"]


async def test_a_resident_who_becomes_a_representative_keeps_cases_and_draft(both_halls: Hall) -> None:
    hall = both_halls
    resident = await hall.resident()
    case = await hall.submit(resident)
    await hall.job(lambda tx: talks.save_draft(tx, resident.id, Draft().with_words(9, "写了一半"), hall.now))
    await take(hall, resident, await make(hall, ref=seats(HOME)[0]))
    mine = await hall.do(resident, following.cases, following.List())
    assert [found.id for found in mine.told[0].facts["cases"]] == [case.id]
    now = await actor(hall, resident)
    kept = await hall.job(lambda tx: talks.draft(tx, now.person))
    assert kept is not None
    assert kept.words == "写了一半"
    assert now.unit_id is not None


async def test_who_becomes_the_representative_of_the_own_case_leaves_it_to_the_officer(hall: Hall) -> None:
    officer, resident = await hall.seated(seat(Role.OFFICER, HOME)), await hall.resident()
    case = await hall.submit(resident)
    ref = await hall.job(
        lambda tx: tx.connection.execute("SELECT ref FROM persons WHERE id = ?", (case.representative_id,)).fetchone()
    )
    await take(hall, resident, await make(hall, ref=ref["ref"]))
    await hall.heard(officer)
    said = handling.Reply(case_id=case.id, message_id=7, words="补充一句")
    await hall.do(resident, following.reply, said)
    assert "补充一句" in await hall.words_for(officer)
    desk = await hall.do(officer, desks.desk, desks.Desk())
    assert [found.id for found in desk.told[0].facts["cases"]] == [case.id]
    await hall.answer(officer, case)
    assert (await hall.case(case.id)).answers == 1


async def test_a_stranger_agrees_first_and_then_arrives(hall: Hall) -> None:
    stranger, token = hall.stranger(), await make(hall, Role.OFFICER, HOME)
    greeted = await hall.do(stranger, start, Start(link=f"i_{token}"))
    assert [told.kind for told in greeted.told] == ["start.hello"]
    arrived = await hall.do(stranger, agree, Agree(name="联络员老周"))
    assert "invite.welcome" in [told.kind for told in arrived.told]
    now = await actor(hall, stranger)
    assert [standing.role for standing in now.standings] == [Role.OFFICER]


async def test_an_office_is_given_once(hall: Hall) -> None:
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    await take(hall, officer, await make(hall, Role.OFFICER, HOME))
    assert len((await actor(hall, officer)).standings) == 1


@pytest.mark.parametrize(
    ("role", "unit", "ref", "why"),
    [
        (Role.REPRESENTATIVE, "nowhere", None, "no unit or station"),
        (Role.REPRESENTATIVE, "zibo", None, "names the person"),
        (Role.OFFICER, "zhangdian", None, "belongs to a station"),
        (Role.REPRESENTATIVE, "zibo", "g001", "no mandate today"),
    ],
)
async def test_what_can_not_be_made_says_why(hall: Hall, role: Role, unit: str, ref: str | None, why: str) -> None:
    with pytest.raises(InviteError, match=why):
        await make(hall, role, unit, ref)


async def test_old_tries_are_forgotten(hall: Hall) -> None:
    resident = await hall.resident()
    await take(hall, resident, "made-up")
    hall.later(hours=3)
    await hall.tick(privacy.forget)
    assert await hall.job(lambda tx: people.tries(tx, resident.at, hall.now - timedelta(days=9))) == 0


async def test_a_department_officer_is_bound_to_the_office_that_the_roster_gives(hall: Hall) -> None:
    ref = next(held.person for held in town().roles if held.role is Role.DEPARTMENT_OFFICER)
    resident = await hall.resident("唐红霞")
    await take(hall, resident, await make(hall, Role.DEPARTMENT_OFFICER, ref=ref))
    offices = [held for held in (await actor(hall, resident)).standings if held.role is Role.DEPARTMENT_OFFICER]
    assert len(offices) == 1
    assert offices[0].department_id is not None


@pytest.mark.parametrize("ref", [None, seats(HOME)[0]])
async def test_nobody_becomes_a_department_officer_without_a_department(hall: Hall, ref: str | None) -> None:
    with pytest.raises(InviteError, match="from the roster"):
        await make(hall, Role.DEPARTMENT_OFFICER, ref=ref)


async def test_who_was_erased_is_nobody_whom_an_invitation_could_name(hall: Hall) -> None:
    """What a resident has would vanish with the person that nobody can be any more."""
    ref = seats(HOME)[0]
    token = await make(hall, ref=ref)
    await hall.job(lambda tx: tx.connection.execute("UPDATE persons SET erased_at = 1 WHERE ref = ?", (ref,)))
    resident = await hall.resident("孙志强")
    assert await take(hall, resident, token) == ["invite.unknown"]
    assert (await actor(hall, resident)).person_id == resident.id


async def test_the_unit_is_meant_and_not_a_station_elsewhere_of_the_same_code(hall: Hall) -> None:
    change = "UPDATE stations SET code = 'zichuan' WHERE code = ?"
    await hall.job(lambda tx: tx.connection.execute(change, (HOME,)))
    resident = await hall.resident()
    await take(hall, resident, await make(hall, Role.ADMIN, "zichuan"))
    unit = await hall.job(lambda tx: units.by_code(tx, "zichuan"))
    assert [held.unit_id for held in (await actor(hall, resident)).standings] == [unit.id]


async def test_nobody_is_invited_to_what_has_ended(hall: Hall) -> None:
    change = "UPDATE units SET valid_to = '2026-11-30' WHERE code = ?"
    await hall.job(lambda tx: tx.connection.execute(change, (HOME,)))
    with pytest.raises(InviteError):
        await make(hall, Role.ADMIN, HOME)
