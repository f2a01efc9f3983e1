"""The services under test: a town in a database, people with accounts in it, and use cases run as a turn runs them.

No messenger and no process: what people hear stands in the outbox, rendered. `hall` is on SQLite, quick, from a copy
of a town that was settled once; `both_halls` is the same once on each engine.
"""

import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.demo.town import town
from domain.drafts import Draft
from domain.messages import File, Message
from domain.people import Actor, Address, Role
from domain.rules import AccessRules, LimitRules, Rules
from domain.suggestions import AnswerClass, Suggestion
from domain.telling import Due, Outcome, Talk, Told
from handlers.telling import tell
from services import access
from services.commands import Nothing
from services.suggestions import answering, following, handling, placing
from services.suggestions.saying import Say
from storage import people, suggestions, talks, units
from storage.engines import open_engine
from storage.tx import Tx
from storage.url import DatabaseUrl
from storage.writer import Writer
from tests.support.city import BEGIN, opened, settle_town

CONFIGURED = 5000  # the account that the configuration names as an administrator
HOME = "zd-fujia"  # a town: two representatives of its own, two of the district


@dataclass(frozen=True)
class Somebody:
    """A person with an account."""

    at: Address
    id: int
    name: str


@dataclass
class Hall:
    """The town's people, and the time."""

    writer: Writer
    now: datetime = BEGIN
    accounts: int = 1000
    heard_from: dict[str, int] = field(default_factory=dict)

    async def job(self, work: Callable[[Tx], Any]) -> Any:
        """Anything else in a job of its own."""
        return await self.writer.run(work)

    def later(self, **passed: float) -> None:
        """Let time pass."""
        self.now += timedelta(**passed)

    def stranger(self) -> Somebody:
        """An account that nobody is bound to."""
        self.accounts += 1
        return Somebody(Address("telegram", str(self.accounts)), 0, "")

    async def resident(self, name: str = "陈桂兰", home: str | None = HOME, account: int | None = None) -> Somebody:
        """Somebody who agreed and lives there."""
        at = Address("telegram", str(account)) if account else self.stranger().at

        def agree(tx: Tx) -> int:
            id_ = people.add(tx, name, "zh", self.now)
            people.bind(tx, at, id_, self.now)
            unit = units.by_code(tx, home) if home else None
            if unit is not None:
                people.set_home(tx, id_, unit.id)
            return id_

        return Somebody(at, await self.job(agree), name)

    async def seated(self, ref: str) -> Somebody:
        """Somebody of the roster, with an account."""
        at = self.stranger().at

        def bind(tx: Tx) -> tuple[int, str]:
            id_ = people.by_ref(tx, ref)
            assert id_ is not None
            people.bind(tx, at, id_, self.now)
            person = people.find(tx, id_)
            assert person is not None
            return id_, person.name

        id_, name = await self.job(bind)
        return Somebody(at, id_, name)

    async def do(self, who: Somebody, use_case: Callable[..., Outcome], command: object = None) -> Outcome:
        """Run a use case as a turn does: actor, outcome, what is told, where the conversation stands."""

        def work(tx: Tx) -> Outcome:
            actor = access.actor(tx, who.at, "zh", self.now)
            outcome = use_case(tx, actor, Nothing() if command is None else command, self.now)
            self._store(tx, outcome, who, actor)
            return outcome

        outcome: Outcome = await self.job(work)
        return outcome

    def _store(self, tx: Tx, outcome: Outcome, who: Somebody, actor: Actor) -> None:
        tell(tx, outcome.told, self.now, actor)
        if isinstance(outcome.talk, Talk) or outcome.talk is None:
            talks.save(tx, who.at, outcome.talk, self.now)

    async def tick(self, work: Callable[[Tx, datetime], Due]) -> list[tuple[int | Address, str]]:
        """One tick of the schedule. Returns whom it told what, without what had been told before."""

        def job(tx: Tx) -> tuple[Told, ...]:
            found = work(tx, self.now)
            tell(tx, found.told, self.now)
            return found.told

        return [(told.to, told.kind) for told in await self.job(job)]

    async def asleep(self, work: Callable[[Tx, datetime], Due]) -> list[tuple[int | Address, str]]:
        """The same tick in a city whose quiet hours are those of this moment."""
        rules = self.writer.rules
        hour = self.now.astimezone(rules.locale.zone).hour
        quiet = {"quiet_from": hour, "quiet_until": (hour + 1) % 24}
        self.writer.rules = rules.model_copy(update={"reminders": rules.reminders.model_copy(update=quiet)})
        told = await self.tick(work)
        self.writer.rules = rules
        return told

    async def case(self, id_: int) -> Suggestion:
        """A case as it stands."""
        found: Suggestion | None = await self.job(lambda tx: suggestions.find(tx, id_))
        assert found is not None
        return found

    async def submit(
        self, who: Somebody, words: str = "共青团西路路灯全黑", *, link: str = "", anonymous: bool = False,
        files: tuple[File, ...] = (), category: str | None = None,
    ) -> Suggestion:  # fmt: skip
        """Hand a suggestion in. Returns the case."""
        draft = Draft(link=link, anonymous=anonymous, files=files, category=category).with_words(1, words)
        return await self.submit_draft(who, draft)

    async def submit_draft(self, who: Somebody, draft: Draft) -> Suggestion:
        """Hand a draft in, whatever is like it."""
        await self.job(lambda tx: talks.save_draft(tx, who.id, draft, self.now))
        submit = placing.Submit(revision=draft.revision)
        outcome = await self.do(who, placing.submit, submit)
        if outcome.told[0].kind == "similar.offer":  # somebody filed something like it: it is another matter
            outcome = await self.do(who, placing.submit, submit)
        assert outcome.told[0].kind == "suggest.sent", outcome
        return await self.case(outcome.told[0].case or 0)

    async def answer(self, who: Somebody, case: Suggestion, class_: str = "A", words: str = "已经修好。") -> Suggestion:
        """Answer finally, through all steps."""
        current = await self.case(case.id)
        press = handling.Press(case_id=case.id, version=current.version)
        await self.do(who, answering.ask_class, press)
        await self.do(who, answering.choose_class, press.model_copy(update={"value": AnswerClass(class_)}))
        await self.do(who, answering.propose_answer, Say(message_id=1, words=words))
        await self.do(who, answering.confirm, press)
        return await self.case(case.id)

    async def rate(self, who: Somebody, case: Suggestion, process: str, result: str) -> Outcome:
        """Give both halves of the rating."""
        for use_case, kind, value in (
            (following.rate_process, following.RateProcess, process),
            (following.rate_result, following.Rate, result),
        ):
            current = await self.case(case.id)
            press = kind.model_validate({"case_id": case.id, "version": current.version, "value": value})
            outcome = await self.do(who, use_case, press)
        return outcome

    async def heard(self, who: Somebody) -> list[Message]:
        """What has been put on its way to somebody since this was asked last."""
        after = self.heard_from.get(who.at.address, 0)

        def work(tx: Tx) -> list[dict[str, Any]]:
            query = (
                "SELECT id, body FROM outbox WHERE address = '{}' AND id > {} AND state <> 'replaced' "
                "AND body IS NOT NULL ORDER BY id"
            )
            return list(tx.connection.execute(query.format(int(who.at.address), after)).fetchall())

        rows = await self.job(work)
        if rows:
            self.heard_from[who.at.address] = rows[-1]["id"]
        return [Message.model_validate_json(row["body"]) for row in rows]

    async def words_for(self, who: Somebody) -> str:
        """The same, as one text with its buttons."""
        return "\n".join(
            "\n".join([m.text, *(b.label for row in m.buttons for b in row)]) for m in await self.heard(who)
        )


