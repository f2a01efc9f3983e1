"""The workbook as a table: its sheets, their columns, what stands in a cell, and two examples each.

Reading and the template both follow this table, so they cannot disagree. Titles are bilingual and are recognised
by either word, in any order of columns. Explanations of columns stand in the catalogues under
`roster.note.SHEET.COLUMN`.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "code", "codes", "ref", "name", "text", "phone", "choice", "yes", "date", "latitude", "longitude", "categories"
]
# What may be chosen: (value, words for it); the first two words, Chinese and English, stand in the drop-down.
Choices = tuple[tuple[str, tuple[str, ...]], ...]

LEVELS: Choices = (
    ("city", ("市", "city", "市级")),
    ("district", ("区县", "district", "区", "县", "区县级", "county")),
    ("town", ("乡镇", "town", "乡", "镇", "乡镇级", "township")),
)
UNIT_KINDS: Choices = (
    *LEVELS,
    ("street", ("街道", "street", "街道办", "街道办事处", "subdistrict")),
    ("community", ("社区", "community", "村", "居委会", "村委会", "village")),
)
STATION_KINDS: Choices = (
    ("territorial", ("地域", "territorial", "普通")),
    ("professional", ("专业", "professional", "专业站")),
)
LANGUAGES: Choices = (("zh", ("中文", "zh", "汉语", "chinese")), ("en", ("英文", "en", "英语", "english")))
ROLES: Choices = (
    ("officer", ("联络员", "officer", "liaison officer")),
    ("department_officer", ("部门经办人", "department officer", "部门承办人", "承办人", "department_officer")),
    ("admin", ("管理员", "administrator", "admin")),
)
TIERS: Choices = (
    ("residents", ("代表联系群众", "residents", "群众", "居民", "resident")),
    ("committee", ("委员联系代表", "committee", "委员", "常委会")),
)
YES_NO: Choices = (
    ("yes", ("是", "yes", "y", "true", "1", "对", "有")),
    ("no", ("否", "no", "n", "false", "0", "不是", "无")),
)


@dataclass(frozen=True)
class Column:
    """A column: `code` is the row's field; `examples` are the two cells of the template."""

    code: str
    chinese: str
    english: str
    kind: Kind
    examples: tuple[object, object]
    required: bool = False
    width: int = 14
    choices: Choices = ()
    limit: int = 60  # characters
    also: tuple[str, ...] = ()  # further titles that people use

    @property
    def title(self) -> str:
        """As it stands in the template."""
        return f"{self.chinese} {self.english}"

    @property
    def names(self) -> frozenset[str]:
        """Everything that is recognised as this column."""
        kind = self.kind if self.kind in ("code", "ref") else ""  # "unit" is also known as "unit code"
        words = (self.chinese, self.english, self.title, f"{self.english} {self.chinese}", self.code)
        return frozenset(map(simplified, (*words, f"{self.english} {kind}", *self.also)))


@dataclass(frozen=True)
class Sheet:
    """A sheet. A row whose first column begins with EXAMPLE or 示例 is an example and is left out."""

    code: str
    chinese: str
    columns: tuple[Column, ...]

    @property
    def title(self) -> str:
        """As it stands in the template."""
        return f"{self.chinese} {self.code}"

    @property
    def names(self) -> frozenset[str]:
        """Everything that is recognised as this sheet."""
        return frozenset(map(simplified, (self.chinese, self.code, self.title, f"{self.code} {self.chinese}")))

    def column(self, code: str) -> Column:
        """A column by its code."""
        return next(column for column in self.columns if column.code == code)


def simplified(title: object) -> str:
    """A title without what people change about it: width, case, spaces, stars, slashes, brackets."""
    plain = unicodedata.normalize("NFKC", str(title)).casefold()
    return re.sub(r"[\W_]+", "", plain)


EXAMPLE_MARKS = ("example", "示例")
EXPLANATIONS = "说明 explanations"
MARKS = "待改 to mend"  # where the faults of a marked workbook are listed
EXPLANATION_NAMES = frozenset(map(simplified, (EXPLANATIONS, "说明", "explanations", "readme", MARKS)))

FROM = Column("valid_from", "起始日期", "valid from", "date", (None, None))
UNTIL = Column("valid_to", "终止日期", "valid to", "date", (None, None))
STARTS = Column("starts", "开始日期", "starts", "date", ("2026-01-10", "2026-01-10"), required=True)
ENDS = Column("ends", "结束日期", "ends", "date", (None, "2026-12-31"))
LATITUDE = Column("latitude", "纬度", "latitude", "latitude", (36.8069, None), width=12)
LONGITUDE = Column("longitude", "经度", "longitude", "longitude", (118.0176, None), width=12)


def _person(code: str, chinese: str, english: str, *examples: str) -> Column:
    first, second = examples
    return Column(code, chinese, english, "ref", (first, second), required=True, width=16)


def _code(*examples: str) -> Column:
    first, second = examples
    return Column("code", "编码", "code", "code", (first, second), required=True, width=16)


