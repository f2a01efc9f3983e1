"""Who may speak to the sandbox: only this machine, unless it was opened on purpose.

A page on the internet could point a name of its own at 127.0.0.1 and read the answers (DNS rebinding),
so the Host header must be a loopback name; and no foreign page may change anything. Bots' methods may be called by
GET as well, which needs no more than a picture's address in a page: browsers say of such a request where it is from.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
FOREIGN = {"cross-site", "same-site"}  # of Sec-Fetch-Site: another page, or one on another port


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only be this machine."""
    name = host.strip("[]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


class Guard:
    """ASGI middleware that refuses foreign Host and Origin headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            reason = refusal(scope["method"], scope["path"], Headers(scope=scope))
            if reason:
                await JSONResponse({"error": reason}, status_code=403)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def refusal(method: str, path: str, headers: Headers) -> str | None:
    """Why a request is refused; None if it isn't."""
    host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    if not is_loopback(host):
        return "The sandbox answers only to loopback names such as 127.0.0.1 and localhost."
    origin = headers.get("origin")
    is_foreign = origin is not None and not _is_own(origin, headers["host"])
    is_led = headers.get("sec-fetch-site") in FOREIGN and path != "/"  # the page itself may be opened by a link
    if is_led or (is_foreign and method not in SAFE_METHODS):
        return "The sandbox takes no orders from foreign pages."
    return None


def _is_own(origin: str, host: str) -> bool:
    return urlsplit(origin).netloc.lower() == host.lower()
