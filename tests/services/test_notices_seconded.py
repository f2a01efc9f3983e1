"""A notice to very many waits for a second administrator, who sees it as it arrives."""

from datetime import timedelta
from typing import Any

import pytest

from domain.notices import State
from domain.people import Role
from domain.rules import AccessRules, Rules
from services import approvals
from services.notices import addressing, sending, writing
from services.notices.writing import Part
from services.suggestions.saying import Say
from storage.tx import Tx
from tests.services.test_notices import WORDS, admin, notice, press, residents, through, waiting, written
from tests.support.hall import HOME, Hall, Somebody, seat

FEW = Rules(access=AccessRules(two_person_notice=2), bot_username="double_link_bot")


async def asked(hall: Hall, boss: Somebody, **given: Any) -> tuple[int, approvals.OfApproval]:
    """A notice to three residents, where two are enough to wait. Its id, and the request's."""
    hall.writer.rules = FEW
    await residents(hall, 3)
    id_ = await written(hall, boss)
    await press(hall, boss, addressing.pick, id_, "group_residents")
    if given:
        await press(hall, boss, sending.ask_when, id_)
        await hall.do(boss, sending.write_when, Say(message_id=1, **given))
    else:
        await press(hall, boss, sending.send, id_)

    def job(tx: Tx) -> int:
        row = tx.connection.execute("SELECT id FROM approvals").fetchone()
        return int(row["id"])

    return id_, approvals.OfApproval(approval_id=await hall.job(job))


async def test_a_second_one_sees_it_and_then_it_goes(both_halls: Hall) -> None:
    hall = both_halls
    boss, second = await admin(hall), await admin(hall, "zibo")
    id_, request = await asked(hall, boss)
    assert (await notice(hall, id_)).state is State.DRAFT
    assert WORDS in await hall.words_for(second)
    await hall.do(second, approvals.approve, request)
    assert sum((await through(hall, id_)).values()) == 3
    assert (await notice(hall, id_)).state is State.SENT


async def test_one_that_has_its_time_waits_for_it(hall: Hall) -> None:
    boss, second = await admin(hall), await admin(hall, "zibo")
    id_, request = await asked(hall, boss, words="明天 9:00")
    await hall.do(second, approvals.approve, request)
    assert (await notice(hall, id_)).state is State.SCHEDULED
    await hall.job(lambda tx: None)
    hall.later(days=1)
    assert sum((await through(hall, id_)).values()) == 3


async def test_what_was_changed_meanwhile_is_asked_for_anew(hall: Hall) -> None:
    boss, second = await admin(hall), await admin(hall, "zibo")
    id_, request = await asked(hall, boss)
    await press(hall, boss, writing.change, id_, "noted_1")
    await hall.do(second, approvals.approve, request)
    assert (await notice(hall, id_)).state is State.DRAFT
    assert await waiting(hall) == []


async def test_who_asked_does_not_decide(hall: Hall) -> None:
    boss, _ = await admin(hall), await admin(hall, "zibo")
    id_, request = await asked(hall, boss)
    with pytest.raises(approvals.RefusedError):
        await hall.do(boss, approvals.approve, request)
    again = await press(hall, boss, sending.send, id_)
    assert again.toast == "approval.waits_toast"
    hall.later(seconds=timedelta(hours=1).total_seconds())
    assert (await notice(hall, id_)).state is State.DRAFT


async def test_an_officer_has_it_sent_by_an_administrator(hall: Hall) -> None:
    hall.writer.rules = FEW
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    await residents(hall, 3)
    id_ = await written(hall, officer)
    assert (await press(hall, officer, sending.send, id_)).toast == "notice.too_many"
    part = Part(notice_id=id_, version=1, value="")
    assert (await notice(hall, part.notice_id)).state is State.DRAFT
