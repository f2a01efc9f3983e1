"""What the representative sees of an author: name and phone, the name, or nothing. Nobody else sees a number, ever."""

import pytest

from domain.people import Role
from domain.rules import PrivacyRules
from domain.showing import Shown
from services.suggestions import assigning, drafting, following, handling, placing, showing, supporting
from services.suggestions.drafting import Begin, Write
from services.welcome import follow
from storage import people, talks
from tests.support.hall import Hall, Somebody, seat
from tests.support.scene import HELP, Scene

NAME, PHONE, WORDS = "欧阳慧敏", "13805331234", "供销社门口路灯不亮"


async def choose(hall: Hall, who: Somebody, shown: Shown, phone: str = "") -> list[str]:
    """Choose in the draft, and give a number where it is asked for. What is told."""
    outcome = await hall.do(who, showing.choose, showing.Choose(shown=shown))
    if phone and outcome.told[0].kind == "suggest.ask_phone":
        outcome = await hall.do(who, showing.give_phone, showing.Phone(words=phone))
    return [told.kind for told in outcome.told]


async def drafted(hall: Hall, who: Somebody, words: str = WORDS) -> None:
    await hall.do(who, drafting.begin, Begin(anew=True))
    await hall.do(who, drafting.write, Write(message_id=1, words=words))


async def hand_in(hall: Hall, who: Somebody) -> int:
    """Hand the draft in, whatever is like it. The case's id."""
    for _ in range(2):
        draft = await hall.job(lambda tx: talks.draft(tx, who.id))
        outcome = await hall.do(who, placing.submit, placing.Submit(revision=draft.revision))
        if outcome.told[0].kind == "suggest.sent":
            return outcome.told[0].case or 0
    raise AssertionError(outcome)


async def reveals(hall: Hall, who: Somebody) -> Shown:
    draft = await hall.job(lambda tx: talks.draft(tx, who.id))
    found: Shown = draft.reveals
    return found


async def scene(hall: Hall, shown: Shown) -> Scene:
    """A case among departments, whose author let so much be seen."""
    scene = Scene(hall)
    await scene.begin()
    await drafted(hall, scene.resident)
    await choose(hall, scene.resident, shown, PHONE)
    scene.id = await hand_in(hall, scene.resident)
    case = await scene.case()
    if case.representative_id != scene.mine.id:
        pick = handling.Pick(case_id=scene.id, version=case.version, value=str(scene.mine.id))
        await hall.do(scene.officer, assigning.assign, pick)
    return scene


@pytest.mark.parametrize(("shown", "name", "phone"), [(Shown.PHONE, True, True), (Shown.NAME, True, False),
                                                      (Shown.NOTHING, False, False)])  # fmt: skip
async def test_the_representative_and_the_officer_see_what_was_chosen(
    both_halls: Hall, shown: Shown, name: bool, phone: bool
) -> None:
    hall = both_halls
    found = await scene(hall, shown)
    for reader in (found.mine, found.officer):
        await hall.heard(reader)
        await hall.do(reader, handling.show, handling.Show(case_id=found.id))
        words = await hall.words_for(reader)
        assert WORDS in words
        assert (NAME in words, PHONE in words) == (name, phone)


async def test_nobody_else_sees_the_number(hall: Hall) -> None:
    """Departments, administrators who only look on, who supports the case, and the public card."""
    here = await scene(hall, Shown.PHONE)
    admin = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    neighbour, passer_by = await hall.resident("邻居"), await hall.resident("过路人")
    card = (await here.case()).code
    await hall.do(neighbour, supporting.support, supporting.Join(case_id=here.id, code=card))
    link = f"c_{card}"
    await hall.do(passer_by, lambda tx, actor, command, now: follow(tx, actor, link, now))
    await here.transfer(here.mine, HELP)
    for reader in (admin, here.lead, here.help):
        await hall.do(reader, handling.show, handling.Show(case_id=here.id))
    reply = handling.Reply(case_id=here.id, message_id=9, words=f"给{PHONE}打过电话")
    await hall.do(here.mine, following.reply, reply)
    for reader in (admin, here.lead, here.help, here.other, neighbour, passer_by):
        words = await hall.words_for(reader)
        assert PHONE not in words, reader.name
        assert words or reader is here.other
    assert PHONE in await hall.words_for(here.resident)


async def test_a_hidden_author_gives_no_number_even_if_one_is_known(hall: Hall) -> None:
    author = (await scene(hall, Shown.PHONE)).resident
    await hall.job(lambda tx: people.set_phone(tx, author.id, PHONE))
    await drafted(hall, author, "消防通道被占")
    await choose(hall, author, Shown.NOTHING)
    id_ = await hand_in(hall, author)
    assert (await hall.case(id_)).phone is None


async def test_what_was_chosen_last_is_there_the_next_time(hall: Hall) -> None:
    who = await hall.resident(NAME)
    await drafted(hall, who)
    assert await reveals(hall, who) is Shown.NAME
    await choose(hall, who, Shown.NOTHING)
    await hand_in(hall, who)
    await drafted(hall, who, "消防通道被占")
    assert await reveals(hall, who) is Shown.NOTHING


async def test_a_number_is_kept_only_where_its_owner_wants_it(hall: Hall) -> None:
    who = await hall.resident(NAME)
    await drafted(hall, who)
    assert await choose(hall, who, Shown.PHONE, PHONE) == [
        "suggest.phone_noted", "suggest.preview", "suggest.remember_phone",
    ]  # fmt: skip
    await hall.do(who, showing.once)
    await hand_in(hall, who)
    await drafted(hall, who, "消防通道被占")
    assert await reveals(hall, who) is Shown.NAME, "there is no number any more"
    await choose(hall, who, Shown.PHONE, PHONE)
    assert (await hall.do(who, showing.remember)).toast == "suggest.phone_kept"
    await hand_in(hall, who)
    await drafted(hall, who, "垃圾没人清")
    assert await reveals(hall, who) is Shown.PHONE
    assert await choose(hall, who, Shown.PHONE) == ["suggest.preview"]


async def test_remembered_too_late_there_is_nothing_to_keep(hall: Hall) -> None:
    who = await hall.resident(NAME)
    await drafted(hall, who)
    await choose(hall, who, Shown.PHONE, PHONE)
    await hand_in(hall, who)
    assert (await hall.do(who, showing.remember)).toast == "suggest.gone"
    assert (await hall.job(lambda tx: people.showing(tx, who.id))).phone is None


async def test_somebody_elses_card_is_not_taken(hall: Hall) -> None:
    who = await hall.resident(NAME)
    await drafted(hall, who)
    await choose(hall, who, Shown.PHONE)
    for phone in (showing.Phone(words=PHONE, own=False), showing.Phone(words="不想给")):
        await hall.do(who, showing.give_phone, phone)
        assert await reveals(hall, who) is Shown.NAME


async def test_the_history_holds_no_number(hall: Hall) -> None:
    await scene(hall, Shown.PHONE)
    rows = await hall.job(lambda tx: tx.connection.execute("SELECT facts FROM events").fetchall())
    assert not [row for row in rows if PHONE in row["facts"]]


async def test_the_city_may_set_the_first_choice(hall: Hall) -> None:
    rules = hall.writer.rules.model_copy(update={"privacy": PrivacyRules(shown=Shown.NOTHING)})
    hall.writer.rules = rules
    who = await hall.resident(NAME)
    await drafted(hall, who)
    assert await reveals(hall, who) is Shown.NOTHING
