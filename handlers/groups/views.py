"""What is shown in staff groups, and of them. A group's card says the least of all cards."""

from domain.groups import ACTIONS, DEEDS, Group, Target
from domain.messages import Button, Message
from domain.notices import Notice, State
from domain.people import Role
from domain.suggestions import Clock, Suggestion
from handlers.notices.wording import marked
from handlers.quoting import quoted
from handlers.suggestions.case_card import hidden_line
from handlers.suggestions.own_views import departments_line, in_short, place_line, supporters_line
from handlers.viewing import button, pager, view
from locales import Html, Text
from services.suggestions.sheets import Sheet

CARD = "groups"
LABEL = 40  # characters of a name on a button
LAST = 2  # later words that a card shows


@view("group.card")
def card(
    t: Text, sheet: Sheet, head: str, lately: tuple[str, str] | None, enclosed: int, forum: bool, fresh: bool
) -> Message:
    """A case as everybody in a group may read it."""
    case = sheet.case
    state = t("state.overdue") if sheet.overdue else t(f"state.{case.state.value}")
    lines: list[str] = [_head(t, sheet, head)] if head else []
    lines.append(t("desk.title", number=case.number, category=t.category(case.category), state=state))
    lines += [t("desk.from_resident", unit=case.unit), *place_line(t, case)]
    lines += supporters_line(t, "desk.supporters", sheet.supporters)
    lines += [*_words(t, sheet), *([t("group.files", n=enclosed)] if enclosed else []), ""]
    lines += [*departments_line(t, sheet), *_waits(t, sheet)]
    if case.due is not None:
        lines.append(t(f"desk.due_{case.state.value}", day=t.day(case.due)))
    lines += [t("desk.longer_asked", n=days) for days in sheet.longer]
    if lately is not None and lately[0] in DEEDS:
        lines.append(t(f"group.did_{lately[0]}", name=lately[1]))
    if case.is_open:
        lines.append(t("group.reply_staff" if sheet.role is Role.SUPPORTING else "group.reply"))
    return Message(
        text=Html("\n".join(lines)), buttons=_actions(t, sheet), card=f"case:{case.id}", fresh=fresh,
        topic=_topic(t, case, forum),
    )  # fmt: skip


def _head(t: Text, sheet: Sheet, head: str) -> Html:
    day = t.day(sheet.case.due or sheet.today)
    return t("group.new") if head not in HEADS else t(HEADS[head], day=day)


HEADS = {
    "due.soon": "group.due_soon", "due.promise": "group.due_soon", "due.overdue": "group.overdue",
    "due.above": "group.overdue",
}  # fmt: skip


def _words(t: Text, sheet: Sheet) -> list[str]:
    """The original, and the last things said."""
    if sheet.case.words_gone or not sheet.said:
        return [t("case.words_gone")]
    original, *rest = sheet.said
    lines: list[str] = [hidden_line(t, original) or quoted(t, original.words, 600)]
    lines += [
        t(f"desk.said_{said.kind}_{said.role.value}", words=hidden_line(t, said) or in_short(t, said))
        for said in rest[-LAST:]
    ]
    return lines


def _waits(t: Text, sheet: Sheet) -> list[Html]:
    """Who must do the next step; in a group nobody is "you"."""
    case = sheet.case
    names = {
        Clock.REPRESENTATIVE: t("who.representative", name=case.representative or ""),
        Clock.OFFICER: t("role.officer"),
        Clock.DEPARTMENT: t("who.department", name=case.lead or ""),
        Clock.RESIDENT: t("role.resident"),
    }
    return [t("clock.other", who=names[case.waits_for])] if case.waits_for in names else []


def _actions(t: Text, sheet: Sheet) -> tuple[tuple[Button, ...], ...]:
    """What may be done by those to whom the group belongs, and below the way to the whole card."""
    case = sheet.case
    shown = [
        button(t(label), verb, case.id, case.version) for action, label, verb in ACTIONS if action in sheet.actions
    ]
    opens = button(t("group.open"), "case.show", case.id, case.version)
    rows = [tuple(shown[i : i + 2]) for i in range(0, len(shown), 2)]
    return (*rows, (opens,))


def _topic(t: Text, case: Suggestion, forum: bool) -> str:
    return f"{case.number} · {t.category(case.category)}" if forum else ""


