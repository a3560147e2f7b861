"""The title of a course where people are named beside it: never one that tells of a disability or of poverty."""

from typing import TYPE_CHECKING

from app.country.audiences import is_sensitive, tells

if TYPE_CHECKING:
    from app.models.learning.course import Course

PLAIN = "Lớp kỹ năng số"


def is_telling(course: "Course") -> bool:
    """Whether a course's own title may not stand beside a name: by whom it is for, or by its words."""
    return is_sensitive(course.audience) or tells(course.title)


def named_title(course: "Course") -> str:
    """The title for papers and pages with names on them: its own, else the neutral one that the office wrote, else one
    made of the place. A poster names nobody and keeps the course's own."""
    return (course.neutral_title or plain_title(course)) if is_telling(course) else course.title


def plain_title(course: "Course") -> str:
    """What stands where the office wrote nothing: "Lớp kỹ năng số – Nhà văn hóa Túc Duyên"."""
    place = course.place.name if course.place else ""
    return f"{PLAIN} – {place}" if place and not tells(place) else PLAIN


def outward_title(said: dict[str, str], course: "Course") -> str:
    """The title by which a certificate is told to others, from what it says (`Certificate.paper`): as it is frozen, but
    neutral also for papers that were issued before titles were."""
    if said.get("neutral") or not (is_telling(course) or tells(said["course"])):
        return said["course"]
    return named_title(course)
