"""The demo's folder: what the town keeps, the mark that says whose it is, and the configuration for other commands.

`demo.json` marks the folder and says how far the town is: a town that was killed while people moved in begins anew.
Only what the demo itself made is ever deleted.
"""

import contextlib
import fcntl
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from pydantic import BaseModel, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from bot.clock import Clock, SteppedClock, SystemClock
from bot.config import Config

BOT_ID = 2019012401
TOKEN = f"{BOT_ID}:double-link-demo-town-of-zibo-1"  # known to this machine's sandbox alone
MARK, LOCK, CONFIG, DATABASE, SANDBOX = "demo.json", "demo.lock", "config.toml", "town.db", "sandbox"
OURS = (CONFIG, *(DATABASE + suffix for suffix in ("", "-wal", "-shm", ".lock")), SANDBOX)

WORDS = """\
# Written anew by `shuanglian demo` at every start. While the demo runs, the other commands work on its town, too:
#   shuanglian doctor --config config.toml
[telegram]
token = "{token}"
base_url = "{url}/bot"
base_file_url = "{url}/file/bot"

[database]
url = "sqlite:///{database}"

[delivery]  # nobody limits the sandbox
per_second = 1000
per_chat_per_second = 1000
per_chat_burst = 1000

[metrics]
listen = ""
"""


class DemoConfig(Config):
    """The configuration without the environment: whatever is set there belongs to a real bot, and to its people."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is written in the demo's file, and nothing else."""
        return (init_settings,)


class Mark(BaseModel):
    """What the folder says of itself."""

    settled: bool = False  # whether everybody has moved in
    ahead: float = 0.0  # seconds by which the town's clock is ahead of the machine's


class FolderError(OSError):
    """The folder can't be used; the message says why and what to do."""


class Folder:
    """The folder of one town."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.mark = self._read() or Mark()

    @property
    def sandbox(self) -> Path:
        """Where the sandbox keeps people, chats and files."""
        return self.path / SANDBOX

    @property
    def ahead(self) -> timedelta:
        """How far the town's clock was set forward."""
        return timedelta(seconds=self.mark.ahead)

    def keep(self, *, settled: bool, ahead: timedelta) -> None:
        """Write the mark: whole, or not at all."""
        self.mark = Mark(settled=settled, ahead=ahead.total_seconds())
        fresh = self.path / f"{MARK}.new"
        fresh.write_text(self.mark.model_dump_json() + "\n", encoding="utf-8")
        fresh.replace(self.path / MARK)

    def configure(self, url: str) -> Config:
        """Write the configuration for the sandbox at `url`, and read it."""
        words = WORDS.format(token=TOKEN, url=url, database=DATABASE)
        (self.path / CONFIG).touch(mode=0o600)
        (self.path / CONFIG).write_text(words, encoding="utf-8")
        return DemoConfig(**tomllib.loads(words), folder=self.path.absolute())

    def clear(self) -> None:
        """Delete what the demo made here, and nothing else. The mark goes last: it says that this may be done."""
        for name in OURS:
            found = self.path / name
            if found.is_dir():
                shutil.rmtree(found)
            else:
                found.unlink(missing_ok=True)
        (self.path / MARK).unlink(missing_ok=True)
        self.mark = Mark()

    def _read(self) -> Mark | None:
        try:
            return Mark.model_validate_json((self.path / MARK).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (ValidationError, UnicodeDecodeError):
            return Mark()


@contextlib.contextmanager
def opened(data: Path | None, *, fresh: bool) -> Iterator[Folder]:
    """The folder, ours alone while entered; without `data` a temporary one that is gone afterwards.

    A town that is not settled is cleared away first. Raises FolderError.
    """
    if data is None:
        with tempfile.TemporaryDirectory(prefix="shuanglian-demo-", ignore_cleanup_errors=True) as name:
            yield Folder(Path(name))
        return
    if data.exists() and not _is_free(data):
        raise FolderError(f"{data} holds something that is not the demo's. Name an empty folder, or a new one.")
    data.mkdir(parents=True, exist_ok=True)
    with _alone(data):
        folder = Folder(data)
        if fresh or not folder.mark.settled:
            folder.clear()
        folder.keep(settled=folder.mark.settled, ahead=folder.ahead)
        yield folder


def _is_free(data: Path) -> bool:
    """Whether this is a folder that the demo made, or an empty one."""
    return data.is_dir() and ((data / MARK).exists() or all(found.name == LOCK for found in data.iterdir()))


def town_clock(config: Config) -> Clock:
    """The clock by which a city lives: of a demo's town the one that its page set forward, else the machine's."""
    mark = Folder(config.folder).mark if config.telegram.token == TOKEN else Mark()
    return SteppedClock(timedelta(seconds=mark.ahead)) if mark.settled else SystemClock()


@contextlib.contextmanager
def _alone(data: Path) -> Iterator[None]:
    with (data / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderError(f"A demo is running in {data} already. Stop it first, or name another folder.") from None
        yield
