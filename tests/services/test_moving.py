"""Nothing but the table changes a state: one function does, and it asks the table."""

import ast
from pathlib import Path

import pytest

import services
from domain.people import Actor, Address, Role
from domain.suggestions import Action, State
from services.commands import RefusedError
from services.suggestions.moving import move
from storage import events
from tests.support.hall import Hall

ROOT = Path(services.__path__[0]).parent


def changers() -> set[str]:
    """The files in which somebody hands a state to the storage of cases."""
    found = set()
    for floor in ("services", "handlers", "bot"):
        for path in (ROOT / floor).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr == "change"
                    and ast.unparse(node.func.value) == "suggestions"
                    and any(keyword.arg in ("state", None) for keyword in node.keywords)
                ):
                    found.add(str(path.relative_to(ROOT)))
    return found


def test_one_place_changes_states() -> None:
    assert changers() == {"services/suggestions/moving.py"}


@pytest.mark.parametrize(
    ("action", "role", "to"),
    [
        (Action.ACCEPT, Role.DEPARTMENT_OFFICER, None),
        (Action.RATE, Role.RESIDENT, State.CLOSED),
        (Action.ASSIGN, Role.REPRESENTATIVE, None),
        (Action.WITHDRAW, Role.ADMIN, None),
    ],
)
async def test_what_the_table_does_not_know_is_refused(
    hall: Hall, action: Action, role: Role, to: State | None
) -> None:
    case = await hall.submit(await hall.resident())
    actor = Actor(Address("telegram", "1"), "zh", 1)
    before = len(await hall.job(lambda tx: events.of(tx, "suggestion", case.id)))
    with pytest.raises(RefusedError, match="state"):
        await hall.job(lambda tx: move(tx, actor, case, action, role, hall.now, to=to))
    assert await hall.case(case.id) == case
    assert len(await hall.job(lambda tx: events.of(tx, "suggestion", case.id))) == before


async def test_a_row_leads_nowhere_else(hall: Hall) -> None:
    case = await hall.submit(await hall.resident())
    actor = Actor(Address("telegram", "1"), "zh", 1)
    with pytest.raises(ValueError, match="does not lead"):
        await hall.job(lambda tx: move(tx, actor, case, Action.SPEAK, Role.OFFICER, hall.now, to=State.CLOSED))
    assert (await hall.case(case.id)).state is case.state


async def test_every_change_is_an_event_with_actor_role_time_and_update(hall: Hall) -> None:
    case = await hall.submit(await hall.resident())
    actor = Actor(Address("telegram", "1"), "zh", 1)
    await hall.writer.run(lambda tx: move(tx, actor, case, Action.SPEAK, Role.OFFICER, hall.now), update_id=4711)
    row = await hall.job(
        lambda tx: tx.connection.execute(
            "SELECT * FROM events WHERE subject = 'suggestion' ORDER BY id DESC"
        ).fetchone()
    )
    assert (row["kind"], row["actor_id"], row["role"], row["update_id"]) == ("speak", 1, "officer", 4711)
    assert row["at"] > 0
    assert (await hall.case(case.id)).state is State.HANDLING
