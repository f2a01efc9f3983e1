"""Who holds what: a seat in a congress, or an office, with the place to which it is limited."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.people import Role, Standing


@dataclass(frozen=True)
class Holding:
    """One seat ("m") or office ("r") of one person, with its row's id."""

    table: str
    id: int
    person_id: int
    name: str
    role: Role
    unit_id: int
    station_id: int | None
    department_id: int | None
    place: str  # the station, the department, or the unit
    since: date
    has_account: bool

    @property
    def key(self) -> str:
        """By which a button names it."""
        return f"{self.table}{self.id}"

    @property
    def is_seat(self) -> bool:
        """Whether it is a seat: it passes to whoever follows there, and can't be handed to somebody else."""
        return self.role is Role.REPRESENTATIVE

    @property
    def standing(self) -> Standing:
        """What it lets its holder do."""
        return Standing(self.role, self.unit_id, self.station_id, self.department_id)


@dataclass(frozen=True)
class Invited:
    """An invitation as those see it who look after its place: its token is known to nobody."""

    id: int
    role: Role
    unit_id: int
    station_id: int | None
    place: str
    name: str  # for whom; empty where it is for whoever opens it
    maker: str  # empty for the command line
    made: datetime
    expires: datetime
    used: datetime | None
    user: str  # who used it
    revoked: bool
