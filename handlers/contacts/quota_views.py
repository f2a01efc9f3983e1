"""What is shown of quotas: of the own ones, and of a station or unit."""

from domain.contacts.quotas import Asked, Line
from domain.messages import Button, Message
from handlers.contacts.lines import begin, pairs, states, what
from handlers.contacts.picture_views import of_place, of_year
from handlers.viewing import button, pager, view
from locales import Html, Text
from services.contacts.ledger import Quotas
from services.contacts.picturing import Bar, Year
from services.contacts.viewing import Owing, Place

LISTED = 20  # names in one message


@view("quota.own")
def quota_own(t: Text, quotas: Quotas, owing: list[Owing], years: list[Year]) -> list[Message]:
    """A representative's year as a picture; then in words the own state, and who is still owed."""
    return [*(of_year(t, year) for year in years), _own(t, quotas, owing)]


def _own(t: Text, quotas: Quotas, owing: list[Owing]) -> Message:
    if not quotas.lines:
        return Message(text=t("quota.nothing"))
    lines: list[str] = [
        t("quota.title", day=t.day(quotas.day)),
        *(_line(t, quotas, one, line) for one, line in quotas.lines),
    ]
    if quotas.is_complete:
        return Message(text=Html("\n".join([*lines, "", t("quota.complete")])))
    return Message(text=Html("\n".join([*lines, "", *_owed(t, owing)])), buttons=_log(t, owing))


def _line(t: Text, quotas: Quotas, one: Asked, line: Line) -> Html:
    """One quota: done of needed, what waits, and until when."""
    state = t("quota.done", done=line.done, needed=line.needed)
    more = [t("quota.pending", n=line.pending)] if line.pending else []
    if line.missing:
        late = "quota.missing" if line.on_pace(one.span, quotas.day) else "quota.late"
        more.append(t(late, n=line.missing))
    said = Html(state + "".join(more))
    return t(f"quota.{one.tier.value}", what=what(t, one), day=t.brief_day(one.span.last), state=said)


def _owed(t: Text, owing: list[Owing]) -> list[Html]:
    """A line for each person who is still owed something."""
    open_ = [one for one in owing if any(not line.is_complete for _, line in one.lines)]
    lines = [t("quota.person", name=one.name, what=states(t, one)) for one in open_[:LISTED]]
    return [t("quota.whom"), *lines] if lines else []


def _log(t: Text, owing: list[Owing]) -> tuple[tuple[Button, ...], ...]:
    """A button for each person who misses something: it begins the log."""
    late = [one for one in owing if any(line.missing for _, line in one.lines)]
    return pairs([begin(t, one) for one in late[:LISTED]])


@view("quota.place")
def quota_place(
    t: Text, place: Place, quotas: Quotas, laggards: list[tuple[str, Quotas]], number: int, people: int, page: int,
    more: bool, fresh: bool, bars: list[Bar],
) -> list[Message]:  # fmt: skip
    """A station's or unit's ledger: a picture; then all together, and whoever misses most."""
    if not quotas.lines:
        return [Message(text=t("quota.place_nothing", name=place.name), card=_card(place), fresh=fresh)]
    lines: list[str] = [t("quota.place", name=place.name, day=t.day(quotas.day))]
    lines += [_line(t, quotas, one, line) for one, line in quotas.lines]
    lines += ["", t("quota.laggards", n=number, people=people) if number else t("quota.no_laggards")]
    lines += [t("quota.laggard", name=name, missing=q.missing, pending=q.pending) for name, q in laggards]
    rows = (pager(t, "quota.page", page, more, place.key), _more(t, place))
    words = Message(text=Html("\n".join(lines)), buttons=tuple(filter(None, rows)), card=_card(place), fresh=fresh)
    return [*([of_place(t, place, bars)] if bars else []), words]


def _more(t: Text, place: Place) -> tuple[Button, ...]:
    """The table as a file; for administrators also the signs."""
    export = (button(t("quota.export"), "quota.export", value=place.key),)
    return export if place.kind == "s" else (*export, button(t("quota.signs"), "quota.signs", 1, value=str(place.id)))


def _card(place: Place) -> str:
    return f"quota:{place.key}"
