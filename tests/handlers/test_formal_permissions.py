"""Everybody presses every button of a formal suggestion in each of its states, and writes at every step of it.

Allowed or refused exactly as docs/formal.md says, and refused without a trace.
"""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from domain.formal import Formal, State
from domain.people import Role
from domain.telling import Talk
from handlers.codes import code
from handlers.formal.presses import PRESSES
from handlers.formal.talk import STATES
from handlers.turn import plain
from locales import Text
from services.formal import office, writing
from services.formal.words import WRITERS
from storage import formal
from tests.docs.formal import BUTTONS, STEPS, Right, Who
from tests.docs.permissions import Who as Anybody
from tests.handlers.ready import Persona
from tests.handlers.test_permissions import verdict
from tests.support.formal import REASON, REQUEST, TITLE, Paper
from tests.support.hall import Hall, Somebody, seat
from tests.support.scene import ELSEWHERE, HELP, LEAD
from tests.support.stage import Heard, Stage, staged

NOTHING = {plain(Text("zh")(key)) for key in ("formal.answer_gone", "formal.department_gone", "formal.no_cases")}
COURSES: dict[State, str] = {
    State.DRAFT: "",
    State.SUBMITTED: "sign",
    State.RETURNED: "sign back",
    State.ACCEPTED: "sign take",
    State.ASSIGNED: "sign take assign",
    State.UNDERWAY: "sign take assign accept",
    State.ANSWERED: "sign take assign accept A",
    State.WATCHED: "sign take assign accept B satisfied",
    State.SECOND: "sign take assign accept A unsatisfied",
    State.CLOSED: "sign take assign accept A satisfied",
    State.WITHDRAWN: "sign withdraw",
}
DEEDS: dict[str, Callable[[Paper], Any]] = {
    "sign": Paper.sign,
    "back": Paper.send_back,
    "take": lambda paper: paper.do(paper.office, office.take),
    "assign": lambda paper: paper.assign(HELP),
    "accept": Paper.accept,
    "A": Paper.answer,
    "B": lambda paper: paper.answer("B", day="20261231"),
    "satisfied": Paper.rate,
    "unsatisfied": lambda paper: paper.rate("unsatisfied"),
    "withdraw": lambda paper: paper.do(paper.mine, writing.withdraw),
}


@dataclass
class World:
    """One in every state, and everybody."""

    people: dict[Who, Somebody]
    papers: dict[State, Formal] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)


async def world(hall: Hall) -> World:
    paper = await Paper(hall).begin()
    made = World({
        Who.AUTHOR: paper.mine, Who.OFFICE: paper.office, Who.LEAD: paper.lead, Who.HELPER: paper.help,
        Who.RESIDENT: paper.resident, Who.STRANGER: hall.stranger(), Who.REPRESENTATIVE: paper.other,
        Who.OFFICER: await hall.seated(seat(Role.OFFICER, "zd-fujia")),
        Who.OTHER_OFFICE: await hall.seated(seat(Role.ADMIN, "zichuan")),
        Who.OTHER_DEPARTMENT: await hall.seated(seat(Role.DEPARTMENT_OFFICER, ELSEWHERE)),
    })  # fmt: skip
    for state, course in COURSES.items():
        one = await copy.copy(paper).write()
        for deed in course.split():
            await DEEDS[deed](one)
        made.papers[state] = await one.now()
        assert made.papers[state].state is state
    made.ids = {"case": str(paper.case), LEAD: await paper.code(LEAD), HELP: await paper.code(HELP)}
    made.ids["seat"] = str(made.papers[State.DRAFT].mandate_id)
    return made


@dataclass(frozen=True)
class Ready:
    """What a button or step needs to be tried: a value, what the conversation knows, what was asked before."""

    value: Callable[[World], str] = lambda world: ""
    step: str = ""
    data: Callable[[World], dict[str, Any]] = lambda world: {}
    longer: bool = False  # whether more time was asked for


def _chosen(world: World) -> dict[str, Any]:
    return {"lead": int(world.ids[LEAD]), "support": []}


def _answer(world: World) -> dict[str, Any]:
    return {"class": "A", "promised": None, "words": "好了", "files": []}


READY: dict[str, Ready] = {
    "formal.seat": Ready(lambda world: world.ids["seat"]),
    "formal.write": Ready(lambda world: "title"),
    "formal.cite": Ready(lambda world: f"{world.ids['case']}_0"),
    "formal.return_as": Ready(lambda world: "several"),
    "formal.lead": Ready(lambda world: world.ids[LEAD]),
    "formal.support": Ready(lambda world: world.ids[HELP], "formal.assigning", _chosen),
    "formal.assign_yes": Ready(step="formal.assigning", data=_chosen),
    "formal.extend_to": Ready(lambda world: "4"),
    "formal.grant": Ready(longer=True),
    "formal.refuse": Ready(longer=True),
    "formal.class": Ready(lambda world: "A"),
    "formal.day": Ready(lambda world: "20261231", "formal.answer", lambda world: {"class": "B", "promised": None}),
    "formal.send": Ready(step="formal.confirm", data=_answer),
    "formal.rate": Ready(lambda world: "basic"),
}
MORE: dict[str, Any] = {"fault": "several", "months": 4}  # what the talk about words may know besides


