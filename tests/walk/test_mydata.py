"""/mydata over the messenger: two documents that open, in the person's language."""

import json

from tests.support.city import City
from tests.support.pages import text_of_page
from tests.support.sandbox import Phone
from tests.walk.steps import EN, LIGHTS, ZH, both, hand_in, quiet


async def document(city: City, phone: Phone, containing: str) -> tuple[str, str, str]:
    """A document that is heard: its name, its type and what it says."""
    message = await phone.hear(containing)
    paper = message["document"]
    content = await city.bot.application.bot.get_file(paper["file_id"])
    return paper["file_name"], paper["mime_type"], bytes(await content.download_as_bytearray()).decode()


async def test_everything_comes_as_a_page_and_as_json(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await quiet(city, resident, representative)
    await resident.say("/mydata")
    name, mime, page = await document(city, resident, ZH("mydata.here"))
    assert (name, mime) == ("我的资料-20261201.html", "text/html")
    assert LIGHTS in text_of_page(page)
    name, mime, record = await document(city, resident, ZH("mydata.json"))
    assert (name, mime) == ("我的资料-20261201.json", "application/json")
    assert json.loads(record)["cases"][0]["said"][0]["words"] == LIGHTS
    assert await city.all_rows_of("papers") == ""
    await resident.say("/mydata")
    await resident.hear(str(ZH("mydata.too_soon", day="", time="\0")).split("\0")[0])


async def test_in_english_and_for_strangers(city: City) -> None:
    stranger = await city.bench.phone("Nobody", "en")
    await stranger.say("/mydata")
    await stranger.hear(EN("mydata.nothing"))
    assert f"'{stranger.id}'" not in await city.all_rows_of("accounts")
    anna = await city.resident("Anna", "en")
    await anna.say("/mydata")
    name, _, page = await document(city, anna, EN("mydata.here"))
    assert name == "my-data-20261201.html"
    assert 'lang="en"' in page
