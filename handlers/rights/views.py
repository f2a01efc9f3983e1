"""What administrators are shown of a unit, and of ending one."""

from domain.approvals import Approval
from domain.dissolving import Ending
from domain.messages import Button, Message
from domain.suggestions import Suggestion
from domain.units import Unit
from handlers.viewing import button, pager, view
from locales import Html, Text

CARD = "rights"


@view("rights.room")
def room(
    t: Text, unit: Unit, admins: list[str], configured: list[str], below: list[Unit], requests: list[Approval],
    has_ended: bool, others: list[Unit], fresh: bool,
) -> Message:  # fmt: skip
    """A unit: who administers it, what waits, and where to go on."""
    lines = [t("rights.unit", unit=unit.name)]
    lines.append(t("rights.admins", names=t("list.comma").join(admins)) if admins else t("rights.no_admin"))
    if configured:
        lines.append(t("rights.configured", names=t("list.comma").join(configured)))
    if has_ended:
        lines.append(t("rights.over"))
    if requests:
        lines.append(t("rights.requests"))
    here = str(unit.id)
    rows: list[tuple[Button, ...]] = [
        (button(t(f"approval.label_{one.kind.value}", unit=one.unit), "approval.show", one.id),) for one in requests
    ]
    rows.append(
        (button(t("rights.people"), "rights.people", value=here), button(t("rights.invite"), "invite", value=here))
    )
    if below:
        rows.append((button(t("rights.below"), "rights.below", value=here),))
    rows += [(button(other.name, "rights", value=str(other.id)),) for other in others]
    if unit.parent_id is not None and not has_ended:
        rows.append((button(t("rights.end"), "unit.end", value=here),))
    return Message(text=Html("\n".join(lines)), buttons=tuple(rows), card=CARD, fresh=fresh)


@view("rights.below")
def below(t: Text, unit: Unit, below: list[Unit], page: int, more: bool) -> Message:
    """The units right below, two in a row."""
    names = [button(one.name, "rights", value=str(one.id)) for one in below]
    rows = [tuple(names[i : i + 2]) for i in range(0, len(names), 2)]
    if turn := pager(t, "rights.below", page, more, str(unit.id)):
        rows.append(turn)
    rows.append((button(t("button.back"), "rights", value=str(unit.id)),))
    text = t("rights.below_of", unit=unit.name)
    return Message(text=text, buttons=tuple(rows), card=CARD, fresh=False)


@view("unit.ask_end")
def ask_end(t: Text, unit: Unit, where: str, ending: Ending, other: str, second: bool) -> Message:
    """What would end, in numbers; asked on the card itself."""
    lines = [t("unit.ask_end", unit=unit.name), numbers(t, ending), t("unit.then", above=where)]
    if other:
        lines.append(t("unit.moved", n=ending.moved, station=other))
    lines.append(t("unit.second") if second else t("unit.at_once"))
    rows = (
        (button(t("unit.keep"), "rights", value=str(unit.id)),),
        (button(t("unit.end_ask") if second else t("unit.end_yes"), "unit.end_yes", value=str(unit.id)),),
    )
    return Message(text=Html("\n".join(lines)), buttons=rows, card=CARD, fresh=False)


def numbers(t: Text, ending: Ending) -> Html:
    """What ends with a unit."""
    return t(
        "unit.numbers", units=ending.units, stations=ending.stations, departments=ending.departments,
        seats=ending.seats, offices=ending.offices, links=ending.links, cases=ending.cases,
    )  # fmt: skip


@view("unit.would_end")
def would_end(t: Text, name: str, ending: Ending) -> Message:
    """For whoever decides: what would end."""
    return Message(text=Html(t("unit.would_end", unit=name) + "\n" + numbers(t, ending)))


@view("unit.ended")
def ended(t: Text, name: str, where: str, ending: Ending) -> Message:
    """For those who decided, and for whoever sees to what is left."""
    return Message(text=Html(t("unit.ended", unit=name, above=where) + "\n" + numbers(t, ending)))


@view("unit.parted")
def parted(t: Text, name: str, where: str) -> Message:
    """For whoever held an office there."""
    return Message(text=t("unit.parted", unit=name, above=where))


@view("unit.link_over")
def link_over(t: Text, name: str, keeper_name: str, other_name: str) -> Message:
    return Message(text=t("unit.link_over", unit=name, keeper=keeper_name, other=other_name))


@view("unit.case")
def case_passed(t: Text, case: Suggestion, name: str, where: str) -> Message:
    """For a resident: another desk has the case."""
    return Message(text=t("unit.case", number=case.number, unit=name, above=where))


@view("unit.settled")
def settled(t: Text, where: str) -> Message:
    """Nothing is left in hand of what ended."""
    return Message(text=t("unit.settled", above=where))
