"""Reply markup: checked as Telegram checks it, and made what a message shows of it."""

from __future__ import annotations

from typing import Any

from sandbox.errors import bad_request
from sandbox.markup.links import UrlError, normal_url
from sandbox.records import Json

INLINE_ACTIONS = (
    "url", "login_url", "callback_data", "web_app", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
MAY_BE_EMPTY = {"switch_inline_query", "switch_inline_query_current_chat", "callback_game"}
CALLBACK_BYTES = 64
MOST_BUTTONS = 100
COPY_LIMIT = 256
FLAGS = (
    "resize_keyboard", "one_time_keyboard", "is_persistent", "selective", "remove_keyboard", "force_reply",
)  # fmt: skip
INLINE, REPLY = "can't parse inline keyboard button: ", "can't parse keyboard button: "


def check(markup: Any, *, private: bool) -> Json | None:
    """A reply markup that passed Telegram's checks; None if there is none. Raises 400 refusals."""
    if markup is None or markup == "":
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    for flag in FLAGS:
        if markup.get(flag) is not None and not isinstance(markup[flag], bool):
            raise bad_request(f'field "{flag}" must be of type Boolean')
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"])
    if "keyboard" in markup:
        return _reply(markup, private=private)
    return markup if markup.get("remove_keyboard") or markup.get("force_reply") else None


def inline_only(markup: Any) -> Json | None:
    """The inline keyboard of an edit: another kind of markup is not possible there."""
    checked = check(markup, private=True)
    if checked and "inline_keyboard" not in checked:
        raise bad_request("inline keyboard expected")
    return checked


def shown(markup: Json | None) -> Json | None:
    """What a message echoes: inline keyboards only."""
    return markup if markup and "inline_keyboard" in markup else None


def _rows(rows: Any, field: str) -> list[list[Any]]:
    if not isinstance(rows, list):
        raise bad_request(f'field "{field}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{field}" must be an Array of Arrays')
    if sum(map(len, rows)) > MOST_BUTTONS * (1 if field == "inline_keyboard" else 3):
        raise bad_request("reply markup is too long")
    return [row for row in rows if row]


def _inline(rows: Any) -> Json | None:
    checked = [[_inline_button(button) for button in row] for row in _rows(rows, "inline_keyboard")]
    return {"inline_keyboard": checked} if checked else None


def _inline_button(given: Any) -> Json:
    if not isinstance(given, dict):
        raise bad_request(f"{INLINE}InlineKeyboardButton must be an Object")
    _check_text(given, INLINE)
    button: Json = {key: value for key, value in given.items() if value is not None}
    actions = [key for key in INLINE_ACTIONS if button.get(key) or (key in MAY_BE_EMPTY and key in button)]
    if not actions:
        raise bad_request(f"{INLINE}Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"{INLINE}exactly one action is expected, found {', '.join(actions)}")
    if "callback_data" in actions:
        _check_callback_data(button["callback_data"])
    if "url" in actions:
        button["url"] = _button_url(str(button["url"]))
    if "web_app" in actions:
        _check_web_app(button["web_app"], "inline keyboard button")
    if "copy_text" in actions:
        _check_copy_text(button["copy_text"])
    if "pay" in actions or "callback_game" in actions:
        raise bad_request("BUTTON_TYPE_INVALID")
    return button


def _check_callback_data(data: Any) -> None:
    if not isinstance(data, str):
        raise bad_request(f'{INLINE}Field "callback_data" must be of type String')
    if len(data.encode()) > CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _button_url(url: str) -> str:
    try:
        return normal_url(url)
    except UrlError as problem:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {problem}") from None


def _check_web_app(app: Any, where: str) -> None:
    url = str(app.get("url", "")) if isinstance(app, dict) else ""
    if not url.startswith("https://"):
        raise bad_request(f"{where} Web App URL '{url}' is invalid: Only HTTPS links are allowed")


def _check_copy_text(copy: Any) -> None:
    text = copy.get("text") if isinstance(copy, dict) else None
    if not isinstance(text, str) or not 1 <= len(text) <= COPY_LIMIT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _reply(markup: Json, *, private: bool) -> Json | None:
    rows = [[_reply_button(button, private=private) for button in row] for row in _rows(markup["keyboard"], "keyboard")]
    return {**markup, "keyboard": rows} if rows else None


def _reply_button(button: Any, *, private: bool) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request(f"{REPLY}KeyboardButton must be an Object")
    _check_text(button, REPLY)
    if not private and button.get("request_location"):
        raise bad_request("location can be requested in private chats only")
    if not private and button.get("request_contact"):
        raise bad_request("phone number can be requested in private chats only")
    if "web_app" in button:
        _check_web_app(button["web_app"], "keyboard button")
    return button


def _check_text(button: Json, label: str) -> None:
    if "text" not in button:
        raise bad_request(f'{label}Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise bad_request(f'{label}Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request(f"{label}Text must be non-empty" if label == REPLY else "BUTTON_TEXT_INVALID")
