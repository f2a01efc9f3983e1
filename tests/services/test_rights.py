"""Taking away and handing over: at once, also in the middle of a step; and nobody locks the city out."""

import asyncio
import threading
import time
from datetime import datetime

import pytest

from domain.people import Actor, Address, Role, Standing
from domain.rights import Holding
from domain.rules import Rules
from domain.telling import Outcome
from services import access, approvals, dissolving, inviting, welcome
from services.approvals import OfApproval
from services.commands import RefusedError, today
from services.rights import holders, room, taking
from services.rights.holders import OfHolding
from services.rights.taking import HandOver
from services.suggestions import desks, following, handling
from services.suggestions.saying import Say
from storage import people, rights, units
from storage.engines import open_engine
from storage.tx import Tx
from storage.url import DatabaseUrl
from storage.writer import Writer
from tests.support import postgres
from tests.support.city import opened, seats, settle_town
from tests.support.hall import CONFIGURED, HOME, Hall, Somebody, seat


async def actor(hall: Hall, who: Somebody) -> Actor:
    found: Actor = await hall.job(lambda tx: access.actor(tx, who.at, "zh", hall.now))
    return found


async def holding(hall: Hall, who: Somebody, role: Role) -> Holding:
    """What somebody holds today, as a card shows it."""

    def look(tx: Tx) -> Holding:
        day = today(tx.rules, hall.now)
        table, where = ("mandates", "") if role is Role.REPRESENTATIVE else ("roles", f" AND role = '{role.value}'")
        query = f"SELECT id FROM {table} WHERE person_id = {who.id}{where} ORDER BY id"  # noqa: S608 - ids of ours
        row = tx.connection.execute(query).fetchone()
        found = rights.find(tx, f"{table[0]}{row['id']}", day)
        assert found is not None
        return found

    found: Holding = await hall.job(look)
    return found


async def of(hall: Hall, who: Somebody, role: Role = Role.OFFICER) -> OfHolding:
    return OfHolding(key=(await holding(hall, who, role)).key)


async def test_an_office_is_taken_away_at_once_and_everybody_hears(both_halls: Hall) -> None:
    hall = both_halls
    officer, district = await hall.seated(seat(Role.OFFICER, HOME)), await hall.seated(seat(Role.ADMIN, "zhangdian"))
    city, resident = await hall.seated(seat(Role.ADMIN, "zibo")), await hall.resident()
    case = await hall.submit(resident)
    one = await of(hall, officer)
    shown = await hall.do(district, taking.ask_take, one)
    assert shown.told[0].facts["left"] == 1
    await hall.heard(city)
    outcome = await hall.do(district, taking.take, one)
    assert not (await actor(hall, officer)).is_staff
    assert [told.kind for told in outcome.told if told.to == officer.id] == ["rights.parted", "menu"]
    assert "不再是" in await hall.words_for(officer)
    with pytest.raises(RefusedError):
        await hall.do(officer, handling.show, handling.Show(case_id=case.id))
    again = await hall.do(district, taking.take, one)
    assert (again.toast, again.told) == ("rights.gone", ()), "a second press"


async def test_whoever_is_in_the_middle_of_a_step_is_refused_kindly(hall: Hall) -> None:
    officer, district = await hall.seated(seat(Role.OFFICER, HOME)), await hall.seated(seat(Role.ADMIN, "zhangdian"))
    resident = await hall.resident()
    case = await hall.submit(resident)
    await hall.do(officer, handling.ask_words, handling.Press(case_id=case.id, version=case.version))
    await hall.do(district, taking.take, await of(hall, officer))
    await hall.heard(resident)
    with pytest.raises(RefusedError) as error:
        await hall.do(officer, handling.say, Say(message_id=8, words="我来办"))
    assert error.value.key == "refused.not_yours"
    assert await hall.heard(resident) == [], "nothing of it went out"
    assert (await hall.case(case.id)).version == case.version


