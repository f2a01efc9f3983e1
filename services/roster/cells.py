"""A workbook's bytes, taken apart with care: what it can't be is told in one fault, and memory stays bounded.

A workbook is a zip archive that strangers send. Its declared sizes are looked at before anything is unpacked
(Python's zipfile never unpacks more than was declared), rows are streamed, and what the reading library says
about a damaged file becomes one plain fault.
"""

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook

from domain.roster import Fault

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_PARTS = 2_000
MAX_ROWS = 200_000  # with something in them, of one sheet
MAX_COLUMNS = 60  # what stands further right is not looked at
LAST_ROW = 1_048_576  # of the format

OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
INVISIBLE = "\u200b\ufeff\xa0 \t\r\n\u3000"
KINDS_OF_TROUBLE = {"f": "formula", "e": "error_value"}


class FileError(Exception):
    """The file as a whole can't be read."""

    def __init__(self, kind: str, sheet: str = "", **facts: str) -> None:
        super().__init__(kind)
        self.fault = Fault(kind, sheet, facts=facts)


@dataclass(frozen=True)
class Trouble:
    """A cell that holds no value: a formula, or an error that a formula left."""

    kind: str
    text: str


@dataclass(frozen=True)
class RawRow:
    """A row with something in it."""

    number: int
    cells: tuple[Any, ...]


def sheets(data: bytes) -> dict[str, list[RawRow]]:
    """The rows of every sheet by its title. Raises FileError."""
    _look(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that don't matter here
            return _read(data)
    except FileError:
        raise
    except MemoryError:
        raise FileError("too_big", limit=str(MAX_UNPACKED_BYTES // 1024 // 1024)) from None
    except Exception as error:  # damaged files make the library raise whatever comes to hand
        raise FileError("damaged") from error


def _look(data: bytes) -> None:
    """Refuse what is no workbook, or too much of one, before unpacking it."""
    if not data:
        raise FileError("empty_file")
    if len(data) > MAX_FILE_BYTES:
        raise FileError("too_big", limit=str(MAX_FILE_BYTES // 1024 // 1024))
    if data.startswith(OLD_CONTAINER):
        raise FileError("encrypted" if ENCRYPTED_STREAM in data else "old_format")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise FileError("no_workbook") from None
    _look_at_parts(parts)


def _look_at_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename.lower() for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise FileError("encrypted")
    if "xl/workbook.xml" not in names:
        raise FileError("no_workbook")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise FileError("macros")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise FileError("too_big", limit=str(MAX_UNPACKED_BYTES // 1024 // 1024))


def _read(data: bytes) -> dict[str, list[RawRow]]:
    workbook = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    try:
        found: dict[str, list[RawRow]] = {}
        for worksheet in workbook.worksheets:
            worksheet.reset_dimensions()  # what the file says of its own size may be wrong
            found[worksheet.title] = list(_rows(worksheet))
        return found
    finally:
        workbook.close()


def _rows(worksheet: Any) -> Iterator[RawRow]:
    count = 0
    for number, cells in enumerate(worksheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        if number > LAST_ROW:
            raise FileError("damaged")
        values = tuple(_value(cell) for cell in cells)
        if any(value is not None for value in values):
            count += 1
            if count > MAX_ROWS:
                raise FileError("too_many_rows", worksheet.title, limit=str(MAX_ROWS))
            yield RawRow(number, values)


def _value(cell: Any) -> Any:
    """A cell's value; blanks of every kind are None."""
    value = cell.value
    if value is None:
        return None
    if cell.data_type in KINDS_OF_TROUBLE:
        return Trouble(KINDS_OF_TROUBLE[cell.data_type], str(value))
    if isinstance(value, str) and not value.strip(INVISIBLE):
        return None
    return value
