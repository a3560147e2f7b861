"""What stands in the file of a course."""

from dataclasses import dataclass
from datetime import date, datetime

from app.documents.course_grid import CourseGrid
from app.documents.issuers import Issuer
from app.documents.official import Decision


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the plan: what it is, and what is said of it."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class FiledLesson:
    """One lesson as it was planned and held. `heads` were counted in the hall (None: nobody counted), `came` marked."""

    number: int
    starts_at: datetime
    ends_at: datetime
    place: str
    instructors: str
    state: str
    came: int | None = None
    heads: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class FiledLearner:
    """One of the learners, in the order of the roll; `way` is how they came to the course ("mã QR")."""

    name: str
    birth_year: int | None
    sex: str
    group: str
    way: str


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of the board or the hall: JPEG, and what is printed below it."""

    jpeg: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class Certified:
    """One who was certified; `state` says what became of the paper ("đã giao 20/4/2026")."""

    number: str
    name: str
    birth_year: int | None
    state: str


@dataclass(frozen=True, slots=True)
class CourseFile:
    """The whole file. `results` are sentences ("Đăng ký 40 người."), `lost` counts photos whose file is not whole."""

    issuer: Issuer
    code: str
    course: str
    facts: tuple[Fact, ...]
    meetings: tuple[FiledLesson, ...]
    learners: tuple[FiledLearner, ...]
    grid: CourseGrid
    photos: tuple[Photo, ...]
    results: tuple[str, ...]
    certified: tuple[Certified, ...]
    day: date
    decisions: tuple[Decision, ...] = ()  # one for each list that was approved
    lost: int = 0
    group_label: str = "Tổ dân phố"
    prepared_by: str = ""
