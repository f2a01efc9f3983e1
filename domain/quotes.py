"""Whether a text says what somebody else has said in the same words: many read it, and would know who was asked."""

from collections.abc import Iterable

RUN = 12  # signs in a row, letters and numerals only
LATIN_RUN = 30  # of Latin letters, of which a word has many


def passage(text: str, said: Iterable[str]) -> str:
    """The longest passage of a text that stands in what was said, as the text has it; empty if there is none."""
    places, own = _bare(text)
    theirs = "\n".join(_bare(words)[1] for words in said)
    pieces = {theirs[start : start + RUN] for start in range(len(theirs) - RUN + 1)}
    begin, longest, start = 0, 0, 0
    while start + RUN <= len(own):
        if own[start : start + RUN] not in pieces:
            start += 1
            continue
        end = start + RUN
        while end < len(own) and own[start : end + 1] in theirs:
            end += 1
        if _counts(own[start:end]) and end - start > longest:
            begin, longest = start, end - start
        start = end
    return text[places[begin] : places[begin + longest - 1] + 1] if longest else ""


def _counts(run: str) -> bool:
    return len(run) >= (LATIN_RUN if run.isascii() else RUN)


def _bare(words: str) -> tuple[list[int], str]:
    """The signs that count, without capitals, and where each stands."""
    kept = [(place, sign.lower()) for place, sign in enumerate(words) if sign.isalnum()]
    return [place for place, _ in kept], "".join(sign[0] for _, sign in kept)
