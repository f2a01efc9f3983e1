"""What the views of notices may be given: an ordinary notice, and the worst that people may write into one."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from domain.messages import File
from domain.notices import CAPTION, KINDS, WORDS, Content, Link, Mark, Notice, Progress, Reached, State, Wording
from domain.notices.audience import Audience, Group
from domain.people import Role
from domain.roster import Level
from handlers.quoting import shortened
from services.notices.addressing import ANY, PARTS, VALUES, Choice, Choosing
from services.notices.counting import Size, Somebody
from services.notices.reporting import Missed
from services.notices.rights import Scope

NOW = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
PHOTOS = tuple(File(kind="photo", file_id=f"F{n}", unique_id=f"U{n}") for n in range(10))
UNFIT = ("words", "long", "voice", "mixed", "many", "link", "when", "never", "caption")
STEPS = ("notice.words", "notice.files", "notice.link", "notice.correct")


def notices(words: str, name: str) -> list[Notice]:
    """A notice in every state, with all that may be in one."""
    whole, short = (shortened(words, length) for length in (WORDS, CAPTION))
    marks = (
        Mark(kind="bold", first=0, length=6), Mark(kind="code", first=1, length=1),
        Mark(kind="text_link", first=2, length=9000, url="https://example.cn/?a=1&b=2"),
    )  # fmt: skip
    url = "https://example.cn/" + "a" * 480
    link = Link(label=name[:30], url=url, labels={"zh": name[:30], "en": name[:30]})
    contents = (
        Content(texts={"zh": Wording(words=whole, marks=marks), "en": Wording(words=whole)}, files=PHOTOS, link=link,
                noted=True, kind="life"),
        Content(texts={"en": Wording(words=short, marks=marks)}, files=PHOTOS[:1], kind="law",
                link=Link(label=name[:30], url=url)),
        Content(texts={"zh": Wording(words=short)}, noted=True),
    )  # fmt: skip
    audience = Audience(unit=3, group=Group.REPRESENTATIVES, level=Level.TOWN, category="heating", owing=True,
                        language="en")  # fmt: skip
    one = Notice(2**40, 9, Role.ADMIN, 3, None, name, State.DRAFT, 2**20, contents[0], audience, 1, NOW)
    return [
        replace(one, state=state, content=content, chosen=chosen, send_at=NOW)
        for state in State for content, chosen in zip(contents, (True, True, False), strict=True)
    ]  # fmt: skip


def facts(words: str, name: str) -> dict[str, list[Any]]:
    """By the name of the argument."""
    made = notices(words, name)
    people = (
        Somebody(name, Role.REPRESENTATIVE, name),
        Somebody("", Role.RESIDENT, name),
        Somebody("", Role.ADMIN, ""),
    )
    counts = {reached: 10**5 + n for n, reached in enumerate(Reached)}
    missed = [Missed(who, why, officers, n) for n, (who, why, officers) in enumerate(
        (who, why, officers) for who in people for why in (Reached.UNREACHABLE, Reached.FAILED)
        for officers in ((), (name, name))
    )]  # fmt: skip
    places = (Choice(ANY), *(Choice(str(2**30 + n), name) for n in range(7)))
    groups = tuple(Choice(group.value) for group in Group)
    of_part = {"group": groups, "unit": places[1:], "station": places}
    values = {**VALUES, "category": ("any", "lift", "own1")}
    choosing = [
        Choosing(part, of_part.get(part) or tuple(Choice(value) for value in values[part])[:8]) for part in PARTS
    ]
    return {
        "notice": made, "notices": [[], made[:8]], "size": [Size(60_000, 3, people), Size(1, 0, ())],
        "choosing": choosing, "scopes": [[Scope(Role.OFFICER, 3, 2**30, name), Scope(Role.ADMIN, 3, None, name)]],
        "progress": [Progress(counts, 7), Progress({Reached.SENT: 1}), Progress({})], "missed": [[], missed],
        "parts": [list(PARTS)], "kinds": [[kind.code for kind in KINDS]], "step": list(STEPS), "night": [True, False],
        "doing": ["discard", "cancel", "withdraw"], "mutable": [True, False], "edits": [0, 2**40],
        "amiss": list(UNFIT), "unwanted": [frozenset(), frozenset({"news", "life"})], "language": ["zh", "en", ""],
        "moments": [{}, dict.fromkeys(("hour", "evening", "tomorrow", "monday"), NOW)], "stays": [True, False],
        "blanks": [(), (1, 2)], "blank": ["", "photo", "document"],
    }  # fmt: skip
