"""Inviting from chat: who may invite whom, links that end, the list, cards, and two people at one link."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from domain.people import Actor, Role, Standing
from domain.rules import AccessRules, Rules
from domain.telling import Outcome
from services import access, invites, inviting
from services.commands import RefusedError
from services.inviting import Listed, Make, OfInvitation, OfStation, Room, Sheet, Stations, Whom
from storage import people, units
from storage.tx import TooLateError, Tx
from tests.support.city import opened, seats, settle_town
from tests.support.hall import CONFIGURED, HOME, RULES, Hall, Somebody, seat


async def station_of(hall: Hall, code: str = HOME) -> int:
    day = hall.now.date()
    found: int = await hall.job(lambda tx: getattr(units.station_by_code(tx, code, day), "id", 0))
    return found


async def unit_of(hall: Hall, code: str) -> int:
    found: int = await hall.job(lambda tx: getattr(units.by_code(tx, code), "id", 0))
    return found


async def of_ref(hall: Hall, ref: str) -> int:
    found: int = await hall.job(lambda tx: people.by_ref(tx, ref) or 0)
    return found


async def make(hall: Hall, who: Somebody, ref: str = "") -> Outcome:
    """An invitation for a representative of Fujia."""
    person = await of_ref(hall, ref or seats(HOME)[0])
    command = Make(role="r", place_id=await station_of(hall), person_id=person)
    return await hall.do(who, inviting.make, command)


async def take(hall: Hall, who: Somebody, token: str) -> list[str]:
    def accept(tx: Tx, actor: Actor, command: object, now: datetime) -> Outcome:
        return invites.accept(tx, actor, token, now)

    try:
        outcome = await hall.do(who, accept)
    except TooLateError:  # as a turn does it: who was too late decides anew
        outcome = await hall.do(who, accept)
    return [told.kind for told in outcome.told]


def token_of(outcome: Outcome) -> str:
    return str(outcome.told[0].facts["token"])


async def open_ones(hall: Hall, who: Somebody) -> list[Any]:
    shown = await hall.do(who, inviting.listed, Listed(kind="s", place_id=await station_of(hall)))
    found: list[Any] = shown.told[0].facts["open_ones"]
    return found


async def test_an_officer_invites_a_representative_who_joins(both_halls: Hall) -> None:
    hall = both_halls
    officer, resident = await hall.seated(seat(Role.OFFICER, HOME)), await hall.resident("李主任")
    made = await make(hall, officer)
    sent = (await hall.heard(officer))[-1]
    assert sent.picture.endswith(f"i_{token_of(made)}")
    assert sent.picture in sent.text
    assert sent.secret, "kept nowhere once it was sent"
    assert await take(hall, resident, token_of(made)) == ["invite.welcome", "menu"]
    shown = await hall.do(officer, inviting.listed, Listed(kind="s", place_id=await station_of(hall)))
    facts = shown.told[0].facts
    assert facts["open_ones"] == []
    assert [(one.role, one.maker, one.used is not None) for one in facts["used_ones"]] == [
        (Role.REPRESENTATIVE, officer.name, True)
    ]


async def test_a_new_link_takes_the_earlier_one_back(hall: Hall) -> None:
    officer, resident = await hall.seated(seat(Role.OFFICER, HOME)), await hall.resident()
    first = token_of(await make(hall, officer))
    second = await make(hall, officer)
    assert second.told[0].facts["again"] is True
    assert await take(hall, resident, first) == ["invite.revoked"]
    assert await take(hall, resident, token_of(second)) == ["invite.welcome", "menu"]


async def test_a_link_that_was_taken_back_works_no_more_and_costs_no_try(hall: Hall) -> None:
    officer, resident = await hall.seated(seat(Role.OFFICER, HOME)), await hall.resident()
    made = await make(hall, officer)
    (one,) = await open_ones(hall, officer)
    revoked = await hall.do(officer, inviting.revoke, OfInvitation(invitation_id=one.id))
    assert revoked.toast == "invite.revoked_toast"
    for _ in range(7):
        assert await take(hall, resident, token_of(made)) == ["invite.revoked"]
    assert (await hall.do(officer, inviting.revoke, OfInvitation(invitation_id=one.id))).toast == "invite.not_open"


async def test_links_for_whoever_opens_them_stand_beside_each_other_and_differ_by_their_time(hall: Hall) -> None:
    district = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    unit_id = await unit_of(hall, "zhangdian")
    await hall.do(district, inviting.ask_whom, Whom(role="a", place_id=unit_id))
    asked = await hall.words_for(district)
    assert ("给同一位发了新的" in asked, "“谁打开就给谁”的链接不会这样作废" in asked) == (True, True)
    for minutes in (0, 5):
        hall.later(minutes=minutes)
        await hall.do(district, inviting.make, Make(role="a", place_id=unit_id))
    shown = await hall.do(district, inviting.listed, Listed(kind="u", place_id=unit_id))
    assert len(shown.told[0].facts["open_ones"]) == 2, "the second one took nothing back"
    lines = (await hall.heard(district))[-1].text.splitlines()
    first, second = (line.partition(". ")[2] for line in lines if line[:1].isdigit())
    assert first != second
    await hall.do(district, inviting.ask_whom, Whom(role="d", place_id=unit_id))
    assert "不会这样作废" not in (await hall.heard(district))[-1].text, "no such link is offered there"


async def test_what_was_used_can_not_be_taken_back(hall: Hall) -> None:
    officer, resident = await hall.seated(seat(Role.OFFICER, HOME)), await hall.resident()
    made = await make(hall, officer)
    (one,) = await open_ones(hall, officer)
    await take(hall, resident, token_of(made))
    assert (await hall.do(officer, inviting.revoke, OfInvitation(invitation_id=one.id))).toast == "invite.not_open"
    found = await hall.job(lambda tx: access.actor(tx, resident.at, "zh", hall.now))
    assert found.holds(Role.REPRESENTATIVE)


@pytest.mark.parametrize(("letter", "place"), [("o", HOME), ("a", "zhangdian"), ("d", "zhangdian"), ("r", "zd-heping")])
async def test_an_officer_invites_only_representatives_of_the_own_station(hall: Hall, letter: str, place: str) -> None:
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    place_id = await unit_of(hall, place) if letter in "ad" else await station_of(hall, place)
    for use_case, command in (
        (inviting.ask_whom, Whom.model_validate({"role": letter, "place_id": place_id})),
        (inviting.make, Make.model_validate({"role": letter, "place_id": place_id})),
    ):
        with pytest.raises(RefusedError) as error:
            await hall.do(officer, use_case, command)
        assert error.value.key == "refused.no_inviting"


@pytest.mark.parametrize(("role", "place"), [(Role.ADMIN, "zichuan"), (Role.OFFICER, "zd-heping")])
async def test_others_neither_see_nor_take_back(hall: Hall, role: Role, place: str) -> None:
    officer, other = await hall.seated(seat(Role.OFFICER, HOME)), await hall.seated(seat(role, place))
    await make(hall, officer)
    (one,) = await open_ones(hall, officer)
    station = await station_of(hall)
    commands: list[tuple[Callable[..., Outcome], Any]] = [
        (inviting.listed, Listed(kind="s", place_id=station)),
        (inviting.listed, Listed(kind="u", place_id=await unit_of(hall, "zhangdian"))),
        (inviting.revoke, OfInvitation(invitation_id=one.id)),
        (inviting.ask_cards, OfStation(station_id=station)),
        (inviting.cards, Sheet(station_id=station, made=0)),
        (inviting.ask_station, Stations(role="r", unit_id=await unit_of(hall, HOME))),
    ]
    for use_case, command in commands:
        with pytest.raises(RefusedError):
            await hall.do(other, use_case, command)
    assert len(await open_ones(hall, officer)) == 1


async def test_an_administrator_invites_for_everything_below(hall: Hall) -> None:
    district, newcomer = await hall.seated(seat(Role.ADMIN, "zhangdian")), await hall.resident("新同事")
    unit, station = await unit_of(hall, "zhangdian"), await station_of(hall)
    shown = await hall.do(district, inviting.room, Room())
    assert shown.told[0].facts["unit"].name == "张店区"
    listed = await hall.do(district, inviting.ask_station, Stations(role="r", unit_id=unit))
    assert listed.told[0].facts["stations"]
    department = await hall.do(district, inviting.ask_whom, Whom(role="d", place_id=unit))
    assert {one.role for one in department.told[0].facts["holders"]} == {Role.DEPARTMENT_OFFICER}
    made = await hall.do(district, inviting.make, Make(role="o", place_id=station))
    assert await take(hall, newcomer, token_of(made)) == ["invite.welcome", "menu"]
    found = await hall.job(lambda tx: access.actor(tx, newcomer.at, "zh", hall.now))
    assert [(held.role, held.station_id) for held in found.standings] == [(Role.OFFICER, station)]


async def test_an_administrator_of_a_town_gets_the_town_and_no_station(hall: Hall) -> None:
    """The town and its station have one code."""
    district, newcomer = await hall.seated(seat(Role.ADMIN, "zhangdian")), await hall.resident("镇上的同事")
    town = await unit_of(hall, HOME)
    made = await hall.do(district, inviting.make, Make(role="a", place_id=town))
    await take(hall, newcomer, token_of(made))
    found = await hall.job(lambda tx: access.actor(tx, newcomer.at, "zh", hall.now))
    assert [(held.role, held.unit_id, held.station_id) for held in found.standings] == [(Role.ADMIN, town, None)]
    with pytest.raises(RefusedError):  # what is above the own unit is nobody's to give away
        await hall.do(newcomer, inviting.make, Make(role="a", place_id=await unit_of(hall, "zhangdian")))


async def test_nobody_is_invited_to_what_the_roster_does_not_give(hall: Hall) -> None:
    officer, resident = await hall.seated(seat(Role.OFFICER, HOME)), await hall.resident()
    command = Make(role="r", place_id=await station_of(hall), person_id=resident.id)
    with pytest.raises(RefusedError) as error:
        await hall.do(officer, inviting.make, command)
    assert error.value.key == "refused.no_invitee"


async def test_so_many_a_day_and_no_more(hall: Hall) -> None:
    hall.writer.rules = Rules(access=AccessRules(invites_a_day=2), bot_username="double_link_bot")
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    await make(hall, officer)
    await make(hall, officer)
    for use_case in (make, sheet):
        with pytest.raises(RefusedError) as error:
            await use_case(hall, officer)
        assert error.value.key == "refused.many_invites"
    hall.later(hours=25)
    await make(hall, officer)


async def sheet(hall: Hall, who: Somebody) -> Outcome:
    station = await station_of(hall)
    asked = await hall.do(who, inviting.ask_cards, OfStation(station_id=station))
    return await hall.do(who, inviting.cards, Sheet(station_id=station, made=asked.told[0].facts["made"]))


async def test_cards_are_for_those_without_an_account_and_take_earlier_ones_back(hall: Hall) -> None:
    officer, resident = await hall.seated(seat(Role.OFFICER, HOME)), await hall.resident()
    await hall.seated(seats(HOME)[1])
    before = token_of(await make(hall, officer))
    asked = await hall.do(officer, inviting.ask_cards, OfStation(station_id=await station_of(hall)))
    first = await sheet(hall, officer)
    cards = first.told[0].facts["cards"]
    assert len(cards) == asked.told[0].facts["number"] == 3, "of four, one is here already"
    sent = (await hall.heard(officer))[-1]
    assert sent.cards is not None
    assert {card.name for card in sent.cards.cards} == {name for name, _ in cards}
    assert sent.secret
    assert await take(hall, resident, before) == ["invite.revoked"]
    again = (await sheet(hall, officer)).told[0].facts["cards"]
    assert await take(hall, resident, cards[0][1].token) == ["invite.revoked"]
    assert await take(hall, resident, again[0][1].token) == ["invite.welcome", "menu"]
    assert len((await sheet(hall, officer)).told[0].facts["cards"]) == 2


async def test_cards_that_were_asked_for_twice_are_made_once(hall: Hall) -> None:
    officer, station = await hall.seated(seat(Role.OFFICER, HOME)), await station_of(hall)
    press = Sheet(station_id=station, made=0)
    assert (await hall.do(officer, inviting.cards, press)).told[0].kind == "invite.cards"
    again = await hall.do(officer, inviting.cards, press)
    assert (again.toast, again.told[0].kind) == ("button.stale", "invite.ask_cards"), "the printed ones still work"


async def test_taking_back_leaves_the_list_as_it_was_opened(hall: Hall) -> None:
    district, officer = await hall.seated(seat(Role.ADMIN, "zhangdian")), await hall.seated(seat(Role.OFFICER, HOME))
    await make(hall, officer)
    unit_id = await unit_of(hall, "zhangdian")
    await hall.do(district, inviting.make, Make(role="a", place_id=unit_id))
    opened_ = await hall.do(district, inviting.listed, Listed(kind="u", place_id=unit_id))
    one = next(one for one in opened_.told[0].facts["open_ones"] if one.station_id)
    shown = await hall.do(district, inviting.revoke, OfInvitation(invitation_id=one.id, shown_in=unit_id))
    assert shown.told[0].facts["place_key"] == f"u{unit_id}"
    assert [left.role for left in shown.told[0].facts["open_ones"]] == [Role.ADMIN]


async def test_where_everybody_is_there_no_cards_are_made(hall: Hall) -> None:
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    station = await station_of(hall)

    def all_join(tx: Tx) -> None:
        for number, one in enumerate(inviting.without_account(tx, station, hall.now)):
            people.bind(tx, hall.stranger().at, one.person_id, hall.now)
            assert number < 9

    await hall.job(all_join)
    assert (await sheet(hall, officer)).toast == "invite.no_cards"


async def test_no_token_is_kept(hall: Hall) -> None:
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    tokens = [made.token for _, made in (await sheet(hall, officer)).told[0].facts["cards"]]
    rows = await hall.job(lambda tx: [
        tx.connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - names of ours
        for table in ("invites", "events", "talks", "papers")
    ])  # fmt: skip
    assert not [token for token in tokens if token in str(rows)]


async def test_two_people_use_one_link_at_once_and_one_of_them_is_in(database_url: str) -> None:
    """Each in a process of its own: whoever commits second finds it used."""
    async with opened(database_url, RULES) as writer, opened(database_url, RULES) as other:
        await settle_town(writer)
        hall, second = Hall(writer), Hall(other, accounts=2000)
        ref = await of_ref(hall, seats(HOME)[0])
        made = await hall.job(lambda tx: invites.make(tx, Role.REPRESENTATIVE, "zibo", ref, hall.now))
        people_ = [await hall.resident("甲"), await second.resident("乙")]
        taken = await asyncio.gather(take(hall, people_[0], made.token), take(second, people_[1], made.token))
        assert sorted(kinds[0] for kinds in taken) == ["invite.used", "invite.welcome"]
        query = "SELECT count(*) AS n FROM accounts WHERE person_id IN (SELECT used_by FROM invites)"
        rows = await hall.job(lambda tx: tx.connection.execute(query).fetchone())
        assert rows["n"] == 1


async def test_the_configured_one_invites_the_first_of_the_city(hall: Hall) -> None:
    configured, newcomer = await hall.resident("配置的人", account=CONFIGURED), await hall.resident("第一位管理员")
    made = await hall.do(configured, inviting.make, Make(role="a", place_id=await unit_of(hall, "zibo")))
    await take(hall, newcomer, token_of(made))
    found = await hall.job(lambda tx: access.actor(tx, newcomer.at, "zh", hall.now))
    assert found.holds(Role.ADMIN)


async def test_a_link_goes_with_the_rights_of_whoever_made_it(hall: Hall) -> None:
    """Also where the office ended by the roster, and nobody took anything back."""
    officer, resident = await hall.seated(seat(Role.OFFICER, HOME)), await hall.resident()
    made = await make(hall, officer)
    change = "UPDATE roles SET ends = '2026-11-30' WHERE person_id = ?"
    await hall.job(lambda tx: tx.connection.execute(change, (officer.id,)))
    assert await take(hall, resident, token_of(made)) == ["invite.revoked"]


async def give(hall: Hall, ref: str, role: Role, code: str) -> None:
    """Somebody of the roster gets an office besides."""

    def job(tx: Tx) -> None:
        unit, person = units.by_code(tx, code), people.by_ref(tx, ref)
        assert unit is not None
        assert person is not None
        people.grant(tx, person, Standing(role, unit.id), hall.now.date())

    await hall.job(job)


@pytest.mark.parametrize(("maker", "place"), [(Role.OFFICER, HOME), (Role.ADMIN, "zhangdian")])
async def test_a_seat_is_no_way_to_the_office_of_somebody_above(hall: Hall, maker: Role, place: str) -> None:
    """Who opens a link is that person with all they hold, so a link for the seat would give the city away."""
    inviter, city = await hall.seated(seat(maker, place)), await hall.seated(seat(Role.ADMIN, "zibo"))
    await give(hall, seats(HOME)[0], Role.ADMIN, "zibo")
    with pytest.raises(RefusedError) as error:
        await make(hall, inviter)
    assert error.value.key == "refused.higher_invitee"
    assert (await sheet(hall, inviter)).told[0].facts["cards"]
    person = await of_ref(hall, seats(HOME)[0])
    stored = await hall.job(lambda tx: tx.connection.execute("SELECT person_id FROM invites").fetchall())
    assert person not in [row["person_id"] for row in stored]
    assert token_of(await make(hall, city))


async def test_who_rises_after_they_were_invited_needs_another_link(hall: Hall) -> None:
    officer, resident = await hall.seated(seat(Role.OFFICER, HOME)), await hall.resident()
    made = await make(hall, officer)
    await give(hall, seats(HOME)[0], Role.ADMIN, "zibo")
    assert await take(hall, resident, token_of(made)) == ["invite.revoked"]
    found = await hall.job(lambda tx: access.actor(tx, resident.at, "zh", hall.now))
    assert not found.is_staff


async def test_a_link_does_not_bring_back_what_the_roster_ended(hall: Hall) -> None:
    district, resident = await hall.seated(seat(Role.ADMIN, "zhangdian")), await hall.resident()
    officer = await of_ref(hall, seat(Role.OFFICER, HOME))
    made = await hall.do(district, inviting.make, Make(role="o", place_id=await station_of(hall), person_id=officer))
    change = "UPDATE roles SET ends = '2026-11-30' WHERE person_id = ?"
    await hall.job(lambda tx: tx.connection.execute(change, (officer,)))
    assert await take(hall, resident, token_of(made)) == ["invite.revoked"]


async def test_what_was_taken_back_in_the_same_moment_is_not_used(hall: Hall) -> None:
    officer, resident = await hall.seated(seat(Role.OFFICER, HOME)), await hall.resident()
    await make(hall, officer)
    (one,) = await open_ones(hall, officer)
    await hall.do(officer, inviting.revoke, OfInvitation(invitation_id=one.id))
    with pytest.raises(TooLateError):  # it had been read as open before
        await hall.job(lambda tx: people.use_invitation(tx, one.id, resident.id, hall.now))
