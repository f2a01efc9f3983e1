"""Where columns cross: what was hidden and is edited, who is muted and takes a case over, who left and has a slip."""

import pytest

from domain.messages import File
from domain.people import Role
from domain.suggestions import State, Suggestion
from domain.telling import Outcome
from services import leaving, welcome
from services.commands import RefusedError
from services.suggestions import editing, following, merging, moderating, supporting, walkins
from services.suggestions.handling import Pick, Press, Reply, Show
from services.suggestions.moderating import Begin, ChooseOffence
from services.suggestions.saying import Say
from services.suggestions.walkins import Typed
from services.walkins import Slip
from storage import leaving as forgetting
from storage import moderation, people, suggestions, supporters
from tests.services.test_editing import SOURCE, edit
from tests.services.test_walkins import Counter
from tests.support.hall import HOME, Hall, Somebody, seat
from tests.support.scene import Scene

CURSE, WORSE = "你们都是饭桶", "你们全是饭桶"


@pytest.fixture
async def scene(hall: Hall) -> Scene:
    return await Scene(hall).begin()


@pytest.fixture
async def counter(hall: Hall) -> Counter:
    return await Counter(hall).open()


async def says(scene: Scene, words: str = CURSE, message: int = SOURCE, who: Somebody | None = None) -> Outcome:
    reply = Reply(case_id=scene.id, message_id=message, words=words)
    return await scene.hall.do(who or scene.resident, following.reply, reply)


async def measure(hall: Hall, officer: Somebody, case_id: int, what: str) -> Outcome:
    """Hide, warn or mute, through all its steps."""

    async def press(value: str = "") -> Press:
        return Press(case_id=case_id, version=(await hall.case(case_id)).version, value=value)

    given = (await press(what)).model_dump()
    await hall.do(officer, moderating.begin, Begin(**given))
    await hall.do(officer, moderating.choose_offence, ChooseOffence(**given | {"value": "abuse"}))
    await hall.do(officer, moderating.write, Say(message_id=9, words="请好好说话"))
    return await hall.do(officer, moderating.send, await press())


async def last(hall: Hall, case_id: int) -> int:
    return int((await hall.job(lambda tx: suggestions.said(tx, case_id)))[-1].id)


async def undo(hall: Hall, officer: Somebody, case_id: int) -> None:
    taken = (await hall.job(lambda tx: moderation.of_case(tx, case_id)))[-1]
    case = await hall.case(case_id)
    await hall.do(officer, moderating.undo, Pick(case_id=case_id, version=case.version, value=str(taken.id)))


async def card(hall: Hall, who: Somebody, case_id: int) -> str:
    """The card as somebody sees it now."""
    await hall.heard(who)
    await hall.do(who, following.show, Show(case_id=case_id))
    return await hall.words_for(who)


# What was hidden, and edits.


async def test_what_was_hidden_is_not_said_anew_by_an_edit(both_halls: Hall) -> None:
    scene = await Scene(both_halls).begin()
    hall = scene.hall
    await says(scene)
    await measure(hall, scene.officer, scene.id, f"hide_{await last(hall, scene.id)}")
    for who in (scene.mine, scene.officer):
        await hall.heard(who)
    with pytest.raises(RefusedError, match="edit_late"):
        await edit(hall, scene.resident, WORSE)
    for who in (scene.mine, scene.officer):
        assert await hall.words_for(who) == ""
        assert WORSE not in await card(hall, who, scene.id)


async def test_what_was_edited_is_hidden_in_every_wording(both_halls: Hall) -> None:
    scene = await Scene(both_halls).begin()
    hall = scene.hall
    await says(scene)
    first = await last(hall, scene.id)
    await edit(hall, scene.resident, WORSE)
    await measure(hall, scene.officer, scene.id, f"hide_{first}")
    shown = await card(hall, scene.mine, scene.id)
    assert CURSE not in shown
    assert WORSE not in shown
    await undo(hall, scene.officer, scene.id)
    assert WORSE in await card(hall, scene.mine, scene.id)


