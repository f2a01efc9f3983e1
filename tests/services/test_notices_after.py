"""What was sent is corrected, taken back and asked after again; and what the report says of whom it did not reach."""

import io
from collections import Counter

import pytest
from openpyxl import load_workbook

from domain.messages import File
from domain.notices import Reached, State, Wording
from domain.people import Role
from services.commands import RefusedError
from services.notices import addressing, changing, reading, reporting, sending, writing
from services.notices.rights import OfNotice
from services.notices.writing import Write
from services.tables import rows_as_xlsx
from storage import events, notice_recipients, people, sends, units
from storage.tx import Tx
from tests.services.test_notices import (
    admin,
    counts,
    deliver,
    notice,
    press,
    residents,
    through,
    tick,
    waiting,
    written,
)
from tests.support.city import seats
from tests.support.hall import HOME, Hall, Somebody, seat

BETTER = "更正：接待改到周日上午九点。"


async def sent(hall: Hall, boss: Somebody, **more: object) -> int:
    """A notice to all residents, which all have."""
    id_ = await written(hall, boss, **more)
    await press(hall, boss, addressing.pick, id_, "group_residents")
    await press(hall, boss, sending.send, id_)
    await through(hall, id_)
    return id_


async def corrected(hall: Hall, boss: Somebody, id_: int, words: str = BETTER) -> str:
    await press(hall, boss, changing.ask_correct, id_, "zh")
    outcome = await hall.do(boss, changing.correct, Write(message_id=9, words=words, wording=Wording(words=words)))
    return outcome.told[0].kind


async def messages_of(hall: Hall, who: Somebody) -> list[int]:
    """The ids of the messages of notices that somebody got."""

    def job(tx: Tx) -> list[int]:
        query = "SELECT message_id FROM outbox WHERE address = '{}' AND recipient_id IS NOT NULL AND state = 'sent'"
        return [row["message_id"] for row in tx.connection.execute(query.format(int(who.at.address))).fetchall()]

    found: list[int] = await hall.job(job)
    return found


async def test_a_correction_changes_each_message_that_was_delivered_once(both_halls: Hall) -> None:
    hall = both_halls
    boss, people_ = await admin(hall), await residents(hall, 5)
    id_ = await sent(hall, boss)
    for one in people_:
        await hall.heard(one)
    assert await corrected(hall, boss, id_) == "notice.read"
    await tick(hall, 5)
    rows = await waiting(hall)
    assert Counter(row.at.address for row in rows) == Counter(one.at.address for one in people_)
    for one in people_:
        (edit,) = await hall.heard(one)
        assert edit.edits == (await messages_of(hall, one))[-1]
        assert BETTER in edit.text
    await deliver(hall)
    await tick(hall, 3)
    assert await waiting(hall) == []
    assert await hall.job(lambda tx: tx.connection.execute("SELECT id FROM notices WHERE busy = 1").fetchall()) == []


async def test_a_correction_on_the_way_reaches_who_has_it_and_who_is_still_to_get_it(hall: Hall) -> None:
    boss, people_ = await admin(hall), await residents(hall, 6)
    id_ = await written(hall, boss)
    await press(hall, boss, addressing.pick, id_, "group_residents")
    await press(hall, boss, sending.send, id_)
    await tick(hall, 4)
    got = Counter(await deliver(hall, 2))
    await hall.job(
        lambda tx: tx.connection.execute(
            "UPDATE notice_recipients SET state = 'waiting', revision = 0 "
            "WHERE person_id = (SELECT max(person_id) FROM notice_recipients)"
        )
    )
    await hall.job(
        lambda tx: tx.connection.execute(
            "DELETE FROM outbox WHERE recipient_id = (SELECT max(id) FROM notice_recipients)"
        )
    )
    await press(hall, boss, sending.act, id_, "pause")
    assert await corrected(hall, boss, id_) == "notice.read"
    await press(hall, boss, sending.act, id_, "go_on")
    for _ in range(12):
        await tick(hall)
        got.update(row for row in await deliver(hall))
        hall.later(seconds=2)
    for one in people_:
        assert BETTER in (await hall.heard(one))[-1].text
    assert (await notice(hall, id_)).state is State.SENT
    assert await counts(hall, id_) == {Reached.SENT: 6}


async def test_words_under_a_file_stay_there(hall: Hall) -> None:
    boss, (one,) = await admin(hall), await residents(hall, 1)
    photo = (File(kind="photo", file_id="F", unique_id="U"),)
    id_ = await sent(hall, boss, files=photo)
    await hall.heard(one)
    assert await corrected(hall, boss, id_, "长" * 900) == "notice.unfit"
    assert await hall.do(boss, changing.correct, Write(message_id=9, words=BETTER, wording=Wording(words=BETTER)))
    await tick(hall, 3)
    (edit,) = await hall.heard(one)
    assert (edit.edits > 0, edit.files, BETTER in edit.text) == (True, photo, True)


