"""Check the catalogues: `python -m locales`. Exit code 1 and a line a fault if a language lacks something."""

import re
import sys

from babel.messages.catalog import Catalog

from locales import LANGUAGES, catalogues

FIELD = re.compile(r"\{(\w+)")


def faults() -> list[str]:
    """Keys that a language lacks, empty texts, fields that differ, wrong numbers of plural forms."""
    found: list[str] = []
    books = {language: _keys(language, found) for language in LANGUAGES}
    every = set().union(*books.values())
    for language, book in books.items():
        found += [f"{language}: no text for {key}" for key in sorted(every - set(book))]
    for key in sorted(set.intersection(*(set(book) for book in books.values()))):
        fields = {language: _fields(book[key]) for language, book in books.items()}
        if len(set(map(frozenset, fields.values()))) > 1:
            found.append(f"{key}: the fields differ: {fields}")
    return found


def _keys(language: str, found: list[str]) -> dict[str, tuple[str, ...]]:
    book: dict[str, tuple[str, ...]] = {}
    for name, catalogue in catalogues(language).items():
        for message in catalogue:
            if not message.id:
                continue
            key = message.id if isinstance(message.id, str) else message.id[0]
            texts = (message.string,) if isinstance(message.string, str) else tuple(message.string)
            if key in book:
                found.append(f"{language}/{name}.po: {key} stands twice")
            if not all(texts) or message.fuzzy:
                found.append(f"{language}/{name}.po: {key} is empty or unsure")
            if not isinstance(message.id, str) and len(texts) != _forms(catalogue):
                found.append(f"{language}/{name}.po: {key} needs {_forms(catalogue)} plural forms")
            book[key] = texts
    return book


def _forms(catalogue: Catalog) -> int:
    return int(catalogue.num_plurals)


def _fields(texts: tuple[str, ...]) -> set[str]:
    return set().union(*(FIELD.findall(text) for text in texts))


if __name__ == "__main__":
    lines = faults()
    sys.stdout.write("\n".join(lines or ["The catalogues are complete."]) + "\n")
    sys.exit(1 if lines else 0)