async def test_hiding_a_later_wording_hides_the_first_as_well(scene: Scene) -> None:
    await says(scene)
    await edit(scene.hall, scene.resident, WORSE)
    await measure(scene.hall, scene.officer, scene.id, f"hide_{await last(scene.hall, scene.id)}")
    assert CURSE not in await card(scene.hall, scene.mine, scene.id)
    with pytest.raises(RefusedError, match="edit_late"):
        await edit(scene.hall, scene.resident, "第三种说法", at=scene.hall.now.replace(minute=59))


async def test_what_is_shown_again_can_be_edited_again(scene: Scene) -> None:
    await says(scene)
    await measure(scene.hall, scene.officer, scene.id, f"hide_{await last(scene.hall, scene.id)}")
    await undo(scene.hall, scene.officer, scene.id)
    await scene.hall.heard(scene.mine)
    await edit(scene.hall, scene.resident, "请尽快来修")
    assert "请尽快来修" in await scene.hall.words_for(scene.mine)


async def test_the_suggestion_itself_when_hidden_is_not_said_anew_either(scene: Scene) -> None:
    hall = scene.hall
    original = (await hall.job(lambda tx: suggestions.said(tx, scene.id)))[0].id
    await measure(hall, scene.officer, scene.id, f"hide_{original}")
    with pytest.raises(RefusedError, match="edit_late"):
        await edit(hall, scene.resident, WORSE, 1)
    kept = await hall.job(lambda tx: tx.connection.execute("SELECT words FROM duplicates_cases").fetchall())
    assert WORSE not in str([dict(row) for row in kept])


async def test_an_edit_that_was_on_its_way_is_held_back_with_the_message(scene: Scene) -> None:
    hall = scene.hall
    await says(scene)
    first = await last(hall, scene.id)
    await edit(hall, scene.resident, WORSE)
    await measure(hall, scene.officer, scene.id, f"hide_{first}")
    query = f"SELECT state FROM outbox WHERE address = '{scene.mine.at.address}' AND body LIKE '%{WORSE}%'"  # noqa: S608
    rows = await hall.job(lambda tx: tx.connection.execute(query).fetchall())
    assert {row["state"] for row in rows} <= {"dropped", "replaced"}


async def test_who_is_muted_edits_nothing_and_the_first_wording_stays(scene: Scene) -> None:
    hall = scene.hall
    await says(scene, "在东头")
    await measure(hall, scene.officer, scene.id, "mute_1")
    await hall.heard(scene.mine)
    outcome = await edit(hall, scene.resident, WORSE)
    assert [told.kind for told in outcome.told] == ["moderation.stopped"]
    assert await hall.words_for(scene.mine) == ""
    hall.later(days=1, minutes=1)
    await edit(hall, scene.resident, "在西头")
    assert "在西头" in await hall.words_for(scene.mine)


async def test_a_later_part_of_an_album_does_not_bring_back_what_was_hidden(scene: Scene) -> None:
    hall = scene.hall
    first, second = (File(kind="photo", file_id=f"P{n}", unique_id=f"PU{n}", album="Q") for n in (1, 2))
    part = Reply(case_id=scene.id, message_id=SOURCE, files=(first,))
    await hall.do(scene.resident, following.reply, part)
    await measure(hall, scene.officer, scene.id, f"hide_{await last(hall, scene.id)}")
    await hall.heard(scene.mine)
    part = Reply(case_id=scene.id, message_id=SOURCE + 1, files=(second,))
    await hall.do(scene.resident, following.continue_album, part)
    sent = [file.file_id for message in await hall.heard(scene.mine) for file in message.files]
    assert sent == ["P2"]


