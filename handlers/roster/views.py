"""What is shown of the roster and of what becomes of it."""

import base64
from collections.abc import Mapping
from html import escape, unescape

from domain.contacts.links import Pair
from domain.messages import Button, Document, Message
from domain.roster import MODELS, ChangeKind, Fault, Plan
from domain.roster_history import Imported, Obstacle
from domain.roster_tasks import Kind, State, Task
from handlers.quoting import shortened
from handlers.viewing import button, view
from locales import Html, Text
from services.roster.exporting import SPREADSHEET
from services.roster.wording import built, say, title

CHANGES: tuple[ChangeKind, ...] = ("added", "changed", "ended")
FAULTS = 5  # that are shown; the marked workbook has all of them
NOTES = 5
OBSTACLES = 15
NAME = 60  # characters of a file's name


@view("import.link_gone")
def link_gone(t: Text, pair: Pair) -> Message:
    """For the other side of a link of which it was told, and that an undone import had brought."""
    return Message(text=t("roster.link_gone", keeper=pair.keeper))


@view("hint.roster")
def hint(t: Text) -> Message:
    """A file is waited for, and something else came."""
    return Message(text=t("roster.hint"))


@view("import.desk")
def desk(t: Text, unit_names: list[str], latest: Imported | None) -> Message:
    """What can be done, and what was imported last."""
    lines = [t("roster.desk", units=t("list.comma").join(unit_names))]
    rows: list[tuple[Button, ...]] = [
        (button(t("roster.template"), "roster.template"), button(t("roster.export"), "roster.export"))
    ]
    if latest is not None:
        by = latest.actor or t("roster.cli.command_line")
        key = "roster.last" if latest.file else "roster.last_plain"
        lines.append(t(key, id=latest.id, day=t.day(latest.at), by=by, file=_name(latest.file)))
        if latest.undone_at is None:
            rows.append((_undo(t, latest.id),))
        else:
            lines.append(t("roster.last_undone"))
    return Message(text=Html("\n".join(lines)), buttons=tuple(rows), card="roster")


@view("import.unfit")
def unfit(t: Text, too_big: bool) -> Message:
    """What came can't be a roster."""
    return Message(text=t("roster.unfit_size" if too_big else "roster.unfit"))


@view("import.too_many")
def too_many(t: Text) -> Message:
    """Enough of theirs is being done."""
    return Message(text=t("roster.too_many"))


