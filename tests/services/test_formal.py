"""A formal suggestion from its first word to its last rating: who may do what, who hears of it, what comes twice."""

from datetime import date

import pytest

from domain.formal import CITED, TITLE, Action, State
from domain.messages import File
from domain.people import Role
from locales import Text
from services.commands import RefusedError
from services.formal import answering, citing, departing, extending, office, words, writing
from services.formal.commands import WORDS, ChooseFault, List, Pick, Show
from services.suggestions.saying import Say
from storage import events, formal, talks
from storage.tx import Tx
from tests.support.formal import REASON, REQUEST, Paper
from tests.support.formal import TITLE as HEADLINE
from tests.support.hall import Hall, Somebody, seat
from tests.support.scene import HELP

SECOND_MANDATE = """
INSERT INTO mandates (person_id, level, unit_id, station_id, starts)
SELECT person_id, 'district', unit_id, station_id, starts FROM mandates WHERE person_id = {id} LIMIT 1"""
ENDED_MANDATE = "UPDATE mandates SET ends = '2026-11-30' WHERE person_id = {id}"
SAME_ROLES = """
INSERT INTO roles (person_id, role, unit_id, department_id, starts)
SELECT {mine}, role, unit_id, department_id, starts FROM roles WHERE person_id = {whose}"""
COPY = """
INSERT INTO suggestions (code, number_unit_id, year, serial, state, channel, author_id, anonymous, category, unit_id,
    representative_id, holder_role, reason, registered_at, first_word_due)
SELECT code || '{n}', number_unit_id, year, serial + {n}, state, channel, author_id, anonymous, category, unit_id,
    representative_id, holder_role, reason, registered_at, first_word_due FROM suggestions WHERE id = {id}
RETURNING id"""
PROVISIONAL = Text("zh")("suggest.provisional")


@pytest.fixture
async def paper(hall: Hall) -> Paper:
    return await Paper(hall).begin()


async def shown(paper: Paper, who: Somebody) -> frozenset[Action]:
    """The actions on somebody's card."""
    outcome = await paper.hall.do(who, writing.show, Show(formal_id=paper.id))
    found: frozenset[Action] = outcome.told[0].facts["paper"].actions
    return found


async def test_it_is_written_signed_assigned_answered_and_rated(both_halls: Hall) -> None:
    hall = both_halls
    paper = await (await Paper(hall).begin()).write()
    await paper.sign()
    found = await paper.now()
    assert (found.state, found.number, found.due) == (State.SUBMITTED, "傅家 代表建议 2026-001", date(2026, 12, 15))
    assert (found.title, found.reason, found.request) == (HEADLINE, REASON, REQUEST)
    news = await hall.words_for(paper.office)
    assert all(part in news for part in (HEADLINE, REASON, REQUEST, "傅家 代表建议 2026-001", paper.mine.name))
    await paper.assign(HELP)
    found = await paper.now()
    assert (found.state, found.lead, found.due) == (State.ASSIGNED, "张店区综合行政执法局", date(2027, 3, 1))
    assert "3月1日" in await hall.words_for(paper.lead)
    assert "1月1日" in await hall.words_for(paper.help)
    assert "综合行政执法局" in await hall.words_for(paper.mine)
    await paper.accept()
    assert (await paper.now()).state is State.UNDERWAY
    await paper.do(paper.help, departing.accept)
    await paper.do(paper.help, departing.ask_opinion)
    await paper.say(paper.help, "灯杆由我们出")
    assert "灯杆由我们出" in await hall.words_for(paper.lead)
    photo = File(kind="photo", file_id="LIT", message_id=9)
    await paper.answer("A", "七盏都亮了", files=(photo,))
    assert (await paper.now()).state is State.ANSWERED
    heard = await hall.heard(paper.mine)
    assert any(file.file_id == "LIT" for message in heard for file in message.files)
    assert any("七盏都亮了" in message.text for message in heard)
    await paper.rate("satisfied")
    await paper.say(paper.mine, "办得很实在")
    assert (await paper.now()).state is State.CLOSED
    told = await hall.words_for(paper.lead)
    assert "满意" in told
    assert "办得很实在" in told
    history = await hall.job(lambda tx: events.of(tx, "formal", paper.id))
    assert [(row["kind"], row["role"]) for row in history] == [
        *[("write", "representative")] * 3, ("cite", "representative"), ("sign", "representative"), ("take", "admin"),
        ("assign", "admin"), ("accept", "department_officer"), ("join", "supporting"), ("opine", "supporting"),
        ("answer", "department_officer"), ("rate", "representative"), ("comment", "representative"),
    ]  # fmt: skip


