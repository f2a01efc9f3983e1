"""Files that people and bots send: kept as bytes, known to each bot by ids of its own."""

from __future__ import annotations

import hashlib
import mimetypes
import secrets
import struct
from pathlib import PurePosixPath

from sandbox.errors import bad_request
from sandbox.params import Upload
from sandbox.records import FileRecord, Json
from sandbox.shelf import Shelf
from sandbox.store import Store

DOWNLOAD_LIMIT = 20 * 1024 * 1024
FOLDERS = {"photo": "photos", "voice": "voice", "document": "documents", "video": "videos", "audio": "music"}
DEFAULT_SIZE = (1280, 960)
THUMBNAIL = 320


class Files:
    """All files, by file id."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._shelf = Shelf(store, "file", FileRecord)
        self._paths: dict[tuple[int, str], FileRecord] = {}
        self._sizes: dict[str, list[FileRecord]] = {}
        for record in self._shelf:
            self._index(record)

    def keep(self, bot: int, kind: str, upload: Upload, details: Json) -> FileRecord:
        """Keep an upload as a file of one bot; of a picture's sizes the largest is given back."""
        content = hashlib.sha256(upload.content).hexdigest()
        self._store.put_content(content, upload.content)
        if kind != "photo":
            return self._register(bot, kind, upload, content, {**_defaults(kind, upload), **details})
        group = secrets.token_hex(8)
        sizes = [{"width": width, "height": height, "group": group} for width, height in _sizes(upload.content)]
        return [self._register(bot, kind, upload, content, size) for size in sizes][-1]

    def message_fields(self, record: FileRecord) -> Json:
        """The file as the field of a message that carries it."""
        if record.kind == "photo":
            return {"photo": [_described(size) for size in self.photo_sizes(record)]}
        return {record.kind: _described(record)}

    def find(self, bot: int, file_id: str) -> FileRecord | None:
        """A bot's file; ids of other bots are unknown to it."""
        record = self._shelf.get(file_id)
        return record if record is not None and record.bot == bot else None

    def downloadable(self, bot: int, file_id: str) -> FileRecord:
        """A file that getFile may hand out. Raises Telegram's 400 for a bad id and for more than 20 MiB."""
        record = self.find(bot, file_id)
        if record is None:
            raise bad_request("invalid file_id")
        if record.size > DOWNLOAD_LIMIT:
            raise bad_request("file is too big")
        return record

    def at_path(self, bot: int, path: str) -> FileRecord | None:
        return self._paths.get((bot, path))

    def any(self, file_id: str) -> FileRecord | None:
        return self._shelf.get(file_id)

    def content(self, record: FileRecord) -> bytes:
        return self._store.content(record.content)

    def photo_sizes(self, record: FileRecord) -> list[FileRecord]:
        """All sizes of the picture that a file id names one size of."""
        return sorted(self._sizes[record.fields["group"]], key=lambda size: int(size.fields["width"]))

    def _index(self, record: FileRecord) -> None:
        self._paths[record.bot, record.path] = record
        if "group" in record.fields:
            self._sizes.setdefault(record.fields["group"], []).append(record)

    def _register(self, bot: int, kind: str, upload: Upload, content: str, fields: Json) -> FileRecord:
        file_id = f"{kind[:1].upper()}{secrets.token_urlsafe(36)}"
        suffix = PurePosixPath(upload.name).suffix or mimetypes.guess_extension(upload.mime_type) or ""
        name = f"file_{len(self._shelf) + 1}{suffix if suffix.isascii() else ''}"
        size = f"{fields.get('width')}x{fields.get('height')}" if kind == "photo" else ""
        unique = hashlib.sha256(f"{kind}:{content}:{size}".encode()).hexdigest()[:16]
        record = FileRecord(
            file_id=file_id,
            bot=bot,
            unique_id=f"AQ{unique}",
            kind=kind,
            content=content,
            path=f"{FOLDERS.get(kind, 'documents')}/{name}",
            size=len(upload.content),
            mime_type=upload.mime_type,
            fields=fields,
        )
        self._index(record)
        return self._shelf.put(file_id, record)


def _described(record: FileRecord) -> Json:
    """A file as a message carries it (a PhotoSize, Voice, Document ...)."""
    shown = {"file_id": record.file_id, "file_unique_id": record.unique_id, "file_size": record.size}
    typed = {} if record.kind == "photo" else {"mime_type": record.mime_type}
    return {**shown, **typed, **{key: value for key, value in record.fields.items() if key != "group"}}


def _defaults(kind: str, upload: Upload) -> Json:
    """What every file of a kind tells about itself. A length that nobody gave is taken to be a second."""
    if kind == "document":
        return {"file_name": upload.name}
    named = {"file_name": upload.name} if kind in {"audio", "video"} else {}
    frame = dict(zip(("width", "height"), DEFAULT_SIZE, strict=True)) if kind == "video" else {}
    return {"duration": 1, **named, **frame}


def _sizes(content: bytes) -> list[tuple[int, int]]:
    """The sizes in which a picture is offered (of the same bytes: nothing here draws), the largest last."""
    width, height = picture_size(content)
    scale = min(1.0, THUMBNAIL / max(width, height))
    small = (max(1, round(width * scale)), max(1, round(height * scale)))
    return [small, (width, height)] if small != (width, height) else [small]


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG, GIF or JPEG picture, in pixels; a usual size for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return (width, height) if width and height else DEFAULT_SIZE
    if content[:6] in {b"GIF87a", b"GIF89a"} and len(content) >= 10:
        return struct.unpack("<HH", content[6:10])
    return _jpeg_size(content) or DEFAULT_SIZE


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    position = 2
    while content.startswith(b"\xff\xd8") and position + 9 <= len(content) and content[position] == 0xFF:
        marker, size = content[position + 1], int.from_bytes(content[position + 2 : position + 4])
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return width, height
        position += 2 + size
    return None