def seat(role: Role, place: str) -> str:
    """The ref of whoever holds an office at a unit or station of the demo's town."""
    return next(r.person for r in town().roles if r.role is role and place in (r.unit, r.station, r.department))


RULES = Rules(
    access=AccessRules(administrators=(CONFIGURED,)), bot_username="double_link_bot",
    limits=LimitRules(suggestions_a_day=100),  # what is enough a day has tests of its own
)  # fmt: skip


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the town in it, made once."""
    path = tmp_path_factory.mktemp("settled") / "town.db"
    async with opened(f"sqlite:///{path}") as writer:
        await settle_town(writer)
    return path


@pytest_asyncio.fixture
async def hall(settled: Path, tmp_path: Path) -> AsyncIterator[Hall]:
    """The town, on SQLite."""
    path = tmp_path / "hall.db"
    shutil.copy(settled, path)
    writer = Writer(await open_engine(DatabaseUrl.parse(f"sqlite:///{path}")), RULES)
    try:
        yield Hall(writer)
    finally:
        await writer.close()


@pytest_asyncio.fixture
async def both_halls(database_url: str) -> AsyncIterator[Hall]:
    """The town, once on each engine."""
    async with opened(database_url, RULES) as writer:
        await settle_town(writer)
        yield Hall(writer)
