"""Draws the course grid: A4 landscape, thirty people and eight lessons on the two sides of one sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app import formats
from app.documents import bounds, qr
from app.documents.faults import Unprintable
from app.documents.feet import foot, printed
from app.documents.headers import header_lines
from app.documents.issuers import Issuer
from app.documents.rendering import lay_out
from app.documents.sign_in_sheet.document import MARKS
from app.documents.signatures import BY_HAND, BY_THE_OFFICE, Signature
from app.documents.templates import page
from app.documents.working_sheets import LANDSCAPE, STYLES

MOST_COLUMNS = 12  # lessons side by side; more go on in further grids
CAME = ("present", "late")


@dataclass(frozen=True, slots=True)
class Column:
    """A lesson: its number on the course, when (aware), and whether it was held, so that its marks are final."""

    number: int
    starts_at: datetime
    held: bool


@dataclass(frozen=True, slots=True)
class Learner:
    """A person with a word for each lesson (present, late, excused, absent, or "" for nothing known).

    `came` of `counted` lessons were attended by the rule of the course, which says how leaves count; `met` is whether
    that is enough for a certificate.
    """

    name: str
    birth_year: int | None
    group: str
    statuses: tuple[str, ...]
    came: int
    counted: int
    met: bool


@dataclass(frozen=True, slots=True)
class CourseGrid:
    """What stands on the grid. `people` in the order of the roll, a status for each of `lessons`.

    `marked` False prints every lesson empty, to sign by hand. `rule` is the course's rule for a certificate in words,
    `share` its percentage.
    """

    issuer: Issuer
    course: str
    lessons: tuple[Column, ...]
    people: tuple[Learner, ...]
    address: str
    rule: str
    share: int
    place: str = ""
    instructors: tuple[str, ...] = ()
    marked: bool = True
    group_label: str = "Tổ dân phố"
    prepared_by: str = ""
    printed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """Below a lesson: how many came, and their share of all without its sign; both "" for one not held."""

    count: str
    share: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row as printed: `marks` of the lessons of this grid; the sums are "" where nothing was held yet."""

    number: int
    name: str
    year: str
    group: str
    marks: tuple[str, ...]
    came: str
    share: str
    met: str


@dataclass(frozen=True, slots=True)
class Part:
    """One grid: at most twelve lessons. `whole` is True for the one that has the sums of the course; `heads` of the
    lessons and of these, as `components/columns.html` takes them."""

    heads: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    sums: tuple[Sum, ...]
    total: Sum
    whole: bool


def draw(grid: CourseGrid) -> bytes:
    """The grid as PDF. Raises `Unprintable` for one out of bounds, `PaperFault` when drawing fails."""
    check(grid)
    parts = parts_of(grid)
    title = "Bảng điểm danh khóa học"
    html = page(
        "course_grid/page.html",
        grid=grid,
        title=title,
        titles=[title if len(parts) == 1 else f"{title} ({place}/{len(parts)})" for place in range(1, len(parts) + 1)],
        foot=foot(title, printed(grid.printed_at), course=grid.course, width=LANDSCAPE),
        issuer_lines=header_lines(grid.issuer, text_width=LANDSCAPE),
        lines=[span(grid.lessons), where(grid.place, grid.instructors)],
        code=qr.svg(grid.address, quiet=2),
        parts=parts,
        signers=_signers(grid),
    )
    return lay_out(html, (*STYLES, "components/landscape.css", "course_grid/print.css")).pdf


def check(grid: CourseGrid) -> None:
    """Raises `Unprintable` for a grid that is longer than any course, or has no lesson."""
    if not grid.lessons:
        raise Unprintable(_("Lớp này chưa có buổi học nào, nên chưa lập được bảng điểm danh."))
    bounds.check((learner.name, learner.group) for learner in grid.people)


def parts_of(grid: CourseGrid) -> list[Part]:
    """The grids of a course: its lessons shared out evenly, at most twelve a grid; the last one has the sums."""
    count = -(-len(grid.lessons) // MOST_COLUMNS)
    width = -(-len(grid.lessons) // count)
    starts = range(0, len(grid.lessons), width)
    return [_part(grid, start, start + width, whole=start == starts[-1]) for start in starts]


def _part(grid: CourseGrid, start: int, end: int, *, whole: bool) -> Part:
    columns = grid.lessons[start:end]
    known = grid.marked and any(any(learner.statuses) for learner in grid.people)
    lessons = tuple(("", f"B{column.number}\n{formats.day_month(column.starts_at)}") for column in columns)
    ends = (("came", "Có\nmặt"), ("share", "Tỷ lệ\n(%)"), ("met", f"Đủ\n{grid.share}%"))
    return Part(
        heads=(*lessons, *ends) if whole else lessons,
        lines=tuple(_line(number, learner, grid, start, end) for number, learner in enumerate(grid.people, 1)),
        sums=tuple(_sum(grid, place) for place in range(start, start + len(columns))),
        total=_total(grid) if known else Sum("", ""),
        whole=whole,
    )


def _line(number: int, learner: Learner, grid: CourseGrid, start: int, end: int) -> Line:
    known = grid.marked and any(learner.statuses)
    return Line(
        number=number,
        name=learner.name,
        year=str(learner.birth_year or ""),
        group=learner.group,
        marks=tuple(MARKS.get(status, "") if grid.marked else "" for status in learner.statuses[start:end]),
        came=f"{learner.came}/{learner.counted}" if known else "",
        share=_share(learner.came, learner.counted) if known else "",
        met=("Đạt" if learner.met else "–") if known else "",
    )


def _sum(grid: CourseGrid, place: int) -> Sum:
    if not grid.marked or not grid.people or not any(learner.statuses[place] for learner in grid.people):
        return Sum("", "")
    came = sum(learner.statuses[place] in CAME for learner in grid.people)
    return Sum(str(came), _share(came, len(grid.people)))


def _total(grid: CourseGrid) -> Sum:
    """Those who came to the lessons of which anything is known, together."""
    known = [place for place in range(len(grid.lessons)) if any(each.statuses[place] for each in grid.people)]
    came = sum(learner.statuses[place] in CAME for learner in grid.people for place in known)
    return Sum(formats.number(came), _share(came, len(known) * len(grid.people)))


def _share(part: int, whole: int) -> str:
    """A share as a column headed (%) has it: "87,5"."""
    if not whole:
        return ""
    share = formats.share(part, whole, 1).removesuffix("%")
    return share if "," in share else f"{share},0"


def span(lessons: Sequence[Column]) -> str:
    """How many lessons, from when to when."""
    first, last = lessons[0].starts_at, lessons[-1].starts_at
    count = f"{formats.count_in_sentence(len(lessons))} buổi"
    if formats.date(first) == formats.date(last):
        return f"{count}, {formats.long_date(first)}"
    return f"{count}, từ {formats.long_date(first)} đến {formats.long_date(last)}"


def where(place: str, instructors: Sequence[str]) -> str:
    """The place, and who teaches."""
    taught = f"Giảng viên: {', '.join(instructors)}" if instructors else ""
    return " · ".join(filter(None, (place, taught)))


def _signers(grid: CourseGrid) -> tuple[Signature, ...]:
    instructor = grid.instructors[0] if len(grid.instructors) == 1 else ""
    return (
        Signature("NGƯỜI LẬP BIỂU", BY_HAND, grid.prepared_by),
        Signature("GIẢNG VIÊN", BY_HAND, instructor),
        BY_THE_OFFICE,
    )
