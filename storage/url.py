"""Where the data are: the one string `sqlite:///file` or `postgresql://...`, taken apart once."""

from dataclasses import dataclass
from pathlib import Path

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from storage.schema import Engine


@dataclass(frozen=True)
class DatabaseUrl:
    """A checked database address."""

    text: str
    engine: Engine
    path: Path | None  # of an SQLite file: the file itself, whatever links lead to it

    @classmethod
    def parse(cls, text: str, base: Path | None = None) -> "DatabaseUrl":
        """Read an address; a relative SQLite path counts from `base`. Raises ValueError with the mend."""
        if text.startswith("sqlite:///") and len(text) > len("sqlite:///"):
            return cls(text, "sqlite", ((base or Path()) / text.removeprefix("sqlite:///")).resolve())
        if text.startswith(("postgresql://", "postgres://")):
            _look(text)
            return cls(text, "postgresql", None)
        raise ValueError('must be "sqlite:///file.db" or "postgresql://user@host/name"')

    def for_sqlalchemy(self) -> str:
        """The same address in the words of Alembic's library."""
        if self.path is not None:
            return f"sqlite:///{self.path}"
        return "postgresql+psycopg://" + self.text.split("://", 1)[1]

    def __str__(self) -> str:
        """Without a password, for logs: that may stand before the host or among the options."""
        if self.path is not None:
            return str(self.path)
        scheme, rest = self.text.split("://", 1)
        return f"{scheme}://{rest.rsplit('@', 1)[-1].split('?', 1)[0]}"


def _look(text: str) -> None:
    """See that the driver reads an address as its author meant it: what it says of another may quote the password."""
    try:
        readable = "@" not in str(conninfo_to_dict(text).get("host", ""))
    except ProgrammingError:
        readable = False
    if not readable:
        raise ValueError("PostgreSQL can't read this address; write what is special in the password as %40 for @")
