"""The title of a course beside people's names: it must not reveal a disability or poverty."""

from typing import TYPE_CHECKING

from app.country.audiences import is_sensitive, tells

if TYPE_CHECKING:
    from app.models.learning.course import Course

PLAIN = "Lớp kỹ năng số"


def is_telling(course: "Course") -> bool:
    """Whether a course's own title may not stand beside a name, because of its audience or its words."""
    return is_sensitive(course.audience) or tells(course.title)


def named_title(course: "Course") -> str:
    """The title for papers and pages with names: its own, else the office's neutral one, else one made from the place.
    A poster has no names and keeps the course's own."""
    return (course.neutral_title or plain_title(course)) if is_telling(course) else course.title


def plain_title(course: "Course") -> str:
    """The default neutral title: "Lớp kỹ năng số – Nhà văn hóa Túc Duyên"."""
    place = course.place.name if course.place else ""
    return f"{PLAIN} – {place}" if place and not tells(place) else PLAIN


def outward_title(paper: dict[str, str], course: "Course") -> str:
    """The title of a certificate for others, from its content (`Certificate.paper`): as frozen, but neutral also for
    certificates from before titles were neutralised."""
    if paper.get("neutral") or not (is_telling(course) or tells(paper["course"])):
        return paper["course"]
    return named_title(course)
