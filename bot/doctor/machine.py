"""The machine: files and their rights, room on the disk, the port of the status pages, fonts, the calendar."""

import asyncio
import errno
import re
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import httpx

from bot.clock import SystemClock
from bot.config import Config
from bot.doctor.finding import Finding, found
from bot.status import STANDS_BY
from domain.calendar import PUBLISHED_UNTIL
from storage.lock import NO_FOLDER, UNWRITABLE

DISK_FREE = 500_000_000  # bytes
EVERYBODY = 0o007
PASSWORD = re.compile(r"://[^/@]*:([^/@]+)@|[?&]password=([^&]+)")
READY_WITHIN = 15.0  # seconds; the bot itself waits for 5 until it says that something does not answer
OURS = "shuanglian_"  # how the names of our figures begin


def rights(config: Config, path: Path) -> Finding:
    """Files with a secret, or with what people wrote, are for the bot's account alone."""
    telegram, url = config.telegram, config.database.url
    secrets = [telegram.token, telegram.webhook.secret_token, url if PASSWORD.search(url) else ""]
    words = path.read_text(encoding="utf-8")
    files = [path] if any(secret and secret in words for secret in secrets) else []
    files += [config.folder / telegram.token_file] if telegram.token_file else []
    files += [config.database_url.path] if config.database_url.path else []
    bare = [str(file) for file in files if file.exists() and file.stat().st_mode & EVERYBODY]
    told = f"everybody on this machine may open {' and '.join(bare)}" if bare else "secrets and data are private"
    return found("rights", not bare, told, f"Run: chmod 600 {' '.join(bare)}")


async def calendar(config: Config) -> list[Finding]:
    """Whether the working days of today are known for certain."""
    left = (PUBLISHED_UNTIL - SystemClock().now().date()).days
    mend = "Update the package chinesecalendar when the next year's holidays are published."
    return [found("calendar", left > 0, f"holidays are published until {PUBLISHED_UNTIL}", mend)]


async def disk(config: Config) -> list[Finding]:
    """Whether the data's folder can be written, and has room."""
    path = config.database_url.path
    folder = path.parent if path else config.folder
    if not folder.is_dir():
        return [Finding("disk", False, f"there is no folder {folder}", NO_FOLDER)]
    if path and (fault := await asyncio.to_thread(_unwritable, folder)):
        return [Finding("disk", False, f"{folder}: can't be written ({fault})", UNWRITABLE)]
    free = shutil.disk_usage(folder).free
    mend = "Make room: a full disk stops the bot, though nothing is lost."
    return [found("disk", free > DISK_FREE, f"{free // 1_000_000} MB free", mend)]


def _unwritable(folder: Path) -> str:
    """Why no file can be made there; a file without a name is, and is gone at once."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return error.strerror or type(error).__name__


async def pages(config: Config) -> list[Finding]:
    """Whether the address of the status pages is the bot's already, or free for it."""
    if not config.metrics.listen:
        return [Finding("metrics", True, "switched off")]
    listen = config.metrics.listen
    fault = _taken(listen)
    mend = "Stop that program, or choose another address and port for [metrics] listen."
    if fault is None:
        return [Finding("metrics", True, f"{listen} is free for the bot")]
    if fault.errno == errno.EADDRINUSE and await _is_ours(listen):
        return [Finding("metrics", True, f"http://{listen}/metrics answers"), await _ready(listen)]
    return [Finding("metrics", False, f"{listen} is not free for the bot ({fault.strerror})", mend)]


def _taken(listen: str) -> OSError | None:
    """Why nobody can listen there; a bot that starts at this moment is not disturbed, since nobody listens here."""
    host, _, port = listen.rpartition(":")
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, int(port)))
    except OSError as error:
        return error
    return None


async def _is_ours(listen: str) -> bool:
    try:
        async with httpx.AsyncClient(timeout=READY_WITHIN, trust_env=False) as client:
            return OURS in (await client.get(f"http://{listen}/metrics")).text
    except (httpx.HTTPError, ValueError):
        return False


async def _ready(listen: str) -> Finding:
    """Whether the bot that runs there does its work, by its own words; one that stands by need not."""
    try:
        async with httpx.AsyncClient(timeout=READY_WITHIN, trust_env=False) as client:
            answer = await client.get(f"http://{listen}/readyz")
        words, well = answer.text.strip(), answer.is_success or STANDS_BY in answer.text
    except (httpx.HTTPError, ValueError) as error:
        words, well = f"/readyz does not answer ({type(error).__name__})", False
    return found("ready", well, words, "Look at the end of the bot's log: it says what it waits for, and the mend.")


async def fonts(config: Config) -> list[Finding]:
    """Pictures and documents in Chinese need a font that has it."""
    if shutil.which("fc-list") is None:
        return [Finding("fonts", True, "can't be looked at here (no fc-list)")]
    listed = await asyncio.to_thread(
        subprocess.run, ["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False
    )
    well = bool(listed.stdout.strip())
    mend = "Install a Chinese font (Debian: fonts-noto-cjk); pictures need it."
    return [found("fonts", well, "a Chinese font is there" if well else "no Chinese font", mend)]
