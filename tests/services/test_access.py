"""Who may do what in a case. The table is the rule; forged ids and other people's cases are refused politely."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.people import Role, Standing, StrangerError
from domain.suggestions import Suggestion
from domain.telling import Outcome
from services.commands import Command, RefusedError
from services.suggestions import answering, assigning, desks, following, handling, transcribing, waiting
from storage import people, units
from tests.support.city import BEGIN, seats
from tests.support.hall import CONFIGURED, HOME, Hall, Somebody, seat

Deed = tuple[Callable[..., Outcome], Callable[[Suggestion], Command]]


def show(case: Suggestion) -> Command:
    return handling.Show(case_id=case.id)


def press(case: Suggestion) -> Command:
    return handling.Press(case_id=case.id, version=case.version)


def reply(case: Suggestion) -> Command:
    return handling.Reply(case_id=case.id, message_id=1, words="一句话")


def rate(case: Suggestion) -> Command:
    return following.Rate(case_id=case.id, version=case.version, value="satisfied")


def choose(case: Suggestion) -> Command:
    return answering.ChooseClass(case_id=case.id, version=case.version, value="A")


DEEDS: dict[str, Deed] = {
    "show": (following.show, show),
    "back": (handling.back, show),
    "reply": (following.reply, reply),
    "write": (handling.ask_words, press),
    "answer": (answering.ask_class, press),
    "class": (answering.choose_class, choose),
    "listen": (transcribing.ask_transcript, press),
    "peers": (assigning.ask_peer, press),
    "add": (following.ask_add, press),
    "undo": (following.ask_withdraw, press),
    "rate": (following.rate_process, rate),
}
ASSIGNED = """
                     show back reply write answer class listen peers add undo rate
author               yes  yes  yes   -     -      -     -      -     yes yes  -
resident             -    -    -     -     -      -     -      -     -   -    -
representative       yes  yes  yes   yes   yes    yes   yes    -     -   -    -
other_representative -    -    -     -     -      -     -      -     -   -    -
officer              yes  yes  yes   yes   yes    yes   yes    yes   -   -    -
other_officer        -    -    -     -     -      -     -      -     -   -    -
admin                yes  yes  yes   yes   yes    yes   yes    yes   -   -    -
other_admin          -    -    -     -     -      -     -      -     -   -    -
city_admin           yes  yes  yes   yes   yes    yes   yes    yes   -   -    -
configured           yes  yes  yes   yes   yes    yes   yes    yes   -   -    -
"""
ANSWERED = """
                     show back reply write answer class listen peers add undo rate
author               yes  yes  yes   -     -      -     -      -     yes yes  yes
resident             -    -    -     -     -      -     -      -     -   -    -
representative       yes  yes  yes   yes   -      -     yes    -     -   -    -
other_representative -    -    -     -     -      -     -      -     -   -    -
officer              yes  yes  yes   yes   -      -     yes    -     -   -    -
other_officer        -    -    -     -     -      -     -      -     -   -    -
admin                yes  yes  yes   yes   -      -     yes    -     -   -    -
other_admin          -    -    -     -     -      -     -      -     -   -    -
city_admin           yes  yes  yes   yes   -      -     yes    -     -   -    -
configured           yes  yes  yes   yes   -      -     yes    -     -   -    -
"""


async def cast(hall: Hall) -> tuple[dict[str, Somebody], Suggestion]:
    """Everybody who might want something of a case, and the case."""
    who = {"author": await hall.resident("陈桂兰"), "resident": await hall.resident("孙志强")}
    case = await hall.submit(who["author"])
    mine, other = seats(HOME)
    for ref in (mine, other):
        person = await hall.seated(ref)
        who["representative" if person.id == case.representative_id else "other_representative"] = person
    for name, role, place in (
        ("officer", Role.OFFICER, HOME), ("other_officer", Role.OFFICER, "zd-heping"),
        ("admin", Role.ADMIN, "zhangdian"), ("other_admin", Role.ADMIN, "zichuan"),
        ("city_admin", Role.ADMIN, "zibo"),
    ):  # fmt: skip
        who[name] = await hall.seated(seat(role, place))
    who["configured"] = await hall.resident("配置的人", account=CONFIGURED)
    return who, case


async def allowed(hall: Hall, who: Somebody, deed: Deed, case: Suggestion) -> bool:
    """Whether this may be done; nothing of it stays."""

    class UndoneError(Exception):
        pass

    def trial(tx: Any, actor: Any, command: Any, now: Any) -> Outcome:
        deed[0](tx, actor, command, now)
        raise UndoneError

    try:
        await hall.do(who, trial, deed[1](case))
    except RefusedError:
        return False
    except UndoneError:
        return True
    raise AssertionError("a trial ended without a word")


@pytest.mark.parametrize(("state", "table"), [("assigned", ASSIGNED), ("answered", ANSWERED)])
async def test_the_table(hall: Hall, state: str, table: str) -> None:
    who, case = await cast(hall)
    if state == "answered":
        case = await hall.answer(who["representative"], case)
    assert case.state == state
    lines = [" " * 21 + " ".join(DEEDS)]
    for name, person in who.items():
        cells = [
            ("yes" if await allowed(hall, person, deed, case) else "-").ljust(len(verb)) for verb, deed in DEEDS.items()
        ]
        lines.append(f"{name:<21}{' '.join(cells)}".rstrip())
    order = [line.split()[0] for line in table.strip().splitlines()]
    body = sorted(lines[1:], key=lambda line: order.index(line.split()[0]))
    assert "\n" + "\n".join([lines[0], *body]) + "\n" == table


async def test_buttons_show_no_more_than_may_be_done(hall: Hall) -> None:
    who, case = await cast(hall)
    await hall.heard(who["representative"])
    for name in ("representative", "officer", "admin"):
        outcome = await hall.do(who[name], handling.show, show(case))
        offered = {action.value for action in outcome.told[0].facts["sheet"].actions}
        assert ("assign" in offered) is (name != "representative")
        assert "rate" not in offered
        assert "withdraw" not in offered


@pytest.mark.parametrize("id_", [0, 999_999, 2**62])
@pytest.mark.parametrize("verb", DEEDS)
async def test_a_case_that_is_none(hall: Hall, verb: str, id_: int) -> None:
    who = await hall.resident()
    use_case, _ = DEEDS[verb]
    values = {"case_id": id_, "version": 1, "message_id": 1, "words": "x"}
    kind = type(DEEDS[verb][1](await hall.submit(who)))
    value = {"value": "A"} if kind is answering.ChooseClass else {"value": "satisfied"}
    given = {name: v for name, v in {**values, **value}.items() if name in kind.model_fields}
    with pytest.raises(RefusedError) as refused:
        await hall.do(who, use_case, kind(**given))
    assert refused.value.key == "refused.no_case"


@pytest.mark.parametrize("verb", DEEDS)
async def test_a_stranger_is_asked_to_agree_first(hall: Hall, verb: str) -> None:
    case = await hall.submit(await hall.resident())
    use_case, command = DEEDS[verb]
    with pytest.raises((StrangerError, RefusedError)):
        await hall.do(hall.stranger(), use_case, command(case))


async def test_nobody_is_staff_in_a_case_of_the_own(hall: Hall) -> None:
    """A representative who writes as a resident can't answer, give away or see more than a resident."""
    mine, other = [await hall.seated(ref) for ref in seats(HOME)]
    case = await hall.submit(mine, link=f"s_{HOME}")
    assert case.representative_id == other.id
    assert not await allowed(hall, mine, DEEDS["answer"], case)
    assert await allowed(hall, mine, DEEDS["undo"], case)


