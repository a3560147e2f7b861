"""When and where a class meets: in one sentence where that is true, else lesson by lesson; and the preview of its
link in a chat: a title with day and hour, a sentence, a picture."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _

from app.country import clock, formats
from app.models import AdministrativeUnit, Course, Lesson, LessonState, Place
from app.web.static_files import static_url

# More days than this do not fit in a sentence.
IN_A_SENTENCE = 4
# How long a resident's phone keeps a page after the last lesson (docs/offline.md).
KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Timetable:
    """The lessons of a class: `lessons` all of them by number, `live` those not cancelled, `ahead` those to come,
    `called_off_ahead` those to come that are cancelled."""

    course: Course
    lessons: list[Lesson]
    live: list[Lesson]
    ahead: list[Lesson]
    called_off_ahead: list[Lesson]

    @classmethod
    def of(cls, course: Course, now: datetime) -> "Timetable":
        """The timetable of a course whose lessons are loaded."""
        in_time = sorted(course.lessons, key=lambda lesson: lesson.starts_at)
        live = [lesson for lesson in in_time if lesson.state != LessonState.CANCELLED]
        to_come = [lesson for lesson in in_time if lesson.ends_at > now]
        ahead = [lesson for lesson in to_come if lesson in live]
        return cls(course, list(course.lessons), live, ahead, [lesson for lesson in to_come if lesson not in ahead])

    @property
    def gone(self) -> int:
        """The number of lessons held."""
        return len(self.live) - len(self.ahead)

    @property
    def too_late(self) -> bool:
        """Whether somebody who starts now can no longer attend as many lessons as a certificate asks for."""
        return len(self.ahead) < self.course.lessons_needed

    @property
    def next(self) -> Lesson | None:
        """The lesson of the calendar leaf: the current or next one, else the last."""
        return self.ahead[0] if self.ahead else self.live[-1] if self.live else None

    @property
    def kept_until(self) -> datetime | None:
        """Until when a phone that opened the class or its ticket may keep it: a week after the last lesson."""
        return self.live[-1].ends_at + KEPT_FOR if self.live else None

    @property
    def places(self) -> list[Place]:
        """The places of the lessons, each once."""
        return list(dict.fromkeys(lesson.where for lesson in self.live if lesson.where is not None))

    @property
    def same_hours(self) -> bool:
        """Whether all lessons begin and end at the same hour."""
        return len({(_hour(lesson.starts_at), _hour(lesson.ends_at)) for lesson in self.live}) == 1

    @property
    def one_sentence(self) -> bool:
        """Whether hours, days and one place say everything."""
        plain = len(self.live) == len(self.lessons) <= IN_A_SENTENCE
        return plain and self.same_hours and len(self.places) <= 1

    @property
    def days(self) -> list[datetime]:
        """When the lessons begin."""
        return [lesson.starts_at for lesson in self.live]

    def is_over(self, lesson: Lesson) -> bool:
        """Whether a lesson was held and is over."""
        return lesson.state != LessonState.CANCELLED and lesson not in self.ahead


def _hour(moment: datetime) -> tuple[int, int]:
    there = clock.local(moment)
    return there.hour, there.minute


@dataclass(frozen=True)
class Preview:
    """`path` is the page's canonical address, "" for a personal page; `picture` the picture's address."""

    title: str
    sentence: str
    path: str
    picture: str

    @classmethod
    def of_course(cls, course: Course, timetable: Timetable) -> "Preview":
        """A class, without the seats left: chats cache a preview for days, and by then the number would be wrong."""
        title, phrases = course.title, [place.name for place in timetable.places[:1]]
        if timetable.live:
            first = timetable.live[0].starts_at
            day = f"{formats.weekday(first)} {formats.day_month(first)}"
            title = _("%(course)s – %(day)s, %(hour)s", course=title, day=day, hour=formats.time(first))
            phrases.append(_("%(count)s buổi", count=len(timetable.live)))
        phrases += [_("miễn phí"), _("%(seats)s chỗ", seats=formats.number(course.seats)), course.unit.title]
        return cls(
            title=title,
            sentence=f"{', '.join(phrases)}.",
            path=url_for("public.courses.show", code=course.code),
            picture=url_for("public.courses.link_picture", code=course.code, version=course.version),
        )

    @classmethod
    def of_ward(cls, ward: AdministrativeUnit) -> "Preview":
        """A ward's home."""
        return cls(
            title=_("Lớp học số miễn phí – %(ward)s", ward=ward.title),
            sentence=_(
                "Lớp học số miễn phí cho bà con %(ward)s: dùng điện thoại, VNeID, trả tiền, tránh lừa đảo.",
                ward=ward.full_name,
            ),
            path=url_for("public.homes.show", unit_code=ward.code),
            picture=static_url("link.png"),
        )

    @classmethod
    def of_ticket(cls) -> "Preview":
        """A ticket: neither its people nor its class."""
        return cls(
            title=_("Phiếu đi học"),
            sentence=_("Giờ học, nơi học và mã vào lớp. Ai có địa chỉ này thì mở được phiếu."),
            path="",
            picture=static_url("link.png"),
        )
