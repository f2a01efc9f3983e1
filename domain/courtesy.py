"""Words that only are polite: nobody means to raise a matter with a "thank you" or a "hello"."""

from typing import Literal

Courtesy = Literal["thanks", "greeting"]
WORDS: dict[Courtesy, tuple[str, ...]] = {
    "thanks": (
        "谢谢", "谢谢您", "谢谢你", "谢谢啊", "谢谢了", "谢了", "多谢", "感谢", "非常感谢", "好的谢谢", "收到谢谢",
        "好", "好的", "好嘞", "行", "嗯", "收到", "知道了", "明白了",
        "thanks", "thank you", "many thanks", "thank you very much", "ok", "okay", "ok thanks",
    ),
    "greeting": (
        "你好", "您好", "你好啊", "您好啊", "大家好", "早上好", "上午好", "下午好", "晚上好",
        "喂", "喂喂", "在吗", "在不在", "有人吗", "喂有人吗", "你好在吗", "您好在吗",
        "hello", "hi", "hey", "hello there", "good morning", "good afternoon", "good evening", "anybody there",
    ),
}  # fmt: skip


def courtesy(words: str) -> Courtesy | None:
    """Which kind of courtesy these words are, and nothing else; None where they may say something."""
    bare = _bare(words)
    return next((kind for kind, known in WORDS.items() if bare in map(_bare, known)), None)


def _bare(words: str) -> str:
    """Without signs, spaces and capitals."""
    return "".join(sign for sign in words.lower() if sign.isalnum())
