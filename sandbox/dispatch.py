"""One request to the Bot API, from the address to the answer: token, fault, rate, method, record."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import json
import logging
from typing import Any

from sandbox.api import METHODS, Call
from sandbox.api.call import PACED, Told
from sandbox.errors import ApiError
from sandbox.faults import Fault
from sandbox.params import Params
from sandbox.records import Bot, Json
from sandbox.world import World

LOGGER = logging.getLogger(__name__)
NOT_FOUND = ApiError(404, "Not Found: method not found")


class Dropped(Exception):  # noqa: N818 - it is an order to hang up, not an error
    """The connection is to be closed without an answer."""


class Dispatcher:
    """Runs the requests of all bots."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def answer(self, token: str, method: str, params: Params) -> tuple[int, bytes]:
        """The status and the JSON body of the answer. Raises Dropped when a fault says so."""
        status, body = await self._answer(token, method, params)
        return status, json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()

    async def execute(self, bot: Bot, body: Json) -> None:
        """Run a method that a webhook's answer named; refusals are told to nobody, as with Telegram."""
        values = {key: value for key, value in body.items() if key != "method"}
        with contextlib.suppress(Dropped):
            await self._answer(bot.token, str(body["method"]), Params(values))

    async def _answer(self, token: str, method: str, params: Params) -> tuple[int, Json]:
        try:
            bot, is_new = self._world.people.bot_of_token(token)
        except ApiError as error:
            return refusal(error)
        if is_new:
            self._world.changes.publish({"type": "bot", "bot": bot.as_user()})
        entry: Json = {
            "bot": bot.id,
            "method": method,
            "params": params.recorded(),
            "files": {name: upload.name for name, upload in params.uploads.items()},
            "at": self._world.now().isoformat(),
        }
        try:
            status, body = await self._run(bot, method, params)
        except Dropped:
            self._world.requests.add({**entry, "status": 0, "ok": False, "description": "dropped"})
            raise
        finally:
            self._world.store.commit()
        told = {"status": status, "ok": body["ok"], "description": body.get("description")}
        self._world.requests.add({**entry, **told})
        return status, body

    async def _run(self, bot: Bot, method: str, params: Params) -> tuple[int, Json]:
        fault = self._world.faults.take(bot.id, method, params)
        try:
            if fault is not None:
                await _suffer(fault)
            result = await self._call(bot, method, params)
        except ApiError as error:
            status, body = refusal(error)
            hidden = fault.http if fault is not None else None
            return hidden or status, body
        if fault is not None and fault.drop == "after":
            raise Dropped
        if isinstance(result, Told):
            return 200, {"ok": True, "result": result.result, "description": result.description}
        return 200, {"ok": True, "result": result}

    async def _call(self, bot: Bot, method: str, params: Params) -> Any:
        name = method.lower()
        function = METHODS.get(name)
        if function is None:
            raise NOT_FOUND
        if name in PACED:
            self._world.limits.pass_through(bot.id, params.text("chat_id"))
        try:
            result = function(Call(self._world, bot, params))
            return await result if inspect.isawaitable(result) else result
        except (TypeError, ValueError, KeyError, AttributeError):
            LOGGER.exception("%s with parameters of a wrong kind", method)
            raise ApiError(400, "Bad Request: wrong parameters specified") from None


async def _suffer(fault: Fault) -> None:
    if fault.delay_ms:
        await asyncio.sleep(fault.delay_ms / 1000)
    if fault.drop in {True, "before"}:
        raise Dropped
    error = fault.error()
    if error is not None:
        raise error


def refusal(error: ApiError) -> tuple[int, Json]:
    """A refusal as Telegram words it in JSON."""
    body: Json = {"ok": False, "error_code": error.status, "description": error.description}
    return error.status, body | ({"parameters": error.parameters} if error.parameters else {})
