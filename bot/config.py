"""The configuration: `config.toml`, overridden by SHUANGLIAN_SECTION__KEY, checked before anything starts."""

import re
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from domain.rules import (
    AccessRules,
    DeadlineRules,
    DuplicateRules,
    LimitRules,
    LocaleRules,
    PrivacyRules,
    ReminderRules,
    Rules,
    SchemeRules,
    Section,
)
from storage.url import DatabaseUrl

WELL_FORMED = r"^\d{3,}:[A-Za-z0-9_-]{20,64}\Z"


class ConfigError(Exception):
    """The configuration can't be used; `faults` has a line for each reason."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class WebhookSection(Section):
    """Where Telegram's calls arrive, in webhook mode."""

    listen: str = "127.0.0.1"
    port: int = Field(8443, ge=1, le=65535)
    public_url: str = ""
    secret_token: str = Field("", pattern=r"^[A-Za-z0-9_-]{0,256}$")


class TelegramSection(Section):
    """The bot at Telegram."""

    token: str = ""
    token_file: str = ""
    base_url: str = "https://api.telegram.org/bot"
    base_file_url: str = "https://api.telegram.org/file/bot"
    mode: Literal["polling", "webhook"] = "polling"
    webhook: WebhookSection = WebhookSection()

    @field_validator("base_url", "base_file_url")
    @classmethod
    def _address(cls, text: str) -> str:
        if not (text.startswith(("https://", "http://")) and text.endswith("/bot")):
            raise ValueError("must begin with https:// or http:// and end in /bot")
        return text

    @model_validator(mode="after")
    def _complete(self) -> "TelegramSection":
        if self.mode == "webhook" and not (self.webhook.public_url and self.webhook.secret_token):
            raise ValueError("webhook mode needs [telegram.webhook] public_url and secret_token")
        return self


class DatabaseSection(Section):
    """Where the data are."""

    url: str = "sqlite:///shuanglian.db"

    @field_validator("url")
    @classmethod
    def _readable(cls, text: str) -> str:
        DatabaseUrl.parse(text)
        return text


class DeliverySection(Section):
    """The pace of sending. Telegram bears about 30 messages a second in all, one a second to a chat."""

    per_second: float = Field(29.5, gt=0, le=1_000_000)
    per_chat_per_second: float = Field(1.0, gt=0, le=1_000_000)
    per_chat_burst: int = Field(5, ge=1, le=1_000_000)
    per_group_per_minute: int = Field(20, ge=1, le=10_000)
    at_once: int = Field(32, ge=1, le=256)


class MetricsSection(Section):
    """Where /healthz, /readyz and /metrics listen; empty switches them off."""

    listen: str = "127.0.0.1:9180"

    @field_validator("listen")
    @classmethod
    def _address(cls, text: str) -> str:
        host, _, port = text.rpartition(":")
        if text and not (host and port.isdigit() and 0 < int(port) < 65536):
            raise ValueError('must be "host:port", or empty to switch it off')
        return text


class LogSection(Section):
    """What is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Config(BaseSettings):
    """All sections. Unknown keys are refused, so that a slip of the pen is found at once."""

    model_config = SettingsConfigDict(env_prefix="SHUANGLIAN_", env_nested_delimiter="__", extra="forbid", frozen=True)

    telegram: TelegramSection = TelegramSection()
    database: DatabaseSection = DatabaseSection()
    locale: LocaleRules = LocaleRules()
    access: AccessRules = AccessRules()
    deadlines: DeadlineRules = DeadlineRules()
    duplicates: DuplicateRules = DuplicateRules()
    limits: LimitRules = LimitRules()
    privacy: PrivacyRules = PrivacyRules()
    scheme: SchemeRules = SchemeRules()
    reminders: ReminderRules = ReminderRules()
    delivery: DeliverySection = DeliverySection()
    metrics: MetricsSection = MetricsSection()
    log: LogSection = LogSection()

    folder: Path = Field(Path(), exclude=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before the file."""
        return env_settings, init_settings

    @property
    def database_url(self) -> DatabaseUrl:
        """Where the data are; relative paths count from the configuration's folder."""
        return DatabaseUrl.parse(self.database.url, self.folder)

    @property
    def rules(self) -> Rules:
        """What the services see."""
        return Rules(
            locale=self.locale,
            deadlines=self.deadlines,
            privacy=self.privacy,
            limits=self.limits,
            access=self.access,
            duplicates=self.duplicates,
            scheme=self.scheme,
            reminders=self.reminders,
        )

    def token(self) -> str:
        """The bot's token, from the key or from the file. Raises ConfigError where it is missing or malformed."""
        text = self.telegram.token
        if not text and self.telegram.token_file:
            try:
                text = (self.folder / self.telegram.token_file).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise ConfigError([f"telegram.token_file: can't be read ({error.strerror})"]) from error
        if not re.match(WELL_FORMED, text):
            raise ConfigError(["telegram.token: is missing or not a token; @BotFather gives one (123456:ABC...)"])
        return text


def load(path: Path) -> Config:
    """Read and check a configuration file. Raises ConfigError with a line a fault: key and reason."""
    try:
        values: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError([f"{path}: there is no such file; copy config.example.toml and fill it in"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"{path}: can't be read ({error})"]) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([f"{path}: is not TOML: {error}"]) from error
    if "folder" in values:
        raise ConfigError(["folder: there is no such key"])
    try:
        # Set at the end: the environment goes before what is given here, and the folder is nobody's to choose.
        return Config(**values).model_copy(update={"folder": path.absolute().parent})
    except ValidationError as error:
        raise ConfigError([_fault(item["loc"], item["type"], item["msg"]) for item in error.errors()]) from error
    except SettingsError as error:
        raise ConfigError([f"the environment: {error}; lists and sections there are JSON"]) from None


def _fault(where: tuple[int | str, ...], kind: str, message: str) -> str:
    key = ".".join(map(str, where)) or "config"
    if kind == "extra_forbidden":
        return f"{key}: there is no such key; config.example.toml explains those that there are"
    return f"{key}: {message.removeprefix('Value error, ')}"
