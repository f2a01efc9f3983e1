"""A notice to very many waits for a second administrator, who sees it as it arrives."""

from datetime import timedelta
from typing import Any

import pytest

from domain.approvals import Approval
from domain.approvals import State as Request
from domain.notices import State, Wording
from domain.notices.life import Action
from domain.people import Role
from domain.rules import AccessRules, Rules
from services import approvals
from services.notices import addressing, changing, sending, writing
from services.notices.moving import move
from services.notices.writing import Part, Write
from services.suggestions.saying import Say
from storage import approvals as stored
from storage.tx import TooLateError, Tx
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


async def request_of(hall: Hall, request: approvals.OfApproval) -> Approval:
    found: Approval = await hall.job(lambda tx: stored.find(tx, request.approval_id))
    return found


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


async def test_what_was_changed_can_be_asked_for_anew_at_once(hall: Hall) -> None:
    boss, second = await admin(hall), await admin(hall, "zibo")
    id_, first = await asked(hall, boss)
    await press(hall, boss, writing.change, id_, "noted_1")
    await press(hall, boss, sending.send, id_)
    assert (await request_of(hall, first)).state is Request.VOID
    again = approvals.OfApproval(approval_id=first.approval_id + 1)
    await hall.do(second, approvals.approve, again)
    assert sum((await through(hall, id_)).values()) == 3


async def test_what_would_reach_many_more_than_was_agreed_to_is_asked_for_anew(hall: Hall) -> None:
    boss, second = await admin(hall), await admin(hall, "zibo")
    id_, request = await asked(hall, boss)
    await residents(hall, 5)
    await hall.do(second, approvals.approve, request)
    assert (await request_of(hall, request)).state is Request.VOID
    assert (await notice(hall, id_)).state is State.DRAFT


@pytest.mark.parametrize("before", [2, 3])
async def test_what_grew_until_its_time_came_is_not_sent(hall: Hall, before: int) -> None:
    """Whether a second one agreed to fewer, or there were too few to ask anybody."""
    hall.writer.rules = FEW
    boss, second = await admin(hall), await admin(hall, "zibo")
    await residents(hall, before)
    id_ = await written(hall, boss)
    await press(hall, boss, addressing.pick, id_, "group_residents")
    await press(hall, boss, sending.ask_when, id_)
    await hall.do(boss, sending.write_when, Say(message_id=1, words="明天 9:00"))
    if before > 2:
        await hall.do(second, approvals.approve, approvals.OfApproval(approval_id=1))
    assert (await notice(hall, id_)).state is State.SCHEDULED
    await residents(hall, 5)
    hall.later(days=1)
    await through(hall, id_)
    assert (await notice(hall, id_)).state is State.DRAFT
    assert "没有发" in await hall.words_for(boss)


async def test_what_is_corrected_is_seen_by_those_who_decide(hall: Hall) -> None:
    boss, second = await admin(hall), await admin(hall, "zibo")
    id_, request = await asked(hall, boss)
    await hall.do(second, approvals.approve, request)
    await through(hall, id_)
    await hall.heard(second)
    await press(hall, boss, changing.ask_correct, id_, "zh")
    other = "请把钱转到这个账户。"
    await hall.do(boss, changing.correct, Write(message_id=2, words=other, wording=Wording(words=other)))
    heard = await hall.words_for(second)
    assert boss.name in heard
    assert other in heard
    await press(hall, second, sending.act, id_, "withdraw_yes")
    assert (await notice(hall, id_)).state is State.WITHDRAWN


async def test_words_that_change_while_somebody_agrees_are_not_sent(hall: Hall) -> None:
    """Two processes: what one has read the other has changed before the first one writes."""
    boss = await admin(hall)
    id_ = await written(hall, boss)
    read = await notice(hall, id_)
    await press(hall, boss, writing.change, id_, "noted_1")
    with pytest.raises(TooLateError):
        await hall.job(lambda tx: move(tx, None, read, Action.SEND, Role.ADMIN, hall.now))
    assert (await notice(hall, id_)).state is State.DRAFT
