"""The audit trail: who did what in office, by unit, kind, person, case and day; nobody else is found out by it."""

import csv
import io
from datetime import date, timedelta

import pytest

from domain.audit import Act
from domain.people import Role
from domain.roster import Book, PersonRow
from domain.telling import Outcome
from domain.units import Unit
from handlers.audit.wording import plain, sentence
from locales import Text
from services import access
from services.audit import exporting, searching
from services.audit.lines import Entry
from services.audit.searching import PAGE, Look
from services.commands import RefusedError
from services.contacts import viewing
from services.rights import taking
from services.rights.holders import OfHolding
from services.rights.taking import HandOver
from services.roster.importing import apply
from services.roster.undoing import undo
from services.settings import changing
from services.settings.standing import One
from services.suggestions import following, handling
from services.suggestions.saying import Say
from storage import events, outbox, rights, trail, units
from storage.tx import Tx
from tests.services.test_templates import add as add_template
from tests.support.city import seats
from tests.support.hall import HOME, Hall, Somebody, seat
from tests.support.scene import Scene


async def boss_of(hall: Hall, unit: str = "zhangdian") -> Somebody:
    return await hall.seated(seat(Role.ADMIN, unit))


async def sealed(hall: Hall) -> int:
    """The tick that seals and writes the trail on."""

    def tick(tx: Tx) -> int:
        events.seal(tx, hall.now)
        return trail.follow(tx)

    number: int = await hall.job(tick)
    return number


async def unit_id(hall: Hall, code: str) -> int:
    unit: Unit = await hall.job(lambda tx: units.by_code(tx, code))
    return unit.id


async def seen(hall: Hall, who: Somebody, look: Look | None = None) -> list[Entry]:
    """One page of what they find."""
    outcome = await hall.do(who, searching.show, look or Look())
    entries: list[Entry] = outcome.told[0].facts["entries"]
    return entries


async def asked(hall: Hall, who: Somebody, words: str) -> Outcome:
    return await hall.do(who, searching.find, Say(message_id=1, words=words))


def said(entries: list[Entry]) -> list[tuple[str, str, str]]:
    return [(entry.who, entry.kind, entry.behalf) for entry in entries]


async def answered(hall: Hall) -> Scene:
    """A case that its officer answered on behalf of the representative."""
    scene = await Scene(hall).begin()
    hall.later(hours=2)
    await hall.answer(scene.officer, await scene.case())
    return scene


async def test_who_did_what_on_whose_behalf_also_before_it_is_sealed(both_halls: Hall) -> None:
    hall = both_halls
    scene, boss = await answered(hall), await boss_of(hall)
    before = await seen(hall, boss)
    assert said(before) == [(scene.officer.name, "answer", scene.mine.name)]
    assert await sealed(hall) > 0
    assert await seen(hall, boss) == before
    assert await sealed(hall) == 0, "twice changes nothing"
    shown = (await hall.heard(boss))[-1].text
    case = await scene.case()
    assert f"{scene.officer.name}答复了{case.number}，代{scene.mine.name}办理" in shown
    assert "12月1日(周二)" in shown


async def test_each_unit_sees_its_own_and_what_is_below(both_halls: Hall) -> None:
    hall = both_halls
    await answered(hall)
    district, city, other = [await boss_of(hall, code) for code in ("zhangdian", "zibo", "zichuan")]
    await sealed(hall)
    assert [len(await seen(hall, who, Look(act=Act.CASES))) for who in (district, city, other)] == [1, 1, 0]
    for elsewhere in ("zichuan", "zibo"):
        with pytest.raises(RefusedError, match="no_audit"):
            await seen(hall, district, Look(unit_id=await unit_id(hall, elsewhere)))
    assert await seen(hall, city, Look(unit_id=await unit_id(hall, HOME)))
    assert not await seen(hall, city, Look(unit_id=await unit_id(hall, "zichuan")))


