"""Who lacks links, and who clearly follows when a mandate ends."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contacts.handover import Mandate, heir
from domain.contacts.links import LACKS, Kept, Lack, LackKind
from domain.roster import Tier
from domain.rules import SchemeRules

SCHEME = SchemeRules()  # members 3-6, representatives 6-10
R, C = Tier.RESIDENTS, Tier.COMMITTEE
NONE, ALONE, FEW, MANY = LackKind.NONE, LackKind.ALONE, LackKind.FEW, LackKind.MANY

# Whether the congress has a committee, whether it is a member, links with residents, with representatives, members who
# keep one, and what is wrong, the worst first.
STANDINGS = (
    (False, False, 0, 0, 0, [(R, NONE)]),
    (False, False, 5, 0, 0, [(R, FEW)]),
    (False, False, 6, 0, 0, []),
    (False, False, 10, 0, 0, []),
    (False, False, 11, 0, 0, [(R, MANY)]),
    (True, False, 6, 0, 0, [(C, ALONE)]),
    (True, False, 6, 0, 1, []),
    (True, False, 0, 0, 0, [(R, NONE), (C, ALONE)]),
    (True, True, 6, 0, 0, [(C, NONE)]),
    (True, True, 6, 2, 0, [(C, FEW)]),
    (True, True, 6, 3, 0, []),
    (True, True, 6, 6, 0, []),
    (True, True, 12, 7, 0, [(R, MANY), (C, MANY)]),
    (True, True, 3, 0, 0, [(C, NONE), (R, FEW)]),
)


@pytest.mark.parametrize(("has_committee", "is_member", "residents", "representatives", "members", "wrong"), STANDINGS)
def test_who_lacks_links(
    has_committee: bool, is_member: bool, residents: int, representatives: int, members: int,
    wrong: list[tuple[Tier, LackKind]],
) -> None:  # fmt: skip
    kept = Kept(1, "代表", has_committee, is_member, residents, representatives, members, 0)
    assert [(lack.tier, lack.kind) for lack in kept.lacks(SCHEME)] == wrong


@given(st.booleans(), st.booleans(), st.integers(0, 40), st.integers(0, 40), st.integers(0, 3))
def test_every_lack_has_a_name_and_at_most_one_a_tier(
    has_committee: bool, is_member: bool, residents: int, representatives: int, members: int
) -> None:
    kept = Kept(1, "代表", has_committee, is_member, residents, representatives, members, 0)
    found = kept.lacks(SCHEME)
    assert set(found) <= set(LACKS)
    assert len({lack.tier for lack in found}) == len(found)
    fewest, most = SCHEME.residents.fewest, SCHEME.residents.most
    assert (Lack(R, MANY) in found) == (residents > most)
    assert any(lack.tier is R and lack.kind in (NONE, FEW) for lack in found) == (residents < fewest)


def seat(person: int) -> Mandate:
    """A seat of somebody."""
    return Mandate(person, person, "代表", "town", 1, "傅家镇", 1, date(2027, 1, 1), None, False, "no")


@given(st.integers(0, 5), st.integers(0, 5))
def test_only_one_for_one_follows_without_anybody_being_asked(leaving: int, new: int) -> None:
    found = heir(leaving, [seat(n) for n in range(new)])
    assert (found is not None) == (leaving == new == 1)
