"""How well near duplicates are told by their words: `python -m tests.docs.duplicates` writes docs/duplicates.md anew.

Everything is measured on the labelled set when the page is printed, and a test keeps the page and the code equal.
"""

from collections.abc import Callable
from pathlib import Path

from domain.duplicates import COMMON, LONGEST, OFFERED, OTHER_HOUSE, ROOM, STEM, bare, grams, similarity
from domain.rules import DuplicateRules
from tests.docs.tables import table
from tests.support.alike import lines, pairs

FILE = Path(__file__).parents[2] / "docs" / "duplicates.md"
THRESHOLDS = (0.1, 0.12, 0.14, 0.16, 0.18, 0.2, 0.22, 0.25, 0.3, 0.35, 0.4, 0.5)
Measure = Callable[[str, str], float]

PAGE = """# Cases that are alike

While somebody writes, up to {offered} open cases are shown that may be the same matter: those of the same category
within {near:.0f} m, and those that are near in words. Both distances and the similarity are in `[duplicates]` of the
configuration. Where both cases are marked on the map more than {far:,.0f} m apart, no words make them the same.
This page is written by `python -m tests.docs.duplicates`, which measures; a test keeps it equal to the code.

## How words are found and compared
Words are bared of width, case and signs, and only their first {longest} characters are looked at
([domain/duplicates.py](../domain/duplicates.py)).
Pieces of two and three characters, none across a sign, stand in a table of their own for every open case, with the
number of open cases that hold each. Of what is being written the rarest pieces are looked up: names of roads, numbers
of houses, words that few use; two characters are enough for that. None is looked up that stands in more than {common}
cases, and no more than stand in {room:,} cases taken together, so a search costs the same in any city.

What is found is compared in full: the share of single characters and pairs that both have, of all that either has
(Jaccard). Where both name houses and no house is the same, {other_house} of that counts. Of words in Latin letters the
whole word counts, by its first {stem} letters: every English text has most letters and pairs. Those that say nothing
(the, has, please; [domain/stopwords.py](../domain/stopwords.py)) are left out.

## The labelled set
`tests/data/similar.tsv`: {texts} texts in residents' words about {cases} matters. {same} pairs are about the same
matter in other words. {hard} pairs are about different ones and hard to tell: the same words about another place, or
another matter in the same place. There are many more of these than in life, so precision here is on the low side: of
the hard pairs one in {rarely:.0f} is shown at the similarity that is set. The similarity was chosen on the same texts.

## Precision and recall
Precision: how many of the pairs that count as the same are the same. Recall: how many of the same are found. The
search begins with what 0.25 of pieces of two and three characters would give, the usual choice: it finds next to
nothing here, for people say the same in other words. Single characters and pairs find most.

{figures}
The similarity is set to **{set}**. A wrong offer costs somebody a glance; a missed one costs a second case, and two
people who never learn of each other. What the words miss, the map may find.

## What it costs
`python -m bench.duplicates` puts 1 million open cases into the search, more than any city has. On one machine with two
cores an offer took 0.9 ms of the processor in the middle and 2.4 ms at the 99th percentile; adding a case 0.2 and
0.4 ms. Of the labelled texts, each searched for by another one on the same matter among the million, 73% were among the
three that are offered; the rest were too little alike, or others were more so.
"""


def pieces_of_two_and_three(one: str, other: str) -> float:
    """The measure with which the tuning began."""
    a, b = grams(bare(one), 2, 3), grams(bare(other), 2, 3)
    return len(a & b) / len(a | b)


def figures(measure: Measure, threshold: float) -> tuple[float, float]:
    """Precision and recall on the labelled set."""
    found = [(pair.same, measure(pair.one.words, pair.other.words) >= threshold) for pair in pairs()]
    right, shown = found.count((True, True)), sum(told for _, told in found)
    return right / shown if shown else 1.0, right / sum(same for same, _ in found)


def _row(threshold: float) -> list[str]:
    both = (*figures(similarity, threshold), *figures(pieces_of_two_and_three, threshold))
    name = f"**{threshold}**" if threshold == DuplicateRules().similarity else str(threshold)
    return [name, *(f"{figure:.2f}" for figure in both)]


def page() -> str:
    """The whole page."""
    rules, found = DuplicateRules(), pairs()
    hard = [pair for pair in found if not pair.same]
    wrong = sum(similarity(pair.one.words, pair.other.words) >= rules.similarity for pair in hard)
    head = ("similarity", "precision", "recall", "precision, pieces of 2 and 3", "recall, pieces of 2 and 3")
    return PAGE.format(
        offered=OFFERED, longest=LONGEST, near=rules.near_metres, far=rules.merge_metres, room=ROOM, common=COMMON,
        stem=STEM, other_house=OTHER_HOUSE, texts=len(lines()), cases=len({line.case for line in lines()}),
        same=len(found) - len(hard), hard=len(hard), rarely=len(hard) / wrong, set=rules.similarity,
        figures=table(head, map(_row, THRESHOLDS)),
    )  # fmt: skip


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
