"""An import is one change that can be undone, while nobody has built on it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.people import Actor, Address, Role, Standing
from domain.roster import Book, LinkRow, PersonRow, Plan, RoleRow, StationRow, Tier, UnitRow
from domain.roster_history import Imported, Obstacle
from domain.telling import Told
from domain.units import UnitKind
from locales import Text
from services.commands import RefusedError
from services.roster.importing import apply
from services.roster.undoing import BlockedError, undo
from services.roster.wording import built
from storage import leaving, links, people, roster, roster_changes
from storage.tx import Tx
from storage.writer import Writer
from tests.roster.books import NEW_YEAR, mandate, town

NOW = datetime(2026, 1, 5, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
OVER = date(2026, 6, 30)


async def imported(writer: Writer, book: Book, actor: Actor | None = None) -> Plan:
    return await writer.run(lambda tx: apply(tx, actor, book, NOW, file="名册.xlsx"))


async def undone(
    writer: Writer, number: int | None = None, actor: Actor | None = None
) -> tuple[Imported, tuple[Told, ...]]:
    return await writer.run(lambda tx: undo(tx, actor, number, LATER))


async def held(writer: Writer) -> dict[str, Any]:
    return (await writer.run(roster.load)).model_dump()


async def blocked(writer: Writer, number: int | None = None) -> list[Obstacle]:
    """What is in the way; and nothing was changed by trying."""
    before = await held(writer)
    with pytest.raises(BlockedError) as error:
        await undone(writer, number)
    assert await held(writer) == before
    assert all(built(one, Text(language)) for one in error.value.obstacles for language in ("zh", "en"))
    return list(error.value.obstacles)


async def run(writer: Writer, query: str) -> list[tuple[Any, ...]]:
    def job(tx: Tx) -> list[tuple[Any, ...]]:
        cursor = tx.connection.execute(query)
        return [tuple(row.values()) for row in cursor.fetchall()] if cursor.description else []

    return await writer.run(job)


def second() -> Book:
    """Something of each kind: added, changed and ended."""
    return Book(
        units=(
            UnitRow(code="s-heping", name="和平路街道", kind=UnitKind.STREET, parent="zhangdian"),
            UnitRow(code="c-new", name="新社区", kind=UnitKind.COMMUNITY, parent="s-heping"),
        ),
        stations=(StationRow(code="zd-2", name="二站", unit="c-new"),),
        persons=(PersonRow(ref="p1", name="李建", phone=None), PersonRow(ref="p4", name="赵敏", home="c-new")),
        mandates=(mandate(person="p2", ends=OVER),),
        roles=tuple(RoleRow(**{**role.values(), "ends": OVER}) for role in town().roles),
        links=(
            LinkRow(tier=Tier.RESIDENTS, keeper="p1", other="p3", starts=NEW_YEAR, ends=OVER),
            LinkRow(tier=Tier.RESIDENTS, keeper="p1", other="p4", starts=NEW_YEAR),
        ),
    )


async def test_everything_stands_as_before(writer: Writer) -> None:
    await imported(writer, town())
    before = await held(writer)
    change = (await imported(writer, second())).change
    assert await held(writer) != before
    found, told = await undone(writer)
    assert (found.id, found.file, told) == (change, "名册.xlsx", ())
    assert await held(writer) == before
    assert await run(writer, "SELECT subject_id, kind FROM events WHERE subject = 'roster' ORDER BY id") == [
        (1, "imported"), (2, "imported"), (2, "undone"),
    ]  # fmt: skip


async def test_the_first_import_can_be_undone_to_nothing_and_done_again(writer: Writer) -> None:
    await imported(writer, town())
    there = await held(writer)
    await undone(writer)
    assert not any(await run(writer, "SELECT 1 FROM persons UNION SELECT 2 FROM units"))
    await imported(writer, town())
    assert await held(writer) == there


async def test_undone_twice_is_undone_once(writer: Writer) -> None:
    await imported(writer, town())
    await undone(writer, 1)
    again, told = await undone(writer, 1)
    assert (again.undone_at, told) == (LATER, ())
    assert await run(writer, "SELECT count(*) FROM events WHERE kind = 'undone'") == [(1,)]
    with pytest.raises(RefusedError):
        await undone(writer)
    with pytest.raises(RefusedError):
        await undone(writer, 7)


async def test_the_same_twice_is_no_change(writer: Writer) -> None:
    await imported(writer, town())
    assert (await imported(writer, town())).change is None
    assert len(await writer.run(lambda tx: roster_changes.newest(tx, 9))) == 1


def bind(ref: str) -> Callable[[Tx], None]:
    return lambda tx: people.bind(tx, Address("telegram", ref), people.by_ref(tx, ref) or 0, NOW)


async def test_who_uses_the_bot_is_in_the_way_and_named(writer: Writer) -> None:
    await imported(writer, town())
    await imported(writer, second())
    await writer.run(bind("p4"))
    assert await blocked(writer) == [Obstacle("accounts", "persons", "赵敏", {"n": "1", "numbers": ""})]


async def test_a_later_import_is_in_the_way_until_it_is_undone(writer: Writer) -> None:
    await imported(writer, town())
    await imported(writer, second())
    assert {one.kind for one in await blocked(writer, 1)} >= {"changed"}
    more = Book(persons=(PersonRow(ref="p4", name="赵小敏"), PersonRow(ref="p5", name="五", home="c-new")))
    await imported(writer, more)
    found = {(one.kind, one.name) for one in await blocked(writer, 2)}
    assert found == {("changed", "赵小敏"), ("persons", "新社区")}
    await undone(writer)
    await undone(writer)
    await undone(writer)


async def test_a_link_that_was_ended_in_the_chat_is_in_the_way(writer: Writer) -> None:
    await imported(writer, town())
    await imported(writer, second())
    await end_link(writer, "p4")
    assert [(one.kind, one.name) for one in await blocked(writer)] == [("changed", "李建 - 赵敏")]


async def test_a_case_is_in_the_way_with_its_number(writer: Writer) -> None:
    await imported(writer, town())
    await imported(writer, second())
    await run(
        writer,
        "INSERT INTO suggestions (code, number_unit_id, year, serial, state, channel, author_id, anonymous, category,"
        " unit_id, holder_role, reason, registered_at, first_word_due) SELECT 'C', z.id, 2026, 1, 'desk', 'chat', p.id,"
        " 1, 'road', c.id, 'officer', 'officer', 1, '2026-01-09' FROM units z, units c, persons p"
        " WHERE z.code = 'zhangdian' AND c.code = 'c-new' AND p.ref = 'p3'",
    )
    [found] = await blocked(writer)
    assert (found.kind, found.name, found.facts["numbers"]) == ("suggestions", "新社区", "张店 2026-0001")
    assert "新社区" in built(found, Text("zh"))


async def test_an_invitation_is_in_the_way_only_once_it_was_used(writer: Writer) -> None:
    await imported(writer, town())
    await imported(writer, second())
    add = (
        "INSERT INTO invites (token_hash, role, unit_id, person_id, created_at, expires_at, used_at)"
        " SELECT '{0}', 'admin', u.id, p.id, 1, 2, {1} FROM units u, persons p"
        " WHERE u.code = 'zibo' AND p.ref = 'p4'"
    )
    await run(writer, add.format("a", "NULL"))
    await run(writer, add.format("b", "1"))
    assert [one.kind for one in await blocked(writer)] == ["invites"]
    await run(writer, "DELETE FROM invites WHERE token_hash = 'b'")
    await undone(writer)
    assert await run(writer, "SELECT count(*) FROM invites") == [(0,)]


async def test_a_seat_that_was_passed_on_stays_passed_on(writer: Writer) -> None:
    await imported(writer, town())
    await imported(writer, Book(mandates=(mandate(person="p2", ends=OVER),)))
    await run(writer, "UPDATE mandates SET handover = 'done' WHERE ends IS NOT NULL")
    assert [(one.kind, one.name) for one in await blocked(writer)] == [("passed_on", "王秀英 · 和平街道")]


async def test_who_was_told_of_a_link_hears_that_there_is_none(writer: Writer) -> None:
    await imported(writer, replace_links())
    await writer.run(bind("p3"))
    await imported(writer, Book(links=(LinkRow(tier=Tier.RESIDENTS, keeper="p1", other="p3", starts=NEW_YEAR),)))
    await run(writer, "UPDATE links SET told = 'yes'")
    _, told = await undone(writer)
    assert [(one.kind, one.facts["pair"].keeper) for one in told] == [("import.link_gone", "李建国")]


def replace_links() -> Book:
    return town().model_copy(update={"links": ()})


async def test_who_leaves_takes_the_words_along(writer: Writer) -> None:
    await imported(writer, town())
    await imported(writer, Book(persons=(PersonRow(ref="p3", name="陈小静"), PersonRow(ref="p2", name="王秀"))))
    await run(writer, "DELETE FROM roles")
    p3 = await writer.run(lambda tx: people.by_ref(tx, "p3") or 0)
    await writer.run(lambda tx: leaving.erase(tx, p3, NOW.date(), NOW, office=False))
    kept = await run(writer, "SELECT content FROM roster_change_rows")
    assert "陈" not in str(kept)
    assert "王秀英" in str(kept)
    assert {one.kind for one in await blocked(writer)} == {"forgotten"}


async def test_who_has_not_imported_it_does_not_undo_it(writer: Writer) -> None:
    await imported(writer, town())
    ids = dict(await run(writer, "SELECT code, id FROM units"))
    person = await writer.run(lambda tx: people.by_ref(tx, "p2") or 0)

    def admin(unit: str) -> Actor:
        return Actor(Address("telegram", "2"), "zh", person, standings=(Standing(Role.ADMIN, ids[unit]),))

    with pytest.raises(RefusedError, match="roster_of_others"):
        await undone(writer, 1, admin("zhangdian"))
    with pytest.raises(RefusedError, match="no_roster"):
        await undone(writer, 1, replace(admin("zibo"), standings=()))
    await imported(writer, Book(units=(UnitRow(code="c-2", name="二", kind=UnitKind.COMMUNITY, parent="s-heping"),)),
                   admin("zhangdian"))  # fmt: skip
    with pytest.raises(RefusedError, match="outside"):
        await undone(writer, 2, admin("t-fujia"))
    change, _ = await undone(writer, None, admin("zhangdian"))
    assert change.actor == "王秀英"


async def end_link(writer: Writer, other: str, role: Role = Role.RESIDENT) -> None:
    """As a button does."""

    def job(tx: Tx) -> None:
        from storage import events

        row = tx.connection.execute(
            f"SELECT l.id FROM links l JOIN persons p ON p.id = l.other_id WHERE p.ref = '{other}'"  # noqa: S608
        ).fetchone()
        links.finish(tx, row["id"], date(2026, 3, 1), datetime(2026, 3, 1, 4, tzinfo=UTC))
        events.add(tx, "link", row["id"], "ended", actor_id=None, role=role, now=datetime(2026, 3, 1, 4, tzinfo=UTC))

    await writer.run(job)


@pytest.mark.parametrize(("role", "kind"), [(Role.RESIDENT, "link_ended"), (Role.OFFICER, "link_by_office")])
async def test_a_link_that_was_ended_in_the_chat_is_not_reopened(writer: Writer, role: Role, kind: str) -> None:
    await imported(writer, town())
    await end_link(writer, "p3", role)
    listed = town().model_copy(update={"links": tuple(LinkRow(**link.values()) for link in town().links)})
    found = await imported(writer, listed)
    assert (found.change, [note.kind for note in found.notes]) == (None, [kind])
    assert found.unchanged["links"] == 2
    there = await writer.run(roster.load)
    assert [link.ends for link in there.links if link.other == "p3"] == [date(2026, 3, 1)]
    old = LinkRow(tier=Tier.RESIDENTS, keeper="p1", other="p3", starts=date(2026, 2, 28))
    again = LinkRow(tier=Tier.RESIDENTS, keeper="p1", other="p3", starts=date(2026, 3, 2))
    assert (await imported(writer, Book(links=(again,)))).counts("added")["links"] == 1
    assert [note.kind for note in (await imported(writer, Book(links=(old, again)))).notes] == [kind]


async def test_a_link_that_was_declined_in_the_chat_is_not_made(writer: Writer) -> None:
    await imported(writer, replace_links())
    await run(
        writer,
        "INSERT INTO link_proposals (tier, keeper_id, other_id, by_id, asked_id, answer, at, answered_at)"
        " SELECT 'residents', k.id, o.id, k.id, o.id, 'declined', 1, 1767600000000000 FROM persons k, persons o"
        " WHERE k.ref = 'p1' AND o.ref = 'p3'",
    )
    found = await imported(writer, town())
    assert [note.kind for note in found.notes] == ["link_declined"]
    assert found.counts("added")["links"] == 1
