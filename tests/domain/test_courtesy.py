"""What is a mere courtesy, and what may be more."""

import pytest

from domain.courtesy import courtesy


@pytest.mark.parametrize("words", ["谢谢", "谢谢!", "好的，谢谢。", " 谢 谢 🙏", "Thank you.", "OK", "知道了"])
def test_thanks(words: str) -> None:
    assert courtesy(words) == "thanks"


@pytest.mark.parametrize("words", ["您好", "你好，在吗？", "喂，有人吗", "Hello!", "Good morning"])
def test_greetings(words: str) -> None:
    assert courtesy(words) == "greeting"


@pytest.mark.parametrize(
    "words", ["谢谢，可是灯还没亮", "您好，路灯坏了", "好冷", "?", "", "🙏", "hello" + " " * 60 + "the lamp is out"]
)
def test_whoever_says_more_is_heard(words: str) -> None:
    assert courtesy(words) is None
