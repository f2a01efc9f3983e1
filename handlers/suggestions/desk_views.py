"""What representatives, and those who stand in for them, see on their desk."""

from datetime import date

from domain.messages import Button, File, Location, Message
from domain.outcomes import Judgement
from domain.people import Role
from domain.promises import packed
from domain.relays import Circle
from domain.suggestions import Action, AnswerClass, Clock, Said, State, Suggestion
from domain.templates import Filled, Template
from handlers.quoting import quoted, seen, whole
from handlers.suggestions.outcomes_lines import brief_outcome, outcome_lines
from handlers.suggestions.own_views import (
    albums,
    case_line,
    departments_line,
    follow_up_buttons,
    formal_line,
    in_short,
    place_line,
    supporters_line,
    waits_line,
)
from handlers.templates.views import named
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
    return " · ".join((case.number, t(f"category.{case.category}"), said))


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


@view("case.classes")
def classes(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool) -> Message:
    """The classes of an answer in place of the card's buttons."""
    case = sheet.case
    rows = [(button(t(f"class.{c.value}"), "case.class", case.id, case.version, c.value),) for c in AnswerClass]
    rows.append((button(t("button.back"), "case.back", case.id, case.version),))
    return card(t, sheet, Html(), fresh=False).model_copy(update={"buttons": tuple(rows)})


@view("case.peers")
def peers(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool, peers: list[tuple[int, str]]) -> Message:
    """The representatives to whom the case can be given."""
    case = sheet.case
    names = [button(name, "case.assign", case.id, case.version, str(id_)) for id_, name in peers]
    rows = [tuple(names[i : i + 2]) for i in range(0, len(names), 2)]
    rows.append((button(t("button.back"), "case.back", case.id, case.version),))
    return card(t, sheet, Html(), fresh=False).model_copy(update={"buttons": tuple(rows)})


@view("case.ask_words")
def ask_words(t: Text, case: Suggestion, templates: list[Template]) -> Message:
    rows = tuple((button(one.title, "case.template", case.id, case.version, str(one.id)),) for one in templates)
    text = Html(t("desk.ask_words", number=case.number) + "\n" + seen(t, Circle.EVERYBODY))
    return Message(text=text, buttons=rows, card=f"confirm:{case.id}")


@view("case.ask_answer")
def ask_answer(
    t: Text, case: Suggestion, answer: AnswerClass, promised: date | None, offers: list[date], fresh: bool
) -> Message:
    """Ask for the words; of B and C with the day by which it shall be solved."""
    lines = [t("desk.ask_answer", number=case.number, answer=t(f"class.{answer.value}"))]
    if promised is not None:
        lines.append(t("desk.promised", day=t.day(promised)))
    lines.append(seen(t, Circle.EVERYBODY))
    rows = _other_days(t, case, promised, offers) if promised else ()
    return Message(text=Html("\n".join(lines)), buttons=rows, card=f"confirm:{case.id}", fresh=fresh)


@view("case.ask_postpone")
def ask_postpone(t: Text, case: Suggestion, promised: date, offers: list[date], fresh: bool) -> Message:
    """Another day for what is not solved yet, and why."""
    head = t("desk.ask_postpone", number=case.number, day=t.day(promised))
    text = Html(head + "\n" + seen(t, Circle.EVERYBODY))
    return Message(text=text, buttons=_other_days(t, case, promised, offers), card=f"confirm:{case.id}", fresh=fresh)


def _other_days(t: Text, case: Suggestion, promised: date, offers: list[date]) -> tuple[tuple[Button, ...], ...]:
    """The days to choose from, two in a row, but for the one that is chosen."""
    days = [
        button(t("desk.by_day", day=t.brief_day(day)), "case.promise", case.id, case.version, packed(day))
        for day in offers
        if day != promised
    ]
    return tuple(tuple(days[i : i + 2]) for i in range(0, len(days), 2))


@view("due.promise")
def due_promise(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool) -> Message:
    """The promised day has come: is it solved?"""
    return card(t, sheet, t("desk.promise_due", day=t.day(sheet.case.due or sheet.today)), fresh=True)


