"""Reply templates, and who keeps them."""

from domain.templates import Template
from storage.tx import Row, Sql, TooLateError, Tx

SQL = Sql("templates")


def inherited(tx: Tx, unit_id: int, language: str) -> list[Template]:
    """The templates of a unit in its order, then those of the units above it, then everybody's."""
    return [_template(row) for row in SQL(tx).inherited(unit_id=unit_id, language=language)]


def find(tx: Tx, template_id: int) -> Template | None:
    """A template, unless it was removed."""
    row = SQL(tx).find(id=template_id)
    return _template(row) if row else None


def add(tx: Tx, unit_id: int | None, language: str, title: str, words: str, position: int) -> int:
    """Keep a template. Returns its id."""
    return int(SQL(tx).add(unit_id=unit_id, language=language, title=title, words=words, position=position))


def change(tx: Tx, template: Template, title: str, words: str) -> None:
    """Word it anew. Raises TooLateError if somebody else was faster."""
    if not SQL(tx).change(title=title, words=words, id=template.id, version=template.version):
        raise TooLateError


def remove(tx: Tx, template: Template) -> None:
    """Offer it no more. Raises TooLateError if somebody else was faster."""
    if not SQL(tx).remove(id=template.id, version=template.version):
        raise TooLateError


def order(tx: Tx, ids: list[int]) -> None:
    """Let templates stand in this order."""
    for position, id_ in enumerate(ids, start=1):
        SQL(tx).place(position=position, id=id_)


def _template(row: Row) -> Template:
    return Template(row["id"], row["unit_id"], row["unit"], row["language"], row["title"], row["words"], row["version"])
