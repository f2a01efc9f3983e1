"""What is shown of others' cases to somebody who writes the same, and supporting one instead of filing."""

import asyncio
import threading
import time
from datetime import datetime

import pytest

from domain.drafts import Draft
from domain.messages import Location
from domain.people import Actor
from domain.showing import Shown
from domain.suggestions import State
from domain.telling import Outcome
from locales import Text
from services.commands import RefusedError
from services.suggestions import drafting, following, handling, placing, showing, supporting
from services.suggestions.drafting import Choose, Place, Write
from services.suggestions.placing import Submit
from services.suggestions.supporting import Instead, Join
from storage import people, suggestions, supporters, talks
from storage.engines import open_engine
from storage.tx import Tx
from storage.url import DatabaseUrl
from storage.writer import Writer
from tests.support import postgres
from tests.support.city import opened, seats, settle_town
from tests.support.hall import HOME, RULES, Hall, Somebody

ZH = Text("zh")
NAME = "欧阳雪晴"
LAMP = "我是欧阳雪晴，共青团西路桥头的路灯全黑"
SAME = "共青团西路桥头的路灯不亮，全黑"
OTHER = "东二路菜市场的井盖没有了"


def kinds(outcome: Outcome) -> list[str]:
    return [told.kind for told in outcome.told]


async def draft_of(hall: Hall, who: Somebody) -> Draft | None:
    found: Draft | None = await hall.job(lambda tx: talks.draft(tx, who.id))
    return found


async def count(hall: Hall, case_id: int) -> int:
    number: int = await hall.job(lambda tx: supporters.count(tx, case_id))
    return number


async def test_who_writes_the_same_is_shown_it_once_and_can_hand_in_all_the_same(both_halls: Hall) -> None:
    hall = both_halls
    case = await hall.submit(await hall.resident(NAME), LAMP)
    writer = await hall.resident("刘建国")
    shown = await hall.do(writer, drafting.offer, Write(message_id=1, words=SAME))
    assert kinds(shown) == ["suggest.preview", "similar.offer"]
    words = await hall.words_for(writer)
    assert case.number in words
    assert ZH("similar.common", words="“共青团西路桥头的路灯”") in words
    again = await hall.do(writer, drafting.write, Write(message_id=2, words="已经一个月了"))
    assert kinds(again) == ["suggest.preview"]
    draft = await draft_of(hall, writer)
    assert draft is not None
    sent = await hall.do(writer, placing.submit, Submit(revision=draft.revision))
    assert kinds(sent)[0] == "suggest.sent"


async def test_nobody_is_shown_what_is_not_alike_or_their_own(hall: Hall) -> None:
    author = await hall.resident(NAME)
    await hall.submit(author, LAMP)
    assert "similar.offer" not in kinds(await hall.do(author, drafting.offer, Write(message_id=1, words=SAME)))
    other = await hall.resident("刘建国")
    assert "similar.offer" not in kinds(await hall.do(other, drafting.offer, Write(message_id=1, words=OTHER)))


async def test_an_offer_tells_neither_who_wrote_nor_what_the_reader_did_not_write(hall: Hall) -> None:
    for anonymous in (False, True):
        author = await hall.resident(NAME)
        case = await hall.submit(author, LAMP + "，我家在三号楼四零二", anonymous=anonymous)
        reader = await hall.resident("刘建国")
        await hall.do(reader, drafting.offer, Write(message_id=1, words=SAME))
        told = await hall.words_for(reader)
        assert case.number in told
        assert [secret for secret in (NAME, "欧阳", "四零二", "三号楼") if secret in told] == []
        assert ("共青团西路桥头的路灯”" in told) is not anonymous
        withdrawn = handling.Press(case_id=case.id, version=case.version)
        await hall.do(author, following.withdraw, withdrawn)


async def test_of_two_who_file_the_same_both_meet_the_offer(both_halls: Hall) -> None:
    """Both have seen their preview before either hands in; the second meets the first one's case when handing in."""
    hall = both_halls
    one, two = await hall.resident("陈桂兰"), await hall.resident("刘建国")
    for who in (one, two):
        assert kinds(await hall.do(who, drafting.offer, Write(message_id=1, words=SAME))) == ["suggest.preview"]
    drafts = [await draft_of(hall, who) for who in (one, two)]
    submits = [Submit(revision=draft.revision) for draft in drafts if draft]
    first, second = await asyncio.gather(
        *(hall.do(who, placing.submit, submit) for who, submit in zip((one, two), submits, strict=True))
    )
    assert kinds(first)[0] == "suggest.sent"
    assert (kinds(second), second.toast) == (["similar.offer"], "similar.first")
    assert await draft_of(hall, two) is not None
    third = await hall.do(two, placing.submit, submits[1])
    assert kinds(third)[0] == "suggest.sent"