def _name(*examples: str) -> Column:
    first, second = examples
    return Column("name", "名称", "name", "name", (first, second), required=True, width=24)


UNITS = Sheet("units", "单位", (
    _code("EXAMPLE-city", "EXAMPLE-district"),
    _name("示例市", "示例区"),
    Column("kind", "类别", "kind", "choice", ("市 city", "区县 district"), True, 18, UNIT_KINDS),
    Column("parent", "上级编码", "parent", "code", (None, "EXAMPLE-city"), width=18, also=("上级", "上级单位")),
    LATITUDE, LONGITUDE, FROM, UNTIL,
))  # fmt: skip

STATIONS = Sheet("stations", "站点", (
    _code("EXAMPLE-s1", "EXAMPLE-s2"),
    _name("示例民情联络站", "示例物流专业联络站"),
    Column("kind", "类别", "kind", "choice", ("地域 territorial", "专业 professional"), False, 20, STATION_KINDS),
    Column("unit", "单位编码", "unit", "code", ("EXAMPLE-district", "EXAMPLE-district"), True, 18, also=("单位",)),
    Column("address", "地址", "address", "text", ("和平路 1 号", "物流园 3 号楼"), width=28, limit=200),
    Column("hours", "开放时间", "hours", "text", ("每周四 9:00-11:00", "工作日 14:00-17:00"), width=24, limit=200),
    LATITUDE, LONGITUDE, FROM, UNTIL,
))  # fmt: skip

DEPARTMENTS = Sheet("departments", "部门", (
    _code("EXAMPLE-d1", "EXAMPLE-d2"),
    _name("示例区综合行政执法局", "示例区住房和城乡建设局"),
    Column("unit", "单位编码", "unit", "code", ("EXAMPLE-district", "EXAMPLE-district"), True, 18, also=("单位",)),
    Column("categories", "办理类别", "categories", "categories", ("路灯照明;环境卫生", "供热;物业管理"), True, 30,
           also=("类别",)),
    Column("units", "负责单位", "responsible for", "codes", (None, "EXAMPLE-district"), width=24, limit=4000,
           also=("负责单位编码", "units")),
    FROM, UNTIL,
))  # fmt: skip

PERSONS = Sheet("persons", "人员", (
    _person("ref", "编号", "ref", "EXAMPLE-p1", "EXAMPLE-p2"),
    Column("name", "姓名", "name", "name", ("王秀英", "李建国"), True, 14),
    Column("phone", "电话", "phone", "phone", ("13800000000", None), width=16, also=("手机", "联系电话")),
    Column("language", "语言", "language", "choice", ("中文 zh", None), False, 12, LANGUAGES),
    Column("home", "居住单位", "home unit", "code", ("EXAMPLE-district", None), width=18, also=("居住地", "home")),
))  # fmt: skip

MANDATES = Sheet("mandates", "代表任职", (
    _person("person", "人员编号", "person", "EXAMPLE-p1", "EXAMPLE-p2"),
    Column("level", "层级", "level", "choice", ("区县 district", "区县 district"), True, 16, LEVELS),
    Column("unit", "选区单位", "constituency", "code", ("EXAMPLE-district", "EXAMPLE-district"), True, 18,
           also=("选区", "unit code", "constituency unit code")),
    Column("station", "站点编码", "station", "code", ("EXAMPLE-s1", "EXAMPLE-s1"), True, 16, also=("站点",)),
    STARTS, ENDS,
    Column("front_line", "一线代表", "front line", "yes", ("是 yes", "否 no"), False, 12, YES_NO),
    Column("committee", "常委会委员", "standing committee", "yes", ("否 no", "是 yes"), False, 20, YES_NO),
))  # fmt: skip

OFFICES = Sheet("roles", "职务", (
    _person("person", "人员编号", "person", "EXAMPLE-p1", "EXAMPLE-p2"),
    Column("role", "职务", "role", "choice", ("联络员 officer", "管理员 administrator"), True, 28, ROLES),
    Column("unit", "单位编码", "unit", "code", (None, "EXAMPLE-district"), width=18, also=("单位",)),
    Column("station", "站点编码", "station", "code", ("EXAMPLE-s1", None), width=16, also=("站点",)),
    Column("department", "部门编码", "department", "code", (None, None), width=18, also=("部门",)),
    STARTS, ENDS,
))  # fmt: skip

LINKS = Sheet("links", "联系", (
    _person("keeper", "联系人编号", "keeper", "EXAMPLE-p1", "EXAMPLE-p2"),
    _person("other", "对象编号", "other", "EXAMPLE-p2", "EXAMPLE-p1"),
    Column("tier", "联系类型", "tier", "choice", ("代表联系群众 residents", "委员联系代表 committee"), True, 26,
           TIERS),
    STARTS, ENDS,
))  # fmt: skip

SHEETS: tuple[Sheet, ...] = (UNITS, STATIONS, DEPARTMENTS, PERSONS, MANDATES, OFFICES, LINKS)
BY_CODE = {sheet.code: sheet for sheet in SHEETS}
