"""What an officer does about abuse: the message stays in the record, its author hears why, and may object."""

from typing import Any

import pytest

from domain.drafts import Draft
from domain.messages import File
from domain.moderation import Offence
from domain.people import Role
from domain.telling import Outcome
from services import access, leaving, mydata, privacy, welcome
from services.commands import RefusedError
from services.suggestions import drafting, editing, following, handling, moderating, placing, transcribing, waiting
from services.suggestions.handling import Press, Reply, Show
from services.suggestions.moderating import Begin, ChooseOffence
from services.suggestions.saying import Say
from storage import events, moderation, people, suggestions, talks, units
from storage import leaving as forgetting
from tests.support.hall import HOME, Hall, Somebody, seat
from tests.support.scene import Scene

CURSE = "你们都是饭桶"


@pytest.fixture
async def scene(hall: Hall) -> Scene:
    return await Scene(hall).begin()


async def says(scene: Scene, who: Somebody, words: str = CURSE) -> Outcome:
    return await scene.hall.do(who, following.reply, Reply(case_id=scene.id, message_id=8, words=words))


async def last_said(scene: Scene) -> int:
    said = await scene.hall.job(lambda tx: suggestions.said(tx, scene.id))
    return int(said[-1].id)


async def act(scene: Scene, what: str, who: Somebody | None = None, words: str = "请好好说话") -> Outcome:
    """Hide, warn or mute, through all its steps."""
    who, hall = who or scene.officer, scene.hall
    press = (await scene.press()).model_dump() | {"value": what}
    await hall.do(who, moderating.begin, Begin(**press))
    await hall.do(who, moderating.choose_offence, ChooseOffence(**press | {"value": Offence.ABUSE}))
    await hall.do(who, moderating.write, Say(message_id=9, words=words))
    return await hall.do(who, moderating.send, await scene.press())


async def taken(scene: Scene) -> Any:
    return (await scene.hall.job(lambda tx: moderation.of_case(tx, scene.id)))[-1]


async def undo(scene: Scene, who: Somebody) -> Outcome:
    pick = handling.Pick(**(await scene.press(str((await taken(scene)).id))).model_dump())
    return await scene.hall.do(who, moderating.undo, pick)


async def seen_by(scene: Scene, who: Somebody) -> str:
    await scene.hall.heard(who)
    await scene.hall.do(who, following.show, Show(case_id=scene.id))
    return await scene.hall.words_for(who)


async def test_a_hidden_message_is_shown_to_its_author_alone_and_stays_in_the_record(both_halls: Hall) -> None:
    scene = await Scene(both_halls).begin()
    await scene.transfer()
    await says(scene, scene.resident)
    staff = (scene.mine, scene.officer, scene.lead)
    assert all([CURSE in await seen_by(scene, who) for who in staff])
    await act(scene, f"hide_{await last_said(scene)}")
    for who in staff:
        shown = await seen_by(scene, who)
        assert CURSE not in shown
        assert "藏起" in shown
    assert CURSE in await seen_by(scene, scene.resident)
    said = await both_halls.job(lambda tx: suggestions.said(tx, scene.id))
    assert [one.words for one in said if one.hidden] == [CURSE]
    assert (await undo(scene, scene.officer)).toast == "moderation.undone_toast"
    assert all([CURSE in await seen_by(scene, who) for who in staff])
    assert (await undo(scene, scene.officer)).toast == "button.done_already"


async def test_hidden_files_voices_and_what_was_written_down_of_them_are_not_shown_either(scene: Scene) -> None:
    hall = scene.hall
    voice = File(kind="voice", file_id="VOICE", unique_id="V", message_id=8)
    scene.id = (await hall.submit(scene.resident, CURSE, files=(voice,))).id
    holder = scene.mine if (await scene.case()).representative_id == scene.mine.id else scene.officer
    await hall.do(holder, transcribing.ask_transcript, await scene.press())
    await hall.do(holder, transcribing.transcribe, Say(message_id=9, words=f"语音：{CURSE}"))
    original = (await hall.job(lambda tx: suggestions.said(tx, scene.id)))[0].id
    await act(scene, f"hide_{original}")
    assert CURSE not in await seen_by(scene, scene.officer)
    assert await hall.job(lambda tx: suggestions.files(tx, scene.id)) == ()
    kept = await hall.job(lambda tx: tx.connection.execute("SELECT words FROM duplicates_cases").fetchall())
    assert CURSE not in str([dict(row) for row in kept]), "neighbours are not shown it as similar"
    await undo(scene, scene.officer)
    assert await hall.job(lambda tx: suggestions.files(tx, scene.id)) != ()


