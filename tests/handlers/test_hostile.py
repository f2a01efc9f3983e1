"""The worst that can come, at every step of every conversation: a kind hint or a good end, and nothing is lost.

The steps are those of the code, so a new one is tried as well; what it needs to stand there is in `ready.py`.
"""

from collections.abc import AsyncIterator, Iterator
from html import unescape
from typing import Any

from domain.drafts import Draft
from domain.messages import Message
from domain.notices import Content
from domain.suggestions import State
from domain.telling import Talk
from handlers.codes import LIMIT, code
from storage import talks
from tests.docs import permissions
from tests.docs.permissions import Right, Who
from tests.handlers import ready
from tests.handlers.ready import ABSENT, AT, Given, Persona, Ready, World, world
from tests.handlers.test_views import Markup, units
from tests.support.hall import Hall, Somebody
from tests.support.stage import Heard, Json, Stage, staged

ONLY_TOLD = {  # all concerned read it, and nobody needs it later
    "link.word",  # why a link ends
    "reception.cancel",  # why a reception is called off
}
FILE: Json = {
    "file_id": "F",
    "file_unique_id": "U",
    "file_size": 9,
    "width": 9,
    "height": 9,
    "duration": 1,
    "length": 9,
}
USER: Json = {"id": 9, "is_bot": False, "first_name": "王"}
POLL: Json = {
    "id": "1", "question": "灯亮吗", "options": [], "total_voter_count": 0, "type": "regular", "is_closed": False,
    "is_anonymous": False, "allows_multiple_answers": False, "allows_revoting": False, "members_only": False,
}  # fmt: skip
# What is neither words nor a file that any step takes.
KINDS: dict[str, Json] = {
    "sticker": {"sticker": {**FILE, "type": "regular", "is_animated": False, "is_video": False}},
    "poll": {"poll": POLL},
    "dice": {"dice": {"emoji": "🎲", "value": 6}},
    "game": {"game": {"title": "俄罗斯方块", "description": "x", "photo": [FILE]}},
    "somebody's visiting card": {"contact": {"phone_number": "+8613000000000", "first_name": "王", "user_id": 9}},
    "video": {"video": FILE},
    "video note": {"video_note": {**FILE, "length": 9}},
    "audio": {"audio": FILE},
    "story": {"story": {"id": 1, "chat": {"id": 9, "type": "private"}}},
    "a place nowhere on earth": {"location": {"latitude": 1e9, "longitude": 118.0}},
    "a photo without an id": {"photo": [{**FILE, "file_id": ""}]},
    "a document without an id": {"document": {**FILE, "file_id": "", "file_name": "图.pdf"}, "caption": "看"},
    "what nobody knows yet": {"hologram": {"depth": 3}},
    "nothing at all": {},
}
INVISIBLE: dict[str, str] = {
    "zero width": "\u200b\u200c\u200d\ufeff",
    "marks of direction": "\u202e\u2066\u200f",
    "blanks": "\u3000\u2800\u3164",
}
WORDS: dict[str, str] = {
    "markup": '<b>王&"\'</i> <a href="tg://user?id=1">x</a> &lt; {number} %s \\n *_`[',
    "4,096 characters without a blank": "路" * 4096,
    "4,096 letters without a blank": "a" * 4096,
    "right to left": "\u202eאבג مرحبا \u2066路灯\u2069 \u200f全黑",
    "emoji": "👨‍👩‍👧‍👦🏳️‍🌈👍🏿" * 100,
    "zero width among words": "路\u200b灯\u200d全\ufeff黑",
    "marks upon marks": "Z" + "\u0335\u0301" * 500,
    "a command in the middle": "请看 /start s_zd-fujia",
    "a code": "1:case.answer:1:1:A",
    "lines": "\n".join("路灯" for _ in range(1000)),
}
A_FILE: dict[str, Json] = {
    "photo": {"photo": [FILE]},
    "document": {"document": {**FILE, "file_name": "<b>\u202e" * 99}},
    "voice": {"voice": FILE},
}


async def tried(stage: Stage, made: World) -> AsyncIterator[tuple[Given, Talk]]:
    """Every step, with somebody who may be there in a case in which it can be."""
    for step, right in permissions.STEPS.items():
        one = AT.get(step, Ready())
        who, state = somebody(made, right)
        with stage.trial() as tx:
            given = Given(tx, made, who, made.cases[state], stage.now)
            one.before(given)
            stands = (one.talk or ready.at(step))(given)
            stage.stands(who.somebody, stands)
            assert stands is not None
            assert stands.step == step
            yield given, stands


def somebody(made: World, right: Right) -> tuple[Persona, State]:
    """Somebody with this right, and the state of the case in which they have it."""
    return next(
        (one, state)
        for one in made.personas
        for state in (State.ASSIGNED, *State)
        if one.who is not Who.STRANGER and right.allows(one.who, state) and state not in ABSENT.get(one.who, ())
    )


def is_sound(message: Message) -> bool:
    """Whether the messenger takes it as it is."""
    shown = Markup(message.text).shown
    codes = [b.code for row in message.buttons for b in row if b.code]
    return units(shown) <= (1024 if message.files else 4096) and all(len(c.encode()) <= LIMIT for c in codes)


def faults(given: Given, heard: Heard) -> Iterator[str]:
    """Silence, and what could not be sent."""
    if not (heard.of(given.who.somebody) or heard.toast):
        yield "is met with silence"
    if not all(is_sound(message) for _, message in heard.messages):
        yield "leads to a message that can't be sent"


def now(stage: Stage, who: Somebody) -> Talk | None:
    return talks.find(stage.tx, who.at)


