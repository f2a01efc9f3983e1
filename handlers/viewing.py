"""Views: pure functions from facts to messages, each under the kind of what is told."""

from collections.abc import Callable
from html import unescape

from domain.messages import Button, Message
from handlers.codes import code
from locales import Html, Text

View = Callable[..., Message | list[Message]]
VIEWS: dict[str, View] = {}


def view(kind: str) -> Callable[[View], View]:
    """Let this function render what is told as `kind`."""

    def register(function: View) -> View:
        if kind in VIEWS:
            raise ValueError(f"two views for {kind}")
        VIEWS[kind] = function
        return function

    return register


def button(label: str, verb: str, id_: int = 0, version: int = 0, value: str = "") -> Button:
    """A button with its code. Labels know no markup, so a text's escapes are undone."""
    return Button(label=unescape(label) if isinstance(label, Html) else label, code=code(verb, id_, version, value))


def pager(t: Text, verb: str, page: int, more: bool, value: str = "", id_: int = 0) -> tuple[Button, ...]:
    """The buttons that turn pages, where there are any."""
    back = (button(t("page.back"), verb, id_, page - 1, value),) if page else ()
    on = (button(t("page.on"), verb, id_, page + 1, value),) if more else ()
    return back + on
