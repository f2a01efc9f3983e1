"""Posting updates to the bots that want it so: one after another, again until it is heard."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import httpx

from sandbox.records import Bot, Json, Webhook

if TYPE_CHECKING:
    from sandbox.world import World

LOGGER = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE, ANSWER_WITHIN = 0.5, 60.0, 60.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
Execute = Callable[[Bot, Json], Awaitable[None]]


class Webhooks:
    """One task for every bot with a webhook. Between `start` and `stop` they run."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._client: httpx.AsyncClient | None = None
        self._execute: Execute | None = None

    async def start(self, execute: Execute) -> None:
        """Begin to deliver; `execute` runs a method that an answer names."""
        self._client = httpx.AsyncClient(timeout=ANSWER_WITHIN, trust_env=False)
        self._execute = execute
        for bot in self._world.people.bots:
            self.wake(bot)

    async def stop(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tasks.clear()
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def wake(self, bot: Bot) -> None:
        """The webhook of a bot is new or gone."""
        task = self._tasks.pop(bot.id, None)
        if task is not None:
            task.cancel()
        if bot.webhook is not None and self._client is not None:
            self._tasks[bot.id] = asyncio.create_task(self._deliver(bot, bot.webhook))

    async def _deliver(self, bot: Bot, webhook: Webhook) -> None:
        world = self._world
        pause = FIRST_PAUSE
        while True:
            batch = await world.changes.until(lambda: world.mailbox.batch(bot, 1), 3600)
            if world.changes.closing:
                return
            for update in batch:
                failure = await self._post(bot, webhook, update)
                if failure is None:
                    world.mailbox.confirm(bot, update["update_id"] + 1)
                    pause = FIRST_PAUSE
                else:
                    self._note(bot, webhook, failure)
                    await asyncio.sleep(pause)
                    pause = min(LONGEST_PAUSE, pause * 2)
                world.store.commit()

    async def _post(self, bot: Bot, webhook: Webhook, update: Json) -> str | None:
        """Post one update; None when it was heard, else what went wrong in Telegram's words."""
        if self._client is None:
            return "Connection closed"
        headers = {"Content-Type": "application/json"}
        if webhook.secret_token:
            headers[SECRET_HEADER] = webhook.secret_token
        body = json.dumps(update, ensure_ascii=False).encode()
        try:
            answer = await self._client.post(webhook.url, content=body, headers=headers)
        except httpx.TimeoutException:
            return "Read timeout expired"
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return "Connection refused" if isinstance(error, httpx.ConnectError) else f"Connection lost: {error}"
        if not answer.is_success:
            return f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
        await self._obey(bot, answer)
        return None

    async def _obey(self, bot: Bot, answer: httpx.Response) -> None:
        """Run the method that a bot put into its answer; how it ends is not told to anybody."""
        try:
            body = json.loads(answer.content or b"null")
        except ValueError:
            return
        if isinstance(body, dict) and isinstance(body.get("method"), str) and self._execute is not None:
            await self._execute(bot, body)

    def _note(self, bot: Bot, webhook: Webhook, failure: str) -> None:
        LOGGER.info("webhook of bot %s: %s", bot.id, failure)
        webhook.last_error_date = self._world.timestamp()
        webhook.last_error_message = failure
        self._world.people.bots.put(bot.id, bot)
