"""At every step a wrong kind of message gets a hint, never silence, and nothing is lost by it."""

from collections.abc import Awaitable, Callable

import pytest

from tests.support.city import AGREE, City, seats
from tests.support.sandbox import Json, Phone, text_of
from tests.walk.steps import HOME, LIGHTS, ZH, answer, both, hand_in, part, quiet, rate, said_to, sender

FILE: Json = {"file_id": "AAA", "file_unique_id": "A", "file_size": 9}
SHOT = {**FILE, "width": 8, "height": 8, "duration": 1}
NO = dict.fromkeys(("is_closed", "is_anonymous", "allows_multiple_answers", "allows_revoting", "members_only"), False)
POLL = {**NO, "id": "1", "question": "灯亮吗", "options": [], "total_voter_count": 0, "type": "regular"}
KINDS: dict[str, Json] = {
    "sticker": {"sticker": {**SHOT, "type": "regular", "is_animated": False, "is_video": False, "emoji": "👍"}},
    "video": {"video": SHOT},
    "video note": {"video_note": {**FILE, "length": 8, "duration": 1}},
    "animation": {"animation": SHOT},
    "audio": {"audio": {**FILE, "duration": 1}},
    "contact": {"contact": {"phone_number": "+8613000000000", "first_name": "王"}},
    "poll": {"poll": POLL},
    "dice": {"dice": {"emoji": "🎲", "value": 6}},
    "something new": {"hologram": {"depth": 3}},
}
HINTS = [ZH(f"hint.{kind}") for kind in ("words", "photo", "button", "kind")]


async def throw(city: City, phone: Phone, content: Json) -> None:
    """A message of any kind, as Telegram would pass it on."""
    chat = {"id": phone.id, "type": "private", "first_name": phone.name}
    message = {"message_id": 5000, "date": 1_796_000_000, "chat": chat, "from": sender(phone), **content}
    await city.bench.post("updates", {"message": message})


async def at_home(city: City) -> Phone:
    phone = await city.bench.phone("刘师傅")
    await phone.say("/start")
    await phone.press(AGREE["zh"])
    await phone.hear(ZH("place.ask"))
    return phone


async def portrait(city: City) -> Phone:
    phone = await city.staff(seats(HOME)[0])
    await phone.say("/portrait")
    await phone.hear(ZH("portrait.ask"))
    return phone


async def words(city: City) -> Phone:
    return await city.resident("陈桂兰")


async def preview(city: City) -> Phone:
    phone = await words(city)
    await phone.say(LIGHTS)
    await phone.hear(LIGHTS)
    return phone


async def place(city: City) -> Phone:
    phone = await preview(city)
    await phone.press(ZH("suggest.set_place"))
    await phone.hear(ZH("suggest.ask_place"))
    return phone


async def rewrite(city: City) -> Phone:
    phone = await preview(city)
    await phone.press(ZH("suggest.rewrite"))
    await phone.hear(ZH("suggest.ask_rewrite"))
    return phone


async def offered(city: City) -> Phone:
    phone = await preview(city)
    await phone.say("/cancel")
    await phone.say("井盖坏了")
    await phone.hear(part(ZH, "suggest.offer"))
    return phone


async def outside(city: City) -> Phone:
    phone = await words(city)
    await phone.say("/cancel")
    await phone.hear(ZH("cancel.done"))
    return phone


async def write(city: City) -> Phone:
    resident, phone = await both(city)
    await hand_in(resident)
    await phone.press(ZH("button.write"))
    await phone.hear(part(ZH, "desk.ask_words"))
    return phone


async def answering(city: City) -> Phone:
    resident, phone = await both(city)
    await hand_in(resident)
    await phone.press(ZH("button.answer"))
    await phone.press(ZH("class.B"))
    await phone.hear(part(ZH, "desk.ask_answer"))
    return phone


async def confirming(city: City) -> Phone:
    phone = await answering(city)
    await phone.say("列入计划了")
    await phone.hear("列入计划了")
    return phone


async def transcribing(city: City) -> Phone:
    resident = await city.resident("陈桂兰")
    phone = await city.staff(seats(HOME)[0])
    await resident.send_voice(caption="路灯不亮")
    await resident.hear("路灯")
    await resident.press(ZH("suggest.submit"))
    await phone.press(ZH("button.transcribe"))
    await phone.hear(part(ZH, "case.ask_transcript"))
    return phone


async def adding(city: City) -> Phone:
    resident, _ = await both(city)
    await hand_in(resident)
    await resident.press(ZH("button.see_case"))
    await resident.press(ZH("button.add"))
    await resident.hear(part(ZH, "case.ask_add"))
    return resident


async def commenting(city: City) -> Phone:
    resident, representative = await both(city)
    await hand_in(resident)
    await answer(representative)
    await rate(resident, "basic", "unsatisfied")
    return resident


