"""Whatever people press, in whatever order and however often: no event is lost, and none is left without somebody."""

import random

import pytest

from domain.formal import Formal, State
from domain.people import Address
from domain.telling import Outcome
from handlers.codes import Code, read
from handlers.formal.presses import PRESSES
from handlers.telling import render
from handlers.viewing import VIEWS
from services import access
from services.commands import RefusedError, today
from services.formal import answering, rights, words
from services.formal.citing import formal_news
from services.formal.due import formal_due, formal_mandates
from services.suggestions.saying import Say
from storage import events, formal, talks
from storage.tx import Tx
from tests.support.formal import Paper
from tests.support.hall import Hall, Somebody
from tests.support.scene import HELP

STEPS = 80
PEOPLE = ("mine", "office", "lead", "help")


class Walk:
    """One formal suggestion, and the buttons that people have seen of it, old ones as well."""

    def __init__(self, paper: Paper, chance: random.Random) -> None:
        self.paper, self.chance = paper, chance
        self.seen: dict[str, list[Code]] = {name: [] for name in PEOPLE}

    async def step(self) -> None:
        """Somebody presses something, writes something, or time passes."""
        name = self.chance.choice(PEOPLE)
        who: Somebody = getattr(self.paper, name)
        talk = await self.paper.hall.job(lambda tx: talks.find(tx, who.at))
        if talk is not None and talk.step.startswith("formal.") and self.chance.random() < 0.6:
            await self._try(name, who, WRITES.get(talk.step, words.write), Say(message_id=1, words="一句话"))
        elif self.chance.random() < 0.15:
            self.paper.hall.later(days=self.chance.choice((1, 3, 8, 31)))
            for work in (formal_due, formal_mandates, formal_news):
                await self.paper.hall.tick(work)
        else:
            await self._press(name, who)

    async def _press(self, name: str, who: Somebody) -> None:
        use_case, command = PRESSES["formal.show"]
        await self._try(name, who, use_case, command(Code(verb="formal.show", id=self.paper.id)))
        if self.seen[name]:
            code = self.chance.choice(self.seen[name][-8:])
            use_case, command = PRESSES[code.verb]
            await self._try(name, who, use_case, command(code))

    async def _try(self, name: str, who: Somebody, use_case: object, command: object) -> None:
        try:
            outcome = await self.paper.hall.do(who, use_case, command)  # type: ignore[arg-type]
        except RefusedError:
            return
        self.seen[name] += await self.paper.hall.job(lambda tx: _codes(tx, outcome, who, self.paper))


def _codes(tx: Tx, outcome: Outcome, who: Somebody, paper: Paper) -> list[Code]:
    """The buttons that somebody is shown now."""
    own = [told for told in outcome.told if told.to == who.id and told.kind in VIEWS]
    messages = [message for told in own for message in render(tx, told, "zh", paper.hall.now)]
    found = (read(button.code) for message in messages for row in message.buttons for button in row)
    return [code for code in found if code and code.verb in PRESSES and code.verb not in ("formal", "formal.begin")]


WRITES = {"formal.answer": answering.propose, "formal.confirm": answering.propose}


def _responsible(tx: Tx, found: Formal, paper: Paper) -> bool:
    """Whether somebody can do the next step."""
    for name in PEOPLE:
        at: Address = getattr(paper, name).at
        if rights.actions_of(tx, access.actor(tx, at, "zh", paper.hall.now), found, paper.hall.now):
            return True
    return False


@pytest.mark.parametrize("seed", range(12))
async def test_random_presses_lose_nothing_and_leave_nobody_alone(hall: Hall, seed: int) -> None:
    paper = await (await Paper(hall).begin()).write()
    await paper.sign()
    if seed % 2:
        await paper.assign(HELP)
    walk, reached = Walk(paper, random.Random(seed)), set()
    for _ in range(STEPS):
        await walk.step()
        found = await paper.now()
        reached.add(found.state)
        history = await hall.job(lambda tx: events.of(tx, "formal", paper.id))
        assert len(history) == found.version - 1, "every change has its event, and no event is without a change"
        if found.is_open:
            assert await hall.job(lambda tx, found=found: _responsible(tx, found, paper)), found.state
            assert found.due is not None or found.state in (State.DRAFT, State.RETURNED, State.ANSWERED)
        if found.lead_id is not None and found.is_open:
            assert await hall.job(lambda tx, found=found: rights.lead(tx, found, today(tx.rules, hall.now)))
        assert (await hall.case(paper.case)).formal in ("", found.number)
    assert len(reached) > 1
    assert await hall.job(lambda tx: formal.find(tx, paper.id)) is not None
