"""What those see who merge two cases, and what becomes of it."""

from domain.messages import File, Message
from domain.suggestions import Suggestion
from handlers.suggestions.case_card import card
from handlers.suggestions.own_views import (
    case_line,
)
from handlers.viewing import button, view
from locales import Text
from services.suggestions.sheets import Sheet


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
