"""Administrative units: provinces and wards, with the issuer names for their papers."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Select, select, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.country import names, sentences
from app.models.base import Keyed, known
from app.models.people.changing import take_over

# Kinds of units that run classes (Luật Tổ chức chính quyền địa phương 72/2025/QH15, Điều 1).
WARD_KINDS = ("phường", "xã", "đặc khu")
# In whose name an office signs what it decides as one, by the style of its papers, the usual one first.
IN_THE_NAME_OF: Mapping[str, tuple[str, ...]] = {
    "state": ("TM. ỦY BAN NHÂN DÂN",),
    "party": ("T/M BAN THƯỜNG VỤ", "T/M ĐẢNG ỦY"),
    "front": ("TM. BAN THƯỜNG TRỰC",),
}
# In search form, what names a ward, a level above it, and the office of either: its people's committee or council with
# their office and divisions (Nghị định 150/2025/NĐ-CP), or the unit itself.
_OF_WARD, _ABOVE_WARD = re.compile(r"\b(phuong|xa|dac khu)\b(?! hoi)"), re.compile(r"\b(tinh|thanh pho)\b")
_OFFICE = re.compile(
    r"\b(ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan)\b"
    r"|^(phuong|xa|dac khu|van phong (phuong|xa)|phong (van hoa|kinh te))\b"
)


class AdministrativeUnit(Keyed):
    """A province (2-digit code) or a ward, commune or special zone (5-digit code).

    Units are never deleted: a merged unit ends with `valid_to`, its last day, and keeps its history. `successor` is
    today's unit that continues its work, always in one step (`ward_merging`).
    """

    __tablename__ = "administrative_unit"
    __table_args__ = (
        known("paper_style", ("state", "party", "front")),
        CheckConstraint("length(code) IN (2, 5)", name="code_length"),
        CheckConstraint("least_mentees IS NULL OR least_mentees > 0", name="least_mentees_positive"),
        CheckConstraint("least_mentees IS NULL OR least_mentees_source <> ''", name="least_mentees_from_a_plan"),
        {"sqlite_autoincrement": True},  # the audit trail refers to ids: none is reused
    )

    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    parent: Mapped["AdministrativeUnit | None"] = relationship(
        remote_side="AdministrativeUnit.id", foreign_keys="AdministrativeUnit.parent_id", default=None
    )
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("administrative_unit.id"), default=None)
    successor: Mapped["AdministrativeUnit | None"] = relationship(
        remote_side="AdministrativeUnit.id", foreign_keys="AdministrativeUnit.successor_id", init=False, viewonly=True
    )
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    group_word: Mapped[str] = mapped_column(default="tổ dân phố")
    phone: Mapped[str | None] = mapped_column(default=None)
    paper_style: Mapped[str] = mapped_column(default="state")
    # The office above the issuer: "ĐẢNG BỘ TỈNH …", "ỦY BAN MTTQ VIỆT NAM PHƯỜNG …" above "BAN THƯỜNG TRỰC",
    # "UBND PHƯỜNG …" above its Trung tâm or Phòng; "" if papers name none, as those of the ward's own UBND.
    issuer_parent: Mapped[str] = mapped_column(default="")
    issuer_name: Mapped[str] = mapped_column(default="")
    place_line: Mapped[str] = mapped_column(default="")
    signer_formula: Mapped[str] = mapped_column(default="")
    signer_capacity: Mapped[str] = mapped_column(default="CHỦ TỊCH")
    signer_name: Mapped[str] = mapped_column(default="")
    # The first line of the signature on reports, which are the committee's own papers; certificates are the chairman's
    # and have none. "": an office without a committee.
    report_formula: Mapped[str] = mapped_column(default=IN_THE_NAME_OF["state"][0], server_default=text("''"))
    is_demo: Mapped[bool] = mapped_column(default=False)
    # The least number of mentees of an ambassador, None if the ward's plan sets none; and the plan that sets it, ""
    # if nobody has answered yet.
    least_mentees: Mapped[int | None] = mapped_column(default=None)
    least_mentees_source: Mapped[str] = mapped_column(default="")
    # The kinds of organisations of which the ward asks an ambassador each, with commas; "" if it has chosen none.
    ambassador_kinds: Mapped[str] = mapped_column(default="")
    # Incremented by each change, to detect edits of an outdated version.
    version: Mapped[int] = mapped_column(default=1)

    @property
    def full_name(self) -> str:
        """Kind and name within a sentence: "phường Phan Đình Phùng"."""
        return f"{self.kind} {self.name}"

    @property
    def title(self) -> str:
        """Kind and name at the start of a line: "Phường Phan Đình Phùng"."""
        return sentences.begun(self.full_name)

    @property
    def standing(self) -> "AdministrativeUnit":
        """The unit that issues papers today for what was begun in this one."""
        return self.successor if self.valid_to and self.successor else self

    @property
    def is_ward(self) -> bool:
        """True for the level that runs classes."""
        return len(self.code) == 5

    def is_own_office(self, body: str) -> bool:
        """Whether a body, as somebody types it, is the office of the unit itself: its people's committee or council, an
        office of these, or the unit by its name; one of another level is not."""
        key = names.search_key(body)
        ward, above = _OF_WARD.search(key), _ABOVE_WARD.search(key)
        another = above is not None and ward is None if self.is_ward else ward is not None
        return not another and (key == names.search_key(self.name) or _OFFICE.search(key) is not None)

    @property
    def default_issuer(self) -> str:
        """The issuer on papers unless the office set another: "ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG"."""
        return f"Ủy ban nhân dân {self.full_name}".upper()

    @property
    def as_issuer(self) -> dict[str, str]:
        """The issuer lines of papers issued today."""
        return {
            "issuer": self.issuer_name or self.default_issuer,
            "issuer_parent": self.issuer_parent,
            "style": self.paper_style,
            "unit": self.full_name,
            "place_line": self.place_line or self.name,
            "signer_formula": self.signer_formula,
            "signer_capacity": self.signer_capacity,
            "signer_name": self.signer_name,
        }

    @property
    def default_group_word(self) -> str:
        """The word for residential groups unless the office set another (Thông tư 04/2012/TT-BNV, Điều 2)."""
        return "thôn" if self.kind == "xã" else "tổ dân phố"

    @property
    def group_head_word(self) -> str:
        """The title of a head of a residential group: "tổ trưởng tổ dân phố", "trưởng thôn"."""
        return f"{'tổ trưởng' if self.group_word.startswith('tổ') else 'trưởng'} {self.group_word}"

    def change(self, values: Mapping[str, object], version: str) -> dict[str, object]:
        """Apply an officer's changes to the unit, which must still be at `version`; returns what differed. Load the
        unit locked.

        Raises:
            Overtaken: somebody else changed the unit since; nothing was applied.
        """
        return take_over(self, values, version)

    @classmethod
    def wards(cls) -> Select["AdministrativeUnit"]:
        """All units that run classes today, each with its province, by name."""
        running = select(cls).where(cls.code.like("_____"), cls.valid_to.is_(None)).options(joinedload(cls.parent))
        return running.order_by(cls.name, cls.id)

    @classmethod
    def wards_of(cls, province_ids: Collection[int]) -> Select["AdministrativeUnit"]:
        """The wards of some provinces, by name."""
        return cls.wards().where(cls.parent_id.in_(province_ids))

    @classmethod
    def ever_of(cls, province_ids: Collection[int]) -> Select["AdministrativeUnit"]:
        """All wards of some provinces, ended ones last."""
        wards = select(cls).where(cls.code.like("_____"), cls.parent_id.in_(province_ids))
        return wards.order_by(cls.valid_to.is_not(None), cls.name, cls.id)

    @classmethod
    def called(cls, code: str) -> Select["AdministrativeUnit"]:
        """The unit with a state code."""
        return select(cls).where(cls.code == code)

    @classmethod
    def locked(cls, *unit_ids: int) -> Select["AdministrativeUnit"]:
        """Units by id, their rows locked until the write transaction ends. Every series that is numbered per unit takes
        this lock. Rows that only refer to the unit can still be written."""
        wanted = select(cls).where(cls.id.in_(unit_ids)).order_by(cls.id).with_for_update(key_share=True, of=cls)
        return wanted.execution_options(populate_existing=True)

    @classmethod
    def among(cls, unit_ids: Collection[int]) -> Select["AdministrativeUnit"]:
        """Units by id, ordered by code, ended ones last."""
        return select(cls).where(cls.id.in_(unit_ids)).order_by(*cls.in_order())

    @classmethod
    def in_order(cls) -> tuple[ColumnElement[Any], ...]:
        """Order by code, ended units last."""
        return cls.valid_to.is_not(None), cls.code.expression

    @classmethod
    def counted_for(cls, unit_id: int) -> Select[int]:
        """The ids of a ward and of the units that were merged into it; of a province, of its wards too."""
        return select(cls.id).where((cls.id == unit_id) | (cls.successor_id == unit_id) | (cls.parent_id == unit_id))

    @classmethod
    def with_parts(cls, unit_ids: Collection[int]) -> Select[int]:
        """The ids of some units and of the units that were merged into them."""
        return select(cls.id).where(cls.id.in_(unit_ids) | cls.successor_id.in_(unit_ids)).order_by(cls.id)
