"""Everybody tries everything: allowed or refused exactly as docs/permissions.md says, and refused without a trace.

What there is to try is found in the code: every button, command, link and step, and every other way in. One that
somebody adds is a failure here until it has a row in `tests/docs/permissions.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from telegram.ext import CommandHandler

from domain.suggestions import State
from handlers.codes import code
from handlers.conversation import StoredConversation
from handlers.formal import talk as formal
from handlers.formal.presses import PRESSES as FORMAL
from handlers.presses import PRESSES
from locales import Html, Text, catalogues
from services.welcome import LINKS
from tests.docs import permissions
from tests.docs.permissions import Right, Who
from tests.handlers import ready
from tests.handlers.ready import ABSENT, AT, MESSAGE, Given, Persona, Ready, World, world
from tests.support.hall import Hall
from tests.support.stage import Heard, Stage, staged

ZH = Text("zh")
PARTS = 4  # of the buttons, so that several processes can share them
ROW = "a row is missing, or one too many: say in tests/docs/permissions.py who may (and print the page anew)"


def conversation(stage: Stage) -> StoredConversation:
    found = stage.application.handlers[0][0]
    assert isinstance(found, StoredConversation)
    return found


async def test_every_button_has_a_row() -> None:
    assert set(PRESSES) - set(FORMAL) == set(permissions.PRESSES), ROW


async def test_every_command_has_a_row(hall: Hall) -> None:
    with staged(hall) as stage:
        handlers = [*stage.application.handlers[0], *conversation(stage).entry_points]
        handlers += [one for step in conversation(stage).states.values() for one in step]
    found = {name for one in handlers if isinstance(one, CommandHandler) for name in one.commands}
    assert found == set(permissions.COMMANDS), ROW
    assert list(stage.application.handlers) == [0], "handlers in another group are asked as well: have them tried"


async def test_every_link_has_a_row() -> None:
    assert set(LINKS) == set(permissions.LINKS), ROW


async def test_every_step_has_a_row(hall: Hall) -> None:
    with staged(hall) as stage:
        assert set(conversation(stage).states) - set(formal.STATES) == set(permissions.STEPS), ROW


async def test_every_other_way_in_is_known(hall: Hall) -> None:
    with staged(hall) as stage:
        handlers = [
            *stage.application.handlers[0][1:],
            *conversation(stage).entry_points,
            *conversation(stage).fallbacks,
        ]
    found = {one.callback.__qualname__.split(".")[0] for one in handlers if not isinstance(one, CommandHandler)}
    assert found == OUTSIDE, "a handler is new, or gone: have what comes by it tried below"


# What handles what is no command and belongs to no step.
OUTSIDE = {"reply", "edited", "writes", "attaches", "pressed", "wrong_kind", "membership", "ignored", "_hint", "grown"}


async def test_what_is_made_ready_is_there() -> None:
    assert set(ready.PRESSES) <= set(PRESSES)
    assert set(AT) <= set(permissions.STEPS)
    assert set(permissions.OTHERS) == set(OTHERS)


class Trial:
    """One way tried by everybody in every state, and whatever did not come out as the page says."""

    def __init__(self, stage: Stage, world: World, name: str, right: Right, ready: Ready) -> None:
        self.stage, self.world, self.name, self.right, self.ready = stage, world, name, right, ready
        self.wrong: list[str] = []

    async def everywhere(self, act: Any) -> None:
        states = list(State) if self.right.of_case else [State.ASSIGNED]
        for persona in self.world.personas:
            for state in states:
                with self.stage.trial() as tx:
                    given = Given(tx, self.world, persona, self.world.cases[state], self.stage.now)
                    if persona.ended:
                        end_offices(given)
                    self.ready.before(given)
                    self.stage.stands(persona.somebody, self.ready.talk(given) if self.ready.talk else None)
                    try:
                        self.judge(given, await act(given))
                    except Exception as error:  # every other cell is to be seen as well
                        self._note(given, repr(error))

    def judge(self, given: Given, heard: Heard) -> None:
        who, state = given.who.who, given.case.state
        if state in ABSENT.get(who, ()):
            who = ELSEWHERE[who]
        found, expected = verdict(heard, given.who), "done" if self.right.allows(who, state) else "refused"
        if self.ready.apart and found == "done" and not said_in(given):
            found = "refused"  # what they wrote has nothing to do with the case
        if found == "nothing" and (expected == "refused" or not self.right.acts):
            found = expected  # whoever has nothing to do there is told so
        if who is Who.STRANGER and expected == "done":
            found = "done"  # asked to agree or not, both is right where everybody may
        if found != expected:
            self._note(given, f"{found} and not {expected}: {heard.text()[:160]}")
        if found == "refused" and not self.ready.apart:
            for trace in traces(given, self.right, heard):
                self._note(given, trace)

    def _note(self, given: Given, what: str) -> None:
        self.wrong.append(f"{self.name}, {given.who.name}, {given.case.state}: {what}")


ELSEWHERE = {
    Who.REPRESENTATIVE: Who.OTHER_REPRESENTATIVE, Who.SUPPORTER: Who.RESIDENT,
    Who.LEAD: Who.OTHER_DEPARTMENT, Who.HELPER: Who.OTHER_DEPARTMENT,
}  # fmt: skip


def end_offices(given: Given) -> None:
    """Yesterday was the last day of every office of theirs."""
    for table in ("roles", "mandates"):
        given.tx.connection.execute(
            f"UPDATE {table} SET ends = '2026-11-30' WHERE person_id = ?",  # noqa: S608 - two names of ours
            (given.who.somebody.id,),
        )


def said_in(given: Given) -> bool:
    """Whether the case's latest message came just now."""
    query = "SELECT count(*) AS n FROM case_messages WHERE suggestion_id = ? AND words = '一句话'"
    return bool(given.tx.connection.execute(query, (given.case.id,)).fetchone()["n"])


