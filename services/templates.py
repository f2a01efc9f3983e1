"""/templates: the reply templates that a unit keeps for itself and all below it, and what they say in a case.

Officers keep those of their own unit, administrators also those of the units below; everybody's own are kept by who
administers the top. What stands above is inherited, and only shown.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from pydantic import Field as Limited

from domain.people import Actor, Role
from domain.suggestions import Suggestion
from domain.telling import END, Outcome, Talk, Told
from domain.templates import AT_MOST, Field, Filled, Template, fill, parted, unknown
from locales import Text
from services.commands import Command, RefusedError, today
from services.suggestions import sheets
from services.suggestions.saying import Say
from storage import events, talks, templates, units
from storage.tx import Tx

WRITE = "template.write"
KEEPERS = (Role.ADMIN, Role.OFFICER)
EVERYBODY = 0  # in place of a unit's id


class List(Command):
    """The templates of a unit (id); of the own one if none is named."""

    unit_id: int = Limited(EVERYBODY, ge=0, lt=2**63)
    fresh: bool = True


class One(Command):
    """A button on a template, with the version that its card showed."""

    template_id: int = Limited(ge=1, lt=2**63)
    version: int


def show_all(tx: Tx, actor: Actor, command: List, now: datetime) -> Outcome:
    """/templates: the own ones and those that are inherited."""
    own = _own(tx, actor)
    unit_id = command.unit_id or own[0]
    _is_kept(tx, actor, unit_id)
    return Outcome.tell(_listed(tx, actor, unit_id, fresh=command.fresh))


def show(tx: Tx, actor: Actor, command: One, now: datetime) -> Outcome:
    """One of them, with what can be done with it."""
    template = _seen(tx, actor, command)
    return Outcome.tell(_shown(tx, actor, template)) if template else _gone(tx, actor)


def ask_new(tx: Tx, actor: Actor, command: List, now: datetime) -> Outcome:
    """Ask for the words of a new one."""
    unit_id = command.unit_id
    _is_kept(tx, actor, unit_id)
    if _count(tx, unit_id, actor.language) >= AT_MOST:
        return Outcome(toast="template.full", facts={"n": AT_MOST}, alert=True)
    return _ask(actor, Talk(WRITE, {"unit": unit_id, "template": None, "version": 0}), None)


def ask_change(tx: Tx, actor: Actor, command: One, now: datetime) -> Outcome:
    """Ask for other words."""
    template, stale = _kept(tx, actor, command)
    if stale or template is None:
        return stale or _gone(tx, actor)
    talk = Talk(WRITE, {"unit": template.unit_id, "template": template.id, "version": template.version})
    return _ask(actor, talk, template)


def write(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """The title and the words. What can't be used is said, and the question stays."""
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != WRITE:
        raise RefusedError("refused.no_templates")
    _is_kept(tx, actor, talk.data["unit"])
    found = parted(command.words)
    if found is None:
        return Outcome.tell(Told(actor.person, "template.unfit", {"unknown": ()}))
    if odd := unknown(found[1]):
        return Outcome.tell(Told(actor.person, "template.unfit", {"unknown": tuple(odd)}))
    if talk.data["template"] is None:
        return _add(tx, actor, talk.data["unit"], found, now)
    one = One(template_id=talk.data["template"], version=talk.data["version"])
    template, stale = _kept(tx, actor, one)
    if stale or template is None:  # somebody else changed or removed it meanwhile
        return replace(stale or _gone(tx, actor), talk=END)
    templates.change(tx, template, *found)
    _note(tx, actor, template.id, template.unit_id, "change", now)
    return _saved(tx, actor, template.id)


def move_up(tx: Tx, actor: Actor, command: One, now: datetime) -> Outcome:
    """One place up among those of its unit; the first one becomes the last."""
    template, stale = _kept(tx, actor, command)
    if stale or template is None:
        return stale or _gone(tx, actor)
    ids = [one.id for one in _of_unit(tx, template.unit_id, template.language)]
    at = ids.index(template.id)
    ids.remove(template.id)
    ids.insert(at - 1 if at else len(ids), template.id)
    templates.order(tx, ids)
    _note(tx, actor, template.id, template.unit_id, "order", now)
    return Outcome.tell(_listed(tx, actor, template.unit_id or _own(tx, actor)[0], fresh=False))


def ask_remove(tx: Tx, actor: Actor, command: One, now: datetime) -> Outcome:
    """Removing is asked twice."""
    template, stale = _kept(tx, actor, command)
    if stale or template is None:
        return stale or _gone(tx, actor)
    return Outcome.tell(Told(actor.person, "template.ask_remove", {"template": template}))


def remove(tx: Tx, actor: Actor, command: One, now: datetime) -> Outcome:
    """Offer it no more. Pressed twice, the second press finds it gone."""
    template, stale = _kept(tx, actor, command)
    if stale or template is None:
        return stale or _gone(tx, actor)
    templates.remove(tx, template)
    _note(tx, actor, template.id, template.unit_id, "remove", now)
    shown = _listed(tx, actor, template.unit_id or _own(tx, actor)[0], fresh=False)
    return Outcome.tell(shown, toast="template.removed")


def for_case(tx: Tx, actor: Actor, case: Suggestion) -> list[Template]:
    """What is offered to who writes in a case: the templates of its unit and of those above."""
    return templates.inherited(tx, case.unit_id, actor.language)[:AT_MOST]


