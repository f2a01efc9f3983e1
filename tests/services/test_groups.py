"""Staff groups: what stands in them and what never does, what they cost, and who is told when one is lost."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from domain.groups import Ended, Kind, discreet
from domain.messages import File, Message
from domain.notices.audience import Group as Audience
from domain.people import Address, Role
from domain.telling import Outcome
from handlers.telling import render, tell
from services import access
from services.groups import acting, connecting, keeping, showing
from services.groups.connecting import Choose, Connect, List
from services.notices import addressing, sending
from services.suggestions import following, handling, noting
from services.suggestions.due import due
from services.suggestions.saying import Say
from storage import cards, groups, outbox, suggestions, units
from storage.engines import PostgresEngine
from storage.tx import Tx
from storage.url import DatabaseUrl
from tests.services.test_notices import WORDS, press, tick, written
from tests.services.test_walkins import Counter
from tests.storage.test_outbox import POSTGRESQL, until_it_waits
from tests.support.hall import HOME, Hall, Somebody, seat
from tests.support.scene import LEAD, Scene, department

GROUP = Somebody(Address("telegram", "-100"), 0, "工作群")


async def token_of(hall: Hall, who: Somebody, kind: Kind, id_: int) -> str:
    """A fresh link's token."""
    made = await hall.do(who, connecting.make, Choose(kind=kind, id=id_))
    return str(made.told[0].facts["token"])


async def connected(hall: Hall, who: Somebody, kind: Kind = Kind.STATION, id_: int | None = None) -> None:
    """The group is connected to the station at home, or to something else."""
    token = await token_of(hall, who, kind, id_ or await station(hall))
    await in_group(hall, who, connecting.connect, Connect(token=token, title="工作群"))


async def station(hall: Hall) -> int:
    """The station at home."""

    def job(tx: Tx) -> int:
        found = units.station_by_code(tx, HOME, hall.now.date())
        assert found is not None
        return found.id

    return int(await hall.job(job))


async def in_group(hall: Hall, who: Somebody, use_case: Callable[..., Outcome], command: object) -> Outcome:
    """Run a use case as of somebody who speaks in the group."""

    def work(tx: Tx) -> Outcome:
        actor = replace(access.actor(tx, who.at, "zh", hall.now), group=GROUP.at)
        outcome = use_case(tx, actor, command, hall.now)
        tell(tx, outcome.told, hall.now, actor)
        return outcome

    found: Outcome = await hall.job(work)
    return found


async def group_cards(hall: Hall) -> list[Message]:
    """What was put on its way to the group since this was asked last, but for what is said of the group itself."""
    return [message for message in await hall.heard(GROUP) if message.card is not None]


@contextlib.contextmanager
def statements(hall: Hall) -> Iterator[list[str]]:
    """Every statement that SQLite runs meanwhile."""
    connection: Any = hall.writer.engine.here
    found: list[str] = []
    connection.set_trace_callback(found.append)
    try:
        yield found
    finally:
        connection.set_trace_callback(None)


async def test_where_no_group_is_nothing_is_asked_about_groups(hall: Hall) -> None:
    scene = await Scene(hall).begin()
    with statements(hall) as asked:
        await hall.do(scene.resident, following.reply, handling.Reply(case_id=scene.id, message_id=7, words="还没修"))
    assert len(asked) > 5
    assert not [one for one in asked if "staff_groups" in one or "group_cases" in one]


async def test_a_case_comes_in_once_and_is_kept_up_to_date(both_halls: Hall) -> None:
    hall = both_halls
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    await connected(hall, officer)
    scene = await Scene(hall).begin()
    new, *more = await group_cards(hall)
    assert (new.fresh, more) == (True, [])
    await hall.do(scene.resident, following.reply, handling.Reply(case_id=scene.id, message_id=7, words="还没修"))
    (changed,) = await group_cards(hall)
    assert "还没修" in changed.text
    assert changed.card == new.card
    assert not changed.fresh


