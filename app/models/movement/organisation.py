"""Organisations of a ward (schools, enterprises, unions, offices) that take part, send people and are counted."""

import itertools
import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Select,
    UniqueConstraint,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, object_session, relationship, validates

from app.country import clock, names
from app.models.base import Keyed, known
from app.models.mixins.of_unit import WHILE_USED, OfUnit, first_day
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.residential_group import AlreadyEnded, ResidentialGroup
from app.models.people.role import RoleGrant

# Kinds where people work or learn.
PLACES_OF_WORK: Mapping[str, object] = {
    "school": _l("trường học, cơ sở giáo dục"),
    "staff_room": _l("tổ chuyên môn trong trường"),
    "agency": _l("cơ quan, phòng, ban, trung tâm"),
    "health_station": _l("trạm y tế, cơ sở y tế"),
    "police": _l("công an"),
    "military": _l("quân sự"),
    "enterprise": _l("doanh nghiệp"),
    "cooperative": _l("hợp tác xã"),
    "market_board": _l("ban quản lý chợ"),
}
# Kinds with office-holders and counts only: membership reveals beliefs and is never stored.
BODIES: Mapping[str, object] = {
    "party_office": _l("cơ quan Đảng"),
    "party_cell": _l("chi bộ, đảng bộ cơ sở"),
    "front": _l("Mặt trận Tổ quốc"),
    "mass_organisation": _l("đoàn thể, hội"),
    "youth_cell": _l("chi đoàn"),
    "religious": _l("cơ sở tôn giáo"),
}
KINDS = {**PLACES_OF_WORK, **BODIES}
# Bodies with paid staff: these belong to it as employees, members never.
STAFFED = ("party_office", "front", "mass_organisation")
# Kinds that people may belong to.
EMPLOYING: Mapping[str, object] = {**PLACES_OF_WORK, **{kind: BODIES[kind] for kind in STAFFED}}
# What keeps a stall of its own at a market that a board keeps.
SELLS = "enterprise"
# Of these a ward may know some alone: who is on its list need not be all.
OPEN_KINDS = frozenset(("enterprise", "cooperative"))
# Beginnings of names by kind, as regular expressions.
BEGIN = {
    "school": r"truong\b|mam non\b|thcs\b|thpt\b|tieu hoc\b",
    "health_station": r"tram y te\b|benh vien\b",
    "police": r"cong an\b",
    "military": r"(ban chi huy )?quan su\b",
    "market_board": r"ban quan ly (cac )?cho\b",
    "enterprise": r"cong ty\b|doanh nghiep\b|ngan hang\b|cty\b",
    "cooperative": r"(lien )?(hiep )?hop tac xa\b|htx\b",
    "party_cell": r"chi bo\b|dang bo\b",
    "party_office": r"dang uy\b|van phong dang uy\b|ban (xay dung|to chuc|tuyen giao)\b",
    "youth_cell": r"chi doan\b",
    "front": r"(uy ban )?(mat tran|mttq|ubmttq)\b",
    "mass_organisation": r"hoi\b|doan\b|lien doan\b|cong doan\b",
    "religious": r"chua\b|giao xu\b|nha tho\b|dinh\b|den\b",
}


def _among(keys: Collection[str]) -> str:
    return ", ".join(f"'{key}'" for key in keys)


