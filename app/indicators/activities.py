"""Indicator of the events that were held, of all programmes together.

Events of programmes that officers and leaders do not both see are left out: who reads all figures would learn that
somebody recorded one.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from app.country import formats
from app.indicators import dimensions as by
from app.indicators.programme_dimensions import PLACES
from app.models import Event, Programme, ProgrammeEntry, Site
from app.registers.indicator import ACTIVITIES, FigureRow, Indicator, Scope


def _took_place(scope: Scope) -> Select[Any]:
    """Entries of events that count, of events in use and of a scope's days."""
    wanted = select(ProgrammeEntry).join(Site, Site.id == ProgrammeEntry.site_id)
    wanted = wanted.join(Event.__table__, Event.__table__.c.site_id == Site.id)
    wanted = wanted.join(Programme, Programme.id == ProgrammeEntry.programme_id)
    return wanted.where(
        ProgrammeEntry.unit_id.in_(scope.units),
        ProgrammeEntry.counts,
        ProgrammeEntry.day.between(scope.since, scope.until),
        ProgrammeEntry.programme_id == Site.programme_id,
        Site.in_use(),
        Programme.seen_by_office,
    )


def _tells(session: Session, rows: Sequence[ProgrammeEntry]) -> Iterable[FigureRow]:
    for each in rows:
        who = each.site.organisation.name if each.site.organisation else _("Phường, xã")
        place = {"programme": each.programme_id, "row": each.site.public_id}
        yield FigureRow(each.site.name, f"{formats.date(each.day)} · {who}", "office.programme_rows.show", place)


INDICATORS = (
    Indicator(
        "hoat-dong", ACTIVITIES, _l("Hoạt động đã tổ chức"),
        _l("Hoạt động của mọi phong trào, có ngày, đã tổ chức trong kỳ; mỗi hoạt động một lần, xem được theo nơi đứng "
           "ra tổ chức."),
        ProgrammeEntry, _took_place, _tells, (ProgrammeEntry.day, ProgrammeEntry.id),
        (
            by.months(ProgrammeEntry.day), PLACES["organisation"](), PLACES["organiser_kind"](), PLACES["group"](),
            PLACES["hard_place"](), by.units(ProgrammeEntry.unit_id),
        ),
        loads=(joinedload(ProgrammeEntry.site).joinedload(Site.organisation),),
    ),
)  # fmt: skip