async def test_an_office_is_handed_over_with_what_lies_there(hall: Hall) -> None:
    officer, district = await hall.seated(seat(Role.OFFICER, HOME)), await hall.seated(seat(Role.ADMIN, "zhangdian"))
    heir, resident = await hall.seated(seats(HOME)[1]), await hall.resident()
    case = await hall.submit(resident)
    one = await holding(hall, officer, Role.OFFICER)
    asked = await hall.do(district, taking.ask_heir, OfHolding(key=one.key))
    assert (heir.id, heir.name) in [(one.person_id, one.name) for one in asked.told[0].facts["fellows"]]
    to_heir = HandOver(key=one.key, person_id=heir.id)
    chosen = await hall.do(district, taking.ask_hand, to_heir)
    assert chosen.told[0].facts["heir"].name == heir.name
    assert (await actor(hall, officer)).is_staff, "choosing a name hands nothing over"
    outcome = await hall.do(district, taking.hand_over, to_heir)
    given = [told for told in outcome.told if told.to == heir.id]
    assert [told.kind for told in given] == ["rights.given", "menu"]
    assert given[0].facts["left"] == 1
    assert not (await actor(hall, officer)).is_staff
    assert one.standing in (await actor(hall, heir)).standings
    desk = await hall.do(heir, desks.desk, desks.Desk())
    assert case.id in [found.id for found in desk.told[0].facts["cases"]]
    for use_case in (taking.ask_hand, taking.hand_over):
        assert (await hall.do(district, use_case, to_heir)).toast == "rights.gone"
    standings = (await actor(hall, heir)).standings
    assert standings.count(one.standing) == 1


async def test_two_of_one_name_are_told_apart_before_an_office_goes_to_one_of_them(both_halls: Hall) -> None:
    hall = both_halls
    officer, district = await hall.seated(seat(Role.OFFICER, HOME)), await hall.seated(seat(Role.ADMIN, "zhangdian"))
    seated = await hall.seated(seats(HOME)[1])
    rename = f"UPDATE persons SET name = '{district.name}' WHERE id = {seated.id}"  # noqa: S608 - ids of ours
    await hall.job(lambda tx: tx.connection.execute(rename))
    one = await holding(hall, officer, Role.OFFICER)
    await hall.do(district, taking.ask_heir, OfHolding(key=one.key))
    labels = [b.label for row in (await hall.heard(district))[-1].buttons for b in row]
    alike = [label for label in labels if label.startswith(district.name)]
    assert len(set(alike)) == 2, labels
    theirs = await holding(hall, seated, Role.REPRESENTATIVE)
    assert f"{district.name} · {theirs.place}" in alike
    await hall.do(district, taking.ask_hand, HandOver(key=one.key, person_id=seated.id))
    assert f"交给<b>{district.name}</b>（人大代表，{theirs.place}）？" in await hall.words_for(district)


async def test_an_office_of_today_can_be_taken_away_today(hall: Hall) -> None:
    district, somebody = await hall.seated(seat(Role.ADMIN, "zhangdian")), await hall.resident("新同事")
    await hall.seated(seat(Role.ADMIN, "zibo"))

    def grant(tx: Tx) -> None:
        unit = units.by_code(tx, "zhangdian")
        assert unit is not None
        people.grant(tx, somebody.id, Standing(Role.ADMIN, unit.id), today(tx.rules, hall.now))

    await hall.job(grant)
    await hall.do(district, taking.take, await of(hall, somebody, Role.ADMIN))
    assert not (await actor(hall, somebody)).is_staff


async def test_a_seat_passes_to_whoever_follows_or_the_officer_is_asked(hall: Hall) -> None:
    mine, officer = await hall.seated(seats(HOME)[0]), await hall.seated(seat(Role.OFFICER, HOME))
    district, resident = await hall.seated(seat(Role.ADMIN, "zhangdian")), await hall.resident()
    case = await hall.submit(resident)
    assert case.representative_id == mine.id
    one = await of(hall, mine, Role.REPRESENTATIVE)
    with pytest.raises(RefusedError) as error:
        await hall.do(district, taking.ask_heir, one)
    assert error.value.key == "refused.seat"
    outcome = await hall.do(district, taking.take, one)
    assert (officer.id, "handover.ask") in [(told.to, told.kind) for told in outcome.told]
    assert not (await actor(hall, mine)).is_staff
    await hall.heard(officer)
    await hall.do(resident, following.reply, handling.Reply(case_id=case.id, message_id=7, words="还没有亮"))
    assert "还没有亮" in await hall.words_for(officer), "who stands in hears from now on"