async def test_nobody_is_held_up_twice_however_many_file_the_same(hall: Hall) -> None:
    writer = await hall.resident("刘建国")
    await hall.do(writer, drafting.offer, Write(message_id=1, words=SAME))
    draft = await draft_of(hall, writer)
    assert draft is not None
    await hall.submit(await hall.resident("陈桂兰"), LAMP)
    assert (await hall.do(writer, placing.submit, Submit(revision=draft.revision))).toast == "similar.first"
    await hall.submit(await hall.resident("王强"), LAMP)
    assert kinds(await hall.do(writer, placing.submit, Submit(revision=draft.revision)))[0] == "suggest.sent"


async def offered(hall: Hall) -> tuple[Somebody, Instead]:
    """Somebody who is shown a case while writing, and the press on it."""
    case = await hall.submit(await hall.resident(NAME), LAMP)
    writer = await hall.resident("刘建国")
    await hall.do(writer, drafting.offer, Write(message_id=1, words=SAME))
    draft = await draft_of(hall, writer)
    assert draft is not None
    return writer, Instead(case_id=case.id, revision=draft.revision)


async def test_supporting_instead_is_asked_twice_and_lets_the_draft_go_then(both_halls: Hall) -> None:
    hall = both_halls
    writer, press = await offered(hall)
    assert kinds(await hall.do(writer, supporting.ask, press)) == ["similar.ask"]
    assert await draft_of(hall, writer) is not None
    assert await count(hall, press.case_id) == 0
    done = await hall.do(writer, supporting.instead, press)
    assert kinds(done) == ["similar.close", "suggest.replaced", "support.card"]
    assert await draft_of(hall, writer) is None
    again = await hall.do(writer, supporting.instead, press)
    assert again.toast == "suggest.gone"
    assert await count(hall, press.case_id) == 1


async def test_neither_of_them_leaves_the_draft(hall: Hall) -> None:
    writer, _ = await offered(hall)
    outcome = await hall.do(writer, supporting.neither)
    assert outcome.toast == "similar.go_on"
    assert await draft_of(hall, writer) is not None


async def test_what_was_added_meanwhile_is_not_thrown_away(hall: Hall) -> None:
    writer, press = await offered(hall)
    await hall.do(writer, supporting.ask, press)
    await hall.do(writer, drafting.write, Write(message_id=2, words="还有一根电线垂下来了"))
    outcome = await hall.do(writer, supporting.instead, press)
    assert outcome.toast == "button.stale"
    assert await count(hall, press.case_id) == 0
    draft = await draft_of(hall, writer)
    assert draft is not None
    assert "电线" in draft.words


async def test_a_case_that_ended_meanwhile_is_not_supported_and_the_draft_stays(hall: Hall) -> None:
    writer, press = await offered(hall)
    case = await hall.case(press.case_id)
    await hall.job(lambda tx: suggestions.change(tx, case, hall.now, state=State.CLOSED))
    for use_case in (supporting.ask, supporting.instead):
        assert (await hall.do(writer, use_case, press)).toast == "similar.closed"
    assert await count(hall, case.id) == 0
    assert await draft_of(hall, writer) is not None


async def test_what_was_shown_is_not_shown_again_by_any_change_of_the_draft(hall: Hall) -> None:
    writer, _ = await offered(hall)
    assert kinds(await hall.do(writer, drafting.choose_category, Choose(category="safety"))) == ["suggest.preview"]
    assert kinds(await hall.do(writer, showing.choose, showing.Choose(shown=Shown.NOTHING))) == ["suggest.preview"]