async def test_a_day_of_the_office_beyond_the_published_calendar_is_told_as_such(paper: Paper) -> None:
    """Ten working days from the 21st of December end in 2027; three months go by no calendar of holidays."""
    hall = paper.hall
    hall.later(days=20)
    await paper.write()
    await paper.sign()
    for who in (paper.mine, paper.office):
        assert PROVISIONAL in await hall.words_for(who)
    await paper.do(paper.office, office.take)
    assert PROVISIONAL in await hall.words_for(paper.office)
    await paper.assign(HELP)
    assert PROVISIONAL not in (await hall.heard(paper.lead))[-1].text


async def test_a_draft_is_its_authors_alone(paper: Paper) -> None:
    await paper.write()
    for who in (paper.office, paper.other, paper.lead, paper.resident):
        with pytest.raises(RefusedError, match="not_yours"):
            await paper.hall.do(who, writing.show, Show(formal_id=paper.id))
        with pytest.raises(RefusedError):
            await paper.do(who, writing.sign)
    listed = await paper.hall.do(paper.office, writing.own, List())
    assert listed.told[0].facts["papers"] == []
    assert [one.id for one in (await paper.hall.do(paper.mine, writing.own, List())).told[0].facts["papers"]] == [
        paper.id
    ]


async def test_nothing_can_be_signed_that_is_not_whole(paper: Paper) -> None:
    outcome = await paper.hall.do(paper.mine, writing.begin)
    paper.id = outcome.told[0].facts["formal"].id
    assert (await paper.do(paper.mine, writing.ask_sign)).toast == "formal.not_whole"
    assert (await paper.do(paper.mine, writing.sign)).toast == "formal.not_whole"
    again = await paper.hall.do(paper.mine, writing.begin)
    assert again.told[0].facts["formal"].id == paper.id, "pressed twice, there are not two empty ones"


async def test_each_of_its_texts_has_room_and_no_more(paper: Paper) -> None:
    await paper.write()
    outcome = await paper.field("title", "灯" * (TITLE + 3))
    assert (outcome.told[0].kind, outcome.told[0].facts) == ("formal.too_long", {"limit": TITLE, "over": 3})
    await paper.field("title", "两行\n标题")
    assert (await paper.now()).title == "两行 标题"


async def test_the_second_press_signs_nothing_twice(paper: Paper) -> None:
    await paper.write()
    press = await paper.press()
    await paper.hall.do(paper.mine, writing.sign, press)
    again = await paper.hall.do(paper.mine, writing.sign, press)
    assert again.toast == "button.stale"
    history = await paper.hall.job(lambda tx: events.of(tx, "formal", paper.id))
    assert [row["kind"] for row in history].count("sign") == 1
    for use_case in (writing.ask, writing.ask_sign):
        with pytest.raises(RefusedError, match="state"):
            await paper.hall.do(paper.mine, use_case, (await paper.press()).model_copy(update={"value": "title"}))


async def test_a_card_from_before_a_change_signs_nothing(paper: Paper) -> None:
    """What is signed is what was seen."""
    await paper.write()
    seen = await paper.press()
    await paper.field("request", "另一个要求")
    assert (await paper.hall.do(paper.mine, writing.sign, seen)).toast == "button.stale"
    assert (await paper.now()).state is State.DRAFT


async def test_numbers_count_by_office_and_year(paper: Paper) -> None:
    numbers = []
    for _ in range(2):
        await paper.write(cite=False)
        await paper.sign()
        numbers.append((await paper.now()).number)
    assert numbers == ["傅家 代表建议 2026-001", "傅家 代表建议 2026-002"]


