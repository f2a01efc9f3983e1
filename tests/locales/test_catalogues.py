"""The catalogues: complete, renderable, and short where there is little room."""

import re
from html.parser import HTMLParser
from unicodedata import east_asian_width

import pytest
from babel.messages.catalog import Message

from domain.categories import CATEGORIES
from handlers.people.views import COMMANDS
from locales import LANGUAGES, Text, catalogues
from locales.__main__ import FIELD, faults
from tests.locales import code_keys

TAGS = {"b", "i", "blockquote"}
LONGEST = {"zh": 16, "en": 20}  # of a button, in columns: a Chinese character takes two
TOAST = 200  # characters, Telegram's limit


def messages(language: str) -> list[tuple[str, Message, tuple[str, ...]]]:
    """(key, message, its texts) of everything in a language."""
    found = []
    for book in catalogues(language).values():
        for message in book:
            if message.id:
                key = message.id if isinstance(message.id, str) else message.id[0]
                texts = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
                found.append((key, message, texts))
    return found


def rendered(language: str, fact: object) -> dict[str, list[str]]:
    """Every text with this fact in all its fields."""
    text = Text(language)
    found: dict[str, list[str]] = {}
    for key, message, texts in messages(language):
        facts = dict.fromkeys({field for words in texts for field in FIELD.findall(words)}, fact)
        facts.pop("n" if isinstance(message.id, tuple) else "", None)
        found[key] = (
            [text(key, **facts)] if isinstance(message.id, str) else [text.count(key, n, **facts) for n in (1, 2)]
        )
    return found


def columns(words: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in words)


class Markup(HTMLParser):
    """Reads simple HTML and notes what is not right in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.faults.append(f"<{tag}> is not allowed")
        if tag in self.open:
            self.faults.append(f"<{tag}> inside itself")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")


def wrong(words: str) -> list[str]:
    """What is wrong with the markup of a text."""
    markup = Markup()
    markup.feed(words)
    markup.close()
    return markup.faults + [f"<{tag}> stays open" for tag in markup.open]


def test_both_languages_are_complete() -> None:
    assert faults() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_chinese_words_have_chinese_punctuation(language: str) -> None:
    half = re.compile(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]")
    assert [key for key, _, texts in messages(language) if any(half.search(words) for words in texts)] == []


def test_the_markup_check_finds_what_is_wrong() -> None:
    assert wrong("<b>a</b>") == []
    assert [broken for broken in ("<b>a", "a</b>", "<b><i>a</b></i>", "<u>a</u>") if not wrong(broken)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_renders_and_its_tags_are_balanced(language: str) -> None:
    every = rendered(language, "<b>&")
    assert len(every) > 300
    bad = {key: found for key, texts in every.items() for words in texts if (found := wrong(words))}
    assert bad == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_field_is_left_and_no_text_has_loose_ends(language: str) -> None:
    for key, texts in rendered(language, "x").items():
        for words in texts:
            assert "{" not in words, key
            assert key == "list.comma" or words == words.strip(), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_short_and_plain(language: str) -> None:
    every = rendered(language, "")
    labels = code_keys.labels()
    assert {"suggest.submit", "button.write", "rating.basic", "place.here", "desk.send"} <= labels
    long = {key: every[key][0] for key in labels if columns(every[key][0]) > LONGEST[language]}
    assert long == {}
    assert [key for key in labels if re.search(r"[<>&\n]", every[key][0])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_toasts_fit_and_have_no_markup(language: str) -> None:
    every = rendered(language, "")
    toasts = code_keys.toasts()
    assert {"button.unknown", "place.kept", "suggest.sent_toast"} <= toasts
    for key in toasts:
        assert len(every[key][0]) <= TOAST, key
        assert not re.search(r"[<>&]", every[key][0]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_menu_is_plain_and_short(language: str) -> None:
    text = Text(language)
    for name, _ in COMMANDS:
        assert 3 <= len(text(f"command.{name}")) <= 40, name
        assert not re.search(r"[<>&\n]", text(f"command.{name}")), name


def test_categories_are_called_in_chinese_as_in_the_roster() -> None:
    assert {c.code: Text("zh").category(c.code) for c in CATEGORIES} == {c.code: c.chinese for c in CATEGORIES}


def test_a_category_that_a_city_calls_otherwise_is_called_so() -> None:
    named = {("lift", "en"): "Lifts & stairs", ("own1", "zh"): "楼道充电"}
    chinese, english = Text("zh", named=named), Text("en", named=named)
    assert (english.category("lift"), chinese.category("lift")) == ("Lifts &amp; stairs", "加装电梯")
    assert (chinese.category("own1"), english.into("zh").category("own1")) == ("楼道充电", "楼道充电")
    assert english.category("own1") == "Something else", "this process has not heard of it yet"


def test_there_is_one_way_to_a_categorys_name() -> None:
    """Whoever asks the catalogue past it would show the table's name in a city that has another one."""
    for floor in ("handlers", "services", "bot"):
        for file in (code_keys.ROOT / floor).rglob("*.py"):
            assert "category.{" not in file.read_text(encoding="utf-8"), file


def test_no_name_that_is_shown_could_be_taken_for_another_category() -> None:
    """A city's own names are compared with the table's; what is shown in English and differs can't be written."""
    for one in CATEGORIES:
        shown = str(Text("en").category(one.code))
        assert shown.lower() == one.english or "," in shown, one.code


def test_everybody_is_addressed_politely_and_nobody_is_shouted_at() -> None:
    for language in LANGUAGES:
        for key, _, texts in messages(language):
            for words in texts:
                assert "你" not in words, key
                assert not re.search(r"[!\uff01]", words), key


def test_consent_says_what_is_kept_for_how_long_and_who_erases_it() -> None:
    chinese, english = (Text(language)("start.consent", days=7) for language in ("zh", "en"))
    assert all(word in chinese for word in ("一天", "7 天", "账号", "名字", "联络站"))
    assert all(word in english for word in ("a day", "7 days", "account", "name", "liaison station"))
    assert all("/forget" in words and "/mydata" in words for words in (chinese, english))