async def test_a_case_can_only_be_given_to_who_represents_the_place(hall: Hall) -> None:
    who, case = await cast(hall)
    elsewhere = await hall.seated(seats("zc-kunlun")[0])
    for person in (elsewhere.id, who["author"].id, who["officer"].id, 999_999):
        pick = handling.Pick(case_id=case.id, version=case.version, value=str(person))
        with pytest.raises(RefusedError) as refused:
            await hall.do(who["officer"], assigning.assign, pick)
        assert refused.value.key == "refused.not_a_peer"
    pick = handling.Pick(case_id=case.id, version=case.version, value=str(who["other_representative"].id))
    await hall.do(who["officer"], assigning.assign, pick)
    assert (await hall.case(case.id)).representative_id == who["other_representative"].id
    assert not await allowed(hall, who["representative"], DEEDS["show"], await hall.case(case.id))


async def test_what_ended_is_ended(hall: Hall) -> None:
    """An office that ended yesterday opens no case today."""
    who, case = await cast(hall)
    await hall.job(
        lambda tx: tx.connection.execute(
            "UPDATE roles SET ends = '2026-11-30' WHERE person_id = ?", (who["officer"].id,)
        )
    )
    assert not await allowed(hall, who["officer"], DEEDS["show"], case)
    assert not await allowed(hall, who["officer"], DEEDS["answer"], case)


async def test_a_mandate_that_ended_lists_nothing_though_another_office_goes_on(both_halls: Hall) -> None:
    """The desk and what waits are lists of what one may open."""
    hall = both_halls
    case = await hall.submit(await hall.resident("陈桂兰"))
    both = [await hall.seated(ref) for ref in seats(HOME)]
    mine = next(person for person in both if person.id == case.representative_id)

    def change(tx: Any) -> None:
        elsewhere = units.station_by_code(tx, "zd-heping", BEGIN.date())
        assert elsewhere is not None
        people.grant(tx, mine.id, Standing(Role.OFFICER, elsewhere.unit_id, elsewhere.id), BEGIN.date())
        tx.connection.execute(f"UPDATE mandates SET ends = '2026-11-30' WHERE person_id = {mine.id}")  # noqa: S608

    for use_case, command in ((desks.desk, desks.Desk()), (waiting.mine, following.List())):
        assert case.number in str((await hall.do(mine, use_case, command)).told[0].facts)
    await hall.job(change)
    for use_case, command in ((desks.desk, desks.Desk()), (waiting.mine, following.List())):
        assert case.number not in str((await hall.do(mine, use_case, command)).told[0].facts)
