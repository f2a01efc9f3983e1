"""Who supports a case hears what its author hears, never who that is, and can stop at any time."""

import json

import pytest

from domain.messages import File
from domain.suggestions import State, Suggestion
from domain.telling import Outcome
from locales import Text
from services.commands import RefusedError
from services.suggestions import following, handling, supporting
from services.suggestions.due import due
from services.suggestions.following import List
from services.suggestions.handling import Press, Reply, Show
from services.suggestions.saying import Say
from services.suggestions.supporting import Join
from services.welcome import follow
from storage import events, people, supporters
from tests.support.city import seats
from tests.support.hall import HOME, Hall, Somebody

ZH = Text("zh")
NAME, ACCOUNT = "欧阳雪晴", 7654321
LAMP = "我是欧阳雪晴，共青团西路的路灯全黑"
SECRETS = (NAME, "欧阳", "雪晴", str(ACCOUNT), LAMP, "13812345678")


async def scene(hall: Hall, *, anonymous: bool = False) -> tuple[Somebody, Somebody, Somebody, Suggestion]:
    """An author, somebody who supports the case, the representative who holds it, and the case."""
    both = [await hall.seated(ref) for ref in seats(HOME)]
    author = await hall.resident(NAME, account=ACCOUNT)
    case = await hall.submit(author, LAMP, anonymous=anonymous)
    supporter = await hall.resident("刘建国")
    await hall.do(supporter, supporting.support, Join(case_id=case.id, code=case.code))
    await hall.heard(supporter)
    return author, supporter, next(one for one in both if one.id == case.representative_id), case


async def open_card(hall: Hall, who: Somebody, case: Suggestion) -> Outcome:
    return await hall.do(who, lambda tx, actor, command, now: follow(tx, actor, f"c_{case.code}", now))


def press(case: Suggestion) -> Press:
    return Press(case_id=case.id, version=case.version)


@pytest.mark.parametrize("anonymous", [False, True])
async def test_a_supporter_hears_what_the_author_hears_and_not_who_that_is(both_halls: Hall, anonymous: bool) -> None:
    hall = both_halls
    author, supporter, mine, case = await scene(hall, anonymous=anonymous)
    photo = File(kind="photo", file_id="PHOTO", name="欧阳雪晴.jpg")
    paper = File(kind="document", file_id="PAPER", name="欧阳雪晴.docx")
    words = "欧阳雪晴您好，欧阳女士说的灯我去看了，我的电话13812345678"
    await hall.do(mine, following.reply, Reply(case_id=case.id, message_id=5, words=words, files=(photo, paper)))
    await hall.do(author, following.reply, Reply(case_id=case.id, message_id=6, words="我家在三号楼"))
    await hall.answer(mine, case, words="雪晴您好，灯已经修好。")
    await hall.rate(author, case, "satisfied", "satisfied")
    heard = await hall.heard(supporter)
    told = "\n".join(message.model_dump_json() for message in heard)
    assert [secret for secret in (*SECRETS, "三号楼", "PAPER") if secret in told] == []
    for piece in ("说的灯我去看了", "灯已经修好", case.number, "PHOTO", ZH("state.closed"), ZH("support.withheld")):
        assert piece in told, piece
    assert not any(button.code and "rate" in button.code for m in heard for row in m.buttons for button in row)
    assert "灯已经修好" in await hall.words_for(author)


async def test_supporting_twice_and_stopping_twice_count_once(both_halls: Hall) -> None:
    hall = both_halls
    _, supporter, mine, case = await scene(hall)
    again = await hall.do(supporter, supporting.support, Join(case_id=case.id, code=case.code))
    assert (again.told, again.toast) == ((), "support.already")
    assert await hall.job(lambda tx: supporters.of_case(tx, case.id)) == [supporter.id]
    await hall.do(supporter, supporting.stop, Show(case_id=case.id))
    assert (await hall.do(supporter, supporting.stop, Show(case_id=case.id))).toast == "button.done_already"
    history = await hall.job(lambda tx: [row["kind"] for row in events.of(tx, "suggestion", case.id)])
    assert (history.count("supported"), history.count("unsupported")) == (1, 1)
    await hall.heard(supporter)
    await hall.do(mine, following.reply, Reply(case_id=case.id, message_id=5, words="去看了"))
    assert await hall.heard(supporter) == []


