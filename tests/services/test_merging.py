"""Staff merges what is one matter; whoever is concerned is told and may object, which undoes it for them."""

from datetime import timedelta

import pytest

from domain.people import Role
from domain.suggestions import State, Suggestion
from domain.telling import Outcome
from locales import Text
from services.commands import RefusedError
from services.suggestions import desks, duplicates, following, merging, supporting
from services.suggestions.handling import Pick, Press, Reply, Show
from services.suggestions.supporting import Join
from storage import events, merges, supporters
from storage.tx import Tx
from tests.support.city import seats
from tests.support.hall import HOME, Hall, Somebody, seat

ZH = Text("zh")
WORDS = "共青团西路桥头的路灯全黑"
SAME = "共青团西路桥头路灯不亮"


class Scene:
    """Two cases about one matter, whoever wrote and follows them, and their officer."""

    officer: Somebody
    author: Somebody
    other: Somebody
    follower: Somebody
    case: Suggestion
    into: Suggestion

    def __init__(self, hall: Hall) -> None:
        self.hall = hall

    @classmethod
    async def of(cls, hall: Hall) -> "Scene":
        new = cls(hall)
        new.officer = await hall.seated(seat(Role.OFFICER, HOME))
        new.author, new.other = await hall.resident("欧阳雪晴"), await hall.resident("刘建国")
        new.into = await hall.submit(new.other, WORDS)
        new.case = await hall.submit(new.author, SAME)
        new.follower = await hall.resident("张敏")
        await hall.do(new.follower, supporting.support, Join(case_id=new.case.id, code=new.case.code))
        for who in (new.author, new.other, new.follower, new.officer):
            await hall.heard(who)
        return new

    async def merge(self, who: Somebody | None = None, case: Suggestion | None = None, into: int = 0) -> Outcome:
        """Press through to the end."""
        chosen = case or self.case
        current = await self.hall.case(chosen.id)
        pick = Pick(case_id=chosen.id, version=current.version, value=str(into or self.into.id))
        for use_case in (merging.ask, merging.choose):
            await self.hall.do(who or self.officer, use_case, pick)
        return await self.hall.do(who or self.officer, merging.merge, pick)

    async def following(self, case: Suggestion) -> set[int]:
        found: list[int] = await self.hall.job(lambda tx: supporters.of_case(tx, case.id))
        return set(found)

    async def found(self) -> list[int]:
        """The cases that somebody who writes the same would be offered."""

        def work(tx: Tx) -> list[int]:
            matter = duplicates.known(tx, self.case)
            return sorted(match.id for match in duplicates.find(tx, matter, self.officer.id))

        ids: list[int] = await self.hall.job(work)
        return ids


