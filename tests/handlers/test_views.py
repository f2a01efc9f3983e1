"""Every view in both languages, with ordinary facts and with the worst: what Telegram would refuse is found here."""

import ast
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

import services
from domain.messages import Message
from domain.supporters import NEWS
from handlers.codes import LIMIT, read
from handlers.departments import talk as departments
from handlers.formal import talk as formal
from handlers.people import talk as people
from handlers.presses import PRESSES
from handlers.suggestions import talk as suggestions
from handlers.views import VIEWS
from tests.handlers.scenes import FILES, HOSTILE, LONG, rendered

ROOT = Path(services.__path__[0]).parent
TAGS = {"b", "i", "u", "s", "a", "blockquote", "code", "pre"}
LANGUAGES = ("zh", "en")
WORLDS = {"ordinary": ("路灯不亮", "李建国"), "worst": (LONG, HOSTILE), "emoji": ("\U0001f4a1" * 4000, "王")}


class Markup(HTMLParser):
    """Reads what a message shows, and fails where tags are not what Telegram takes."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.shown = ""
        self.feed(text)
        self.close()
        assert self.open == [], f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, f"<{tag}> is unknown to Telegram"
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> ends nothing"
        assert self.open.pop() == tag, "tags cross each other"

    def handle_data(self, data: str) -> None:
        self.shown += data

    def handle_entityref(self, name: str) -> None:
        assert name in ("lt", "gt", "amp", "quot"), f"&{name}; is unknown to Telegram"
        self.shown += unescape(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.shown += unescape(f"&#{name};")


def units(text: str) -> int:
    """The length that Telegram counts: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", VIEWS)
def test_telegram_takes_it(kind: str, language: str, world: str) -> None:
    for message in rendered(kind, language, *WORLDS[world]):
        shown = Markup(message.text).shown
        assert units(shown) <= (1024 if message.files else 4096)
        assert (
            shown.strip()
            or message.files
            or message.cards
            or message.location
            or message.menu
            or message.only_closes
            or message.takes_back
        )
        buttons = [button for row in message.buttons for button in row]
        assert len(buttons) <= 100
        assert all(1 <= len(row) <= 8 for row in message.buttons)
        for button in buttons:
            assert 1 <= len(button.label) <= 128, button.label
            assert button.url or button.code
            assert len((button.code or "").encode()) <= LIMIT
        assert not (message.buttons and message.ask), "one kind of keyboard a message"
        for name, description in message.menu:
            assert name.islower()
            assert 1 <= len(description) <= 256


@pytest.mark.parametrize("kind", VIEWS)
def test_labels_are_words_and_no_markup(kind: str) -> None:
    """Telegram shows labels as they are, so an escaped name would show its escapes."""
    for message in rendered(kind, "zh", LONG, "甲&<乙>"):
        for row in message.buttons:
            for button in row:
                assert "&amp;" not in button.label
                assert "&lt;" not in button.label


@pytest.mark.parametrize("kind", VIEWS)
def test_both_languages_show_the_same_buttons(kind: str) -> None:
    def codes(language: str) -> list[list[str]]:
        return [[b.code or "" for row in m.buttons for b in row if not b.code or "language" not in b.code]
                for m in rendered(kind, language)]  # fmt: skip

    assert codes("zh") == codes("en")


def emitted() -> set[str]:
    found = set()
    for kind in VIEWS:
        for message in rendered(kind, "zh"):
            for button in (button for row in message.buttons for button in row):
                code = read(button.code) if button.code else None
                assert button.url or code, f"{kind} shows a button that nobody can read: {button}"
                if code:
                    found.add(code.verb)
    return found


def test_every_button_leads_somewhere_and_every_way_has_a_button() -> None:
    assert emitted() == set(PRESSES)


class Kinds(ast.NodeVisitor):
    """The kinds that are told somewhere: `Told(to, "kind", ...)` and `kind="..."`, alternatives too."""

    def __init__(self, *variables: str) -> None:
        self.variables = variables
        self.found: set[str] = set()

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name == "Told" and len(node.args) > 1:
            self._constants(node.args[1])
        for keyword in node.keywords:
            if keyword.arg == "kind" and name in ("told", "Told", "replace", "card", "news"):
                self._constants(keyword.value)
        if name == "_hint":
            self._constants(node.args[0])
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        """`kind = "a" if ... else "b"`, and the table of hints."""
        if any(isinstance(target, ast.Name) and target.id in self.variables for target in node.targets):
            self._constants(node.value)
        self.generic_visit(node)

    def _constants(self, node: ast.expr) -> None:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                self.found.add(inner.value)


def told() -> set[str]:
    kinds: set[str] = set()
    for floor, variables in (("services", ("kind", "key")), ("handlers", ("HINTS",)), ("bot", ())):
        for path in (ROOT / floor).rglob("*.py"):
            found = Kinds(*variables)
            found.visit(ast.parse(path.read_text(encoding="utf-8")))
            kinds |= found.found
    return kinds | {
        "case.card",
        "formal.card",
        "reception.card",
        *NEWS.values(),
    }  # the defaults of sheets.told, and what supporters hear


def test_every_kind_that_is_told_has_a_view() -> None:
    columns = {kind.split(".")[0] for kind in VIEWS}
    steps = {str(step) for step in {**people.STATES, **suggestions.STATES, **departments.STATES, **formal.STATES}}
    assert {kind for kind in told() if kind.split(".")[0] in columns} - set(VIEWS) - steps == set()


def test_every_view_is_told_somewhere() -> None:
    assert set(VIEWS) - told() == set()


def test_long_words_reach_the_representative_whole() -> None:
    for kind in ("case.new", "case.added", "case.word", "case.answer"):
        shown = "".join(Markup(message.text).shown for message in rendered(kind, "zh", LONG, "王"))
        for piece in (LONG[:100], LONG[1990:2100], LONG[-100:]):
            assert piece in shown, kind


def test_albums_are_of_one_kind_and_of_at_most_ten() -> None:
    for kind in ("case.new", "case.card", "case.added", "case.word", "case.answer"):
        for message in rendered(kind, "zh"):
            kinds = {file.kind for file in message.files}
            assert len(kinds) <= 1
            assert len(message.files) <= (1 if "voice" in kinds else 10), "voices have a mark each"
    assert len(FILES) == 10


def test_a_card_is_edited_only_if_it_is_a_text() -> None:
    for kind in VIEWS:
        for message in rendered(kind, "zh"):
            if message.card is not None:
                assert message.text or message.only_closes, kind
                assert not message.files, "a message with files can't be edited into a text"
            assert isinstance(message, Message)
