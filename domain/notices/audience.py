"""To whom a notice goes: a filter as data, in which every part narrows it further."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from domain.roster import Level


class Group(StrEnum):
    """What somebody must be."""

    EVERYBODY = "everybody"
    RESIDENTS = "residents"  # by their home, whatever else they are
    REPRESENTATIVES = "representatives"
    COMMITTEE = "committee"
    OFFICERS = "officers"
    DEPARTMENTS = "departments"
    ADMINISTRATORS = "administrators"

    @property
    def is_office(self) -> bool:
        """Whether only those in office are meant: they can't mute what concerns their office."""
        return self not in (Group.EVERYBODY, Group.RESIDENTS)

    @property
    def sits(self) -> bool:
        """Whether these are representatives."""
        return self in (Group.REPRESENTATIVES, Group.COMMITTEE)


# The role that makes somebody one of a group; representatives have mandates instead.
ROLES: dict[Group, str] = {
    Group.OFFICERS: "officer", Group.DEPARTMENTS: "department_officer", Group.ADMINISTRATORS: "admin",
}  # fmt: skip


class Audience(BaseModel):
    """The filter. Those of a unit are those who live or have an office there or in a unit below."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: int
    station: int | None = None
    group: Group = Group.EVERYBODY
    level: Level | None = None  # of the congress, for representatives
    category: str | None = Field(None, pattern=r"^[a-z0-9]{1,16}$")
    owing: bool = False  # only representatives who still owe a contact
    language: Literal["zh", "en"] | None = None

    def narrowed(self, **changes: object) -> "Audience":
        """The same with some parts changed; what makes no sense beside them goes."""
        wanted = Audience.model_validate({**self.model_dump(), **changes})
        if wanted.group.sits:
            return wanted
        return wanted.model_copy(update={"level": None, "owing": False})
