"""Whatever changes something leaves a row in the history: every button, command, link, step and tick is tried.

The database itself says which tables were touched. What may be changed without a row stands in the tables below, each
with its reason.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.schedule import TICKS
from domain.suggestions import State
from handlers.codes import code
from handlers.telling import tell
from tests.docs import permissions
from tests.docs.permissions import Right, Who
from tests.handlers import ready
from tests.handlers.ready import ABSENT, AT, Given, Persona, Ready, World, world
from tests.handlers.test_permissions import OTHERS, PARTS
from tests.support.hall import Hall
from tests.support.stage import Stage, staged

# Tables that are no state of a matter or an office: the talk itself, its delivery, the search, and the history.
PASSING = {
    "inbox": "updates until they are handled", "outbox": "messages on their way", "papers": "the same of documents",
    "cards": "which message shows what", "relays": "which message belongs where", "shown_files": "the same of files",
    "talks": "where a conversation stands", "drafts": "what nobody has handed in", "dedupe_keys": "what was told once",
    "duplicates_cases": "the search for similar cases", "duplicates_grams": "the same",
    "duplicates_frequencies": "the same", "duplicates_backlog": "the same",
    "support_news": "news on their way", "formal_news": "news on their way", "contact_scans": "up to where was looked",
    "closing_runs": "up to where was reminded", "closing_told": "who was reminded",
    "roster_tasks": "work on a file that was asked for: importing and undoing leave a row of their own",
    "invite_tries": "wrong links, forgotten after two hours", "counters": "numbers that were given",
    "formal_counters": "the same", "events": "the history itself", "seals": "the same", "trail": "the same, sorted",
    "doers": "the same", "trailed": "the same", "alembic_version": "of the program",
}  # fmt: skip
# What one changes for oneself alone, by column or table; nobody else's matter, and no office's.
OWN = {
    "persons.language": "in which language one reads",
    "persons.shown": "what one chose last for the next draft: each case has its own",
    "persons.phone": "the number that one keeps for the next draft",
    "persons.muted_until": "of a mute that is over: the measure itself left its row",
    "accounts.unreachable_at": "that the messenger reaches somebody, or does not",
    "suggestions.process_rating": "half of a rating: its row comes with the other half",
    "case_files": "a later part of an album: the message that it belongs to left its row",
    "reminders": "on which day one wants to hear of a case",
    "suggestions.reminded": "of what was told last",
    "formal.reminded": "the same", "formal.parted": "the same", "parts.reminded": "the same",
    "formal_parts.reminded": "the same", "contacts.reminded": "the same", "meetings.reminded": "the same",
    "contacts.tries": "wrong codes at a meeting", "contact_codes": "the code that one reads out there",
    "links.told": "whether the other side knows of it", "link_proposals.told": "the same",
    "outcomes.asked_at": "that somebody was asked", "outcomes.ask_at": "the same",
    "receptions.code_hash": "the code that one reads out there", "receptions.token_hash": "the same",
    "notices.content": "what is not sent yet: sending leaves a row, and correcting one of its own",
    "notices.audience": "the same", "notice_mutes": "which notices one wants to hear",
    "mandates.handover": "that the officer was asked who follows",
}  # fmt: skip


Row = tuple[int, int]  # the id and version in a button


def watch(connection: Any) -> None:
    """Have the database note which tables and columns are touched."""
    connection.execute("CREATE TEMP TABLE touched (what TEXT PRIMARY KEY)")
    query = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    for table in [row["name"] for row in connection.execute(query).fetchall()]:
        if table in PASSING:
            continue
        note = "INSERT OR IGNORE INTO touched VALUES ('{}')"
        for verb in ("INSERT", "DELETE"):
            connection.execute(f"CREATE TEMP TRIGGER {table}_{verb} AFTER {verb} ON main.{table}"
                               f" BEGIN {note.format(table)}; END")  # fmt: skip
        for row in connection.execute(f"PRAGMA main.table_info({table})").fetchall():
            name = row["name"]
            connection.execute(
                f"CREATE TEMP TRIGGER {table}_{name} AFTER UPDATE ON main.{table} WHEN OLD.{name} IS NOT NEW.{name}"
                f" BEGIN {note.format(f'{table}.{name}')}; END"
            )


def touched(connection: Any) -> set[str]:
    """What was touched since it was asked last."""
    found = {row["what"] for row in connection.execute("SELECT what FROM touched").fetchall()}
    connection.execute("DELETE FROM touched")
    return found


def noted(connection: Any) -> int:
    return int(connection.execute("SELECT count(*) AS n FROM events").fetchone()["n"])


class Watched:
    """What was tried, and whatever changed something in silence."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.silent: list[str] = []
        self.changes = 0

    async def see(self, name: str, act: Any) -> None:
        """Do one thing, and look whether what it changed left a row."""
        connection = self.stage.connection
        touched(connection)
        before = noted(connection)
        await act()
        found = touched(connection)
        self.changes += bool(found)
        if noted(connection) > before:
            return
        own = {one for one in found if one in OWN or one.split(".")[0] in OWN}
        if rest := found - own - {f"{one.split('.')[0]}.version" for one in own}:
            self.silent.append(f"{name}: {', '.join(sorted(rest))}")


