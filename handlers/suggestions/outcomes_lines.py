"""What a resident says of an answer, in lines and buttons on the cards of a case."""

from domain.messages import Button
from domain.outcomes import Judgement
from domain.suggestions import Action, Rating, Step
from handlers.viewing import button
from locales import Html, Text
from services.suggestions.sheets import Sheet


def outcome_lines(t: Text, sheet: Sheet) -> list[Html]:
    """How the resident judges the last answer, apart from how the case stands for the staff."""
    judgement = sheet.judgement
    if judgement is None:
        return []
    rated = _rated(t, judgement)
    lines = [t("outcome.own_line", said=rated) if sheet.is_resident else t("outcome.line", said=rated)]
    if judgement.asked_at is not None:
        lines.append(t("outcome.fixed_line", fixed=t(f"fixed.{judgement.fixed or 'not_said'}")))
    if judgement.result is Rating.MISSED and sheet.case.is_open and not sheet.is_resident:
        lines.append(t("desk.missed"))
    return lines


def _rated(t: Text, judgement: Judgement) -> Html:
    result = t(f"rating.{judgement.rated}")
    if judgement.process is None:
        return result
    return t("outcome.rated", process=t(f"rating.{judgement.process}"), result=result)


def brief_outcome(t: Text, judgement: Judgement) -> str:
    """The same where there is little room: the result, and what was said of whether it is fixed."""
    fixed = [t(f"fixed.{judgement.fixed.value}")] if judgement.fixed else []
    return " · ".join([t(f"rating.{judgement.rated}"), *fixed])


def said_in(t: Text, step: Step) -> str:
    """What the resident said in a step of the history, if anything."""
    if "fixed" in step.facts:
        return t(f"fixed.{step.facts['fixed']}")
    return t(f"rating.{step.facts['result']}") if "result" in step.facts else ""


def own_buttons(t: Text, sheet: Sheet) -> list[tuple[Button, ...]]:
    """For the resident's card: the question that waits, and taking up again what is not fixed."""
    case = sheet.case
    rows: list[tuple[Button, ...]] = []
    if Action.FIXED in sheet.actions:
        rows.append((button(t("button.fixed"), "fixed.begin", case.id, case.version),))
    if Action.REOPEN in sheet.actions:
        rows.append((button(t("button.reopen"), "fixed.reopen", case.id, case.version),))
    return rows
