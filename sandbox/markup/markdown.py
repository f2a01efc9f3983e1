"""MarkdownV2 and the old Markdown, as Telegram reads them."""

from __future__ import annotations

from sandbox.errors import bad_request
from sandbox.records import Json


def parse_v2(source: str) -> tuple[str, list[Json]]:
    """Plain text and entities of a MarkdownV2 text."""
    raise bad_request("unsupported parse_mode")


def parse_legacy(source: str) -> tuple[str, list[Json]]:
    """Plain text and entities of a text in the old Markdown."""
    raise bad_request("unsupported parse_mode")