async def test_the_last_administrator_of_the_city_stays(hall: Hall) -> None:
    hall.writer.rules = Rules(bot_username="double_link_bot")  # nobody stands by the configuration
    city = await hall.seated(seat(Role.ADMIN, "zibo"))
    one = await of(hall, city, Role.ADMIN)
    for use_case in (taking.ask_take, taking.take):
        with pytest.raises(RefusedError) as error:
            await hall.do(city, use_case, one)
        assert error.value.key == "refused.last_admin"
    assert (await actor(hall, city)).holds(Role.ADMIN)


async def test_with_another_one_there_the_last_one_can_go(hall: Hall) -> None:
    city, configured = await hall.seated(seat(Role.ADMIN, "zibo")), await hall.resident("配置的人", account=CONFIGURED)
    await hall.do(configured, taking.take, await of(hall, city, Role.ADMIN))
    assert not (await actor(hall, city)).is_staff
    assert (await actor(hall, configured)).holds(Role.ADMIN), "whom the configuration names always stands"


async def test_who_gives_the_own_office_away_is_told_so_before_and_not_sent_to_themselves(hall: Hall) -> None:
    district, _ = await hall.seated(seat(Role.ADMIN, "zhangdian")), await hall.seated(seat(Role.ADMIN, "zibo"))
    one = await of(hall, district, Role.ADMIN)
    assert (await hall.do(district, taking.ask_heir, one)).told[0].facts["own"]
    await hall.do(district, taking.ask_take, one)
    assert "您自己不能恢复" in await hall.words_for(district)
    outcome = await hall.do(district, taking.take, one)
    assert [told.kind for told in outcome.told if told.to == district.id] == ["rights.done", "menu"]
    (done,) = [message for message in await hall.heard(district) if message.card == "rights"][-1:]
    assert ("上级单位的管理员" in done.text, done.buttons) == (True, ()), "nothing leads back to where one is refused"


@pytest.mark.parametrize("place", [(Role.ADMIN, "zichuan"), (Role.OFFICER, "zd-heping")])
async def test_others_see_and_change_nothing(hall: Hall, place: tuple[Role, str]) -> None:
    officer, other = await hall.seated(seat(Role.OFFICER, HOME)), await hall.seated(seat(*place))
    one = await of(hall, officer)
    for use_case in (holders.show, taking.ask_take, taking.take, taking.ask_heir):
        with pytest.raises(RefusedError) as error:
            await hall.do(other, use_case, one)
        assert error.value.key == "refused.no_rights"
    unit = await hall.job(lambda tx: getattr(units.by_code(tx, HOME), "id", 0))
    with pytest.raises(RefusedError):
        await hall.do(other, holders.listed, holders.Listed(unit_id=unit))
    assert (await actor(hall, officer)).is_staff


async def test_only_who_is_there_can_take_over(hall: Hall) -> None:
    officer, district = await hall.seated(seat(Role.OFFICER, HOME)), await hall.seated(seat(Role.ADMIN, "zhangdian"))
    resident, key = await hall.resident(), (await of(hall, officer)).key
    for use_case in (taking.ask_hand, taking.hand_over):
        with pytest.raises(RefusedError) as error:
            await hall.do(district, use_case, HandOver(key=key, person_id=resident.id))
        assert error.value.key == "refused.no_fellow"
    assert (await actor(hall, officer)).is_staff


async def test_whose_role_goes_between_the_card_and_the_press_does_nothing(hall: Hall) -> None:
    """An administrator looks at a request; meanwhile the office is handed over."""
    district, city = await hall.seated(seat(Role.ADMIN, "zhangdian")), await hall.seated(seat(Role.ADMIN, "zibo"))
    configured = await hall.resident("配置的人", account=CONFIGURED)
    unit = await hall.job(lambda tx: getattr(units.by_code(tx, HOME), "id", 0))
    await hall.do(district, dissolving.end, dissolving.OfUnit(unit_id=unit))
    row = await hall.job(lambda tx: tx.connection.execute("SELECT max(id) AS id FROM approvals").fetchone())
    request = OfApproval(approval_id=row["id"])
    await hall.do(city, approvals.show, request)
    await hall.do(configured, taking.take, await of(hall, city, Role.ADMIN))
    with pytest.raises(RefusedError) as error:
        await hall.do(city, approvals.approve, request)
    assert error.value.key == "refused.no_approval"


