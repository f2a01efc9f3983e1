"""docs/cases.md, docs/permissions.md and docs/data.md are what the code decides."""

from tests.docs import permissions
from tests.docs.tables import DATA_FILE, FILE, cases, data

ANEW = "print it anew: python -m tests.docs.tables"


def test_the_page_of_tables_is_what_the_code_says() -> None:
    assert FILE.read_text(encoding="utf-8") == cases(), ANEW


def test_the_page_of_permissions_is_what_is_tried() -> None:
    assert permissions.FILE.read_text(encoding="utf-8") == permissions.page(), ANEW


def test_the_page_of_personal_data_is_what_the_code_says() -> None:
    assert DATA_FILE.read_text(encoding="utf-8") == data(), ANEW
