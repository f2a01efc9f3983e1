"""Handing out files, and the pictures that people show of themselves (nobody here does)."""

from __future__ import annotations

from sandbox.api.call import Call, method
from sandbox.records import Json


@method("getFile")
def get_file(call: Call) -> Json:
    record = call.world.files.downloadable(call.bot.id, call.params.text("file_id"))
    return {
        "file_id": record.file_id,
        "file_unique_id": record.unique_id,
        "file_size": record.size,
        "file_path": record.path,
    }


@method("getUserProfilePhotos")
def get_user_profile_photos(call: Call) -> Json:
    return {"total_count": 0, "photos": []}
