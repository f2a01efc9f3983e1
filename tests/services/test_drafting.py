"""Writing a suggestion: every step is kept, buttons that are too old harm nothing, limits are told."""

from datetime import timedelta
from typing import Any

import pytest

from domain.drafts import Draft
from domain.messages import File, Location
from domain.showing import Shown
from domain.telling import Talk
from services import access, privacy
from services.commands import Nothing
from services.suggestions import drafting, placing, showing
from services.suggestions.drafting import Attach, Begin, Choose, Place, Write
from storage import talks
from storage.tx import Tx
from tests.support.hall import Hall, Somebody


def photo(message_id: int, **more: Any) -> File:
    return File(kind="photo", file_id=f"P{message_id}", message_id=message_id, **more)


async def draft_of(hall: Hall, who: Somebody) -> Draft | None:
    found: Draft | None = await hall.job(lambda tx: talks.draft(tx, who.id))
    return found


async def kinds(hall: Hall, who: Somebody, use_case: Any, command: object = None) -> list[str]:
    return [told.kind for told in (await hall.do(who, use_case, command)).told]


async def test_parts_come_in_any_order(both_halls: Hall) -> None:
    hall = both_halls
    who = await hall.resident()
    await kinds(hall, who, drafting.begin, Begin())
    await kinds(hall, who, drafting.attach, Attach(file=photo(1), caption="路灯不亮"))
    await kinds(hall, who, drafting.write, Write(message_id=2, words="  在供销社门口 "))
    await kinds(hall, who, drafting.set_place, Place(location=Location(latitude=36.8, longitude=118.0)))
    await kinds(hall, who, drafting.choose_category, Choose(category="safety"))
    await kinds(hall, who, showing.choose, showing.Choose(shown=Shown.NOTHING))
    draft = await draft_of(hall, who)
    assert draft is not None
    assert (draft.words, len(draft.files), draft.category, draft.anonymous) == (
        "路灯不亮\n在供销社门口", 1, "safety", True,
    )  # fmt: skip
    await hall.do(who, placing.submit, placing.Submit(revision=draft.revision))
    assert await draft_of(hall, who) is None


async def test_an_edited_message_changes_the_draft_and_others_do_not(hall: Hall) -> None:
    who = await hall.resident()
    await hall.do(who, drafting.offer, Write(message_id=5, words="路灯不亮"))
    assert await kinds(hall, who, drafting.edited, Write(message_id=5, words="路灯全黑")) == ["suggest.preview"]
    other = Write(message_id=4, words="别的话")
    assert (
        await hall.job(lambda tx: drafting.edited(tx, access.actor(tx, who.at, "zh", hall.now), other, hall.now))
        is None
    )
    draft = await draft_of(hall, who)
    assert draft is not None
    assert draft.words == "路灯全黑"


async def test_a_photo_may_get_its_words_later(hall: Hall) -> None:
    who = await hall.resident()
    await hall.do(who, drafting.offer, Attach(file=File(kind="photo", file_id="P", message_id=5)))
    assert await kinds(hall, who, drafting.edited, Write(message_id=5, words="桥头的路灯")) == ["suggest.preview"]
    draft = await draft_of(hall, who)
    assert draft is not None
    assert (draft.words, len(draft.files)) == ("桥头的路灯", 1)


async def test_too_much_is_told_and_not_kept(hall: Hall) -> None:
    who = await hall.resident()
    await hall.do(who, drafting.offer, Write(message_id=1, words="字" * 3990))
    outcome = await hall.do(who, drafting.write, Write(message_id=2, words="字" * 50))
    assert [(told.kind, told.facts) for told in outcome.told] == [("suggest.too_long", {"limit": 4000, "over": 41})]
    draft = await draft_of(hall, who)
    assert draft is not None
    assert len(draft.words) == 3990


async def test_the_eleventh_file_is_refused_once(hall: Hall) -> None:
    who = await hall.resident()
    for n in range(10):
        await hall.do(who, drafting.attach, Attach(file=photo(n + 1, album="A")))
    await hall.heard(who)
    for n in (11, 12):
        assert await kinds(hall, who, drafting.attach, Attach(file=photo(n, album="B"))) == ["suggest.files_full"]
    assert len(await hall.heard(who)) == 1, "an album too many is answered once"
    draft = await draft_of(hall, who)
    assert draft is not None
    assert len(draft.files) == 10