@view("case.confirm")
def confirm(
    t: Text, case: Suggestion, words: str, files: tuple[File, ...], answer: AnswerClass | None, promised: date | None,
    fresh: bool, filled: Filled | None,
) -> Message:  # fmt: skip
    """What goes to the resident, before it goes."""
    what = t(f"class.{answer.value}") if answer else t("desk.message")
    lines = [t("desk.confirm", number=case.number, what=what)]
    if words:
        lines.append(quoted(t, words))
    if files:
        lines.append(t.count("files.all", len(files)))
    if promised is not None:
        lines.append(t("desk.promised", day=t.day(promised)))
    lines.append(seen(t, Circle.EVERYBODY))
    gaps, neutral = (filled.gaps, filled.neutral) if filled else ((), ())
    if neutral:
        lines.append(t("template.neutral", fields=named(t, neutral)))
    if gaps:  # it can't go as it is
        lines.append(t("template.gaps", fields=named(t, gaps)))
    again = "case.class" if answer else "case.write"
    value = answer.value if answer else ""
    return Message(
        text=Html("\n".join(lines)),
        buttons=(*(() if gaps else ((button(t("desk.send"), "case.confirm", case.id, case.version),),)),
                 (button(t("desk.change"), again, case.id, case.version, value),)),
        card=f"confirm:{case.id}", fresh=fresh,
    )  # fmt: skip


def card(t: Text, sheet: Sheet, head: Html, *, fresh: bool) -> Message:
    """The card of a case for staff and departments, under a line of news."""
    case = sheet.case
    state = t("state.overdue") if sheet.overdue else t(f"state.{case.state.value}")
    lines: list[str] = [head] if head else []
    lines.append(t("desk.title", number=case.number, category=t(f"category.{case.category}"), state=state))
    lines += [_from(t, sheet), *_caller(t, sheet)]
    if sheet.phone:
        lines.append(t("desk.phone", phone=sheet.phone))
    if sheet.on_behalf and sheet.role is not Role.REPRESENTATIVE:
        lines.append(t("desk.on_behalf", name=sheet.on_behalf))
    lines += [*place_line(t, case), *formal_line(t, case), *supporters_line(t, "desk.supporters", sheet.supporters)]
    lines.append(_talk(t, sheet))
    lines += ["", *departments_line(t, sheet), *waits_line(t, sheet), *outcome_lines(t, sheet)]
    if case.due is not None:
        lines.append(t(f"desk.due_{case.state.value}", day=t.day(case.due)))
    lines += [t("desk.longer_asked", n=days) for days in sheet.longer]
    return Message(text=Html("\n".join(lines)), buttons=actions(t, sheet), card=f"case:{case.id}", fresh=fresh)


def _from(t: Text, sheet: Sheet) -> Html:
    """Whose case it is, as far as the reader may know."""
    if sheet.case.author_left:
        return t("desk.from_left", unit=sheet.case.unit)
    if sheet.is_department:
        return t("desk.from_resident", unit=sheet.case.unit)
    if sheet.author is None:
        return t("desk.from_hidden", unit=sheet.case.unit)
    return t("desk.from", name=sheet.author, unit=sheet.case.unit)


def _caller(t: Text, sheet: Sheet) -> list[Html]:
    """That it was registered for somebody without an account, and who passes on what they should hear."""
    if sheet.caller is None:
        return []
    return [t("walkin.yours_to_tell") if sheet.caller.own else t("walkin.told_by_officer")]


def _talk(t: Text, sheet: Sheet) -> Html:
    original, *rest = sheet.said
    first = hidden_line(t, original) or quoted(t, original.words)
    lines: list[str] = [t("case.words_gone") if sheet.case.words_gone else first]
    lines += [
        t(f"desk.said_{said.kind}_{said.role.value}", words=hidden_line(t, said) or in_short(t, said))
        for said in rest[-5:]
    ]
    return Html("\n".join(lines))