async def test_one_can_come_back(hall: Hall) -> None:
    _, supporter, mine, case = await scene(hall)
    await hall.do(supporter, supporting.stop, Show(case_id=case.id))
    await hall.do(supporter, supporting.support, Join(case_id=case.id, code=case.code))
    await hall.do(mine, following.reply, Reply(case_id=case.id, message_id=5, words="去看了"))
    assert "去看了" in await hall.words_for(supporter)


async def test_nobody_supports_the_own_case_or_one_that_has_ended(hall: Hall) -> None:
    author, supporter, _, case = await scene(hall)
    assert (await hall.do(author, supporting.support, Join(case_id=case.id, code=case.code))).toast == "support.own"
    await hall.do(author, following.withdraw, press(case))
    await hall.tick(supporting.pass_on)
    assert ZH("support.ended") in await hall.words_for(supporter)
    with pytest.raises(RefusedError):
        await hall.do(await hall.resident("张三"), supporting.support, Join(case_id=case.id, code=case.code))


async def test_silence_ends_it_for_supporters_too_and_once(hall: Hall) -> None:
    _, supporter, mine, case = await scene(hall)
    await hall.answer(mine, case)
    await hall.heard(supporter)
    for days in (8, 8):
        hall.later(days=days)
        await hall.tick(due)
        await hall.tick(due)
    assert (await hall.case(case.id)).state is State.CLOSED
    told = await hall.words_for(supporter)
    assert told.count(case.number) == 1
    assert ZH("state.closed") in told


async def test_the_words_of_a_supporter_go_nowhere_and_they_are_told(hall: Hall) -> None:
    _, supporter, mine, case = await scene(hall)
    await hall.heard(mine)
    with pytest.raises(RefusedError) as refused:
        await hall.do(supporter, following.reply, Reply(case_id=case.id, message_id=9, words="我家也是"))
    assert refused.value.key == "refused.supporter"
    assert await hall.heard(mine) == []
    for use_case in (following.withdraw, following.begin_rating, following.ask_add, handling.ask_words):
        with pytest.raises(RefusedError):
            await hall.do(supporter, use_case, press(case))


async def test_whoever_sees_to_a_case_is_shown_how_many_and_not_who(hall: Hall) -> None:
    author, supporter, mine, case = await scene(hall)
    await hall.heard(mine)
    await hall.do(mine, handling.show, Show(case_id=case.id))
    shown = await hall.words_for(mine)
    assert ZH.count("desk.supporters", 1) in shown
    assert supporter.name not in shown
    await hall.do(author, following.show, Show(case_id=case.id))
    own = await hall.words_for(author)
    assert ZH.count("case.supporters", 1) in own
    assert supporter.name not in own


async def test_the_public_card_offers_support_where_that_means_something(both_halls: Hall) -> None:
    hall = both_halls
    author, supporter, _, case = await scene(hall)
    stranger = await hall.resident("过路人")
    joins = {
        who.name: (await open_card(hall, who, case)).told[0].facts["joins"] for who in (author, supporter, stranger)
    }
    assert joins == {author.name: False, supporter.name: False, stranger.name: True}
    shown = await hall.words_for(stranger)
    assert ZH.count("similar.supporters", 1) in shown
    assert [secret for secret in (*SECRETS, "共青团", str(case.representative)) if secret in shown] == []
    await hall.do(author, following.withdraw, press(case))
    assert (await open_card(hall, stranger, case)).told[0].facts["joins"] is False


