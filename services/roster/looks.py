"""A workbook with all its looks, to be changed and saved: only where it is small, since the library holds it whole."""

import io
import warnings
import zipfile
from collections.abc import Mapping
from typing import Any

from openpyxl import load_workbook

from services.roster.files import excel, opening
from services.roster.files.raw import FileError, Meter
from services.roster.merged import area

MAX_BYTES = 16 * 1024 * 1024  # unpacked
MAX_AREA = 50_000  # cells that are merged, or lead somewhere: the library makes an object of each
DOCUMENT_TYPE = b"<!doctype"


def in_full(files: Mapping[str, bytes]) -> Any:
    """The workbook with its looks; None if it is no small sound workbook."""
    data = next(iter(files.values()))
    if len(files) != 1 or not data.startswith(b"PK"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if not _is_small(archive):
                return None
        if sum(map(area, _spans(files))) > MAX_AREA:
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about extensions that are lost
            return load_workbook(io.BytesIO(data), keep_links=False)
    except Exception:  # whatever the library can't hold is written anew
        return None


def _is_small(archive: zipfile.ZipFile) -> bool:
    parts = archive.infolist()
    names = {part.filename.lower() for part in parts}
    if excel.WORKBOOK not in names or sum(part.file_size for part in parts) > MAX_BYTES:
        return False
    for part in parts:
        with archive.open(part) as stream:
            if DOCUMENT_TYPE in stream.read(1_024).lower():
                return False
    return True


def _spans(files: Mapping[str, bytes]) -> list[str]:
    """What is merged in the sheets, and what in them leads elsewhere."""
    found: list[str] = []
    for sheet in opening.sheets(files, Meter(), lambda _size: None):
        if isinstance(sheet, FileError):
            raise sheet
        for _ in sheet.rows:
            pass
        found += sheet.merged + sheet.linked
    return found
