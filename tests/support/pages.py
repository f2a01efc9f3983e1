"""Reads the pages that we write: well-formed, or the test fails."""

from xml.etree import ElementTree

BEGIN = "<!DOCTYPE html>\n"


def root_of(page: str) -> ElementTree.Element:
    """The root of a page that is well-formed."""
    assert page.startswith(BEGIN)
    return ElementTree.fromstring(page.removeprefix(BEGIN))  # noqa: S314 - a page of our own


def text_of_page(page: str) -> str:
    """What stands on a page."""
    return "".join(root_of(page).itertext())