async def test_the_office_sends_it_back_and_the_number_stays(paper: Paper) -> None:
    hall = paper.hall
    await paper.write()
    await paper.sign()
    await paper.quiet()
    await paper.send_back()
    assert ((await paper.now()).state, (await paper.now()).due) == (State.RETURNED, None)
    told = await hall.words_for(paper.mine)
    assert "不止一件事" in told
    assert "请分成两件" in told
    await paper.field("reason", "只说路灯这一件。")
    await paper.sign()
    found = await paper.now()
    assert (found.state, found.number, found.reason) == (State.SUBMITTED, "傅家 代表建议 2026-001", "只说路灯这一件。")
    assert "只说路灯这一件。" in await hall.words_for(paper.office)


async def test_it_is_withdrawn_until_it_is_assigned(paper: Paper) -> None:
    await paper.write()
    await paper.sign()
    await paper.do(paper.office, office.take)
    assert Action.WITHDRAW in await shown(paper, paper.mine)
    await paper.assign()
    with pytest.raises(RefusedError, match="state"):
        await paper.do(paper.mine, writing.withdraw)
    await paper.do(paper.office, office.recall)
    await paper.quiet()
    await paper.do(paper.mine, writing.withdraw)
    assert (await paper.now()).state is State.WITHDRAWN
    assert "撤回" in await paper.hall.words_for(paper.office)


async def test_of_a_draft_that_is_thrown_away_no_words_stay(paper: Paper) -> None:
    await paper.write()
    await paper.do(paper.mine, writing.ask_withdraw)
    await paper.do(paper.mine, writing.withdraw)
    found = await paper.now()
    assert (found.title, found.reason, found.request, found.number) == ("", "", "", "")
    listed = await paper.hall.do(paper.mine, writing.own, List(view="closed"))
    assert listed.told[0].facts["papers"] == []


async def test_only_the_own_cases_can_be_cited(paper: Paper) -> None:
    hall = paper.hall
    await paper.write(cite=False)
    elsewhere = await hall.submit(await hall.resident("王强", home="zc-banyang"), "桥栏杆坏了")
    assert (await paper.cite(elsewhere.id)).toast == "button.unknown"
    assert await hall.job(lambda tx: formal.cited(tx, paper.id)) == []
    picker = await hall.do(paper.mine, writing.ask_cases, Show(formal_id=paper.id))
    assert [case.id for case in picker.told[0].facts["choice"]] == [paper.case]
    await paper.cite(paper.case)
    await paper.cite(paper.case)
    assert await hall.job(lambda tx: formal.cited(tx, paper.id)) == [], "the second press takes it out again"
    assert (await hall.case(paper.case)).state == "assigned"


async def test_it_cites_so_many_cases_and_no_more(paper: Paper) -> None:
    hall = paper.hall
    await paper.write()
    before = await hall.case(paper.case)

    def give(tx: Tx) -> list[int]:
        """As many cases more as can't all be cited, of somebody else and held by the same representative."""
        return [tx.connection.execute(COPY.format(n=n, id=before.id)).fetchone()["id"] for n in range(1, CITED + 1)]

    more = await hall.job(give)
    toasts = [(await paper.cite(case)).toast for case in more]
    assert toasts == [None] * (CITED - 1) + ["formal.cited_enough"]
    assert len(await hall.job(lambda tx: formal.cited(tx, paper.id))) == CITED


async def test_with_two_mandates_it_is_asked_which_one_signs(hall: Hall) -> None:
    paper = await Paper(hall).begin()

    def another(tx: Tx) -> None:
        tx.connection.execute(SECOND_MANDATE.format(id=paper.mine.id))

    await hall.job(another)
    asked = await hall.do(paper.mine, writing.begin)
    assert asked.told[0].kind == "formal.seats"
    district = next(one for one in asked.told[0].facts["seats"] if one.level == "district")
    begun = await hall.do(paper.mine, writing.choose_seat, Pick(formal_id=0, version=0, value=str(district.id)))
    paper.id = begun.told[0].facts["formal"].id
    for text in (HEADLINE, REASON, REQUEST):
        await paper.say(paper.mine, text)
    await paper.sign()
    assert (await paper.now()).number == "张店 代表建议 2026-001"
    forged = await hall.do(paper.other, writing.choose_seat, Pick(formal_id=0, version=0, value=str(district.id)))
    assert forged.toast == "button.unknown"


