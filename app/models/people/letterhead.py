"""Letterheads: under whose name a ward writes papers of another style than its own, and who signs them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session, relationship

from app.models.base import Keyed, known
from app.models.people.administrative_unit import IN_THE_NAME_OF, AdministrativeUnit
from app.models.people.changing import Overtaken, take_over

_IN_A_NAME = ("TM.", "T/M")


class Letterhead(Keyed):
    """The head and the signature of the papers of a style in a ward. A row stands for each other style than the ward's
    own, once somebody has said who signs; the ward's own is `AdministrativeUnit`'s. Read it through `letterhead_of`.

    `parent`, `name` and the lines of the signature are in capitals, as papers have them; `in_the_name_of` stands above
    `formula` ("KT. CHỦ TỊCH") and `capacity`, each "" where papers have no such line.
    """

    __tablename__ = "letterhead"
    __table_args__ = (
        UniqueConstraint("unit_id", "style"),
        known("style", IN_THE_NAME_OF),
        CheckConstraint("name <> '' AND capacity <> '' AND signer_name <> ''", name="says_who_signs"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    style: Mapped[str]
    parent: Mapped[str]
    name: Mapped[str]
    in_the_name_of: Mapped[str]
    formula: Mapped[str]
    capacity: Mapped[str]
    signer_name: Mapped[str]
    # Incremented by each change, to detect edits of an outdated version.
    version: Mapped[int] = mapped_column(default=1)

    @property
    def is_stored(self) -> bool:
        """Whether somebody said it; else it is the ward's own, or made of the ward's name."""
        return self.id is not None

    @property
    def signature(self) -> str:
        """What stands above the signer's capacity, a line each: "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH". A formula that
        itself names in whose name stands alone."""
        named = self.formula.startswith(_IN_A_NAME)
        return self.formula if named else "\n".join(filter(None, (self.in_the_name_of, self.formula)))

    @property
    def content(self) -> dict[str, str]:
        """The issuer's and the signer's lines of papers issued today."""
        return {
            **self.unit.as_issuer,
            "issuer": self.name,
            "issuer_parent": self.parent,
            "style": self.style,
            "in_the_name_of": self.signature.partition("\n")[0],
            "signer_formula": self.signature,
            "signer_capacity": self.capacity,
            "signer_name": self.signer_name,
        }

    @classmethod
    def of(cls, unit_id: int, style: str) -> Select["Letterhead"]:
        """What somebody said of a style."""
        return select(cls).where(cls.unit_id == unit_id, cls.style == style)

    @classmethod
    def write(
        cls, session: Session, unit: AdministrativeUnit, style: str, values: Mapping[str, Any], version: str
    ) -> dict[str, object]:
        """Store what is said of a style, which must still be at `version` ("" where nobody had said it); returns what
        differed. Load the unit locked.

        Raises:
            Overtaken: somebody else wrote it since; nothing was stored.
        """
        row = session.scalars(cls.of(unit.id, style)).one_or_none()
        if row is not None:
            return take_over(row, values, version)
        if version:
            raise Overtaken(values)
        session.add(cls(unit=unit, style=style, **values))
        session.flush()
        return dict(values)


def letterhead_of(unit: AdministrativeUnit, style: str) -> Letterhead:
    """How papers of a style are headed and signed in a ward: its own, what somebody said, or made of the ward's name,
    without a signer."""
    if style == unit.paper_style:
        return Letterhead(
            unit=unit, style=style, parent=unit.issuer_parent, name=unit.issuer_name or unit.default_issuer,
            in_the_name_of=unit.report_formula, formula=unit.signer_formula, capacity=unit.signer_capacity,
            signer_name=unit.signer_name,
        )  # fmt: skip
    session = object_session(unit)
    stored = session.scalars(Letterhead.of(unit.id, style)).one_or_none() if session else None
    return stored or _made_of_the_name(unit, style)


def _made_of_the_name(unit: AdministrativeUnit, style: str) -> Letterhead:
    here, above = unit.full_name.upper(), unit.parent.full_name.upper() if unit.parent else ""
    parent, name, capacity = {
        "front": (f"ỦY BAN MTTQ VIỆT NAM {here}", "BAN THƯỜNG TRỰC", "CHỦ TỊCH"),
        "party": (f"ĐẢNG BỘ {above}" if above else "", f"ĐẢNG ỦY {here}", "BÍ THƯ"),
    }.get(style, ("", unit.default_issuer, "CHỦ TỊCH"))
    return Letterhead(
        unit=unit, style=style, parent=parent, name=name, in_the_name_of=IN_THE_NAME_OF[style][0], formula="",
        capacity=capacity, signer_name="",
    )  # fmt: skip
