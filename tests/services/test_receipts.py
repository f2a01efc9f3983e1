"""Whether what was said in a case has arrived: who said it sees it by the outbox, and hears unasked where it failed."""

from typing import Any

import pytest

from domain.relays import Arrival, arrival
from domain.telling import Outcome
from handlers.telling import tell
from services import reaching
from services.commands import RefusedError
from services.suggestions import editing, following, noting, receipts, supporting
from services.suggestions.handling import Reply
from services.suggestions.saying import Say
from storage import cards, outbox, people, sends
from tests.support.hall import Hall, Somebody
from tests.support.scene import HELP, Scene


@pytest.fixture
async def scene(hall: Hall) -> Scene:
    return await Scene(hall).begin()


async def say(scene: Scene, who: Somebody, words: str = "在东头", message: int = 70) -> int:
    """A reply in the case. Returns the case message's id."""
    reply = Reply(case_id=scene.id, message_id=message, words=words)
    outcome = await scene.hall.do(who, following.reply, reply)
    return next(told.message for told in outcome.told if told.message)


async def send(scene: Scene, *, but: Somebody | None = None) -> None:
    """Everything that waits is sent, but what is for one of them: that one has blocked the bot."""
    hall = scene.hall

    def job(tx: Any) -> None:
        for row in outbox.waiting(tx, 1000, 1000):
            if but is None or row.at != but.at:
                sends.sent(tx, row, [10_000 + row.id], hall.now)

    await hall.job(job)
    if but is not None:
        await block(hall, but)


async def block(hall: Hall, who: Somebody) -> None:
    """Somebody can't be reached any more, which delivery finds out."""
    await hall.job(lambda tx: tell(tx, reaching.unreachable(tx, who.at, hall.now), hall.now))


async def ask(scene: Scene, who: Somebody, message: int) -> Outcome:
    return await scene.hall.do(who, receipts.show, receipts.Ask(case_id=scene.id, message=message))


async def found(scene: Scene, who: Somebody, message: int) -> list[tuple[str, str]]:
    told = (await ask(scene, who, message)).told[0]
    return [(receipt.role.value, receipt.arrival.value) for receipt in told.facts["receipts"]]


def test_what_became_of_it_by_all_its_pieces() -> None:
    assert arrival(["sent", "replaced", "sent"]) is Arrival.SENT
    assert arrival(["sent", "waiting"]) is Arrival.WAITING
    assert arrival(["waiting", "parked"]) is Arrival.UNREACHABLE
    assert arrival(["parked", "dead", "sent"]) is Arrival.REFUSED
    assert arrival(["replaced"]) is Arrival.REPLACED


