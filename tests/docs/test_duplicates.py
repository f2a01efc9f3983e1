"""docs/duplicates.md tells what is measured."""

from tests.docs.duplicates import FILE, page
from tests.support.alike import lines, pairs


def test_the_page_holds_the_figures_that_are_measured() -> None:
    assert FILE.read_text(encoding="utf-8") == page(), "print it anew: python -m tests.docs.duplicates"


def test_the_labelled_set_is_large_enough_and_nothing_stands_in_it_twice() -> None:
    words = [line.words for line in lines()]
    assert len(set(words)) == len(words)
    assert sum(pair.same for pair in pairs()) >= 100
    assert sum(not pair.same for pair in pairs()) >= 100