async def test_it_says_which_unit_whose_office_and_which_setting(both_halls: Hall) -> None:
    hall = both_halls
    district, officer = await boss_of(hall), await hall.seated(seat(Role.OFFICER, HOME))
    unit, home, day = await unit_id(hall, "zhangdian"), await unit_id(hall, HOME), hall.now.date()
    held = await hall.job(lambda tx: rights.holders(tx, home, day, 20, 0))
    key = next(one.key for one in held if one.person_id == officer.id and one.role is Role.OFFICER)
    await hall.do(district, changing.ask_change, One(target_id=unit, code="off", version=0))
    await hall.do(district, changing.write, Say(message_id=1, words="2027-02-01"))
    await hall.do(district, taking.take, OfHolding(key=key))
    t = Text("zh")
    found = [plain(sentence(t, entry)) for entry in await seen(hall, district)]
    assert found[:2] == [
        f"{district.name}收回了一项身份：{officer.name}",
        f"{district.name}改了一项设置：另外休息的日子，张店区",
    ]


@pytest.mark.parametrize("gone", [False, True])
async def test_it_says_from_whom_to_whom_an_office_went(both_halls: Hall, gone: bool) -> None:
    hall = both_halls
    district, officer = await boss_of(hall), await hall.seated(seat(Role.OFFICER, HOME))
    heir, home, day = await hall.seated(seats(HOME)[1]), await unit_id(hall, HOME), hall.now.date()
    held = await hall.job(lambda tx: rights.holders(tx, home, day, 20, 0))
    key = next(one.key for one in held if one.person_id == officer.id and one.role is Role.OFFICER)
    await hall.do(district, taking.hand_over, HandOver(key=key, person_id=heir.id))
    if gone:
        erase = f"UPDATE persons SET name = '' WHERE id = {heir.id}"  # noqa: S608 - ids of ours
        await hall.job(lambda tx: tx.connection.execute(erase))
    entry, to = (await seen(hall, district))[0], ("已注销的人员", "somebody who has left") if gone else (heir.name,) * 2
    assert [plain(sentence(Text(language), entry)) for language in ("zh", "en")] == [
        f"{district.name}移交了一项身份：{officer.name}交给{to[0]}",
        f"{district.name} handed an office over: from {officer.name} to {to[1]}",
    ]


async def test_only_administrators_see_it(hall: Hall) -> None:
    scene = await answered(hall)
    for who in (scene.officer, scene.mine, scene.resident, scene.lead):
        for use_case in (searching.show, searching.ask_act, searching.ask_unit, exporting.export):
            with pytest.raises(RefusedError, match="no_audit"):
                await hall.do(who, use_case, Look())
        with pytest.raises(RefusedError, match="no_audit"):
            await asked(hall, who, "2026-0001")


async def test_it_is_narrowed_down_by_kind_person_case_and_day(both_halls: Hall) -> None:
    hall = both_halls
    scene, boss = await answered(hall), await boss_of(hall)
    await add_template(hall, scene.officer, "收到\n收到了")
    await hall.job(lambda tx: (events.seal(tx, hall.now), trail.follow(tx)))
    hall.later(days=3)
    await hall.do(scene.mine, handling.ask_words, await scene.press())
    await hall.do(scene.mine, following.reply, handling.Reply(case_id=scene.id, message_id=5, words="再看看"))
    all_of_it = [("speak", scene.mine.name), ("add", scene.officer.name), ("answer", scene.officer.name)]
    assert [(e.kind, e.who) for e in await seen(hall, boss)] == all_of_it
    for narrowed, expected in (
        (Look(act=Act.SETTINGS), ["add"]),
        (Look(act=Act.CASES), ["speak", "answer"]),
        (Look(act=Act.NOTICES), []),
        (Look(person_id=scene.officer.id), ["add", "answer"]),
        (Look(person_id=scene.mine.id), ["speak", "answer"]),  # the answer was given on her behalf
        (Look(person_id=scene.mine.id, act=Act.SETTINGS), []),
        (Look(since=date(2026, 12, 4), until=date(2026, 12, 4)), ["speak"]),
        (Look(since=date(2026, 12, 1), until=date(2026, 12, 3)), ["add", "answer"]),
        (Look(person_id=scene.officer.id, since=date(2026, 12, 2)), []),
    ):
        assert [entry.kind for entry in await seen(hall, boss, narrowed)] == expected, narrowed
    for words, kinds in (
        (scene.officer.name, ["add", "answer"]), ("12月4日", ["speak"]), ("2026-12-01..2026-12-03", ["add", "answer"]),
    ):  # fmt: skip
        await hall.do(boss, searching.show, Look())
        outcome = await asked(hall, boss, words)
        assert [entry.kind for entry in outcome.told[0].facts["entries"]] == kinds, words


