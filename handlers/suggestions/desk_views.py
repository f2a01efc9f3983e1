"""What representatives, and those who stand in for them, see on their desk."""

from datetime import date

from domain.messages import Button, File, Location, Message
from domain.outcomes import Judgement
from domain.relays import Circle
from domain.suggestions import Clock, State, Suggestion
from handlers.quoting import quoted, seen, whole
from handlers.suggestions.case_card import actions, card
from handlers.suggestions.outcomes_lines import brief_outcome
from handlers.suggestions.own_views import (
    albums,
)
from handlers.viewing import button, pager, view
from locales import Html, Text
from services.suggestions.sheets import Sheet

TABS = ("open", "waiting", "closed")


@view("inbox")
def inbox(
    t: Text, cases: list[Suggestion], more: bool, page: int, view: str, today: date, fresh: bool,
    judgements: dict[int, Judgement],
) -> Message:  # fmt: skip
    """The desk: overdue first, a button a case, and the filters; of what has ended also what its resident says."""
    rows: list[tuple[Button, ...]] = [
        (button(_line(t, c, today, judgements.get(c.id)), "case.show", c.id),) for c in cases
    ]
    if turn := pager(t, "inbox", page, more, value=view):
        rows.append(turn)
    if view == "triage":
        rows.append((button(t("button.register"), "walkin.begin"), button(t("button.registered"), "walkin.list")))
    rows.append(tuple(button(t(f"inbox.{tab}"), "inbox", value=tab) for tab in TABS if tab != view))
    if view == "triage":
        rows.append((button(t("button.figures"), "figures"),))
    text = t(f"inbox.title_{view}") if cases else t(f"inbox.none_{view}")
    return Message(text=text, buttons=tuple(rows), card="inbox", fresh=fresh)


def _line(t: Text, case: Suggestion, today: date, judgement: Judgement | None) -> str:
    said = brief_outcome(t, judgement) if judgement and case.state is State.CLOSED else _standing(t, case, today)
    return " · ".join((case.number, t.category(case.category), said))


def _standing(t: Text, case: Suggestion, today: date) -> str:
    """By when something must be done, else how the case stands; short, for a button holds few words."""
    due = case.due
    if due is None:
        return t(f"state.{case.state.value}")
    return t("inbox.overdue") if due < today else t("inbox.due", day=t.brief_day(due))


@view("case.new")
def new(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool) -> list[Message]:
    """A new case: its files, then its card."""
    head = t("desk.new_part") if sheet.is_department else t("desk.new")
    return [*_original(sheet, files), card(t, sheet, head, fresh=True)]


@view("case.card")
def shown(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool) -> list[Message]:
    """The card, with the files and the map where it is shown anew."""
    before = _original(sheet, files) if fresh else []
    return [*before, card(t, sheet, Html(), fresh=fresh)]


@view("due.soon")
def due_soon(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool) -> Message:
    return card(t, sheet, t("desk.due_soon", day=t.day(sheet.case.due or sheet.today)), fresh=True)


@view("due.overdue")
def due_overdue(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool) -> Message:
    return card(t, sheet, _overdue(t, sheet), fresh=True)


@view("due.above")
def due_above(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool) -> Message:
    """For the administrator: the officer has known for a working day, and nothing has happened."""
    return card(t, sheet, Html(t("desk.above") + "\n" + _overdue(t, sheet)), fresh=True)


def _overdue(t: Text, sheet: Sheet) -> Html:
    """Whose promise is broken, in words for who reads it."""
    case, day = sheet.case, t.day(sheet.case.due or sheet.today)
    if case.waits_for is Clock.DEPARTMENT and not sheet.is_department:
        return t("desk.overdue_department", name=case.lead or "", day=day)
    return t("desk.overdue", day=day)


@view("case.rated")
def rated(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool) -> Message:
    case = sheet.case
    head = t("desk.rated", process=t(f"rating.{case.process_rating}"), result=t(f"rating.{case.result_rating}"))
    return card(t, sheet, head, fresh=True)


@view("case.added")
def added(
    t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool, words: str, new_files: tuple[File, ...], withheld: int
) -> list[Message]:
    """The resident adds something: that first, then the buttons."""
    case = sheet.case
    head = t("desk.added", number=case.number)
    lines = [head, quoted(t, words) if words else Html(), t("desk.withheld") if withheld else Html()]
    lines.append(seen(t, Circle.CASE))
    message = Message(text=Html("\n".join(line for line in lines if line)), buttons=actions(t, sheet))
    return [*whole(words), *albums(new_files), message]


@view("desk.unreachable")
def unreachable(t: Text, name: str) -> Message:
    """For the officer: a representative of the station can't be reached."""
    return Message(text=t("desk.unreachable", name=name))


@view("case.peers")
def peers(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool, peers: list[tuple[int, str]]) -> Message:
    """The representatives to whom the case can be given."""
    case = sheet.case
    names = [button(name, "case.assign", case.id, case.version, str(id_)) for id_, name in peers]
    rows = [tuple(names[i : i + 2]) for i in range(0, len(names), 2)]
    rows.append((button(t("button.back"), "case.back", case.id, case.version),))
    return card(t, sheet, Html(), fresh=False).model_copy(update={"buttons": tuple(rows)})


def _original(sheet: Sheet, files: tuple[File, ...]) -> list[Message]:
    """What came with the case and has no room in its card: long words in full, the files, and the map."""
    return [*whole(sheet.said[0].words), *albums(files), *_map(sheet.case)]


def _map(case: Suggestion) -> list[Message]:
    if case.latitude is None or case.longitude is None:
        return []
    return [Message(location=Location(latitude=case.latitude, longitude=case.longitude))]
