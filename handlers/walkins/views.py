"""What is shown of a case that an officer registered for somebody: to the officer, and to whoever takes it over."""

from datetime import date
from typing import Any

from domain.drafts import Draft
from domain.messages import Button, Message
from domain.outcomes import Fixed
from domain.showing import Shown
from domain.suggestions import Suggestion
from domain.walkins import spaced
from handlers.suggestions.draft_views import draft_lines
from handlers.suggestions.outcomes_views import answers, question_card
from handlers.suggestions.own_views import case_line
from handlers.viewing import VIEWS, button, pager, view
from locales import Html, Text
from services.suggestions.drafting import CARD
from services.walkins import Slip

ASKS = ("merge.told",)  # of what a person is told, where the question stands in the text and on no card


@view("walkin.ask")
def ask(t: Text) -> Message:
    return Message(text=t("walkin.ask"), drop_ask=True)


@view("walkin.sent")
def sent(t: Text, case: Suggestion, draft: Draft, provisional: bool) -> list[Message]:
    """The preview becomes what was registered; then who has it, and that the officer hears what comes of it."""
    handed_in = draft_lines(t, draft, t("walkin.handed_in_title"))
    if case.representative:
        who = t("walkin.sent_to", name=case.representative, number=case.number)
    else:
        who = t("walkin.sent_to_desk", number=case.number)
    lines = [who, t("walkin.first_word", day=t.day(case.first_word_due))]
    if provisional:
        lines.append(t("suggest.provisional"))
    buttons = (button(t("button.register_next"), "walkin.begin"), button(t("button.see_case"), "case.show", case.id))
    return [
        Message(text=Html("\n".join(handed_in)), card=CARD, fresh=False, closes=True),
        Message(text=Html("\n\n".join(lines)), buttons=tuple((one,) for one in buttons)),
    ]


@view("walkin.slip")
def slip(t: Text, case: Suggestion, slip: Slip) -> Message:
    """What is printed, forwarded or read out: it says all by itself."""
    link = f"https://t.me/{t.bot}?start=t_{slip.token}"
    facts = {"link": link, "bot": t.bot, "code": spaced(slip.code), "day": t.day(slip.until)}
    return Message(
        text=t("walkin.slip", number=case.number, **facts), picture=link, secret=True, instead=t("secret.gone")
    )


@view("walkin.tell")
def tell(
    t: Text, case: Suggestion, heard_of: tuple[str, dict[str, Any]], who: str, phone: str, own: bool
) -> list[Message]:
    """What the person would read, for the officer who passes it on; of what only that person can do, how."""
    told, facts = heard_of
    rendered = VIEWS[told](t, **facts)
    rendered = rendered if isinstance(rendered, list) else [rendered]
    said = [message for message in rendered if not (message.card and message.buttons) or is_edit(message)]
    files = [Message(files=message.files) for message in said if message.files]
    texts = [message.text for message in said if message.text]
    named = " ".join(word for word in (who, phone) if word)
    head = t("walkin.tell_named" if named else "walkin.tell", number=case.number, who=named)
    only = [t("walkin.only_they")] if len(said) < len(rendered) or told in ASKS else []
    caller: list[Button] = (
        [button(t("button.caller"), "case.add", case.id, case.version)] if own and case.is_open else []
    )
    buttons = (*caller, button(t("button.see_case"), "case.show", case.id))
    whole = [Message(text=text) for text in texts[:-1]]
    text = Html("\n\n".join([head, *texts[-1:], *only]))
    return [*whole, *files, Message(text=text, buttons=tuple((one,) for one in buttons))]


def is_edit(message: Message) -> bool:
    """Whether a message is the card of a later wording: it asks nothing of its reader."""
    return message.card is not None and message.card.startswith("edit:")


@view("walkin.list")
def listed(t: Text, cases: list[Suggestion], more: bool, page: int, fresh: bool) -> Message:
    """What the officer registered and nobody has taken over."""
    rows: list[tuple[Button, ...]] = [(button(case_line(t, case), "case.show", case.id),) for case in cases]
    if turn := pager(t, "walkin.list", page, more, value="on"):
        rows.append(turn)
    rows.append((button(t("button.register"), "walkin.begin"),))
    text = t("walkin.list") if cases else t("walkin.none")
    return Message(text=text, buttons=tuple(rows), card="walkins", fresh=fresh)


@view("walkin.ask_shown")
def ask_shown(t: Text, case: Suggestion) -> Message:
    """What staff may see of whoever took the case over."""
    rows = (
        (button(t("suggest.show_name"), "walkin.shown", case.id, value=Shown.NAME),),
        (button(t("suggest.show_phone"), "walkin.shown", case.id, value=Shown.PHONE),),
        (button(t("suggest.hide_name"), "walkin.shown", case.id, value=Shown.NOTHING),),
    )
    return Message(text=t("walkin.ask_shown", number=case.number), buttons=rows, card=f"shown:{case.id}")


@view("walkin.shown")
def now_shown(t: Text, case: Suggestion, shown: Shown) -> Message:
    text = t(f"walkin.shown_{shown.value}", number=case.number)
    return Message(text=text, card=f"shown:{case.id}", fresh=False)


@view("walkin.ask_fixed")
def ask_fixed(t: Text, case: Suggestion, who: str, phone: str) -> Message:
    """Four weeks after the answer, for whoever asks somebody without an account."""
    named = " ".join(word for word in (who, phone) if word) or t("walkin.somebody")
    facts = {"category": t.category(case.category), "answer": t(f"class.{case.answer_class}"), "who": named}
    text = t("walkin.ask_fixed", number=case.number, **facts)
    return Message(text=text, buttons=(answers(t, case),), card=question_card(case))


@view("walkin.fixed_noted")
def fixed_noted(t: Text, case: Suggestion, fixed: Fixed, by: date | None, fresh: bool) -> Message:
    """What they said, and how the case is taken up again; `by` is empty where it is not, or is open anyway."""
    noted = t("walkin.fixed_noted", number=case.number, fixed=t(f"fixed.{fixed.value}"))
    if by is None:
        return Message(text=noted, card=question_card(case), fresh=fresh, closes=not fresh)
    leave = ((button(t("button.leave"), "fixed.leave", case.id, case.version),),)
    text = Html(noted + "\n" + t("walkin.ask_word", day=t.day(by)))
    return Message(text=text, buttons=leave, card=question_card(case), fresh=fresh)


@view("walkin.reopened")
def reopened(t: Text, case: Suggestion, withheld: int) -> Message:
    day = t.day(case.second_due) if case.second_due else ""
    lines = [t("walkin.reopened", number=case.number, day=day), *([t("case.withheld")] if withheld else [])]
    return Message(text=Html("\n".join(lines)), card=question_card(case), closes=True)


def _numbered(kind: str) -> None:
    @view(kind)
    def say(t: Text, case: Suggestion) -> Message:
        return Message(text=t(kind, number=case.number))


for _kind in ("walkin.yours", "walkin.taken", "walkin.expired", "walkin.not_for_staff"):
    _numbered(_kind)


def _plain(kind: str) -> None:
    @view(kind)
    def say(t: Text) -> Message:
        return Message(text=t(kind))


for _kind in ("walkin.ask_who", "walkin.ask_take", "walkin.unreadable", "walkin.unknown", "walkin.used",
              "walkin.too_often"):  # fmt: skip
    _plain(_kind)


@view("walkin.name_too_long")
def name_too_long(t: Text, limit: int) -> Message:
    return Message(text=t("walkin.name_too_long", limit=limit))