async def test_withdrawn_it_is_deleted_while_that_is_possible_and_its_words_go_afterwards(both_halls: Hall) -> None:
    hall = both_halls
    boss, (young, old) = await admin(hall), await residents(hall, 2)
    photos = tuple(File(kind="photo", file_id=f"F{n}", unique_id=f"U{n}") for n in range(3))
    id_ = await sent(hall, boss, files=photos)
    for one in (young, old):
        await hall.heard(one)
    days = 3 * 24 * 3600 * 1_000_000
    query = f"UPDATE outbox SET sent_at = sent_at - {days} WHERE address = '{int(old.at.address)}'"  # noqa: S608
    await hall.job(lambda tx: tx.connection.execute(query))
    asked = await press(hall, boss, sending.act, id_, "withdraw")
    assert asked.told[0].kind == "notice.sure"
    await press(hall, boss, sending.act, id_, "withdraw_yes")
    hall.later(minutes=3)
    await tick(hall, 5)
    (gone,), (*emptied, blank) = await hall.heard(young), await hall.heard(old)
    assert len(gone.takes_back) == 4  # the album and the words
    first, words = await messages_of(hall, old)
    assert [(one.edits, one.blanks) for one in emptied] == [(first + n, "photo") for n in range(3)]
    assert (blank.edits, blank.blanks) == (words, "")
    assert "撤回" in blank.text
    assert await counts(hall, id_) == {Reached.WITHDRAWN: 2}
    assert (await hall.do(young, reading.noted, OfNotice(notice_id=id_))).toast == "notice.only_preview"
    await deliver(hall)
    await tick(hall, 3)
    assert await waiting(hall) == []


async def test_withdrawn_on_its_way_it_goes_no_further_and_what_was_in_the_air_is_taken_back_too(hall: Hall) -> None:
    boss = await admin(hall)
    await residents(hall, 6)
    id_ = await written(hall, boss)
    await press(hall, boss, addressing.pick, id_, "group_residents")
    await press(hall, boss, sending.send, id_)
    await tick(hall, 4)
    await deliver(hall, 2)
    flying = (await waiting(hall))[0]
    await press(hall, boss, sending.act, id_, "withdraw_yes")
    await hall.job(lambda tx: sends.sent(tx, flying, [77], hall.now))
    for _ in range(8):
        await tick(hall)
        await deliver(hall)
        hall.later(minutes=1)
    assert await counts(hall, id_) == {Reached.WITHDRAWN: 3, Reached.WAITING: 3}
    assert await waiting(hall) == []


async def test_those_who_did_not_note_it_are_reminded_once_a_day(hall: Hall) -> None:
    boss, (read_, late, later) = await admin(hall), await residents(hall, 3)
    id_ = await written(hall, boss)
    await press(hall, boss, writing.change, id_, "noted_1")
    await press(hall, boss, addressing.pick, id_, "group_residents")
    await press(hall, boss, sending.send, id_)
    await through(hall, id_)
    assert (await hall.do(read_, reading.noted, OfNotice(notice_id=id_))).toast == "notice.noted"
    assert (await hall.do(read_, reading.noted, OfNotice(notice_id=id_))).toast == "notice.noted_before"
    assert (await hall.do(boss, reading.noted, OfNotice(notice_id=id_))).toast == "notice.only_preview"
    for one in (read_, late, later):
        await hall.heard(one)
    assert (await press(hall, boss, changing.remind, id_)).toast == "notice.reminds"
    assert (await press(hall, boss, changing.remind, id_)).toast == "notice.reminded_today"
    await hall.job(lambda tx: notice_recipients.note(tx, found(tx, id_, later), hall.now))
    await tick(hall, 4)
    assert [len(await hall.heard(one)) for one in (read_, late, later)] == [0, 1, 0]
    hall.later(days=1)
    assert (await press(hall, boss, changing.remind, id_)).toast == "notice.reminds"
    await tick(hall, 2)
    await tick(hall, 2)
    assert [len(await hall.heard(one)) for one in (read_, late, later)] == [0, 1, 0]
    assert (await hall.job(lambda tx: notice_recipients.progress(tx, id_))).noted == 2


def found(tx: Tx, id_: int, who: Somebody) -> notice_recipients.Mine:
    mine = notice_recipients.find(tx, id_, who.id)
    assert mine is not None
    return mine


