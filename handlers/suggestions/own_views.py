"""What a resident sees of the own cases."""

from collections.abc import Iterable
from datetime import date
from html import escape

from domain.chasing import is_own
from domain.messages import Button, File, Message
from domain.outcomes import PROCESS, RESULT
from domain.people import Role
from domain.relays import Circle
from domain.suggestions import Action, AnswerClass, Clock, Rating, Said, Suggestion
from handlers.quoting import SHORT, quoted, seen, shortened, whole
from handlers.suggestions.outcomes_lines import outcome_lines, own_buttons, said_in
from handlers.viewing import button, pager, view
from locales import Html, Text
from services.suggestions.sheets import Sheet


@view("cases")
def cases(t: Text, cases: list[Suggestion], more: bool, page: int, supports: bool, fresh: bool) -> Message:
    supported: list[tuple[Button, ...]] = [(button(t("button.supports"), "supports"),)] if supports else []
    if not cases:
        begin = (button(t("button.suggest"), "new"),)
        return Message(text=t("cases.none"), buttons=(*supported, begin), card="cases", fresh=fresh)
    rows: list[tuple[Button, ...]] = [(button(case_line(t, case), "case.show", case.id),) for case in cases]
    if turn := pager(t, "cases", page, more, value="on"):
        rows.append(turn)
    return Message(text=t("cases.title"), buttons=(*rows, *supported), card="cases", fresh=fresh)


@view("case.own")
def own(t: Text, sheet: Sheet, fresh: bool) -> Message:
    """The case, what was said in it, and its time line."""
    case = sheet.case
    lines: list[str] = [t("case.own_title", number=case.number, state=t(f"state.{case.state.value}")), _whose(t, sheet)]
    lines += [*place_line(t, case), *formal_line(t, case), *supporters_line(t, "case.supporters", sheet.supporters)]
    lines += [_said(t, sheet), _steps(t, sheet), *outcome_lines(t, sheet)]
    rows: list[tuple[Button, ...]] = []
    if Action.RATE in sheet.actions:
        rows.append((button(t("button.rate"), "rate.begin", case.id, case.version),))
    rows += own_buttons(t, sheet)
    if Action.ADD in sheet.actions:
        rows.append((button(t("button.add"), "case.add", case.id, case.version),))
    rows += [follow_up] if (follow_up := follow_up_buttons(t, sheet)) else []
    if Action.OBJECT in sheet.actions:
        rows.append((button(t("button.object"), "merge.object", case.id),))
    last = (button(t("button.withdraw"), "case.withdraw", case.id, case.version),)
    share = f"https://t.me/{t.bot}?start=c_{case.code}"
    rows.append((button(t("button.cases"), "cases"), *(last if Action.WITHDRAW in sheet.actions else ())))
    if any(said.files and said.role is Role.RESIDENT for said in sheet.said):
        rows.append((button(t("button.files"), "file.list", case.id),))
    lines += ["", t("case.share", link=share)]
    return Message(text=Html("\n".join(lines)), buttons=tuple(rows), card=f"case:{case.id}", fresh=fresh)


def formal_line(t: Text, case: Suggestion) -> list[Html]:
    """Of which formal suggestion the case is part, if of any."""
    return [t("formal.part_of", number=case.formal)] if case.formal else []


@view("case.ask_add")
def ask_add(t: Text, case: Suggestion) -> Message:
    return Message(text=Html(t("case.ask_add", number=case.number) + "\n" + seen(t, Circle.CASE)))


@view("case.word")
def word(t: Text, case: Suggestion, role: Role, words: str, files: tuple[File, ...]) -> list[Message]:
    """The representative says something. A reply to this message goes back."""
    head = t("case.word", who=speaker(t, case, role), number=case.number)
    text = _to_author(t, head, words)
    add = ((button(t("button.reply"), "case.add", case.id, case.version),),)
    return [*whole(words), *albums(files), Message(text=text, buttons=add)]


@view("case.answer")
def answer(t: Text, case: Suggestion, role: Role, words: str, files: tuple[File, ...]) -> list[Message]:
    """The answer, and the first half of the rating."""
    head = t("case.answer", who=speaker(t, case, role), number=case.number)
    lines = [head, quoted(t, words) if words else Html(), t(f"answer.{case.answer_class}")]
    if case.promised is not None:
        lines.append(t("answer.promised", day=t.day(case.promised)))
    lines.append(seen(t, Circle.EVERYBODY))
    message = Message(text=Html("\n".join(line for line in lines if line)))
    return [*whole(words), *albums(files), message, process(t, case)]


@view("case.postponed")
def postponed(t: Text, case: Suggestion, role: Role, words: str, files: tuple[File, ...]) -> list[Message]:
    """What was promised comes later, and why. A reply to this message goes back."""
    head = t("case.postponed", who=speaker(t, case, role), number=case.number, day=_day(t, case.promised))
    text = _to_author(t, head, words)
    add = ((button(t("button.reply"), "case.add", case.id, case.version),),)
    return [*whole(words), *albums(files), Message(text=text, buttons=add)]


