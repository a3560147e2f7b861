"""The attendance grid of a course: who came to which lesson, twelve lessons a grid; what is to come is left to sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.country import formats
from app.documents import faults, qr
from app.documents.column_widths import rows_height
from app.documents.faults import Unprintable
from app.documents.issuers import BY_HAND, BY_THE_OFFICE, Issuer, Signature, header_lines
from app.documents.official import tenths
from app.documents.paging import CLOSER
from app.documents.rendering import lay_out
from app.documents.sign_in_sheet import MARKS
from app.documents.tables import Column as TableColumn, Table, ruled
from app.documents.templates import page
from app.documents.working_sheets import LANDSCAPE, PORTRAIT, STYLES, foot, printed, upright_is_shorter

# Draws the course grid: thirty people and eight lessons on the two sides of one sheet; turned, unless an upright sheet
# takes fewer.
MOST_COLUMNS = 12  # lessons side by side; more go on in further grids
MOST_UPRIGHT = 5  # lessons that stand side by side on an upright sheet
AROUND = 95.0  # mm of what stands above and below the rows
CAME = ("present", "late")
# Words of a lesson of which a cell says nothing: nothing is known, or they were not in class.
UNKNOWN, OUTSIDE = "", "outside"


@dataclass(frozen=True, slots=True)
class Column:
    """A lesson: its number on the course, when (aware), and whether it was held, so that its marks are final."""

    number: int
    starts_at: datetime
    held: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    """A person with a word for each lesson (present, late, excused, absent, `OUTSIDE` for who was not in class then,
    `UNKNOWN`).

    `came` of `counted` lessons were attended by the rule of the course, which says how leaves count; `met` is whether
    that is enough for a certificate, `open` whether it still may become so; `left`: they gave up their seat.
    """

    name: str
    birth_year: int | None
    group: str
    statuses: tuple[str, ...]
    came: int
    counted: int
    met: bool
    open: bool = False
    left: bool = False


@dataclass(frozen=True, slots=True)
class CourseGrid:
    """What stands on the grid. `people` in the order of the roll, a status for each of `lessons`.

    `marked` False prints every lesson empty, to sign by hand. `rule` is the course's rule for a certificate in words,
    `share` its percentage.
    """

    issuer: Issuer
    course: str
    lessons: tuple[Column, ...]
    people: tuple[GridRow, ...]
    address: str
    rule: str
    share: int
    place: str = ""
    instructors: tuple[str, ...] = ()
    marked: bool = True
    group_label: str = "Tổ dân phố"
    prepared_by: str = ""
    printed_at: datetime | None = None


def draw(grid: CourseGrid) -> bytes:
    """The grid as PDF. Raises `Unprintable` for one out of bounds, `PaperFault` when drawing fails."""
    check(grid)
    lying = lies(grid)
    width = LANDSCAPE if lying else PORTRAIT
    parts = parts_of(grid, width)
    title = "Bảng điểm danh khóa học"
    html = page(
        "course_grid/page.html",
        grid=grid,
        title=title,
        titles=[title if len(parts) == 1 else f"{title} ({place}/{len(parts)})" for place in range(1, len(parts) + 1)],
        foot=foot(title, printed(grid.printed_at), course=grid.course, width=width),
        issuer_lines=header_lines(grid.issuer, text_width=width),
        lines=[span(grid.lessons), where(grid.place, grid.instructors)],
        code=qr.svg(grid.address, quiet=2),
        parts=parts,
        key=key_of(grid),
        signers=_signers(grid),
    )
    sheets = (*STYLES, *(("components/landscape.css",) if lying else ()), "course_grid/print.css")
    return lay_out(html, sheets, tagged=True, nearer=[CLOSER]).pdf


def check(grid: CourseGrid) -> None:
    """Raises `Unprintable` for a grid that is longer than any course, or has no lesson."""
    if not grid.lessons:
        raise Unprintable(_("Lớp này chưa có buổi học nào, nên chưa lập được bảng điểm danh."))
    faults.check((learner.name, learner.group) for learner in grid.people)


def lies(grid: CourseGrid) -> bool:
    """Whether its sheets are turned: more columns than stand upright, or no sheet is saved by that."""
    if len(grid.lessons) > MOST_UPRIGHT:
        return True
    columns, rows = _columns(grid, range(len(grid.lessons)), with_sums=True), _rows(grid)

    def height(width: float) -> float:
        return rows_height(columns, rows, width, "roll", size=12.0, head_size=10.0)

    return not upright_is_shorter(height, around=AROUND)


def parts_of(grid: CourseGrid, width: float) -> list[Table]:
    """The grids of a course in `width` mm: its lessons shared out evenly, at most twelve a grid; the last one has the
    sums."""
    count = -(-len(grid.lessons) // MOST_COLUMNS)
    many = -(-len(grid.lessons) // count)
    starts = range(0, len(grid.lessons), many)
    rows = _rows(grid)
    return [
        ruled(
            _columns(grid, range(start, min(start + many, len(grid.lessons))), with_sums=start == starts[-1]),
            rows,
            width=width,
            look="roll lessons",
            head_size=10,
        )
        for start in starts
    ]


def _columns(grid: CourseGrid, places: range, *, with_sums: bool) -> list[TableColumn]:
    """Of one grid: the lessons of some places, and the sums of the course where it is the last."""
    ends = (("came", "Có\nmặt", "bold"), ("share", "Tỷ lệ\n(%)", ""), ("met", f"Đủ\n{grid.share}%", "bold"))
    return [
        TableColumn("STT", "number"),
        TableColumn("Họ và tên", "name", "name", most=66, grow=4),
        TableColumn("Năm\nsinh", "year"),
        TableColumn(grid.group_label, "group", "small", most=42, grow=2, group=True),
        *(_lesson(grid, place) for place in places),
        *(TableColumn(head, cell, look, least=11) for cell, head, look in ends if with_sums),
    ]


def _rows(grid: CourseGrid) -> list[dict[str, object]]:
    return [*(_row(number, learner, grid) for number, learner in enumerate(grid.people, 1)), _sums(grid)]


def _lesson(grid: CourseGrid, place: int) -> TableColumn:
    """Room for a letter, or to sign where nothing is known of anybody."""
    lesson = grid.lessons[place]
    to_sign = not _is_known(grid, place)
    head = f"B{lesson.number}\n{formats.day_month(lesson.starts_at)}"
    return TableColumn(head, f"lesson-{place}", least=10.8, most=30 if to_sign else 18, grow=3 if to_sign else 1)


def _row(number: int, learner: GridRow, grid: CourseGrid) -> dict[str, object]:
    marks = [MARKS.get(status, "") if grid.marked else "" for status in learner.statuses]
    known = grid.marked and any(status not in (UNKNOWN, OUTSIDE) for status in learner.statuses)
    return {
        "number": number,
        "name": learner.name,
        "year": learner.birth_year or "",
        "group": learner.group,
        **{f"lesson-{place}": (mark, "missed" if mark in ("P", "K") else "") for place, mark in enumerate(marks)},
        "came": f"{learner.came}/{learner.counted}" if known else "",
        "share": tenths(learner.came, learner.counted) if known else "",
        "met": _met(learner) if known else "",
    }


def _met(learner: GridRow) -> str:
    if learner.left:
        return "thôi"
    return "Đạt" if learner.met else "còn" if learner.open else "–"


def _is_known(grid: CourseGrid, place: int) -> bool:
    """Whether anything was marked of a lesson."""
    return grid.marked and any(learner.statuses[place] not in (UNKNOWN, OUTSIDE) for learner in grid.people)


def _sums(grid: CourseGrid) -> dict[str, object]:
    """Below each lesson of which anything is known, how many came and their share of those who were in class then; and
    of these together."""
    known = [place for place in range(len(grid.lessons)) if _is_known(grid, place)]
    came = {place: sum(learner.statuses[place] in CAME for learner in grid.people) for place in known}
    in_class = {place: sum(learner.statuses[place] != OUTSIDE for learner in grid.people) for place in known}
    return {
        "label": "Có mặt: số người, tỷ lệ (%)",
        "span": 4,
        "look": "sums",
        **{f"lesson-{place}": f"{count}\n{tenths(count, in_class[place])}" for place, count in came.items()},
        "came": formats.number(sum(came.values())) if known else "",
        "share": tenths(sum(came.values()), sum(in_class.values())) if known else "",
    }


def key_of(grid: CourseGrid) -> list[str]:
    """What the signs of a grid say, and of what the shares are, while lessons are still to come."""
    notes = ["x: có mặt · M: có mặt, đến muộn · P: vắng có phép · K: vắng không phép."]
    places = [place for place in range(len(grid.lessons)) if _is_known(grid, place)]
    if any(learner.statuses[place] == OUTSIDE for learner in grid.people for place in places):
        notes.append("Để trống: buổi học trước khi vào lớp hoặc sau khi thôi học, không tính vào tỷ lệ của buổi.")
    if grid.marked and any(learner.left for learner in grid.people):
        notes.append("“thôi”: đã thôi học.")
    taught = sum(lesson.held for lesson in grid.lessons)
    if grid.marked and taught < len(grid.lessons):
        count = formats.count_in_sentence
        notes.append(
            f"Đã học {count(taught)}/{count(len(grid.lessons))} buổi. Tỷ lệ của từng người tính trên số buổi theo kế "
            f"hoạch; “còn”: còn buổi để đủ {grid.share}%, “–”: không còn đủ được."
        )
    return [*notes, grid.rule]


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
