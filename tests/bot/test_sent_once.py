"""What is sent once more is what was not sent: nobody reads twice what arrived, as long as the process lives."""

import asyncio

import pytest

import bot.setbacks
from domain.messages import File, Message
from domain.people import Address
from handlers.suggestions.own_views import albums
from storage import groups, outbox
from tests.bot.test_delivery import phones
from tests.support.city import City


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same back-off, ten times as fast."""
    monkeypatch.setattr(bot.setbacks, "BACK_OFF", (0.05, 6.0))


async def test_of_voices_only_those_come_again_that_did_not_arrive(city: City) -> None:
    """The messenger takes each by itself; the third meets a fault."""
    [phone] = await phones(city, "王芳")
    for _ in range(3):
        await phone.send_voice()
    own = [message["voice"]["file_id"] for message in await phone.messages() if "voice" in message]
    voices = tuple(File(kind="voice", file_id=id_) for id_ in own)
    await city.bench.fault(method="sendVoice", delay_ms=1, count=2)
    await city.bench.fault(method="sendVoice", status=502, count=1)
    at, now = Address("telegram", str(phone.id)), city.clock.now()
    await city.bot.writer.run(lambda tx: [outbox.add(tx, at, message, now) for message in albums(voices)])
    await city.bot.settle()
    heard = [m["voice"]["file_id"] for m in await phone.messages() if "voice" in m and m["from"]["is_bot"]]
    assert len(await city.bench.requests("sendVoice")) == 4
    assert len(heard) == 3


@pytest.mark.parametrize(
    ("fault", "sent"),
    [
        ({}, [("old", "news"), ("new", "more")]),
        ({"status": 502}, [("old", "news"), ("new", "news"), ("new", "more")]),
    ],
    ids=["it arrives", "it does not arrive"],
)
async def test_what_is_in_flight_while_its_group_grows_goes_once_and_first(
    city: City, fault: dict[str, int], sent: list[tuple[str, str]]
) -> None:
    [phone] = await phones(city, "王芳")
    names = {str((await city.bench.group(name, phone))["id"]): name for name in ("old", "new")}
    old, new = (Address("telegram", id_) for id_ in names)
    await city.bench.fault(method="sendMessage", chat=int(old.address), delay_ms=1000, count=1, **fault)
    now = city.clock.now()
    await city.bot.writer.run(lambda tx: outbox.add(tx, old, Message(text="news"), now))
    async with asyncio.timeout(5):
        while not city.bot.delivery._lanes.flying:  # noqa: ASYNC110 - nothing else tells of it
            await asyncio.sleep(0.01)
    await city.bot.writer.run(lambda tx: groups.grow(tx, old, new))
    await city.bot.writer.run(lambda tx: outbox.add(tx, new, Message(text="more"), now))
    await city.bot.settle()
    calls = [call["params"] for call in await city.bench.requests("sendMessage")]
    assert [(names[at], call["text"]) for call in calls if (at := str(call["chat_id"])) in names] == sent
