"""How a setting stands, and who keeps it: administrators for their unit and those below, officers for their station."""

from dataclasses import dataclass
from datetime import date

from pydantic import Field

from domain.people import Actor, Role
from domain.rules import Rules
from domain.settings import SETTINGS, Held, Scope, Setting, laid, overlaid, value_in
from domain.settings.reading import Form, UnfitError, Value
from services.commands import Command, RefusedError
from storage import departments, settings, units
from storage.tx import Tx


class One(Command):
    """One setting of a unit or a station, with the version that its card showed: the row that held, or 0."""

    target_id: int = Field(ge=1, lt=2**63)
    code: str
    version: int = Field(0, ge=0, lt=2**63)


@dataclass(frozen=True)
class Stand:
    """How a setting stands: its value, and the change by which it got it, if it was changed in chat."""

    setting: Setting
    target_id: int
    place: str
    value: Value
    held: Held | None

    @property
    def version(self) -> int:
        """What a press on its card carries."""
        return self.held.id if self.held else 0


def rules(tx: Tx, configured: Rules) -> Rules:
    """The rules of the city: the configured ones, and in their place what was settled in chat.

    A section that does not hold together any more, since the configuration has changed, is the configured one. But
    what was settled of categories holds whatever the table has become: there are cases that have them.
    """
    found: dict[str, dict[str, Value]] = {}
    for code, value in settings.of_city(tx).items():
        if (setting := SETTINGS.get(code)) is not None and setting.scope is Scope.CITY:
            found.setdefault(setting.rule[0], {})[code] = value
    changed = laid(configured, found.pop("categories", {}))
    for values in found.values():
        try:
            changed = overlaid(changed, values)
        except UnfitError:
            continue
    top = next((root.id for root in units.roots(tx)), None)
    days = settings.workdays(tx, top) if top is not None else configured.workdays
    return changed.model_copy(update={"base": configured, "workdays": days})


def renew(tx: Tx) -> None:
    """Let what is settled now hold in this job at once; every process hears of it within seconds."""
    tx.rules = rules(tx, base(tx))


def base(tx: Tx) -> Rules:
    """The configured rules."""
    return tx.rules.base or tx.rules


def allowed(tx: Tx, actor: Actor, command: One) -> Stand:
    """How a setting stands. Raises RefusedError for who does not keep it, and for what there is not."""
    setting = SETTINGS.get(command.code)
    if setting is None:
        raise RefusedError("refused.no_settings")
    check(tx, actor, setting.scope, command.target_id)
    if setting.category and setting.form is not Form.NAMES and not tx.rules.categories.has(setting.category):
        raise RefusedError("refused.no_settings")
    return stand_of(tx, setting, command.target_id)


def check(tx: Tx, actor: Actor, scope: Scope, target_id: int) -> None:
    """Raises RefusedError for a place whose settings the actor does not keep; for who does, they are as of now."""
    administered = [held.unit_id for held in actor.standings if held.role is Role.ADMIN]
    if scope is Scope.CITY:
        allowed = target_id in administered and target_id in {root.id for root in units.roots(tx)}
    elif scope is Scope.UNIT:
        allowed = any(target_id in units.below(tx, unit_id) for unit_id in administered)
    else:
        allowed = _keeps_station(tx, actor, target_id, administered)
    if not allowed:
        raise RefusedError("refused.no_settings")
    renew(tx)


def _keeps_station(tx: Tx, actor: Actor, station_id: int, administered: list[int]) -> bool:
    station = units.station(tx, station_id)
    own = {held.station_id for held in actor.standings if held.role is Role.OFFICER}
    return station is not None and (
        station_id in own or any(station.unit_id in units.below(tx, unit_id) for unit_id in administered)
    )


def stand_of(tx: Tx, setting: Setting, target_id: int) -> Stand:
    held = settings.in_force(tx, setting.scope, target_id).get(setting.code)
    return Stand(setting, target_id, _place(tx, setting.scope, target_id), _value(tx, setting, target_id, held), held)


def _place(tx: Tx, scope: Scope, target_id: int) -> str:
    found = units.station(tx, target_id) if scope is Scope.STATION else units.find(tx, target_id)
    return found.name if found else ""


def _value(tx: Tx, setting: Setting, target_id: int, held: Held | None) -> Value:
    """What holds: of a city's what was settled, else what is configured; of the others what stands in its place."""
    if setting.form is Form.DEPARTMENTS:
        return list(settings.handling(tx, target_id, setting.category))
    if setting.scope is Scope.STATION:
        station = units.station(tx, target_id)
        return station.hours if station else ""
    if held is not None and held.value is not None:
        return held.value
    return value_in(base(tx), setting) if setting.scope is Scope.CITY else []


def offered(tx: Tx, stand: Stand, day: date) -> list[tuple[int, str]]:
    """The departments of a place and of those above it: (id, name)."""
    found = departments.choices_at(tx, stand.target_id, stand.setting.category, 0, day)
    return sorted((one.id, one.name) for one in found)


def names_of(tx: Tx, *stands: Stand) -> dict[int, str]:
    """The names of the departments that stand somewhere, by their ids."""
    found = {id_ for one in stands if one.setting.form is Form.DEPARTMENTS for id_ in ids_in(one.value)}
    return {id_: departments.name(tx, id_) or "" for id_ in sorted(found)}


def ids_in(value: Value) -> list[int]:
    return [int(one) for one in value] if isinstance(value, list) else []