def _to_author(t: Text, head: Html, words: str) -> Html:
    """What somebody says to the resident, under a line of who does, and above one of who sees it."""
    lines = [head, quoted(t, words) if words else Html(), seen(t, Circle.EVERYBODY)]
    return Html("\n".join(line for line in lines if line))


@view("rate.process")
def rate_process(t: Text, case: Suggestion, fresh: bool = True) -> Message:
    return process(t, case, fresh)


def process(t: Text, case: Suggestion, fresh: bool = True) -> Message:
    """The first half of the rating."""
    return Message(
        text=t("rate.process", number=case.number), buttons=_scale(t, "rate.process", case, PROCESS),
        card=rating_card(case), fresh=fresh,
    )  # fmt: skip


@view("rate.result")
def result(t: Text, case: Suggestion, fresh: bool) -> Message:
    said = t(f"rating.{case.process_rating}")
    return Message(
        text=t("rate.result", number=case.number, process=said), buttons=_scale(t, "rate.result", case, RESULT),
        card=rating_card(case), fresh=fresh,
    )  # fmt: skip


@view("rate.thanks")
def thanks(t: Text, case: Suggestion, unhappy: bool, asks: date | None) -> Message:
    """What the rating led to; whoever is unsatisfied is asked why."""
    facts = {"number": case.number, "process": t(f"rating.{case.process_rating}"),
             "result": t(f"rating.{case.result_rating}")}  # fmt: skip
    lines = [t("rate.thanks", **facts), _then(t, case, asks)]
    if unhappy:
        why = t("rate.why_missed" if case.result_rating is Rating.MISSED else "rate.why")
        lines.append(Html(why + "\n" + seen(t, Circle.CASE)))
    skip = ((button(t("button.no_comment"), "rate.skip"),),) if unhappy else ()
    return Message(text=Html("\n\n".join(lines)), buttons=skip, card=rating_card(case), fresh=False)


@view("rate.reminder")
def reminder(t: Text, case: Suggestion, closes: date) -> Message:
    text = t("rate.reminder", number=case.number, closes=t.day(closes))
    rate = ((button(t("button.rate"), "rate.begin", case.id, case.version),),)
    return Message(text=text, buttons=rate, card=rating_card(case))


@view("rate.lapsed")
def lapsed(t: Text, case: Suggestion, asks: date | None) -> Message:
    """No rating came: the question ends, and what becomes of the case."""
    lines = (t("rate.lapsed", number=case.number), _then(t, case, asks))
    return Message(text=Html("\n".join(lines)), card=rating_card(case), closes=True)


@view("rate.skipped")
def skipped(t: Text, case: Suggestion) -> Message:
    """The rating stands; the question why has no button any more."""
    return Message(card=rating_card(case), closes=True)


@view("case.ask_withdraw")
def ask_withdraw(t: Text, case: Suggestion) -> Message:
    """Asked in place of the card, which comes back with the answer."""
    yes = button(t("button.withdraw_yes"), "case.withdraw_yes", case.id, case.version)
    return Message(
        text=t("case.ask_withdraw", number=case.number),
        buttons=((button(t("button.keep_case"), "case.back", case.id), yes),),
        card=f"case:{case.id}",
        fresh=False,
    )


@view("case.lapsed")
def lapsed_at_desk(t: Text, case: Suggestion) -> Message:
    lines = (t("case.lapsed", number=case.number), t(f"desk.then_{case.state.value}"))
    return Message(text=Html("\n".join(lines)))


def _numbered(kind: str) -> None:
    @view(kind)
    def say(t: Text, case: Suggestion) -> Message:
        facts = {"number": case.number, "who": case.representative or t("role.officer"), "day": _day(t, case.due)}
        return Message(text=t(kind, **facts))


for _kind in ("case.assigned", "case.withdrawn", "case.ask_transcript"):
    _numbered(_kind)


def albums(files: tuple[File, ...]) -> list[Message]:
    """The files of a message, together where the messenger can show them so: photos apart from the rest.

    It groups no voices. Each is a message of its own: what of them was sent is marked one by one, and not sent again.
    """
    groups = [tuple(file for file in files if file.kind == kind) for kind in ("photo", "document")]
    alone = [(file,) for file in files if file.kind == "voice"]
    return [Message(files=group) for group in (*groups, *alone) if group]


def _then(t: Text, case: Suggestion, asks: date | None) -> Html:
    """What becomes of a case that was rated, or was not; and when it will be asked whether it is fixed."""
    then = t(f"rate.then_{case.state.value}", day=_day(t, case.second_due))
    return Html(then + "\n" + t("rate.then_asked", day=t.day(asks))) if asks else then


