"""Which open cases are found for something that is being written: of both engines, and through a case's whole life."""

from domain.duplicates import Match, Matter, Spot, bare
from domain.messages import File
from services.suggestions import duplicates, following, handling, transcribing
from services.suggestions.saying import Say
from storage.tx import Tx
from tests.support.city import seats
from tests.support.hall import HOME, Hall, Somebody

LAMP = "共青团西路和西六路口的路灯不亮"


async def found(hall: Hall, who: Somebody, words: str, category: str = "streetlight") -> list[int]:
    """The cases that somebody who writes this would be shown."""
    asked = Matter(bare(words), category, 1)

    def work(tx: Tx) -> list[Match]:
        return duplicates.find(tx, asked, who.id)

    return [match.id for match in await hall.job(work)]


async def test_a_case_is_found_from_the_job_that_registers_it_until_the_one_that_ends_it(both_halls: Hall) -> None:
    hall = both_halls
    author, reader = await hall.resident(), await hall.resident("刘建国")
    case = await hall.submit(author, LAMP)
    assert await found(hall, reader, "西六路口路灯坏了不亮") == [case.id]
    assert await found(hall, author, "西六路口路灯坏了不亮") == []
    assert await found(hall, reader, "东二路的井盖没有了") == []
    await hall.do(author, following.withdraw, handling.Press(case_id=case.id, version=case.version))
    assert await found(hall, reader, "西六路口路灯坏了不亮") == []


async def test_an_answer_leaves_it_open_and_the_rating_ends_it(hall: Hall) -> None:
    mine = [await hall.seated(ref) for ref in seats(HOME)]
    author, reader = await hall.resident(), await hall.resident("刘建国")
    case = await hall.submit(author, LAMP)
    holder = next(person for person in mine if person.id == case.representative_id)
    await hall.answer(holder, case)
    assert await found(hall, reader, LAMP) == [case.id]
    await hall.rate(author, case, "satisfied", "satisfied")
    assert await found(hall, reader, LAMP) == []


async def test_a_voice_is_found_once_it_was_written_down(hall: Hall) -> None:
    mine = [await hall.seated(ref) for ref in seats(HOME)]
    author, reader = await hall.resident(), await hall.resident("刘建国")
    voice = File(kind="voice", file_id="V", message_id=2)
    case = await hall.submit(author, "", files=(voice,), category="streetlight")
    assert await found(hall, reader, LAMP) == []
    holder = next(person for person in mine if person.id == case.representative_id)
    await hall.do(holder, transcribing.ask_transcript, handling.Press(case_id=case.id, version=case.version))
    await hall.do(holder, transcribing.transcribe, Say(message_id=9, words=LAMP))
    assert await found(hall, reader, LAMP) == [case.id]


async def test_a_million_characters_ask_no_more_than_two_hundred(hall: Hall) -> None:
    author, reader = await hall.resident(), await hall.resident("刘建国")
    case = await hall.submit(author, LAMP + "，" + "晚上黑" * 1300)
    assert await found(hall, reader, LAMP + "，" + "早上也黑" * 900) == [case.id]


async def test_no_more_than_three_and_the_nearest_first(hall: Hall) -> None:
    authors = [await hall.resident(f"居民{n}") for n in range(5)]
    for number, author in enumerate(authors):
        await hall.submit(author, f"西六路口第{number}盏路灯不亮")
    reader = await hall.resident("刘建国")
    shown = await found(hall, reader, "西六路口第3盏路灯不亮")
    assert len(shown) == 3
    assert (await hall.case(shown[0])).author_id == authors[3].id


def spot(metres_north: float) -> Spot:
    return Spot(36.81 + metres_north / 111_320, 118.05)


async def test_distances_are_the_configured_ones(hall: Hall) -> None:
    reader = await hall.resident("刘建国")
    rules = hall.writer.rules.duplicates.model_copy(update={"near_metres": 50.0, "merge_metres": 100.0})
    author = await hall.resident()
    case = await hall.submit(author, LAMP)

    def place(tx: Tx) -> None:
        north = spot(80)
        tx.connection.execute(f"UPDATE suggestions SET latitude = {north.latitude}, longitude = {north.longitude}")  # noqa: S608

    await hall.job(place)
    placed = await hall.case(case.id)
    await hall.job(lambda tx: duplicates.index(tx, placed))

    def look(tx: Tx, words: str) -> list[int]:
        return [m.id for m in duplicates.find(tx, Matter(bare(words), "streetlight", 1, spot(0)), reader.id)]

    assert await hall.job(lambda tx: look(tx, "什么都不像")) == [case.id]
    hall.writer.rules = hall.writer.rules.model_copy(update={"duplicates": rules})
    assert await hall.job(lambda tx: look(tx, "什么都不像")) == []
    assert await hall.job(lambda tx: look(tx, LAMP)) == [case.id]
    closer = rules.model_copy(update={"merge_metres": 70.0})
    hall.writer.rules = hall.writer.rules.model_copy(update={"duplicates": closer})
    assert await hall.job(lambda tx: look(tx, LAMP)) == []
