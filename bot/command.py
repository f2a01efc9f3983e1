"""What all commands share: where the configuration is named and read, and how a command refuses."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.config import Config, ConfigError, load
from bot.faults import discreet

DONE, FAILED, WRONG_INPUT = 0, 1, 2  # exit codes
CONFIG = Path("config.toml")
ConfigOption = Annotated[Path, typer.Option("--config", help="The configuration file.")]


def settings_of(path: Path) -> Config:
    """The configuration; where it is wrong, the command ends with a line a fault."""
    try:
        return load(path)
    except ConfigError as error:
        refuse(str(error), WRONG_INPUT)


def refuse(words: str, code: int) -> NoReturn:
    """End the command with these words on standard error; the library's may quote the token."""
    typer.echo(discreet(words), err=True)
    raise typer.Exit(code)
