"""The trail: what one may ask for, which deeds are listed, and who is named for them."""

from datetime import UTC, date, datetime

import pytest

from domain.audit import Act, Asked, Deed, read
from domain.people import Role

TODAY = date(2026, 12, 24)
AT = datetime(2026, 12, 24, 6, 3, tzinfo=UTC)


def deed(kind: str, role: Role, *, subject: str = "suggestion", actor: int | None = 7, behalf: int | None = 9) -> Deed:
    return Deed(1, subject, 5, kind, actor, role, behalf, AT)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("张店 2026-0142", Asked(number=("张店", 2026, 142))),
        ("张店2026—0142", Asked(number=("张店", 2026, 142))),
        ("２０２６－０１４２", Asked(number=("", 2026, 142))),
        ("Zhangdian 2026-0142", Asked(number=("Zhangdian", 2026, 142))),
        ("12月1日至12月20日", Asked(days=(date(2026, 12, 1), date(2026, 12, 20)))),
        ("2026-12-01..2026-12-20", Asked(days=(date(2026, 12, 1), date(2026, 12, 20)))),
        ("20 Dec 2026 to 1 Dec 2026", Asked(days=(date(2026, 12, 1), date(2026, 12, 20)))),
        ("1 dec - 20 dec", Asked(days=(date(2026, 12, 1), date(2026, 12, 20)))),
        ("12月25日", Asked(days=(date(2025, 12, 25), date(2025, 12, 25)))),
        ("2月29日", Asked(name="2月29日")),
        ("昨天", Asked(days=(date(2026, 12, 23), date(2026, 12, 23)))),
        ("today", Asked(days=(TODAY, TODAY))),
        ("2026-02-30", Asked(name="2026-02-30")),
        ("李建国", Asked(name="李建国")),
        ("  Li   Jianguo ", Asked(name="Li Jianguo")),
        ("李" * 500, Asked(name="李" * 60)),
        ("%' OR 1=1 --", Asked(name="%' OR 1=1 --")),
    ],
)
def test_what_is_asked_for(words: str, expected: Asked) -> None:
    assert read(words, TODAY) == expected


def test_what_residents_do_is_not_listed_and_names_nobody() -> None:
    for kind in ("registered", "add", "rate", "supported", "consented", "erased"):
        one = deed(kind, Role.RESIDENT)
        assert (one.is_listed, one.doer, one.behalf, one.named) == (False, None, None, ())


def test_an_officer_acts_for_a_representative_who_is_named() -> None:
    assert deed("answer", Role.OFFICER).named == (7, 9)
    assert deed("answer", Role.ADMIN).named == (7, 9)
    assert deed("answer", Role.REPRESENTATIVE).named == (7,)


@pytest.mark.parametrize(
    ("kind", "role"),
    [("registered", Role.OFFICER), ("slip", Role.ADMIN), ("slip", Role.OFFICER), ("add", Role.REGISTRAR)],
)
def test_a_resident_for_whom_an_officer_writes_is_never_named(kind: str, role: Role) -> None:
    one = deed(kind, role)
    assert one.is_listed
    assert one.named == (7,)


def test_the_clock_is_listed_but_where_it_tells_when_a_resident_wrote() -> None:
    assert deed("lapse", Role.SYSTEM, actor=None, behalf=None).is_listed
    assert not deed("assign", Role.SYSTEM, actor=None, behalf=None).is_listed


def test_acts_by_their_subject() -> None:
    assert deed("x", Role.ADMIN, subject="invite").act is Act.RIGHTS
    assert deed("x", Role.ADMIN, subject="what nobody knows yet").act is Act.OTHER
    assert len({act.value[0] for act in Act}) == len(Act), "one letter stands for each in buttons"