def refusals() -> list[re.Pattern[str]]:
    """What is said to who may not, as patterns."""
    keys = [m.id for c in catalogues("zh").values() for m in c if m.id and str(m.id).startswith("refused.")]
    texts = (
        re.split(
            r"\0",
            ZH(str(key), **dict.fromkeys(("number", "day", "days", "n", "left", "limit", "unit", "asker"), Html("\0"))),
        )
        for key in keys
    )
    return [re.compile(".*".join(map(re.escape, pieces)), re.DOTALL) for pieces in texts]


REFUSALS = refusals()
# Toasts of those who find nothing to do.
NOTHING = {str(ZH(key)) for key in (
    "button.unknown", "button.stale", "button.done_already", "desk.gone", "desk.no_level", "desk.no_peers",
    "transfer.gone", "transfer.none", "suggest.gone", "support.own", "support.already", "merge.gone", "merge.none",
    "walkin.taken_toast",
    "contact.gone", "meeting.gone", "reception.gone",
)}  # fmt: skip


def verdict(heard: Heard, who: Persona) -> str:
    """What became of it."""
    own = heard.of(who.somebody)
    if who.who is Who.STRANGER and any("1:agree:" in (b.code or "") for m in own for row in m.buttons for b in row):
        return "refused"  # they are asked to agree first
    if any(pattern.fullmatch(message.text) for message in own for pattern in REFUSALS):
        return "refused"
    if heard.toast in NOTHING or not (own or heard.toast or heard.changed):
        return "nothing"
    return "done"


def traces(given: Given, right: Right, heard: Heard) -> Iterator[str]:
    """What a refusal must not leave: rows, words to others, anything of the case."""
    stranger = given.who.who is Who.STRANGER
    if heard.changed > stranger:  # of a stranger, that they were asked
        yield f"{heard.changed} rows were changed by what was refused"
    if {address for address, _ in heard.messages} - {given.who.somebody.at.address}:
        yield "others heard of what was refused"
    if not (heard.messages or heard.toast):
        yield "it is met with silence"
    if given.who.who in permissions.ROLES:
        return
    secrets = [ready.WORDS[:6], ready.AUTHOR, given.case.representative or "李建国", given.case.unit, given.case.code]
    known = given.who.who is Who.SUPPORTER or right.note
    yield from (
        f"it tells {secret}" for secret in (*secrets, given.case.number) if secret in heard.text() and not known
    )


@pytest.mark.parametrize("part", range(PARTS))
async def test_buttons(hall: Hall, part: int) -> None:
    wrong, made = [], await world(hall)
    with staged(hall) as stage:
        for verb, right in list(permissions.PRESSES.items())[part::PARTS]:
            one = ready.PRESSES.get(verb, Ready())
            trial = Trial(stage, made, f"button {verb}", right, one)

            async def act(given: Given, verb: str = verb, one: Ready = one) -> Heard:
                value = str(one.value(given))
                return await stage.press(given.who.somebody, code(verb, *one.row(given), value))

            await trial.everywhere(act)
            wrong += trial.wrong
    assert not wrong, "\n".join(wrong)