async def test_on_its_way_and_delivered(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    message = await say(scene, scene.resident)
    assert await found(scene, scene.resident, message) == [("representative", "waiting")]
    hall.later(minutes=5)
    await send(scene)
    hall.later(hours=2)
    await hall.heard(scene.resident)
    await ask(scene, scene.resident, message)
    [shown] = await hall.heard(scene.resident)
    assert "上午10:05已送达" in shown.text
    assert shown.buttons == ()
    assert not shown.fresh


async def test_it_is_shown_where_it_was_said_that_it_is_passed_on(scene: Scene) -> None:
    """The message with the button changes in place; nothing more is sent."""
    hall = scene.hall
    await send(scene)
    message = await say(scene, scene.resident)
    await send(scene)

    def told(tx: Any) -> int:
        query = "SELECT message_id, body FROM outbox WHERE address = ? AND case_message_id = ? ORDER BY id"
        row = tx.connection.execute(query, (scene.resident.at.address, message)).fetchall()[-1]
        assert "relay.arrived" in row["body"]
        return int(row["message_id"])

    shown = await hall.job(told)
    await ask(scene, scene.resident, message)
    assert await hall.job(lambda tx: cards.shown(tx, scene.resident.at, f"passed:{message}")) == shown


async def test_the_message_with_the_number_stays_as_it_is(scene: Scene) -> None:
    hall = scene.hall
    await send(scene)
    original = await hall.job(lambda tx: tx.connection.execute("SELECT id FROM case_messages").fetchall()[0]["id"])
    assert await found(scene, scene.resident, original) == [("representative", "sent")]
    assert await hall.job(lambda tx: cards.shown(tx, scene.resident.at, f"passed:{original}")) is None


async def test_a_word_among_staff_tells_of_each_of_them(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    await scene.transfer(None, HELP)
    await hall.do(scene.help, noting.ask, await scene.press())
    outcome = await hall.do(scene.help, noting.write, Say(message_id=71, words="查过了"))
    message = outcome.told[0].message or 0
    await send(scene, but=scene.lead)
    assert sorted(await found(scene, scene.help, message)) == [
        ("department_officer", "unreachable"), ("representative", "sent"),
    ]  # fmt: skip
    await hall.heard(scene.help)
    await ask(scene, scene.help, message)
    told = await hall.words_for(scene.help)
    assert "张店区综合行政执法局：现在联系不上" in told
    assert "谁能看到：只有跟进" in told


async def test_who_wrote_is_told_once_that_it_cannot_be_delivered(scene: Scene) -> None:
    hall = scene.hall
    await send(scene)
    await say(scene, scene.mine, "周三去看")
    await send(scene, but=scene.resident)
    told = await hall.words_for(scene.mine)
    assert "居民：现在联系不上" in told
    await block(hall, scene.resident)
    assert await hall.heard(scene.mine) == []


async def test_who_writes_to_somebody_who_is_away_is_told_at_once(scene: Scene) -> None:
    hall = scene.hall
    await send(scene)
    await block(hall, scene.mine)
    await hall.heard(scene.resident)
    message = await say(scene, scene.resident)
    told = await hall.words_for(scene.resident)
    assert "联络站已经知道" in told
    assert await found(scene, scene.resident, message) == [("representative", "unreachable")]

    def back(tx: Any) -> None:
        people.reachable(tx, scene.mine.at)
        sends.unpark(tx, scene.mine.at)

    await hall.job(back)
    assert await found(scene, scene.resident, message) == [("representative", "waiting")]
    await send(scene)
    assert await found(scene, scene.resident, message) == [("representative", "sent")]


async def test_a_dead_letter_is_not_called_delivered(scene: Scene) -> None:
    hall = scene.hall
    message = await say(scene, scene.resident)

    def refuse(tx: Any) -> None:
        for row in outbox.waiting(tx, 1000, 1000):
            if row.at == scene.mine.at:
                sends.failed(tx, row.id, "Bad Request", hall.now)

    await hall.job(refuse)
    assert await found(scene, scene.resident, message) == [("representative", "refused")]
    assert [t.kind for t in await hall.job(lambda tx: receipts.undelivered(tx, [message], hall.now))] == [
        "relay.receipts"
    ]
    assert await hall.job(lambda tx: receipts.undelivered(tx, [message], hall.now)) == []


async def test_nobody_sees_what_became_of_other_peoples_words(scene: Scene) -> None:
    message = await say(scene, scene.resident)
    for who in (scene.mine, scene.officer, scene.lead, await scene.hall.resident("刘建军")):
        with pytest.raises(RefusedError) as refused:
            await ask(scene, who, message)
        assert refused.value.key == "refused.not_yours"
    with pytest.raises(RefusedError):
        await ask(scene, scene.resident, 2**40)


async def test_who_follows_is_nobody_in_the_list(scene: Scene) -> None:
    hall = scene.hall
    follower = await hall.resident("刘建军")
    await hall.do(follower, supporting.support, supporting.Join(case_id=scene.id, code=(await scene.case()).code))
    message = await say(scene, scene.mine, "周三去看")
    assert await found(scene, scene.mine, message) == [("resident", "waiting")]
    await send(scene, but=follower)
    await hall.heard(scene.mine)
    assert await found(scene, scene.mine, message) == [("resident", "sent")]


async def test_of_an_anonymous_resident_nothing_is_told_but_that_it_arrived(hall: Hall) -> None:
    scene = await Scene(hall).begin(anonymous=True)
    message = await say(scene, scene.mine, "周三去看")
    await send(scene, but=scene.resident)
    await ask(scene, scene.mine, message)
    told = "\n".join(m.model_dump_json() for m in await hall.heard(scene.mine))
    assert "居民：现在联系不上" in told
    for trace in ("欧阳", scene.resident.at.address):
        assert trace not in told


async def test_an_edit_has_a_way_of_its_own(scene: Scene) -> None:
    hall = scene.hall
    await say(scene, scene.resident)
    first = await hall.do(scene.resident, editing.edited, editing.Edit(message_id=70, words="西头", edited=hall.now))
    second = await hall.do(scene.resident, editing.edited, editing.Edit(message_id=70, words="南头", edited=hall.now))
    states = [await found(scene, scene.resident, outcome.told[-1].message or 0) for outcome in (first, second)]
    assert states == [[("representative", "replaced")], [("representative", "waiting")]]


async def test_nobody_there_to_get_it(scene: Scene) -> None:
    hall = scene.hall

    def clear(tx: Any) -> None:
        tx.connection.execute("UPDATE mandates SET ends = '2026-11-30'")
        tx.connection.execute("UPDATE roles SET ends = '2026-11-30'")

    await hall.job(clear)
    message = await say(scene, scene.resident)
    await hall.heard(scene.resident)
    await ask(scene, scene.resident, message)
    assert "眼下没有人能收" in await hall.words_for(scene.resident)