def tries(made: World, right: Right) -> Iterator[tuple[Persona, State]]:
    """Everybody who may, each in the first state in which they may."""
    for one in made.personas:
        states = (s for s in (State.ASSIGNED, *State) if right.allows(one.who, s) and s not in ABSENT.get(one.who, ()))
        if not one.ended and one.who is not Who.STRANGER and (state := next(states, None)) is not None:
            yield one, state


async def walk(watched: Watched, made: World, name: str, right: Right, one: Ready, act: Any) -> None:
    """Let everybody who may do one thing, each from the same beginning."""
    for persona, state in tries(made, right):
        with watched.stage.trial() as tx:
            given = Given(tx, made, persona, made.cases[state], watched.stage.now)
            one.before(given)
            row, value = one.row(given), str(one.value(given))
            watched.stage.stands(persona.somebody, one.talk(given) if one.talk else None)
            await watched.see(
                f"{name} by {persona.name}", lambda given=given, row=row, value=value: act(given, row, value)
            )


@pytest.mark.parametrize("part", range(PARTS))
async def test_every_button_leaves_a_row(hall: Hall, part: int) -> None:
    made = await world(hall)
    with staged(hall) as stage:
        watch(stage.connection)
        watched = Watched(stage)
        for verb, right in list(permissions.PRESSES.items())[part::PARTS]:
            one = ready.PRESSES.get(verb, Ready())

            async def press(given: Given, row: Row, value: str, verb: str = verb) -> None:
                await stage.press(given.who.somebody, code(verb, *row, value))

            await walk(watched, made, verb, right, one, press)
        assert watched.changes > 10
        assert not watched.silent, "\n".join(sorted(set(watched.silent)))


async def test_every_command_link_step_and_message_leaves_a_row(hall: Hall) -> None:
    made = await world(hall)
    with staged(hall) as stage:
        watch(stage.connection)
        watched = Watched(stage)
        ways = {f"/{name}": right for name, right in permissions.COMMANDS.items()}
        ways |= {f"/start {kind}_{{}}": right for kind, right in permissions.LINKS.items()}
        for way, right in ways.items():

            async def say(given: Given, row: Row, value: str, way: str = way) -> None:
                await stage.say(given.who.somebody, way.format(given.case.code))

            await walk(watched, made, way, right, Ready(), say)
        for step, right in permissions.STEPS.items():
            one = AT.get(step, Ready())
            one = one if one.talk else replace(one, talk=ready.at(step))

            async def send(given: Given, row: Row, value: str, one: Ready = one) -> None:
                await stage.send(given.who.somebody, **one.sends)

            await walk(watched, made, step, right, one, send)
        for way, right in permissions.OTHERS.items():
            one, sends = OTHERS[way]

            async def reply(given: Given, row: Row, value: str, sends: dict[str, Any] = sends) -> None:
                if "edits" in sends:
                    await stage.edit(given.who.somebody, sends["edits"], sends["text"])
                elif "to" in sends:
                    shown = given.case.number if "number" in sends else ""
                    await stage.reply(given.who.somebody, sends["to"], shown, text=sends["content"])
                else:
                    await stage.send(given.who.somebody, **sends)

            await walk(watched, made, way, right, one, reply)
        assert watched.changes > 10
        assert not watched.silent, "\n".join(sorted(set(watched.silent)))


# What a tick does to rows that nobody needs any more, or that only say what was told; by the name of the tick.
CLEARS = {
    "forget": "what is forgotten after its days: updates, texts that were sent, tries, words of ended cases",
    "sweep": "what was sent to or of somebody who left: that they left is noted",
    "expire": "words and files of ended cases, after the days of the configuration",
}


async def test_every_tick_leaves_a_row(hall: Hall) -> None:
    made = await world(hall)
    assert made.cases
    with staged(hall) as stage:
        watch(stage.connection)
        watched = Watched(stage)
        for days in (0, 1, 4, 8, 15, 29, 60, 120, 400):
            for work, _ in TICKS:
                with stage.trial() as tx:
                    now = stage.now + timedelta(days=days)

                    async def tick(work: Any = work, tx: Any = tx, now: Any = now) -> None:
                        found = work(tx, now)
                        tell(tx, found.told, now)

                    if work.__name__ not in CLEARS:
                        await watched.see(f"{work.__name__} after {days} days", tick)
        assert watched.changes > 5
        assert not watched.silent, "\n".join(sorted(set(watched.silent)))
