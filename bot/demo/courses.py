"""What becomes of the demo's forty cases: a line a case, so that every state of a case is there to be seen.

Days are working days before today: so a first word that was due is overdue, whatever holidays lie between.
"""

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from bot.demo.cast import RESIDENT
from domain.suggestions import AnswerClass, Rating

FIRST_DAY = 28  # working days before today: the day on which everybody moves in


class Tale(BaseModel):
    """What somebody writes about, and what is said to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: str
    place: str
    first: str
    language: str = "zh"
    more: str = ""
    voice: str = ""  # what the voice message says that comes in place of words
    picture: str = ""
    category: str = ""  # where the words alone propose another one
    edited: str = ""  # what `more` reads after it was edited
    echo: str = ""  # how a neighbour begins to write the same
    months: tuple[int, ...] = ()  # in which it would be odd
    answers: dict[AnswerClass, str] = {}
    answer_picture: str = ""

    def answer(self, class_: AnswerClass | None) -> str:
        """The answer's words, if it has an answer of this class."""
        return self.answers.get(class_, "") if class_ else ""


@dataclass(frozen=True)
class Deed:
    """One thing that somebody does to a case: what it can be stands in bot/demo/deeds."""

    day: int
    what: str
    class_: AnswerClass | None = None
    process: Rating | None = None
    result: Rating | None = None
    by: str = ""  # who does it, where that is neither the author nor who sees to the case
    value: str = ""  # a measure, or the tale of another case


@dataclass(frozen=True)
class Course:
    """A case from its first day on. Without an author anybody may be it, without a tale any that fits."""

    day: int
    deeds: tuple[Deed, ...] = ()
    author: str = ""
    tale: str = ""
    hidden: bool = False  # from the representative
    registrar: str = ""  # the officer who registers it for its author
    off: tuple[float, float] | None = None  # degrees north and east of the station, where its place is a position

    @property
    def people(self) -> set[str]:
        """Whoever is named in it (refs)."""
        return {self.author, self.registrar, *(deed.by for deed in self.deeds)} - {""}

    @property
    def class_(self) -> AnswerClass | None:
        """The class of its first answer."""
        return next((deed.class_ for deed in self.deeds if deed.class_), None)


def _write(day: int) -> Deed:
    return Deed(day, "write")


def _answer(day: int, class_: str) -> Deed:
    return Deed(day, "answer", AnswerClass(class_))


def _rate(day: int, process: str, result: str) -> Deed:
    return Deed(day, "rate", process=Rating(process), result=Rating(result))


