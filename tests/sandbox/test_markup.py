"""Texts with markup and without: what the message carries."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.errors import ApiError
from sandbox.markup import found
from sandbox.markup.formatted import Formatted, formatted

WANG = {"id": 7, "is_bot": False, "first_name": "王"}


def read(text: str, mode: str = "", entities: Any = None) -> Formatted:
    return formatted(text, mode, entities, lambda number: WANG if number == 7 else None)


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<strong>a</strong><em>b</em>", "ab", [entity("bold", 0, 1), entity("italic", 1, 1)]),
        ("<ins>a</ins><del>b</del>", "ab", [entity("underline", 0, 1), entity("strikethrough", 1, 1)]),
        ("<strike>a</strike> <s>b</s>", "a b", [entity("strikethrough", 0, 1), entity("strikethrough", 2, 1)]),
        ("<u>a</u>", "a", [entity("underline", 0, 1)]),
        ("👋<b>好</b>", "👋好", [entity("bold", 2, 1)]),
        ("<b>a<i>b</i></b>", "ab", [entity("bold", 0, 2), entity("italic", 1, 1)]),
        ("<b>a</b><b>b</b>", "ab", [entity("bold", 0, 2)]),
        ("<b>  a </b> ", "a", [entity("bold", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [entity("spoiler", 0, 1)]),
        ("<tg-spoiler>x</tg-spoiler>", "x", [entity("spoiler", 0, 1)]),
        ("<code>a&lt;b&amp;&#33;&#x4f60;</code>", "a<b&!你", [entity("code", 0, 6)]),
        ("<pre>x</pre>", "x", [entity("pre", 0, 1)]),
        ('<pre><code class="language-python">x</code></pre>', "x", [entity("pre", 0, 1, language="python")]),
        ("<blockquote>x</blockquote>", "x", [entity("blockquote", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [entity("expandable_blockquote", 0, 1)]),
        ('<a href="https://a.cn/x?a=1&amp;b=2">x</a>', "x", [entity("text_link", 0, 1, url="https://a.cn/x?a=1&b=2")]),
        ("<a href='a.cn'>x</a>", "x", [entity("text_link", 0, 1, url="http://a.cn/")]),
        ('<a href="tg://user?id=7">x</a>', "x", [entity("text_mention", 0, 1, user=WANG)]),
        ('<a href="tg://user?id=8">x</a>', "x", []),
        ('<tg-emoji emoji-id="53">👍</tg-emoji>', "👍", [entity("custom_emoji", 0, 2, custom_emoji_id="53")]),
        ("a &nbsp; b", "a &nbsp; b", []),
        ("<b></b>x", "x", []),
    ],
)
def test_html(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    parsed = read(source, "HTML")
    assert (parsed.text, parsed.entities) == (text, entities)


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*b* _i_ __u__ ~s~ ||x||", "b i u s x", [
            entity("bold", 0, 1), entity("italic", 2, 1), entity("underline", 4, 1),
            entity("strikethrough", 6, 1), entity("spoiler", 8, 1),
        ]),
        ("*a _b_*", "a b", [entity("bold", 0, 3), entity("italic", 2, 1)]),
        ("1\\.5 \\(ok\\)", "1.5 (ok)", []),
        ("`a.b`", "a.b", [entity("code", 0, 3)]),
        ("```python\nx = 1\n```", "x = 1", [entity("pre", 0, 5, language="python")]),
        ("```\nx```", "x", [entity("pre", 0, 1)]),
        ("[x](https://a.cn/b\\))", "x", [entity("text_link", 0, 1, url="https://a.cn/b)")]),
        ("![👍](tg://emoji?id=53)", "👍", [entity("custom_emoji", 0, 2, custom_emoji_id="53")]),
        (">a\n>b\nc", "a\nb\nc", [entity("blockquote", 0, 3)]),
        (">a\n>b||\nc", "a\nb\nc", [entity("expandable_blockquote", 0, 3)]),
    ],
)  # fmt: skip
def test_markdown(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    parsed = read(source, "MarkdownV2")
    assert (parsed.text, parsed.entities) == (text, entities)


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*b* _i_ `c`", "b i c", [entity("bold", 0, 1), entity("italic", 2, 1), entity("code", 4, 1)]),
        ("[x](a.cn) \\*", "x *", [entity("text_link", 0, 1, url="http://a.cn/")]),
        ("```js\nx```", "x", [entity("pre", 0, 1, language="js")]),
    ],
)
def test_the_old_markdown(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    parsed = read(source, "Markdown")
    assert (parsed.text, parsed.entities) == (text, entities)


def test_entities_given_by_the_bot() -> None:
    bold = entity("bold", 2, 1)
    assert read("👋好", entities=[bold]).entities == [bold]
    assert read("ab", entities=[entity("text_link", 0, 2, url="a.cn")]).entities[0]["url"] == "http://a.cn/"
    assert read("王", entities=[entity("text_mention", 0, 1, user={"id": 7})]).entities[0]["user"] == WANG


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (entity("bold", 100, 1), "entity begins after the end of the text at UTF-16 offset 100"),
        (
            entity("bold", 0, 100),
            "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100",
        ),
        (entity("bold", 1, 1), "entity begins in a middle of a UTF-16 symbol at UTF-16 offset 1"),
        (
            entity("bold", 0, 1),
            "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at UTF-16 offset 1",
        ),
        (entity("bold", -1, 1), "receive an entity with incorrect offset -1"),
        (entity("loud", 0, 2), "can't parse MessageEntity: Unsupported type specified"),
        (entity("text_link", 0, 2), "can't parse MessageEntity: Can't find field \"url\""),
        (entity("text_link", 0, 2, url="nowhere"), "entity URL 'nowhere' is invalid: Wrong HTTP URL"),
        (entity("text_mention", 0, 2, user={"id": 8}), "user not found"),
    ],
)
def test_entities_that_do_not_hold(given: dict[str, Any], reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        read("👋好", entities=[given])
    assert refused.value.description == f"Bad Request: {reason}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start s_1", [("bot_command", "/start")]),
        ("看 https://a.cn/路?x=1。", [("url", "https://a.cn/路?x=1")]),
        ("zibo.gov.cn, a@b.com", [("url", "zibo.gov.cn"), ("email", "a@b.com")]),
        ("@zibo_bot #路灯 $CNY", [("mention", "@zibo_bot"), ("hashtag", "#路灯"), ("cashtag", "$CNY")]),
        ("/new@zibo_bot 请", [("bot_command", "/new@zibo_bot")]),
        ("1/2 a/b c# #1", []),
        ("👋 /help", [("bot_command", "/help")]),
        ("https://a.cn/@name/#x", [("url", "https://a.cn/@name/#x")]),
    ],
)
def test_what_telegram_finds_by_itself(text: str, expected: list[tuple[str, str]]) -> None:
    units = text.encode("utf-16-le")
    seen = [
        (item["type"], units[item["offset"] * 2 : (item["offset"] + item["length"]) * 2].decode("utf-16-le"))
        for item in found.find(text)
    ]
    assert seen == expected


def test_found_entities_do_not_cut_across_given_ones() -> None:
    parsed = read("<code>/start</code> <b>/help</b> /new", "HTML")
    assert parsed.entities == [
        entity("code", 0, 6),
        entity("bold", 7, 5),
        entity("bot_command", 7, 5),
        entity("bot_command", 13, 4),
    ]
