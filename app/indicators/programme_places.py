"""Dimensions of programmes by what their sites are: the group in which they lie, the site that contains them, the
organisation that they represent or that organises them."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.indicators import dimensions as by
from app.models import Organisation, Programme, ProgrammeEntry, Site
from app.models.movement.declaration import ORGANISED, Declaration, Subject
from app.models.movement.organisation import KINDS
from app.registers.indicator import Dimension, Scope

_KIND: Any = select(Organisation.kind).where(Organisation.id == Site.organisation_id).scalar_subquery()
_KIND_OF_RECORDER: Any = (
    select(Organisation.kind).where(Organisation.id == ProgrammeEntry.organisation_id).scalar_subquery()
)
_NONE = _l("Phường, xã")
_INNER = aliased(Site)
_CONTAINS = Site.id.in_(select(_INNER.within_id).where(_INNER.within_id.is_not(None)))
# By the word of `by` in a count.
PLACES: Mapping[str, Callable[[], Dimension]] = {
    "group": lambda: by.groups(Site.residential_group_id, unknown_label=_l("Chưa rõ địa bàn")),
    "hard_place": lambda: by.hardships(Site.residential_group_id),
    "organisation": lambda: _organisations(Site.organisation_id),
    "within": lambda: by.registered(
        "nam-o", _l("Nằm ở"), Site.within_id, Site, _l("Chưa rõ nơi nào"), _CONTAINS, slug="public_id"
    ),
    "organiser_kind": lambda: _kinds(_KIND),
}
# The same two with `one_per`: by the organisation that recorded, the ward for whoever recorded for none.
RECORDERS: Mapping[str, Callable[[], Dimension]] = {
    "organisation": lambda: _organisations(ProgrammeEntry.organisation_id),
    "organiser_kind": lambda: _kinds(_KIND_OF_RECORDER),
}


def _organisations(column: Any) -> Dimension:
    return by.registered("co-quan", _l("Cơ quan, đơn vị"), column, Organisation, _NONE)


def _kinds(column: Any) -> Dimension:
    return by.worded("loai-co-quan", _l("Loại cơ quan, đơn vị"), column, KINDS, unknown_label=_NONE)


def sites_by(declared: Declaration) -> list[Dimension]:
    """The dimensions of figures that count the sites of a programme: by group, of organisations by kind and by each."""
    words = ORGANISED if declared.subject is Subject.ORGANISATION else ()
    return [PLACES[each]() for each in (*reversed(words), "group", "hard_place")]


def copy_of(programme: Programme, scope: Scope) -> Any:
    """The id of the programme; of a shipped one, of several units, that of the unit of each site."""
    if scope.units == (programme.unit_id,) or not programme.catalogue:
        return programme.id
    same = Programme.catalogue == programme.catalogue, Programme.merged_into_id.is_(None)
    return select(Programme.id).where(*same, Programme.unit_id == Site.unit_id).correlate(Site).scalar_subquery()