async def test_words_among_staff_never_reach_a_group(hall: Hall) -> None:
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    await connected(hall, officer)
    scene = await Scene(hall).begin()
    await scene.transfer(scene.mine, words="东头三盏先看，别声张")
    await hall.do(scene.lead, noting.ask, await scene.press())
    await hall.do(scene.lead, noting.write, Say(message_id=9, words="这户人家投诉过三次"))
    texts = "\n".join(message.text for message in await group_cards(hall))
    assert "路灯" in texts
    assert "别声张" not in texts
    assert "投诉过三次" not in texts
    assert "欧阳" not in texts


async def test_a_reminder_comes_once_however_often_the_clock_ticks(hall: Hall) -> None:
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    await connected(hall, officer)
    await Scene(hall).begin()
    await group_cards(hall)
    for _ in range(14 * 24):
        hall.later(hours=1)
        await hall.tick(due)
        await hall.tick(due)
    heads = [message.text.splitlines()[0] for message in await group_cards(hall) if message.fresh]
    assert len(heads) == len(set(heads))
    assert any("超期" in head for head in heads)


async def test_a_department_does_not_see_what_is_not_its_own(hall: Hall) -> None:
    scene = await Scene(hall).begin()
    lead = await hall.job(lambda tx: department(tx, LEAD))
    await connected(hall, scene.lead, Kind.DEPARTMENT, lead)
    await hall.do(scene.mine, following.reply, handling.Reply(case_id=scene.id, message_id=7, words="我去看看"))
    assert await group_cards(hall) == []
    await scene.transfer(scene.mine)
    (new,) = await group_cards(hall)
    assert "欧阳" not in new.text
    await scene.give_back(scene.lead)
    *_, left = await group_cards(hall)
    assert left.closes
    assert not left.buttons
    await hall.do(scene.mine, following.reply, handling.Reply(case_id=scene.id, message_id=8, words="换一家"))
    assert await group_cards(hall) == []


async def test_who_may_connect_what(hall: Hall) -> None:
    at_home, elsewhere = await hall.seated(seat(Role.OFFICER, HOME)), await hall.seated(seat(Role.OFFICER, "zd-heping"))
    admin = await hall.seated(seat(Role.ADMIN, "zibo"))
    own = await station(hall)
    shown = await hall.do(at_home, connecting.show, List())
    assert [target.id for target in shown.told[0].facts["targets"]] == [own]
    many = await hall.do(admin, connecting.show, List(page=1))
    assert len(many.told[0].facts["targets"]) == connecting.PAGE
    assert many.told[0].facts["more"]
    token = await token_of(hall, at_home, Kind.STATION, own)
    refused = await in_group(hall, elsewhere, connecting.connect, Connect(token=token, title="工作群"))
    assert refused.told[0].kind == "group.not_for_you"
    done = await in_group(hall, admin, connecting.connect, Connect(token=token, title="工作群"))
    assert [told.kind for told in done.told] == ["group.welcome", "group.connected"]
    again = await in_group(hall, at_home, connecting.connect, Connect(token=token, title="工作群"))
    assert again.told[0].kind == "group.already"
    query = "SELECT kind, actor_id FROM events WHERE kind = 'group_code' OR subject = 'group' ORDER BY id"
    noted = await hall.job(lambda tx: [tuple(row.values()) for row in tx.connection.execute(query).fetchall()])
    assert noted == [("group_code", at_home.id), ("connected", admin.id)]


async def test_wrong_codes_are_answered_a_few_times(hall: Hall) -> None:
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    answers = [
        await in_group(hall, officer, connecting.connect, Connect(token=f"x{n}", title="工作群")) for n in range(20)
    ]
    said = [told.kind for answer in answers for told in answer.told]
    assert 0 < len(said) < 20
    assert set(said) == {"group.bad_code"}


