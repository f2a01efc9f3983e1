"""docs/cases.md is what the code decides."""

from tests.docs.tables import FILE, cases


def test_the_page_of_tables_is_what_the_code_says() -> None:
    assert FILE.read_text(encoding="utf-8") == cases(), "print it anew: python -m tests.docs.tables"
