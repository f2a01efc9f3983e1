"""Callback data: what a button says when it is pressed. At most 64 bytes, so a compact code in place of words.

A code carries the version of this format and the version of the row that its card showed: a press on an old card is
found out and answered with the current one. A code is a hint and never a right; the services check everything.
"""

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FORMAT = "1"
LIMIT = 64  # bytes, Telegram's limit


class Code(BaseModel):
    """One button: what to do, with which row, in which version, and a word more."""

    model_config = ConfigDict(frozen=True)

    verb: str = Field(pattern=r"^[a-z_.]{1,24}$")
    id: int = Field(0, ge=0, lt=2**63)
    version: int = Field(0, ge=0, lt=2**31)
    value: str = Field("", max_length=24, pattern=r"^[A-Za-z0-9_]*$")

    def pack(self) -> str:
        """The callback data. Raises ValueError where it would not fit."""
        packed = f"{FORMAT}:{self.verb}:{self.id or ''}:{self.version or ''}:{self.value}"
        if len(packed.encode()) > LIMIT:
            raise ValueError(f"callback data over {LIMIT} bytes: {packed}")
        return packed


def code(verb: str, id_: int = 0, version: int = 0, value: str = "") -> str:
    """The callback data of a button."""
    return Code(verb=verb, id=id_, version=version, value=value).pack()


def read(data: str | None) -> Code | None:
    """The code in callback data; None for anything that we did not make, or made in another format."""
    parts = (data or "").split(":")
    if len(parts) != 5 or parts[0] != FORMAT:
        return None
    try:
        return Code(verb=parts[1], id=int(parts[2] or 0), version=int(parts[3] or 0), value=parts[4])
    except (ValidationError, ValueError):
        return None