@view("import.progress")
def progress(t: Text, task: Task, state: State, part_of: str, so_far: int, of_all: int, fresh: bool) -> list[Message]:
    """How far it is, in one message that changes in place."""
    lines = [t(f"roster.busy_{task.kind}_{state}", file=_name(task.name))]
    if part_of and of_all:
        lines.append(t("roster.percent", step=t(f"roster.step.{part_of}"), percent=min(100, so_far * 100 // of_all)))
    asked = [Message(card=_ask_card(task.change_id), closes=True)] if fresh and task.kind is Kind.UNDO else []
    return [*asked, Message(text=Html("\n".join(lines)), card=_card(task), fresh=fresh)]


@view("import.shown")
def shown(
    t: Text, task: Task, compared: Plan, titles: Mapping[tuple[str, str], str], workbook: bytes | None, differs: bool
) -> list[Message]:
    """What a file would change, or what is to be mended in it first."""
    lines = [t("roster.differs")] if differs else []
    rows: tuple[tuple[Button, ...], ...] = ()
    if compared.faults:
        lines += _faults(t, compared.faults, titles)
    elif not compared.changes:
        lines.append(t("roster.nothing_to_change", file=_name(task.name)))
    else:
        lines += [t("roster.would_change", file=_name(task.name)), *_counts(t, compared)]
        rows = ((button(t("roster.import"), "roster.import", value=str(task.id)),
                 button(t("roster.leave"), "roster.leave", value=str(task.id))),)  # fmt: skip
    lines += [Html(f"· {_said(t, note, titles)}") for note in compared.notes[:NOTES]]
    if len(compared.notes) > NOTES:
        lines.append(t("roster.more_notes", n=len(compared.notes) - NOTES))
    card = Message(text=Html("\n".join(lines)), buttons=rows, card=_card(task), fresh=differs)
    paper = [_file(t("roster.marked"), _marked_name(task.name), workbook)] if workbook else []
    return [card, *paper]


@view("import.over")
def over(t: Text, task: Task, state: State) -> Message:
    """An old card, as it stands now."""
    return Message(text=t(f"roster.over_{state}", file=_name(task.name)), card=_card(task), fresh=False)


@view("import.done")
def done(t: Text, task: Task, compared: Plan) -> Message:
    """It is imported, and can be undone."""
    lines = [t("roster.done", file=_name(task.name), id=compared.change), *_counts(t, compared)]
    rows = ((_undo(t, compared.change or 0),),)
    return Message(text=Html("\n".join(lines)), buttons=rows, card=_card(task), fresh=False)


@view("import.ask_undo")
def ask_undo(t: Text, change: Imported) -> Message:
    """Asked twice."""
    yes = button(t("roster.undo_yes"), "roster.undo_yes", value=str(change.id))
    keep = button(t("roster.keep"), "roster.keep", value=str(change.id))
    return Message(text=t("roster.ask_undo", which=_named(change)), buttons=((keep, yes),), card=_ask_card(change.id))


@view("import.kept")
def kept(t: Text, change: Imported) -> Message:
    """The question is over, and nothing was undone."""
    return Message(text=t("roster.kept", which=_named(change)), card=_ask_card(change.id), fresh=False)


@view("import.undone")
def undone(t: Text, task: Task, change: Imported) -> Message:
    """Everything stands as before."""
    return Message(text=t("roster.cli.undone", id=change.id), card=_card(task), fresh=False)


@view("import.blocked")
def blocked(t: Text, task: Task, change: Imported, obstacles: tuple[Obstacle, ...]) -> Message:
    """Who and what is in the way of undoing it."""
    lines = [t("roster.cli.blocked", id=change.id)]
    lines += [Html(f"· {_escaped(built(one, t), 200)}") for one in obstacles[:OBSTACLES]]
    if len(obstacles) > OBSTACLES:
        lines.append(t("roster.more_obstacles", n=len(obstacles) - OBSTACLES, id=change.id))
    return Message(text=Html("\n".join(lines)), card=_card(task), fresh=False)


@view("import.file")
def file(t: Text, task: Task, name: str, workbook: bytes, is_template: bool) -> list[Message]:
    """A workbook that was asked for."""
    words = t("roster.template_words" if is_template else "roster.export_words")
    return [Message(card=_card(task), closes=True), _file(words, name, workbook)]


@view("import.failed")
def failed(t: Text, task: Task, key: str, reasons: Mapping[str, object]) -> Message:
    """It could not be done, and nothing was changed."""
    return Message(text=t(key, **reasons), card=_card(task), fresh=False)


def _card(task: Task) -> str:
    return f"roster:{task.id}"


def _undo(t: Text, change_id: int) -> Button:
    return button(t("roster.undo"), "roster.undo", value=str(change_id))


def _counts(t: Text, plan: Plan) -> list[Html]:
    """A line for each kind of change: which sheets, and how many rows."""
    lines = []
    for kind in CHANGES:
        counts = [(sheet, plan.counts(kind)[sheet]) for sheet in MODELS]
        of = t("list.comma").join(f"{_sheet(t, sheet)} {n}" for sheet, n in counts if n)
        lines += [t(f"roster.count_{kind}", of=of)] if of else []
    same = sum(plan.unchanged.values())
    return [*lines, *([t("roster.count_unchanged", n=same)] if same else [])]


def _sheet(t: Text, sheet: str) -> str:
    """The sheet's title in the reader's language: the template's has both."""
    chinese, _, english = title(sheet).partition(" ")
    return chinese if t.language == "zh" else english


def _faults(t: Text, faults: tuple[Fault, ...], titles: Mapping[tuple[str, str], str]) -> list[Html]:
    lines = [t("roster.faults", n=len(faults)), *(Html(f"· {_said(t, one, titles)}") for one in faults[:FAULTS])]
    return [*lines, *([t("roster.more_faults", n=len(faults) - FAULTS)] if len(faults) > FAULTS else [])]


def _said(t: Text, fault: Fault, titles: Mapping[tuple[str, str], str]) -> str:
    """Where it is, what stands there, and how to mend it."""
    said = say(fault, t, dict(titles))
    row = "" if said.row is None else str(t("roster.row", n=said.row))
    where = " ".join(filter(None, (said.sheet, row, said.column)))
    value = f"“{said.value}”" if said.value else ""
    place = f"{where} {value}".strip()
    return _escaped(unescape(t("roster.at", where=place, message=said.message)) if place else said.message, 300)


def _escaped(words: str, limit: int) -> str:
    return escape(words if len(words) <= limit else words[: limit - 1] + "…", quote=False)


def _ask_card(change_id: int | None) -> str:
    return f"roster.undo:{change_id}"


def _named(change: Imported) -> str:
    return f"{change.id} ({_name(change.file)})" if change.file else str(change.id)


def _name(name: str) -> str:
    return shortened(name, NAME)


def _marked_name(name: str) -> str:
    return f"{name.rpartition('.')[0][:80] or 'roster'}-marked.xlsx"


def _file(words: Html, name: str, content: bytes) -> Message:
    paper = Document(name=name, mime=SPREADSHEET, content=base64.b64encode(content).decode(), binary=True)
    return Message(text=words, document=paper)
