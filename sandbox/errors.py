"""What the server refuses, in Telegram's words: programs decide by these texts, so they are exact."""

from __future__ import annotations

from typing import Any

PREFIXES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict"}


class ApiError(Exception):
    """A refusal by the Bot API: HTTP status, description, and perhaps `parameters`."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


class ControlError(Exception):
    """A refusal by the sandbox's own control interface, in plain words."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def bad_request(reason: str) -> ApiError:
    """A 400; the reason's first letter becomes small, unless it is a code such as BUTTON_DATA_INVALID."""
    return ApiError(400, f"{PREFIXES[400]}: {_small(reason)}")


def forbidden(reason: str) -> ApiError:
    return ApiError(403, f"{PREFIXES[403]}: {reason}")


def conflict(reason: str) -> ApiError:
    return ApiError(409, f"{PREFIXES[409]}: {reason}")


def too_many(retry_after: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def _small(reason: str) -> str:
    is_code = len(reason) > 1 and (reason[1] == "_" or "A" <= reason[1] <= "Z")
    return reason if is_code else reason[:1].lower() + reason[1:]
