"""A file that its author takes back: out of the case, out of what waits, out of the chats, and honestly where not."""

import pytest

from domain.messages import File
from services.commands import RefusedError
from services.suggestions import handling, withdrawing
from services.suggestions.handling import Pick, Show
from storage import outbox, retracting, sends, suggestions
from storage.tx import Tx
from tests.services.test_leaving import everything_sent
from tests.support.hall import Hall, Somebody
from tests.support.scene import Scene

FACE = File(kind="photo", file_id="FACE-ID", unique_id="FACE", message_id=1)
OTHER = File(kind="photo", file_id="OTHER-ID", unique_id="OTHER", message_id=2)


async def photographed(hall: Hall) -> tuple[Scene, Somebody, Pick]:
    """A case with two photos, and what picks the first of them."""
    scene = Scene(hall)
    await scene.begin()
    case = await hall.submit(scene.resident, "供销社门口路灯不亮", files=(FACE, OTHER))
    scene.id = case.id
    own = await hall.job(lambda tx: retracting.own_files(tx, case.id, scene.resident.id))
    assert [file.file_id for file in own] == ["FACE-ID", "OTHER-ID"]
    return scene, scene.resident, Pick(case_id=case.id, version=0, value=str(own[0].id))


async def taken_back(hall: Hall) -> list[tuple[str, tuple[int, ...]]]:
    """What is on its way to be deleted: chat and messages."""

    def job(tx: Tx) -> list[tuple[str, tuple[int, ...]]]:
        return [(r.at.address, r.message.takes_back) for r in outbox.waiting(tx, 1000, 1000) if r.message.takes_back]

    found: list[tuple[str, tuple[int, ...]]] = await hall.job(job)
    return found


async def test_it_goes_from_the_case_and_from_young_chats(both_halls: Hall) -> None:
    hall = both_halls
    scene, me, pick = await photographed(hall)
    await everything_sent(hall)
    assert [t.kind for t in (await hall.do(me, withdrawing.choose, Show(case_id=scene.id))).told] == ["file.list"]
    assert [t.kind for t in (await hall.do(me, withdrawing.ask, pick)).told] == ["file.ask"]
    outcome = await hall.do(me, withdrawing.withdraw, pick)
    facts = outcome.told[0].facts
    assert (facts["gone"] >= 1, facts["late"]) == (True, 0)
    gone = await taken_back(hall)
    assert gone
    assert {address for address, _ in gone} <= {scene.mine.at.address, scene.officer.at.address} | {
        told.to.address for told in outcome.told if not isinstance(told.to, int)
    }
    left = await hall.job(lambda tx: suggestions.files(tx, scene.id))
    assert [file.file_id for file in left] == ["OTHER-ID"]
    assert (await hall.do(me, withdrawing.withdraw, pick)).toast == "file.gone"


async def test_older_than_two_days_it_is_said_honestly(hall: Hall) -> None:
    _, me, pick = await photographed(hall)
    await everything_sent(hall)
    hall.later(hours=48)
    facts = (await hall.do(me, withdrawing.withdraw, pick)).told[0].facts
    assert facts["gone"] == 0
    assert facts["late"] >= 1
    assert await taken_back(hall) == []


async def test_what_waits_to_be_sent_goes_without_it(hall: Hall) -> None:
    _, me, pick = await photographed(hall)
    flying = await hall.job(lambda tx: outbox.waiting(tx, 1000, 1000))
    await hall.do(me, withdrawing.withdraw, pick)
    rows = await hall.job(
        lambda tx: tx.connection.execute("SELECT body FROM outbox WHERE state = 'waiting'").fetchall()
    )
    assert not [row for row in rows if "FACE-ID" in row["body"]]
    assert [row for row in rows if "OTHER-ID" in row["body"]]

    def late(tx: Tx) -> None:  # it was on the wire at that moment
        for number, row in enumerate(flying, start=100):
            sends.sent(tx, row, list(range(number * 20, number * 20 + max(1, len(row.message.files)))), hall.now)

    await hall.job(late)
    assert await taken_back(hall)


async def test_nobody_else_takes_a_file_back(hall: Hall) -> None:
    scene, _, pick = await photographed(hall)
    for who in (scene.mine, scene.officer, scene.lead, await hall.resident("过路人")):
        for use_case, command in ((withdrawing.choose, handling.Show(case_id=scene.id)), (withdrawing.ask, pick),
                                  (withdrawing.withdraw, pick)):  # fmt: skip
            with pytest.raises(RefusedError):
                await hall.do(who, use_case, command)
    assert len(await hall.job(lambda tx: suggestions.files(tx, scene.id))) == 2