ACTIONS: tuple[tuple[Action, str, str], ...] = (
    (Action.GRANT, "button.grant", "case.grant"),
    (Action.REFUSE, "button.refuse", "case.refuse"),
    (Action.ACCEPT, "button.accept", "case.accept"),
    (Action.JOIN, "button.accept", "case.accept"),
    (Action.ADD, "button.caller", "case.add"),
    (Action.SPEAK, "button.write", "case.write"),
    (Action.ANSWER, "button.answer", "case.answer"),
    (Action.POSTPONE, "button.later", "case.later"),
    (Action.TRANSFER, "button.transfer", "case.transfer"),
    (Action.NOTE, "button.note", "case.note"),
    (Action.EXTEND, "button.extend", "case.extend"),
    (Action.RETURN, "button.return", "case.return"),
    (Action.LEAVE, "button.return", "case.return"),
    (Action.RECALL, "button.recall", "case.recall"),
    (Action.TRANSCRIBE, "button.transcribe", "case.transcribe"),
    (Action.ASSIGN, "button.assign", "case.peers"),
    (Action.MERGE, "button.merge", "merge.ask"),
    (Action.REFER, "button.refer", "case.refer"),
    (Action.REDIRECT, "button.redirect", "case.redirect"),
    (Action.MODERATE, "button.moderate", "case.moderate"),
    (Action.REPORT, "button.report", "case.report"),
)


def hidden_line(t: Text, said: Said) -> Html:
    """In place of words that an officer has hidden."""
    return t("moderation.hidden", why=t(f"offence.{said.hidden}")) if said.hidden else Html()


def actions(t: Text, sheet: Sheet) -> tuple[tuple[Button, ...], ...]:
    """The buttons of what the reader may do now; writing down only where there is a voice to write down."""
    case = sheet.case
    shown = [
        button(t(label), verb, case.id, case.version)
        for action, label, verb in ACTIONS
        if action in sheet.actions and (action is not Action.TRANSCRIBE or sheet.has_voice)
    ]
    if sheet.role is Role.RESIDENT:
        return ()
    if sheet.caller is not None and (sheet.caller.own or sheet.role in (Role.OFFICER, Role.ADMIN)):
        shown.append(button(t("button.slip"), "walkin.slip", case.id))
    rest = [*shown[2:], *follow_up_buttons(t, sheet)]
    return tuple((item,) for item in shown[:2]) + tuple(tuple(rest[i : i + 2]) for i in range(0, len(rest), 2))


def _original(sheet: Sheet, files: tuple[File, ...]) -> list[Message]:
    """What came with the case and has no room in its card: long words in full, the files, and the map."""
    return [*whole(sheet.said[0].words), *albums(files), *_map(sheet.case)]


def _map(case: Suggestion) -> list[Message]:
    if case.latitude is None or case.longitude is None:
        return []
    return [Message(location=Location(latitude=case.latitude, longitude=case.longitude))]


@view("merge.partners")
def partners(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool, partners: list[Suggestion]) -> Message:
    """The cases that this one may be the same as."""
    case = sheet.case
    rows = [(button(case_line(t, p), "merge.choose", case.id, case.version, str(p.id)),) for p in partners]
    rows.append((button(t("button.back"), "case.back", case.id, case.version),))
    return card(t, sheet, t("merge.which"), fresh=False).model_copy(update={"buttons": tuple(rows)})


@view("merge.confirm")
def confirm_merge(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool, partner: Suggestion) -> Message:
    """What follows from merging, before it is done."""
    case = sheet.case
    back = button(t("button.back"), "case.back", case.id, case.version)
    yes = button(t("merge.yes"), "merge.yes", case.id, case.version, str(partner.id))
    head = t("merge.confirm", number=case.number, into=partner.number)
    return card(t, sheet, head, fresh=False).model_copy(update={"buttons": ((back, yes),)})


@view("merge.done")
def merged(t: Text, case: Suggestion, into: Suggestion) -> Message:
    """For those who see to either of the two."""
    see = button(t("button.see_case"), "case.show", into.id)
    return Message(text=t("merge.done", number=case.number, into=into.number), buttons=((see,),))


@view("merge.apart")
def apart(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool) -> Message:
    """The author says that it is another matter: the case is back on the desk."""
    return card(t, sheet, t("merge.apart"), fresh=True)