def everything(stage: Stage) -> list[Any]:
    """What is kept of drafts, of cases, of contacts and of people."""
    queries = (
        "SELECT words FROM case_messages ORDER BY id",
        "SELECT place, state, version FROM suggestions ORDER BY id",
        "SELECT name, portrait, phone FROM persons ORDER BY id",
        "SELECT id FROM case_files ORDER BY id",
        "SELECT id FROM events ORDER BY id",
        "SELECT summary, place FROM contact_entries ORDER BY id",
        "SELECT standing, objection, decision FROM contacts ORDER BY id",
        "SELECT words, state FROM contact_matters ORDER BY id",
        "SELECT place FROM meetings ORDER BY id",
        "SELECT state, reason FROM approvals ORDER BY id",
        "SELECT hours FROM stations ORDER BY id",
        "SELECT topic, scope, short, state FROM receptions ORDER BY id",
        "SELECT name FROM reception_visitors ORDER BY id",
    )
    found = [value for query in queries for row in stage.connection.execute(query).fetchall() for value in row.values()]
    drafts = stage.connection.execute("SELECT body FROM drafts ORDER BY person_id, kind").fetchall()
    bodies = [Draft.model_validate_json(row["body"]) for row in drafts]
    rows = stage.connection.execute("SELECT content FROM notices ORDER BY id").fetchall()
    kept = [Content.model_validate_json(row["content"]) for row in rows]
    found += [(*(text.words for text in one.texts.values()), one.files, one.link) for one in kept]
    return [*found, *((draft.words, draft.place, draft.phone, draft.files) for draft in bodies)]


async def test_a_wrong_kind_gets_a_hint_and_loses_nothing(hall: Hall) -> None:
    made, wrong = await world(hall), []
    thrown = {**KINDS, **{name: {"text": words} for name, words in INVISIBLE.items()}}
    with staged(hall) as stage:
        async for given, stands in tried(stage, made):
            for kind, content in thrown.items():
                with stage.trial():
                    before = everything(stage)
                    heard = await stage.send(given.who.somebody, **content)
                    found = [*faults(given, heard)]
                    if everything(stage) != before:
                        found.append("is kept")
                    if (at := now(stage, given.who.somebody)) is None or at.step != stands.step:
                        found.append(f"leads to {at}")
                    wrong += [f"{kind} at {stands.step} {fault}" for fault in found]
    assert not wrong, "\n".join(wrong)


async def test_the_worst_words_are_kept_whole_or_not_taken(hall: Hall) -> None:
    made, wrong = await world(hall), []
    with staged(hall) as stage:
        async for given, stands in tried(stage, made):
            for name, words in WORDS.items():
                with stage.trial():
                    before = everything(stage)
                    heard = await stage.say(given.who.somebody, words)
                    found = [*faults(given, heard)]
                    refused = everything(stage) == before and now(stage, given.who.somebody) == stands
                    kept = is_kept(stage, given, words) or (stands.step in ONLY_TOLD and reaches(heard, words))
                    if not refused and not kept:
                        found.append(f"is lost: {heard.text(given.who.somebody)[:80]}")
                    wrong += [f"{name} at {stands.step} {fault}" for fault in found]
    assert not wrong, "\n".join(wrong)


async def test_files_with_the_worst_captions(hall: Hall) -> None:
    made, wrong = await world(hall), []
    with staged(hall) as stage:
        async for given, stands in tried(stage, made):
            for name, content in A_FILE.items():
                for what, words in WORDS.items():
                    with stage.trial():
                        heard = await stage.send(given.who.somebody, **content, caption=words[:1024])
                        wrong += [f"{name}, {what} at {stands.step} {fault}" for fault in faults(given, heard)]
    assert not wrong, "\n".join(wrong)


async def test_forged_buttons_leave_every_conversation_where_it_is(hall: Hall) -> None:
    """Buttons of another person's case, and nonsense, in the middle of whatever somebody is saying."""
    made, wrong = await world(hall), []
    theirs = await hall.submit(await hall.resident("远方人", home="zc-kunlun"), "昆仑镇的桥栏断了")
    with staged(hall) as stage:
        forged = [code(verb, theirs.id, 1, "1") for verb, right in permissions.PRESSES.items() if right.acts]
        async for given, stands in tried(stage, made):
            for data in (*forged, *NONSENSE):
                with stage.trial():
                    before = everything(stage)
                    heard = await stage.press(given.who.somebody, data)
                    found = [*faults(given, heard)]
                    if everything(stage) != before or now(stage, given.who.somebody) != stands:
                        found.append("changes something")
                    wrong += [f"{data} at {stands.step} {fault}" for fault in found]
    assert not wrong, "\n".join(wrong)


NONSENSE = ("", "x", "1:::::", "1:case.show:-1::", "1:nonsense:1:1:", "2:case.show:1:1:", "١:case.show:١::", "路" * 21)


def reaches(heard: Heard, words: str) -> bool:
    """Whether at least two people read all of it, in one message or in as many as it needs."""
    texts: dict[str, str] = {}
    for address, message in heard.messages:
        texts[address] = texts.get(address, "") + unescape(message.text)
    return sum("".join(words.split()) in "".join(text.split()) for text in texts.values()) > 1


def is_kept(stage: Stage, given: Given, words: str) -> bool:
    """Whether all of it is kept: in the case, in a draft, or where the conversation stands."""
    at = now(stage, given.who.somebody)
    flat = [one for kept in everything(stage) for one in (kept if isinstance(kept, tuple) else (kept,))]
    return words.strip() in [*flat, *(at.data.values() if at else ())]
