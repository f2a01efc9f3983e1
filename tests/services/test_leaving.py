"""/forget: nothing of the person is left, figures and seals stay, and nobody guesses whose an anonymous case was."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pytest

from domain.messages import File
from domain.people import Role
from domain.showing import Shown
from domain.suggestions import Ending, State
from services import leaving, mydata, privacy
from services.suggestions import assigning, desks, drafting, following, handling, merging, noting, showing, supporting
from services.suggestions import leaving as cases
from services.suggestions.drafting import Begin, Write
from services.suggestions.due import due
from services.suggestions.saying import Say
from services.welcome import Agree, agree
from storage import events, inbox, outbox, sends, supporters, talks
from storage.tx import Tx
from tests.support.city import TABLES
from tests.support.hall import Hall, Somebody, seat
from tests.support.scene import Scene

NAME, ACCOUNT, PHONE = "令狐雪晴", 77003311, "13805331234"
PAPER = File(kind="document", file_id="DOC-ID", unique_id="DOC-UNIQUE", name="房产证.pdf", message_id=1)
PHOTO = File(kind="photo", file_id="PHOTO-ID", unique_id="PHOTO-UNIQUE", message_id=2)
WHO = (NAME, "令狐", "雪晴", str(ACCOUNT), PHONE)  # tells who it was
FILES = ("DOC-ID", "DOC-UNIQUE", "房产证", "PHOTO-ID", "PHOTO-UNIQUE")
WORDS = ("供销社门口路灯不亮", "供销社", "东头那盏", "消防通道", "救护车", "草稿里的话")


async def stored(hall: Hall) -> str:
    """All that is stored, in every table, as one text."""

    def job(tx: Tx) -> str:
        names = [row["name"] for row in tx.connection.execute(TABLES[tx.engine]).fetchall()]
        rows = (tx.connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names)  # noqa: S608
        return "\n".join(f"{name}: {list(dict(row).values())}" for name, found in zip(names, rows, strict=True)
                         for row in found)  # fmt: skip

    found: str = await hall.job(job)
    return found


async def join(hall: Hall, case_id: int) -> supporting.Join:
    """What the public card of a case asks for."""
    return supporting.Join(case_id=case_id, code=(await hall.case(case_id)).code)


async def left_of(hall: Hall, secrets: Iterable[str]) -> list[str]:
    """The rows in which something still stands, once the receipt was sent and a day has passed."""
    rows = (await stored(hall)).splitlines()
    return [row for row in rows if any(secret in row for secret in secrets)]


async def everything_sent(hall: Hall) -> None:
    """Let all be sent that waits."""

    def job(tx: Tx) -> None:
        for number, row in enumerate(outbox.waiting(tx, 1000, 1000), start=100):
            sends.sent(tx, row, list(range(number * 20, number * 20 + max(1, len(row.message.files)))), hall.now)

    await hall.job(job)


async def hand_in(hall: Hall, who: Somebody, words: str, shown: Shown, files: tuple[File, ...] = ()) -> int:
    """Hand a suggestion in that shows so much of its author."""
    await hall.do(who, drafting.begin, Begin(anew=True))
    await hall.do(who, drafting.write, Write(message_id=1, words=words))
    for file in files:
        await hall.do(who, drafting.attach, drafting.Attach(file=file))
    await hall.do(who, showing.choose, showing.Choose(shown=shown))
    if shown is Shown.PHONE:
        await hall.do(who, showing.give_phone, showing.Phone(words=PHONE))
        await hall.do(who, showing.remember)
    draft = await hall.job(lambda tx: talks.draft(tx, who.id))
    case = await hall.submit_draft(who, draft)
    return case.id


async def forget(hall: Hall, who: Somebody, *, keep: bool) -> Any:
    """Ask, choose, and say yes. The receipt."""
    asked = await hall.do(who, leaving.ask)
    choice = leaving.Choice(person=who.id, cases=asked.told[0].facts["total"], keep=keep)
    sure = await hall.do(who, leaving.choose, choice)
    assert [told.kind for told in sure.told] == ["forget.sure"]
    erased = await hall.do(who, leaving.erase, choice)
    return next(told.facts["receipt"] for told in erased.told if told.kind == "forget.receipt")


async def afterwards(hall: Hall) -> None:
    """Let the ticks do the rest: what is due later, the records of sending, and the receipt itself after a day."""
    for _ in range(3):
        hall.later(hours=16)
        for work in (cases.leave_due, cases.sweep, due, privacy.forget, supporting.pass_on):
            for _ in range(3):
                await hall.tick(work)
        await everything_sent(hall)
    hall.later(hours=30)
    await hall.tick(privacy.forget)


async def life(hall: Hall) -> tuple[Scene, Somebody, int]:
    """Somebody with a named and an anonymous case, files, a draft, support, and words of everybody."""
    scene = Scene(hall)
    await scene.begin()
    me = await hall.resident(NAME, account=ACCOUNT)
    await hall.do(me, supporting.support, await join(hall, scene.id))
    named = await hand_in(hall, me, "供销社门口路灯不亮，我是令狐雪晴", Shown.PHONE, (PAPER, PHOTO))
    hidden = await hand_in(hall, me, "消防通道被占，救护车进不来", Shown.NOTHING, (PHOTO,))
    holder = scene.mine
    case = await hall.case(named)
    if case.representative_id != holder.id:
        pick = handling.Pick(case_id=named, version=case.version, value=str(holder.id))
        await hall.do(scene.officer, assigning.assign, pick)
    scene.id = named
    reply = handling.Reply(case_id=named, message_id=5, words=f"令狐女士您好，您的电话{PHONE}对吗")
    await hall.do(holder, following.reply, reply)
    await hall.do(me, following.reply, reply.model_copy(update={"words": "东头那盏", "files": (PAPER,)}))
    await everything_sent(hall)
    await hall.do(me, following.reply, reply.model_copy(update={"words": "东头那盏灯，老令狐又看了一遍"}))
    await scene.transfer(holder)
    await hall.do(holder, noting.ask, await scene.press())
    await hall.do(holder, noting.write, Say(message_id=6, words="令狐雪晴是老熟人"))
    await hall.do(me, drafting.begin, Begin(anew=True))
    await hall.do(me, drafting.write, Write(message_id=7, words="草稿里的话"))
    await hall.do(me, mydata.send)
    await hall.job(lambda tx: put_aside(tx, me.at.address, hall.now))
    return scene, me, hidden


def put_aside(tx: Tx, chat: str, now: datetime) -> None:
    """An update with words that could not be handled."""
    arrived = inbox.store(tx, 7, 900, chat, json.dumps({"text": f"我是{NAME}，草稿里的话"}, ensure_ascii=False), now)
    assert arrived is not None
    inbox.park(tx, arrived.seq, "no", now)


async def test_withdrawn_nothing_of_it_is_left_anywhere(both_halls: Hall) -> None:
    hall = both_halls
    scene, me, hidden = await life(hall)
    assert await left_of(hall, (*WHO, *FILES, *WORDS))
    receipt = await forget(hall, me, keep=False)
    assert (receipt.cases, receipt.kept, receipt.drafts, receipt.supports) == (2, 0, 1, 1)
    assert receipt.words >= 4
    assert receipt.files >= 4
    await afterwards(hall)
    assert await left_of(hall, (*WHO, *FILES, *WORDS, "老熟人")) == []
    for id_ in (scene.id, hidden):
        case = await hall.case(id_)
        assert (case.state, case.outcome, case.author_left, case.place) == (State.WITHDRAWN, Ending.WITHDRAWN, True, "")


async def test_kept_the_words_go_on_without_their_author(both_halls: Hall) -> None:
    hall = both_halls
    scene, me, hidden = await life(hall)
    before = (await hall.case(scene.id)).state
    receipt = await forget(hall, me, keep=True)
    assert (receipt.cases, receipt.kept) == (2, 2)
    await afterwards(hall)
    assert await left_of(hall, (*WHO, *FILES, "草稿里的话")) == []
    assert (await hall.case(scene.id)).state is before
    await hall.heard(scene.mine)
    await hall.do(scene.mine, handling.show, handling.Show(case_id=scene.id))
    words = await hall.words_for(scene.mine)
    assert "供销社门口路灯不亮" in words
    assert "居民已离开双联" in words
    assert (await hall.case(hidden)).author_left


async def test_figures_and_seals_stay(hall: Hall) -> None:
    scene, me, _ = await life(hall)
    figures = ("SELECT unit_id, category, count(*) AS n FROM suggestions GROUP BY 1, 2 ORDER BY 1, 2",
               "SELECT count(*) AS n FROM case_messages", "SELECT count(*) AS n, min(id) AS a FROM events")  # fmt: skip

    async def count() -> list[Any]:
        return [await hall.job(lambda tx, q=query: tx.connection.execute(q).fetchall()) for query in figures]

    await hall.job(lambda tx: events.seal(tx, hall.now))
    before = await count()
    await forget(hall, me, keep=False)
    await afterwards(hall)
    await hall.job(lambda tx: events.seal(tx, hall.now))
    after = await count()
    assert after[:2] == before[:2]
    assert await hall.job(events.verify) is None
    rows = await hall.job(lambda tx: events.of(tx, "person", me.id))
    facts = rows[-1]["facts"]
    assert rows[-1]["kind"] == "erased"
    assert all(isinstance(value, int) or value.isascii() for value in facts.values())
    assert scene.id


async def test_a_rating_that_was_given_stays(hall: Hall) -> None:
    scene = Scene(hall)
    await scene.begin()
    await hall.answer(scene.mine, await scene.case())
    await hall.rate(scene.resident, await scene.case(), "satisfied", "basic")
    await forget(hall, scene.resident, keep=True)
    await afterwards(hall)
    case = await scene.case()
    assert (case.state, case.process_rating, case.result_rating) == (State.CLOSED, "satisfied", "basic")
    assert case.words_gone
    await hall.do(scene.mine, handling.show, handling.Show(case_id=scene.id))


async def test_the_account_is_a_stranger_who_can_begin_anew(hall: Hall) -> None:
    _, me, _ = await life(hall)
    choice = leaving.Choice(person=me.id, cases=2, keep=True)
    await forget(hall, me, keep=True)
    for use_case, command in ((leaving.ask, None), (leaving.choose, choice), (leaving.erase, choice),
                              (leaving.stop, None)):  # fmt: skip
        outcome = await hall.do(me, use_case, command)
        assert outcome.toast == "forget.done_already" or outcome.told[0].kind == "forget.nothing"
    assert await hall.job(lambda tx: talks.find(tx, me.at)) is None
    await hall.do(me, agree, Agree(name="新来的"))
    again = Somebody(me.at, 0, "新来的")
    listed = await hall.do(again, following.cases, following.List())
    assert listed.told[0].facts["cases"] == []
    assert (await hall.do(again, leaving.erase, choice)).toast == "button.stale", "an old yes is no yes for today"
    await hall.do(again, drafting.begin, Begin())


async def test_a_case_handed_in_meanwhile_is_asked_about_anew(hall: Hall) -> None:
    who = await hall.resident(NAME)
    choice = leaving.Choice(person=who.id, cases=0, keep=False)
    await hall.submit(who)
    for use_case in (leaving.choose, leaving.erase):
        outcome = await hall.do(who, use_case, choice)
        assert (outcome.toast, outcome.told[0].kind) == ("button.stale", "forget.ask")
    assert await left_of(hall, (NAME,))


@pytest.mark.parametrize(("keep", "kind"), [(True, "case.left"), (False, "case.left_withdrawn")])
async def test_whoever_sees_to_a_case_hears_of_it(hall: Hall, keep: bool, kind: str) -> None:
    scene = Scene(hall)
    await scene.begin()
    asked = await hall.do(scene.resident, leaving.ask)
    choice = leaving.Choice(person=scene.resident.id, cases=asked.told[0].facts["total"], keep=keep)
    told = (await hall.do(scene.resident, leaving.erase, choice)).told
    assert [one.kind for one in told if one.to == scene.mine.id] == [kind]


async def test_an_anonymous_case_does_not_move_at_the_same_moment(hall: Hall) -> None:
    """Whoever holds a named and an anonymous case of one author must not see both change at once."""
    scene, me, hidden = await life(hall)
    everyone = [scene.mine, scene.officer, scene.lead, await hall.seated(seat(Role.ADMIN, "zhangdian"))]
    before = await hall.case(hidden)
    words = await hall.job(lambda tx: tx.connection.execute(
        f"SELECT words FROM case_messages WHERE suggestion_id = {hidden}").fetchall())  # noqa: S608 # fmt: skip
    for one in everyone:
        await hall.heard(one)
    await forget(hall, me, keep=False)
    await hall.tick(cases.leave_due)
    assert await hall.case(hidden) == before
    assert words == await hall.job(lambda tx: tx.connection.execute(
        f"SELECT words FROM case_messages WHERE suggestion_id = {hidden}").fetchall())  # noqa: S608 # fmt: skip
    for one in everyone:
        assert before.number not in await hall.words_for(one)
    hall.later(hours=2.9)
    assert await hall.tick(cases.leave_due) == []
    hall.later(hours=30)
    told = await hall.tick(cases.leave_due)
    assert {kind for _, kind in told} >= {"case.left_withdrawn"}
    assert (await hall.case(hidden)).state is State.WITHDRAWN


async def test_nobody_waits_for_a_rating_of_who_left(hall: Hall) -> None:
    scene = Scene(hall)
    await scene.begin()
    await hall.answer(scene.mine, await scene.case())
    await forget(hall, scene.resident, keep=True)
    case = await scene.case()
    assert (case.state, case.outcome) == (State.CLOSED, Ending.NOT_RATED)


async def test_answered_later_it_ends_at_the_time_of_the_reminder(hall: Hall) -> None:
    scene = Scene(hall)
    await scene.begin()
    await forget(hall, scene.resident, keep=True)
    await hall.answer(scene.mine, await scene.case())
    hall.later(days=8)
    await hall.tick(due)
    case = await scene.case()
    assert (case.state, case.outcome) == (State.CLOSED, Ending.NOT_RATED)


async def test_a_promise_is_kept_without_its_hearer(hall: Hall) -> None:
    scene = Scene(hall)
    await scene.begin()
    await hall.answer(scene.mine, await scene.case(), "B")
    await forget(hall, scene.resident, keep=True)
    assert (await scene.case()).state is State.WATCHED
    await hall.answer(scene.mine, await scene.case(), "A")
    hall.later(days=8)
    await hall.tick(due)
    assert (await scene.case()).state is State.CLOSED


async def test_whoever_holds_an_office_keeps_it(hall: Hall) -> None:
    scene = Scene(hall)
    await scene.begin()
    officer = scene.officer
    await hall.do(officer, drafting.begin, Begin(anew=True))
    unit = await hall.job(lambda tx: tx.connection.execute("SELECT id FROM units WHERE code = 'zd-fujia'").fetchone())
    await hall.job(lambda tx: tx.connection.execute(
        f"UPDATE persons SET unit_id = {unit['id']} WHERE id = {officer.id}") and None)  # noqa: S608 # fmt: skip
    own = await hall.submit(officer, "联络员自己家楼下垃圾没人清", files=(PHOTO,))
    receipt = await forget(hall, officer, keep=False)
    assert receipt.office
    await afterwards(hall)
    assert await left_of(hall, ("垃圾没人清", "PHOTO-ID")) == []
    await hall.do(officer, desks.desk, desks.Desk())
    await hall.do(officer, handling.show, handling.Show(case_id=scene.id))
    assert await left_of(hall, (officer.name,))
    assert (await hall.case(own.id)).author_id != officer.id


async def test_others_who_follow_the_case_are_told_and_stay(hall: Hall) -> None:
    scene, me, _ = await life(hall)
    neighbour = await hall.resident("邻居")
    await hall.do(neighbour, supporting.support, await join(hall, scene.id))
    await forget(hall, me, keep=False)
    await hall.tick(supporting.pass_on)
    words = await hall.words_for(neighbour)
    assert (await hall.case(scene.id)).number in words
    assert [secret for secret in (*WHO, *FILES) if secret in words] == []
    assert await hall.job(lambda tx: supporters.count(tx, scene.id)) == 1


async def test_the_author_of_a_merged_case_leaves_no_trace_in_the_other(hall: Hall) -> None:
    scene = Scene(hall)
    await scene.begin()
    me = await hall.resident(NAME, account=ACCOUNT)
    mine = await hall.submit(me, "共青团西路路灯全黑了")
    press = handling.Pick(case_id=mine.id, version=mine.version, value=str(scene.id))
    await hall.do(scene.officer, merging.merge, press)
    if (await hall.case(mine.id)).state is State.MERGED:
        assert await hall.job(lambda tx: supporters.supports(tx, scene.id, me.id))
    await forget(hall, me, keep=True)
    await afterwards(hall)
    assert await left_of(hall, (*WHO, "路灯全黑了")) == []
    assert await hall.job(lambda tx: supporters.count(tx, scene.id)) == 0
    assert (await scene.case()).is_open


async def test_what_is_being_sent_while_it_is_erased_leaves_no_mark(hall: Hall) -> None:
    """A message was on the wire when its reader left, and another with a file that was taken back."""
    _, me, _ = await life(hall)
    flying = await hall.job(lambda tx: outbox.waiting(tx, 1000, 1000))
    await forget(hall, me, keep=False)

    def job(tx: Tx) -> None:
        for number, row in enumerate(flying, start=5000):
            sends.sent(tx, row, list(range(number * 20, number * 20 + max(1, len(row.message.files)))), hall.now)

    await hall.job(job)
    bodies = await hall.job(lambda tx: [row.message for row in outbox.waiting(tx, 1000, 1000)])
    if any(file.file_id in FILES for row in flying for file in row.message.files):
        assert any(message.takes_back for message in bodies)
    await afterwards(hall)
    assert await left_of(hall, (*WHO, *FILES, *WORDS)) == []


async def test_a_thousand_words_are_swept_in_portions(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    from storage import leaving as stored_leaving

    monkeypatch.setattr(stored_leaving, "PORTION", 3)
    _, me, _ = await life(hall)
    await everything_sent(hall)
    await forget(hall, me, keep=False)
    looks = 0
    while (await hall.job(lambda tx: cases.sweep(tx, hall.now))).more:
        looks += 1
    assert looks > 3
    await afterwards(hall)
    assert await left_of(hall, WHO) == []
