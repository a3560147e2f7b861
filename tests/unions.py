"""A programme about all groups of a ward, of which each union that records has an entry of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import AdministrativeUnit, Organisation, Programme, ProgrammeEntry, Site
from app.models.movement.declaration_reading import read
from app.models.movement.represented import GroupSite
from tests import recording
from tests.factories import make_group, make_organisation, make_ward
from tests.returns import moment

DECLARED: Mapping[str, Any] = {
    "key": "helpers", "shape": "gather", "name": "Hội viên hướng dẫn bà con", "noun": "tổ dân phố", "subject": "group",
    "every": "year", "one_per": "organiser", "recorded_on": ["table", "office", "phone", "import"],
    "records": ["organisation.mass_organisation", "group_head", "officer"],
    "fields": [
        {"key": "helpers", "label": "Số hội viên", "type": "number", "counted": True},
        {"key": "lessons", "label": "Số buổi", "type": "number", "counted": True},
        {"key": "kind", "label": "Hình thức", "type": "choice", "of": {"home": "Tới nhà", "hall": "Nhà văn hóa"},
         "counted": True},
    ],
    "criteria": [{"key": "has", "text": "Có ít nhất một hội viên", "rule": {"at_least": {"helpers": 1}}}],
    "counts": [
        {"key": "has", "unit": "tổ", "label": "Tổ có hội viên", "where": {"all": ["has"]}, "of": "subjects",
         "by": ["group", "organisation", "kind", "period"]},
        {"key": "helpers", "unit": "người", "label": "Hội viên", "sum": "helpers",
         "by": ["group", "organisation", "organiser_kind", "kind", "period"]},
        {"key": "lessons", "unit": "buổi", "label": "Buổi", "sum": "lessons", "by": ["organisation", "period"]},
        {"key": "unions", "unit": "đơn vị", "label": "Đơn vị đã ghi", "distinct": "organiser",
         "of": "organisations"},
    ],
}  # fmt: skip
BEGAN = date(2025, 2, 1)
LAST, THIS = date(2025, 1, 1), date(2026, 1, 1)


@dataclass
class Unions:
    """The ward, the programme in use, three groups and two unions."""

    ward: AdministrativeUnit
    programme: Programme
    sites: list[Site]
    women: Organisation
    farmers: Organisation


def make_unions(session: Session, ward: AdministrativeUnit | None = None, **said: Any) -> Unions:
    """Rows for all of it."""
    ward = ward or make_ward(session)
    for number in (1, 2, 3):
        make_group(session, ward, f"Tổ dân phố Túc Duyên {number}")
    kind = "mass_organisation"
    women, farmers = (make_organisation(session, ward, f"Hội {each}", kind) for each in ("Phụ nữ", "Nông dân"))
    declared = {key: each for key, each in {**DECLARED, **said}.items() if each is not None}
    programme = Programme.begun(session, ward, read(declared), catalogue="", now=moment(BEGAN))
    programme.use_draft(seen="1", now=moment(BEGAN))
    session.flush()
    sites = list(session.scalars(select(GroupSite).where(GroupSite.unit_id == ward.id).order_by(GroupSite.name)))
    return Unions(ward, programme, list(sites), women, farmers)


def report(
    session: Session, programme: Programme, site: Site, union: Organisation | None, period: date | None, on: date,
    **answers: Any,
) -> ProgrammeEntry:  # fmt: skip
    """What a union, or (None) the ward records of a group for a period on a day."""
    assert programme.current
    return recording.record(
        session, site, programme.current, uuid=str(uuid4()), by=None, organisation_id=union.id if union else None,
        way="office", at=moment(on), period=period, answers=answers, now=moment(on),
    )  # fmt: skip
