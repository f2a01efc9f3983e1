"""The page's pure modules, run in the browser: working days, jumps, links, texts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import chinese_calendar

from tests.sandbox_page.conftest import IN_BROWSER
from tests.support.browser import Open
from tests.support.sandbox import Bench

pytestmark = IN_BROWSER


async def run(look: Open, bench: Bench, module: str, expression: str, argument: Any = None) -> Any:
    """The value of an expression in which `m` is a module of the page and `x` the argument."""
    page = (await look(bench.url)).page
    return await page.evaluate(
        f"async x => {{ const m = await import('/page/js/{module}.js'); return {expression}; }}", argument
    )


async def test_working_days_follow_the_published_calendar(sandbox: Bench, look: Open) -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    texts = [f"{day}T09:00:00+08:00" for day in days]
    working = await run(look, sandbox, "calendar", "x.map(day => m.isWorkingDay(new Date(day)))", texts)
    assert [day for day, on in zip(days, working, strict=True) if on] == [
        day for day in days if chinese_calendar.is_workday(day)
    ]


async def test_jumps_lead_to_the_moments_they_name(sandbox: Bench, look: Open) -> None:
    expression = "x.map(now => Object.fromEntries(m.jumps(new Date(now)).map(({ key, at }) => [key, m.iso(at)])))"
    moments = ["2026-11-20T10:00:00+08:00", "2026-12-31T08:59:00+08:00"]
    friday, last = await run(look, sandbox, "calendar", expression, moments)
    assert friday == {
        "jumpHour": "2026-11-20T11:00:00+08:00",
        "jumpMorning": "2026-11-21T09:00:00+08:00",
        "jumpWorkday": "2026-11-23T09:00:00+08:00",
        "jumpFortnight": "2026-12-17T09:00:00+08:00",
        "jumpEve": "2026-12-30T09:00:00+08:00",
    }
    assert last["jumpMorning"] == "2026-12-31T09:00:00+08:00"
    assert last["jumpWorkday"] == "2027-01-04T09:00:00+08:00"
    assert last["jumpFortnight"] == "2027-03-17T09:00:00+08:00"


async def test_links_lead_to_bots_or_out_or_nowhere(sandbox: Bench, look: Open) -> None:
    links = [
        "t.me/a_bot?start=s_X-1",
        "https://t.me/a_bot",
        "https://t.me/a_bot/app",
        "https://evil.example/a_bot?start=x",
        "https://t.me/a_bot?startgroup=g_X-1",
    ]
    found = await run(look, sandbox, "links", "x.map(m.deepLink)", links)
    bare = {"username": "a_bot", "start": None, "startgroup": None}
    assert found == [{**bare, "start": "s_X-1"}, bare, None, None, {**bare, "startgroup": "g_X-1"}]
    outside = ["javascript:alert(1)", "data:text/html,x", "//example.org", "example.org", "mailto:a@example.org"]
    found = await run(look, sandbox, "links", "x.map(m.outside)", outside)
    assert found == [None, None, "https://example.org/", "https://example.org/", "mailto:a@example.org"]


async def test_every_text_is_there_in_both_languages(sandbox: Bench, look: Open) -> None:
    texts = await run(look, sandbox, "texts", "m.TEXTS")
    assert len(texts) > 100
    for key, pair in texts.items():
        assert len(pair) == 2, key
        assert all(pair), key
        assert sorted(pair[0].count(mark) for mark in "{}") == sorted(pair[1].count(mark) for mark in "{}"), key
