"""`shuanglian roster export`: the roster as a file to look at, to change, and to import again."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot import opening
from bot.command import CONFIG, FAILED, WRONG_INPUT, ConfigOption, refuse, settings_of
from bot.config import Config
from domain.categories import Categories
from domain.roster import MODELS, Book
from locales import Text
from services import tables
from services.commands import RefusedError
from services.roster import exporting
from services.roster.wording import plainly
from storage.engines import DatabaseRefusedError

ENDINGS = (".xlsx", ".zip", ".csv")


def export(
    out: Annotated[
        Path, typer.Argument(metavar="OUT.xlsx", help="The file to write; .zip is a table (.csv) for each sheet.")
    ],
    unit: Annotated[str | None, typer.Option(help="Only this unit (by its code) and all below it.")] = None,
    sheet: Annotated[str | None, typer.Option(help="For OUT.csv: which sheet, as persons.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that holds something.")] = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Write the roster as it is. Imported again it changes nothing. The file is for its owner alone."""
    settings = settings_of(config)
    text = Text(settings.locale.default)
    ending = out.suffix.lower()
    if ending not in ENDINGS or (ending == ".csv") != (sheet in MODELS):
        refuse(plainly(text, "roster.cli.which_file", sheets=", ".join(MODELS)), WRONG_INPUT)
    if out.is_dir() or (not force and out.exists() and out.stat().st_size):
        refuse(plainly(text, "roster.cli.exists", path=out), WRONG_INPUT)
    try:
        book, known = asyncio.run(_held(settings, unit))
        content = _content(book, known, ending, sheet or "")
        with tables.unfinished(out) as part:
            part.write_bytes(content)
    except RefusedError as error:
        refuse(plainly(text, error.key, **error.facts), WRONG_INPUT)
    except DatabaseRefusedError as error:
        refuse(str(error), FAILED)
    except OSError as error:
        refuse(plainly(text, "roster.cli.unwritable", path=out, reason=error.strerror), WRONG_INPUT)
    rows = sum(len(book.sheet(one)) for one in ([sheet] if sheet else MODELS))
    said = plainly(text, "roster.cli.exported", path=out, n=rows)
    Console(soft_wrap=True).print(said, markup=False, highlight=False)


async def _held(settings: Config, unit: str | None) -> tuple[Book, Categories]:
    async with opening.database(settings) as writer:
        return await writer.run(lambda tx: exporting.held(tx, None, unit), slow=True), writer.rules.categories


def _content(book: Book, known: Categories, ending: str, sheet: str) -> bytes:
    if ending == ".csv":
        return exporting.as_csv(book, sheet, known).encode()
    return exporting.workbook(book, known) if ending == ".xlsx" else exporting.archive(book, known)