async def test_an_edit_after_they_left_says_nothing(scene: Scene) -> None:
    hall = scene.hall
    await says(scene)
    own = await hall.job(lambda tx: len(forgetting.cases(tx, scene.resident.id)))
    await hall.do(scene.resident, leaving.erase, leaving.Choice(person=scene.resident.id, cases=own, keep=True))
    await hall.heard(scene.mine)
    await hall.do(scene.resident, welcome.start, welcome.Start())
    await hall.do(scene.resident, welcome.agree, welcome.Agree(name="新名字"))
    outcome = await edit(hall, scene.resident, WORSE)
    assert outcome.told == ()
    assert await hall.words_for(scene.mine) == ""
    assert WORSE not in await card(hall, scene.mine, scene.id)


# Walk-ins, measures, merging and leaving.


async def test_who_is_muted_may_take_a_case_over_and_writes_nothing_there(counter: Counter) -> None:
    hall = counter.hall
    rose = await hall.resident("Rose")
    own = await hall.submit(rose, "小区门口没有垃圾桶")
    await measure(hall, counter.officer, own.id, "mute_7")
    case, slip = await counter.register()
    await counter.take(rose, slip)
    assert (await hall.case(case.id)).author_id == rose.id, "what is owed to them goes on"
    await hall.heard(counter.holder(case))
    await counter.speak(rose, case, CURSE)
    assert await hall.words_for(counter.holder(case)) == ""


async def test_a_measure_against_who_came_goes_along_when_they_take_the_case_over(both_halls: Hall) -> None:
    counter = await Counter(both_halls).open()
    hall = counter.hall
    case, slip = await counter.register()
    await counter.speak(counter.officer, case, CURSE)
    await measure(hall, counter.officer, case.id, f"hide_{await last(hall, case.id)}")
    assert CURSE not in await card(hall, counter.holder(case), case.id)
    await measure(hall, counter.officer, case.id, "mute_7")
    rose = await hall.resident("Rose")
    await counter.take(rose, slip)
    await hall.heard(rose)
    await counter.speak(rose, case, "我是本人")
    told = await hall.words_for(rose)
    assert "没有转过去" in told
    assert "我有不同意见" in told
    admin = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    taken = (await hall.job(lambda tx: moderation.of_case(tx, case.id)))[-1]
    await hall.do(rose, moderating.object_, Show(case_id=taken.id))
    assert "不同意见" in await hall.words_for(admin)


async def merged(counter: Counter) -> tuple[Suggestion, Suggestion, Slip, Somebody]:
    """A walk-in's case that was merged into somebody else's."""
    hall = counter.hall
    other = await hall.resident("刘建国")
    into = await hall.submit(other, "共青团西路桥头的路灯全黑")
    case, slip = await counter.register("共青团西路桥头路灯不亮")
    pick = Pick(case_id=case.id, version=case.version, value=str(into.id))
    await hall.do(counter.officer, merging.merge, pick)
    assert (await hall.case(case.id)).state is State.MERGED
    return await hall.case(case.id), into, slip, other


async def test_a_merged_walkin_is_taken_over_with_what_it_was_merged_into(both_halls: Hall) -> None:
    counter = await Counter(both_halls).open()
    hall = counter.hall
    case, into, slip, _ = await merged(counter)
    rose = await hall.resident("Rose")
    await counter.take(rose, slip)
    assert await hall.job(lambda tx: supporters.supports(tx, into.id, rose.id)), "who came along hears of it"
    await hall.heard(rose)
    await counter.speak(counter.holder(into), into, "灯已经报修")
    assert "灯已经报修" in await hall.words_for(rose)
    await hall.do(rose, merging.object_, Show(case_id=case.id))
    back = await hall.case(case.id)
    assert (back.state, back.author_id) == (State.ASSIGNED, rose.id)
    assert not await hall.job(lambda tx: supporters.supports(tx, into.id, rose.id))


