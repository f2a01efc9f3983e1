"""`shuanglian doctor`: everything that must be right, a line each, and the mend where it is not."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.config import Config, ConfigError, load
from bot.doctor import machine, messenger, stored
from bot.doctor.finding import Finding
from bot.doctor.messenger import username

__all__ = ["Finding", "examine", "username"]

ABSENT = "Copy config.example.toml to this place and fill in the token, or name the file with --config."
WRONG = "Mend what is named here and ask again; config.example.toml explains every key."

LOOKS: tuple[Callable[[Config], Awaitable[list[Finding]]], ...] = (
    stored.database, messenger.telegram, messenger.clock, machine.calendar, machine.disk, machine.pages, machine.fonts,
)  # fmt: skip


async def examine(path: Path) -> list[Finding]:
    """Look at everything. What depends on a broken configuration is left out."""
    try:
        config = load(path)
    except ConfigError as error:
        return [_unusable(path, error)]
    findings = [Finding("configuration", True, str(path)), machine.rights(config, path)]
    for look in LOOKS:
        findings += await look(config)
    return findings


def _unusable(path: Path, error: ConfigError) -> Finding:
    return Finding("configuration", False, "; ".join(error.faults), WRONG if path.exists() else ABSENT)
