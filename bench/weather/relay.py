"""A Telegram that calls the webhook badly: every update comes three times, and with ever lower numbers."""

import asyncio
import json
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web import SIGNED_BY

AGAIN = (0.3, 1.5)  # seconds after which an update comes once more
HIGH = 2_000_000_000
STRANGE: tuple[dict[str, Any], ...] = (
    {"something_of_next_year": {"from": {"id": 5}, "chat": {"id": 5}}},
    {"message": {"message_id": 1, "something": True}},
    {"poll_answer": None},
)


class Relay:
    """Stands between the sandbox and the bot's webhook. Good until it is told to be bad."""

    def __init__(self, to: str) -> None:
        self._to = to
        self._again: set[asyncio.Task[None]] = set()
        self.bad = False
        self.passed = 0

    def app(self) -> Starlette:
        """What the sandbox calls."""
        return Starlette(routes=[Route("/telegram/webhook", self._called, methods=["POST"])])

    async def idle(self) -> None:
        """Return when nothing is to be repeated any more."""
        await asyncio.gather(*self._again)

    async def _called(self, request: Request) -> Response:
        update, secret = await request.json(), request.headers.get(SIGNED_BY, "")
        if not self.bad:
            return Response(status_code=await self._post(update, secret))
        turned = {**update, "update_id": HIGH - update["update_id"]}
        status = await self._post(turned, secret)
        strange = {"update_id": HIGH + update["update_id"], **STRANGE[self.passed % len(STRANGE)]}
        self.passed += 1
        for body, pause in [*((turned, pause) for pause in AGAIN), (strange, AGAIN[0])]:
            task = asyncio.create_task(self._later(body, secret, pause))
            self._again.add(task)
        return Response(status_code=status)

    async def _later(self, update: dict[str, Any], secret: str, pause: float) -> None:
        await asyncio.sleep(pause)
        assert await self._post(update, secret) == 200, "what was stored before, or makes no sense, is taken as well"

    async def _post(self, update: dict[str, Any], secret: str) -> int:
        headers = {"Content-Type": "application/json", SIGNED_BY: secret}
        async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
            try:
                answer = await client.post(self._to, content=json.dumps(update).encode(), headers=headers)
            except httpx.HTTPError:
                return 502
        return answer.status_code
