"""What the sheets of residential groups say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.documents.issuers import Issuer
from app.documents.lists.registers import Heading


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure or target of a group: `words`, the number reached with its unit, of how many and the share, what the
    plan asks, and what is lacking; "" for what is not known or not asked."""

    words: str
    reached: str
    of: str = ""
    share: str = ""
    asked: str = ""
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class HouseBook:
    """The houses of a group in the book of a programme: a cell a heading in each row. `counted` is what they are called
    ("hộ"), `left` how many have no entry yet."""

    name: str
    counted: str
    headings: Sequence[Heading]
    rows: Sequence[Sequence[str]]
    left: int


@dataclass(frozen=True, slots=True)
class GroupLearner:
    """Somebody of the group who learns: in how many classes, the last of which is `course`; they `came` to so many `of`
    their lessons; and what else there is to say ("vắng 17/11")."""

    name: str
    birth_year: int
    courses: int
    course: str
    came: int
    of: int
    note: str


@dataclass(frozen=True, slots=True)
class GroupSheet:
    """The sheet of one group, called `name`; `facts` stand below its name."""

    name: str
    facts: Sequence[str]
    figures: Sequence[Figure]
    books: Sequence[HouseBook]
    learners: Sequence[GroupLearner]


@dataclass(frozen=True, slots=True)
class GroupSheets:
    """The sheets of one group or of several, in one file: what was recorded from `since` to `until` (both included)."""

    issuer: Issuer
    sheets: Sequence[GroupSheet]
    since: date
    until: date
    printed_at: datetime