async def test_what_was_not_sent_yet_is_not_sent_any_more(scene: Scene) -> None:
    hall = scene.hall
    await says(scene, scene.resident)
    await act(scene, f"hide_{await last_said(scene)}")
    query = f"SELECT state FROM outbox WHERE address = '{scene.mine.at.address}' AND body LIKE '%{CURSE}%'"  # noqa: S608
    rows = await hall.job(lambda tx: tx.connection.execute(query).fetchall())
    assert {row["state"] for row in rows} <= {"dropped", "replaced"}


async def test_its_person_hears_what_why_and_who_can_help(scene: Scene) -> None:
    hall = scene.hall
    await hall.heard(scene.resident)
    await act(scene, "warn", words="请不要骂人")
    told = await hall.words_for(scene.resident)
    for words in ("提醒", "骂人、侮辱人", "请不要骂人", "可以找", "我有不同意见"):
        assert words in told
    assert scene.officer.name not in told


async def come_back(scene: Scene, name: str = "另一个名字") -> Somebody:
    """The resident leaves, and agrees anew from the same account."""
    hall, who = scene.hall, scene.resident
    own = await hall.job(lambda tx: len(forgetting.cases(tx, who.id)))
    await hall.do(who, leaving.erase, leaving.Choice(person=who.id, cases=own, keep=True))
    await hall.do(who, welcome.start, welcome.Start())
    await hall.do(who, welcome.agree, welcome.Agree(name=name))
    id_ = await hall.job(lambda tx: people.person_at(tx, who.at))
    home = await hall.job(lambda tx: units.by_code(tx, HOME).id)
    await hall.job(lambda tx: people.set_home(tx, id_, home))
    return Somebody(who.at, id_, name)


async def hands_in(scene: Scene, who: Somebody, home: str = HOME) -> str:
    """What comes of handing something in there."""
    hall = scene.hall
    unit = await hall.job(lambda tx: units.by_code(tx, home).id)
    await hall.job(lambda tx: people.set_home(tx, who.id, unit))
    draft = Draft().with_words(1, "另一件事")
    await hall.job(lambda tx: talks.save_draft(tx, who.id, draft, hall.now))
    outcome = await hall.do(who, placing.submit, placing.Submit(revision=draft.revision))
    return outcome.told[0].kind


async def test_leaving_and_coming_back_ends_no_mute(both_halls: Hall) -> None:
    scene = await Scene(both_halls).begin()
    hall, old = scene.hall, scene.resident
    await act(scene, "mute_7", words="请好好说话")
    back = await come_back(scene)
    assert back.id != old.id
    await hall.heard(back)
    assert await hands_in(scene, back) == "moderation.draft_kept"
    told = await hall.words_for(back)
    assert "骂人、侮辱人" in told
    assert "请好好说话" not in told, "the words were erased"
    assert "我有不同意见" not in told
    assert await hands_in(scene, back, "zc-kunlun") == "suggest.sent", "it holds where it held"
    hall.later(days=7, minutes=1)
    assert await hands_in(scene, back) == "suggest.sent"
    await hall.tick(privacy.forget)
    assert await kept_rows(hall) == []


async def kept_rows(hall: Hall) -> list[str]:
    rows = await hall.job(lambda tx: tx.connection.execute("SELECT * FROM kept_mutes").fetchall())
    return [str(dict(row)) for row in rows]


async def test_what_is_kept_of_a_mute_tells_nobody_who_it_was(scene: Scene) -> None:
    await act(scene, "mute_30")
    case, measure = await scene.case(), await taken(scene)
    back = await come_back(scene)
    [row] = await kept_rows(scene.hall)
    assert back.at.address not in row
    columns = row.replace("'", "").replace(" ", "").strip("{}").split(",")
    assert sorted(column.split(":")[0] for column in columns) == ["account", "ends", "measure", "offence", "unit_id"]
    assert f"measure:{measure.id}" not in columns
    assert case.author_id != back.id


