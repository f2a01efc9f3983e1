"""What a file is, by its bytes and not by its name, and the sheets in it."""

import io
import zipfile
from collections.abc import Iterator, Mapping

from services.roster.files import commas, excel
from services.roster.files.raw import (
    MAX_FILE_BYTES,
    MAX_PARTS,
    MAX_TABLES,
    MAX_UNPACKED_BYTES,
    FileError,
    Meter,
    RawSheet,
    too_big,
)
from services.roster.files.rows import Tell

OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
OTHERS = ("content.xml", "word/document.xml", "ppt/presentation.xml", "index/document.iwa")
LITTER = {".DS_Store", "__MACOSX"}  # what a Mac puts into every archive


def sheets(files: Mapping[str, bytes], meter: Meter, tell: Tell) -> Iterator[RawSheet | FileError]:
    """The sheets of one file, or of several tables, by their names; where there is none to read, the reason.

    Reading the rows of a sheet raises FileError as well, and whatever a damaged file brings up.
    """
    if sum(map(len, files.values())) > MAX_FILE_BYTES:
        yield too_big()
        return
    if not files:
        yield FileError("no_tables")
    for name, data in files.items():
        try:
            yield from _sheets(name, data, meter, tell)
        except FileError as error:
            yield error.at(name) if len(files) > 1 else error


def size(files: Mapping[str, bytes]) -> int:
    """How much there is to read, in the units that `tell` is told in; 1 at least."""
    total = 0
    for data in files.values():
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                total += excel.size(archive) or sum(part.file_size for part in archive.infolist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            total += len(data)
    return total or 1


def _sheets(name: str, data: bytes, meter: Meter, tell: Tell) -> Iterator[RawSheet | FileError]:
    if not data.strip(b"\0 \r\n\t"):
        raise FileError("empty_file")
    if data.startswith(OLD_CONTAINER):
        raise FileError("encrypted" if ENCRYPTED_STREAM in data else "old_format")
    if data.startswith(b"PK"):
        with _archive(data) as archive:
            yield from excel.sheets(archive, meter, tell) if _is_workbook(archive) else _tables(archive, meter, tell)
    elif commas.is_text(data) and not data.startswith((b"%PDF", b"{\\rtf", b"<")):
        yield _table(name, data, meter, tell)
    else:
        raise FileError("no_workbook")


def _archive(data: bytes) -> zipfile.ZipFile:
    """An archive that was looked at before anything is unpacked."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise FileError("cut_off") from None
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise FileError("encrypted")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise too_big()
    return archive


def _is_workbook(archive: zipfile.ZipFile) -> bool:
    names = {part.filename.lower().replace("\\", "/").lstrip("/") for part in archive.infolist()}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise FileError("macros")
    if "xl/workbook.bin" in names:
        raise FileError("old_format")
    if names & set(OTHERS):
        raise FileError("no_workbook")
    return excel.WORKBOOK in names


def _tables(archive: zipfile.ZipFile, meter: Meter, tell: Tell) -> Iterator[RawSheet | FileError]:
    """The tables of an archive; everything else in it is left alone."""
    parts = [part for part in archive.infolist() if _name(part).lower().endswith(".csv") and not part.is_dir()]
    parts = [part for part in parts if not LITTER & set(_name(part).split("/"))]
    if not parts:
        raise FileError("no_workbook")
    if len(parts) > MAX_TABLES or sum(part.file_size for part in parts) > MAX_FILE_BYTES:
        raise too_big()
    for part in parts:
        data = archive.read(part)
        if data.strip():
            yield _table(_name(part).rsplit("/", 1)[-1], data, meter, tell)


def _table(name: str, data: bytes, meter: Meter, tell: Tell) -> RawSheet | FileError:
    """One table; if it can't be read, the others still can."""
    try:
        return commas.sheet(data, name, meter, tell)
    except FileError as error:
        return error


def _name(part: zipfile.ZipInfo) -> str:
    """The name of a part; without a mark, Chinese Windows means GB18030 by its bytes."""
    if part.flag_bits & 0x800:
        return part.filename
    try:
        return part.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return part.filename
