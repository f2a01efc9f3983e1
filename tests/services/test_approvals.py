"""What cannot be undone waits for a second person: who may decide, once, in time, on what was asked for then."""

import asyncio

import pytest

from domain.approvals import TABLE, Approval, Kind, State, Who, is_needed
from domain.people import Role, Standing
from domain.rules import AccessRules, Rules
from domain.telling import Outcome
from services import approvals, dissolving, invites
from services.approvals import OfApproval
from services.commands import RefusedError, today
from services.dissolving import OfUnit
from services.suggestions.saying import Say
from storage import approvals as stored
from storage import dissolving as rows
from storage import people, units
from storage.tx import TooLateError, Tx
from tests.support.city import opened, settle_town
from tests.support.hall import CONFIGURED, HOME, RULES, Hall, Somebody, seat


async def unit_of(hall: Hall, code: str = HOME) -> int:
    found: int = await hall.job(lambda tx: getattr(units.by_code(tx, code), "id", 0))
    return found


async def administrators(hall: Hall) -> tuple[Somebody, Somebody]:
    """The district's administrator and the city's."""
    return await hall.seated(seat(Role.ADMIN, "zhangdian")), await hall.seated(seat(Role.ADMIN, "zibo"))


async def asked(hall: Hall, who: Somebody) -> OfApproval:
    """Somebody asks to end the town of Fujia."""
    await hall.do(who, dissolving.end, OfUnit(unit_id=await unit_of(hall)))
    found = await hall.job(lambda tx: tx.connection.execute("SELECT max(id) AS id FROM approvals").fetchone())
    return OfApproval(approval_id=found["id"])


async def now_is(hall: Hall, request: OfApproval) -> Approval:
    found: Approval = await hall.job(lambda tx: stored.find(tx, request.approval_id))
    return found


async def is_over(hall: Hall) -> bool:
    unit = await unit_of(hall)
    found: bool = await hall.job(lambda tx: rows.is_over(tx, unit, today(tx.rules, hall.now)))
    return found


def kinds(outcome: Outcome, who: Somebody) -> list[str]:
    return [told.kind for told in outcome.told if told.to == who.id]


def refused(error: pytest.ExceptionInfo[RefusedError]) -> str:
    return error.value.key


async def test_a_second_administrator_agrees_and_it_is_done(both_halls: Hall) -> None:
    hall = both_halls
    district, city = await administrators(hall)
    request = await asked(hall, district)
    assert not await is_over(hall)
    assert "傅家镇" in await hall.words_for(city)
    done = await hall.do(city, approvals.approve, request)
    assert "approval.news" in kinds(done, district), "who asked hears"
    assert "approval.card" in kinds(done, city), "and who pressed has it on the card, once"
    assert "approval.news" not in kinds(done, city)
    assert await is_over(hall)
    assert (await now_is(hall, request)).state is State.DONE


async def test_who_asked_does_not_decide(hall: Hall) -> None:
    district, _ = await administrators(hall)
    request = await asked(hall, district)
    for use_case in (approvals.approve, approvals.ask_reason):
        with pytest.raises(RefusedError) as error:
            await hall.do(district, use_case, request)
        assert refused(error) == "refused.own_approval"
    assert not await is_over(hall)


@pytest.mark.parametrize("place", ["zichuan"])
async def test_an_administrator_of_another_unit_sees_nothing_of_it(hall: Hall, place: str) -> None:
    district, _ = await administrators(hall)
    request, other = await asked(hall, district), await hall.seated(seat(Role.ADMIN, place))
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    for who in (other, officer):
        for use_case in (approvals.show, approvals.approve, approvals.ask_reason, approvals.withdraw):
            with pytest.raises(RefusedError) as error:
                await hall.do(who, use_case, request)
            assert refused(error) == "refused.no_approval"


async def test_no_is_said_with_a_reason_and_both_hear(hall: Hall) -> None:
    district, city = await administrators(hall)
    request = await asked(hall, district)
    await hall.do(city, approvals.ask_reason, request)
    await hall.heard(district)
    await hall.do(city, approvals.refuse, Say(message_id=3, words="等名册更新以后再说"))
    assert "等名册更新以后再说" in await hall.words_for(district)
    found = await now_is(hall, request)
    assert (found.state, found.reason, found.decided_by) == (State.REFUSED, "等名册更新以后再说", city.id)
    assert (await hall.do(city, approvals.approve, request)).toast == "approval.over"
    assert not await is_over(hall)


async def test_it_is_done_once_whoever_presses_again(hall: Hall) -> None:
    district, city = await administrators(hall)
    request = await asked(hall, district)
    await hall.do(city, approvals.approve, request)
    before = await events(hall)
    for who in (city, district):
        again = await hall.do(who, approvals.approve, request)
        assert again.toast == "approval.over"
    assert await events(hall) == before


