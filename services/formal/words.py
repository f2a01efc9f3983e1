"""Words that the conversation waits for: which of them it is, the talk knows."""

from collections.abc import Callable
from datetime import datetime

from domain.formal import FIELDS, Formal
from domain.people import Actor
from domain.telling import Outcome, Talk
from services.commands import RefusedError
from services.formal import answering, departing, extending, office, rights, writing
from services.formal.commands import WORDS
from services.suggestions.saying import Say
from storage import talks
from storage.tx import Tx

Writer = Callable[[Tx, Actor, Formal, Talk, Say, datetime], Outcome]
WRITERS: dict[str, Writer] = {
    **dict.fromkeys(FIELDS, writing.write),
    "return": office.send_back,
    "decline": departing.decline,
    "opine": departing.opine,
    "extend": extending.request,
    "comment": answering.comment,
}


def write(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """Give the words to who asked for them."""
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != WORDS:
        raise RefusedError("refused.no_formal")
    formal = rights.load(tx, int(talk.data["formal"]))
    return WRITERS[talk.data["what"]](tx, actor, formal, talk, command, now)
