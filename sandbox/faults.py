"""Trouble on demand: refusals, delays and broken connections, to see how a bot bears them."""

from __future__ import annotations

import random
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sandbox.errors import ApiError
from sandbox.params import Params

TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"
REASONS = {
    400: "Bad Request: bad request", 401: "Unauthorized", 403: "Forbidden: bot was blocked by the user",
    404: "Not Found", 409: f"Conflict: {TERMINATED}",
    429: "Too Many Requests: retry later", 500: "Internal Server Error", 502: "Bad Gateway",
    503: "Service Unavailable", 504: "Gateway Timeout",
}  # fmt: skip


class Fault(BaseModel):
    """One order for trouble. Without a status it only delays, or drops the connection."""

    model_config = ConfigDict(extra="forbid")

    method: str | None = None
    chat: int | None = None
    bot: int | None = None
    status: int | None = Field(default=None, ge=400, le=599)
    http: int | None = Field(default=None, ge=200, le=599)  # by which HTTP hides it: some proxies say 200 to everything
    description: str | None = None
    retry_after: int | None = None
    count: int | None = Field(default=None, ge=1)
    delay_ms: int = Field(default=0, ge=0)
    drop: bool | Literal["before", "after"] = False
    rate: float = Field(default=1.0, ge=0, le=1)

    def meets(self, bot: int, method: str, params: Params) -> bool:
        return (
            (self.method is None or self.method.lower() == method.lower())
            and (self.chat is None or str(params.raw("chat_id")) == str(self.chat))
            and (self.bot is None or self.bot == bot)
            and (self.rate >= 1 or random.random() < self.rate)
        )

    def error(self) -> ApiError | None:
        """The refusal that this fault asks for."""
        if self.status is None:
            return None
        if self.status == 429 and self.retry_after is not None and self.description is None:
            return ApiError(429, f"Too Many Requests: retry after {self.retry_after}", retry_after=self.retry_after)
        parameters = {} if self.retry_after is None else {"retry_after": self.retry_after}
        return ApiError(self.status, self.description or REASONS.get(self.status, "Error"), **parameters)


class Faults:
    """The faults in force, in the order in which they were given."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def clear(self) -> None:
        self._faults.clear()

    def all(self) -> list[Fault]:
        return list(self._faults)

    def take(self, bot: int, method: str, params: Params) -> Fault | None:
        """The first fault that meets this request; one that is used up goes."""
        fault = next((fault for fault in self._faults if fault.meets(bot, method, params)), None)
        if fault is not None and fault.count is not None:
            fault.count -= 1
            if fault.count == 0:
                self._faults.remove(fault)
        return fault
