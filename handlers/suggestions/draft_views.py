"""What is said while a suggestion is being written."""

from domain.categories import LAST
from domain.drafts import Draft
from domain.messages import Ask, Button, Message
from domain.people import Representative
from domain.showing import Shown
from domain.suggestions import Suggestion
from domain.units import Station
from handlers.quoting import SHORT, quoted, shortened
from handlers.viewing import button, view
from locales import Html, Text
from services.suggestions.drafting import CARD


@view("suggest.ask")
def ask(t: Text, station: Station | None = None, representative: Representative | None = None) -> Message:
    """What is wrong? Whoever came by a code is told where they are."""
    greeting = ""
    if station is not None:
        greeting = t("suggest.at_station", station=station.name) + "\n\n"
    if representative is not None:
        greeting = t("suggest.to_representative", name=representative.name, unit=representative.unit) + "\n\n"
    return Message(text=Html(greeting + t("suggest.ask")), drop_ask=True)


@view("suggest.preview")
def preview(t: Text, draft: Draft, fresh: bool = True) -> Message:
    """The draft as it will go, with everything that can still be changed."""
    rows = [
        (button(t("suggest.submit"), "draft.submit", version=draft.revision),),
        (button(t("suggest.change_category"), "draft.category"), button(t("suggest.set_place"), "draft.place")),
    ]
    who = button(t("suggest.who"), "draft.who")
    if draft.is_for_another:
        who = button(t("walkin.show_name") if draft.anonymous else t("walkin.hide_name"), "walkin.hide")
        rows.append((button(t("walkin.set_who"), "walkin.who"),))
    rows.append((who, button(t("suggest.rewrite"), "draft.rewrite")))
    last: tuple[Button, ...] = (button(t("suggest.discard"), "draft.discard"),)
    if draft.files:
        last = (button(t("suggest.drop_file"), "draft.drop_file"), *last)
    return Message(text=_preview(t, draft), buttons=(*rows, last), card=CARD, fresh=fresh, drop_ask=fresh)


@view("suggest.categories")
def categories(t: Text, draft: Draft, offered_categories: list[str]) -> Message:
    """The categories in place of the card's buttons."""
    names = [button(t.category(code), "draft.choose", value=code) for code in offered_categories]
    rows = [tuple(names[i : i + 2]) for i in range(0, len(names), 2)]
    rows.append((button(t("button.back"), "draft.show"),))
    return Message(text=_preview(t, draft), buttons=tuple(rows), card=CARD, fresh=False)


@view("suggest.who")
def who(t: Text, draft: Draft, phone: str) -> Message:
    """What the representative may see of the author, in place of the card's buttons."""
    rows = [
        (button(t("suggest.show_name"), "draft.shown", value=Shown.NAME),),
        (button(t("suggest.show_phone"), "draft.shown", value=Shown.PHONE),),
        (button(t("suggest.hide_name"), "draft.shown", value=Shown.NOTHING),),
    ]
    if phone:
        rows.append((button(t("suggest.other_phone"), "draft.phone"),))
    text = Html("\n\n".join((t("suggest.ask_who"), _shown(t, draft))))
    return Message(text=text, buttons=tuple(rows), card=CARD, fresh=False)


@view("suggest.ask_phone")
def ask_phone(t: Text) -> Message:
    return Message(text=t("suggest.ask_phone"), ask=Ask(rows=(), contact=str(t("suggest.share_phone"))))


@view("suggest.phone_noted")
def phone_noted(t: Text, phone: str) -> Message:
    return Message(text=t("suggest.phone_noted", phone=phone), drop_ask=True)


@view("suggest.remember_phone")
def remember_phone(t: Text, phone: str) -> Message:
    """Whether the number is kept for the next time."""
    return Message(
        text=t("suggest.remember_phone", phone=phone),
        buttons=((button(t("suggest.phone_yes"), "phone.remember"),), (button(t("suggest.phone_no"), "phone.once"),)),
        card="phone",
    )


@view("suggest.phone_decided")
def phone_decided(t: Text) -> Message:
    return Message(card="phone", closes=True)


@view("suggest.not_own_phone")
def not_own_phone(t: Text) -> Message:
    return Message(text=t("suggest.not_own_phone"))


@view("suggest.no_phone")
def no_phone(t: Text) -> Message:
    return Message(text=t("suggest.no_phone"))


@view("suggest.resume")
def resume(t: Text, draft: Draft) -> Message:
    words = draft.words or t("suggest.only_files", n=len(draft.files))
    return Message(
        text=t("suggest.resume", words=shortened(words, SHORT)),
        buttons=((button(t("suggest.go_on"), "draft.resume"),), (button(t("suggest.anew"), "draft.anew"),)),
    )


