"""Importing into a real database: all or nothing, and the same twice changes nothing."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.people import Actor, Address, Role, Standing
from domain.roster import Book, DepartmentRow, LinkRow, PersonRow, Plan, RoleRow, StationRow, Tier, UnitRow
from domain.units import UnitKind
from services.commands import RefusedError
from services.roster import checking, importing
from services.roster.exporting import held
from services.roster.importing import apply, plan
from storage import roster
from storage.tx import Tx
from storage.writer import Writer
from tests.roster.books import NEW_YEAR, mandate, town

NOW = datetime(2026, 1, 5, 1, tzinfo=UTC)
SIZES = {"units": 5, "stations": 1, "departments": 1, "persons": 3, "mandates": 2, "roles": 3, "links": 2}


async def imported(writer: Writer, book: Book, actor: Actor | None = None) -> Plan:
    return await writer.run(lambda tx: apply(tx, actor, book, NOW))


async def rows(writer: Writer, query: str) -> list[tuple[Any, ...]]:
    return await writer.run(lambda tx: [tuple(row.values()) for row in tx.connection.execute(query).fetchall()])


def counts(found: Plan) -> dict[str, dict[str, int]]:
    """The counts that are not zero."""
    every = {kind: found.counts(kind) for kind in ("added", "changed", "ended")} | {"unchanged": found.unchanged}
    return {kind: some for kind, of in every.items() if (some := {s: n for s, n in of.items() if n})}


async def test_all_of_it_arrives(writer: Writer) -> None:
    assert counts(await imported(writer, town())) == {"added": SIZES}
    there = await writer.run(roster.load)
    wanted = town()
    for sheet in SIZES:
        by_key = {row.key: row.values() for row in there.sheet(sheet)}
        assert by_key == {row.key: row.values() for row in wanted.sheet(sheet)}
    assert await rows(
        writer, "SELECT r.role, u.code FROM roles r JOIN units u ON u.id = r.unit_id ORDER BY r.role"
    ) == [("admin", "zibo"), ("department_officer", "zhangdian"), ("officer", "s-heping")]
    codes = await rows(writer, "SELECT code FROM persons")
    assert len(set(codes)) == 3
    assert all(len(code) == 8 for (code,) in codes)


async def test_the_same_twice_changes_nothing(writer: Writer) -> None:
    await imported(writer, town())
    before = await rows(writer, "SELECT id, ref, code FROM persons ORDER BY id")
    assert counts(await imported(writer, town())) == {"unchanged": SIZES}
    assert await rows(writer, "SELECT id, ref, code FROM persons ORDER BY id") == before
    assert await rows(writer, "SELECT count(*) FROM events WHERE subject = 'roster'") == [(1,)]


async def test_a_plan_changes_nothing(writer: Writer) -> None:
    found = await writer.run(lambda tx: plan(tx, town()))
    assert counts(found) == {"added": SIZES}
    assert await rows(writer, "SELECT count(*) FROM units") == [(0,)]


async def test_the_event_tells_who_and_how_much_but_no_names(writer: Writer) -> None:
    await imported(writer, town())
    [(kind, actor, role, at, facts)] = await rows(
        writer, "SELECT kind, actor_id, role, at, facts FROM events WHERE subject = 'roster'"
    )
    assert (kind, actor, role, at) == ("imported", None, "system", 1_767_574_800_000_000)
    assert '"persons":3' in facts
    assert "李建国" not in facts


async def test_changes_and_ends(writer: Writer) -> None:
    await imported(writer, town())
    over = date(2026, 6, 30)
    book = Book(
        units=(UnitRow(code="s-heping", name="和平路街道", kind=UnitKind.STREET, parent="zhangdian"),),
        departments=(
            DepartmentRow(
                code="zd-law", name="执法局", unit="zhangdian", categories=("noise",), units=("s-heping", "t-fujia")
            ),
        ),
        mandates=(mandate(person="p2", ends=over),),
        roles=tuple(RoleRow(**{**role.values(), "ends": over}) for role in town().roles),
        links=(LinkRow(tier=Tier.RESIDENTS, keeper="p1", other="p3", starts=NEW_YEAR, ends=over),),
    )
    assert counts(await imported(writer, book)) == {
        "changed": {"units": 1, "departments": 1},
        "ended": {"mandates": 1, "roles": 3, "links": 1},
    }
    assert counts(await imported(writer, book)) == {
        "unchanged": {"units": 1, "departments": 1, "mandates": 1, "roles": 3, "links": 1}
    }
    there = await writer.run(roster.load)
    assert {row.ends for row in there.roles} == {over}
    assert there.departments[0].units == ("s-heping", "t-fujia")
    assert len(there.units) == 5


async def test_a_missing_column_keeps_and_a_blank_cell_clears(writer: Writer) -> None:
    await imported(writer, town())
    await imported(writer, Book(persons=(PersonRow(ref="p1", name="李建"),)))
    assert (await writer.run(roster.load)).persons[0].phone == "13800000000"
    found = await imported(writer, Book(persons=(PersonRow(ref="p1", name="李建", phone=None),)))
    assert found.changes[0].before == {"phone": "13800000000"}
    assert (await writer.run(roster.load)).persons[0].phone is None


async def test_faults_leave_everything_as_it_was(writer: Writer) -> None:
    await imported(writer, town())
    book = Book(
        persons=(PersonRow(row=2, ref="p9", name="九"),), mandates=(mandate(row=2, person="p9", unit="nowhere"),)
    )
    assert [fault.kind for fault in (await imported(writer, book)).faults] == ["unknown_units"]
    assert (await writer.run(roster.load)).model_dump() == (await writer.run(roster.load)).model_dump()
    assert await rows(writer, "SELECT count(*) FROM persons") == [(3,)]
    assert await rows(writer, "SELECT count(*) FROM events") == [(1,)]


async def test_what_a_person_chose_in_the_chat_stays(writer: Writer) -> None:
    await imported(writer, town())

    def in_chat(tx: Tx) -> None:
        tx.connection.execute(
            "INSERT INTO accounts (channel, address, person_id, bound_at)"
            " SELECT 'telegram', '1', id, 0 FROM persons WHERE ref = 'p3'"
        )
        tx.connection.execute("UPDATE persons SET language = 'zh', unit_id = NULL WHERE ref = 'p3'")

    await writer.run(in_chat)
    assert counts(await imported(writer, town())) == {"unchanged": SIZES}
    renamed = tuple(p.model_copy(update={"name": "陈小静"}) if p.ref == "p3" else p for p in town().persons)
    assert counts(await imported(writer, Book(persons=renamed)))["changed"] == {"persons": 1}
    person = next(p for p in (await writer.run(roster.load)).persons if p.ref == "p3")
    assert (person.name, person.language, person.home) == ("陈小静", "zh", None)


async def test_the_erased_don_t_come_back(writer: Writer) -> None:
    await imported(writer, town())
    await writer.run(
        lambda tx: tx.connection.execute("UPDATE persons SET erased_at = 1, name = '' WHERE ref = 'p3'").rowcount
    )
    found = await imported(writer, Book(persons=(PersonRow(row=4, ref="p3", name="陈静"),)))
    assert [fault.kind for fault in found.faults] == ["erased"]
    assert await rows(writer, "SELECT name FROM persons WHERE ref = 'p3'") == [("",)]


async def test_who_came_by_chat_is_left_alone(writer: Writer) -> None:
    await imported(writer, town())
    await writer.run(
        lambda tx: (
            tx.connection.execute(
                "INSERT INTO persons (code, name, created_at) VALUES ('ABCDEFGH', '访客', 0)"
            ).rowcount
        )
    )
    assert counts(await imported(writer, town())) == {"unchanged": SIZES}


async def test_roles_follow_their_station_to_another_unit(writer: Writer) -> None:
    await imported(writer, town())
    await imported(writer, Book(stations=(StationRow(code="zd-1", name="和平站", unit="t-fujia"),)))
    assert await rows(
        writer, "SELECT u.code FROM roles r JOIN units u ON u.id = r.unit_id WHERE r.role = 'officer'"
    ) == [("t-fujia",)]


async def test_an_administrator_imports_for_the_own_unit_and_below(writer: Writer) -> None:
    await imported(writer, town())
    ids = dict(await rows(writer, "SELECT code, id FROM units"))
    [(person,)] = await rows(writer, "SELECT id FROM persons WHERE ref = 'p2'")

    def actor(role: Role, unit: str) -> Actor:
        return Actor(Address("telegram", "2"), "zh", person, standings=(Standing(role, ids[unit]),))

    book = Book(persons=(PersonRow(ref="p4", name="四", home="t-fujia"),))
    with pytest.raises(RefusedError):
        await imported(writer, book, actor(Role.OFFICER, "zibo"))
    for unit in ("s-heping", "c-huguang"):
        found = await imported(writer, book, actor(Role.ADMIN, unit))
        assert [(fault.kind, fault.column, fault.facts) for fault in found.faults] == [
            ("outside", "home", {"name": "傅家镇"})
        ]
    assert (await imported(writer, book, actor(Role.ADMIN, "t-fujia"))).change == 2
    assert (await rows(writer, "SELECT actor_id, role FROM events ORDER BY id"))[-1] == (person, "admin")
    renamed = Book(units=(UnitRow(code="t-fujia", name="傅家", kind=UnitKind.TOWN, parent="zhangdian"),))
    assert (await imported(writer, renamed, actor(Role.ADMIN, "zhangdian"))).change == 3


@pytest.mark.parametrize(("sheet", "row", "column"), [
    ("units", UnitRow(code="zhangdian", name="张店", kind=UnitKind.DISTRICT, parent="zibo"), "code"),
    ("units", UnitRow(code="new", name="新镇", kind=UnitKind.TOWN, parent="zhangdian"), "code"),
    ("units", UnitRow(code="c-huguang", name="湖光", kind=UnitKind.COMMUNITY, parent="t-fujia"), "code"),
    ("stations", StationRow(code="zd-1", name="和平站", unit="t-fujia"), "unit"),
    ("departments", DepartmentRow(code="zd-law", name="执法局", unit="t-fujia", categories=("noise",)), "units"),
    ("persons", PersonRow(ref="p1", name="李建"), "home"),
    ("persons", PersonRow(ref="p2", name="王秀"), "ref"),
    ("mandates", mandate(person="p2", committee=True), "unit"),
    ("roles", RoleRow(person="p3", role=Role.ADMIN, unit="zibo", starts=NEW_YEAR), "unit"),
    ("roles", RoleRow(person="p1", role=Role.ADMIN, unit="t-fujia", starts=NEW_YEAR), "person"),
    ("links", LinkRow(tier=Tier.RESIDENTS, keeper="p2", other="p3", starts=NEW_YEAR), "keeper"),
])  # fmt: skip
async def test_what_touches_other_units_is_a_fault(writer: Writer, sheet: str, row: Any, column: str) -> None:
    await imported(writer, town())
    before = (await writer.run(roster.load)).model_dump()
    ids = dict(await rows(writer, "SELECT code, id FROM units"))
    actor = Actor(Address("telegram", "2"), "zh", 1, standings=(Standing(Role.ADMIN, ids["t-fujia"]),))
    found = await imported(writer, Book(**{sheet: (row,)}), actor)
    assert ("outside", column) in {(fault.kind, fault.column) for fault in found.faults}
    assert (await writer.run(roster.load)).model_dump() == before
    assert (await imported(writer, town(), actor)).faults == (), "what changes nothing touches nothing"


async def test_whose_number_somebody_guessed_is_not_shown_to_them_for_a_seat_or_an_office(writer: Writer) -> None:
    own = StationRow(code="fj-1", name="傅家站", unit="t-fujia")
    await imported(writer, town(stations=(*town().stations, own)))
    ids = dict(await rows(writer, "SELECT code, id FROM units"))
    actor = Actor(Address("telegram", "2"), "zh", 2, standings=(Standing(Role.ADMIN, ids["t-fujia"]),))
    seat = mandate(person="p1", unit="t-fujia", station="fj-1")
    office = RoleRow(person="p1", role=Role.OFFICER, station="fj-1", starts=NEW_YEAR)
    for book in (Book(mandates=(seat,)), Book(roles=(office,))):
        found = await imported(writer, book, actor)
        assert [(fault.kind, fault.column) for fault in found.faults] == [("outside", "person")]
    assert (await writer.run(lambda tx: held(tx, actor))).persons == ()
    new = PersonRow(ref="p9", name="九")
    office = office.model_copy(update={"person": "p9"})
    assert (await imported(writer, Book(persons=(new,), roles=(office,)), actor)).change == 2
    assert [one.ref for one in (await writer.run(lambda tx: held(tx, actor))).persons] == ["p9"]


async def test_one_sees_how_far_it_is(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "PORTION", 2)
    monkeypatch.setattr(checking, "PORTION", 2)
    told: list[tuple[str, int, int]] = []

    def progress(step: str, done: int, total: int) -> None:
        told.append((step, done, total))

    await writer.run(lambda tx: apply(tx, None, town(), NOW, progress))
    for step in ("check", "write"):
        done = [done for name, done, total in told if name == step and total == sum(SIZES.values())]
        assert len(done) > len(SIZES)
        assert done == sorted(done)
        assert done[-1] == sum(SIZES.values())
