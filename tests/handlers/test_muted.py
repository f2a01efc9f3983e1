"""Who is muted in a case says nothing by any way that there is, now or later: every step, reply, album, edit and press.

The ways are those of the table of permissions in which the author does something with words, so a new one is tried as
well. What a muted person may do all the same (read, rate, withdraw, object, ask how it stands) has no words.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from domain.moderation import Measure, Offence
from domain.people import Role
from domain.suggestions import State
from storage import moderation, relays, suggestions
from storage.tx import Tx
from tests.docs import permissions
from tests.docs.permissions import Who
from tests.handlers import ready
from tests.handlers.ready import AT, MESSAGE, Given, Persona, Ready, World, world
from tests.support.hall import Hall
from tests.support.stage import Heard, Stage, staged

WORDS = "一句不该说的话"


def mute(given: Given) -> None:
    """For a week, in the case's own place."""
    person, case = given.who.somebody.id, given.case
    moderation.add(
        given.tx, Measure.MUTE, person_id=person, case_id=case.id, message_id=None, unit_id=case.unit_id,
        offence=Offence.ABUSE, words="请冷静", by_id=given.world.ids["peer"], now=given.now,
        ends=given.now + timedelta(days=7),
    )  # fmt: skip
    moderation.mute(given.tx, person)


def said(given: Given) -> None:
    """A message of the author that was passed on, before the mute."""
    who = given.who.somebody
    message = suggestions.say(given.tx, given.case.id, "message", who.id, Role.RESIDENT, "灯还没亮", (), given.now)
    relays.bind(given.tx, who.at, MESSAGE, given.case.id, message)


async def edited(stage: Stage, given: Given) -> Heard:
    return await stage.send(given.who.somebody, edited=True, message_id=MESSAGE, text=WORDS, edit_date=2)


async def replied(stage: Stage, given: Given) -> Heard:
    return await stage.reply(given.who.somebody, MESSAGE, text=WORDS)


async def by_number(stage: Stage, given: Given) -> Heard:
    return await stage.reply(given.who.somebody, 2, given.case.number, text=WORDS)


async def in_an_album(stage: Stage, given: Given) -> Heard:
    return await stage.send(given.who.somebody, **ready.A_PHOTO, caption=WORDS, media_group_id="album")


WAYS: dict[str, tuple[Callable[[Given], object], Callable[[Stage, Given], Awaitable[Heard]]]] = {
    "an edit": (said, edited),
    "a reply": (said, replied),
    "a reply by the number": (said, by_number),
    "a later part of an album": (ready.begun_album, in_an_album),
}


def steps() -> dict[str, Ready]:
    """The steps in which an author's words go to a case."""
    found = {step for step, right in permissions.STEPS.items() if Role.RESIDENT in right.acts}
    return {step: AT.get(step, Ready()) for step in sorted(found - WORDLESS)}


WORDLESS = frozenset({"case.remind"})  # a day, for oneself


async def test_a_muted_author_says_nothing_by_any_way(hall: Hall) -> None:
    made, wrong = await world(hall), []
    author = next(one for one in made.personas if one.who is Who.AUTHOR)
    with staged(hall) as stage:
        for state in State:
            for way, (before, act) in WAYS.items():
                wrong += await trial(stage, made, author, state, way, before, act)
            for step, one in steps().items():
                before, act = at_step(step, one)
                wrong += await trial(stage, made, author, state, step, before, act)
    assert not wrong, "\n".join(wrong)


def at_step(step: str, one: Ready) -> tuple[Callable[[Given], object], Callable[[Stage, Given], Awaitable[Heard]]]:
    """The conversation stood at the step when the mute came."""

    async def act(stage: Stage, given: Given) -> Heard:
        stage.stands(given.who.somebody, (one.talk or ready.at(step))(given))
        return await stage.say(given.who.somebody, WORDS)

    return one.before, act


async def trial(
    stage: Stage, made: World, author: Persona, state: State, way: str, before: Callable[[Given], object],
    act: Callable[[Stage, Given], Awaitable[Heard]],
) -> list[str]:  # fmt: skip
    with stage.trial() as tx:
        given = Given(tx, made, author, made.cases[state], stage.now)
        before(given)
        mute(given)
        heard = await act(stage, given)
        others = [message.text for at, message in heard.messages if at != author.somebody.at.address]
        kept = f"{way}, {state}: is kept in the case" if is_kept(tx) else ""
        passed = f"{way}, {state}: is passed on" if any(WORDS in text for text in others) else ""
        silent = "" if heard.of(author.somebody) or heard.toast else f"{way}, {state}: is met with silence"
    return [fault for fault in (kept, passed, silent) if fault]


def is_kept(tx: Tx) -> bool:
    query = "SELECT count(*) AS n FROM case_messages WHERE words = ?"
    return bool(tx.connection.execute(query, (WORDS,)).fetchone()["n"])


async def test_without_the_mute_the_same_ways_lead_to_the_case(hall: Hall) -> None:
    """Else nothing would be tried."""
    made = await world(hall)
    author: Any = next(one for one in made.personas if one.who is Who.AUTHOR)
    with staged(hall) as stage, stage.trial() as tx:
        given = Given(tx, made, author, made.cases[State.ASSIGNED], stage.now)
        said(given)
        await replied(stage, given)
        assert is_kept(tx)
