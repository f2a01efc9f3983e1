"""Addresses in texts and buttons: what Telegram takes for one, and how it writes it."""

from __future__ import annotations

import re

from sandbox.records import Json

SCHEMES = {"http", "https", "tg", "ton", "tonsite"}
USER_LINK = re.compile(r"tg://user/?\?id=(\d+)", re.IGNORECASE)


class UrlError(ValueError):
    """Why an address is none, in Telegram's words."""


def normal_url(url: str) -> str:
    """An address in its full form. Raises UrlError."""
    scheme, mark, rest = url.strip().partition("://")
    if not mark:
        scheme, rest = "http", url.strip()
    scheme = scheme.lower()
    if scheme not in SCHEMES:
        raise UrlError("Unsupported URL protocol")
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if not host:
        raise UrlError("URL host is empty")
    if scheme.startswith("http") and "." not in host:
        raise UrlError("Wrong HTTP URL")
    return f"{scheme}://{rest}" + ("/" if rest == host and scheme.startswith("http") else "")


def link(url: str) -> Json | None:
    """The entity of a linked text; None (the text stays plain) where the address is none."""
    user = USER_LINK.fullmatch(url.strip())
    if user:
        return {"type": "text_mention", "user_id": int(user[1])}
    try:
        return {"type": "text_link", "url": normal_url(url)}
    except UrlError:
        return None
