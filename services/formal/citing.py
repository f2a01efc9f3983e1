"""The cases that a formal suggestion cites follow it: their residents, and who follows them, hear how it goes.

They hear of it by a tick, some at a time, in words that nobody of the cases or the staff wrote. The cases keep their
own state: being cited ends none of them.
"""

from datetime import datetime

from domain.formal import Formal, News, Phase
from domain.telling import Due, Priority, Told
from services.formal import rights
from storage import formal as papers
from storage import formal_news as news
from storage import suggestions
from storage.tx import Tx

DATED = (Phase.ASSIGNED, Phase.LONGER)  # news that names the department and its day
AT_ONCE = 20  # persons told in one job


def signed(tx: Tx, formal: Formal) -> None:
    """It was signed with the cases that it cites now: they show it, and those that are new in it hear of it."""
    fresh = [cited.case for cited in papers.cited(tx, formal.id) if not cited.told]
    papers.told(tx, formal.id)
    for case in fresh:
        papers.mark(tx, case)
        news.put(tx, formal.id, case, Phase.SUBMITTED)


def parted(tx: Tx, formal: Formal, cases: list[int]) -> None:
    """These cases are not part of it any more: they show so, and who heard that they were hears this as well."""
    for case in cases:
        papers.mark(tx, case)
        news.put(tx, formal.id, case, Phase.PARTED)


def spread(tx: Tx, formal: Formal, phase: Phase) -> None:
    """Let the residents of all cases that it cites hear how it goes."""
    for cited in papers.cited(tx, formal.id):
        news.put(tx, formal.id, cited.case, phase)


def formal_news(tx: Tx, now: datetime) -> Due:
    """Tell the news that has waited longest, to some of those whom it concerns. Asked at every tick."""
    waiting = news.oldest(tx)
    if waiting is None:
        return Due()
    formal, case = rights.load(tx, waiting.formal), suggestions.find(tx, waiting.case)
    if case is None or (waiting.phase in DATED and formal.lead is None):  # it has been taken back meanwhile
        news.drop(tx, waiting)
        return Due(more=True)
    facts = {"case": case, "news": _news(formal, waiting.phase)}
    told = tuple(
        Told(person, "formal.resident", {**facts, "own": person == case.author_id}, case.id, None, Priority.NOTICE)
        for person in news.next_persons(tx, waiting, AT_ONCE)
    )
    return Due(told, more=True)


def _news(formal: Formal, phase: Phase) -> News:
    day = formal.due if phase in DATED else formal.promised if phase is Phase.ANSWERED else None
    answer = formal.answer_class if phase is Phase.ANSWERED else None
    return News(formal.number, phase, formal.author, formal.lead or "", day, answer)