async def test_pages_follow_each_other_without_a_gap(both_halls: Hall) -> None:
    hall = both_halls
    scene, boss = await Scene(hall).begin(), await boss_of(hall)
    for n in range(2 * PAGE + 3):
        if n % 3 == 0:
            hall.later(seconds=1)  # several share an instant
        await hall.do(scene.mine, following.reply, handling.Reply(case_id=scene.id, message_id=n, words=f"第{n}句"))
        if n == PAGE:
            await sealed(hall)  # a part is sealed, the rest is not
    for look in (Look(), Look(person_id=scene.mine.id), Look(act=Act.CASES), Look(case_id=scene.id)):
        found, before = [], 0
        while True:
            outcome = await hall.do(boss, searching.show, look.model_copy(update={"before": before}))
            found += [entry for entry in outcome.told[0].facts["entries"] if entry.kind == "speak"]
            before = outcome.told[0].facts["older"]
            if not before:
                break
        assert len(found) == 2 * PAGE + 3
        assert [entry.at for entry in found] == sorted((entry.at for entry in found), reverse=True)


async def test_a_case_is_found_by_its_number_with_its_whole_course(hall: Hall) -> None:
    scene, boss = await answered(hall), await boss_of(hall)
    await hall.rate(scene.resident, await scene.case(), "basic", "satisfied")
    case = await scene.case()
    for words in (case.number, "2026-0001", "张店2026—0001"):
        await hall.do(boss, searching.show, Look())
        outcome = await asked(hall, boss, words)
        entries = outcome.told[0].facts["entries"]
        assert [e.kind for e in entries] == ["rate", "answer", "assign", "registered"]
    assert [e.who for e in entries] == ["", scene.officer.name, "", ""]
    assert [e.timed for e in entries] == [False, True, False, False], "when a resident did something is nobody's matter"
    shown = (await hall.heard(boss))[-1].text
    assert scene.resident.name not in shown
    assert "居民评价了" in shown


async def test_a_case_elsewhere_is_as_if_it_were_not_there(hall: Hall) -> None:
    scene = await Scene(hall).begin()
    away = await boss_of(hall, "zichuan")
    outcome = await asked(hall, away, (await scene.case()).number)
    assert outcome.told[0].kind == "audit.no_case"
    assert (await asked(hall, away, "2026-9999")).told[0].kind == "audit.no_case"
    for case_id in (scene.id, 10**9):
        with pytest.raises(RefusedError, match="audit_case"):
            await seen(hall, away, Look(case_id=case_id))
    for person_id in (scene.mine.id, scene.resident.id, 10**9):
        with pytest.raises(RefusedError, match="audit_person"):
            await seen(hall, away, Look(person_id=person_id))


async def test_residents_are_no_names_to_look_for(hall: Hall) -> None:
    scene, boss = await Scene(hall).begin(anonymous=True), await boss_of(hall)
    await hall.do(boss, searching.show, Look())
    for words in (scene.resident.name, scene.resident.name[:2], "%", "_", "%%"):
        assert (await asked(hall, boss, words)).told[0].kind == "audit.nobody", words
    with pytest.raises(RefusedError, match="audit_person"):
        await seen(hall, boss, Look(person_id=scene.resident.id))


async def test_an_officer_who_is_a_resident_too_is_not_found_by_the_own_case(hall: Hall) -> None:
    """The officer of the station hands in an anonymous case: nothing by the officer's name tells of it."""
    officer, boss = await hall.seated(seat(Role.OFFICER, HOME)), await boss_of(hall)
    home = await unit_id(hall, HOME)
    await hall.job(lambda tx: tx.connection.execute(f"UPDATE persons SET unit_id = {home} WHERE id = {officer.id}"))  # noqa: S608
    case = await hall.submit(officer, anonymous=True)
    await hall.do(officer, following.ask_add, handling.Press(case_id=case.id, version=case.version))
    await hall.do(officer, following.add, Say(message_id=9, words="还有一段"))
    await sealed(hall)
    assert await seen(hall, boss, Look(person_id=officer.id)) == []
    assert await seen(hall, boss) == []
    course = await seen(hall, boss, Look(case_id=case.id))
    assert {(entry.who, entry.behalf, entry.timed) for entry in course} == {("", "", False)}