def rating_card(case: Suggestion) -> str:
    """The card on which an answer is rated: its reminder and its end take its place."""
    return f"rate:{case.id}:{case.answers}"


def follow_up_buttons(t: Text, sheet: Sheet) -> tuple[Button, ...]:
    """To ask how it stands, where it is somebody else's turn; and to be reminded of it."""
    case = sheet.case
    chase = Action.CHASE in sheet.actions and not is_own(case, sheet.role)
    shown = ((chase, "button.chase", "case.chase"), (case.is_open, "button.remind", "case.remind"))
    return tuple(button(t(label), verb, case.id) for wanted, label, verb in shown if wanted)


def place_line(t: Text, case: Suggestion) -> list[Html]:
    """Where it is, if that was said: in words, or by a mark on the map."""
    place = case.place or (t("suggest.place_on_map") if case.latitude is not None else "")
    return [t("suggest.line_place", place=place)] if place else []


def supporters_line(t: Text, key: str, n: int) -> list[Html]:
    """How many support the case, where anybody does."""
    return [t.count(key, n)] if n else []


def case_line(t: Text, case: Suggestion) -> str:
    return " · ".join((case.number, t.category(case.category), t(f"state.{case.state.value}")))


def _scale(t: Text, verb: str, case: Suggestion, scale: Iterable[Rating]) -> tuple[tuple[Button, ...], ...]:
    return tuple((button(t(f"rating.{r.value}"), verb, case.id, case.version, r.value),) for r in scale)


def _whose(t: Text, sheet: Sheet) -> Html:
    case = sheet.case
    facts = {"unit": case.unit, "category": t.category(case.category)}
    lines = [t("case.with", name=case.representative, **facts) if case.representative else t("case.with_desk", **facts)]
    return Html("\n".join([*lines, *departments_line(t, sheet)]))


def departments_line(t: Text, sheet: Sheet) -> list[Html]:
    """Which departments have to do with the case."""
    lines = [t("case.lead", name=part.department) for part in sheet.parts if part.is_lead]
    if sheet.supporting:
        lines.append(t("case.supporting", names=t("list.comma").join(sheet.supporting)))
    return lines


OWN_CLOCK: dict[Clock, tuple[Role, ...]] = {
    Clock.REPRESENTATIVE: (Role.REPRESENTATIVE,),
    Clock.OFFICER: (Role.OFFICER, Role.ADMIN),
    Clock.DEPARTMENT: (Role.DEPARTMENT_OFFICER,),
    Clock.RESIDENT: (Role.RESIDENT,),
}


def waits_line(t: Text, sheet: Sheet) -> list[Html]:
    """Whose clock runs, if anybody's."""
    case = sheet.case
    names = {
        Clock.REPRESENTATIVE: t("who.representative", name=case.representative or ""),
        Clock.OFFICER: t("role.officer"),
        Clock.DEPARTMENT: t("who.department", name=case.lead or ""),
        Clock.RESIDENT: t("role.resident"),
    }
    if case.waits_for not in names:
        return []
    return [t("clock.you") if sheet.role in OWN_CLOCK[case.waits_for] else t("clock.other", who=names[case.waits_for])]


def speaker(t: Text, case: Suggestion, role: Role) -> Html:
    """Who speaks to the resident."""
    if role is Role.DEPARTMENT_OFFICER:
        return t("who.department", name=case.lead or "")
    if role is Role.REPRESENTATIVE:
        return t("who.representative", name=case.representative or "")
    return t("who.behalf", name=case.representative) if case.representative else t("who.officer")


def _said(t: Text, sheet: Sheet) -> Html:
    """The original in full, the last things said in short."""
    original, *rest = sheet.said
    lines = [t("case.words_gone") if sheet.case.words_gone else quoted(t, original.words)]
    lines += [t(f"said.{s.kind}_{s.role.value}", words=in_short(t, s)) for s in rest[-4:]]
    return Html("\n".join(lines))


def in_short(t: Text, said: Said) -> Html:
    """Something that was said earlier, or the beginning of it; of a later wording, that it is one."""
    words = shortened(said.words or t("case.no_words"), SHORT)
    return t("said.edited", words=words) if said.is_edit else Html(escape(words, quote=False))


def _steps(t: Text, sheet: Sheet) -> Html:
    lines = [
        t("case.step", day=t.day(s.at), what=t(f"step.{s.kind}", class_=s.facts.get("class", ""), said=said_in(t, s)))
        for s in sheet.steps[-8:]
    ]
    lines += waits_line(t, sheet)
    if sheet.case.due is not None:
        lines.append(t("case.next_due", day=t.day(sheet.case.due)))
    if sheet.case.answer_class in (AnswerClass.PROMISED, AnswerClass.IMPOSSIBLE) and sheet.case.is_open:
        lines.append(t("case.watched"))
    return Html("\n" + "\n".join(lines))


def _day(t: Text, day: date | None) -> str:
    return t.day(day) if day else ""
