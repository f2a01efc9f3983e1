"""Which case a reply belongs to, where the message that it replies to is not known: by the number in its text."""

import re

from domain.people import Role
from domain.suggestions import Suggestion
from handlers.departments.views import noted
from handlers.suggestions import relay_views
from handlers.turn import Incoming, load
from locales import Text
from services.suggestions import sheets
from tests.support.hall import Hall, Somebody
from tests.walk.steps import HOME, seats

UNKNOWN = 987_654


async def case_of(hall: Hall, who: Somebody, text: str) -> int | None:
    """The case that a reply to such a text belongs to."""
    incoming = Incoming(who.at, "zh", replied_to=UNKNOWN, replied_text=text)
    found: int | None = await hall.job(lambda tx: load(tx, incoming, hall.now).replied_case)
    return found


def shown(text: str) -> str:
    """A text as the messenger shows it and sends it back."""
    return re.sub(r"</?\w+>", "", text)


async def handed_in(hall: Hall) -> tuple[Somebody, Suggestion]:
    """A representative, and a case that is theirs."""
    representative = await hall.seated(seats(HOME)[0])
    return representative, await hall.submit(await hall.resident())


async def test_the_whole_number_in_the_text_is_enough(hall: Hall) -> None:
    representative, case = await handed_in(hall)
    assert await case_of(hall, representative, f"{case.number} 有新的消息") == case.id
    assert await case_of(hall, representative, case.number[-9:]) is None


async def test_a_word_among_staff_is_never_found_by_its_number(hall: Hall) -> None:
    """The reply to it would go to the resident."""
    representative, case = await handed_in(hall)
    told = await hall.job(lambda tx: sheets.told(tx, representative.id, case, hall.now, kind="case.noted"))
    for language in ("zh", "en"):
        messages = noted(Text(language), told.facts["sheet"], (), fresh=True, words="别转给居民", new_files=(),
                         role=Role.OFFICER, department="")  # fmt: skip
        words = relay_views.noted(Text(language), told.facts["sheet"], (), fresh=True, words="还是别转", new_files=(),
                                  role=Role.OFFICER, department="", at=hall.now, card="edit:1:2")  # fmt: skip
        assert await case_of(hall, representative, shown(words[-1].text)) is None
        text = next(message.text for message in messages if case.number in message.text)
        assert await case_of(hall, representative, text) is None
