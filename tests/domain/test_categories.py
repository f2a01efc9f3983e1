"""The category that is proposed for what residents really say."""

import pytest

from domain.categories import BUILT_IN, CATEGORIES, PLACES, weight

SAID = [
    ("主路路灯被树遮挡、光线暗,请修枝换灯", "streetlight"),
    ("厂区旁道路无路灯,权属分属街道和企业", "streetlight"),
    ("雨后下水道反水,淤泥未清", "drainage"),
    ("老小区停车难,消防通道被占", "parking"),
    ("交费后室温仍低,请上门排查", "heating"),
    ("物业不维修、收费不公开", "property"),
    ("放学时校门口拥堵,请派警值守", "traffic"),
    ("学校附近缺公交站和助学专线", "transit"),
    ("清晨公交转弯播报扰民", "transit"),  # the bus company can quiet it, nobody else
    ("六层楼老人上下难,想加装电梯但低层反对", "lift"),
    ("污水溢入河沟,有异味", "pollution"),
    ("The street lamps on our road have been dark for a week", "streetlight"),
    ("Buses skip our stop in the morning", "transit"),
    ("The drains flood after every rain", "drainage"),
    ("There is no car park near the market", "parking"),
    ("Loud music every night", "noise"),
    ("The bin at gate 2 has not been emptied", "cleaning"),
    ("Bins are overflowing", "cleaning"),
    ("一些没有人能归类的话", "other"),
    ("", "other"),
]


@pytest.mark.parametrize(("words", "code"), SAID, ids=[words[:12] for words, _ in SAID])
def test_what_residents_say(words: str, code: str) -> None:
    assert BUILT_IN.propose(words).code == code


@pytest.mark.parametrize(
    ("words", "never"),
    [
        ("Our street is full of holes", "green"),
        ("A business opened here", "transit"),
        ("The clamp broke", "streetlight"),
        ("A cabin was put up on our square", "cleaning"),
        ("Please combine the two queues", "cleaning"),
    ],
)
def test_a_sign_within_another_english_word_says_nothing(words: str, never: str) -> None:
    assert BUILT_IN.propose(words).code != never


def test_no_sentence_is_decided_by_the_order_of_the_table() -> None:
    for words, code in SAID[:11]:
        weights = sorted((weight(category, words), category.code) for category in CATEGORIES)
        assert weights[-1][1] == code
        assert weights[-1][0] > weights[-2][0], f"{words} is a draw of {weights[-1]} and {weights[-2]}"


def test_categories_are_found_by_code_and_by_both_names() -> None:
    for category in CATEGORIES:
        for said in (category.code, category.chinese, category.english, f" {category.english.upper()} "):
            assert BUILT_IN.find(said) is category
    assert BUILT_IN.find("没有这一类") is None


def test_codes_are_unique_and_signs_lower_case() -> None:
    assert len({one.code for one in CATEGORIES}) == len(CATEGORIES)
    for category in CATEGORIES:
        assert all(sign == sign.lower() for sign in category.signs)


def test_a_citys_own_words_and_names_are_known_beside_the_tables() -> None:
    known = BUILT_IN.changed({
        "own1": {"chinese": "楼道充电", "english": "Stairwell charging", "signs": ("消防", "charging shed")},
        "lift": {"chinese": "电梯", "english": "Elevators"}, "noise": {"offered": False},
    })  # fmt: skip
    assert known.propose("消防") == known.of("own1"), "of two that fit alike, the city's own is proposed"
    assert known.propose("two charging sheds burnt").code == "own1"
    assert known.propose("Loud music every night").code == "other"
    assert known.of("noise") in known.all
    for said in ("电梯", "elevators", "加装电梯", "lift"):
        assert known.find(said) == known.of("lift"), said
    assert known.find("stairwell Charging") == known.of("own1")
    assert known.find("own2") is None
    assert not known.has("own2")


def test_no_two_categories_share_a_name_or_a_sign() -> None:
    assert [BUILT_IN.clash(code) for code in PLACES] == [None] * len(PLACES)
