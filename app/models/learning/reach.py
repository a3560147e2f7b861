"""Who can reach the certificate of a course, before and after a change of its lessons or its rule.

A change is judged on the statuses alone, before anybody makes it.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from app.models.learning.course import Course
from app.models.learning.course_terms import Excused, lessons_required
from app.models.learning.lesson import Lesson
from app.models.learning.registration import Registration
from app.models.learning.standing import LearnerStatus

Change = Callable[[LearnerStatus], LearnerStatus]


def without(lesson: Lesson, share: int) -> Change:
    """A lesson is called off, and a certificate then requires a share."""

    def change(each: LearnerStatus) -> LearnerStatus:
        pairs = zip(each.lessons, each.statuses, strict=True)
        return replace(each, statuses=tuple(status for one, status in pairs if one is not lesson), share=share)

    return change


def with_more(lessons: int) -> Change:
    """So many lessons are added."""
    return lambda each: replace(each, statuses=each.statuses + ("",) * lessons)


def under(share: int, excused: str) -> Change:
    """A certificate requires another share, or counts leave otherwise."""
    return lambda each: replace(each, share=share, excused=Excused(excused))


def lost(rows: Iterable[LearnerStatus], change: Change) -> list[Registration]:
    """Those who met the rule, or could have, and then do not."""
    pairs = ((each, change(each)) for each in rows)
    return [each.registration for each, then in pairs if each.met > then.met or each.out_of_reach < then.out_of_reach]


def able(rows: Iterable[LearnerStatus], change: Change) -> int:
    """How many have met the rule then, or can."""
    return sum(not change(each).out_of_reach for each in rows)


def kept_share(course: Course) -> int | None:
    """The share under which as many lessons may be missed with one lesson fewer as now; None where the course's own
    does, or where no lesson would be required."""
    needed, rest = course.lessons_needed - 1, len(course.live_lessons) - 1
    if needed < 1 or lessons_required(course.certificate_share, rest) == needed:
        return None
    return 100 * needed // rest
