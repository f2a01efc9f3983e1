"""What is shown of other people's cases: never who wrote them, and of their words only what the reader wrote too."""

from domain.drafts import Draft
from domain.messages import Button, File, Message
from domain.people import Role
from domain.suggestions import AT_DEPARTMENT, State, Suggestion
from handlers.quoting import quoted, shortened, whole
from handlers.suggestions.own_views import albums, case_line, formal_line, speaker, supporters_line
from handlers.viewing import button, pager, view
from locales import Html, Text
from services.suggestions.duplicates import Offer

OFFER = "similar"  # the card
COMMON = 60  # units of the words in common that are shown


@view("similar.offer")
def offer(t: Text, alike: list[Offer], draft: Draft) -> Message:
    """Open cases that may be the same, while one writes."""
    rows = [(button(t("similar.mine", number=o.case.number), "similar.ask", o.case.id, draft.revision),) for o in alike]
    head = t("similar.offer")
    if draft.is_for_another:  # who has no account can't follow a case: it is registered, and can be merged
        rows, head = [], t("walkin.similar")
    rows.append((button(t("walkin.go_on") if draft.is_for_another else t("similar.none"), "similar.none"),))
    lines = [head, *(_offered(t, one) for one in alike)]
    return Message(text=Html("\n\n".join(lines)), buttons=tuple(rows), card=OFFER)


def _offered(t: Text, one: Offer) -> Html:
    lines = [_public(t, one.case), *supporters_line(t, "similar.supporters", one.supporters)]
    if one.metres is not None:
        lines.append(t("similar.away", distance=t.distance(one.metres)))
    if one.common:
        words = t("list.comma").join(f"“{piece}”" for piece in one.common)
        lines.append(t("similar.common", words=shortened(words, COMMON)))
    return Html("\n".join(lines))


def _public(t: Text, case: Suggestion) -> Html:
    return t("case.public", number=case.number, category=t.category(case.category), unit=case.unit,
             state=t(f"state.{case.state.value}"), day=t.day(case.registered_at))  # fmt: skip


@view("similar.ask")
def ask(t: Text, case: Suggestion, draft: Draft) -> Message:
    """What becomes of the draft, before it does."""
    yes = button(t("similar.yes"), "similar.support", case.id, draft.revision)
    text = t("similar.ask", number=case.number)
    return Message(text=text, buttons=((yes,), (button(t("similar.none"), "similar.none"),)), card=OFFER, fresh=False)


@view("similar.close")
def close(t: Text) -> Message:
    """The draft is handed in, or gone: what was offered has no buttons any more."""
    return Message(card=OFFER, closes=True)


@view("case.public")
def public(t: Text, case: Suggestion, supporters: int, joins: bool) -> Message:
    """What is safe to show to everybody: no words, no names."""
    lines = [_public(t, case), *supporters_line(t, "similar.supporters", supporters), Html()]
    rows = [(button(t("button.support"), "support.add", case.id, value=case.code),)] if joins else []
    lines.append(t("case.public_join") if joins else t("case.public_write"))
    return Message(text=Html("\n".join(lines)), buttons=(*rows, (button(t("button.suggest"), "new"),)))


@view("support.card")
def card(t: Text, case: Suggestion, supporters: int, begun: bool) -> Message:
    """The case for somebody who supports it."""
    lines = [t("support.begun")] if begun else []
    lines += [_public(t, case), *formal_line(t, case), *supporters_line(t, "support.together", supporters)]
    if case.answer_class is not None:
        lines += [t("support.class", answer=t(f"class.{case.answer_class.value}"))]
    lines += _by_day(t, case)
    rows = ((button(t("button.stop_support"), "support.stop", case.id),), (button(t("button.supports"), "supports"),))
    return Message(text=Html("\n".join(lines)), buttons=rows, card=f"support:{case.id}")


@view("support.list")
def supported(t: Text, cases: list[Suggestion], more: bool, page: int, fresh: bool) -> Message:
    rows: list[tuple[Button, ...]] = [(button(case_line(t, case), "support.show", case.id),) for case in cases]
    if turn := pager(t, "supports", page, more, value="on"):
        rows.append(turn)
    rows.append((button(t("button.cases"), "cases"),))
    text = t("support.title") if cases else t("support.nothing")
    return Message(text=text, buttons=tuple(rows), card="supports", fresh=fresh)


