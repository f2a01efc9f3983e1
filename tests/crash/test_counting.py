"""What a drill counts: nothing while somebody still talks, and what did not arrive is named."""

import asyncio
from pathlib import Path

import pytest

from bench.crash.drill import Talks, until_all_is_sent
from bench.crash.scene import prepared, query, sandbox
from bench.crash.talking import Person
from bench.crash.verdict import CONFIRMED, judge
from tests.support.process import Bot
from tests.support.sandbox import Json

pytestmark = pytest.mark.crash

OWED = 5
VISITED = 3  # a resident after whose case the representative meets the neighbour
THINKS = 2.0  # seconds, in which this resident has long had the last word


class TestADrill:
    async def test_counts_when_representatives_have_nothing_more_to_say_either(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        says = Person.says

        async def slowly(person: Person, words: str, to: Json | None = None) -> None:
            if words == "/contact":
                await asyncio.sleep(THINKS)
            await says(person, words, to)

        monkeypatch.setattr(Person, "says", slowly)
        async with sandbox() as bench:
            scene = await prepared(bench, tmp_path, "polling", OWED)
            async with Bot(scene.config):
                talks = Talks(scene, VISITED + 1, turns=1)
                talks.come = VISITED
                await talks.begin()
                await talks.turn(0)
                assert await talks.rest() == []
            assert query(scene.database, CONFIRMED) == [(1,)]

    async def test_names_what_did_not_arrive(self, tmp_path: Path) -> None:
        async with sandbox() as bench:
            scene = await prepared(bench, tmp_path, "polling", OWED)
            await bench.fault(method="sendMessage", chat=scene.owed_to[0], status=400)
            async with Bot(scene.config):
                await until_all_is_sent(scene)
            verdict = await judge(scene, 0, [], [])
        assert verdict.lost["notices"] >= OWED
        assert sum(": dead, not arrived" in why for why in verdict.broken) == OWED
