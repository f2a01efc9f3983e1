"""A request's parameters, however they came: JSON, form, multipart or query."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from sandbox.errors import ApiError, bad_request
from sandbox.records import Json

UPLOAD_LIMIT = 50 * 1024 * 1024
STRUCTURED = {
    "allowed_updates", "caption_entities", "commands", "entities", "link_preview_options", "media",
    "menu_button", "message_ids", "options", "permissions", "reaction", "reply_markup", "reply_parameters",
    "rights", "scope",
}  # fmt: skip


@dataclass(frozen=True)
class Upload:
    """A file that came with a request."""

    name: str
    mime_type: str
    content: bytes


class Params:
    """Parameters by name, read leniently as Telegram does: "5" is a number, "true" is true."""

    def __init__(self, values: Json, uploads: dict[str, Upload] | None = None) -> None:
        self.values = {key: value for key, value in values.items() if value is not None}
        self.uploads = uploads or {}

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def raw(self, name: str) -> Any:
        return self.values.get(name)

    def text(self, name: str) -> str:
        value = self.values.get(name, "")
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int, low: int | None = None, high: int | None = None) -> int:
        try:
            number = int(self.values.get(name, default))
        except (TypeError, ValueError):
            number = default
        number = number if low is None else max(low, number)
        return number if high is None else min(high, number)

    def number(self, name: str) -> float | None:
        try:
            return float(self.values[name])
        except (KeyError, TypeError, ValueError):
            return None

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in {"true", "1", "yes", "t", "y"}

    def structure(self, name: str) -> Any:
        """A list or an object, or None if it is absent or empty. Raises a 400 for bad JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def mapping(self, name: str) -> Json | None:
        """An object, or None if it is absent or empty. Raises a 400 for anything else."""
        value = self.structure(name)
        if value and not isinstance(value, dict):
            raise bad_request(f"can't parse {name.replace('_', ' ')}: expected an Object")
        return value or None

    def array(self, name: str) -> list[Any]:
        """A list, empty if it is absent. Raises a 400 for anything else."""
        value = self.structure(name)
        if value and not isinstance(value, list):
            raise bad_request(f"can't parse {name.replace('_', ' ')}: expected an Array")
        return value or []

    def recorded(self) -> Json:
        """The parameters as they are shown in the record of requests: structures decoded."""
        return {key: _decoded(key, value) for key, value in self.values.items()}


def _decoded(name: str, value: Any) -> Any:
    if name not in STRUCTURED or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


async def read(request: Request) -> Params:
    """All parameters of a request. Those in the body win over those in the address."""
    values: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return Params(values | _json_object(await request.body()))
    if kind in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        fields, uploads = await read_uploads(request)
        return Params(values | fields, uploads)
    return Params(values)


async def read_uploads(request: Request) -> tuple[Json, dict[str, Upload]]:
    """The fields and the files of a form."""
    async with request.form(max_files=100, max_fields=1000, max_part_size=UPLOAD_LIMIT) as form:
        return {key: value for key, value in form.items() if isinstance(value, str)}, await _uploads(form)


def _json_object(body: bytes) -> Json:
    try:
        values = json.loads(body or b"{}")
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise bad_request("can't parse request: can't parse JSON object")
    return values


async def _uploads(form: FormData) -> dict[str, Upload]:
    uploads = {}
    for name, part in form.multi_items():
        if isinstance(part, UploadFile):
            content = await part.read()
            if len(content) > UPLOAD_LIMIT:
                raise ApiError(413, "Request Entity Too Large")
            mime_type = part.content_type or "application/octet-stream"
            uploads[name] = Upload(part.filename or "file", mime_type, content)
    return uploads
