"""docs/cases.md and docs/permissions.md are what the code decides."""

from tests.docs import permissions
from tests.docs.tables import FILE, cases

ANEW = "print it anew: python -m tests.docs.tables"


def test_the_page_of_tables_is_what_the_code_says() -> None:
    assert FILE.read_text(encoding="utf-8") == cases(), ANEW


def test_the_page_of_permissions_is_what_is_tried() -> None:
    assert permissions.FILE.read_text(encoding="utf-8") == permissions.page(), ANEW