async def test_whose_mandate_has_ended_is_shown_no_cases_to_cite(paper: Paper) -> None:
    await paper.write(cite=False)
    outcome = await paper.hall.do(paper.mine, writing.ask_cases, Show(formal_id=paper.id))
    assert [case.id for case in outcome.told[0].facts["choice"]] == [paper.case]
    await paper.hall.job(lambda tx: tx.connection.execute(ENDED_MANDATE.format(id=paper.mine.id)))
    outcome = await paper.hall.do(paper.mine, writing.ask_cases, Show(formal_id=paper.id))
    assert (outcome.told, outcome.toast) == ((), "formal.no_cases")


async def test_nobody_signs_in_a_mandate_that_has_ended(paper: Paper) -> None:
    await paper.write()

    def end(tx: Tx) -> None:
        tx.connection.execute(ENDED_MANDATE.format(id=paper.mine.id))

    await paper.hall.job(end)
    with pytest.raises(RefusedError, match="no_mandate"):
        await paper.do(paper.mine, writing.sign)
    assert (await paper.now()).state is State.DRAFT


async def test_a_department_gives_it_back_and_the_office_assigns_it_anew(paper: Paper) -> None:
    hall = paper.hall
    await paper.write()
    await paper.sign()
    await paper.assign(HELP)
    await paper.quiet()
    await paper.do(paper.lead, departing.ask_decline)
    await paper.say(paper.lead, "归市政")
    found = await paper.now()
    assert (found.state, found.lead_id, found.months) == (State.ACCEPTED, None, 0)
    assert "归市政" in await hall.words_for(paper.office)
    assert "归市政" in await hall.words_for(paper.mine)
    assert "归市政" not in await hall.words_for(paper.help)
    for who in (paper.lead, paper.help):
        with pytest.raises(RefusedError, match="not_yours"):
            await hall.do(who, writing.show, Show(formal_id=paper.id))
    await paper.assign(lead=HELP)
    assert (await paper.now()).lead == "张店区市政园林服务中心"


async def test_it_can_be_given_back_for_two_working_days_and_not_once_accepted(paper: Paper) -> None:
    await paper.write()
    await paper.sign()
    await paper.assign()
    assert Action.DECLINE in await shown(paper, paper.lead)
    paper.hall.later(days=3)
    assert Action.DECLINE not in await shown(paper, paper.lead)
    with pytest.raises(RefusedError):
        await paper.do(paper.lead, departing.ask_decline)
    await paper.accept()
    assert Action.ACCEPT not in await shown(paper, paper.lead)


async def test_a_supporting_department_leaves_and_the_lead_goes_on(paper: Paper) -> None:
    await paper.write()
    await paper.sign()
    await paper.assign(HELP)
    await paper.quiet()
    await paper.do(paper.help, departing.ask_decline)
    await paper.say(paper.help, "不涉及我们")
    assert (await paper.now()).state is State.ASSIGNED
    assert "不涉及我们" in await paper.hall.words_for(paper.lead)
    with pytest.raises(RefusedError):
        await paper.do(paper.help, departing.ask_opinion)


async def test_a_department_where_nobody_is_gets_nothing(paper: Paper) -> None:
    await paper.write()
    await paper.sign()
    await paper.do(paper.office, office.take)
    nobody = await paper.do(paper.office, office.choose_lead, Pick, value=await paper.code("zd-jiaoyu"))
    assert (nobody.toast, nobody.alert) == ("formal.nobody_there", True)
    other = await paper.do(paper.office, office.choose_lead, Pick, value=await paper.code("zc-zhifa"))
    assert other.toast == "formal.department_gone"
    lost = await paper.do(paper.office, office.assign)
    assert lost.toast == "formal.department_gone"
    assert (await paper.now()).state is State.ACCEPTED


