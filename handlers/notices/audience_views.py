"""To whom a notice goes, in words, and the choices for each part of the filter."""

from html import escape

from domain.messages import Button, Message
from domain.notices import Notice
from domain.notices.audience import Audience
from handlers.viewing import button, view
from locales import Html, Text
from services.notices.addressing import ANY, Choice, Choosing
from services.notices.counting import Size, Somebody


def who(t: Text, audience: Audience, where: str) -> Html:
    """An audience in words."""
    parts: list[str] = [escape(where, quote=False), t(f"notice.group_{audience.group.value}")]
    if audience.level:
        parts.append(t(f"level.{audience.level.value}"))
    if audience.category:
        parts.append(t("notice.interested", category=t.category(audience.category)))
    if audience.owing:
        parts.append(t("notice.owing_yes"))
    if audience.language:
        parts.append(t("notice.reads", language=t(f"language.{audience.language}")))
    return Html(" · ".join(parts))


def examples(t: Text, size: Size, *, counted: bool = True) -> list[Html]:
    """How many, some of them, and how many do not want to hear of its kind."""
    lines = [t.count("notice.people", size.people)] if counted else []
    if size.examples:
        lines.append(t("notice.examples", who=Html(t("list.comma").join(_example(t, one) for one in size.examples))))
    return [*lines, *([t.count("notice.muted", size.muted)] if size.muted else [])]


def _example(t: Text, one: Somebody) -> Html:
    role = t(f"role.{one.role.value}")
    return t("notice.example", name=one.name or role, what=f"{one.place} · {role}" if one.name else one.place)


@view("notice.audience")
def audience(t: Text, notice: Notice, size: Size, where: str, parts: list[str]) -> Message:
    """The filter, and a button for each part of it."""
    lines = [t("notice.to", who=who(t, notice.audience, where)), *examples(t, size)]
    lines.append(t("notice.kind", kind=t(f"notice.kind_{notice.content.kind}")))
    buttons = [button(t(f"notice.by_{part}"), "notice.to", notice.id, notice.version, part) for part in parts]
    rows = [tuple(buttons[n : n + 2]) for n in range(0, len(buttons), 2)]
    rows.append((button(t("notice.done"), "notice.part", notice.id, notice.version, "draft"),))
    return Message(text=Html("\n".join(lines)), buttons=tuple(rows), card=f"notice:{notice.id}", fresh=False)


@view("notice.choices")
def choices(t: Text, notice: Notice, choosing: Choosing, page: int, more: bool) -> Message:
    """The choices for one part."""
    part = choosing.part
    rows: list[tuple[Button, ...]] = [
        (button(_label(t, part, one), "notice.pick", notice.id, notice.version, f"{part}_{one.value}"),)
        for one in choosing.options
    ]
    turn = [n for n, there in ((page - 1, page > 0), (page + 1, more)) if there]
    if turn:
        rows.append(tuple(
            button(t("page.back" if n < page else "page.on"), "notice.to", notice.id, notice.version, f"{part}_{n}")
            for n in turn
        ))  # fmt: skip
    rows.append((button(t("button.back"), "notice.to", notice.id, notice.version),))
    above = part == "unit" and notice.audience.unit != notice.unit_id
    question = t("notice.ask_unit_below") if above else t(f"notice.ask_{part}")
    return Message(text=question, buttons=tuple(rows), card=f"notice:{notice.id}", fresh=False)


def _label(t: Text, what: str, choice: Choice) -> str:
    if choice.name:
        return choice.name
    if choice.value == ANY:
        return t("notice.any")
    if what == "language":
        return t(f"language.{choice.value}")
    if what == "level":
        return t(f"level.{choice.value}")
    if what == "category":
        return t.category(choice.value)
    label = t("notice.owing_yes") if what == "owing" else t(f"notice.group_{choice.value}")
    return label[:1].upper() + label[1:]
