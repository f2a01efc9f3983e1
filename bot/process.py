"""The whole bot, wired in one readable place, and taken apart again without losing anything."""

import asyncio
import contextlib
import itertools
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram import BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.config import Config
from bot.delivery import Delivery
from bot.faults import note, note_loop
from bot.fleet import TELLS, Bell, Place, Role, Share, placed
from bot.hook import Hook
from bot.intake import Intake, poll
from bot.metrics import Metrics
from bot.opening import database
from bot.pace import asked_by, back_off
from bot.request import LeanRequest
from bot.roster_desk import RosterDesk
from bot.schedule import Schedule
from bot.status import BEGINS, NO_BOT_API, NO_DATABASE, STANDS_BY, Status
from bot.supervisor import Supervisor
from bot.turns import Turns
from bot.web import serving, status_app, webhook_app
from domain.rules import Rules
from handlers.application import build
from handlers.conversation import ForgetfulApplication
from handlers.people.views import menu_of
from handlers.turn import Clock
from locales import LANGUAGES, Text
from services.settings import standing
from storage.inbox import EVERY
from storage.writer import BATCH, Writer, WriterClosedError

log = logging.getLogger(__name__)

SETTLED_WITHIN = 2.0  # seconds until what is settled in chat holds in every process
GRACE = 5.0  # seconds for turns and ticks that are running when the process is told to end
PAUSES = (0.5, 30.0)  # seconds between tries to reach the Bot API at the start: the first, and the longest
MEND = "If it goes on: look at the network, the proxy, and telegram.base_url."


@dataclass(frozen=True)
class Running:
    """The parts of a running bot, for those who stand beside it: the demo's clock, the tests."""

    application: ForgetfulApplication
    writer: Writer
    turns: Turns
    delivery: Delivery
    schedule: Schedule
    place: Place | None

    async def settle(self) -> None:
        """Do everything that is due now, and return when it was done and sent."""
        await self.turns.idle()
        await self.schedule.tick()
        await self.turns.idle()
        await self.delivery.idle()


@contextlib.asynccontextmanager
async def running(
    config: Config, clock: Clock, role: Role = Role.ALL, tasks: Supervisor | None = None
) -> AsyncIterator[Running]:
    """The bot, while entered; `tasks` hears also while it starts of a part that has ended.

    Raises ConfigError, DatabaseRefusedError, TelegramError, OSError where it can't start.
    """
    tasks = tasks or Supervisor()
    async with contextlib.AsyncExitStack() as stack:
        try:
            yield await _begun(stack, config, clock, role, tasks)
        finally:
            tasks.leave()


async def _begun(
    stack: contextlib.AsyncExitStack, config: Config, clock: Clock, role: Role, tasks: Supervisor
) -> Running:
    """Start the parts in their order; the stack ends them in the opposite one."""
    token = config.token()
    asyncio.get_running_loop().set_exception_handler(note_loop)
    metrics = Metrics(config.delivery.per_second)
    status = Status(clock, metrics)
    await stack.enter_async_context(_pages(config, status, tasks))
    status.waits = STANDS_BY
    place = await stack.enter_async_context(placed(config.database_url, role))
    status.waits = NO_BOT_API
    if role.receives:
        metrics.expect_updates()
    application = _application(config, token)
    stack.push_async_callback(application.bot.shutdown)
    await _until_it_answers(application.initialize)
    rules = config.rules.model_copy(update={"bot_username": application.bot.username, "key": token})
    status.waits = NO_DATABASE
    status.writer = writer = await stack.enter_async_context(database(config, rules, TELLS[role], steadfast=True))
    status.waits = BEGINS
    tasks.watch(writer.runner)
    writer.on(BATCH, metrics.batch)
    metrics.expect_jobs(writer.held_up)
    turns = Turns(application, writer, clock, metrics, EVERY if role is Role.ALL else frozenset())
    schedule = Schedule(writer, clock, metrics)
    delivery = Delivery(writer, application.bot, clock, config.delivery, metrics)
    intake = Intake(writer, application.bot.id, clock, turns.feed if role.handles else None, metrics, turns.is_busy)
    if role is Role.ALL:
        await turns.recover()
    sending = [tasks.start(delivery.run(), "delivery")] if role.receives else []
    stack.push_async_callback(_finish, schedule, turns, sending)
    if role.receives:
        tasks.watch(schedule.start())
        desk = RosterDesk(writer, application.bot, clock, config.database_url)
        stack.push_async_callback(_end, tasks.start(desk.run(), "roster"))
    if role.handles:
        stack.push_async_callback(_end, tasks.start(turns.watch(), "inbox"))
    stack.push_async_callback(_end, tasks.start(_keep_to(writer, rules), "settings"))
    if place is not None:
        for work in _among_others(place, role, turns, delivery):
            stack.push_async_callback(_end, tasks.start(work, "place"))
    if role.receives:
        status.waits = NO_BOT_API
        await stack.enter_async_context(_receiving(config, application, intake, tasks))
        await _publish_menu(application)
    status.works(application.bot)
    stack.callback(status.ends)
    return Running(application, writer, turns, delivery, schedule, place)


