"""`shuanglian invite`: a one-time link for somebody, or a sheet of cards for a whole station."""

import asyncio
import json
from collections.abc import Coroutine
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot import doctor as doctoring
from bot.cards import printed
from bot.clock import SystemClock
from bot.command import CONFIG, FAILED, WRONG_INPUT, ConfigOption, refuse, settings_of
from bot.config import Config, ConfigError
from bot.doctor.messenger import NETWORK, NEW, REJECTED
from bot.drawing import Face, face
from bot.opening import database
from domain.messages import Cards
from domain.people import Role
from handlers.inviting.views import sheet
from locales import Text
from services import invites, inviting
from services.commands import today
from services.tables import unfinished
from storage import people, units
from storage.engines import DatabaseRefusedError
from storage.tx import Tx

T = TypeVar("T")


class InvitedRole(StrEnum):
    """The roles that come by invitation."""

    REPRESENTATIVE = Role.REPRESENTATIVE
    OFFICER = Role.OFFICER
    DEPARTMENT_OFFICER = Role.DEPARTMENT_OFFICER
    ADMIN = Role.ADMIN


def invite(
    role: Annotated[InvitedRole | None, typer.Option(help="What the account becomes.")] = None,
    unit: Annotated[str, typer.Option(help="The code of a unit; for an officer, of the station.")] = "",
    person: Annotated[
        str,
        typer.Option(help="For one person of the roster, by its key there."),
    ] = "",
    qr: Annotated[Path | None, typer.Option(help="Also as a picture to scan (PNG).")] = None,
    station: Annotated[str, typer.Option(help="With --cards: the code of a station.")] = "",
    cards: Annotated[
        Path | None,
        typer.Option(
            help="Cards to print (PDF) for all representatives of a station who have no account yet. Earlier unused "
            "invitations of theirs no longer work."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="{link, token, expires}; of cards {cards, expires}")] = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Make a one-time link that gives an account a role, or cards with such links for a station."""
    settings = settings_of(config)
    if cards is not None or station:
        _sheet(settings, station, cards, as_json=as_json)
        return
    if role is None or not unit:
        refuse("--role and --unit are needed; for cards, --station and --cards", WRONG_INPUT)
    if qr is not None and not qr.parent.is_dir():
        refuse(f"{qr}: there is no such folder", WRONG_INPUT)
    made, username = _run(_invite(settings, Role(role), unit, person))
    link = f"https://t.me/{username}?start=i_{made.token}"
    if qr is not None:
        _draw(qr, link)
    if as_json:
        typer.echo(json.dumps({"link": link, "token": made.token, "expires": made.expires.isoformat()}))
    else:
        typer.echo(f"{link}\nWorks once, until {made.expires.astimezone(settings.locale.zone):%Y-%m-%d %H:%M}.")


def _draw(out: Path, link: str) -> None:
    """The link as a picture; where it can't be written, the link is told all the same, for nobody sees it again."""
    import segno

    try:
        with unfinished(out) as part:  # for nobody else to read: whoever scans it holds the office
            segno.make(link).save(str(part), kind="png", scale=8, border=4)
    except OSError as error:
        refuse(f"{out}: {error.strerror}; there is no picture, but the link works: {link}", FAILED)


def _sheet(settings: Config, station: str, out: Path | None, *, as_json: bool) -> None:
    if out is None or not station:
        refuse("cards need both: --station CODE and --cards OUT.pdf", WRONG_INPUT)
    by = face()
    if by is None:  # before anything is made that could not be printed
        refuse("this machine has no font that knows Chinese, so there can be no cards; shuanglian doctor says which",
               FAILED)  # fmt: skip
    if not out.parent.is_dir():
        refuse(f"{out}: there is no such folder", WRONG_INPUT)
    made, until = _run(_cards(settings, station))
    _write(out, made, by)
    if as_json:
        typer.echo(json.dumps({"cards": len(made.cards), "expires": until.isoformat()}))
    else:
        last = f"{until.astimezone(settings.locale.zone):%Y-%m-%d %H:%M}"
        cards = "1 card, which works" if len(made.cards) == 1 else f"{len(made.cards)} cards, each works"
        typer.echo(f"{out}: {cards} once, until {last}. Earlier unused ones work no more.")


def _write(out: Path, made: Cards, by: Face) -> None:
    try:
        with unfinished(out) as part:  # for nobody else to read, as above
            part.write_bytes(printed(made, by))
    except OSError as error:
        refuse(f"{out}: {error.strerror}; make the cards once more, that takes these back", FAILED)


def _run(work: Coroutine[Any, Any, T]) -> T:
    """The result; where it can't be made, the command ends and says why."""
    try:
        return asyncio.run(work)
    except (invites.InviteError, ConfigError) as error:
        refuse(str(error), WRONG_INPUT)
    except InvalidToken:
        refuse(f"{REJECTED.capitalize()}, so nothing was made. {NEW}", FAILED)
    except NetworkError as error:
        refuse(f"Telegram can't be reached ({error}), so nothing was made. {NETWORK}", FAILED)
    except (DatabaseRefusedError, TelegramError) as error:
        refuse(str(error), FAILED)


async def _invite(config: Config, role: Role, unit: str, person: str) -> "tuple[invites.Made, str]":
    username = await doctoring.username(config)
    now = SystemClock().now()
    async with database(config) as writer:
        return await writer.run(lambda tx: invites.make(tx, role, unit, _person(tx, person), now)), username


async def _cards(config: Config, code: str) -> tuple[Cards, datetime]:
    username = await doctoring.username(config)
    text = Text(config.locale.default, config.locale.zone, username)
    now = SystemClock().now()

    def job(tx: Tx) -> tuple[Cards, datetime]:
        station = units.station_by_code(tx, code, today(tx.rules, now))
        if station is None:
            raise invites.InviteError(f"there is no station with the code {code}; {invites.IN_ROSTER}")
        found = inviting.without_account(tx, station.id, now)
        if not found:
            raise invites.InviteError(f"everybody at {station.name} has an account already")
        made = inviting.make_cards(tx, station, found, now)
        until = made[0][1].expires
        return sheet(text, station.name, made, until), until

    async with database(config) as writer:
        return await writer.run(job)


def _person(tx: Tx, key: str) -> int | None:
    """A person's id by the roster's key, or by the id itself."""
    if not key:
        return None
    found = people.by_ref(tx, key)
    if found is None:
        raise invites.InviteError(f"the roster has no person {key}")
    return found