async def events(hall: Hall) -> int:
    row = await hall.job(lambda tx: tx.connection.execute("SELECT count(*) AS n FROM events").fetchone())
    return int(row["n"])


async def test_the_same_is_not_asked_twice_while_it_waits(hall: Hall) -> None:
    district, city = await administrators(hall)
    first = await asked(hall, district)
    again = await hall.do(city, dissolving.end, OfUnit(unit_id=await unit_of(hall)))
    assert again.toast == "approval.waits_toast"
    assert kinds(again, city) == ["approval.card"]
    assert again.told[0].facts["approval"].id == first.approval_id
    await hall.do(city, approvals.approve, first)  # and with that they decide on the first one
    assert await is_over(hall)


async def test_who_asked_withdraws_it_and_nobody_else(hall: Hall) -> None:
    district, city = await administrators(hall)
    request = await asked(hall, district)
    with pytest.raises(RefusedError) as error:
        await hall.do(city, approvals.withdraw, request)
    assert refused(error) == "refused.not_your_request"
    await hall.do(district, approvals.withdraw, request)
    assert (await hall.do(city, approvals.approve, request)).toast == "approval.over"
    assert not await is_over(hall)
    assert (await asked(hall, district)).approval_id != request.approval_id, "it can be asked for anew"


async def test_it_lapses_after_three_days_with_a_reminder_before(hall: Hall) -> None:
    district, city = await administrators(hall)
    request = await asked(hall, district)
    hall.later(hours=47)
    assert await hall.tick(approvals.approvals_due) == []
    hall.later(hours=4)
    assert await hall.asleep(approvals.approvals_due) == []
    assert await hall.tick(approvals.approvals_due) == [(city.id, "approval.card")]
    assert await hall.tick(approvals.approvals_due) == [], "once"
    hall.later(hours=24)
    found = await hall.tick(approvals.approvals_due)
    assert (district.id, "approval.news") in found
    assert await hall.tick(approvals.approvals_due) == []
    assert (await now_is(hall, request)).state is State.EXPIRED
    assert (await hall.do(city, approvals.approve, request)).toast == "approval.over"
    assert not await is_over(hall)


async def test_too_late_is_too_late_though_no_tick_came(hall: Hall) -> None:
    district, city = await administrators(hall)
    request = await asked(hall, district)
    hall.later(hours=72)
    assert (await hall.do(city, approvals.approve, request)).toast == "approval.over"
    assert (await now_is(hall, request)).state is State.EXPIRED
    assert not await is_over(hall)


async def test_what_somebody_asked_who_is_no_administrator_any_more_is_void(hall: Hall) -> None:
    district, city = await administrators(hall)
    request = await asked(hall, district)
    await hall.job(lambda tx: tx.connection.execute(
        "UPDATE roles SET ends = '2026-11-30' WHERE person_id = ?", (district.id,)))  # fmt: skip
    await hall.do(city, approvals.approve, request)
    assert (await now_is(hall, request)).state is State.VOID
    assert not await is_over(hall)


async def test_what_was_asked_for_is_not_done_to_something_else(hall: Hall) -> None:
    """Somebody enters a village below the town meanwhile: nobody agreed to end that."""
    district, city = await administrators(hall)
    request, unit = await asked(hall, district), await unit_of(hall)
    await hall.job(lambda tx: tx.connection.execute(
        "INSERT INTO units (code, name, kind, parent_id) VALUES ('new', '新村', 'community', ?)", (unit,)))  # fmt: skip
    await hall.do(city, approvals.approve, request)
    found = await now_is(hall, request)
    assert (found.state, found.reason) == (State.VOID, "approval.void_changed")
    assert not await is_over(hall)


async def test_where_there_is_nobody_else_it_is_said_and_how(hall: Hall) -> None:
    city = await hall.seated(seat(Role.ADMIN, "zibo"))
    with pytest.raises(RefusedError) as error:
        await hall.do(city, dissolving.end, OfUnit(unit_id=await unit_of(hall)))
    assert refused(error) == "refused.no_second"
    row = await hall.job(lambda tx: tx.connection.execute("SELECT count(*) AS n FROM approvals").fetchone())
    assert row["n"] == 0


async def test_a_colleague_of_the_same_unit_goes_before_those_above(hall: Hall) -> None:
    district, city = await administrators(hall)
    colleague, unit = await hall.resident("同事"), await unit_of(hall, "zhangdian")

    def grant(tx: Tx) -> None:
        people.grant(tx, colleague.id, Standing(Role.ADMIN, unit), today(tx.rules, hall.now))

    await hall.job(grant)
    await hall.heard(city)
    await asked(hall, district)
    assert "傅家镇" in await hall.words_for(colleague)
    assert await hall.words_for(city) == ""


