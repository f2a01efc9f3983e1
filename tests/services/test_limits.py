"""How many suggestions a day: the next one is kept as a draft for tomorrow, and it is said so kindly."""

from datetime import UTC, datetime

import pytest_asyncio

from domain.drafts import Draft
from domain.rules import LimitRules
from domain.telling import Outcome
from services.suggestions import placing
from storage import suggestions, talks
from tests.support.hall import RULES, Hall, Somebody


@pytest_asyncio.fixture
async def short(both_halls: Hall) -> Hall:
    """A town in which two a day are enough, on the 1st of December at ten in the morning."""
    both_halls.writer.rules = RULES.model_copy(update={"limits": LimitRules(suggestions_a_day=2)})
    return both_halls


async def hand_in(hall: Hall, who: Somebody, words: str = "另外一件很不一样的事") -> Outcome:
    draft = Draft().with_words(1, words)
    await hall.job(lambda tx: talks.save_draft(tx, who.id, draft, hall.now))
    return await hall.do(who, placing.submit, placing.Submit(revision=draft.revision))


async def test_enough_for_today_is_kept_for_tomorrow(short: Hall) -> None:
    resident, neighbour = await short.resident(), await short.resident("邻居")
    for words in ("路灯不亮", "井盖松动，车过就响"):
        await short.submit(resident, words)
    await short.heard(resident)
    tries = [await hand_in(short, resident) for _ in range(3)]
    assert [outcome.toast for outcome in tries] == ["limit.tomorrow"] * 3, "no press is met with silence"
    assert len([m for m in await short.heard(resident) if "明天" in m.text]) == 1, "it is said once"
    assert await short.job(lambda tx: talks.draft(tx, resident.id)) is not None
    assert (await hand_in(short, neighbour, "公园的长椅坏了")).toast == "suggest.sent_toast"
    short.now = datetime(2026, 12, 1, 15, 59, tzinfo=UTC)
    assert (await hand_in(short, resident)).toast == "limit.tomorrow"
    short.now = datetime(2026, 12, 1, 16, 0, tzinfo=UTC)  # midnight in Shanghai
    assert (await hand_in(short, resident)).toast == "suggest.sent_toast"


async def test_what_was_withdrawn_or_came_otherwise_counts_as_it_came(short: Hall) -> None:
    resident = await short.resident()
    case = await short.submit(resident)
    since = datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert await short.job(lambda tx: suggestions.count_since(tx, resident.id, since)) == 1
    assert await short.job(lambda tx: suggestions.count_since(tx, resident.id, case.registered_at)) == 1
    assert await short.job(lambda tx: suggestions.count_since(tx, resident.id + 999, since)) == 0