GOOD, FAIR, BAD, MISSED = "satisfied", "basic", "unsatisfied", "missed"
COURSES: tuple[Course, ...] = (
    # The resident whose phone stands on the page: one case under way, one that waits for her rating.
    # The first has grown into a formal suggestion of her representative, which a department has.
    Course(4, (_write(3), Deed(2, "add"), Deed(2, "formal")), RESIDENT, "lamp"),
    Course(9, (_write(8), _answer(1, "A")), RESIDENT, "drain"),
    # Her representative's desk: two overdue, a new one, a voice message, a second handling; and what lies behind.
    Course(7, (), "g003"),
    Course(5, (), "g001"),
    Course(1, (), "n005"),
    Course(3, (Deed(2, "transcribe"), _write(2)), "n006", "voice-stairs"),
    Course(12, (_write(11), _answer(6, "A"), _rate(4, FAIR, BAD)), "g001"),
    Course(14, (_write(13), _answer(9, "B"), _rate(8, GOOD, FAIR)), "g003"),
    # The last of them was answered four weeks ago: its resident has just been asked whether it is really fixed.
    Course(24, (_write(23), _answer(21, "A"), _rate(20, GOOD, GOOD)), "g003"),
    # The administrator's desk: people of the zone, whom nobody represents.
    Course(6, (), "n001"),
    Course(1, (), "n002"),
    Course(5, (_write(4),), "n003", "street-lamp-en"),
    # Just handed in.
    Course(1, hidden=True),
    # Under way.
    # With departments: passed on just now, being worked on, given back as a wrong address.
    Course(3, (_write(2), Deed(1, "transfer"))),
    Course(6, (_write(5), Deed(4, "transfer"), Deed(3, "accept"))),
    Course(4, (_write(3), Deed(2, "transfer"), Deed(1, "return"))),
    Course(6, (_write(5), Deed(4, "add")), "n004", "crossing-en"),
    # Answered, in every class; one of them by the liaison officer of a representative without an account.
    Course(9, (_write(8), _answer(3, "A")), "g029"),
    Course(16, (_write(14), _answer(6, "B"))),
    Course(10, (_write(8), _answer(2, "C"))),
    Course(8, (_write(6), _answer(1, "D"))),
    # Not solved yet, and so still open.
    Course(18, (_write(17), _answer(12, "C"), _rate(11, FAIR, FAIR))),
    Course(21, (_write(20), _answer(17, "A"), _rate(15, FAIR, MISSED))),
    # Ended: satisfied or nearly, not rated, unsatisfied to the end, mended the second time, withdrawn.
    Course(22, (_write(21), Deed(20, "transfer"), Deed(19, "accept"), _answer(16, "A"), _rate(15, FAIR, FAIR))),
    Course(19, (_write(17), _answer(13, "D"), _rate(12, GOOD, FAIR)), hidden=True),
    # Not in scope: the liaison officer said where to turn.
    Course(12, (Deed(11, "redirect"),)),
    Course(22, (_write(20), _answer(16, "A"))),
    Course(24, (_write(23), _answer(21, "A"), _rate(20, BAD, BAD), _answer(15, "A"), _rate(14, FAIR, BAD))),
    Course(23, (_write(22), _answer(20, "A"), _rate(19, GOOD, BAD), _answer(13, "A"), _rate(12, GOOD, GOOD))),
    Course(8, (Deed(7, "withdraw"),)),
    # Registered at a station for somebody without an account, who has taken it over since.
    Course(5, (_write(4), Deed(2, "take_over")), "n007", "walkin", registrar="l001"),
    # Two cases of one matter: a neighbour follows the first instead of writing the same, another one the second, and
    # then the second is merged into the first with whoever follows it.
    Course(6, (Deed(5, "support", by="g012"), _write(5)), "g013", "manhole", off=(0.0, 0.0)),
    Course(4, (Deed(3, "follow", by="g011"), Deed(2, "merge", value="manhole")), "g015", "manhole-again",
           off=(0.004, 0.0)),
    # Somebody loses patience: a message is hidden, then a warning, then a mute, to which the resident objects.
    Course(9, (_write(8), Deed(6, "outburst"), Deed(5, "moderate", value="hide"), Deed(4, "outburst"),
               Deed(4, "moderate", value="warn"), Deed(3, "outburst"), Deed(2, "moderate", value="mute_30"),
               Deed(1, "object")), "g007", "barbecue"),
    # The first word by a template that the station keeps; and the resident mends in the messenger what was written.
    Course(5, (Deed(4, "template", by="l002"), Deed(3, "add"), Deed(3, "edit")), "g008", "bench"),
    # A department has promised a day; another one was given more time.
    Course(9, (_write(8), Deed(7, "transfer"), Deed(6, "accept"), _answer(4, "B"), _rate(3, GOOD, FAIR)), "g016",
           "bridge"),
    Course(7, (_write(6), Deed(5, "transfer"), Deed(4, "accept"), Deed(3, "extend"), Deed(2, "grant")), "g022",
           "bus-sign"),
    # Four weeks later it is not fixed, and its resident takes it up again.
    Course(27, (_write(27), _answer(26, "A"), _rate(25, GOOD, GOOD), Deed(3, "reopen")), "g021", "stair-light"),
    # Somebody asks for all that is stored on her; somebody else leaves, and his case goes on without him.
    Course(10, (_write(9), _answer(6, "A"), _rate(5, GOOD, GOOD), Deed(2, "mydata")), "g031", "mailbox"),
    Course(6, (_write(5), Deed(1, "forget")), "g041", "playground"),
)  # fmt: skip
# The formal suggestion that the first case grew into: title, matter, request.
FORMAL = (
    "补齐老小区周边支路的夜间照明",
    "走访中看到，几个老小区外的支路夜间照明不足：有的灯杆年久失修，有的被行道树遮挡，归谁管护也不清楚。晚归的学生和老人走这些路不安全。",
    "一、年底前把这些支路的路灯普查一遍，坏的修，缺的补；二、明确管护单位，向居民公布报修电话；三、结合绿化养护，把遮挡灯光的树枝修掉。",
)
CALLERS_PHONE = "0533-2180416"
TEMPLATE = "收到，这就去看\n{姓名}您好，您反映的 {编号} 我们收到了。这两天到现场去看，最晚 {期限} 给您回话。"
OUTBURSTS = (
    "等了三天还是老样子。再没人来，我今晚就去把他的摊子砸了。",
    "跟你们说也白说，谁收了他的钱，我迟早一个一个找上门去。",
    "别跟我讲道理。叫那个摊主出门当心点。",
)
REPORT = "这位居民说要去砸摊子，请您看一下。"  # why a representative asks the officer to look
MEASURES = {  # what the resident reads
    "hide": "要去砸别人摊子的话，我们不往下转。事情照样在办。",
    "warn": "着急我们明白，请别再写吓唬人的话。",
    "mute_30": "第三回了。这段时间您还能看进展、打分，也可以来站里当面说。",
}
WHY_LONGER = "材料要跟厂家订做，请再宽几天。"  # why a department asks for more time
NOT_FIXED = "好了不到一个月，现在又跟以前一样了，麻烦再来看看。"
WRONG_ADDRESS = "这段不归我们管，请转给对口的部门。"  # why a department gives a case back
# What is said the second time, whatever it is about.
COMPLAINTS = (
    "说是弄好了，可没过两天又是老样子，麻烦再来看看。",
    "只做了一半，剩下的没人管了。",
    "办是办了，可一开始没人理，催了好几回。",
)
SECOND_ANSWERS = (
    "上次没有修到根上，对不住您。这回我盯着重新做了一遍，昨天又去看过，没有问题了。",
    "您说得对，上次漏了一段。现在补齐了，您有空再看看。",
)