@contextlib.asynccontextmanager
async def _pages(config: Config, status: Status, tasks: Supervisor) -> AsyncIterator[None]:
    """The status pages, from the very start until nothing of the process runs any more."""
    if not config.metrics.listen:
        yield
        return
    host, _, port = config.metrics.listen.rpartition(":")
    async with serving(status_app(status), host, int(port), tasks):
        yield


def _among_others(place: Place, role: Role, turns: Turns, delivery: Delivery) -> "list[Coroutine[Any, Any, None]]":
    """What a process does beside its own work, where others work on the same database."""
    share = Share(turns)
    if role is Role.WORKER:
        return [place.keep(share.balance, share.cut), _answer(place.bell, lambda ids: turns.fetch())]
    keeping = place.keep(None, delivery.let_go, delivery.take_up)
    return [keeping] if role is Role.ALL else [keeping, _answer(place.bell, delivery.fetch)]


async def _keep_to(writer: Writer, configured: Rules) -> None:
    """Go by what is settled in chat, within seconds, in whatever process it was settled."""
    while True:
        await asyncio.sleep(SETTLED_WITHIN)
        try:
            writer.rules = await writer.run(lambda tx: standing.rules(tx, configured))
        except WriterClosedError:
            return
        except Exception as error:
            note(log, error, "What was settled in chat could not be read; it is looked for again")


async def _answer(bell: Bell, fetch: "Callable[[set[int]], Awaitable[None]]") -> None:
    """Take what other processes left for this one, whenever they ring."""
    while True:
        ids = await bell.rung()
        try:
            await fetch(ids)
        except WriterClosedError:
            return
        except Exception as error:
            note(log, error, "What another process left could not be taken; it is looked for again")


def _application(config: Config, token: str) -> ForgetfulApplication:
    sending, polling = LeanRequest(config.delivery.at_once + 16), LeanRequest(2)
    return build(token, config.telegram.base_url, config.telegram.base_file_url, sending, polling)


@contextlib.asynccontextmanager
async def _receiving(
    config: Config, application: ForgetfulApplication, intake: Intake, tasks: Supervisor
) -> AsyncIterator[None]:
    """Take updates by polling or by webhook, as configured."""
    webhook = config.telegram.webhook
    if config.telegram.mode == "polling":
        async with _going(tasks.start(poll(application.bot, intake), "polling")):
            yield
        return
    hook = Hook(application.bot, webhook, intake)
    async with serving(webhook_app(intake, webhook.secret_token), webhook.listen, webhook.port, tasks):
        await _until_it_answers(hook.set)
        intake.heard()
        async with _going(tasks.start(hook.keep(), "webhook")):
            yield


@contextlib.asynccontextmanager
async def _going(task: "asyncio.Task[None]") -> AsyncIterator[None]:
    """End a task on leaving."""
    try:
        yield
    finally:
        await _end(task)


async def _until_it_answers(ask: Callable[[], Awaitable[object]]) -> None:
    """Ask the Bot API something until it answers. Raises what no waiting mends: InvalidToken and BadRequest."""
    for failures in itertools.count(1):
        try:
            await ask()
        except (InvalidToken, BadRequest):
            raise
        except (NetworkError, RetryAfter) as error:
            pause = asked_by(error) if isinstance(error, RetryAfter) else back_off(failures, *PAUSES)
            log.warning("The Bot API does not answer (%s); tried again in %.0f s. %s", error, pause, MEND)
            await asyncio.sleep(pause)
        else:
            return


async def _finish(schedule: Schedule, turns: Turns, sending: "list[asyncio.Task[None]]") -> None:
    """Ticks, turns and sends that are running have the same few seconds to end: a database may take nothing."""
    await asyncio.gather(schedule.stop(GRACE), turns.stop(GRACE), *map(_end, sending))


async def _end(task: "asyncio.Task[None]") -> None:
    """End a task. If a fault has ended it before, that was told."""
    task.cancel()
    await asyncio.wait({task})


async def _publish_menu(application: ForgetfulApplication) -> None:
    """The command menu of residents, in every language; who gets a role gets the own menu with it."""
    scope = BotCommandScopeAllPrivateChats()
    try:
        for language in (*LANGUAGES, None):
            commands = [BotCommand(name, words) for name, words in menu_of(Text(language or "zh"), ())]
            await application.bot.set_my_commands(commands, scope=scope, language_code=language)
    except TelegramError as error:
        log.warning("The command menu could not be set (%s); the bot works without it.", error)
