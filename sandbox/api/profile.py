"""How a bot presents itself: name, descriptions, commands and the menu button."""

from __future__ import annotations

import re
from typing import Any

from sandbox import commands
from sandbox.api.call import Call, method
from sandbox.errors import bad_request
from sandbox.records import Json

NAME_LIMIT, DESCRIPTION_LIMIT, SHORT_LIMIT = 64, 512, 120
COMMAND = re.compile(r"/?[a-z0-9_]{1,32}")
MOST_COMMANDS, COMMAND_DESCRIPTION_LIMIT = 100, 256


@method("getMe")
def get_me(call: Call) -> Json:
    return {
        **call.bot.as_user(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_guest_queries": False,
        "supports_join_request_queries": False,
    }


@method("setMyName")
def set_my_name(call: Call) -> bool:
    return _set_text(call, call.bot.names, "name", NAME_LIMIT)


@method("setMyDescription")
def set_my_description(call: Call) -> bool:
    return _set_text(call, call.bot.descriptions, "description", DESCRIPTION_LIMIT)


@method("setMyShortDescription")
def set_my_short_description(call: Call) -> bool:
    return _set_text(call, call.bot.short_descriptions, "short_description", SHORT_LIMIT)


@method("getMyName")
def get_my_name(call: Call) -> Json:
    return {"name": _get_text(call, call.bot.names) or call.bot.first_name}


@method("getMyDescription")
def get_my_description(call: Call) -> Json:
    return {"description": _get_text(call, call.bot.descriptions)}


@method("getMyShortDescription")
def get_my_short_description(call: Call) -> Json:
    return {"short_description": _get_text(call, call.bot.short_descriptions)}


def _set_text(call: Call, texts: dict[str, str], name: str, limit: int) -> bool:
    text, language = call.params.text(name).strip(), _language(call)
    if len(text) > limit:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    if text:
        texts[language] = text
    else:
        texts.pop(language, None)
    if name == "name" and text and not language:
        call.bot.first_name = text
    _put(call, {"type": "bot", "bot": call.bot.as_user()})
    return True


def _get_text(call: Call, texts: dict[str, str]) -> str:
    return texts.get(_language(call)) or texts.get("", "")


def _language(call: Call) -> str:
    language = call.params.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("LANG_CODE_INVALID" if len(language) < 10 else "invalid language code specified")
    return language


@method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    given = call.params.structure("commands")
    if not isinstance(given, list):
        raise bad_request("can't parse commands: expected an Array of BotCommand")
    if len(given) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    call.bot.commands[_scope_key(call)] = [_command(command) for command in given]
    _put(call, {"type": "commands", "bot": call.bot.id})
    return True


@method("getMyCommands")
def get_my_commands(call: Call) -> list[dict[str, str]]:
    return call.bot.commands.get(_scope_key(call), [])


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    call.bot.commands.pop(_scope_key(call), None)
    _put(call, {"type": "commands", "bot": call.bot.id})
    return True


def _command(given: Any) -> dict[str, str]:
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    command, description = given.get("command"), given.get("description")
    if not isinstance(command, str) or not COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not isinstance(description, str) or not 1 <= len(description.strip()) <= COMMAND_DESCRIPTION_LIMIT:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command.removeprefix("/"), "description": description.strip()}


def _scope_key(call: Call) -> str:
    scope = call.params.structure("scope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in commands.SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type")
    if "chat_id" in commands.SCOPES[scope["type"]]:
        call.world.people.known_chat(call.bot, scope.get("chat_id"))
    return commands.key(scope, _language(call))


@method("setChatMenuButton")
def set_chat_menu_button(call: Call) -> bool:
    button = call.params.mapping("menu_button") or {"type": "default"}
    if button.get("type") not in {"commands", "web_app", "default"}:
        raise bad_request("can't parse MenuButton: unsupported type")
    call.bot.menu_buttons[str(call.params.integer("chat_id", 0))] = button
    _put(call, {"type": "commands", "bot": call.bot.id})
    return True


@method("getChatMenuButton")
def get_chat_menu_button(call: Call) -> Json:
    buttons = call.bot.menu_buttons
    own = buttons.get(str(call.params.integer("chat_id", 0)))
    return own or buttons.get("0") or {"type": "commands" if call.bot.commands else "default"}


def _put(call: Call, change: Json) -> None:
    call.world.people.bots.put(call.bot.id, call.bot)
    call.world.changes.publish(change)