@cache
def tales() -> dict[str, Tale]:
    """All tales by their key."""
    words = files("bot.demo").joinpath("tales.toml").read_text(encoding="utf-8")
    return {key: Tale.model_validate(tale) for key, tale in tomllib.loads(words).items()}


def cast_tales(chance: random.Random, month: int) -> list[Tale]:
    """A tale for every course, each at most once: those first that need an answer which few tales have."""
    named = {course.tale for course in COURSES}
    left = [tale for key, tale in sorted(tales().items()) if key not in named and month not in tale.months]
    chance.shuffle(left)
    chosen: dict[int, Tale] = {}
    for number in sorted(range(len(COURSES)), key=_choosiness):
        course = COURSES[number]
        fitting = [tale for tale in left if _fits(tale, course)]
        tale = tales()[course.tale] if course.tale else min(fitting, key=lambda tale: len(tale.answers))
        chosen[number] = tale
        left = [other for other in left if other is not tale]
    return [chosen[number] for number in range(len(COURSES))]


def _choosiness(number: int) -> int:
    """The order in which courses choose: those for which few tales fit go first."""
    course = COURSES[number]
    if _adds(course):
        return 0
    return "DCBA".index(course.class_.value) + 1 if course.class_ else 5


def _adds(course: Course) -> bool:
    return any(deed.what == "add" for deed in course.deeds)


def _fits(tale: Tale, course: Course) -> bool:
    return (course.class_ is None or course.class_ in tale.answers) and (bool(tale.more) or not _adds(course))
