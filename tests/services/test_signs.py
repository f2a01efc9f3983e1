"""Signs of gaming: found by their thresholds on both engines, for administrators alone, without a resident's name."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.contacts import Evidence, Mode
from domain.contacts.periods import Span
from domain.people import Role
from domain.rules import SchemeRules, SignRules
from services.commands import RefusedError
from services.contacts import signs
from services.contacts.signs import Show
from storage import contacts, units
from storage.signs import Sign
from storage.tx import Tx
from tests.services.test_contacts import Pair
from tests.services.test_ledger import at
from tests.support.hall import HOME, Hall, seat

QUARTER = Span(date(2026, 10, 1), date(2026, 12, 31))
RULES = SignRules(pair=3, burst=3, burst_minutes=10, last_day_share=0.5, last_day_least=4, witness_least=2)


def log(tx: Tx, link: int, day: date, entered: datetime, *, known: Evidence | None = None, after: int = 0) -> None:
    """A contact on a link: a call, or a meeting that became known so many minutes after its entry."""
    mode = Mode.VISIT if known else Mode.PHONE
    id_ = contacts.add(tx, contacts.enter(tx, 1, mode, day, "", entered), link, mode, day, entered)
    if known:
        contacts.count(tx, id_, known, entered + timedelta(minutes=after))


def found(tx: Tx, code: str, rules: SignRules = RULES) -> dict[str, tuple[Sign, ...]]:
    unit = units.by_code(tx, code)
    assert unit is not None
    scheme = SchemeRules(signs=rules)
    there = replace(tx, rules=tx.rules.model_copy(update={"scheme": scheme}))
    return {one.kind: one.signs for one in signs.look(there, unit.id, QUARTER)}


@pytest.mark.parametrize("code", [HOME, "zhangdian", "zibo"])
async def test_signs_are_found_from_their_thresholds_on(both_halls: Hall, code: str) -> None:
    pair = await Pair(both_halls).begin()
    keeper, links = pair.keeper, [link.id for link in pair.links]
    day, last = date(2026, 10, 5), QUARTER.last

    async def now() -> dict[str, list[tuple[int, int, int]]]:
        got = await both_halls.job(lambda tx: found(tx, code))
        return {kind: [(one.person_id, one.number, one.of) for one in every] for kind, every in got.items() if every}

    def two(tx: Tx) -> None:
        for n in range(2):
            log(tx, links[0], day + timedelta(days=n), at(day + timedelta(days=n)), known=Evidence.CONFIRMED, after=n)

    await both_halls.job(two)
    assert await now() == {}
    await both_halls.job(lambda tx: log(tx, links[0], last, at(last), known=Evidence.CODE))
    assert await now() == {"pair": [(keeper.id, 3, 3)]}
    await both_halls.job(lambda tx: log(tx, links[1], day, at(last), known=Evidence.CODE, after=9))
    assert (await now())["last_day"] == [(keeper.id, 2, 4)]
    assert "burst" not in await now()
    await both_halls.job(lambda tx: log(tx, links[2], day, at(last), known=Evidence.CODE, after=5))
    assert (await now())["burst"] == [(keeper.id, 3, 5)]


async def test_meetings_that_are_all_by_witness_and_one_that_is_not(both_halls: Hall) -> None:
    pair = await Pair(both_halls).begin()
    day = date(2026, 10, 5)

    def witnessed(tx: Tx) -> None:
        for n, link in enumerate(pair.links[:2]):
            log(tx, link.id, day, at(day + timedelta(days=n)), known=Evidence.WITNESS)

    await both_halls.job(witnessed)
    (one,) = (await both_halls.job(lambda tx: found(tx, HOME)))["witness"]
    assert (one.person_id, one.number, one.name) == (pair.keeper.id, 2, pair.keeper.name)
    await both_halls.job(lambda tx: log(tx, pair.links[2].id, day, at(day), known=Evidence.CONFIRMED))
    assert (await both_halls.job(lambda tx: found(tx, HOME)))["witness"] == ()
    assert (await both_halls.job(lambda tx: found(tx, "zichuan"))) == dict.fromkeys(signs.KINDS, ())


async def test_administrators_see_them_with_their_numbers_and_no_resident(hall: Hall) -> None:
    pair = await Pair(hall).begin()
    admin = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    day = date(2026, 11, 5)

    def many(tx: Tx) -> int:
        for n in range(9):
            log(tx, pair.links[0].id, day + timedelta(days=n), at(day + timedelta(days=n)))
        unit = units.by_code(tx, "zhangdian")
        assert unit is not None
        return unit.id

    unit_id = await hall.job(many)
    await hall.do(admin, signs.show, Show(unit_id=unit_id, fresh=True))
    words = await hall.words_for(admin)
    assert f"{pair.keeper.name}：和同一位 9 次" in words
    assert pair.links[0].name not in words
    assert "不是结论" in words
    await hall.do(admin, signs.show, Show(unit_id=unit_id, back=1))
    assert pair.keeper.name not in await hall.words_for(admin)
    elsewhere = await hall.seated(seat(Role.ADMIN, "zichuan"))
    for who in (pair.keeper, pair.officer, elsewhere):
        with pytest.raises(RefusedError):
            await hall.do(who, signs.show, Show(unit_id=unit_id))