@view("group.left")
def left(t: Text, case: Suggestion, forum: bool) -> Message:
    """A case is somebody else's now."""
    return Message(
        text=t("group.left", number=case.number), card=f"case:{case.id}", fresh=False, closes=True,
        topic=_topic(t, case, forum),
    )  # fmt: skip


@view("group.said")
def said(t: Text, case: Suggestion, name: str, among_staff: bool, forum: bool) -> Message:
    """A reply in the group went where it was meant to go."""
    key = "group.said_staff" if among_staff else "group.said"
    return Message(text=t(key, number=case.number, name=name), topic=_topic(t, case, forum))


@view("group.notice")
def notice(t: Text, notice: Notice, fresh: bool) -> Message:
    """A notice in its words; its files are in the private chats of those who get it."""
    content = notice.content
    lines = [t("notice.head", sender=notice.sender), Html(), marked(content.text(t.language, "zh"))]
    if content.files:
        lines.append(t("group.notice_files", n=len(content.files)))
    rows = ((Button(label=content.link.said(t.language), url=content.link.url),),) if content.link else ()
    gone = notice.state is State.WITHDRAWN
    return Message(
        text=t("notice.withdrawn") if gone else Html("\n".join(lines)), buttons=() if gone else rows,
        card=f"notice:{notice.id}", fresh=fresh and not gone,
    )  # fmt: skip


@view("group.list")
def listed(t: Text, targets: list[Target], groups: list[Group], page: int, more: bool, fresh: bool) -> Message:
    """What is connected, and to what a group can be connected."""
    lines: list[str] = [t("group.list"), t("group.connected_now") if groups else t("group.none_yet")]
    lines += [t("group.line", title=group.title, name=group.target.name) for group in groups]
    lines += ["", t("group.choose")] if targets else []
    rows: list[tuple[Button, ...]] = [
        (button(t("group.connect", name=target.name[:LABEL]), "group.link", value=f"{target.kind.value}_{target.id}"),)
        for target in targets
    ]
    if turn := pager(t, "groups", page, more):
        rows.append(turn)
    rows += [(button(t("group.end", title=group.title[:LABEL]), "group.end", 0, 0, str(group.id)),) for group in groups]
    return Message(text=Html("\n".join(lines)), buttons=tuple(rows), card=CARD, fresh=fresh)


@view("group.ask_end")
def ask_end(t: Text, group: Group) -> Message:
    """Asked on the card itself."""
    row = (
        button(t("group.keep"), "groups"),
        button(t("group.end_yes"), "group.end_yes", 0, 0, str(group.id)),
    )
    text = t("group.ask_end", title=group.title, name=group.target.name)
    return Message(text=text, buttons=(row,), card=CARD, fresh=False)


@view("group.link")
def link(t: Text, target: Target, token: str) -> Message:
    """The link that connects a group; it is kept nowhere once it was sent."""
    return Message(
        text=t("group.link", name=target.name), buttons=(_add(t, token),), secret=True, instead=t("secret.gone")
    )


@view("group.only_in_group")
def only_in_group(t: Text, token: str) -> Message:
    """The link was opened in the private chat."""
    return Message(text=t("group.only_in_group"), buttons=(_add(t, token),), secret=True, instead=t("secret.gone"))


def _add(t: Text, token: str) -> tuple[Button, ...]:
    return (Button(label=str(t("group.add")), url=f"https://t.me/{t.bot}?startgroup=g_{token}"),)


@view("group.welcome")
def welcome(t: Text, target: Target, forum: bool) -> Message:
    """The first words in a group."""
    topics = ["", t("group.topics")] if forum else []
    return Message(text=Html("\n".join([t(f"group.welcome_{target.kind.value}", name=target.name), *topics])))


def _of_target(kind: str) -> None:
    @view(kind)
    def say(t: Text, target: Target, title: str = "") -> Message:
        return Message(text=t(kind, name=target.name, title=title))


def _plain(kind: str) -> None:
    @view(kind)
    def say(t: Text) -> Message:
        return Message(text=t(kind, bot=t.bot))


for _kind in ("group.about", "group.already", "group.not_for_you", "group.ended", "group.connected", "group.removed",
              "group.silenced", "group.no_topics"):  # fmt: skip
    _of_target(_kind)
for _kind in ("group.stranger", "group.hidden", "group.bad_code", "group.used", "group.expired", "group.taken"):
    _plain(_kind)
