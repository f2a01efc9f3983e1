"""What the operator reads of refusals."""

import logging

import pytest
from telegram.error import InvalidToken

from bot.intake import Outcry
from tests.bot.test_delivery import phones, put
from tests.support.city import City


async def test_a_token_that_is_refused_while_all_runs_is_told_as_such_with_its_mend(city: City) -> None:
    city.trouble_expected = True
    some = await phones(city, "王芳", "李强")
    for phone in some:
        await city.bench.fault(method="sendMessage", chat=phone.id, status=401, description="Unauthorized", count=2)
        await put(city, phone, "hello")
    for phone in some:
        await phone.hear("hello")
    [line] = city.errors
    assert "refuses the token" in line
    assert "@BotFather" in line
    assert "network" not in line


def test_polling_says_the_same(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "bot"):
        Outcry().failed(InvalidToken("Unauthorized"))
    assert "@BotFather" in caplog.text