@view("suggest.offer")
def offer(t: Text, draft: Draft) -> Message:
    """New words came while an older draft rests: to which of the two do they belong?"""
    words = draft.words or t("suggest.only_files", n=len(draft.files))
    return Message(
        text=t("suggest.offer", words=shortened(words, SHORT)),
        buttons=((button(t("suggest.apart"), "draft.apart"),), (button(t("suggest.join"), "draft.join"),)),
        card="offer",
    )


@view("suggest.ask_place")
def ask_place(t: Text) -> Message:
    return Message(text=t("suggest.ask_place"), ask=Ask(rows=(), location=str(t("place.share"))))


@view("suggest.ask_rewrite")
def ask_rewrite(t: Text) -> Message:
    return Message(text=t("suggest.ask_rewrite"))


@view("suggest.say_something")
def say_something(t: Text) -> Message:
    return Message(text=t("suggest.say_something"))


@view("suggest.too_long")
def too_long(t: Text, limit: int, over: int) -> Message:
    return Message(text=t("suggest.too_long", limit=limit, over=over))


@view("suggest.files_full")
def files_full(t: Text, n: int) -> Message:
    return Message(text=t("suggest.files_full", n=n))


@view("suggest.ask_discard")
def ask_discard(t: Text) -> Message:
    return Message(
        text=t("suggest.ask_discard"),
        buttons=((button(t("suggest.keep"), "draft.show"), button(t("suggest.discard_yes"), "draft.discard_yes")),),
        card=CARD,
        fresh=False,
    )


@view("suggest.replaced")
def replaced(t: Text) -> Message:
    """Somebody else's case is supported instead."""
    return Message(text=t("suggest.replaced"), card=CARD, fresh=False, closes=True)


@view("suggest.discarded")
def discarded(t: Text) -> Message:
    return Message(text=t("suggest.discarded"), card=CARD, closes=True)


@view("suggest.sent")
def sent(t: Text, case: Suggestion, draft: Draft, provisional: bool) -> list[Message]:
    """The preview becomes what was handed in; then who has it, under which number, why they, and by when to hear."""
    handed_in = draft_lines(t, draft, t("suggest.handed_in_title"))
    if case.representative:
        who = t("suggest.sent_to", name=case.representative, number=case.number)
    else:
        who = t("suggest.sent_to_desk", number=case.number)
    lines = [who, t(f"route.{case.reason}", unit=case.unit, category=t.category(case.category))]
    lines.append(t("suggest.first_word", day=t.day(case.first_word_due)))
    if provisional:
        lines.append(t("suggest.provisional"))
    see = ((button(t("button.see_case"), "case.show", case.id),),)
    return [
        Message(text=Html("\n".join(handed_in)), card=CARD, fresh=False, closes=True),
        Message(text=Html("\n\n".join(lines)), buttons=see),
    ]


def _preview(t: Text, draft: Draft) -> Html:
    lines = [*draft_lines(t, draft, t("suggest.preview_title")), *_warnings(t, draft), "", t("suggest.preview_hint")]
    return Html("\n".join(lines))


def draft_lines(t: Text, draft: Draft, title: Html) -> list[str]:
    """What a draft says, and what is known of it."""
    where = draft.place or (t("suggest.place_on_map") if draft.location else t("suggest.no_place"))
    lines: list[str] = [title, quoted(t, draft.words) if draft.words else ""]
    lines.append(t("suggest.line_category", category=t.category(draft.category or LAST)))
    lines.append(t("suggest.line_place", place=where))
    if draft.files:
        lines.append(t("suggest.line_files", files=files_line(t, draft)))
    lines.append(_caller(t, draft) if draft.is_for_another else _shown(t, draft))
    return lines


def _caller(t: Text, draft: Draft) -> Html:
    """Who came or called, and whether the representative will see it."""
    who = " ".join(word for word in (draft.caller, draft.caller_phone) if word)
    if not who:
        return t("walkin.line_nobody")
    return t("walkin.line_hidden", who=who) if draft.anonymous else t("walkin.line_name", who=who)


def _shown(t: Text, draft: Draft) -> Html:
    """What the representative will see of the author."""
    if draft.reveals is Shown.PHONE:
        return t("suggest.line_phone", phone=draft.phone)
    return t("suggest.line_hidden") if draft.reveals is Shown.NOTHING else t("suggest.line_name")


def _warnings(t: Text, draft: Draft) -> list[Html]:
    if not draft.anonymous:
        return []
    warnings = [t("suggest.voice_warning")] if draft.voices else []
    if any(file.kind == "document" for file in draft.files):
        warnings.append(t("suggest.document_warning"))
    return warnings


def files_line(t: Text, draft: Draft) -> Html:
    """How many of what is attached: 2 photos, 1 voice message."""
    counts = {kind: sum(file.kind == kind for file in draft.files) for kind in ("photo", "voice", "document")}
    return Html(t("list.comma").join(t.count(f"files.{kind}", n) for kind, n in counts.items() if n))
