"""The files of a roster, as the command line reads and writes them."""

import gc
from pathlib import Path

from bot.command import WRONG_INPUT, refuse
from domain.roster import Plan
from locales import Text
from services.roster.files.raw import MAX_FILE_BYTES, MAX_TABLES
from services.roster.wording import plainly
from services.roster.workbook import Reading
from services.tables import unfinished


def contents(path: Path) -> dict[str, bytes]:
    """A file, or the tables of a folder, by name; of what is too large only enough to see that. Raises OSError."""
    files = sorted(path.glob("*.[cC][sS][vV]")) if path.is_dir() else [path]
    found: dict[str, bytes] = {}
    left = MAX_FILE_BYTES + 1
    for file in files[: MAX_TABLES + 1]:
        with file.open("rb") as stream:
            found[file.name] = stream.read(left)
        left -= len(found[file.name])
    return found


def rows_live_on() -> None:
    """Have a process that imports look for garbage seldom: each time it would look through all the rows."""
    gc.set_threshold(100_000, 20, 20)


def keep(path: Path, force: bool, text: Text) -> None:
    """Stop where a file would be written over that holds something."""
    if not force and path.exists() and path.stat().st_size:
        refuse(plainly(text, "roster.cli.exists", path=path), WRONG_INPUT)


def mark(out: Path, files: dict[str, bytes], reading: Reading, found: Plan, text: Text) -> Path | None:
    """Write the marked workbook; None if nothing of the file could be read."""
    from services.roster.marking import marked  # imports openpyxl, which the bot does not need

    data = marked(files, reading, found.faults, text)
    if data is None:
        return None
    try:
        with unfinished(out) as part:  # for nobody else to read: it holds names and numbers
            part.write_bytes(data)
    except OSError as error:
        refuse(plainly(text, "roster.cli.unwritable", path=out, reason=error.strerror), WRONG_INPUT)
    return out
