"""Notices to many: written, narrowed, looked at, sent once to each and stopped; and ticks that are disturbed."""

from collections import Counter
from typing import Any

import pytest

from domain.messages import File
from domain.notices import Mark, Reached, State, Wording
from domain.notices.audience import Group
from domain.notices.times import STAMP
from domain.people import Role
from domain.telling import Outcome
from handlers.telling import tell
from services.commands import Nothing, RefusedError
from services.notices import addressing, reading, running, sending, showing, writing
from services.notices.rights import OfNotice
from services.notices.writing import Part, Write
from services.suggestions.saying import Say
from storage import notice_recipients, notices, outbox, people, sends, talks, units
from storage.outbox import Outgoing
from storage.tx import Tx
from tests.support.city import seats
from tests.support.hall import HOME, Hall, Somebody, seat

WORDS = "周六上午九点，代表在湖光社区接待，欢迎来坐坐。"


async def admin(hall: Hall, place: str = "zhangdian") -> Somebody:
    return await hall.seated(seat(Role.ADMIN, place))


async def written(hall: Hall, who: Somebody, words: str = WORDS, **more: Any) -> int:
    """A draft. Returns its id."""
    await hall.do(who, writing.ask_new, writing.New())
    outcome = await hall.do(who, writing.write, Write(message_id=1, words=words, wording=Wording(words=words), **more))
    id_: int = outcome.told[-1].facts["notice"].id
    return id_


def home(tx: Tx) -> int:
    unit = units.by_code(tx, HOME)
    assert unit is not None
    return unit.id


async def notice(hall: Hall, id_: int) -> Any:
    found = await hall.job(lambda tx: notices.find(tx, id_))
    assert found is not None
    return found


async def press(hall: Hall, who: Somebody, use_case: Any, id_: int, value: str | None = None) -> Outcome:
    """A button on the card as it is now."""
    version = (await notice(hall, id_)).version
    given: dict[str, Any] = {"notice_id": id_, "version": version}
    command = OfNotice(**given) if value is None else Part(**given, value=value)
    return await hall.do(who, use_case, command)


async def tick(hall: Hall, times: int = 1) -> None:
    for _ in range(times):
        await hall.tick(running.notices_due)


async def waiting(hall: Hall) -> list[Outgoing]:
    """The notices that wait in the outbox."""
    found: list[Outgoing] = await hall.job(
        lambda tx: [row for row in outbox.waiting(tx, 5000, 50) if row.priority == 2]
    )
    return found


async def deliver(hall: Hall, number: int = 5000, **ends: str) -> list[str]:
    """What delivery does with the first that wait: marked sent, or as given for an address. Returns the addresses."""

    def job(tx: Tx) -> list[str]:
        rows = [row for row in outbox.waiting(tx, 5000, 50) if row.priority == 2][:number]
        for row in rows:
            match ends.get(f"a{row.at.address}", "sent"):
                case "sent":
                    files = len(row.message.files) if row.message.files and not row.message.text else 1
                    sends.sent(tx, row, [row.id * 100 + m for m in range(files)], hall.now)
                case "dead":
                    sends.failed(tx, row.id, "Bad Request", hall.now)
                case _:
                    people.unreachable(tx, row.at, hall.now)
                    sends.park(tx, row.at)
        return [row.at.address for row in rows]

    found: list[str] = await hall.job(job)
    return found


async def counts(hall: Hall, id_: int) -> dict[Reached, int]:
    found: dict[Reached, int] = (await hall.job(lambda tx: notice_recipients.progress(tx, id_))).counts
    return found


async def residents(hall: Hall, number: int, home: str = HOME) -> list[Somebody]:
    return [await hall.resident(f"居民{n}", home) for n in range(number)]


async def through(hall: Hall, id_: int, *, rounds: int = 40) -> Counter[str]:
    """Tick and deliver until the notice is over. Returns how often each address got it."""
    got: Counter[str] = Counter()
    for _ in range(rounds):
        await tick(hall)
        got.update(await deliver(hall))
        hall.later(seconds=2)
        if (await notice(hall, id_)).state not in (State.SENDING, State.PAUSED) and not await waiting(hall):
            break
    return got


