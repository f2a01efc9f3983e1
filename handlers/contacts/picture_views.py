"""The pictures of quotas, the table, and the signs."""

from datetime import date
from html import unescape

from domain.charts import Chart, Mark, Row
from domain.contacts.periods import Period, Span
from domain.contacts.quotas import Asked
from domain.messages import Document, Message
from domain.rules import SignRules
from domain.units import Unit
from handlers.contacts.table import written
from handlers.viewing import pager, view
from locales import Html, Text
from services.contacts.exporting import Exported
from services.contacts.picturing import Bar, Year
from services.contacts.signs import Found
from services.contacts.viewing import Place
from storage.signs import Sign


def of_year(t: Text, year: Year) -> Message:
    """People by the periods of a year: what is owed, done, pending and late."""
    title = _plain(t(f"quota.picture_{year.tier.value}", year=year.year))
    chart = Chart(
        title=title,
        legend=_legend(t, tuple(mark for mark in Mark if any(mark in marks for _, marks in year.rows))),
        heads=tuple(_head(t, one) for one in year.columns),
        rows=tuple(Row(name=name, marks=marks) for name, marks in year.rows),
    )
    more = [t("quota.picture_more", n=year.left_out)] if year.left_out else []
    return Message(text=Html("\n".join([t(f"quota.picture_{year.tier.value}", year=year.year), *more])), chart=chart)


def _head(t: Text, one: Asked) -> str:
    """Which period, and whether it takes a meeting."""
    number = {Period.QUARTER: (one.span.first.month + 2) // 3, Period.HALF_YEAR: (one.span.first.month + 5) // 6}
    period = t(f"quota.head_{one.quota.period.value}", n=number.get(one.quota.period, 1))
    return _plain(f"{period}\n{t('quota.head_face' if one.quota.face_to_face else 'quota.head_any')}")


def of_place(t: Text, place: Place, bars: list[Bar]) -> Message:
    """A bar for each representative or unit, the longest way to go first."""
    title = t("quota.picture_place", name=place.name)
    chart = Chart(
        title=_plain(title),
        legend=_legend(t, (Mark.DONE, Mark.PENDING, Mark.OWED, Mark.LATE), "behind"),
        rows=tuple(
            Row(
                name=bar.name,
                bar=tuple(zip((Mark.DONE, Mark.PENDING, Mark.OWED, Mark.LATE),
                              (bar.done, bar.pending, bar.owed, bar.late), strict=True)),
                says=f"{bar.done} / {bar.needed}",
            )
            for bar in bars
        ),
    )  # fmt: skip
    return Message(text=title, chart=chart)


def _legend(t: Text, marks: tuple[Mark, ...], late: str = "late") -> tuple[tuple[Mark, str], ...]:
    return tuple((mark, _plain(t(f"quota.mark_{late if mark is Mark.LATE else mark.value}"))) for mark in marks)


@view("quota.export")
def export(t: Text, place: Place, exported: list[Exported], on: date) -> Message:
    """The table, as a file."""
    paper = Document(name=f"quota-{on.isoformat()}.csv", mime="text/csv", content=written(t, exported, on))
    return Message(text=t("quota.exported", name=place.name, day=t.day(on), n=len(exported)), document=paper)


@view("quota.signs")
def signs(t: Text, unit: Unit, span: Span, back: int, fresh: bool, rules: SignRules, signs: list[Found]) -> Message:
    """Signs with their numbers, and what they may come from."""
    lines: list[str] = [t("signs.title", name=unit.name, first=t.day(span.first), last=t.day(span.last))]
    for found in signs:
        lines += ["", t(f"signs.{found.kind}", **_threshold(found.kind, rules))]
        lines += [_sign(t, found.kind, one) for one in found.signs] or [t("signs.none")]
        lines += [t("signs.more")] if found.more else []
    lines += ["", t("signs.no_verdict")]
    turn = pager(t, "quota.signs", back, True, str(unit.id))
    return Message(text=Html("\n".join(lines)), buttons=(turn,), card=f"signs:{unit.id}", fresh=fresh)


def _threshold(kind: str, rules: SignRules) -> dict[str, int]:
    return {
        "pair": {"n": rules.pair},
        "burst": {"n": rules.burst, "minutes": rules.burst_minutes},
        "last_day": {"n": rules.last_day_least, "share": round(100 * rules.last_day_share)},
        "witness": {"n": rules.witness_least},
    }[kind]


def _sign(t: Text, kind: str, sign: Sign) -> Html:
    return t(f"signs.of_{kind}", name=sign.name, number=sign.number, of=sign.of)


def _plain(text: str) -> str:
    """A text without escapes: pictures know no markup."""
    return unescape(str(text))