@view("support.stopped")
def stopped(t: Text, case: Suggestion) -> Message:
    return Message(text=t("support.stopped", number=case.number), card=f"support:{case.id}", closes=True)


@view("support.word")
def word(t: Text, case: Suggestion, role: Role, words: str, files: tuple[File, ...], withheld: int) -> list[Message]:
    """What staff wrote to the author."""
    return _said(t, case, t("support.word", who=speaker(t, case, role), number=case.number), words, files, withheld)


@view("support.answer")
def answer(t: Text, case: Suggestion, role: Role, words: str, files: tuple[File, ...], withheld: int) -> list[Message]:
    """The answer; only the author rates it."""
    head = t("support.answer", who=speaker(t, case, role), number=case.number)
    return _said(t, case, head, words, files, withheld, t(f"answer.{case.answer_class}"), *_by_day(t, case))


@view("support.postponed")
def postponed(
    t: Text, case: Suggestion, role: Role, words: str, files: tuple[File, ...], withheld: int
) -> list[Message]:
    """What was promised comes later, and why."""
    head = t("support.postponed", who=speaker(t, case, role), number=case.number)
    return _said(t, case, head, words, files, withheld, *_by_day(t, case))


def _said(
    t: Text, case: Suggestion, head: Html, words: str, files: tuple[File, ...], withheld: int, *more: Html
) -> list[Message]:
    lines = [head, quoted(t, words) if words else Html(), *more, t("support.withheld") if withheld else Html()]
    message = Message(text=Html("\n".join(line for line in lines if line)), buttons=_buttons(t, case))
    return [*whole(words), *albums(files), message]


@view("support.state")
def state(t: Text, case: Suggestion) -> Message:
    """The case has come further, or to its end."""
    lines = [t("support.state", number=case.number, state=t(f"state.{case.state.value}")), *_by_day(t, case)]
    if not case.is_open:
        lines.append(t("support.ended"))
        return Message(text=Html("\n".join(lines)), buttons=((button(t("button.suggest"), "new"),),))
    return Message(text=Html("\n".join(lines)), buttons=_buttons(t, case))


def _by_day(t: Text, case: Suggestion) -> list[Html]:
    """By when which department answers, or by when it shall be solved: as its author knows it."""
    if case.state in AT_DEPARTMENT and case.department_due is not None:
        return [t("support.lead", lead=case.lead or "", day=t.day(case.department_due))]
    if case.state in (State.ANSWERED, State.WATCHED) and case.promised is not None:
        return [t("answer.promised", day=t.day(case.promised))]
    return []


def _buttons(t: Text, case: Suggestion) -> tuple[tuple[Button, ...], ...]:
    see = button(t("button.see_case"), "support.show", case.id)
    return ((see, button(t("button.stop_support"), "support.stop", case.id)),)


@view("merge.told")
def merged(t: Text, case: Suggestion, into: Suggestion, origin: int, own: bool) -> Message:
    """For the author, and for those who follow: the case goes on in another one."""
    head = t("merge.told_own" if own else "merge.told", number=case.number, into=into.number)
    objecting = button(t("button.object"), "merge.object", origin)
    return Message(text=Html(head + "\n\n" + _public(t, into)), buttons=((objecting,),))


@view("merge.undone")
def undone(t: Text, case: Suggestion) -> Message:
    """The author has objected: the case stands by itself again."""
    return Message(
        text=t("merge.undone", number=case.number), buttons=((button(t("button.see_case"), "case.show", case.id),),)
    )


@view("support.apart")
def apart(t: Text, case: Suggestion) -> Message:
    """For those who follow: the case stands by itself again."""
    return Message(text=t("support.apart", number=case.number), buttons=_buttons(t, case))


@view("merge.left")
def left(t: Text, case: Suggestion, into: Suggestion) -> Message:
    """Somebody who follows has objected: the other case is not theirs any more."""
    text = t("merge.left", number=case.number, into=into.number)
    return Message(text=text, buttons=((button(t("button.suggest"), "new"),),))