POSITION_IS_WELCOME = (at_home, words, preview, place, rewrite)
STEPS = (at_home, portrait, words, preview, place, rewrite, offered, outside, write, answering, confirming,
         transcribing, adding, commenting)  # fmt: skip


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
async def test_a_wrong_kind_gets_a_hint(city: City, step: Callable[[City], Awaitable[Phone]]) -> None:
    phone = await step(city)
    await quiet(city, phone)  # an older card has lost its buttons meanwhile
    before = await kept(city)
    thrown = dict(KINDS)
    if step not in POSITION_IS_WELCOME:
        thrown["location"] = {"location": {"latitude": 36.8, "longitude": 118.0}}
    if step is transcribing:
        thrown["photo"] = {"photo": [{**FILE, "width": 8, "height": 8}]}
    for kind, content in thrown.items():
        await throw(city, phone, content)
        heard = text_of(await phone.hear())
        assert heard in HINTS, f"{kind} at {step.__name__}: {heard}"
        if kind != "location":
            assert takes_what_it_says(step, heard), f"{kind} at {step.__name__}: {heard}"
    assert await kept(city) == before


async def kept(city: City) -> list[str]:
    """Where conversations stand, drafts and what was said, without the times."""
    await city.bot.settle()
    rows = [await city.all_rows_of(table) for table in ("drafts", "case_messages", "suggestions")]
    talks = (await city.all_rows_of("talks")).splitlines()
    return [*rows, *(talk.rpartition(",")[0] for talk in talks)]


def takes_what_it_says(step: object, hint: str) -> bool:
    """Whether a hint names what this step really takes."""
    special = {at_home: "button", portrait: "photo", transcribing: "words"}
    return hint == ZH(f"hint.{special.get(step, 'kind')}")


async def test_an_album_of_a_wrong_kind_is_answered_once(city: City) -> None:
    phone = await words(city)
    for _ in range(4):
        await throw(city, phone, {"video": SHOT, "media_group_id": "V"})
    await phone.hear(ZH("hint.kind"))
    await throw(city, phone, KINDS["dice"])
    await phone.hear(ZH("hint.kind"))
    assert (await said_to(phone)).count(ZH("hint.kind")) == 2


async def test_forwarded_words_are_words(city: City) -> None:
    phone = await words(city)
    origin = {"type": "hidden_user", "date": 1_796_000_000, "sender_user_name": "王阿姨"}
    await throw(city, phone, {"text": LIGHTS, "forward_origin": origin})
    await phone.hear(LIGHTS)
    assert "王阿姨" not in await city.all_rows()


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
async def test_an_unknown_command_gets_a_hint(city: City, step: Callable[[City], Awaitable[Phone]]) -> None:
    phone = await step(city)
    before = await kept(city)
    await phone.say("/abracadabra 1")
    await phone.hear(ZH("hint.command"))
    assert await kept(city) == before


FORGED = (
    "", "0:new:::", "2:agree:::", "1:new", "1:new:::::", "1:NEW:::", "1:nonsense:::", "1:case.show:x::", "x" * 64,
    "1:case.show:99999999999999999999::", "1:case.show:-1::", "1:draft.submit::x:", "1:unit:1:99999999999:",
    "1:language:::fr", "1:inbox:::everything", "1:rate.process:1:1:great", "1:case.class:1:1:E", "1:case.assign:1:1:x",
    "1:case.template:1:1:x", "1:cases::5:", "路灯", "1:new:::路灯", "1:station:99::", "1:unit:99::", "1:case.show:99::",
    "1:case.add:99:1:", "1:case.write:99:1:", "1:case.template:99:1:9", "1:draft.choose:::nothing", "1:rate.begin:99::",
    "1:case.confirm:99:1:", "1:unit:1:500:", "1:draft.join:::", "1:draft.apart:::", "1:rate.skip:::",
)  # fmt: skip


async def test_forged_buttons_are_answered_and_harm_nothing(city: City) -> None:
    phone = await preview(city)
    card = (phone.last or {})["message_id"]
    cases = await city.all_rows_of("suggestions")
    for data in FORGED:
        told = await phone.press_data(card, data)
        assert told["answered"], data
    await city.bot.settle()
    assert await city.all_rows_of("suggestions") == cases
    assert LIGHTS in await city.all_rows_of("drafts")
    told = await phone.press_data(card, "0:new:::")
    assert told["text"] == ZH("button.unknown")
    await phone.press(ZH("suggest.submit"))
    await phone.hear(" 2026-0")


async def test_codes_of_others_open_nothing(city: City) -> None:
    resident, _ = await both(city)
    await hand_in(resident)
    other = await city.resident("刘师傅")
    card = (await other.messages())[-1]["message_id"]
    for verb in ("show", "add", "withdraw", "withdraw_yes", "write", "answer", "transcribe", "peers", "back"):
        await other.press_data(card, f"1:case.{verb}:1:1:")
        await other.hear(ZH("refused.not_yours"))
    for data in ("1:rate.begin:1:1:", "1:rate.process:1:1:satisfied", "1:rate.result:1:1:satisfied",
                 "1:case.class:1:1:A", "1:case.assign:1:1:2", "1:case.template:1:1:1"):  # fmt: skip
        await other.press_data(card, data)
        await other.hear(ZH("refused.not_yours"))
    assert LIGHTS not in await other.transcript()
