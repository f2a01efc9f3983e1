"""Where departments, triage and promises meet those who follow a case, and cases that are merged."""

import asyncio

import pytest

from domain.life import Hearer, row
from domain.people import Role
from domain.suggestions import AT_DEPARTMENT, ENDED, Action, State, Suggestion, Why
from domain.telling import Outcome
from services import access
from services.commands import RefusedError
from services.suggestions import (
    departing,
    duplicates,
    extending,
    following,
    handling,
    merging,
    promising,
    sheets,
    supporting,
    transferring,
    triaging,
)
from services.suggestions.handling import Pick, Show
from services.suggestions.saying import Say
from services.suggestions.supporting import Join
from storage import events, supporters
from storage.engines import open_engine
from storage.tx import TooLateError, Tx
from storage.url import DatabaseUrl
from storage.writer import Writer
from tests.support import postgres
from tests.support.city import opened, settle_town
from tests.support.hall import RULES, Hall, Somebody
from tests.support.scene import Scene

NAME = "欧阳慧敏"  # who wrote the scene's case
REFUSED = (RefusedError, TooLateError)
HELPER = "zd-shizheng"


async def followed(hall: Hall, *, anonymous: bool = False) -> tuple[Scene, Somebody]:
    """A case with everybody who has to do with it, and somebody who follows it."""
    scene = await Scene(hall).begin(anonymous=anonymous)
    follower = await hall.resident("刘建国")
    await hall.do(follower, supporting.support, Join(case_id=scene.id, code=(await scene.case()).code))
    for who in (follower, scene.resident):
        await hall.heard(who)
    return scene, follower


async def both(scene: Scene, follower: Somebody) -> str:
    """What the follower heard of the last step, of which the author heard as well."""
    assert await scene.hall.words_for(scene.resident), "the author hears of it"
    told = await scene.hall.words_for(follower)
    assert told, "and so does who follows"
    assert not [part for part in (NAME, "欧阳", "慧敏") if part in told]
    return told


@pytest.mark.parametrize("anonymous", [False, True])
async def test_who_follows_hears_of_every_step_that_the_author_hears_of(both_halls: Hall, anonymous: bool) -> None:
    hall = both_halls
    scene, follower = await followed(hall, anonymous=anonymous)
    await scene.transfer()
    told = await both(scene, follower)
    assert "张店区综合行政执法局" in told
    assert "12月8日" in told
    await scene.give_back(scene.lead)
    assert "部门退回" in await both(scene, follower)
    await scene.transfer()
    await both(scene, follower)
    await hall.do(scene.mine, transferring.recall, await scene.press())
    await both(scene, follower)
    await scene.transfer()
    await both(scene, follower)
    await hall.do(scene.lead, departing.accept, await scene.press())
    await longer(scene)
    await hall.do(scene.mine, extending.grant, await scene.press())
    assert "12月22日" in await both(scene, follower)
    await hall.answer(scene.lead, await scene.case(), "B", words="欧阳女士，灯杆已经订了")
    told = await both(scene, follower)
    assert "灯杆已经订了" in told
    assert "12月31日" in told
    await hall.rate(scene.resident, await scene.case(), "satisfied", "basic")
    await both(scene, follower)
    await hall.do(scene.lead, promising.ask, await scene.press())
    await hall.do(scene.lead, promising.postpone, Say(message_id=8, words="慧敏您好，厂家还没发货"))
    assert "厂家还没发货" in await both(scene, follower)
    await hall.answer(scene.lead, await scene.case(), "A", words="灯亮了")
    assert "灯亮了" in await both(scene, follower)


async def longer(scene: Scene) -> None:
    """The lead asks for ten working days more."""
    press = extending.Days(case_id=scene.id, version=(await scene.case()).version, value="10")
    await scene.hall.do(scene.lead, extending.ask_why, press)
    await scene.hall.do(scene.lead, extending.request, Say(message_id=6, words="灯杆要定做"))


async def test_who_follows_hears_that_it_is_redirected_and_not_why(hall: Hall) -> None:
    """The reason may be a matter of the author's alone."""
    scene, follower = await followed(hall)
    press = await scene.press()
    chosen = triaging.ChooseReason(case_id=scene.id, version=press.version, value=Why.LITIGATION)
    await hall.do(scene.officer, triaging.choose_reason, chosen)
    await hall.do(scene.officer, triaging.write, Say(message_id=3, words="请找法律援助"))
    await hall.do(scene.officer, triaging.redirect, press)
    assert "请找法律援助" in await hall.words_for(scene.resident)
    told = await hall.words_for(follower)
    assert "已指引他处" in told
    assert "法律援助" not in told


async def test_what_staff_says_among_itself_reaches_nobody_who_follows(hall: Hall) -> None:
    scene, follower = await followed(hall)
    await scene.transfer(words="这户去年也报过")
    await longer(scene)
    await hall.do(scene.mine, extending.refuse, await scene.press())
    told = await hall.words_for(follower)
    assert "去年" not in told
    assert "定做" not in told


