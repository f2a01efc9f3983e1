"""What is asked on the way of a formal suggestion, and what the residents of its cases hear."""

from collections.abc import Sequence
from datetime import date

from domain.departments import Department
from domain.formal import Fault, Formal, News, Phase, State
from domain.messages import Button, File, Message
from domain.promises import packed
from domain.suggestions import AnswerClass, Suggestion
from handlers.formal.views import card
from handlers.quoting import quoted
from handlers.suggestions.own_views import case_line
from handlers.viewing import button, pager, view
from locales import Html, Text
from services.formal.sheets import Paper

PAGE = 8  # departments at a time
HELPING = 10  # departments that are offered as supporting ones


@view("formal.ask_field")
def ask_field(t: Text, formal: Formal, field: str) -> Message:
    """One of the three things that it says; the one that is there already can stay."""
    stay = ((button(t("button.back"), "formal.show", formal.id),),) if getattr(formal, field) else ()
    return Message(text=t(f"formal_ask.{field}"), buttons=stay)


@view("formal.too_long")
def too_long(t: Text, limit: int, over: int) -> Message:
    return Message(text=t("formal.too_long", limit=limit, over=over))


@view("formal.discarded")
def discarded(t: Text, formal: Formal) -> Message:
    return Message(text=t("formal.discarded"), card=f"formal:{formal.id}", closes=True)


@view("formal.cases")
def cases(t: Text, paper: Paper, fresh: bool, choice: list[Suggestion], more: bool, page: int) -> Message:
    """The own cases, in or out."""
    formal, cited = paper.formal, {case.id for case in paper.cases}
    rows: list[tuple[Button, ...]] = [
        (button(t("formal.in" if case.id in cited else "formal.out", name=case_line(t, case)),
                "formal.cite", formal.id, formal.version, f"{case.id}_{page}"),)
        for case in choice
    ]  # fmt: skip
    if turn := pager(t, "formal.cases", page, more, id_=formal.id):
        rows.append(turn)
    return _instead(t, paper, t("formal.ask_cases"), rows, done=True)


@view("formal.ask_sign")
def ask_sign(t: Text, paper: Paper, fresh: bool, office: str) -> Message:
    """The signature as it will be, and where it goes."""
    formal = paper.formal
    facts = {"name": formal.author, "seat": t(f"formal_seat.{formal.level}", unit=formal.seat),
             "day": t.day(paper.today), "unit": office}  # fmt: skip
    yes = button(t("formal.sign_yes"), "formal.sign_yes", formal.id, formal.version)
    return _instead(t, paper, t("formal.ask_sign", **facts), [(yes,)])


@view("formal.ask_withdraw")
def ask_withdraw(t: Text, paper: Paper, fresh: bool) -> Message:
    formal = paper.formal
    yes = button(t("formal.withdraw_yes"), "formal.withdraw_yes", formal.id, formal.version)
    return _asked_twice(t, paper, t("formal.ask_withdraw" if formal.number else "formal.ask_discard"), yes)


@view("formal.ask_recall")
def ask_recall(t: Text, paper: Paper, fresh: bool) -> Message:
    formal = paper.formal
    yes = button(t("transfer.recall_yes"), "formal.recall_yes", formal.id, formal.version)
    return _asked_twice(t, paper, t("formal.ask_recall", name=formal.lead or ""), yes)


@view("formal.faults")
def faults(t: Text, paper: Paper, fresh: bool) -> Message:
    """Why it is sent back."""
    formal = paper.formal
    rows = [(button(t(f"fault.{f.value}"), "formal.return_as", formal.id, formal.version, f.value),) for f in Fault]
    return _instead(t, paper, t("formal.ask_fault"), rows)


@view("formal.ask_words")
def ask_words(t: Text, formal: Formal, what: str) -> Message:
    return Message(text=t(f"formal_words.{what}", number=formal.number))


@view("formal.departments")
def departments(t: Text, paper: Paper, fresh: bool, departments: list[Department], page: int) -> Message:
    """The departments, those first that fit."""
    formal, shown = paper.formal, departments[page * PAGE : (page + 1) * PAGE]
    rows: list[tuple[Button, ...]] = [
        (button(_label(t, d), "formal.lead", formal.id, formal.version, str(d.id)),) for d in shown
    ]
    if turn := pager(t, "formal.departments", page, len(departments) > (page + 1) * PAGE, id_=formal.id):
        rows.append(turn)
    return _instead(t, paper, t("transfer.ask_lead"), rows)


def _label(t: Text, department: Department) -> str:
    return department.name if department.is_here else t("transfer.not_here", name=department.name)


@view("formal.supporting")
def supporting(
    t: Text, paper: Paper, fresh: bool, departments: list[Department], lead: int, support: list[int]
) -> Message:
    """Who leads and who supports, before it goes."""
    formal, names = paper.formal, {d.id: d.name for d in departments}
    lines = [t("transfer.lead", name=names.get(lead, ""))]
    if support:
        lines.append(t("transfer.support", names=t("list.comma").join(names[i] for i in support if i in names)))
    others = [d for d in departments if d.id != lead and (d.is_here or d.id in support)][:HELPING]
    rows: list[tuple[Button, ...]] = [(button(t("formal.assign_yes"), "formal.assign_yes", formal.id, formal.version),)]
    rows += [
        (button(t("transfer.out" if d.id in support else "transfer.in", name=d.name),
                "formal.support", formal.id, formal.version, str(d.id)),)
        for d in others
    ]  # fmt: skip
    return _instead(t, paper, Html("\n".join([*lines, t("formal.ask_support")])), rows)