def filled(tx: Tx, actor: Actor, case: Suggestion, template_id: int, now: datetime) -> Filled | None:
    """A template's words for a case; None for one that its unit does not have.

    The name is what the writer may see of the author; where that is nothing, general words stand for it.
    """
    offered = templates.inherited(tx, case.unit_id, actor.language)
    template = next((one for one in offered if one.id == template_id), None)
    if template is None:
        return None
    day, sheet = today(tx.rules, now), sheets.sheet(tx, actor, case, now)
    t = Text(template.language, tx.rules.locale.zone, "", day)
    facts = {
        Field.NAME: (sheet.author if sheet else None) or "",
        Field.NUMBER: case.number,
        Field.REPRESENTATIVE: case.representative or "",
        Field.DUE: t.day(case.due) if case.due else "",
        Field.TODAY: t.day(day),
    }
    instead = {Field.NAME: t("template.somebody"), Field.REPRESENTATIVE: t("template.station")}
    return fill(template.words, facts, instead)


def _own(tx: Tx, actor: Actor) -> list[int]:
    """The units (ids) whose templates the actor keeps by an office there. Raises RefusedError without any."""
    found = [held.unit_id for role in KEEPERS for held in actor.standings if held.role is role]
    if not found:
        raise RefusedError("refused.no_templates")
    return list(dict.fromkeys(found))


def _keeps(tx: Tx, actor: Actor, template: Template) -> bool:
    """Whether the actor may change a template: of the own unit, of one below, or everybody's for who is at the top."""
    return _keeps_of(tx, actor, template.unit_id)


def _keeps_of(tx: Tx, actor: Actor, unit_id: int | None) -> bool:
    own = _own(tx, actor)
    administers = [held.unit_id for held in actor.standings if held.role is Role.ADMIN]
    if unit_id is None:
        return any(root.id in administers for root in units.roots(tx))
    return unit_id in own or any(unit_id in units.below(tx, unit) for unit in administers)


def _is_kept(tx: Tx, actor: Actor, unit_id: int | None) -> None:
    """Raises RefusedError for a unit whose templates the actor does not keep."""
    if not _keeps_of(tx, actor, unit_id):
        raise RefusedError("refused.no_templates")


def _seen(tx: Tx, actor: Actor, command: One) -> Template | None:
    """A template that the actor keeps or inherits. Raises RefusedError for another unit's."""
    own, template = _own(tx, actor), templates.find(tx, command.template_id)
    if template is None or _keeps(tx, actor, template) or template.unit_id is None:
        return template
    above = {unit.id for unit_id in own for unit in units.chain(tx, unit_id)}
    if template.unit_id not in above:
        raise RefusedError("refused.no_templates")
    return template


def _kept(tx: Tx, actor: Actor, command: One) -> tuple[Template | None, Outcome | None]:
    """A template that the actor may change; for a press on an old card the current one. Raises RefusedError."""
    own, template = _own(tx, actor), templates.find(tx, command.template_id)
    if template is None or not own:
        return None, None
    if not _keeps(tx, actor, template):
        raise RefusedError("refused.no_templates")
    if template.version != command.version:
        return template, Outcome.tell(_shown(tx, actor, template), toast="button.stale")
    return template, None


def _of_unit(tx: Tx, unit_id: int | None, language: str) -> list[Template]:
    found: Iterable[Template] = templates.inherited(tx, unit_id or EVERYBODY, language)
    return [one for one in found if one.unit_id == unit_id]


def _count(tx: Tx, unit_id: int, language: str) -> int:
    return len(_of_unit(tx, unit_id, language))


def _add(tx: Tx, actor: Actor, unit_id: int, found: tuple[str, str], now: datetime) -> Outcome:
    count = _count(tx, unit_id, actor.language)
    if count >= AT_MOST:
        return Outcome(toast="template.full", facts={"n": AT_MOST}, talk=END)
    id_ = templates.add(tx, unit_id, actor.language, *found, position=count + 1)
    _note(tx, actor, id_, unit_id, "add", now)
    return _saved(tx, actor, id_)


def _saved(tx: Tx, actor: Actor, template_id: int) -> Outcome:
    template = templates.find(tx, template_id)
    if template is None:
        raise LookupError("a template that was just kept is not there")
    return Outcome.tell(_shown(tx, actor, template, saved=True), talk=END)


def _note(tx: Tx, actor: Actor, template_id: int, unit_id: int | None, kind: str, now: datetime) -> None:
    role = Role.ADMIN if actor.holds(Role.ADMIN) else Role.OFFICER
    facts = {"unit": unit_id}
    events.add(tx, "template", template_id, kind, actor_id=actor.person, role=role, now=now, facts=facts)


def _ask(actor: Actor, talk: Talk, template: Template | None) -> Outcome:
    return Outcome.tell(Told(actor.person, "template.ask", {"template": template}), talk=talk)


def _gone(tx: Tx, actor: Actor) -> Outcome:
    """It was removed meanwhile: the list as it is now."""
    return Outcome.tell(_listed(tx, actor, _own(tx, actor)[0], fresh=False), talk=END, toast="button.stale")


def _listed(tx: Tx, actor: Actor, unit_id: int, *, fresh: bool) -> Told:
    unit = units.find(tx, unit_id)
    others = [found for id_ in _own(tx, actor) if id_ != unit_id and (found := units.find(tx, id_))]
    facts = {
        "unit": unit, "found": templates.inherited(tx, unit_id, actor.language), "others": others, "fresh": fresh,
    }  # fmt: skip
    return Told(actor.person, "template.list", facts)


def _shown(tx: Tx, actor: Actor, template: Template, *, saved: bool = False) -> Told:
    own = _own(tx, actor)
    home = template.unit_id if template.unit_id in own else own[0]
    facts = {"template": template, "keeps": _keeps(tx, actor, template), "saved": saved, "home": home}
    return Told(actor.person, "template.card", facts)