async def test_who_leaves_leaves_no_trace_in_it(hall: Hall) -> None:
    """That a resident agreed, moved, follows a case, took their data along or left is no deed in office."""
    scene, boss = await Scene(hall).begin(), await boss_of(hall)
    for kind in ("consented", "home", "data_sent", "erased"):
        await hall.job(lambda tx, kind=kind: events.add(
            tx, "person", scene.resident.id, kind, actor_id=scene.resident.id, role=Role.RESIDENT, now=hall.now,
        ))  # fmt: skip
    for kind in ("supported", "unsupported", "author_left", "shown", "file_withdrawn"):
        await hall.job(lambda tx, kind=kind: events.add(
            tx, "suggestion", scene.id, kind, actor_id=scene.resident.id, role=Role.RESIDENT, now=hall.now,
        ))  # fmt: skip
    await sealed(hall)
    assert await seen(hall, boss) == []
    assert [e.kind for e in await seen(hall, boss, Look(case_id=scene.id))] == ["assign", "registered"]


async def test_a_resident_for_whom_an_officer_writes_is_not_named(hall: Hall) -> None:
    scene, boss = await Scene(hall).begin(), await boss_of(hall)
    for kind, role in (("slip", Role.OFFICER), ("registered", Role.OFFICER), ("add", Role.REGISTRAR)):
        await hall.job(lambda tx, kind=kind, role=role: events.add(
            tx, "suggestion", scene.id, kind, actor_id=scene.officer.id, role=role, on_behalf_of=scene.resident.id,
            now=hall.now,
        ))  # fmt: skip
    await sealed(hall)
    assert {(entry.who, entry.behalf) for entry in await seen(hall, boss)} == {(scene.officer.name, "")}
    assert await hall.job(lambda tx: tx.connection.execute(
        f"SELECT count(*) AS n FROM doers WHERE person_id = {scene.resident.id}"  # noqa: S608
    ).fetchone()["n"]) == 0  # fmt: skip


async def test_whose_name_was_erased_stays_without_one(hall: Hall) -> None:
    scene, boss = await answered(hall), await boss_of(hall)
    gone = f"UPDATE persons SET erased_at = 1, name = '' WHERE id = {scene.officer.id}"  # noqa: S608
    await hall.job(lambda tx: tx.connection.execute(gone))
    await seen(hall, boss)
    assert "已注销的人员答复了" in (await hall.heard(boss))[-1].text


async def table(hall: Hall, who: Somebody) -> list[dict[str, str]]:
    """The table that was sent last."""

    def work(tx: Tx) -> str:
        query = f"SELECT max(id) AS id FROM outbox WHERE address = '{int(who.at.address)}' AND body LIKE '%.csv%'"  # noqa: S608
        return outbox.paper(tx, tx.connection.execute(query).fetchone()["id"]) or ""

    text: str = await hall.job(work)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


async def test_a_copy_is_a_table_and_leaves_a_row_of_its_own(hall: Hall) -> None:
    scene, boss = await answered(hall), await boss_of(hall)
    await hall.job(lambda tx: tx.connection.execute(
        f"UPDATE persons SET name = '=HYPERLINK(1)' WHERE id = {scene.officer.id}"  # noqa: S608
    ))  # fmt: skip
    await hall.do(boss, exporting.export, Look(act=Act.CASES))
    [row] = await table(hall, boss)
    assert row["谁"] == "'=HYPERLINK(1)"
    assert row["编号"] == (await scene.case()).number
    assert row["代谁办理"] == scene.mine.name
    assert row["时间"].startswith("2026-12-01 ")
    newest = (await seen(hall, boss))[0]
    assert (newest.subject, newest.kind, newest.who) == ("export", "audit", boss.name)
    [noted] = await hall.job(lambda tx: events.of(tx, "export", 0) or tx.connection.execute(
        "SELECT facts FROM events WHERE subject = 'export'").fetchall())  # fmt: skip
    assert '"rows":1' in noted["facts"]
    assert '"act":"cases"' in noted["facts"]