async def test_the_report_names_those_in_office_with_their_officer_and_counts_residents(hall: Hall) -> None:
    boss, officer = await admin(hall), await hall.seated(seat(Role.OFFICER, HOME))
    member = await hall.seated(seats(HOME)[0])
    people_ = await residents(hall, 3)
    for one in (member, *people_[:2]):
        await hall.job(lambda tx, at=one.at: people.unreachable(tx, at, hall.now))
    id_ = await written(hall, boss)
    await press(hall, boss, sending.send, id_)
    await through(hall, id_)
    await hall.heard(boss)
    await press(hall, boss, reporting.report, id_)
    (words,) = await hall.heard(boss)
    assert f"{member.name}（" in words.text
    assert f"请{officer.name}转告" in words.text
    assert "2 位居民" in words.text
    assert not any(one.name in words.text for one in people_)
    await press(hall, boss, reporting.table, id_)
    (table,) = await hall.heard(boss)
    assert table.document is not None
    assert table.document.name == f"notice-{id_}.xlsx"
    paper = await hall.job(lambda tx: tx.connection.execute("SELECT content FROM papers").fetchone()["content"])
    rows = list(load_workbook(io.BytesIO(rows_as_xlsx(paper))).active.values)
    assert [row[0] for row in rows[1:]] == [member.name, None]
    assert [(row[3], row[5]) for row in rows[1:]] == [(1, officer.name), (2, officer.name)]


async def test_what_is_done_with_a_notice_leaves_its_event(hall: Hall) -> None:
    boss = await admin(hall)
    await residents(hall, 1)
    id_ = await sent(hall, boss)
    await corrected(hall, boss, id_)
    await press(hall, boss, sending.act, id_, "withdraw_yes")
    kinds = [row["kind"] for row in await hall.job(lambda tx: events.of(tx, "notice", id_))]
    assert kinds == ["notice_edit", "notice_send", "notice_finish", "notice_correct", "notice_withdraw"]


async def test_others_change_nothing_of_it(hall: Hall) -> None:
    boss, away = await admin(hall), await admin(hall, "zichuan")
    await residents(hall, 1)
    id_ = await sent(hall, boss)
    for use_case, value in ((sending.act, "withdraw_yes"), (changing.ask_correct, "zh"), (changing.remind, None),
                            (reporting.report, None), (reporting.table, None)):  # fmt: skip
        with pytest.raises(RefusedError):
            await press(hall, away, use_case, id_, value)


async def test_residents_of_a_community_are_told_by_the_officer_of_the_station_above_it(hall: Hall) -> None:
    boss, officer = await admin(hall), await hall.seated(seat(Role.OFFICER, HOME))

    def community(tx: Tx) -> str:
        street = units.by_code(tx, HOME)
        assert street is not None
        return units.children(tx, street.id, hall.now.date())[0].code

    (away,) = await residents(hall, 1, home=await hall.job(community))
    await hall.job(lambda tx: people.unreachable(tx, away.at, hall.now))
    id_ = await written(hall, boss)
    await press(hall, boss, sending.send, id_)
    await through(hall, id_)
    await hall.heard(boss)
    await press(hall, boss, reporting.report, id_)
    assert f"请{officer.name}转告" in (await hall.words_for(boss))


async def test_what_was_taken_back_from_all_is_not_counted_as_delivered(hall: Hall) -> None:
    boss = await admin(hall)
    await residents(hall, 2)
    id_ = await written(hall, boss)
    await press(hall, boss, sending.send, id_)
    await through(hall, id_)
    await press(hall, boss, sending.act, id_, "withdraw_yes")
    await through(hall, id_)
    await hall.heard(boss)
    await press(hall, boss, reporting.report, id_)
    heard = await hall.words_for(boss)
    assert "已撤回 3" in heard
    assert "已送到 0" not in heard


async def test_the_sender_s_card_counts_who_noted_it(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    boss = await admin(hall)
    readers = await residents(hall, 3)
    id_ = await written(hall, boss)
    await press(hall, boss, writing.change, id_, "noted_1")
    await press(hall, boss, sending.send, id_)
    await through(hall, id_)
    await hall.heard(boss)
    await press(hall, readers[0], reading.noted, id_)
    assert "已阅 1" in await hall.words_for(boss)
    assert (await press(hall, readers[0], reading.noted, id_)).told == (), "pressed twice"
    monkeypatch.setattr(reading, "FEW", 0)
    assert (await press(hall, readers[1], reading.noted, id_)).told == (), "among many not with each press"
    hall.later(minutes=2)
    await press(hall, readers[2], reading.noted, id_)
    assert "已阅 3" in await hall.words_for(boss)