async def test_a_notice_is_written_looked_at_and_reaches_each_of_them_once(both_halls: Hall) -> None:
    hall = both_halls
    boss, people_ = await admin(hall), await residents(hall, 5)
    away = await hall.resident("远方人", "zc-kunlun")
    id_ = await written(hall, boss)
    await press(hall, boss, addressing.pick, id_, "group_residents")
    shown = await press(hall, boss, sending.preview, id_)
    assert [told.kind for told in shown.told] == ["notice.read", "notice.ready"]
    assert shown.told[-1].facts["size"].people == 5
    await press(hall, boss, sending.send, id_)
    assert await through(hall, id_) == Counter({one.at.address: 1 for one in people_})
    assert (await notice(hall, id_)).state is State.SENT
    assert await counts(hall, id_) == {Reached.SENT: 5}
    assert WORDS in await hall.words_for(people_[0])
    assert await hall.heard(away) == []


async def test_everybody_is_one_person_however_many_offices_they_hold(hall: Hall) -> None:
    boss = await admin(hall)
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    await hall.job(lambda tx: people.set_home(tx, officer.id, home(tx)))
    id_ = await written(hall, boss)
    await press(hall, boss, sending.send, id_)
    got = await through(hall, id_)
    assert got[officer.at.address] == 1
    assert set(got.values()) == {1}


async def test_sent_twice_by_two_presses_or_by_an_old_card_it_goes_once(hall: Hall) -> None:
    boss, people_ = await admin(hall), await residents(hall, 3)
    id_ = await written(hall, boss)
    await press(hall, boss, addressing.pick, id_, "group_residents")
    old = OfNotice(notice_id=id_, version=(await notice(hall, id_)).version)
    await hall.do(boss, sending.send, old)
    again = await hall.do(boss, sending.send, old)
    assert again.toast == "button.stale"
    assert await through(hall, id_) == Counter({one.at.address: 1 for one in people_})


