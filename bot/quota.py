"""`shuanglian quota`: the quota ledger of a unit, for a day and as it was known then."""

import asyncio
import json
from datetime import date, datetime
from typing import Annotated, Any

import typer

from bot.command import CONFIG, FAILED, WRONG_INPUT, ConfigOption, refuse, settings_of
from bot.config import Config
from bot.demo.folder import town_clock
from bot.opening import database
from services.commands import today
from services.contacts import ledger
from services.contacts.ledger import Quotas
from storage import contacts, units
from storage.engines import DatabaseRefusedError
from storage.tx import Tx

SHOWN = 20  # representatives that are listed for people; JSON has all


def quota(
    unit: Annotated[str, typer.Option(help="The code of a unit, with all below it; without it, the whole city.")] = "",
    on: Annotated[
        str, typer.Option(metavar="YYYY-MM-DD", help="A day, as it was known at its end; without it, today.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    config: ConfigOption = CONFIG,
) -> None:
    """The quota ledger: contacts that are needed, done, pending and missing, laggards first."""
    settings = settings_of(config)
    now = town_clock(settings).now()
    day = _day(on, today(settings.rules, now))
    try:
        found = asyncio.run(_look(settings, unit, day, now))
    except DatabaseRefusedError as error:
        refuse(str(error), FAILED)
    if found is None:
        refuse(f"there is no unit {unit}" if unit else "there is no unit yet: import a roster first", WRONG_INPUT)
    typer.echo(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(_told(found)))


def _day(text: str, latest: date) -> date:
    try:
        day = date.fromisoformat(text) if text else latest
    except ValueError:
        refuse(f"--on {text}: is no day; write it as {latest.isoformat()}", WRONG_INPUT)
    if day > latest:
        refuse(f"--on {text}: is still to come", WRONG_INPUT)
    return day


async def _look(config: Config, unit: str, day: date, now: datetime) -> dict[str, Any] | None:
    async with database(config) as writer:
        return await writer.run(lambda tx: report(tx, unit, day, now))


def report(tx: Tx, code: str, day: date, now: datetime) -> dict[str, Any] | None:
    """The ledger as the JSON that is promised; None where there is no such unit."""
    unit = units.by_code(tx, code) if code else next(iter(units.roots(tx)), None)
    if unit is None:
        return None
    whole = ledger.of_unit(tx, unit.id, day, now)
    names, codes = contacts.names_in(tx, unit.id), contacts.codes(tx)
    people = whole.by(lambda one: one.person_id)
    return {
        "on": day.isoformat(),
        "known": ledger.known_by(tx, day, now).astimezone(tx.rules.locale.zone).isoformat(timespec="seconds"),
        "unit": unit.code,
        "total": _lines(whole.total),
        "levels": [{"level": level, "quotas": _lines(q)} for level, q in whole.by(lambda one: one.level).items()],
        "units": [
            {"unit": codes["unit", id_], "quotas": _lines(q)} for id_, q in whole.by(lambda one: one.unit_id).items()
        ],
        "stations": [
            {"station": codes["station", id_], "quotas": _lines(q)}
            for id_, q in whole.by(lambda one: one.station_id).items()
        ],
        "representatives": [
            {"person": names[id_].ref, "name": names[id_].name, "quotas": _lines(people[id_])}
            for id_, _ in whole.laggards()
        ],
    }


def _lines(quotas: Quotas) -> list[dict[str, Any]]:
    return [
        {
            "tier": one.tier.value,
            "period": one.quota.period.value,
            "face_to_face": one.quota.face_to_face,
            "first": one.span.first.isoformat(),
            "last": one.span.last.isoformat(),
            "days_left": one.span.left(quotas.day),
            "links": line.links,
            "needed": line.needed,
            "done": line.done,
            "pending": line.pending,
            "missing": line.missing,
            "on_pace": line.on_pace(one.span, quotas.day),
        }
        for one, line in quotas.lines
    ]


def _told(found: dict[str, Any]) -> list[str]:
    lines = [f"{found['unit']} on {found['on']}, as known at {found['known']}"]
    lines += [_line(one) for one in found["total"]] or ["  nothing is owed: there are no links"]
    late = [who for who in found["representatives"] if any(one["missing"] for one in who["quotas"])]
    if late:
        lines.append(f"Missing most ({len(late)} of {len(found['representatives'])} miss something):")
    for who in late[:SHOWN]:
        missing = sum(one["missing"] for one in who["quotas"])
        pending = sum(one["pending"] for one in who["quotas"])
        lines.append(f"  {who['person'] or '-'}  {who['name']}  missing {missing}, pending {pending}")
    return lines


def _line(one: dict[str, Any]) -> str:
    kind = "face to face" if one["face_to_face"] else "any contact"
    pace = "on pace" if one["on_pace"] else "behind"
    return (
        "  {tier}, {period} to {last} ({days_left} days left), {kind}: {links} links, needed {needed}, done {done},"
        " pending {pending}, missing {missing}, {pace}"
    ).format(**one, kind=kind, pace=pace)
