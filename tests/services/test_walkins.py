"""A case for somebody without an account: who hears of it, what the officer may do, and how it is taken over."""

from datetime import timedelta
from typing import Any

import pytest

from domain.messages import File
from domain.outcomes import Fixed
from domain.people import Role, StrangerError
from domain.showing import Shown
from domain.suggestions import Ending, State, Suggestion
from domain.telling import Outcome
from domain.waiting import Wait
from domain.walkins import CHANNEL, spaced
from services import welcome
from services.commands import RefusedError
from services.suggestions import (
    drafting,
    due,
    following,
    handling,
    merging,
    outcomes,
    placing,
    supporting,
    taken,
    triaging,
    waiting,
    walkins,
)
from services.suggestions.following import List
from services.suggestions.saying import Say
from services.suggestions.showing import Phone
from services.suggestions.walkins import Typed
from services.walkins import Slip
from storage import events, people, suggestions, supporters, talks
from storage import outcomes as said_of_answers
from storage import walkins as stored
from tests.support.city import seats
from tests.support.hall import HOME, Hall, Somebody, seat
from tests.support.scene import LEAD, Scene

WORDS, NAME, PHONE = "共青团西路路灯全黑", "陈桂兰", "0533-2187654"


class Counter:
    """A station's counter: its officer, its representatives, and what was registered there."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall

    async def open(self) -> "Counter":
        self.both = [await self.hall.seated(ref) for ref in seats(HOME)]
        self.officer = await self.hall.seated(seat(Role.OFFICER, HOME))
        return self

    async def register(
        self, words: str = WORDS, who: str = f"{NAME} {PHONE}", *, anonymous: bool = False, by: Somebody | None = None
    ) -> tuple[Suggestion, Slip]:
        """Register a case, through all steps. Returns it with its slip."""
        hall, officer = self.hall, by or self.officer
        await hall.do(officer, walkins.begin)
        await hall.do(officer, drafting.write, drafting.Write(message_id=1, words=words))
        await hall.do(officer, walkins.set_who, Typed(words=who))
        if anonymous:
            await hall.do(officer, walkins.hide)
        outcome = await self.submit(officer)
        if outcome.told[0].kind == "similar.offer":
            outcome = await self.submit(officer)
        self.sent = outcome
        case = await hall.case(outcome.told[0].case or 0)
        return case, outcome.told[1].facts["slip"]

    async def submit(self, officer: Somebody) -> Outcome:
        draft = await self.hall.job(lambda tx: talks.draft(tx, officer.id))
        return await self.hall.do(officer, placing.submit, placing.Submit(revision=draft.revision))

    def holder(self, case: Suggestion) -> Somebody:
        return next(one for one in self.both if one.id == case.representative_id)

    async def sheet(self, who: Somebody, case: Suggestion) -> Any:
        shown = await self.hall.do(who, handling.show, handling.Show(case_id=case.id))
        return shown.told[0].facts["sheet"]

    async def take(self, who: Somebody, slip: Slip) -> Outcome:
        return await self.hall.do(who, welcome.start, welcome.Start(link=f"t_{slip.token}"))

    async def speak(self, who: Somebody, case: Suggestion, words: str) -> None:
        await self.hall.do(who, following.reply, handling.Reply(case_id=case.id, message_id=7, words=words))


@pytest.fixture
async def counter(hall: Hall) -> Counter:
    return await Counter(hall).open()


async def history(hall: Hall, case: Suggestion) -> list[tuple[str, str, int | None, int | None]]:
    rows = await hall.job(lambda tx: events.of(tx, "suggestion", case.id))
    return [(row["kind"], row["role"], row["actor_id"], row["on_behalf_of"]) for row in rows]


async def test_an_officer_registers_a_case_for_a_person_of_their_own(both_halls: Hall) -> None:
    counter = await Counter(both_halls).open()
    case, slip = await counter.register()
    assert (case.channel, case.state, case.station_id is not None) == (CHANNEL, State.ASSIGNED, True)
    assert case.author_id != counter.officer.id
    person = await both_halls.job(lambda tx: people.find(tx, case.author_id))
    assert person.name == NAME
    assert (await history(both_halls, case))[0] == ("registered", "officer", counter.officer.id, case.author_id)
    heard = await both_halls.words_for(counter.officer)
    assert case.number in heard
    assert spaced(slip.code) in heard
    assert f"t_{slip.token}" in heard
    assert len(slip.token) >= 22, "at least 128 bits"


async def test_the_slip_is_stored_as_hashes_alone(counter: Counter) -> None:
    case, slip = await counter.register()
    walkin = await counter.hall.job(lambda tx: tx.connection.execute("SELECT * FROM walkins").fetchone())
    assert slip.token not in str(dict(walkin))
    assert slip.code not in str(dict(walkin))
    drafts = await counter.hall.job(lambda tx: talks.draft(tx, counter.officer.id))
    assert drafts is None, "name and phone are not kept with the officer"
    message = next(message for message in await counter.hall.heard(counter.officer) if message.picture)
    assert message.secret
    assert message.picture.endswith(f"?start=t_{slip.token}")
    assert case.number in message.text


@pytest.mark.parametrize("role", [Role.ADMIN, Role.REPRESENTATIVE, None])
async def test_only_officers_and_administrators_register(counter: Counter, role: Role | None) -> None:
    hall = counter.hall
    if role is Role.ADMIN:
        admin = await hall.seated(seat(Role.ADMIN, "zhangdian"))
        case, _ = await counter.register(by=admin)
        assert (await history(hall, case))[0][:3] == ("registered", "admin", admin.id)
        return
    who = counter.both[0] if role else await hall.resident()
    for use_case, command in ((walkins.begin, None), (walkins.ask_who, None), (walkins.registered, List())):
        with pytest.raises(RefusedError, match="no_walkins"):
            await hall.do(who, use_case, command)
    with pytest.raises(StrangerError):
        await hall.do(hall.stranger(), walkins.begin)


async def test_an_officer_who_holds_the_office_no_more_hands_nothing_in(counter: Counter) -> None:
    hall = counter.hall
    await hall.do(counter.officer, walkins.begin)
    await hall.do(counter.officer, drafting.write, drafting.Write(message_id=1, words=WORDS))
    await hall.job(lambda tx: tx.connection.execute("UPDATE roles SET ends = '2026-11-01'") and None)
    with pytest.raises(RefusedError, match="no_walkins"):
        await counter.submit(counter.officer)


async def test_a_reception_day_of_sixty(counter: Counter) -> None:
    for n in range(60):
        case, _ = await counter.register(f"第{n}件：{'甲乙丙丁'[n % 4] * (n + 5)}", "")
    assert case.number.endswith("0060")
    listed = await counter.hall.do(counter.officer, walkins.registered, List())
    assert (len(listed.told[0].facts["cases"]), listed.told[0].facts["more"]) == (6, True)


@pytest.mark.parametrize("anonymous", [False, True])
async def test_name_and_phone_are_for_those_to_whom_they_were_given(counter: Counter, anonymous: bool) -> None:
    hall = counter.hall
    case, _ = await counter.register(anonymous=anonymous)
    admin, lead = (
        await hall.seated(seat(Role.ADMIN, "zhangdian")),
        await hall.seated(seat(Role.DEPARTMENT_OFFICER, LEAD)),
    )
    seen = {}
    for who in (counter.officer, counter.holder(case), admin):
        sheet = await counter.sheet(who, case)
        seen[who.id] = (sheet.author, sheet.phone)
    assert seen[counter.officer.id] == (NAME, PHONE)
    assert seen[counter.holder(case).id] == ((None, None) if anonymous else (NAME, PHONE))
    assert seen[admin.id] == (None if anonymous else NAME, None), "who only looks on needs no number"
    scene = Scene(hall)
    scene.id, scene.mine, scene.lead = case.id, counter.holder(case), lead
    await hall.heard(lead)
    await scene.transfer()
    sheet = await counter.sheet(lead, case)
    assert (sheet.author, sheet.caller, sheet.phone) == (None, None, None)
    told = await hall.words_for(lead)
    assert NAME not in told
    assert PHONE not in told


async def test_nothing_of_the_person_stands_elsewhere(counter: Counter) -> None:
    hall = counter.hall
    case, slip = await counter.register()
    neighbour = await hall.resident("孙志强")
    await hall.do(neighbour, supporting.support, supporting.Join(case_id=case.id, code=case.code))
    await hall.do(neighbour, welcome.start, welcome.Start(link=f"c_{case.code}"))
    await counter.speak(counter.holder(case), case, f"{NAME}阿姨您好，{PHONE} 打不通")
    told = await hall.words_for(neighbour)
    assert "您好" in told
    assert NAME not in told
    assert PHONE not in told
    rows = await hall.job(lambda tx: tx.connection.execute("SELECT * FROM events").fetchall())
    text = "\n".join(str(dict(row)) for row in rows)
    for secret in (NAME, PHONE, slip.token, slip.code):
        assert secret not in text


async def test_the_officer_hears_what_the_resident_would_and_brings_back_the_words(both_halls: Hall) -> None:
    hall = both_halls
    counter = await Counter(hall).open()
    case, _ = await counter.register()
    mine = counter.holder(case)
    await hall.heard(counter.officer)
    await counter.speak(mine, case, "具体在哪一段？")
    told = await hall.words_for(counter.officer)
    for piece in ("请转告", NAME, PHONE, case.number, "具体在哪一段？"):
        assert piece in told
    await hall.heard(mine)
    await counter.speak(counter.officer, case, "她说在供销社门口")
    assert "她说在供销社门口" in await hall.words_for(mine)
    assert (await history(hall, case))[-1] == ("add", "registrar", counter.officer.id, case.author_id)
    said = (await hall.job(lambda tx: suggestions.said(tx, case.id)))[-1]
    assert (said.role, said.kind) == (Role.REGISTRAR, "message")
    assert (await hall.case(case.id)).state is State.HANDLING, "the first word came from the representative"


async def test_the_officer_never_acts_as_author(counter: Counter) -> None:
    hall = counter.hall
    case, _ = await counter.register()
    case = await hall.answer(counter.holder(case), case)
    press = handling.Press(case_id=case.id, version=case.version)
    rate = following.Rate(case_id=case.id, version=case.version, value="satisfied")
    for use_case, command in (
        (following.begin_rating, press), (following.rate_process, rate), (following.rate_result, rate),
        (following.ask_withdraw, press), (following.withdraw, press),
    ):  # fmt: skip
        with pytest.raises(RefusedError, match="not_yours"):
            await hall.do(counter.officer, use_case, command)
    told = await hall.words_for(counter.officer)
    assert "已经修好" in told
    assert "只有本人能做" in told
    assert "过程怎么样" not in told
    offered = (await counter.sheet(counter.officer, case)).actions
    assert {action.value for action in offered} >= {"add", "speak"}, "and keeps the rights of an officer"


async def test_silence_closes_it_as_not_rated_and_the_officer_hears(counter: Counter) -> None:
    hall = counter.hall
    case, _ = await counter.register()
    await hall.answer(counter.holder(case), case)
    await hall.heard(counter.officer)
    hall.later(days=8)
    assert (case.author_id, "rate.reminder") in await hall.tick(due.due)
    assert "只有本人能做" in await hall.words_for(counter.officer)
    hall.later(days=7)
    await hall.tick(due.due)
    closed = await hall.case(case.id)
    assert (closed.state, closed.outcome) == (State.CLOSED, Ending.NOT_RATED)
    assert case.number in await hall.words_for(counter.officer)


async def asked(counter: Counter, class_: str = "A") -> tuple[Suggestion, Slip]:
    """A case for somebody without an account, four weeks after its answer."""
    case, slip = await counter.register()
    await counter.hall.answer(counter.holder(case), case, class_)
    await counter.hall.heard(counter.officer)
    for _ in range(28):
        counter.hall.later(days=1)
        await counter.hall.tick(due.due)
    return await counter.hall.case(case.id), slip


async def fixed(counter: Counter, who: Somebody, case: Suggestion, said: str) -> Outcome:
    value = {"case_id": case.id, "version": case.version, "value": Fixed(said), "answer": case.answers}
    return await counter.hall.do(who, outcomes.say, outcomes.SayFixed(**value))


async def judged(counter: Counter, case: Suggestion) -> Fixed | None:
    found = await counter.hall.job(lambda tx: said_of_answers.latest(tx, case.id))
    value: Fixed | None = found.fixed
    return value


async def test_four_weeks_later_the_officer_asks_and_brings_the_answer(both_halls: Hall) -> None:
    counter = await Counter(both_halls).open()
    case, _ = await asked(counter)
    told = await both_halls.words_for(counter.officer)
    for words in ("请问一问", NAME, PHONE, "真的解决了吗", "解决了"):
        assert words in told
    waits = await both_halls.do(counter.officer, waiting.mine, List())
    assert [item.wait for item, _ in waits.told[0].facts["items"]] == [Wait.ASK_FIXED]
    await fixed(counter, counter.officer, case, "yes")
    assert await judged(counter, case) is Fixed.YES
    assert (await history(both_halls, case))[-1] == ("fixed", "registrar", counter.officer.id, case.author_id)
    assert (await fixed(counter, counter.officer, case, "no")).toast == "button.done_already"
    waits = await both_halls.do(counter.officer, waiting.mine, List())
    assert waits.told[0].facts["items"] == []


async def test_what_is_not_fixed_is_taken_up_again_in_their_words(counter: Counter) -> None:
    hall = counter.hall
    case, _ = await asked(counter)
    await fixed(counter, counter.officer, case, "no")
    await hall.heard(counter.holder(case))
    await hall.do(counter.officer, outcomes.word, Say(message_id=77, words="她说又不亮了"))
    assert (await hall.case(case.id)).state is State.SECOND
    assert "她说又不亮了" in await hall.words_for(counter.holder(case))
    assert "到时请您转告" in await hall.words_for(counter.officer)
    assert (await history(hall, case))[-1] == ("reopen", "registrar", counter.officer.id, case.author_id)


async def test_nobody_else_brings_it_and_nobody_once_it_is_taken_over(counter: Counter) -> None:
    hall = counter.hall
    case, slip = await asked(counter)
    elsewhere = await hall.seated(seat(Role.OFFICER, "zc-kunlun"))
    rose = await hall.resident("Rose")
    for who in (counter.holder(case), elsewhere, rose):
        with pytest.raises(RefusedError, match="not_yours"):
            await fixed(counter, who, case, "yes")
    await counter.take(rose, slip)
    with pytest.raises(RefusedError, match="not_yours"):
        await fixed(counter, counter.officer, case, "yes")
    await fixed(counter, rose, case, "partly")
    assert await judged(counter, case) is Fixed.PARTLY


async def test_who_stands_in_for_the_officer_asks_instead(counter: Counter) -> None:
    hall = counter.hall
    case, _ = await counter.register(anonymous=True)
    await hall.answer(counter.holder(case), case)
    end = f"UPDATE roles SET ends = '2026-12-02' WHERE person_id = {counter.officer.id}"  # noqa: S608
    await hall.job(lambda tx: tx.connection.execute(end) and None)
    admin = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    await hall.heard(admin)
    for _ in range(28):
        hall.later(days=1)
        await hall.tick(due.due)
    told = await hall.words_for(admin)
    assert "请问一问来访或来电的人" in told
    assert NAME not in told
    case = await hall.case(case.id)
    with pytest.raises(RefusedError, match="not_yours"):
        await fixed(counter, counter.officer, case, "yes")
    await fixed(counter, admin, case, "yes")
    assert await judged(counter, case) is Fixed.YES


async def test_taken_over_by_the_link_the_person_is_the_author(both_halls: Hall) -> None:
    hall = both_halls
    counter = await Counter(hall).open()
    case, slip = await counter.register()
    mine = counter.holder(case)
    await counter.speak(mine, case, "我去看看")
    await hall.heard(counter.officer)
    rose, before = await hall.resident("Rose", home=None), await hall.case(case.id)
    outcome = await counter.take(rose, slip)
    kinds = [told.kind for told in outcome.told]
    assert kinds == ["walkin.yours", "case.own", "walkin.ask_shown", "walkin.taken"]
    told = await hall.words_for(rose)
    assert WORDS in told
    assert "我去看看" in told
    officer = await hall.words_for(counter.officer)
    assert "不用再转告" in officer
    assert "Rose" not in officer
    now = await hall.case(case.id)
    assert (now.author_id, now.version) == (rose.id, before.version + 1), "who decides at this moment decides anew"
    assert (await history(hall, case))[-1][:3] == ("taken", "resident", rose.id)
    assert await hall.job(lambda tx: stored.who(tx, case.author_id)) == ("", ""), "what was taken down is forgotten"
    await counter.speak(mine, case, "已经报修")
    assert "已经报修" in await hall.words_for(rose)
    assert await hall.words_for(counter.officer) == ""
    answered = await hall.answer(mine, case)
    await hall.rate(rose, answered, "satisfied", "satisfied")
    assert (await hall.case(case.id)).outcome is Ending.SATISFIED


async def test_after_that_the_officer_is_staff_and_nothing_else(counter: Counter) -> None:
    hall = counter.hall
    case, slip = await counter.register()
    await counter.take(await hall.resident("Rose"), slip)
    sheet = await counter.sheet(counter.officer, await hall.case(case.id))
    assert (sheet.role, sheet.caller, sheet.author) == (Role.OFFICER, None, None)
    assert "add" not in {action.value for action in sheet.actions}
    listed = await hall.do(counter.officer, walkins.registered, List())
    assert listed.told[0].facts["cases"] == []


async def show(counter: Counter, who: Somebody, case: Suggestion, value: str) -> Outcome:
    return await counter.hall.do(who, taken.choose, taken.Choose(case_id=case.id, value=Shown(value)))


async def seen(counter: Counter, case: Suggestion) -> list[tuple[str | None, str | None]]:
    """Name and phone as the representative and the officer see them."""
    sheets = [await counter.sheet(who, case) for who in (counter.holder(case), counter.officer)]
    return [(sheet.author, sheet.phone) for sheet in sheets]


async def test_nothing_of_the_account_is_seen_before_its_owner_chose(both_halls: Hall) -> None:
    hall = both_halls
    counter = await Counter(hall).open()
    case, slip = await counter.register()
    rose, admin = await hall.resident("Rose"), await hall.seated(seat(Role.ADMIN, "zhangdian"))
    await hall.job(lambda tx: people.set_phone(tx, rose.id, "13900001111"))
    staff = (counter.officer, counter.holder(case), admin)
    for who in staff:
        await hall.heard(who)
    await counter.take(rose, slip)
    assert await seen(counter, case) == [(None, None), (None, None)]
    await counter.speak(rose, case, "我接过来了")
    await hall.answer(counter.holder(case), case)
    for who in staff:
        told = await hall.words_for(who)
        for secret in ("Rose", "13900001111", NAME, PHONE):
            assert secret not in told


@pytest.mark.parametrize(
    ("value", "known", "expected"),
    [
        ("name", "", ("Rose", None)), ("name", "13900001111", ("Rose", None)),
        ("phone", "13900001111", ("Rose", "13900001111")), ("nothing", "13900001111", (None, None)),
    ],
)  # fmt: skip
async def test_its_owner_chooses_what_is_seen(
    counter: Counter, value: str, known: str, expected: tuple[str | None, str | None]
) -> None:
    hall = counter.hall
    case, slip = await counter.register()
    rose = await hall.resident("Rose")
    if known:
        await hall.job(lambda tx: people.set_phone(tx, rose.id, known))
    await counter.take(rose, slip)
    await show(counter, rose, case, value)
    assert await seen(counter, case) == [expected, expected]
    again = await show(counter, rose, case, value)
    assert again.toast == (None if value == "nothing" else "button.done_already")


async def test_a_number_that_nobody_knows_is_asked_for(counter: Counter) -> None:
    hall = counter.hall
    case, slip = await counter.register()
    rose = await hall.resident("Rose")
    await counter.take(rose, slip)
    await show(counter, rose, case, "phone")
    assert await seen(counter, case) == [(None, None), (None, None)]
    for words, own in (("不知道", True), ("13900001111", False)):
        await hall.do(rose, taken.give_phone, Phone(words=words, own=own))
    assert await seen(counter, case) == [(None, None), (None, None)]
    await hall.do(rose, taken.give_phone, Phone(words="139 0000 1111"))
    assert await seen(counter, case) == [("Rose", "13900001111")] * 2
    assert await hall.job(lambda tx: people.showing(tx, rose.id).phone) is None, "it is kept with the case alone"
    assert "shown" in [kind for kind, *_ in await history(hall, case)]


async def test_nobody_else_chooses_and_who_wished_to_stay_unnamed_is_not_asked(counter: Counter) -> None:
    hall = counter.hall
    case, slip = await counter.register(anonymous=True)
    rose, other = await hall.resident("Rose"), await hall.resident("孙志强")
    for who in (rose, counter.officer):
        with pytest.raises(RefusedError, match="not_yours"):
            await show(counter, who, case, "name")
    outcome = await counter.take(rose, slip)
    assert "walkin.ask_shown" not in [told.kind for told in outcome.told]
    for who in (other, counter.officer, counter.holder(case)):
        with pytest.raises(RefusedError, match="not_yours"):
            await show(counter, who, case, "name")
    assert await seen(counter, case) == [(None, None), (None, None)]


async def test_who_has_cases_already_keeps_one_account(both_halls: Hall) -> None:
    hall = both_halls
    counter = await Counter(hall).open()
    resident = await hall.resident("陈桂兰")
    own = await hall.submit(resident, "小区门口没有垃圾桶，垃圾堆在路边")
    case, slip = await counter.register()
    await hall.do(resident, supporting.support, supporting.Join(case_id=case.id, code=case.code))
    await counter.take(resident, slip)
    listed = await hall.do(resident, following.cases, List())
    assert {one.id for one in listed.told[0].facts["cases"]} == {own.id, case.id}
    assert await hall.job(lambda tx: supporters.of_case(tx, case.id)) == [], "nobody follows the own case"
    assert await hall.job(lambda tx: people.person_at(tx, resident.at)) == resident.id


async def test_it_works_once(counter: Counter) -> None:
    hall = counter.hall
    case, slip = await counter.register()
    rose, other = await hall.resident("Rose"), await hall.resident("孙志强")
    await counter.take(rose, slip)
    assert [told.kind for told in (await counter.take(rose, slip)).told] == ["case.own"], "the second time it is shown"
    assert [told.kind for told in (await counter.take(other, slip)).told] == ["walkin.used"]
    again = await hall.do(other, walkins.take_by_code, Typed(words=f"{case.number} {slip.code}"))
    assert [told.kind for told in again.told] == ["walkin.used"]
    assert (await hall.case(case.id)).author_id == rose.id


@pytest.mark.parametrize("typed", ["{number} {code}", "{code} {bare}", "/take {bare}　{spaced}"])
async def test_number_and_code_can_be_typed(counter: Counter, typed: str) -> None:
    case, slip = await counter.register()
    words = typed.format(number=case.number, code=slip.code.lower(), bare=case.number[-9:], spaced=spaced(slip.code))
    rose = await counter.hall.resident("Rose")
    await counter.hall.do(rose, walkins.take_by_code, Typed(words=words))
    assert (await counter.hall.case(case.id)).author_id == rose.id


async def test_a_stranger_agrees_first_and_is_asked_then(counter: Counter) -> None:
    hall = counter.hall
    case, slip = await counter.register()
    stranger = hall.stranger()
    await hall.do(stranger, welcome.take, Typed(words=f"{case.number} {slip.code}"))
    assert (await hall.case(case.id)).author_id == case.author_id
    asked = await hall.do(stranger, welcome.agree, welcome.Agree(name="Rose"))
    assert "walkin.ask_take" in [told.kind for told in asked.told]
    await hall.do(stranger, walkins.take_by_code, Typed(words=f"{case.number} {slip.code}"))
    taken = await hall.case(case.id)
    assert taken.author_id != case.author_id
    person = await hall.job(lambda tx: people.find(tx, taken.author_id))
    assert (person.name, person.unit_id) == ("Rose", case.unit_id), "and lives where the case is"


async def test_wrong_codes_are_counted_by_account(counter: Counter) -> None:
    hall = counter.hall
    case, slip = await counter.register()
    guess = await hall.resident("孙志强")
    kinds = []
    for n in range(7):
        outcome = await hall.do(guess, walkins.take_by_code, Typed(words=f"{case.number} {'ABCDEFGH'[n] * 8}"))
        kinds.append(outcome.told[0].kind)
    assert kinds == ["walkin.unknown"] * 5 + ["walkin.too_often"] * 2
    right = await hall.do(guess, walkins.take_by_code, Typed(words=f"{case.number} {slip.code}"))
    assert right.told[0].kind == "walkin.too_often"
    hall.later(hours=1, minutes=1)
    await hall.do(guess, walkins.take_by_code, Typed(words=f"{case.number} {slip.code}"))
    assert (await hall.case(case.id)).author_id == guess.id


async def test_wrong_codes_are_counted_by_case_and_the_link_still_works(both_halls: Hall) -> None:
    hall = both_halls
    counter = await Counter(hall).open()
    case, slip = await counter.register()
    for n in range(walkins.CASE_TRIES):
        await hall.do(await hall.resident(f"甲{n}"), walkins.take_by_code, Typed(words=f"{case.number} ABCDEFGH"))
    rose = await hall.resident("Rose")
    right = await hall.do(rose, walkins.take_by_code, Typed(words=f"{case.number} {slip.code}"))
    assert right.told[0].kind == "walkin.too_often"
    await counter.take(rose, slip)
    assert (await hall.case(case.id)).author_id == rose.id


async def test_a_case_that_rested_can_be_tried_again_after_an_hour(counter: Counter) -> None:
    hall = counter.hall
    case, slip = await counter.register()
    for n in range(walkins.CASE_TRIES):
        await hall.do(await hall.resident(f"甲{n}"), walkins.take_by_code, Typed(words=f"{case.number} ABCDEFGH"))
    hall.later(hours=1, minutes=1)
    rose = await hall.resident("Rose")
    await hall.do(rose, walkins.take_by_code, Typed(words=f"{case.number} {slip.code}"))
    assert (await hall.case(case.id)).author_id == rose.id


async def test_the_code_of_one_case_opens_no_other(counter: Counter) -> None:
    hall = counter.hall
    first, slip = await counter.register()
    second, _ = await counter.register("下水道反水，淤泥没有清")
    rose = await hall.resident("Rose")
    outcome = await hall.do(rose, walkins.take_by_code, Typed(words=f"{second.number} {slip.code}"))
    assert outcome.told[0].kind == "walkin.unknown"
    assert (await hall.case(second.id)).author_id == second.author_id
    assert (await hall.case(first.id)).author_id == first.author_id


async def test_districts_count_apart(counter: Counter) -> None:
    hall = counter.hall
    here, slip = await counter.register()
    elsewhere = await hall.seated(seat(Role.OFFICER, "zc-kunlun"))
    there, other = await counter.register(by=elsewhere)
    assert here.number[-9:] == there.number[-9:]
    rose, lily = await hall.resident("Rose"), await hall.resident("Lily")
    await hall.do(rose, walkins.take_by_code, Typed(words=f"{here.number[-9:]} {slip.code}"))
    await hall.do(lily, walkins.take_by_code, Typed(words=f"{there.number} {other.code}"))
    assert (await hall.case(here.id)).author_id == rose.id
    assert (await hall.case(there.id)).author_id == lily.id


async def test_a_slip_expires_and_another_one_can_be_had(counter: Counter) -> None:
    hall = counter.hall
    case, old = await counter.register()
    hall.now += timedelta(days=91)
    rose = await hall.resident("Rose")
    assert [told.kind for told in (await counter.take(rose, old)).told] == ["walkin.expired"]
    again = await hall.do(counter.officer, walkins.slip, handling.Show(case_id=case.id))
    new = again.told[0].facts["slip"]
    assert [told.kind for told in (await counter.take(rose, old)).told] == ["walkin.unknown"], "the old one is void"
    await counter.take(rose, new)
    assert (await hall.case(case.id)).author_id == rose.id
    late = await hall.do(counter.officer, walkins.slip, handling.Show(case_id=case.id))
    assert (late.told, late.toast) == ((), "walkin.taken_toast")
    own = await hall.do(rose, following.show, handling.Show(case_id=case.id))
    assert "slip" not in {step.kind for step in own.told[0].facts["sheet"].steps}


async def test_only_who_serves_the_person_makes_another_slip(counter: Counter) -> None:
    hall = counter.hall
    case, _ = await counter.register()
    elsewhere = await hall.seated(seat(Role.OFFICER, "zc-kunlun"))
    for who in (counter.holder(case), elsewhere, await hall.resident("孙志强")):
        with pytest.raises(RefusedError, match="not_yours"):
            await hall.do(who, walkins.slip, handling.Show(case_id=case.id))
    admin = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    assert (await hall.do(admin, walkins.slip, handling.Show(case_id=case.id))).told
    own = await hall.submit(await hall.resident("孙志强"), "公交站牌倒了，没有人管", link=f"s_{HOME}")
    outcome = await hall.do(counter.officer, walkins.slip, handling.Show(case_id=own.id))
    assert (outcome.told, outcome.toast) == ((), "walkin.taken_toast"), "no slip for a case of somebody's own"


async def test_who_sees_to_a_case_can_not_become_its_author(counter: Counter) -> None:
    hall = counter.hall
    case, slip = await counter.register()
    admin = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    for who in (counter.officer, counter.holder(case), admin):
        assert [told.kind for told in (await counter.take(who, slip)).told] == ["walkin.not_for_staff"]
    rose = await hall.resident("Rose")
    await counter.take(rose, slip)
    assert (await hall.case(case.id)).author_id == rose.id, "the slip was not used up"


async def test_similar_cases_are_shown_and_it_is_registered_all_the_same(counter: Counter) -> None:
    hall = counter.hall
    other = await hall.submit(await hall.resident("孙志强"))
    await hall.do(counter.officer, walkins.begin)
    shown = await hall.do(counter.officer, drafting.write, drafting.Write(message_id=1, words=WORDS))
    assert [told.kind for told in shown.told] == ["suggest.preview", "similar.offer"]
    heard = await hall.words_for(counter.officer)
    assert other.number in heard
    assert "没法跟进" in heard
    draft = await hall.job(lambda tx: talks.draft(tx, counter.officer.id))
    forged = supporting.Instead(case_id=other.id, revision=draft.revision)
    assert (await hall.do(counter.officer, supporting.instead, forged)).toast == "walkin.follows_nothing"
    assert (await counter.submit(counter.officer)).told[0].kind == "walkin.sent"


async def test_merged_it_is_followed_through_the_officer_and_then_by_the_person(counter: Counter) -> None:
    hall = counter.hall
    other = await hall.submit(await hall.resident("孙志强"))
    case, slip = await counter.register()
    case = await hall.case(case.id)
    pick = handling.Pick(case_id=case.id, version=case.version, value=str(other.id))
    await hall.do(counter.officer, merging.merge, pick)
    told = await hall.words_for(counter.officer)
    assert "请转告" in told
    assert other.number in told
    await counter.speak(counter.holder(other), other, "明天来修")
    assert "明天来修" in await hall.words_for(counter.officer)
    rose = await hall.resident("Rose")
    await counter.take(rose, slip)
    await hall.heard(counter.officer)
    await counter.speak(counter.holder(other), other, "修好了")
    assert "修好了" in await hall.words_for(rose)
    assert await hall.words_for(counter.officer) == ""


async def test_redirected_the_officer_passes_on_where_to_turn(counter: Counter) -> None:
    hall = counter.hall
    case, _ = await counter.register("邻居欠钱不还，法院在审")
    press = handling.Press(case_id=case.id, version=case.version)
    why = triaging.ChooseReason(case_id=case.id, version=case.version, value="litigation")
    await hall.do(counter.officer, triaging.choose_reason, why)
    await hall.heard(counter.officer)
    await hall.do(counter.officer, triaging.redirect, press)
    assert "12348" in await hall.words_for(counter.officer)


@pytest.mark.parametrize("anonymous", [False, True])
async def test_somebody_else_hears_when_the_officer_is_gone(counter: Counter, anonymous: bool) -> None:
    """With name and phone, unless the person gave them to that officer alone."""
    hall = counter.hall
    case, _ = await counter.register(anonymous=anonymous)
    admin = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    officer = counter.officer.id
    await hall.job(lambda tx: tx.connection.execute(f"UPDATE roles SET ends = '2026-11-01' WHERE person_id = {officer}") and None)  # fmt: skip # noqa: E501, S608
    await hall.heard(counter.officer)
    await counter.speak(counter.holder(case), case, "具体在哪一段？")
    assert await hall.words_for(counter.officer) == ""
    told = await hall.words_for(admin)
    assert "具体在哪一段？" in told
    assert (PHONE in told, NAME in told) == (not anonymous, not anonymous)
    with pytest.raises(RefusedError, match="not_yours"):
        await counter.speak(counter.officer, case, "她说在门口")


async def test_an_officer_of_another_station_sees_no_word_among_staff(counter: Counter) -> None:
    hall = counter.hall
    admin = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    case, _ = await counter.register()
    scene = Scene(hall)
    scene.id, scene.mine = case.id, counter.holder(case)
    scene.lead = await hall.seated(seat(Role.DEPARTMENT_OFFICER, LEAD))
    await scene.transfer(words="对方脾气急")
    away = "UPDATE suggestions SET station_id = (SELECT id FROM stations WHERE code = 'zd-heping')"
    await hall.job(lambda tx: tx.connection.execute(away) and None)
    sheet = await counter.sheet(counter.officer, case)
    assert sheet.role is Role.REGISTRAR
    assert {action.value for action in sheet.actions} == {"add", "edit"}
    assert "note" not in {said.kind for said in sheet.said}
    assert "note" in {said.kind for said in (await counter.sheet(admin, case)).said}
    await counter.speak(counter.officer, case, "她说在供销社门口")
    assert (await history(hall, case))[-1][1] == "registrar"


async def test_an_album_of_the_caller_is_one_message(counter: Counter) -> None:
    hall = counter.hall
    case, _ = await counter.register()
    photos = [File(kind="photo", file_id=f"F{n}", unique_id=f"U{n}", album="a", message_id=20 + n) for n in range(2)]
    first = handling.Reply(case_id=case.id, message_id=20, words="", files=(photos[0],))
    await hall.do(counter.officer, following.reply, first)
    await hall.do(counter.officer, following.continue_album, Say(message_id=21, files=(photos[1],)))
    said = (await hall.job(lambda tx: suggestions.said(tx, case.id)))[-1]
    assert (said.role, said.files) == (Role.REGISTRAR, 2)
    assert [row[0] for row in await history(hall, case)].count("add") == 1


async def test_the_draft_is_the_officers_own_and_the_next_one_waits(counter: Counter) -> None:
    hall = counter.hall
    await hall.do(counter.officer, walkins.begin)
    await hall.do(counter.officer, drafting.write, drafting.Write(message_id=1, words=WORDS))
    asked = await hall.do(counter.officer, walkins.begin)
    assert asked.told[0].kind == "suggest.resume", "what was begun is not thrown away"
    anew = await hall.do(counter.officer, drafting.begin, drafting.Begin(anew=True))
    assert anew.told[0].kind == "walkin.ask"
    draft = await hall.job(lambda tx: talks.draft(tx, counter.officer.id))
    assert (draft.is_for_another, draft.is_empty) == (True, True)
    await hall.do(counter.officer, drafting.discard)
    assert (await hall.do(counter.officer, walkins.hide)).toast == "suggest.gone"
    with pytest.raises(RefusedError, match="gone"):
        await hall.do(counter.officer, walkins.set_who, Typed(words=NAME))


async def test_a_name_that_is_too_long_is_not_taken(counter: Counter) -> None:
    hall = counter.hall
    await hall.do(counter.officer, walkins.begin)
    await hall.do(counter.officer, walkins.ask_who)
    outcome = await hall.do(counter.officer, walkins.set_who, Typed(words="陈" * 41))
    assert outcome.told[0].kind == "walkin.name_too_long"
    draft = await hall.job(lambda tx: talks.draft(tx, counter.officer.id))
    assert draft.caller == ""
