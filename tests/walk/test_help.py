"""/help, /language and the menu of commands: by role, and in one's own language."""

import pytest

from domain.people import Role
from handlers.people.views import COMMANDS
from tests.support.city import City, seats
from tests.support.sandbox import Phone, text_of
from tests.walk.steps import EN, HOME, TEXTS, ZH, hand_in, invitation, office, part, quiet


def of(*roles: Role) -> list[str]:
    """The commands of somebody with these roles, in their order."""
    return [name for name, needs in COMMANDS if not needs or needs & set(roles)]


RESIDENT, REPRESENTATIVE, OFFICER, ADMIN = of(), of(Role.REPRESENTATIVE), of(Role.OFFICER), of(Role.ADMIN)


async def menu(city: City, phone: Phone) -> dict[str, str]:
    """The command menu that a phone offers."""
    await city.bot.settle()
    return {c["command"]: c["description"] for c in await city.bench.get("commands", chat=phone.id)}


@pytest.mark.parametrize("language", ["zh", "en", "fr"])
async def test_strangers_get_the_residents_menu_in_their_language(city: City, language: str) -> None:
    t = TEXTS.get(language, ZH)
    phone = await city.bench.phone("路人", language)
    shown = await menu(city, phone)
    assert list(shown) == RESIDENT
    assert shown["new"] == t("command.new")


async def test_help_works_before_consent(city: City) -> None:
    phone = await city.bench.phone("路人")
    await phone.say("/help")
    heard = text_of(await phone.hear("/new"))
    assert "/inbox" not in heard


def test_what_one_needs_first_stands_first() -> None:
    assert RESIDENT[:2] == ["new", "cases"]
    assert RESIDENT[-1] == "help"
    assert OFFICER[:2] == ADMIN[:2] == ["inbox", "desk"]
    assert REPRESENTATIVE[:3] == ["inbox", "contact", "quota"]
    for commands in (REPRESENTATIVE, OFFICER, ADMIN):
        own = [name for name in commands if name not in RESIDENT]
        assert commands == [*own, *RESIDENT], "what is everybody's stands below one's own work"


async def test_help_and_menu_of_a_resident(city: City) -> None:
    phone = await city.resident("陈桂兰")
    await phone.say("/help")
    heard = text_of(await phone.hear("/new"))
    assert all(f"/{name} – {ZH(f'command.{name}')}" in heard for name in RESIDENT)
    assert "/inbox" not in heard
    assert list(await menu(city, phone)) == RESIDENT


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_help_and_menu_of_staff(city: City, language: str) -> None:
    t = TEXTS[language]
    people = {
        await city.staff(seats(HOME)[0], language=language): REPRESENTATIVE,
        await city.staff(office(Role.OFFICER, HOME), Role.OFFICER, HOME, language): OFFICER,
        await city.staff(office(Role.ADMIN, "zibo"), Role.ADMIN, "zibo", language): ADMIN,
    }
    for phone, commands in people.items():
        await phone.say("/help")
        heard = text_of(await phone.hear("/inbox"))
        assert part(t, "help.staff") in heard
        assert all(f"/{name} – {t(f'command.{name}')}" in heard for name in commands)
        shown = await menu(city, phone)
        assert list(shown) == commands
        assert shown["inbox"] == t("command.inbox")


async def test_the_menu_follows_the_language(city: City) -> None:
    for phone in (await city.resident("陈桂兰"), await city.staff(seats(HOME)[0])):
        for label, t in (("English", EN), ("中文", ZH)):
            await phone.say("/language")
            await phone.press(label)
            await phone.hear(t("language.chosen"))
            assert (await menu(city, phone))["help"] == t("command.help")


async def test_the_menu_follows_a_role(city: City) -> None:
    phone = await city.resident("陈桂兰")
    assert "inbox" not in await menu(city, phone)
    await phone.say(f"/start {await invitation(city, seats(HOME)[0])}")
    await phone.hear(part(ZH, "invite.welcome"))
    assert list(await menu(city, phone)) == REPRESENTATIVE


async def test_the_inbox_is_for_staff(city: City) -> None:
    phone = await city.resident("陈桂兰")
    await phone.say("/inbox")
    await phone.hear(ZH("refused.no_desk"))


async def test_commands_do_not_lose_the_step_that_waits(city: City) -> None:
    phone = await city.resident("陈桂兰")
    for command in ("/help", "/language", "/cases"):
        await phone.say(command)
        await phone.hear()
    await quiet(city, phone)
    await phone.say("桥头的路灯不亮")
    await phone.hear(part(ZH, "suggest.preview_title"))
    await phone.say("/help")
    await phone.hear("/new")
    await phone.say("已经一个月了")
    await phone.hear("桥头的路灯不亮\n已经一个月了")


async def test_commands_in_capitals_and_with_the_bots_name(city: City) -> None:
    phone = await city.resident("陈桂兰")
    name = city.bot.application.bot.username
    for command in ("/HELP", f"/help@{name}"):
        await phone.say(command)
        await phone.hear("/new")


async def test_every_command_of_the_menu_is_answered(city: City) -> None:
    phone = await city.staff(seats(HOME)[0])
    await hand_in(await city.resident("陈桂兰"))
    for command in [*await menu(city, phone), "start"]:
        await quiet(city, phone)
        await phone.say(f"/{command}")
        assert text_of(await phone.hear()) != ZH("hint.command"), command