async def offered(scene: Scene, who: Somebody) -> bool:
    """Whether merging is among what somebody may do with the scene's case."""

    def work(tx: Tx) -> bool:
        found = sheets.sheet(tx, access.person(tx, who.id, scene.hall.now), case, scene.hall.now)
        return found is not None and Action.MERGE in found.actions

    case = await scene.case()
    may: bool = await scene.hall.job(work)
    return may


async def twin(scene: Scene) -> tuple[Somebody, Suggestion]:
    """Another case of the same matter, and who wrote it."""
    author = await scene.hall.resident("赵敏芝")
    return author, await scene.hall.submit(author, "共青团西路路灯全黑了")


async def merge(scene: Scene, case: Suggestion, into: Suggestion, who: Somebody | None = None) -> Outcome:
    current = await scene.hall.case(case.id)
    pick = Pick(case_id=case.id, version=current.version, value=str(into.id))
    return await scene.hall.do(who or scene.officer, merging.merge, pick)


async def test_a_case_that_a_department_has_is_not_merged_before_it_is_taken_back(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    _, other = await twin(scene)
    assert await offered(scene, scene.officer)
    await scene.transfer()
    for accept in (False, True):
        if accept:
            await hall.do(scene.lead, departing.accept, await scene.press())
        assert (await scene.case()).state in AT_DEPARTMENT
        for who in (scene.officer, scene.lead):
            assert not await offered(scene, who)
            with pytest.raises(RefusedError):
                await merge(scene, await scene.case(), other, who)
    await hall.do(scene.mine, transferring.recall, await scene.press())
    assert await offered(scene, scene.officer)
    assert (await merge(scene, await scene.case(), other)).toast == "merge.toast"
    assert (await scene.case()).state is State.MERGED
    assert await hall.job(lambda tx: supporters.of_case(tx, other.id)) == [scene.resident.id]


async def test_a_press_on_a_card_from_before_the_transfer_merges_nothing(hall: Hall) -> None:
    scene = await Scene(hall).begin()
    _, other = await twin(scene)
    old = Pick(case_id=scene.id, version=(await scene.case()).version, value=str(other.id))
    await scene.transfer()
    await hall.do(scene.mine, transferring.recall, await scene.press())
    assert (await hall.do(scene.officer, merging.merge, old)).toast == "button.stale"
    assert (await scene.case()).state is State.RETURNED


async def test_an_objection_gives_back_what_came_back_and_a_new_day(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    _, other = await twin(scene)
    await scene.transfer()
    await scene.give_back(scene.lead)
    before = (await scene.case()).step_due
    await merge(scene, await scene.case(), other)
    hall.later(days=20)
    await hall.do(scene.resident, merging.object_, Show(case_id=scene.id))
    case = await scene.case()
    assert case.state is State.RETURNED
    assert case.step_due is not None
    assert before is not None
    assert case.step_due > hall.now.date() > before
    await scene.transfer()
    assert (await scene.case()).state is State.TRANSFERRED


async def test_a_department_hears_what_is_merged_into_its_case_and_no_name(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    author, other = await twin(scene)
    await scene.transfer()
    await hall.heard(scene.lead)
    assert (await merge(scene, other, await scene.case())).toast == "merge.toast"
    told = await hall.words_for(scene.lead)
    assert other.number in told
    assert "赵敏芝" not in told
    await hall.heard(author)
    await longer(scene)
    await hall.do(scene.mine, extending.grant, await scene.press())
    assert "12月22日" in await hall.words_for(author), "its author hears the news of the case that has it now"
    with pytest.raises(RefusedError):
        await hall.do(scene.lead, handling.show, Show(case_id=other.id))


async def test_a_second_handling_goes_to_its_end_wherever_it_went_meanwhile(hall: Hall) -> None:
    """Who was not satisfied is not sent elsewhere."""
    scene = await Scene(hall).begin()
    _, other = await twin(scene)
    await hall.answer(scene.mine, await scene.case())
    await hall.rate(scene.resident, await scene.case(), "satisfied", "unsatisfied")
    assert not await offered(scene, scene.officer)
    await scene.transfer()
    await scene.give_back(scene.lead)
    assert (await scene.case()).state is State.RETURNED
    assert not await offered(scene, scene.officer)
    with pytest.raises(RefusedError):
        await merge(scene, await scene.case(), other)


async def found(scene: Scene) -> bool:
    """Whether somebody who writes the same is shown the scene's case."""
    case = await scene.case()
    ids = await scene.hall.job(lambda tx: [m.id for m in duplicates.find(tx, duplicates.known(tx, case), 0)])
    return scene.id in ids


async def test_the_search_knows_a_case_in_every_open_state_and_no_longer(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    seen: dict[State, bool] = {}

    async def note() -> None:
        seen[(await scene.case()).state] = await found(scene)

    await note()
    await scene.transfer()
    await note()
    await scene.give_back(scene.lead)
    await note()
    await scene.transfer()
    await hall.do(scene.lead, departing.accept, await scene.press())
    await note()
    await hall.answer(scene.lead, await scene.case(), "B")
    await note()
    await hall.rate(scene.resident, await scene.case(), "satisfied", "basic")
    await note()
    await hall.do(scene.resident, following.withdraw, await scene.press())
    await note()
    assert {state for state, there in seen.items() if there} == set(seen) - ENDED
    assert set(seen) >= {State.TRANSFERRED, State.RETURNED, State.UNDERWAY, State.WATCHED, State.WITHDRAWN}


async def test_what_is_redirected_is_found_no_more(hall: Hall) -> None:
    scene = await Scene(hall).begin()
    assert await found(scene)
    press = await scene.press()
    chosen = triaging.ChooseReason(case_id=scene.id, version=press.version, value=Why.OTHER)
    await hall.do(scene.officer, triaging.choose_reason, chosen)
    await hall.do(scene.officer, triaging.redirect, press)
    assert not await found(scene)


def test_the_table_says_who_hears_of_a_merge() -> None:
    merged, apart = row(Action.MERGE, State.RETURNED, Role.OFFICER), row(Action.OBJECT, State.MERGED, Role.RESIDENT)
    assert merged is not None
    assert merged.hears == (Hearer.AUTHOR, Hearer.HOLDERS, Hearer.LEAD)
    assert apart is not None
    assert set(apart.to) == merged_states()


def merged_states() -> set[State]:
    """The states in which a case may be merged: an objection leads back to each of them."""
    return {state for state in State if row(Action.MERGE, state, Role.OFFICER)}


@pytest.mark.postgres
@pytest.mark.parametrize("rival", ["transfer", "withdraw"])
async def test_of_two_processes_one_merges_or_the_other_is_faster(postgres_server: str, rival: str) -> None:
    """Each has a connection of its own. Whoever decided on an old version is told so, and nothing is half done."""
    with postgres.database(postgres_server) as url:
        async with opened(url, RULES) as writer:
            await settle_town(writer)
            scene = await Scene(Hall(writer)).begin()
            _, other = await twin(scene)
            second = Hall(Writer(await open_engine(DatabaseUrl.parse(url)), RULES))
            await scene.hall.do(scene.mine, transferring.choose_lead, await scene.pick("zd-zhifa"))
            press = await scene.press()
            pick = Pick(case_id=scene.id, version=press.version, value=str(other.id))
            against = {"transfer": (scene.mine, transferring.send), "withdraw": (scene.resident, following.withdraw)}
            who, use_case = against[rival]
            results = await asyncio.gather(
                scene.hall.do(scene.officer, merging.merge, pick), second.do(who, use_case, press),
                return_exceptions=True,
            )  # fmt: skip
            await second.writer.close()
            case = await scene.case()
            follows = await scene.hall.job(lambda tx: supporters.supports(tx, other.id, scene.resident.id))
            done = [one for one in results if isinstance(one, Outcome) and one.toast != "button.stale"]
            assert not [one for one in results if isinstance(one, BaseException) and not isinstance(one, REFUSED)]
            assert len(done) == 1, results
            assert follows is (case.state is State.MERGED)
            assert case.state in {State.MERGED, State.TRANSFERRED, State.WITHDRAWN}


@pytest.mark.postgres
async def test_of_two_officers_of_a_helping_department_one_joins_or_the_other_gives_back(postgres_server: str) -> None:
    """Each in a process of its own: a share is never taken up and given back at once."""
    with postgres.database(postgres_server) as url:
        async with opened(url, RULES) as writer:
            await settle_town(writer)
            scene = await Scene(Hall(writer)).begin()
            await scene.transfer(scene.mine, HELPER)
            second = Hall(Writer(await open_engine(DatabaseUrl.parse(url)), RULES))
            press = await scene.press()
            await scene.hall.do(scene.help, departing.ask_return, press)
            results = await asyncio.gather(
                scene.hall.do(scene.help, departing.accept, press),
                second.do(scene.help, departing.give_back, Say(message_id=5, words="不归我们")),
                return_exceptions=True,
            )  # fmt: skip
            await second.writer.close()
            assert not [one for one in results if isinstance(one, BaseException) and not isinstance(one, REFUSED)]
            done = [one for one in results if isinstance(one, Outcome) and one.toast != "button.stale"]
            history = await scene.hall.job(lambda tx: [row["kind"] for row in events.of(tx, "suggestion", scene.id)])
            assert len(done) == 1, results
            assert history.count("join") + history.count("leave") == 1
