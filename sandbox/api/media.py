"""Sending pictures, voice messages, documents and albums of them."""

from __future__ import annotations

import secrets
from typing import Any

from sandbox.api import sending
from sandbox.api.call import Call, method
from sandbox.api.editing import editable_media, replace_media
from sandbox.errors import bad_request
from sandbox.params import Upload
from sandbox.records import Json

WRONG_FILE = "wrong file identifier/HTTP URL specified"
TYPE_NAMES = {"photo": "Photo", "voice": "VoiceNote", "document": "Document", "video": "Video", "audio": "Audio"}
ALBUM_KINDS = {"photo", "video", "document", "audio"}
SMALLEST_ALBUM, LARGEST_ALBUM = 2, 10
NUMBERS = {"duration", "width", "height"}
DETAILS = {
    "voice": ("duration",),
    "video": ("width", "height", "duration"),
    "audio": ("duration", "title", "performer"),
}


@method("sendPhoto", paced=True)
def send_photo(call: Call) -> Json:
    return _send_file(call, "photo")


@method("sendVoice", paced=True)
def send_voice(call: Call) -> Json:
    return _send_file(call, "voice")


@method("sendDocument", paced=True)
def send_document(call: Call) -> Json:
    return _send_file(call, "document")


@method("sendVideo", paced=True)
def send_video(call: Call) -> Json:
    return _send_file(call, "video")


@method("sendAudio", paced=True)
def send_audio(call: Call) -> Json:
    return _send_file(call, "audio")


def _send_file(call: Call, kind: str) -> Json:
    chat = call.open_chat()
    content = _file_field(call, kind, call.params.raw(kind), _details(call.params.values, kind))
    return sending.send(call, {**content, **_looks(call.params.values), **sending.own_caption(call)}, chat)


@method("sendMediaGroup", paced=True)
def send_media_group(call: Call) -> list[Json]:
    chat = call.open_chat()
    items = call.params.structure("media")
    if not isinstance(items, list):
        raise bad_request("expected an Array of InputMedia")
    if len(items) > LARGEST_ALBUM:
        raise bad_request("too many messages to send as an album")
    if len(items) < SMALLEST_ALBUM:
        raise bad_request("an album must have at least 2 media")
    kinds = {item.get("type") for item in items if isinstance(item, dict)}
    if not kinds <= ALBUM_KINDS or (len(kinds) > 1 and kinds & {"document", "audio"}):
        raise bad_request("can't use the media of the specified type in the album")
    album = str(secrets.randbits(53))
    contents = [{"media_group_id": album, **_media(call, item)} for item in items]
    return [sending.send(call, content, chat) for content in contents]


@method("editMessageMedia", paced=True)
def edit_message_media(call: Call) -> Json:
    chat, post = editable_media(call)
    item = call.params.structure("media")
    if not isinstance(item, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    return replace_media(call, chat, post, _media(call, item))


def _media(call: Call, item: Any) -> Json:
    """One InputMedia as message fields: its file and its caption."""
    kind = item.get("type") if isinstance(item, dict) else None
    if kind not in ALBUM_KINDS:
        raise bad_request("can't parse InputMedia: unsupported type")
    caption = sending.caption_fields(
        call, item.get("caption"), item.get("parse_mode") or "", item.get("caption_entities")
    )
    return {**_file_field(call, kind, item.get("media"), _details(item, kind)), **_looks(item), **caption}


def _looks(values: Json) -> Json:
    """How a picture is shown: hidden at first, under its caption."""
    names = {"has_spoiler": "has_media_spoiler", "show_caption_above_media": "show_caption_above_media"}
    return {shown: True for name, shown in names.items() if str(values.get(name)).lower() == "true"}


def _details(values: Json, kind: str) -> Json:
    given = {name: values[name] for name in DETAILS.get(kind, ()) if values.get(name) is not None}
    return {name: int(value) if name in NUMBERS else value for name, value in given.items()}


def _file_field(call: Call, kind: str, given: Any, details: Json) -> Json:
    upload = _upload(call, kind, given)
    if upload is not None:
        return _kept(call, kind, upload, details)
    if not isinstance(given, str) or not given:
        raise bad_request(f"there is no {kind} in the request")
    if given.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    record = call.world.files.find(call.bot.id, given)
    if record is None:
        raise bad_request(WRONG_FILE)
    if record.kind != kind:
        raise bad_request(f"can't use file of type {TYPE_NAMES[record.kind]} as {TYPE_NAMES[kind]}")
    return call.world.files.message_fields(record)


def _upload(call: Call, kind: str, given: Any) -> Upload | None:
    if isinstance(given, str) and given.startswith("attach://"):
        upload = call.params.uploads.get(given.removeprefix("attach://"))
        if upload is None:
            raise bad_request(WRONG_FILE)
        return upload
    return call.params.uploads.get(kind) if given is None else None


def _kept(call: Call, kind: str, upload: Upload, details: Json) -> Json:
    if not upload.content:
        raise bad_request("file must be non-empty")
    files = call.world.files
    return files.message_fields(files.keep(call.bot.id, kind, upload, details))
