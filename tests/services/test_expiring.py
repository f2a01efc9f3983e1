"""What a city keeps of ended cases no longer than it says; figures stay, and open cases keep all."""

import pytest

from domain.messages import File
from domain.rules import PrivacyRules
from services.suggestions import expiring, following, handling
from services.suggestions.expiring import expire
from storage import suggestions
from tests.support.hall import Hall
from tests.support.scene import Scene

PHOTO = File(kind="photo", file_id="PHOTO-ID", unique_id="PHOTO", message_id=1)


async def ended(hall: Hall, rules: PrivacyRules) -> tuple[Scene, int]:
    """A case that has ended, and one that has not; the city keeps words and files for so long."""
    hall.writer.rules = hall.writer.rules.model_copy(update={"privacy": rules})
    scene = Scene(hall)
    await scene.begin()
    still = scene.id
    scene.id = (await hall.submit(scene.resident, "供销社门口路灯不亮", files=(PHOTO,))).id
    case = await scene.case()
    press = handling.Press(case_id=case.id, version=case.version)
    await hall.do(scene.resident, following.withdraw, press)
    return scene, still


@pytest.mark.parametrize(("days", "words", "files"), [(29, True, True), (31, True, False), (91, False, False)])
async def test_words_and_files_go_each_in_time(both_halls: Hall, days: int, words: bool, files: bool) -> None:
    hall = both_halls
    scene, still = await ended(hall, PrivacyRules(closed_words_days=90, closed_files_days=30))
    hall.later(days=days)
    for _ in range(2):
        await hall.tick(expire)
    said = await hall.job(lambda tx: suggestions.said(tx, scene.id))
    assert bool(said[0].words) is words
    assert (await scene.case()).words_gone is not words
    assert bool(await hall.job(lambda tx: suggestions.files(tx, scene.id))) is files
    assert (await hall.job(lambda tx: suggestions.said(tx, still)))[0].words
    await hall.do(scene.resident, following.show, handling.Show(case_id=scene.id))
    shown = await hall.words_for(scene.resident)
    assert ("内容已经按规定清除" in shown) is not words


async def test_by_default_all_is_kept(hall: Hall) -> None:
    scene, _ = await ended(hall, PrivacyRules())
    hall.later(days=10_000)
    await hall.tick(expire)
    assert (await hall.job(lambda tx: suggestions.said(tx, scene.id)))[0].words


async def test_many_go_in_portions(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiring, "PORTION", 1)
    scene, still = await ended(hall, PrivacyRules(closed_words_days=1))
    case = await hall.case(still)
    await hall.do(scene.resident, following.withdraw, handling.Press(case_id=still, version=case.version))
    hall.later(days=2)
    looks = [(await hall.job(lambda tx: expire(tx, hall.now))).more for _ in range(3)]
    assert looks == [True, True, False]