async def test_two_press_at_once_and_it_is_done_once(hall: Hall) -> None:
    """Both had the card before either pressed."""
    district, city = await administrators(hall)
    request, configured = await asked(hall, district), await hall.resident("配置的人", account=5000)
    outcomes = [await hall.do(who, approvals.approve, request) for who in (city, configured)]
    assert [outcome.toast for outcome in outcomes] == ["approval.done_toast", "approval.over"]


@pytest.mark.parametrize(
    ("rules", "people_concerned", "waits"),
    [(AccessRules(), 0, True), (AccessRules(two_person=False), 10**6, False)],
)
def test_from_when_on_it_waits(rules: AccessRules, people_concerned: int, waits: bool) -> None:
    assert is_needed(rules, Kind.END_UNIT, people_concerned) is waits


async def test_every_kind_is_carried_out_by_somebody(hall: Hall) -> None:
    import handlers.presses  # noqa: F401 - whoever can be asked has registered

    assert set(approvals.DEEDS) == set(Kind)
    assert set(TABLE.values()) == set(Who)
    assert set(TABLE) == set(State) - {State.WAITING}


async def test_a_step_in_the_middle_of_which_the_office_ends_does_nothing(hall: Hall) -> None:
    district, city = await administrators(hall)
    request = await asked(hall, district)
    await hall.do(city, approvals.ask_reason, request)
    await hall.job(lambda tx: tx.connection.execute(
        "UPDATE roles SET ends = '2026-11-30' WHERE person_id = ?", (city.id,)))  # fmt: skip
    with pytest.raises(RefusedError) as error:
        await hall.do(city, approvals.refuse, Say(message_id=4, words="不"))
    assert refused(error) == "refused.no_approval"
    assert (await now_is(hall, request)).state is State.WAITING


async def test_two_processes_carry_it_out_once(database_url: str) -> None:
    """Two people agree at the same moment, each in a process of their own."""
    async with opened(database_url, RULES) as writer, opened(database_url, RULES) as other:
        await settle_town(writer)
        hall, second = Hall(writer), Hall(other, accounts=2000)
        district, city = await administrators(hall)
        configured = await hall.resident("配置的人", account=CONFIGURED)
        request = await asked(hall, district)
        outcomes = await asyncio.gather(tried(hall, city, request), tried(second, configured, request))
        assert sorted(str(outcome.toast) for outcome in outcomes) == ["approval.done_toast", "approval.over"]
        query = "SELECT count(*) AS n FROM events WHERE subject = 'unit' AND kind = 'ended'"
        row = await hall.job(lambda tx: tx.connection.execute(query).fetchone())
        assert row["n"] == 1


async def tried(hall: Hall, who: Somebody, request: OfApproval) -> Outcome:
    """As a turn does it: who was too late decides anew."""
    try:
        return await hall.do(who, approvals.approve, request)
    except TooLateError:
        return await hall.do(who, approvals.approve, request)


async def invited(hall: Hall, by: Somebody, unit: str = "zhangdian", name: str = "另一个账号") -> Somebody:
    """A resident joins as an administrator by somebody's invitation."""
    who = await hall.resident(name)
    token = await hall.job(lambda tx: invites.make(tx, Role.ADMIN, unit, None, hall.now, created_by=by.id).token)
    await hall.do(who, lambda tx, actor, command, now: invites.accept(tx, actor, token, now))
    return who


async def test_nobody_agrees_from_another_account_that_they_invited(both_halls: Hall) -> None:
    """Neither one that joined just before, nor one that joined after, nor one that such a one invited."""
    hall = both_halls
    district, city = await administrators(hall)
    own = [await invited(hall, district)]
    own.append(await invited(hall, own[0]))
    request = await asked(hall, district)
    own.append(await invited(hall, district))
    assert "傅家镇" in await hall.words_for(city), "those above hear, for nobody nearer can decide"
    for who in own:
        assert "傅家镇" not in await hall.words_for(who)
        with pytest.raises(RefusedError) as error:
            await hall.do(who, approvals.approve, request)
        assert refused(error) == "refused.invited_second"
    assert not await is_over(hall)
    await hall.do(city, approvals.approve, request)
    assert await is_over(hall)


async def test_where_only_own_guests_could_decide_it_is_said_at_the_asking_and_ends_after_a_week(hall: Hall) -> None:
    district = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    hall.writer.rules = Rules(bot_username="double_link_bot")  # nobody stands by the configuration
    friend = await invited(hall, district)
    hall.later(days=2)
    with pytest.raises(RefusedError) as error:
        await asked(hall, district)
    assert (refused(error), error.value.facts["left"]) == ("refused.no_second_yet", 5)
    hall.later(days=5)
    request = await asked(hall, district)
    await hall.do(friend, approvals.approve, request)
    assert await is_over(hall)
