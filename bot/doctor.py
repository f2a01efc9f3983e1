"""`shuanglian doctor`: everything that must be right, a line each, and the mend where it is not."""

import asyncio
import shutil
import subprocess
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from telegram import Bot
from telegram.error import TelegramError

from bot.clock import SystemClock
from bot.config import Config, ConfigError, load
from bot.opening import database
from bot.request import LOOPBACK, LeanRequest
from domain.calendar import PUBLISHED_UNTIL
from storage import events, inbox
from storage.engines import DatabaseRefusedError
from storage.schema import LATEST
from storage.tx import Tx

CLOCK_MAY_DIFFER = 5.0  # seconds
DISK_FREE = 500_000_000  # bytes
UNSEALED_FOR = timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    well: bool
    words: str
    mend: str = ""

    def __str__(self) -> str:
        mark = "ok  " if self.well else "FAIL"
        return f"{mark} {self.name}: {self.words}" + (f"\n     {self.mend}" if self.mend else "")

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return asdict(self)


async def username(config: Config) -> str:
    """The bot's username, from getMe. Raises TelegramError."""
    async with _bot(config) as bot:
        return bot.username


def _bot(config: Config) -> Bot:
    """Reached as the running bot reaches it: through the proxy of the environment, if at all."""
    return Bot(
        config.token(),
        base_url=config.telegram.base_url,
        base_file_url=config.telegram.base_file_url,
        request=LeanRequest(1),
        get_updates_request=LeanRequest(1),
    )


async def examine(path: Path) -> list[Finding]:
    """Look at everything. What depends on a broken configuration is left out."""
    try:
        config = load(path)
    except ConfigError as error:
        return [Finding("configuration", False, "; ".join(error.faults), "Mend these keys and ask again.")]
    findings = [Finding("configuration", True, str(path))]
    for look in LOOKS:
        findings += await look(config)
    return findings


async def _database(config: Config) -> list[Finding]:
    try:
        async with database(config) as writer:
            return [
                Finding("database", True, f"{config.database_url}, schema {LATEST}"),
                *await writer.run(_history),
            ]
    except DatabaseRefusedError as error:
        return [Finding("database", False, str(error), "See the line above.")]


def _history(tx: Tx) -> list[Finding]:
    broken, parked, oldest = events.verify(tx), inbox.count_parked(tx), events.oldest_unsealed(tx)
    age = SystemClock().now() - oldest if oldest else timedelta()
    return [
        Finding("seals", broken is None, "every seal of the history holds" if broken is None else
                f"the history was changed at position {broken}", "" if broken is None else
                "Compare with a backup from before the change."),
        Finding("sealing", age < UNSEALED_FOR, f"the oldest change without a seal is {int(age.total_seconds())} s old",
                "" if age < UNSEALED_FOR else "Seals are made while the bot runs: start it."),
        Finding("parked", parked == 0, f"{parked} updates were put aside",
                "" if parked == 0 else "`shuanglian parked list` says why; after the mend, `parked retry`."),
    ]  # fmt: skip


async def _telegram(config: Config) -> list[Finding]:
    try:
        async with _bot(config) as bot:
            webhook = await bot.get_webhook_info()
            found = [Finding("token", True, f"@{bot.username}")]
    except ConfigError as error:
        return [Finding("token", False, str(error), "Put the token into config.toml or into a file of its own.")]
    except TelegramError as error:
        return [Finding("token", False, f"getMe: {error}", "Look at telegram.token and telegram.base_url.")]
    polling = config.telegram.mode == "polling"
    words = webhook.url or "none is set"
    trouble = webhook.last_error_message if not polling else None
    mend = "The bot removes it when it starts polling." if polling and webhook.url else ""
    return [*found, Finding("webhook", trouble is None, words + (f"; last error: {trouble}" if trouble else ""), mend)]


async def _clock(config: Config) -> list[Finding]:
    """This machine's clock against the one in the Bot API's answer."""
    try:
        url = config.telegram.base_url.rsplit("/", 1)[0] + "/"
        near = urlsplit(url).hostname in LOOPBACK
        async with httpx.AsyncClient(timeout=10, trust_env=not near) as client:
            answer = await client.get(url)
        theirs = parsedate_to_datetime(answer.headers["date"])
    except (httpx.HTTPError, KeyError, ValueError) as error:
        return [Finding("clock", False, f"could not be compared ({type(error).__name__})", "Look at the network.")]
    differ = abs((SystemClock().now() - theirs).total_seconds())
    mend = "" if differ < CLOCK_MAY_DIFFER else "Let the machine set its clock by NTP; deadlines depend on it."
    return [Finding("clock", differ < CLOCK_MAY_DIFFER, f"differs by {differ:.0f} s from the Bot API's", mend)]


async def _calendar(config: Config) -> list[Finding]:
    left = (PUBLISHED_UNTIL - SystemClock().now().date()).days
    mend = "" if left > 0 else "Update the package chinesecalendar when the next year's holidays are published."
    return [Finding("calendar", left > 0, f"holidays are published until {PUBLISHED_UNTIL}", mend)]


async def _disk(config: Config) -> list[Finding]:
    where = config.database_url.path or config.folder
    free = shutil.disk_usage(where.parent if where.parent.is_dir() else config.folder).free
    mend = "" if free > DISK_FREE else "Make room: a full disk stops the bot, though nothing is lost."
    return [Finding("disk", free > DISK_FREE, f"{free // 1_000_000} MB free", mend)]


async def _fonts(config: Config) -> list[Finding]:
    """Pictures and documents in Chinese need a font that has it."""
    if shutil.which("fc-list") is None:
        return [Finding("fonts", True, "can't be looked at here (no fc-list)")]
    found = await asyncio.to_thread(
        subprocess.run, ["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False
    )
    well = bool(found.stdout.strip())
    mend = "" if well else "Install a Chinese font (Debian: fonts-noto-cjk); pictures need it."
    return [Finding("fonts", well, "a Chinese font is there" if well else "no Chinese font", mend)]


LOOKS: tuple[Callable[[Config], Awaitable[list[Finding]]], ...] = (
    _database, _telegram, _clock, _calendar, _disk, _fonts,
)  # fmt: skip