async def test_every_button_and_step_has_a_row() -> None:
    assert set(BUTTONS) == set(PRESSES)
    assert {step.partition(" ")[0] for step in STEPS} | {"formal.assigning"} == set(STATES)
    assert {step.partition(" ")[2] for step in STEPS if " " in step} == set(WRITERS)


async def test_buttons(hall: Hall) -> None:
    wrong, made = [], await world(hall)
    with staged(hall) as stage:
        for verb, right in BUTTONS.items():
            ready = READY.get(verb, Ready())

            async def act(who: Somebody, paper: Formal, verb: str = verb, ready: Ready = ready) -> Heard:
                return await stage.press(who, code(verb, paper.id, paper.version, ready.value(made)))

            wrong += [found async for found in everywhere(stage, made, verb, right, ready, act)]
    assert not wrong, "\n".join(wrong)


async def test_steps(hall: Hall) -> None:
    wrong, made = [], await world(hall)
    with staged(hall) as stage:
        for name, right in STEPS.items():
            step, _, what = name.partition(" ")
            known = {**MORE, "what": what} if what else _answer(made)

            async def act(who: Somebody, paper: Formal) -> Heard:
                return await stage.send(who, text="一句话")

            ready = Ready(step=step, data=lambda world, known=known: known)  # type: ignore[misc]
            wrong += [found async for found in everywhere(stage, made, name, right, ready, act)]
    assert not wrong, "\n".join(wrong)


async def everywhere(
    stage: Stage, made: World, name: str, right: Right, ready: Ready, act: Callable[[Somebody, Formal], Any]
) -> Any:
    """By everybody in every state: what did not come out as the page says."""
    for (who, somebody), (state, paper) in ((one, two) for one in made.people.items() for two in made.papers.items()):
        with stage.trial() as tx:
            if ready.longer:
                tx.connection.execute("UPDATE formal SET extension = 'asked', months = 5 WHERE id = ?", (paper.id,))
            talk = Talk(ready.step, {"formal": paper.id, **ready.data(made)}) if ready.step else None
            stage.stands(somebody, talk)
            before = formal.find(tx, paper.id)
            heard = await act(somebody, paper)
            persona = Persona(who, Anybody.STRANGER if who is Who.STRANGER else Anybody.RESIDENT, somebody)
            found = verdict(heard, persona)
            found = "nothing" if heard.toast in NOTHING else found
            expected = "done" if right.allows(who, state) else "refused"
            if found == "nothing" and expected == "refused":
                found = expected
            if found != expected:
                yield f"{name}, {who}, {state}: {found} and not {expected}: {heard.text()[:160]}"
            if expected == "refused":
                for trace in traces(who, somebody, heard):
                    yield f"{name}, {who}, {state}: {trace}"
                if formal.find(tx, paper.id) != before:
                    yield f"{name}, {who}, {state}: it was changed"


def traces(who: Who, somebody: Somebody, heard: Heard) -> Iterator[str]:
    """What a refusal must not leave."""
    if heard.changed > (who is Who.STRANGER) + 1:  # the end of a conversation is no trace
        yield f"{heard.changed} rows were changed"
    if {address for address, _ in heard.messages} - {somebody.at.address}:
        yield "others heard of it"
    if not (heard.messages or heard.toast):
        yield "it is met with silence"
    if who not in (Who.AUTHOR, Who.OFFICE, Who.LEAD, Who.HELPER):
        yield from (f"it tells {secret}" for secret in (TITLE, REASON[:8], REQUEST[:8]) if secret in heard.text())


async def test_no_button_on_a_card_is_refused(hall: Hall) -> None:
    """Whoever opens one finds buttons that they may press."""
    wrong, pressed, made = [], 0, await world(hall)
    with staged(hall) as stage:
        for who, somebody in made.people.items():
            for state, paper in made.papers.items():
                with stage.trial():
                    shown = await stage.press(somebody, code("formal.show", paper.id))
                for data in [b.code for m in shown.of(somebody) for row in m.buttons for b in row if b.code]:
                    with stage.trial():
                        heard = await stage.press(somebody, data)
                    pressed += 1
                    if verdict(heard, Persona(who, Anybody.RESIDENT, somebody)) == "refused":
                        wrong.append(f"{who}, {state}: {data}")
    assert pressed > 60
    assert not wrong, "\n".join(wrong)
