"""docs/formal.md is what the code decides."""

from tests.docs.formal import FILE, page


def test_the_page_of_formal_suggestions_is_what_the_code_says() -> None:
    assert FILE.read_text(encoding="utf-8") == page(), "print it anew: python -m tests.docs.formal"