async def test_looking_leaves_no_row(hall: Hall) -> None:
    await answered(hall)
    boss = await boss_of(hall)

    def count(tx: Tx) -> int:
        return int(tx.connection.execute("SELECT count(*) AS n FROM events").fetchone()["n"])

    before = await hall.job(count)
    await seen(hall, boss)
    await hall.do(boss, searching.ask_act, Look())
    await hall.do(boss, searching.ask_unit, Look())
    await asked(hall, boss, "2026-0001")
    assert await hall.job(count) == before


async def test_the_trail_of_an_older_database_is_written_in_portions(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, boss = await answered(hall), await boss_of(hall)
    await hall.job(lambda tx: events.seal(tx, hall.now))
    monkeypatch.setattr(trail, "FOLLOWED_AT_ONCE", 2)
    numbers = [await hall.job(trail.follow) for _ in range(10)]
    assert numbers[0] == 2
    assert numbers[-1] == 0
    assert said(await seen(hall, boss)) == [(scene.officer.name, "answer", scene.mine.name)]


async def test_a_unit_below_is_chosen_by_button_or_name(hall: Hall) -> None:
    await answered(hall)
    boss = await boss_of(hall)
    outcome = await hall.do(boss, searching.ask_unit, Look())
    below = outcome.told[0].facts["below"]
    assert {unit.code for unit in below} >= {HOME}
    assert outcome.told[0].facts["upward"] == [], "the city above is not theirs"
    home = next(unit for unit in below if unit.code == HOME)
    await hall.do(boss, searching.show, Look())
    outcome = await asked(hall, boss, home.name)
    assert outcome.told[0].facts["unit"] == home
    assert len(outcome.told[0].facts["entries"]) == 1
    found = await hall.do(boss, searching.ask_unit, Look(unit_id=home.id))
    assert [unit.code for unit in found.told[0].facts["upward"]] == ["zhangdian"]


async def test_a_link_belongs_to_the_units_of_its_keeper(hall: Hall) -> None:
    scene, boss, away = await Scene(hall).begin(), await boss_of(hall), await boss_of(hall, "zichuan")
    await hall.do(scene.mine, viewing.links)
    link = await hall.job(lambda tx: tx.connection.execute(
        f"SELECT id FROM links WHERE representative_id = {scene.mine.id}"  # noqa: S608
    ).fetchone()["id"])  # fmt: skip
    await hall.job(lambda tx: events.add(
        tx, "link", link, "ended", actor_id=scene.officer.id, role=Role.OFFICER, now=hall.now + timedelta(hours=1),
    ))  # fmt: skip
    await sealed(hall)
    assert said(await seen(hall, boss, Look(act=Act.LINKS))) == [(scene.officer.name, "ended", "")]
    assert await seen(hall, away) == []


async def test_a_unit_s_own_imports_stand_in_its_trail_and_that_they_were_undone(both_halls: Hall) -> None:
    """Who administers two units is seen in both; of the whole city's imports the units below hear nothing."""
    hall = both_halls
    boss, other, top = await boss_of(hall), await boss_of(hall, "zichuan"), await boss_of(hall, "zibo")
    book = Book(persons=(PersonRow(ref="n1", name="新来的", home=HOME),))
    found = await hall.job(lambda tx: apply(tx, access.actor(tx, boss.at, "zh", hall.now), book, hall.now))
    await hall.job(lambda tx: undo(tx, access.actor(tx, top.at, "zh", hall.now), found.change, hall.now))
    for _ in range(2):  # before the trail is written on, and after
        kinds = [entry.kind for entry in await seen(hall, boss, Look(act=Act.RIGHTS))]
        assert kinds == ["undone", "imported"]
        assert await seen(hall, other, Look(act=Act.RIGHTS)) == []
        assert [entry.kind for entry in await seen(hall, top, Look(act=Act.RIGHTS))][:2] == ["undone", "imported"]
        while await sealed(hall):
            pass
