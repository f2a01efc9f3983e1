"""Who edits a message: what is not sent yet changes, what was passed on is told anew and marked as an edit.

Nothing that was said is rewritten, nothing said among staff gets out, and nobody who lost a role has a say.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.messages import File
from domain.suggestions import State
from domain.telling import Outcome
from services.commands import RefusedError
from services.suggestions import (
    answering,
    assigning,
    departing,
    editing,
    following,
    handling,
    noting,
    supporting,
    transcribing,
    transferring,
    triaging,
)
from services.suggestions.handling import Reply
from services.suggestions.saying import Say
from storage import events, outbox, sends, suggestions
from tests.support.hall import Hall, Somebody
from tests.support.scene import HELP, Scene

FIRST, SOURCE = 1, 70  # the messages in which the suggestion and a later word came
SEEN = {"all": "谁能看到：居民、关注", "case": "谁能看到：居民和所有", "staff": "谁能看到：只有跟进"}


@pytest.fixture
async def scene(hall: Hall) -> Scene:
    return await Scene(hall).begin()


async def edit(
    hall: Hall, who: Somebody, words: str, message: int = SOURCE, *, at: datetime | None = None,
    files: tuple[File, ...] = (),
) -> Outcome:  # fmt: skip
    command = editing.Edit(message_id=message, words=words, files=files, edited=at or hall.now)
    return await hall.do(who, editing.edited, command)


async def say(
    scene: Scene, who: Somebody, words: str = "在东头", message: int = SOURCE, replied_to: int = 0
) -> Outcome:
    reply = Reply(case_id=scene.id, message_id=message, words=words, replied_to=replied_to)
    return await scene.hall.do(who, following.reply, reply)


async def note(scene: Scene, who: Somebody, words: str = "先别说", message: int = SOURCE) -> None:
    await scene.hall.do(who, noting.ask, await scene.press())
    await scene.hall.do(who, noting.write, Say(message_id=message, words=words))


async def said(scene: Scene) -> list[tuple[str, str, bool]]:
    found = await scene.hall.job(lambda tx: suggestions.said(tx, scene.id))
    return [(s.kind, s.words, s.is_edit) for s in found]


async def pass_over(scene: Scene) -> None:
    for who in (scene.resident, scene.mine, scene.officer, scene.lead, scene.help):
        await scene.hall.heard(who)


async def test_the_resident_words_a_message_anew(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    await say(scene, scene.resident)
    await pass_over(scene)
    hall.later(minutes=30)
    await edit(hall, scene.resident, "在西头")
    told = await hall.words_for(scene.mine)
    assert "在西头" in told
    assert "改过" in told
    assert "上午10:30" in told
    assert SEEN["case"] in told
    assert "注明是改过的" in await hall.words_for(scene.resident)
    assert (await said(scene))[1:] == [("message", "在东头", False), ("message", "在西头", True)]
    history = await hall.job(lambda tx: events.of(tx, "suggestion", scene.id))
    assert (history[-1]["kind"], history[-1]["role"]) == ("edit", "resident")
    assert list(history[-1]["facts"]) == ["edits"]


async def test_the_suggestion_itself_is_never_altered(scene: Scene) -> None:
    hall = scene.hall
    original = (await said(scene))[0]
    await pass_over(scene)
    await edit(hall, scene.resident, "全是两段路", FIRST)
    assert "全是两段路" in await hall.words_for(scene.mine)
    assert "原来交上去的话不变" in await hall.words_for(scene.resident)
    assert await said(scene) == [original, ("message", "全是两段路", True)]
    await hall.do(scene.mine, handling.show, handling.Show(case_id=scene.id))
    card = await hall.words_for(scene.mine)
    assert original[1] in card
    assert "（改过）全是两段路" in card


async def test_the_first_edit_is_a_message_and_the_next_changes_it_in_place(scene: Scene) -> None:
    hall = scene.hall
    await say(scene, scene.resident)
    await pass_over(scene)
    await edit(hall, scene.resident, "在西头")
    hall.later(minutes=1)
    await edit(hall, scene.resident, "在南头")
    messages = [m for m in await hall.heard(scene.mine) if m.card]
    assert "在南头" in messages[-1].text
    assert {m.card for m in messages} == {messages[0].card}
    assert not any(m.fresh for m in messages)


async def test_an_edit_that_comes_twice_or_changes_nothing_is_told_once(scene: Scene) -> None:
    hall = scene.hall
    await say(scene, scene.resident)
    await pass_over(scene)
    await edit(hall, scene.resident, "在东头")  # the messenger also tells of a link's preview
    assert await hall.heard(scene.mine) == []
    await edit(hall, scene.resident, "在西头")
    await edit(hall, scene.resident, "在西头")
    assert len(await hall.heard(scene.mine)) == 1
    assert len(await said(scene)) == 3


async def test_an_older_wording_that_comes_late_is_not_told(scene: Scene) -> None:
    hall = scene.hall
    await say(scene, scene.resident)
    await edit(hall, scene.resident, "新的", at=hall.now + timedelta(seconds=9))
    await pass_over(scene)
    await edit(hall, scene.resident, "旧的", at=hall.now + timedelta(seconds=5))
    assert await hall.heard(scene.mine) == []
    assert await hall.heard(scene.resident) == []
    await edit(
        hall, scene.resident, "更新的", at=hall.now + timedelta(seconds=9)
    )  # seconds are all the messenger tells
    assert "更新的" in await hall.words_for(scene.mine)


async def test_the_edit_follows_its_message_where_neither_was_sent_yet(scene: Scene) -> None:
    hall = scene.hall
    await pass_over(scene)
    await say(scene, scene.resident)
    await edit(hall, scene.resident, "在西头")
    texts = [m.text for m in await hall.heard(scene.mine)]
    assert ["在东头" in t for t in texts] == [True, False]
    assert "在西头" in texts[1]


async def test_staff_words_a_message_anew_for_the_resident_and_for_who_follows(scene: Scene) -> None:
    hall = scene.hall
    follower = await hall.resident("刘建军")
    await hall.do(follower, supporting.support, supporting.Join(case_id=scene.id, code=(await scene.case()).code))
    await say(scene, scene.mine, "欧阳女士，周三去看")
    await pass_over(scene)
    await hall.heard(follower)
    before = await scene.case()
    await edit(hall, scene.mine, "欧阳女士，周四去看")
    told = await hall.words_for(scene.resident)
    assert "周四去看" in told
    assert "改过" in told
    assert SEEN["all"] in told
    heard = await hall.words_for(follower)
    assert "周四去看" in heard
    assert "欧阳" not in heard
    assert (await scene.case()).version == before.version
    assert await hall.heard(scene.officer) == []


async def test_an_edit_is_no_first_word(scene: Scene) -> None:
    """The officer spoke; then somebody else holds the case, who still owes the first word."""
    hall = scene.hall
    await say(scene, scene.officer, "收到")
    peers = (await hall.do(scene.officer, assigning.ask_peer, await scene.press())).told[0].facts["peers"]
    other = next(id_ for id_, _ in peers if id_ != scene.mine.id)
    press = await scene.press(str(other))
    await hall.do(scene.officer, assigning.assign, handling.Pick(**press.model_dump()))
    assert (await scene.case()).state is State.ASSIGNED
    await edit(hall, scene.officer, "收到了")
    assert (await scene.case()).state is State.ASSIGNED
    assert "收到了" in await hall.words_for(scene.resident)


async def test_an_edit_among_staff_stays_among_staff(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    await scene.transfer(None, HELP)
    await note(scene, scene.help)
    await pass_over(scene)
    await edit(hall, scene.help, "先别说，等抢修")
    for who in (scene.mine, scene.lead):
        told = await hall.words_for(who)
        assert "等抢修" in told
        assert SEEN["staff"] in told
    assert await hall.heard(scene.resident) == []
    await hall.do(scene.resident, following.show, handling.Show(case_id=scene.id))
    shown = await hall.words_for(scene.resident)
    assert "等抢修" not in shown
    assert "先别说" not in shown
    assert "改过" not in shown
    [(kind, _, is_edit)] = [one for one in await said(scene) if one[1] == "先别说，等抢修"]
    assert (kind, is_edit) == ("note", True)


async def test_a_reply_to_an_edit_among_staff_stays_among_staff(scene: Scene) -> None:
    hall = scene.hall
    await scene.transfer()
    await note(scene, scene.lead)
    await edit(hall, scene.lead, "先别说，等抢修")
    await arrive(scene)
    [shown] = await hall.job(lambda tx: shown_to(tx, scene.mine, "等抢修"))
    await pass_over(scene)
    await say(scene, scene.mine, "好的，我等", 91, replied_to=shown)
    assert "好的，我等" in await hall.words_for(scene.lead)
    assert await hall.heard(scene.resident) == []


async def arrive(scene: Scene) -> None:
    """Everything that waits is sent."""

    def job(tx: Any) -> None:
        for row in outbox.waiting(tx, 1000, 1000):
            sends.sent(tx, row, [10_000 + row.id], scene.hall.now)

    await scene.hall.job(job)


def shown_to(tx: Any, who: Somebody, words: str) -> list[int]:
    """The messages in a chat that show certain words."""
    rows = tx.connection.execute("SELECT message_id, body FROM outbox WHERE address = ?", (who.at.address,)).fetchall()
    return [row["message_id"] for row in rows if words in row["body"]]


async def test_an_edit_after_the_end_is_refused_kindly_and_kept_nowhere(scene: Scene) -> None:
    hall = scene.hall
    await say(scene, scene.resident)
    await hall.answer(scene.mine, await scene.case())
    await hall.rate(scene.resident, await scene.case(), "satisfied", "satisfied")
    count = len(await said(scene))
    with pytest.raises(RefusedError) as refused:
        await edit(hall, scene.resident, "在西头")
    assert (refused.value.key, refused.value.facts) == ("refused.edit_late", {"number": (await scene.case()).number})
    assert len(await said(scene)) == count


async def test_what_was_said_of_a_rating_can_be_mended_after_the_end(scene: Scene) -> None:
    hall = scene.hall
    await hall.answer(scene.mine, await scene.case())
    await hall.rate(scene.resident, await scene.case(), "unsatisfied", "satisfied")
    await hall.do(scene.resident, following.comment, Say(message_id=SOURCE, words="太满"))
    await pass_over(scene)
    assert (await scene.case()).state is State.CLOSED
    await edit(hall, scene.resident, "太慢")
    assert "太慢" in await hall.words_for(scene.mine)


async def test_who_lost_the_role_has_no_say_any_more(scene: Scene) -> None:
    hall = scene.hall
    await scene.transfer(None, HELP)
    await note(scene, scene.lead)
    await scene.give_back(scene.lead)
    await pass_over(scene)
    for message in (SOURCE, 5):  # the word, and the reason for giving back
        with pytest.raises(RefusedError) as refused:
            await edit(hall, scene.lead, "不归我们管", message)
        assert refused.value.key == "refused.edit_not_yours"
    for who in (scene.mine, scene.resident, scene.officer):
        assert await hall.heard(who) == []


async def test_who_holds_the_case_now_gets_the_edit_and_who_lost_it_does_not(scene: Scene) -> None:
    hall = scene.hall
    await scene.transfer()
    await hall.do(scene.lead, departing.accept, await scene.press())
    await say(scene, scene.resident)
    await hall.do(scene.mine, transferring.recall, await scene.press())
    await pass_over(scene)
    await edit(hall, scene.resident, "在西头")
    assert "在西头" in await hall.words_for(scene.mine)
    assert await hall.heard(scene.lead) == []


async def test_an_anonymous_resident_stays_so_through_edits(hall: Hall) -> None:
    scene = await Scene(hall).begin(anonymous=True)
    paper = File(kind="document", file_id="DOC", unique_id="DOC-U", name="欧阳慧敏.pdf")
    photo = File(kind="photo", file_id="PIC", unique_id="PIC-U", name="欧阳.jpg")
    await say(scene, scene.resident)
    await pass_over(scene)
    await edit(hall, scene.resident, "见附件", files=(paper,))
    assert "文件留着没有转" in await hall.words_for(scene.resident)
    await edit(hall, scene.resident, "见照片", files=(photo,))
    told = "\n".join(m.model_dump_json() for m in await hall.heard(scene.mine))
    assert "见照片" in told
    assert "PIC" in told
    for trace in ("欧阳", "DOC", scene.resident.at.address):
        assert trace not in told, trace


async def test_another_picture_in_place_of_the_first_goes_along(scene: Scene) -> None:
    hall = scene.hall
    first, second = (File(kind="photo", file_id=f"P{n}", unique_id=f"U{n}") for n in (1, 2))
    reply = Reply(case_id=scene.id, message_id=SOURCE, words="看", files=(first,))
    await hall.do(scene.resident, following.reply, reply)
    await pass_over(scene)
    await edit(hall, scene.resident, "看这张", files=(first,))
    assert [m.files for m in await hall.heard(scene.mine)] == [()]
    await edit(hall, scene.resident, "看这张", files=(second,))
    assert [file.file_id for m in await hall.heard(scene.mine) for file in m.files] == ["P2"]


async def test_a_proposed_answer_changes_before_it_goes_and_is_told_anew_after(scene: Scene) -> None:
    hall = scene.hall
    press = await scene.press()
    await hall.do(scene.mine, answering.choose_class, answering.ChooseClass(**press.model_dump() | {"value": "A"}))
    photo = File(kind="photo", file_id="LIT", unique_id="LIT-U")
    await hall.do(scene.mine, answering.propose_answer, Say(message_id=SOURCE, words="灯换号了", files=(photo,)))
    await edit(hall, scene.mine, "灯换好了")
    await hall.do(scene.mine, answering.confirm, press)
    answer = await hall.heard(scene.resident)
    assert any("灯换好了" in m.text for m in answer)
    assert any(file.file_id == "LIT" for m in answer for file in m.files)
    assert not any("灯换号了" in m.text for m in answer)
    await edit(hall, scene.mine, "灯换好了，共三盏")
    assert "共三盏" in await hall.words_for(scene.resident)
    kinds = [(kind, words) for kind, words, _ in await said(scene)][1:]
    assert kinds == [("answer", "灯换好了"), ("message", "灯换好了，共三盏")]


async def test_a_word_that_goes_along_to_departments_changes_before_it_goes(scene: Scene) -> None:
    hall = scene.hall
    await hall.do(scene.mine, transferring.choose_lead, await scene.pick("zd-zhifa"))
    await hall.do(scene.mine, transferring.write, Say(message_id=SOURCE, words="看动头"))
    await edit(hall, scene.mine, "看东头")
    await hall.do(scene.mine, transferring.send, await scene.press())
    told = await hall.words_for(scene.lead)
    assert "看东头" in told
    assert "看动头" not in told
    await edit(hall, scene.mine, "看西头")
    assert "看西头" in await hall.words_for(scene.lead)
    heard = await hall.words_for(scene.resident)
    assert "看东头" not in heard
    assert "看西头" not in heard


async def test_words_of_help_change_before_they_go(scene: Scene) -> None:
    hall = scene.hall
    reason = triaging.ChooseReason(**(await scene.press()).model_dump() | {"value": "other"})
    await hall.do(scene.officer, triaging.choose_reason, reason)
    await hall.do(scene.officer, triaging.write, Say(message_id=SOURCE, words="打 12346"))
    await edit(hall, scene.officer, "打 12345")
    await hall.do(scene.officer, triaging.redirect, await scene.press())
    told = await hall.words_for(scene.resident)
    assert "打 12345" in told
    assert "12346" not in told


async def test_what_was_written_down_of_a_voice_can_be_mended(scene: Scene) -> None:
    hall = scene.hall
    voice = File(kind="voice", file_id="V", unique_id="VU")
    await hall.do(scene.resident, following.reply, Reply(case_id=scene.id, message_id=60, files=(voice,)))
    await hall.do(scene.mine, transcribing.ask_transcript, await scene.press())
    await hall.do(scene.mine, transcribing.transcribe, Say(message_id=SOURCE, words="桥头三站灯"))
    await edit(hall, scene.mine, "桥头三盏灯")
    assert (await said(scene))[-1] == ("transcript", "桥头三盏灯", True)


async def test_a_message_that_went_nowhere_asks_nothing(scene: Scene) -> None:
    assert await edit(scene.hall, scene.resident, "什么", 987) == Outcome()


async def test_a_part_of_an_album_gets_words(scene: Scene) -> None:
    hall = scene.hall
    for n in range(3):
        photo = File(kind="photo", file_id=f"A{n}", unique_id=f"AU{n}", album="Q")
        said_ = Say(message_id=80 + n, words="看" if n == 0 else "", files=(photo,))
        use = following.continue_album if n else following.reply
        command: Any = said_ if n else Reply(case_id=scene.id, **said_.model_dump())
        await hall.do(scene.resident, use, command)
    await pass_over(scene)
    await edit(hall, scene.resident, "", 81)
    assert await hall.heard(scene.mine) == []
    await edit(hall, scene.resident, "这是东头", 81)
    assert "这是东头" in await hall.words_for(scene.mine)
    await edit(hall, scene.resident, "看全部", 80)
    assert "看全部" in await hall.words_for(scene.mine)
