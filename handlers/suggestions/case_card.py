"""The card of a case, as staff and departments see it, and its buttons."""

from domain.messages import Button, Message
from domain.people import Role
from domain.suggestions import Action, Said
from handlers.quoting import quoted
from handlers.suggestions.outcomes_lines import outcome_lines
from handlers.suggestions.own_views import (
    departments_line,
    follow_up_buttons,
    formal_line,
    in_short,
    place_line,
    supporters_line,
    waits_line,
)
from handlers.viewing import button
from locales import Html, Text
from services.suggestions.sheets import Sheet


def card(t: Text, sheet: Sheet, head: Html, *, fresh: bool) -> Message:
    """The card of a case for staff and departments, under a line of news."""
    case = sheet.case
    state = t("state.overdue") if sheet.overdue else t(f"state.{case.state.value}")
    lines: list[str] = [head] if head else []
    lines.append(t("desk.title", number=case.number, category=t.category(case.category), state=state))
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
    (Action.FIXED, "button.fixed", "fixed.begin"),
    (Action.REOPEN, "button.reopen", "fixed.reopen"),
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
    if sheet.linked:
        shown.append(button(t("contact.of_case"), "contact.of_case", case.id))
    rest = [*shown[2:], *follow_up_buttons(t, sheet)]
    return tuple((item,) for item in shown[:2]) + tuple(tuple(rest[i : i + 2]) for i in range(0, len(rest), 2))
