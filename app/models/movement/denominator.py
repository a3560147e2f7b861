"""Denominators of shares: how many people, households, pupils or staff there are, with source and day.

A missing number is not zero, and an approximate one makes every sum of it approximate.
"""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Select, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.country import formats, names
from app.country.audiences import AUDIENCES
from app.models.base import Addressed, partial_index
from app.models.mixins.of_unit import OfUnit
from app.models.people.administrative_unit import AdministrativeUnit

if TYPE_CHECKING:
    from app.models.movement.organisation import Organisation
    from app.models.people.residential_group import ResidentialGroup

PEOPLE, HOUSEHOLDS = "people", "households"
# The audiences of which plans demand a share, in their words, then the audiences of classes.
COUNTED: Mapping[str, object] = {
    PEOPLE: _l("số người"),
    HOUSEHOLDS: _l("số hộ"),
    "adults": _l("người từ 18 tuổi"),
    "citizens": _l("công dân từ 16 tuổi"),
    "pupils": _l("học sinh từ cấp tiểu học"),
    "secondary": _l("học sinh trung học, sinh viên"),
    "cadres": _l("cán bộ, công chức"),
    "officials": _l("viên chức"),
    **{key: each.words for key, each in AUDIENCES.items() if key not in (PEOPLE, "students", "teams")},
}
ENTIRE_UNIT = _l("Cả phường, xã")


def label(audience: str) -> str:
    """The label of an audience; of an unknown key the key itself."""
    words = str(COUNTED.get(audience, audience))
    return words[:1].lower() + words[1:]


def noun_of(audience: str) -> object:
    """The noun that an audience is counted in: "hộ", "tổ", "học sinh", else "người"."""
    return {HOUSEHOLDS: _l("hộ"), "teams": _l("tổ"), "pupils": _l("học sinh"), "secondary": _l("học sinh")}.get(
        audience, _l("người")
    )


class Denominator(OfUnit, Addressed):
    """The number of one audience in a residential group, an organisation or the entire unit, on a day."""

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
    def called(values: Mapping[str, Any]) -> str:
        """A title that identifies a row: group or organisation, audience, day, source."""
        whose = values.get("residential_group") or values.get("organisation")
        of_whom = f"{whose.name if whose else ENTIRE_UNIT}: {label(str(values.get('audience', '')))}"
        day = values.get("counted_on")
        return ", ".join(filter(None, (of_whom, formats.date(day) if day else "", str(values.get("source") or ""))))

    @property
    def name(self) -> str:
        """The title of this row."""
        return self.called({key: getattr(self, key) for key in OWN})

    @property
    def searched(self) -> str:
        """Search text: source and note. `holding` also searches group, organisation and audience."""
        return f"{self.source} {self.note}"

    @classmethod
    def holding(cls, words: str) -> list[ColumnElement[bool]]:
        """Conditions for rows that match every typed term in their text, group, organisation or audience."""
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
        """The rows in use of an audience in some units, earliest day first."""
        standing = select(cls).where(cls.unit_id.in_(unit_ids), cls.audience == audience, cls.in_use())
        return standing.order_by(cls.counted_on, cls.id)


# The columns that are unique together.
OWN = ("residential_group", "organisation", "audience", "counted_on", "source")