class Organisation(OfUnit, Keyed):
    """An organisation of a ward. Duplicates are merged; the retired row stays readable with `merged_into_id`.

    `employs`: people may belong to it, of front, unions and party offices as paid staff. Tables that refer to it use
    (id, employs), so that nobody belongs to a party cell, a youth cell or a religious body.

    `superior`: the organisation to which it is subordinate (of a party cell the party office), of the same ward and
    itself subordinate to none: it is referred to by (id, unit_id, is_top).
    """

    RETIRED = "retired_on"

    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("unit_id", "code"),
        UniqueConstraint("id", "employs"),
        UniqueConstraint("id", "unit_id", "is_top"),
        CheckConstraint("name <> ''", name="has_name"),
        known("kind", KINDS),
        CheckConstraint(f"employs = (kind IN ({_among(EMPLOYING)}))", name="employs_by_kind"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="merged_into_another"),
        CheckConstraint("merged_into_id IS NULL OR retired_on IS NOT NULL", name="merged_and_retired"),
        CheckConstraint("is_top = (superior_id IS NULL)", name="top_without_superior"),
        CheckConstraint("(superior_id IS NULL) = (superior_is_top IS NULL)", name="superior_there"),
        CheckConstraint("superior_is_top", name="superior_is_top"),
        ForeignKeyConstraint(
            ["superior_id", "unit_id", "superior_is_top"],
            ["organisation.id", "organisation.unit_id", "organisation.is_top"],
        ),
        Index(None, "residential_group_id"),
        Index(None, "superior_id"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    code: Mapped[str]
    name: Mapped[str]
    search_key: Mapped[str] = mapped_column(init=False, default="")
    employs: Mapped[bool] = mapped_column(init=False, default=False)
    kind: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    residential_group_id: Mapped[int | None] = mapped_column(ForeignKey("residential_group.id"), init=False)
    residential_group: Mapped[ResidentialGroup | None] = relationship(default=None)
    # The contact person; emptied when the organisation is retired.
    contact_name: Mapped[str] = mapped_column(default="", info=WHILE_USED)
    contact_phone: Mapped[str] = mapped_column(default="", info=WHILE_USED)
    # Its first day; None: it was there from the start.
    valid_from: Mapped[date | None] = mapped_column(default=None)
    retired_on: Mapped[date | None] = mapped_column(default=None)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), default=None, init=False)
    merged_into: Mapped["Organisation | None"] = relationship(
        foreign_keys=[merged_into_id], remote_side="Organisation.id", init=False, viewonly=True
    )
    # `is_top`: it has no superior; `superior_is_top` is derived, and stands in the key that refers to the superior.
    superior_id: Mapped[int | None] = mapped_column(init=False, default=None)
    is_top: Mapped[bool] = mapped_column(init=False, default=True)
    superior_is_top: Mapped[bool | None] = mapped_column(init=False, default=None)
    superior: Mapped["Organisation | None"] = relationship(
        primaryjoin="foreign(Organisation.superior_id) == remote(Organisation.id)", default=None
    )
    version: Mapped[int] = mapped_column(default=1)

    @validates("superior")
    def _superior(self, _key: str, superior: "Organisation | None") -> "Organisation | None":
        self.is_top, self.superior_is_top = superior is None, None if superior is None else True
        return superior

    @validates("kind")
    def _kind(self, _key: str, kind: str) -> str:
        self.employs = kind in EMPLOYING
        return kind

    @classmethod
    def made(cls, session: Session, unit: AdministrativeUnit, values: Mapping[str, Any]) -> "Organisation":
        """A new organisation; a missing code is the next free one, a missing kind follows from the name, a missing
        first day is that of what is added today."""
        key = names.search_key(str(values["name"]))
        kind = next((kind for kind, begins in BEGIN.items() if re.match(begins, key)), "agency")
        own = {"kind": kind, **values, "code": values.get("code") or cls._fresh_code(session, unit.id)}
        return cls(unit=unit, **{**own, "valid_from": values.get("valid_from") or first_day(session, unit.id)})

    @classmethod
    def _fresh_code(cls, session: Session, unit_id: int) -> str:
        taken = set(session.scalars(select(cls.code).where(cls.unit_id == unit_id)))
        return next(code for number in itertools.count(len(taken) + 1) if (code := f"DV{number:02d}") not in taken)

    @classmethod
    def of(cls, unit_id: int) -> Select["Organisation"]:
        """A ward's organisations in use, by name."""
        return select(cls).where(cls.unit_id == unit_id, cls.in_use()).order_by(cls.search_key, cls.id)

    @classmethod
    def with_unit(cls, *ids: int) -> Select["Organisation"]:
        """Some organisations in use with their ward, by name."""
        return (
            select(cls)
            .where(cls.id.in_(ids), cls.in_use())
            .options(joinedload(cls.unit))
            .order_by(cls.search_key, cls.id)
        )

    @classmethod
    def coded(cls, session: Session, unit_id: int, code: str) -> "Organisation | None":
        """The organisation in use of a ward with a code; of one that was merged, that into which."""
        there = session.scalars(select(cls).where(cls.unit_id == unit_id, cls.code == code)).first()
        while there is not None and there.merged_into is not None:
            there = there.merged_into
        return there if there is not None and there.retired_on is None else None

    @classmethod
    def named(cls, session: Session, unit_id: int) -> dict[str, int]:
        """The ids of a ward's organisations in use, by name without accents and case."""
        there = select(cls.name, cls.id).where(cls.unit_id == unit_id, cls.in_use()).order_by(cls.id.desc())
        return {names.search_key(name): number for name, number in session.execute(there)}

    @classmethod
    def employers(cls, unit_id: int) -> Select["Organisation"]:
        """The organisations in use to which people may belong."""
        return cls.of(unit_id).where(cls.employs)

    @classmethod
    def superiors(cls, unit_id: int) -> Select["Organisation"]:
        """The organisations in use that may be a superior: those that have none."""
        return cls.of(unit_id).where(cls.is_top)

    @classmethod
    def below(cls, *ids: int) -> Select["Organisation"]:
        """The organisations in use whose superior is one of some, by name."""
        return select(cls).where(cls.superior_id.in_(ids), cls.in_use()).order_by(cls.search_key, cls.id)

    @classmethod
    def begun_by(cls, day: date) -> ColumnElement[bool]:
        """Condition for the organisations that began by a day."""
        return or_(cls.valid_from.is_(None), cls.valid_from <= day)

    @classmethod
    def stood_on(cls, day: date) -> ColumnElement[bool]:
        """Condition for the organisations that were there at the end of a day."""
        return cls.begun_by(day) & or_(cls.retired_on.is_(None), cls.retired_on > day)

    def was_there_on(self, day: date) -> bool:
        """Whether it was there at the end of a day: the condition `stood_on` for one that is loaded."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.retired_on is None or self.retired_on > day)

    @property
    def staff_only(self) -> bool:
        """Whether only paid staff belong to it, so that a list of people does not say who does."""
        return self.kind in STAFFED

    @property
    def searched(self) -> str:
        """Search text: name and address."""
        return f"{self.name} {self.address}"

    def change(self, values: Mapping[str, object], version: str) -> dict[str, object]:
        """See `OfUnit.change`; an empty code keeps the present one."""
        return super().change({**values, "code": values.get("code") or self.code}, version)

    def retire(self, on: date | None) -> bool:
        """See `OfUnit.retire`; who recorded for it does so no longer."""
        session, changed = object_session(self), super().retire(on)
        if changed and on is not None and session is not None:
            RoleGrant.end_for_organisation(session, self.id, clock.now())
        return changed

    @classmethod
    def lock_target(cls, session: Session, id_: int) -> "Organisation":
        """An organisation, or the one into which it was merged, read afresh; no merge of it goes on until the write
        transaction ends."""
        wanted = select(cls).where(cls.id == id_).with_for_update(of=cls, read=True, key_share=True)
        row = session.scalars(wanted.execution_options(populate_existing=True)).one()
        return row if row.merged_into_id is None else cls.lock_target(session, row.merged_into_id)

    def merge(self, into: "Organisation", on: date) -> None:
        """Retire this row as merged into another of the unit. The caller has locked both rows and moves references.

        Raises:
            AlreadyEnded: one of the two is retired.
        """
        if self.retired_on is not None or into.retired_on is not None or into.id == self.id:
            raise AlreadyEnded
        super().retire(on)
        self.merged_into_id = into.id

    def take_ranks(self, session: Session, gone: "Organisation") -> None:
        """Take the subordinate organisations of one that was merged into this, those of a subordinate to its superior;
        and the superior of that one, where this has none and is nobody's."""
        if self.superior_id == gone.id:
            self._rank_below(None)
            session.flush()
        theirs = session.scalars(select(Organisation).where(Organisation.superior_id == gone.id)).all()
        for each in theirs:
            each._rank_below(self.superior or self)
        superior = gone.superior
        if superior is None:
            return
        gone.superior = None
        session.flush()
        leads = session.scalars(select(Organisation.id).where(Organisation.superior_id == self.id).limit(1)).first()
        if superior is not self and self.superior is None and leads is None:
            self._rank_below(superior)

    def _rank_below(self, superior: "Organisation | None") -> None:
        self.superior = superior
        self.version += 1