@pytest.mark.parametrize("step", range(8))
async def test_a_tick_that_is_broken_off_anywhere_sends_to_nobody_twice_and_leaves_nobody_out(
    hall: Hall, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At each step once the tick's transaction is rolled back after all of its work, and once it comes twice."""
    monkeypatch.setattr(running, "AT_ONCE", 4)
    boss, people_ = await admin(hall), await residents(hall, 11)
    id_ = await written(hall, boss)
    await press(hall, boss, addressing.pick, id_, "group_residents")
    await press(hall, boss, sending.send, id_)
    got: Counter[str] = Counter()
    for n in range(40):
        if n == step:
            with pytest.raises(ZeroDivisionError):
                await hall.job(lambda tx: (running.notices_due(tx, hall.now), 1 / 0))
        await tick(hall, 2 if n == step else 1)
        got.update(await deliver(hall, 3))
        hall.later(seconds=2)
    assert got == Counter({one.at.address: 1 for one in people_})
    assert (await notice(hall, id_)).state is State.SENT


async def test_the_outbox_never_holds_more_than_a_little(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "AHEAD", 6)
    boss = await admin(hall)
    await residents(hall, 20)
    id_ = await written(hall, boss)
    await press(hall, boss, addressing.pick, id_, "group_residents")
    await press(hall, boss, sending.send, id_)
    await tick(hall, 10)
    assert len(await waiting(hall)) == 6
    await deliver(hall, 2)
    await tick(hall, 3)
    assert len(await waiting(hall)) == 6


async def test_one_tick_fills_the_outbox_in_portions(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ticks are seconds apart, and a portion each would be slower than the messenger."""
    monkeypatch.setattr(running, "AT_ONCE", 4)
    monkeypatch.setattr(running, "AHEAD", 15)
    boss = await admin(hall)
    await residents(hall, 20)
    id_ = await written(hall, boss)
    await press(hall, boss, sending.send, id_)

    def portion(tx: Tx) -> bool:
        found = running.notices_due(tx, hall.now)
        tell(tx, found.told, hall.now)
        return found.more

    while await hall.job(portion):
        pass
    assert len(await waiting(hall)) == 15


async def test_a_pause_holds_what_is_on_its_way_and_going_on_loses_nothing(both_halls: Hall) -> None:
    hall = both_halls
    boss, people_ = await admin(hall), await residents(hall, 6)
    id_ = await written(hall, boss)
    await press(hall, boss, addressing.pick, id_, "group_residents")
    await press(hall, boss, sending.send, id_)
    await tick(hall, 4)
    got = Counter(await deliver(hall, 2))
    await press(hall, boss, sending.act, id_, "pause")
    assert await waiting(hall) == []
    await tick(hall, 3)
    assert await waiting(hall) == []
    assert await counts(hall, id_) == {Reached.SENT: 2, Reached.HANDED: 4}
    assert (await press(hall, boss, sending.act, id_, "pause")).toast == "button.stale"
    await press(hall, boss, sending.act, id_, "go_on")
    got += await through(hall, id_)
    assert got == Counter({one.at.address: 1 for one in people_})


async def test_what_is_stopped_stays_stopped_and_what_was_in_the_air_is_counted(hall: Hall) -> None:
    boss = await admin(hall)
    await residents(hall, 6)
    id_ = await written(hall, boss)
    await press(hall, boss, addressing.pick, id_, "group_residents")
    await press(hall, boss, sending.send, id_)
    await tick(hall, 4)
    await deliver(hall, 1)
    flying = (await waiting(hall))[0]
    asked = await press(hall, boss, sending.act, id_, "cancel")
    assert asked.told[0].kind == "notice.sure"
    await press(hall, boss, sending.act, id_, "cancel_yes")
    await hall.job(lambda tx: sends.sent(tx, flying, [7], hall.now))  # it was in the air
    hall.later(minutes=3)
    await tick(hall, 4)
    assert await counts(hall, id_) == {Reached.SENT: 2, Reached.WAITING: 4}
    assert await waiting(hall) == []
    assert (await notice(hall, id_)).state is State.CANCELLED
    assert await hall.job(lambda tx: notices.busy(tx, 10)) == []


async def test_who_left_muted_it_or_came_later_is_not_in_it(hall: Hall) -> None:
    boss, (one, left, muted, later) = await admin(hall), await residents(hall, 4)
    id_ = await written(hall, boss)
    await press(hall, boss, addressing.pick, id_, "group_residents")
    await hall.do(muted, reading.choose, reading.Kind(kind="news", wanted=False))
    ready = await press(hall, boss, sending.preview, id_)
    size = ready.told[-1].facts["size"]
    assert (size.people, size.muted) == (3, 1)
    assert [example.name for example in size.examples] == ["", "", ""]
    await press(hall, boss, sending.send, id_)
    await hall.tick(running.notices_due)
    await hall.job(lambda tx: tx.connection.execute("UPDATE notices SET chosen = 1"))
    new = await hall.resident("刚来的人")
    await hall.do(later, reading.choose, reading.Kind(kind="news", wanted=False))
    await hall.job(
        lambda tx: (notice_recipients.leave(tx, left.id, office=False), people.unreachable(tx, left.at, hall.now))
    )
    got = await through(hall, id_)
    assert set(got) == {one.at.address}
    assert await hall.heard(new) == []
    assert await counts(hall, id_) == {Reached.SENT: 1, Reached.SKIPPED: 2}


async def test_those_who_cannot_be_reached_and_what_is_refused_are_told_apart(hall: Hall) -> None:
    boss, (_, gone, odd, before) = await admin(hall), await residents(hall, 4)
    await hall.job(lambda tx: people.unreachable(tx, before.at, hall.now))
    id_ = await written(hall, boss)
    await press(hall, boss, addressing.pick, id_, "group_residents")
    await press(hall, boss, sending.send, id_)
    await tick(hall, 4)
    await deliver(hall, **{f"a{gone.at.address}": "gone", f"a{odd.at.address}": "dead"})
    hall.later(seconds=5)
    await tick(hall, 4)
    assert await counts(hall, id_) == {Reached.SENT: 1, Reached.UNREACHABLE: 2, Reached.FAILED: 1}
    assert (await notice(hall, id_)).state is State.SENT


async def test_its_progress_is_shown_at_a_civil_rate(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "AHEAD", 2)
    boss = await admin(hall)
    await residents(hall, 12)
    id_ = await written(hall, boss)
    await press(hall, boss, addressing.pick, id_, "group_residents")
    await press(hall, boss, sending.send, id_)
    await hall.heard(boss)
    shown = 0
    for _ in range(8):  # 8 seconds
        await tick(hall)
        await deliver(hall)
        hall.later(seconds=1)
        shown += len(await hall.heard(boss))
    assert 1 <= shown <= 3


async def test_it_waits_for_its_time_and_who_lost_the_right_meanwhile_sends_nothing(both_halls: Hall) -> None:
    hall = both_halls
    boss, people_ = await admin(hall), await residents(hall, 2)
    ids = []
    for _ in range(2):
        ids.append(await written(hall, boss))
        await press(hall, boss, addressing.pick, ids[-1], "group_residents")
        await press(hall, boss, sending.ask_when, ids[-1])
        await hall.do(boss, sending.write_when, Say(message_id=1, words="明天 9:00"))
        assert (await notice(hall, ids[-1])).state is State.SCHEDULED
        if len(ids) == 1:
            await tick(hall)
            assert await waiting(hall) == []
            hall.later(days=1)
            assert await through(hall, ids[0]) == Counter({one.at.address: 1 for one in people_})
    await hall.job(lambda tx: tx.connection.execute("UPDATE roles SET ends = '2026-12-01'"))
    hall.later(days=1)
    await hall.heard(boss)
    await tick(hall, 4)
    assert (await notice(hall, ids[1])).state is State.DRAFT
    assert await waiting(hall) == []
    assert "没有发" in await hall.words_for(boss)


async def test_nobody_writes_for_a_place_that_is_not_theirs(hall: Hall) -> None:
    boss, away = await admin(hall), await admin(hall, "zichuan")
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    resident = await hall.resident()
    id_ = await written(hall, boss)
    for who in (away, officer, resident):
        for use_case in (sending.send, sending.preview, showing.show):
            command = (
                OfNotice(notice_id=id_, version=2) if use_case is not showing.show else showing.Show(notice_id=id_)
            )
            with pytest.raises(RefusedError):
                await hall.do(who, use_case, command)
    with pytest.raises(RefusedError):
        await hall.do(resident, showing.listed, showing.Page())
    elsewhere = await hall.job(
        lambda tx: tx.connection.execute("SELECT id FROM units WHERE code = 'zichuan'").fetchone()
    )
    assert (await press(hall, boss, addressing.pick, id_, f"unit_{elsewhere['id']}")).toast == "button.unknown"


async def test_an_officer_reaches_the_own_station_and_no_more(hall: Hall) -> None:
    officer, (one, other) = await hall.seated(seat(Role.OFFICER, HOME)), await residents(hall, 2)
    away = await hall.resident("远方人", "zc-kunlun")
    member = await hall.seated(seats(HOME)[0])
    id_ = await written(hall, officer)
    card = await press(hall, officer, addressing.to, id_, "")
    assert "unit" not in card.told[0].facts["parts"]
    assert "station" not in card.told[0].facts["parts"]
    await press(hall, officer, sending.send, id_)
    got = await through(hall, id_)
    assert set(got) == {who.at.address for who in (officer, one, other, member)}
    assert await hall.heard(away) == []
    law = await written(hall, officer)
    assert (await press(hall, officer, writing.change, law, "kind_law")).toast == "button.unknown"


async def test_the_audience_narrows_by_what_people_are(hall: Hall) -> None:
    boss = await admin(hall)
    mine = [await hall.seated(ref) for ref in seats(HOME)]
    await residents(hall, 2)
    id_ = await written(hall, boss)

    async def number(*picks: str) -> int:
        for pick in picks:
            outcome = await press(hall, boss, addressing.pick, id_, pick)
            assert outcome.toast is None, pick
        found: int = outcome.told[0].facts["size"].people
        return found

    assert await number("group_representatives") == len(mine)
    assert (await notice(hall, id_)).content.kind == "work"
    assert await number("level_town") == len(mine)
    assert await number("level_city") == 0
    assert await number("level_any", "language_en") == 0
    assert await number("language_any", "group_administrators") == 1
    assert await number("group_residents") == 2 + len(mine)  # who sits in a congress lives somewhere, too
    assert await number("category_heating") == 0
    audience = (await notice(hall, id_)).audience
    assert (audience.group, audience.level, audience.owing) == (Group.RESIDENTS, None, False)


async def test_an_interest_is_what_somebody_wrote_under_their_name(hall: Hall) -> None:
    boss, (open_, hidden, _) = await admin(hall), await residents(hall, 3)
    await hall.submit(open_, "暖气不热", category="heating")
    await hall.submit(hidden, "暖气一点也不热", category="heating", anonymous=True)
    id_ = await written(hall, boss)
    await press(hall, boss, addressing.pick, id_, "group_residents")
    outcome = await press(hall, boss, addressing.pick, id_, "category_heating")
    assert outcome.told[0].facts["size"].people == 1


async def test_words_keep_their_marks_and_nothing_else_becomes_markup(hall: Hall) -> None:
    boss, (one,) = await admin(hall), await residents(hall, 1)
    await hall.do(boss, writing.ask_new, writing.New())
    marks = (
        Mark(kind="bold", first=0, length=4),
        Mark(kind="text_link", first=2, length=4, url="https://a.cn/?a=1&b=2"),
    )
    wording = Wording(words="<b>通知&重要</b>", marks=marks)
    outcome = await hall.do(boss, writing.write, Write(message_id=1, words="x", wording=wording))
    id_ = outcome.told[0].facts["notice"].id
    await press(hall, boss, addressing.pick, id_, "group_residents")
    await press(hall, boss, sending.send, id_)
    await through(hall, id_)
    text = (await hall.heard(one))[0].text
    link = '<a href="https://a.cn/?a=1&amp;b=2">'
    assert f"<b>&lt;b</b>{link}<b>&gt;通</b></a>{link}知&amp;</a>重要&lt;/b&gt;" in text


async def test_who_reads_a_language_without_words_gets_the_others(hall: Hall) -> None:
    boss = await admin(hall)
    zh, en = await residents(hall, 2)
    await hall.job(lambda tx: people.set_language(tx, en.id, "en"))
    id_ = await written(hall, boss)
    await press(hall, boss, addressing.pick, id_, "group_residents")
    await press(hall, boss, sending.send, id_)
    await through(hall, id_)
    assert WORDS in (await hall.heard(en))[0].text
    second = await written(hall, boss)
    await press(hall, boss, writing.part, second, "en")
    await hall.do(boss, writing.write, Write(message_id=2, words="Come", wording=Wording(words="Come on Saturday")))
    await press(hall, boss, addressing.pick, second, "group_residents")
    assert len((await press(hall, boss, sending.preview, second)).told) == 3
    await hall.heard(zh)
    await press(hall, boss, sending.send, second)
    await through(hall, second)
    assert "Come on Saturday" in (await hall.heard(en))[0].text
    assert WORDS in (await hall.heard(zh))[0].text


async def test_what_stands_on_the_button_is_said_in_each_language(hall: Hall) -> None:
    boss = await admin(hall)
    zh, en = await residents(hall, 2)
    await hall.job(lambda tx: people.set_language(tx, en.id, "en"))
    id_ = await written(hall, boss)
    await press(hall, boss, addressing.pick, id_, "group_residents")
    await press(hall, boss, writing.part, id_, "link")
    await hall.do(boss, writing.link, Say(message_id=2, words="报名 https://example.cn/sign\nSign up"))
    await hall.heard(boss)
    await press(hall, boss, sending.preview, id_)
    shown = [message.buttons[0][0].label for message in (await hall.heard(boss))[:2]]
    assert shown == ["报名", "Sign up"], "in each language, also where the words are the same"
    await press(hall, boss, sending.send, id_)
    await through(hall, id_)
    got = [(await hall.heard(one))[0].buttons[0][0] for one in (zh, en)]
    assert [(one.label, one.url) for one in got] == [(label, "https://example.cn/sign") for label in shown]


async def test_an_album_comes_before_its_words_and_one_file_above_them(hall: Hall) -> None:
    boss, (one,) = await admin(hall), await residents(hall, 1)
    photos = tuple(File(kind="photo", file_id=f"F{n}", unique_id=f"U{n}", album="x") for n in range(3))
    id_ = await written(hall, boss, files=photos[:1])
    await hall.do(boss, writing.attach, Write(message_id=2, files=photos[1:2]))
    await hall.do(boss, writing.attach, Write(message_id=3, files=photos[2:]))
    assert (await hall.do(boss, writing.attach, Write(message_id=4, files=(File(kind="voice", file_id="V"),)))).told[
        0
    ].kind == "notice.unfit"
    await press(hall, boss, addressing.pick, id_, "group_residents")
    await press(hall, boss, sending.send, id_)
    await through(hall, id_)
    album, words = await hall.heard(one)
    assert (len(album.files), album.text, words.files) == (3, "", ())
    assert WORDS in words.text
    assert await counts(hall, id_) == {Reached.SENT: 1}
    second = await written(hall, boss, files=photos[:1])
    await press(hall, boss, addressing.pick, second, "group_residents")
    await press(hall, boss, sending.send, second)
    await through(hall, second)
    (both,) = await hall.heard(one)
    assert WORDS in both.text
    assert len(both.files) == 1


async def test_kinds_are_chosen_and_what_is_owed_cannot_be_muted(hall: Hall) -> None:
    resident = await hall.resident()
    outcome = await hall.do(resident, reading.kinds, Nothing())
    assert outcome.told[0].facts["unwanted"] == frozenset()
    await hall.do(resident, reading.choose, reading.Kind(kind="life", wanted=False))
    await hall.do(resident, reading.choose, reading.Kind(kind="life", wanted=False))
    assert (await hall.do(resident, reading.kinds, Nothing())).told[0].facts["unwanted"] == frozenset({"life"})
    refused = await hall.do(resident, reading.choose, reading.Kind(kind="law", wanted=False))
    assert refused.toast == "button.unknown"
    await hall.do(resident, reading.choose, reading.Kind(kind="life", wanted=True))
    assert (await hall.do(resident, reading.kinds, Nothing())).told[0].facts["unwanted"] == frozenset()


async def test_it_is_put_off_by_a_press_and_an_old_button_does_nothing(hall: Hall) -> None:
    boss = await admin(hall)
    await residents(hall, 1)
    id_ = await written(hall, boss)
    await press(hall, boss, addressing.pick, id_, "group_residents")
    asked = await press(hall, boss, sending.ask_when, id_)
    at = asked.told[0].facts["moments"]["tomorrow"]
    for value, toast in (
        ("nonsense", "button.unknown"),
        ("202001010900", "notice.past"),
        ("209901010900", "notice.past"),
    ):
        assert (await press(hall, boss, sending.at, id_, value)).toast == toast
    old = Part(notice_id=id_, version=(await notice(hall, id_)).version, value=f"{at:{STAMP}}")
    await hall.do(boss, sending.at, old)
    found = await notice(hall, id_)
    assert (found.state, found.send_at) == (State.SCHEDULED, at)
    assert (await hall.do(boss, sending.at, old)).toast == "button.stale"
    assert await hall.job(lambda tx: talks.find(tx, boss.at)) is None, "nothing waits for words any more"


async def test_a_time_that_is_past_far_off_or_none_is_asked_for_again(hall: Hall) -> None:
    boss = await admin(hall)
    await residents(hall, 1)
    id_ = await written(hall, boss)
    await press(hall, boss, sending.ask_when, id_)
    for words in ("昨天", "2020-01-01 9:00", "2028-01-01 9:00", "早点"):
        outcome = await hall.do(boss, sending.write_when, Say(message_id=1, words=words))
        assert outcome.told[0].kind == "notice.unfit", words
    assert (await notice(hall, id_)).state is State.DRAFT


async def test_the_kind_that_was_chosen_stays_whoever_is_to_get_it(hall: Hall) -> None:
    boss = await admin(hall)
    id_ = await written(hall, boss)
    await press(hall, boss, writing.change, id_, "kind_meet")
    for group in ("representatives", "everybody"):
        await hall.heard(boss)
        await press(hall, boss, addressing.pick, id_, f"group_{group}")
        assert (await notice(hall, id_)).content.kind == "meet"
        assert "种类：接待见面" in await hall.words_for(boss)


async def test_languages_are_named_in_the_reader_s_own_and_a_list_fits_a_telephone(hall: Hall) -> None:
    boss = await admin(hall)
    id_ = await written(hall, boss, "本周六上午九点到十一点，市人大代表在各联络站接待居民。")
    await press(hall, boss, writing.part, id_, "more")
    labels = (await hall.words_for(boss)).splitlines()
    assert "英文文字" in labels
    assert not any("English" in label for label in labels)
    await hall.do(boss, showing.listed, showing.Page())
    assert "草稿 · 本周六上午九点到十一点，市…" in await hall.words_for(boss)


async def test_at_night_and_early_in_the_morning_it_is_said_that_people_rest(hall: Hall) -> None:
    boss = await admin(hall)
    id_ = await written(hall, boss)
    hall.now = hall.now.replace(hour=23, minute=15)  # a quarter past seven in the morning
    await press(hall, boss, sending.preview, id_)
    heard = await hall.words_for(boss)
    assert "大家休息的时候" in heard
    assert "明天早上" not in heard


async def test_the_examples_of_everybody_are_of_several_sorts(hall: Hall) -> None:
    boss, member = await admin(hall), await hall.seated(seats(HOME)[0])
    await residents(hall, 3)
    await written(hall, boss)
    assert f"例如：居民（傅家镇）、{member.name}（" in await hall.words_for(boss)
