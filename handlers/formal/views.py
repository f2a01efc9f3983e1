"""What is shown of formal suggestions: the card that everybody sees who has to do with one, and the list of them."""

from datetime import date

from domain.formal import WRITABLE, Action, Fault, Formal, Seat, State
from domain.messages import Button, File, Message
from domain.people import Role
from domain.suggestions import Rating
from handlers.quoting import SHORT, quoted, shortened, whole
from handlers.suggestions.own_views import albums
from handlers.viewing import button, pager, view
from locales import Html, Text
from services.formal.sheets import Paper
from storage.formal import Word

SAID = 3  # what was said last, on a card
LABEL = 60  # characters of a button
LONG = 600  # UTF-16 units of either text that a card quotes: it has two of them


@view("formal.list")
def listed(
    t: Text, papers: list[Formal], more: bool, page: int, tab: str, today: date, writes: bool, fresh: bool
) -> Message:
    """Those that somebody has to do with, a button each."""
    rows: list[tuple[Button, ...]] = [(button(_line(t, paper, today), "formal.show", paper.id),) for paper in papers]
    if turn := pager(t, "formal", page, more, value=tab):
        rows.append(turn)
    other = "closed" if tab == "open" else "open"
    new = (button(t("formal.new"), "formal.begin"),) if writes else ()
    rows.append((*new, button(t(f"formal_tab.{other}"), "formal", value=other)))
    text = t(f"formal_title.{tab}") if papers else t(f"formal_none.{tab}")
    return Message(text=text, buttons=tuple(rows), card="formal", fresh=fresh)


def _line(t: Text, formal: Formal, today: date) -> str:
    """Number or title, and by when something must be done, else how it stands."""
    if formal.due is None:
        standing = t(f"formal_state.{formal.state.value}")
    elif formal.is_overdue(today):
        standing = t("inbox.overdue")
    else:
        standing = t("inbox.due", day=t.brief_day(formal.due))
    return shortened(" · ".join(filter(None, (formal.number, formal.title or t("formal.untitled"), standing))), LABEL)


@view("formal.card")
def shown(t: Text, paper: Paper, fresh: bool) -> list[Message]:
    """The card; shown anew with the long words in full before it."""
    long = _long(paper.formal) if fresh else []
    return [*long, card(t, paper, Html(), fresh=fresh)]


PUT_OFF = (Action.EXTEND, Action.GRANT, Action.REFUSE)  # which mean the promised day, once there is one


@view("formal.news")
def news(
    t: Text,
    paper: Paper,
    fresh: bool,
    action: Action,
    fault: Fault | None,
    name: str,
    words: str,
    files: tuple[File, ...],
) -> list[Message]:
    """What somebody did, with what they said, and the card."""
    formal = paper.formal
    said = t(f"fault.{fault.value}") if fault else name
    day = t.day(formal.due) if formal.due else ""
    facts = {"number": formal.number, "name": said, "who": formal.author, "day": day, "n": formal.months}
    rating = t(f"rating.{formal.rating.value}") if formal.rating else ""
    head = t(f"formal_news.{action.value}", **facts, rating=rating)
    if formal.state is State.WATCHED and action in PUT_OFF:
        head = t(f"formal_later.{action.value}", **facts)
    spoken = [Message(text=Html(head + "\n" + quoted(t, words)))] if words else []
    new = _long(formal) if action in (Action.SIGN, Action.ASSIGN) else []
    return [*whole(words), *albums(files), *spoken, *new, card(t, paper, Html() if words else head, fresh=True)]


@view("formal.gone")
def gone(t: Text, formal: Formal) -> Message:
    """For a department that has nothing to do with it any more."""
    return Message(text=t("formal.gone", number=formal.number), card=f"formal:{formal.id}", closes=True)


@view("formal.due")
def due(t: Text, paper: Paper, fresh: bool, due: str, day: date, name: str) -> Message:
    """What the clock brings."""
    head = t(f"formal_due.{due}", number=paper.formal.number, day=t.day(day), name=name, who=paper.formal.author)
    return card(t, paper, head, fresh=True)


def card(t: Text, paper: Paper, head: Html, *, fresh: bool) -> Message:
    """The card of a formal suggestion, under a line of news."""
    formal = paper.formal
    state = t("state.overdue") if formal.is_overdue(paper.today) else t(f"formal_state.{formal.state.value}")
    lines: list[str] = [head] if head else []
    lines.append(t("formal.head", number=formal.number or t("formal.draft"), state=state))
    lines.append(t("formal.subject", words=formal.title or t("formal.empty")))
    lines += [t("formal.reason"), quoted(t, formal.reason or t("formal.empty"), LONG)]
    lines += [t("formal.request"), quoted(t, formal.request or t("formal.empty"), LONG)]
    lines += [_cases(t, paper), _signature(t, paper), *_departments(t, paper)]
    lines += [_word(t, word) for word in paper.said[-SAID:]]
    lines += [*_clock(t, paper), *_warnings(t, paper)]
    return Message(text=Html("\n".join(lines)), buttons=actions(t, paper), card=f"formal:{formal.id}", fresh=fresh)


def _long(formal: Formal) -> list[Message]:
    """Texts that the card can't quote in full."""
    return [*whole(formal.reason, LONG), *whole(formal.request, LONG)]


def _cases(t: Text, paper: Paper) -> Html:
    """The cases that it cites, by number and category."""
    named = [t("formal.case", number=c.number, category=t.category(c.category)) for c in paper.cases]
    return t("formal.cites", names=Html(t("list.comma").join(named))) if named else t("formal.cites_none")


