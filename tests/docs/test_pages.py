"""The pages for people: what they name exists, and what they link to is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "sandbox" / "README.md"])
FLOORS = "bot|handlers|services|storage|domain|locales|sandbox|tests|docs"
NAMED = re.compile(rf"`((?:{FLOORS})/[\w./-]*)`")
LINK = re.compile(r"\]\(([^)#]+)\)")
ARCHITECTURE = ROOT / "docs" / "architecture.md"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_is_named_exists(page: Path) -> None:
    words = page.read_text(encoding="utf-8")
    assert [name for name in NAMED.findall(words) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_into_the_checkout_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_architecture_is_read_in_one_sitting() -> None:
    lines = ARCHITECTURE.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 250
    for number, title in enumerate(("kept", "turn", "command", "job", "sent"), 1):
        assert any(re.match(rf"### {number}\. .*{title}|### {number}\. .*everything", line) for line in lines)
