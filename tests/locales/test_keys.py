"""No key in the code without a text, no text without a key in the code."""

from babel.messages.catalog import Catalog

from handlers import views
from locales import LANGUAGES, catalogues
from locales.__main__ import FIELD
from tests.locales import code_keys
from tests.locales.code_keys import FAMILIES, ROSTER


def keys(language: str) -> set[str]:
    """The keys of a language, but for the roster's."""
    return {key for book in catalogues(language).values() for key in _keys(book) if not key.startswith(ROSTER)}


def _keys(book: Catalog) -> set[str]:
    return {message.id if isinstance(message.id, str) else message.id[0] for message in book if message.id}


def test_every_view_is_registered_before_keys_are_read() -> None:
    assert "case.passed_on" in views.VIEWS
    assert {"trouble", "case.passed_on", "button.write"} <= code_keys.asked()


def test_every_family_of_keys_is_known() -> None:
    families = {key for key in code_keys.asked() if "{}" in key}
    assert families == set(FAMILIES)


def test_every_key_that_the_code_asks_for_has_a_text() -> None:
    literal = {key for key in code_keys.asked() if "{}" not in key}
    wanted = literal.union(*map(code_keys.members, FAMILIES))
    assert len(literal) > 100
    for language in LANGUAGES:
        assert sorted(wanted - keys(language)) == [], language


def test_every_text_is_asked_for_somewhere() -> None:
    used = code_keys.strings().union(*map(code_keys.members, FAMILIES))
    for language in LANGUAGES:
        assert sorted(keys(language) - used) == [], language


def test_every_field_of_a_text_is_given_where_it_is_asked_for() -> None:
    fields = {
        message.id if isinstance(message.id, str) else message.id[0]: set(FIELD.findall(str(message.string)))
        for book in catalogues("zh").values()
        for message in book
    }
    calls = list(code_keys.given())
    assert ("suggest.sent_to", {"name", "number"}) in calls
    lacking = {
        key: fields[key] - facts
        for asked, facts in calls
        for key in (code_keys.members(asked) if "{}" in asked else {asked})
        if not fields[key] <= facts
    }
    assert lacking == {}
