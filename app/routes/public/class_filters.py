"""The filter of a ward's classes, kept in the address: words, residential group, audience, week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import clock, names
from app.country.audiences import AUDIENCES, audience
from app.models import Course, ResidentialGroup, WhoMay
from app.web.database import db

# The key of a week in an address → its words. The last one is every later week than the next.
WEEKS: Mapping[str, object] = {"nay": _l("Tuần này"), "sau": _l("Tuần sau"), "xa": _l("Sau nữa")}
# The week with a link of its own beside all classes.
SOONEST = "nay"
# Audiences that are offered without a class, too: a health station, a family look for theirs, and read that there is
# none now.
ALWAYS = frozenset(("elderly",))
# Longest text of the search box; more finds nothing anyway.
LONGEST_QUERY = 100


class Chip(NamedTuple):
    """A filter that is a link: id, address, words, number of classes that it opens, whether it is chosen."""

    id: str
    href: str
    words: str
    found: int
    chosen: bool


class Option(NamedTuple):
    """An option of a select: value in the address, words, whether it is chosen."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class ClassFilter:
    """The chosen filter; an empty one matches every class. Unknown values of an address hide nothing."""

    path: str
    query: str = ""
    group: ResidentialGroup | None = None
    audience: str = ""
    week: str = ""

    @classmethod
    def read(cls, path: str, args: Mapping[str, str], groups: Sequence[ResidentialGroup]) -> "ClassFilter":
        """Read the filter of an address; `groups` are the ward's; of one that was merged the group into which."""
        audience, week = args.get("cho", ""), args.get("tuan", "")
        return cls(
            path=path,
            query=names.clean(args.get("tim", "")[:LONGEST_QUERY]),
            group=ResidentialGroup.among(db.session(), groups, args.get("to")),
            audience=audience if audience in AUDIENCES else "",
            week=week if week in WEEKS else "",
        )

    @property
    def is_empty(self) -> bool:
        """True when nothing is chosen."""
        return not (self.is_narrowed or self.week)

    @property
    def is_narrowed(self) -> bool:
        """True when one of the folded filters is chosen."""
        return bool(self.query or self.group or self.audience)

    def fits(self, course: Course, now: datetime) -> bool:
        """Whether a course, with its lessons, places and groups loaded, matches."""
        return (
            (not self.audience or course.audience == self.audience)
            and (not self.week or week_of(course, now) == self.week)
            and (self.group is None or is_for(course, self.group))
            and names.matches(self.query, _search_key(course))
        )

    def address(self, **also: str) -> str:
        """The address of this filter."""
        group = self.group.code if self.group else ""
        given = {"tim": self.query, "to": group, "cho": self.audience, "tuan": self.week, **also}
        query_string = urlencode({name: value for name, value in given.items() if value})
        return f"{self.path}?{query_string}" if query_string else self.path

    def weeks(self, courses: Sequence[Course], now: datetime) -> list[Chip]:
        """The links to all classes and to this week's, counted among those that pass the other filters; another week
        only while the address asks for it."""
        anyhow = replace(self, week="")
        met = [week_of(course, now) for course in courses if anyhow.fits(course, now)]
        chips = [Chip("loc-moi", anyhow.address(), _("Tất cả"), len(met), not self.week)]
        for key, words in WEEKS.items():
            if key == self.week or (key == SOONEST and key in met):
                there = replace(self, week=key).address()
                chips.append(Chip(f"loc-{key}", there, str(words), met.count(key), key == self.week))
        return chips

    def audiences(self, courses: Sequence[Course], now: datetime) -> list[Option]:
        """Each audience that has a class, and those who are looked for (`ALWAYS`), counted in the same way; none where
        all classes have the same audience and no other was chosen."""
        if not self.audience and len({course.audience for course in courses}) < 2:
            return []
        met = [course.audience for course in courses if replace(self, audience="").fits(course, now)]
        return [
            Option(key, f"{audience(key)} ({met.count(key)})", key == self.audience)
            for key in AUDIENCES
            if key in met or key in ALWAYS or key == self.audience
        ]

    def groups(self, groups: Sequence[ResidentialGroup], word: str) -> list[Option]:
        """The ward's groups as options below a label that says `word`."""
        return [Option(group.code, group.name_under(word), group == self.group) for group in groups]


def week_of(course: Course, now: datetime) -> str:
    """The week of the next lesson, "" without one; a week ends in the night from Sunday to Monday."""
    lesson = course.next_lesson(now)
    if lesson is None:
        return ""
    today = clock.local(now).date()
    monday = clock.at_local(today + timedelta(days=7 - today.weekday()))
    if lesson.starts_at < monday:
        return "nay"
    return "sau" if lesson.starts_at < monday + timedelta(days=7) else "xa"


def is_for(course: Course, group: ResidentialGroup) -> bool:
    """Whether people of a group may come: a class of certain groups is for these only."""
    return course.who_may != WhoMay.GROUPS or group in course.groups


def is_near(course: Course, group: ResidentialGroup | None, now: datetime) -> bool:
    """Whether the next lesson is held in the quarter that a group is named after ("Túc Duyên" for "Túc Duyên 1")."""
    lesson = course.next_lesson(now)
    quarter = names.search_key(lesson.where.quarter) if lesson and lesson.where else ""
    return bool(group and quarter) and quarter in names.search_key(group.name if group else "")


def _search_key(course: Course) -> str:
    places = {lesson.where.name for lesson in course.lessons if lesson.where is not None}
    texts = (course.title, course.code, course.topics, course.organiser, audience(course.audience), *sorted(places))
    return names.search_key(" ".join(texts))