async def test_unsatisfied_starts_one_second_handling_and_only_one(paper: Paper) -> None:
    await paper.write()
    await paper.sign()
    await paper.assign()
    await paper.answer("A")
    await paper.rate("unsatisfied")
    found = await paper.now()
    assert (found.state, found.second, found.due) == (State.SECOND, True, date(2026, 12, 16))
    await paper.say(paper.mine, "有两盏还是不亮")
    assert "有两盏还是不亮" in await paper.hall.words_for(paper.lead)
    await paper.answer("A", "又修了两盏")
    await paper.rate("unsatisfied")
    found = await paper.now()
    assert (found.state, found.rating, found.answers) == (State.CLOSED, "unsatisfied", 2)


async def test_b_and_c_stay_open_until_they_are_solved(paper: Paper) -> None:
    await paper.write()
    await paper.sign()
    await paper.assign()
    await paper.answer("B", "列入明年计划", day="20270301")
    found = await paper.now()
    assert (found.state, found.promised, found.due) == (State.ANSWERED, date(2027, 3, 1), None)
    await paper.rate("satisfied")
    found = await paper.now()
    assert (found.state, found.due) == (State.WATCHED, date(2027, 3, 1))
    await paper.answer("A", "装好了")
    await paper.rate("satisfied")
    assert (await paper.now()).state is State.CLOSED


async def test_an_answer_of_class_b_needs_its_day(paper: Paper) -> None:
    await paper.write()
    await paper.sign()
    await paper.assign()
    outcome = await paper.answer("C", "眼下没有经费")
    assert outcome.toast == "formal.answer_gone"
    assert (await paper.now()).state is State.ASSIGNED


async def test_of_two_presses_one_answers(paper: Paper) -> None:
    await paper.write()
    await paper.sign()
    await paper.assign()
    await paper.answer("A")
    again = await paper.do(paper.lead, answering.send)
    assert again.toast == "formal.answer_gone"
    assert (await paper.now()).answers == 1


async def test_nobody_else_does_what_is_not_theirs(paper: Paper) -> None:
    """Every button of every state, pressed by somebody who has nothing to do with it, and by the wrong side."""
    await paper.write()
    await paper.sign()
    stranger_office = await paper.hall.seated(seat(Role.ADMIN, "zichuan"))
    for who in (stranger_office, paper.other, paper.lead, paper.mine):
        with pytest.raises(RefusedError):
            await paper.do(who, office.take)
        with pytest.raises(RefusedError):
            await paper.do(who, office.choose_fault, ChooseFault, value="other")
    await paper.assign(HELP)
    for who in (stranger_office, paper.other, paper.office, paper.mine, paper.help):
        with pytest.raises(RefusedError):
            await paper.do(who, answering.ask_class)
    await paper.answer("A")
    for who in (stranger_office, paper.other, paper.office, paper.lead, paper.help):
        with pytest.raises(RefusedError):
            await paper.hall.do(who, answering.rate, (await paper.press()).model_copy(update={"value": "satisfied"}))
    assert (await paper.now()).state is State.ANSWERED


async def test_the_author_is_not_the_own_office_nor_department(paper: Paper) -> None:
    """Somebody who holds several roles is the author in the own one, and nothing else."""

    def grant(tx: Tx) -> None:
        for whose in (paper.office.id, paper.lead.id):
            tx.connection.execute(SAME_ROLES.format(mine=paper.mine.id, whose=whose))

    await paper.hall.job(grant)
    await paper.write()
    await paper.sign()
    with pytest.raises(RefusedError):
        await paper.do(paper.mine, office.take)
    await paper.assign()
    with pytest.raises(RefusedError):
        await paper.do(paper.mine, departing.accept)


async def test_words_without_a_question_go_nowhere(paper: Paper) -> None:
    await paper.write()
    with pytest.raises(RefusedError):
        await paper.hall.do(paper.mine, words.write, Say(message_id=1, words="晚了"))
    talk = await paper.hall.job(lambda tx: talks.find(tx, paper.mine.at))
    assert talk is None or talk.step != WORDS


