"""What a city decides for itself: amounts, days and limits. The defaults are Zibo's, or ours where nobody said."""

from functools import cached_property
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from domain.calendar import PUBLISHED, Workdays
from domain.categories import BUILT_IN, Categories
from domain.contacts.periods import Period
from domain.showing import Shown


class Section(BaseModel):
    """A part of the configuration: an unknown key is a mistake, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LocaleRules(Section):
    """Language and time of the city."""

    default: str = Field("zh", pattern="^(zh|en)$", description="Language of those who did not choose one.")
    timezone: str = Field("Asia/Shanghai", description="All dates that people see are in this zone.")

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError('must be the name of a time zone, as "Asia/Shanghai"') from error
        return name

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone itself."""
        return ZoneInfo(self.timezone)


class DeadlineRules(Section):
    """By when who owes what. Working days follow the Chinese calendar."""

    first_word: int = Field(3, ge=1, le=60, description="Working days for the first word to the resident.")
    department_answer: int = Field(5, ge=1, le=60, description="Working days for a department's answer.")
    department_return: int = Field(2, ge=1, le=30, description="Working days to return a case as a wrong address.")
    extension: int = Field(10, ge=1, le=60, description="Working days that a department may get besides, once.")
    step_on: int = Field(2, ge=1, le=30, description="Working days to pass a case on that a department gave back.")
    second_handling: int = Field(15, ge=1, le=90, description="Days for the second handling.")
    rating_reminder: int = Field(7, ge=1, le=60, description="Days after an answer: one reminder to rate it.")
    chase: int = Field(3, ge=1, le=30, description="Days until one may ask again how a case stands.")
    rating_close: int = Field(14, ge=2, le=120, description="Days after an answer: closed as not rated.")
    formal_office: int = Field(
        10, ge=1, le=60, description="Working days for the congress office to check and to assign a formal suggestion."
    )
    formal_answer: int = Field(3, ge=1, le=12, description="Months to answer a formal suggestion, once assigned.")
    formal_longest: int = Field(6, ge=1, le=24, description="Months at most, if its representative consents.")
    formal_opinion: int = Field(1, ge=1, le=12, description="Months for a supporting department's opinion on it.")
    fixed_question: int = Field(28, ge=7, le=180, description="Days after an answer: is it really fixed?")

    @model_validator(mode="after")
    def _sensible(self) -> "DeadlineRules":
        if self.formal_longest < self.formal_answer:
            raise ValueError("formal_longest must not be less than formal_answer: it is that and the months more")
        if self.rating_close <= self.rating_reminder:
            raise ValueError("rating_close must be more than rating_reminder, or the reminder comes too late")
        return self


class PrivacyRules(Section):
    """How long what is kept."""

    stranger_hours: int = Field(24, ge=1, le=168, description="Hours until an unfinished greeting is forgotten.")
    talk_hours: int = Field(24, ge=1, le=168, description="Hours until a conversation rests; its draft stays.")
    payload_days: int = Field(7, ge=1, le=90, description="Days that sent texts and updates put aside are kept.")
    closed_words_days: int = Field(0, ge=0, le=36_500, description="Days that words of ended cases are kept; 0 ever.")
    closed_files_days: int = Field(0, ge=0, le=36_500, description="Days that files of ended cases are kept; 0 ever.")
    mydata_hours: int = Field(1, ge=0, le=720, description="Hours until one can ask again for all that is stored.")
    shown: Shown = Field(Shown.NAME, description="What a first draft lets the representative see of its author.")


class LimitRules(Section):
    """What one suggestion may hold, and how much one chat may have waiting."""

    words: int = Field(4000, ge=100, le=4000, description="Characters of a suggestion.")
    files: int = Field(10, ge=1, le=10, description="Photos, voice messages and documents of a suggestion.")
    suggestions_a_day: int = Field(6, ge=1, le=1000, description="Suggestions that one person may hand in a day.")
    messages_a_minute: int = Field(30, ge=5, le=100_000, description="Messages of one chat a minute.")
    waiting: int = Field(200, ge=20, le=10_000, description="Updates of one chat that may wait at a time.")


class DuplicateRules(Section):
    """When two cases may be one matter."""

    near_metres: float = Field(250, ge=1, le=5000, description="Metres within which one category is enough.")
    merge_metres: float = Field(1000, ge=1, le=20_000, description="Metres across which staff may merge.")
    similarity: float = Field(0.2, ge=0.05, le=1, description="Share of pieces in common from which words are alike.")


class Quota(Section):
    """Contacts that are owed on a link in a period."""

    period: Period
    count: int = Field(1, ge=1, le=12)
    face_to_face: bool = False
    # Whoever begins within the period owes nothing where fewer days are left on the link's first day.
    remaining: int = Field(30, ge=0, le=366)


class TierRules(Section):
    """Whom a keeper of links keeps them with, and how often they are in contact."""

    fewest: int = Field(ge=0, le=1000)
    most: int = Field(ge=1, le=1000)
    quotas: tuple[Quota, ...] = Field(max_length=8)

    @model_validator(mode="after")
    def _sensible(self) -> "TierRules":
        if self.fewest > self.most:
            raise ValueError("fewest must not be more than most")
        if len({(quota.period, quota.face_to_face) for quota in self.quotas}) < len(self.quotas):
            raise ValueError("quotas: two of them are of the same period and kind; give one with their count")
        return self


