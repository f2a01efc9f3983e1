"""Forged buttons: whatever ids and values they carry, they are refused politely and never break a turn."""

from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from domain.people import Role, StrangerError
from handlers.codes import Code, code, read
from handlers.presses import PRESSES
from services.commands import RefusedError
from tests.support.city import seats
from tests.support.hall import CONFIGURED, HOME, Hall, Somebody, seat

IDS = (0, 1, 2**31, 2**62)
VERSIONS = (0, 1, 2**30)
VALUES = ("A", "Z", "zh", "fr", "open", "satisfied", "7", "999999999999999999999999", "A" * 24, "_")
FORGED = (*product(IDS, VERSIONS, ("",)), *product(IDS, (1,), VALUES))


async def press(hall: Hall, who: Somebody, forged: Code) -> str:
    """What becomes of a press."""
    use_case, command = PRESSES[forged.verb]
    try:
        asked = command(forged)
    except ValueError:
        return "stale"
    try:
        outcome = await hall.do(who, use_case, asked)
        if outcome.toast is None and not any(told.to in (who.id, who.at) for told in outcome.told):
            return "silence"
    except (RefusedError, StrangerError) as refusal:
        return type(refusal).__name__
    return "done"


@pytest.mark.parametrize("verb", [verb for verb in PRESSES if verb != "agree"])
async def test_no_value_breaks_a_turn_and_none_is_met_with_silence(hall: Hall, verb: str) -> None:
    """Whoever presses hears something: a card, a word, or a notice where the button was."""
    people = [await hall.resident(), await hall.seated(seats(HOME)[0]), hall.stranger(),
              await hall.seated(seat(Role.ADMIN, "zibo")), await hall.resident("配置", account=CONFIGURED)]  # fmt: skip
    await hall.submit(people[0])
    ends = set()
    for who, (id_, version, value) in product(people, FORGED):
        if len(forged := f"1:{verb}:{id_}:{version}:{value}") > 64:
            continue
        found = read(forged)
        assert found is not None
        ends.add(await press(hall, who, found))
    assert ends <= {"stale", "done", "RefusedError", "StrangerError"}


async def test_a_stranger_gets_nowhere_by_a_button(hall: Hall) -> None:
    """Only the greeting's own buttons do anything for somebody who has not agreed."""
    case = await hall.submit(await hall.resident())
    stranger = hall.stranger()
    open_to_all = {"agree", "decline", "language"}
    for verb in PRESSES:
        if verb in open_to_all:
            continue
        forged = read(code(verb, case.id, case.version))
        assert forged is not None
        await press(hall, stranger, forged)
        assert await rows_about(hall, stranger) == [], verb


async def rows_about(hall: Hall, who: Somebody) -> list[Any]:
    """What is kept of an account besides the conversation's step and what it was told."""
    query = "SELECT person_id FROM accounts WHERE address = ? UNION ALL SELECT id FROM persons WHERE name = ''"
    rows = await hall.job(lambda tx: tx.connection.execute(query, (who.at.address,)).fetchall())
    return [SimpleNamespace(**row) for row in rows]
