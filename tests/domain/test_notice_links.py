"""The button of a notice: what stands on it in each language, and where it leads."""

import pytest

from domain.notices import Content, Link, Wording, read_link

URL = "https://example.cn/sign"


@pytest.mark.parametrize(
    ("words", "language", "zh", "en"),
    [
        (f"报名 {URL}", "zh", "报名", "报名"),
        (f"Sign  up {URL}", "en", "Sign up", "Sign up"),
        (f"报名\n{URL}", "zh", "报名", "报名"),
        (f"报名 {URL}\nSign up", "zh", "报名", "Sign up"),
        (f"报名 {URL}\nSign up", "en", "报名", "Sign up"),
        (f"Sign up\n报名 {URL}", "zh", "报名", "Sign up"),
        (f"报名 {URL}\nSign up {URL}", "zh", "报名", "Sign up"),
        (f"\n报名\n\nSign up\n{URL}\n", "en", "报名", "Sign up"),
        (f"VR {URL}\nTour", "zh", "VR", "Tour"),
        (f"VR {URL}\nTour", "en", "Tour", "VR"),
    ],
)
def test_one_line_is_for_both_and_two_are_one_for_each(words: str, language: str, zh: str, en: str) -> None:
    link = read_link(words, language)
    assert link is not None
    assert (link.said("zh"), link.said("en"), link.url) == (zh, en, URL)


@pytest.mark.parametrize(
    "words",
    [
        "报名",
        URL,
        f"{'长' * 31} {URL}",
        f"报名 {URL}\n{'x' * 31}",
        f"一 {URL}\n二\n三",
        f"报名 {URL}\nSign up {URL}2",
        "",
    ],
)
def test_what_can_t_be_a_button(words: str) -> None:
    assert read_link(words) is None


def test_what_was_kept_before_is_read_and_a_language_of_the_button_alone_is_one() -> None:
    assert Link.model_validate({"label": "报名", "url": URL}).said("en") == "报名"
    texts = {"zh": Wording(words="来吧")}
    assert Content(texts=texts, link=read_link(f"报名 {URL}")).languages == ("zh",)
    assert Content(texts=texts, link=read_link(f"报名 {URL}\nSign up")).languages == ("zh", "en")