async def test_who_takes_a_merged_walkin_over_may_follow_the_other_already(counter: Counter) -> None:
    hall = counter.hall
    case, into, slip, _ = await merged(counter)
    rose = await hall.resident("Rose")
    await hall.do(rose, supporting.support, supporting.Join(case_id=into.id, code=into.code))
    await counter.take(rose, slip)
    rows = await hall.job(lambda tx: supporters.of_case(tx, into.id))
    assert rows.count(rose.id) == 1
    assert (await hall.case(case.id)).author_id == rose.id


async def test_the_author_of_the_other_case_takes_the_walkin_over(counter: Counter) -> None:
    """They came to the station and wrote as well: both cases are theirs, and they follow neither."""
    hall = counter.hall
    case, into, slip, other = await merged(counter)
    await counter.take(other, slip)
    assert (await hall.case(case.id)).author_id == other.id
    assert not await hall.job(lambda tx: supporters.supports(tx, into.id, other.id))
    await hall.heard(other)
    await counter.speak(counter.holder(into), into, "去看过了")
    assert (await hall.words_for(other)).count("去看过了") == 1


async def test_who_left_after_taking_over_can_not_come_back_with_the_slip(both_halls: Hall) -> None:
    counter = await Counter(both_halls).open()
    hall = counter.hall
    case, slip = await counter.register()
    rose = await hall.resident("Rose")
    await counter.take(rose, slip)
    await hall.do(rose, leaving.erase, leaving.Choice(person=rose.id, cases=1, keep=True))
    await hall.do(rose, welcome.start, welcome.Start(link=f"t_{slip.token}"))
    again = await hall.do(rose, welcome.agree, welcome.Agree(name="Rose"))
    assert "walkin.used" in [told.kind for told in again.told]
    author = (await hall.case(case.id)).author_id
    assert author != await hall.job(lambda tx: people.person_at(tx, rose.at))
    with pytest.raises(RefusedError, match="not_yours"):
        await hall.do(rose, following.show, Show(case_id=case.id))


async def test_the_officer_edits_what_they_took_down_until_it_is_taken_over(counter: Counter) -> None:
    hall = counter.hall
    case, slip = await counter.register()
    await hall.do(counter.officer, following.reply, Reply(case_id=case.id, message_id=SOURCE, words="她说在东头"))
    await hall.heard(counter.holder(case))
    await edit(hall, counter.officer, "她说在西头")
    assert "她说在西头" in await hall.words_for(counter.holder(case))
    await counter.take(await hall.resident("Rose"), slip)
    with pytest.raises(RefusedError, match="edit_not_yours"):
        await edit(hall, counter.officer, "她说在南头", at=hall.now.replace(minute=59))


async def test_a_code_that_comes_late_or_twice_changes_nothing_else(counter: Counter) -> None:
    hall = counter.hall
    case, slip = await counter.register()
    await hall.answer(counter.holder(case), case)
    hall.later(days=15)
    rose = await hall.resident("Rose")
    typed = Typed(words=f"{case.number} {slip.code}")
    await hall.do(rose, walkins.take_by_code, typed)
    before = await hall.case(case.id)
    assert before.author_id == rose.id
    again = await hall.do(rose, walkins.take_by_code, typed)
    assert [told.kind for told in again.told] == ["case.own"]
    assert (await hall.case(case.id)).version == before.version, "the second time it is only shown"


async def test_a_word_of_the_neighbours_case_is_nobodys_to_edit(scene: Scene) -> None:
    """A follower's own chat knows messages of the case; none of them is theirs to reword."""
    hall = scene.hall
    neighbour = await hall.resident("邻居", home=HOME)
    case = await scene.case()
    await hall.do(neighbour, supporting.support, supporting.Join(case_id=case.id, code=case.code))
    await says(scene, "去看看", who=scene.mine)
    await hall.heard(scene.resident)
    command = editing.Edit(message_id=SOURCE, words="别去", edited=hall.now)
    assert (await hall.do(neighbour, editing.edited, command)).told == ()
    assert await hall.words_for(scene.resident) == ""
