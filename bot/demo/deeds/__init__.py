"""What can be done in a course: a deed a line, and which are done at work."""

from collections.abc import Awaitable, Callable

from bot.demo.courses import Deed
from bot.demo.deeds import departments, handling, residents, stations
from bot.demo.playing import Play

DEEDS: dict[str, Callable[[Play, Deed], Awaitable[None]]] = {
    "write": handling.write,
    "transcribe": handling.transcribe,
    "answer": handling.answer,
    "merge": handling.merge,
    "formal": handling.formal,
    "template": stations.template,
    "redirect": stations.redirect,
    "moderate": stations.moderate,
    "transfer": departments.transfer,
    "accept": departments.accept,
    "return": departments.give_back,
    "extend": departments.extend,
    "grant": departments.grant,
    "add": residents.add,
    "edit": residents.edit,
    "rate": residents.rate,
    "withdraw": residents.withdraw,
    "support": residents.support,
    "follow": residents.follow,
    "reopen": residents.reopen,
    "take_over": residents.take_over,
    "outburst": residents.outburst,
    "object": residents.object_,
    "mydata": residents.mydata,
    "forget": residents.forget,
}
BY_STAFF = frozenset(what for what, deed in DEEDS.items() if deed.__module__ != residents.__name__)
