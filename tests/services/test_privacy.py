"""What is forgotten by itself, and not a moment before."""

from datetime import timedelta

import pytest

from domain.people import Address
from services import privacy
from services.commands import Nothing
from services.suggestions import drafting
from services.welcome import Agree, Start, agree, decline, insist, start
from storage import inbox, talks
from storage.tx import Tx
from tests.support.hall import Hall, Somebody


async def traces(hall: Hall, at: Address) -> dict[str, int]:
    """Rows about an account, by table."""

    def job(tx: Tx) -> dict[str, int]:
        found = {}
        for table in ("accounts", "talks", "inbox", "outbox", "cards", "relays", "invite_tries"):
            query = f"SELECT count(*) AS n FROM {table} WHERE address = '{int(at.address)}'"  # noqa: S608 - our tables
            found[table] = int(tx.connection.execute(query).fetchone()["n"])
        return {table: count for table, count in found.items() if count}

    result: dict[str, int] = await hall.job(job)
    return result


async def stranger(hall: Hall) -> Somebody:
    """Somebody who opened the chat once, was greeted, and said no more."""
    who = hall.stranger()

    def arrive(tx: Tx) -> None:
        arrived = inbox.store(tx, 7, int(who.at.address), who.at.address, '{"secret": "x"}', hall.now)
        assert arrived is not None
        inbox.done(tx, arrived.seq, hall.now)

    await hall.job(arrive)
    await hall.do(who, start, Start(link="s_zd-fujia"))
    await hall.job(lambda tx: tx.connection.execute("UPDATE outbox SET state = 'sent', sent_at = 1") and None)
    return who


@pytest.mark.parametrize(("hours", "left"), [(23.9, True), (24.1, False)])
async def test_a_stranger_is_forgotten_after_a_day_and_not_before(both_halls: Hall, hours: float, left: bool) -> None:
    hall = both_halls
    who = await stranger(hall)
    assert {"talks", "inbox", "outbox"} <= set(await traces(hall, who.at))
    hall.later(hours=hours)
    await hall.tick(privacy.forget)
    assert bool(await traces(hall, who.at)) is left


async def test_who_says_no_is_forgotten_too(hall: Hall) -> None:
    who = await stranger(hall)
    await hall.do(who, decline, Nothing())
    await hall.job(lambda tx: tx.connection.execute("UPDATE outbox SET state = 'sent', sent_at = 1") and None)
    assert "talks" not in await traces(hall, who.at)
    hall.later(hours=24.1)
    await hall.tick(privacy.forget)
    assert await traces(hall, who.at) == {}


async def test_nobody_is_kept_who_has_not_agreed(hall: Hall) -> None:
    who = await stranger(hall)
    await hall.do(who, insist, Nothing())
    people = await hall.job(
        lambda tx: tx.connection.execute("SELECT count(*) AS n FROM persons WHERE ref IS NULL").fetchone()
    )
    assert people == {"n": 0}


async def test_who_agreed_within_the_day_stays(hall: Hall) -> None:
    who = await stranger(hall)
    await hall.do(who, agree, Agree(name="陈桂兰"))
    hall.later(hours=25)
    await hall.tick(privacy.forget)
    assert (await traces(hall, who.at))["accounts"] == 1


async def test_agreeing_twice_makes_one_person(hall: Hall) -> None:
    who = await stranger(hall)
    for _ in range(2):
        await hall.do(who, agree, Agree(name="陈桂兰"))
    people = await hall.job(
        lambda tx: tx.connection.execute("SELECT count(*) AS n FROM persons WHERE ref IS NULL").fetchone()
    )
    assert people == {"n": 1}


@pytest.mark.parametrize(("days", "kept"), [(6.9, True), (7.1, False)])
async def test_sent_words_are_blanked_after_a_week(hall: Hall, days: float, kept: bool) -> None:
    who = await hall.resident()
    await hall.submit(who, "河沟有异味")
    sent = "UPDATE outbox SET state = 'sent', sent_at = {}"
    moment = int((hall.now - timedelta()).timestamp() * 1_000_000)
    await hall.job(lambda tx: tx.connection.execute(sent.format(moment)) and None)
    hall.later(days=days)
    await hall.tick(privacy.forget)
    bodies = await hall.job(lambda tx: tx.connection.execute("SELECT count(body) AS n FROM outbox").fetchone())
    assert bool(bodies["n"]) is kept
    words = await hall.job(lambda tx: tx.connection.execute("SELECT words FROM case_messages").fetchall())
    assert words == [{"words": "河沟有异味"}], "the case keeps them"


async def test_a_residents_conversation_rests_after_a_day(hall: Hall) -> None:
    who = await hall.resident()
    await hall.do(who, drafting.begin, drafting.Begin())
    hall.later(hours=23)
    await hall.tick(privacy.forget)
    assert await hall.job(lambda tx: talks.find(tx, who.at)) is not None
    hall.later(hours=2)
    await hall.tick(privacy.forget)
    assert await hall.job(lambda tx: talks.find(tx, who.at)) is None