async def test_the_list_names_everybody_of_the_unit(hall: Hall) -> None:
    district = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    unit = await hall.job(lambda tx: getattr(units.by_code(tx, HOME), "id", 0))
    shown = await hall.do(district, holders.listed, holders.Listed(unit_id=unit))
    found = [(one.role, one.has_account) for one in shown.told[0].facts["holders"]]
    assert sorted({role.value for role, _ in found}) == ["officer", "representative"]
    assert len(found) == 5
    room_ = await hall.do(district, room.room, room.Room())
    assert room_.told[0].facts["admins"] == [district.name]


async def test_the_first_administrator_comes_by_the_configuration_and_pressed_nothing_before(hall: Hall) -> None:
    """Nobody has an office, and the account has never pressed Start."""
    stranger = Somebody(Address("telegram", str(CONFIGURED)), 0, "")
    await hall.do(stranger, welcome.start, welcome.Start())
    outcome = await hall.do(stranger, welcome.agree, welcome.Agree(name="第一位"))
    menu = next(told for told in outcome.told if told.kind == "menu")
    assert Role.ADMIN in menu.facts["roles"]
    shown = await hall.do(stranger, room.room, room.Room())
    assert shown.told[0].kind == "rights.room"
    assert shown.told[0].facts["configured"] == ["第一位"]
    assert (await actor(hall, stranger)).holds(Role.ADMIN)


async def test_what_somebody_made_who_is_nobody_any_more_works_no_more(hall: Hall) -> None:
    officer, district = await hall.seated(seat(Role.OFFICER, HOME)), await hall.seated(seat(Role.ADMIN, "zhangdian"))
    await hall.seated(seat(Role.ADMIN, "zibo"))
    one = await holding(hall, officer, Role.OFFICER)
    target = await hall.job(lambda tx: people.by_ref(tx, seats(HOME)[0]))
    make = inviting.Make(role="r", place_id=one.station_id or 0, person_id=target)
    await hall.do(officer, inviting.make, make)
    await hall.do(district, taking.take, OfHolding(key=one.key))
    row = await hall.job(lambda tx: tx.connection.execute("SELECT revoked_at FROM invites").fetchone())
    assert row["revoked_at"] is not None


async def test_an_unused_link_does_not_bring_back_what_was_taken(hall: Hall) -> None:
    officer, district = await hall.seated(seat(Role.OFFICER, HOME)), await hall.seated(seat(Role.ADMIN, "zhangdian"))
    one = await holding(hall, officer, Role.OFFICER)
    make = inviting.Make(role="o", place_id=one.station_id or 0, person_id=officer.id)
    made = await hall.do(district, inviting.make, make)
    await hall.do(district, taking.take, OfHolding(key=one.key))
    outcome = await hall.do(officer, welcome.start, welcome.Start(link=f"i_{made.told[0].facts['token']}"))
    assert [told.kind for told in outcome.told] == ["invite.revoked"]
    assert not (await actor(hall, officer)).is_staff


@pytest.mark.postgres
async def test_of_two_who_take_each_other_s_right_away_in_two_processes_one_stays(postgres_server: str) -> None:
    """Each process has its own connection: without a lock each would see that the other one is left."""
    rules = Rules(bot_username="double_link_bot")  # nobody stands by the configuration
    with postgres.database(postgres_server) as url:
        async with opened(url, rules) as writer:
            await settle_town(writer)
            first, second = Hall(writer), Hall(Writer(await open_engine(DatabaseUrl.parse(url)), rules))
            one, two = await first.seated(seat(Role.ADMIN, "zibo")), await first.resident("另一位")

            def grant(tx: Tx) -> None:
                top = units.roots(tx)[0]
                people.grant(tx, two.id, Standing(Role.ADMIN, top.id), today(tx.rules, first.now))

            await first.job(grant)
            wanted = [await of(first, who, Role.ADMIN) for who in (one, two)]
            taken = threading.Event()

            def slowly(tx: Tx, actor: Actor, command: OfHolding, now: datetime) -> Outcome:
                outcome = taking.take(tx, actor, command, now)
                taken.set()
                time.sleep(0.5)  # not committed yet
                return outcome

            going = asyncio.create_task(first.do(one, slowly, wanted[1]))
            await asyncio.to_thread(taken.wait, 10)
            with pytest.raises(RefusedError) as error:
                await second.do(two, taking.take, wanted[0])
            assert error.value.key == "refused.last_admin"
            await second.writer.close()
            assert (await going).toast == "rights.taken_toast"
            assert (await actor(first, one)).holds(Role.ADMIN)
