"""What is shown of a case on its way to departments, and back."""

from domain.departments import Department
from domain.messages import Button, File, Message
from domain.people import Role
from domain.suggestions import Suggestion
from handlers.quoting import SHORT, quoted, shortened, whole
from handlers.suggestions.case_card import actions, card
from handlers.suggestions.own_views import albums, speaker
from handlers.viewing import button, pager, view
from locales import Html, Text
from services.suggestions.sheets import Sheet
from services.suggestions.transferring import PAGE

HELPING = 10  # departments that are offered as supporting ones


@view("case.departments")
def choose(
    t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool, departments: list[Department], page: int
) -> Message:
    """The departments in place of the card's buttons: first whom category and place fit."""
    case = sheet.case
    shown = departments[page * PAGE : (page + 1) * PAGE]
    rows: list[tuple[Button, ...]] = [
        (button(_label(t, d), "case.lead", case.id, case.version, str(d.id)),) for d in shown
    ]
    if turn := pager(t, "case.departments", page, len(departments) > (page + 1) * PAGE, id_=case.id):
        rows.append(turn)
    rows.append(_back(t, case))
    fitting = t("list.comma").join(d.name for d in departments if d.fits)
    head = t("transfer.ask_lead_fitting", names=fitting) if fitting else t("transfer.ask_lead")
    return card(t, sheet, head, fresh=False).model_copy(update={"buttons": tuple(rows)})


def _label(t: Text, department: Department) -> str:
    return department.name if department.is_here else t("transfer.not_here", name=department.name)


@view("case.supporting")
def supporting(
    t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool, departments: list[Department], lead: int,
    support: list[int], words: str,
) -> Message:  # fmt: skip
    """Who leads, who helps and what word goes along, before the case goes."""
    case = sheet.case
    names = {d.id: d.name for d in departments}
    lines = [t("transfer.lead", name=names.get(lead, ""))]
    if support:
        lines.append(t("transfer.support", names=t("list.comma").join(names[i] for i in support if i in names)))
    said = t("case.quote", words=shortened(words, SHORT))
    lines += [said, t("transfer.ask_send")] if words else [t("transfer.ask_support")]
    others = [d for d in departments if d.id != lead and (d.is_here or d.id in support)][:HELPING]
    rows: list[tuple[Button, ...]] = [(button(t("transfer.send"), "case.pass_on", case.id, case.version),)]
    rows += [
        (button(t("transfer.out" if d.id in support else "transfer.in", name=d.name),
                "case.support", case.id, case.version, str(d.id)),)
        for d in others
    ]  # fmt: skip
    rows.append(_back(t, case))
    shown = card(t, sheet, Html("\n".join(lines)), fresh=fresh)
    return shown.model_copy(update={"buttons": tuple(rows)})


@view("case.ask_recall")
def ask_recall(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool) -> Message:
    """Asked in place of the card's buttons."""
    case = sheet.case
    yes = button(t("transfer.recall_yes"), "case.recall_yes", case.id, case.version)
    shown = card(t, sheet, t("transfer.ask_recall", name=case.lead or ""), fresh=False)
    return shown.model_copy(update={"buttons": (_back(t, case), (yes,))})


def _back(t: Text, case: Suggestion) -> tuple[Button, ...]:
    return (button(t("button.back"), "case.back", case.id, case.version),)


@view("case.accepted")
def accepted(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool, department: str) -> Message:
    return card(t, sheet, t("desk.accepted", name=department), fresh=True)


@view("case.returned")
def returned(
    t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool, words: str, department: str, lead: bool
) -> list[Message]:
    """A department says that it is the wrong address, and why."""
    head = t("desk.returned", name=department) if lead else t("desk.left", name=department)
    return [*whole(words), Message(text=Html(head + "\n" + quoted(t, words))), card(t, sheet, Html(), fresh=True)]


@view("case.extend")
def extend(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool, choices: list[int]) -> Message:
    """How many working days more, in place of the card's buttons."""
    case = sheet.case
    rows = [(button(t("extension.days", n=n), "case.extend_by", case.id, case.version, str(n)),) for n in choices]
    shown = card(t, sheet, t("extension.ask_days"), fresh=False)
    return shown.model_copy(update={"buttons": (*rows, _back(t, case))})


@view("case.ask_why_longer")
def ask_why_longer(t: Text, case: Suggestion, days: int) -> Message:
    return Message(text=t("case.ask_why_longer", number=case.number, n=days))


@view("case.longer")
def longer(
    t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool, words: str, department: str, days: int
) -> list[Message]:
    """A department asks for more time, and why."""
    head = t("desk.longer", name=department, n=days)
    return [*whole(words), Message(text=Html(head + "\n" + quoted(t, words))), card(t, sheet, Html(), fresh=True)]


@view("case.granted")
def granted(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool) -> Message:
    return card(t, sheet, t("desk.granted", day=_day(t, sheet.case)), fresh=True)


@view("case.not_granted")
def not_granted(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool) -> Message:
    return card(t, sheet, t("desk.not_granted", day=_day(t, sheet.case)), fresh=True)


@view("case.extended")
def extended(t: Text, case: Suggestion, role: Role, provisional: bool) -> Message:
    """For the resident: the answer comes later than promised."""
    facts = {"lead": case.lead or "", "who": speaker(t, case, role), "day": _day(t, case), "number": case.number}
    lines = [t("case.extended", **facts)]
    if provisional:
        lines.append(t("suggest.provisional"))
    return Message(text=Html("\n".join(lines)))


@view("case.noted")
def noted(
    t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool, words: str, new_files: tuple[File, ...], role: Role,
    department: str,
) -> list[Message]:  # fmt: skip
    """A word among those who see to the case; a reply to it stays among them."""
    head = t("desk.noted", who=who_notes(t, role, department), number=sheet.case.number)
    text = Html(head + "\n" + quoted(t, words)) if words else head
    return [*whole(words), *albums(new_files), Message(text=text, buttons=actions(t, sheet))]


def who_notes(t: Text, role: Role, department: str) -> str:
    """Who leaves a word among those who see to the case."""
    return department or t(f"role.{role.value}")


@view("case.transferred")
def transferred(t: Text, case: Suggestion, role: Role, provisional: bool) -> Message:
    """For the resident: who has the case now, and by when there is an answer."""
    day = t.day(case.department_due) if case.department_due else ""
    lines = [t("case.transferred", lead=case.lead or "", who=speaker(t, case, role), day=day, number=case.number)]
    if provisional:
        lines.append(t("suggest.provisional"))
    return Message(text=Html("\n".join(lines)))


@view("case.returned_author")
def returned_author(t: Text, case: Suggestion, department: str) -> Message:
    return Message(text=t("case.returned_author", name=department, number=case.number, day=_day(t, case)))


def _numbered(kind: str) -> None:
    @view(kind)
    def say(t: Text, case: Suggestion) -> Message:
        return Message(text=t(kind, number=case.number, day=_day(t, case)))


for _kind in ("case.recalled", "case.recalled_own", "case.returned_own", "case.ask_return", "case.ask_note",
              "case.longer_asked"):  # fmt: skip
    _numbered(_kind)


def _day(t: Text, case: Suggestion) -> str:
    return t.day(case.due) if case.due else ""