async def test_a_group_that_grows_keeps_all_that_waits(both_halls: Hall) -> None:
    hall = both_halls
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    await connected(hall, officer)
    await Scene(hall).begin()
    new = Address("telegram", "-1009")

    def grow(tx: Tx) -> tuple[int, int]:
        assert keeping.move(tx, GROUP.at, new, hall.now)
        assert keeping.move(tx, GROUP.at, new, hall.now)  # the messenger says it in both, and once more on sending
        rows = outbox.waiting(tx, 100, 100)
        return sum(row.at == GROUP.at for row in rows), sum(row.at == new for row in rows)

    left, moved = await hall.job(grow)
    assert (left, moved > 1) == (0, True)
    assert await hall.job(lambda tx: groups.at(tx, GROUP.at) == groups.at(tx, new) is not None)


async def test_growing_after_being_put_out_is_no_end_but_disconnecting_is(hall: Hall) -> None:
    """The messenger may say that the bot left the old group before it says that the group has grown."""
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    await connected(hall, officer)
    new = Address("telegram", "-1009")
    told = await hall.job(lambda tx: keeping.removed(tx, GROUP.at, hall.now))
    assert [(one.to, one.kind) for one in told] == [(officer.id, "group.removed")]
    assert await hall.job(lambda tx: keeping.removed(tx, GROUP.at, hall.now)) == ()
    assert await hall.job(lambda tx: keeping.move(tx, GROUP.at, new, hall.now))

    def end(tx: Tx) -> bool:
        group = groups.at(tx, new)
        assert group is not None
        groups.end(tx, group, Ended.DISCONNECTED, hall.now)
        return keeping.move(tx, new, Address("telegram", "-1010"), hall.now)

    assert not await hall.job(end)


async def test_what_stood_in_a_group_that_was_put_out_while_it_grew_stands_there_again(hall: Hall) -> None:
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    await connected(hall, officer)
    scene = await Scene(hall).begin()
    await group_cards(hall)
    new = Somebody(Address("telegram", "-1009"), 0, "工作群")
    await hall.job(lambda tx: keeping.removed(tx, GROUP.at, hall.now))
    await hall.job(lambda tx: keeping.move(tx, GROUP.at, new.at, hall.now))
    await hall.do(scene.resident, following.reply, handling.Reply(case_id=scene.id, message_id=7, words="还没修"))
    assert ["还没修" in one.text for one in await hall.heard(new) if one.card] == [True]


async def test_who_registered_a_case_never_speaks_in_a_group_in_the_residents_name(hall: Hall) -> None:
    counter = await Counter(hall).open()
    await connected(hall, counter.officer)
    case, _ = await counter.register()
    said = handling.Reply(case_id=case.id, message_id=7, words="明天上门看")
    await in_group(hall, counter.officer, acting.reply, said)
    assert await hall.job(lambda tx: [one.role for one in suggestions.said(tx, case.id)][-1]) is Role.OFFICER
    assert any("明天上门看" in one.text for one in await group_cards(hall))


async def test_who_connected_it_and_left_office_is_not_the_one_to_tell(hall: Hall) -> None:
    admin = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    await connected(hall, admin)
    officer = await hall.seated(seat(Role.OFFICER, HOME))

    def lost(tx: Tx) -> list[int]:
        tx.connection.execute(f"UPDATE roles SET ends = '2026-11-30' WHERE person_id = {admin.id}")  # noqa: S608
        return [int(told.to) for told in keeping.silenced(tx, GROUP.at, hall.now) if isinstance(told.to, int)]

    assert await hall.job(lost) == [officer.id]


async def test_what_strangers_may_see_of_messages_to_groups_is_not_swept_away(hall: Hall) -> None:
    """A group has no account, and is no stranger for that."""
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    await connected(hall, officer)
    await Scene(hall).begin()
    later = hall.now + timedelta(days=30)

    def swept(tx: Tx) -> int:
        tx.connection.execute("UPDATE outbox SET state = 'sent', sent_at = created_at")
        return outbox.forget_strangers(tx, later)

    assert await hall.job(swept) == 0


async def test_words_lose_what_one_could_be_reached_by() -> None:
    said = "我是陈桂兰，电话0533-2187654或+86 138 1234 5678，邮箱 a.b@c.com，t.me/chengl，身份证370303195001011234"
    safe = discreet(said, "陈桂兰")
    for secret in ("桂兰", "2187654", "5678", "a.b@c", "chengl", "370303"):
        assert secret not in safe
    kept = "2026-11-26 晚上8点，1号楼到12号楼之间 300 米没有灯"
    assert discreet(kept, "陈桂兰") == kept