class SignRules(Section):
    """From what on something in the contacts of a quarter is shown to administrators as a sign."""

    pair: int = Field(8, ge=2, le=1000, description="Contacts on one link.")
    burst: int = Field(5, ge=2, le=1000, description="Meetings of one representative confirmed one after another.")
    burst_minutes: int = Field(10, ge=1, le=1440, description="Minutes within which they are.")
    last_day_share: float = Field(0.5, gt=0, le=1, description="Share of contacts logged on the last day.")
    last_day_least: int = Field(5, ge=1, le=1000, description="Contacts that there must be for it.")
    witness_least: int = Field(3, ge=1, le=1000, description="Meetings of which all are by witness.")


class ReceptionRules(Section):
    """Receptions of representatives at the stations."""

    notice: int = Field(3, ge=0, le=60, description="Days ahead that one is announced, or a reason is given.")
    slot: int = Field(15, ge=5, le=120, description="Minutes of a slot that residents can book.")


_QUARTERLY = Quota(period=Period.QUARTER)


class SchemeRules(Section):
    """The double link: who keeps links with how many, what is owed on each, and how it is confirmed."""

    back_dating: int = Field(14, ge=0, le=92, description="Days that an entry may lie back.")
    freezing: int = Field(10, ge=0, le=92, description="Days after its end on which a quarter is frozen.")
    confirming: int = Field(14, ge=2, le=92, description="Days in which the other side can confirm a meeting.")
    committee: TierRules = TierRules(
        fewest=3, most=6, quotas=(_QUARTERLY, Quota(period=Period.YEAR, face_to_face=True))
    )
    residents: TierRules = TierRules(
        fewest=6, most=10, quotas=(_QUARTERLY, Quota(period=Period.HALF_YEAR, face_to_face=True))
    )
    signs: SignRules = SignRules()
    receptions: ReceptionRules = ReceptionRules()


class ReminderRules(Section):
    """At what hours people are reminded, and on which days before a quarter closes of what they owe on their links."""

    days: tuple[Annotated[int, Field(ge=1, le=60)], ...] = Field(
        (30, 14, 7, 3, 1), max_length=12, description="Days before the close on which representatives hear."
    )
    hour: int = Field(9, ge=0, le=23, description="Hour of the city from which people hear what is due on a day.")
    quiet_from: int = Field(22, ge=0, le=23, description="Hour from which nobody is reminded.")
    quiet_until: int = Field(8, ge=0, le=23, description="Hour until which nobody is reminded.")
    officer: int = Field(7, ge=0, le=60, description="Days before the close: the station's laggards; 0 never.")
    administrator: int = Field(3, ge=0, le=60, description="Days before the close: the unit's laggards; 0 never.")

    def is_quiet(self, hour: int) -> bool:
        """Whether nobody is reminded of anything at an hour of the city."""
        begin, end = self.quiet_from, self.quiet_until
        return begin <= hour < end if begin <= end else hour >= begin or hour < end

    def is_time(self, hour: int) -> bool:
        """Whether people hear at an hour of the city what is due on a day: from the hour of reminders on."""
        return hour >= self.hour and not self.is_quiet(hour)

    @model_validator(mode="after")
    def _sensible(self) -> "ReminderRules":
        if self.is_quiet(self.hour):
            raise ValueError("hour must not be one of the quiet hours")
        return self


class AccessRules(Section):
    """Who may do everything from the first day on."""

    administrators: tuple[int, ...] = Field((), description="Telegram ids of the first administrators.")
    invite_days: int = Field(14, ge=1, le=365, description="Days that an invitation stays valid.")
    invite_tries: int = Field(5, ge=1, le=100, description="Wrong invitations that one account may try an hour.")
    invites_a_day: int = Field(200, ge=1, le=100_000, description="Invitations that one person may make in a day.")
    takeover_days: int = Field(90, ge=1, le=365, description="Days in which a case can be taken over from an officer.")
    two_person: bool = Field(True, description="Whether what cannot be undone waits for a second administrator.")
    two_person_notice: int = Field(500, ge=0, le=10_000_000, description="Notices to more people than this wait.")
    two_person_days: int = Field(
        7, ge=0, le=365, description="Days until somebody whom an administrator invited may be the second one for them."
    )
    two_person_hours: int = Field(72, ge=1, le=720, description="Hours until a request to the second one lapses.")


class Rules(BaseModel):
    """All of it, as the services see it."""

    model_config = ConfigDict(frozen=True)

    locale: LocaleRules = LocaleRules()
    deadlines: DeadlineRules = DeadlineRules()
    privacy: PrivacyRules = PrivacyRules()
    limits: LimitRules = LimitRules()
    access: AccessRules = AccessRules()
    duplicates: DuplicateRules = DuplicateRules()
    scheme: SchemeRules = SchemeRules()
    reminders: ReminderRules = ReminderRules()
    categories: Categories = Field(BUILT_IN, repr=False)
    workdays: Workdays = PUBLISHED  # of the city
    base: "Rules | None" = Field(None, repr=False)  # the configured ones, where something was settled in chat
    bot_username: str = ""  # learnt from getMe; links to the bot need it
    key: str = Field("", repr=False)  # of hashes that nobody shall find by trying; it stands in no database
