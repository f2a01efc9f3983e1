"""What is shown of the audit trail."""

from datetime import datetime
from html import escape

from domain.audit import Act
from domain.messages import Button, Document, Message
from domain.units import Unit
from handlers.audit.presses import packed
from handlers.audit.table import written
from handlers.audit.wording import sentence, when
from handlers.viewing import button, view
from locales import Html, Text
from services.audit.lines import Entry
from services.audit.searching import Look

CARD = "audit"


@view("audit.page")
def page(
    t: Text, look: Look, unit: Unit | None, case_number: str, whom: str, entries: list[Entry], older: int
) -> Message:
    """The newest deeds that are looked for, a sentence each; then how to look for others."""
    said = [t("audit.line", when=when(t, entry), said=sentence(t, entry)) for entry in entries]
    text = "\n\n".join([_title(t, look, unit, case_number, whom), *(said or [t("audit.none")]), t("audit.how")])
    turn = [_press(t("audit.older"), "audit", look, before=older)] if older else []
    turn += [_press(t("audit.newest"), "audit", look)] if look.before else []
    rows = (
        tuple(turn),
        (_press(t("audit.choose_act"), "audit.act", look), _press(t("audit.choose_unit"), "audit.unit", look)),
        (_press(t("audit.table"), "audit.export", look), *_all_again(t, look)),
    )
    return Message(text=Html(text), buttons=tuple(filter(None, rows)), card=CARD, fresh=look.fresh)


def _title(t: Text, look: Look, unit: Unit | None, case_number: str, whom: str) -> Html:
    narrowed = [escape(case_number), escape(whom), *([t(f"audit.act_{look.act.value}")] if look.act else [])]
    parts = [t("audit.title", unit=unit.name if unit else ""), *narrowed, *_days(t, look)]
    return Html(" · ".join(part for part in parts if part))


def _days(t: Text, look: Look) -> list[str]:
    if look.since is None or look.until is None:
        return []
    if look.since == look.until:
        return [t.day(look.since)]
    return [t("audit.days", since=t.day(look.since), until=t.day(look.until))]


def _all_again(t: Text, look: Look) -> tuple[Button, ...]:
    """Back to everything in this unit, where it was narrowed down."""
    is_narrow = look.act or look.person_id or look.case_id or look.since
    return (_press(t("audit.all"), "audit", Look(unit_id=look.unit_id)),) if is_narrow else ()


def _press(label: str, verb: str, look: Look, before: int = 0) -> Button:
    return button(label, verb, before, look.unit_id, packed(look))


@view("audit.acts")
def acts(t: Text, look: Look) -> Message:
    """The kinds of acts."""
    found = [_press(t(f"audit.act_{act.value}"), "audit", look.with_(act=act)) for act in Act if act is not Act.OTHER]
    rows = [tuple(found[n : n + 2]) for n in range(0, len(found), 2)]
    rows.append((_press(t("audit.all_acts"), "audit", look.with_(act=None)),))
    return Message(text=t("audit.ask_act"), buttons=tuple(rows), card=CARD, fresh=False)


@view("audit.units")
def places(t: Text, look: Look, unit: Unit, upward: list[Unit], below: list[Unit], others: list[Unit]) -> Message:
    """The units below, the way up, and other units that one administers."""

    def row(one: Unit, label: str = "") -> tuple[Button, ...]:
        there = look.with_(unit_id=one.id, person_id=0, case_id=0)
        return (_press(label or one.name, "audit", there),)

    rows = [row(one) for one in below[:40]]
    rows += [row(one, t("audit.up", unit=one.name)) for one in upward]
    rows += [row(one) for one in others]
    rows.append((_press(t("button.back"), "audit", look),))
    return Message(text=t("audit.ask_unit", unit=unit.name), buttons=tuple(rows), card=CARD, fresh=False)


@view("audit.choose")
def choose(t: Text, picks: list[tuple[str, Look]]) -> Message:
    """Several fit what was written."""
    rows = tuple((_press(label, "audit", look),) for label, look in picks)
    return Message(text=t("audit.which"), buttons=rows, card=CARD)


@view("audit.no_case")
def no_case(t: Text) -> Message:
    return Message(text=t("audit.no_case"))


@view("audit.nobody")
def nobody(t: Text, name: str) -> Message:
    return Message(text=t("audit.nobody", name=name))


@view("audit.export")
def export(
    t: Text,
    look: Look,
    unit: Unit | None,
    case_number: str,
    whom: str,
    entries: list[Entry],
    more: bool,
    moment: datetime,
) -> Message:
    """The same as a table."""
    day = moment.astimezone(t.zone).date().isoformat()
    paper = Document(name=f"audit-{day}.csv", mime="text/csv", content=written(t, entries))
    said = [_title(t, look, unit, case_number, whom), t.count("audit.exported", len(entries))]
    said += [t("audit.not_all")] if more else []
    return Message(text=Html("\n\n".join(said)), document=paper)