async def test_everybody_follows_the_other_case_and_is_told(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene.of(hall)
    assert (await scene.merge()).toast == "merge.toast"
    assert (await hall.case(scene.case.id)).state is State.MERGED
    assert await scene.following(scene.into) == {scene.author.id, scene.follower.id}
    assert await scene.following(scene.case) == set()
    for who, key in ((scene.author, "merge.told_own"), (scene.follower, "merge.told")):
        told = await hall.words_for(who)
        assert ZH(key, number=scene.case.number, into=scene.into.number) in told
        assert "欧阳" not in told
        assert "刘建国" not in told
    assert await scene.found() == [scene.into.id]
    reply = Reply(case_id=scene.into.id, message_id=5, words="今晚去看")
    await hall.do(scene.officer, following.reply, reply)
    for who in (scene.author, scene.follower, scene.other):
        assert "今晚去看" in await hall.words_for(who)


async def test_the_author_objects_and_all_is_as_before(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene.of(hall)
    await scene.merge()
    hall.later(days=20)
    await hall.do(scene.author, merging.object_, Show(case_id=scene.case.id))
    case = await hall.case(scene.case.id)
    assert (case.state, case.representative_id) == (State.ASSIGNED, scene.case.representative_id)
    assert case.first_word_due > hall.now.date(), "nobody is overdue at once"
    assert await scene.following(scene.into) == set()
    assert await scene.following(scene.case) == {scene.follower.id}
    assert ZH("support.apart", number=case.number) in await hall.words_for(scene.follower)
    assert ZH("merge.apart") in await hall.words_for(scene.officer)
    assert await scene.found() == [scene.into.id, scene.case.id]
    again = await hall.do(scene.author, merging.object_, Show(case_id=scene.case.id))
    assert (again.told, again.toast) == ((), "button.done_already")
    history = await hall.job(lambda tx: [row["kind"] for row in events.of(tx, "suggestion", case.id)])
    assert (history.count("merge"), history.count("object")) == (1, 1)


async def test_a_deadline_that_is_further_off_stays(hall: Hall) -> None:
    scene = await Scene.of(hall)
    await scene.merge()
    await hall.do(scene.author, merging.object_, Show(case_id=scene.case.id))
    assert (await hall.case(scene.case.id)).first_word_due == scene.case.first_word_due


async def test_a_follower_objects_for_themselves_alone(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene.of(hall)
    await scene.merge()
    await hall.do(scene.follower, merging.object_, Show(case_id=scene.case.id))
    again = await hall.do(scene.follower, merging.object_, Show(case_id=scene.case.id))
    assert again.toast == "button.done_already"
    assert (await hall.case(scene.case.id)).state is State.MERGED
    assert await scene.following(scene.into) == {scene.author.id}
    assert await scene.following(scene.case) == {scene.follower.id}
    await hall.heard(scene.follower)
    await hall.do(scene.officer, following.reply, Reply(case_id=scene.into.id, message_id=5, words="今晚去看"))
    assert await hall.heard(scene.follower) == []
    await hall.do(scene.author, merging.object_, Show(case_id=scene.case.id))
    assert await scene.following(scene.case) == {scene.follower.id}


async def test_a_forged_objection_does_nothing(hall: Hall) -> None:
    scene = await Scene.of(hall)
    stranger = await hall.resident("过路人")
    for who in (stranger, scene.other, scene.author, scene.follower):
        outcome = await hall.do(who, merging.object_, Show(case_id=scene.case.id))
        assert (outcome.told, outcome.toast) == ((), "button.done_already")
    assert (await hall.case(scene.case.id)).state is State.ASSIGNED


async def test_a_chain_is_undone_from_either_end(both_halls: Hall) -> None:
    """Merged into one that is merged into a third: each author gets back what was theirs, with whom it brought."""
    hall = both_halls
    scene = await Scene.of(hall)
    third = await hall.submit(await hall.resident("王强"), "共青团西路桥头的路灯坏了全黑")
    await scene.merge()
    await scene.merge(case=scene.into, into=third.id)
    assert await scene.following(third) == {scene.author.id, scene.follower.id, scene.other.id}
    await hall.do(scene.other, merging.object_, Show(case_id=scene.into.id))
    assert await scene.following(third) == set()
    assert await scene.following(scene.into) == {scene.author.id, scene.follower.id}
    await hall.do(scene.author, merging.object_, Show(case_id=scene.case.id))
    assert await scene.following(scene.into) == set()
    assert await scene.following(scene.case) == {scene.follower.id}
    assert await hall.job(lambda tx: merges.find(tx, scene.case.id)) is None


async def test_who_follows_both_loses_neither(hall: Hall) -> None:
    scene = await Scene.of(hall)
    await hall.do(scene.follower, supporting.support, Join(case_id=scene.into.id, code=scene.into.code))
    await scene.merge()
    assert scene.follower.id in await scene.following(scene.into)
    await hall.do(scene.author, merging.object_, Show(case_id=scene.case.id))
    assert await scene.following(scene.case) == {scene.follower.id}
    assert await scene.following(scene.into) == {scene.follower.id}


async def test_two_cases_of_one_author(hall: Hall) -> None:
    scene = await Scene.of(hall)
    second = await hall.submit(scene.other, "共青团西路桥头路灯又黑了")
    await hall.heard(scene.other)
    await scene.merge(case=second)
    assert await scene.following(scene.into) == set(), "nobody follows the own case"
    assert ZH("merge.told_own", number=second.number, into=scene.into.number) in await hall.words_for(scene.other)
    await hall.do(scene.other, merging.object_, Show(case_id=second.id))
    assert (await hall.case(second.id)).state is State.ASSIGNED


async def test_pressed_twice_or_late_it_merges_once(hall: Hall) -> None:
    scene = await Scene.of(hall)
    pick = Pick(case_id=scene.case.id, version=scene.case.version, value=str(scene.into.id))
    await hall.do(scene.officer, merging.merge, pick)
    with pytest.raises(RefusedError) as refused:
        await hall.do(scene.officer, merging.merge, pick)
    assert refused.value.key == "refused.state"
    back = Pick(case_id=scene.into.id, version=scene.into.version, value=str(scene.case.id))
    assert (await hall.do(scene.officer, merging.merge, back)).toast == "merge.gone"


async def test_a_card_that_is_not_the_newest_merges_nothing(hall: Hall) -> None:
    scene = await Scene.of(hall)
    await hall.do(scene.officer, following.reply, Reply(case_id=scene.case.id, message_id=5, words="看到了"))
    pick = Pick(case_id=scene.case.id, version=scene.case.version, value=str(scene.into.id))
    assert (await hall.do(scene.officer, merging.merge, pick)).toast == "button.stale"
    assert (await hall.case(scene.case.id)).state is State.HANDLING


async def test_who_may_and_with_what(hall: Hall) -> None:
    """Only staff of both cases; never what is not alike, has ended, or was answered."""
    scene = await Scene.of(hall)
    pick = Pick(case_id=scene.case.id, version=scene.case.version, value=str(scene.into.id))
    stranger = await hall.seated(seat(Role.OFFICER, "zd-heping"))
    for who in (scene.author, scene.other, scene.follower, stranger):
        for use_case in (merging.ask, merging.choose, merging.merge):
            with pytest.raises(RefusedError):
                await hall.do(who, use_case, pick)
    unlike = await hall.submit(scene.other, "东二路菜市场的井盖没有了", category="drainage")
    elsewhere = await hall.submit(await hall.resident("王强", home="zd-heping"), WORDS)
    for id_ in (unlike.id, elsewhere.id, scene.case.id, 10**9):
        forged = pick.model_copy(update={"value": str(id_)})
        if id_ == 10**9:
            with pytest.raises(RefusedError):
                await hall.do(scene.officer, merging.merge, forged)
        else:
            assert (await hall.do(scene.officer, merging.merge, forged)).toast == "merge.gone", id_
    await hall.do(scene.other, following.withdraw, Press(case_id=scene.into.id, version=scene.into.version))
    assert (await hall.do(scene.officer, merging.merge, pick)).toast == "merge.gone"
    assert (await hall.do(scene.officer, merging.ask, pick)).toast == "merge.none"
    await hall.answer(scene.officer, scene.case)
    with pytest.raises(RefusedError):
        await hall.do(scene.officer, merging.ask, pick)


async def test_the_representative_of_both_may_too_and_whoever_sees_to_them_hears_of_it(hall: Hall) -> None:
    both = [await hall.seated(ref) for ref in seats(HOME)]
    scene = await Scene.of(hall)
    holders = {one.id: one for one in both}
    mine, theirs = holders[scene.case.representative_id or 0], holders[scene.into.representative_id or 0]
    for one in both:
        await hall.heard(one)
    if mine == theirs:
        await scene.merge(mine)
    else:
        await scene.merge()
        for one in both:
            assert ZH("merge.done", number=scene.case.number, into=scene.into.number) in await hall.words_for(one)
    assert (await hall.case(scene.case.id)).state is State.MERGED


async def test_a_merged_case_takes_no_more_words_and_no_clock_waits_for_it(hall: Hall) -> None:
    scene = await Scene.of(hall)
    await scene.merge()
    with pytest.raises(RefusedError):
        await hall.do(scene.author, following.reply, Reply(case_id=scene.case.id, message_id=9, words="还黑着"))
    case = await hall.case(scene.case.id)
    assert (case.is_open, case.due) == (False, None)
    await hall.do(scene.author, following.show, Show(case_id=case.id))
    assert ZH("button.object") in await hall.words_for(scene.author)
    facts = (await hall.do(scene.officer, desks.desk, desks.Desk(view="closed"))).told[0].facts
    assert [one.id for one in facts["cases"]] == [case.id]


async def test_distance_decides_where_both_are_on_the_map(hall: Hall) -> None:
    scene = await Scene.of(hall)

    async def offered(metres: float) -> bool:
        def place(tx: Tx) -> None:
            for case, latitude in ((scene.case, 36.81), (scene.into, 36.81 + metres / 111_320)):
                query = f"UPDATE suggestions SET latitude = {latitude}, longitude = 118.05 WHERE id = {case.id}"  # noqa: S608
                tx.connection.execute(query)

        await hall.job(place)
        for id_ in (scene.case.id, scene.into.id):
            case = await hall.case(id_)
            await hall.job(lambda tx, case=case: duplicates.index(tx, case))
        outcome = await hall.do(scene.officer, merging.ask, Press(case_id=scene.case.id, version=scene.case.version))
        return outcome.toast != "merge.none"

    assert await offered(990)
    assert not await offered(1010)


async def test_the_days_that_a_case_rested_are_not_held_against_anybody(hall: Hall) -> None:
    scene = await Scene.of(hall)
    await scene.merge()
    hall.later(days=30)
    await hall.do(scene.author, merging.object_, Show(case_id=scene.case.id))
    case = await hall.case(scene.case.id)
    assert not case.overdue(hall.now.date() + timedelta(days=1))