async def test_commands_and_links(hall: Hall) -> None:
    wrong, made = [], await world(hall)
    ways = {f"/{name}": right for name, right in permissions.COMMANDS.items()}
    ways |= {f"/start {kind}_{{}}": right for kind, right in permissions.LINKS.items()}
    with staged(hall) as stage:
        for way, right in ways.items():
            trial = Trial(stage, made, way, right, Ready())
            await trial.everywhere(lambda given, way=way: stage.say(given.who.somebody, way.format(given.case.code)))
            wrong += trial.wrong
    assert not wrong, "\n".join(wrong)


async def test_steps(hall: Hall) -> None:
    wrong, made = [], await world(hall)
    with staged(hall) as stage:
        for step, right in permissions.STEPS.items():
            one = AT.get(step, Ready())
            one = one if one.talk else replace(one, talk=ready.at(step))
            trial = Trial(stage, made, f"step {step}", right, one)
            await trial.everywhere(lambda given, one=one: stage.send(given.who.somebody, **one.sends))
            wrong += trial.wrong
    assert not wrong, "\n".join(wrong)


OTHERS: dict[str, tuple[Ready, dict[str, Any]]] = {
    "words or files alone": (Ready(), {"text": "门口的井盖坏了"}),
    "an edited message": (Ready(), {"text": "门口的井盖坏了", "edited": True}),
    "an edited word to the other side": (Ready(before=ready.own_word), {"edits": MESSAGE, "text": "一句话"}),
    "an edited word among staff": (
        Ready(before=lambda given: ready.own_word(given, "note")),
        {"edits": MESSAGE, "text": "一句话"},
    ),
    "a reply to a message of a case": (Ready(before=ready.relayed), {"to": MESSAGE, "content": "一句话"}),
    "a reply to a word among staff": (Ready(before=ready.a_note), {"to": MESSAGE, "content": "一句话"}),
    "a reply known by the case's number": (Ready(apart=True), {"to": 2, "number": True, "content": "一句话"}),
    "a later part of an album": (Ready(before=ready.begun_album), {**ready.A_PHOTO, "media_group_id": "album"}),
    "an unknown command": (
        Ready(),
        {"text": "/nonsense", "entities": [{"type": "bot_command", "offset": 0, "length": 9}]},
    ),
    "anything else": (Ready(), {"dice": {"emoji": "🎲", "value": 6}}),
}


async def test_replies_and_all_else(hall: Hall) -> None:
    wrong, made = [], await world(hall)
    with staged(hall) as stage:
        for way, right in permissions.OTHERS.items():
            one, sends = OTHERS[way]
            trial = Trial(stage, made, way, right, one)

            async def act(given: Given, sends: dict[str, Any] = sends) -> Heard:
                if "edits" in sends:
                    return await stage.edit(given.who.somebody, sends["edits"], sends["text"])
                if "to" not in sends:
                    return await stage.send(given.who.somebody, **sends)
                shown = given.case.number if "number" in sends else ""
                return await stage.reply(given.who.somebody, sends["to"], shown, text=sends["content"])

            await trial.everywhere(act)
            wrong += trial.wrong
    assert not wrong, "\n".join(wrong)


async def test_no_button_that_is_shown_is_refused(hall: Hall) -> None:
    """Whoever looks at a case finds buttons that they may press."""
    made, wrong, pressed = await world(hall), [], 0
    with staged(hall) as stage:
        for persona in made.personas:
            for state, case in made.cases.items():
                with stage.trial():
                    shown = await stage.press(persona.somebody, code("case.show", case.id))
                codes = [b.code for m in shown.of(persona.somebody) for row in m.buttons for b in row if b.code]
                for data in codes:
                    with stage.trial():
                        found = verdict(await stage.press(persona.somebody, data), persona)
                    pressed += 1
                    if found == "refused" and persona.who is not Who.STRANGER:
                        wrong.append(f"{persona.name}, {state}: {data}")
    assert pressed > 200
    assert not wrong, "\n".join(wrong)
