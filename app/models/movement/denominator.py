"""Denominators: how many people, households, pupils or staff there are, said by whom, of which day.

Shares are of these. What nobody told is not zero, and what was told as "about" stays so in each sum.
"""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Select, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.country import formats, names
from app.country.audiences import AUDIENCES
from app.models.base import Base, partial_index
from app.models.mixins.of_unit import OfUnit
from app.models.people.administrative_unit import AdministrativeUnit

if TYPE_CHECKING:
    from app.models.movement.organisation import Organisation
    from app.models.people.residential_group import ResidentialGroup

PEOPLE, HOUSEHOLDS = "people", "households"
# Of whom plans ask for a share: as they name them, then the audiences of classes.
COUNTED: Mapping[str, object] = {
    PEOPLE: _l("số người"),
    HOUSEHOLDS: _l("số hộ"),
    "adults": _l("người từ 18 tuổi"),
    "citizens": _l("công dân từ 16 tuổi"),
    "pupils": _l("học sinh từ cấp tiểu học"),
    "secondary": _l("học sinh trung học, sinh viên"),
    **{key: each.words for key, each in AUDIENCES.items() if key not in (PEOPLE, "students", "teams")},
}
WHOLE_UNIT = _l("Cả phường, xã")


def label(audience: str) -> str:
    """Who is counted; a key we do not know as it is."""
    words = str(COUNTED.get(audience, audience))
    return words[:1].lower() + words[1:]


def noun_of(audience: str) -> object:
    """What a number of an audience counts: "hộ", "tổ", else "người"."""
    return {HOUSEHOLDS: _l("hộ"), "teams": _l("tổ")}.get(audience, _l("người"))


class Denominator(OfUnit, Base):
    """A number of one audience, of a residential group, of an organisation, or of the whole unit, on a day."""

    RETIRED, SLUG = "retired_on", "public_id"

    __tablename__ = "denominator"
    __table_args__ = (
        CheckConstraint("number >= 0", name="number_positive"),
        CheckConstraint("source <> ''", name="has_source"),
        CheckConstraint("audience <> ''", name="has_audience"),
        CheckConstraint("residential_group_id IS NULL OR organisation_id IS NULL", name="of_one"),
        UniqueConstraint("residential_group_id", "audience", "counted_on", "source", name="uq_denominator_group"),
        UniqueConstraint("organisation_id", "audience", "counted_on", "source", name="uq_denominator_organisation"),
        partial_index(
            "uq_denominator_unit", "unit_id", "audience", "counted_on", "source",
            where="residential_group_id IS NULL AND organisation_id IS NULL",
        ),
        partial_index("ix_denominator_audience", "unit_id", "audience", where="retired_on IS NULL", unique=False),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: str(uuid.uuid4()))
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    residential_group_id: Mapped[int | None] = mapped_column(ForeignKey("residential_group.id"), init=False)
    residential_group: Mapped["ResidentialGroup | None"] = relationship(back_populates="counts", default=None)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), init=False)
    organisation: Mapped["Organisation | None"] = relationship(default=None)
    audience: Mapped[str]
    number: Mapped[int]
    approximate: Mapped[bool] = mapped_column(default=False)
    counted_on: Mapped[date]
    source: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    search_key: Mapped[str] = mapped_column(init=False, default="")
    retired_on: Mapped[date | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)

    @staticmethod
    def called(said: Mapping[str, Any]) -> str:
        """What tells a number from all others: whose, of whom, of which day, by whom."""
        whose = said.get("residential_group") or said.get("organisation")
        of_whom = f"{whose.name if whose else WHOLE_UNIT}: {label(str(said.get('audience', '')))}"
        day = said.get("counted_on")
        return ", ".join(filter(None, (of_whom, formats.date(day) if day else "", str(said.get("source") or ""))))

    @property
    def name(self) -> str:
        """The same of this one."""
        return self.called({key: getattr(self, key) for key in OWN})

    @property
    def searched(self) -> str:
        """Found by what is written of it; by whose it is in `holding`."""
        return f"{self.source} {self.note}"

    @classmethod
    def holding(cls, words: str) -> list[ColumnElement[bool]]:
        """What a row fulfils that holds every part of what was typed: its own words, whose it is, or of whom."""
        return [cls._holds(term) for term in names.search_terms(words)]

    @classmethod
    def _holds(cls, term: str) -> ColumnElement[bool]:
        pattern = names.like_pattern(term)
        group, organisation = (each.property.mapper.class_ for each in (cls.residential_group, cls.organisation))
        return or_(
            cls.search_key.like(pattern, escape="\\"),
            cls.audience.in_([key for key in COUNTED if term in names.search_key(label(key))]),
            *(
                whose.in_(select(noun.id).where(noun.search_key.like(pattern, escape="\\")))
                for whose, noun in ((cls.residential_group_id, group), (cls.organisation_id, organisation))
            ),
        )

    @classmethod
    def counted(cls, unit_ids: tuple[int, ...], audience: str) -> Select["Denominator"]:
        """What stands of an audience in some units, the earliest day first."""
        standing = select(cls).where(cls.unit_id.in_(unit_ids), cls.audience == audience, cls.in_use())
        return standing.order_by(cls.counted_on, cls.id)


# What no two rows share.
OWN = ("residential_group", "organisation", "audience", "counted_on", "source")