async def test_an_album_is_answered_when_it_is_complete(hall: Hall) -> None:
    who = await hall.resident()
    outcomes = [await hall.do(who, drafting.attach, Attach(file=photo(n, album="A"))) for n in (1, 2, 3)]
    assert {outcome.told[0].delay for outcome in outcomes} == {timedelta(seconds=1.5)}
    assert len(await hall.heard(who)) == 1, "one card, the newest"


async def test_a_draft_survives_silence_and_leaving(both_halls: Hall) -> None:
    """The conversation rests after a day; the words wait for weeks, and are offered again."""
    hall = both_halls
    who = await hall.resident()
    await hall.do(who, drafting.begin, Begin())
    await hall.do(who, drafting.write, Write(message_id=1, words="路灯不亮"))
    assert await kinds(hall, who, drafting.cancel) == ["cancel.kept"]
    hall.later(days=30)
    await hall.tick(privacy.forget)
    assert await hall.job(lambda tx: talks.find(tx, who.at)) is None
    assert await kinds(hall, who, drafting.begin, Begin()) == ["suggest.resume"]
    assert await kinds(hall, who, drafting.resume) == ["suggest.preview"]
    await kinds(hall, who, drafting.discard)
    assert await kinds(hall, who, drafting.begin, Begin()) == ["suggest.ask"]


STALE = {
    drafting.show: Nothing(), drafting.resume: Nothing(), showing.ask: Nothing(),
    drafting.drop_file: Nothing(), drafting.choose_category: Choose(category="noise"),
}  # fmt: skip


@pytest.mark.parametrize("use_case", STALE, ids=lambda use_case: use_case.__name__)
async def test_a_button_of_a_draft_that_is_gone_shows_no_empty_card(hall: Hall, use_case: Any) -> None:
    who = await hall.resident()
    await hall.submit(who)
    await hall.heard(who)
    assert await kinds(hall, who, use_case, STALE[use_case]) == ["suggest.say_something"]
    outcome = await hall.do(who, placing.submit, placing.Submit(revision=1))
    assert outcome.toast == "suggest.gone"


async def test_taking_the_only_photo_away_asks_for_words(hall: Hall) -> None:
    who = await hall.resident()
    await hall.do(who, drafting.offer, Attach(file=photo(1)))
    assert await kinds(hall, who, drafting.drop_file) == ["suggest.say_something"]


async def test_nobody_writes_before_a_home_is_known(hall: Hall) -> None:
    who = await hall.resident(home=None)
    for use_case, command in ((drafting.begin, Begin()), (drafting.offer, Write(message_id=1, words="路灯"))):
        assert await kinds(hall, who, use_case, command) == ["place.ask"]


async def test_what_waits_in_one_conversation_is_not_anothers(hall: Hall) -> None:
    one, other = await hall.resident(), await hall.resident("孙志强")
    await hall.do(one, drafting.offer, Write(message_id=1, words="路灯"))
    await hall.do(other, drafting.offer, Write(message_id=1, words="停车"))
    drafts = [await draft_of(hall, who) for who in (one, other)]
    assert [draft.words for draft in drafts if draft] == ["路灯", "停车"]


async def test_words_that_come_while_a_draft_rests_are_asked_about(hall: Hall) -> None:
    who = await hall.resident()
    await hall.do(who, drafting.offer, Write(message_id=1, words="路灯不亮"))
    await hall.do(who, drafting.cancel)
    assert await kinds(hall, who, drafting.offer, Write(message_id=2, words="停车难")) == ["suggest.offer"]
    kept = await draft_of(hall, who)
    assert kept is not None
    assert kept.words == "路灯不亮", "nothing is mixed before the answer"
    await hall.do(who, drafting.join, drafting.Join(anew=True))
    anew = await draft_of(hall, who)
    assert anew is not None
    assert anew.words == "停车难"


async def test_steps_are_those_that_the_conversation_knows(hall: Hall) -> None:
    who = await hall.resident()
    await hall.do(who, drafting.begin, Begin())

    def step(tx: Tx) -> str:
        talk = talks.find(tx, who.at)
        return talk.step if isinstance(talk, Talk) else ""

    assert await hall.job(step) == drafting.WORDS
    await hall.do(who, drafting.write, Write(message_id=1, words="路灯"))
    assert await hall.job(step) == drafting.PREVIEW
    await hall.do(who, drafting.ask_where)
    assert await hall.job(step) == drafting.PLACE