@view("formal.declined")
def declined(t: Text, formal: Formal) -> Message:
    return Message(text=t("formal.declined", number=formal.number), card=f"formal:{formal.id}", closes=True)


@view("formal.months")
def months(t: Text, paper: Paper, fresh: bool, spans: list[tuple[int, date]]) -> Message:
    """How many months there can be in all."""
    formal = paper.formal
    rows = [
        (
            button(
                t("formal.by_month", n=n, day=t.brief_day(day)), "formal.extend_to", formal.id, formal.version, str(n)
            ),
        )
        for n, day in spans
    ]
    later = formal.state is State.WATCHED  # the promised day is to be put off
    return _instead(t, paper, t("formal.ask_later" if later else "formal.ask_months"), rows)


@view("formal.classes")
def classes(t: Text, paper: Paper, fresh: bool) -> Message:
    formal = paper.formal
    rows = [(button(t(f"class.{c.value}"), "formal.class", formal.id, formal.version, c.value),) for c in AnswerClass]
    return _instead(t, paper, Html(), rows)


@view("formal.days")
def days(t: Text, paper: Paper, fresh: bool, offers: list[date]) -> Message:
    """By when it shall be solved."""
    formal = paper.formal
    rows = [
        (button(t("formal.by_day", day=t.brief_day(day)), "formal.day", formal.id, formal.version, packed(day)),)
        for day in offers
    ]
    shown = _instead(t, paper, t("formal.ask_day"), rows)
    return shown.model_copy(update={"fresh": fresh})


@view("formal.ask_answer")
def ask_answer(t: Text, formal: Formal, answer: AnswerClass, promised: date | None) -> Message:
    lines = [t("formal.ask_answer", number=formal.number, answer=t(f"class.{answer.value}"))]
    if promised is not None:
        lines.append(t("desk.promised", day=t.day(promised)))
    return Message(text=Html("\n".join(lines)))


@view("formal.confirm")
def confirm(
    t: Text, formal: Formal, words: str, files: tuple[File, ...], answer: AnswerClass, promised: date | None
) -> Message:
    """The answer before it goes."""
    lines = [t("formal.confirm", number=formal.number, answer=t(f"class.{answer.value}"))]
    if words:
        lines.append(quoted(t, words))
    if files:
        lines.append(t.count("files.all", len(files)))
    if promised is not None:
        lines.append(t("desk.promised", day=t.day(promised)))
    send = (button(t("formal.send"), "formal.send", formal.id, formal.version),)
    change = (button(t("desk.change"), "formal.class", formal.id, formal.version, answer.value),)
    return Message(text=Html("\n".join(lines)), buttons=(send, change), card=f"formal_answer:{formal.id}")


@view("formal.answer_sent")
def answer_sent(t: Text, formal: Formal) -> Message:
    text = t("formal.answer_sent", number=formal.number, who=formal.author)
    return Message(text=text, card=f"formal_answer:{formal.id}", closes=True)


@view("formal.ask_comment")
def ask_comment(t: Text, formal: Formal, unhappy: bool) -> Message:
    """A word to the rating; of one who is not satisfied, why."""
    skip = ((button(t("button.no_comment"), "formal.skip"),),)
    text = t("formal.ask_why" if unhappy else "formal.ask_comment", number=formal.number)
    return Message(text=text, buttons=skip)


@view("formal.resident")
def resident(t: Text, case: Suggestion, news: News, own: bool) -> Message:
    """For the author of a cited case and who follows it: nothing in it was written by anybody."""
    day = t.day(news.day) if news.day else ""
    facts = {"number": case.number, "formal": news.number, "who": news.author, "name": news.lead, "day": day}
    lines = [t(f"formal_phase.{news.phase.value}", **facts)]
    if news.phase is Phase.ANSWERED:
        lines.append(t(f"formal_answer.{news.answer.value if news.answer else AnswerClass.NOTED.value}"))
        if news.day is not None:
            lines.append(t("formal.resident_day", day=day))
    lines.append(t("formal.own_way"))
    see = button(t("button.see_case"), "case.show" if own else "support.show", case.id)
    return Message(text=Html("\n".join(lines)), buttons=((see,),))


def _asked_twice(t: Text, paper: Paper, head: Html, yes: Button) -> Message:
    back = button(t("button.back"), "formal.back", paper.formal.id)
    return card(t, paper, head, fresh=False).model_copy(update={"buttons": ((back, yes),)})


def _instead(t: Text, paper: Paper, head: Html, rows: Sequence[tuple[Button, ...]], *, done: bool = False) -> Message:
    """These buttons in place of the card's own."""
    back = (button(t("formal.cases_done" if done else "button.back"), "formal.back", paper.formal.id),)
    return card(t, paper, head, fresh=False).model_copy(update={"buttons": (*rows, back)})