@pytest.mark.parametrize("anonymous", [False, True])
async def test_a_place_on_the_map_brings_what_lies_there_in_any_words(hall: Hall, anonymous: bool) -> None:
    author, writer = await hall.resident(NAME), await hall.resident("刘建国")
    here = Location(latitude=36.81, longitude=118.05)
    await hall.do(author, drafting.offer, Write(message_id=1, words="这里的灯坏了"))
    await hall.do(author, drafting.set_place, Place(location=here))
    if anonymous:
        await hall.do(author, showing.choose, showing.Choose(shown=Shown.NOTHING))
    draft = await draft_of(hall, author)
    assert draft is not None
    await hall.do(author, placing.submit, Submit(revision=draft.revision))
    other = "照明不行，走夜路看不见，吓死人"
    assert kinds(await hall.do(writer, drafting.offer, Write(message_id=1, words=other))) == ["suggest.preview"]
    category = await hall.job(lambda tx: drafting.category_of(tx, draft))
    await hall.do(writer, drafting.choose_category, Choose(category=category))
    near = here.model_copy(update={"latitude": 36.811})
    assert kinds(await hall.do(writer, drafting.set_place, Place(location=near))) == [
        "suggest.preview",
        "similar.offer",
    ]
    assert (ZH("similar.away", distance="110 米") in await hall.words_for(writer)) is not anonymous


async def test_a_forged_press_on_the_own_case_does_nothing(hall: Hall) -> None:
    author = await hall.resident(NAME)
    case = await hall.submit(author, LAMP)
    await hall.do(author, drafting.offer, Write(message_id=1, words=SAME))
    draft = await draft_of(hall, author)
    assert draft is not None
    press = Instead(case_id=case.id, revision=draft.revision)
    for use_case in (supporting.ask, supporting.instead):
        with pytest.raises(RefusedError) as refused:
            await hall.do(author, use_case, press)
        assert refused.value.key == "refused.no_case"
    assert await count(hall, case.id) == 0


async def test_a_case_that_was_not_shown_is_as_good_as_not_there(hall: Hall) -> None:
    """Ids can be counted through: neither by a draft nor by a card without its code can somebody follow any case."""
    case, curious = await hall.submit(await hall.resident(NAME), LAMP), await hall.resident("孙志强")
    await hall.do(curious, drafting.offer, Write(message_id=1, words=OTHER))
    draft = await draft_of(hall, curious)
    assert draft is not None
    for use_case, command in (
        (supporting.ask, Instead(case_id=case.id, revision=draft.revision)),
        (supporting.instead, Instead(case_id=case.id, revision=draft.revision)),
        (supporting.support, Join(case_id=case.id, code="")),
        (supporting.support, Join(case_id=case.id, code="AAAAAAAAAA")),
    ):
        with pytest.raises(RefusedError) as refused:
            await hall.do(curious, use_case, command)
        assert refused.value.key == "refused.no_case"
    assert await count(hall, case.id) == 0


async def test_a_representative_who_writes_is_shown_no_more_than_others(hall: Hall) -> None:
    case = await hall.submit(await hall.resident(NAME), LAMP)
    both = [await hall.seated(ref) for ref in seats(HOME)]
    mine = next(person for person in both if person.id == case.representative_id)
    await hall.job(lambda tx: people.set_home(tx, mine.id, case.unit_id))
    shown = await hall.do(mine, drafting.offer, Write(message_id=1, words=SAME))
    assert "similar.offer" in kinds(shown)
    offer = next(told for told in shown.told if told.kind == "similar.offer")
    assert offer.facts["alike"][0].common == ("共青团西路桥头的路灯",)


@pytest.mark.postgres
async def test_of_two_who_file_the_same_in_two_processes_the_second_waits_and_sees(postgres_server: str) -> None:
    """Each process has its own connection: neither sees what the other has not committed yet."""
    with postgres.database(postgres_server) as url:
        async with opened(url, RULES) as writer:
            await settle_town(writer)
            first, second = Hall(writer), Hall(Writer(await open_engine(DatabaseUrl.parse(url)), RULES))
            one, two = await first.resident("陈桂兰"), await first.resident("刘建国", account=2000)
            for who in (one, two):
                await first.do(who, drafting.offer, Write(message_id=1, words=SAME))
            drafts = [await draft_of(first, who) for who in (one, two)]
            submits = [Submit(revision=draft.revision) for draft in drafts if draft]
            handed_in = threading.Event()

            def slowly(tx: Tx, actor: Actor, command: Submit, now: datetime) -> Outcome:
                outcome = placing.submit(tx, actor, command, now)
                handed_in.set()
                time.sleep(0.5)  # not committed yet
                return outcome

            going = asyncio.create_task(first.do(one, slowly, submits[0]))
            await asyncio.to_thread(handed_in.wait, 10)
            met = await second.do(two, placing.submit, submits[1])
            await second.writer.close()
            assert kinds(await going)[0] == "suggest.sent"
            assert met.toast == "similar.first"
