"""Parts of a plan: in their order its tasks are listed, and the third part of its reports is written."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.models.base import Keyed
from app.models.movement.sentence import DIRECTING, THEMES

# The part of tasks by which a plan is directed: a report tells of them in its own first part.
FIRST, FIRST_TITLE = "I", "Chỉ đạo, điều hành, kiểm tra"
_NUMERAL = re.compile(r"([1-9]\d?)(?:\.([1-9]\d?))?")
# The parts of the national plan (01-KH/BCĐTW, 21/3/2025), which a plan has that names none: numeral, title, themes.
STANDARD = (
    ("1", "Truyền thông và tuyên truyền", "truyen-thong"),
    ("2", "Xây dựng các quy định, hướng dẫn", "quy-dinh,thi-dua"),
    ("3", "Xây dựng chương trình phổ cập kỹ năng số", "chuong-trinh"),
    ("4", "Triển khai các nền tảng số", "nen-tang,phuc-vu"),
    ("5", "Phổ cập tri thức về chuyển đổi số, kỹ năng số cho từng nhóm đối tượng", ""),
    ("5.1", "Cán bộ, công chức, viên chức và người lao động", "can-bo"),
    ("5.2", "Học sinh, sinh viên", "hoc-sinh"),
    ("5.3", "Người lao động trong các doanh nghiệp, hợp tác xã", "lao-dong"),
    ("5.4", "Người dân", "nguoi-dan"),
    (
        "6",
        "Triển khai các mô hình, phong trào lan tỏa kỹ năng số cho cộng đồng",
        ",".join(each for each in THEMES if each.startswith("mo-hinh.")) + ",an-toan",
    ),
    ("7", "Giám sát; kinh phí, nguồn lực; nhiệm vụ khác", "giam-sat,nguon-luc"),
)


class PlanPart(Keyed):
    """A heading of a plan ("5.1", below "5") or its `FIRST` one. `themes`: keys of `THEMES` with commas between, each
    named by one part of a plan at most. `position` follows from the numeral."""

    __tablename__ = "plan_part"
    __table_args__ = (
        UniqueConstraint("plan_id", "numeral"),
        UniqueConstraint("plan_id", "id"),  # by which a task's part is one of its plan
        CheckConstraint("title <> ''", name="has_title"),
        CheckConstraint(f"(position = 0) = (numeral = '{FIRST}')", name="first_is_of_directing"),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), init=False)
    plan: Mapped[Any] = relationship("Plan", back_populates="parts", init=False)
    position: Mapped[int] = mapped_column(init=False)
    numeral: Mapped[str]
    title: Mapped[str]
    themes: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    @validates("numeral")
    def _numeral(self, _key: str, numeral: str) -> str:
        self.position = position_of(numeral)
        return numeral

    @property
    def theme_keys(self) -> list[str]:
        """The themes that it names."""
        return self.themes.split(",") if self.themes else []

    @property
    def is_first(self) -> bool:
        """Whether a report tells of it in its own first part; it never changes."""
        return self.numeral == FIRST

    @property
    def choice_name(self) -> str:
        """As its plan has it: "5.1. Cán bộ, công chức"."""
        return f"{self.numeral}. {self.title}"

    @property
    def name(self) -> str:
        """The same, of which plan."""
        return f"{self.choice_name}, {self.plan.name}"

    @property
    def slug(self) -> int:
        """What forms name it by."""
        return self.id

    def __str__(self) -> str:
        return self.choice_name


def position_of(numeral: str) -> int:
    """Where a part stands: of "5" and "5.1" 500 and 501.

    Raises:
        ValueError: no such numeral.
    """
    if numeral == FIRST:
        return 0
    found = _NUMERAL.fullmatch(numeral)
    if not found:
        raise ValueError("a numeral like 5 or 5.1")
    return int(found[1]) * 100 + int(found[2] or 0)


def above(numeral: str) -> str:
    """The numeral of the part that one is below; "" of a whole one."""
    return numeral.rpartition(".")[0]


def parts_of(rows: Iterable[Mapping[str, Any]]) -> list[PlanPart]:
    """The parts of a new plan: the first one, then these (their columns)."""
    return [PlanPart(numeral=FIRST, title=FIRST_TITLE, themes=DIRECTING), *(PlanPart(**each) for each in rows)]


def standard_parts() -> list[PlanPart]:
    """The parts of a plan that names none."""
    return parts_of({"numeral": numeral, "title": title, "themes": themes} for numeral, title, themes in STANDARD)