def _signature(t: Text, paper: Paper) -> Html:
    """Who signs, or has signed, in which mandate."""
    formal = paper.formal
    seat = t(f"formal_seat.{formal.level}", unit=formal.seat)
    if formal.signed_at is None or formal.state in WRITABLE:
        return t("formal.unsigned", name=formal.author, seat=seat)
    return t("formal.signature", name=formal.author, seat=seat, day=t.day(formal.signed_at))


def _departments(t: Text, paper: Paper) -> list[Html]:
    lines = [t("transfer.lead", name=part.department) for part in paper.parts if part.is_lead]
    helping = t("list.comma").join(part.department for part in paper.supporting)
    return [*lines, *([t("transfer.support", names=helping)] if helping else [])]


def _word(t: Text, word: Word) -> Html:
    who = word.department or t(f"role.{word.role.value}")
    return t(
        f"formal_said.{word.kind.split('_')[0]}", who=who, words=shortened(word.words or t("case.no_words"), SHORT)
    )


def _clock(t: Text, paper: Paper) -> list[Html]:
    """Whose turn it is, and by when."""
    formal = paper.formal
    lines = [t("formal.mandate_over", day=t.day(formal.mandate_ends))] if paper.is_over and formal.mandate_ends else []
    if formal.answer_class is not None:
        lines.append(t("formal.class", answer=t(f"class.{formal.answer_class.value}")))
    if formal.rating is not None:
        lines.append(t("formal.rated", rating=t(f"rating.{formal.rating.value}")))
    elif formal.state in (State.WATCHED, State.CLOSED):
        lines.append(t("formal.not_rated"))
    if formal.due is not None:
        lines.append(t(f"formal_until.{formal.state.value}", day=t.day(formal.due)))
    if formal.is_provisional:
        lines.append(t("suggest.provisional"))
    opinions = [part for part in paper.supporting if part.due and part.role is paper.role]
    return [*lines, *(t("formal.opinion_until", day=t.day(part.due)) for part in opinions if part.due)]


def _warnings(t: Text, paper: Paper) -> list[Html]:
    """For its author, before it is signed: many will read it."""
    lines = [t("formal.warn_quote", words=shortened(paper.quotes, SHORT))] if paper.quotes else []
    return [*lines, *([t("formal.warn_name")] if paper.names else [])]


ACTIONS: tuple[tuple[Action, str, str], ...] = (
    (Action.GRANT, "formal.yes_longer", "formal.grant"),
    (Action.REFUSE, "formal.not_longer", "formal.refuse"),
    (Action.TAKE, "formal.take", "formal.take"),
    (Action.ASSIGN, "formal.assign", "formal.assign"),
    (Action.ACCEPT, "button.accept", "formal.accept"),
    (Action.JOIN, "button.accept", "formal.accept"),
    (Action.OPINE, "formal.opine", "formal.opine"),
    (Action.ANSWER, "button.answer", "formal.answer"),
    (Action.EXTEND, "button.extend", "formal.extend"),
    (Action.DECLINE, "button.return", "formal.decline"),
    (Action.LEAVE, "button.return", "formal.decline"),
    (Action.RETURN, "formal.send_back", "formal.return"),
    (Action.RECALL, "button.recall", "formal.recall"),
)


def actions(t: Text, paper: Paper) -> tuple[tuple[Button, ...], ...]:
    """The buttons of what the reader may do now, the likeliest first."""
    formal = paper.formal
    if paper.role is Role.REPRESENTATIVE and formal.state in WRITABLE:
        return _writing(t, formal, paper.actions)
    rates = _scale(t, formal) if Action.RATE in paper.actions else ()
    found = [
        button(t(label), verb, formal.id, formal.version) for action, label, verb in ACTIONS if action in paper.actions
    ]
    if Action.WITHDRAW in paper.actions:
        found.append(button(t("formal.withdraw"), "formal.withdraw", formal.id, formal.version))
    rest = found[2:]
    return (*rates, *((item,) for item in found[:2]), *(tuple(rest[i : i + 2]) for i in range(0, len(rest), 2)))


def _scale(t: Text, formal: Formal) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (button(t(f"rating.{r.value}"), "formal.rate", formal.id, formal.version, r.value),) for r in Rating
    )  # fmt: skip


def _writing(t: Text, formal: Formal, able: frozenset[Action]) -> tuple[tuple[Button, ...], ...]:
    """Signing first, once nothing is missing; then what can be changed."""
    sign = ((button(t("formal.sign"), "formal.sign", formal.id, formal.version),),) if formal.is_whole else ()
    fields = tuple(
        button(t(f"formal_field.{field}"), "formal.write", formal.id, formal.version, field)
        for field in ("title", "reason", "request")
    )
    last = (
        button(t("formal.cases"), "formal.cases", formal.id),
        button(
            t("formal.withdraw" if formal.number else "formal.discard"), "formal.withdraw", formal.id, formal.version
        ),
    )
    return (*sign, fields, last) if able else ()


@view("formal.seats")
def seats(t: Text, seats: list[Seat], formal: Formal | None) -> Message:
    """In which mandate it shall be signed."""
    id_, version = (formal.id, formal.version) if formal else (0, 0)
    rows = tuple(
        (button(t(f"formal_seat.{seat.level}", unit=seat.unit), "formal.seat", id_, version, str(seat.id)),)
        for seat in seats
    )
    return Message(text=t("formal.ask_seat"), buttons=rows)