async def test_twice_away_it_is_still_the_same_mute(scene: Scene) -> None:
    await act(scene, "mute_7")
    scene.resident = await come_back(scene)
    scene.resident = await come_back(scene, "第三个名字")
    assert await hands_in(scene, scene.resident) == "moderation.draft_kept"
    assert len(await kept_rows(scene.hall)) == 1


async def test_what_is_undone_after_they_left_holds_no_more(scene: Scene) -> None:
    await act(scene, "mute_7")
    back = await come_back(scene)
    await undo(scene, scene.officer)
    assert await kept_rows(scene.hall) == []
    assert await hands_in(scene, back) == "suggest.sent"


async def test_who_was_not_muted_leaves_nothing(scene: Scene) -> None:
    await act(scene, "warn")
    back = await come_back(scene)
    assert await kept_rows(scene.hall) == []
    assert await hands_in(scene, back) == "suggest.sent"


async def test_who_holds_an_office_stays_muted_as_a_resident_too(scene: Scene) -> None:
    hall = scene.hall
    scene.resident = await hall.seated(seat(Role.OFFICER, "zc-kunlun"))
    home = await hall.job(lambda tx: units.by_code(tx, HOME).id)
    await hall.job(lambda tx: people.set_home(tx, scene.resident.id, home))
    scene.id = (await hall.submit(scene.resident, CURSE)).id
    await act(scene, "mute_7")
    await hall.do(scene.resident, leaving.erase, leaving.Choice(person=scene.resident.id, cases=1, keep=True))
    assert await hands_in(scene, scene.resident) == "moderation.draft_kept"


