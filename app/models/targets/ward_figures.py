"""Figures of a ward in a span of days, counted aside: a province adds them up instead of reading the rows of all."""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import ForeignKey, Select, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Keyed
from app.models.trust.audit_event import AuditEvent


class WardFigures(Keyed):
    """All figures of one span ("nam"), as rows said at `made_at`; what was not recorded is null. Wards that gave to one
    another count as one, under the first: `of` says which, and what was counted. One row a span, renewed."""

    __tablename__ = "ward_figures"
    __table_args__ = (UniqueConstraint("unit_id", "span"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"))
    span: Mapped[str]
    of: Mapped[str]
    since: Mapped[date]
    until: Mapped[date]
    figures: Mapped[str]
    made_at: Mapped[datetime]

    @property
    def numbers(self) -> Mapping[str, int | None]:
        """The figures by key of their indicator."""
        found: Mapping[str, int | None] = json.loads(self.figures)
        return found

    @classmethod
    def of_units(cls, unit_ids: Collection[int]) -> Select["WardFigures"]:
        """What is kept of some wards."""
        return select(cls).where(cls.unit_id.in_(unit_ids))

    @classmethod
    def written(cls, unit_ids: Collection[int]) -> Select[int, datetime | None]:
        """Of each of some wards when the trail last told of it: whatever is counted was the same since, but for what
        leaves no trail (a tablet, who marks themselves)."""
        unit = cls.metadata.tables["administrative_unit"]
        last = select(func.max(AuditEvent.at)).where(AuditEvent.unit_id == unit.c.id).scalar_subquery()
        return select(unit.c.id, last).where(unit.c.id.in_(unit_ids))
