"""Everybody tries everything in a staff group, in every state of a case: what they may in private, and no more."""

from typing import Any

import pytest

from domain.groups import AT_ONCE, GOES_ON
from domain.suggestions import State
from handlers.codes import code
from handlers.presses import PRESSES
from locales import Text
from storage import groups, relays
from tests.docs import permissions
from tests.docs.permissions import Who
from tests.handlers import ready
from tests.handlers.ready import ABSENT, MESSAGE, Given, Persona, Ready, World, world
from tests.handlers.test_permissions import ELSEWHERE, end_offices
from tests.support.hall import Hall
from tests.support.stage import Heard, Stage, staged

ZH = Text("zh")
GROUP = "-77"
NOT_MAY = (str(ZH("group.only_station", name="\0")).split("\0")[1], str(ZH("group.unknown")))
MEMBER: dict[str, Any] = {"id": int(GROUP), "type": "group", "title": "工作群"}


def stands(given: Given) -> None:
    """The case stands in a group of its station."""
    ready.a_group(given)
    group = groups.at(given.tx, _at(given))
    assert group is not None
    groups.enter(given.tx, group, given.case.id)
    relays.bind(given.tx, group.at, MESSAGE, given.case.id, None)


def _at(given: Given) -> Any:
    return type(given.who.somebody.at)("telegram", GROUP)


def _user(who: Persona) -> dict[str, Any]:
    return {"id": int(who.somebody.at.address), "is_bot": False, "first_name": who.somebody.name or "路人"}


async def pressed(stage: Stage, given: Given, data: str) -> Heard:
    """A button of the group."""
    shown = {"message_id": 1, "date": 1, "chat": MEMBER}
    query = {"id": "1", "from": _user(given.who), "chat_instance": "1", "data": data, "message": shown}
    return await stage.update({"callback_query": query})


async def replied(stage: Stage, given: Given, words: str = "一句话") -> Heard:
    """A reply to the card."""
    replied = {"message_id": MESSAGE, "date": 1, "chat": MEMBER, "text": "卡片"}
    stage.number += 1
    message = {"message_id": stage.number, "date": 1, "chat": MEMBER, "from": _user(given.who), "text": words}
    return await stage.update({"message": {**message, "reply_to_message": replied}})


def may(made: World, given: Given, right: permissions.Right) -> bool:
    """Whether somebody may in this state, as in private; the author never."""
    who = given.who.who
    if given.case.state in ABSENT.get(who, ()):
        who = ELSEWHERE[who]
    return who is not Who.AUTHOR and right.allows(who, given.case.state)


def given_all(stage: Stage, made: World) -> Any:
    """Everybody in every state, each in a trial of its own."""
    for persona in made.personas:
        for state in State:
            with stage.trial() as tx:
                given = Given(tx, made, persona, made.cases[state], stage.now)
                if persona.ended:
                    end_offices(given)
                stands(given)
                yield given


def leaks(heard: Heard) -> bool:
    """Whether the group reads what it must not."""
    words = "\n".join(message.model_dump_json() for address, message in heard.messages if address == GROUP)
    return ready.AUTHOR in words or ready.AUTHOR[2:] in words


@pytest.mark.parametrize("verb", [*AT_ONCE, *GOES_ON])
async def test_a_button_does_what_it_does_in_private(hall: Hall, verb: str) -> None:
    made, wrong = await world(hall), []
    right, one = permissions.PRESSES[verb], ready.PRESSES.get(verb, Ready())
    with staged(hall) as stage:
        for given in given_all(stage, made):
            one.before(given)
            heard = await pressed(stage, given, code(verb, given.case.id, given.case.version, str(one.value(given))))
            refused = any(sign in (heard.toast or "") for sign in (*NOT_MAY, given.case.number))
            allowed = may(made, given, right)
            if refused is allowed and heard.toast != ZH("button.done_already"):
                wrong.append(f"{given.who.name}, {given.case.state}: {heard.toast}")
            if leaks(heard) or (refused and heard.changed) or not heard.toast:
                wrong.append(f"{given.who.name}, {given.case.state}: leaves a trace, or silence: {heard.text()[:99]}")
    assert not wrong, "\n".join(wrong)


async def test_a_reply_is_what_it_is_in_private(hall: Hall) -> None:
    made, wrong = await world(hall), []
    with staged(hall) as stage:
        for given in given_all(stage, made):
            heard = await replied(stage, given)
            query = "SELECT count(*) AS n FROM case_messages WHERE suggestion_id = ? AND words = '一句话'"
            said = bool(given.tx.connection.execute(query, (given.case.id,)).fetchone()["n"])
            if said is not may(made, given, permissions.REPLIES) or leaks(heard):
                wrong.append(f"{given.who.name}, {given.case.state}: {said}, {heard.text()[:99]}")
            if not heard.messages:
                wrong.append(f"{given.who.name}, {given.case.state}: silence")
    assert not wrong, "\n".join(wrong)


async def test_no_other_button_does_anything_in_a_group(hall: Hall) -> None:
    made = await world(hall)
    officer = next(one for one in made.personas if one.who is Who.OFFICER)
    with staged(hall) as stage:
        for verb in sorted(set(PRESSES) - {*AT_ONCE, *GOES_ON}):
            with stage.trial() as tx:
                given = Given(tx, made, officer, made.cases[State.ASSIGNED], stage.now)
                stands(given)
                heard = await pressed(stage, given, code(verb, given.case.id, given.case.version))
                assert heard.toast == ZH("button.unknown"), verb
                assert not heard.messages, verb
                assert not heard.changed, verb


WORST = {
    "markup": '<b>王&"\'</i> <a href="tg://user?id=1">x</a>', "long": "路" * 4096, "unseen": "\u200b\u2060",
    "turning": "\u202eאבג 路灯", "a command": "请看 /start g_x", "a code": "1:case.answer:1:1:A",
}  # fmt: skip


@pytest.mark.parametrize("name", WORST)
async def test_the_worst_words_in_a_group(hall: Hall, name: str) -> None:
    made = await world(hall)
    officer = next(one for one in made.personas if one.who is Who.OFFICER)
    with staged(hall) as stage:
        with stage.trial() as tx:
            given = Given(tx, made, officer, made.cases[State.HANDLING], stage.now)
            stands(given)
            heard = await replied(stage, given, WORST[name])
            assert all(len(message.text) <= 4096 or message.text.count("路") for _, message in heard.messages)
        for words in ("/start g_" + "A" * 99, "/start g_", "/start g_<b>", "/group", "/help", "/start s_zd-fujia"):
            with stage.trial():
                message = {"message_id": 5, "date": 1, "chat": MEMBER, "from": _user(officer), "text": words,
                           "entities": [{"type": "bot_command", "offset": 0, "length": 6}]}  # fmt: skip
                heard = await stage.update({"message": message})
                assert not heard.of(officer.somebody), words