async def test_a_mute_keeps_from_writing_and_ends_by_itself(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    await act(scene, "mute_3")
    await hall.heard(scene.resident)
    before = await last_said(scene)
    outcome = await says(scene, scene.resident, "还是黑的")
    assert [told.kind for told in outcome.told] == ["moderation.stopped"]
    assert "12月4日" in await hall.words_for(scene.resident)
    assert await last_said(scene) == before, "nothing was passed on"
    album = tuple(File(kind="photo", file_id=f"P{n}", unique_id=f"U{n}", message_id=n, album="a") for n in range(3))
    for photo in album:
        reply = Reply(case_id=scene.id, message_id=photo.message_id or 0, files=(photo,))
        await hall.do(scene.resident, following.reply, reply)
    assert len(await hall.heard(scene.resident)) == 1, "an album is answered once"
    draft = Draft().with_words(1, "另一件事")
    await hall.job(lambda tx: talks.save_draft(tx, scene.resident.id, draft, hall.now))
    submit = placing.Submit(revision=draft.revision)
    assert (await hall.do(scene.resident, placing.submit, submit)).told[0].kind == "moderation.draft_kept"
    assert await hall.job(lambda tx: talks.draft(tx, scene.resident.id)) == draft
    assert (await hall.do(scene.resident, following.cases, following.List())).told[0].kind == "cases"
    hall.later(days=3, seconds=-1)
    assert (await says(scene, scene.resident)).told[0].kind == "moderation.stopped"
    hall.later(seconds=1)
    assert (await says(scene, scene.resident, "现在能写了")).told[0].kind == "case.added_own"
    assert (await hall.do(scene.resident, placing.submit, submit)).told[0].kind == "suggest.sent"


async def test_a_muted_person_rates_withdraws_and_asks_how_it_stands(scene: Scene) -> None:
    hall = scene.hall
    await act(scene, "mute_7")
    await hall.answer(scene.mine, await scene.case())
    await hall.rate(scene.resident, await scene.case(), "basic", "unsatisfied")
    outcome = await hall.do(scene.resident, following.comment, Say(message_id=9, words=CURSE))
    assert outcome.told[0].kind == "moderation.stopped"
    await hall.do(scene.resident, following.withdraw, await scene.press())


async def test_who_begins_to_write_hears_so_at_once(scene: Scene) -> None:
    hall = scene.hall
    await act(scene, "mute_1")
    outcome = await hall.do(scene.resident, drafting.offer, drafting.Write(message_id=3, words="楼道灯坏了"))
    assert [told.kind for told in outcome.told][-1] == "moderation.draft_kept"
    second = await hall.do(scene.resident, drafting.write, drafting.Write(message_id=4, words="三单元"))
    assert "moderation.draft_kept" not in [told.kind for told in second.told], "once is enough"


async def test_it_holds_in_the_unit_of_who_spoke_it_and_below(scene: Scene) -> None:
    """An officer's word goes no further than the station's unit; an administrator's as far as what they administer."""
    hall = scene.hall
    await act(scene, "mute_7")

    async def stopped(link: str) -> bool:
        draft = Draft(link=link).with_words(1, f"{link}的事")
        await hall.job(lambda tx: talks.save_draft(tx, scene.resident.id, draft, hall.now))
        outcome = await hall.do(scene.resident, placing.submit, placing.Submit(revision=draft.revision))
        return bool(outcome.told[0].kind == "moderation.draft_kept")

    assert await stopped(f"s_{HOME}")
    assert not await stopped("s_zd-heping")
    admin = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    await act(scene, "mute_7", admin)
    assert await stopped("s_zd-heping")


async def test_undone_early_it_ends_at_once_and_of_two_the_longer_stays(scene: Scene) -> None:
    hall = scene.hall
    await act(scene, "mute_1")
    await act(scene, "mute_30")
    await undo(scene, scene.officer)
    hall.later(hours=12)
    assert (await says(scene, scene.resident)).told[0].kind == "moderation.stopped"
    hall.later(hours=13)
    assert (await says(scene, scene.resident)).told[0].kind == "case.added_own"
    assert "撤销" in await hall.words_for(scene.resident)


async def test_who_may(scene: Scene) -> None:
    """Representatives and departments ask the officer; nobody moderates in the own case, and nobody elsewhere."""
    hall = scene.hall
    for who in (scene.mine, scene.resident, scene.lead, scene.other, await hall.resident("邻居")):
        for use_case in (moderating.ask, moderating.send):
            with pytest.raises(RefusedError, match="not_yours"):
                await hall.do(who, use_case, await scene.press())
    await hall.do(scene.mine, moderating.ask_report, await scene.press())
    await hall.heard(scene.officer)
    await hall.do(scene.mine, moderating.report, Say(message_id=9, words="请看第三句"))
    told = await hall.words_for(scene.officer)
    assert "请看第三句" in told
    assert "管理留言" in told
    assert "第三句" not in await seen_by(scene, scene.resident)
    own = await hall.submit(scene.officer, "我家门口的事")
    press = Press(case_id=own.id, version=own.version)
    with pytest.raises(RefusedError, match="not_yours"):
        await hall.do(scene.officer, moderating.ask, press)


async def test_only_the_residents_messages_can_be_hidden(scene: Scene) -> None:
    await says(scene, scene.mine, "我去看看")
    press = await scene.press(f"hide_{await last_said(scene)}")
    outcome = await scene.hall.do(scene.officer, moderating.begin, Begin(**press.model_dump()))
    assert outcome.toast == "moderation.gone"
    assert (await scene.hall.do(scene.officer, moderating.send, await scene.press())).toast == "moderation.gone"


async def test_pressed_twice_it_is_done_once(scene: Scene) -> None:
    await act(scene, "warn")
    assert (await scene.hall.do(scene.officer, moderating.send, await scene.press())).toast == "moderation.gone"
    assert len(await scene.hall.job(lambda tx: moderation.of_case(tx, scene.id))) == 1


@pytest.mark.parametrize("anonymous", [True, False])
async def test_the_officer_does_not_learn_who_it_is(hall: Hall, anonymous: bool) -> None:
    scene = await Scene(hall).begin(anonymous=anonymous)
    await says(scene, scene.resident)
    await act(scene, f"hide_{await last_said(scene)}")
    await act(scene, "mute_7")
    await hall.do(scene.officer, moderating.ask, await scene.press())
    told = "".join([await hall.words_for(who) for who in (scene.officer, scene.mine)])
    assert ("欧阳" in told) is not anonymous
    history = await hall.job(lambda tx: events.of(tx, "suggestion", scene.id))
    done = [row["facts"] for row in history if row["kind"] == "moderate"]
    assert [facts["measure"] for facts in done] == ["hide", "mute"]
    assert all("person" not in facts for facts in done)
    scene.id = (await hall.submit(scene.resident, "楼道里堆满了东西", link="s_zd-heping")).id
    helper = await hall.seated(seat(Role.OFFICER, "zd-heping"))
    await hall.heard(helper)
    await hall.do(helper, moderating.ask, await scene.press())
    assert "撤销" not in await hall.words_for(helper), "nothing links the person's other cases with this one"


async def test_an_objection_goes_to_those_above_and_never_to_who_did_it(both_halls: Hall) -> None:
    hall = both_halls
    scene = await Scene(hall).begin()
    admin = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    await act(scene, "mute_7")
    id_ = (await taken(scene)).id
    outcome = await hall.do(scene.resident, moderating.object_, Show(case_id=id_))
    assert [(told.to, told.kind) for told in outcome.told] == [
        (scene.resident.id, "moderation.objected_own"), (admin.id, "moderation.objected"),
    ]  # fmt: skip
    assert (await hall.do(scene.resident, moderating.object_, Show(case_id=id_))).toast == "button.done_already"
    for who in (scene.officer, admin, scene.mine):
        with pytest.raises(RefusedError, match="not_yours"):
            await hall.do(who, moderating.object_, Show(case_id=id_))
    waits = (await hall.do(admin, waiting.mine, following.List())).told[0].facts["items"]
    assert [item.wait for item, _ in waits] == ["objection"]
    pick = handling.Pick(**(await scene.press(str(id_))).model_dump())
    with pytest.raises(RefusedError, match="own_measure"):
        await hall.do(scene.officer, moderating.keep, pick)
    await hall.heard(scene.resident)
    assert (await hall.do(admin, moderating.keep, pick)).toast == "moderation.kept_toast"
    assert "维持不变" in await hall.words_for(scene.resident)
    assert (await hall.do(admin, moderating.keep, pick)).toast == "button.done_already"
    assert (await hall.do(admin, waiting.mine, following.List())).told[0].facts["items"] == []
    assert (await hall.do(admin, moderating.undo, pick)).toast == "moderation.undone_toast"


async def test_a_mute_goes_along_with_who_turns_out_to_be_somebody_else(scene: Scene) -> None:
    hall, other = scene.hall, await scene.hall.resident("同一个人")
    await act(scene, "mute_7")
    await hall.job(lambda tx: people.merge(tx, scene.resident.id, other.id))
    assert (await says(scene, other)).told[0].kind == "moderation.stopped"


async def test_what_is_hidden_waits_for_nobodys_reply(scene: Scene) -> None:
    hall = scene.hall
    await says(scene, scene.mine, "我去看看")
    await says(scene, scene.resident)
    await act(scene, f"hide_{await last_said(scene)}")
    assert (await hall.do(scene.mine, waiting.mine, following.List())).told[0].facts["items"] == []


async def test_what_was_done_is_shown_to_its_person_and_goes_with_them(scene: Scene) -> None:
    hall = scene.hall
    await act(scene, "mute_7", words="请不要骂人")
    everything = await hall.job(lambda tx: mydata.of(tx, access.person(tx, scene.resident.id, hall.now), hall.now))
    (measures,) = (chapter.rows for chapter in everything.chapters if chapter.name == "measures")
    assert [(row["measure"], row["words"]) for row in measures] == [("mute", "请不要骂人")]
    await hall.do(scene.resident, leaving.erase, leaving.Choice(person=scene.resident.id, cases=1, keep=True))
    assert (await taken(scene)).words == ""
    row = await hall.job(lambda tx: tx.connection.execute("SELECT max(muted_until) AS m FROM persons").fetchone())
    assert row["m"] is None


@pytest.mark.parametrize("which", [0, 1])
async def test_a_message_is_hidden_in_all_its_wordings(scene: Scene, which: int) -> None:
    hall = scene.hall
    await says(scene, scene.resident)
    edit = editing.Edit(message_id=8, words=f"{CURSE}。都是", edited=hall.now)
    await hall.do(scene.resident, editing.edited, edit)
    said = await hall.job(lambda tx: suggestions.said(tx, scene.id))
    wordings = [one.id for one in said if CURSE in one.words]
    assert len(wordings) == 2
    await act(scene, f"hide_{wordings[which]}")
    assert CURSE not in await seen_by(scene, scene.mine)
    await undo(scene, scene.officer)
    assert CURSE in await seen_by(scene, scene.mine)
