"""Trouble on demand, and rates."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from sandbox.errors import ApiError
from sandbox.limits import LimitOrder, Limits
from tests.support.sandbox import TOKEN, Bench, Phone


async def write(sandbox: Bench, phone: Phone, text: str = "x") -> dict[str, Any]:
    return await sandbox.call("sendMessage", chat_id=phone.id, text=text)


@pytest.fixture
async def wang(sandbox: Bench) -> Phone:
    phone = await sandbox.phone("王阿姨")
    await phone.say("/start")
    return phone


async def test_a_fault_is_used_up(sandbox: Bench, wang: Phone) -> None:
    await sandbox.fault(method="sendMessage", status=429, retry_after=7, count=2)
    busy = {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    assert (await sandbox.call("getMe"))["ok"]
    assert [await write(sandbox, wang) for _ in range(2)] == [busy, busy]
    assert (await write(sandbox, wang))["ok"]
    assert len(await wang.messages()) == 2


async def test_a_fault_can_be_for_one_chat(sandbox: Bench, wang: Phone) -> None:
    li = await sandbox.phone("李建国")
    await li.say("hi")
    await sandbox.fault(chat=li.id, status=500, description="Internal Server Error: oops")
    assert (await write(sandbox, wang))["ok"]
    assert (await write(sandbox, li))["description"] == "Internal Server Error: oops"
    await sandbox.calm()
    assert (await write(sandbox, li))["ok"]


async def test_a_rate_of_none_and_of_all(sandbox: Bench, wang: Phone) -> None:
    await sandbox.fault(status=502, rate=0)
    assert (await write(sandbox, wang))["ok"]
    await sandbox.fault(status=502, rate=1)
    assert (await write(sandbox, wang))["description"] == "Bad Gateway"


async def test_a_delay_comes_with_the_usual_answer(sandbox: Bench, wang: Phone) -> None:
    await sandbox.fault(method="sendMessage", delay_ms=150, count=1)
    begun = time.monotonic()
    assert (await write(sandbox, wang))["ok"]
    assert time.monotonic() - begun >= 0.15


@pytest.mark.parametrize(("drop", "arrives"), [(True, False), ("before", False), ("after", True)])
async def test_a_dropped_connection(sandbox: Bench, wang: Phone, drop: bool | str, arrives: bool) -> None:
    await sandbox.fault(method="sendMessage", drop=drop, count=1)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await write(sandbox, wang, "lost?")
    assert [message["text"] for message in await wang.messages()] == ["/start", *(["lost?"] if arrives else [])]
    assert (await sandbox.requests("sendMessage"))[0]["status"] == 0
    assert (await write(sandbox, wang))["ok"]


async def test_http_may_call_a_refusal_a_success(sandbox: Bench, wang: Phone) -> None:
    await sandbox.fault(method="sendMessage", status=502, http=200, count=1)
    answer = await sandbox.http.post(f"/bot{TOKEN}/sendMessage", json={"chat_id": wang.id, "text": "x"})
    assert (answer.status_code, answer.json()) == (200, {"ok": False, "error_code": 502, "description": "Bad Gateway"})
    assert (await write(sandbox, wang))["ok"]


async def test_a_fault_that_makes_no_trouble_is_refused(sandbox: Bench) -> None:
    answer = await sandbox.http.post("/sandbox/faults", json={"method": "sendMessage"})
    assert answer.json() == {"error": "A fault needs a `status`, a `delay_ms` or `drop`."}
    answer = await sandbox.http.post("/sandbox/faults", json={"status": 500, "oops": 1})
    assert (answer.status_code, answer.json()) == (400, {"error": "`oops`: Extra inputs are not permitted"})


async def test_too_many_messages(sandbox: Bench, wang: Phone) -> None:
    await sandbox.limits(per_chat_per_second=1, kind="window", retry_after=3)
    assert (await write(sandbox, wang))["ok"]
    refused = await write(sandbox, wang)
    assert refused["parameters"] == {"retry_after": 3}
    assert refused["description"] == "Too Many Requests: retry after 3"
    assert (await sandbox.call("getMe"))["ok"]
    await sandbox.http.delete("/sandbox/limits")
    assert (await write(sandbox, wang))["ok"]


class Gate:
    """Limits under a clock of the test's own."""

    def __init__(self, **order: Any) -> None:
        self.now = 100.0
        self.limits = Limits(lambda: self.now)
        self.limits.set(LimitOrder(**order))

    def passes(self, chat: int = 1) -> bool:
        return self.refused(chat) == 0

    def refused(self, chat: int = 1) -> int:
        """The retry_after of a refusal; 0 when the message passes."""
        try:
            self.limits.pass_through(7, chat)
        except ApiError as error:
            return int(error.parameters["retry_after"])
        return 0


def test_a_bucket_lets_bursts_through_and_fills_evenly() -> None:
    gate = Gate(per_second=30)
    assert sum(gate.passes(chat) for chat in range(40)) == 30
    gate.now += 1.1
    assert sum(gate.passes(chat) for chat in range(40)) == 30


def test_a_window_counts_the_last_second_only() -> None:
    gate = Gate(per_second=3, kind="window")
    for moment, passes in [(0.0, True), (0.5, True), (0.9, True), (0.95, False), (2.0, True)]:
        gate.now = 100 + moment
        assert gate.passes() is passes, moment


def test_who_was_refused_stays_refused_until_the_time_is_over() -> None:
    gate = Gate(per_chat_per_second=1, kind="window", retry_after=5)
    assert gate.passes()
    assert gate.refused() == 5
    gate.now += 4.5
    assert gate.refused() == 1
    assert gate.passes(chat=2)
    gate.now += 0.5
    assert gate.passes()


def test_groups_have_a_rate_a_minute() -> None:
    gate = Gate(per_group_per_minute=20)
    assert sum(gate.passes(-5) for _ in range(25)) == 20
    assert all(gate.passes(5) for _ in range(25))
    gate.now += 61
    assert sum(gate.passes(-5) for _ in range(25)) == 20