async def test_what_one_supports_is_listed_by_pages(both_halls: Hall) -> None:
    hall = both_halls
    reader = await hall.resident("刘建国")
    cases = [await hall.submit(await hall.resident(f"居民{n}"), f"第{n}号路灯不亮") for n in range(following.PAGE + 1)]
    assert (await hall.do(reader, following.cases, List())).told[0].facts["supports"] is False
    for case in cases:
        await hall.do(reader, supporting.support, Join(case_id=case.id, code=case.code))
    assert (await hall.do(reader, following.cases, List())).told[0].facts["supports"] is True
    listed: list[int] = []
    for page, more in ((0, True), (1, False)):
        facts = (await hall.do(reader, supporting.supported, List(page=page))).told[0].facts
        assert facts["more"] is more
        listed += [case.id for case in facts["cases"]]
    assert listed == [case.id for case in reversed(cases)]
    assert (await hall.do(reader, supporting.show, Show(case_id=cases[0].id))).told[0].kind == "support.card"
    with pytest.raises(RefusedError):
        await hall.do(await hall.resident("张三"), supporting.show, Show(case_id=cases[0].id))


async def test_an_erased_supporter_hears_nothing(hall: Hall) -> None:
    _, supporter, mine, case = await scene(hall)
    await hall.job(lambda tx: tx.connection.execute("UPDATE persons SET erased_at = 1 WHERE name = '刘建国'") and None)
    await hall.do(mine, following.reply, Reply(case_id=case.id, message_id=5, words="去看了"))
    assert await hall.heard(supporter) == []


async def test_who_turns_out_to_be_somebody_of_the_roster_takes_along_what_they_support(both_halls: Hall) -> None:
    hall = both_halls
    author, supporter, mine, case = await scene(hall)
    other = await hall.submit(supporter, "东二路井盖没了")
    await hall.do(author, supporting.support, Join(case_id=other.id, code=other.code))
    await hall.job(lambda tx: people.merge(tx, supporter.id, mine.id))
    assert await hall.job(lambda tx: supporters.of_case(tx, case.id)) == [mine.id]
    await hall.job(lambda tx: people.merge(tx, author.id, mine.id))
    left = [await hall.job(lambda tx, id_=id_: supporters.of_case(tx, id_)) for id_ in (case.id, other.id)]
    assert left == [[], []], "nobody supports the own case"


async def test_the_history_names_supporters_by_number_alone(hall: Hall) -> None:
    *_, case = await scene(hall)
    rows = await hall.job(lambda tx: events.of(tx, "suggestion", case.id))
    [row] = [row for row in rows if row["kind"] == "supported"]
    assert json.dumps(row["facts"]) == "{}"


async def test_many_are_told_by_and_by_each_once(both_halls: Hall) -> None:
    """Nobody's turn takes longer for it; killed between two portions, nobody is told twice."""
    hall = both_halls
    author, first, mine, case = await scene(hall)
    crowd = [first, *[await hall.resident(f"居民{n}") for n in range(2 * supporting.AT_ONCE + 5)]]
    for who in crowd[1:]:
        await hall.do(who, supporting.support, Join(case_id=case.id, code=case.code))
        await hall.heard(who)
    album = [File(kind="photo", file_id=f"P{n}", album="A", message_id=5 + n) for n in range(2)]
    said = Reply(case_id=case.id, message_id=5, words="欧阳女士，今晚去看", files=(album[0],))
    outcome = await hall.do(mine, following.reply, said)
    assert sum(told.kind == "case.word" for told in outcome.told) == 1
    await hall.do(mine, following.continue_album, Say(message_id=6, files=(album[1],)))
    told = [len(await hall.tick(supporting.pass_on)) for _ in range(4)]
    assert told == [supporting.AT_ONCE, supporting.AT_ONCE, 6, 0]
    for who in crowd:
        heard = "\n".join(message.model_dump_json() for message in await hall.heard(who))
        assert heard.count("今晚去看") == 1
        assert "P0" in heard
        assert "P1" in heard
        assert "欧阳" not in heard
    assert "今晚去看" in await hall.words_for(author)


async def test_news_that_wait_are_not_told_to_who_has_left_meanwhile(hall: Hall) -> None:
    author, supporter, _, case = await scene(hall)
    await hall.do(author, following.withdraw, press(case))
    await hall.do(supporter, supporting.stop, Show(case_id=case.id))
    await hall.heard(supporter)
    assert await hall.tick(supporting.pass_on) == []
    assert await hall.heard(supporter) == []
    assert not (await hall.job(lambda tx: supporting.pass_on(tx, hall.now))).more