async def test_who_is_no_staff_has_no_formal_desk(paper: Paper) -> None:
    with pytest.raises(RefusedError, match="no_formal_desk"):
        await paper.hall.do(paper.resident, writing.own, List())
    with pytest.raises(RefusedError, match="no_mandate"):
        await paper.hall.do(paper.office, writing.begin)


async def test_its_author_is_warned_of_words_that_tell_who_spoke(paper: Paper) -> None:
    await paper.write(reason="有居民说供销社门口的路灯坏了半个月没人修，确实如此。")
    seen = (await paper.hall.do(paper.mine, writing.show, Show(formal_id=paper.id))).told[0].facts["paper"]
    assert (seen.quotes, seen.names) == ("供销社门口的路灯坏了半个月没人修", False)
    await paper.field("reason", "欧阳慧敏说路灯坏了，电话13800001234。")
    seen = (await paper.hall.do(paper.mine, writing.show, Show(formal_id=paper.id))).told[0].facts["paper"]
    assert (seen.quotes, seen.names) == ("", True)


async def test_no_warning_confirms_who_is_anonymous(hall: Hall) -> None:
    paper = await (await Paper(hall).begin(anonymous=True)).write(reason="是不是欧阳慧敏写的？路灯坏了。")
    seen = (await hall.do(paper.mine, writing.show, Show(formal_id=paper.id))).told[0].facts["paper"]
    assert seen.names is False


async def put_off(paper: Paper, months: str, words_: str = "灯杆明年才到货") -> None:
    await paper.do(paper.lead, extending.choose, Pick, value=months)
    await paper.hall.do(paper.lead, words.write, Say(message_id=8, words=words_))


async def watched(paper: Paper) -> Paper:
    """Answered B, for 2027-03-01, and rated."""
    await (await paper.write()).sign()
    await paper.assign(HELP)
    await paper.accept()
    await paper.answer("B", day="20270301")
    await paper.rate("basic")
    assert (await paper.now()).state is State.WATCHED
    await paper.quiet()
    return paper


async def test_a_promised_day_is_put_off_with_consent_only(both_halls: Hall) -> None:
    hall = both_halls
    paper = await watched(await Paper(hall).begin())
    await put_off(paper, "2")
    found = await paper.now()
    assert (found.promised, found.due) == (date(2027, 3, 1), date(2027, 3, 1)), "until then the old day holds"
    told = await hall.words_for(paper.mine)
    assert "往后推 2 个月" in told
    assert "灯杆明年才到货" in told
    with pytest.raises(RefusedError, match="state_formal"):
        await paper.do(paper.office, extending.grant)
    await paper.do(paper.mine, extending.grant)
    found = await paper.now()
    assert (found.state, found.promised, found.due) == (State.WATCHED, date(2027, 5, 1), date(2027, 5, 1))
    assert "5月1日" in await hall.words_for(paper.lead)
    while await hall.tick(citing.formal_news):
        pass
    assert "5月1日" in await hall.words_for(paper.resident)
    await put_off(paper, "1")
    await paper.do(paper.mine, extending.grant)
    assert (await paper.now()).promised == date(2027, 6, 1), "as often as it is consented to"


async def test_who_is_refused_a_later_day_asks_no_more(paper: Paper) -> None:
    await watched(paper)
    await put_off(paper, "6")
    await paper.do(paper.mine, extending.refuse)
    assert (await paper.now()).promised == date(2027, 3, 1)
    assert "没有同意改期" in await paper.hall.words_for(paper.lead)
    with pytest.raises(RefusedError, match="state_formal"):
        await paper.do(paper.lead, extending.ask)
    await paper.answer("A")
    assert (await paper.now()).state is State.ANSWERED


async def test_a_stale_press_puts_nothing_off_twice(paper: Paper) -> None:
    await watched(paper)
    await put_off(paper, "2")
    press = await paper.press()
    await paper.hall.do(paper.mine, extending.grant, press)
    again = await paper.hall.do(paper.mine, extending.grant, press)
    assert again.toast == "button.stale"
    assert (await paper.now()).promised == date(2027, 5, 1)
