"""Fixed links: who proposes one to whom, and who keeps too few, too many or none.

A link begins when its other side has said yes; a proposal owes nothing. Nobody is linked without knowing it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.roster import Level, Tier
from domain.rules import SchemeRules, TierRules

COMMITTEES = frozenset({Level.CITY.value, Level.DISTRICT.value})  # towns have no standing committee
ASKS = 3  # proposals of one resident that may wait at a time
AGAIN = 90  # days after which somebody who said no may be asked again by the same person


class Consent(StrEnum):
    """How a proposal stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Pair:
    """A link with the names of both."""

    id: int
    tier: Tier
    keeper_id: int
    keeper: str
    other_id: int
    other: str
    starts: date
    ends: date | None


@dataclass(frozen=True)
class Proposal:
    """A link that somebody proposed, and whose word it waits for."""

    id: int
    tier: Tier
    keeper_id: int
    keeper: str
    other_id: int
    other: str
    by_id: int
    asked_id: int
    answer: Consent

    @property
    def by_officer(self) -> bool:
        """Whether neither of the two proposed it."""
        return self.by_id not in (self.keeper_id, self.other_id)


@dataclass(frozen=True)
class Free:
    """Somebody with whom a link could be kept: where they live or sit, and how many links they are in."""

    person_id: int
    name: str
    unit: str
    links: int


@dataclass(frozen=True)
class Kept:
    """How many links somebody of a congress keeps and is kept in."""

    person_id: int
    name: str
    has_committee: bool  # whether their congress has a standing committee
    is_member: bool  # of it
    residents: int
    representatives: int
    members: int  # who keep a link with them
    waiting: int  # proposals

    def lacks(self, scheme: SchemeRules) -> tuple["Lack", ...]:
        """What is wrong with it, the worst first."""
        found = [Lack(Tier.RESIDENTS, kind) for kind in _kinds(self.residents, scheme.residents)]
        if self.is_member:
            found += [Lack(Tier.COMMITTEE, kind) for kind in _kinds(self.representatives, scheme.committee)]
        elif self.has_committee and not self.members:
            found.append(Lack(Tier.COMMITTEE, LackKind.ALONE))
        return tuple(sorted(found, key=lambda lack: list(LackKind).index(lack.kind)))


class LackKind(StrEnum):
    """How the number of somebody's links is wrong."""

    NONE = "none"
    ALONE = "alone"  # a representative with whom no member keeps a link
    FEW = "few"
    MANY = "many"


@dataclass(frozen=True)
class Lack:
    """Too few links of a tier, too many, or none at all."""

    tier: Tier
    kind: LackKind

    @property
    def key(self) -> str:
        """The end of the text's key."""
        return f"{self.tier.value}_{self.kind.value}"


LACKS = tuple(
    Lack(tier, kind) for tier in Tier for kind in LackKind if (tier, kind) != (Tier.RESIDENTS, LackKind.ALONE)
)


def _kinds(number: int, rules: TierRules) -> tuple[LackKind, ...]:
    if number == 0 and rules.fewest:
        return (LackKind.NONE,)
    if number < rules.fewest:
        return (LackKind.FEW,)
    return (LackKind.MANY,) if number > rules.most else ()