async def to_offices(hall: Hall, who: Somebody, group: Audience) -> int:
    """A notice to some of those in office, sent."""
    id_ = await written(hall, who, WORDS)
    await press(hall, who, addressing.pick, id_, f"group_{group.value}")
    await press(hall, who, sending.send, id_)
    await tick(hall, 3)
    return id_


async def test_a_notice_to_officers_stands_in_the_groups_of_stations_once(hall: Hall) -> None:
    officer, admin = await hall.seated(seat(Role.OFFICER, HOME)), await hall.seated(seat(Role.ADMIN, "zhangdian"))
    await connected(hall, officer)
    id_ = await to_offices(hall, admin, Audience.OFFICERS)
    (posted,) = await group_cards(hall)
    assert WORDS in posted.text
    await tick(hall, 3)
    assert await group_cards(hall) == []

    def sent(tx: Tx) -> None:
        cards.point(tx, GROUP.at, f"notice:{id_}", 77, hall.now)

    await hall.job(sent)
    await press(hall, admin, sending.act, id_, "withdraw_yes")
    (gone,) = await group_cards(hall)
    assert WORDS not in gone.text
    assert not gone.fresh


async def test_a_notice_to_residents_stands_in_no_group(hall: Hall) -> None:
    officer, admin = await hall.seated(seat(Role.OFFICER, HOME)), await hall.seated(seat(Role.ADMIN, "zhangdian"))
    await connected(hall, officer)
    await to_offices(hall, admin, Audience.RESIDENTS)
    await to_offices(hall, admin, Audience.DEPARTMENTS)
    assert await group_cards(hall) == []


async def test_a_group_is_connected_by_a_button_that_fits_a_telephone(hall: Hall) -> None:
    admin = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    await hall.do(admin, connecting.ask)
    words, *labels = (await hall.words_for(admin)).split("要接一个群，点它的单位：\n")[-1].splitlines()
    assert words.startswith("张店区")
    assert max(map(len, labels)) <= 14


@POSTGRESQL
async def test_a_groups_card_shows_what_two_processes_did_at_once(both_halls: Hall, database_url: str) -> None:
    """Neither changes the case's own row, so nothing but the history makes one of them wait."""
    hall, scene = both_halls, Scene(both_halls)
    await scene.begin()
    await connected(hall, scene.officer)
    await scene.transfer()
    case = await scene.case()
    await hall.heard(GROUP)
    picture = File(kind="photo", file_id="f1", unique_id="u1")
    add = partial(following.add_to, case=case, said=Say(message_id=7, words="灯又坏了", files=(picture,)), now=hall.now)
    write = partial(noting.add, case=case, said=Say(message_id=8, words="明天去看"), now=hall.now)

    def turn(who: Somebody, use_case: Callable[..., Outcome], tx: Tx) -> None:
        actor = access.actor(tx, who.at, "zh", hall.now)
        tell(tx, use_case(tx, actor).told, hall.now, actor)

    def begin(connection: Any) -> None:
        connection.execute("BEGIN")
        turn(scene.resident, add, Tx("postgresql", connection, hall.writer.rules))

    other = await PostgresEngine.open(DatabaseUrl.parse(database_url))
    try:
        await other.call(begin)
        second = asyncio.create_task(hall.job(partial(turn, scene.lead, write)))
        await other.call(partial(until_it_waits, second))
        await other.call(lambda connection: connection.execute("COMMIT"))
        await second
    finally:
        await other.close()
    shown = [message.text for message in await group_cards(hall)]

    def as_it_stands(tx: Tx) -> list[str]:
        now = suggestions.find(tx, scene.id)
        assert now is not None
        cards = [render(tx, told, "zh", hall.now) for told in showing.anew(tx, now, hall.now)]
        return [message.text for card in cards for message in card]

    assert shown == await hall.job(as_it_stands)
