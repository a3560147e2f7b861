"""When and where a class meets: in one sentence where that is true, else lesson by lesson."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.country import clock
from app.models import Course, Lesson, LessonState, Place

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
