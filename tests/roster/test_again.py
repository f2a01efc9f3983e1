"""Whatever was imported: the same a second time changes nothing, in any order and with any columns left out."""

import random
from datetime import date, timedelta
from typing import Any

from domain.people import Role
from domain.roster import Book, DepartmentRow, LinkRow, PersonRow, RoleRow, StationRow, Tier, UnitRow
from domain.units import UnitKind
from storage.writer import Writer
from tests.roster.books import NEW_YEAR, mandate, town
from tests.roster.test_importing import imported, rows

REFS = ("p1", "p2", "p3", "p4", "p5")
CATEGORIES = ("noise", "green", "heating", "streetlight")
TABLES = ("units", "stations", "departments", "department_scopes", "persons", "mandates", "roles", "links")


def test_the_dice_fall_the_same_way() -> None:
    assert book(random.Random(3)) == book(random.Random(3))


def book(chance: random.Random) -> Book:
    """A roster by chance, in part or whole; most are sound."""

    def some(**fields: Any) -> dict[str, Any]:
        return {name: value for name, value in fields.items() if chance.random() < 0.6}

    def end() -> date | None:
        return chance.choice((None, NEW_YEAR + timedelta(days=chance.randrange(300))))

    def sample(*found: Any) -> tuple[Any, ...]:
        return tuple(chance.sample(found, chance.randrange(len(found) + 1)))

    persons = [
        PersonRow(ref=ref, name=chance.choice("甲乙丙"),
                  **some(phone=chance.choice((None, "13800000000")), language=chance.choice(("zh", "en")),
                         home=chance.choice((None, "c-huguang", "zhangdian"))))
        for ref in REFS
    ]  # fmt: skip
    mandates = [
        mandate(person=ref, unit=chance.choice(("s-heping", "t-fujia")),
                **some(ends=end(), front_line=chance.random() < 0.5, committee=ref == "p1"))
        for ref in REFS[:3]
    ]  # fmt: skip
    return Book(
        units=sample(UnitRow(code="s-heping", name=chance.choice(("和平街道", "和平")), kind=UnitKind.STREET,
                             parent="zhangdian", **some(latitude=36.8, longitude=118.0)),
                     UnitRow(code="t-fujia", name="傅家镇", kind=UnitKind.TOWN, parent="zhangdian",
                             **some(valid_from=NEW_YEAR))),
        stations=sample(StationRow(code="zd-1", name="和平站", unit=chance.choice(("s-heping", "t-fujia")),
                                   **some(address="和平路", hours=""))),
        departments=sample(DepartmentRow(code="zd-law", name="执法局", unit="zhangdian",
                                         categories=sample(*CATEGORIES) or CATEGORIES,
                                         **some(units=sample("t-fujia", "s-heping", "zibo")))),
        persons=sample(*persons),
        mandates=sample(*mandates),
        roles=sample(RoleRow(person="p3", role=Role.OFFICER, station="zd-1", starts=NEW_YEAR, **some(ends=end())),
                     RoleRow(person="p2", role=Role.ADMIN, unit="zibo", starts=NEW_YEAR, **some(ends=end()))),
        links=sample(*(LinkRow(tier=Tier.RESIDENTS, keeper="p1", other=ref, starts=NEW_YEAR, **some(ends=end()))
                       for ref in REFS[1:])),
    )  # fmt: skip


async def everything(writer: Writer) -> list[list[tuple[Any, ...]]]:
    queries = [f"SELECT * FROM {table}" for table in TABLES]  # noqa: S608 - from the list above
    return [sorted(await rows(writer, query), key=str) for query in queries]


async def test_the_same_twice(writer: Writer) -> None:
    chance, sound = random.Random(7), 0
    await imported(writer, town())
    for _ in range(60):
        wanted = book(chance)
        before = await everything(writer)
        first = await imported(writer, wanted)
        if first.faults:
            assert await everything(writer) == before
            continue
        sound += bool(first.changes)
        after = await everything(writer)
        shuffled = wanted.model_copy(
            update={
                name: tuple(chance.sample(getattr(wanted, name), len(getattr(wanted, name))))
                for name in ("links", "persons")
            }
        )
        assert (await imported(writer, shuffled)).changes == ()
        assert await everything(writer) == after
    assert sound > 20, "else the dice are badly cast"
